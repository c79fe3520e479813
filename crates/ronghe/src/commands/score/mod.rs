//! `ronghe score --scheme FILE… --inputs FILE`: computes sheets of schemes, each with its way; sheets of parts
//! of a period are joined by days, and where a scheme says so its grades are spread over all units. With
//! `--what-if DRAFT` it says instead what a draft would change on the same inputs, or with `--year` on what the
//! house has on record; with `--lint` what the schemes count. `--json` writes the document that
//! `testkit/recompute_scores.py` recomputes.

mod counts;
mod past;
mod together;

use super::{Outcome, Run};
use crate::cli::Score;
use crate::program::House;
use anyhow::Result;
use assessment::sheets::use_cases::gather;
use directory::tree;
use kernel::{Problem, texts};
use scoring::engine::export::{Document, Words, document};
use scoring::engine::if_then::{IfThen, if_then};
use scoring::engine::inputs::{Sheet, Sheets};
use scoring::engine::trace::Case;
use scoring::engine::{Cases, Inputs, Plan, Trace, check_inputs, evaluate};
use scoring::scheme::Scheme;
use scoring::scheme::check::{Limits, check, check_together};
use std::path::Path;
use store::{Ctx, Refusal};

pub async fn run(run: &Run, asked: &Score) -> Result<Outcome> {
    if let (Some(year), Some(draft)) = (asked.year, &asked.what_if) {
        return own(run, asked, year, &scheme(draft)?).await;
    }
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
    let Some(draft) = &asked.what_if else {
        return compute(run, &schemes, &file, asked.json);
    };
    let now = &schemes[0];
    let own = file.sheet.into_iter().filter(|sheet| sheet.scheme == now.id);
    let sheets: Vec<Inputs> = own.map(|sheet| sheet.inputs).collect();
    past::ask(run, now, &scheme(draft)?, &sheets, asked.json)
}

/// The draft on what the house has on record for a year.
async fn own(run: &Run, asked: &Score, year: i32, draft: &Scheme) -> Result<Outcome> {
    let house = House::open(&run.settings).await?;
    let ctx = house.ctx().await?;
    let found = on_record(&ctx, asked, year, draft).await;
    house.db.close().await;
    let (now, sheets) = found?;
    past::ask(run, &now, draft, &sheets, asked.json)
}

/// The scheme that the draft is compared with, and the inputs of every unit that it would assess.
async fn on_record(
    ctx: &Ctx,
    asked: &Score,
    year: i32,
    draft: &Scheme,
) -> Result<(Scheme, Vec<Inputs>)> {
    let q = &mut ctx.read();
    let held = assessment::schemes::use_cases::in_force(q, ctx.now.today).await?;
    let same = held.into_iter().find(|(_, scheme)| scheme.id == draft.id);
    let given = asked.scheme.first().map(|file| scheme(file)).transpose()?;
    let (owner, now) = match (given, same) {
        (Some(given), same) => (same.map(|(version, _)| version.unit), given),
        (None, Some((version, scheme))) => (Some(version.unit), scheme),
        (None, None) => {
            return Err(Problem::new("score-not-in-force").arg("scheme", &draft.id).into());
        }
    };
    let owner = match owner {
        Some(owner) => Some(owner),
        None => tree::root_on(q, ctx.now.today).await?.map(|unit| unit.id),
    };
    let owner = owner.ok_or(Refusal::NotFound)?;
    let sheets = gather::named_inputs(ctx, (owner, draft), year).await?;
    if sheets.is_empty() {
        return Err(Problem::new("score-nobody").arg("year", year).into());
    }
    Ok((now, sheets))
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
