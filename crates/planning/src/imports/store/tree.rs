//! The subtree that an import may touch, and what its units already have.

use crate::imports::rules::{Tree, TreeUnit};
use kernel::{Day, DayRange, Grain, Period, UnitId};
use std::collections::{BTreeMap, HashSet};
use store::{Query, Result, params};

/// The units below `under` (all units when there is none), closed ones as they were at last.
pub(crate) async fn load_tree(
    q: &mut impl Query,
    under: Option<UnitId>,
    today: Day,
) -> Result<Tree> {
    let inside = match under {
        Some(under) => Some(subtree(q, under).await?),
        None => None,
    };
    let mut units = BTreeMap::new();
    for unit in directory::recognition::all_near(q, today).await? {
        if inside.as_ref().is_some_and(|inside| !inside.contains(&unit.id)) {
            continue;
        }
        let places = vec![(unit.valid, unit.parent)];
        let (code, name, kind, revision) = (unit.code, unit.name, unit.kind, unit.revision);
        let aliases = Vec::new();
        units.insert(unit.id, TreeUnit { code, name, kind, aliases, places, revision });
    }
    let mut tree = Tree::new(under, units);
    for (id, name) in directory::recognition::other_names(q).await? {
        if let Some(unit) = tree.unit_mut(id) {
            unit.aliases.push(name);
        }
    }
    Ok(tree)
}

/// Everything that ever stood below a unit, itself included.
async fn subtree(q: &mut impl Query, under: UnitId) -> Result<HashSet<UnitId>> {
    let sql = "SELECT DISTINCT descendant_id FROM unit_closure WHERE ancestor_id = $1";
    let rows: Vec<(i64,)> = q.all(sql, params![under]).await?;
    Ok(rows.into_iter().map(|(id,)| UnitId(id)).collect())
}

/// Every place of a unit, oldest first.
pub(crate) async fn places(
    q: &mut impl Query,
    unit: UnitId,
) -> Result<Vec<(DayRange, Option<UnitId>)>> {
    let versions = directory::tree::versions(q, unit).await?;
    Ok(versions.into_iter().map(|version| (version.valid, version.parent)).collect())
}

/// The first period of this grain after `last` for which the unit has a figure.
pub(crate) async fn next_figure(
    q: &mut impl Query,
    unit: UnitId,
    last: Period,
) -> Result<Option<Period>> {
    let end: i64 = match last.grain() {
        Grain::Year => 9_999,
        Grain::Quarter => 99_999,
        Grain::Month => 999_999,
        Grain::Day => 99_999_999,
    };
    let sql = "SELECT MIN(period) FROM reading \
               WHERE unit_id = $1 AND period > $2 AND period <= $3 AND withdrawn IS NULL";
    let (next,): (Option<i64>,) = q.one(sql, params![unit, last, end]).await?;
    Ok(next.and_then(Period::from_code))
}

/// Unit, label and text of the notes on these units.
pub(crate) async fn notes_of(
    q: &mut impl Query,
    units: &[UnitId],
) -> Result<HashSet<(UnitId, String, String)>> {
    let sql = "SELECT unit_id, label, body FROM unit_note WHERE unit_id IN {ids:$1}";
    let rows: Vec<(i64, String, String)> = q.all(sql, params![units]).await?;
    Ok(rows.into_iter().map(|(id, label, body)| (UnitId(id), label, body)).collect())
}
