//! Locks of months, and the day on which a month falls due.

use crate::periods::rhythm::{DUE_DAY, month_of};
use ::store::settings::Settings;
use ::store::{Query, Refusal, Result, StoreError, Tx, params};
use kernel::{Day, FinancialYear, LockId, Month, Period, Problem, Quantity, UnitId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The day of the following month on which both halves are due, with who said so and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub due_day: i64,
    /// Reason, name and moment; `None` while nobody has changed it.
    pub set: Option<(String, String, i64)>,
}

pub async fn rule(q: &mut impl Query) -> Result<Rule> {
    let sql = "SELECT due_day, reason, set_by, set_at FROM period_rule ORDER BY id DESC LIMIT 1";
    let row: Option<(i64, String, String, i64)> = q.optional(sql, params![]).await?;
    Ok(match row {
        Some((due_day, reason, by, at)) => Rule { due_day, set: Some((reason, by, at)) },
        None => Rule { due_day: DUE_DAY, set: None },
    })
}

pub async fn set_rule(tx: &mut Tx, due_day: i64, reason: &str, by: &str, at: i64) -> Result<()> {
    let sql = "INSERT INTO period_rule (due_day, reason, set_by, set_at) VALUES ($1, $2, $3, $4)";
    tx.execute(sql, params![due_day, reason, by, at]).await?;
    Ok(())
}

/// A lock as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    pub id: LockId,
    /// The unit that was locked with everything below it.
    pub unit: UnitId,
    pub month: Month,
    /// The latest act of writing readings at that moment.
    pub watermark: i64,
    /// The tolerance in per cent by which standings were judged then.
    pub tolerance: Quantity,
    pub locked_by: String,
    /// Milliseconds since 1970.
    pub locked_at: i64,
    /// Who unlocked it, when and why.
    pub unlocked: Option<(String, i64, String)>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
    period: i64,
    watermark: i64,
    tolerance: i64,
    locked_by: String,
    locked_at: i64,
    unlocked_by: Option<String>,
    unlocked_at: Option<i64>,
    unlock_reason: Option<String>,
}

macro_rules! columns {
    () => {
        "l.id, l.unit_id, l.period, l.watermark, l.tolerance, l.locked_by, l.locked_at, l.unlocked_by, \
         l.unlocked_at, l.unlock_reason"
    };
}

impl Row {
    fn lock(self) -> Result<Lock> {
        let lost = || StoreError::Corrupt(format!("the lock {}", self.id));
        let Some(Period::Month(month)) = Period::from_code(self.period) else { return Err(lost()) };
        let unlocked = self.unlocked_by.zip(self.unlocked_at);
        let reason = self.unlock_reason.unwrap_or_default();
        Ok(Lock {
            id: LockId(self.id),
            unit: UnitId(self.unit_id),
            month,
            watermark: self.watermark,
            tolerance: Quantity::from_millionths(self.tolerance),
            locked_by: self.locked_by,
            locked_at: self.locked_at,
            unlocked: unlocked.map(|(by, at)| (by, at, reason)),
        })
    }
}

#[derive(sqlx::FromRow)]
struct NearRow {
    #[sqlx(flatten)]
    row: Row,
    depth: i64,
    valid_until: i64,
}

/// The locks in force that hold for a unit between two months: of each month the nearest one above it, on the
/// month's last day or on the unit's own last day within it.
pub async fn in_force(
    q: &mut impl Query,
    unit: UnitId,
    (from, to): (Month, Month),
) -> Result<BTreeMap<Month, Lock>> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        ", c.depth, c.valid_until FROM unit_closure c JOIN period_lock l ON l.unit_id = c.ancestor_id \
         AND c.valid_from <= l.last_day AND c.valid_until > l.first_day \
         WHERE c.descendant_id = $1 AND l.period BETWEEN $2 AND $3 AND l.unlocked_at IS NULL"
    );
    let mut rows: Vec<NearRow> = q.all(sql, params![unit, from, to]).await?;
    let key = |row: &NearRow| {
        let last = Period::from_code(row.row.period).map_or(0, |period| period.last_day().code());
        (row.row.period, std::cmp::Reverse(row.valid_until.min(last + 1)), row.depth)
    };
    rows.sort_by_key(key);
    let mut found = BTreeMap::new();
    for row in rows {
        let lock = row.row.lock()?;
        found.entry(lock.month).or_insert(lock);
    }
    Ok(found)
}

/// The names of the units whose locks hold for these units between two months (codes), by unit and month: of
/// several the nearest one.
pub async fn nearest(
    q: &mut impl Query,
    units: &[UnitId],
    (from, to): (i64, i64),
) -> Result<HashMap<(UnitId, i64), String>> {
    // The nearest of each unit and month comes last and stays.
    let sql = "SELECT c.descendant_id, l.period, v.name FROM period_lock l \
         JOIN unit_closure c ON c.ancestor_id = l.unit_id AND c.valid_from <= l.last_day \
         AND c.valid_until > l.first_day \
         JOIN unit_version v ON v.unit_id = l.unit_id AND v.valid_from <= l.last_day \
         AND v.valid_until > l.first_day \
         WHERE l.unlocked_at IS NULL AND l.period BETWEEN $2 AND $3 AND c.descendant_id IN {ids:$1} \
         ORDER BY c.depth DESC, v.valid_from";
    let rows: Vec<(i64, i64, String)> = q.all(sql, params![units, from, to]).await?;
    Ok(rows.into_iter().map(|(unit, month, name)| ((UnitId(unit), month), name)).collect())
}

