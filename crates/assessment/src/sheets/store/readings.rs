//! Which readings stand behind the figures of a feed, and how many were taken back.

use ::store::{Query, Result, params};
use kernel::{IndicatorId, Period, UnitId};
use std::collections::{BTreeMap, HashMap};

/// How many readings there are, and the latest act of recording among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    pub readings: i64,
    pub act: i64,
}

/// Unit, indicator, and whether it is about the target.
pub type Cell = (UnitId, IndicatorId, bool);

macro_rules! readings {
    ($columns:literal, $where:literal, $group:literal) => {
        concat!(
            "SELECT c.ancestor_id, r.indicator_id, r.kind, ",
            $columns,
            " FROM (SELECT unit_id, period, indicator_id, kind, version, entry_id, withdrawn, \
             CASE WHEN period > 9999999 THEN period WHEN period > 99999 THEN period * 100 + 31 \
             WHEN period > 9999 THEN (period / 10) * 10000 + (period % 10) * 300 + 31 \
             ELSE period * 10000 + 1231 END AS last_day FROM reading \
             WHERE indicator_id IN {ids:$2} AND period BETWEEN $3 AND $4 AND kind <= 1) r \
             JOIN unit_closure c ON c.descendant_id = r.unit_id AND c.valid_from <= r.last_day \
             AND c.valid_until > r.last_day WHERE c.ancestor_id IN {ids:$1} AND ",
            $where,
            " GROUP BY c.ancestor_id, r.indicator_id, r.kind",
            $group
        )
    };
}

/// The readings of these units and of what stood below them on each period's last day, by period.
pub async fn behind(
    q: &mut impl Query,
    units: &[UnitId],
    indicators: &[i64],
    windows: &[(Period, Period)],
) -> Result<HashMap<Cell, BTreeMap<i64, Behind>>> {
    let sql = readings!(
        "r.period, COUNT(*), MAX(r.entry_id)",
        "r.withdrawn IS NULL AND NOT EXISTS (SELECT 1 FROM reading later \
         WHERE later.unit_id = r.unit_id AND later.period = r.period \
         AND later.indicator_id = r.indicator_id AND later.kind = r.kind \
         AND later.version > r.version AND later.withdrawn IS NULL)",
        ", r.period"
    );
    let mut found: HashMap<Cell, BTreeMap<i64, Behind>> = HashMap::new();
    for &(from, to) in windows {
        let rows: Vec<(i64, i64, i64, i64, i64, i64)> =
            q.all(sql, params![units, indicators, from, to]).await?;
        for (unit, indicator, kind, period, readings, act) in rows {
            let cell = (UnitId(unit), IndicatorId(indicator), kind == 1);
            found.entry(cell).or_default().insert(period, Behind { readings, act });
        }
    }
    Ok(found)
}

/// How many actual readings of these units and of what stood below them were taken back and have no successor.
pub async fn taken_back(
    q: &mut impl Query,
    units: &[UnitId],
    indicators: &[i64],
    windows: &[(Period, Period)],
) -> Result<HashMap<(UnitId, IndicatorId), i64>> {
    let sql = readings!(
        "COUNT(*)",
        "r.kind = 0 AND r.withdrawn IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reading later \
         WHERE later.unit_id = r.unit_id AND later.period = r.period \
         AND later.indicator_id = r.indicator_id AND later.kind = r.kind \
         AND (later.version > r.version OR later.withdrawn IS NULL))",
        ""
    );
    let mut found: HashMap<(UnitId, IndicatorId), i64> = HashMap::new();
    for &(from, to) in windows {
        let rows: Vec<(i64, i64, i64, i64)> =
            q.all(sql, params![units, indicators, from, to]).await?;
        for (unit, indicator, _, readings) in rows {
            *found.entry((UnitId(unit), IndicatorId(indicator))).or_default() += readings;
        }
    }
    Ok(found)
}
