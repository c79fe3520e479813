//! The registers for programs. What is answered is written out here, apart from the types of the house.

mod writing;

use super::{CHANGE, CREATE, READ, number, zones};
use crate::registers::coverage::{Fit, Slot};
use crate::registers::project::{Milestone, Project};
use crate::registers::use_cases::projects::{self, Line, List as Projects, Shown};
use crate::registers::use_cases::{self, Asked, Covered, Row, ZoneLine};
use crate::registers::zone::Of;
use axum::extract::Path;
use kernel::{PersonId, ProjectId, UnitId, ZoneId};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};
use web_kit::api::{self, List, Slice};
use web_kit::{Answer, Routes, Web, WebError};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/key-posts", READ, list_key_posts)
        .post("/api/v1/key-posts", CREATE, writing::add_key_post)
        .get("/api/v1/key-posts/{id}", READ, writing::show_key_post)
        .post("/api/v1/key-posts/{id}/changes", CHANGE, writing::change_key_post)
        .get("/api/v1/zones", READ, list_zones)
        .post("/api/v1/zones", CREATE, writing::draw_zone)
        .get("/api/v1/zones/{id}", READ, show_zone)
        .post("/api/v1/zones/{id}/end", CHANGE, writing::end_zone)
        .get("/api/v1/projects", READ, list_projects)
        .post("/api/v1/projects", CREATE, writing::begin_project)
        .get("/api/v1/projects/{id}", READ, show_project)
        .post("/api/v1/projects/{id}/milestones", CHANGE, writing::set_milestone)
        // Who reports and who accepts may hold any role: the use case asks.
        .post("/api/v1/projects/{id}/milestones/{number}/deeds", READ, writing::act_on_milestone)
        .post("/api/v1/projects/{id}/close", CHANGE, writing::close_project)
}

#[derive(OpenApi)]
#[openapi(paths(
    list_key_posts,
    list_zones,
    show_zone,
    list_projects,
    show_project,
    writing::add_key_post,
    writing::show_key_post,
    writing::change_key_post,
    writing::draw_zone,
    writing::end_zone,
    writing::begin_project,
    writing::set_milestone,
    writing::act_on_milestone,
    writing::close_project
))]
pub(crate) struct Document;

/// A shift of a key post, and the zones that hold it.
#[derive(Serialize, ToSchema)]
struct ShiftAnswer {
    name: String,
    is_covered: bool,
    /// The ids of the zones that hold it; several count once.
    zones: Vec<i64>,
}

/// A key post on the day.
#[derive(Serialize, ToSchema)]
#[schema(as = KeyPost)]
struct PostAnswer {
    id: i64,
    unit: i64,
    unit_name: String,
    name: String,
    #[schema(format = Date)]
    from: String,
    /// The last day; none while it is open.
    #[schema(format = Date)]
    last: Option<String>,
    shifts: Vec<ShiftAnswer>,
}

fn post(covered: &Covered, row: &Row) -> PostAnswer {
    let shift = |slot: &Slot| ShiftAnswer {
        name: slot.shift.clone(),
        is_covered: slot.is_covered(),
        zones: slot.covering.iter().map(|zone| zone.0).collect(),
    };
    PostAnswer {
        id: row.post.id.0,
        unit: row.post.unit.0,
        unit_name: covered.places.name(row.post.unit).to_owned(),
        name: row.post.name.clone(),
        from: row.post.valid.from.to_string(),
        last: row.post.valid.last_day().map(|day| day.to_string()),
        shifts: row.slots.iter().map(shift).collect(),
    }
}

/// A responsibility zone on the day.
#[derive(Serialize, ToSchema)]
#[schema(as = Zone)]
struct ZoneAnswer {
    id: i64,
    unit: i64,
    unit_name: String,
    /// The id of the key post; none for a place.
    post: Option<i64>,
    /// The post's or the place's name.
    of: String,
    shifts: Vec<String>,
    /// The id of the member, and of the person who accepts.
    member: i64,
    acceptor: i64,
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    last: Option<String>,
    criterion: String,
    /// Whether it holds on the day.
    is_held: bool,
    /// Why it ended before its time; empty otherwise.
    ended_why: String,
    /// What a change must name.
    revision: i64,
}

fn zone(line: &ZoneLine, unit_name: &str) -> ZoneAnswer {
    let said = &line.zone.said;
    ZoneAnswer {
        id: line.zone.id.0,
        unit: said.unit.0,
        unit_name: unit_name.to_owned(),
        post: match &said.of {
            Of::Post(id) => Some(id.0),
            Of::Place(_) => None,
        },
        of: zones::of(line),
        shifts: said.shifts.clone(),
        member: said.member.0,
        acceptor: said.acceptor.0,
        from: said.valid.from.to_string(),
        last: said.valid.last_day().map(|day| day.to_string()),
        criterion: said.criterion.clone(),
        is_held: line.fit == Fit::Holds,
        ended_why: line.zone.ended_why.clone(),
        revision: line.zone.revision,
    }
}

/// A milestone of a project.
#[derive(Serialize, ToSchema)]
#[schema(as = Milestone)]
struct MilestoneAnswer {
    number: i64,
    title: String,
    #[schema(format = Date)]
    due: String,
    outcome: String,
    /// `open`, `reported` or `accepted`.
    stage: &'static str,
    #[schema(format = Date)]
    accepted: Option<String>,
}

