//! Rows as the database gives them, turned into the words of this room.

use crate::party::coverage::Link;
use crate::party::party_org::{OrgKind, OrgNode, PartyOrg, Version};
use kernel::{Day, DayRange, PartyOrgId, UnitId};
use store::{Result, StoreError};

/// The columns of [`OrgRow`]; `v` is the version, `o` the organisation.
macro_rules! org_columns {
    () => {
        "v.org_id AS id, o.revision, v.name, v.kind, v.parent_id, v.unit_id, v.valid_from, v.valid_until"
    };
}
pub(super) use org_columns;

#[derive(sqlx::FromRow)]
pub(super) struct OrgRow {
    id: i64,
    revision: i64,
    name: String,
    kind: String,
    parent_id: Option<i64>,
    unit_id: i64,
    valid_from: i64,
    valid_until: i64,
}

#[derive(sqlx::FromRow)]
pub(super) struct NodeRow {
    #[sqlx(flatten)]
    org: OrgRow,
    children: i64,
    units: i64,
}

#[derive(sqlx::FromRow)]
pub(super) struct LinkRow {
    pub unit_id: i64,
    org_id: i64,
    valid_from: i64,
    valid_until: i64,
    reaches_below: bool,
    document: Option<String>,
    revision: i64,
}

impl OrgRow {
    pub fn org(self) -> Result<PartyOrg> {
        Ok(PartyOrg {
            id: PartyOrgId(self.id),
            revision: self.revision,
            kind: kind(&self.kind)?,
            name: self.name,
            superior: self.parent_id.map(PartyOrgId),
            seat: UnitId(self.unit_id),
            valid: days(self.valid_from, self.valid_until)?,
        })
    }

    pub fn version(self) -> Result<(PartyOrgId, Version)> {
        let PartyOrg { id, name, kind, superior, seat, valid, .. } = self.org()?;
        Ok((id, Version { name, kind, superior, seat, valid }))
    }
}

impl NodeRow {
    pub fn node(self) -> Result<OrgNode> {
        Ok(OrgNode { org: self.org.org()?, children: self.children, units: self.units })
    }
}

impl LinkRow {
    pub fn link(self) -> Result<Link> {
        Ok(Link {
            unit: UnitId(self.unit_id),
            org: PartyOrgId(self.org_id),
            valid: days(self.valid_from, self.valid_until)?,
            reaches_below: self.reaches_below,
            document: self.document,
            revision: self.revision,
        })
    }
}

pub(crate) fn days(from: i64, until: i64) -> Result<DayRange> {
    Ok(DayRange { from: day(from)?, until: day(until)? })
}

pub(crate) fn day(code: i64) -> Result<Day> {
    Day::from_code(code).ok_or_else(|| StoreError::Corrupt(format!("the day {code}")))
}

pub(crate) fn kind(name: &str) -> Result<OrgKind> {
    OrgKind::from_name(name)
        .ok_or_else(|| StoreError::Corrupt(format!("the kind of Party organisation {name}")))
}
