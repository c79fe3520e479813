//! Annual plans for programs. What is answered is written out here, apart from the types of the house.

mod writing;

use super::{CHANGE, CREATE, READ, plan_id};
use crate::annual::split::{Number, parts};
use crate::annual::use_cases::{self, Line, Listing, Order, Shown};
use crate::reading::kind_name;
use axum::extract::Path;
use kernel::PlanId;
use serde::Serialize;
use store::Refusal;
use utoipa::{OpenApi, ToSchema};
use web_kit::api::{self, List, Slice};
use web_kit::{Answer, Routes, Web};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/plans", READ, list_plans)
        .post("/api/v1/plans", CREATE, writing::draw_plan)
        .get("/api/v1/plans/{id}", READ, show_plan)
        .post("/api/v1/plans/{id}/content", CHANGE, writing::write_plan)
        // Who submits, signs, approves or returns is another one each time: the use case asks.
        .post("/api/v1/plans/{id}/deeds", READ, writing::act_on_plan)
        .post("/api/v1/plans/{id}/amendments", CREATE, writing::amend_plan)
        .get("/api/v1/plans/{id}/targets/{indicator}/units", CREATE, writing::show_division)
        .post("/api/v1/plans/{id}/targets/{indicator}/units", CREATE, writing::hand_down_target)
}

#[derive(OpenApi)]
#[openapi(paths(
    list_plans,
    show_plan,
    writing::draw_plan,
    writing::write_plan,
    writing::act_on_plan,
    writing::amend_plan,
    writing::show_division,
    writing::hand_down_target
))]
pub(crate) struct Document;

/// A version of a unit's annual plan.
#[derive(Serialize, ToSchema)]
#[schema(as = Plan)]
struct PlanAnswer {
    id: i64,
    unit: i64,
    unit_name: String,
    /// The calendar year in which the financial year begins.
    year: i32,
    version: i64,
    /// `draft`, `submitted`, `signed`, `frozen` or `dropped`.
    stage: &'static str,
    /// What a change must name.
    revision: i64,
    /// SM3 over the whole content, in hexadecimal; only of a frozen version.
    digest: Option<String>,
    /// Until when the next step is owed.
    #[schema(format = Date)]
    due: Option<String>,
    /// How many indicators and how many Party tasks it has.
    targets: i64,
    tasks: i64,
}

impl From<Line> for PlanAnswer {
    fn from(line: Line) -> Self {
        let Line { version, unit_name, targets, tasks } = line;
        Self {
            id: version.id.0,
            unit: version.unit.0,
            unit_name,
            year: version.year,
            version: version.number,
            stage: version.stage.name(),
            revision: version.revision,
            digest: version.digest,
            due: version.due.map(|due| due.to_string()),
            targets,
            tasks,
        }
    }
}

/// A number of the business half.
#[derive(Serialize, ToSchema)]
#[schema(as = PlannedNumber)]
struct NumberAnswer {
    /// The indicator's code.
    indicator: String,
    /// `target`, `threshold`, `stretch`, `target-high` or `threshold-high`.
    kind: &'static str,
    /// The period, such as `2026` for the whole year or `2026-08`.
    period: String,
    /// The number; of a ratio of two numbers the numerator. A rate stands alone.
    value: String,
    denominator: Option<String>,
}

/// A task of the Party half.
#[derive(Serialize, ToSchema)]
#[schema(as = PlannedTask)]
struct TaskAnswer {
    number: i64,
    title: String,
    /// `indicator`, `post`, `risk` or `itself`.
    supports: &'static str,
    /// The code of the indicator that it supports.
    indicator: Option<String>,
    /// The key post or the risk in words.
    named: String,
    criterion: String,
    /// What measures it, and the share in per cent to reach.
    measure: Option<String>,
    goal: Option<String>,
    /// The id of the person who answers for it.
    owner: i64,
    #[schema(format = Date)]
    due: String,
}

