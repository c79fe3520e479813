//! What Party affairs do with members, and what those may see whose work needs it.

use crate::form::{JointFault, Members, joint_fault};
use crate::members::status::{self, Status};
use crate::members::store::{self as counts, Listing, Member};
use crate::party::party_org::{OrgKind, PartyOrg};
use crate::party::store::{coverage, orgs};
use crate::people::facts::{Placing, Span};
use crate::people::store::{facts, placed};
use crate::people::use_cases as people_cases;
use directory::{people, tree};
use kernel::{Action, Day, DayRange, PartyOrgId, PersonId, Problem, Resource, UnitId};
use serde_json::json;
use std::collections::HashMap;
use store::{Ctx, Query, Refusal, Tx};

/// Which organisation counts a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub span: Span<PartyOrgId>,
    /// As the organisation was called at last in these days.
    pub org: String,
}

/// How a person stands in the Party: everything that ever held, the latest first.
#[derive(Clone, Debug)]
pub struct Standing {
    pub status: Vec<Span<Status>>,
    pub counted: Vec<Counted>,
    pub may_change: bool,
}

/// How a person stands in the Party; `None` for whoever may not see it.
pub async fn standing(ctx: &Ctx, id: PersonId, day: Day) -> Result<Option<Standing>, Refusal> {
    let q = &mut ctx.read();
    let path = path(q, id, day).await?;
    if !ctx.can(Action::Read, Resource::Membership, &path) {
        return Ok(None);
    }
    let mut status: Vec<Span<Status>> = facts::history(q, id).await?;
    status.reverse();
    let mut counted = Vec::new();
    for span in facts::history::<PartyOrgId>(q, id).await?.into_iter().rev() {
        let org = counting(q, span, ctx.now.today).await?;
        if ctx.withheld.shows(org.seat) {
            counted.push(Counted { org: org.name, span });
        }
    }
    let may_change = ctx.can(Action::Change, Resource::Membership, &path);
    Ok(Some(Standing { status, counted, may_change }))
}

/// The organisation that counts a member.
async fn counting(
    q: &mut impl Query,
    span: Span<PartyOrgId>,
    today: Day,
) -> Result<PartyOrg, Refusal> {
    let near = today.min(span.valid.until.plus_days(-1)).max(span.valid.from);
    orgs::org_near(q, span.fact, near).await?.ok_or(Refusal::NotFound)
}

/// By what policy decides about a member: the seat of the organisation that counts her on the day, else
/// the unit where she works.
async fn path(q: &mut impl Query, id: PersonId, day: Day) -> Result<Vec<UnitId>, Refusal> {
    let counted: Option<Span<PartyOrgId>> = facts::on(q, id, day).await?;
    let org = match counted {
        Some(span) => orgs::org_near(q, span.fact, day).await?,
        None => None,
    };
    match org {
        Some(org) => Ok(tree::path_ids(q, org.seat, day).await?),
        None => people_cases::path(q, id, day).await,
    }
}

/// The actor may change how this person stands, today and on the day; takes the next revision.
async fn begin(
    ctx: &Ctx,
    tx: &mut Tx,
    id: PersonId,
    revision: i64,
    day: Day,
) -> Result<(), Refusal> {
    for day in [ctx.now.today, day] {
        people_cases::may(ctx, tx, Action::Read, id, day).await?;
        let path = path(tx, id, day).await?;
        ctx.may(Action::Change, Resource::Membership, &path)?;
    }
    people::touch(tx, id, revision).await
}

/// What the audit says of a change: which fact and from when on, never its value.
fn record(fact: &str, from: Day) -> Option<String> {
    Some(json!({ "fact": fact, "from": from.to_string() }).to_string())
}

/// Makes a person a probationary or full member from a day on.
///
/// # Errors
/// `party-status-known`, `party-status-later`, `party-status-backwards`; the conflict `person-changed`.
pub async fn set_status(
    ctx: &Ctx,
    id: PersonId,
    revision: i64,
    status: Status,
    from: Day,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let tx = &mut work.tx;
    begin(ctx, tx, id, revision, from).await?;
    let spans = facts::history(tx, id).await?;
    let placing = status::placed(&spans, status, from).map_err(|problem| problem.at("status"))?;
    if placing == Placing::Known {
        return Err(Problem::new("party-status-known").at("status").into());
    }
    facts::begin(tx, id, status, placing, DayRange::since(from)).await?;
    work.audit("member.status", "person", id, None, record("status", from));
    Ok(work.commit().await?)
}

