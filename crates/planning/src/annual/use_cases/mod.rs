//! Drawing up a plan, changing its draft, taking it through signature and approval, amending it; looking at
//! one and at many.

pub mod cascading;
pub mod links;
pub mod replacing;
pub mod tracking;

pub use super::store::{Line, Listing, Order, Step, Version};

use super::content::{self, Change, Content, Frame, Mark, Target, Task};
use super::measure;
use super::split::{self, Number};
use super::stage::{Deed, Stage};
use super::store::{self, Times};
use crate::indicator::Indicator;
use crate::reading::{Kind, NewReading};
use crate::store::indicators;
use crate::store::readings::{self, Stamp};
use ::store::settings::Settings;
use ::store::{Ctx, Query, Refusal, Work};
use directory::people::{self, Person};
use directory::tree;
use kernel::{
    Action, Day, FinancialYear, Grain, IndicatorId, PersonId, PlanId, Problem, Resource, StandIn,
    UnitId, UserId,
};
use serde_json::json;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Problems of a plan told at once.
const MOST_PROBLEMS: usize = 50;
/// Days within which each step is owed, where the setting says nothing.
const STEP_DAYS: i64 = 7;
/// Drafts are told to who submits them from so many days before they are owed.
const SOON: i64 = 3;
/// A plan is drawn up for one of these years.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// What plans depend on beside their content.
#[derive(Clone, Debug)]
pub struct Ground {
    pub rules: FinancialYear,
    pub known: HashMap<IndicatorId, Indicator>,
    pub itself_percent: i64,
    /// Days within which each step of a version is owed.
    pub step_days: i64,
}

impl Ground {
    async fn load(q: &mut impl Query) -> Result<Self, Refusal> {
        let settings = Settings::load(q).await?;
        Ok(Self {
            rules: settings.financial_year(),
            known: indicators::by_id(q).await?,
            itself_percent: settings.get("self-building-percent").parse().unwrap_or(0),
            step_days: settings.get("plan-step-days").parse().unwrap_or(STEP_DAYS),
        })
    }

    fn times(&self, year: i32) -> Times<'_> {
        Times { year, rules: self.rules, known: &self.known }
    }

    fn frame(&self, version: &Version) -> Frame<'_> {
        Frame {
            unit: version.unit,
            year: version.year,
            number: version.number,
            rules: self.rules,
            known: &self.known,
            itself_percent: self.itself_percent,
        }
    }
}

/// The path of a unit, if the actor may do this to its plans.
async fn may(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    unit: UnitId,
) -> Result<Vec<UnitId>, Refusal> {
    tree::allowed(ctx, q, (action, Resource::Plan), unit, ctx.now.today).await
}

/// A version that the actor may see: one that is not frozen only with a part in its way.
async fn seen(
    ctx: &Ctx,
    q: &mut impl Query,
    id: PlanId,
) -> Result<(Version, Vec<UnitId>), Refusal> {
    let version = store::version(q, id).await?.ok_or(Refusal::NotFound)?;
    let path = may(ctx, q, Action::Read, version.unit).await?;
    if version.stage != Stage::Frozen && !takes_part(ctx, &path) {
        return Err(Refusal::NotFound);
    }
    Ok((version, path))
}

/// What makes one see a version before it is frozen.
const TAKES_PART: &[Action] = &[Action::Change, Action::Sign, Action::Approve];

fn takes_part(ctx: &Ctx, path: &[UnitId]) -> bool {
    TAKES_PART.iter().any(|action| ctx.can(*action, Resource::Plan, path))
}

kernel::named! {
    /// What a new plan begins with.
    Start("plan-start-") {
        /// 空白
        Empty = "empty",
        /// 上年计划
        LastYear = "last-year",
        /// 已录目标: the targets of the year that were recorded or imported.
        Recorded = "recorded",
    }
}

/// A plan that was drawn up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    pub id: PlanId,
    /// Recorded targets that it does not begin with: their rates differ from part to part, so that nothing
    /// tells the year's figure before they are weighed.
    pub left_out: Vec<IndicatorId>,
}

