//! What is still owed for a month, and what is known never to come.

use crate::periods::rhythm::{Half, before, ending_with};
use ::store::{Insert, Query, Result, StoreError, Tx, Value, assembled, params};
use kernel::{Day, FinancialYear, Grain, IndicatorId, Month, PersonId, UnitId};
use std::collections::HashMap;

/// A thing that is owed for a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    pub unit: UnitId,
    pub unit_name: String,
    pub thing: Thing,
    /// Why it will not come, by whom and when that was recorded.
    pub absence: Option<(String, String, i64)>,
}

/// What is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thing {
    Reading(IndicatorId),
    Task { number: i64, title: String, owner: PersonId, plan: kernel::PlanId },
}

impl Thing {
    pub const fn half(&self) -> Half {
        match self {
            Self::Reading(_) => Half::Business,
            Self::Task { .. } => Half::Party,
        }
    }

    /// The indicator's id, or the number of the task.
    pub const fn number(&self) -> i64 {
        match self {
            Self::Reading(indicator) => indicator.0,
            Self::Task { number, .. } => *number,
        }
    }
}

/// What a month is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The unit, with all below it.
    pub unit: UnitId,
    pub month: Month,
    pub rules: FinancialYear,
    pub time_zone: &'a str,
}

/// Everything that is owed for a month, absences among it, in the order of units.
pub async fn of(q: &mut impl Query, asked: &Asked<'_>) -> Result<Vec<Owed>> {
    let mut owed = readings(q, asked).await?;
    owed.extend(tasks(q, asked).await?);
    if owed.is_empty() {
        return Ok(owed);
    }
    let absences = absences(q, asked).await?;
    for one in &mut owed {
        let key = (one.unit, one.thing.half(), one.thing.number());
        one.absence = absences.get(&key).cloned();
    }
    Ok(owed)
}

/// A unit owes a number where it has a target of the period, or reported the one before, and there is neither
/// its own actual nor one below or above it. Of days, one is enough.
async fn readings(q: &mut impl Query, asked: &Asked<'_>) -> Result<Vec<Owed>> {
    let mut found = Vec::new();
    let (rules, day) = (asked.rules, asked.month.last_day());
    for grain in Grain::ALL {
        let Some((from, to)) = ending_with(grain, asked.month, rules) else { continue };
        let Some((was_from, was_to)) = before(grain, asked.month, rules) else { continue };
        let sql = assembled(format!(
            "SELECT e.unit_id, v.name, e.indicator_id FROM ({EXPECTED} UNION {REPORTED_BEFORE}) e \
             JOIN indicator i ON i.id = e.indicator_id AND i.is_active AND i.grain = $7 \
             JOIN unit_version v ON v.unit_id = e.unit_id AND v.valid_from <= $2 AND v.valid_until > $2 \
             WHERE {{seen:e.unit_id}} AND NOT EXISTS (SELECT 1 FROM reading a WHERE a.unit_id = e.unit_id \
             AND a.period BETWEEN $3 AND $4 AND a.indicator_id = e.indicator_id AND a.kind = 0 \
             AND a.withdrawn IS NULL) AND NOT EXISTS (SELECT 1 FROM roll_up u WHERE u.unit_id = e.unit_id \
             AND u.period BETWEEN $3 AND $4 AND u.indicator_id = e.indicator_id AND u.kind = 0 AND u.n > 0) \
             AND NOT EXISTS (SELECT 1 FROM unit_closure o JOIN reading a ON a.unit_id = o.ancestor_id \
             AND a.period BETWEEN $3 AND $4 AND a.indicator_id = e.indicator_id AND a.kind = 0 \
             AND a.withdrawn IS NULL WHERE o.descendant_id = e.unit_id AND o.depth > 0 \
             AND o.valid_from <= $2 AND o.valid_until > $2) ORDER BY e.unit_id, e.indicator_id"
        ));
        let values = params![asked.unit, day, from, to, was_from, was_to, grain.name()];
        for (unit, unit_name, indicator) in q.all::<(i64, String, i64)>(sql, values).await? {
            let thing = Thing::Reading(IndicatorId(indicator));
            found.push(Owed { unit: UnitId(unit), unit_name, thing, absence: None });
        }
    }
    Ok(found)
}

const EXPECTED: &str = "SELECT t.unit_id, t.indicator_id FROM unit_closure c JOIN reading t \
     ON t.unit_id = c.descendant_id AND t.period BETWEEN $3 AND $4 AND t.kind = 1 AND t.withdrawn IS NULL \
     WHERE c.ancestor_id = $1 AND c.valid_from <= $2 AND c.valid_until > $2";

