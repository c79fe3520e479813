//! Targets given as rates, and what they amount to above: each counts with the actual denominator of
//! its own unit and period, whether that was read there or rolled up from below.
//!
//! So a new actual changes what the rates of its unit, and of every unit above it, amount to. This
//! second pass runs after all denominators of an act of writing are known.

use super::cells::{self, Cell, Window};
use super::roll_ups::{self, Deltas, days, too_large};
use super::rows::{Key, RATES};
use crate::figure::Amount;
use crate::indicator::Indicator;
use crate::reading::{KINDS, Kind};
use directory::Ancestry;
use kernel::{DayRange, IndicatorId, Quantity, Sum, UnitId};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::{Query, Refusal, Result, Tx};

/// The cells with a rate, before and after the writing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rates {
    changes: BTreeMap<Key, (Rated, Rated)>,
    /// What the rates written so far count towards. They reach the deltas only when they are settled,
    /// and a rate above one of them must be refused before.
    above: HashSet<(Key, Kind)>,
}

/// The rates of one cell and its own denominator, if it has an actual of its own.
#[derive(Clone, Copy, Debug, Default)]
struct Rated {
    rates: [Option<Quantity>; KINDS],
    own: Option<Sum>,
}

impl Rated {
    fn of(cell: &Cell, indicator: &Indicator) -> Self {
        let mut rates = [None; KINDS];
        for kind in Kind::ALL.into_iter().skip(1) {
            rates[usize::from(kind.code())] = cell.rate(kind, indicator);
        }
        let actual = cell.amount(Kind::Actual, indicator);
        Self { rates, own: actual.is_reported().then_some(actual.bottom) }
    }

    fn rate(&self, kind: Kind) -> Option<Quantity> {
        self.rates[usize::from(kind.code())]
    }

    fn has_any(&self) -> bool {
        self.rates.iter().any(Option::is_some)
    }
}

impl Rates {
    /// Remembers a cell that was written to, if it has or had a rate, and what stands above it.
    pub fn note(
        &mut self,
        key: Key,
        above: &[UnitId],
        indicator: &Indicator,
        (before, after): (&Cell, &Cell),
    ) {
        if !indicator.is_weighted() {
            return;
        }
        let (before, after) = (Rated::of(before, indicator), Rated::of(after, indicator));
        if !before.has_any() && !after.has_any() {
            return;
        }
        let (_, period, indicator) = key;
        let given = Kind::ALL.into_iter().filter(|kind| after.rate(*kind).is_some());
        self.above.extend(
            given.flat_map(|kind| above.iter().map(move |&unit| ((unit, period, indicator), kind))),
        );
        self.changes.insert(key, (before, after));
    }

    /// Whether a rate of this kind was written below the cell's unit.
    pub fn is_below(&self, key: Key, kind: Kind) -> bool {
        self.above.contains(&(key, kind))
    }

    /// Adds to the deltas what the rates amount to now.
    pub async fn settle(
        mut self,
        tx: &mut Tx,
        indicators: &HashMap<IndicatorId, Indicator>,
        deltas: &mut Deltas,
    ) -> Result<(), Refusal> {
        self.add_ancestors(tx, indicators, deltas).await?;
        let Some(window) = Window::around(self.changes.keys().copied()) else { return Ok(()) };
        let units = self.units();
        let stored = roll_ups::load(tx, &units, window).await?;
        let ancestry = Ancestry::load(tx, Some(&units), DayRange::ALWAYS).await?;
        for (key, (before, after)) in self.changes {
            let below = stored.get(&(key, 0)).map_or(Sum::ZERO, |amount| amount.bottom);
            let change = deltas.get(key, 0).bottom;
            let (unit, period, indicator) = key;
            let refuse = too_large(indicator);
            let old = before.own.unwrap_or(below);
            let new = after.own.map_or_else(|| below.checked_add(change), Ok).map_err(&refuse)?;
            let (first, last) = days(period);
            for kind in 1..KINDS {
                let amount = |rate: Option<Quantity>, denominator| {
                    rate.map_or(Ok(Amount::default()), |rate| Amount::of_rate(rate, denominator))
                };
                let change = amount(after.rates[kind], new)
                    .and_then(|after| after.minus(amount(before.rates[kind], old)?))
                    .map_err(&refuse)?;
                for above in ancestry.above(unit, first, last).into_iter().flatten() {
                    let cell = (above, period, indicator);
                    deltas.add(cell, kind as i64 + RATES, change).map_err(&refuse)?;
                }
            }
        }
        Ok(())
    }

    fn units(&self) -> Vec<UnitId> {
        let mut units: Vec<UnitId> = self.changes.keys().map(|key| key.0).collect();
        units.dedup();
        units
    }

    /// Takes in the rates of units above, whose denominators changed below them.
    async fn add_ancestors(
        &mut self,
        q: &mut impl Query,
        indicators: &HashMap<IndicatorId, Indicator>,
        deltas: &Deltas,
    ) -> Result<()> {
        let changed = |key: &Key, kind: i64, amount: Amount| {
            kind == 0
                && amount.bottom != Sum::ZERO
                && indicators.get(&key.2).is_some_and(|indicator| indicator.is_weighted())
        };
        let keys: Vec<Key> = deltas
            .iter()
            .filter(|(key, kind, amount)| changed(key, *kind, *amount))
            .map(|(key, _, _)| key)
            .collect();
        let Some(window) = Window::around(keys.iter().copied()) else { return Ok(()) };
        let mut units: Vec<UnitId> = keys.iter().map(|key| key.0).collect();
        units.sort_unstable();
        units.dedup();
        let cells = cells::load(q, &units, window).await?;
        for key in keys {
            let (Some(cell), Some(indicator)) = (cells.get(&key), indicators.get(&key.2)) else {
                continue;
            };
            let rated = Rated::of(cell, indicator);
            if rated.has_any() {
                self.changes.entry(key).or_insert((rated, rated));
            }
        }
        Ok(())
    }
}
