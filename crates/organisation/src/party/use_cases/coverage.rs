//! Who answers for what: linking and ending, the monitor, one unit's answer.

use super::{may_at, may_read};
use crate::members::use_cases::suits_joint;
use crate::party::coverage::{How, Link, lag};
use crate::party::party_org::OrgKind;
use crate::party::store::coverage::{self, NewLink};
use crate::party::store::resolution::{self, List, Listing};
use crate::party::store::{history, orgs};
use directory::tree;
use kernel::{Action, Day, PartyOrgId, Resource, Scope, UnitId};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::{Ctx, Query, Refusal};

/// Links an organisation to a unit; a change of organisations at that unit.
pub async fn link(ctx: &Ctx, new: NewLink) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let day = new.valid.from;
    may_at(ctx, &mut work.tx, Action::Change, new.unit, day).await?;
    may_read(ctx, &mut work.tx, new.org, day).await?;
    let (unit, after) = (new.unit, record(&new));
    let org = new.org;
    coverage::link(&mut work.tx, new).await?;
    suits_joint(&mut work.tx, org, day).await?;
    work.audit("coverage.link", "unit", unit, None, Some(after));
    Ok(work.commit().await?)
}

/// A link as it is named to be ended: the unit, the organisation and the day on which it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    pub unit: UnitId,
    pub org: PartyOrgId,
    pub from: Day,
}

/// Ends a link; the day is the first on which it no longer holds.
pub async fn end(ctx: &Ctx, named: Named, revision: i64, until: Day) -> Result<Link, Refusal> {
    let Named { unit, org, from } = named;
    let mut work = ctx.work().await?;
    may_at(ctx, &mut work.tx, Action::Change, unit, ctx.now.today).await?;
    may_read(ctx, &mut work.tx, org, from).await?;
    history::lock(&mut work.tx).await?;
    let link = coverage::end(&mut work.tx, unit, org, from, revision, until).await?;
    let before = json!({ "org": org.0, "from": from.to_string() }).to_string();
    let after =
        json!({ "org": org.0, "from": from.to_string(), "until": until.to_string() }).to_string();
    work.audit("coverage.end", "unit", unit, Some(before), Some(after));
    work.commit().await?;
    Ok(link)
}

fn record(new: &NewLink) -> String {
    json!({
        "org": new.org.0,
        "from": new.valid.from.to_string(),
        "last": new.valid.last_day().map(|day| day.to_string()),
        "reaches_below": new.reaches_below,
        "document": new.document,
    })
    .to_string()
}

/// An organisation that answers, as a reader is shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answering {
    pub link: Link,
    pub name: String,
    pub kind: OrgKind,
    pub seat: UnitId,
    /// Whether the reader may visit it.
    pub may_read: bool,
}

/// Who answers for a unit on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub how: How,
    /// The unit above whose links answer, with its name; `None` when the unit's own do.
    pub above: Option<String>,
    pub answering: Vec<Answering>,
    pub lag: Option<i64>,
    /// Whether the reader may link an organisation to it.
    pub may_link: bool,
}

/// Who answers for a unit; `None` when the reader may see no organisation there.
pub async fn answer(ctx: &Ctx, unit: UnitId, day: Day) -> Result<Option<Answer>, Refusal> {
    let q = &mut ctx.read();
    let path = tree::path_ids(q, unit, day).await?;
    if !ctx.can(Action::Read, Resource::PartyOrg, &path) {
        return Ok(None);
    }
    let resolved = resolution::resolve(q, unit, day).await?;
    let mut named = answering(ctx, q, resolved.links, day).await?;
    let source = resolved.source.unwrap_or(unit);
    let answering = named.remove(&source).unwrap_or_default();
    let above = if source == unit { None } else { tree::unit_on(q, source, day).await? };
    let direct = answering.iter().map(|one| How::direct(one.kind, one.seat == unit)).min();
    let start = resolution::starts(q, &[unit], day).await?.remove(&unit);
    Ok(Some(Answer {
        how: match (resolved.source, &above) {
            (None, _) => How::Uncovered,
            (_, Some(_)) => How::Above,
            (_, None) => direct.unwrap_or(How::Uncovered),
        },
        above: above.map(|unit| unit.name),
        answering,
        lag: start.and_then(|start| lag(start.since, start.first_covered)),
        may_link: ctx.can(Action::Change, Resource::PartyOrg, &path),
    }))
}