/// Has an organisation count a member from a day on. Where another counts her then, that is refused
/// with both names, unless she moves.
///
/// # Errors
/// `member-no-status`, `member-not-a-branch`, `member-beyond-org`, `member-counted-here`,
/// `member-counted-twice`, `member-counted-later`; the conflict `person-changed`.
pub async fn count_in(
    ctx: &Ctx,
    id: PersonId,
    revision: i64,
    org: PartyOrgId,
    from: Day,
    is_move: bool,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let tx = &mut work.tx;
    begin(ctx, tx, id, revision, from).await?;
    let (org, until) = branch(ctx, tx, org, from).await?;
    if facts::on::<Status>(tx, id, from).await?.is_none() {
        return Err(Problem::new("member-no-status").arg("day", from).at("counted_from").into());
    }
    let placing = facts::placed(tx, id, org.id, from).await?.map_err(|later| {
        Problem::new("member-counted-later").arg("day", later.valid.from).at("counted_from")
    })?;
    match placing {
        Placing::Known => {
            return Err(Problem::new("member-counted-here").arg("org", org.name).at("org").into());
        }
        Placing::Follows(old) | Placing::Corrects(old) if !is_move => {
            let other = counting(tx, old, from).await?.name;
            return Err(twice(&other, &org.name).at("org").into());
        }
        _ => {}
    }
    let valid = DayRange { from, until };
    facts::begin(tx, id, org.id, placing, valid).await?;
    work.audit("member.count", "person", id, None, record("affiliation", from));
    Ok(work.commit().await?)
}

/// The problem of a member whom two organisations would count.
pub(super) fn twice(other: &str, org: &str) -> Problem {
    Problem::new("member-counted-twice").arg("other", other).arg("org", org)
}

/// The branch that is to count a member from a day on, and the end of its days.
async fn branch(
    ctx: &Ctx,
    q: &mut impl Query,
    id: PartyOrgId,
    from: Day,
) -> Result<(PartyOrg, Day), Refusal> {
    let org = orgs::org_near(q, id, from).await?.ok_or(Refusal::NotFound)?;
    let path = tree::path_ids(q, org.seat, from).await?;
    ctx.may(Action::Read, Resource::PartyOrg, &path)?;
    ctx.may(Action::Change, Resource::Membership, &path)?;
    let versions = orgs::versions(q, id).await?;
    let until = versions.last().map_or(from, |last| last.valid.until);
    let first = versions.first().map_or(from, |first| first.valid.from);
    if from < first || from >= until {
        return Err(Problem::new("member-beyond-org")
            .arg("org", org.name)
            .arg("from", first)
            .arg("last", until.plus_days(-1))
            .at("counted_from")
            .into());
    }
    if !org.kind.is_branch() {
        return Err(Problem::new("member-not-a-branch").arg("org", org.name).at("org").into());
    }
    Ok((org, until))
}

/// Ends membership: the day is the first on which the person is no member and nobody counts her.
///
/// # Errors
/// `member-none`; the conflict `person-changed`.
pub async fn end(ctx: &Ctx, id: PersonId, revision: i64, from: Day) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let tx = &mut work.tx;
    begin(ctx, tx, id, revision, from).await?;
    let status: Option<Span<Status>> = facts::on(tx, id, from).await?;
    let counted: Option<Span<PartyOrgId>> = facts::on(tx, id, from).await?;
    if status.is_none() && counted.is_none() {
        return Err(Problem::new("member-none").arg("day", from).at("ended").into());
    }
    if let Some(span) = status {
        facts::end(tx, id, span, from).await?;
    }
    if let Some(span) = counted {
        facts::end(tx, id, span, from).await?;
    }
    work.audit("member.end", "person", id, None, record("membership", from));
    Ok(work.commit().await?)
}

/// The members of an organisation on a day, in numbers.
#[derive(Clone, Debug)]
pub struct Strength {
    /// Whom it counts itself.
    pub own: Members,
    /// With those under it.
    pub all: Members,
    /// Of a joint branch, by the units that it answers for.
    pub by_unit: Vec<(UnitId, String, Members)>,
}

/// How many members an organisation has; `None` for whoever may not know.
pub async fn strength(ctx: &Ctx, org: &PartyOrg, day: Day) -> Result<Option<Strength>, Refusal> {
    let q = &mut ctx.read();
    let path = tree::path_ids(q, org.seat, day).await?;
    if !ctx.can(Action::Read, Resource::Membership, &path) {
        return Ok(None);
    }
    let (own, all) = counts::counted(q, org.id, day).await?;
    let mut by_unit = Vec::new();
    if org.kind == OrgKind::JointBranch {
        let units = answered(q, org.id, day).await?;
        let members = counts::working_in(q, &units, Some(org.id), day).await?;
        for unit in units {
            let members = members.get(&unit).copied().unwrap_or_default();
            if let Some(unit) = tree::unit_on(q, unit, day).await? {
                by_unit.push((unit.id, unit.name, members));
            }
        }
    }
    Ok(Some(Strength { own, all, by_unit }))
}