/// Draws up the plan of a unit for a year.
///
/// # Errors
/// `plan-exists`, `plan-year` and `plan-year-start` at `year`; `plan-no-last` and `plan-no-recorded` at
/// `start`.
pub async fn begin(ctx: &Ctx, unit: UnitId, year: i32, start: Start) -> Result<Begun, Refusal> {
    let mut work = ctx.work().await?;
    may(ctx, &mut work.tx, Action::Create, unit).await?;
    if !YEARS.contains(&year) {
        return Err(Problem::new("plan-year").at("year").into());
    }
    let versions = store::versions(&mut work.tx, unit, year).await?;
    if let Some(last) = versions.iter().rfind(|version| version.stage != Stage::Dropped) {
        return Err(Problem::new("plan-exists-already").arg("id", last.id).at("year").into());
    }
    let ground = Ground::load(&mut work.tx).await?;
    let (content, left_out) = match start {
        Start::Empty => Default::default(),
        Start::LastYear => (last_year(&mut work.tx, unit, year, &ground).await?, Vec::new()),
        Start::Recorded => recorded(&mut work.tx, unit, year, &ground).await?,
    };
    let id = draw(ctx, &mut work, (unit, year, versions.len()), "", &content, &ground).await?;
    work.commit().await?;
    Ok(Begun { id, left_out })
}

/// Founds the version after so many others, with its content.
async fn draw(
    ctx: &Ctx,
    work: &mut Work,
    (unit, year, before): (UnitId, i32, usize),
    reason: &str,
    content: &Content,
    ground: &Ground,
) -> Result<PlanId, Refusal> {
    let number = before as i64 + 1;
    let due = ctx.now.today.plus_days(ground.step_days);
    let id = store::found(&mut work.tx, unit, year, number, reason, due).await?;
    store::write(&mut work.tx, id, content, ground.times(year)).await?;
    store::note(&mut work.tx, id, &step(ctx, Deed::Draw, reason, (None, None))).await?;
    let after = json!({ "unit": unit.0, "year": year, "number": number, "reason": reason });
    work.audit(Deed::Draw.action(), "plan", id, None, Some(after.to_string()));
    Ok(id)
}

fn step(
    ctx: &Ctx,
    deed: Deed,
    said: &str,
    (due, stand_in): (Option<Day>, Option<&StandIn>),
) -> Step {
    Step {
        deed,
        said: said.to_owned(),
        user: ctx.actor.user,
        on_behalf: stand_in.map(|one| (one.user, one.name.clone())),
        named_by: stand_in.and_then(|one| Some(one.named_by.as_ref()?.1.clone())),
        due,
        recorded_by: ctx.actor.name.clone(),
        recorded_at: ctx.now.at,
    }
}

/// The plan in force a year before, its tasks due a year later.
async fn last_year(
    q: &mut impl Query,
    unit: UnitId,
    year: i32,
    ground: &Ground,
) -> Result<Content, Refusal> {
    let last = store::in_force(q, unit, year - 1).await?;
    let last =
        last.ok_or_else(|| Problem::new("plan-no-last").arg("year", year - 1).at("start"))?;
    let mut content = store::content(q, last.id, ground.times(last.year)).await?;
    for task in content.tasks.values_mut() {
        task.due = task.due.plus_months(12);
    }
    Ok(content)
}

/// The targets of the year that were recorded or imported, where every part of the year has one. Rates that
/// differ from part to part have no figure of the year before they are weighed: they are left out, and told.
async fn recorded(
    q: &mut impl Query,
    unit: UnitId,
    year: i32,
    ground: &Ground,
) -> Result<(Content, Vec<IndicatorId>), Refusal> {
    let mut found: BTreeMap<(IndicatorId, Kind), BTreeMap<i64, Number>> = BTreeMap::new();
    for grain in [Grain::Month, Grain::Quarter, Grain::Year] {
        let periods = split::parts(grain, year, ground.rules).unwrap_or_default();
        let (Some(first), Some(last)) = (periods.first(), periods.last()) else { continue };
        for one in readings::current(q, &[unit], *first, *last).await? {
            if one.kind != Kind::Actual {
                let number = Number { value: one.value, weight: one.weight };
                found.entry((one.indicator, one.kind)).or_default().insert(one.period, number);
            }
        }
    }
    let (mut content, mut left_out) = (Content::default(), Vec::new());
    for ((id, kind), by_period) in found {
        let Some(indicator) = ground.known.get(&id).filter(|known| known.is_active) else {
            continue;
        };
        let periods = split::parts(indicator.grain, year, ground.rules).unwrap_or_default();
        let parts: Vec<Number> =
            periods.iter().filter_map(|period| by_period.get(&period.code()).copied()).collect();
        if parts.len() == periods.len() {
            match split::joined(indicator, &parts) {
                Some(year) => {
                    let marks = &mut content.targets.entry(id).or_default().marks;
                    marks.insert(kind, Mark { year, parts });
                }
                None => left_out.push(id),
            }
        }
    }
    left_out.extend(
        content
            .targets
            .iter()
            .filter_map(|(id, target)| (!target.marks.contains_key(&Kind::Target)).then_some(*id)),
    );
    left_out.sort_unstable();
    left_out.dedup();
    content.targets.retain(|id, _| !left_out.contains(id));
    if content.targets.is_empty() {
        return Err(Problem::new("plan-no-recorded").arg("year", year).at("start").into());
    }
    Ok((content, left_out))
}

