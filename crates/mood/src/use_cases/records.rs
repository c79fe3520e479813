//! Monthly records: writing the one of a unit and month, seeing one with the matters that were raised from
//! it, and those of a unit and the units below it over a year, where a missing month is a gap to be seen.
//!
//! What is counted is how a branch answers to what it hears: the days until it replied and the share that was
//! handled. Neither the mood nor how many took part is ever a score.

pub use crate::store::records::{Content, Record};

use super::may;
use crate::record::checked_text;
use crate::store::records as store;
use ::store::{Ctx, Refusal};
use directory::{Unit, people, tree};
use kernel::{Action, Month, Problem, Resource, UnitId};
use matters::use_cases::Matter;
use serde_json::json;
use std::collections::HashMap;

/// Months that the calendar shows.
pub const MONTHS: i32 = 12;
/// Units below one that the calendar shows.
const MOST_UNITS: i64 = 200;

/// The address of a record, where matters say that they were found.
pub fn place(unit: UnitId, month: Month) -> String {
    format!("/mood/records/{unit}/{month}")
}

/// How many records each unit at and below one has of a month; `None` for whoever may not read them there.
pub async fn counted(
    ctx: &Ctx,
    unit: UnitId,
    month: Month,
) -> Result<Option<HashMap<UnitId, i64>>, Refusal> {
    let q = &mut ctx.read();
    let day = month.last_day().min(ctx.now.today);
    match may(ctx, q, Action::Read, unit, day).await {
        Ok(_) => Ok(Some(store::counted(q, unit, month, day).await?)),
        Err(Refusal::NotFound | Refusal::Forbidden) => Ok(None),
        Err(failed) => Err(failed),
    }
}

/// Writes the record of a month, or writes it anew. `is_same` says that the month before had the very same
/// words and that this is meant.
///
/// # Errors
/// `mood-no-theme` at `themes`; `mood-text-…` and `mood-text-name` with the names found, and
/// `mood-text-same`, at `text`; `mood-month-later` at `month`; `mood-heard-outside` at `heard`;
/// `mood-replied-before`, `mood-replied-later` at `replied`; the conflict `mood-changed`.
pub async fn write(
    ctx: &Ctx,
    (unit, month): (UnitId, Month),
    mut content: Content,
    (revision, is_same): (i64, bool),
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let day = month.last_day().min(ctx.now.today);
    may(ctx, &mut work.tx, Action::Change, unit, day).await?;
    let mut problems = wrong_days(ctx, month, &content);
    if content.themes.is_empty() {
        problems.push(Problem::new("mood-no-theme").at("themes"));
    }
    match checked_text(&content.text) {
        Ok(text) => content.text = text,
        Err(wrong) => problems.extend(wrong),
    }
    let names = people::named_in(&mut work.tx, &content.text).await?;
    problems.extend(
        names.iter().map(|name| Problem::new("mood-text-name").arg("name", name).at("text")),
    );
    if !is_same && store::says(&mut work.tx, unit, month.plus(-1), &content.text).await? {
        problems.push(Problem::new("mood-text-same").arg("month", month.plus(-1)).at("text"));
    }
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    store::write(&mut work.tx, (unit, month), &content, revision, &ctx.actor.name).await?;
    let themes: Vec<&str> = content.themes.iter().map(|theme| theme.name()).collect();
    let after = json!({ "themes": themes, "text": content.text,
        "intensity": content.intensity.name(), "change": content.trend.name(),
        "handled": content.is_handled, "heard": content.heard.to_string(),
        "replied": content.replied.map(|day| day.to_string()) });
    let id = format!("{unit} {month}");
    work.audit("mood.record", "mood-record", id, None, Some(after.to_string()));
    Ok(work.commit().await?)
}

fn wrong_days(ctx: &Ctx, month: Month, content: &Content) -> Vec<Problem> {
    let today = ctx.now.today;
    let mut problems = Vec::new();
    if month > today.month() {
        problems.push(Problem::new("mood-month-later").arg("month", month).at("month"));
    } else if content.heard.month() != month || content.heard > today {
        problems.push(Problem::new("mood-heard-outside").arg("month", month).at("heard"));
    }
    match content.replied {
        Some(day) if day < content.heard => problems
            .push(Problem::new("mood-replied-before").arg("day", content.heard).at("replied")),
        Some(day) if day > today => {
            problems.push(Problem::new("mood-replied-later").arg("day", day).at("replied"));
        }
        _ => {}
    }
    problems
}

/// A record's page.
#[derive(Clone, Debug)]
pub struct Shown {
    pub unit: Unit,
    pub record: Option<Record>,
    /// What was raised from it.
    pub matters: Vec<Matter>,
    pub may_write: bool,
}

/// The record of a unit and month, or its gap.
pub async fn find(ctx: &Ctx, unit: UnitId, month: Month) -> Result<Shown, Refusal> {
    let q = &mut ctx.read();
    let day = month.last_day().min(ctx.now.today);
    may(ctx, q, Action::Read, unit, day).await?;
    let known = tree::unit_near(q, unit, day).await?.ok_or(Refusal::NotFound)?;
    Ok(Shown {
        record: store::record(q, unit, month).await?,
        matters: matters::store::found_at(q, &place(unit, month)).await?,
        may_write: may(ctx, q, Action::Change, unit, day).await.is_ok(),
        unit: known,
    })
}

/// A year of records of a unit and those below it.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub months: Vec<Month>,
    /// Each unit with its record of each of the months.
    pub rows: Vec<(Unit, Vec<Option<Record>>)>,
    /// Days from the hearing to the reply, of those that were replied to.
    pub days: Vec<i64>,
    pub handled: usize,
    pub all: usize,
}

/// The calendar of a unit, or of the first one that the actor may read, up to a month.
pub async fn calendar(
    ctx: &Ctx,
    unit: Option<UnitId>,
    last: Month,
) -> Result<Option<Calendar>, Refusal> {
    let q = &mut ctx.read();
    let day = last.last_day().min(ctx.now.today);
    let scope = ctx.scope(Action::Read, Resource::Mood);
    let top = match unit {
        Some(unit) => {
            may(ctx, q, Action::Read, unit, day).await?;
            tree::unit_near(q, unit, day).await?
        }
        None => tree::tops(q, &scope, day).await?.into_iter().next().map(|node| node.unit),
    };
    let Some(top) = top else { return Ok(None) };
    let below = tree::children(q, top.id, day, 0, MOST_UNITS).await?;
    let units: Vec<Unit> =
        [top].into_iter().chain(below.into_iter().map(|node| node.unit)).collect();
    let months: Vec<Month> = (1 - MONTHS..=0).map(|back| last.plus(back)).collect();
    let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
    let records = store::between(q, &ids, (months[0], last)).await?;
    let replies = records
        .iter()
        .filter_map(|record| Some(record.content.replied?.days_since(record.content.heard)));
    let of = |unit: &Unit, month: &Month| {
        records.iter().find(|record| record.unit == unit.id && record.month == *month).cloned()
    };
    Ok(Some(Calendar {
        days: replies.collect(),
        handled: records.iter().filter(|record| record.content.is_handled).count(),
        all: records.len(),
        rows: units
            .into_iter()
            .map(|unit| {
                let row = months.iter().map(|month| of(&unit, month)).collect();
                (unit, row)
            })
            .collect(),
        months,
    }))
}
