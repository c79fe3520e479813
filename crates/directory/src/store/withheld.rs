//! 不公开: units that are withheld, and from whom. What stands below a withheld unit is withheld with it.

use super::change::seen;
use super::founding::lock;
use super::rows::day;
use kernel::policy::sees_withheld;
use kernel::{Actor, Day, Problem, UnitId};
use std::collections::HashMap;
use store::{Db, Query, Refusal, Result, Tx, Withheld, params};

/// A unit and those above it, nearest first, each with whether it is withheld itself.
type Way = Vec<(UnitId, bool)>;

/// What is withheld, and what of it from this actor. Where a unit stands is asked of today; of one that is
/// closed or not founded yet, of the nearest day of its life.
pub async fn from_actor(db: &Db, actor: &Actor, today: Day) -> Result<Withheld> {
    let ways = db.derived(format!("ways of withheld units {today}"), ways(db, today)).await?;
    let units = ways.iter().filter_map(|way| {
        let (unit, _) = way.first()?;
        Some((*unit, sees_withheld(actor, way, today)))
    });
    Ok(Withheld::new(units))
}

/// What is withheld, for something that leaves the house.
pub async fn going_out(db: &Db, today: Day) -> Result<Withheld> {
    Ok(from_actor(db, &Actor::anonymous(), today).await?.going_out())
}

#[derive(sqlx::FromRow)]
struct WayRow {
    unit_id: i64,
    ancestor_id: i64,
    withheld: bool,
    depth: i64,
    valid_from: i64,
    valid_until: i64,
}

/// The ways of the units that are withheld, or stand below one that is, on their day.
async fn ways(db: &Db, today: Day) -> Result<Vec<Way>> {
    let sql = "SELECT c.descendant_id AS unit_id, c.ancestor_id, a.withheld, c.depth, c.valid_from, \
         c.valid_until FROM unit_closure c JOIN unit a ON a.id = c.ancestor_id \
         WHERE c.descendant_id IN (SELECT below.descendant_id FROM unit w \
           JOIN unit_closure below ON below.ancestor_id = w.id WHERE w.withheld) \
         ORDER BY c.descendant_id, c.depth";
    let mut by_unit: HashMap<i64, Vec<WayRow>> = HashMap::new();
    for row in db.read().all::<WayRow>(sql, params![]).await? {
        by_unit.entry(row.unit_id).or_default().push(row);
    }
    let mut ways = Vec::new();
    for rows in by_unit.into_values() {
        let life = rows.iter().filter(|row| row.depth == 0);
        let first = life.clone().map(|row| row.valid_from).min().unwrap_or_default();
        let until = life.map(|row| row.valid_until).max().unwrap_or_default();
        let last = day(until)?.plus_days(-1).code();
        let near = today.code().clamp(first, last.max(first));
        let holds = |row: &&WayRow| row.valid_from <= near && row.valid_until > near;
        let way = rows.iter().filter(holds);
        let way: Way = way.map(|row| (UnitId(row.ancestor_id), row.withheld)).collect();
        ways.extend(way.iter().any(|(_, withheld)| *withheld).then_some(way));
    }
    Ok(ways)
}

/// Whether the unit itself is withheld; one below a withheld unit is not asked here.
pub async fn is_withheld(q: &mut impl Query, id: UnitId) -> Result<bool> {
    let sql = "SELECT withheld FROM unit WHERE id = $1";
    Ok(q.optional::<(bool,)>(sql, params![id]).await?.is_some_and(|(withheld,)| withheld))
}

/// Withholds a unit, or opens it again. The caller audits.
///
/// # Errors
/// `unit-withheld-root`: the enterprise as a whole cannot be; `unit-withheld-same`; the conflict
/// `unit-changed`.
pub async fn set(tx: &mut Tx, id: UnitId, revision: i64, withheld: bool) -> Result<(), Refusal> {
    lock(tx).await?;
    seen(tx, id, revision).await?;
    let sql = "SELECT COUNT(*) FROM unit_version WHERE unit_id = $1 AND parent_id IS NULL";
    if tx.one::<(i64,)>(sql, params![id]).await?.0 > 0 {
        return Err(Problem::new("unit-withheld-root").at("withheld").into());
    }
    if is_withheld(tx, id).await? == withheld {
        return Err(Problem::new("unit-withheld-same").at("withheld").into());
    }
    tx.execute("UPDATE unit SET withheld = $2 WHERE id = $1", params![id, withheld]).await?;
    Ok(())
}
