//! Looking at the calendar and at one month, recording what will not come, locking and opening again, and the
//! day on which a month is due.

pub mod corrections;
mod tasks;
pub mod year;

pub use super::store::locks::{Lock, Rule};
pub use super::store::owed::{Owed, Thing};

use super::rhythm::{self, DUE_DAYS, Half, State};
use super::store::owed::Asked;
use super::store::{kept, locks, owed, year as stored};
use crate::figure::{Amount, Mark};
use crate::indicator::Indicator;
use crate::reading::Kind;
use crate::store::figures::{self, OfUnit};
use crate::store::{indicators, lock_readings};
use crate::use_cases::{Place, Rules};
use ::store::settings::Settings;
use ::store::{Ctx, Query, Refusal};
use directory::people::{self, Person};
use directory::tree;
use kernel::{
    Action, Grain, IndicatorId, LockId, Month, Period, PersonId, Problem, Resource, UnitId,
};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

/// Things told in a refusal.
const MOST_TOLD: usize = 10;
/// A calendar is of one of these years.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// A month of the calendar.
#[derive(Clone, Debug)]
pub struct Turn {
    pub month: Month,
    pub state: State,
    pub due: kernel::Day,
    /// The lock that holds, with the name of the unit that was locked.
    pub lock: Option<(Lock, String)>,
    /// How much of each half is owed without a recorded absence; `None` of a month that has not ended or is
    /// locked.
    pub owed: Option<(usize, usize)>,
    /// How many recurring duties of the periods that end with the month are owed; `None` of a month that has
    /// not ended, and for who may not read plans.
    pub duties: Option<usize>,
}

impl Turn {
    /// Whether it has ended and is not locked, so that it is counted what is owed.
    const fn is_counted(&self) -> bool {
        matches!(self.state, State::Open | State::Overdue)
    }
}

/// The months of a unit's financial year.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub place: Place,
    pub year: i32,
    pub turns: Vec<Turn>,
    pub rule: Rule,
    /// The hour at which a production day ends: a night shift counts for the day on which it began.
    pub cut: String,
    pub may_set_due: bool,
}

/// The calendar of a unit.
pub async fn calendar(ctx: &Ctx, unit: UnitId, year: i32) -> Result<Calendar, Refusal> {
    if !YEARS.contains(&year) {
        return Err(Refusal::NotFound);
    }
    let q = &mut ctx.read();
    let settings = Settings::load(q).await?;
    let (rules, today) = (settings.financial_year(), ctx.now.today);
    let months = rules.months(year);
    let day = months[11].last_day().min(today);
    let place = Place::find(ctx, Action::Read, Resource::Period, unit, day).await?;
    let rule = locks::rule(q).await?;
    let mut held = locks::in_force(q, unit, (months[0], months[11])).await?;
    let mut turns = Vec::new();
    for month in months {
        let lock = match held.remove(&month) {
            Some(lock) => {
                let name = tree::unit_near(q, lock.unit, month.last_day()).await?;
                Some((lock, name.map_or_else(String::new, |unit| unit.name)))
            }
            None => None,
        };
        let state = rhythm::state(month, rule.due_day, lock.is_some(), today);
        turns.push(Turn {
            month,
            state,
            due: rhythm::due(month, rule.due_day),
            lock,
            owed: None,
            duties: None,
        });
    }
    let open: Vec<Month> =
        turns.iter().filter(|turn| turn.is_counted()).map(|turn| turn.month).collect();
    let owed = owed_of(ctx, unit, &open).await?;
    for turn in turns.iter_mut().filter(|turn| turn.is_counted()) {
        turn.owed = Some(count(owed.iter().filter(|owed| owed.month == turn.month)));
    }
    if ctx.can(Action::Read, Resource::Plan, &place.ids) {
        let all = crate::duties::use_cases::of_months(q, unit, &months, rules, day).await?;
        for turn in turns.iter_mut().filter(|turn| turn.month.last_day() < today) {
            let of_month = all.iter().filter(|one| one.month == turn.month);
            turn.duties = Some(of_month.filter(|one| one.is_owed(today)).count());
        }
    }
    let may_set_due = crate::use_cases::can_for_all(ctx, Action::Change, Resource::Period).await?;
    let cut = settings.get("production-day-cut").to_owned();
    Ok(Calendar { place, year, turns, rule, cut, may_set_due })
}

