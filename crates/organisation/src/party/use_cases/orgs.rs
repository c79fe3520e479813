//! Founding, changing and closing Party organisations, and looking at them.

use super::{may_at, may_change, may_read};
use crate::members::use_cases::{hand_over, suits_joint};
use crate::party::coverage::Link;
use crate::party::party_org::{OrgKind, OrgNode, OrgStep, PartyOrg, Version};
use crate::party::party_tree::Change;
use crate::party::store::coverage::{self, NewLink};
use crate::party::store::succession::{self, Succession};
use crate::party::store::{history, orgs};
use directory::{Unit, tree};
use kernel::{Action, Day, DayRange, PartyOrgId, Problem, Resource, UnitId};
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;
use store::{Ctx, Query, Refusal};

/// An organisation to be founded, as a person enters it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founding {
    pub name: String,
    pub kind: OrgKind,
    /// `None` for the top.
    pub superior: Option<PartyOrgId>,
    pub seat: UnitId,
    pub from: Day,
    /// Number of the approval.
    pub document: Option<String>,
    /// Whether it answers for the unit of its seat from the first day.
    pub covers_seat: bool,
    /// And for what lies below that unit.
    pub reaches_below: bool,
}

/// Founds an organisation and, if so wanted, links it to the unit of its seat.
pub async fn found(ctx: &Ctx, new: Founding) -> Result<PartyOrgId, Refusal> {
    let mut work = ctx.work().await?;
    let tx = &mut work.tx;
    may_at(ctx, tx, Action::Create, new.seat, new.from).await?;
    if let Some(superior) = new.superior {
        may_change(ctx, tx, superior, new.from).await?;
    }
    let version = Version {
        name: new.name,
        kind: new.kind,
        superior: new.superior,
        seat: new.seat,
        valid: DayRange::since(new.from),
    };
    let after = record(&version, new.document.as_deref());
    let id = history::found(tx, version).await?;
    if new.covers_seat {
        let link = NewLink {
            unit: new.seat,
            org: id,
            valid: DayRange::since(new.from),
            reaches_below: new.reaches_below,
            document: new.document,
        };
        coverage::link(tx, link).await?;
    }
    work.audit("party-org.found", "party-org", id, None, Some(after));
    work.commit().await?;
    Ok(id)
}

/// A change of an organisation, as a person enters it: the whole of what shall hold from the day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub revision: i64,
    pub from: Day,
    pub name: String,
    pub kind: OrgKind,
    /// `None` stays where it is.
    pub superior: Option<PartyOrgId>,
    pub seat: UnitId,
}

impl Edit {
    fn asked(&self) -> Change {
        Change {
            name: Some(self.name.clone()),
            kind: Some(self.kind),
            superior: self.superior,
            seat: Some(self.seat),
        }
    }
}

/// Says what an edit will do, without doing it: the last chapter before and after.
pub async fn preview(
    ctx: &Ctx,
    id: PartyOrgId,
    edit: &Edit,
) -> Result<(Version, Version), Refusal> {
    let q = &mut ctx.read();
    may_edit(ctx, q, id, edit).await?;
    history::plan(q, id, edit.from, &edit.asked()).await
}

/// Changes an organisation from a day on.
pub async fn edit(ctx: &Ctx, id: PartyOrgId, edit: &Edit) -> Result<(Version, Version), Refusal> {
    let mut work = ctx.work().await?;
    may_edit(ctx, &mut work.tx, id, edit).await?;
    let (before, after) =
        history::change(&mut work.tx, id, edit.revision, edit.from, &edit.asked()).await?;
    suits_joint(&mut work.tx, id, edit.from).await?;
    let records = (Some(record(&before, None)), Some(record(&after, None)));
    work.audit("party-org.change", "party-org", id, records.0, records.1);
    work.commit().await?;
    Ok((before, after))
}

async fn may_edit(
    ctx: &Ctx,
    q: &mut impl Query,
    id: PartyOrgId,
    edit: &Edit,
) -> Result<(), Refusal> {
    let org = may_change(ctx, q, id, edit.from).await?;
    if let Some(superior) = edit.superior.filter(|superior| Some(*superior) != org.superior) {
        may_change(ctx, q, superior, edit.from).await?;
    }
    if edit.seat != org.seat {
        may_at(ctx, q, Action::Change, edit.seat, edit.from).await?;
    }
    Ok(())
}

/// The organisation as its last chapter has it, for a form, if the actor may change it.
pub async fn to_edit(ctx: &Ctx, id: PartyOrgId, day: Day) -> Result<PartyOrg, Refusal> {
    let q = &mut ctx.read();
    may_change(ctx, q, id, day).await?;
    orgs::org_near(q, id, Day::FOREVER).await?.ok_or(Refusal::NotFound)
}

