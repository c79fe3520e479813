//! At which height of a branch numbers stand: read at a unit itself, or made of what lies below it.

use super::rows::RATES;
use kernel::{IndicatorId, Period, UnitId};
use store::{Query, Result, params};

/// Unit, period code, indicator and kind code.
type Number = (UnitId, i64, IndicatorId, u8);

/// The numbers that were reported for these units themselves, between two periods of one grain.
pub(crate) async fn read_at(
    q: &mut impl Query,
    units: &[UnitId],
    span: (Period, Period),
    indicators: &[i64],
) -> Result<Vec<Number>> {
    let sql = "SELECT unit_id, period, indicator_id, kind FROM reading WHERE unit_id IN {ids:$1} \
               AND period BETWEEN $2 AND $3 AND indicator_id IN {ids:$4} AND withdrawn IS NULL";
    numbers(q, sql, units, span, indicators).await
}

/// The numbers of these units for which something below them was reported.
pub(crate) async fn read_below(
    q: &mut impl Query,
    units: &[UnitId],
    span: (Period, Period),
    indicators: &[i64],
) -> Result<Vec<Number>> {
    let sql = "SELECT unit_id, period, indicator_id, kind FROM roll_up WHERE unit_id IN {ids:$1} \
               AND period BETWEEN $2 AND $3 AND indicator_id IN {ids:$4} AND n > 0";
    numbers(q, sql, units, span, indicators).await
}

async fn numbers(
    q: &mut impl Query,
    sql: &'static str,
    units: &[UnitId],
    (from, to): (Period, Period),
    indicators: &[i64],
) -> Result<Vec<Number>> {
    let rows: Vec<(i64, i64, i64, i64)> =
        q.all(sql, params![units, from.code(), to.code(), indicators]).await?;
    let number = |(unit, period, indicator, kind): (i64, i64, i64, i64)| {
        // Rates of targets stand beside their kind; kinds are digits.
        (UnitId(unit), period, IndicatorId(indicator), (kind % RATES) as u8)
    };
    Ok(rows.into_iter().map(number).collect())
}
