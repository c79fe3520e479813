//! The form that records who was consulted about a version.

use super::{href, scheme_id};
use crate::schemes::use_cases::{self, Heard};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::SchemeId;
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "schemes/consult.html")]
struct ConsultPage {
    page: Page,
    here: String,
    cancel: String,
    form: Typed,
}

pub(super) async fn form(web: Web, Path(id): Path<String>) -> Answer {
    let id = scheme_id(&id)?;
    let page = drawn(&web, id, Typed::default().with("held", web.now.today)).await?;
    answer::page(&page)
}

async fn drawn(web: &Web, id: SchemeId, form: Typed) -> Result<ConsultPage, WebError> {
    let shown = use_cases::find(web, id).await?;
    if !shown.may_consult {
        return Err(Refusal::Forbidden.into());
    }
    let page = web.page("scheme-consult").crumb(web.page("schemes-title").title, "/schemes");
    let page = page.crumb(shown.version.name, href(id));
    Ok(ConsultPage { page, here: format!("{}/consult", href(id)), cancel: href(id), form })
}

pub(super) async fn record(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = scheme_id(&id)?;
    let outcome = match read(&mut typed) {
        Some(heard) => use_cases::consult(&web, id, heard).await,
        None => Err(Refusal::Invalid(Vec::new())),
    };
    let (status, typed) = match outcome {
        Ok(()) => {
            let said = web.page("schemes-title").t("scheme-consulted");
            return answer::go_saying(&web, &href(id), Tone::Good, &said);
        }
        Err(Refusal::Invalid(problems)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, typed.refused(problems))
        }
        Err(Refusal::Conflict(problem)) => (StatusCode::CONFLICT, typed.refused(vec![*problem])),
        Err(refusal) => return Err(refusal.into()),
    };
    answer::with_status(status, &drawn(&web, id, typed).await?)
}

fn read(typed: &mut Typed) -> Option<Heard> {
    let (body, record, held) =
        (typed.required("body"), typed.required("record"), typed.day("held"));
    let published = match typed.optional("published") {
        Some(_) => Some(typed.day("published")?),
        None => None,
    };
    Some(Heard {
        number: 0,
        body: body?,
        held: held?,
        record: record?,
        said: typed.value("said").trim().to_owned(),
        published,
        recorded_by: String::new(),
        recorded_at: 0,
    })
}
