//! Figures as they were locked: kept aside when they change for the first time after a lock.

use crate::figure::Amount;
use crate::periods::rhythm::month_of;
use crate::reading::Kind;
use crate::store::cells::Window;
use crate::store::roll_ups;
use crate::store::rows::{Key, RATES, RollUpRow, kind};
use ::store::settings::Settings;
use ::store::{Insert, Query, Result, Tx, Value, params};
use kernel::{FinancialYear, IndicatorId, LockId, Month, Period, UnitId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

const KEPT: Insert = Insert {
    table: "period_kept",
    columns: &[
        "unit_id",
        "period",
        "indicator_id",
        "kind",
        "lock_id",
        "n",
        "top_hi",
        "top_mid",
        "top_lo",
        "bottom_hi",
        "bottom_mid",
        "bottom_lo",
    ],
    conflict: "ON CONFLICT (unit_id, period, indicator_id, kind, lock_id) DO NOTHING",
};

/// Keeps the roll-ups of these cells (with their stored kinds) as they are now, for every lock in force that
/// holds for them, unless they were kept before. Whoever changes roll-ups of a locked month calls this first.
pub(crate) async fn keep(tx: &mut Tx, cells: &[(Key, i64)]) -> Result<()> {
    if locks_of(tx, cells.iter().map(|(key, _)| *key)).await?.is_empty() {
        return Ok(());
    }
    let Some(window) = Window::around(cells.iter().map(|(key, _)| *key)) else { return Ok(()) };
    let mut units: Vec<UnitId> = cells.iter().map(|(key, _)| key.0).collect();
    units.sort_unstable();
    units.dedup();
    let now = roll_ups::load(tx, &units, window).await?;
    let amounts = cells.iter().map(|cell| (*cell, now.get(cell).copied().unwrap_or_default()));
    put(tx, &amounts.collect::<Vec<_>>()).await
}

/// The amount of a cell and stored kind.
pub(crate) type Held = ((Key, i64), Amount);

/// Keeps these amounts as those that were locked, unless others were kept before.
pub(crate) async fn put(tx: &mut Tx, cells: &[Held]) -> Result<()> {
    let locks = locks_of(tx, cells.iter().map(|((key, _), _)| *key)).await?;
    let mut rows: Vec<[Value; 12]> = Vec::new();
    for &((key, kind), amount) in cells {
        let (unit, period, indicator) = key;
        let (top, bottom) = (amount.top.limbs(), amount.bottom.limbs());
        for lock in locks.get(&(unit, period)).into_iter().flatten() {
            let numbers = [
                kind,
                lock.0,
                amount.count,
                top[0],
                top[1],
                top[2],
                bottom[0],
                bottom[1],
                bottom[2],
            ];
            let [kind, lock, n, a, b, c, d, e, f] = numbers.map(Value::from);
            let cell = [unit.into(), period.into(), indicator.into(), kind, lock];
            let [unit, period, indicator, kind, lock] = cell;
            rows.push([unit, period, indicator, kind, lock, n, a, b, c, d, e, f]);
        }
    }
    tx.insert_many(KEPT, rows).await?;
    Ok(())
}

/// Every lock in force that holds for a unit and the month of a period, by unit and period.
async fn locks_of(
    q: &mut impl Query,
    keys: impl Iterator<Item = Key>,
) -> Result<HashMap<(UnitId, i64), Vec<LockId>>> {
    let wanted: BTreeSet<(UnitId, i64)> = keys.map(|(unit, period, _)| (unit, period)).collect();
    let mut found: HashMap<(UnitId, i64), Vec<LockId>> = HashMap::new();
    let any = "SELECT 1 FROM period_lock WHERE unlocked_at IS NULL LIMIT 1";
    if wanted.is_empty() || q.optional::<(i32,)>(any, params![]).await?.is_none() {
        return Ok(found);
    }
    let rules = Settings::load(q).await?.financial_year();
    let month = |period| Period::from_code(period).map(|period| month_of(period, rules).code());
    let months = wanted.iter().filter_map(|(_, period)| month(*period));
    let (from, to) = months.fold((i64::MAX, 0), |(from, to), it| (from.min(it), to.max(it)));
    let mut units: Vec<UnitId> = wanted.iter().map(|(unit, _)| *unit).collect();
    units.dedup();
    let sql = "SELECT c.descendant_id, l.period, l.id FROM period_lock l \
         JOIN unit_closure c ON c.ancestor_id = l.unit_id AND c.valid_from <= l.last_day \
         AND c.valid_until > l.first_day WHERE l.unlocked_at IS NULL AND l.period BETWEEN $2 AND $3 \
         AND c.descendant_id IN {ids:$1}";
    let mut by_month: HashMap<(i64, i64), BTreeSet<i64>> = HashMap::new();
    for (unit, month, lock) in
        q.all::<(i64, i64, i64)>(sql, params![units.as_slice(), from, to]).await?
    {
        by_month.entry((unit, month)).or_default().insert(lock);
    }
    for (unit, period) in wanted {
        let locks = month(period).and_then(|month| by_month.get(&(unit.0, month)));
        let locks = locks.into_iter().flatten().map(|lock| LockId(*lock));
        let locks: Vec<LockId> = locks.collect();
        if !locks.is_empty() {
            found.insert((unit, period), locks);
        }
    }
    Ok(found)
}

/// The amounts of a unit that have changed since the month of each was locked, as they were locked, by cell and
/// stored kind.
pub type Kept = HashMap<(Key, i64), Amount>;

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    row: RollUpRow,
    lock_id: i64,
}

/// What was kept of a unit in these windows (each of one grain, ends included) for the locks that hold.
pub(crate) async fn of_unit(
    q: &mut impl Query,
    unit: UnitId,
    windows: &[(Period, Period)],
    locks: &BTreeMap<Month, LockId>,
    rules: FinancialYear,
) -> Result<Kept> {
    let mut kept = Kept::new();
    if locks.is_empty() {
        return Ok(kept);
    }
    for (from, to) in windows {
        let sql = "SELECT unit_id, period, indicator_id, kind, n, top_hi, top_mid, top_lo, bottom_hi, \
             bottom_mid, bottom_lo, lock_id FROM period_kept \
             WHERE unit_id = $1 AND period BETWEEN $2 AND $3";
        for Row { row, lock_id } in q.all::<Row>(sql, params![unit, *from, *to]).await? {
            let month = Period::from_code(row.period).map(|period| month_of(period, rules));
            if month.and_then(|month| locks.get(&month)) == Some(&LockId(lock_id)) {
                kept.insert((row.key(), row.kind), row.amount()?);
            }
        }
    }
    Ok(kept)
}

/// Which actuals of a unit have changed since they were locked, with the amounts that were locked.
pub(crate) fn actuals(kept: &Kept) -> BTreeMap<(IndicatorId, i64), Amount> {
    let actual = |((key, kind), amount): (&(Key, i64), &Amount)| {
        let (_, period, indicator) = *key;
        (*kind == 0).then_some(((indicator, period), *amount))
    };
    kept.iter().filter_map(actual).collect()
}

/// Indicator, period and kind of everything that was kept, each once.
pub(crate) fn cells(kept: &Kept) -> BTreeSet<(IndicatorId, i64, Kind)> {
    let cell = |((key, stored), _): (&(Key, i64), &Amount)| {
        let (_, period, indicator) = *key;
        Some((indicator, period, kind(stored % RATES).ok()?))
    };
    kept.iter().filter_map(cell).collect()
}