/// A draft that the actor changes, at the revision that was seen.
async fn open(
    ctx: &Ctx,
    work: &mut Work,
    id: PlanId,
    revision: i64,
) -> Result<(Version, Ground), Refusal> {
    let (version, path) = seen(ctx, &mut work.tx, id).await?;
    ctx.may(Action::Change, Resource::Plan, &path)?;
    if version.stage != Stage::Draft {
        return Err(Refusal::conflict(Problem::new("plan-stage")));
    }
    store::take(&mut work.tx, id, revision).await?;
    Ok((version, Ground::load(&mut work.tx).await?))
}

/// Puts a target into a draft, in the place of the indicator's one before; `None` takes it out.
///
/// # Errors
/// What is wrong with its numbers, each at its field; the conflicts `plan-changed` and `plan-stage`.
pub async fn set_target(
    ctx: &Ctx,
    id: PlanId,
    revision: i64,
    indicator: IndicatorId,
    target: Option<Target>,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let (version, ground) = open(ctx, &mut work, id, revision).await?;
    let known = ground.known.get(&indicator).ok_or(Refusal::NotFound)?;
    let problems = target.as_ref().map(|target| target.problems(known)).unwrap_or_default();
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    store::put_target(&mut work.tx, id, indicator, target.as_ref(), ground.times(version.year))
        .await?;
    let after = json!({ "indicator": known.code, "is_planned": target.is_some() });
    work.audit("plan.target", "plan", id, None, Some(after.to_string()));
    Ok(work.commit().await?)
}

/// Puts a task into a draft: in the place of the one of this number, or as a new one. Returns its number.
///
/// # Errors
/// `plan-task-counts` at `criterion` for one that only counts; `plan-task-link` for one that supports
/// nothing; `plan-task-orphan` at `indicator` where the business half has no such target; `plan-task-due` at
/// `due`; `plan-task-measure` at `measure`; the conflicts `plan-changed` and `plan-stage`.
pub async fn set_task(
    ctx: &Ctx,
    id: PlanId,
    revision: i64,
    number: Option<i64>,
    task: Task,
) -> Result<i64, Refusal> {
    let mut work = ctx.work().await?;
    let (version, ground) = open(ctx, &mut work, id, revision).await?;
    let content = store::content(&mut work.tx, id, ground.times(version.year)).await?;
    if number.is_some_and(|number| !content.tasks.contains_key(&number)) {
        return Err(Refusal::NotFound);
    }
    let mut problems = task.problems();
    if task.indicator.is_some_and(|id| !content.targets.contains_key(&id)) {
        problems.push(Problem::new("plan-task-orphan").arg("task", &task.title).at("indicator"));
    }
    if !ground.frame(&version).contains(task.due) {
        let problem = Problem::new("plan-task-due").arg("task", &task.title).arg("day", task.due);
        problems.push(problem.at("due"));
    }
    if task.measure.as_ref().is_some_and(|(name, _)| measure::named(name).is_none()) {
        problems.push(Problem::new("plan-task-measure").at("measure"));
    }
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    let number = match number {
        Some(number) => number,
        None => store::next_task(&mut work.tx, &version).await?,
    };
    store::put_task(&mut work.tx, id, number, Some(&task)).await?;
    let after = json!({ "number": number, "title": task.title, "criterion": task.criterion,
        "owner": task.owner.0, "due": task.due.to_string() });
    work.audit("plan.task", "plan", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(number)
}

/// Takes a task out of a draft.
///
/// # Errors
/// The conflicts `plan-changed` and `plan-stage`.
pub async fn drop_task(ctx: &Ctx, id: PlanId, revision: i64, number: i64) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    open(ctx, &mut work, id, revision).await?;
    store::put_task(&mut work.tx, id, number, None).await?;
    let after = json!({ "number": number, "is_dropped": true });
    work.audit("plan.task", "plan", id, None, Some(after.to_string()));
    Ok(work.commit().await?)
}

