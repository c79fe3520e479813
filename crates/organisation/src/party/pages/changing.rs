//! The form that renames or moves an organisation from a day on; it asks again with what will happen.

use super::founding::{chosen, chosen_kind, kinds};
use super::{at_org, org_id};
use crate::party::party_org::{PartyOrg, Version};
use crate::party::use_cases::orgs::{self, Edit, Portrait};
use crate::use_cases::choosing::written;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use directory::tree;
use store::Refusal;
use web_kit::confirm::ConfirmPage;
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "party/edit.html")]
struct ChangingPage {
    page: Page,
    form: Typed,
    kinds: Vec<Choice>,
    is_top: bool,
    action: String,
    cancel: String,
}

pub(super) async fn form(web: Web, Path(id): Path<String>) -> Answer {
    let org = orgs::to_edit(&web, org_id(&id)?, web.as_of).await?;
    let form = filled(&web, &org).await?;
    answer::page(&changing_page(&web, &org, form))
}

/// The form as the organisation is now.
async fn filled(web: &Web, org: &PartyOrg) -> Result<Typed, WebError> {
    let seat = tree::path(&mut web.read(), org.seat, web.as_of.max(org.valid.from)).await?;
    let portrait: Portrait = orgs::portrait(web, org.id, web.as_of).await?;
    let superior = org.superior.and_then(|superior| portrait.orgs.get(&superior));
    Ok(Typed::default()
        .with("revision", org.revision)
        .with("from", web.as_of)
        .with("name", &org.name)
        .with("kind", org.kind.name())
        .with("superior", superior.map_or("", String::as_str))
        .with("seat", written(&seat)))
}

pub(super) async fn change(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = org_id(&id)?;
    let org = orgs::to_edit(&web, id, web.as_of).await?;
    let outcome = match read(&web, &org, &mut typed).await {
        Ok(Some(edit)) if typed.is_confirmed() => {
            orgs::edit(&web, id, &edit).await.map(|done| (done, edit))
        }
        Ok(Some(edit)) => orgs::preview(&web, id, &edit).await.map(|done| (done, edit)),
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok((done, _)) if typed.is_confirmed() => {
            let said = web.page("party-title").t1("units-changed", "name", &done.1.name);
            answer::go_saying(&web, &at_org(&web, id, ""), Tone::Good, &said)
        }
        Ok((done, edit)) => answer::page(&confirmation(&web, &org, done, &edit, typed).await?),
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&changing_page(&web, &org, typed.refused(problems)))
        }
        Err(Refusal::Conflict(problem)) => {
            // What is stored now stands in the fields, so that saving once more is a decision.
            let form = filled(&web, &org).await?.refused(vec![*problem]);
            answer::with_status(StatusCode::CONFLICT, &changing_page(&web, &org, form))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn changing_page(web: &Web, org: &PartyOrg, form: Typed) -> ChangingPage {
    let cancel = at_org(web, org.id, "");
    ChangingPage {
        page: web
            .page("party-change")
            .subtitled(org.name.clone())
            .crumb(org.name.clone(), &*cancel),
        form,
        kinds: kinds(web.lang),
        is_top: org.superior.is_none(),
        action: at_org(web, org.id, "/edit"),
        cancel,
    }
}

/// What was typed, or `None` with every problem noted.
async fn read(web: &Web, org: &PartyOrg, typed: &mut Typed) -> Result<Option<Edit>, Refusal> {
    let (name, kind, from) = (typed.required("name"), chosen_kind(typed), typed.day("from"));
    let (revision, seat) = (typed.parsed::<i64>("revision"), typed.required("seat"));
    let (Some(name), Some(kind), Some(from), Some(revision), Some(_)) =
        (name, kind, from, revision, seat)
    else {
        return Ok(None);
    };
    if revision != org.revision {
        let changed = kernel::Problem::new("party-org-changed");
        return Err(Refusal::conflict(changed));
    }
    let (superior, seat) = chosen(web, typed, from).await?;
    Ok(Some(Edit { revision, from, name, kind, superior, seat }))
}

async fn confirmation(
    web: &Web,
    org: &PartyOrg,
    (before, after): (Version, Version),
    edit: &Edit,
    typed: Typed,
) -> Result<ConfirmPage, WebError> {
    let back = at_org(web, org.id, "/edit");
    let page = web.page("party-change").subtitled(org.name.clone()).crumb(org.name.clone(), &*back);
    let from = page.day(&edit.from);
    let question = page.tn("units-change-question", &[("name", &before.name), ("day", &from)]);
    let mut said = Vec::new();
    if before.name != after.name {
        said.push(page.tn("units-effect-name", &[("old", &before.name), ("new", &after.name)]));
    }
    if before.kind != after.kind {
        let (old, new) = (page.t(before.kind.key()), page.t(after.kind.key()));
        said.push(page.tn("units-effect-kind", &[("old", &old), ("new", &new)]));
    }
    if before.superior != after.superior {
        said.push(page.t1("party-effect-superior", "new", typed.value("superior")));
    }
    if before.seat != after.seat {
        said.push(page.t1("party-effect-seat", "new", typed.value("seat")));
    }
    let is_correction = before.valid.from == after.valid.from;
    said.push(page.t(if is_correction { "units-effect-corrects" } else { "units-effect-keeps" }));
    let (label, detail) = (page.t("units-change-do"), said.join(" "));
    Ok(ConfirmPage { page, action: back.clone(), form: typed, question, detail, label, back })
}
