//! Where a person works: the forms by which she begins, moves and leaves.

use super::person::{id, shown};
use crate::pages::as_of;
use crate::people::use_cases;
use crate::use_cases::choosing::choose;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::PersonId;
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::Tone;
use web_kit::{Answer, Form, Web, answer};

pub(super) async fn employ(Path(person): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = id(&person)?;
    let outcome = employed(&web, id, &mut typed).await;
    answered(&web, id, typed, outcome, "people-employed").await
}

async fn employed(web: &Web, id: PersonId, typed: &mut Typed) -> Result<(), Refusal> {
    let (unit, from) = (typed.required("unit"), typed.day("from"));
    let (Some(unit), Some(from), Some(revision)) = (unit, from, typed.parsed("revision")) else {
        return Err(Refusal::Invalid(Vec::new()));
    };
    let unit = choose(web, &unit, from, "unit").await?;
    use_cases::employ(web, id, revision, unit, from).await
}

pub(super) async fn leave(Path(person): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = id(&person)?;
    let outcome = match (typed.day("left"), typed.parsed("revision")) {
        (Some(from), Some(revision)) => use_cases::leave(&web, id, revision, from).await,
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    answered(&web, id, typed, outcome, "people-left").await
}

/// Back to the person with what was done, or the page once more with what was typed.
pub(crate) async fn answered(
    web: &Web,
    id: PersonId,
    typed: Typed,
    outcome: Result<(), Refusal>,
    done: &str,
) -> Answer {
    match outcome {
        Ok(()) => {
            let said = web.page("people-title").t(done);
            let here = as_of(web, &format!("/people/{id}"), &[]);
            answer::go_saying(web, &here, Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            let form = typed.refused(problems);
            shown(web, id, None, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Refusal::Conflict(problem)) => {
            let form = typed.refused(vec![*problem]);
            shown(web, id, None, Some(form), StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
