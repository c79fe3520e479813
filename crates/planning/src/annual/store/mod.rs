//! The SQL of annual plans: a version with its content and its way, lists of a scope, what is frozen.
//! Writing happens inside the caller's transaction; the caller audits.

use super::content::{Content, Mark, Supports, Target, Task};
use super::progress::Progress;
use super::split::{Number, parts};
use super::stage::{Deed, Stage};
use crate::indicator::Indicator;
use crate::reading::Kind;
use ::store::{Insert, Query, Refusal, Result, StoreError, Tx, Value, assembled, params};
use directory::{name, roots, within};
use kernel::{
    Day, FinancialYear, IndicatorId, Month, Period, PersonId, PlanId, Problem, Quantity, Scope,
    UnitId, UserId,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A version without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub id: PlanId,
    pub unit: UnitId,
    /// The calendar year in which its financial year begins.
    pub year: i32,
    pub number: i64,
    pub stage: Stage,
    /// Why the plan in force is amended; empty for a first version.
    pub reason: String,
    pub digest: Option<String>,
    /// Until when the next step is owed; none where none is, and of versions that are older than this.
    pub due: Option<Day>,
    pub revision: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
    year: i64,
    number: i64,
    stage: String,
    reason: String,
    digest: Option<String>,
    due: Option<i64>,
    revision: i64,
}

const COLUMNS: &str =
    "p.id, p.unit_id, p.year, p.number, p.stage, p.reason, p.digest, p.due, p.revision";

impl Row {
    fn version(self) -> Result<Version> {
        let lost = || StoreError::Corrupt(format!("the plan {}", self.id));
        Ok(Version {
            id: PlanId(self.id),
            unit: UnitId(self.unit_id),
            year: i32::try_from(self.year).map_err(|_| lost())?,
            number: self.number,
            stage: Stage::from_name(&self.stage).ok_or_else(lost)?,
            reason: self.reason,
            digest: self.digest,
            due: self.due.map(|due| Day::from_code(due).ok_or_else(lost)).transpose()?,
            revision: self.revision,
        })
    }
}

pub async fn version(q: &mut impl Query, id: PlanId) -> Result<Option<Version>> {
    let sql = assembled(format!("SELECT {COLUMNS} FROM joint_plan p WHERE p.id = $1"));
    q.optional::<Row>(sql, params![id]).await?.map(Row::version).transpose()
}

/// Every version of a unit's year, the first one first.
pub async fn versions(q: &mut impl Query, unit: UnitId, year: i32) -> Result<Vec<Version>> {
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM joint_plan p WHERE p.unit_id = $1 AND p.year = $2 ORDER BY p.number"
    ));
    let rows = q.all::<Row>(sql, params![unit, i64::from(year)]).await?;
    rows.into_iter().map(Row::version).collect()
}

/// The version of a unit's year that is in force.
pub async fn in_force(q: &mut impl Query, unit: UnitId, year: i32) -> Result<Option<Version>> {
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM joint_plan p WHERE p.unit_id = $1 AND p.year = $2 AND p.stage = 'frozen' \
         ORDER BY p.number DESC LIMIT 1"
    ));
    let row = q.optional::<Row>(sql, params![unit, i64::from(year)]).await?;
    row.map(Row::version).transpose()
}

/// Founds the next version, as a draft that is to be submitted until a day.
///
/// # Errors
/// The conflict `plan-exists` when somebody else was quicker.
pub async fn found(
    tx: &mut Tx,
    unit: UnitId,
    year: i32,
    number: i64,
    reason: &str,
    due: Day,
) -> Result<PlanId, Refusal> {
    let sql = "INSERT INTO joint_plan (unit_id, year, number, stage, reason, digest, due, revision) \
         VALUES ($1, $2, $3, 'draft', $4, NULL, $5, 1) RETURNING id";
    let values = params![unit, i64::from(year), number, reason, due];
    match tx.one::<(i64,)>(sql, values).await {
        Ok((id,)) => Ok(PlanId(id)),
        Err(StoreError::Exists(_)) => Err(Refusal::conflict(Problem::new("plan-exists"))),
        Err(error) => Err(error.into()),
    }
}

