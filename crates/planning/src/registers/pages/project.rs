//! One breakthrough project: its leads, its milestones, its way; and the form that begins one.

use super::super::project::{Stage, State};
use super::super::use_cases::projects::{self, NewProject, Shown};
use super::post::said;
use super::{Outcome, kept, number, outcome, person, said_days, unit};
use ::store::{Ctx, Refusal};
use askama::Template;
use axum::extract::Path;
use directory::people::called;
use kernel::{PersonId, ProjectId};
use web_kit::form::Typed;
use web_kit::page::Link;
use web_kit::status::Status;
use web_kit::table::link;
use web_kit::{Answer, Form, Page, Web, answer};

#[derive(Template)]
#[template(path = "registers/project_new.html")]
struct NewPage {
    page: Page,
    form: Typed,
}

#[derive(Template)]
#[template(path = "registers/project.html")]
struct ProjectPage {
    page: Page,
    here: String,
    look: Status,
    state: String,
    facts: Vec<(String, String)>,
    leads: Vec<LeadRow>,
    tells: bool,
    milestones: Vec<MilestoneRow>,
    steps: Vec<StepRow>,
    may_change: bool,
}

struct LeadRow {
    name: String,
    days: String,
    /// Whether she was a member when the project started; for readers who may know.
    was_member: bool,
}

struct MilestoneRow {
    title: Link,
    outcome: String,
    due: String,
    look: Status,
    stage: String,
}

struct StepRow {
    at: String,
    deed: String,
    said: String,
    by: String,
}

pub(super) fn back(web: &Web, page: Page) -> Page {
    let title = page.t("registers-projects");
    page.crumb(title, link("/registers/projects", &kept(web)))
}

pub(super) fn href(id: ProjectId) -> String {
    format!("/registers/projects/{id}")
}

pub(super) async fn new(web: Web) -> Answer {
    let form = Typed::default().with("started", web.now.today);
    answer::page(&NewPage { page: back(&web, web.page("project-new")), form })
}

pub(super) async fn create(Form(web, mut form): Form) -> Answer {
    let result = async {
        match read(&web, &mut form).await? {
            Some(new) => projects::begin(&web, &new).await.map(Some),
            None => Ok(None),
        }
    };
    let result = result.await;
    match outcome(result, form)? {
        Outcome::Done(id) => said(&web, &href(id)),
        Outcome::Again(form, status) => {
            let page = back(&web, web.page("project-new"));
            answer::with_status(status, &NewPage { page, form })
        }
    }
}

async fn read(web: &Web, form: &mut Typed) -> Result<Option<NewProject>, Refusal> {
    let (at, name, leads) = (form.required("unit"), form.required("name"), form.required("leads"));
    let (started, acceptor) = (form.day("started"), form.required("acceptor"));
    let (Some(at), Some(name), Some(leads), Some(started), Some(acceptor)) =
        (at, name, leads, started, acceptor)
    else {
        return Ok(None);
    };
    let unit = unit(web, &at).await?;
    let leads = people(web, &leads).await?;
    let acceptor = person(web, &acceptor, "acceptor").await?;
    Ok(Some(NewProject { unit, name, leads, started, acceptor }))
}

/// The leads as typed: one, or several with 、 or a comma between them.
pub(super) async fn people(web: &Web, text: &str) -> Result<Vec<PersonId>, Refusal> {
    let mut all = Vec::new();
    let parts = text.split(['、', '，', ',', ';', '；', '\n']).map(str::trim);
    for part in parts.filter(|part| !part.is_empty()) {
        all.push(person(web, part, "leads").await?);
    }
    Ok(all)
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    let shown = projects::find(&web, number(&id)?).await?;
    let project = &shown.project;
    let page = back(&web, web.page("project-one").named(project.name.clone()));
    let page = page.subtitled(shown.unit_name.clone());
    let (look, state) = match project.state {
        State::Running => (Status::Running, State::Running.key()),
        State::Ended => (Status::Done, State::Ended.key()),
        State::Abandoned => (Status::Failed, State::Abandoned.key()),
    };
    answer::page(&ProjectPage {
        here: href(project.id),
        look,
        state: page.t(state),
        facts: facts(&page, &shown),
        leads: leads(&page, &shown),
        tells: shown.members.is_some(),
        milestones: milestones(&page, &shown, &web),
        steps: steps(&page, &shown),
        may_change: shown.may_change,
        page,
    })
}

fn facts(page: &Page, shown: &Shown) -> Vec<(String, String)> {
    let project = &shown.project;
    let led = match shown.is_led {
        Some(true) => page.t("project-led-by-member"),
        Some(false) => page.t("project-led-by-other"),
        None => String::new(),
    };
    let closed = project.closed.map(|day| day.to_string()).unwrap_or_default();
    let mut facts = vec![
        (page.t("register-unit"), shown.unit_name.clone()),
        (page.t("project-started"), project.started.to_string()),
        (page.t("register-acceptor"), called(&shown.people, project.acceptor)),
        (page.t("project-led"), led),
        (page.t("project-closed"), closed),
        (page.t("project-closed-why"), project.closed_why.clone()),
    ];
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

fn leads(page: &Page, shown: &Shown) -> Vec<LeadRow> {
    let was_member =
        |person| shown.members.as_ref().is_some_and(|members| members.contains(&person));
    let row = |lead: &super::super::project::Lead| LeadRow {
        name: called(&shown.people, lead.person),
        days: said_days(page, lead.valid),
        was_member: was_member(lead.person),
    };
    shown.project.leads.iter().map(row).collect()
}

/// How a milestone looks.
pub(super) fn milestone_look(ctx: &Ctx, milestone: &super::super::project::Milestone) -> Status {
    match milestone.stage {
        Stage::Accepted => Status::Met,
        Stage::Reported => Status::Pending,
        Stage::Open if milestone.due < ctx.now.today => Status::Off,
        Stage::Open => Status::Running,
    }
}

fn milestones(page: &Page, shown: &Shown, web: &Web) -> Vec<MilestoneRow> {
    let row = |one: &projects::ShownMilestone| {
        let it = &one.milestone;
        let accepted = it.accepted.map(|day| format!(" {day}")).unwrap_or_default();
        let to = format!("{}/milestones/{}", href(shown.project.id), it.number);
        MilestoneRow {
            title: Link::new(&it.title, to),
            outcome: it.outcome.clone(),
            due: it.due.to_string(),
            look: milestone_look(web, it),
            stage: format!("{}{accepted}", page.t(it.stage.key())),
        }
    };
    shown.milestones.iter().map(row).collect()
}

/// The way of the project with its milestones.
fn steps(page: &Page, shown: &Shown) -> Vec<StepRow> {
    let title = |number: Option<i64>| {
        let of = shown.milestones.iter().find(|it| Some(it.milestone.number) == number);
        of.map(|it| it.milestone.title.clone())
    };
    let row = |step: &super::super::store::projects::Step| {
        let about = [title(step.milestone), Some(step.said.clone())].into_iter().flatten();
        let about: Vec<String> = about.filter(|text| !text.is_empty()).collect();
        StepRow {
            at: page.moment(&step.recorded_at),
            deed: page.t(step.deed.key()),
            said: about.join(" · "),
            by: step.recorded_by.clone(),
        }
    };
    shown.steps.iter().map(row).collect()
}