/// How much of each half is owed without a recorded absence.
fn count<'a>(owed: impl IntoIterator<Item = &'a Owed>) -> (usize, usize) {
    let (mut business, mut party) = (0, 0);
    for owed in owed.into_iter().filter(|owed| owed.absence.is_none()) {
        match owed.thing.half() {
            Half::Business => business += 1,
            Half::Party => party += 1,
        }
    }
    (business, party)
}

/// One month of a unit.
#[derive(Clone, Debug)]
pub struct Shown {
    pub place: Place,
    pub month: Month,
    pub state: State,
    pub due: kernel::Day,
    /// The lock that holds, with the name of the unit that was locked.
    pub lock: Option<(Lock, String)>,
    /// Locks that this very unit's month had and has no more.
    pub past: Vec<Lock>,
    pub owed: Vec<Owed>,
    pub known: HashMap<IndicatorId, Indicator>,
    pub people: HashMap<PersonId, Person>,
    /// Figures of the unit that have changed since the lock: as it was locked, and as it is.
    pub restated: Vec<Restated>,
    /// An import that is being written into this part of the tree.
    pub importing: Option<i64>,
    pub may_lock: bool,
    pub may_unlock: bool,
    pub may_excuse: bool,
}

impl Shown {
    /// How much of each half is owed without a recorded absence.
    pub fn missing(&self) -> (usize, usize) {
        count(&self.owed)
    }
}

/// A figure that has changed since its month was locked: an actual, or a target or other mark.
#[derive(Clone, Debug)]
pub struct Restated {
    pub indicator: Indicator,
    pub period: Period,
    pub kind: Kind,
    pub locked: Mark,
    pub now: Mark,
}

/// What of the figures that were kept has another value now than when it was locked, by indicator, period and
/// kind. `locked` are the figures with what was kept laid over them.
fn restated_of(
    kept: &kept::Kept,
    known: &HashMap<IndicatorId, Indicator>,
    (locked, now): (&OfUnit, &OfUnit),
) -> Vec<Restated> {
    let of = |figures: &OfUnit, (id, code, kind): (IndicatorId, i64, Kind)| {
        let figures = figures.get(&id).and_then(|by| by.get(&code)).copied().unwrap_or_default();
        match kind {
            Kind::Actual => Mark { planned: figures.actual, ..Mark::default() },
            kind => *figures.mark(kind),
        }
    };
    let restated = kept::cells(kept).into_iter().filter_map(|cell| {
        let (id, code, kind) = cell;
        let (indicator, period) = (known.get(&id)?.clone(), Period::from_code(code)?);
        let (locked, now) = (of(locked, cell), of(now, cell));
        // A mark that other actuals weigh and that comes to the same is none that has changed.
        let is_same = match kind {
            Kind::Actual => locked.planned == now.planned,
            _ => locked.worth(&indicator) == now.worth(&indicator),
        };
        (!is_same).then_some(Restated { indicator, period, kind, locked, now })
    });
    restated.collect()
}

/// One month, if the actor may see it.
pub async fn look(ctx: &Ctx, unit: UnitId, month: Month) -> Result<Shown, Refusal> {
    let q = &mut ctx.snapshot().await?;
    let settings = Settings::load(q).await?;
    let rules = settings.financial_year();
    let place = Place::find(ctx, Action::Read, Resource::Period, unit, month.last_day()).await?;
    let rule = locks::rule(q).await?;
    let lock = match locks::in_force(q, unit, (month, month)).await?.remove(&month) {
        Some(lock) => {
            let name = tree::unit_near(q, lock.unit, month.last_day()).await?;
            Some((lock, name.map_or_else(String::new, |unit| unit.name)))
        }
        None => None,
    };
    let mut past = locks::history(q, unit, month).await?;
    past.retain(|lock| lock.unlocked.is_some());
    let state = rhythm::state(month, rule.due_day, lock.is_some(), ctx.now.today);
    let has_ended = !matches!(state, State::Future | State::Running);
    let known = indicators::by_id(q).await?;
    let owed = match has_ended {
        true => {
            let time_zone = settings.time_zone();
            owed::of(q, &Asked { unit, months: &[month], rules, time_zone }).await?
        }
        false => Vec::new(),
    };
    let owners = owed.iter().filter_map(|owed| match &owed.thing {
        Thing::Task { owner, .. } => Some(*owner),
        Thing::Reading(_) => None,
    });
    let people = people::by_ids(q, owners).await?;
    let restated = match &lock {
        Some((lock, _)) => restated(q, unit, lock, rules, &known).await?,
        None => Vec::new(),
    };
    let can = |action| ctx.can(action, Resource::Period, &place.ids);
    let is_own = lock.as_ref().is_some_and(|(lock, _)| lock.unit == unit);
    Ok(Shown {
        month,
        state,
        due: rhythm::due(month, rule.due_day),
        past,
        owed,
        known,
        people,
        restated,
        importing: locks::importing(q, unit, month.last_day().min(ctx.now.today)).await?,
        may_lock: has_ended && lock.is_none() && can(Action::Create),
        may_unlock: is_own && can(Action::Approve),
        may_excuse: has_ended && lock.is_none() && can(Action::Create),
        lock,
        place,
    })
}