/// Takes the next revision, or says that somebody else did.
///
/// # Errors
/// The conflict `plan-changed`.
pub async fn take(tx: &mut Tx, id: PlanId, revision: i64) -> Result<(), Refusal> {
    let sql = "UPDATE joint_plan SET revision = revision + 1 WHERE id = $1 AND revision = $2";
    match tx.execute(sql, params![id, revision]).await? {
        0 => Err(Refusal::conflict(Problem::new("plan-changed"))),
        _ => Ok(()),
    }
}

/// A version reaches a stage; the digest is that of a frozen one, `due` the day until which the next step is
/// owed.
pub async fn reach(
    tx: &mut Tx,
    id: PlanId,
    stage: Stage,
    digest: Option<String>,
    due: Option<Day>,
) -> Result<()> {
    let sql = "UPDATE joint_plan SET stage = $2, digest = $3, due = $4 WHERE id = $1";
    tx.execute(sql, params![id, stage.name(), digest, due]).await?;
    Ok(())
}

/// Something that was done to a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub deed: Deed,
    pub said: String,
    pub user: Option<UserId>,
    /// In whose place it was taken.
    pub on_behalf: Option<(UserId, String)>,
    /// Who named the one that took it, where whoever was away had not done so themselves.
    pub named_by: Option<String>,
    /// Until when it was owed.
    pub due: Option<Day>,
    pub recorded_by: String,
    /// Milliseconds since 1970.
    pub recorded_at: i64,
}

pub async fn note(tx: &mut Tx, id: PlanId, step: &Step) -> Result<()> {
    let sql = "INSERT INTO joint_plan_step (plan_id, number, deed, said, user_id, recorded_by, recorded_at, \
         due, for_user_id, for_name, for_named_by) SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, \
         $6, $7, $8, $9, $10 \
         FROM joint_plan_step WHERE plan_id = $1";
    let Step { deed, said, user, on_behalf, named_by, due, recorded_by, recorded_at } = step;
    let (for_user, for_name) = on_behalf.clone().unzip();
    let (deed, user, at, due) = (deed.name(), *user, *recorded_at, *due);
    let named_by = named_by.clone();
    let values = params![id, deed, said, user, recorded_by, at, due, for_user, for_name, named_by];
    tx.execute(sql, values).await?;
    Ok(())
}

/// What was done to a version, oldest first.
pub async fn steps(q: &mut impl Query, id: PlanId) -> Result<Vec<Step>> {
    let sql = "SELECT deed, said, user_id, recorded_by, recorded_at, due, for_user_id, for_name, \
         for_named_by FROM joint_plan_step WHERE plan_id = $1 ORDER BY number";
    let rows: Vec<StepRow> = q.all(sql, params![id]).await?;
    let step = |row: StepRow| {
        let lost = || StoreError::Corrupt(format!("a step of the plan {id}"));
        Ok(Step {
            deed: Deed::from_name(&row.deed).ok_or_else(lost)?,
            said: row.said,
            user: row.user_id.map(UserId),
            on_behalf: row.for_user_id.map(UserId).zip(row.for_name),
            named_by: row.for_named_by,
            due: row.due.map(|due| Day::from_code(due).ok_or_else(lost)).transpose()?,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
        })
    };
    rows.into_iter().map(step).collect()
}

#[derive(sqlx::FromRow)]
struct StepRow {
    deed: String,
    said: String,
    user_id: Option<i64>,
    recorded_by: String,
    recorded_at: i64,
    due: Option<i64>,
    for_user_id: Option<i64>,
    for_name: Option<String>,
    for_named_by: Option<String>,
}

/// The latest version of each of these units that was not given up.
pub async fn latest(
    q: &mut impl Query,
    units: &[UnitId],
    year: i32,
) -> Result<HashMap<UnitId, Version>> {
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM joint_plan p WHERE p.unit_id IN {{ids:$1}} AND p.year = $2 \
         AND p.stage <> 'dropped' ORDER BY p.unit_id, p.number"
    ));
    let rows = q.all::<Row>(sql, params![units, i64::from(year)]).await?;
    rows.into_iter().map(|row| row.version().map(|version| (version.unit, version))).collect()
}

