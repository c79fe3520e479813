//! One Party organisation: where it stands, what it answers for, how it came to be.

use super::office::{self, OfficePart};
use super::{at_org, org_id};
use crate::form::{self, Members};
use crate::governance::pages::seats::{self, Seats};
use crate::governance::tenure::Seat;
use crate::members::use_cases::strength;
use crate::pages::{as_of, at_unit};
use crate::party::party_org::{OrgKind, PartyOrg};
use crate::party::use_cases::office::{Equipment, equipment};
use crate::party::use_cases::orgs::{self, Answered, Portrait};
use askama::Template;
use axum::extract::Path;
use kernel::PartyOrgId;
use web_kit::form::Typed;
use web_kit::page::Link;
use web_kit::{Answer, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "party/org.html")]
struct OrgPage {
    page: Page,
    day: String,
    way: String,
    kind: OrgKind,
    seat: Link,
    links: Vec<LinkRow>,
    children: Vec<Link>,
    history: Vec<Chapter>,
    successions: Vec<String>,
    may_change: bool,
    office: OfficePart,
    /// For whoever may know its members.
    members: Option<MembersPart>,
    /// Its posts; `None` for whoever may not know.
    seats: Option<Seats>,
    form: Typed,
    /// What a form must name.
    revision: i64,
    /// Address of this organisation without its query, for the form that looks at another day.
    here: String,
    edit: String,
    close: String,
    reorganise: String,
    found: String,
    link: String,
    end: String,
}

impl OrgPage {
    /// The glossary's entry for the kind.
    fn term(&self) -> &'static str {
        match self.kind {
            OrgKind::Committee => "party-committee",
            OrgKind::GeneralBranch => "general-branch",
            OrgKind::Branch => "party-branch",
            OrgKind::JointBranch => "joint-branch",
            OrgKind::TemporaryBranch => "temporary-branch",
            OrgKind::Group => "party-group",
        }
    }
}

/// Its members in numbers.
struct MembersPart {
    own: Members,
    all: Members,
    /// Those under it count members of their own.
    has_more: bool,
    list: String,
    /// Of a joint branch, by unit; the last says whether the unit could have a branch of its own.
    by_unit: Vec<(Link, Members, bool)>,
}

impl MembersPart {
    async fn of(web: &Web, org: &PartyOrg) -> Result<Option<Self>, WebError> {
        let Some(strength) = strength(web, org, web.as_of).await? else { return Ok(None) };
        let row = |(unit, name, members): (kernel::UnitId, String, Members)| {
            let stands_alone = form::suggested(members).form != form::Form::JointBranch;
            (Link::new(name, at_unit(web, unit, "")), members, stands_alone)
        };
        Ok(Some(Self {
            has_more: strength.all != strength.own,
            own: strength.own,
            all: strength.all,
            list: at_org(web, org.id, "/members"),
            by_unit: strength.by_unit.into_iter().map(row).collect(),
        }))
    }
}

struct LinkRow {
    unit: Link,
    unit_id: String,
    org_id: String,
    from: String,
    until: String,
    reaches: bool,
    document: String,
    revision: i64,
    /// It holds on the day, so it may be ended.
    is_open: bool,
}

struct Chapter {
    from: String,
    until: String,
    name: String,
    kind: String,
    superior: String,
    seat: String,
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    shown(&web, org_id(&id)?, Typed::default()).await
}

/// The page, with a form that was refused or is still empty.
pub(super) async fn shown(web: &Web, id: PartyOrgId, form: Typed) -> Answer {
    let portrait = orgs::portrait(web, id, web.as_of).await?;
    let equipment = equipment(web, id, web.as_of).await?;
    let page = page(web, &portrait);
    let is_refused = form.is_refused();
    let members = match portrait.exists {
        true => MembersPart::of(web, &portrait.org).await?,
        false => None,
    };
    let seats = seats::seats(web, &page, Seat::Org(id)).await?;
    let template = org_page(web, page, portrait, (&equipment, members, seats), form);
    if is_refused { answer::refused(&template) } else { answer::page(&template) }
}

