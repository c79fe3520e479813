//! Party organisations: their lists and one of them.

use super::{StepAnswer, first_day, last_day};
use crate::members::store::{Listing, Order};
use crate::members::use_cases as members;
use crate::party::party_org::{OrgNode, PartyOrg};
use crate::party::use_cases::orgs::{self, Portrait};
use axum::extract::Path;
use kernel::PartyOrgId;
use serde::Serialize;
use store::Refusal;
use utoipa::ToSchema;
use web_kit::api::{self, List, Slice};
use web_kit::{Answer, Web};

/// Organisations of a scope that a search goes through at the most; no enterprise has as many.
const ALL: i64 = 100_000;

/// A Party organisation as it is on the day.
#[derive(Serialize, ToSchema)]
#[schema(as = PartyOrg)]
pub(super) struct OrgAnswer {
    id: i64,
    name: String,
    /// `committee`, `general-branch`, `branch`, `joint-branch`, `temporary-branch` or `group`.
    kind: &'static str,
    /// The organisation directly above; null for the top.
    superior: Option<i64>,
    /// The unit where it has its seat.
    seat: i64,
    /// What a change must name.
    revision: i64,
    /// The first day of this chapter of it; null when nobody knows it.
    #[schema(format = Date)]
    from: Option<String>,
    /// Its last day; null while no end is known.
    #[schema(format = Date)]
    last: Option<String>,
    /// How many stand directly under it; null where it was not counted.
    children: Option<i64>,
    /// How many units it is linked to on the day; null where it was not counted.
    units: Option<i64>,
}

impl OrgAnswer {
    fn new(org: PartyOrg) -> Self {
        Self {
            id: org.id.0,
            name: org.name,
            kind: org.kind.name(),
            superior: org.superior.map(|superior| superior.0),
            seat: org.seat.0,
            revision: org.revision,
            from: first_day(org.valid.from),
            last: last_day(org.valid),
            children: None,
            units: None,
        }
    }

    fn counted(node: OrgNode) -> Self {
        let (children, units) = (Some(node.children), Some(node.units));
        Self { children, units, ..Self::new(node.org) }
    }
}

/// A Party organisation with how it came to be and what it answers for.
#[derive(Serialize, ToSchema)]
#[schema(as = PartyOrgInFull)]
pub(super) struct OrgInFull {
    #[serde(flatten)]
    org: OrgAnswer,
    /// Whether it exists on the day; else it is told as it was last, or at first.
    exists: bool,
    seat_name: String,
    /// The way to it from the top.
    path: Vec<StepAnswer>,
    /// Every chapter, the oldest first.
    history: Vec<OrgChapter>,
    /// The units that it answers for or did.
    links: Vec<UnitOfOrg>,
}

/// What a Party organisation was for some days.
#[derive(Serialize, ToSchema)]
struct OrgChapter {
    name: String,
    kind: &'static str,
    superior: Option<i64>,
    seat: i64,
    #[schema(format = Date)]
    from: Option<String>,
    #[schema(format = Date)]
    last: Option<String>,
}

/// A unit that a Party organisation answers for or did.
#[derive(Serialize, ToSchema)]
struct UnitOfOrg {
    unit: i64,
    name: String,
    #[schema(format = Date)]
    from: Option<String>,
    #[schema(format = Date)]
    last: Option<String>,
    reaches_below: bool,
    document: Option<String>,
    revision: i64,
}

/// Party organisations: the tops of one's part, those directly under `superior`, or those found by `q`.
#[utoipa::path(get, path = "/api/v1/party-orgs", tag = "organisation",
    params(
        Slice,
        ("superior" = Option<i64>, Query, description = "Only those directly under this organisation."),
    ),
    responses((status = 200, body = List<OrgAnswer>)))]
