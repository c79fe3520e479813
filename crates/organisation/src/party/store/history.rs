//! Writing Party organisations: the whole history is loaded, changed by the rules, and what they
//! touched is saved. Inside the caller's transaction; the caller audits.

use super::rows::{OrgRow, org_columns};
use crate::governance::store::tenures;
use crate::party::party_org::Version;
use crate::party::party_tree::{Change, PartyTree};
use crate::people::store::facts;
use directory::{name, tree};
use kernel::{Day, DayRange, PartyOrgId, Problem, UnitId};
use std::collections::BTreeMap;
use store::{Engine, Insert, Query, Refusal, Result, Tx, Value, params};

/// Two changes of Party organisations or of what they answer for never run at once: each checks what
/// the other may be about to change. Whoever changes units as well locks these first
/// ([`directory::founding::lock`]).
pub async fn lock(tx: &mut Tx) -> Result<()> {
    if tx.engine() == Engine::Postgres {
        let sql = "LOCK TABLE party_org_version, coverage IN SHARE ROW EXCLUSIVE MODE";
        tx.execute(sql, params![]).await?;
    }
    Ok(())
}

/// Every organisation with all its chapters.
pub async fn load(q: &mut impl Query) -> Result<PartyTree> {
    let sql = concat!(
        "SELECT ",
        org_columns!(),
        " FROM party_org_version v JOIN party_org o ON o.id = v.org_id ORDER BY v.org_id, v.valid_from"
    );
    let mut orgs: BTreeMap<PartyOrgId, Vec<Version>> = BTreeMap::new();
    for row in q.all::<OrgRow>(sql, params![]).await? {
        let (id, version) = row.version()?;
        orgs.entry(id).or_default().push(version);
    }
    Ok(PartyTree::new(orgs))
}

/// Founds an organisation.
///
/// # Errors
/// As [`PartyTree::found`]; `party-org-seat-unknown` when the unit is not there on all its days.
pub async fn found(tx: &mut Tx, version: Version) -> Result<PartyOrgId, Refusal> {
    lock(tx).await?;
    let mut tree = load(tx).await?;
    let id = found_in(tx, &mut tree, version).await?;
    save(tx, &tree).await?;
    Ok(id)
}

/// Founds many organisations, superiors first; a superior is named by its place among them.
///
/// # Errors
/// As [`found`].
pub async fn found_many(
    tx: &mut Tx,
    versions: Vec<(Version, Option<usize>)>,
) -> Result<Vec<PartyOrgId>, Refusal> {
    lock(tx).await?;
    let mut tree = load(tx).await?;
    let mut ids: Vec<PartyOrgId> = Vec::new();
    for (version, above) in versions {
        let superior = above.and_then(|above| ids.get(above)).copied().or(version.superior);
        ids.push(found_in(tx, &mut tree, Version { superior, ..version }).await?);
    }
    save(tx, &tree).await?;
    Ok(ids)
}

/// Founds an organisation in a loaded history, which the caller saves.
pub(super) async fn found_in(
    tx: &mut Tx,
    tree: &mut PartyTree,
    version: Version,
) -> Result<PartyOrgId, Refusal> {
    let (last,): (i64,) = tx.one("SELECT COALESCE(MAX(id), 0) FROM party_org", params![]).await?;
    let id = PartyOrgId(last + 1);
    let (seat, days) = (version.seat, version.valid);
    tree.found(id, version)?;
    seated(tx, seat, days).await?;
    tx.execute("INSERT INTO party_org (id, revision) VALUES ($1, 0)", params![id]).await?;
    Ok(id)
}

/// Checks a change without making it: the last chapter before and after.
///
/// # Errors
/// As [`change`], without the conflict; `NotFound`.
pub async fn plan(
    q: &mut impl Query,
    id: PartyOrgId,
    from: Day,
    change: &Change,
) -> Result<(Version, Version), Refusal> {
    let mut tree = load(q).await?;
    tree.last(id).ok_or(Refusal::NotFound)?;
    change_in(q, &mut tree, id, from, change).await
}

/// Changes an organisation from a day on.
///
/// # Errors
/// As [`PartyTree::change`]; `party-org-seat-unknown`; the conflict `party-org-changed`.
pub async fn change(
    tx: &mut Tx,
    id: PartyOrgId,
    revision: i64,
    from: Day,
    change: &Change,
) -> Result<(Version, Version), Refusal> {
    lock(tx).await?;
    seen(tx, id, revision).await?;
    let mut tree = load(tx).await?;
    let done = change_in(tx, &mut tree, id, from, change).await?;
    save(tx, &tree).await?;
    Ok(done)
}