/// Takes a version one step on its way.
///
/// # Errors
/// Everything that keeps it from being submitted; `plan-own` for who signs or approves what they, or in their
/// place somebody else, submitted or signed; `plan-return-why` at `said`; the conflicts `plan-changed` and `plan-stage`; problems of
/// the numbers when they are written as targets.
pub async fn act(
    ctx: &Ctx,
    id: PlanId,
    revision: i64,
    deed: Deed,
    said: &str,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let (version, path) = seen(ctx, &mut work.tx, id).await?;
    let stage = deed.after(version.stage);
    let stage = stage.ok_or_else(|| Refusal::conflict(Problem::new("plan-stage")))?;
    let steps = store::steps(&mut work.tx, id).await?;
    let stand_in = may_act(ctx, &path, &version, &steps, deed)?;
    store::take(&mut work.tx, id, revision).await?;
    let ground = Ground::load(&mut work.tx).await?;
    let mut digest = None;
    match deed {
        Deed::Submit => submittable(&mut work.tx, &version, &ground).await?,
        Deed::Return if said.trim().is_empty() => {
            return Err(Problem::new("plan-return-why").at("said").into());
        }
        Deed::Approve => digest = Some(enforce(ctx, &mut work, &version, &ground).await?),
        _ => {}
    }
    let due = stage.due(ctx.now.today, ground.step_days);
    store::reach(&mut work.tx, id, stage, digest.clone(), due).await?;
    let step = step(ctx, deed, said.trim(), (version.due, stand_in));
    store::note(&mut work.tx, id, &step).await?;
    let before = json!({ "stage": version.stage.name() }).to_string();
    let after = json!({ "stage": stage.name(), "said": said.trim(), "digest": digest,
        "for": stand_in.map(|one| json!({ "account": one.user.0, "name": one.name,
            "named_by": one.named_by.as_ref().map(|(user, _)| user.0) })) });
    work.audit(deed.action(), "plan", id, Some(before), Some(after.to_string()));
    Ok(work.commit().await?)
}

/// In whose place the actor takes a step (`None`: in no other's), and that nobody signs or approves their own,
/// neither themselves nor through whom they have named to stand in for them or for somebody else.
fn may_act<'a>(
    ctx: &'a Ctx,
    path: &'a [UnitId],
    version: &Version,
    steps: &[Step],
    deed: Deed,
) -> Result<Option<&'a StandIn>, Refusal> {
    let needs = match (deed, version.stage) {
        (Deed::Sign, _) | (Deed::Return, Stage::Submitted) => Action::Sign,
        (Deed::Approve | Deed::Return, _) => Action::Approve,
        (Deed::Draw | Deed::Submit | Deed::Drop, _) => Action::Change,
    };
    let names = ctx.in_whose_name(needs, Resource::Plan, path)?;
    let own: &[Deed] = match deed {
        Deed::Sign => &[Deed::Submit],
        Deed::Approve => &[Deed::Submit, Deed::Sign],
        _ => &[],
    };
    let is_own = |user: Option<UserId>| {
        user.is_some() && own.iter().any(|done| did(steps, *done).any(|it| Some(it) == user))
    };
    let is_through = |one: &StandIn| {
        is_own(Some(one.user)) || is_own(one.named_by.as_ref().map(|(user, _)| *user))
    };
    let mut names = names.into_iter().filter(|one| !one.is_some_and(is_through));
    match names.next() {
        Some(name) if !is_own(ctx.actor.user) => Ok(name),
        _ => Err(Problem::new("plan-own").into()),
    }
}

/// Who last did this, and in whose place.
fn did(steps: &[Step], deed: Deed) -> impl Iterator<Item = UserId> + '_ {
    let last = steps.iter().rfind(move |step| step.deed == deed);
    let both = |step: &Step| [step.user, step.on_behalf.as_ref().map(|(user, _)| *user)];
    last.map(both).into_iter().flatten().flatten()
}