/// The figures of a unit that have changed since a lock.
async fn restated(
    q: &mut impl Query,
    unit: UnitId,
    lock: &Lock,
    rules: kernel::FinancialYear,
    known: &HashMap<IndicatorId, Indicator>,
) -> Result<Vec<Restated>, Refusal> {
    let windows: Vec<_> =
        Grain::ALL.iter().filter_map(|it| rhythm::ending_with(*it, lock.month, rules)).collect();
    let held = [(lock.month, lock.id)].into();
    let kept = kept::of_unit(q, unit, &windows, &held, rules).await?;
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    let now = figures::of_unit(q, unit, &windows, known).await?;
    let locked = figures::over(q, &[unit], &windows, known, &kept).await?.remove(&unit);
    Ok(restated_of(&kept, known, (&locked.unwrap_or_default(), &now)))
}

/// Which actuals of a unit have changed since the months of these periods were locked, as they were locked.
pub type Flags = BTreeMap<(IndicatorId, i64), Amount>;

/// The flags of a unit in the financial year of a month; for every page that shows its figures.
pub async fn flags(ctx: &Ctx, unit: UnitId, month: Month, rules: Rules) -> Result<Flags, Refusal> {
    let q = &mut ctx.read();
    let first = rules.year.first_month(rules.year.year_of(month));
    let held = locks::in_force(q, unit, (first, first.plus(11))).await?;
    let held: BTreeMap<Month, LockId> = held.into_iter().map(|(of, lock)| (of, lock.id)).collect();
    let span = |grain: &Grain| crate::span::Span::new(*grain, month, rules.year).ends();
    let windows: Vec<(Period, Period)> = Grain::ALL.iter().map(span).collect();
    Ok(kept::actuals(&kept::of_unit(q, unit, &windows, &held, rules.year).await?))
}

/// The lock that holds for a unit and a period, and whether its entry is above what was locked.
pub async fn lock_of(ctx: &Ctx, unit: UnitId, period: Period) -> Result<Option<Lock>, Refusal> {
    let q = &mut ctx.read();
    let rules = Settings::load(q).await?.financial_year();
    let month = rhythm::month_of(period, rules);
    Ok(locks::in_force(q, unit, (month, month)).await?.remove(&month))
}

/// Records that things will not come for a month, each with the reason.
///
/// # Errors
/// `field-required` at `reason`, `period-absence-none` at `thing` where nothing was chosen; the conflict
/// `period-locked-already`.
pub async fn excuse(
    ctx: &Ctx,
    unit: UnitId,
    month: Month,
    things: &[(UnitId, Half, i64)],
    reason: &str,
) -> Result<usize, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Problem::new("field-required").at("reason").into());
    }
    if things.is_empty() {
        return Err(Problem::new("period-absence-none").at("thing").into());
    }
    let mut work = ctx.work().await?;
    let place = Place::find(ctx, Action::Create, Resource::Period, unit, month.last_day()).await?;
    refuse_locked(&mut work.tx, unit, month).await?;
    let settings = Settings::load(&mut work.tx).await?;
    let asked = Asked {
        unit,
        months: &[month],
        rules: settings.financial_year(),
        time_zone: settings.time_zone(),
    };
    let owed = owed::of(&mut work.tx, &asked).await?;
    let keys = owed.iter().map(|one| (one.unit, one.thing.half(), one.thing.number()));
    let absent: Vec<_> = keys.filter(|key| things.contains(key)).collect();
    if absent.is_empty() {
        return Err(Problem::new("period-absence-none").at("thing").into());
    }
    let by = (ctx.actor.name.as_str(), ctx.now.at);
    owed::absent(&mut work.tx, month, &absent, reason, by).await?;
    let count = absent.len();
    let told = absent.iter().map(|(unit, half, thing)| json!([unit.0, half.name(), thing]));
    let told: Vec<_> = told.collect();
    let after = json!({ "month": month.to_string(), "absent": told, "reason": reason });
    work.audit("period.absence", "unit", place.id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(count)
}