/// Changes an organisation in a loaded history, which the caller saves.
pub(super) async fn change_in(
    q: &mut impl Query,
    tree: &mut PartyTree,
    id: PartyOrgId,
    from: Day,
    change: &Change,
) -> Result<(Version, Version), Refusal> {
    let (before, after) = tree.change(id, from, change)?;
    seated(q, after.seat, after.valid).await?;
    Ok((before, after))
}

/// Closes an organisation; the day is the first on which it no longer exists. What it still answers for
/// then is ended with it, if the caller says so.
///
/// # Errors
/// As [`PartyTree::close`]; `party-org-open-links`; `party-org-open-members`; the conflict
/// `party-org-changed`.
pub async fn close(
    tx: &mut Tx,
    id: PartyOrgId,
    revision: i64,
    from: Day,
    with_links: bool,
) -> Result<(), Refusal> {
    lock(tx).await?;
    seen(tx, id, revision).await?;
    let mut tree = load(tx).await?;
    let name = tree.last(id).map(|last| last.name.clone()).unwrap_or_default();
    tree.close(id, from)?;
    let open = super::coverage::open_of_org(tx, id, from).await?;
    if !with_links && !open.is_empty() {
        return Err(Problem::new("party-org-open-links")
            .arg("name", &name)
            .arg("n", open.len())
            .at("with_links")
            .into());
    }
    directory::people::lock(tx).await?;
    let (_, counted) = facts::open::<PartyOrgId>(tx, &[id.0], from, 1).await?;
    if counted > 0 {
        return Err(Problem::new("party-org-open-members")
            .arg("name", name)
            .arg("n", counted)
            .at("members_to")
            .into());
    }
    tenures::none_open(tx, &[id], from).await?;
    super::coverage::cut_org(tx, id, from).await?;
    save(tx, &tree).await
}

/// Whether the revision that an editor saw is still the present one; saving takes the next.
pub(super) async fn seen(q: &mut impl Query, id: PartyOrgId, revision: i64) -> Result<(), Refusal> {
    let sql = "SELECT revision FROM party_org WHERE id = $1";
    match q.optional::<(i64,)>(sql, params![id]).await? {
        None => Err(Refusal::NotFound),
        Some((now,)) if now == revision => Ok(()),
        Some(_) => Err(Refusal::conflict(Problem::new("party-org-changed"))),
    }
}

/// A seat is a unit that exists on all the days.
async fn seated(q: &mut impl Query, seat: UnitId, days: DayRange) -> Result<(), Refusal> {
    match unit_life(q, seat).await? {
        Some((_, life)) if life.from <= days.from && days.until <= life.until => Ok(()),
        Some((name, life)) => Err(Problem::new("party-org-seat-outlived")
            .arg("unit", name)
            .arg("from", life.from)
            .arg("last", life.until.plus_days(-1))
            .at("seat")
            .into()),
        None => Err(Refusal::NotFound),
    }
}

/// Last name and all the days of a unit.
pub(crate) async fn unit_life(
    q: &mut impl Query,
    id: UnitId,
) -> Result<Option<(String, DayRange)>> {
    let versions = tree::versions(q, id).await?;
    let (Some(first), Some(last)) = (versions.first(), versions.last()) else { return Ok(None) };
    let life = DayRange { from: first.valid.from, until: last.valid.until };
    Ok(Some((last.name.clone(), life)))
}

/// Writes what the rules touched.
pub(super) async fn save(tx: &mut Tx, tree: &PartyTree) -> Result<(), Refusal> {
    let ids: Vec<PartyOrgId> = tree.touched().map(|(id, _)| id).collect();
    for sql in [
        "UPDATE party_org SET revision = revision + 1 WHERE id IN {ids:$1}",
        "DELETE FROM party_org_version WHERE org_id IN {ids:$1}",
    ] {
        tx.execute(sql, params![ids.as_slice()]).await?;
    }
    let insert = Insert {
        table: "party_org_version",
        columns: &[
            "org_id",
            "valid_from",
            "valid_until",
            "name",
            "normal",
            "kind",
            "parent_id",
            "unit_id",
        ],
        conflict: "",
    };
    let rows = tree.touched().flat_map(|(id, versions)| {
        versions.iter().map(move |version| {
            [
                Value::from(id),
                version.valid.from.into(),
                version.valid.until.into(),
                version.name.as_str().into(),
                name::normal(&version.name).into(),
                version.kind.name().into(),
                version.superior.into(),
                version.seat.into(),
            ]
        })
    });
    tx.insert_many(insert, rows.collect::<Vec<_>>()).await?;
    Ok(())
}
