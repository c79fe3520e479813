//! `ronghe score --scheme FILE… --inputs FILE`: computes sheets of schemes, each with its way; with
//! `--what-if DRAFT` it says instead what a draft would change on the same inputs. `--json` writes the document
//! that `testkit/recompute_scores.py` recomputes. `--year` takes what the house has on record instead of a file.

use super::{Outcome, Run};
use crate::cli::Score;
use crate::program::House;
use anyhow::Result;
use assessment::sheets::use_cases::gather;
use directory::tree;
use kernel::{Problem, texts};
use scoring::engine::export::{Words, document};
use scoring::engine::if_then::if_then;
use scoring::engine::inputs::{Sheet, Sheets};
use scoring::engine::trace::Case;
use scoring::engine::{Cases, Inputs, Plan, check_inputs, evaluate};
use scoring::scheme::Scheme;
use scoring::scheme::check::{Limits, check, check_together};
use scoring::what_if::{WhatIf, what_if};
use serde::Serialize;
use std::path::Path;
use store::{Ctx, Refusal};

/// By how many points weights are changed to see whether grades hang on them.
const SHIFT: i64 = 5;

pub async fn run(run: &Run, asked: &Score) -> Result<Outcome> {
    if let (Some(year), Some(draft)) = (asked.year, &asked.what_if) {
        return own(run, asked, year, &scheme(draft)?).await;
    }
    let schemes: Vec<Scheme> =
        asked.scheme.iter().map(|file| scheme(file)).collect::<Result<_>>()?;
    let problems = check_together(&schemes.iter().collect::<Vec<_>>());
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems).into());
    }
    for scheme in &schemes {
        for warning in check(scheme, &Limits::default()).warnings {
            run.terminal.remark(&warning.text(run.terminal.lang));
        }
    }
    let file = match &asked.inputs {
        Some(inputs) => Sheets::parse(&read(inputs)?)?,
        None => Sheets::default(),
    };
    let Some(draft) = &asked.what_if else {
        return compute(run, &schemes, &file, asked.json);
    };
    let (now, draft) = (&schemes[0], scheme(draft)?);
    let own = file.sheet.into_iter().filter(|sheet| sheet.scheme == now.id);
    let sheets: Vec<Inputs> = own.map(|sheet| sheet.inputs).collect();
    ask(run, now, &draft, &sheets, asked.json)
}

/// The draft on what the house has on record for a year.
async fn own(run: &Run, asked: &Score, year: i32, draft: &Scheme) -> Result<Outcome> {
    let house = House::open(&run.settings).await?;
    let ctx = house.ctx().await?;
    let found = on_record(&ctx, asked, year, draft).await;
    house.db.close().await;
    let (now, sheets) = found?;
    ask(run, &now, draft, &sheets, asked.json)
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
    let pairs = plans.iter().zip(&file.sheet);
    let cases: Vec<Case> =
        pairs.map(|(plan, sheet)| Case { plan, inputs: &sheet.inputs }).collect();
    let problems: Vec<Problem> =
        cases.iter().flat_map(|case| check_inputs(case.plan, case.inputs)).collect();
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems).into());
    }
    let known = Cases::new(cases.iter().copied())?;
    let mut found = Vec::with_capacity(cases.len());
    for case in &cases {
        let trace = evaluate(*case, &known)?;
        let changes = if_then(*case, &known, &trace)?;
        found.push((trace, changes));
    }
    let sheets: Vec<_> = cases
        .iter()
        .zip(&found)
        .map(|(case, (trace, changes))| (*case, trace, &changes[..]))
        .collect();
    let words = Words { catalogue: texts::get(), lang: run.terminal.lang };
    let document = document(&sheets, Vec::new(), words);
    if json {
        run.terminal.result(&serde_json::to_string(&document)?)?;
    } else {
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
            for line in sheet.result.words.iter().chain(sheet.if_then.iter().map(|one| &one.words))
            {
                run.terminal.result(line)?;
            }
        }
    }
    let differs =
        |(sheet, (case, (trace, _))): &(&Sheet, (&Case, &(scoring::engine::Trace, _)))| {
            let total = trace.published(case.plan);
            sheet.expected.is_some() && sheet.expected != total
                || sheet.grade.is_some() && sheet.grade.as_deref() != trace.grade(case.plan)
        };
    let wrong: Vec<_> = file.sheet.iter().zip(cases.iter().zip(&found)).filter(differs).collect();
    for (sheet, (case, (trace, _))) in &wrong {
        let total = trace.published(case.plan).unwrap_or_default();
        let args = [
            ("unit", sheet.inputs.unit.as_str()),
            ("expected", sheet.expected.as_deref().unwrap_or_default()),
            ("expected-grade", sheet.grade.as_deref().unwrap_or_default()),
            ("total", &total),
            ("grade", trace.grade(case.plan).unwrap_or_default()),
        ];
        run.terminal.remark(&run.terminal.text("score-differs", &args));
    }
    Ok(if wrong.is_empty() { Outcome::Done } else { Outcome::Refused })
}

