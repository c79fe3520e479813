//! A name that wraps over two rows: one unit, printed twice, that must be counted once.
//!
//! Two adjacent rows with identical numbers whose names join to a known name look like that. Where a
//! total is printed, it tells whether they are one; where none is, only a person can say. A profile
//! may state the rule (`join_wrapped`); then the rows are joined, and still confirmed by a person
//! where no total proves it.

use super::builder::Builder;
use super::rows::{name_column, unit_text};
use super::sheet::{Row, SheetPlan};
use crate::draft::{Answer, Question, QuestionKind};
use kernel::Problem;

/// Two adjacent rows with identical numbers, kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Twins {
    pub first: u32,
    pub second: u32,
}

/// Joins rows that are one unit; gives back those that stay apart.
pub(super) fn join(
    plan: &SheetPlan<'_>,
    rows: &mut Vec<Row>,
    has_total: bool,
    block: u16,
    builder: &mut Builder<'_>,
) -> Vec<Twins> {
    let mut apart = Vec::new();
    let mut at = 0;
    while at + 1 < rows.len() {
        let (first, second) = (&rows[at], &rows[at + 1]);
        if !are_twins(first, second) {
            at += 1;
            continue;
        }
        let (upper, lower) = (unit_text(plan, first), unit_text(plan, second));
        let twins = Twins { first: first.number, second: second.number };
        let name = joined_name(&upper, &lower, builder);
        let is_one = name.as_ref().is_some_and(|name| {
            decide(plan, twins, (&upper, &lower, name), has_total, block, builder)
        });
        match (is_one, name, name_column(plan)) {
            (true, Some(name), Some(column)) => {
                rows[at].texts[column] = Some(name.into());
                rows.remove(at + 1);
            }
            _ => apart.push(twins),
        }
        at += 1;
    }
    apart
}

/// Adjacent, with the same numbers in the same columns, not all of them zero.
fn are_twins(first: &Row, second: &Row) -> bool {
    let pairs = first.amounts.iter().zip(&second.amounts);
    let same = pairs.clone().all(|(a, b)| {
        a.as_ref().map(|amount| amount.quantity) == b.as_ref().map(|amount| amount.quantity)
    });
    let any = pairs.flat_map(|(a, _)| a).any(|amount| !amount.quantity.is_zero());
    second.number == first.number + 1 && same && any
}

/// The joined name, with or without a blank between, if it is a known one.
fn joined_name(upper: &str, lower: &str, builder: &Builder<'_>) -> Option<String> {
    let (upper, lower) = (upper.trim(), lower.trim());
    [format!("{upper} {lower}"), format!("{upper}{lower}")]
        .into_iter()
        .find(|name| builder.names.contains(name) || builder.units.is_known(name))
}

/// Whether the two rows are read as one; asks where that is not settled.
fn decide(
    plan: &SheetPlan<'_>,
    twins: Twins,
    (upper, lower, name): (&str, &str, &str),
    has_total: bool,
    block: u16,
    builder: &mut Builder<'_>,
) -> bool {
    let rule = plan.profile.unit.join_wrapped;
    let file = builder.file(plan.file).name.clone();
    let id = format!("wrapped:{file}:{}", twins.first);
    if rule && has_total && !builder.decisions.answers.contains_key(&id) {
        return true;
    }
    let problem = Problem::new("rows-wrapped")
        .arg("first", twins.first)
        .arg("second", twins.second)
        .arg("upper", upper.trim())
        .arg("lower", lower.trim())
        .arg("name", name);
    // A total that is printed speaks for itself: a general yes must not overrule it.
    let proposed = (!has_total).then_some(Answer::Yes);
    let (kind, blocks) = (QuestionKind::Wrapped, vec![block]);
    builder.ask(Question { id, kind, blocks, problem, proposed, answer: None });
    match builder.questions.last().and_then(|question| question.answer.as_ref()) {
        Some(answer) => *answer != Answer::No,
        None => rule,
    }
}
