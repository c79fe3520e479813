//! Annual plans for programs. What is answered is written out here, apart from the types of the house.

use super::{READ, plan_id};
use crate::annual::split::{Number, parts};
use crate::annual::use_cases::{self, Line, Listing, Order, Shown};
use crate::reading::kind_name;
use axum::extract::Path;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};
use web_kit::api::{self, List, Slice};
use web_kit::{Answer, Routes, Web};

pub(super) fn routes() -> Routes {
    Routes::new().get("/api/v1/plans", READ, list_plans).get("/api/v1/plans/{id}", READ, show_plan)
}

#[derive(OpenApi)]
#[openapi(paths(list_plans, show_plan))]
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
    /// `draft`, `submitted`, `signed` or `frozen`.
    stage: &'static str,
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
    let items = list.lines.into_iter().map(PlanAnswer::from).collect();
    api::json(&List::<PlanAnswer> { items, total: list.total })
}

/// One version with both halves.
#[utoipa::path(get, path = "/api/v1/plans/{id}", tag = "planning",
    params(("id" = i64, Path)), responses((status = 200, body = PlanInFull)))]
pub(super) async fn show_plan(web: Web, Path(id): Path<String>) -> Answer {
    let shown = use_cases::find(&web, plan_id(&id)?).await?;
    let (numbers, tasks) = (numbers(&shown), tasks(&shown));
    let Shown { version, unit_name, content, .. } = shown;
    let (targets, count) = (content.targets.len() as i64, content.tasks.len() as i64);
    let plan = PlanAnswer::from(Line { version, unit_name, targets, tasks: count });
    api::json(&PlanInFull { plan, numbers, tasks })
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
