//! Which units are assessed, and what they were through a year.

use ::store::{Query, Result, StoreError, params};
use directory::{roots, within};
use kernel::{Day, DayRange, Scope, UnitId};
use std::collections::HashMap;

/// A unit of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub id: UnitId,
    pub name: String,
    /// The name of its kind.
    pub kind: String,
}

/// The units of these kinds within a scope on a day, in no particular order.
pub async fn of_kinds(
    q: &mut impl Query,
    kinds: &[&str],
    scope: &Scope,
    day: Day,
) -> Result<Vec<Found>> {
    let sql = concat!(
        "SELECT v.unit_id, v.name, v.kind FROM unit_version v WHERE v.valid_from <= $1 \
         AND v.valid_until > $1 AND ",
        within!("v.unit_id", "$1", "$2")
    );
    let rows: Vec<(i64, String, String)> = q.all(sql, params![day, roots(scope)]).await?;
    let found = |(id, name, kind): (i64, String, String)| {
        kinds.contains(&kind.as_str()).then_some(Found { id: UnitId(id), name, kind })
    };
    Ok(rows.into_iter().filter_map(found).collect())
}

/// What each of these units was between two days, both included, where it was several things or stood in several
/// places: its kinds with their days, the first ones first.
pub async fn changed(
    q: &mut impl Query,
    units: &[UnitId],
    (first, last): (Day, Day),
) -> Result<HashMap<UnitId, Vec<(DayRange, String)>>> {
    let sql = "SELECT unit_id, kind, valid_from, valid_until FROM unit_version \
         WHERE unit_id IN {ids:$1} AND valid_from <= $3 AND valid_until > $2 ORDER BY unit_id, valid_from";
    let rows: Vec<(i64, String, i64, i64)> = q.all(sql, params![units, first, last]).await?;
    let end = last.plus_days(1);
    let mut found: HashMap<UnitId, Vec<(DayRange, String)>> = HashMap::new();
    for (unit, kind, from, until) in rows {
        let lost = || StoreError::Corrupt(format!("the days of the unit {unit}"));
        let day = |code| Day::from_code(code).ok_or_else(lost);
        let days = DayRange { from: day(from)?.max(first), until: day(until)?.min(end) };
        found.entry(UnitId(unit)).or_default().push((days, kind));
    }
    found.retain(|_, was| was.len() > 1);
    Ok(found)
}