/// The units that an organisation answers for on the day.
async fn answered(q: &mut impl Query, org: PartyOrgId, day: Day) -> Result<Vec<UnitId>, Refusal> {
    let links = coverage::open_of_org(q, org, day).await?;
    Ok(links.into_iter().filter(|link| link.valid.contains(day)).map(|link| link.unit).collect())
}

/// Members who work in a unit or below on the day; `None` for whoever may not know.
pub async fn at_unit(ctx: &Ctx, unit: UnitId, day: Day) -> Result<Option<Members>, Refusal> {
    let q = &mut ctx.read();
    let path = tree::path_ids(q, unit, day).await?;
    if path.is_empty() || !ctx.can(Action::Read, Resource::Membership, &path) {
        return Ok(None);
    }
    Ok(Some(counts::working_in(q, &[unit], None, day).await?.remove(&unit).unwrap_or_default()))
}

/// Refuses a joint branch all of whose units have members enough for a branch of their own.
///
/// # Errors
/// `joint-branch-not-needed`.
pub(crate) async fn suits_joint(
    q: &mut impl Query,
    org: PartyOrgId,
    day: Day,
) -> Result<(), Refusal> {
    let Some(org) = orgs::org_on(q, org, day).await? else { return Ok(()) };
    if org.kind != OrgKind::JointBranch {
        return Ok(());
    }
    let units = answered(q, org.id, day).await?;
    let members = counts::working_in(q, &units, None, day).await?;
    let each: Vec<Members> =
        units.iter().map(|unit| members.get(unit).copied().unwrap_or_default()).collect();
    match joint_fault(&each) {
        None => Ok(()),
        Some(JointFault::EachCouldStandAlone) => {
            Err(Problem::new("joint-branch-not-needed").arg("n", units.len()).at("org").into())
        }
    }
}

/// A page of the members of an organisation and of those under it.
#[derive(Clone, Debug)]
pub struct List {
    pub org: PartyOrg,
    pub members: Vec<Member>,
    pub total: i64,
    pub orgs: HashMap<PartyOrgId, String>,
    /// Where each works on the day.
    pub units: HashMap<PersonId, (UnitId, String)>,
    /// Whether the reader may visit the people.
    pub may_visit: bool,
    pub may_import: bool,
}

/// The members of an organisation by name, for those who may see them.
pub async fn list(ctx: &Ctx, listing: &Listing<'_>, is_export: bool) -> Result<List, Refusal> {
    let q = &mut ctx.read();
    let org = orgs::org_near(q, listing.org, listing.day).await?.ok_or(Refusal::NotFound)?;
    let path = tree::path_ids(q, org.seat, listing.day).await?;
    let action = if is_export { Action::Export } else { Action::Read };
    ctx.may(action, Resource::Membership, &path)?;
    let (members, total) = counts::list(q, listing).await?;
    let ids: Vec<PersonId> = members.iter().map(|member| member.person.id).collect();
    let counting: Vec<PartyOrgId> = members.iter().map(|member| member.org).collect();
    let named = orgs::orgs_near(q, &counting, listing.day).await?;
    Ok(List {
        total,
        orgs: named.into_iter().map(|(id, org)| (id, org.name)).collect(),
        units: placed::units(q, &ids, listing.day).await?,
        may_visit: ctx.can(Action::Read, Resource::Person, &path),
        may_import: ctx.can(Action::Import, Resource::Membership, &path),
        members,
        org,
    })
}

/// How many members an organisation that closes still counts on a day or later, and whether the actor
/// may have another count them.
pub async fn still_counted(ctx: &Ctx, org: &PartyOrg, from: Day) -> Result<(i64, bool), Refusal> {
    let q = &mut ctx.read();
    let (_, total) = facts::open::<PartyOrgId>(q, &[org.id.0], from, 1).await?;
    let path = tree::path_ids(q, org.seat, from).await?;
    Ok((total, ctx.can(Action::Change, Resource::Membership, &path)))
}

/// Has another branch count the members of an organisation that closes, in the closing's own
/// transaction; returns how many.
///
/// # Errors
/// As [`count_in`]; `member-closes-too`.
pub(crate) async fn hand_over(
    ctx: &Ctx,
    tx: &mut Tx,
    from_org: &PartyOrg,
    to: PartyOrgId,
    day: Day,
) -> Result<i64, Refusal> {
    people::lock(tx).await?;
    let path = tree::path_ids(tx, from_org.seat, day).await?;
    ctx.may(Action::Change, Resource::Membership, &path)?;
    let (heir, until) = branch(ctx, tx, to, day).await?;
    if heir.id == from_org.id || until != Day::FOREVER {
        return Err(Problem::new("member-closes-too")
            .arg("org", heir.name)
            .at("members_to")
            .into());
    }
    let (_, total) = facts::open::<PartyOrgId>(tx, &[from_org.id.0], day, 1).await?;
    facts::hand_over(tx, &[from_org.id.0], day, Some(heir.id)).await?;
    Ok(total)
}
