//! What a map of coverage draws: the units around one, and the organisations with all above them.

use super::rows::{OrgRow, org_columns};
use crate::party::party_org::PartyOrg;
use directory::Kind;
use kernel::{Day, PartyOrgId, UnitId};
use store::{Query, Result, StoreError, params};

/// A unit as a map draws it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    pub unit: UnitId,
    pub name: String,
    pub kind: Kind,
    pub parent: Option<UnitId>,
    /// Levels below the unit in the middle.
    pub depth: i64,
}

/// The unit and what stands at most so many levels below it on the day, level by level; one more than the
/// limit tells that there are more.
pub async fn around(
    q: &mut impl Query,
    unit: UnitId,
    day: Day,
    levels: i64,
    limit: i64,
) -> Result<Vec<Drawn>> {
    let sql = "SELECT v.unit_id, v.name, v.kind, v.parent_id, t.depth FROM unit_closure t \
         JOIN unit_version v ON v.unit_id = t.descendant_id AND v.valid_from <= $2 AND v.valid_until > $2 \
         WHERE t.ancestor_id = $1 AND t.depth <= $3 AND t.valid_from <= $2 AND t.valid_until > $2 \
         AND {seen:v.unit_id} \
         ORDER BY t.depth, v.unit_id LIMIT $4";
    type Row = (i64, String, String, Option<i64>, i64);
    let rows = q.all::<Row>(sql, params![unit, day, levels, limit + 1]).await?;
    let drawn = |(unit, name, kind, parent, depth): Row| {
        let lost = || StoreError::Corrupt(format!("the unit {unit}"));
        let kind = Kind::from_name(&kind).ok_or_else(lost)?;
        Ok(Drawn { unit: UnitId(unit), name, kind, parent: parent.map(UnitId), depth })
    };
    rows.into_iter().map(drawn).collect()
}

/// These organisations and all above them on the day.
pub async fn with_superiors(
    q: &mut impl Query,
    orgs: &[PartyOrgId],
    day: Day,
) -> Result<Vec<PartyOrg>> {
    let sql = concat!(
        "WITH RECURSIVE way (org_id) AS (SELECT v.org_id FROM party_org_version v \
         WHERE v.org_id IN {ids:$1} AND v.valid_from <= $2 AND v.valid_until > $2 \
         UNION SELECT v.parent_id FROM way JOIN party_org_version v ON v.org_id = way.org_id \
         AND v.valid_from <= $2 AND v.valid_until > $2 WHERE v.parent_id IS NOT NULL) \
         SELECT ",
        org_columns!(),
        " FROM way JOIN party_org_version v ON v.org_id = way.org_id AND v.valid_from <= $2 \
         AND v.valid_until > $2 JOIN party_org o ON o.id = v.org_id ORDER BY v.org_id"
    );
    q.all::<OrgRow>(sql, params![orgs, day]).await?.into_iter().map(OrgRow::org).collect()
}
