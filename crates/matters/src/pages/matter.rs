//! One matter: what it is, its way so far, and the form for what comes next.

use super::{inside, matter_id, stage};
use crate::matter::{Deed, Stage, age};
use crate::use_cases::{self, Measure, Said, Shown};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use directory::people::{self, called};
use kernel::{Action, MatterId, Resource};
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::{Link, Tone};
use web_kit::{Answer, Form, Page, Web, answer};

#[derive(Template)]
#[template(path = "matters/matter.html")]
struct MatterPage {
    page: Page,
    unit: Option<Link>,
    unit_name: String,
    problem: String,
    found: String,
    place: String,
    raised: String,
    age: String,
    stage: String,
    is_overdue: bool,
    measure: Option<MeasureRow>,
    recurs: Option<Link>,
    steps: Vec<StepRow>,
    /// The form that says what is done; for whoever may.
    may_plan: bool,
    /// What else may be done now: the deed's name and what the button says.
    deeds: Vec<(&'static str, String)>,
    /// What the field of the deed asks for.
    ask: String,
    form: Typed,
    here: String,
}

struct MeasureRow {
    text: String,
    owner: String,
    verifier: String,
    due: String,
}

struct StepRow {
    day: String,
    deed: String,
    said: String,
    by: String,
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    shown(&web, matter_id(&id)?, None, StatusCode::OK).await
}

async fn shown(web: &Web, id: MatterId, form: Option<Typed>, status: StatusCode) -> Answer {
    let shown = use_cases::find(web, id).await?;
    let form = form.unwrap_or_else(|| filled(web, &shown));
    let form = form.instead("revision", shown.matter.revision);
    answer::with_status(status, &matter_page(web, shown, form))
}

/// The forms as the matter is.
fn filled(web: &Web, shown: &Shown) -> Typed {
    let form = Typed::default().with("day", web.now.today);
    let Some(plan) = &shown.matter.measure else { return form };
    form.with("measure", &plan.text)
        .with("owner", called(&shown.people, plan.owner))
        .with("verifier", called(&shown.people, plan.verifier))
        .with("due", plan.due)
}

fn matter_page(web: &Web, shown: Shown, form: Typed) -> MatterPage {
    let page = web.page("matters-title");
    let title = page.t("matters-title");
    let page = page.crumb(title, "/matters").named(shown.matter.title.clone());
    let Shown { matter, unit, steps, people, recurs, deeds } = shown;
    let (stage, is_overdue) = stage(&page, &matter, web.now.today);
    let may_see = web.can(Action::Read, Resource::Unit, &[]);
    let measure = matter.measure.as_ref().map(|plan| MeasureRow {
        text: plan.text.clone(),
        owner: called(&people, plan.owner),
        verifier: called(&people, plan.verifier),
        due: plan.due.to_string(),
    });
    let named = |deed: &Deed| (deed.name(), page.t(format!("matter-do-{}", deed.name())));
    let others = deeds.iter().filter(|deed| **deed != Deed::Plan);
    MatterPage {
        unit: may_see.then(|| Link::new(unit.name.clone(), format!("/units/{}", unit.id))),
        unit_name: unit.name,
        problem: matter.problem.clone(),
        found: page.t(matter.found.key()),
        place: inside(&matter.place).to_owned(),
        raised: matter.raised.to_string(),
        age: page.count(age(matter.raised, matter.closed, web.now.today)),
        measure,
        recurs: recurs.map(|one| Link::new(one.title, format!("/matters/{}", one.id))),
        steps: steps
            .into_iter()
            .map(|step| StepRow {
                day: step.day.to_string(),
                deed: page.t(step.deed.key()),
                said: step.said,
                by: step.recorded_by,
            })
            .collect(),
        may_plan: deeds.contains(&Deed::Plan),
        deeds: others.map(named).collect(),
        ask: page.t(match matter.stage {
            Stage::Underway | Stage::Raised => "matter-ask-done",
            Stage::Reported => "matter-ask-seen",
            Stage::Closed => "matter-ask-again",
        }),
        stage,
        is_overdue,
        form,
        here: format!("/matters/{}", matter.id),
        page,
    }
}

pub(super) async fn plan(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = matter_id(&id)?;
    let outcome = match measure(&web, &mut typed).await {
        Ok(Some((revision, plan))) => use_cases::plan(&web, id, revision, plan).await,
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    done(&web, id, typed, outcome).await
}

/// What was typed, or `None` with every problem noted.
async fn measure(web: &Web, typed: &mut Typed) -> Result<Option<(i64, Measure)>, Refusal> {
    let (revision, text) = (typed.parsed("revision"), typed.required("measure"));
    let (owner, verifier) = (typed.required("owner"), typed.required("verifier"));
    let due = typed.day("due");
    let (Some(revision), Some(text), Some(owner), Some(verifier), Some(due)) =
        (revision, text, owner, verifier, due)
    else {
        return Ok(None);
    };
    let q = &mut web.read();
    let owner = people::meant(q, &owner, "owner").await?;
    let verifier = people::meant(q, &verifier, "verifier").await?;
    Ok(Some((revision, Measure { text, owner, verifier, due })))
}

pub(super) async fn act(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = matter_id(&id)?;
    let deed = Deed::from_name(typed.value("deed"));
    let (revision, day) = (typed.parsed("revision"), typed.day("day"));
    let outcome = match (deed, revision, day, typed.required("said")) {
        (Some(deed), Some(revision), Some(day), Some(text)) => {
            use_cases::act(&web, id, revision, deed, Said { day, text }).await
        }
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    done(&web, id, typed, outcome).await
}

async fn done(web: &Web, id: MatterId, typed: Typed, outcome: Result<(), Refusal>) -> Answer {
    match outcome {
        Ok(()) => {
            let said = web.page("matters-title").t("matter-saved");
            answer::go_saying(web, &format!("/matters/{id}"), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            let form = typed.refused(problems);
            shown(web, id, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Refusal::Conflict(problem)) => {
            shown(web, id, Some(typed.refused(vec![*problem])), StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