/// A breakthrough project that had started by the day.
#[derive(Serialize, ToSchema)]
#[schema(as = Project)]
struct ProjectAnswer {
    id: i64,
    unit: i64,
    unit_name: String,
    name: String,
    #[schema(format = Date)]
    started: String,
    /// `running`, `ended` or `abandoned`, as it is now.
    state: &'static str,
    /// The first day on which it no longer runs.
    #[schema(format = Date)]
    closed: Option<String>,
    /// The ids of the persons who lead on the day.
    leads: Vec<i64>,
    /// Whether a member leads it, by who was in the Party when it started; none for who may not know.
    is_led_by_member: Option<bool>,
    milestones: Vec<MilestoneAnswer>,
    /// What a change must name.
    revision: i64,
}

impl ProjectAnswer {
    fn new<'a>(
        project: &Project,
        unit_name: &str,
        (leads, is_led): (&[PersonId], Option<bool>),
        milestones: impl Iterator<Item = &'a Milestone>,
    ) -> Self {
        let milestone = |it: &Milestone| MilestoneAnswer {
            number: it.number,
            title: it.title.clone(),
            due: it.due.to_string(),
            outcome: it.outcome.clone(),
            stage: it.stage.name(),
            accepted: it.accepted.map(|day| day.to_string()),
        };
        Self {
            id: project.id.0,
            unit: project.unit.0,
            unit_name: unit_name.to_owned(),
            name: project.name.clone(),
            started: project.started.to_string(),
            state: project.state.name(),
            closed: project.closed.map(|day| day.to_string()),
            leads: leads.iter().map(|lead| lead.0).collect(),
            is_led_by_member: is_led,
            milestones: milestones.map(milestone).collect(),
            revision: project.revision,
        }
    }
}

fn project(list: &Projects, line: &Line) -> ProjectAnswer {
    let project = &line.project;
    let led = (line.leads.as_slice(), line.is_led);
    ProjectAnswer::new(project, list.places.name(project.unit), led, line.milestones.iter())
}

fn asked(web: &Web, slice: &Slice) -> Result<Asked, WebError> {
    let unit = api::parameter::<i64>(web, "unit")?.map(UnitId);
    Ok(Asked { day: slice.as_of, unit, goes_out: false })
}

fn answered<T: Serialize + ToSchema>(slice: &Slice, items: Vec<T>) -> Answer {
    let total = items.len() as i64;
    let items = slice.cut(items);
    api::json(&List::<T> { items, total })
}

/// Key posts with what covers them on a day.
#[utoipa::path(get, path = "/api/v1/key-posts", tag = "planning",
    params(Slice, ("unit" = Option<i64>, Query, description = "This unit and all below it.")),
    responses((status = 200, body = List<PostAnswer>)))]
pub(super) async fn list_key_posts(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let covered = use_cases::coverage(&web, &asked(&web, &slice)?).await?;
    let rows = covered.rows.iter().filter(|row| row.post.name.contains(&slice.q));
    answered(&slice, rows.map(|row| post(&covered, row)).collect())
}

/// The responsibility zones of a day.
#[utoipa::path(get, path = "/api/v1/zones", tag = "planning",
    params(Slice, ("unit" = Option<i64>, Query, description = "This unit and all below it.")),
    responses((status = 200, body = List<ZoneAnswer>)))]
pub(super) async fn list_zones(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let found = use_cases::zones(&web, &asked(&web, &slice)?, false).await?;
    let lines = found.lines.iter().filter(|line| zones::of(line).contains(&slice.q));
    let item = |line: &ZoneLine| zone(line, found.places.name(line.zone.said.unit));
    answered(&slice, lines.map(item).collect())
}

/// The breakthrough projects that had started by a day.
#[utoipa::path(get, path = "/api/v1/projects", tag = "planning",
    params(Slice, ("unit" = Option<i64>, Query, description = "This unit and all below it.")),
    responses((status = 200, body = List<ProjectAnswer>)))]
pub(super) async fn list_projects(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let list = projects::list(&web, &asked(&web, &slice)?).await?;
    let lines = list.lines.iter().filter(|line| line.project.name.contains(&slice.q));
    answered(&slice, lines.map(|line| project(&list, line)).collect())
}

/// One responsibility zone as it is on a day.
#[utoipa::path(get, path = "/api/v1/zones/{id}", tag = "planning",
    params(("id" = i64, Path), ("as_of" = Option<String>, Query, format = Date)),
    responses((status = 200, body = ZoneAnswer)))]
pub(super) async fn show_zone(web: Web, Path(id): Path<String>) -> Answer {
    api::json(&one_zone(&web, number(&id)?).await?)
}

async fn one_zone(web: &Web, id: ZoneId) -> Result<ZoneAnswer, WebError> {
    let shown = use_cases::find_zone(web, id, web.as_of).await?;
    Ok(zone(&shown.line, &shown.unit_name))
}

/// One breakthrough project.
#[utoipa::path(get, path = "/api/v1/projects/{id}", tag = "planning",
    params(("id" = i64, Path)), responses((status = 200, body = ProjectAnswer)))]
pub(super) async fn show_project(web: Web, Path(id): Path<String>) -> Answer {
    api::json(&one_project(&web, number(&id)?).await?)
}

async fn one_project(web: &Web, id: ProjectId) -> Result<ProjectAnswer, WebError> {
    let Shown { project, unit_name, milestones, is_led, .. } = projects::find(web, id).await?;
    let leads = project.leads_on(web.now.today);
    let milestones = milestones.iter().map(|it| &it.milestone);
    Ok(ProjectAnswer::new(&project, &unit_name, (&leads, is_led), milestones))
}