/// What an organisation answers for on a day or later: what its closing must settle.
pub async fn open_links(ctx: &Ctx, id: PartyOrgId, from: Day) -> Result<Vec<Link>, Refusal> {
    let q = &mut ctx.read();
    may_change(ctx, q, id, from).await?;
    Ok(coverage::open_of_org(q, id, from).await?)
}

/// Closes an organisation from a day on, ends what it answers for if so wanted, and has another branch
/// count its members.
pub async fn close(
    ctx: &Ctx,
    id: PartyOrgId,
    revision: i64,
    from: Day,
    with_links: bool,
    members_to: Option<PartyOrgId>,
) -> Result<PartyOrg, Refusal> {
    let mut work = ctx.work().await?;
    let org = may_change(ctx, &mut work.tx, id, from).await?;
    let links = coverage::open_of_org(&mut work.tx, id, from).await?;
    if let Some(to) = members_to {
        hand_over(ctx, &mut work.tx, &org, to, from).await?;
    }
    history::close(&mut work.tx, id, revision, from, with_links).await?;
    let units: Vec<i64> = links.iter().map(|link| link.unit.0).collect();
    let before = json!({ "name": org.name, "kind": org.kind.name(), "units": units });
    let after = json!({ "closed_from": from.to_string() });
    let records = (Some(before.to_string()), Some(after.to_string()));
    work.audit("party-org.close", "party-org", id, records.0, records.1);
    work.commit().await?;
    Ok(org)
}

/// An organisation as the audit keeps it.
fn record(version: &Version, document: Option<&str>) -> String {
    json!({
        "name": version.name,
        "kind": version.kind.name(),
        "superior": version.superior.map(|superior| superior.0),
        "seat": version.seat.0,
        "from": version.valid.from.to_string(),
        "last": version.valid.last_day().map(|day| day.to_string()),
        "document": document,
    })
    .to_string()
}

/// Where the reader's tree of organisations begins.
pub async fn tops(ctx: &Ctx, day: Day) -> Result<Arc<Vec<OrgNode>>, Refusal> {
    let scope = ctx.scope(Action::Read, Resource::PartyOrg);
    let found = async { Ok(orgs::tops(&mut ctx.read(), &scope, day).await?) };
    ctx.derived(format!("tops of organisations {:?} {day}", scope.roots()), found).await
}

/// The organisations directly below one that the reader may see.
pub async fn children(ctx: &Ctx, id: PartyOrgId, day: Day) -> Result<Vec<OrgNode>, Refusal> {
    let q = &mut ctx.read();
    may_read(ctx, q, id, day).await?;
    let nodes = orgs::children(q, id, day).await?;
    let scope = ctx.scope(Action::Read, Resource::PartyOrg);
    let seats: Vec<UnitId> = nodes.iter().map(|node| node.org.seat).collect();
    let seen = tree::within_scope(q, &seats, &scope, day).await?;
    Ok(nodes.into_iter().filter(|node| seen.contains(&node.org.seat)).collect())
}

/// Every organisation of the day that the actor may take along, each after those founded before it, with
/// the units where they have their seats.
pub async fn everything(
    ctx: &Ctx,
    day: Day,
) -> Result<(Vec<PartyOrg>, HashMap<UnitId, Unit>), Refusal> {
    let scope = ctx.scope(Action::Export, Resource::PartyOrg);
    let q = &mut ctx.read();
    let mut all = orgs::search(q, &scope, "", day, i64::MAX).await?;
    all.sort_by_key(|org| org.id);
    let seats: Vec<UnitId> = all.iter().map(|org| org.seat).collect();
    Ok((all, tree::units_near(q, &seats, day).await?))
}

/// Organisations of the reader's scope by name, at most so many.
pub async fn search(ctx: &Ctx, text: &str, day: Day, limit: i64) -> Result<Vec<PartyOrg>, Refusal> {
    let scope = ctx.scope(Action::Read, Resource::PartyOrg);
    Ok(orgs::search(&mut ctx.read(), &scope, text, day, limit).await?)
}

/// The one organisation that bears this name on the day, among those the actor may see.
///
/// # Errors
/// `party-org-unknown`, `party-org-several`, at `field`.
pub async fn choose(ctx: &Ctx, text: &str, day: Day, field: &str) -> Result<PartyOrgId, Refusal> {
    let scope = ctx.scope(Action::Read, Resource::PartyOrg);
    let named = orgs::named(&mut ctx.read(), &scope, text, day).await?;
    let code = match &named[..] {
        [org] => return Ok(org.id),
        [] => "party-org-unknown",
        _ => "party-org-several",
    };
    Err(Problem { code, ..Problem::new("party-org-unknown") }
        .arg("text", text)
        .arg("day", day)
        .at(field)
        .into())
}

