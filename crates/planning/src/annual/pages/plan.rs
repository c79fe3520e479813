//! One plan: both halves side by side, what is lacking, its way, and what comes next.

use super::said::{self, Difference};
use super::{book, document, href, plan_id};
use crate::annual::content::Target;
use crate::annual::stage::{Deed, Stage};
use crate::annual::use_cases::{self, Shown};
use crate::indicator::Indicator;
use crate::pages::shown as words;
use crate::reading::Kind;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use directory::people::called;
use kernel::{Day, PlanId};
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::{Link, Tone};
use web_kit::status::{Figure, Status};
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "annual/plan.html")]
struct PlanPage {
    page: Page,
    here: String,
    stage: String,
    /// Until when the next step is owed, and how that stands today.
    due: Option<(String, Status, String)>,
    /// In whose place the reader would take it.
    in_place_of: String,
    is_frozen: bool,
    is_sound: bool,
    digest: String,
    reason: String,
    versions: Vec<(Link, bool)>,
    targets: Vec<TargetRow>,
    tasks: Vec<TaskRow>,
    lacking: Vec<String>,
    /// The number of the version that this one amends, and what differs.
    amends: Option<String>,
    differences: Vec<Difference>,
    steps: Vec<StepRow>,
    deeds: Vec<(&'static str, String)>,
    may_change: bool,
    may_amend: bool,
    form: Typed,
}

struct TargetRow {
    name: Link,
    measure: String,
    threshold: Vec<Figure>,
    target: Vec<Figure>,
    stretch: Vec<Figure>,
    is_below: bool,
    /// How many tasks support it.
    tasks: String,
    has_tasks: bool,
}

struct TaskRow {
    title: Link,
    criterion: String,
    is_vague: bool,
    supports: String,
    measure: String,
    owner: String,
    due: String,
}

struct StepRow {
    day: String,
    deed: String,
    said: String,
    by: String,
    /// The day until which it was owed, where it came after.
    late: String,
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    let id = plan_id(&id)?;
    match web.query("format").as_deref() {
        Some("xlsx") => return book::answer(&web, &use_cases::find(&web, id).await?),
        Some("docx") => return document::answer(&web, &use_cases::find(&web, id).await?),
        _ => {}
    }
    drawn(&web, id, Typed::default(), StatusCode::OK).await
}

async fn drawn(web: &Web, id: PlanId, form: Typed, status: StatusCode) -> Answer {
    let shown = use_cases::find(web, id).await?;
    let form = form.instead("revision", shown.version.revision);
    answer::with_status(status, &plan_page(web, &shown, form))
}

fn plan_page(web: &Web, shown: &Shown, form: Typed) -> PlanPage {
    let page = web.page("plans-title");
    let title = page.t("plans-title");
    let (version, ground) = (&shown.version, &shown.ground);
    let year = said::year(&page, ground, version.year);
    let page = page.crumb(title, "/plans");
    let page = page.named(
        web.page("plans-title").tn("plan-of", &[("unit", &shown.unit_name), ("year", &year)]),
    );
    let page = page.subtitled(said::number(&web.page("plans-title"), version));
    let targets = shown.content.targets.iter();
    let step = |step: &use_cases::Step| step_row(web, &page, step);
    PlanPage {
        here: href(version.id),
        stage: page.t(version.stage.key()),
        due: version.due.map(|due| owed(&page, due, web.now.today)),
        in_place_of: shown.in_place_of.clone().unwrap_or_default(),
        is_frozen: version.stage == Stage::Frozen,
        is_sound: shown.is_sound,
        digest: version.digest.clone().unwrap_or_default(),
        reason: version.reason.clone(),
        versions: shown
            .versions
            .iter()
            .map(|one| (said::link(&page, one), one.id == version.id))
            .collect(),
        targets: targets
            .filter_map(|(id, target)| {
                Some(target_row(&page, shown, ground.known.get(id)?, target))
            })
            .collect(),
        tasks: task_rows(&page, shown),
        lacking: shown.lacking.iter().map(|problem| page.problem(problem)).collect(),
        amends: shown.changes.as_ref().map(|(number, _)| page.t1("plan-version-n", "n", number)),
        differences: said::differences(&page, shown),
        steps: shown.steps.iter().map(step).collect(),
        deeds: shown
            .deeds
            .iter()
            .map(|deed| (deed.name(), page.t(format!("plan-do-{}", deed.name()))))
            .collect(),
        may_change: shown.may_change,
        may_amend: shown.may_amend,
        form,
        page,
    }
}

/// Until when a step is owed, and how that stands today.
fn owed(page: &Page, due: Day, today: Day) -> (String, Status, String) {
    let (status, key) = match today > due {
        true => (Status::NotReported, "plan-step-late"),
        false => (Status::Pending, "plan-step-open"),
    };
    (page.day(&due), status, page.t(key))
}

fn step_row(web: &Web, page: &Page, step: &use_cases::Step) -> StepRow {
    let zone = web.settings.time_zone();
    let day = kernel::production_day(step.recorded_at, zone, 0).ok();
    let late = step.due.filter(|due| day.is_some_and(|day| day > *due));
    StepRow {
        day: page.moment(&step.recorded_at),
        deed: page.t(step.deed.key()),
        said: step.said.clone(),
        by: said::by(page, step),
        late: late.map(|due| page.t1("plan-late", "day", page.day(&due))).unwrap_or_default(),
    }
}

fn target_row(page: &Page, shown: &Shown, indicator: &Indicator, target: &Target) -> TargetRow {
    let figures = |kinds: [Kind; 2]| {
        let marks = kinds.into_iter().filter_map(|kind| target.marks.get(&kind));
        marks.map(|mark| said::figure(indicator, mark.year)).collect()
    };
    let tasks = shown.content.tasks.values();
    let tasks = tasks.filter(|task| task.indicator == Some(indicator.id)).count();
    let to = format!("{}/targets/{}", href(shown.version.id), indicator.id);
    TargetRow {
        name: Link::new(words::name(page, indicator), to),
        measure: words::measure(page, indicator),
        threshold: figures([Kind::Threshold, Kind::ThresholdHigh]),
        target: figures([Kind::Target, Kind::TargetHigh]),
        stretch: target
            .marks
            .get(&Kind::Stretch)
            .map(|mark| said::figure(indicator, mark.year))
            .into_iter()
            .collect(),
        is_below: target.is_below,
        tasks: page.count(tasks),
        has_tasks: tasks > 0,
    }
}

fn task_rows(page: &Page, shown: &Shown) -> Vec<TaskRow> {
    let row = |(number, task): (&i64, &crate::annual::content::Task)| TaskRow {
        title: Link::new(task.title.clone(), format!("{}/tasks/{number}", href(shown.version.id))),
        criterion: task.criterion.clone(),
        is_vague: task.is_vague(),
        supports: said::supports(page, &shown.ground, task),
        measure: said::measure(page, task),
        owner: called(&shown.people, task.owner),
        due: task.due.to_string(),
    };
    shown.content.tasks.iter().map(row).collect()
}

pub(super) async fn act(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = plan_id(&id)?;
    let (deed, revision) = (Deed::from_name(typed.value("deed")), typed.parsed("revision"));
    let (Some(deed), Some(revision)) = (deed, revision) else { return Err(WebError::not_found()) };
    let text = typed.value("said").to_owned();
    let outcome = use_cases::act(&web, id, revision, deed, &text).await;
    let done = outcome.map(|()| (id, format!("plan-done-{}", deed.name())));
    finished(&web, id, typed, done).await
}

pub(super) async fn amend(Path(id): Path<String>, Form(web, typed): Form) -> Answer {
    let id = plan_id(&id)?;
    let outcome = use_cases::amend(&web, id, typed.value("reason")).await;
    finished(&web, id, typed, outcome.map(|new| (new, "plan-amended".to_owned()))).await
}

/// On to the version with what was done, or back to it with everything that was typed.
async fn finished(
    web: &Web,
    id: PlanId,
    typed: Typed,
    outcome: Result<(PlanId, String), Refusal>,
) -> Answer {
    match outcome {
        Ok((to, done)) => {
            answer::go_saying(web, &href(to), Tone::Good, &web.page("plans-title").t(done))
        }
        Err(Refusal::Invalid(problems)) => {
            drawn(web, id, typed.refused(problems), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Refusal::Conflict(problem)) => {
            drawn(web, id, typed.refused(vec![*problem]), StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
