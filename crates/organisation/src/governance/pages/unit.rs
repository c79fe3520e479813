//! The governance of one unit as of a day: its bodies, and each check with the people behind it.

use super::matrix::{Figure, names, overlap_figure};
use super::{at_body, id};
use crate::governance::catalogue::BodyPart;
use crate::governance::one_person::{self, OnePerson};
use crate::governance::overlap::Overlap;
use crate::governance::store::bodies::Body;
use crate::governance::use_cases::checks::{self, Found, Portrait};
use crate::pages::{as_of, at_unit};
use askama::Template;
use axum::extract::Path;
use kernel::UnitId;
use web_kit::form::Typed;
use web_kit::page::Link;
use web_kit::{Answer, Page, Web, answer};

#[derive(Template)]
#[template(path = "governance/unit.html")]
struct UnitPage {
    page: Page,
    day: String,
    unit: Link,
    org: Option<Link>,
    bodies: Vec<BodyRow>,
    checks: Option<Checks>,
    exceptions: Vec<ExceptionRow>,
    form: Typed,
    may_change: bool,
    here: String,
    found: String,
}

struct BodyRow {
    link: Link,
    kind: String,
    from: String,
    until: String,
    is_now: bool,
}

struct Checks {
    one: String,
    /// What stands behind it: names, a document and its end.
    detail: String,
    wants_somebody: bool,
    binds: bool,
    /// The post compared with the secretary's.
    leading: &'static str,
    governance: String,
    governance_n: String,
    party: String,
    party_n: String,
    pending: Vec<(Link, String)>,
    overlaps: Vec<(&'static str, Figure, String, String)>,
}

struct ExceptionRow {
    id: i64,
    document: String,
    from: String,
    last: String,
    revision: i64,
}

pub(super) async fn show(web: Web, Path(unit): Path<String>) -> Answer {
    shown(&web, id(&unit)?, Typed::default()).await
}

/// The page, with a form that was refused or is still empty.
pub(super) async fn shown(web: &Web, unit: UnitId, form: Typed) -> Answer {
    let portrait = checks::portrait(web, unit, web.as_of).await?;
    let page = web.page("governance-title").named(portrait.unit.name.clone());
    let title = page.t("governance-title");
    let page = page.crumb(title.clone(), as_of(web, "/governance", &[])).subtitled(title);
    let is_refused = form.is_refused();
    let org = portrait.org.as_ref();
    let template = UnitPage {
        day: web.as_of.to_string(),
        unit: Link::new(portrait.unit.name.clone(), at_unit(web, unit, "")),
        org: org
            .map(|org| Link::new(org.name.clone(), as_of(web, &format!("/party/{}", org.id), &[]))),
        bodies: portrait.bodies.iter().map(|body| body_row(web, &page, &portrait, body)).collect(),
        checks: portrait.found.as_ref().map(|found| said(web, &page, &portrait, found)),
        exceptions: exceptions(&portrait),
        may_change: portrait.may_change,
        here: format!("/governance/{unit}"),
        found: as_of(web, "/bodies/new", &[("unit", unit.to_string())]),
        form,
        page,
    };
    if is_refused { answer::refused(&template) } else { answer::page(&template) }
}

fn body_row(web: &Web, page: &Page, portrait: &Portrait, body: &Body) -> BodyRow {
    let kind = portrait.catalogue.kind(body.kind).map(|kind| kind.name.said(web.lang));
    let last = body.valid.last_day().map(|day| day.to_string());
    BodyRow {
        link: Link::new(body.name.clone(), at_body(web, body.id)),
        kind: kind.unwrap_or_default().to_owned(),
        from: body.valid.from.to_string(),
        until: last.unwrap_or_else(|| page.t("units-open-end")),
        is_now: body.valid.contains(web.as_of),
    }
}

fn exceptions(portrait: &Portrait) -> Vec<ExceptionRow> {
    let row = |one: &one_person::Exception| ExceptionRow {
        id: one.id,
        document: one.document.clone(),
        from: one.valid.from.to_string(),
        last: one.valid.until.plus_days(-1).to_string(),
        revision: one.revision,
    };
    portrait.exceptions.iter().map(row).collect()
}

fn said(web: &Web, page: &Page, portrait: &Portrait, found: &Found) -> Checks {
    let people = &portrait.people;
    let has_board = found.facts.has(BodyPart::Board);
    let (_, part) = one_person::leading(has_board);
    let overlap = |key: &'static str, overlap: &Overlap| {
        let rest: Vec<_> = overlap.body.difference(&overlap.both).collect();
        let others = names(page, people, rest);
        (key, overlap_figure(page, overlap, people), others, names(page, people, &overlap.outside))
    };
    let pending = found.entries.pending.iter().map(|(tenure, person, lack)| {
        let href = super::at_tenure(web, *tenure);
        (Link::new(names(page, people, [person]), href), page.t(lack.key()))
    });
    let entries = &found.entries;
    Checks {
        one: page.t(super::matrix::one_person_key(found)),
        detail: detail(page, portrait, found),
        wants_somebody: found.one_person.wants_somebody(),
        binds: one_person::binds(found.facts.kind, has_board),
        leading: part.key(),
        governance: names(page, people, &entries.to_governance),
        governance_n: page.count(entries.to_governance.len()),
        party: names(page, people, &entries.to_party),
        party_n: page.count(entries.to_party.len()),
        pending: pending.collect(),
        overlaps: vec![
            overlap("overlap-board", &found.board),
            overlap("overlap-management", &found.management),
        ],
    }
}

/// Who or what stands behind the answer about one person in both posts.
fn detail(page: &Page, portrait: &Portrait, found: &Found) -> String {
    let last = |one: &one_person::Exception| page.day(&one.valid.until.plus_days(-1));
    match &found.one_person {
        OnePerson::Same(person) => names(page, &portrait.people, [person]),
        OnePerson::Several(persons) => names(page, &portrait.people, persons),
        OnePerson::Excepted(one) => {
            page.tn("one-person-until", &[("document", &one.document), ("last", &last(one))])
        }
        OnePerson::Expired(one) => {
            page.tn("one-person-ran-out", &[("document", &one.document), ("last", &last(one))])
        }
        OnePerson::Vacant { secretary, leader } => {
            let key = match (secretary, leader) {
                (true, false) => "one-person-no-secretary",
                (false, true) => "one-person-no-leader",
                _ => "one-person-nobody",
            };
            page.t(key)
        }
        OnePerson::AsFits | OnePerson::Needed => String::new(),
    }
}
