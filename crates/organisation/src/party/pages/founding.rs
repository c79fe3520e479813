//! The form for a new Party organisation, which may answer for the unit of its seat at once.

use super::at_org;
use crate::pages::{as_of, unit_id};
use crate::party::party_org::OrgKind;
use crate::party::use_cases::orgs::{self, Founding};
use crate::use_cases::choosing::{choose, written};
use crate::use_cases::viewing;
use askama::Template;
use kernel::{Day, Lang, PartyOrgId, Problem, UnitId, texts};
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "party/new.html")]
struct FoundingPage {
    page: Page,
    form: Typed,
    kinds: Vec<Choice>,
    action: String,
    cancel: String,
}

/// Every kind in the reader's words.
pub(super) fn kinds(lang: Lang) -> Vec<Choice> {
    let choice = |kind: &OrgKind| Choice::new(kind.name(), texts::get().text(lang, kind.key()));
    OrgKind::ALL.iter().map(choice).collect()
}

/// The kind that was chosen; notes the problem when there is none of that name.
pub(super) fn chosen_kind(typed: &mut Typed) -> Option<OrgKind> {
    chosen_kind_at(typed, "kind")
}

pub(super) fn chosen_kind_at(typed: &mut Typed, field: &str) -> Option<OrgKind> {
    let name = typed.required(field)?;
    let kind = OrgKind::from_name(&name);
    if kind.is_none() {
        typed.refuse(Problem::new("field-malformed").arg("value", name).at(field));
    }
    kind
}

/// The superior that was named, if any, and the seat.
pub(super) async fn chosen(
    web: &Web,
    typed: &Typed,
    day: Day,
) -> Result<(Option<PartyOrgId>, UnitId), Refusal> {
    let superior = match typed.optional("superior") {
        Some(text) => Some(orgs::choose(web, &text, day, "superior").await?),
        None => None,
    };
    Ok((superior, choose(web, typed.value("seat"), day, "seat").await?))
}

pub(super) async fn form(web: Web) -> Answer {
    let mut form = Typed::default().with("from", web.as_of).with("covers", "yes");
    if let Some(unit) = web.query("unit") {
        let portrait = viewing::portrait(&web, unit_id(&unit)?, web.as_of).await?;
        form = form.with("seat", written(&portrait.path));
    }
    if let Some(superior) = web.query("superior").and_then(|id| id.parse().ok()) {
        form = form.with("superior", orgs::portrait(&web, superior, web.as_of).await?.org.name);
    }
    if let Some(kind) = web.query("kind") {
        form = form.with("kind", kind);
    }
    answer::page(&founding_page(&web, form))
}

pub(super) async fn found(Form(web, mut typed): Form) -> Answer {
    let outcome = match read(&web, &mut typed).await {
        Ok(Some(founding)) => {
            let name = founding.name.clone();
            orgs::found(&web, founding).await.map(|id| (id, name))
        }
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok((id, name)) => {
            let said = web.page("party-title").t1("party-founded", "name", name);
            answer::go_saying(&web, &at_org(&web, id, ""), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&founding_page(&web, typed.refused(problems)))
        }
        Err(refusal) => Err(WebError::from(refusal)),
    }
}

fn founding_page(web: &Web, form: Typed) -> FoundingPage {
    let cancel = as_of(web, "/party", &[]);
    let page = web.page("party-new").crumb(web.page("party-title").title, cancel.clone());
    FoundingPage {
        page,
        form,
        kinds: kinds(web.lang),
        action: as_of(web, "/party/new", &[]),
        cancel,
    }
}

/// What was typed, or `None` with every problem noted.
async fn read(web: &Web, typed: &mut Typed) -> Result<Option<Founding>, Refusal> {
    let (name, kind, from) = (typed.required("name"), chosen_kind(typed), typed.day("from"));
    let seat = typed.required("seat");
    let (Some(name), Some(kind), Some(from), Some(_)) = (name, kind, from, seat) else {
        return Ok(None);
    };
    let (superior, seat) = chosen(web, typed, from).await?;
    Ok(Some(Founding {
        name,
        kind,
        superior,
        seat,
        from,
        document: typed.optional("document"),
        covers_seat: typed.has("covers", "yes"),
        reaches_below: typed.has("reaches", "yes"),
    }))
}
