//! Putting a number of a locked month right: one person asks, another agrees, and only then is it written.

pub use crate::periods::store::corrections::{Note, Number, Stage};

use super::super::rhythm::month_of;
use super::super::store::corrections::{self as store, Listing, NewNote};
use super::super::store::{kept, locks};
use crate::figure::Amount;
use crate::indicator::Indicator;
use crate::reading::{Kind, NewReading, kind_name};
use crate::store::cells::{self, Cell, Window};
use crate::store::readings::{self, Stamp};
use crate::store::rows::{Key, RATES};
use crate::store::{indicators, roll_ups};
use crate::use_cases::Place;
use ::store::settings::Settings;
use ::store::{Ctx, Query, Refusal};
use kernel::{Action, CorrectionId, IndicatorId, Period, Problem, Resource, UnitId};
use serde_json::json;
use std::collections::HashMap;

/// A reading of a month that is locked.
#[derive(Clone, Debug)]
pub struct Subject {
    pub place: Place,
    pub indicator: Indicator,
    pub period: Period,
    pub kind: Kind,
    /// The version that counts now, with its number; `None` where nothing was reported.
    pub current: Option<(i64, Number)>,
}

/// The reading that a correction is asked for, if the actor may ask.
///
/// # Errors
/// `correction-open-month` where the month is not locked; `correction-below` where the number is made of what
/// lies below; `correction-planned` for what an annual plan in force has fixed; `reading-grain` where the
/// indicator has no such period.
pub async fn subject(
    ctx: &Ctx,
    unit: UnitId,
    number: (IndicatorId, Period, Kind),
) -> Result<Subject, Refusal> {
    let (_, period, kind) = number;
    let place = Place::find(ctx, Action::Change, resource(kind), unit, period.last_day()).await?;
    found(&mut ctx.read(), place, number).await
}

/// What a correction of a number is a change of.
const fn resource(kind: Kind) -> Resource {
    match kind {
        Kind::Actual => Resource::Reading,
        _ => Resource::Target,
    }
}

async fn found(
    q: &mut impl Query,
    place: Place,
    (indicator, period, kind): (IndicatorId, Period, Kind),
) -> Result<Subject, Refusal> {
    let indicator = indicators::one(q, indicator).await?.ok_or(Refusal::NotFound)?;
    if period.grain() != indicator.grain {
        let problem = Problem::new("reading-grain").arg("indicator", &indicator.code);
        return Err(problem.arg("period", period).arg("grain", indicator.grain.name()).into());
    }
    let month = month_of(period, Settings::load(q).await?.financial_year());
    if !locks::in_force(q, place.id, (month, month)).await?.contains_key(&month) {
        return Err(Problem::new("correction-open-month").arg("period", period).into());
    }
    let key = (place.id, period.code(), indicator.id);
    let window = Window {
        periods: (period.code(), period.code()),
        indicators: (indicator.id.0, indicator.id.0),
    };
    let live = cells::load(q, &[place.id], window).await?.remove(&key);
    let live = live.and_then(|cell| cell.live(kind));
    if kind != Kind::Actual
        && crate::annual::frozen(q, &[place.id]).await?.contains(&(key.0, key.2, key.1))
    {
        return Err(Problem::new("correction-planned").arg("period", period).into());
    }
    let below = roll_ups::load(q, &[place.id], window).await?;
    let code = i64::from(kind.code());
    let is_below = |stored| below.get(&(key, stored)).is_some_and(|it| it.is_reported());
    if live.is_none() && (is_below(code) || (code > 0 && is_below(code + RATES))) {
        return Err(Problem::new("correction-below").arg("unit", &place.name).into());
    }
    let current = live.map(|live| (live.version, (live.value, live.weight)));
    Ok(Subject { place, indicator, period, kind, current })
}

/// What somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    pub unit: UnitId,
    pub indicator: IndicatorId,
    pub period: Period,
    pub kind: Kind,
    /// The version that the writer saw; 0 for none.
    pub seen: i64,
    /// `None` takes the number back.
    pub after: Option<Number>,
    pub reason: String,
}

