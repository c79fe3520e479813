//! What is kept of readings now: for each unit, period and indicator the current version of each kind.

use super::rows::{Key, ReadingRow, kind, reading_columns};
use crate::figure::Amount;
use crate::indicator::Indicator;
use crate::order;
use crate::reading::{KINDS, Kind};
use kernel::{IndicatorId, Quantity, UnitId};
use std::collections::BTreeMap;
use store::{Query, Result, params};

/// All kinds of one unit, period and indicator.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cell {
    slots: [Slot; KINDS],
}

/// One kind of a cell.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Slot {
    /// The highest version ever written, 0 for none; withdrawn ones count.
    pub highest: i64,
    pub live: Option<Live>,
}

/// The current version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Live {
    pub version: i64,
    pub value: Quantity,
    pub weight: Option<Quantity>,
    pub entry: i64,
}

impl Cell {
    pub fn slot(&mut self, kind: Kind) -> &mut Slot {
        &mut self.slots[usize::from(kind.code())]
    }

    pub fn live(&self, kind: Kind) -> Option<Live> {
        self.slots[usize::from(kind.code())].live
    }

    /// What a kind adds to the unit's ancestors by itself; a rate adds nothing without its denominator.
    pub fn amount(&self, kind: Kind, indicator: &Indicator) -> Amount {
        self.live(kind)
            .filter(|live| live.weight.is_some() || !indicator.is_weighted())
            .map(|live| Amount::of(indicator.aggregation, live.value, live.weight))
            .unwrap_or_default()
    }

    /// What a mark stands for, with every decimal: the rate of one of two numbers.
    pub fn worth(&self, kind: Kind, indicator: &Indicator) -> Option<Quantity> {
        let live = self.live(kind)?;
        order::worth(indicator, live.value, live.weight)
    }

    /// The target (or other mark) that is given as a rate.
    pub fn rate(&self, kind: Kind, indicator: &Indicator) -> Option<Quantity> {
        self.live(kind)
            .filter(|live| live.weight.is_none() && indicator.is_weighted())
            .map(|live| live.value)
    }
}

/// Which readings are looked at: between two period codes, between two indicators.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    pub periods: (i64, i64),
    pub indicators: (i64, i64),
}

impl Window {
    pub const ALL: Self = Self { periods: (0, i64::MAX), indicators: (0, i64::MAX) };

    /// The smallest window that holds all keys; `None` without any.
    pub fn around(keys: impl Iterator<Item = Key>) -> Option<Self> {
        let mut keys = keys.map(|(_, period, IndicatorId(indicator))| (period, indicator));
        let (period, indicator) = keys.next()?;
        let first = Self { periods: (period, period), indicators: (indicator, indicator) };
        Some(keys.fold(first, |window, (period, indicator)| Self {
            periods: (window.periods.0.min(period), window.periods.1.max(period)),
            indicators: (window.indicators.0.min(indicator), window.indicators.1.max(indicator)),
        }))
    }
}

/// What is kept of these units within the window.
pub(crate) async fn load(
    q: &mut impl Query,
    units: &[UnitId],
    window: Window,
) -> Result<BTreeMap<Key, Cell>> {
    if units.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = concat!(
        "SELECT ",
        reading_columns!(),
        " FROM reading WHERE unit_id IN {ids:$1} \
         AND period BETWEEN $2 AND $3 AND indicator_id BETWEEN $4 AND $5 \
         ORDER BY unit_id, period, indicator_id, kind, version"
    );
    let Window { periods, indicators } = window;
    let rows: Vec<ReadingRow> =
        q.all(sql, params![units, periods.0, periods.1, indicators.0, indicators.1]).await?;
    let mut cells: BTreeMap<Key, Cell> = BTreeMap::new();
    for row in rows {
        let slot = cells.entry(row.key()).or_default().slot(kind(row.kind)?);
        slot.highest = row.version;
        if row.withdrawn.is_none() {
            slot.live = Some(Live {
                version: row.version,
                value: row.value(),
                weight: row.weight(),
                entry: row.entry_id,
            });
        }
    }
    Ok(cells)
}
