//! What changes above the units that were written to: gathered in memory, exactly, and added once.

use super::cells::{Cell, Window};
use super::rows::{Key, RATES, RollUpRow, roll_up_columns};
use crate::figure::Amount;
use crate::indicator::Indicator;
use crate::reading::Kind;
use kernel::{Day, IndicatorId, Period, QuantityError, UnitId};
use std::collections::HashMap;
use store::{Insert, Query, Refusal, Result, Tx, Value, params};

/// Changes of roll-ups by unit, period, indicator and stored kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deltas {
    by_cell: HashMap<(Key, i64), Amount>,
}

impl Deltas {
    /// Adds to one roll-up.
    pub fn add(&mut self, key: Key, kind: i64, amount: Amount) -> Result<(), QuantityError> {
        if amount != Amount::default() {
            let sum = self.by_cell.entry((key, kind)).or_default();
            *sum = sum.plus(amount)?;
        }
        Ok(())
    }

    /// Adds the difference between two states of a cell to all its ancestors, rates left out.
    pub fn follow(
        &mut self,
        above: &[UnitId],
        (_, period, indicator_id): Key,
        indicator: &Indicator,
        (before, after): (&Cell, &Cell),
    ) -> Result<(), QuantityError> {
        for kind in Kind::ALL {
            let change = after.amount(kind, indicator).minus(before.amount(kind, indicator))?;
            if change == Amount::default() {
                continue;
            }
            for &unit in above {
                self.add((unit, period, indicator_id), i64::from(kind.code()), change)?;
            }
        }
        Ok(())
    }

    pub fn get(&self, key: Key, kind: i64) -> Amount {
        self.by_cell.get(&(key, kind)).copied().unwrap_or_default()
    }

    /// How many readings below a unit come or go for a kind, as numbers or as rates.
    pub fn count(&self, key: Key, kind: Kind) -> i64 {
        let code = i64::from(kind.code());
        self.get(key, code).count + self.get(key, code + RATES).count
    }

    /// The cells that change, with their stored kinds.
    pub fn cells(&self) -> Vec<(Key, i64)> {
        let changed = self.by_cell.iter().filter(|(_, amount)| **amount != Amount::default());
        changed.map(|(cell, _)| *cell).collect()
    }

    pub fn iter(&self) -> impl Iterator<Item = (Key, i64, Amount)> + '_ {
        self.by_cell.iter().map(|(&(key, kind), &amount)| (key, kind, amount))
    }

    /// Adds everything to the table, in the order of its key so that no two writers wait for each other.
    pub async fn apply(self, tx: &mut Tx) -> Result<()> {
        let mut changes: Vec<_> = self.by_cell.into_iter().collect();
        changes.retain(|(_, amount)| *amount != Amount::default());
        changes.sort_unstable_by_key(|(cell, _)| *cell);
        let mut shrunk: Vec<UnitId> = changes
            .iter()
            .filter(|(_, amount)| amount.count < 0)
            .map(|((key, _), _)| key.0)
            .collect();
        shrunk.dedup();
        tx.insert_many(ADD, changes.into_iter().map(row)).await?;
        if !shrunk.is_empty() {
            let sql = "DELETE FROM roll_up WHERE unit_id IN {ids:$1} AND n = 0";
            tx.execute(sql, params![shrunk.as_slice()]).await?;
        }
        Ok(())
    }
}

const ADD: Insert = Insert {
    table: "roll_up",
    columns: &[
        "unit_id",
        "period",
        "indicator_id",
        "kind",
        "n",
        "top_hi",
        "top_mid",
        "top_lo",
        "bottom_hi",
        "bottom_mid",
        "bottom_lo",
    ],
    conflict: "ON CONFLICT (unit_id, period, indicator_id, kind) DO UPDATE SET \
         n = roll_up.n + excluded.n, top_hi = roll_up.top_hi + excluded.top_hi, \
         top_mid = roll_up.top_mid + excluded.top_mid, top_lo = roll_up.top_lo + excluded.top_lo, \
         bottom_hi = roll_up.bottom_hi + excluded.bottom_hi, \
         bottom_mid = roll_up.bottom_mid + excluded.bottom_mid, \
         bottom_lo = roll_up.bottom_lo + excluded.bottom_lo",
};

fn row((((unit, period, indicator), kind), amount): ((Key, i64), Amount)) -> [Value; 11] {
    let (top, bottom) = (amount.top.limbs(), amount.bottom.limbs());
    let numbers = [kind, amount.count, top[0], top[1], top[2], bottom[0], bottom[1], bottom[2]];
    let [kind, n, a, b, c, d, e, f] = numbers.map(Value::from);
    [unit.into(), period.into(), indicator.into(), kind, n, a, b, c, d, e, f]
}

/// The roll-ups of these units within the window.
pub(crate) async fn load(
    q: &mut impl Query,
    units: &[UnitId],
    window: Window,
) -> Result<HashMap<(Key, i64), Amount>> {
    if units.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = concat!(
        "SELECT ",
        roll_up_columns!(),
        " FROM roll_up WHERE unit_id IN {ids:$1} \
         AND period BETWEEN $2 AND $3 AND indicator_id BETWEEN $4 AND $5"
    );
    let Window { periods, indicators } = window;
    let rows: Vec<RollUpRow> =
        q.all(sql, params![units, periods.0, periods.1, indicators.0, indicators.1]).await?;
    rows.iter().map(|row| Ok(((row.key(), row.kind), row.amount()?))).collect()
}

/// First and last day of the period that a code stands for.
pub(crate) fn days(period: i64) -> (Day, Day) {
    Period::from_code(period)
        .map_or((Day::EARLIEST, Day::EARLIEST), |period| (period.first_day(), period.last_day()))
}

/// A sum that does not fit is told to the person who caused it.
pub(crate) fn too_large(indicator: IndicatorId) -> impl Fn(QuantityError) -> Refusal {
    move |error| Refusal::from(kernel::Problem::from(error).arg("indicator", indicator))
}
