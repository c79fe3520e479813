//! What is still owed for a month, and what is known never to come. Of several months all is asked at once:
//! each question begins with a table of what it is asked of.

use crate::periods::rhythm::{Half, before, ending_with};
use ::store::{Insert, Query, Result, StoreError, Tx, Value, assembled, params};
use kernel::{Day, FinancialYear, Grain, IndicatorId, Month, PersonId, UnitId};
use std::collections::HashMap;

/// A thing that is owed for a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    pub month: Month,
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

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The unit, with all below it.
    pub unit: UnitId,
    pub months: &'a [Month],
    pub rules: FinancialYear,
    pub time_zone: &'a str,
}

/// Everything that is owed for the months, absences among it; readings first, month by month in the order of
/// units.
pub async fn of(q: &mut impl Query, asked: &Asked<'_>) -> Result<Vec<Owed>> {
    let mut owed = Vec::new();
    if asked.months.is_empty() {
        return Ok(owed);
    }
    for is_of_days in [false, true] {
        owed.extend(readings(q, asked, is_of_days).await?);
    }
    owed.extend(tasks(q, asked).await?);
    if owed.is_empty() {
        return Ok(owed);
    }
    let absences = absences(q, asked).await?;
    for one in &mut owed {
        let key = (one.month, one.unit, one.thing.half(), one.thing.number());
        one.absence = absences.get(&key).cloned();
    }
    Ok(owed)
}

/// `w`, a table of `rows` rows of what is asked, from the parameters that follow `$1`.
fn table(columns: &[&str], rows: usize) -> String {
    let cell = |at: usize, row: usize| {
        let kind = if columns[at] == "grain" { "TEXT" } else { "BIGINT" };
        format!("CAST(${} AS {kind})", row * columns.len() + at + 2)
    };
    let row = |row: usize| {
        let cells: Vec<_> = (0..columns.len()).map(|at| cell(at, row)).collect();
        format!("({})", cells.join(", "))
    };
    let rows: Vec<_> = (0..rows).map(row).collect();
    format!("WITH w ({}) AS (VALUES {})", columns.join(", "), rows.join(", "))
}

/// A unit owes a number where it has a target of the period, or reported the one before, and there is neither
/// its own actual nor one below or above it. Of days, one is enough.
async fn readings(q: &mut impl Query, asked: &Asked<'_>, is_of_days: bool) -> Result<Vec<Owed>> {
    let (mut windows, mut values) = (Vec::new(), params![asked.unit]);
    for (month, grain) in asked.months.iter().flat_map(|month| Grain::ALL.map(|it| (*month, it))) {
        let Some((from, to)) = ending_with(grain, month, asked.rules) else { continue };
        let Some((was_from, was_to)) = before(grain, month, asked.rules) else { continue };
        if (grain == Grain::Day) == is_of_days {
            let place = windows.len() as i64;
            let window = params![grain.name(), place, month.last_day(), from, to, was_from, was_to];
            values.extend(window);
            windows.push(month);
        }
    }
    if windows.is_empty() {
        return Ok(Vec::new());
    }
    let sql = assembled(missing(windows.len(), is_of_days));
    let rows: Vec<(i64, i64, String, i64)> = q.all(sql, values).await?;
    let owed = |(place, unit, unit_name, indicator): (i64, i64, String, i64)| {
        let thing = Thing::Reading(IndicatorId(indicator));
        Owed { month: windows[place as usize], unit: UnitId(unit), unit_name, thing, absence: None }
    };
    Ok(rows.into_iter().map(owed).collect())
}

/// Asks for the missing readings of so many windows: of one period each, or of days.
fn missing(windows: usize, is_of_days: bool) -> String {
    let columns = ["grain", "place", "day", "first", "last", "was_first", "was_last"];
    let table = table(&columns, windows);
    let within = |period: &str, was: &str| match is_of_days {
        true => format!("{period} BETWEEN w.{was}first AND w.{was}last"),
        false => format!("{period} = w.{was}first"),
    };
    let (actual, rolled) = (within("a.period", ""), within("u.period", ""));
    // Whoever lacks the actual: nearly all have it, so it is asked first. The joins keep their order.
    let lacking = |kind: i64, period: String| {
        format!(
            "SELECT w.place, t.unit_id, t.indicator_id FROM w CROSS JOIN unit_closure c CROSS JOIN reading t \
             CROSS JOIN indicator i WHERE c.ancestor_id = $1 AND c.valid_from <= w.day AND c.valid_until > w.day \
             AND t.unit_id = c.descendant_id AND {period} AND t.kind = {kind} AND t.withdrawn IS NULL \
             AND i.id = t.indicator_id AND i.is_active AND i.grain = w.grain AND NOT EXISTS (SELECT 1 \
             FROM reading a WHERE a.unit_id = t.unit_id AND {actual} AND a.indicator_id = t.indicator_id \
             AND a.kind = 0 AND a.withdrawn IS NULL)"
        )
    };
    let (expected, reported) =
        (lacking(1, within("t.period", "")), lacking(0, within("t.period", "was_")));
    format!(
        "{table}, e (place, unit_id, indicator_id) AS ({expected} UNION {reported}) \
         SELECT e.place, e.unit_id, v.name, e.indicator_id FROM e JOIN w ON w.place = e.place \
         JOIN unit_version v ON v.unit_id = e.unit_id AND v.valid_from <= w.day AND v.valid_until > w.day \
         WHERE {{seen:e.unit_id}} AND NOT EXISTS (SELECT 1 FROM roll_up u WHERE u.unit_id = e.unit_id \
         AND {rolled} AND u.indicator_id = e.indicator_id AND u.kind = 0 AND u.n > 0) \
         AND NOT EXISTS (SELECT 1 FROM unit_closure o JOIN reading a ON a.unit_id = o.ancestor_id AND {actual} \
         AND a.indicator_id = e.indicator_id AND a.kind = 0 AND a.withdrawn IS NULL \
         WHERE o.descendant_id = e.unit_id AND o.depth > 0 AND o.valid_from <= w.day AND o.valid_until > w.day) \
         ORDER BY e.place, e.unit_id, e.indicator_id"
    )
}

