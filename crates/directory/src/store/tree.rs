//! The tree as of a day: units, children, ways to the root, subtrees, histories.
//!
//! Who may see what is the caller's question, except where a function takes a [`Scope`].

use super::rows::{self, NodeRow, UnitRow, VersionRow, unit_columns};
use super::scope::roots;
use crate::{Kind, Node, Step, Unit, Version, name};
use kernel::{Action, Day, Resource, Scope, UnitId};
use std::collections::HashMap;
use store::{Ctx, Query, Refusal, Result, assembled, params};

macro_rules! units_where {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            unit_columns!(),
            " FROM unit_version v JOIN unit u ON u.id = v.unit_id WHERE ",
            $rest
        )
    };
}

macro_rules! nodes_where {
    ($day:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            unit_columns!(),
            ", (SELECT COUNT(*) FROM unit_version c \
             WHERE c.parent_id = v.unit_id AND c.valid_until > ",
            $day,
            " AND c.valid_from <= ",
            $day,
            " AND {seen:c.unit_id}) \
             AS children FROM unit_version v JOIN unit u ON u.id = v.unit_id WHERE ",
            $rest
        )
    };
}

/// The unit if it exists on the day.
pub async fn unit_on(q: &mut impl Query, id: UnitId, day: Day) -> Result<Option<Unit>> {
    let sql = units_where!("v.unit_id = $1 AND v.valid_from <= $2 AND v.valid_until > $2");
    q.optional::<UnitRow>(sql, params![id, day]).await?.map(UnitRow::unit).transpose()
}

/// The unit on the day; if it is closed by then, as it was at last; if not yet founded, as at first.
pub async fn unit_near(q: &mut impl Query, id: UnitId, day: Day) -> Result<Option<Unit>> {
    let sql = units_where!(
        "v.unit_id = $1 ORDER BY CASE WHEN v.valid_from <= $2 THEN -v.valid_from ELSE v.valid_from END \
         LIMIT 1"
    );
    q.optional::<UnitRow>(sql, params![id, day]).await?.map(UnitRow::unit).transpose()
}

/// Each of these units as [`unit_near`] finds it.
pub async fn units_near(
    q: &mut impl Query,
    ids: &[UnitId],
    day: Day,
) -> Result<HashMap<UnitId, Unit>> {
    let sql = units_where!("v.unit_id IN {ids:$1} ORDER BY v.unit_id, v.valid_from");
    let mut near: HashMap<UnitId, Unit> = HashMap::new();
    for unit in rows::units(q.all::<UnitRow>(sql, params![ids]).await?)? {
        // In the order of time, each version that has begun replaces the one before.
        if unit.valid.from <= day || !near.contains_key(&unit.id) {
            near.insert(unit.id, unit);
        }
    }
    Ok(near)
}

/// The root of the tree on the day.
pub async fn root_on(q: &mut impl Query, day: Day) -> Result<Option<Unit>> {
    let sql = units_where!("v.parent_id IS NULL AND v.valid_from <= $1 AND v.valid_until > $1");
    q.optional::<UnitRow>(sql, params![day]).await?.map(UnitRow::unit).transpose()
}

/// The unit that bears this code, in any life.
pub async fn by_code(q: &mut impl Query, code: &str) -> Result<Option<UnitId>> {
    let sql = "SELECT id FROM unit WHERE code = $1";
    Ok(q.optional::<(i64,)>(sql, params![code]).await?.map(|(id,)| UnitId(id)))
}

/// How many units exist on the day.
pub async fn count_on(q: &mut impl Query, day: Day) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM unit_version WHERE valid_from <= $1 AND valid_until > $1";
    Ok(q.one::<(i64,)>(sql, params![day]).await?.0)
}

/// The units directly below one on the day, in the order in which they were founded.
pub async fn children(
    q: &mut impl Query,
    parent: UnitId,
    day: Day,
    offset: i64,
    limit: i64,
) -> Result<Vec<Node>> {
    let sql = nodes_where!(
        "$2",
        "v.parent_id = $1 AND v.valid_from <= $2 AND v.valid_until > $2 AND {seen:v.unit_id} \
         ORDER BY v.unit_id LIMIT $3 OFFSET $4"
    );
    rows::nodes(q.all::<NodeRow>(sql, params![parent, day, limit, offset]).await?)
}

/// The units that were closed by the day and stood directly below one at their end.
pub async fn closed_children(q: &mut impl Query, parent: UnitId, day: Day) -> Result<Vec<Unit>> {
    let sql = units_where!(
        "v.parent_id = $1 AND v.valid_until <= $2 AND {seen:v.unit_id} AND NOT EXISTS (SELECT 1 FROM unit_version later \
         WHERE later.unit_id = v.unit_id AND later.valid_from >= v.valid_until) ORDER BY v.unit_id"
    );
    rows::units(q.all::<UnitRow>(sql, params![parent, day]).await?)
}

