//! What a draft would change on the same inputs.

use crate::commands::{Outcome, Run};
use anyhow::Result;
use scoring::engine::{Cases, Inputs};
use scoring::scheme::Scheme;
use scoring::what_if::{WhatIf, what_if};
use serde::Serialize;
use store::Refusal;

/// By how many points weights are changed to see whether grades hang on them.
const SHIFT: i64 = 5;

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

pub(super) fn ask(
    run: &Run,
    now: &Scheme,
    draft: &Scheme,
    sheets: &[Inputs],
    json: bool,
) -> Result<Outcome> {
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
