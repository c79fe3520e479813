//! Annual plans written by programs: drawn up, filled, taken on their way, amended, and divided among the units
//! below. Each through the use case of the page that does the same.

use super::{PlanInFull, in_full, plan_id};
use crate::annual::cascade;
use crate::annual::content::{Supports, Target, Task};
use crate::annual::halves::{self, Halves};
use crate::annual::split::{Number, parts};
use crate::annual::stage::Deed;
use crate::annual::use_cases::cascading::{self, Division, Taker};
use crate::annual::use_cases::{self, Shown, Start, replacing};
use crate::indicator::Indicator;
use crate::pages::sent;
use crate::reading::{Kind, kind_by_name};
use axum::extract::Path;
use kernel::{IndicatorId, PersonId, Problem, Quantity, UnitId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::Refusal;
use utoipa::ToSchema;
use web_kit::api::{self, Sent};
use web_kit::form::Typed;
use web_kit::{Answer, Web, WebError};

/// A plan to be drawn up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanToDraw {
    unit: i64,
    /// The calendar year in which the financial year begins.
    year: i32,
    /// What it begins with: `empty` (when it is not given), `last-year` or `recorded`.
    start: Option<String>,
}

/// A plan that was drawn up.
#[derive(Serialize, ToSchema)]
pub(super) struct DrawnPlan {
    #[serde(flatten)]
    plan: PlanInFull,
    /// The codes of recorded indicators that it does not begin with: nothing tells their year's figure.
    left_out: Vec<String>,
}

/// Draws up the plan of a unit's year.
#[utoipa::path(post, path = "/api/v1/plans", tag = "planning", request_body = PlanToDraw,
    responses((status = 201, body = DrawnPlan)))]
pub(super) async fn draw_plan(Sent(web, new): Sent<PlanToDraw>) -> Answer {
    let start = new.start.as_deref().unwrap_or(Start::Empty.name());
    let start = Start::from_name(start).ok_or_else(|| unknown("start", start))?;
    let begun = use_cases::begin(&web, UnitId(new.unit), new.year, start).await?;
    let ground = use_cases::find(&web, begun.id).await?.ground;
    let left_out = begun.left_out.iter().filter_map(|id| ground.known.get(id));
    let left_out = left_out.map(|known| known.code.clone()).collect();
    let plan = in_full(&web, begun.id).await?;
    api::created(&format!("/api/v1/plans/{}", begun.id), &DrawnPlan { plan, left_out })
}

/// A name that stands for nothing.
fn unknown(field: impl Into<String>, text: &str) -> Problem {
    Problem::new("field-malformed").arg("value", text).at(field)
}

/// A number as it is planned.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SentNumber {
    /// The number; of a ratio of two numbers the numerator.
    value: String,
    denominator: Option<String>,
}

/// A mark of the year.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SentMark {
    /// `target`, `threshold`, `stretch`, `target-high` or `threshold-high`.
    kind: String,
    year: SentNumber,
    /// Its parts in the order of the year's periods, all of them; spread when they are not given.
    parts: Option<Vec<SentNumber>>,
}

/// What is planned of an indicator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SentTarget {
    /// The indicator's code.
    indicator: String,
    /// Whether the units below carry it.
    #[serde(default)]
    is_below: bool,
    marks: Vec<SentMark>,
}

/// A Party task.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SentTask {
    /// Its number in the draft; none for a new one.
    number: Option<i64>,
    title: String,
    /// `indicator`, `post`, `risk` or `itself`.
    supports: String,
    /// The code of the indicator that it supports.
    indicator: Option<String>,
    /// The key post or the risk in words.
    named: Option<String>,
    criterion: String,
    /// What measures it, and the share in per cent to reach.
    measure: Option<String>,
    goal: Option<String>,
    /// The id of the person who answers for it.
    owner: i64,
    #[schema(format = Date)]
    due: String,
}

/// Both halves of a draft, or one of them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanContent {
    /// The revision that it was thought out on.
    revision: i64,
    /// Every target of the business half; left out, the half stays as it is.
    targets: Option<Vec<SentTarget>>,
    /// Every task of the Party half; left out, the half stays as it is.
    tasks: Option<Vec<SentTask>>,
}

