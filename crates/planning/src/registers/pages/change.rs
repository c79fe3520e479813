//! What is changed about a project: its name and accepting person, who leads, or its end.

use super::super::project::State;
use super::super::use_cases::projects::{self, Shown};
use super::post::said;
use super::project::{back, href, people};
use super::{Outcome, number, outcome, person};
use ::store::Refusal;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use directory::people::called;
use kernel::ProjectId;
use web_kit::form::{Choice, Typed};
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "registers/project_change.html")]
struct ChangePage {
    page: Page,
    here: String,
    cancel: String,
    what: What,
    ends: Vec<Choice>,
    form: Typed,
}

kernel::named! {
    /// What is changed.
    What("project-change-") {
        Terms = "terms",
        Lead = "lead",
        Close = "close",
    }
}

pub(super) async fn form(web: Web, Path(id): Path<String>) -> Answer {
    let what = What::from_name(&web.query("what").unwrap_or_default()).unwrap_or(What::Terms);
    let shown = open(&web, number(&id)?).await?;
    let project = &shown.project;
    let leads = project.leads_on(web.now.today);
    let leads: Vec<String> = leads.iter().map(|lead| called(&shown.people, *lead)).collect();
    let form = Typed::default()
        .with("name", &project.name)
        .with("acceptor", called(&shown.people, project.acceptor))
        .with("leads", leads.join("、"))
        .with("from", web.now.today)
        .with("closed", web.now.today)
        .with("state", State::Ended.name());
    answer::page(&page(&web, &shown, what, form))
}

/// The project, if the actor may change it.
async fn open(web: &Web, id: ProjectId) -> Result<Shown, Refusal> {
    let shown = projects::find(web, id).await?;
    if !shown.may_change && shown.project.state == State::Running {
        return Err(Refusal::Forbidden);
    }
    Ok(shown)
}

fn page(web: &Web, shown: &Shown, what: What, form: Typed) -> ChangePage {
    let page = back(web, web.page(what.key()));
    let page = page.crumb(shown.project.name.clone(), href(shown.project.id));
    let ends = [State::Ended, State::Abandoned];
    ChangePage {
        here: format!("{}/change", href(shown.project.id)),
        cancel: href(shown.project.id),
        ends: ends.iter().map(|end| Choice::new(end.name(), page.t(end.key()))).collect(),
        form: form.instead("revision", shown.project.revision).instead("what", what.name()),
        what,
        page,
    }
}

pub(super) async fn save(Path(id): Path<String>, Form(web, mut form): Form) -> Answer {
    let id = number::<ProjectId>(&id)?;
    let what = What::from_name(form.value("what")).ok_or_else(WebError::not_found);
    open(&web, id).await?;
    let what = what?;
    let result = changed(&web, id, what, &mut form).await;
    match outcome(result, form)? {
        Outcome::Done(()) => said(&web, &href(id)),
        Outcome::Again(form, status) => again(&web, id, what, form, status).await,
    }
}

async fn again(web: &Web, id: ProjectId, what: What, form: Typed, status: StatusCode) -> Answer {
    let shown = projects::find(web, id).await?;
    answer::with_status(status, &page(web, &shown, what, form))
}

async fn changed(
    web: &Web,
    id: ProjectId,
    what: What,
    form: &mut Typed,
) -> Result<Option<()>, Refusal> {
    let revision = form.value("revision").parse().unwrap_or_default();
    let why = form.value("why").to_owned();
    match what {
        What::Terms => {
            let (name, acceptor) = (form.required("name"), form.required("acceptor"));
            let (Some(name), Some(acceptor)) = (name, acceptor) else { return Ok(None) };
            let acceptor = person(web, &acceptor, "acceptor").await?;
            projects::amend(web, id, revision, (&name, acceptor)).await.map(Some)
        }
        What::Lead => {
            let (leads, from) = (form.required("leads"), form.day("from"));
            let (Some(leads), Some(from)) = (leads, from) else { return Ok(None) };
            let leads = people(web, &leads).await?;
            projects::change_leads(web, id, revision, (&leads, from), &why).await.map(Some)
        }
        What::Close => {
            let state = State::from_name(form.value("state")).unwrap_or(State::Ended);
            let Some(closed) = form.day("closed") else { return Ok(None) };
            projects::close(web, id, revision, (state, closed), &why).await.map(Some)
        }
    }
}

impl ChangePage {
    fn is_terms(&self) -> bool {
        self.what == What::Terms
    }

    fn is_lead(&self) -> bool {
        self.what == What::Lead
    }
}
