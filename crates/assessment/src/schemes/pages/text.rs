//! A draft as its text, and as a file out and in.

use super::edit::{changeable, tabs};
use super::{href, said, scheme_id};
use crate::schemes::use_cases::{self, Shown};
use crate::schemes::workbook;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::{Problem, SchemeId};
use scoring::scheme::Scheme;
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::{Link, Tone};
use web_kit::web::Upload;
use web_kit::{Answer, Form, Page, Web, answer};

#[derive(Template)]
#[template(path = "schemes/text.html")]
struct TextPage {
    page: Page,
    here: String,
    tabs: Vec<(Link, bool)>,
    form: Typed,
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    let shown = changeable(&web, scheme_id(&id)?).await?;
    let form =
        Typed::default().with("revision", shown.version.revision).with("text", &shown.version.body);
    answer::page(&text_page(&web, &shown, form))
}

fn text_page(web: &Web, shown: &Shown, form: Typed) -> TextPage {
    let id = shown.version.id;
    let page = web.page("scheme-text").crumb(web.page("schemes-title").title, "/schemes");
    let page = page.crumb(shown.version.name.clone(), href(id));
    let version = said::number(&page, &shown.version);
    let page = page.subtitled(version);
    TextPage { here: href(id), tabs: tabs(&page, id, "text"), form, page }
}

/// The text of a version as a file, named after its code and number.
pub(super) fn download(shown: &Shown) -> Answer {
    let version = &shown.version;
    let name = format!("{}-v{}.toml", version.code, version.number);
    answer::file(&name, "application/toml; charset=utf-8", version.body.clone())
}

pub(super) async fn save(Path(id): Path<String>, Form(web, form): Form) -> Answer {
    let revision = form.value("revision").parse().unwrap_or_default();
    let text = form.value("text").to_owned();
    keep(&web, scheme_id(&id)?, revision, text, "text").await
}

/// A file in the place of the draft: its text, or its workbook.
pub(super) async fn take(Path(id): Path<String>, mut upload: Upload) -> Answer {
    let id = scheme_id(&id)?;
    let shown = changeable(&upload.web, id).await?;
    let file = upload.file("file").await?;
    let web = upload.web;
    let read = match file.bytes.starts_with(b"PK") {
        true => workbook::read(&file, &shown.scheme, web.page("scheme-text").lang),
        false => plain(file.bytes).map_err(|problem| vec![problem]),
    };
    let problems = match read {
        Ok(scheme) => match scheme.print() {
            Ok(text) => return keep(&web, id, shown.version.revision, text, "file").await,
            Err(problem) => vec![problem],
        },
        Err(problems) => problems,
    };
    let form =
        Typed::default().with("revision", shown.version.revision).with("text", &shown.version.body);
    let problems = problems.into_iter().map(|problem| problem.at("file")).collect();
    answer::refused(&text_page(&web, &shown, form.refused(problems)))
}

fn plain(bytes: Vec<u8>) -> Result<Scheme, Problem> {
    let text = String::from_utf8(bytes).map_err(|_| Problem::new("scheme-file"))?;
    Scheme::parse(&text)
}

async fn keep(web: &Web, id: SchemeId, revision: i64, text: String, field: &str) -> Answer {
    let outcome = match Scheme::parse(&text) {
        Ok(scheme) => use_cases::save(web, id, revision, scheme).await,
        Err(problem) => Err(Refusal::Invalid(vec![problem.at(field)])),
    };
    let (status, problems) = match outcome {
        Ok(()) => {
            let said = web.page("schemes-title").t("scheme-saved");
            return answer::go_saying(web, &format!("{}/text", href(id)), Tone::Good, &said);
        }
        Err(Refusal::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, problems),
        Err(Refusal::Conflict(problem)) => (StatusCode::CONFLICT, vec![*problem]),
        Err(refusal) => return Err(refusal.into()),
    };
    let shown = changeable(web, id).await?;
    let form = Typed::default().with("revision", shown.version.revision).with("text", text);
    answer::with_status(status, &text_page(web, &shown, form.refused(problems)))
}