/// Puts both halves of a draft, or one, in the place of what it had: all of it or nothing. Refusals name
/// `targets/CODE/KIND` or `tasks/INDEX/FIELD`.
#[utoipa::path(post, path = "/api/v1/plans/{id}/content", tag = "planning",
    params(("id" = i64, Path)), request_body = PlanContent,
    responses((status = 200, body = PlanInFull)))]
pub(super) async fn write_plan(
    Path(id): Path<String>,
    Sent(web, sent): Sent<PlanContent>,
) -> Answer {
    let id = plan_id(&id)?;
    let shown = use_cases::find(&web, id).await?;
    let mut problems = Vec::new();
    let targets = sent.targets.map(|all| targets(&shown, all, &mut problems));
    let tasks = match sent.tasks {
        Some(all) => Some(tasks(&web, &shown, all, &mut problems).await?),
        None => None,
    };
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems).into());
    }
    replacing::replace(&web, id, sent.revision, &Halves { targets, tasks }).await?;
    api::json(&in_full(&web, id).await?)
}

fn by_code<'a>(shown: &'a Shown, code: &str) -> Option<&'a Indicator> {
    shown.ground.known.values().find(|known| known.code == code)
}

fn targets(
    shown: &Shown,
    sent: Vec<SentTarget>,
    problems: &mut Vec<Problem>,
) -> BTreeMap<IndicatorId, Target> {
    let mut targets = BTreeMap::new();
    for one in sent {
        let place = format!("targets/{}", one.indicator);
        let Some(known) = by_code(shown, &one.indicator) else {
            let problem = Problem::new("plan-book-indicator").arg("code", &one.indicator);
            problems.push(problem.at(place));
            continue;
        };
        match target(shown, known, one, &place) {
            Ok(target) if !targets.contains_key(&known.id) => {
                targets.insert(known.id, target);
            }
            Ok(_) => {
                let problem = Problem::new("plan-book-twice").arg("indicator", &known.code);
                problems.push(problem.at(place));
            }
            Err(found) => problems.extend(found),
        }
    }
    targets
}

fn target(
    shown: &Shown,
    known: &Indicator,
    sent: SentTarget,
    place: &str,
) -> Result<Target, Vec<Problem>> {
    let count = parts(known.grain, shown.version.year, shown.ground.rules);
    let count = count.unwrap_or_default().len();
    let (mut said, mut problems) = (BTreeMap::new(), Vec::new());
    for mark in sent.marks {
        let place = format!("{place}/{}", mark.kind);
        let kind = kind_by_name(&mark.kind).filter(|kind| *kind != Kind::Actual);
        let year = number(&mark.year);
        let own: Option<Result<Vec<Number>, Problem>> =
            mark.parts.map(|parts| parts.iter().map(number).collect());
        match (kind, year, own.transpose()) {
            (None, ..) => problems.push(unknown(place, &mark.kind)),
            (_, Err(problem), _) | (.., Err(problem)) => problems.push(problem.at(place)),
            (_, _, Ok(Some(own))) if own.len() != count => {
                let problem = Problem::new("plan-parts-count").arg("n", own.len());
                problems.push(problem.arg("of", count).at(place));
            }
            (Some(kind), Ok(year), Ok(own)) => {
                if said.insert(kind, (year, own)).is_some() {
                    let problem = Problem::new("plan-book-twice").arg("indicator", &known.code);
                    problems.push(problem.at(place));
                }
            }
        }
    }
    match problems.is_empty() {
        true => Ok(halves::target(known, count, said, sent.is_below)),
        false => Err(problems),
    }
}

fn number(sent: &SentNumber) -> Result<Number, Problem> {
    let read = |text: &String| {
        Quantity::parse(text).map_err(|error| Problem::from(error).arg("value", text))
    };
    let weight = sent.denominator.as_ref().map(read).transpose()?;
    Ok(Number { value: read(&sent.value)?, weight })
}

