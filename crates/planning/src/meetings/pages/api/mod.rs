//! Meetings and arrangements for programs. What is answered is written out here, apart from the types of the
//! house.

mod writing;

use super::{CHANGE, CREATE, READ, arrangement_id, meeting_id};
use crate::meetings::use_cases::arrangements::{self, Followed};
use crate::meetings::use_cases::packs;
use crate::meetings::use_cases::{self, Decided, Line, Listing, Order};
use axum::extract::Path;
use kernel::{ArrangementId, MeetingId};
use serde::Serialize;
use store::Refusal;
use utoipa::{OpenApi, ToSchema};
use web_kit::api::{self, List, Slice};
use web_kit::{Answer, Routes, Web};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/meetings", READ, list_meetings)
        .post("/api/v1/meetings", CREATE, writing::call_meeting)
        .get("/api/v1/meetings/{id}", READ, show_meeting)
        .post("/api/v1/meetings/{id}/decisions", CHANGE, writing::record_decision)
        .get("/api/v1/arrangements", READ, list_arrangements)
        .post("/api/v1/arrangements", CREATE, writing::make_arrangement)
        .get("/api/v1/arrangements/{id}", READ, show_arrangement)
        // The owner may hold any role: the use case asks who says and who confirms.
        .post("/api/v1/arrangements/{id}/status", READ, writing::say_of_arrangement)
        .post("/api/v1/arrangements/{id}/confirm", READ, writing::confirm_arrangement)
}

#[derive(OpenApi)]
#[openapi(paths(
    list_meetings,
    show_meeting,
    list_arrangements,
    show_arrangement,
    writing::call_meeting,
    writing::record_decision,
    writing::make_arrangement,
    writing::say_of_arrangement,
    writing::confirm_arrangement
))]
pub(crate) struct Document;

/// A dispatch meeting or analysis of a unit.
#[derive(Serialize, ToSchema)]
#[schema(as = Meeting)]
struct MeetingAnswer {
    id: i64,
    unit: i64,
    unit_name: String,
    /// `dispatch` of a month, `analysis` of a quarter.
    kind: &'static str,
    /// The period, such as `2026-08` or `2026Q3`.
    period: String,
    #[schema(format = Date)]
    day: String,
    /// How many decisions and how many packs there are.
    decisions: i64,
    packs: i64,
    /// What a change must name.
    revision: i64,
}

impl From<Line> for MeetingAnswer {
    fn from(line: Line) -> Self {
        let Line { meeting, unit_name, decisions, packs } = line;
        Self {
            id: meeting.id.0,
            unit: meeting.unit.0,
            unit_name,
            kind: meeting.kind.name(),
            period: meeting.period.to_string(),
            day: meeting.day.to_string(),
            decisions,
            packs,
            revision: meeting.revision,
        }
    }
}

/// What a meeting decided.
#[derive(Serialize, ToSchema)]
#[schema(as = MeetingDecision)]
struct DecisionAnswer {
    meeting: i64,
    number: i64,
    said: String,
    /// The id of the matter that it became.
    matter: i64,
    /// `raised`, `underway`, `reported` or `closed`; none where the matter is out of one's part.
    stage: Option<&'static str>,
    /// The ids of owner and verifier.
    owner: Option<i64>,
    verifier: Option<i64>,
    #[schema(format = Date)]
    due: Option<String>,
}

impl From<&Decided> for DecisionAnswer {
    fn from(decided: &Decided) -> Self {
        let matter = decided.matter.as_ref();
        let measure = matter.and_then(|matter| matter.measure.as_ref());
        Self {
            meeting: decided.decision.meeting.0,
            number: decided.decision.number,
            said: decided.decision.said.clone(),
            matter: decided.decision.matter.0,
            stage: matter.map(|matter| matter.stage.name()),
            owner: measure.map(|measure| measure.owner.0),
            verifier: measure.map(|measure| measure.verifier.0),
            due: measure.map(|measure| measure.due.to_string()),
        }
    }
}

/// A figure of a pack as it was made.
#[derive(Serialize, ToSchema)]
#[schema(as = PackFigure)]
struct FigureAnswer {
    /// Such as `clean-yield/2026-08/actual`.
    key: String,
    text: String,
}

/// A meeting with its decisions and its latest pack.
#[derive(Serialize, ToSchema)]
struct MeetingInFull {
    meeting: MeetingAnswer,
    agenda: String,
    decisions: Vec<DecisionAnswer>,
    /// What earlier meetings decided: the one before, and what is not closed.
    before: Vec<DecisionAnswer>,
    /// SM3 over the figures of the latest pack, in hexadecimal.
    digest: Option<String>,
    figures: Vec<FigureAnswer>,
}

/// An arrangement of one of the three classes, as it stands this month.
#[derive(Serialize, ToSchema)]
#[schema(as = Arrangement)]
struct ArrangementAnswer {
    id: i64,
    unit: i64,
    unit_name: String,
    /// `mobilisation`, `guidance` or `conduct`.
    class: &'static str,
    title: String,
    effect: String,
    /// The id of the person who answers for it.
    owner: i64,
    since: String,
    #[schema(format = Date)]
    due: String,
    /// Months in a row without progress; more than two are too many.
    idle: i32,
    /// Whether it is finished, as somebody else has confirmed.
    done: bool,
}