/// What these versions plan of an indicator, by unit.
pub async fn targets_of(
    q: &mut impl Query,
    plans: &HashMap<UnitId, Version>,
    indicator: IndicatorId,
    times: Times<'_>,
) -> Result<HashMap<UnitId, Target>> {
    let units: HashMap<i64, UnitId> = plans.iter().map(|(unit, it)| (it.id.0, *unit)).collect();
    let ids: Vec<i64> = units.keys().copied().collect();
    let sql = "SELECT plan_id, kind, period, value, weight FROM joint_plan_number \
         WHERE plan_id IN {ids:$1} AND indicator_id = $2 ORDER BY plan_id, kind, period";
    let rows: Vec<(i64, i64, i64, i64, Option<i64>)> =
        q.all(sql, params![ids.as_slice(), indicator]).await?;
    let mut targets: HashMap<UnitId, Target> = HashMap::new();
    for (plan, kind, period, value, weight) in rows {
        let Some(unit) = units.get(&plan) else { continue };
        targets.entry(*unit).or_default().take(times.year, (kind, period), (value, weight))?;
    }
    targets.values_mut().for_each(Target::close);
    Ok(targets)
}

/// Founds a first or next version for many units that have none on their way, as drafts that are to be
/// submitted until a day.
///
/// # Errors
/// The conflict `plan-exists` when somebody else was quicker.
pub async fn found_many(
    tx: &mut Tx,
    units: &[UnitId],
    year: i32,
    due: Day,
) -> Result<HashMap<UnitId, PlanId>, Refusal> {
    if units.is_empty() {
        return Ok(HashMap::new());
    }
    // Of a unit whose versions were all given up the numbers go on.
    let sql = "INSERT INTO joint_plan (unit_id, year, number, stage, reason, digest, due, revision) \
         SELECT u.id, $2, COALESCE((SELECT MAX(p.number) FROM joint_plan p \
         WHERE p.unit_id = u.id AND p.year = $2), 0) + 1, 'draft', '', NULL, CAST($3 AS BIGINT), 1 \
         FROM unit u WHERE u.id IN {ids:$1}";
    match tx.execute(sql, params![units, i64::from(year), due]).await {
        Err(StoreError::Exists(_)) => {
            return Err(Refusal::conflict(Problem::new("plan-exists")));
        }
        other => other?,
    };
    let drafts = latest(tx, units, year).await?;
    Ok(drafts.into_iter().map(|(unit, version)| (unit, version.id)).collect())
}

/// Notes the first step of many versions.
pub async fn note_many(
    tx: &mut Tx,
    plans: impl Iterator<Item = PlanId>,
    step: &Step,
) -> Result<()> {
    let row = |id: PlanId| -> [Value; 8] {
        [
            id.into(),
            1_i64.into(),
            step.deed.name().into(),
            (&step.said).into(),
            step.user.into(),
            (&step.recorded_by).into(),
            step.recorded_at.into(),
            step.due.into(),
        ]
    };
    tx.insert_many(STEP, plans.map(row).collect::<Vec<_>>()).await?;
    Ok(())
}

/// Puts a target into many drafts, in the place of the indicator's one before, each at its next revision.
pub async fn replace_target(
    tx: &mut Tx,
    indicator: IndicatorId,
    contents: &[(PlanId, Content)],
    times: Times<'_>,
) -> Result<()> {
    let ids: Vec<i64> = contents.iter().map(|(id, _)| id.0).collect();
    for sql in [
        "DELETE FROM joint_plan_number WHERE plan_id IN {ids:$1} AND indicator_id = $2",
        "DELETE FROM joint_plan_below WHERE plan_id IN {ids:$1} AND indicator_id = $2",
    ] {
        tx.execute(sql, params![ids.as_slice(), indicator]).await?;
    }
    let sql = "UPDATE joint_plan SET revision = revision + 1 WHERE id IN {ids:$1}";
    tx.execute(sql, params![ids.as_slice()]).await?;
    let rows = contents.iter().flat_map(|(id, content)| {
        content.targets.iter().flat_map(move |(of, target)| times.rows(*id, *of, target))
    });
    tx.insert_many(NUMBER, rows.collect::<Vec<_>>()).await?;
    Ok(())
}

const STEP: Insert = Insert {
    table: "joint_plan_step",
    columns: &["plan_id", "number", "deed", "said", "user_id", "recorded_by", "recorded_at", "due"],
    conflict: "",
};

const NUMBER: Insert = Insert {
    table: "joint_plan_number",
    columns: &["plan_id", "indicator_id", "kind", "period", "value", "weight"],
    conflict: "",
};

const BELOW: Insert =
    Insert { table: "joint_plan_below", columns: &["plan_id", "indicator_id"], conflict: "" };