/// Names the organisations of links, by unit.
async fn answering(
    ctx: &Ctx,
    q: &mut impl Query,
    links: Vec<Link>,
    day: Day,
) -> Result<HashMap<UnitId, Vec<Answering>>, Refusal> {
    let ids: Vec<PartyOrgId> = links.iter().map(|link| link.org).collect();
    let orgs = orgs::orgs_near(q, &ids, day).await?;
    let seats: Vec<UnitId> = orgs.values().map(|org| org.seat).collect();
    let scope = ctx.scope(Action::Read, Resource::PartyOrg);
    let seen = tree::within_scope(q, &seats, &scope, day).await?;
    let mut named: HashMap<UnitId, Vec<Answering>> = HashMap::new();
    for link in links {
        let Some(org) = orgs.get(&link.org) else { continue };
        let (name, may_read) = (org.name.clone(), seen.contains(&org.seat));
        let one = Answering { name, kind: org.kind, seat: org.seat, may_read, link };
        named.entry(one.link.unit).or_default().push(one);
    }
    Ok(named)
}

/// To which of these units the actor may link an organisation on the day.
pub async fn linkable(ctx: &Ctx, units: &[UnitId], day: Day) -> Result<HashSet<UnitId>, Refusal> {
    let scope = ctx.scope(Action::Change, Resource::PartyOrg);
    Ok(tree::within_scope(&mut ctx.read(), units, &scope, day).await?.into_iter().collect())
}

/// A page of the monitor: units with how they resolve, and by whom.
pub type Monitored = (List, HashMap<UnitId, Vec<Answering>>);

/// The monitor: a page of units with how they resolve, and by whom.
pub async fn monitor(ctx: &Ctx, listing: &Listing<'_>) -> Result<Arc<Monitored>, Refusal> {
    let scope = ctx.scope(Action::Read, Resource::PartyOrg);
    let of = format!("coverage {:?} {listing:?}", scope.roots());
    ctx.derived_page(of, listing.limit, resolved(ctx, &scope, listing)).await
}

async fn resolved(ctx: &Ctx, scope: &Scope, listing: &Listing<'_>) -> Result<Monitored, Refusal> {
    let q = &mut ctx.read();
    let list = resolution::list(q, scope, listing).await?;
    let sources: Vec<UnitId> = list.lines.iter().filter_map(|line| line.source).collect();
    let links = coverage::on_units(q, &sources, listing.day).await?;
    let links = links.into_values().flatten().collect();
    let named = answering(ctx, q, links, listing.day).await?;
    Ok((list, named))
}

/// Every link of a unit on a day or later: what its closing must settle.
pub async fn open_of_unit(
    ctx: &Ctx,
    units: &[UnitId],
    from: Day,
) -> Result<Vec<Answering>, Refusal> {
    let q = &mut ctx.read();
    let links = coverage::open_of_units(q, units, from).await?;
    let named = answering(ctx, q, links, from).await?;
    Ok(named.into_values().flatten().collect())
}

/// The unit that a link is made for, if the actor may link there.
pub async fn to_link(ctx: &Ctx, unit: UnitId, day: Day) -> Result<directory::Unit, Refusal> {
    let q = &mut ctx.read();
    may_at(ctx, q, Action::Change, unit, day).await?;
    tree::unit_near(q, unit, day).await?.ok_or(Refusal::NotFound)
}