/// A version with both halves.
#[derive(Serialize, ToSchema)]
struct PlanInFull {
    plan: PlanAnswer,
    numbers: Vec<NumberAnswer>,
    /// The codes of the indicators that the units below carry.
    below: Vec<String>,
    tasks: Vec<TaskAnswer>,
}

/// The plans of a year: of each unit the latest version that one may see.
#[utoipa::path(get, path = "/api/v1/plans", tag = "planning",
    params(Slice, ("year" = Option<i32>, Query,
        description = "The calendar year in which the financial year begins; this one when it is not given.")),
    responses((status = 200, body = List<PlanAnswer>)))]
pub(super) async fn list_plans(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let now = web.settings.financial_year().year_of(web.now.today.month());
    let listing = Listing {
        year: api::parameter(&web, "year")?.unwrap_or(now),
        text: &slice.q,
        order: Order::Unit,
        descending: false,
        limit: slice.limit,
        offset: slice.offset,
        today: web.now.today,
    };
    let list = use_cases::list(&web, &listing, false).await?;
    let items = list.lines.iter().cloned().map(PlanAnswer::from).collect();
    api::json(&List::<PlanAnswer> { items, total: list.total })
}

/// One version with both halves.
#[utoipa::path(get, path = "/api/v1/plans/{id}", tag = "planning",
    params(("id" = i64, Path)), responses((status = 200, body = PlanInFull)))]
pub(super) async fn show_plan(web: Web, Path(id): Path<String>) -> Answer {
    api::json(&in_full(&web, plan_id(&id)?).await?)
}

async fn in_full(web: &Web, id: PlanId) -> Result<PlanInFull, Refusal> {
    let shown = use_cases::find(web, id).await?;
    let (numbers, tasks) = (numbers(&shown), tasks(&shown));
    let (version, unit_name, content) = (shown.version, shown.unit_name, shown.content);
    let (targets, count) = (content.targets.len() as i64, content.tasks.len() as i64);
    let plan = PlanAnswer::from(Line { version, unit_name, targets, tasks: count });
    let below = content.targets.iter().filter(|(_, target)| target.is_below);
    let below = below.filter_map(|(id, _)| shown.ground.known.get(id));
    let below = below.map(|known| known.code.clone()).collect();
    Ok(PlanInFull { plan, numbers, below, tasks })
}

fn numbers(shown: &Shown) -> Vec<NumberAnswer> {
    let mut numbers = Vec::new();
    for (id, target) in &shown.content.targets {
        let Some(known) = shown.ground.known.get(id) else { continue };
        let periods =
            parts(known.grain, shown.version.year, shown.ground.rules).unwrap_or_default();
        for (kind, mark) in &target.marks {
            let mut add = |period: String, number: Number| {
                numbers.push(NumberAnswer {
                    indicator: known.code.clone(),
                    kind: kind_name(*kind),
                    period,
                    value: number.value.to_string(),
                    denominator: number.weight.map(|weight| weight.to_string()),
                });
            };
            add(shown.version.year.to_string(), mark.year);
            if periods.len() > 1 {
                periods
                    .iter()
                    .zip(&mark.parts)
                    .for_each(|(period, it)| add(period.to_string(), *it));
            }
        }
    }
    numbers
}

fn tasks(shown: &Shown) -> Vec<TaskAnswer> {
    let code = |id| shown.ground.known.get(&id).map(|known| known.code.clone());
    let task = |(number, task): (&i64, &crate::annual::content::Task)| TaskAnswer {
        number: *number,
        title: task.title.clone(),
        supports: task.supports.name(),
        indicator: task.indicator.and_then(code),
        named: task.named.clone(),
        criterion: task.criterion.clone(),
        measure: task.measure.as_ref().map(|(name, _)| name.clone()),
        goal: task.measure.as_ref().map(|(_, goal)| goal.to_string()),
        owner: task.owner.0,
        due: task.due.to_string(),
    };
    shown.content.tasks.iter().map(task).collect()
}
