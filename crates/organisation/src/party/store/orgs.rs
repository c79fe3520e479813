//! Party organisations as of a day: one, those below it, the way to it, a search.
//!
//! Who may see what is the caller's question, except where a function takes a [`Scope`].

use super::rows::{NodeRow, OrgRow, org_columns};
use crate::party::party_org::{OrgNode, OrgStep, PartyOrg, Version};
use directory::{name, roots, within};
use kernel::{Day, PartyOrgId, Scope, UnitId};
use std::collections::HashMap;
use store::{Query, Result, params};

macro_rules! orgs_where {
    ($rest:expr) => {
        concat!(
            "SELECT ",
            org_columns!(),
            " FROM party_org_version v JOIN party_org o ON o.id = v.org_id WHERE ",
            $rest
        )
    };
}

macro_rules! nodes_where {
    ($day:literal, $rest:expr) => {
        concat!(
            "SELECT ",
            org_columns!(),
            ", (SELECT COUNT(*) FROM party_org_version c WHERE c.parent_id = v.org_id \
             AND c.valid_until > ",
            $day,
            " AND c.valid_from <= ",
            $day,
            " AND {seen:c.unit_id}) AS children, \
             (SELECT COUNT(*) FROM coverage c WHERE c.org_id = v.org_id AND c.valid_until > ",
            $day,
            " AND c.valid_from <= ",
            $day,
            " AND {seen:c.unit_id}) AS units FROM party_org_version v JOIN party_org o ON o.id = v.org_id WHERE ",
            $rest
        )
    };
}

/// The organisation if it exists on the day.
pub async fn org_on(q: &mut impl Query, id: PartyOrgId, day: Day) -> Result<Option<PartyOrg>> {
    let sql = orgs_where!("v.org_id = $1 AND v.valid_from <= $2 AND v.valid_until > $2");
    q.optional::<OrgRow>(sql, params![id, day]).await?.map(OrgRow::org).transpose()
}

/// The organisation on the day; if it is closed by then, as it was at last; if not yet founded, as at
/// first.
pub async fn org_near(q: &mut impl Query, id: PartyOrgId, day: Day) -> Result<Option<PartyOrg>> {
    let sql = orgs_where!(
        "v.org_id = $1 ORDER BY CASE WHEN v.valid_from <= $2 THEN -v.valid_from ELSE v.valid_from END \
         LIMIT 1"
    );
    q.optional::<OrgRow>(sql, params![id, day]).await?.map(OrgRow::org).transpose()
}

/// Each of these organisations near the day, as [`org_near`].
pub async fn orgs_near(
    q: &mut impl Query,
    ids: &[PartyOrgId],
    day: Day,
) -> Result<HashMap<PartyOrgId, PartyOrg>> {
    // The nearest chapter of each comes last and stays.
    let sql = orgs_where!(
        "v.org_id IN {ids:$1} ORDER BY CASE WHEN v.valid_from <= $2 THEN v.valid_from ELSE -v.valid_from END"
    );
    let rows = q.all::<OrgRow>(sql, params![ids, day]).await?;
    rows.into_iter().map(|row| row.org().map(|org| (org.id, org))).collect()
}

/// Every chapter, oldest first.
pub async fn versions(q: &mut impl Query, id: PartyOrgId) -> Result<Vec<Version>> {
    let sql = orgs_where!("v.org_id = $1 ORDER BY v.valid_from");
    let rows = q.all::<OrgRow>(sql, params![id]).await?;
    rows.into_iter().map(|row| row.version().map(|(_, version)| version)).collect()
}

/// The organisations directly below one on the day, in the order in which they were founded.
pub async fn children(q: &mut impl Query, id: PartyOrgId, day: Day) -> Result<Vec<OrgNode>> {
    let sql = nodes_where!(
        "$2",
        "v.parent_id = $1 AND v.valid_from <= $2 AND v.valid_until > $2 ORDER BY v.org_id"
    );
    nodes(q.all(sql, params![id, day]).await?)
}