/// Asks for a correction.
///
/// # Errors
/// What [`subject`] refuses; `field-required` at `reason`; `correction-same` at `value`; `correction-nothing` at
/// `withdraws` where there is nothing to take back; what the indicator does not take, at `value`; the conflicts `correction-open` and `correction-changed`.
pub async fn request(ctx: &Ctx, asking: Asking) -> Result<CorrectionId, Refusal> {
    let Asking { unit, indicator, period, kind, seen, after, reason } = asking;
    let place = Place::find(ctx, Action::Change, resource(kind), unit, period.last_day()).await?;
    let mut work = ctx.work().await?;
    readings::take_turns(&mut work.tx, &[(indicator, period)]).await?;
    let subject = found(&mut work.tx, place, (indicator, period, kind)).await?;
    let reason = reason.trim().to_owned();
    let mut problems = Vec::new();
    if reason.is_empty() {
        problems.push(Problem::new("field-required").at("reason"));
    }
    match after {
        Some((value, weight)) => {
            let new = NewReading { unit, period, indicator, kind, value, weight, cell: None };
            problems.extend(new.problem(&subject.indicator).map(|problem| problem.at("value")));
        }
        None if subject.current.is_none() => {
            problems.push(Problem::new("correction-nothing").at("withdraws"));
        }
        None => {}
    }
    if subject.current.is_some_and(|(_, current)| Some(current) == after) {
        problems.push(Problem::new("correction-same").at("value"));
    }
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    if subject.current.map_or(0, |(version, _)| version) != seen {
        return Err(Refusal::conflict(Problem::new("correction-changed")));
    }
    let before = subject.current.map(|(_, number)| number);
    let note = NewNote { unit, period, indicator, kind, version: seen, before, after, reason };
    let by = (ctx.actor.user, ctx.actor.name.as_str(), ctx.now.at);
    let id = store::request(&mut work.tx, &note, by).await?;
    let old = before.map(|(value, weight)| told(value, weight));
    let new = json!({ "unit": unit.0, "period": period.to_string(), "indicator": subject.indicator.code,
        "kind": kind_name(kind), "number": after.map(|(value, weight)| told(value, weight)),
        "reason": note.reason });
    work.audit("correction.request", "correction", id, old, Some(new.to_string()));
    work.commit().await?;
    Ok(id)
}

fn told(value: kernel::Quantity, weight: Option<kernel::Quantity>) -> String {
    let weight = weight.map(|weight| weight.to_string());
    json!({ "value": value.to_string(), "weight": weight }).to_string()
}

/// A note with what its page shows.
#[derive(Clone, Debug)]
pub struct Shown {
    pub note: Note,
    pub place: Place,
    pub indicator: Indicator,
    pub may_decide: bool,
    /// The reader has asked for it: somebody else decides.
    pub is_own: bool,
}

/// One note, if the actor may see it.
pub async fn find(ctx: &Ctx, id: CorrectionId) -> Result<Shown, Refusal> {
    let q = &mut ctx.read();
    let note = store::note(q, id).await?.ok_or(Refusal::NotFound)?;
    let day = note.period.last_day();
    let place = Place::find(ctx, Action::Read, Resource::Period, note.unit, day).await?;
    let indicator = indicators::one(q, note.indicator).await?.ok_or(Refusal::NotFound)?;
    let is_own = is_own(ctx, &note);
    let waits = note.stage == Stage::Requested;
    let may_decide = waits && !is_own && ctx.can(Action::Sign, Resource::Period, &place.ids);
    Ok(Shown { note, place, indicator, may_decide, is_own })
}

fn is_own(ctx: &Ctx, note: &Note) -> bool {
    note.user.is_some() && note.user == ctx.actor.user
}