const TASK: Insert = Insert {
    table: "joint_plan_task",
    columns: &[
        "plan_id",
        "number",
        "title",
        "supports",
        "indicator_id",
        "named",
        "criterion",
        "measure",
        "goal",
        "owner_id",
        "due",
    ],
    conflict: "",
};

/// Where a version's content lies in time.
#[derive(Clone, Copy, Debug)]
pub struct Times<'a> {
    pub year: i32,
    pub rules: FinancialYear,
    pub known: &'a HashMap<IndicatorId, Indicator>,
}

/// Takes all content out of a version.
pub async fn empty(tx: &mut Tx, id: PlanId) -> Result<()> {
    for sql in [
        "DELETE FROM joint_plan_number WHERE plan_id = $1",
        "DELETE FROM joint_plan_below WHERE plan_id = $1",
        "DELETE FROM joint_plan_task WHERE plan_id = $1",
    ] {
        tx.execute(sql, params![id]).await?;
    }
    Ok(())
}

/// Writes the content of a version that has none yet.
pub async fn write(tx: &mut Tx, id: PlanId, content: &Content, times: Times<'_>) -> Result<()> {
    let numbers = content.targets.iter().flat_map(|(of, target)| times.rows(id, *of, target));
    tx.insert_many(NUMBER, numbers.collect::<Vec<_>>()).await?;
    let below = content.targets.iter().filter(|(_, target)| target.is_below);
    let below: Vec<[Value; 2]> = below.map(|(of, _)| [id.into(), (*of).into()]).collect();
    tx.insert_many(BELOW, below).await?;
    let tasks = content.tasks.iter().map(|(number, task)| task_row(id, *number, task));
    tx.insert_many(TASK, tasks.collect::<Vec<_>>()).await?;
    Ok(())
}

/// Puts a target in the place of the indicator's one before; `None` leaves none.
pub async fn put_target(
    tx: &mut Tx,
    id: PlanId,
    indicator: IndicatorId,
    target: Option<&Target>,
    times: Times<'_>,
) -> Result<()> {
    for sql in [
        "DELETE FROM joint_plan_number WHERE plan_id = $1 AND indicator_id = $2",
        "DELETE FROM joint_plan_below WHERE plan_id = $1 AND indicator_id = $2",
    ] {
        tx.execute(sql, params![id, indicator]).await?;
    }
    let targets = target.map(|target| (indicator, target.clone()));
    let content = Content { targets: targets.into_iter().collect(), ..Content::default() };
    write(tx, id, &content, times).await
}

/// Puts a task in the place of the one of this number; `None` leaves none.
pub async fn put_task(tx: &mut Tx, id: PlanId, number: i64, task: Option<&Task>) -> Result<()> {
    let sql = "DELETE FROM joint_plan_task WHERE plan_id = $1 AND number = $2";
    tx.execute(sql, params![id, number]).await?;
    tx.insert_many(TASK, task.map(|task| task_row(id, number, task))).await?;
    Ok(())
}

/// The number for a new task: never one that another version of the year has used.
pub async fn next_task(q: &mut impl Query, version: &Version) -> Result<i64> {
    let sql = "SELECT COALESCE(MAX(t.number), 0) + 1 FROM joint_plan p \
         JOIN joint_plan_task t ON t.plan_id = p.id WHERE p.unit_id = $1 AND p.year = $2";
    Ok(q.one::<(i64,)>(sql, params![version.unit, i64::from(version.year)]).await?.0)
}

impl Times<'_> {
    /// The codes of an indicator's periods in the year.
    fn periods(&self, indicator: IndicatorId) -> Vec<i64> {
        let grain = self.known.get(&indicator).map(|known| known.grain);
        let periods =
            grain.and_then(|grain| parts(grain, self.year, self.rules)).unwrap_or_default();
        periods.iter().map(|period| period.code()).collect()
    }

    /// The rows of a target: of the year, and of its parts where these are not the year itself.
    fn rows(&self, id: PlanId, indicator: IndicatorId, target: &Target) -> Vec<[Value; 6]> {
        let (year, periods) = (i64::from(self.year), self.periods(indicator));
        let of_mark = |(kind, mark): (&Kind, &Mark)| {
            let parts = periods.iter().copied().zip(mark.parts.iter().copied());
            let all = [(year, mark.year)].into_iter().chain(parts.filter(|(at, _)| *at != year));
            let rows = all.map(|(period, number)| row(id, indicator, *kind, period, number));
            rows.collect::<Vec<_>>()
        };
        target.marks.iter().flat_map(of_mark).collect()
    }
}

