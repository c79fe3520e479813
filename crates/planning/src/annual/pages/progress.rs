//! What people say of a task that nothing measures, and who else confirms it.

use super::task::{again, task_number};
use super::{href, plan_id};
use crate::annual::progress::Progress;
use crate::annual::use_cases::tracking::{self, Said, Saying};
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::{Month, PlanId};
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

/// The progress of a task as its page shows it.
pub(super) struct Followed {
    pub rows: Vec<Row>,
    pub may_say: bool,
    /// The version of each month that has one, for whoever says more: `2026-08=2 …`.
    pub seen: String,
}

/// What was said for a month.
pub(super) struct Row {
    pub month: String,
    pub percent: String,
    pub said: String,
    pub evidence: String,
    pub by: String,
    pub confirmed: String,
    /// What the button that confirms it posts: month and version.
    pub confirm: Option<(String, i64)>,
}

/// What was said of a task; `None` where the version is not in force or a measure says it.
pub(super) async fn followed(
    web: &Web,
    page: &Page,
    id: PlanId,
    number: i64,
) -> Result<Option<Followed>, Refusal> {
    let Some(said) = tracking::said(web, id, number).await? else { return Ok(None) };
    let seen: Vec<String> =
        said.all.iter().map(|one| format!("{}={}", one.month, one.version)).collect();
    Ok(Some(Followed {
        rows: said.all.iter().map(|one| row(page, &said, one)).collect(),
        may_say: said.may_say,
        seen: seen.join(" "),
    }))
}

fn row(page: &Page, said: &Said, one: &Progress) -> Row {
    let confirmed = one.confirmed.as_ref();
    let is_open = said.may_confirm.contains(&one.month);
    Row {
        month: page.month(&one.month),
        percent: page.number(&one.percent, 0),
        said: one.said.clone(),
        evidence: one.evidence.clone(),
        by: format!("{} {}", one.recorded_by, page.moment(&one.recorded_at)),
        confirmed: confirmed
            .map(|(by, at)| format!("{by} {}", page.moment(at)))
            .unwrap_or_default(),
        confirm: is_open.then(|| (one.month.to_string(), one.version)),
    }
}

/// The version of a month that the writer saw.
fn seen(text: &str, month: Month) -> i64 {
    let of = format!("{month}=");
    let version = text.split(' ').find_map(|one| one.strip_prefix(of.as_str()));
    version.and_then(|version| version.parse().ok()).unwrap_or(0)
}

pub(super) async fn say(
    Path((id, number)): Path<(String, String)>,
    Form(web, mut form): Form,
) -> Answer {
    let (id, number) = (plan_id(&id)?, task_number(&number)?);
    let (month, percent) = (form.parsed::<Month>("month"), form.quantity("percent"));
    let (said, evidence) = (form.required("said"), form.required("evidence"));
    let outcome = match (month, percent, said, evidence) {
        (Some(month), Some(percent), Some(said), Some(evidence)) => {
            let seen = seen(form.value("seen"), month);
            let saying = Saying { month, percent, said, evidence, seen };
            tracking::say(&web, id, number, saying).await
        }
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    done(&web, id, number, form, outcome).await
}

pub(super) async fn confirm(
    Path((id, number)): Path<(String, String)>,
    Form(web, form): Form,
) -> Answer {
    let (id, number) = (plan_id(&id)?, task_number(&number)?);
    let month = form.value("of").parse::<Month>().map_err(|_| WebError::not_found())?;
    let version = form.value("version").parse().unwrap_or(0);
    let outcome = tracking::confirm(&web, id, number, (month, version)).await;
    done(&web, id, number, form, outcome).await
}

async fn done(
    web: &Web,
    id: PlanId,
    number: i64,
    form: Typed,
    outcome: Result<(), Refusal>,
) -> Answer {
    match outcome {
        Ok(()) => {
            let said = web.page("plans-title").t("plan-saved");
            let to = format!("{}/tasks/{number}", href(id));
            answer::go_saying(web, &to, Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            let form = form.refused(problems);
            again(web, id, number, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Refusal::Conflict(problem)) => {
            again(web, id, number, form.refused(vec![*problem]), StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
