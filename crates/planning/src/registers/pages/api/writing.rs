//! The registers written by programs, each through the use case of the page that does the same.

use super::{ProjectAnswer, ZoneAnswer, number, one_project, one_zone};
use crate::pages::sent;
use crate::registers::pages::days;
use crate::registers::post::{self, NewPost};
use crate::registers::project::{Deed, State};
use crate::registers::use_cases::projects::{self, NewMilestone, NewProject};
use crate::registers::use_cases::{self, ShownPost};
use crate::registers::zone::{NewZone, Of};
use axum::extract::Path;
use kernel::{Day, KeyPostId, Problem, UnitId};
use serde::{Deserialize, Serialize};
use store::Refusal;
use utoipa::ToSchema;
use web_kit::api::{self, Sent};
use web_kit::form::Typed;
use web_kit::{Answer, Web, WebError};

/// A key post of the register.
#[derive(Serialize, ToSchema)]
pub(super) struct KeptPost {
    id: i64,
    unit: i64,
    unit_name: String,
    name: String,
    shifts: Vec<String>,
    #[schema(format = Date)]
    from: String,
    /// The last day; none while it is open.
    #[schema(format = Date)]
    last: Option<String>,
    /// What a change must name.
    revision: i64,
}

async fn one_post(web: &Web, id: KeyPostId) -> Result<KeptPost, WebError> {
    let ShownPost { post, unit_name, .. } = use_cases::find_post(web, id).await?;
    Ok(KeptPost {
        id: post.id.0,
        unit: post.unit.0,
        unit_name,
        name: post.name,
        shifts: post.shifts,
        from: post.valid.from.to_string(),
        last: post.valid.last_day().map(|day| day.to_string()),
        revision: post.revision,
    })
}

/// One key post.
#[utoipa::path(get, path = "/api/v1/key-posts/{id}", tag = "planning",
    params(("id" = i64, Path)), responses((status = 200, body = KeptPost)))]
pub(super) async fn show_key_post(web: Web, Path(id): Path<String>) -> Answer {
    api::json(&one_post(&web, number(&id)?).await?)
}

/// A key post to be entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewKeyPost {
    unit: i64,
    name: String,
    /// The names of its shifts in their order.
    shifts: Vec<String>,
    #[schema(format = Date)]
    from: String,
    /// The last day; none while no end is known.
    #[schema(format = Date)]
    last: Option<String>,
}

/// What is said of a post, read as its form is.
fn post(unit: UnitId, typed: &mut Typed) -> Result<NewPost, Refusal> {
    let (name, valid) = (typed.required("name"), days(typed));
    let shifts = post::shifts(typed.value("shifts")).map_err(|problem| typed.refuse(problem)).ok();
    match (name, shifts, valid) {
        (Some(name), Some(shifts), Some(valid)) => Ok(NewPost { unit, name, shifts, valid }),
        _ => Err(sent::refused(typed)),
    }
}

/// Enters a key post.
#[utoipa::path(post, path = "/api/v1/key-posts", tag = "planning", request_body = NewKeyPost,
    responses((status = 201, body = KeptPost)))]
pub(super) async fn add_key_post(Sent(web, new): Sent<NewKeyPost>) -> Answer {
    let mut typed = Typed::default()
        .with("name", new.name)
        .with("shifts", new.shifts.join("、"))
        .with("from", new.from)
        .with("last", new.last.unwrap_or_default());
    let id = use_cases::add_post(&web, &post(UnitId(new.unit), &mut typed)?).await?;
    api::created(&format!("/api/v1/key-posts/{id}"), &one_post(&web, id).await?)
}

/// What a key post shall be; what is left out stays as it is. Its last day ends it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyPostChange {
    revision: i64,
    name: Option<String>,
    shifts: Option<Vec<String>>,
    #[schema(format = Date)]
    from: Option<String>,
    /// The last day; empty takes the end away.
    #[schema(format = Date)]
    last: Option<String>,
}

/// Changes a key post, or ends it by its last day.
#[utoipa::path(post, path = "/api/v1/key-posts/{id}/changes", tag = "planning",
    params(("id" = i64, Path)), request_body = KeyPostChange,
    responses((status = 200, body = KeptPost)))]
