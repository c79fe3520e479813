//! The history of single readings, and which units stand behind a rolled-up figure.

use crate::reading::Kind;
use kernel::{ImportId, IndicatorId, Period, Quantity, UnitId};
use store::{Query, Result, params};

/// One version of a reading with the act that wrote it and, if any, the one that took it back.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Version {
    pub version: i64,
    /// The act that wrote it.
    pub entry: i64,
    #[sqlx(try_from = "i64")]
    value: Millionths,
    weight: Option<i64>,
    pub at: i64,
    pub actor: String,
    pub reason: Option<String>,
    import_id: Option<i64>,
    pub cell: Option<i64>,
    /// The act that took it back.
    pub withdrawn: Option<i64>,
    pub withdrawn_at: Option<i64>,
    pub withdrawn_by: Option<String>,
    pub withdrawn_because: Option<String>,
}

/// A quantity as a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Millionths(Quantity);

impl From<i64> for Millionths {
    fn from(value: i64) -> Self {
        Self(Quantity::from_millionths(value))
    }
}

impl Version {
    pub fn value(&self) -> Quantity {
        self.value.0
    }

    pub fn weight(&self) -> Option<Quantity> {
        self.weight.map(Quantity::from_millionths)
    }

    pub fn import(&self) -> Option<ImportId> {
        self.import_id.map(ImportId)
    }

    /// Whether it was written or taken back after an act.
    pub fn is_after(&self, watermark: i64) -> bool {
        self.entry > watermark || self.withdrawn.is_some_and(|entry| entry > watermark)
    }

    pub fn is_withdrawn(&self) -> bool {
        self.withdrawn_at.is_some()
    }
}

/// Every version of a reading, the newest first.
pub async fn of_reading(
    q: &mut impl Query,
    unit: UnitId,
    period: Period,
    indicator: IndicatorId,
    kind: Kind,
) -> Result<Vec<Version>> {
    let sql = "SELECT r.version, r.entry_id AS entry, r.value, r.weight, e.at, e.actor, e.reason, e.import_id, r.cell, r.withdrawn, \
         w.at AS withdrawn_at, w.actor AS withdrawn_by, w.reason AS withdrawn_because \
         FROM reading r JOIN reading_entry e ON e.id = r.entry_id \
         LEFT JOIN reading_entry w ON w.id = r.withdrawn \
         WHERE r.unit_id = $1 AND r.period = $2 AND r.indicator_id = $3 AND r.kind = $4 \
         ORDER BY r.version DESC";
    q.all(sql, params![unit, period, indicator, kind.code()]).await
}

/// A unit directly below another.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Below {
    #[sqlx(try_from = "i64")]
    pub id: UnitId,
    pub name: String,
}

/// The units that counted directly below one in a period: on its last day, or on their own last day
/// within it.
pub async fn below(q: &mut impl Query, unit: UnitId, period: Period) -> Result<Vec<Below>> {
    let sql = "SELECT v.unit_id AS id, v.name FROM unit_version v \
         WHERE v.parent_id = $1 AND v.valid_from <= $3 AND (v.valid_until > $3 \
         OR (v.valid_until > $2 AND NOT EXISTS (SELECT 1 FROM unit_version later \
         WHERE later.unit_id = v.unit_id AND later.valid_from >= v.valid_until \
         AND later.valid_from <= $3))) AND {seen:v.unit_id} ORDER BY v.unit_id";
    q.all(sql, params![unit, period.first_day(), period.last_day()]).await
}