async fn refuse_locked(q: &mut impl Query, unit: UnitId, month: Month) -> Result<(), Refusal> {
    match locks::in_force(q, unit, (month, month)).await?.remove(&month) {
        Some(lock) => {
            let name = tree::unit_near(q, lock.unit, month.last_day()).await?;
            let problem = Problem::new("period-locked-already")
                .arg("period", month)
                .arg("by", lock.locked_by)
                .arg("unit", name.map_or_else(String::new, |unit| unit.name));
            Err(Refusal::conflict(problem))
        }
        None => Ok(()),
    }
}

/// Locks a month for a unit and everything below it, as it is at this moment.
///
/// # Errors
/// `period-running` for a month that has not ended; `period-importing` while an import is being written there;
/// `period-owed` with the first things that are owed; the conflicts `period-locked-already` and
/// `period-locked-meanwhile`.
pub async fn lock(ctx: &Ctx, unit: UnitId, month: Month) -> Result<LockId, Refusal> {
    let place = Place::find(ctx, Action::Create, Resource::Period, unit, month.last_day()).await?;
    let mut work = ctx.work().await?;
    let settings = Settings::load(&mut work.tx).await?;
    let rules = Rules::of(&settings, ctx.now)?;
    if month.last_day() >= rules.today.min(ctx.now.today) {
        return Err(Problem::new("period-running").arg("period", month).into());
    }
    let day = month.last_day().min(ctx.now.today);
    if let Some(import) = locks::importing(&mut work.tx, unit, day).await? {
        return Err(Problem::new("period-importing").arg("import", import).into());
    }
    // Who is writing readings or saying something of a task now comes first; who comes later finds the lock.
    lock_readings(&mut work.tx).await?;
    refuse_locked(&mut work.tx, unit, month).await?;
    let asked =
        Asked { unit, months: &[month], rules: rules.year, time_zone: settings.time_zone() };
    let owed = owed::of(&mut work.tx, &asked).await?;
    refuse_owed(ctx, &mut work.tx, month, &owed).await?;
    let by = (ctx.actor.user, ctx.actor.name.as_str(), ctx.now.at);
    let id = locks::lock(&mut work.tx, (unit, month), rules.tolerance, by).await?;
    let stood = tasks::standing(ctx, &mut work.tx, unit, month, rules).await?;
    stored::keep_tasks(&mut work.tx, id, &stood).await?;
    let after = json!({ "month": month.to_string(), "lock": id.0, "absent": owed.len(),
        "tasks": stood.len() });
    work.audit("period.lock", "unit", place.id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(id)
}

/// Everything that is owed must have come, or be known not to.
async fn refuse_owed(
    ctx: &Ctx,
    q: &mut impl Query,
    month: Month,
    owed: &[Owed],
) -> Result<(), Refusal> {
    let (business, party) = count(owed);
    if business + party == 0 {
        return Ok(());
    }
    let known = indicators::by_id(q).await?;
    let is_told = |owed: &&Owed| owed.absence.is_none() && ctx.withheld.shows(owed.unit);
    let missing = owed.iter().filter(is_told).take(MOST_TOLD);
    let names: Vec<String> = missing
        .map(|owed| match &owed.thing {
            Thing::Reading(id) => {
                let name = known.get(id).map_or("", |known| known.name_zh.as_str());
                format!("{} {name}", owed.unit_name)
            }
            Thing::Task { title, .. } => format!("{} {title}", owed.unit_name),
        })
        .collect();
    let problem = Problem::new("period-owed").arg("period", month).arg("business", business);
    Err(problem.arg("party", party).arg("first", names.join("；")).into())
}

/// Opens a locked month again, with the reason. What it was locked with stays known.
///
/// # Errors
/// `period-unlock-why` at `reason`; the conflict `period-unlocked-meanwhile`.
pub async fn unlock(ctx: &Ctx, unit: UnitId, month: Month, reason: &str) -> Result<(), Refusal> {
    let place = Place::find(ctx, Action::Approve, Resource::Period, unit, month.last_day()).await?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Problem::new("period-unlock-why").at("reason").into());
    }
    let mut work = ctx.work().await?;
    lock_readings(&mut work.tx).await?;
    let gone = || Refusal::conflict(Problem::new("period-unlocked-meanwhile"));
    let held = locks::in_force(&mut work.tx, unit, (month, month)).await?.remove(&month);
    let held = held.filter(|lock| lock.unit == unit).ok_or_else(gone)?;
    let (by, at) = (ctx.actor.name.as_str(), ctx.now.at);
    if !locks::unlock(&mut work.tx, held.id, reason, by, at).await? {
        return Err(gone());
    }
    let before = json!({ "lock": held.id.0, "locked_by": held.locked_by }).to_string();
    let after = json!({ "month": month.to_string(), "reason": reason }).to_string();
    work.audit("period.unlock", "unit", place.id, Some(before), Some(after));
    Ok(work.commit().await?)
}