/// Where a reader's tree begins: the top, or the highest organisations with a seat in the scope.
///
/// There are far fewer superiors than organisations: they are asked first whether the reader sees them.
pub async fn tops(q: &mut impl Query, scope: &Scope, day: Day) -> Result<Vec<OrgNode>> {
    let sql = nodes_where!(
        "$1",
        concat!(
            "v.valid_from <= $1 AND v.valid_until > $1 AND v.org_id IN ( \
             WITH superior AS MATERIALIZED (SELECT DISTINCT b.parent_id AS id FROM party_org_version b \
             WHERE b.valid_from <= $1 AND b.valid_until > $1), \
             beyond AS MATERIALIZED (SELECT s.id FROM superior s WHERE s.id IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM party_org_version p WHERE p.org_id = s.id \
             AND p.valid_from <= $1 AND p.valid_until > $1 AND ",
            within!("p.unit_id", "$1", "$2"),
            ")), top AS (SELECT t.org_id, t.unit_id FROM party_org_version t \
             WHERE t.parent_id IS NULL AND t.valid_from <= $1 AND t.valid_until > $1 \
             UNION ALL SELECT t.org_id, t.unit_id FROM beyond JOIN party_org_version t \
             ON t.parent_id = beyond.id AND t.valid_from <= $1 AND t.valid_until > $1) \
             SELECT top.org_id FROM top WHERE ",
            within!("top.unit_id", "$1", "$2"),
            ") ORDER BY v.org_id"
        )
    );
    nodes(q.all(sql, params![day, roots(scope)]).await?)
}

/// The organisations with a seat in one of the units on the day.
pub async fn seated_in(q: &mut impl Query, unit: UnitId, day: Day) -> Result<Vec<PartyOrg>> {
    let sql = orgs_where!(
        "v.unit_id = $1 AND v.valid_from <= $2 AND v.valid_until > $2 ORDER BY v.org_id"
    );
    q.all::<OrgRow>(sql, params![unit, day]).await?.into_iter().map(OrgRow::org).collect()
}

/// The way from the top to the organisation, both included; empty when it does not exist on the day.
pub async fn path(q: &mut impl Query, id: PartyOrgId, day: Day) -> Result<Vec<OrgStep>> {
    let sql = "WITH RECURSIVE way (org_id, name, parent_id, height) AS (\
         SELECT v.org_id, v.name, v.parent_id, 0 FROM party_org_version v \
         WHERE v.org_id = $1 AND v.valid_from <= $2 AND v.valid_until > $2 \
         UNION ALL SELECT v.org_id, v.name, v.parent_id, way.height + 1 FROM way \
         JOIN party_org_version v ON v.org_id = way.parent_id AND v.valid_from <= $2 \
         AND v.valid_until > $2) SELECT org_id, name FROM way ORDER BY height DESC";
    let rows: Vec<(i64, String)> = q.all(sql, params![id, day]).await?;
    Ok(rows.into_iter().map(|(id, name)| OrgStep { id: PartyOrgId(id), name }).collect())
}

/// The organisations of a scope that exist on the day and whose name (of any time) has the text in it,
/// shortest names first; blank text finds all.
pub async fn search(
    q: &mut impl Query,
    scope: &Scope,
    text: &str,
    day: Day,
    limit: i64,
) -> Result<Vec<PartyOrg>> {
    let sql = orgs_where!(concat!(
        "v.valid_from <= $1 AND v.valid_until > $1 AND ($3 = '' OR v.normal LIKE $3 ESCAPE '\\' \
         OR EXISTS (SELECT 1 FROM party_org_version w WHERE w.org_id = v.org_id \
         AND w.normal LIKE $3 ESCAPE '\\')) AND ",
        within!("v.unit_id", "$1", "$2"),
        " ORDER BY LENGTH(v.normal), v.org_id LIMIT $4"
    ));
    let params = params![day, roots(scope), containing(text), limit];
    q.all::<OrgRow>(sql, params).await?.into_iter().map(OrgRow::org).collect()
}

/// The organisations of exactly this name on the day, in the scope.
pub async fn named(
    q: &mut impl Query,
    scope: &Scope,
    text: &str,
    day: Day,
) -> Result<Vec<PartyOrg>> {
    let sql = orgs_where!(concat!(
        "v.valid_from <= $1 AND v.valid_until > $1 AND v.normal = $3 AND ",
        within!("v.unit_id", "$1", "$2"),
        " ORDER BY v.org_id"
    ));
    let params = params![day, roots(scope), name::normal(text)];
    q.all::<OrgRow>(sql, params).await?.into_iter().map(OrgRow::org).collect()
}

/// The `LIKE` pattern of texts that have this one in them; empty for an empty text.
pub(crate) fn containing(text: &str) -> String {
    directory::search::containing(&name::normal(text))
}

fn nodes(rows: Vec<NodeRow>) -> Result<Vec<OrgNode>> {
    rows.into_iter().map(NodeRow::node).collect()
}