pub(super) async fn change_key_post(
    Path(id): Path<String>,
    Sent(web, change): Sent<KeyPostChange>,
) -> Answer {
    let id = number(&id)?;
    let kept = one_post(&web, id).await?;
    let mut typed = Typed::default()
        .with("name", change.name.unwrap_or(kept.name))
        .with("shifts", change.shifts.unwrap_or(kept.shifts).join("、"))
        .with("from", change.from.unwrap_or(kept.from))
        .with("last", change.last.or(kept.last).unwrap_or_default());
    let new = post(UnitId(kept.unit), &mut typed)?;
    use_cases::change_post(&web, id, change.revision, &new).await?;
    api::json(&one_post(&web, id).await?)
}

/// A responsibility zone to be drawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ZoneToDraw {
    /// The unit of a place; a zone of a key post stands in the post's.
    unit: Option<i64>,
    /// The id of the key post, or else the place in words.
    post: Option<i64>,
    place: Option<String>,
    /// Shifts; of a key post all of its own when none are given.
    shifts: Option<Vec<String>>,
    /// The ids of the member, and of the person who accepts.
    member: i64,
    acceptor: i64,
    criterion: String,
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    last: Option<String>,
}

/// Draws a responsibility zone.
#[utoipa::path(post, path = "/api/v1/zones", tag = "planning", request_body = ZoneToDraw,
    responses((status = 201, body = ZoneAnswer)))]
pub(super) async fn draw_zone(Sent(web, new): Sent<ZoneToDraw>) -> Answer {
    let zone = zone(&web, new).await?;
    let id = use_cases::add_zone(&web, &zone).await?;
    api::created(&format!("/api/v1/zones/{id}"), &one_zone(&web, id).await?)
}

async fn zone(web: &Web, new: ZoneToDraw) -> Result<NewZone, WebError> {
    let mut typed = Typed::default()
        .with("criterion", new.criterion)
        .with("place", new.place.unwrap_or_default())
        .with("from", new.from)
        .with("last", new.last.unwrap_or_default());
    let (criterion, valid) = (typed.required("criterion"), days(&mut typed));
    let (unit, of, own) = match new.post {
        Some(post) => {
            let post = use_cases::find_post(web, KeyPostId(post)).await?.post;
            (post.unit, Some(Of::Post(post.id)), post.shifts)
        }
        None => {
            let unit = new.unit.ok_or_else(|| Problem::new("field-required").at("unit"))?;
            (UnitId(unit), typed.required("place").map(Of::Place), Vec::new())
        }
    };
    let named = [(new.member, "member".to_owned()), (new.acceptor, "acceptor".to_owned())];
    let [member, acceptor] = sent::people(web, &named).await?[..] else {
        return Err(WebError::not_found());
    };
    let (Some(criterion), Some(valid), Some(of)) = (criterion, valid, of) else {
        return Err(sent::refused(&typed).into());
    };
    let shifts = match new.shifts.filter(|shifts| !shifts.is_empty()) {
        Some(named) => post::shifts(&named.join("、"))?,
        None => own,
    };
    Ok(NewZone { unit, member, of, shifts, valid, criterion, acceptor })
}

/// The end of a zone before its time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ZoneEnd {
    revision: i64,
    /// The first day on which it no longer holds.
    #[schema(format = Date)]
    until: String,
    why: String,
}

/// Ends a responsibility zone before its time.
#[utoipa::path(post, path = "/api/v1/zones/{id}/end", tag = "planning",
    params(("id" = i64, Path)), request_body = ZoneEnd,
    responses((status = 200, body = ZoneAnswer)))]
pub(super) async fn end_zone(Path(id): Path<String>, Sent(web, end): Sent<ZoneEnd>) -> Answer {
    let id = number(&id)?;
    let until = day(&end.until, "until")?;
    use_cases::end_zone(&web, id, end.revision, until, &end.why).await?;
    api::json(&one_zone(&web, id).await?)
}

fn day(text: &str, field: &str) -> Result<Day, Refusal> {
    let mut typed = Typed::default().with(field, text);
    typed.day(field).ok_or_else(|| sent::refused(&typed))
}

/// A breakthrough project to be begun.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProjectToBegin {
    unit: i64,
    name: String,
    /// The ids of those who lead at first; several lead jointly.
    leads: Vec<i64>,
    #[schema(format = Date)]
    started: String,
    /// The id of the person who accepts.
    acceptor: i64,
}

/// Begins a breakthrough project.
#[utoipa::path(post, path = "/api/v1/projects", tag = "planning", request_body = ProjectToBegin,
    responses((status = 201, body = ProjectAnswer)))]
