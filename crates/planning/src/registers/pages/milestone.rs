//! A milestone of a project: what must come out of it, and whether somebody else has accepted it.

use super::super::project::{Deed, Stage, State};
use super::super::use_cases::projects::{self, NewMilestone, Shown};
use super::post::said;
use super::project::{back, href, milestone_look};
use super::{Outcome, number, outcome};
use ::store::Refusal;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::{Problem, ProjectId};
use web_kit::form::Typed;
use web_kit::status::Status;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "registers/milestone.html")]
struct MilestonePage {
    page: Page,
    here: String,
    cancel: String,
    /// Of one that is kept: how it looks, and what it says.
    state: Option<(Status, String)>,
    facts: Vec<(String, String)>,
    deeds: Vec<(&'static str, String)>,
    /// Who did what to it, and when.
    steps: Vec<[String; 4]>,
    may_change: bool,
    form: Typed,
}

pub(super) async fn new(web: Web, Path(id): Path<String>) -> Answer {
    let shown = projects::find(&web, number(&id)?).await?;
    if !shown.may_change {
        return Err(Refusal::Forbidden.into());
    }
    answer::page(&drawn(&web, &shown, None, Typed::default())?)
}

pub(super) async fn show(web: Web, Path((id, at)): Path<(String, String)>) -> Answer {
    let shown = projects::find(&web, number(&id)?).await?;
    let at = number::<i64>(&at)?;
    let kept = shown.milestones.iter().find(|it| it.milestone.number == at);
    let kept = &kept.ok_or_else(WebError::not_found)?.milestone;
    let form = Typed::default()
        .with("title", &kept.title)
        .with("due", kept.due)
        .with("outcome", &kept.outcome);
    answer::page(&drawn(&web, &shown, Some(at), form)?)
}

fn drawn(
    web: &Web,
    shown: &Shown,
    at: Option<i64>,
    form: Typed,
) -> Result<MilestonePage, WebError> {
    let kept = shown.milestones.iter().find(|it| Some(it.milestone.number) == at);
    if at.is_some() && kept.is_none() {
        return Err(WebError::not_found());
    }
    let page = web.page(if at.is_some() { "milestone-one" } else { "milestone-new" });
    let page = back(web, page).crumb(shown.project.name.clone(), href(shown.project.id));
    let to = at.map_or("new".to_owned(), |at| at.to_string());
    let is_open = kept.is_none_or(|it| it.milestone.stage == Stage::Open);
    let deed = |deed: &Deed| (deed.name(), page.t(format!("milestone-do-{}", deed.name())));
    let step = |step: &super::super::store::projects::Step| {
        let (at, deed) = (page.moment(&step.recorded_at), page.t(step.deed.key()));
        [at, deed, step.said.clone(), step.recorded_by.clone()]
    };
    let steps = shown.steps.iter().filter(|step| at.is_some() && step.milestone == at);
    let facts = kept.map(|it| {
        vec![
            (page.t("plan-due"), it.milestone.due.to_string()),
            (page.t("plan-criterion"), it.milestone.outcome.clone()),
        ]
    });
    Ok(MilestonePage {
        here: format!("{}/milestones/{to}", href(shown.project.id)),
        cancel: href(shown.project.id),
        state: kept
            .map(|it| (milestone_look(web, &it.milestone), page.t(it.milestone.stage.key()))),
        facts: facts.unwrap_or_default(),
        deeds: kept.map(|it| it.deeds.iter().map(deed).collect()).unwrap_or_default(),
        steps: steps.map(step).collect(),
        may_change: shown.may_change && is_open && shown.project.state == State::Running,
        form: form.instead("revision", shown.project.revision),
        page: match kept {
            Some(it) => page.named(it.milestone.title.clone()),
            None => page,
        },
    })
}

pub(super) async fn create(Path(id): Path<String>, Form(web, form): Form) -> Answer {
    keep(web, number(&id)?, None, form).await
}

pub(super) async fn save(Path((id, at)): Path<(String, String)>, Form(web, form): Form) -> Answer {
    keep(web, number(&id)?, Some(number(&at)?), form).await
}

async fn keep(web: Web, id: ProjectId, at: Option<i64>, mut form: Typed) -> Answer {
    let shown = projects::find(&web, id).await?;
    if !shown.may_change && shown.project.state == State::Running {
        return Err(Refusal::Forbidden.into());
    }
    let revision = form.value("revision").parse().unwrap_or_default();
    let (title, due) = (form.required("title"), form.day("due"));
    let result = match (title, due, form.required("outcome")) {
        (Some(title), Some(due), Some(outcome)) => {
            let new = NewMilestone { title, due, outcome };
            projects::set_milestone(&web, id, revision, at, &new).await.map(Some)
        }
        _ => Ok(None),
    };
    finished(&web, id, at, (result.map(|done| done.map(drop)), form)).await
}

pub(super) async fn act(
    Path((id, at)): Path<(String, String)>,
    Form(web, mut form): Form,
) -> Answer {
    let (id, at) = (number::<ProjectId>(&id)?, number::<i64>(&at)?);
    let revision = form.value("revision").parse().unwrap_or_default();
    let Some(deed) = Deed::from_name(form.value("deed")) else {
        form.refuse(Problem::new("field-required").at("said"));
        return again(&web, id, Some(at), form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let text = form.value("said").to_owned();
    let result = projects::act(&web, id, revision, (at, deed), &text).await.map(Some);
    finished(&web, id, Some(at), (result, form)).await
}

async fn finished(
    web: &Web,
    id: ProjectId,
    at: Option<i64>,
    (result, form): (Result<Option<()>, Refusal>, Typed),
) -> Answer {
    match outcome(result, form)? {
        Outcome::Done(()) => said(web, &href(id)),
        Outcome::Again(form, status) => again(web, id, at, form, status).await,
    }
}

async fn again(
    web: &Web,
    id: ProjectId,
    at: Option<i64>,
    form: Typed,
    status: StatusCode,
) -> Answer {
    let shown = projects::find(web, id).await?;
    answer::with_status(status, &drawn(web, &shown, at, form)?)
}
