//! One record of who was heard about a version, with the papers kept with it.

use super::{href, scheme_id};
use crate::papers::page::Papers;
use crate::schemes::use_cases::{Heard, papers};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::SchemeId;
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::Tone;
use web_kit::web::Upload;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "schemes/heard.html")]
struct HeardPage {
    page: Page,
    facts: Vec<(String, String)>,
    papers: Papers,
    form: Typed,
}

fn number(text: &str) -> Result<i64, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

pub(super) async fn show(web: Web, Path((id, of)): Path<(String, String)>) -> Answer {
    answer::page(&heard_page(&web, (scheme_id(&id)?, number(&of)?), Typed::default()).await?)
}

async fn heard_page(
    web: &Web,
    (id, number): (SchemeId, i64),
    form: Typed,
) -> Result<HeardPage, WebError> {
    let (shown, heard, kept) = papers::find(web, id, number).await?;
    let page = web.page("scheme-heard-one").crumb(web.page("schemes-title").title, "/schemes");
    let page = page.crumb(shown.version.name, href(id)).named(heard.body.clone());
    let here = format!("{}/heard/{number}/papers", href(id));
    let may = (shown.may_consult, shown.may_consult);
    let papers = Papers::new(&page, kept.iter(), here, may);
    Ok(HeardPage { facts: facts(&page, &heard), papers, form, page })
}

fn facts(page: &Page, heard: &Heard) -> Vec<(String, String)> {
    let published = heard.published.as_ref().map(|day| page.day(day)).unwrap_or_default();
    [
        ("scheme-heard-held", page.day(&heard.held)),
        ("scheme-heard-record", heard.record.clone()),
        ("scheme-heard-said", heard.said.clone()),
        ("scheme-heard-published", published),
        ("scheme-heard-by", heard.recorded_by.clone()),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(key, text)| (page.t(key), text))
    .collect()
}

pub(super) async fn add(Path((id, of)): Path<(String, String)>, mut upload: Upload) -> Answer {
    let place = (scheme_id(&id)?, number(&of)?);
    let file = upload.file("paper").await?;
    let web = upload.web;
    let outcome = papers::add(&web, place.0, place.1, &file.name, &file.bytes).await;
    finished(&web, place, outcome, "paper-added").await
}

pub(super) async fn read(
    web: Web,
    Path((id, of, paper)): Path<(String, String, String)>,
) -> Answer {
    let (file, bytes) = papers::read(&web, scheme_id(&id)?, number(&of)?, number(&paper)?).await?;
    answer::file(&file.name, "application/octet-stream", bytes)
}

pub(super) async fn remove(
    Path((id, of, paper)): Path<(String, String, String)>,
    Form(web, typed): Form,
) -> Answer {
    let place = (scheme_id(&id)?, number(&of)?);
    let reason = typed.value("reason");
    let outcome = papers::remove(&web, place.0, place.1, number(&paper)?, reason).await;
    finished(&web, place, outcome, "paper-gone").await
}

/// On to the record, or back to it with what was wrong.
async fn finished(
    web: &Web,
    (id, number): (SchemeId, i64),
    outcome: Result<(), Refusal>,
    done: &str,
) -> Answer {
    let (problems, status) = match outcome {
        Ok(()) => {
            let to = format!("{}/heard/{number}", href(id));
            return answer::go_saying(web, &to, Tone::Good, &web.page("schemes-title").t(done));
        }
        Err(Refusal::Invalid(problems)) => (problems, StatusCode::UNPROCESSABLE_ENTITY),
        Err(Refusal::Conflict(problem)) => (vec![*problem], StatusCode::CONFLICT),
        Err(refusal) => return Err(refusal.into()),
    };
    let form = Typed::default().refused(problems);
    answer::with_status(status, &heard_page(web, (id, number), form).await?)
}