pub(super) async fn begin_project(Sent(web, new): Sent<ProjectToBegin>) -> Answer {
    let mut typed = Typed::default().with("name", new.name).with("started", new.started);
    let (Some(name), Some(started)) = (typed.required("name"), typed.day("started")) else {
        return Err(sent::refused(&typed).into());
    };
    let mut named: Vec<_> = new.leads.iter().map(|lead| (*lead, "leads".to_owned())).collect();
    named.push((new.acceptor, "acceptor".to_owned()));
    let mut leads = sent::people(&web, &named).await?;
    let acceptor = leads.pop().ok_or_else(WebError::not_found)?;
    let new = NewProject { unit: UnitId(new.unit), name, leads, started, acceptor };
    let id = projects::begin(&web, &new).await?;
    api::created(&format!("/api/v1/projects/{id}"), &one_project(&web, id).await?)
}

/// A milestone with what must come out of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MilestoneToSet {
    revision: i64,
    /// The number of an open milestone to be written anew; none for a new one.
    number: Option<i64>,
    title: String,
    #[schema(format = Date)]
    due: String,
    outcome: String,
}

/// Adds a milestone to a project, or writes an open one anew.
#[utoipa::path(post, path = "/api/v1/projects/{id}/milestones", tag = "planning",
    params(("id" = i64, Path)), request_body = MilestoneToSet,
    responses((status = 200, body = ProjectAnswer)))]
pub(super) async fn set_milestone(
    Path(id): Path<String>,
    Sent(web, new): Sent<MilestoneToSet>,
) -> Answer {
    let id = number(&id)?;
    let mut typed =
        Typed::default().with("title", new.title).with("due", new.due).with("outcome", new.outcome);
    let fields = (typed.required("title"), typed.day("due"), typed.required("outcome"));
    let (Some(title), Some(due), Some(outcome)) = fields else {
        return Err(sent::refused(&typed).into());
    };
    let milestone = NewMilestone { title, due, outcome };
    projects::set_milestone(&web, id, new.revision, new.number, &milestone).await?;
    api::json(&one_project(&web, id).await?)
}

/// A step of a milestone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MilestoneDeed {
    revision: i64,
    /// `report`, `accept` or `return`.
    deed: String,
    /// The evidence of a report, the reason of a return.
    said: Option<String>,
}

/// Reports, accepts or returns a milestone. Nobody accepts what they report or lead.
#[utoipa::path(post, path = "/api/v1/projects/{id}/milestones/{number}/deeds", tag = "planning",
    params(("id" = i64, Path), ("number" = i64, Path)), request_body = MilestoneDeed,
    responses((status = 200, body = ProjectAnswer)))]
pub(super) async fn act_on_milestone(
    Path((id, milestone)): Path<(String, String)>,
    Sent(web, sent): Sent<MilestoneDeed>,
) -> Answer {
    let (id, milestone) = (number(&id)?, number(&milestone)?);
    let deed = Deed::from_name(&sent.deed);
    let deed = deed.filter(|it| [Deed::Report, Deed::Accept, Deed::Return].contains(it));
    let unknown = || Problem::new("field-malformed").arg("value", &sent.deed).at("deed");
    let what = (milestone, deed.ok_or_else(unknown)?);
    projects::act(&web, id, sent.revision, what, &sent.said.unwrap_or_default()).await?;
    api::json(&one_project(&web, id).await?)
}

/// The end of a project.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProjectClosing {
    revision: i64,
    /// `ended`, with every milestone accepted, or `abandoned`.
    state: String,
    /// The first day on which it no longer runs.
    #[schema(format = Date)]
    closed: String,
    why: String,
}

/// Ends a breakthrough project, or gives it up.
#[utoipa::path(post, path = "/api/v1/projects/{id}/close", tag = "planning",
    params(("id" = i64, Path)), request_body = ProjectClosing,
    responses((status = 200, body = ProjectAnswer)))]
pub(super) async fn close_project(
    Path(id): Path<String>,
    Sent(web, sent): Sent<ProjectClosing>,
) -> Answer {
    let id = number(&id)?;
    let state = State::from_name(&sent.state).filter(|state| *state != State::Running);
    let unknown = || Problem::new("field-malformed").arg("value", &sent.state).at("state");
    let how = (state.ok_or_else(unknown)?, day(&sent.closed, "closed")?);
    projects::close(&web, id, sent.revision, how, &sent.why).await?;
    api::json(&one_project(&web, id).await?)
}
