//! How the Party tasks in force stand in a month, what is said of those that nothing measures, and who else
//! confirms it.

use super::super::content::Task;
use super::super::measure::{self, Asked, Measured};
use super::super::progress::{self, Progress, Standing};
use super::super::store;
use super::{Version, may, seen};
use crate::store::readings;
use crate::use_cases::Rules;
use ::store::settings::Settings;
use ::store::{Ctx, Query, Refusal, Work};
use directory::people::{self, Person};
use kernel::{Action, Month, PersonId, PlanId, Problem, Quantity, Resource, UnitId};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};

/// A task in a month.
#[derive(Clone, Debug)]
pub struct Line {
    pub number: i64,
    pub task: Task,
    pub standing: Standing,
    /// So many of so many, where a measure says so.
    pub measured: Option<Measured>,
    /// The latest confirmed share in per cent, where people say so.
    pub share: Option<Quantity>,
}

/// The Party half of a unit's month.
#[derive(Clone, Debug)]
pub struct Half {
    pub plan: PlanId,
    pub lines: Vec<Line>,
    pub people: HashMap<PersonId, Person>,
}

impl Half {
    /// How many tasks stand as they should, and how many there are.
    pub fn met(&self) -> (usize, usize) {
        let met = |line: &&Line| matches!(line.standing, Standing::Met | Standing::Underway);
        (self.lines.iter().filter(met).count(), self.lines.len())
    }
}

/// The Party half of the unit at the head of this path, up to the month; `None` where no plan is in force,
/// or the actor may not read plans there.
pub async fn half(
    ctx: &Ctx,
    path: &[UnitId],
    month: Month,
    rules: Rules,
) -> Result<Option<Half>, Refusal> {
    let Some(unit) = path.first().copied() else { return Ok(None) };
    if !ctx.can(Action::Read, Resource::Plan, path) {
        return Ok(None);
    }
    let q = &mut ctx.read();
    let year = rules.year.year_of(month);
    let Some(version) = store::in_force(q, unit, year).await? else { return Ok(None) };
    let tasks = store::tasks(q, version.id).await?;
    let people = people::by_ids(q, tasks.values().map(|task| task.owner)).await?;
    let said = store::progress(q, unit, year, month).await?;
    // What is due today is not late before tomorrow.
    let until = month.last_day().min(ctx.now.today.plus_days(-1));
    let asked = Asked { ctx, unit, from: rules.year.first_month(year).first_day(), until };
    let measured = measured(&asked, tasks.values()).await?;
    let line = |(number, task): (i64, Task)| {
        let Some((name, goal)) = &task.measure else {
            let said = said.get(&number).map_or(&[][..], Vec::as_slice);
            let (standing, share) = (progress::by_hand(&task, said, month), progress::share(said));
            return Line { number, task, standing, measured: None, share };
        };
        let measured = measured.get(name).cloned();
        let standing = progress::measured(measured.as_ref(), *goal, rules.tolerance);
        Line { number, task, standing, measured, share: None }
    };
    let lines = tasks.into_iter().map(line).collect();
    Ok(Some(Half { plan: version.id, lines, people }))
}

/// Each measure that the tasks name, once, as far as it is offered and the actor may see the records.
async fn measured(
    asked: &Asked<'_>,
    tasks: impl Iterator<Item = &Task>,
) -> Result<HashMap<String, Measured>, Refusal> {
    let names: BTreeSet<&str> =
        tasks.filter_map(|task| Some(task.measure.as_ref()?.0.as_str())).collect();
    let mut found = HashMap::new();
    for name in names {
        let Some(measure) = measure::named(name) else { continue };
        found.extend(
            measure::of_unit(measure, asked).await?.map(|measured| (name.to_owned(), measured)),
        );
    }
    Ok(found)
}

/// What was said of one task of the plan in force, and what the actor may do about it.
#[derive(Clone, Debug)]
pub struct Said {
    /// Each month's latest version, the latest month first.
    pub all: Vec<Progress>,
    pub may_say: bool,
    /// The months that the actor may confirm.
    pub may_confirm: Vec<Month>,
}

/// What was said of a task; `None` where the version is not in force or a measure says it.
pub async fn said(ctx: &Ctx, id: PlanId, number: i64) -> Result<Option<Said>, Refusal> {
    let q = &mut ctx.read();
    let (version, path) = seen(ctx, q, id).await?;
    let Some(task) = by_hand(q, &version, number).await? else { return Ok(None) };
    let rules = Settings::load(q).await?.financial_year();
    let upto = rules.first_month(version.year).plus(11);
    let mut all = store::progress(q, version.unit, version.year, upto)
        .await?
        .remove(&number)
        .unwrap_or_default();
    all.reverse();
    let open = all.iter().filter(|one| one.confirmed.is_none());
    let may_confirm = open.filter(|one| confirms(ctx, &path, &task, one).is_ok());
    let may_confirm = may_confirm.map(|one| one.month).collect();
    Ok(Some(Said { may_say: says(ctx, &path, &task), may_confirm, all }))
}

