//! Reorganisation: renaming, another kind, moving and closing, each from a day on.
//!
//! A change ends the last version of the unit and begins another; one from the very day on which the
//! last version began corrects that version. Nothing is changed before a later change that is already
//! known. The closure follows, and so do the followers.

use super::founding::{insert_ways, lives, lock, ways_up};
use super::rows::{self, UnitRow, WayRow, unit_columns};
use super::search;
use crate::follower::{TreeChange, tell};
use crate::unit::{Way, joined, within_parent};
use crate::{Kind, Unit, Version, name};
use kernel::{Day, DayRange, ImportId, Problem, UnitId};
use store::{Query, Refusal, Result, Tx, params};

/// What becomes different; `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    pub name: Option<String>,
    pub kind: Option<Kind>,
    pub parent: Option<UnitId>,
}

/// A change that has passed its checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The unit as its last version has it.
    pub before: Unit,
    pub after: Version,
    /// How many units move, the unit itself included; 0 when it stays where it is.
    pub moving: i64,
}

impl Plan {
    pub fn is_move(&self) -> bool {
        self.before.parent != self.after.parent
    }
}

/// Checks a change without making it.
///
/// # Errors
/// `NotFound`, or what is wrong: `unit-change-nothing`, `unit-change-too-early`,
/// `unit-change-after-close`, `unit-root-moves`, `unit-cycle`, `unit-parent-unknown`,
/// `unit-older-than-parent`, `unit-outlives-parent`, `unit-name-taken`, problems of the name.
pub async fn plan(
    q: &mut impl Query,
    id: UnitId,
    from: Day,
    change: &Change,
) -> Result<Plan, Refusal> {
    let before = last(q, id).await?.ok_or(Refusal::NotFound)?;
    timely(&before, from)?;
    let name = match &change.name {
        Some(name) => name::checked(name)?,
        None => before.name.clone(),
    };
    let after = Version {
        name,
        kind: change.kind.unwrap_or(before.kind),
        parent: change.parent.or(before.parent),
        valid: DayRange { from, until: before.valid.until },
    };
    if (&after.name, after.kind, after.parent) == (&before.name, before.kind, before.parent) {
        return Err(Problem::new("unit-change-nothing").arg("name", &before.name).into());
    }
    let mut plan = Plan { before, after, moving: 0 };
    if plan.is_move() {
        plan.moving = movable(q, &plan).await?;
    }
    untaken(q, &plan).await?;
    Ok(plan)
}

/// Makes a change; the caller audits.
///
/// # Errors
/// As [`plan`]; `unit-changed` as a conflict when the revision is not the one seen; what a follower
/// refuses.
pub async fn change(
    tx: &mut Tx,
    id: UnitId,
    revision: i64,
    from: Day,
    change: &Change,
    import: Option<ImportId>,
) -> Result<Plan, Refusal> {
    lock(tx).await?;
    seen(tx, id, revision).await?;
    let plan = plan(tx, id, from, change).await?;
    make(tx, &plan, import).await?;
    Ok(plan)
}

/// Writes a checked change.
pub(super) async fn make(
    tx: &mut Tx,
    plan: &Plan,
    import: Option<ImportId>,
) -> Result<(), Refusal> {
    write_version(tx, plan, import).await?;
    if plan.before.name != plan.after.name {
        search::learn_again(tx, &[plan.before.id]).await?;
    }
    if let (Some(parent), true) = (plan.after.parent, plan.is_move()) {
        hang(tx, plan.before.id, parent, plan.after.valid.from).await?;
    }
    Ok(())
}