/// Sets the day of the following month on which both halves are due.
///
/// # Errors
/// `period-due-day` at `due_day`, `field-required` at `reason`.
pub async fn set_due(ctx: &Ctx, due_day: i64, reason: &str) -> Result<(), Refusal> {
    crate::use_cases::may_for_all(ctx, Action::Change, Resource::Period).await?;
    let reason = reason.trim();
    let mut problems = Vec::new();
    if !DUE_DAYS.contains(&due_day) {
        problems.push(Problem::new("period-due-day").at("due_day"));
    }
    if reason.is_empty() {
        problems.push(Problem::new("field-required").at("reason"));
    }
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    let mut work = ctx.work().await?;
    let before = locks::rule(&mut work.tx).await?.due_day;
    let (by, at) = (ctx.actor.name.as_str(), ctx.now.at);
    locks::set_rule(&mut work.tx, due_day, reason, by, at).await?;
    let before = json!({ "due_day": before }).to_string();
    let after = json!({ "due_day": due_day, "reason": reason }).to_string();
    work.audit("period.due", "setting", "period-due-day", Some(before), Some(after));
    Ok(work.commit().await?)
}

/// What waits for the actor of the latest month that has ended.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub unit: UnitId,
    pub unit_name: String,
    pub month: Month,
    pub due: kernel::Day,
    pub is_overdue: bool,
    /// How much of each half the actor owes.
    pub owed: (usize, usize),
}

/// Of the units at the tops of what the actor answers for: what the actor owes of the month before this one.
/// Readings are owed by who may write them, a word on a task by its owner and by who answers for the plan.
pub async fn waiting(ctx: &Ctx, limit: usize) -> Result<Vec<Waiting>, Refusal> {
    let writes = ctx.scope(Action::Create, Resource::Reading);
    let plans = ctx.scope(Action::Change, Resource::Plan);
    let own = ctx.actor.person;
    if writes.is_nothing() && plans.is_nothing() && own.is_none() {
        return Ok(Vec::new());
    }
    let q = &mut ctx.read();
    let month = ctx.now.today.month().plus(-1);
    let (rule, day) = (locks::rule(q).await?, month.last_day());
    let mut found = Vec::new();
    let scope = ctx.scope(Action::Read, Resource::Period);
    for top in tree::tops(q, &scope, day).await?.into_iter().take(limit) {
        let unit = top.unit.id;
        let held = locks::in_force(q, unit, (month, month)).await?;
        if held.contains_key(&month) {
            continue;
        }
        let path = tree::path_ids(q, unit, day).await?;
        let may_write = ctx.can(Action::Create, Resource::Reading, &path);
        let may_say = ctx.can(Action::Change, Resource::Plan, &path);
        let owed = owed_of(ctx, unit, &[month]).await?;
        let mine = |one: &&Owed| match &one.thing {
            Thing::Reading(_) => may_write,
            Thing::Task { owner, .. } => may_say || own == Some(*owner),
        };
        let mine: Vec<Owed> = owed.iter().filter(mine).cloned().collect();
        let owed = count(&mine);
        if owed != (0, 0) {
            let due = rhythm::due(month, rule.due_day);
            let is_overdue = ctx.now.today > due;
            found.push(Waiting { unit, unit_name: top.unit.name, month, due, is_overdue, owed });
        }
    }
    Ok(found)
}

/// What is owed of these months, kept until anything is written: a year whose months were never locked is
/// counted once.
async fn owed_of(
    ctx: &Ctx,
    unit: UnitId,
    months: &[Month],
) -> Result<std::sync::Arc<Vec<Owed>>, Refusal> {
    let owed = async {
        let q = &mut ctx.read();
        let settings = Settings::load(q).await?;
        let (rules, time_zone) = (settings.financial_year(), settings.time_zone());
        Ok::<_, Refusal>(owed::of(q, &Asked { unit, months, rules, time_zone }).await?)
    };
    ctx.derived(format!("owed {unit} {months:?}"), owed).await
}
