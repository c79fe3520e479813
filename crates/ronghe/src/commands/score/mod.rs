//! `ronghe score --scheme FILE… --inputs FILE`: computes sheets of schemes, each with its way; sheets of parts
//! of a period are joined by days, and where a scheme says so its grades are spread over all units. With
//! `--what-if DRAFT` it says instead what a draft would change on the same inputs, with `--lint` what the
//! schemes count. `--json` writes the document that `testkit/recompute_scores.py` recomputes.

mod counts;
mod past;
mod together;

use super::{Outcome, Run};
use crate::cli::Score;
use anyhow::Result;
use kernel::{Problem, texts};
use scoring::engine::export::{Document, Words, document};
use scoring::engine::if_then::{IfThen, if_then};
use scoring::engine::inputs::{Sheet, Sheets};
use scoring::engine::trace::Case;
use scoring::engine::{Cases, Plan, Trace, check_inputs, evaluate};
use scoring::scheme::Scheme;
use scoring::scheme::check::{Limits, check, check_together};
use std::path::Path;
use store::Refusal;

pub fn run(run: &Run, asked: &Score) -> Result<Outcome> {
    let schemes: Vec<Scheme> =
        asked.scheme.iter().map(|file| scheme(file)).collect::<Result<_>>()?;
    let problems = check_together(&schemes.iter().collect::<Vec<_>>());
    if !problems.is_empty() && !asked.lint {
        return Err(Refusal::Invalid(problems).into());
    }
    for scheme in &schemes {
        for warning in check(scheme, &Limits::default()).warnings {
            run.terminal.remark(&warning.text(run.terminal.lang));
        }
    }
    let Some(inputs) = &asked.inputs else {
        return counts::tell(run, &schemes, asked.json);
    };
    let file = Sheets::parse(&read(inputs)?)?;
    match &asked.what_if {
        Some(draft) => past::ask(run, &schemes[0], &scheme(draft)?, &file, asked.json),
        None => compute(run, &schemes, &file, asked.json),
    }
}

fn read(file: &Path) -> Result<String> {
    Ok(std::fs::read_to_string(file).map_err(|error| {
        Problem::new("score-unreadable").arg("file", file.display()).arg("message", error)
    })?)
}

fn scheme(file: &Path) -> Result<Scheme> {
    Ok(Scheme::parse(&read(file)?)?)
}

/// A sheet that was computed.
struct Computed<'a> {
    sheet: &'a Sheet,
    case: Case<'a>,
    trace: Trace<'a>,
    changes: Vec<IfThen>,
}

fn compute(run: &Run, schemes: &[Scheme], file: &Sheets, json: bool) -> Result<Outcome> {
    let plan = |sheet: &Sheet| {
        let scheme = schemes.iter().find(|scheme| scheme.id == sheet.scheme);
        let Some(scheme) = scheme else {
            let problem = Problem::new("score-scheme-unknown").arg("scheme", &sheet.scheme);
            return Err(Refusal::Invalid(vec![problem.arg("unit", &sheet.inputs.unit)]));
        };
        Plan::new(scheme, &sheet.inputs.kind).map_err(Refusal::Invalid)
    };
    let plans: Vec<Plan> = file.sheet.iter().map(plan).collect::<Result<_, _>>()?;
    let cases =
        || plans.iter().zip(&file.sheet).map(|(plan, it)| (it, Case { plan, inputs: &it.inputs }));
    let problems: Vec<Problem> =
        cases().flat_map(|(_, case)| check_inputs(case.plan, case.inputs)).collect();
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems).into());
    }
    // Others take results of whole sheets only.
    let known =
        Cases::new(cases().filter(|(sheet, _)| sheet.days.is_none()).map(|(_, case)| case))?;
    let mut found = Vec::with_capacity(plans.len());
    for (sheet, case) in cases() {
        let trace = evaluate(case, &known)?;
        let changes = if_then(case, &known, &trace)?;
        found.push(Computed { sheet, case, trace, changes });
    }
    let words = Words { catalogue: texts::get(), lang: run.terminal.lang };
    let sheets: Vec<_> = found.iter().map(|one| (one.case, &one.trace, &one.changes[..])).collect();
    let (joined, totals) = together::joined(&found, words)?;
    let mut document = document(&sheets, joined, words);
    document.distribution = together::spread(&found, &totals);
    if json {
        run.terminal.result(&serde_json::to_string(&document)?)?;
    } else {
        say(run, &document)?;
    }
    Ok(if is_as_expected(run, &found) { Outcome::Done } else { Outcome::Refused })
}

fn say(run: &Run, document: &Document<'_>) -> Result<()> {
    for sheet in &document.sheets {
        let args = [
            ("unit", sheet.inputs.unit.as_str()),
            ("scheme", sheet.scheme),
            ("version", sheet.version),
            ("digest", &sheet.digest[..16]),
        ];
        run.terminal.result(&run.terminal.text("score-sheet", &args))?;
        for node in sheet.nodes.iter().filter(|node| !node.path.is_empty()) {
            for step in &node.steps {
                let args = [("path", node.path), ("words", step.words.as_str())];
                run.terminal.result(&run.terminal.text("score-step", &args))?;
            }
        }
        for line in sheet.result.words.iter().chain(sheet.if_then.iter().map(|one| &one.words)) {
            run.terminal.result(line)?;
        }
    }
    for one in &document.pro_rata {
        let args = [("unit", one.unit.as_str()), ("words", &one.words)];
        run.terminal.result(&run.terminal.text("score-joined", &args))?;
    }
    for one in &document.distribution {
        together::say(run, one)?;
    }
    Ok(())
}

/// Whether every sheet came to what was worked out by hand; of those that did not it is told.
fn is_as_expected(run: &Run, found: &[Computed<'_>]) -> bool {
    let mut is_right = true;
    for Computed { sheet, case, trace, .. } in found {
        let total = trace.published(case.plan);
        let differs = sheet.expected.is_some() && sheet.expected != total
            || sheet.grade.is_some() && sheet.grade.as_deref() != trace.grade(case.plan);
        if !differs {
            continue;
        }
        is_right = false;
        let args = [
            ("unit", sheet.inputs.unit.as_str()),
            ("expected", sheet.expected.as_deref().unwrap_or_default()),
            ("expected-grade", sheet.grade.as_deref().unwrap_or_default()),
            ("total", &total.unwrap_or_default()),
            ("grade", trace.grade(case.plan).unwrap_or_default()),
        ];
        run.terminal.remark(&run.terminal.text("score-differs", &args));
    }
    is_right
}
