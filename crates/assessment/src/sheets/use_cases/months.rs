//! Which months of a year are not locked: what stands in them may still change.

use super::Year;
use ::store::{Query, Result};
use kernel::{Month, UnitId};
use planning::periods::locked;
use std::collections::HashMap;

/// The months of a year that are over and not locked, for each of these units.
pub(crate) async fn open(
    q: &mut impl Query,
    units: &[UnitId],
    year: Year,
) -> Result<HashMap<UnitId, Vec<Month>>> {
    let mut months = year.rules.year.months(year.year).to_vec();
    months.retain(|month| month.last_day() <= year.until);
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return Ok(HashMap::new());
    };
    let locked = locked(q, units, (*first, *last)).await?;
    let open = |unit: &UnitId| {
        let held = locked.get(unit);
        let is_open = |month: &&Month| held.is_none_or(|held| !held.contains(*month));
        (*unit, months.iter().filter(is_open).copied().collect())
    };
    Ok(units.iter().map(open).collect())
}
