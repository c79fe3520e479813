//! Matters for programs. What is answered is written out here, apart from the types of the house.

use super::{READ, inside, matter_id};
use crate::matter::{Found, age};
use crate::use_cases::{self, Listing, Matter, NewMatter, Order, Part, Shown};
use axum::extract::Path;
use directory::people::called;
use kernel::{Action, Resource, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};
use web_kit::api::{self, List, Sent, Slice};
use web_kit::form::Typed;
use web_kit::{Answer, Needs, Routes, Web};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/matters", READ, list_matters)
        .post("/api/v1/matters", Needs::May(Action::Create, Resource::Matter), raise_matter)
        .get("/api/v1/matters/{id}", READ, show_matter)
}

#[derive(OpenApi)]
#[openapi(paths(list_matters, raise_matter, show_matter))]
pub(crate) struct Document;

/// A matter: a problem of a unit on its way until somebody else than its owner says that it is solved.
#[derive(Serialize, ToSchema)]
#[schema(as = Matter)]
struct MatterAnswer {
    id: i64,
    unit: i64,
    title: String,
    problem: String,
    /// `raised`, `underway`, `reported` or `closed`.
    stage: &'static str,
    #[schema(format = Date)]
    raised: String,
    #[schema(format = Date)]
    due: Option<String>,
    #[schema(format = Date)]
    closed: Option<String>,
    /// Days that it has been open, or was until it was closed.
    age: i64,
    /// Owner and verifier by the ids of people.
    owner: Option<i64>,
    verifier: Option<i64>,
    measure: Option<String>,
    /// The matter that came back as this one within 90 days after it was closed.
    recurs: Option<i64>,
    revision: i64,
}

impl MatterAnswer {
    fn new(web: &Web, matter: &Matter) -> Self {
        let plan = matter.measure.as_ref();
        Self {
            id: matter.id.0,
            unit: matter.unit.0,
            title: matter.title.clone(),
            problem: matter.problem.clone(),
            stage: matter.stage.name(),
            raised: matter.raised.to_string(),
            due: plan.map(|plan| plan.due.to_string()),
            closed: matter.closed.map(|day| day.to_string()),
            age: age(matter.raised, matter.closed, web.now.today),
            owner: plan.map(|plan| plan.owner.0),
            verifier: plan.map(|plan| plan.verifier.0),
            measure: plan.map(|plan| plan.text.clone()),
            recurs: matter.recurs.map(|id| id.0),
            revision: matter.revision,
        }
    }
}

/// Something that was done to a matter.
#[derive(Serialize, ToSchema)]
#[schema(as = MatterStep)]
struct StepAnswer {
    deed: &'static str,
    #[schema(format = Date)]
    day: String,
    said: String,
    recorded_by: String,
}

/// A matter with everything that was done to it.
#[derive(Serialize, ToSchema)]
struct MatterInFull {
    matter: MatterAnswer,
    owner_name: Option<String>,
    verifier_name: Option<String>,
    steps: Vec<StepAnswer>,
}

/// Matters of one's part of the enterprise, what is due first.
#[utoipa::path(get, path = "/api/v1/matters", tag = "planning",
    params(Slice, ("show" = Option<String>, Query,
        description = "`open` (also without), `overdue`, `reported`, `closed` or `all`."),
        ("unit" = Option<i64>, Query, description = "Only those of this very unit.")),
    responses((status = 200, body = List<MatterAnswer>)))]
pub(super) async fn list_matters(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let part = match web.query("show").as_deref() {
        None | Some("open") => Part::Open,
        Some("overdue") => Part::Overdue,
        Some("reported") => Part::Reported,
        Some("closed") => Part::Closed,
        Some("all") => Part::All,
        Some(other) => return Err(api::malformed("show", other).into()),
    };
    let listing = Listing {
        part,
        unit: api::parameter::<UnitId>(&web, "unit")?,
        is_deep: false,
        due: None,
        text: &slice.q,
        today: web.now.today,
        order: Order::Due,
        descending: false,
        limit: slice.limit,
        offset: slice.offset,
    };
    let list = use_cases::list(&web, &listing, false).await?;
    let items = list.matters.iter().map(|(matter, _)| MatterAnswer::new(&web, matter)).collect();
    api::json(&List::<MatterAnswer> { items, total: list.total })
}

/// One matter and everything that was done to it.
#[utoipa::path(get, path = "/api/v1/matters/{id}", tag = "planning",
    params(("id" = i64, Path)), responses((status = 200, body = MatterInFull)))]
pub(super) async fn show_matter(web: Web, Path(id): Path<String>) -> Answer {
    let Shown { matter, steps, people, .. } = use_cases::find(&web, matter_id(&id)?).await?;
    let plan = matter.measure.as_ref();
    let steps = steps.into_iter().map(|step| StepAnswer {
        deed: step.deed.name(),
        day: step.day.to_string(),
        said: step.said,
        recorded_by: step.recorded_by,
    });
    api::json(&MatterInFull {
        owner_name: plan.map(|plan| called(&people, plan.owner)),
        verifier_name: plan.map(|plan| called(&people, plan.verifier)),
        steps: steps.collect(),
        matter: MatterAnswer::new(&web, &matter),
    })
}

/// A matter to be raised.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MatterToRaise {
    unit: i64,
    title: String,
    problem: String,
    #[schema(format = Date)]
    day: Option<String>,
    /// The address of the record in which it was found, such as `/tracker/4/7?month=2026-09`.
    place: Option<String>,
}

/// Raises a matter; the answer is the matter.
#[utoipa::path(post, path = "/api/v1/matters", tag = "planning", request_body = MatterToRaise,
    responses((status = 201, body = MatterAnswer)))]
pub(super) async fn raise_matter(Sent(web, new): Sent<MatterToRaise>) -> Answer {
    let mut typed = Typed::default()
        .with("title", new.title)
        .with("problem", new.problem)
        .with("day", new.day.unwrap_or_else(|| web.now.today.to_string()));
    let fields = (typed.required("title"), typed.required("problem"), typed.day("day"));
    let (Some(title), Some(problem), Some(day)) = fields else {
        return Err(store::Refusal::Invalid(typed.problems().to_vec()).into());
    };
    let place = inside(&new.place.unwrap_or_default()).to_owned();
    let found = if place.is_empty() { Found::Said } else { Found::Deviation };
    let new = NewMatter { unit: UnitId(new.unit), title, problem, found, place, day };
    let id = use_cases::raise(&web, new).await?;
    let shown = use_cases::find(&web, id).await?;
    api::created(&format!("/api/v1/matters/{id}"), &MatterAnswer::new(&web, &shown.matter))
}