/// A link with the name of the unit at its other end, and whether the reader may visit that.
#[derive(Clone, Debug)]
pub struct Answered {
    pub link: Link,
    pub unit: String,
}

/// Links with the names of their units, of the units that the reader may see.
async fn named_links(
    ctx: &Ctx,
    q: &mut impl Query,
    links: Vec<Link>,
    day: Day,
) -> Result<Vec<Answered>, Refusal> {
    let ids: Vec<UnitId> = links.iter().map(|link| link.unit).collect();
    let units = tree::units_near(q, &ids, day).await?;
    let scope = ctx.scope(Action::Read, Resource::Unit);
    let mut seen = tree::within_scope(q, &ids, &scope, day).await?;
    // Those that do not exist on the day are decided by where they stood last, or first.
    for unit in units.values().filter(|unit| !unit.valid.contains(day)) {
        let path = tree::path_ids(q, unit.id, day).await?;
        seen.extend(ctx.can(Action::Read, Resource::Unit, &path).then_some(unit.id));
    }
    let named = links.into_iter().filter(|link| seen.contains(&link.unit)).filter_map(|link| {
        let unit = units.get(&link.unit)?.name.clone();
        Some(Answered { link, unit })
    });
    Ok(named.collect())
}

/// What an organisation answers for on a day or later, of the units that the reader may see.
pub async fn answered(ctx: &Ctx, id: PartyOrgId, from: Day) -> Result<Vec<Answered>, Refusal> {
    let q = &mut ctx.read();
    may_read(ctx, q, id, from).await?;
    let links = coverage::open_of_org(q, id, from).await?;
    named_links(ctx, q, links, from).await
}

/// The names of organisations near the day.
pub async fn names(
    ctx: &Ctx,
    ids: &[PartyOrgId],
    day: Day,
) -> Result<HashMap<PartyOrgId, String>, Refusal> {
    let orgs = orgs::orgs_near(&mut ctx.read(), ids, day).await?;
    Ok(orgs.into_iter().map(|(id, org)| (id, org.name)).collect())
}

/// Everything about one organisation as of a day.
#[derive(Clone, Debug)]
pub struct Portrait {
    pub org: PartyOrg,
    /// Whether it exists on the day; else it is as it was last, or at first.
    pub exists: bool,
    pub way: Vec<OrgStep>,
    pub seat: String,
    pub history: Vec<Version>,
    /// What it answers for or did, of the units that the reader may see.
    pub links: Vec<Answered>,
    pub children: Vec<OrgNode>,
    pub successions: Vec<Succession<PartyOrgId>>,
    /// Names of organisations and units in the history.
    pub orgs: HashMap<PartyOrgId, String>,
    pub seats: HashMap<UnitId, String>,
    pub may_change: bool,
}

/// One organisation with its history.
pub async fn portrait(ctx: &Ctx, id: PartyOrgId, day: Day) -> Result<Portrait, Refusal> {
    let q = &mut ctx.read();
    let (org, path) = may_read(ctx, q, id, day).await?;
    let near = day.max(org.valid.from).min(org.valid.until.plus_days(-1));
    let history = orgs::versions(q, id).await?;
    let successions = succession::of_org(q, id).await?;
    let mut named: Vec<PartyOrgId> = history.iter().filter_map(|v| v.superior).collect();
    named.extend(successions.iter().flat_map(|s| [s.predecessor, s.successor]));
    let named = orgs::orgs_near(q, &named, near).await?;
    let mut seats = HashMap::new();
    for version in &history {
        if let Some(unit) = tree::unit_near(q, version.seat, version.valid.from.max(near)).await? {
            seats.insert(unit.id, unit.name);
        }
    }
    let links = coverage::of_org(q, id).await?;
    let links = named_links(ctx, q, links, day).await?;
    let exists = org.valid.contains(day);
    Ok(Portrait {
        exists,
        way: orgs::path(q, id, near).await?,
        seat: seats.get(&org.seat).cloned().unwrap_or_default(),
        history,
        links,
        children: if exists { children(ctx, id, day).await? } else { Vec::new() },
        successions,
        orgs: named.into_iter().map(|(id, org)| (id, org.name)).collect(),
        seats,
        may_change: exists && ctx.can(Action::Change, Resource::PartyOrg, &path),
        org,
    })
}