fn org_page(
    web: &Web,
    page: Page,
    portrait: Portrait,
    (equipment, members, seats): (&Equipment, Option<MembersPart>, Option<Seats>),
    form: Typed,
) -> OrgPage {
    let (org, id) = (&portrait.org, portrait.org.id);
    OrgPage {
        office: office::part(&page, equipment),
        members,
        seats,
        form,
        revision: org.revision,
        day: web.as_of.to_string(),
        way: portrait.way.iter().map(|step| step.name.as_str()).collect::<Vec<_>>().join(" / "),
        kind: org.kind,
        seat: Link::new(portrait.seat.clone(), at_unit(web, org.seat, "")),
        links: portrait.links.iter().map(|one| link_row(web, &page, one)).collect(),
        children: children(web, &portrait),
        history: history(&page, &portrait),
        successions: successions(&page, &portrait),
        may_change: portrait.may_change,
        here: format!("/party/{id}"),
        edit: at_org(web, id, "/edit"),
        close: at_org(web, id, "/close"),
        reorganise: at_org(web, id, "/reorganise"),
        found: as_of(web, "/party/new", &[("superior", id.to_string())]),
        link: as_of(web, "/coverage/new", &[("org", id.to_string())]),
        end: as_of(web, "/coverage/end", &[]),
        page,
    }
}

fn page(web: &Web, portrait: &Portrait) -> Page {
    let org = &portrait.org;
    let page = web.page("party-title");
    let title = page.title.clone();
    let page = page.crumb(title, as_of(web, "/party", &[]));
    let kind = page.t(org.kind.key());
    let state = match org.valid.last_day() {
        _ if portrait.exists => String::new(),
        Some(last) if last < web.as_of => page.t1("units-closed-on", "day", page.day(&last)),
        _ => page.t1("units-founded-on", "day", page.day(&org.valid.from)),
    };
    page.named(org.name.clone()).subtitled(kind).state(state)
}

fn link_row(web: &Web, page: &Page, one: &Answered) -> LinkRow {
    let link = &one.link;
    let until = link.valid.last_day().map(|day| day.to_string());
    LinkRow {
        unit: Link::new(one.unit.clone(), at_unit(web, link.unit, "")),
        unit_id: link.unit.to_string(),
        org_id: link.org.to_string(),
        from: link.valid.from.to_string(),
        until: until.unwrap_or_else(|| page.t("units-open-end")),
        reaches: link.reaches_below,
        document: link.document.clone().unwrap_or_default(),
        revision: link.revision,
        is_open: link.valid.until > web.as_of,
    }
}

fn children(web: &Web, portrait: &Portrait) -> Vec<Link> {
    let nodes = portrait.children.iter();
    nodes.map(|node| Link::new(node.org.name.clone(), at_org(web, node.org.id, ""))).collect()
}

/// Every chapter, the latest first.
fn history(page: &Page, portrait: &Portrait) -> Vec<Chapter> {
    let chapter = |version: &crate::party::party_org::Version| {
        let last = version.valid.last_day().map(|day| day.to_string());
        let superior = version.superior.and_then(|superior| portrait.orgs.get(&superior));
        Chapter {
            from: version.valid.from.to_string(),
            until: last.unwrap_or_else(|| page.t("units-open-end")),
            name: version.name.clone(),
            kind: page.t(version.kind.key()),
            superior: superior.cloned().unwrap_or_default(),
            seat: portrait.seats.get(&version.seat).cloned().unwrap_or_default(),
        }
    };
    portrait.history.iter().rev().map(chapter).collect()
}

/// What it followed and what followed it, as sentences.
fn successions(page: &Page, portrait: &Portrait) -> Vec<String> {
    let name = |id: PartyOrgId| portrait.orgs.get(&id).map_or("", String::as_str);
    let said = |one: &crate::party::store::succession::Succession<PartyOrgId>| {
        let document = one.document.as_deref().unwrap_or_default();
        let said = page.tn(
            "party-succession",
            &[
                ("day", &page.day(&one.day)),
                ("before", name(one.predecessor)),
                ("after", name(one.successor)),
            ],
        );
        format!("{said} {document}").trim_end().to_owned()
    };
    portrait.successions.iter().map(said).collect()
}