impl From<(Followed, String)> for ArrangementAnswer {
    fn from((one, unit_name): (Followed, String)) -> Self {
        let what = one.arrangement.what;
        Self {
            id: one.arrangement.id.0,
            unit: what.unit.0,
            unit_name,
            class: what.class.name(),
            title: what.title,
            effect: what.effect,
            owner: what.owner.0,
            since: what.since.to_string(),
            due: what.due.to_string(),
            idle: one.idle,
            done: one.standing == crate::meetings::arrangement::Standing::Done,
        }
    }
}

/// The meetings that one may see, the latest first.
#[utoipa::path(get, path = "/api/v1/meetings", tag = "planning", params(Slice),
    responses((status = 200, body = List<MeetingAnswer>)))]
pub(super) async fn list_meetings(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let listing = Listing {
        text: &slice.q,
        order: Order::Day,
        descending: true,
        limit: slice.limit,
        offset: slice.offset,
        today: web.now.today,
    };
    let (lines, total) = use_cases::list(&web, &listing, true).await?;
    let items = lines.into_iter().map(MeetingAnswer::from).collect();
    api::json(&List::<MeetingAnswer> { items, total })
}

/// One meeting with its decisions and its latest pack.
#[utoipa::path(get, path = "/api/v1/meetings/{id}", tag = "planning",
    params(("id" = i64, Path)), responses((status = 200, body = MeetingInFull)))]
pub(super) async fn show_meeting(web: Web, Path(id): Path<String>) -> Answer {
    api::json(&in_full(&web, meeting_id(&id)?).await?)
}

async fn in_full(web: &Web, id: MeetingId) -> Result<MeetingInFull, Refusal> {
    let shown = use_cases::find(web, id).await?;
    let kept = packs::latest(web, id).await?;
    let (decisions, packs) = (shown.decided.len() as i64, shown.packs.len() as i64);
    let agenda = shown.meeting.agenda.clone();
    let line = Line { meeting: shown.meeting, unit_name: shown.unit_name, decisions, packs };
    let digest = kept.as_ref().map(|kept| kept.pack.digest.clone());
    let figures = kept.map(|kept| kept.figures).unwrap_or_default();
    let figure =
        |figure: interchange::official::Figure| FigureAnswer { key: figure.key, text: figure.text };
    Ok(MeetingInFull {
        meeting: line.into(),
        agenda,
        decisions: shown.decided.iter().map(DecisionAnswer::from).collect(),
        before: shown.before.iter().map(DecisionAnswer::from).collect(),
        digest,
        figures: figures.into_iter().map(figure).collect(),
    })
}

/// The arrangements that one may see, as they stand this month.
#[utoipa::path(get, path = "/api/v1/arrangements", tag = "planning", params(Slice),
    responses((status = 200, body = List<ArrangementAnswer>)))]
pub(super) async fn list_arrangements(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let listing = arrangements::Listing { text: &slice.q, owner: None, today: web.now.today };
    let list = arrangements::list(&web, &listing, true).await?;
    let total = list.lines.len() as i64;
    let items = slice.cut(list.lines.into_iter().map(ArrangementAnswer::from).collect());
    api::json(&List::<ArrangementAnswer> { items, total })
}

/// What was said of an arrangement for a month.
#[derive(Serialize, ToSchema)]
#[schema(as = ArrangementStatus)]
struct StatusAnswer {
    /// Such as `2026-08`.
    month: String,
    /// What a confirmation, and the next word for the month, must name.
    version: i64,
    /// `moved`, `idle` or `done`.
    state: &'static str,
    said: String,
    /// Who else has confirmed that it is finished.
    confirmed_by: Option<String>,
}

/// An arrangement with what was said of it.
#[derive(Serialize, ToSchema)]
struct ArrangementInFull {
    #[serde(flatten)]
    arrangement: ArrangementAnswer,
    /// Each month's latest word, the oldest first.
    said: Vec<StatusAnswer>,
}

/// One arrangement with what was said of it.
#[utoipa::path(get, path = "/api/v1/arrangements/{id}", tag = "planning",
    params(("id" = i64, Path)), responses((status = 200, body = ArrangementInFull)))]
pub(super) async fn show_arrangement(web: Web, Path(id): Path<String>) -> Answer {
    api::json(&arrangement(&web, arrangement_id(&id)?).await?)
}

async fn arrangement(web: &Web, id: ArrangementId) -> Result<ArrangementInFull, Refusal> {
    let shown = arrangements::find(web, id).await?;
    let said = shown.followed.said.iter().map(|status| StatusAnswer {
        month: status.month.to_string(),
        version: status.version,
        state: status.state.name(),
        said: status.said.clone(),
        confirmed_by: status.confirmed.as_ref().map(|(by, _)| by.clone()),
    });
    let said = said.collect();
    Ok(ArrangementInFull { arrangement: (shown.followed, shown.unit_name).into(), said })
}
