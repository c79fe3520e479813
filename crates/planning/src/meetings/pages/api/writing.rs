//! Meetings, decisions and arrangements written by programs, each through the use case of the page that does the same.

use super::{ArrangementInFull, MeetingInFull, arrangement, arrangement_id, in_full, meeting_id};
use crate::meetings::arrangement::{Class, NewArrangement, State};
use crate::meetings::meeting::Kind;
use crate::meetings::pages::arrangement::due;
use crate::meetings::pages::{begin, meeting};
use crate::meetings::use_cases::arrangements::{self, Saying};
use crate::meetings::use_cases::{self, Call, NewDecision};
use crate::pages::sent;
use axum::extract::Path;
use kernel::{Month, Problem, UnitId};
use serde::Deserialize;
use utoipa::ToSchema;
use web_kit::api::{self, Sent};
use web_kit::form::Typed;
use web_kit::{Answer, WebError};

/// A meeting to be called.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MeetingToCall {
    unit: i64,
    /// `dispatch` of a month, `analysis` of a quarter.
    kind: String,
    /// Any month of the period, such as `2026-08`.
    month: String,
    #[schema(format = Date)]
    day: String,
    /// What such a meeting usually has before it, where it is left out.
    agenda: Option<String>,
}

/// Calls a meeting, its pack made at once: one of each kind for a unit and period.
#[utoipa::path(post, path = "/api/v1/meetings", tag = "planning",
    request_body = MeetingToCall, responses((status = 201, body = MeetingInFull)))]
pub(super) async fn call_meeting(Sent(web, new): Sent<MeetingToCall>) -> Answer {
    let mut typed = Typed::default().with("month", new.month).with("day", new.day);
    let kind = Kind::from_name(&new.kind);
    if kind.is_none() {
        typed.refuse(Problem::new("field-malformed").arg("value", &new.kind).at("kind"));
    }
    let (month, day) = (typed.parsed::<Month>("month"), typed.day("day"));
    let (Some(kind), Some(month), Some(day)) = (kind, month, day) else {
        return Err(sent::refused(&typed).into());
    };
    let agenda = new.agenda.filter(|agenda| !agenda.trim().is_empty());
    let agenda = agenda.unwrap_or_else(|| begin::agenda(&web, kind));
    let call = Call { unit: UnitId(new.unit), kind, month, day, agenda };
    let id = use_cases::call(&web, call).await?;
    meeting::packed(&web, id).await?;
    api::created(&format!("/api/v1/meetings/{id}"), &in_full(&web, id).await?)
}

/// A decision to be recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DecisionToRecord {
    /// The meeting's revision.
    revision: i64,
    said: String,
    /// The ids of who carries it out, and of who verifies it.
    owner: i64,
    verifier: i64,
    #[schema(format = Date)]
    due: String,
}

/// Records what a meeting decided: it becomes a matter.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/decisions", tag = "planning",
    params(("id" = i64, Path)), request_body = DecisionToRecord,
    responses((status = 200, body = MeetingInFull)))]
pub(super) async fn record_decision(
    Path(id): Path<String>,
    Sent(web, new): Sent<DecisionToRecord>,
) -> Answer {
    let id = meeting_id(&id)?;
    let mut typed = Typed::default().with("said", new.said).with("due", new.due);
    let (Some(said), Some(due)) = (typed.required("said"), typed.day("due")) else {
        return Err(sent::refused(&typed).into());
    };
    let named = [(new.owner, "owner".to_owned()), (new.verifier, "verifier".to_owned())];
    let [owner, verifier] = sent::people(&web, &named).await?[..] else {
        return Err(WebError::not_found());
    };
    let decision = NewDecision { said, owner, verifier, due };
    use_cases::decide(&web, id, new.revision, decision).await?;
    api::json(&in_full(&web, id).await?)
}

