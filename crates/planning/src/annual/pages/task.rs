//! A Party task: what it is for, by which outcome it is judged, who answers for it.

use super::progress::{self, Followed};
use super::said;
use super::{href, plan_id};
use crate::annual::content::{Supports, Task};
use crate::annual::measure;
use crate::annual::use_cases::{self, Shown};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use directory::people::{self, called};
use kernel::{PlanId, Quantity};
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "annual/task.html")]
struct TaskPage {
    page: Page,
    here: String,
    cancel: String,
    supports: Vec<Choice>,
    indicators: Vec<Choice>,
    measures: Vec<Choice>,
    /// What the plan holds, in words; for whoever may not change it.
    facts: Vec<(String, String)>,
    is_kept: bool,
    may_change: bool,
    form: Typed,
    /// What people say of it, while the plan is in force and nothing measures it.
    progress: Option<Followed>,
}

pub(super) async fn new(web: Web, Path(id): Path<String>) -> Answer {
    let shown = use_cases::find(&web, plan_id(&id)?).await?;
    if !shown.may_change {
        return Err(Refusal::Forbidden.into());
    }
    let form = Typed::default()
        .with("revision", shown.version.revision)
        .with("supports", Supports::Indicator.name());
    answer::page(&task_page(&web, &shown, None, form))
}

pub(super) async fn show(web: Web, Path((id, number)): Path<(String, String)>) -> Answer {
    let shown = use_cases::find(&web, plan_id(&id)?).await?;
    let number = task_number(&number)?;
    let task = shown.content.tasks.get(&number).ok_or_else(WebError::not_found)?;
    let form = filled(&shown, task).with("month", web.now.today.month());
    let mut page = task_page(&web, &shown, Some(number), form);
    page.progress = progress::followed(&web, &page.page, shown.version.id, number).await?;
    answer::page(&page)
}

/// The page of a task again, with what was typed about its progress.
pub(super) async fn again(
    web: &Web,
    id: PlanId,
    number: i64,
    form: Typed,
    status: StatusCode,
) -> Answer {
    let shown = use_cases::find(web, id).await?;
    let mut page = task_page(web, &shown, Some(number), form);
    page.progress = progress::followed(web, &page.page, id, number).await?;
    answer::with_status(status, &page)
}

pub(super) fn task_number(text: &str) -> Result<i64, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

fn filled(shown: &Shown, task: &Task) -> Typed {
    let (measure, goal) = match &task.measure {
        Some((name, goal)) => (name.as_str(), goal.to_string()),
        None => ("", String::new()),
    };
    Typed::default()
        .with("revision", shown.version.revision)
        .with("title", &task.title)
        .with("supports", task.supports.name())
        .with("indicator", task.indicator.map_or(String::new(), |id| id.to_string()))
        .with("named", &task.named)
        .with("criterion", &task.criterion)
        .with("measure", measure)
        .with("goal", goal)
        .with("owner", called(&shown.people, task.owner))
        .with("due", task.due)
}

fn task_page(web: &Web, shown: &Shown, number: Option<i64>, form: Typed) -> TaskPage {
    let page = web.page(if number.is_some() { "plan-task" } else { "plan-task-new" });
    let page = said::beside(page, shown);
    let plan = href(shown.version.id);
    let task = number.and_then(|number| shown.content.tasks.get(&number));
    let named = |id| Choice::new(id, said::indicator(&page, &shown.ground, id));
    TaskPage {
        here: match number {
            Some(number) => format!("{plan}/tasks/{number}"),
            None => format!("{plan}/tasks/new"),
        },
        cancel: plan,
        supports: Supports::ALL.iter().map(|it| Choice::new(it.name(), page.t(it.key()))).collect(),
        indicators: shown.content.targets.keys().copied().map(named).collect(),
        measures: measure::offered()
            .map(|it| Choice::new(it.name(), page.t(format!("task-measure-{}", it.name()))))
            .collect(),
        facts: task.map(|task| facts(&page, shown, task)).unwrap_or_default(),
        is_kept: number.is_some(),
        may_change: shown.may_change,
        form,
        page,
        progress: None,
    }
}

fn facts(page: &Page, shown: &Shown, task: &Task) -> Vec<(String, String)> {
    let measure = said::measure(page, task);
    let measure = if measure.is_empty() { page.t("plan-by-hand") } else { measure };
    vec![
        (page.t("plan-task-title"), task.title.clone()),
        (page.t("plan-supports"), said::supports(page, &shown.ground, task)),
        (page.t("plan-criterion"), task.criterion.clone()),
        (page.t("plan-measure"), measure),
        (page.t("plan-owner"), called(&shown.people, task.owner)),
        (page.t("plan-due"), task.due.to_string()),
    ]
}

pub(super) async fn create(Path(id): Path<String>, Form(web, form): Form) -> Answer {
    keep(web, plan_id(&id)?, None, form).await
}

pub(super) async fn save(
    Path((id, number)): Path<(String, String)>,
    Form(web, form): Form,
) -> Answer {
    keep(web, plan_id(&id)?, Some(task_number(&number)?), form).await
}

async fn keep(web: Web, id: PlanId, number: Option<i64>, mut form: Typed) -> Answer {
    let revision = form.parsed("revision").unwrap_or_default();
    let outcome = match (form.value("do"), number) {
        ("remove", Some(number)) => use_cases::drop_task(&web, id, revision, number).await,
        _ => match read(&web, &mut form).await {
            Ok(Some(task)) => use_cases::set_task(&web, id, revision, number, task).await.map(drop),
            Ok(None) => Err(Refusal::Invalid(Vec::new())),
            Err(refusal) => Err(refusal),
        },
    };
    let status = match outcome {
        Ok(()) => {
            let said = web.page("plans-title").t("plan-saved");
            return answer::go_saying(&web, &href(id), Tone::Good, &said);
        }
        Err(Refusal::Invalid(problems)) => {
            form = form.refused(problems);
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(Refusal::Conflict(problem)) => {
            form = form.refused(vec![*problem]);
            StatusCode::CONFLICT
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let shown = use_cases::find(&web, id).await?;
    let form = form.instead("revision", shown.version.revision);
    answer::with_status(status, &task_page(&web, &shown, number, form))
}

/// The task as typed, or `None` with every problem noted.
async fn read(web: &Web, form: &mut Typed) -> Result<Option<Task>, Refusal> {
    let (title, criterion) = (form.required("title"), form.required("criterion"));
    let (owner, due) = (form.required("owner"), form.day("due"));
    let supports = Supports::from_name(form.value("supports")).unwrap_or(Supports::Indicator);
    let indicator = match (supports, form.optional("indicator")) {
        (Supports::Indicator, Some(_)) => form.parsed("indicator"),
        _ => None,
    };
    let measure = match form.optional("measure") {
        None => Some(None),
        Some(name) => form.quantity("goal").map(|goal: Quantity| Some((name, goal))),
    };
    let (Some(title), Some(criterion), Some(owner), Some(due), Some(measure)) =
        (title, criterion, owner, due, measure)
    else {
        return Ok(None);
    };
    let named = match supports {
        Supports::Post | Supports::Risk => form.value("named").trim().to_owned(),
        Supports::Indicator | Supports::Itself => String::new(),
    };
    let owner = people::meant(&mut web.read(), &owner, "owner").await?;
    Ok(Some(Task { title, supports, indicator, named, criterion, measure, owner, due }))
}
