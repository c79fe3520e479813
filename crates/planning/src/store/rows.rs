//! Readings and roll-ups as their tables hold them.

use crate::figure::Amount;
use crate::reading::Kind;
use kernel::{IndicatorId, Quantity, Sum, UnitId};
use store::{Result, StoreError};

/// Roll-ups of targets given as rates stand at their kind plus this.
pub const RATES: i64 = 10;

/// Unit, period code and indicator: what all kinds share.
pub type Key = (UnitId, i64, IndicatorId);

/// A version of a reading.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct ReadingRow {
    pub unit_id: i64,
    pub period: i64,
    pub indicator_id: i64,
    pub kind: i64,
    pub version: i64,
    pub value: i64,
    pub weight: Option<i64>,
    pub entry_id: i64,
    pub withdrawn: Option<i64>,
}

impl ReadingRow {
    pub fn key(&self) -> Key {
        (UnitId(self.unit_id), self.period, IndicatorId(self.indicator_id))
    }

    pub fn value(&self) -> Quantity {
        Quantity::from_millionths(self.value)
    }

    pub fn weight(&self) -> Option<Quantity> {
        self.weight.map(Quantity::from_millionths)
    }
}

/// A roll-up.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct RollUpRow {
    pub unit_id: i64,
    pub period: i64,
    pub indicator_id: i64,
    pub kind: i64,
    pub n: i64,
    pub top_hi: i64,
    pub top_mid: i64,
    pub top_lo: i64,
    pub bottom_hi: i64,
    pub bottom_mid: i64,
    pub bottom_lo: i64,
}

impl RollUpRow {
    pub fn key(&self) -> Key {
        (UnitId(self.unit_id), self.period, IndicatorId(self.indicator_id))
    }

    pub fn amount(&self) -> Result<Amount> {
        let corrupt = |_| StoreError::Corrupt(format!("the roll-up {:?}", self.key()));
        let top = Sum::from_limbs([self.top_hi, self.top_mid, self.top_lo]).map_err(corrupt)?;
        let bottom = [self.bottom_hi, self.bottom_mid, self.bottom_lo];
        Ok(Amount { count: self.n, top, bottom: Sum::from_limbs(bottom).map_err(corrupt)? })
    }
}

/// The columns of a [`ReadingRow`].
macro_rules! reading_columns {
    () => {
        "unit_id, period, indicator_id, kind, version, value, weight, entry_id, withdrawn"
    };
}
/// The columns of a [`RollUpRow`].
macro_rules! roll_up_columns {
    () => {
        "unit_id, period, indicator_id, kind, n, \
         top_hi, top_mid, top_lo, bottom_hi, bottom_mid, bottom_lo"
    };
}
pub(crate) use {reading_columns, roll_up_columns};

/// The kind that a stored number stands for.
pub(crate) fn kind(code: i64) -> Result<Kind> {
    let known = u8::try_from(code).ok().and_then(Kind::from_code);
    known.ok_or_else(|| StoreError::Corrupt(format!("the kind of reading {code}")))
}