fn row(id: PlanId, indicator: IndicatorId, kind: Kind, period: i64, number: Number) -> [Value; 6] {
    [
        id.into(),
        indicator.into(),
        i64::from(kind.code()).into(),
        period.into(),
        number.value.into(),
        number.weight.into(),
    ]
}

fn task_row(id: PlanId, number: i64, task: &Task) -> [Value; 11] {
    let (measure, goal) = match &task.measure {
        Some((measure, goal)) => (measure.clone(), Some(*goal)),
        None => (String::new(), None),
    };
    [
        id.into(),
        number.into(),
        (&task.title).into(),
        task.supports.name().into(),
        task.indicator.into(),
        (&task.named).into(),
        (&task.criterion).into(),
        measure.into(),
        goal.into(),
        task.owner.into(),
        task.due.into(),
    ]
}

#[derive(sqlx::FromRow)]
struct TaskRow {
    plan_id: i64,
    number: i64,
    title: String,
    supports: String,
    indicator_id: Option<i64>,
    named: String,
    criterion: String,
    measure: String,
    goal: Option<i64>,
    owner_id: i64,
    due: i64,
}

/// What a version says.
pub async fn content(q: &mut impl Query, id: PlanId, times: Times<'_>) -> Result<Content> {
    let mut content = Content::default();
    let sql = "SELECT indicator_id, kind, period, value, weight FROM joint_plan_number WHERE plan_id = $1 \
         ORDER BY indicator_id, kind, period";
    let rows: Vec<(i64, i64, i64, i64, Option<i64>)> = q.all(sql, params![id]).await?;
    for (indicator, kind, period, value, weight) in rows {
        let target = content.targets.entry(IndicatorId(indicator)).or_default();
        target.take(times.year, (kind, period), (value, weight))?;
    }
    content.targets.values_mut().for_each(Target::close);
    let sql = "SELECT indicator_id FROM joint_plan_below WHERE plan_id = $1";
    for (indicator,) in q.all::<(i64,)>(sql, params![id]).await? {
        content.targets.entry(IndicatorId(indicator)).or_default().is_below = true;
    }
    content.tasks = tasks(q, id).await?;
    Ok(content)
}

impl Target {
    /// Takes a stored number, in the order of kinds and periods.
    fn take(
        &mut self,
        year: i32,
        (kind, period): (i64, i64),
        (value, weight): (i64, Option<i64>),
    ) -> Result<()> {
        let known = usize::try_from(kind).ok().and_then(|code| Kind::ALL.get(code));
        let known =
            known.ok_or_else(|| StoreError::Corrupt(format!("the kind {kind} of a plan")))?;
        let quantity = Quantity::from_millionths;
        let number = Number { value: quantity(value), weight: weight.map(quantity) };
        let mark = self.marks.entry(*known).or_insert(Mark { year: number, parts: Vec::new() });
        if period == i64::from(year) {
            mark.year = number;
        } else {
            mark.parts.push(number);
        }
        Ok(())
    }

    /// Of an indicator of years the year is its only part.
    fn close(&mut self) {
        for mark in self.marks.values_mut().filter(|mark| mark.parts.is_empty()) {
            mark.parts.push(mark.year);
        }
    }
}

/// The tasks of a version by number.
pub async fn tasks(q: &mut impl Query, id: PlanId) -> Result<BTreeMap<i64, Task>> {
    Ok(tasks_of(q, &[id]).await?.remove(&id).unwrap_or_default())
}

