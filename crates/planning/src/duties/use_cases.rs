//! Entering and ending a duty, saying that it was done and taking that back, and what is owed.

use super::store;
use super::{Duty, NewDuty, Proof, Turn, Word, turns};
use crate::store::readings;
use crate::use_cases::Place;
use ::store::settings::Settings;
use ::store::{Ctx, Query, Refusal, Tx};
use directory::people::{self, Person};
use directory::tree;
use kernel::{Action, Day, FinancialYear, Month, Period, PersonId, Problem, Resource, UnitId};
use serde_json::json;
use std::collections::HashMap;

/// So many months back it is told what is still owed.
const BACK: i32 = 12;

/// The duties of a unit with all below it.
#[derive(Clone, Debug)]
pub struct Shown {
    pub place: Place,
    pub duties: Vec<Duty>,
    /// The turns of the months until now, the latest first: those that are owed, and of each duty the latest.
    pub turns: Vec<Turn>,
    pub people: HashMap<PersonId, Person>,
    /// Duties of which the reader may say that they were done.
    pub may_say: Vec<i64>,
    /// Whether the reader enters duties of this unit, and ends those below it.
    pub may_change: bool,
}

/// The duties of a unit, if the actor may see it.
pub async fn look(ctx: &Ctx, unit: UnitId) -> Result<Shown, Refusal> {
    let today = ctx.now.today;
    let place = Place::find(ctx, Action::Read, Resource::Plan, unit, today).await?;
    let q = &mut ctx.read();
    let duties = store::of_unit(q, unit, today).await?;
    let mut turns = until_now(q, &duties, today).await?;
    turns.reverse();
    let mut seen: Vec<i64> = Vec::new();
    turns.retain(|turn| {
        let is_latest = !seen.contains(&turn.duty.id);
        seen.push(turn.duty.id);
        is_latest || turn.is_owed(today)
    });
    let owners = duties.iter().filter_map(|duty| duty.said.owner);
    let people = people::by_ids(q, owners).await?;
    let may_change = ctx.can(Action::Change, Resource::Plan, &place.ids);
    let may_say = duties.iter().filter(|duty| may_change || is_owner(ctx, duty));
    let may_say = may_say.map(|duty| duty.id).collect();
    Ok(Shown { place, turns, people, may_say, may_change, duties })
}

fn is_owner(ctx: &Ctx, duty: &Duty) -> bool {
    ctx.actor.person.is_some() && ctx.actor.person == duty.said.owner
}

/// The turns whose periods end in the months up to this one, with what shows that they were done.
async fn until_now(q: &mut impl Query, duties: &[Duty], today: Day) -> Result<Vec<Turn>, Refusal> {
    let rules = Settings::load(q).await?.financial_year();
    let months: Vec<Month> = (1 - BACK..=0).map(|back| today.month().plus(back)).collect();
    proved(q, duties, &months, rules).await
}

async fn proved(
    q: &mut impl Query,
    duties: &[Duty],
    months: &[Month],
    rules: FinancialYear,
) -> Result<Vec<Turn>, Refusal> {
    let mut turns = turns(duties, months, rules);
    store::prove(q, &mut turns).await?;
    Ok(turns)
}

/// The turns of a unit with all below it whose periods end in these months; for the calendar.
pub(crate) async fn of_months(
    q: &mut impl Query,
    unit: UnitId,
    months: &[Month],
    rules: FinancialYear,
    day: Day,
) -> Result<Vec<Turn>, Refusal> {
    let duties = store::of_unit(q, unit, day).await?;
    proved(q, &duties, months, rules).await
}

/// What the actor owes, what is due first at the top: as the person who answers for it, or where nobody is
/// named as who answers for the unit's plans.
pub async fn waiting(ctx: &Ctx, most: usize) -> Result<Vec<Turn>, Refusal> {
    let scope = ctx.scope(Action::Change, Resource::Plan);
    if scope.is_nothing() && ctx.actor.person.is_none() {
        return Ok(Vec::new());
    }
    let today = ctx.now.today;
    let q = &mut ctx.read();
    let duties = store::owned(q, ctx.actor.person, &scope, today).await?;
    if duties.is_empty() {
        return Ok(Vec::new());
    }
    let mut owed = until_now(q, &duties, today).await?;
    owed.retain(|turn| turn.is_owed(today));
    owed.sort_by_key(|turn| turn.due);
    owed.truncate(most);
    Ok(owed)
}

