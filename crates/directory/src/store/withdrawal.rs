//! Undoing what an import wrote into the tree: its notes, aliases, renames and moves, and its units.

use super::change::{Plan, last, make, reopen};
use super::founding::lock;
use super::rows::{self, VersionRow};
use super::search;
use crate::Version;
use kernel::{DayRange, ImportId, Problem, UnitId};
use store::{Query, Refusal, Result, Tx, params};

/// What was undone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Withdrawn {
    pub units: u64,
    pub changes: u64,
    pub aliases: u64,
    pub notes: u64,
}

/// Undoes everything of one import; the caller audits. A withdrawn unit's id is never used again, its
/// code is free.
///
/// # Errors
/// `unit-withdrawal-below` when something else stands below one of the units by now;
/// `unit-withdrawal-changed` when one was changed since. What stands in other crates' tables is theirs
/// to look after first.
pub async fn withdraw(tx: &mut Tx, import: ImportId) -> Result<Withdrawn, Refusal> {
    lock(tx).await?;
    let named = "SELECT DISTINCT unit_id FROM unit_alias WHERE import_id = $1";
    let named = rows::ids(tx.all(named, params![import]).await?);
    let aliases =
        tx.execute("DELETE FROM unit_alias WHERE import_id = $1", params![import]).await?;
    let notes = tx.execute("DELETE FROM unit_note WHERE import_id = $1", params![import]).await?;
    untouched(tx, import).await?;
    let changed = "SELECT v.unit_id FROM unit_version v JOIN unit u ON u.id = v.unit_id \
         WHERE v.import_id = $1 AND (u.import_id IS NULL OR u.import_id <> $1) \
         ORDER BY v.valid_from DESC, v.unit_id";
    let mut changes = open_again(tx, import).await?;
    for (id,) in tx.all::<(i64,)>(changed, params![import]).await? {
        revert(tx, UnitId(id), import).await?;
        changes += 1;
    }
    let created = "SELECT id FROM unit WHERE import_id = $1 ORDER BY id";
    let created: Vec<UnitId> = rows::ids(tx.all(created, params![import]).await?);
    for sql in [
        "DELETE FROM unit_closure WHERE descendant_id IN {ids:$1}",
        "DELETE FROM unit_version WHERE unit_id IN {ids:$1}",
        "DELETE FROM unit_alias WHERE unit_id IN {ids:$1}",
        "DELETE FROM unit_note WHERE unit_id IN {ids:$1}",
        "UPDATE unit SET code = NULL, import_id = NULL WHERE id IN {ids:$1}",
    ] {
        tx.execute(sql, params![created.as_slice()]).await?;
    }
    search::learn_again(tx, &[named, created.clone()].concat()).await?;
    Ok(Withdrawn { units: created.len() as u64, changes, aliases, notes })
}

/// Opens what the import closed, from above.
async fn open_again(tx: &mut Tx, import: ImportId) -> Result<u64, Refusal> {
    let closed = "SELECT u.id FROM unit u JOIN unit_closure c ON c.descendant_id = u.id          WHERE u.closing_import_id = $1 AND c.valid_until = (SELECT MAX(v.valid_until)              FROM unit_version v WHERE v.unit_id = u.id)          GROUP BY u.id ORDER BY MAX(c.depth), u.id";
    let closed = rows::ids(tx.all(closed, params![import]).await?);
    for id in &closed {
        if let Err(Refusal::Invalid(problems)) = reopen(tx, *id).await {
            let name = last(tx, *id).await?.map(|unit| unit.name).unwrap_or_default();
            let problem = Problem::new("unit-withdrawal-changed").arg("name", name);
            return Err(Refusal::Invalid([vec![problem], problems].concat()));
        }
    }
    Ok(closed.len() as u64)
}

/// Nobody else has built on the import's units.
async fn untouched(q: &mut impl Query, import: ImportId) -> Result<(), Refusal> {
    let below = "SELECT v.name FROM unit_version v JOIN unit p ON p.id = v.parent_id \
         WHERE p.import_id = $1 AND (v.import_id IS NULL OR v.import_id <> $1) LIMIT 1";
    if let Some((name,)) = q.optional::<(String,)>(below, params![import]).await? {
        return Err(Problem::new("unit-withdrawal-below").arg("name", name).into());
    }
    let changed = "SELECT v.name FROM unit_version v JOIN unit u ON u.id = v.unit_id \
         WHERE u.import_id = $1 AND (v.import_id IS NULL OR v.import_id <> $1 OR u.revision > \
         (SELECT COUNT(*) FROM unit_version w WHERE w.unit_id = u.id AND w.import_id = $1)) LIMIT 1";
    if let Some((name,)) = q.optional::<(String,)>(changed, params![import]).await? {
        return Err(Problem::new("unit-withdrawal-changed").arg("name", name).into());
    }
    Ok(())
}

/// Takes back the last version of a unit, if the import wrote it.
async fn revert(tx: &mut Tx, id: UnitId, import: ImportId) -> Result<(), Refusal> {
    let before = last(tx, id).await?.ok_or(Refusal::NotFound)?;
    let sql = "SELECT name, kind, parent_id, valid_from, valid_until FROM unit_version \
         WHERE unit_id = $1 AND valid_until = $2";
    let earlier = tx.optional::<VersionRow>(sql, params![id, before.valid.from]).await?;
    let earlier = earlier.map(VersionRow::version).transpose()?;
    let own = "SELECT unit_id FROM unit_version WHERE unit_id = $1 AND valid_from = $2 AND import_id = $3";
    let is_own =
        tx.optional::<(i64,)>(own, params![id, before.valid.from, import]).await?.is_some();
    let (Some(earlier), true) = (earlier, is_own) else {
        return Err(Problem::new("unit-withdrawal-changed").arg("name", before.name).into());
    };
    let valid = DayRange { from: before.valid.from, until: before.valid.until };
    let plan = Plan { before, after: Version { valid, ..earlier }, moving: 0 };
    tx.execute("UPDATE unit SET revision = revision + 1 WHERE id = $1", params![id]).await?;
    make(tx, &plan, None).await
}