pub(super) async fn list_party_orgs(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let day = slice.as_of;
    let superior: Option<PartyOrgId> = api::parameter(&web, "superior")?;
    let orgs: Vec<OrgAnswer> = if slice.q.is_empty() {
        let nodes = match superior {
            Some(superior) => orgs::children(&web, superior, day).await?,
            None => orgs::tops(&web, day).await?.to_vec(),
        };
        nodes.into_iter().map(OrgAnswer::counted).collect()
    } else {
        let mut found = orgs::search(&web, &slice.q, day, ALL).await?;
        found.retain(|org| superior.is_none() || org.superior == superior);
        found.into_iter().map(OrgAnswer::new).collect()
    };
    let total = orgs.len() as i64;
    api::json(&List { items: slice.cut(orgs), total })
}

/// One Party organisation with its history and what it answers for.
#[utoipa::path(get, path = "/api/v1/party-orgs/{id}", tag = "organisation",
    params(("id" = i64, Path), ("as_of" = Option<String>, Query, format = Date)),
    responses((status = 200, body = OrgInFull)))]
pub(super) async fn show_party_org(web: Web, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Refusal::NotFound)?;
    api::json(&in_full(orgs::portrait(&web, id, web.as_of).await?))
}

fn in_full(portrait: Portrait) -> OrgInFull {
    let chapter = |version: crate::party::party_org::Version| OrgChapter {
        name: version.name,
        kind: version.kind.name(),
        superior: version.superior.map(|superior| superior.0),
        seat: version.seat.0,
        from: first_day(version.valid.from),
        last: last_day(version.valid),
    };
    let link = |one: orgs::Answered| UnitOfOrg {
        unit: one.link.unit.0,
        name: one.unit,
        from: first_day(one.link.valid.from),
        last: last_day(one.link.valid),
        reaches_below: one.link.reaches_below,
        document: one.link.document,
        revision: one.link.revision,
    };
    let step =
        |step: crate::party::party_org::OrgStep| StepAnswer { id: step.id.0, name: step.name };
    OrgInFull {
        exists: portrait.exists,
        seat_name: portrait.seat,
        path: portrait.way.into_iter().map(step).collect(),
        history: portrait.history.into_iter().map(chapter).collect(),
        links: portrait.links.into_iter().map(link).collect(),
        org: OrgAnswer::new(portrait.org),
    }
}

/// A member whom an organisation or one under it counts on the day.
#[derive(Serialize, ToSchema)]
#[schema(as = Member)]
pub(super) struct MemberAnswer {
    person: i64,
    name: String,
    staff_number: Option<String>,
    /// `full`, `probationary` or another status.
    status: &'static str,
    /// Since when; null when nobody knows it.
    #[schema(format = Date)]
    since: Option<String>,
    /// The organisation that counts her.
    org: i64,
    /// The unit where she works; null when nowhere.
    unit: Option<i64>,
}

/// The members of a Party organisation and of those under it, by name.
#[utoipa::path(get, path = "/api/v1/party-orgs/{id}/members", tag = "organisation",
    params(("id" = i64, Path), Slice), responses((status = 200, body = List<MemberAnswer>)))]
pub(super) async fn list_members(web: Web, Path(id): Path<String>) -> Answer {
    let slice = Slice::of(&web)?;
    let listing = Listing {
        org: id.parse().map_err(|_| Refusal::NotFound)?,
        day: slice.as_of,
        text: &slice.q,
        order: Order::Name,
        descending: false,
        offset: slice.offset,
        limit: slice.limit,
    };
    let list = members::list(&web, &listing, false).await?;
    let (total, units) = (list.total, list.units);
    let item = |member: crate::members::store::Member| MemberAnswer {
        unit: units.get(&member.person.id).map(|(unit, _)| unit.0),
        person: member.person.id.0,
        name: member.person.name,
        staff_number: member.person.staff_number,
        status: member.status.name(),
        since: first_day(member.since),
        org: member.org.0,
    };
    api::json(&List { items: list.members.into_iter().map(item).collect(), total })
}