/// The tasks of each of these versions by number.
pub async fn tasks_of(
    q: &mut impl Query,
    plans: &[PlanId],
) -> Result<HashMap<PlanId, BTreeMap<i64, Task>>> {
    let mut tasks: HashMap<PlanId, BTreeMap<i64, Task>> = HashMap::new();
    let sql = "SELECT plan_id, number, title, supports, indicator_id, named, criterion, measure, goal, owner_id, \
         due FROM joint_plan_task WHERE plan_id IN {ids:$1}";
    let ids: Vec<i64> = plans.iter().map(|id| id.0).collect();
    for row in q.all::<TaskRow>(sql, params![ids.as_slice()]).await? {
        let lost = || StoreError::Corrupt(format!("a task of the plan {}", row.plan_id));
        let task = Task {
            title: row.title,
            supports: Supports::from_name(&row.supports).ok_or_else(lost)?,
            indicator: row.indicator_id.map(IndicatorId),
            named: row.named,
            criterion: row.criterion,
            measure: row.goal.map(|goal| (row.measure, Quantity::from_millionths(goal))),
            owner: PersonId(row.owner_id),
            due: Day::from_code(row.due).ok_or_else(lost)?,
        };
        tasks.entry(PlanId(row.plan_id)).or_default().insert(row.number, task);
    }
    Ok(tasks)
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Unit,
    Stage,
    Version,
}

/// A list of the latest versions of a year.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    pub year: i32,
    /// Part of the unit's name.
    pub text: &'a str,
    pub order: Order,
    pub descending: bool,
    pub limit: i64,
    pub offset: i64,
    /// Units are those of this day.
    pub today: Day,
}

/// A line of the list: the latest version of a unit's plan that the reader may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub version: Version,
    pub unit_name: String,
    pub targets: i64,
    pub tasks: i64,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    #[sqlx(flatten)]
    row: Row,
    unit_name: String,
    targets: i64,
    tasks: i64,
    total: i64,
}

/// A page of the plans of a year. Of a unit below `$3` (those whose drafts the reader may see) the latest
/// version, of any other the one in force.
pub async fn list(
    q: &mut impl Query,
    scope: &Scope,
    drafts: &Scope,
    listing: &Listing<'_>,
) -> Result<(Vec<Line>, i64)> {
    let key = match listing.order {
        Order::Unit => "v.normal",
        Order::Stage => "p.stage",
        Order::Version => "p.number",
    };
    let direction = if listing.descending { "DESC" } else { "ASC" };
    let (within, drafted) = (within!("p.unit_id", "$1", "$2"), within!("o.unit_id", "$1", "$3"));
    let sql = assembled(format!(
        "SELECT {COLUMNS}, v.name AS unit_name, COUNT(*) OVER () AS total, \
         (SELECT COUNT(DISTINCT n.indicator_id) FROM joint_plan_number n WHERE n.plan_id = p.id) AS targets, \
         (SELECT COUNT(*) FROM joint_plan_task t WHERE t.plan_id = p.id) AS tasks \
         FROM joint_plan p JOIN unit_version v ON v.unit_id = p.unit_id \
         AND v.valid_from <= $1 AND v.valid_until > $1 \
         WHERE p.year = $4 AND {within} AND ($5 = '' OR v.normal LIKE $5 ESCAPE '\\') \
         AND p.number = (SELECT MAX(o.number) FROM joint_plan o WHERE o.unit_id = p.unit_id \
         AND o.year = p.year AND (o.stage = 'frozen' OR (o.stage <> 'dropped' AND {drafted}))) \
         ORDER BY {key} {direction}, p.unit_id LIMIT $6 OFFSET $7"
    ));
    let text = directory::search::containing(&name::normal(listing.text));
    let year = i64::from(listing.year);
    let (limit, offset) = (listing.limit, listing.offset);
    let params = params![listing.today, roots(scope), roots(drafts), year, text, limit, offset];
    let rows = q.all::<LineRow>(sql, params).await?;
    let total = rows.first().map_or(0, |row| row.total);
    let line = |row: LineRow| {
        let LineRow { row, unit_name, targets, tasks, .. } = row;
        Ok(Line { version: row.version()?, unit_name, targets, tasks })
    };
    Ok((rows.into_iter().map(line).collect::<Result<_>>()?, total))
}

