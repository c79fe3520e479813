//! Ancestors of many units over many days, read once and asked often: what roll-ups need.

use super::rows::{WayRow, some_ids};
use crate::unit::Way;
use kernel::{Day, DayRange, UnitId};
use std::collections::HashMap;
use store::{Query, Result, params};

/// The ways up from some units within some days.
#[derive(Clone, Debug, Default)]
pub struct Ancestry {
    /// By unit, its own way (depth 0) among them.
    ways: HashMap<UnitId, Vec<Way>>,
}

#[derive(sqlx::FromRow)]
struct Row {
    descendant_id: i64,
    #[sqlx(flatten)]
    way: WayRow,
}

impl Ancestry {
    /// Reads the ways up from these units (all units when `None`) that hold on any of the days.
    pub async fn load(
        q: &mut impl Query,
        units: Option<&[UnitId]>,
        days: DayRange,
    ) -> Result<Self> {
        let sql = match units {
            Some(_) => {
                "SELECT descendant_id, ancestor_id AS other, depth, valid_from, valid_until \
                 FROM unit_closure \
                 WHERE descendant_id IN {ids:$1} AND valid_from < $3 AND valid_until > $2"
            }
            None => {
                "SELECT descendant_id, ancestor_id AS other, depth, valid_from, valid_until \
                 FROM unit_closure \
                 WHERE CAST($1 AS TEXT) IS NULL AND valid_from < $3 AND valid_until > $2"
            }
        };
        let rows = q.all::<Row>(sql, params![some_ids(units), days.from, days.until]).await?;
        let mut ways: HashMap<UnitId, Vec<Way>> = HashMap::new();
        for row in rows {
            ways.entry(UnitId(row.descendant_id)).or_default().push(row.way.way()?);
        }
        Ok(Self { ways })
    }

    /// Whether a unit is another or stands below it on a day, of those that were read.
    pub fn is_within(&self, unit: UnitId, above: UnitId, day: Day) -> bool {
        let ways = self.ways.get(&unit).into_iter().flatten();
        ways.filter(|way| way.other == above).any(|way| way.valid.contains(day))
    }

    /// The unit's strict ancestors on the last of these days or, if it was closed within them, on its
    /// last one. Nothing when the unit exists on none of them.
    pub fn above(
        &self,
        unit: UnitId,
        first: Day,
        last: Day,
    ) -> Option<impl Iterator<Item = UnitId> + '_> {
        let ways = self.ways.get(&unit)?;
        let day = ways
            .iter()
            .filter(|way| way.depth == 0 && way.valid.from <= last && way.valid.until > first)
            .map(|way| way.valid.until.plus_days(-1).min(last))
            .max()?;
        let above = ways.iter().filter(move |way| way.depth > 0 && way.valid.contains(day));
        Some(above.map(|way| way.other))
    }
}
