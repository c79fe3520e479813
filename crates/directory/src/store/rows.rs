//! Rows as the database gives them, turned into the words of this crate.

use crate::unit::Way;
use crate::{Kind, Node, Unit, Version};
use kernel::{Day, DayRange, UnitId};
use store::{Result, StoreError, Value};

/// The columns of [`UnitRow`]; `v` is the version, `u` the unit.
macro_rules! unit_columns {
    () => {
        "v.unit_id AS id, u.code, u.revision, v.name, v.kind, v.parent_id, v.valid_from, v.valid_until"
    };
}
pub(crate) use unit_columns;

#[derive(sqlx::FromRow)]
pub(crate) struct UnitRow {
    id: i64,
    code: Option<String>,
    revision: i64,
    name: String,
    kind: String,
    parent_id: Option<i64>,
    valid_from: i64,
    valid_until: i64,
}

#[derive(sqlx::FromRow)]
pub(crate) struct NodeRow {
    #[sqlx(flatten)]
    unit: UnitRow,
    children: i64,
}

#[derive(sqlx::FromRow)]
pub(crate) struct VersionRow {
    name: String,
    kind: String,
    parent_id: Option<i64>,
    valid_from: i64,
    valid_until: i64,
}

#[derive(sqlx::FromRow)]
pub(crate) struct WayRow {
    other: i64,
    depth: i64,
    valid_from: i64,
    valid_until: i64,
}

impl UnitRow {
    pub fn unit(self) -> Result<Unit> {
        Ok(Unit {
            id: UnitId(self.id),
            code: self.code,
            revision: self.revision,
            kind: kind(&self.kind)?,
            name: self.name,
            parent: self.parent_id.map(UnitId),
            valid: days(self.valid_from, self.valid_until)?,
        })
    }
}

impl NodeRow {
    pub fn node(self) -> Result<Node> {
        Ok(Node { unit: self.unit.unit()?, children: self.children })
    }
}

impl VersionRow {
    pub fn version(self) -> Result<Version> {
        Ok(Version {
            kind: kind(&self.kind)?,
            name: self.name,
            parent: self.parent_id.map(UnitId),
            valid: days(self.valid_from, self.valid_until)?,
        })
    }
}

impl WayRow {
    pub fn way(self) -> Result<Way> {
        let valid = days(self.valid_from, self.valid_until)?;
        Ok(Way { other: UnitId(self.other), depth: self.depth, valid })
    }
}

pub(crate) fn units(rows: Vec<UnitRow>) -> Result<Vec<Unit>> {
    rows.into_iter().map(UnitRow::unit).collect()
}

pub(crate) fn nodes(rows: Vec<NodeRow>) -> Result<Vec<Node>> {
    rows.into_iter().map(NodeRow::node).collect()
}

pub(crate) fn ids(rows: Vec<(i64,)>) -> Vec<UnitId> {
    rows.into_iter().map(|(id,)| UnitId(id)).collect()
}

/// A parameter for `IN {ids:$n}` that may also say "all".
pub(crate) fn some_ids(ids: Option<&[UnitId]>) -> Value {
    ids.map_or(Value::Text(None), Value::from)
}

pub(crate) fn days(from: i64, until: i64) -> Result<DayRange> {
    Ok(DayRange { from: day(from)?, until: day(until)? })
}

pub(crate) fn day(code: i64) -> Result<Day> {
    Day::from_code(code).ok_or_else(|| StoreError::Corrupt(format!("the day {code}")))
}

fn kind(name: &str) -> Result<Kind> {
    Kind::from_name(name).ok_or_else(|| StoreError::Corrupt(format!("the kind of unit {name}")))
}
