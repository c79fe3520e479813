//! Mergers and splits, of Party organisations and of units: operations of their own, not edits.
//!
//! What ends hands over what hung on it: organisations below, units, seats and links. A predecessor
//! that is named among the successors goes on and gives up only what is assigned to others. All inside
//! the caller's transaction; the caller audits.

use super::coverage::{self, NewLink};
use super::history::{self, found_in, lock, save, seen};
use super::rows::day as day_of;
use crate::governance::store::{matters as major, tenures};
use crate::party::coverage::Link;
use crate::party::party_org::Version;
use crate::party::party_tree::Change;
use crate::people::store::facts;
use directory::founding::{self, NewUnit};
use directory::{change as units, tree};
use kernel::{Day, DayRange, Now, PartyOrgId, Problem, UnitId};
use std::collections::HashMap;
use store::{Query, Refusal, Result, Tx, params};

/// Who takes over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heir<Id, New> {
    Known(Id),
    New(New),
}

/// A merger (one successor) or a split (several) of Party organisations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgSuccession {
    /// The first day of the new order.
    pub day: Day,
    pub document: Option<String>,
    /// Each with the revision that was seen.
    pub predecessors: Vec<(PartyOrgId, i64)>,
    pub heirs: Vec<Heir<PartyOrgId, Version>>,
    /// Which successor takes a unit, by its index; the first takes what is not named.
    pub units: HashMap<UnitId, usize>,
    /// Which successor takes an organisation below.
    pub orgs: HashMap<PartyOrgId, usize>,
}

/// Carries out a merger or a split; returns the successors. Members whom a predecessor counted that
/// ends are counted by the first successor.
///
/// # Errors
/// `succession-nobody` without predecessors or successors; what founding, moving, closing and linking
/// refuse.
pub async fn succeed(tx: &mut Tx, plan: &OrgSuccession) -> Result<Vec<PartyOrgId>, Refusal> {
    lock(tx).await?;
    for (id, revision) in &plan.predecessors {
        seen(tx, *id, *revision).await?;
    }
    let mut tree = history::load(tx).await?;
    let mut heirs = Vec::new();
    for heir in &plan.heirs {
        heirs.push(match heir {
            Heir::Known(id) => *id,
            Heir::New(version) => found_in(tx, &mut tree, version.clone()).await?,
        });
    }
    let first = first(&heirs, plan.predecessors.len())?;
    let heir_of =
        |index: Option<&usize>| index.and_then(|i| heirs.get(*i)).copied().unwrap_or(first);
    for (id, _) in &plan.predecessors {
        for below in tree.below(*id, plan.day) {
            let superior = heir_of(plan.orgs.get(&below));
            let is_assigned = plan.orgs.contains_key(&below) || !heirs.contains(id);
            if is_assigned && superior != *id {
                let change = Change { superior: Some(superior), ..Change::default() };
                tree.change(below, plan.day, &change)?;
            }
        }
    }
    let mut handed = Vec::new();
    for (id, _) in &plan.predecessors {
        for link in coverage::open_of_org(tx, *id, plan.day).await? {
            let is_assigned = plan.units.contains_key(&link.unit) || !heirs.contains(id);
            let heir = heir_of(plan.units.get(&link.unit));
            if is_assigned && heir != *id {
                coverage::cut(tx, &link, plan.day).await?;
                handed
                    .push(NewLink { org: heir, ..again(&link, plan.day, plan.document.as_ref()) });
            }
        }
        if !heirs.contains(id) {
            tenures::none_open(tx, &[*id], plan.day).await?;
            tree.close(*id, plan.day)?;
            directory::people::lock(tx).await?;
            facts::hand_over(tx, &[id.0], plan.day, Some(first)).await?;
        }
    }
    save(tx, &tree).await?;
    hand_over(tx, handed).await?;
    let sql = "INSERT INTO party_org_succession (predecessor_id, successor_id, day, document) \
         VALUES ($1, $2, $3, $4)";
    for (id, _) in &plan.predecessors {
        for heir in heirs.iter().filter(|heir| *heir != id) {
            tx.execute(sql, params![*id, *heir, plan.day, plan.document.clone()]).await?;
        }
    }
    Ok(heirs)
}

/// A merger or a split of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitSuccession {
    /// The first day of the new order.
    pub day: Day,
    pub document: Option<String>,
    /// Each with the revision that was seen.
    pub predecessors: Vec<(UnitId, i64)>,
    pub heirs: Vec<Heir<UnitId, NewUnit>>,
    /// Which successor takes a unit below, by its index; the first takes what is not named.
    pub units: HashMap<UnitId, usize>,
}

