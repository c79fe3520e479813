//! What else is known of a unit: other names by which it is recognised, and notes.
//!
//! Shares, withheld values and the like from imported tables end as notes, never as numbers.

use super::search::{self, Called};
use crate::name;
use kernel::{ImportId, UnitId};
use store::{Insert, Query, Result, Tx, Value, params};

/// A note on a unit.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Note {
    pub id: i64,
    /// What it is about, such as the heading of a column.
    pub label: String,
    pub body: String,
    pub import_id: Option<i64>,
}

/// The other names of a unit.
pub async fn aliases(q: &mut impl Query, id: UnitId) -> Result<Vec<String>> {
    let sql = "SELECT alias FROM unit_alias WHERE unit_id = $1 ORDER BY normal";
    Ok(q.all::<(String,)>(sql, params![id]).await?.into_iter().map(|(alias,)| alias).collect())
}

/// The notes on a unit, oldest first.
pub async fn notes(q: &mut impl Query, id: UnitId) -> Result<Vec<Note>> {
    let sql = "SELECT id, label, body, import_id FROM unit_note WHERE unit_id = $1 ORDER BY id";
    q.all(sql, params![id]).await
}

/// Adds other names; one that the unit has already is left as it is. Returns how many are new.
pub async fn add_aliases<'a>(
    tx: &mut Tx,
    import: Option<ImportId>,
    aliases: impl IntoIterator<Item = (UnitId, &'a str)>,
) -> Result<u64> {
    let insert = Insert {
        table: "unit_alias",
        columns: &["unit_id", "normal", "alias", "import_id"],
        conflict: "ON CONFLICT DO NOTHING",
    };
    let checked = aliases.into_iter().filter_map(|(id, alias)| {
        let alias = name::checked(alias).ok()?;
        Some((id, name::normal(&alias), alias))
    });
    let checked: Vec<(UnitId, String, String)> = checked.collect();
    let called = checked.iter().map(|(id, normal, _)| (*id, Called::Name(normal.clone())));
    search::learn(tx, called.collect()).await?;
    let rows = checked
        .into_iter()
        .map(|(id, normal, alias)| [Value::from(id), normal.into(), alias.into(), import.into()]);
    tx.insert_many(insert, rows.collect::<Vec<_>>()).await
}

/// Takes an other name away. Returns whether it was there.
pub async fn remove_alias(tx: &mut Tx, id: UnitId, alias: &str) -> Result<bool> {
    let sql = "DELETE FROM unit_alias WHERE unit_id = $1 AND normal = $2";
    let was_there = tx.execute(sql, params![id, name::normal(alias)]).await? > 0;
    search::learn_again(tx, &[id]).await?;
    Ok(was_there)
}

/// Adds notes: unit, label and body.
pub async fn add_notes<'a>(
    tx: &mut Tx,
    import: Option<ImportId>,
    notes: impl IntoIterator<Item = (UnitId, &'a str, &'a str)>,
) -> Result<u64> {
    let insert = Insert {
        table: "unit_note",
        columns: &["unit_id", "label", "body", "import_id"],
        conflict: "",
    };
    let rows = notes
        .into_iter()
        .map(|(id, label, body)| [Value::from(id), label.into(), body.into(), import.into()]);
    tx.insert_many(insert, rows.collect::<Vec<_>>()).await
}