/// Which months between two are locked for each of these units, by themselves or by a unit above.
pub async fn locked(
    q: &mut impl Query,
    units: &[UnitId],
    (from, to): (Month, Month),
) -> Result<HashMap<UnitId, BTreeSet<Month>>> {
    let mut found: HashMap<UnitId, BTreeSet<Month>> = HashMap::new();
    for (unit, period) in nearest(q, units, (from.code(), to.code())).await?.into_keys() {
        if let Some(Period::Month(month)) = Period::from_code(period) {
            found.entry(unit).or_default().insert(month);
        }
    }
    Ok(found)
}

/// Every lock that this very unit's month has had, the latest first.
pub async fn history(q: &mut impl Query, unit: UnitId, month: Month) -> Result<Vec<Lock>> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM period_lock l WHERE l.unit_id = $1 AND l.period = $2 ORDER BY l.id DESC"
    );
    let rows: Vec<Row> = q.all(sql, params![unit, month]).await?;
    rows.into_iter().map(Row::lock).collect()
}

/// Locks a month at this moment. Whoever writes readings is shut out already.
///
/// # Errors
/// The conflict `period-locked-already` when somebody else was quicker.
pub async fn lock(
    tx: &mut Tx,
    (unit, month): (UnitId, Month),
    tolerance: Quantity,
    (user, by, at): (Option<kernel::UserId>, &str, i64),
) -> Result<LockId, Refusal> {
    let sql = "INSERT INTO period_lock (unit_id, period, first_day, last_day, watermark, tolerance, user_id, \
         locked_by, locked_at) SELECT $1, $2, $3, $4, COALESCE(MAX(id), 0), $5, $6, $7, $8 \
         FROM reading_entry RETURNING id";
    let (first, last) = (month.first_day(), month.last_day());
    let values = params![unit, month, first, last, tolerance, user, by, at];
    match tx.one::<(i64,)>(sql, values).await {
        Ok((id,)) => Ok(LockId(id)),
        Err(StoreError::Exists(_)) => {
            Err(Refusal::conflict(Problem::new("period-locked-meanwhile")))
        }
        Err(error) => Err(error.into()),
    }
}

/// Opens a lock again, once.
pub async fn unlock(tx: &mut Tx, id: LockId, reason: &str, by: &str, at: i64) -> Result<bool> {
    let sql = "UPDATE period_lock SET unlocked_by = $2, unlocked_at = $3, unlock_reason = $4 \
         WHERE id = $1 AND unlocked_at IS NULL";
    Ok(tx.execute(sql, params![id, by, at, reason]).await? == 1)
}

/// An import that is being written into the unit's part of the tree, or into nobody knows which: its id.
pub async fn importing(q: &mut impl Query, unit: UnitId, day: Day) -> Result<Option<i64>> {
    let sql = "SELECT i.id FROM import i WHERE i.state = 'confirming' AND (i.under_unit IS NULL \
         OR EXISTS (SELECT 1 FROM unit_closure c WHERE c.valid_from <= $2 AND c.valid_until > $2 \
         AND ((c.ancestor_id = $1 AND c.descendant_id = i.under_unit) \
         OR (c.descendant_id = $1 AND c.ancestor_id = i.under_unit)))) ORDER BY i.id LIMIT 1";
    let row: Option<(i64,)> = q.optional(sql, params![unit, day]).await?;
    Ok(row.map(|(id,)| id))
}

/// What is locked of the months that somebody writes to: read when it is first asked for, and again when the
/// months grow.
#[derive(Clone, Debug, Default)]
pub(crate) struct Locked {
    months: Option<(i64, i64)>,
    by: HashMap<(i64, UnitId), LockId>,
    rules: Option<FinancialYear>,
}

impl Locked {
    /// Makes ready for readings of these periods.
    pub async fn reach(
        &mut self,
        q: &mut impl Query,
        periods: impl Iterator<Item = i64>,
    ) -> Result<()> {
        let mut wanted = self.months;
        for code in periods {
            let Some(period) = Period::from_code(code) else { continue };
            if matches!(period, Period::Year(_)) && self.rules.is_none() {
                self.rules = Some(Settings::load(q).await?.financial_year());
            }
            let month = self.month(period);
            let (from, to) = wanted.unwrap_or((month, month));
            wanted = Some((from.min(month), to.max(month)));
        }
        let Some((from, to)) = wanted.filter(|_| wanted != self.months) else { return Ok(()) };
        let sql = "SELECT period, unit_id, id FROM period_lock WHERE period BETWEEN $1 AND $2 \
             AND unlocked_at IS NULL";
        let rows: Vec<(i64, i64, i64)> = q.all(sql, params![from, to]).await?;
        self.by =
            rows.into_iter().map(|(month, unit, id)| ((month, UnitId(unit)), LockId(id))).collect();
        self.months = wanted;
        Ok(())
    }

    /// Whether none of the months is locked for anybody.
    pub fn is_empty(&self) -> bool {
        self.by.is_empty()
    }

    fn month(&self, period: Period) -> i64 {
        month_of(period, self.rules.unwrap_or_default()).code()
    }

    /// Whether a reading of this period is locked, at one of these units: its own and those above it.
    pub fn holds(&self, period: i64, mut units: impl Iterator<Item = UnitId>) -> bool {
        if self.by.is_empty() {
            return false;
        }
        let Some(period) = Period::from_code(period) else { return false };
        let month = self.month(period);
        units.any(|unit| self.by.contains_key(&(month, unit)))
    }
}