/// Agrees to a correction, which writes the new version, or does not.
///
/// # Errors
/// `correction-own` for who asked for it; `correction-refuse-why` at `said`; the conflicts
/// `correction-decided` and `correction-changed`; whatever the reading is refused for.
pub async fn decide(
    ctx: &Ctx,
    id: CorrectionId,
    approves: bool,
    said: &str,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let note = store::note(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    let day = note.period.last_day();
    Place::find(ctx, Action::Sign, Resource::Period, note.unit, day).await?;
    if is_own(ctx, &note) {
        return Err(Problem::new("correction-own").into());
    }
    let said = said.trim();
    if !approves && said.is_empty() {
        return Err(Problem::new("correction-refuse-why").at("said").into());
    }
    let stage = if approves { Stage::Approved } else { Stage::Refused };
    let entry = if approves { write(ctx, &mut work, &note).await? } else { None };
    let by = (ctx.actor.name.as_str(), ctx.now.at);
    if !store::decide(&mut work.tx, id, stage, said, by, entry).await? {
        return Err(Refusal::conflict(Problem::new("correction-decided")));
    }
    let action = if approves { "correction.approve" } else { "correction.refuse" };
    let after = json!({ "stage": stage.name(), "said": said, "entry": entry });
    work.audit(action, "correction", id, None, Some(after.to_string()));
    Ok(work.commit().await?)
}

/// Keeps the number as it was locked and writes the new version, or takes the number back.
async fn write(ctx: &Ctx, work: &mut ::store::Work, note: &Note) -> Result<Option<i64>, Refusal> {
    let Note { unit, period, indicator, kind, .. } = *note;
    readings::take_turns(&mut work.tx, &[(indicator, period)]).await?;
    let known = indicators::one(&mut work.tx, indicator).await?.ok_or(Refusal::NotFound)?;
    let key = (unit, period.code(), indicator);
    let window = Window { periods: (key.1, key.1), indicators: (indicator.0, indicator.0) };
    let cell = cells::load(&mut work.tx, &[unit], window).await?.remove(&key).unwrap_or_default();
    if cell.live(kind).map_or(0, |live| live.version) != note.version {
        return Err(Refusal::conflict(Problem::new("correction-changed")));
    }
    kept::put(&mut work.tx, &locked(&cell, (key, kind), &known)?).await?;
    let why = format!("更正单 {} {}", note.id, note.reason);
    let stamp = Stamp::of(ctx).because(why).correction();
    match note.after {
        Some((value, weight)) => {
            let new = NewReading { unit, period, indicator, kind, value, weight, cell: None };
            Ok(readings::write(&mut work.tx, &stamp, [new]).await?.entry)
        }
        None => {
            let one = (unit, period, indicator, kind);
            Ok(Some(readings::take_back(&mut work.tx, one, &stamp).await?))
        }
    }
}

/// A unit's own number as it was locked, by its stored kind: of a mark given as a rate also what it weighed.
fn locked(
    cell: &Cell,
    (key, kind): (Key, Kind),
    known: &Indicator,
) -> Result<Vec<kept::Held>, Refusal> {
    let code = i64::from(kind.code());
    let mut amounts = vec![((key, code), cell.amount(kind, known))];
    if let Some(rate) = cell.rate(kind, known).filter(|_| kind != Kind::Actual) {
        let weight = cell.amount(Kind::Actual, known).bottom;
        let rates = Amount::of_rate(rate, weight).map_err(Problem::from)?;
        amounts.push(((key, code + RATES), rates));
    }
    Ok(amounts)
}

/// Notes with the names of their units and the dictionary.
#[derive(Clone, Debug, Default)]
pub struct List {
    pub notes: Vec<(Note, String)>,
    pub total: i64,
    pub known: HashMap<IndicatorId, Indicator>,
}

/// The notes that the actor may see, the latest first: of one unit with all below it and of some periods
/// (codes of first and last), or of all.
pub async fn list(
    ctx: &Ctx,
    (unit, periods): (Option<UnitId>, &[(i64, i64)]),
    (limit, offset): (i64, i64),
    goes_out: bool,
) -> Result<List, Refusal> {
    let action = if goes_out { Action::Export } else { Action::Read };
    let scope = ctx.scope(action, Resource::Period);
    let listing =
        Listing { unit, periods, only_waiting: false, today: ctx.now.today, limit, offset };
    let q = &mut ctx.read();
    let (notes, total) = store::list(q, &scope, &listing).await?;
    Ok(List { notes, total, known: indicators::by_id(q).await? })
}

/// The notes that wait for somebody like the actor, and that others have asked for.
pub async fn waiting(ctx: &Ctx, limit: i64) -> Result<List, Refusal> {
    let scope = ctx.scope(Action::Sign, Resource::Period);
    if scope.is_nothing() {
        return Ok(List::default());
    }
    let today = ctx.now.today;
    let listing = Listing { unit: None, periods: &[], only_waiting: true, today, limit, offset: 0 };
    let q = &mut ctx.read();
    let (mut notes, total) = store::list(q, &scope, &listing).await?;
    notes.retain(|(note, _)| !is_own(ctx, note));
    let known = if notes.is_empty() { HashMap::new() } else { indicators::by_id(q).await? };
    Ok(List { notes, total, known })
}