/// What a draft would change, as a script reads it. Shares are exact quotients.
#[derive(Serialize)]
struct Answer {
    units: usize,
    changes: Vec<(String, Option<String>, Option<String>)>,
    dominance: Vec<(String, String)>,
    never: Vec<(String, String, usize)>,
    sensitivity: Vec<(String, String, usize)>,
    /// Units that keep their place whatever the weights.
    firm: usize,
}

fn ask(run: &Run, now: &Scheme, draft: &Scheme, sheets: &[Inputs], json: bool) -> Result<Outcome> {
    let group = |inputs: &Inputs| inputs.kind.clone();
    let found = what_if(now, draft, sheets, &group, &SHIFT.into(), &Cases::default());
    let found = found.map_err(Refusal::Invalid)?;
    if json {
        run.terminal.result(&serde_json::to_string(&answer(&found))?)?;
        return Ok(Outcome::Done);
    }
    let text = |key: &str, args: &[(&str, &str)]| run.terminal.text(key, args);
    let none = text("score-no-grade", &[]);
    let (units, changes) = (found.units.to_string(), found.changes.len().to_string());
    run.terminal.result(&text("score-changes", &[("units", &units), ("changes", &changes)]))?;
    for change in &found.changes {
        let before = change.before.as_deref().unwrap_or(&none);
        let after = change.after.as_deref().unwrap_or(&none);
        let args = [("unit", change.unit.as_str()), ("before", before), ("after", after)];
        run.terminal.result(&text("score-change", &args))?;
    }
    if let Some(most) = found.dominance.first() {
        let share = (&most.share * &100.into()).fixed(1, scoring::Rounding::HalfAway);
        run.terminal.result(&text("score-dominant", &[("line", &most.line), ("share", &share)]))?;
    }
    for never in &found.never {
        let args = [
            ("group", never.group.as_str()),
            ("line", &never.line),
            ("units", &never.units.to_string()),
        ];
        run.terminal.result(&text("score-never", &args))?;
    }
    for one in found.sensitivity.iter().filter(|one| one.grades > 0) {
        let args = [
            ("part", one.part.as_str()),
            ("by", &one.by.plain()),
            ("grades", &one.grades.to_string()),
        ];
        run.terminal.result(&text("score-sensitive", &args))?;
    }
    let firm = found.firm().to_string();
    run.terminal.result(&text("score-firm", &[("firm", &firm), ("units", &units)]))?;
    Ok(Outcome::Done)
}

fn answer(found: &WhatIf) -> Answer {
    let change =
        |one: &scoring::what_if::Change| (one.unit.clone(), one.before.clone(), one.after.clone());
    Answer {
        units: found.units,
        changes: found.changes.iter().map(change).collect(),
        dominance: found
            .dominance
            .iter()
            .map(|one| (one.line.clone(), one.share.plain()))
            .collect(),
        never: found
            .never
            .iter()
            .map(|one| (one.group.clone(), one.line.clone(), one.units))
            .collect(),
        sensitivity: found
            .sensitivity
            .iter()
            .map(|one| (one.part.clone(), one.by.plain(), one.grades))
            .collect(),
        firm: found.firm(),
    }
}