/// Gives a unit another code or none; a code has no history. The caller audits.
///
/// # Errors
/// `unit-code-taken`, `code-long`, and the conflict `unit-changed`.
pub async fn set_code(
    tx: &mut Tx,
    id: UnitId,
    revision: i64,
    code: &str,
) -> Result<Option<String>, Refusal> {
    let code = name::checked_code(code)?;
    lock(tx).await?;
    seen(tx, id, revision).await?;
    let sql = "SELECT id FROM unit WHERE LOWER(code) = LOWER($1) AND id <> $2";
    if tx.optional::<(i64,)>(sql, params![code.clone(), id]).await?.is_some() {
        let code = code.unwrap_or_default();
        return Err(Problem::new("unit-code-taken").arg("code", code).at("code").into());
    }
    tx.execute("UPDATE unit SET code = $2 WHERE id = $1", params![id, code.clone()]).await?;
    search::learn_again(tx, &[id]).await?;
    Ok(code)
}

/// A closure that has passed its checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    pub unit: Unit,
    /// The first day on which the unit no longer exists.
    pub from: Day,
    /// What stands directly below it on that day or later.
    pub open: Vec<Unit>,
    /// All that would close with it, the unit itself included.
    pub closing: Vec<UnitId>,
}

impl Closing {
    /// Nothing stands below, or all of it is to close as well.
    ///
    /// # Errors
    /// `unit-open-below`.
    pub fn settled(&self, with_below: bool) -> Result<(), Problem> {
        match self.open.first() {
            Some(first) if !with_below => Err(Problem::new("unit-open-below")
                .arg("name", &self.unit.name)
                .arg("n", self.open.len())
                .arg("first", &first.name)
                .at("with_below")),
            _ => Ok(()),
        }
    }
}

/// Checks a closure without making it. What still stands below is listed, not refused.
///
/// # Errors
/// `NotFound`, `unit-root-closes`, `unit-change-too-early`, `unit-change-after-close`.
pub async fn plan_closing(q: &mut impl Query, id: UnitId, from: Day) -> Result<Closing, Refusal> {
    let unit = last(q, id).await?.ok_or(Refusal::NotFound)?;
    if unit.parent.is_none() {
        return Err(Problem::new("unit-root-closes").arg("name", unit.name).into());
    }
    timely(&unit, from)?;
    if from == unit.valid.from {
        return Err(too_early(&unit, from).into());
    }
    let sql = concat!(
        "SELECT ",
        unit_columns!(),
        " FROM unit_version v JOIN unit u ON u.id = v.unit_id \
         WHERE v.parent_id = $1 AND v.valid_until > $2 AND NOT EXISTS (SELECT 1 FROM unit_version later \
         WHERE later.unit_id = v.unit_id AND later.parent_id = $1 AND later.valid_from > v.valid_from) \
         ORDER BY v.unit_id"
    );
    let open = rows::units(q.all::<UnitRow>(sql, params![id, from]).await?)?;
    let below = "SELECT DISTINCT descendant_id FROM unit_closure \
         WHERE ancestor_id = $1 AND valid_until > $2 ORDER BY descendant_id";
    let closing = rows::ids(q.all(below, params![id, from]).await?);
    Ok(Closing { unit, from, open, closing })
}

/// Closes a unit and, if wanted, all below it; the caller audits.
///
/// # Errors
/// As [`plan_closing`]; `unit-open-below` unless `with_below`; `unit-later-changes` when something below
/// changes on that day or later; the conflict `unit-changed`; what a follower refuses.
pub async fn close(
    tx: &mut Tx,
    id: UnitId,
    revision: i64,
    from: Day,
    with_below: bool,
) -> Result<Closing, Refusal> {
    lock(tx).await?;
    seen(tx, id, revision).await?;
    let closing = plan_closing(tx, id, from).await?;
    closing.settled(with_below)?;
    steady(tx, &closing).await?;
    // Its period's figures go to whom it stood under on its new last day, also when that was another one
    // than on the day of closing.
    let above = above(tx, &closing.closing, from.plus_days(-1)).await?;
    let change = TreeChange { units: closing.closing.clone(), from, above, is_closing: true };
    let ids = closing.closing.as_slice();
    for sql in [
        "UPDATE unit SET revision = revision + 1 WHERE id IN {ids:$2} AND id <> $1",
        "UPDATE unit_version SET valid_until = $1 WHERE unit_id IN {ids:$2} AND valid_until > $1",
        "DELETE FROM unit_closure WHERE descendant_id IN {ids:$2} AND valid_from >= $1",
        "UPDATE unit_closure SET valid_until = $1 WHERE descendant_id IN {ids:$2} AND valid_until > $1",
    ] {
        let first = if sql.starts_with("UPDATE unit SET") { id.0 } else { from.code() };
        tx.execute(sql, params![first, ids]).await?;
    }
    tell(tx, &change).await?;
    Ok(closing)
}