const REPORTED_BEFORE: &str = "SELECT b.unit_id, b.indicator_id FROM unit_closure c JOIN reading b \
     ON b.unit_id = c.descendant_id AND b.period BETWEEN $5 AND $6 AND b.kind = 0 AND b.withdrawn IS NULL \
     WHERE c.ancestor_id = $1 AND c.valid_from <= $2 AND c.valid_until > $2";

/// A row of a task: unit and name, number and title, owner, plan, when the year's plan first came into force.
type TaskRow = (i64, String, i64, String, i64, i64, Option<i64>);

/// A plan in force owes a word on each of its tasks that nothing measures, from the month on in which the
/// year's plan first came into force, until a task is done.
async fn tasks(q: &mut impl Query, asked: &Asked<'_>) -> Result<Vec<Owed>> {
    let sql = "SELECT p.unit_id, v.name, t.number, t.title, t.owner_id, p.id, (SELECT MIN(s.recorded_at) \
         FROM joint_plan o JOIN joint_plan_step s ON s.plan_id = o.id AND s.deed = 'approve' \
         WHERE o.unit_id = p.unit_id AND o.year = p.year) FROM joint_plan p \
         JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1 \
         AND c.valid_from <= $2 AND c.valid_until > $2 \
         JOIN unit_version v ON v.unit_id = p.unit_id AND v.valid_from <= $2 AND v.valid_until > $2 \
         JOIN joint_plan_task t ON t.plan_id = p.id AND t.goal IS NULL \
         WHERE p.year = $3 AND p.stage = 'frozen' AND p.number = (SELECT MAX(o.number) FROM joint_plan o \
         WHERE o.unit_id = p.unit_id AND o.year = p.year AND o.stage = 'frozen') AND {seen:p.unit_id} \
         AND NOT EXISTS (SELECT 1 FROM joint_plan_progress g WHERE g.unit_id = p.unit_id \
         AND g.year = p.year AND g.task = t.number AND (g.period = $4 OR (g.period < $4 \
         AND g.percent >= 100000000 AND g.confirmed_by IS NOT NULL))) ORDER BY p.unit_id, t.number";
    let (day, year) = (asked.month.last_day(), i64::from(asked.rules.year_of(asked.month)));
    let rows: Vec<TaskRow> = q.all(sql, params![asked.unit, day, year, asked.month]).await?;
    let mut found = Vec::new();
    for (unit, unit_name, number, title, owner, plan, since) in rows {
        let began = since.map(|at| kernel::production_day(at, asked.time_zone, 0)).transpose();
        let began = began.map_err(|problem| StoreError::Corrupt(format!("{problem:?}")))?;
        if began.is_some_and(|began: Day| began <= day) {
            let (owner, plan) = (PersonId(owner), kernel::PlanId(plan));
            let thing = Thing::Task { number, title, owner, plan };
            found.push(Owed { unit: UnitId(unit), unit_name, thing, absence: None });
        }
    }
    Ok(found)
}

type Absences = HashMap<(UnitId, Half, i64), (String, String, i64)>;

async fn absences(q: &mut impl Query, asked: &Asked<'_>) -> Result<Absences> {
    let sql = "SELECT a.unit_id, a.half, a.thing, a.reason, a.recorded_by, a.recorded_at \
         FROM period_absence a JOIN unit_closure c ON c.descendant_id = a.unit_id AND c.ancestor_id = $1 \
         AND c.valid_from <= $2 AND c.valid_until > $2 WHERE a.period = $3";
    let values = params![asked.unit, asked.month.last_day(), asked.month];
    let rows: Vec<(i64, String, i64, String, String, i64)> = q.all(sql, values).await?;
    let mut found = HashMap::new();
    for (unit, half, thing, reason, by, at) in rows {
        let lost = || StoreError::Corrupt(format!("an absence of the unit {unit}"));
        let half = Half::from_name(&half).ok_or_else(lost)?;
        found.insert((UnitId(unit), half, thing), (reason, by, at));
    }
    Ok(found)
}

const ABSENCE: Insert = Insert {
    table: "period_absence",
    columns: &["unit_id", "period", "half", "thing", "reason", "recorded_by", "recorded_at"],
    conflict: "ON CONFLICT (unit_id, period, half, thing) DO UPDATE SET reason = excluded.reason, \
         recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at",
};

/// Records why things will not come, in the place of what was recorded before.
pub async fn absent(
    tx: &mut Tx,
    month: Month,
    things: &[(UnitId, Half, i64)],
    reason: &str,
    (by, at): (&str, i64),
) -> Result<()> {
    let row = |&(unit, half, thing): &(UnitId, Half, i64)| -> [Value; 7] {
        let (month, half) = (month.code().into(), half.name().into());
        [unit.into(), month, half, thing.into(), reason.into(), by.into(), at.into()]
    };
    tx.insert_many(ABSENCE, things.iter().map(row).collect::<Vec<_>>()).await?;
    Ok(())
}