/// Where a reader's tree begins: the root, or the highest units that the scope allows.
pub async fn tops(q: &mut impl Query, scope: &Scope, day: Day) -> Result<Vec<Node>> {
    let sql = nodes_where!(
        "$1",
        "v.valid_from <= $1 AND v.valid_until > $1 AND {seen:v.unit_id} \
         AND ((CAST($2 AS TEXT) IS NULL AND v.parent_id IS NULL) OR (v.unit_id IN {ids:$2} \
         AND NOT EXISTS (SELECT 1 FROM unit_closure up WHERE up.descendant_id = v.unit_id \
         AND up.depth > 0 AND up.ancestor_id IN {ids:$2} \
         AND up.valid_from <= $1 AND up.valid_until > $1))) ORDER BY v.unit_id"
    );
    rows::nodes(q.all::<NodeRow>(sql, params![day, roots(scope)]).await?)
}

/// The way from the root to the unit, both included; empty when the unit does not exist on the day.
pub async fn path(q: &mut impl Query, id: UnitId, day: Day) -> Result<Vec<Step>> {
    Ok(paths(q, &[id], day).await?.remove(&id).unwrap_or_default())
}

/// The ways from the root to each of these units, both included.
pub async fn paths(
    q: &mut impl Query,
    ids: &[UnitId],
    day: Day,
) -> Result<HashMap<UnitId, Vec<Step>>> {
    let sql = "SELECT up.descendant_id, v.unit_id, v.name FROM unit_closure up \
         JOIN unit_version v ON v.unit_id = up.ancestor_id AND v.valid_from <= $2 AND v.valid_until > $2 \
         WHERE up.descendant_id IN {ids:$1} AND up.valid_from <= $2 AND up.valid_until > $2 \
         ORDER BY up.descendant_id, up.depth DESC";
    let mut paths: HashMap<UnitId, Vec<Step>> = HashMap::new();
    for (unit, id, name) in q.all::<(i64, i64, String)>(sql, params![ids, day]).await? {
        paths.entry(UnitId(unit)).or_default().push(Step { id: UnitId(id), name });
    }
    Ok(paths)
}

/// The unit and its ancestors, nearest first: what policy decides by. For a day outside the unit's
/// life, those of the nearest day within it. Empty when there is no such unit.
pub async fn path_ids(q: &mut impl Query, id: UnitId, day: Day) -> Result<Vec<UnitId>> {
    let sql = "WITH life AS (SELECT MIN(valid_from) AS first, MAX(valid_until) AS until \
         FROM unit_version WHERE unit_id = $1) \
         SELECT up.ancestor_id FROM unit_closure up, life WHERE up.descendant_id = $1 \
         AND ((up.valid_from <= $2 AND up.valid_until > $2) \
         OR (life.until <= $2 AND up.valid_until = life.until) \
         OR (life.first > $2 AND up.valid_from = life.first)) ORDER BY up.depth";
    Ok(rows::ids(q.all(sql, params![id, day]).await?))
}

/// The path of a unit near the day, if the actor may do this there. Without a path policy would answer for
/// anywhere at all, so a unit that does not exist is not found, like one that the actor may not see.
///
/// # Errors
/// Not found or forbidden, as policy says.
pub async fn allowed(
    ctx: &Ctx,
    q: &mut impl Query,
    (action, resource): (Action, Resource),
    unit: UnitId,
    day: Day,
) -> Result<Vec<UnitId>, Refusal> {
    let path = path_ids(q, unit, day).await?;
    if path.is_empty() {
        return Err(Refusal::NotFound);
    }
    ctx.may(action, resource, &path)?;
    Ok(path)
}

/// The unit and everything below it on the day.
pub async fn subtree(q: &mut impl Query, id: UnitId, day: Day) -> Result<Vec<UnitId>> {
    let sql = "SELECT descendant_id FROM unit_closure \
         WHERE ancestor_id = $1 AND valid_from <= $2 AND valid_until > $2 ORDER BY depth, descendant_id";
    Ok(rows::ids(q.all(sql, params![id, day]).await?))
}

/// The unit and everything that ever stood below it.
pub async fn subtree_ever(q: &mut impl Query, id: UnitId) -> Result<Vec<UnitId>> {
    let sql = "SELECT DISTINCT descendant_id FROM unit_closure \
         WHERE ancestor_id = $1 ORDER BY descendant_id";
    Ok(rows::ids(q.all(sql, params![id]).await?))
}