/// Closes a unit with nothing open below it, for an import that may be withdrawn; the caller audits.
///
/// # Errors
/// As [`close`].
pub async fn close_for(
    tx: &mut Tx,
    id: UnitId,
    revision: i64,
    from: Day,
    import: ImportId,
) -> Result<(), Refusal> {
    close(tx, id, revision, from, false).await?;
    let sql = "UPDATE unit SET closing_import_id = $2 WHERE id = $1";
    tx.execute(sql, params![id, import]).await?;
    Ok(())
}

/// Opens a closed unit again as if it had never been closed.
///
/// # Errors
/// What of [`plan`]'s stands against it by now; what a follower refuses.
pub(super) async fn reopen(tx: &mut Tx, id: UnitId) -> Result<(), Refusal> {
    let before = last(tx, id).await?.ok_or(Refusal::NotFound)?;
    let (from, parent) = (before.valid.until, before.parent.ok_or(Refusal::NotFound)?);
    let valid = DayRange::since(from);
    let after =
        Version { name: before.name.clone(), kind: before.kind, parent: before.parent, valid };
    let (name, life) = lives(tx, &[parent]).await?.remove(&parent).ok_or(Refusal::NotFound)?;
    within_parent(&before.name, valid, &name, life)?;
    untaken(tx, &Plan { before, after, moving: 0 }).await?;
    let sql = "UPDATE unit_version SET valid_until = $3 WHERE unit_id = $1 AND valid_until = $2";
    tx.execute(sql, params![id, from, Day::FOREVER]).await?;
    let sql = "UPDATE unit SET revision = revision + 1, closing_import_id = NULL WHERE id = $1";
    tx.execute(sql, params![id]).await?;
    let own = [Way { other: id, depth: 0, valid }];
    let up = ways_up(tx, &[parent]).await?.remove(&parent).unwrap_or_default();
    let mut new = Vec::new();
    for (ancestor, way) in joined(&up, &own, from).chain([(id, own[0])]) {
        // A way that ended with the closing goes on.
        let sql = "UPDATE unit_closure SET valid_until = $5 WHERE descendant_id = $1              AND ancestor_id = $2 AND depth = $3 AND valid_until = $4";
        let params = params![id, ancestor, way.depth, way.valid.from, way.valid.until];
        if tx.execute(sql, params).await? == 0 {
            new.push((ancestor, way));
        }
    }
    insert_ways(tx, new).await?;
    let above = above(tx, &[id], from.plus_days(-1)).await?;
    tell(tx, &TreeChange { units: vec![id], from, above, is_closing: false }).await
}

/// The last version of a unit.
pub(super) async fn last(q: &mut impl Query, id: UnitId) -> Result<Option<Unit>> {
    let sql = concat!(
        "SELECT ",
        unit_columns!(),
        " FROM unit_version v JOIN unit u ON u.id = v.unit_id \
         WHERE v.unit_id = $1 ORDER BY v.valid_from DESC LIMIT 1"
    );
    q.optional::<UnitRow>(sql, params![id]).await?.map(UnitRow::unit).transpose()
}