async fn submittable(
    q: &mut impl Query,
    version: &Version,
    ground: &Ground,
) -> Result<(), Refusal> {
    let content = store::content(q, version.id, ground.times(version.year)).await?;
    let mut problems = content.problems(&ground.frame(version));
    if let Some(before) = store::in_force(q, version.unit, version.year).await? {
        let before = store::content(q, before.id, ground.times(before.year)).await?;
        if content::changes(&before, &content).is_empty() {
            problems.push(Problem::new("plan-same"));
        }
    }
    problems.truncate(MOST_PROBLEMS);
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}

/// Puts a version in force: its numbers become the targets of its periods, and those that only the version
/// before had are taken back. Returns the digest over its content.
async fn enforce(
    ctx: &Ctx,
    work: &mut Work,
    version: &Version,
    ground: &Ground,
) -> Result<String, Refusal> {
    let times = ground.times(version.year);
    let content = store::content(&mut work.tx, version.id, times).await?;
    let frame = ground.frame(version);
    let now: Vec<_> = content::readings(&content, &frame).collect();
    let why = format!("{} 年度计划 v{}", version.year, version.number);
    let stamp = Stamp::of(ctx).because(why).plan();
    let mut gone = Vec::new();
    if let Some(before) = store::in_force(&mut work.tx, version.unit, version.year).await? {
        let before = store::content(&mut work.tx, before.id, times).await?;
        let still: HashSet<_> =
            now.iter().map(|(of, kind, period, _)| (*of, *kind, period.code())).collect();
        let had = content::readings(&before, &frame)
            .filter(|(of, kind, period, _)| !still.contains(&(*of, *kind, period.code())));
        gone.extend(had.map(|(of, kind, period, _)| (version.unit, period, of, kind)));
    }
    // One turn for all that is taken back and written.
    let turns = now.iter().map(|(of, _, period, _)| (*of, *period));
    let turns: Vec<_> = turns.chain(gone.iter().map(|(_, period, of, _)| (*of, *period))).collect();
    readings::take_turns(&mut work.tx, &turns).await?;
    if !gone.is_empty() {
        readings::clear(&mut work.tx, &gone, &stamp).await?;
    }
    let new = now.into_iter().map(|(indicator, kind, period, Number { value, weight })| {
        NewReading { unit: version.unit, period, indicator, kind, value, weight, cell: None }
    });
    readings::write(&mut work.tx, &stamp, new.collect::<Vec<_>>()).await?;
    Ok(content.digest(&frame, &version.reason))
}

/// Draws up an amendment of the plan in force, with everything that it says.
///
/// # Errors
/// `field-required` at `reason`; the conflict `plan-exists` when another version is on its way already.
pub async fn amend(ctx: &Ctx, id: PlanId, reason: &str) -> Result<PlanId, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Problem::new("field-required").at("reason").into());
    }
    let mut work = ctx.work().await?;
    let (version, path) = seen(ctx, &mut work.tx, id).await?;
    ctx.may(Action::Create, Resource::Plan, &path)?;
    let versions = store::versions(&mut work.tx, version.unit, version.year).await?;
    let live = |one: &&Version| one.stage != Stage::Dropped;
    if versions.iter().rfind(live).is_none_or(|last| last.id != id || last.stage != Stage::Frozen) {
        return Err(Refusal::conflict(Problem::new("plan-exists")));
    }
    let ground = Ground::load(&mut work.tx).await?;
    let content = store::content(&mut work.tx, id, ground.times(version.year)).await?;
    let place = (version.unit, version.year, versions.len());
    let id = draw(ctx, &mut work, place, reason, &content, &ground).await?;
    work.commit().await?;
    Ok(id)
}

/// One version with what its page shows.
#[derive(Clone, Debug)]
pub struct Shown {
    pub version: Version,
    pub unit_name: String,
    pub content: Content,
    pub steps: Vec<Step>,
    /// Owners of tasks by id.
    pub people: HashMap<PersonId, Person>,
    pub ground: Ground,
    /// Every version of the year that the actor may see, the first one first.
    pub versions: Vec<Version>,
    /// What differs from the version that it amends, with that version's number.
    pub changes: Option<(i64, Vec<Change>)>,
    /// What keeps a draft from being submitted.
    pub lacking: Vec<Problem>,
    /// What the actor may do next.
    pub deeds: Vec<Deed>,
    /// In whose place the actor would do it.
    pub in_place_of: Option<String>,
    pub may_change: bool,
    pub may_amend: bool,
    /// Of a frozen one: whether its content still has the digest that it was frozen with.
    pub is_sound: bool,
}

