//! Running a question and concluding from it. Every run is kept and counted, whatever comes out.

use super::{by, may, seen};
use crate::question::{Content, unsaid};
use crate::result::{self, Record};
use crate::series::{Series, worth};
use crate::store::{self, Method, Question, lots};
use ::store::settings::Settings;
use ::store::{Ctx, Query, Refusal, StoreError};
use directory::tree;
use kernel::{Action, Period, Problem, QuestionId, UnitId};
use planning::store::{figures, indicators};
use serde_json::json;
use std::collections::HashMap;

/// The figures of these units for a question.
pub(crate) async fn series(
    q: &mut impl Query,
    content: &Content,
    units: Vec<UnitId>,
) -> Result<Series, Refusal> {
    let mut known = indicators::by_id(q).await?;
    known.retain(|id, _| [content.cause, content.outcome].contains(id));
    let (Some(cause), Some(outcome)) =
        (known.get(&content.cause).cloned(), known.get(&content.outcome).cloned())
    else {
        return Err(Problem::new("question-indicator").into());
    };
    let mut first = content.first;
    for _ in 0..content.lag {
        first = first.previous();
    }
    let periods: Vec<Period> = first.through(content.last).collect();
    let before = usize::from(content.lag);
    // One indicator at a time: each is sought by itself, however many others the units report.
    let window = [(first, content.last)];
    let mut columns = Vec::new();
    for (indicator, from) in [(&outcome, before), (&cause, 0)] {
        let only = HashMap::from([(indicator.id, indicator.clone())]);
        let found = figures::of_units(q, &units, &window, &only).await?;
        let value = |unit: &UnitId, at: usize, period: &Period| {
            let figures = found.get(unit)?.get(&indicator.id)?.get(&period.code())?;
            worth(figures.actual, indicator).filter(|_| at >= from)
        };
        let of_unit = |unit| {
            let at_each = periods.iter().enumerate();
            at_each.map(|(at, period)| value(unit, at, period)).collect::<Vec<_>>()
        };
        columns.push(units.iter().map(of_unit).collect::<Vec<_>>());
    }
    let (cause, outcome) = (columns.pop().unwrap_or_default(), columns.pop().unwrap_or_default());
    Ok(Series { units, periods, before, outcome, cause, starts: None })
}

/// Adds when each unit begins, to the figures of a question that compares these.
pub(crate) async fn begun(
    q: &mut impl Query,
    question: &Question,
    series: &mut Series,
) -> Result<(), Refusal> {
    if question.method.is_staggered() {
        let starts = lots::starts(q, question.id, question.method.lottery()).await?;
        series.starts = Some(series.units.iter().map(|unit| starts.get(unit).copied()).collect());
    }
    Ok(())
}

/// The figures of a registered question, all of whose units the actor may see.
async fn whole(ctx: &Ctx, question: &Question) -> Result<Series, Refusal> {
    let mut q = ctx.snapshot().await?;
    let units = store::units(&mut q, question.id).await?;
    if units.len() as i64 != question.units {
        return Err(Problem::new("question-units-withheld").into());
    }
    let mut series = series(&mut q, &question.content, units).await?;
    begun(&mut q, question, &mut series).await?;
    Ok(series)
}

/// Runs a question on what is recorded now, and keeps the run. Returns its number.
///
/// # Errors
/// The conflicts `question-run-same` where nothing has changed since a run and `question-not-drawn` where lots
/// are still to decide; `question-units-withheld`.
pub async fn run(ctx: &Ctx, id: QuestionId) -> Result<i64, Refusal> {
    let question = seen(ctx, &mut ctx.read(), Action::Change, id).await?;
    if matches!(question.method, Method::ByLot { drawn_at: None, .. }) {
        return Err(Refusal::conflict(Problem::new("question-not-drawn")));
    }
    let series = whole(ctx, &question).await?;
    let digest = series.digest();
    if store::runs(&mut ctx.read(), &[id]).await?.iter().any(|run| run.digest == digest) {
        return Err(Refusal::conflict(Problem::new("question-run-same")));
    }
    let (lag, seed) = (question.content.lag, Series::seed(&digest));
    let record = computed(series, lag, seed).await?;
    let mut work = ctx.work().await?;
    may(ctx, &mut work.tx, Action::Change, question.content.unit).await?;
    let root = tree::root_on(&mut work.tx, ctx.now.today).await?;
    let root = root.map_or(question.content.unit, |unit| unit.id);
    let rules = Settings::load(&mut work.tx).await?.financial_year();
    let family = (root, rules.year_of(ctx.now.today.month()));
    let made = (digest.as_str(), seed.cast_signed());
    let number = store::keep_run(&mut work.tx, id, family, made, &record, by(ctx)).await?;
    let after = json!({ "run": number, "digest": digest, "is_refused": record.is_refused() });
    work.audit("question.run", "question", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(number)
}

/// Computes beside the threads that serve others.
async fn computed(series: Series, lag: u8, seed: u64) -> Result<Record, Refusal> {
    tokio::task::spawn_blocking(move || result::run(&series, lag, seed)).await.map_err(|error| {
        StoreError::Corrupt(format!("a question could not be run: {error}")).into()
    })
}

/// Notes what is concluded from the latest run, in no other words than its level allows. `seen_number` is the number of
/// the last conclusion that was seen, 0 for none.
///
/// # Errors
/// `question-words-*` and `question-text-long` at `body`; `question-not-run`; the conflict
/// `question-concluded`.
pub async fn conclude(
    ctx: &Ctx,
    id: QuestionId,
    seen_number: i64,
    body: &str,
) -> Result<(), Refusal> {
    let card = super::looking::card(ctx, id).await?;
    let mut work = ctx.work().await?;
    may(ctx, &mut work.tx, Action::Change, card.question.content.unit).await?;
    let Some(judged) = card.runs.last() else {
        return Err(Problem::new("question-not-run").at("body").into());
    };
    if body.trim().is_empty() {
        return Err(Problem::new("field-required").at("body").into());
    }
    if body.chars().count() > crate::question::MOST_TEXT {
        let most = crate::question::MOST_TEXT;
        return Err(Problem::new("question-text-long").arg("most", most).at("body").into());
    }
    if let Some(problem) = unsaid(body, judged.verdict.level, "body") {
        return Err(problem.into());
    }
    let about = (judged.run.number, seen_number);
    store::conclude(&mut work.tx, id, about, body.trim(), by(ctx)).await?;
    let after = json!({ "run": judged.run.number, "body": body.trim() });
    work.audit("question.conclude", "question", id, None, Some(after.to_string()));
    Ok(work.commit().await?)
}