/// Enters a duty.
///
/// # Errors
/// What is wrong with it, each at its field: `plan-task-counts` at `title` for one that only counts.
pub async fn enter(ctx: &Ctx, new: NewDuty) -> Result<i64, Refusal> {
    Place::find(ctx, Action::Create, Resource::Plan, new.unit, ctx.now.today).await?;
    let problems = new.problems();
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    let mut work = ctx.work().await?;
    let id = store::insert(&mut work.tx, &new).await?;
    let after = json!({ "unit": new.unit.0, "title": new.title, "rhythm": new.rhythm.name(),
        "owner": new.owner.map(|owner| owner.0), "due_day": new.due_day, "proof": new.proof.name(),
        "since": new.since.to_string() });
    work.audit("duty.enter", "duty", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(id)
}

/// Ends a duty: from this month on it is owed no more.
///
/// # Errors
/// The conflict `duty-changed`.
pub async fn end(ctx: &Ctx, id: i64, revision: i64) -> Result<UnitId, Refusal> {
    let mut work = ctx.work().await?;
    let duty = store::one(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    let unit = duty.said.unit;
    Place::find(ctx, Action::Change, Resource::Plan, unit, ctx.now.today).await?;
    let until = ctx.now.today.month();
    if !store::end(&mut work.tx, id, revision, until).await? {
        return Err(Refusal::conflict(Problem::new("duty-changed")));
    }
    let after = json!({ "until": until.to_string() }).to_string();
    work.audit("duty.end", "duty", id, None, Some(after));
    work.commit().await?;
    Ok(unit)
}

/// Says that a duty was done for a period. Returns the duty's unit.
///
/// # Errors
/// `field-required` at `note`; `duty-by-record` where a record shows it; `duty-period` where it is not owed for
/// the period, or that has not begun; the conflict `duty-done-already`.
pub async fn say(
    ctx: &Ctx,
    id: i64,
    period: Option<Period>,
    note: &str,
) -> Result<UnitId, Refusal> {
    let mut work = ctx.work().await?;
    let duty = store::one(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    let (unit, today) = (duty.said.unit, ctx.now.today);
    may_say(ctx, &mut work.tx, &duty).await?;
    let note = note.trim();
    if note.is_empty() {
        return Err(Problem::new("field-required").at("note").into());
    }
    if duty.said.proof != Proof::Word {
        return Err(Problem::new("duty-by-record").at("note").into());
    }
    let rules = Settings::load(&mut work.tx).await?.financial_year();
    let is_its = |period: &Period| {
        let month = crate::periods::rhythm::month_of(*period, rules);
        let is_ending = duty.said.rhythm.ending(month, rules) == Some(*period);
        is_ending && duty.counts(month) && period.first_day() <= today
    };
    let told = period.map_or_else(String::new, |period| period.to_string());
    let refused = || Problem::new("duty-period").arg("period", told).at("note");
    let period = period.filter(is_its).ok_or_else(refused)?;
    let (user, by) = (ctx.actor.user, ctx.actor.name.clone());
    let word = Word { note: note.to_owned(), user, by, at: ctx.now.at, taken_back: None };
    store::say(&mut work.tx, id, period, &word).await?;
    let after = json!({ "period": period.to_string(), "note": note }).to_string();
    work.audit("duty.done", "duty", id, None, Some(after));
    work.commit().await?;
    Ok(unit)
}

/// Who answers for a duty may hold any role that sees the unit's plans, or none.
async fn may_say(ctx: &Ctx, q: &mut impl Query, duty: &Duty) -> Result<(), Refusal> {
    if is_owner(ctx, duty) {
        return Ok(());
    }
    let path = tree::path_ids(q, duty.said.unit, ctx.now.today).await?;
    ctx.may(Action::Change, Resource::Plan, &path)
}

/// Takes back one's own word that a duty was done for a period: it stays shown as taken back, and the duty is owed
/// again. Returns the duty's unit.
///
/// # Errors
/// As [`say`] of who may; forbidden where somebody else said it; `field-required` and `duty-word-locked` at `why`;
/// the conflict `duty-word-gone` where no word counts for the period.
pub async fn take_back(
    ctx: &Ctx,
    id: i64,
    period: Option<Period>,
    why: &str,
) -> Result<UnitId, Refusal> {
    let mut work = ctx.work().await?;
    let duty = store::one(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    may_say(ctx, &mut work.tx, &duty).await?;
    let gone = || Refusal::conflict(Problem::new("duty-word-gone"));
    let period = period.ok_or_else(gone)?;
    let word = store::word(&mut work.tx, id, period).await?.ok_or_else(gone)?;
    let user = word.user.filter(|user| ctx.actor.user == Some(*user));
    let user = user.ok_or(Refusal::Forbidden)?;
    let why = why.trim();
    if why.is_empty() {
        return Err(Problem::new("field-required").at("why").into());
    }
    refuse_locked(&mut work.tx, duty.said.unit, period).await?;
    if !store::take_back(&mut work.tx, (id, period), user, (why, ctx.now.at)).await? {
        return Err(gone());
    }
    let told = |key: &str, said: &str| json!({ "period": period.to_string(), key: said });
    let (before, after) = (told("note", &word.note), told("why", why));
    work.audit("duty.take-back", "duty", id, Some(before.to_string()), Some(after.to_string()));
    work.commit().await?;
    Ok(duty.said.unit)
}

/// A month that is locked keeps what was said for it.
async fn refuse_locked(tx: &mut Tx, unit: UnitId, period: Period) -> Result<(), Refusal> {
    // Whoever locks the month waits for this, or has locked it by now.
    readings::take_turns(tx, &[]).await?;
    let rules = Settings::load(tx).await?.financial_year();
    let month = crate::periods::rhythm::month_of(period, rules);
    let lock = crate::periods::in_force(tx, unit, (month, month)).await?.remove(&month);
    match lock {
        Some(lock) => {
            let problem = Problem::new("duty-word-locked").arg("period", month);
            Err(problem.arg("by", lock.locked_by).at("why").into())
        }
        None => Ok(()),
    }
}