async fn tasks(
    web: &Web,
    shown: &Shown,
    sent: Vec<SentTask>,
    problems: &mut Vec<Problem>,
) -> Result<Vec<(Option<i64>, Task)>, WebError> {
    let owner = |(index, task): (usize, &SentTask)| (task.owner, format!("tasks/{index}/owner"));
    let owners: Vec<_> = sent.iter().enumerate().map(owner).collect();
    match sent::people(web, &owners).await {
        Ok(_) => {}
        Err(Refusal::Invalid(found)) => problems.extend(found),
        Err(refusal) => return Err(refusal.into()),
    }
    let mut tasks = Vec::new();
    for (index, one) in sent.into_iter().enumerate() {
        let number = one.number;
        match task(shown, one) {
            Ok(task) => tasks.push((number, task)),
            Err(found) => problems.extend(found.into_iter().map(|problem| {
                let field = problem.field.clone().unwrap_or_default();
                problem.at(format!("tasks/{index}/{field}"))
            })),
        }
    }
    Ok(tasks)
}

fn task(shown: &Shown, sent: SentTask) -> Result<Task, Vec<Problem>> {
    let mut typed = Typed::default()
        .with("title", sent.title)
        .with("criterion", sent.criterion)
        .with("due", sent.due)
        .with("goal", sent.goal.unwrap_or_default());
    let (title, criterion, due) =
        (typed.required("title"), typed.required("criterion"), typed.day("due"));
    let supports = Supports::from_name(&sent.supports);
    if supports.is_none() {
        typed.refuse(unknown("supports", &sent.supports));
    }
    let measure = match sent.measure {
        Some(name) => typed.quantity("goal").map(|goal| Some((name, goal))),
        None => Some(None),
    };
    let indicator = match &sent.indicator {
        Some(code) => {
            let known = by_code(shown, code);
            if known.is_none() {
                let problem = Problem::new("plan-book-indicator").arg("code", code);
                typed.refuse(problem.at("indicator"));
            }
            known.map(|known| Some(known.id))
        }
        None => Some(None),
    };
    let (Some(title), Some(criterion), Some(due), Some(supports), Some(measure), Some(indicator)) =
        (title, criterion, due, supports, measure, indicator)
    else {
        return Err(typed.problems().to_vec());
    };
    let (named, owner) = (sent.named.unwrap_or_default(), PersonId(sent.owner));
    Ok(Task { title, supports, indicator, named, criterion, measure, owner, due })
}

/// A step on the way of a version.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanDeed {
    revision: i64,
    /// `submit`, `sign`, `approve`, `return` or `drop`.
    deed: String,
    /// What is said with it; a return must say why.
    said: Option<String>,
}

/// Submits, co-signs, approves, returns or drops a version. Nobody signs or approves their own.
#[utoipa::path(post, path = "/api/v1/plans/{id}/deeds", tag = "planning",
    params(("id" = i64, Path)), request_body = PlanDeed,
    responses((status = 200, body = PlanInFull)))]
pub(super) async fn act_on_plan(Path(id): Path<String>, Sent(web, sent): Sent<PlanDeed>) -> Answer {
    let id = plan_id(&id)?;
    let deed = Deed::from_name(&sent.deed).ok_or_else(|| unknown("deed", &sent.deed))?;
    let said = sent.said.unwrap_or_default();
    use_cases::act(&web, id, sent.revision, deed, &said).await?;
    api::json(&in_full(&web, id).await?)
}

/// Why a plan in force is amended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanAmendment {
    reason: String,
}

/// Draws up the next version of a plan in force, with everything that it says.
#[utoipa::path(post, path = "/api/v1/plans/{id}/amendments", tag = "planning",
    params(("id" = i64, Path)), request_body = PlanAmendment,
    responses((status = 201, body = PlanInFull)))]
pub(super) async fn amend_plan(
    Path(id): Path<String>,
    Sent(web, sent): Sent<PlanAmendment>,
) -> Answer {
    let id = use_cases::amend(&web, plan_id(&id)?, &sent.reason).await?;
    api::created(&format!("/api/v1/plans/{id}"), &in_full(&web, id).await?)
}