/// One version, if the actor may see it.
pub async fn find(ctx: &Ctx, id: PlanId) -> Result<Shown, Refusal> {
    let q = &mut ctx.snapshot().await?;
    let (version, path) = seen(ctx, q, id).await?;
    let ground = Ground::load(q).await?;
    let times = ground.times(version.year);
    let content = store::content(q, id, times).await?;
    let unit = tree::unit_near(q, version.unit, ctx.now.today).await?.ok_or(Refusal::NotFound)?;
    let steps = store::steps(q, id).await?;
    let people = people::by_ids(q, content.tasks.values().map(|task| task.owner)).await?;
    let can = |action| ctx.can(action, Resource::Plan, &path);
    let takes_part = takes_part(ctx, &path);
    let mut versions = store::versions(q, version.unit, version.year).await?;
    versions.retain(|one| takes_part || one.stage == Stage::Frozen);
    let before =
        versions.iter().rfind(|one| one.number < version.number && one.stage == Stage::Frozen);
    let changes = match before {
        Some(before) => {
            let old = store::content(q, before.id, times).await?;
            Some((before.number, content::changes(&old, &content)))
        }
        None => None,
    };
    let frame = ground.frame(&version);
    let is_draft = version.stage == Stage::Draft;
    let lacking = if is_draft { content.problems(&frame) } else { Vec::new() };
    let open = Deed::ALL.iter().copied().filter(|deed| deed.after(version.stage).is_some());
    let deeds: Vec<(Deed, Option<&StandIn>)> = open
        .filter_map(|deed| Some((deed, may_act(ctx, &path, &version, &steps, deed).ok()?)))
        .collect();
    let in_place_of = deeds.iter().find_map(|(_, stand_in)| Some(stand_in.as_ref()?.name.clone()));
    let last = versions.iter().rfind(|one| one.stage != Stage::Dropped);
    let is_sound =
        version.digest.as_ref().is_none_or(|kept| *kept == content.digest(&frame, &version.reason));
    Ok(Shown {
        deeds: deeds.into_iter().map(|(deed, _)| deed).collect(),
        in_place_of,
        may_change: is_draft && can(Action::Change),
        may_amend: version.stage == Stage::Frozen
            && can(Action::Create)
            && last.is_some_and(|last| last.id == id),
        unit_name: unit.name,
        content,
        steps,
        people,
        versions,
        changes,
        lacking,
        is_sound,
        version,
        ground,
    })
}

/// A page of the plans of a year.
#[derive(Clone, Debug)]
pub struct List {
    pub lines: Vec<Line>,
    pub total: i64,
    /// Years that have plans, and this one.
    pub years: Vec<i32>,
}

/// The plans of a year that the actor may see.
pub async fn list(ctx: &Ctx, listing: &Listing<'_>, goes_out: bool) -> Result<Arc<List>, Refusal> {
    let action = if goes_out { Action::Export } else { Action::Read };
    let scope = ctx.scope(action, Resource::Plan);
    // Whoever takes part in the way of plans sees them before they are frozen.
    let drafts = ctx.scope_of_any(TAKES_PART, Resource::Plan);
    let of = format!("plans {:?} {:?} {listing:?}", scope.roots(), drafts.roots());
    let list = async {
        let q = &mut ctx.read();
        let (lines, total) = store::list(q, &scope, &drafts, listing).await?;
        let mut years = store::years(q).await?;
        years.push(listing.year);
        years.sort_unstable_by(|left, right| right.cmp(left));
        years.dedup();
        Ok(List { lines, total, years })
    };
    ctx.derived_page(of, listing.limit, list).await
}

/// What waits for the actor's signature or approval, and drafts that the actor owes soon or late; each with the
/// unit's name, what is owed first at the top.
pub async fn waiting(ctx: &Ctx, limit: i64) -> Result<Vec<(Version, String)>, Refusal> {
    let all = [Action::Sign, Action::Approve, Action::Change];
    let [sign, approve, submit] = all.map(|it| ctx.scope(it, Resource::Plan));
    if sign.is_nothing() && approve.is_nothing() && submit.is_nothing() {
        return Ok(Vec::new());
    }
    let today = ctx.now.today;
    let awaited = store::Awaited {
        sign: &sign,
        approve: &approve,
        submit: &submit,
        drafts_until: today.plus_days(SOON),
        today,
        limit,
    };
    Ok(store::waiting(&mut ctx.read(), awaited).await?)
}
