//! What a year's page reads beside figures: tasks as they stood at a lock, the plan that was in force then, and
//! what became of the unit and those directly below it during the year.

use crate::annual::progress::Standing;
use crate::periods::rhythm::{standing_name, standing_of};
use ::store::{Insert, Query, Result, StoreError, Tx, Value, params};
use kernel::{Day, LockId, PlanId, Quantity, UnitId};

const TASK: Insert = Insert {
    table: "period_lock_task",
    columns: &["lock_id", "unit_id", "plan_id", "task", "standing", "percent", "done", "of_all"],
    conflict: "",
};

/// How a task stood when its month was locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stood {
    pub unit: UnitId,
    pub plan: PlanId,
    pub task: i64,
    pub standing: Standing,
    /// The latest confirmed share in per cent, where people say so.
    pub percent: Option<Quantity>,
    /// So many of so many, where a measure says so.
    pub measured: Option<(i64, i64)>,
}

pub async fn keep_tasks(tx: &mut Tx, lock: LockId, tasks: &[Stood]) -> Result<()> {
    let row = |it: &Stood| -> [Value; 8] {
        [
            lock.into(),
            it.unit.into(),
            it.plan.into(),
            it.task.into(),
            standing_name(it.standing).into(),
            it.percent.into(),
            it.measured.map(|(done, _)| done).into(),
            it.measured.map(|(_, of)| of).into(),
        ]
    };
    tx.insert_many(TASK, tasks.iter().map(row).collect::<Vec<_>>()).await?;
    Ok(())
}

type TaskRow = (i64, i64, String, Option<i64>, Option<i64>, Option<i64>);

/// How the tasks of a unit stood at a lock, by number.
pub async fn tasks(q: &mut impl Query, lock: LockId, unit: UnitId) -> Result<Vec<Stood>> {
    let sql = "SELECT plan_id, task, standing, percent, done, of_all FROM period_lock_task \
         WHERE lock_id = $1 AND unit_id = $2 ORDER BY task";
    let rows: Vec<TaskRow> = q.all(sql, params![lock, unit]).await?;
    let stood = |(plan, task, standing, percent, done, of): TaskRow| {
        let lost = || StoreError::Corrupt(format!("the task {task} of the lock {lock}"));
        Ok(Stood {
            unit,
            plan: PlanId(plan),
            task,
            standing: standing_of(&standing).ok_or_else(lost)?,
            percent: percent.map(Quantity::from_millionths),
            measured: done.zip(of),
        })
    };
    rows.into_iter().map(stood).collect()
}

/// The plans in force of a unit and all below it on a day, for a year: unit and version.
pub async fn plans(
    q: &mut impl Query,
    unit: UnitId,
    year: i32,
    day: Day,
) -> Result<Vec<(UnitId, PlanId)>> {
    let sql = "SELECT p.unit_id, p.id FROM joint_plan p JOIN unit_closure c \
         ON c.descendant_id = p.unit_id AND c.ancestor_id = $1 AND c.valid_from <= $3 AND c.valid_until > $3 \
         WHERE p.year = $2 AND p.stage = 'frozen' AND p.number = (SELECT MAX(o.number) FROM joint_plan o \
         WHERE o.unit_id = p.unit_id AND o.year = p.year AND o.stage = 'frozen') ORDER BY p.unit_id";
    let rows: Vec<(i64, i64)> = q.all(sql, params![unit, i64::from(year), day]).await?;
    Ok(rows.into_iter().map(|(unit, plan)| (UnitId(unit), PlanId(plan))).collect())
}

/// The version of a unit's year that was in force at a moment.
pub async fn plan_at(
    q: &mut impl Query,
    unit: UnitId,
    year: i32,
    at: i64,
) -> Result<Option<PlanId>> {
    let sql = "SELECT p.id FROM joint_plan p WHERE p.unit_id = $1 AND p.year = $2 AND p.stage = 'frozen' \
         AND EXISTS (SELECT 1 FROM joint_plan_step s WHERE s.plan_id = p.id AND s.deed = 'approve' \
         AND s.recorded_at <= $3) ORDER BY p.number DESC LIMIT 1";
    let row: Option<(i64,)> = q.optional(sql, params![unit, i64::from(year), at]).await?;
    Ok(row.map(|(id,)| PlanId(id)))
}

/// A chapter of a unit that began or ended within some days.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Chapter {
    #[sqlx(try_from = "i64")]
    pub unit: UnitId,
    pub name: String,
    valid_from: i64,
    valid_until: i64,
    /// Whether the unit has a chapter before, and one after.
    pub begins_earlier: bool,
    pub goes_on: bool,
}

impl Chapter {
    /// Its first day, and the first day after its last.
    pub fn days(&self) -> (Option<Day>, Option<Day>) {
        (Day::from_code(self.valid_from), Day::from_code(self.valid_until))
    }
}

/// What began or ended, after the first and until the last of these days, of a unit and of those directly
/// below it.
pub async fn chapters(
    q: &mut impl Query,
    unit: UnitId,
    (first, last): (Day, Day),
) -> Result<Vec<Chapter>> {
    let sql = "SELECT v.unit_id AS unit, v.name, v.valid_from, v.valid_until, \
         EXISTS (SELECT 1 FROM unit_version b WHERE b.unit_id = v.unit_id AND b.valid_until = v.valid_from \
         AND (v.unit_id = $1 OR b.parent_id = $1)) AS begins_earlier, \
         EXISTS (SELECT 1 FROM unit_version a WHERE a.unit_id = v.unit_id AND a.valid_from = v.valid_until \
         AND (v.unit_id = $1 OR a.parent_id = $1)) AS goes_on \
         FROM unit_version v WHERE (v.unit_id = $1 OR v.parent_id = $1) AND {seen:v.unit_id} \
         AND ((v.valid_from > $2 AND v.valid_from <= $3) OR (v.valid_until > $2 AND v.valid_until <= $3)) \
         ORDER BY v.valid_from, v.unit_id";
    q.all(sql, params![unit, first, last]).await
}