/// The months, each with its place, last day, year and code.
fn months(asked: &Asked<'_>) -> (String, Vec<Value>) {
    let mut values = params![asked.unit];
    for (place, month) in asked.months.iter().enumerate() {
        let year = i64::from(asked.rules.year_of(*month));
        values.extend(params![place as i64, month.last_day(), year, *month]);
    }
    (table(&["place", "day", "year", "period"], asked.months.len()), values)
}

/// A row of a task: month, unit and name, number and title, owner, plan, when the year's plan first came into
/// force.
type TaskRow = (i64, i64, String, i64, String, i64, i64, Option<i64>);

/// A plan in force owes a word on each of its tasks that nothing measures, from the month on in which the
/// year's plan first came into force, until a task is done.
async fn tasks(q: &mut impl Query, asked: &Asked<'_>) -> Result<Vec<Owed>> {
    let (table, values) = months(asked);
    let sql = assembled(format!(
        "{table} SELECT w.place, p.unit_id, v.name, t.number, t.title, t.owner_id, p.id, \
         (SELECT MIN(s.recorded_at) \
         FROM joint_plan o JOIN joint_plan_step s ON s.plan_id = o.id AND s.deed = 'approve' \
         WHERE o.unit_id = p.unit_id AND o.year = p.year) FROM w \
         JOIN unit_closure c ON c.ancestor_id = $1 AND c.valid_from <= w.day AND c.valid_until > w.day \
         JOIN joint_plan p ON p.unit_id = c.descendant_id AND p.year = w.year AND p.stage = 'frozen' \
         JOIN unit_version v ON v.unit_id = p.unit_id AND v.valid_from <= w.day AND v.valid_until > w.day \
         JOIN joint_plan_task t ON t.plan_id = p.id AND t.goal IS NULL \
         WHERE p.number = (SELECT MAX(o.number) FROM joint_plan o \
         WHERE o.unit_id = p.unit_id AND o.year = p.year AND o.stage = 'frozen') AND {{seen:p.unit_id}} \
         AND NOT EXISTS (SELECT 1 FROM joint_plan_progress g WHERE g.unit_id = p.unit_id \
         AND g.year = p.year AND g.task = t.number AND (g.period = w.period OR (g.period < w.period \
         AND g.percent >= 100000000 AND g.confirmed_by IS NOT NULL))) ORDER BY w.place, p.unit_id, t.number"
    ));
    let mut found = Vec::new();
    for (place, unit, unit_name, number, title, owner, plan, since) in
        q.all::<TaskRow>(sql, values).await?
    {
        let month = asked.months[place as usize];
        let began = since.map(|at| kernel::production_day(at, asked.time_zone, 0)).transpose();
        let began = began.map_err(|problem| StoreError::Corrupt(format!("{problem:?}")))?;
        if began.is_some_and(|began: Day| began <= month.last_day()) {
            let (owner, plan) = (PersonId(owner), kernel::PlanId(plan));
            let thing = Thing::Task { number, title, owner, plan };
            found.push(Owed { month, unit: UnitId(unit), unit_name, thing, absence: None });
        }
    }
    Ok(found)
}

type Absences = HashMap<(Month, UnitId, Half, i64), (String, String, i64)>;

async fn absences(q: &mut impl Query, asked: &Asked<'_>) -> Result<Absences> {
    let (table, values) = months(asked);
    let sql = assembled(format!(
        "{table} SELECT w.place, a.unit_id, a.half, a.thing, a.reason, a.recorded_by, a.recorded_at FROM w \
         JOIN period_absence a ON a.period = w.period JOIN unit_closure c ON c.descendant_id = a.unit_id \
         AND c.ancestor_id = $1 AND c.valid_from <= w.day AND c.valid_until > w.day"
    ));
    let rows: Vec<(i64, i64, String, i64, String, String, i64)> = q.all(sql, values).await?;
    let mut found = HashMap::new();
    for (place, unit, half, thing, reason, by, at) in rows {
        let lost = || StoreError::Corrupt(format!("an absence of the unit {unit}"));
        let half = Half::from_name(&half).ok_or_else(lost)?;
        let key = (asked.months[place as usize], UnitId(unit), half, thing);
        found.insert(key, (reason, by, at));
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