/// Carries out a merger or a split of units; returns the successors. Whoever answered for a unit that
/// ends answers for every successor; what had its seat there, who worked there and what was still open
/// there moves to the first.
///
/// # Errors
/// `succession-nobody`; what founding, moving and closing units and linking refuse.
pub async fn succeed_units(
    tx: &mut Tx,
    plan: &UnitSuccession,
    (by, now): (&str, Now),
) -> Result<Vec<UnitId>, Refusal> {
    founding::lock(tx).await?;
    lock(tx).await?;
    let mut heirs = Vec::new();
    for heir in &plan.heirs {
        heirs.push(match heir {
            Heir::Known(id) => *id,
            Heir::New(unit) => founding::create(tx, unit.clone()).await?,
        });
    }
    let first = first(&heirs, plan.predecessors.len())?;
    for (id, _) in &plan.predecessors {
        for below in tree::children(tx, *id, plan.day, 0, i64::MAX).await? {
            let below = below.unit;
            let heir = plan.units.get(&below.id).and_then(|index| heirs.get(*index));
            if heir.is_some() || !heirs.contains(id) {
                let parent = heir.copied().unwrap_or(first);
                if parent != *id {
                    let change = units::Change { parent: Some(parent), ..units::Change::default() };
                    units::change(tx, below.id, below.revision, plan.day, &change, None).await?;
                }
            }
        }
    }
    let ending: Vec<(UnitId, i64)> =
        plan.predecessors.iter().filter(|(id, _)| !heirs.contains(id)).copied().collect();
    let ids: Vec<UnitId> = ending.iter().map(|(id, _)| *id).collect();
    move_seats(tx, &ids, first, plan.day).await?;
    let links = coverage::open_of_units(tx, &ids, plan.day).await?;
    coverage::cut_units(tx, &ids, plan.day).await?;
    let handed = links.iter().flat_map(|link| {
        let new = again(link, plan.day, plan.document.as_ref());
        heirs.iter().map(move |heir| NewLink { unit: *heir, ..new.clone() })
    });
    hand_over(tx, handed.collect()).await?;
    directory::people::lock(tx).await?;
    let ending_ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    facts::hand_over(tx, &ending_ids, plan.day, Some(first)).await?;
    let why = plan.document.as_deref().unwrap_or_default();
    matters::store::hand_over(tx, &ids, first, (now.today, why), by, now.at).await?;
    major::hand_over(tx, &ids, first).await?;
    for (id, revision) in ending {
        units::close(tx, id, revision, plan.day, false).await?;
    }
    let sql = "INSERT INTO unit_succession (predecessor_id, successor_id, day, document) \
         VALUES ($1, $2, $3, $4)";
    for (id, _) in &plan.predecessors {
        for heir in heirs.iter().filter(|heir| *heir != id) {
            tx.execute(sql, params![*id, *heir, plan.day, plan.document.clone()]).await?;
        }
    }
    Ok(heirs)
}

/// One thing that followed another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession<Id> {
    pub predecessor: Id,
    pub successor: Id,
    pub day: Day,
    pub document: Option<String>,
}

/// What an organisation followed and what followed it, oldest first.
pub async fn of_org(q: &mut impl Query, id: PartyOrgId) -> Result<Vec<Succession<PartyOrgId>>> {
    let sql = "SELECT predecessor_id, successor_id, day, document FROM party_org_succession \
         WHERE predecessor_id = $1 OR successor_id = $1 ORDER BY day, predecessor_id, successor_id";
    successions(q.all(sql, params![id]).await?)
}

/// What a unit followed and what followed it, oldest first.
pub async fn of_unit(q: &mut impl Query, id: UnitId) -> Result<Vec<Succession<UnitId>>> {
    let sql = "SELECT predecessor_id, successor_id, day, document FROM unit_succession \
         WHERE predecessor_id = $1 OR successor_id = $1 ORDER BY day, predecessor_id, successor_id";
    successions(q.all(sql, params![id]).await?)
}

fn successions<Id: From<i64>>(
    rows: Vec<(i64, i64, i64, Option<String>)>,
) -> Result<Vec<Succession<Id>>> {
    let read = |(before, after, day, document)| {
        let (predecessor, successor) = (Id::from(before), Id::from(after));
        Ok(Succession { predecessor, successor, day: day_of(day)?, document })
    };
    rows.into_iter().map(read).collect()
}

fn first<Id: Copy>(heirs: &[Id], predecessors: usize) -> Result<Id, Problem> {
    match heirs.first() {
        Some(first) if predecessors > 0 => Ok(*first),
        _ => Err(Problem::new("succession-nobody")),
    }
}

/// The rest of a link from a day on, to be made anew.
fn again(link: &Link, day: Day, document: Option<&String>) -> NewLink {
    NewLink {
        unit: link.unit,
        org: link.org,
        valid: DayRange { from: link.valid.from.max(day), until: link.valid.until },
        reaches_below: link.reaches_below,
        document: document.cloned().or_else(|| link.document.clone()),
    }
}

/// Makes links, but none where the organisation answers for the unit already.
async fn hand_over(tx: &mut Tx, links: Vec<NewLink>) -> Result<(), Refusal> {
    for new in links {
        let open = coverage::open_of_units(tx, &[new.unit], new.valid.from).await?;
        let is_there = |link: &Link| link.org == new.org && link.valid.overlaps(new.valid);
        if !open.iter().any(is_there) {
            coverage::link(tx, new).await?;
        }
    }
    Ok(())
}

async fn move_seats(tx: &mut Tx, from: &[UnitId], to: UnitId, day: Day) -> Result<(), Refusal> {
    let mut tree = history::load(tx).await?;
    let sql = "SELECT DISTINCT org_id FROM party_org_version \
         WHERE unit_id IN {ids:$1} AND valid_until > $2 ORDER BY org_id";
    let sitting: Vec<(i64,)> = tx.all(sql, params![from, day]).await?;
    for (org,) in sitting {
        let change = Change { seat: Some(to), ..Change::default() };
        history::change_in(tx, &mut tree, PartyOrgId(org), day, &change).await?;
    }
    save(tx, &tree).await
}