/// An arrangement to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ArrangementToMake {
    unit: i64,
    /// `mobilisation`, `guidance` or `conduct`.
    class: String,
    title: String,
    /// The effect by which it is judged.
    effect: String,
    /// The id of the person who answers for it.
    owner: i64,
    /// The month from which its progress is said, such as `2026-08`.
    since: String,
    #[schema(format = Date)]
    due: String,
}

/// Makes an arrangement of one of the three classes.
#[utoipa::path(post, path = "/api/v1/arrangements", tag = "planning",
    request_body = ArrangementToMake, responses((status = 201, body = ArrangementInFull)))]
pub(super) async fn make_arrangement(Sent(web, new): Sent<ArrangementToMake>) -> Answer {
    let mut typed = Typed::default()
        .with("title", new.title)
        .with("effect", new.effect)
        .with("since", new.since)
        .with("due", new.due);
    let class = Class::from_name(&new.class);
    if class.is_none() {
        typed.refuse(Problem::new("field-malformed").arg("value", &new.class).at("class"));
    }
    let (title, effect) = (typed.required("title"), typed.required("effect"));
    let (since, due) = (typed.parsed::<Month>("since"), due(&mut typed));
    let owner = sent::people(&web, &[(new.owner, "owner".to_owned())]).await?.pop();
    let (Some(class), Some(title), Some(effect), Some(since), Some(due), Some(owner)) =
        (class, title, effect, since, due, owner)
    else {
        return Err(sent::refused(&typed).into());
    };
    let unit = UnitId(new.unit);
    let new = NewArrangement { unit, class, title, effect, owner, since, due };
    let id = arrangements::arrange(&web, new).await?;
    api::created(&format!("/api/v1/arrangements/{id}"), &arrangement(&web, id).await?)
}

/// How an arrangement stands in a month.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WordOfArrangement {
    /// Such as `2026-08`.
    month: String,
    /// `moved`, `idle` or `done`.
    state: String,
    said: String,
    /// The version of the month's word that is replaced; none for the first.
    version: Option<i64>,
}

/// Says how an arrangement stands in a month.
#[utoipa::path(post, path = "/api/v1/arrangements/{id}/status", tag = "planning",
    params(("id" = i64, Path)), request_body = WordOfArrangement,
    responses((status = 200, body = ArrangementInFull)))]
pub(super) async fn say_of_arrangement(
    Path(id): Path<String>,
    Sent(web, word): Sent<WordOfArrangement>,
) -> Answer {
    let id = arrangement_id(&id)?;
    let mut typed = Typed::default().with("month", word.month).with("said", word.said);
    let state = State::from_name(&word.state);
    if state.is_none() {
        typed.refuse(Problem::new("field-malformed").arg("value", &word.state).at("state"));
    }
    let (month, said) = (typed.parsed::<Month>("month"), typed.required("said"));
    let (Some(month), Some(said), Some(state)) = (month, said, state) else {
        return Err(sent::refused(&typed).into());
    };
    let seen = word.version.unwrap_or(0);
    arrangements::say(&web, id, Saying { month, state, said, seen }).await?;
    api::json(&arrangement(&web, id).await?)
}

/// Which word on an arrangement is confirmed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmedWord {
    month: String,
    version: i64,
}

/// Confirms that an arrangement of somebody else is finished.
#[utoipa::path(post, path = "/api/v1/arrangements/{id}/confirm", tag = "planning",
    params(("id" = i64, Path)), request_body = ConfirmedWord,
    responses((status = 200, body = ArrangementInFull)))]
pub(super) async fn confirm_arrangement(
    Path(id): Path<String>,
    Sent(web, word): Sent<ConfirmedWord>,
) -> Answer {
    let id = arrangement_id(&id)?;
    let mut typed = Typed::default().with("month", word.month);
    let Some(month) = typed.parsed::<Month>("month") else {
        return Err(sent::refused(&typed).into());
    };
    arrangements::confirm(&web, id, (month, word.version)).await?;
    api::json(&arrangement(&web, id).await?)
}
