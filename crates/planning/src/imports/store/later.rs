//! What was built on an import since.

use kernel::{ImportId, Period};
use store::{Query, Result, params};

/// The first reading that stands in the way of an undo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Later {
    pub unit: String,
    pub indicator: String,
    pub period: String,
    pub by: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    unit: String,
    indicator: String,
    period: i64,
    by: String,
}

const REPLACED: &str = "\
SELECT v.name AS unit, i.code AS indicator, later.period, e2.actor AS by FROM reading_entry e \
JOIN reading_entry_unit u ON u.entry_id = e.id \
JOIN reading r ON r.unit_id = u.unit_id AND r.entry_id = e.id \
JOIN reading later ON later.unit_id = r.unit_id AND later.period = r.period \
AND later.indicator_id = r.indicator_id AND later.kind = r.kind AND later.version > r.version \
AND later.withdrawn IS NULL \
JOIN reading_entry e2 ON e2.id = later.entry_id \
JOIN indicator i ON i.id = later.indicator_id \
JOIN unit_version v ON v.unit_id = later.unit_id \
WHERE e.import_id = $1 ORDER BY v.valid_from DESC LIMIT 1";

const ON_ITS_UNITS: &str = "\
SELECT v.name AS unit, i.code AS indicator, later.period, e.actor AS by FROM unit n \
JOIN reading later ON later.unit_id = n.id AND later.withdrawn IS NULL \
JOIN reading_entry e ON e.id = later.entry_id \
JOIN indicator i ON i.id = later.indicator_id \
JOIN unit_version v ON v.unit_id = n.id \
WHERE n.import_id = $1 AND (e.import_id IS NULL OR e.import_id <> $1) LIMIT 1";

/// A reading that replaced one of the import's, or that somebody else put on a unit it founded.
pub(crate) async fn built_upon(q: &mut impl Query, import: ImportId) -> Result<Option<Later>> {
    let mut found: Option<Row> = q.optional(REPLACED, params![import]).await?;
    if found.is_none() {
        found = q.optional(ON_ITS_UNITS, params![import]).await?;
    }
    Ok(found.map(|row| Later {
        unit: row.unit,
        indicator: row.indicator,
        period: Period::from_code(row.period).map_or_else(String::new, |period| period.to_string()),
        by: row.by,
    }))
}