/// The tasks of plans in force that support an indicator, by unit and number.
pub async fn links(
    q: &mut impl Query,
    scope: &Scope,
    year: i32,
    today: Day,
    most: i64,
) -> Result<Vec<TaskLink>> {
    let sql = concat!(
        "SELECT p.id, p.unit_id, v.name, t.number, t.title, t.criterion, t.indicator_id FROM joint_plan p \
         JOIN joint_plan_task t ON t.plan_id = p.id AND t.indicator_id IS NOT NULL \
         JOIN unit_version v ON v.unit_id = p.unit_id AND v.valid_from <= $1 AND v.valid_until > $1 \
         WHERE p.year = $3 AND p.stage = 'frozen' AND ",
        within!("p.unit_id", "$1", "$2"),
        " AND p.number = (SELECT MAX(o.number) FROM joint_plan o WHERE o.unit_id = p.unit_id \
         AND o.year = p.year AND o.stage = 'frozen') ORDER BY v.normal, p.unit_id, t.number LIMIT $4"
    );
    type Row = (i64, i64, String, i64, String, String, i64);
    let rows: Vec<Row> = q.all(sql, params![today, roots(scope), i64::from(year), most]).await?;
    let link = |(plan, unit, unit_name, number, title, criterion, indicator): Row| TaskLink {
        plan: PlanId(plan),
        unit: UnitId(unit),
        unit_name,
        number,
        title,
        criterion,
        indicator: IndicatorId(indicator),
    };
    Ok(rows.into_iter().map(link).collect())
}

/// A Party task with the indicator that it supports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskLink {
    pub plan: PlanId,
    pub unit: UnitId,
    pub unit_name: String,
    pub number: i64,
    pub title: String,
    pub criterion: String,
    pub indicator: IndicatorId,
}

/// The years that have plans, the latest first.
pub async fn years(q: &mut impl Query) -> Result<Vec<i32>> {
    let rows: Vec<(i64,)> =
        q.all("SELECT DISTINCT year FROM joint_plan ORDER BY year DESC", params![]).await?;
    Ok(rows.into_iter().filter_map(|(year,)| i32::try_from(year).ok()).collect())
}

/// The numbers that plans in force have fixed for these units: unit, indicator and period's code.
pub async fn frozen(
    q: &mut impl Query,
    units: &[UnitId],
) -> Result<BTreeSet<(UnitId, IndicatorId, i64)>> {
    let sql = "SELECT p.unit_id, n.indicator_id, n.period FROM joint_plan p \
         JOIN joint_plan_number n ON n.plan_id = p.id \
         LEFT JOIN joint_plan_below b ON b.plan_id = p.id AND b.indicator_id = n.indicator_id \
         WHERE p.unit_id IN {ids:$1} AND p.stage = 'frozen' AND b.plan_id IS NULL \
         AND p.number = (SELECT MAX(o.number) FROM joint_plan o WHERE o.unit_id = p.unit_id \
         AND o.year = p.year AND o.stage = 'frozen')";
    let rows: Vec<(i64, i64, i64)> = q.all(sql, params![units]).await?;
    Ok(rows.into_iter().map(|(unit, of, period)| (UnitId(unit), IndicatorId(of), period)).collect())
}

/// Whose versions wait for somebody: of drafts, those that are to be submitted until a day at the latest.
#[derive(Clone, Copy, Debug)]
pub struct Awaited<'a> {
    pub sign: &'a Scope,
    pub approve: &'a Scope,
    pub submit: &'a Scope,
    pub drafts_until: Day,
    /// Units are those of this day.
    pub today: Day,
    pub limit: i64,
}

/// Versions that wait for a signature, for approval, or to be submitted, within the scope of each. Each with
/// its unit's name, what is owed first at the top.
pub async fn waiting(q: &mut impl Query, awaited: Awaited<'_>) -> Result<Vec<(Version, String)>> {
    let (signs, approves) = (within!("p.unit_id", "$1", "$2"), within!("p.unit_id", "$1", "$3"));
    let submits = within!("p.unit_id", "$1", "$5");
    let sql = assembled(format!(
        "SELECT {COLUMNS}, v.name AS unit_name FROM joint_plan p \
         JOIN unit_version v ON v.unit_id = p.unit_id AND v.valid_from <= $1 AND v.valid_until > $1 \
         WHERE (p.stage = 'submitted' AND {signs}) OR (p.stage = 'signed' AND {approves}) \
         OR (p.stage = 'draft' AND p.due <= $6 AND {submits}) \
         ORDER BY CASE WHEN p.due IS NULL THEN 1 ELSE 0 END, p.due, p.id LIMIT $4"
    ));
    let Awaited { sign, approve, submit, drafts_until, today, limit } = awaited;
    let params = params![today, roots(sign), roots(approve), limit, roots(submit), drafts_until];
    let rows = q.all::<Waiting>(sql, params).await?;
    rows.into_iter().map(|row| Ok((row.row.version()?, row.unit_name))).collect()
}

#[derive(sqlx::FromRow)]
struct Waiting {
    #[sqlx(flatten)]
    row: Row,
    unit_name: String,
}