/// Takes the next revision if the one seen is still the present one.
pub(super) async fn seen(tx: &mut Tx, id: UnitId, revision: i64) -> Result<(), Refusal> {
    let sql = "UPDATE unit SET revision = revision + 1 WHERE id = $1 AND revision = $2";
    match tx.execute(sql, params![id, revision]).await? {
        0 => Err(Refusal::conflict(Problem::new("unit-changed"))),
        _ => Ok(()),
    }
}

fn timely(unit: &Unit, from: Day) -> Result<(), Problem> {
    if from < unit.valid.from {
        return Err(too_early(unit, from));
    }
    if from >= unit.valid.until {
        return Err(Problem::new("unit-change-after-close")
            .arg("name", &unit.name)
            .arg("from", from)
            .arg("last", unit.valid.until.plus_days(-1))
            .at("from"));
    }
    Ok(())
}

fn too_early(unit: &Unit, from: Day) -> Problem {
    Problem::new("unit-change-too-early")
        .arg("name", &unit.name)
        .arg("from", from)
        .arg("last", unit.valid.from)
        .at("from")
}

/// Whether the unit may stand under its new parent; returns how many units move.
async fn movable(q: &mut impl Query, plan: &Plan) -> Result<i64, Refusal> {
    let (unit, from) = (&plan.before, plan.after.valid.from);
    let (Some(_), Some(parent)) = (unit.parent, plan.after.parent) else {
        return Err(Problem::new("unit-root-moves").arg("name", &unit.name).at("parent").into());
    };
    let Some((parent_name, life)) = lives(q, &[parent]).await?.remove(&parent) else {
        return Err(Problem::new("unit-parent-unknown")
            .arg("name", &unit.name)
            .at("parent")
            .into());
    };
    let sql = "SELECT DISTINCT descendant_id FROM unit_closure WHERE ancestor_id = $1 AND valid_until > $2";
    let below: Vec<(i64,)> = q.all(sql, params![unit.id, from]).await?;
    if below.contains(&(parent.0,)) {
        return Err(Problem::new("unit-cycle")
            .arg("name", &unit.name)
            .arg("parent", parent_name)
            .at("parent")
            .into());
    }
    within_parent(&unit.name, plan.after.valid, &parent_name, life)?;
    Ok(below.len() as i64)
}

async fn untaken(q: &mut impl Query, plan: &Plan) -> Result<(), Refusal> {
    let sql = "SELECT unit_id FROM unit_version WHERE parent_id = $1 AND normal = $2 AND unit_id <> $3 \
         AND valid_from < $4 AND valid_until > $5 LIMIT 1";
    let Version { name, parent, valid, .. } = &plan.after;
    let params = params![*parent, name::normal(name), plan.before.id, valid.until, valid.from];
    if q.optional::<(i64,)>(sql, params).await?.is_none() {
        return Ok(());
    }
    let parents = lives(q, parent.as_slice()).await?;
    let parent_name = parents.into_values().next().map(|(name, _)| name).unwrap_or_default();
    Err(Problem::new("unit-name-taken")
        .arg("name", name)
        .arg("parent", parent_name)
        .at("name")
        .into())
}

/// Ends the last version and begins the next; joins it to the one before when nothing differs.
async fn write_version(tx: &mut Tx, plan: &Plan, import: Option<ImportId>) -> Result<()> {
    let (id, after) = (plan.before.id, &plan.after);
    let from = after.valid.from;
    if from == plan.before.valid.from {
        tx.execute(
            "DELETE FROM unit_version WHERE unit_id = $1 AND valid_from = $2",
            params![id, from],
        )
        .await?;
    } else {
        tx.execute(
            "UPDATE unit_version SET valid_until = $2 WHERE unit_id = $1 AND valid_until > $2",
            params![id, from],
        )
        .await?;
    }
    let again = "UPDATE unit_version SET valid_until = $3 WHERE unit_id = $1 AND valid_until = $2 \
         AND name = $4 AND kind = $5 AND (parent_id = $6 OR (parent_id IS NULL AND CAST($6 AS BIGINT) IS NULL))";
    let same =
        params![id, from, after.valid.until, after.name.as_str(), after.kind.name(), after.parent];
    if tx.execute(again, same).await? > 0 {
        return Ok(());
    }
    let insert = "INSERT INTO unit_version \
         (unit_id, valid_from, valid_until, name, normal, kind, parent_id, import_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let params = params![
        id,
        from,
        after.valid.until,
        after.name.as_str(),
        name::normal(&after.name),
        after.kind.name(),
        after.parent,
        import
    ];
    tx.execute(insert, params).await?;
    Ok(())
}

