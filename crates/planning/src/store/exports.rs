//! All current readings, unit by unit.

use kernel::{Day, Scope, UnitId};
use store::{Query, Result, params};

/// A current reading with who or what wrote it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    pub period: i64,
    pub indicator_id: i64,
    pub kind: i64,
    pub version: i64,
    pub value: i64,
    pub weight: Option<i64>,
    pub cell: Option<i64>,
    pub actor: String,
    pub import_id: Option<i64>,
}

/// The units whose numbers the scope allows, under one unit or all, closed ones where they last stood.
pub async fn units(
    q: &mut impl Query,
    scope: &Scope,
    under: Option<UnitId>,
    day: Day,
) -> Result<Vec<UnitId>> {
    if scope.is_nothing() {
        return Ok(Vec::new());
    }
    let sql = "SELECT DISTINCT up.descendant_id FROM unit_closure up \
         WHERE (CAST($1 AS BIGINT) IS NULL OR up.ancestor_id = $1) \
         AND (CAST($2 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM unit_closure scoped \
         WHERE scoped.descendant_id = up.descendant_id AND scoped.ancestor_id IN {ids:$2} \
         AND scoped.valid_from <= $3 AND (scoped.valid_until > $3 OR NOT EXISTS (SELECT 1 \
         FROM unit_closure later WHERE later.descendant_id = up.descendant_id AND later.depth = 0 \
         AND later.valid_until > scoped.valid_until)))) \
         ORDER BY up.descendant_id";
    let rows: Vec<(i64,)> = q.all(sql, params![under, directory::roots(scope), day]).await?;
    Ok(rows.into_iter().map(|(id,)| UnitId(id)).collect())
}

/// The current readings of one unit.
pub async fn current(q: &mut impl Query, unit: UnitId) -> Result<Vec<Row>> {
    let sql = "SELECT r.period, r.indicator_id, r.kind, r.version, r.value, r.weight, r.cell, e.actor, \
         e.import_id FROM reading r JOIN reading_entry e ON e.id = r.entry_id \
         WHERE r.unit_id = $1 AND r.withdrawn IS NULL AND NOT EXISTS (SELECT 1 FROM reading later \
         WHERE later.unit_id = r.unit_id AND later.period = r.period \
         AND later.indicator_id = r.indicator_id AND later.kind = r.kind \
         AND later.version > r.version AND later.withdrawn IS NULL) \
         ORDER BY r.period, r.indicator_id, r.kind";
    q.all(sql, params![unit]).await
}