/// Which of these units stand within the scope on the day.
pub async fn within_scope(
    q: &mut impl Query,
    ids: &[UnitId],
    scope: &Scope,
    day: Day,
) -> Result<Vec<UnitId>> {
    let sql = concat!(
        "SELECT v.unit_id FROM unit_version v WHERE v.unit_id IN {ids:$1} AND v.valid_from <= $2 \
         AND v.valid_until > $2 AND ",
        crate::within!("v.unit_id", "$2", "$3")
    );
    Ok(rows::ids(q.all(sql, params![ids, day, roots(scope)]).await?))
}

/// Every version of the unit, oldest first.
pub async fn versions(q: &mut impl Query, id: UnitId) -> Result<Vec<Version>> {
    let sql = "SELECT name, kind, parent_id, valid_from, valid_until FROM unit_version \
         WHERE unit_id = $1 ORDER BY valid_from";
    q.all::<VersionRow>(sql, params![id]).await?.into_iter().map(VersionRow::version).collect()
}

/// A list of what stands below a unit on a day.
#[derive(Clone, Debug)]
pub struct Listing<'a> {
    pub above: UnitId,
    pub day: Day,
    /// All levels, or the units directly below alone.
    pub is_deep: bool,
    /// Part of a name or of a code; empty for any.
    pub text: &'a str,
    /// Part of a name; empty for any.
    pub name: &'a str,
    /// The start of a code; empty for any.
    pub code: &'a str,
    /// Any of these kinds; `None` for any at all.
    pub kinds: Option<&'a [Kind]>,
    pub order: Order,
    pub descending: bool,
    pub offset: i64,
    pub limit: i64,
}

/// What a listing is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The order of the tree: level by level, as founded.
    #[default]
    Tree,
    Name,
    Code,
    Kind,
    Since,
    Children,
}

impl Order {
    const fn sql(self) -> &'static str {
        match self {
            Self::Tree => "t.depth",
            Self::Name => "v.normal",
            Self::Code => "u.code",
            Self::Kind => "v.kind",
            Self::Since => "v.valid_from",
            Self::Children => "children",
        }
    }
}

#[derive(sqlx::FromRow)]
struct ListedRow {
    #[sqlx(flatten)]
    node: NodeRow,
    total: i64,
}

/// The rows of a listing's page, and how many there are on all pages. A page beyond the last has
/// neither.
pub async fn list(q: &mut impl Query, listing: &Listing<'_>) -> Result<(Vec<Node>, i64)> {
    let select = concat!(
        "SELECT ",
        unit_columns!(),
        ", (SELECT COUNT(*) FROM unit_version c \
         WHERE c.parent_id = v.unit_id AND c.valid_until > $2 AND c.valid_from <= $2 AND {seen:c.unit_id}) \
         AS children, \
         COUNT(*) OVER () AS total"
    );
    // Those directly below are found by their parent: the closure holds all levels of the group as well.
    let from = if listing.is_deep {
        "FROM unit_closure t JOIN unit_version v ON v.unit_id = t.descendant_id \
         JOIN unit u ON u.id = v.unit_id WHERE t.ancestor_id = $1 AND t.depth >= 1 \
         AND t.valid_from <= $2 AND t.valid_until > $2"
    } else {
        "FROM unit_version v JOIN unit u ON u.id = v.unit_id WHERE v.parent_id = $1"
    };
    let narrowed = "AND v.valid_from <= $2 AND v.valid_until > $2 AND {seen:v.unit_id} \
         AND ($3 = '' OR v.normal LIKE $3 ESCAPE '\\') \
         AND ($4 = '' OR LOWER(u.code) LIKE $4 ESCAPE '\\') \
         AND ($5 = '' OR $5 LIKE '% ' || v.kind || ' %') \
         AND ($6 = '' OR v.normal LIKE $6 ESCAPE '\\' OR LOWER(u.code) LIKE $6 ESCAPE '\\')";
    let key = match listing.order {
        Order::Tree if !listing.is_deep => "v.unit_id",
        order => order.sql(),
    };
    let direction = if listing.descending { "DESC" } else { "ASC" };
    let sql = format!(
        "{select} {from} {narrowed} ORDER BY {key} {direction} NULLS LAST, v.unit_id LIMIT $7 OFFSET $8"
    );
    let params = params![
        listing.above,
        listing.day,
        super::search::containing(&name::normal(listing.name)),
        super::search::starting(&name::normal(listing.code)),
        listing.kinds.map_or_else(String::new, kind_list),
        super::search::containing(&name::normal(listing.text)),
        listing.limit,
        listing.offset,
    ];
    let rows = q.all::<ListedRow>(assembled(sql), params).await?;
    let total = rows.first().map_or(0, |row| row.total);
    let nodes = rows.into_iter().map(|row| row.node.node()).collect::<Result<_>>()?;
    Ok((nodes, total))
}

/// The names of kinds with a blank around each.
fn kind_list(kinds: &[Kind]) -> String {
    kinds.iter().fold(String::from(" "), |list, kind| list + kind.name() + " ")
}
