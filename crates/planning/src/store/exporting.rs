//! The readings that count now, one after the other, for the export.

use futures::stream::BoxStream;
use kernel::UnitId;
use std::ops::RangeInclusive;
use store::{Query, Result, Snapshot, params};

/// A version of a reading that was not withdrawn. The last one of a key counts.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ReadingRow {
    pub unit_id: i64,
    pub period: i64,
    pub indicator_id: i64,
    pub kind: i64,
    pub version: i64,
    pub value: i64,
    pub weight: Option<i64>,
    pub import_id: Option<i64>,
    pub cell: Option<i64>,
}

impl ReadingRow {
    /// Whether it is another version of the same reading.
    pub fn is_same(&self, other: &Self) -> bool {
        let key = |row: &Self| (row.unit_id, row.period, row.indicator_id, row.kind);
        key(self) == key(other)
    }
}

macro_rules! readings {
    ($units:literal) => {
        concat!(
            "SELECT r.unit_id, r.period, r.indicator_id, r.kind, r.version, r.value, r.weight, \
             e.import_id, r.cell FROM reading r JOIN reading_entry e ON e.id = r.entry_id \
             WHERE r.period BETWEEN $1 AND $2 AND r.withdrawn IS NULL AND {seen:r.unit_id} ",
            $units,
            " ORDER BY r.unit_id, r.period, r.indicator_id, r.kind, r.version"
        )
    };
}

/// Readings in these periods, of these units or of all, in the order of their keys and versions.
pub fn readings<'a>(
    snapshot: &'a mut Snapshot,
    periods: &RangeInclusive<i64>,
    units: Option<&[UnitId]>,
) -> BoxStream<'a, Result<ReadingRow>> {
    let (from, to) = (*periods.start(), *periods.end());
    match units {
        Some(units) => {
            snapshot.stream(readings!("AND r.unit_id IN {ids:$3}"), params![from, to, units])
        }
        None => snapshot.stream(readings!(""), params![from, to]),
    }
}

/// The units that have roll-ups in these periods, and those periods.
pub async fn rolled_up(
    query: &mut impl Query,
    periods: &RangeInclusive<i64>,
) -> Result<Vec<(i64, i64)>> {
    let sql = "SELECT DISTINCT unit_id, period FROM roll_up \
               WHERE period BETWEEN $1 AND $2 AND n > 0 AND {seen:unit_id} ORDER BY unit_id, period";
    query.all(sql, params![*periods.start(), *periods.end()]).await
}

/// Each file of each import with its sheets: import, position, name, sheets as JSON.
pub async fn import_files(query: &mut impl Query) -> Result<Vec<(i64, i64, String, String)>> {
    let sql = "SELECT import_id, position, name, sheets FROM import_file";
    query.all(sql, params![]).await
}