#[derive(sqlx::FromRow)]
struct ProgressRow {
    unit_id: i64,
    period: i64,
    version: i64,
    percent: i64,
    said: String,
    evidence: String,
    user_id: Option<i64>,
    recorded_by: String,
    recorded_at: i64,
    confirmed_by: Option<String>,
    confirmed_at: Option<i64>,
    task: i64,
}

/// What was said of the tasks of a unit's year up to a month, by task: each month's latest version, oldest
/// first.
pub async fn progress(
    q: &mut impl Query,
    unit: UnitId,
    year: i32,
    upto: Month,
) -> Result<HashMap<i64, Vec<Progress>>> {
    Ok(progress_of(q, &[unit], year, upto).await?.remove(&unit).unwrap_or_default())
}

/// What was said of the tasks of each of these units, as [`progress`].
pub async fn progress_of(
    q: &mut impl Query,
    units: &[UnitId],
    year: i32,
    upto: Month,
) -> Result<HashMap<UnitId, HashMap<i64, Vec<Progress>>>> {
    let sql = "SELECT p.unit_id, p.task, p.period, p.version, p.percent, p.said, p.evidence, p.user_id, \
         p.recorded_by, p.recorded_at, p.confirmed_by, p.confirmed_at FROM joint_plan_progress p \
         WHERE p.unit_id IN {ids:$1} AND p.year = $2 AND p.period <= $3 AND p.version = \
         (SELECT MAX(o.version) FROM joint_plan_progress o WHERE o.unit_id = p.unit_id \
         AND o.year = p.year AND o.task = p.task AND o.period = p.period) ORDER BY p.task, p.period";
    let rows = q.all::<ProgressRow>(sql, params![units, i64::from(year), upto]).await?;
    let mut by_unit: HashMap<UnitId, HashMap<i64, Vec<Progress>>> = HashMap::new();
    for row in rows {
        let lost = || StoreError::Corrupt(format!("progress of the task {}", row.task));
        let Some(Period::Month(month)) = Period::from_code(row.period) else { return Err(lost()) };
        let progress = Progress {
            month,
            version: row.version,
            percent: Quantity::from_millionths(row.percent),
            said: row.said,
            evidence: row.evidence,
            user: row.user_id.map(UserId),
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
            confirmed: row.confirmed_by.zip(row.confirmed_at),
        };
        let by_task = by_unit.entry(UnitId(row.unit_id)).or_default();
        by_task.entry(row.task).or_default().push(progress);
    }
    Ok(by_unit)
}

/// Adds a version of what is said of a task for a month.
///
/// # Errors
/// The conflict `plan-progress-changed` when somebody else has said something since.
pub async fn say(
    tx: &mut Tx,
    version: &Version,
    task: i64,
    progress: &Progress,
) -> Result<(), Refusal> {
    let sql = "INSERT INTO joint_plan_progress (unit_id, year, task, period, version, percent, said, \
         evidence, user_id, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let Progress { month, percent, said, evidence, user, recorded_by, recorded_at, .. } = progress;
    let values = params![
        version.unit,
        i64::from(version.year),
        task,
        *month,
        progress.version,
        *percent,
        said,
        evidence,
        *user,
        recorded_by,
        *recorded_at,
    ];
    match tx.execute(sql, values).await {
        Ok(_) => Ok(()),
        Err(StoreError::Exists(_)) => Err(Refusal::conflict(Problem::new("plan-progress-changed"))),
        Err(error) => Err(error.into()),
    }
}

/// Confirms what was said, in the words that were seen.
///
/// # Errors
/// The conflict `plan-progress-changed` when it was confirmed already.
pub async fn confirm(
    tx: &mut Tx,
    version: &Version,
    (task, month, seen): (i64, Month, i64),
    by: &str,
    at: i64,
) -> Result<(), Refusal> {
    let sql = "UPDATE joint_plan_progress SET confirmed_by = $6, confirmed_at = $7 WHERE unit_id = $1 \
         AND year = $2 AND task = $3 AND period = $4 AND version = $5 AND confirmed_by IS NULL";
    let year = i64::from(version.year);
    match tx.execute(sql, params![version.unit, year, task, month, seen, by, at]).await? {
        0 => Err(Refusal::conflict(Problem::new("plan-progress-changed"))),
        _ => Ok(()),
    }
}