/// The task, if the version is in force and nothing measures it.
async fn by_hand(
    q: &mut impl Query,
    version: &Version,
    number: i64,
) -> Result<Option<Task>, Refusal> {
    let current = store::in_force(q, version.unit, version.year).await?;
    if current.is_none_or(|current| current.id != version.id) {
        return Ok(None);
    }
    let task = store::tasks(q, version.id).await?.remove(&number);
    Ok(task.filter(|task| task.measure.is_none()))
}

/// The owner says how far a task is, or whoever answers for the plan.
fn says(ctx: &Ctx, path: &[UnitId], task: &Task) -> bool {
    ctx.actor.person == Some(task.owner) || ctx.can(Action::Change, Resource::Plan, path)
}

/// Somebody else confirms it: neither who said it nor the owner.
fn confirms(ctx: &Ctx, path: &[UnitId], task: &Task, said: &Progress) -> Result<(), Refusal> {
    ctx.may(Action::Change, Resource::Plan, path)?;
    let is_own = ctx.actor.person == Some(task.owner)
        || (said.user.is_some() && said.user == ctx.actor.user);
    if is_own { Err(Problem::new("plan-progress-own").into()) } else { Ok(()) }
}

/// What is said of a task for a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    pub month: Month,
    pub percent: Quantity,
    pub said: String,
    pub evidence: String,
    /// The version that the writer saw; 0 for none.
    pub seen: i64,
}

/// Says how far a task is.
///
/// # Errors
/// `plan-progress-percent` at `percent`, `plan-progress-month` at `month`; `plan-progress-measured` for a
/// task that a measure follows; the conflict `plan-progress-changed`.
pub async fn say(ctx: &Ctx, id: PlanId, number: i64, saying: Saying) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let (version, path, task) = open(ctx, &mut work, id, number).await?;
    if !says(ctx, &path, &task) {
        return Err(Refusal::Forbidden);
    }
    let hundred = Quantity::from_millionths(100_000_000);
    if saying.percent.is_negative() || saying.percent > hundred {
        return Err(Problem::new("plan-progress-percent").at("percent").into());
    }
    let rules = Settings::load(&mut work.tx).await?.financial_year();
    let is_of_year = rules.year_of(saying.month) == version.year;
    if !is_of_year || saying.month.code() > ctx.now.today.month().code() {
        return Err(Problem::new("plan-progress-month").at("month").into());
    }
    // Whoever locks the month waits for this, or has locked it by now.
    readings::take_turns(&mut work.tx, &[]).await?;
    let months = (saying.month, saying.month);
    let locks = crate::periods::in_force(&mut work.tx, version.unit, months).await?;
    if let Some(lock) = locks.get(&saying.month) {
        let problem = Problem::new("plan-progress-locked").arg("period", saying.month);
        return Err(problem.arg("by", &lock.locked_by).at("month").into());
    }
    let progress = Progress {
        month: saying.month,
        version: saying.seen + 1,
        percent: saying.percent,
        said: saying.said,
        evidence: saying.evidence,
        user: ctx.actor.user,
        recorded_by: ctx.actor.name.clone(),
        recorded_at: ctx.now.at,
        confirmed: None,
    };
    store::say(&mut work.tx, &version, number, &progress).await?;
    let after = json!({ "task": number, "month": progress.month.to_string(),
        "percent": progress.percent.to_string(), "said": progress.said, "evidence": progress.evidence });
    work.audit("plan.progress", "plan", id, None, Some(after.to_string()));
    Ok(work.commit().await?)
}

/// Confirms what somebody else has said of a task.
///
/// # Errors
/// `plan-progress-own` for who said it and for the owner; the conflict `plan-progress-changed`.
pub async fn confirm(
    ctx: &Ctx,
    id: PlanId,
    number: i64,
    (month, seen): (Month, i64),
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let (version, path, task) = open(ctx, &mut work, id, number).await?;
    let said = store::progress(&mut work.tx, version.unit, version.year, month).await?;
    let said = said.get(&number).and_then(|all| all.iter().find(|one| one.month == month));
    let said = said.ok_or(Refusal::NotFound)?;
    confirms(ctx, &path, &task, said)?;
    readings::take_turns(&mut work.tx, &[]).await?;
    let by = &ctx.actor.name;
    store::confirm(&mut work.tx, &version, (number, month, seen), by, ctx.now.at).await?;
    let after = json!({ "task": number, "month": month.to_string(), "version": seen });
    work.audit("plan.confirm", "plan", id, None, Some(after.to_string()));
    Ok(work.commit().await?)
}

/// The task of a plan in force that people follow.
async fn open(
    ctx: &Ctx,
    work: &mut Work,
    id: PlanId,
    number: i64,
) -> Result<(Version, Vec<UnitId>, Task), Refusal> {
    let (version, _) = seen(ctx, &mut work.tx, id).await?;
    let path = may(ctx, &mut work.tx, Action::Read, version.unit).await?;
    match by_hand(&mut work.tx, &version, number).await? {
        Some(task) => Ok((version, path, task)),
        None => Err(Problem::new("plan-progress-measured").into()),
    }
}