/// Hangs the unit with all below it under another parent from a day on: the ways that led through its
/// old place end, the new ones begin.
async fn hang(tx: &mut Tx, id: UnitId, parent: UnitId, from: Day) -> Result<(), Refusal> {
    let mut above_it = above(tx, &[id], from).await?;
    for sql in [
        "DELETE FROM unit_closure WHERE valid_from >= $2 AND descendant_id IN (\
           SELECT descendant_id FROM unit_closure WHERE ancestor_id = $1 AND valid_until > $2) \
         AND EXISTS (SELECT 1 FROM unit_closure below WHERE below.ancestor_id = $1 \
           AND below.descendant_id = unit_closure.descendant_id AND below.depth < unit_closure.depth \
           AND below.valid_from <= unit_closure.valid_from AND below.valid_until > unit_closure.valid_from)",
        "UPDATE unit_closure SET valid_until = $2 WHERE valid_from < $2 AND valid_until > $2 \
         AND descendant_id IN (\
           SELECT descendant_id FROM unit_closure WHERE ancestor_id = $1 AND valid_until > $2) \
         AND EXISTS (SELECT 1 FROM unit_closure below WHERE below.ancestor_id = $1 \
           AND below.descendant_id = unit_closure.descendant_id AND below.depth < unit_closure.depth \
           AND below.valid_from <= $2 AND below.valid_until > $2)",
    ] {
        tx.execute(sql, params![id, from]).await?;
    }
    let up = ways_up(tx, &[parent]).await?.remove(&parent).unwrap_or_default();
    let sql = "SELECT descendant_id AS other, depth, valid_from, valid_until FROM unit_closure \
         WHERE ancestor_id = $1 AND valid_until > $2";
    let down = tx.all::<WayRow>(sql, params![id, from]).await?;
    let down: Vec<Way> = down.into_iter().map(WayRow::way).collect::<Result<_>>()?;
    let ways: Vec<_> = joined(&up, &down, from).collect();
    insert_ways(tx, ways).await?;
    above_it.extend(above(tx, &[id], from).await?);
    above_it.sort_unstable();
    above_it.dedup();
    tell(tx, &TreeChange { units: vec![id], from, above: above_it, is_closing: false }).await
}

/// Every strict ancestor of the units on that day or later.
async fn above(q: &mut impl Query, ids: &[UnitId], from: Day) -> Result<Vec<UnitId>> {
    let sql = "SELECT DISTINCT ancestor_id FROM unit_closure \
         WHERE descendant_id IN {ids:$1} AND depth > 0 AND valid_until > $2 ORDER BY ancestor_id";
    Ok(rows::ids(q.all(sql, params![ids, from]).await?))
}

/// Nothing that closes may have a later chapter: what it says would be lost.
async fn steady(q: &mut impl Query, closing: &Closing) -> Result<(), Refusal> {
    let sql = "SELECT name FROM unit_version WHERE unit_id IN {ids:$1} AND valid_from >= $2 \
         ORDER BY unit_id LIMIT 1";
    let params = params![closing.closing.as_slice(), closing.from];
    match q.optional::<(String,)>(sql, params).await? {
        Some((name,)) => Err(Problem::new("unit-later-changes")
            .arg("name", name)
            .arg("from", closing.from)
            .at("from")
            .into()),
        None => Ok(()),
    }
}