/// A unit that takes its part of a target.
#[derive(Serialize, ToSchema)]
#[schema(as = PlanTaker)]
struct TakerAnswer {
    unit: i64,
    unit_name: String,
    /// What it did the year before; none where nothing was reported.
    did: Option<String>,
    /// Its plan of the year and how far that is.
    plan: Option<i64>,
    stage: Option<&'static str>,
    /// The year's target that it would get, and the one that its plan has now; of two numbers the numerator.
    part: Option<String>,
    part_denominator: Option<String>,
    planned: Option<String>,
    planned_denominator: Option<String>,
}

/// A target that the units below carry.
#[derive(Serialize, ToSchema)]
#[schema(as = PlanDivision)]
pub(super) struct DivisionAnswer {
    plan: i64,
    /// What handing it down must name.
    revision: i64,
    indicator: String,
    /// Whether it is divided by what the units did the year before; otherwise evenly.
    is_by_last_year: bool,
    /// What the units' plans come to; none while one lacks the target.
    together: Option<String>,
    units: Vec<TakerAnswer>,
}

impl DivisionAnswer {
    fn new(division: &Division) -> Self {
        let planned: Vec<_> =
            division.takers.iter().filter_map(|it| Some(&it.planned.as_ref()?.marks)).collect();
        let is_whole = planned.len() == division.takers.len();
        let made = cascade::together(&division.indicator, &planned, Kind::Target);
        Self {
            plan: division.shown.version.id.0,
            revision: division.shown.version.revision,
            indicator: division.indicator.code.clone(),
            is_by_last_year: division.is_by_last_year,
            together: made.filter(|_| is_whole).map(|number| number.value.to_string()),
            units: division.takers.iter().map(|it| taker(&division.indicator, it)).collect(),
        }
    }
}

fn taker(indicator: &Indicator, taker: &Taker) -> TakerAnswer {
    let year = |target: Option<&Target>| {
        target.and_then(|target| target.marks.get(&Kind::Target)).map(|mark| mark.year)
    };
    let value = |number: Option<Number>| number.map(|number| number.value.to_string());
    let weight = |number: Option<Number>| number?.weight.map(|weight| weight.to_string());
    let (part, planned) = (year(Some(&taker.part)), year(taker.planned.as_ref()));
    TakerAnswer {
        unit: taker.unit.id.0,
        unit_name: taker.unit.name.clone(),
        did: taker.did.value(indicator).map(|value| value.to_string()),
        plan: taker.plan.as_ref().map(|plan| plan.id.0),
        stage: taker.plan.as_ref().map(|plan| plan.stage.name()),
        part: value(part),
        part_denominator: weight(part),
        planned: value(planned),
        planned_denominator: weight(planned),
    }
}

/// How a target that the units below carry is divided among them; the indicator by its code.
#[utoipa::path(get, path = "/api/v1/plans/{id}/targets/{indicator}/units", tag = "planning",
    params(("id" = i64, Path), ("indicator" = String, Path)),
    responses((status = 200, body = DivisionAnswer)))]
pub(super) async fn show_division(web: Web, Path((id, code)): Path<(String, String)>) -> Answer {
    let id = plan_id(&id)?;
    let indicator = planned(&web, id, &code).await?;
    api::json(&DivisionAnswer::new(&cascading::division(&web, id, indicator).await?))
}

async fn planned(web: &Web, id: kernel::PlanId, code: &str) -> Result<IndicatorId, WebError> {
    let shown = use_cases::find(web, id).await?;
    by_code(&shown, code).map(|known| known.id).ok_or_else(WebError::not_found)
}

/// The revision of the plan that the division was seen on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HandingDown {
    revision: i64,
}

/// Puts each unit's part into its draft of the year, which is drawn up where there is none.
#[utoipa::path(post, path = "/api/v1/plans/{id}/targets/{indicator}/units", tag = "planning",
    params(("id" = i64, Path), ("indicator" = String, Path)), request_body = HandingDown,
    responses((status = 200, body = DivisionAnswer)))]
pub(super) async fn hand_down_target(
    Path((id, code)): Path<(String, String)>,
    Sent(web, sent): Sent<HandingDown>,
) -> Answer {
    let id = plan_id(&id)?;
    let indicator = planned(&web, id, &code).await?;
    cascading::hand_down(&web, id, sent.revision, indicator).await?;
    api::json(&DivisionAnswer::new(&cascading::division(&web, id, indicator).await?))
}
