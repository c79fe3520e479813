//! The form that closes an organisation from a day on; it says what the organisation still answers for.

use super::{at_org, org_id};
use crate::members::use_cases::still_counted;
use crate::party::party_org::PartyOrg;
use crate::party::use_cases::orgs;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::PartyOrgId;
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "party/close.html")]
struct ClosingPage {
    page: Page,
    form: Typed,
    /// How many units it answers for.
    links: usize,
    /// How many members it counts, and whether the reader may have another branch count them.
    members: i64,
    may_move: bool,
    action: String,
    cancel: String,
}

pub(super) async fn form(web: Web, Path(id): Path<String>) -> Answer {
    let org = orgs::to_edit(&web, org_id(&id)?, web.as_of).await?;
    let form = Typed::default().with("revision", org.revision).with("from", web.as_of);
    answer::page(&closing_page(&web, &org, form).await?)
}

pub(super) async fn close(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = org_id(&id)?;
    let org = orgs::to_edit(&web, id, web.as_of).await?;
    match closed(&web, id, &mut typed).await {
        Ok(org) => {
            let said = web.page("party-title").t1("units-closed", "name", &org.name);
            answer::go_saying(&web, &at_org(&web, id, ""), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&closing_page(&web, &org, typed.refused(problems)).await?)
        }
        Err(Refusal::Conflict(problem)) => {
            let form = Typed::default()
                .with("revision", org.revision)
                .with("from", typed.value("from"))
                .refused(vec![*problem]);
            answer::with_status(StatusCode::CONFLICT, &closing_page(&web, &org, form).await?)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

async fn closed(web: &Web, id: PartyOrgId, typed: &mut Typed) -> Result<PartyOrg, Refusal> {
    let (from, revision) = (typed.day("from"), typed.parsed("revision"));
    let (Some(from), Some(revision)) = (from, revision) else {
        return Err(Refusal::Invalid(Vec::new()));
    };
    let to = match typed.optional("members_to") {
        Some(to) => Some(orgs::choose(web, &to, from, "members_to").await?),
        None => None,
    };
    orgs::close(web, id, revision, from, typed.has("with_links", "yes"), to).await
}

async fn closing_page(web: &Web, org: &PartyOrg, form: Typed) -> Result<ClosingPage, WebError> {
    let cancel = at_org(web, org.id, "");
    let (members, may_move) = still_counted(web, org, web.as_of).await?;
    Ok(ClosingPage {
        page: web.page("party-close").subtitled(org.name.clone()).crumb(org.name.clone(), &*cancel),
        form,
        members,
        may_move,
        links: orgs::open_links(web, org.id, web.as_of).await?.len(),
        action: at_org(web, org.id, "/close"),
        cancel,
    })
}
