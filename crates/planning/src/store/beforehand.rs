//! Whether something was said before its figures could be seen. Told by what was stored then, not by what
//! anybody says: that it was said beforehand counts only while nothing of the period's last third is stored.

use ::store::{Query, Result, params};
use kernel::{IndicatorId, Period, UnitId};

/// The first period of the last third of a stretch; the whole of a stretch of one.
pub fn last_third(first: Period, last: Period) -> Period {
    let periods: Vec<Period> = first.through(last).collect();
    let from = periods.len() - periods.len().div_ceil(3);
    periods.get(from).copied().unwrap_or(first)
}

/// Whether any actual of these units, or of what ever stood below them, was stored for one of the
/// indicators in these periods; one that was taken back has been seen as well.
pub async fn is_known(
    q: &mut impl Query,
    units: &[UnitId],
    indicators: [IndicatorId; 2],
    (first, last): (Period, Period),
) -> Result<bool> {
    let sql = "SELECT 1 FROM reading r WHERE r.unit_id IN (SELECT DISTINCT c.descendant_id \
         FROM unit_closure c WHERE c.ancestor_id IN {ids:$1}) AND r.period BETWEEN $4 AND $5 \
         AND (r.indicator_id = $2 OR r.indicator_id = $3) AND r.kind = 0 LIMIT 1";
    let found: Option<(i32,)> =
        q.optional(sql, params![units, indicators[0], indicators[1], first, last]).await?;
    Ok(found.is_some())
}
