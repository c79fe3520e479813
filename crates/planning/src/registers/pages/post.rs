//! A key post: entering one, changing it, ending it by its last day.

use super::super::post::{self, NewPost};
use super::super::use_cases;
use super::{Outcome, days, number, outcome, said_days, unit, with_days};
use ::store::Refusal;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::KeyPostId;
use web_kit::form::Typed;
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, answer};

#[derive(Template)]
#[template(path = "registers/post.html")]
struct PostPage {
    page: Page,
    here: String,
    is_kept: bool,
    may_change: bool,
    facts: Vec<(String, String)>,
    form: Typed,
}

pub(super) async fn new(web: Web) -> Answer {
    let form = Typed::default().with("shifts", "早、中、夜").with("from", web.now.today);
    answer::page(&entering(&web, form))
}

fn entering(web: &Web, form: Typed) -> PostPage {
    let page = super::posts::back(web, web.page("post-new"));
    let here = "/registers/posts/new".to_owned();
    PostPage { page, here, is_kept: false, may_change: true, facts: Vec::new(), form }
}

pub(super) async fn create(Form(web, mut form): Form) -> Answer {
    let result = async {
        let named = form.required("unit");
        let Some(new) = read(&mut form) else { return Ok(None) };
        let Some(named) = named else { return Ok(None) };
        let new = NewPost { unit: unit(&web, &named).await?, ..new };
        use_cases::add_post(&web, &new).await.map(Some)
    };
    let result = result.await;
    match outcome(result, form)? {
        Outcome::Done(_) => said(&web, "/registers"),
        Outcome::Again(form, status) => answer::with_status(status, &entering(&web, form)),
    }
}

pub(super) fn said(web: &Web, to: &str) -> Answer {
    answer::go_saying(web, to, Tone::Good, &web.page("registers-title").t("register-saved"))
}

/// What was typed apart from the unit, or `None` with every problem noted.
fn read(form: &mut Typed) -> Option<NewPost> {
    let (name, valid) = (form.required("name"), days(form));
    let shifts = match post::shifts(form.value("shifts")) {
        Ok(shifts) => Some(shifts),
        Err(problem) => {
            form.refuse(problem);
            None
        }
    };
    Some(NewPost { unit: kernel::UnitId(0), name: name?, shifts: shifts?, valid: valid? })
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    let id = number::<KeyPostId>(&id)?;
    kept(&web, id, None, StatusCode::OK).await
}

async fn kept(web: &Web, id: KeyPostId, form: Option<Typed>, status: StatusCode) -> Answer {
    let shown = use_cases::find_post(web, id).await?;
    let post = &shown.post;
    let page = super::posts::back(web, web.page("post-one").named(post.name.clone()));
    let page = page.subtitled(shown.unit_name.clone());
    let facts = vec![
        (page.t("register-unit"), shown.unit_name.clone()),
        (page.t("post-shifts"), post.shifts.join("、")),
        (page.t("register-days"), said_days(&page, post.valid)),
    ];
    let filled = || {
        let form = Typed::default().with("name", &post.name).with("shifts", post.shifts.join("、"));
        with_days(form, post.valid)
    };
    let form = form.unwrap_or_else(filled).instead("revision", post.revision);
    let (here, may_change) = (format!("/registers/posts/{id}"), shown.may_change);
    let template = PostPage { page, here, is_kept: true, may_change, facts, form };
    answer::with_status(status, &template)
}

pub(super) async fn save(Path(id): Path<String>, Form(web, mut form): Form) -> Answer {
    let id = number::<KeyPostId>(&id)?;
    let revision = form.value("revision").parse().unwrap_or_default();
    let result = match read(&mut form) {
        Some(new) => use_cases::change_post(&web, id, revision, &new).await.map(Some),
        None => seen(&web, id).await,
    };
    match outcome(result, form)? {
        Outcome::Done(()) => said(&web, "/registers"),
        Outcome::Again(form, status) => kept(&web, id, Some(form), status).await,
    }
}

/// Nothing to do, for whoever may see the post.
async fn seen(web: &Web, id: KeyPostId) -> Result<Option<()>, Refusal> {
    let shown = use_cases::find_post(web, id).await?;
    if shown.may_change { Ok(None) } else { Err(Refusal::Forbidden) }
}
