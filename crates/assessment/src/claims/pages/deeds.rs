//! What is done on a claim's card: evidence brought and taken back, a verdict given.

use super::card::drawn;
use super::{claim_id, href};
use crate::claims::claim::Verdict;
use crate::claims::use_cases::{self, NewEvidence, NewVerdict};
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::{ClaimId, Problem};
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::Tone;
use web_kit::{Answer, Form, Web, WebError, answer};

pub(super) async fn bring(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = claim_id(&id)?;
    let (body, on) = (typed.required("body"), typed.day("on"));
    let record = typed.value("record").to_owned();
    let outcome = match (body, on) {
        (Some(body), Some(on)) => {
            let keeps_words = typed.has("words", "kept");
            let new = NewEvidence { record, body, on, keeps_words };
            use_cases::bring(&web, id, &new).await.map(drop)
        }
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    finished(&web, id, typed, outcome, "claim-done-evidence").await
}

pub(super) async fn withdraw(
    Path((id, number)): Path<(String, String)>,
    Form(web, typed): Form,
) -> Answer {
    let id = claim_id(&id)?;
    let number = number.parse().map_err(|_| WebError::not_found())?;
    // Each piece of evidence has a field of its own.
    let field = format!("why-{number}");
    let outcome = use_cases::withdraw(&web, id, number, typed.value(&field)).await;
    let outcome = outcome.map_err(|refusal| match refusal {
        Refusal::Invalid(problems) => {
            let here = |problem: Problem| problem.at(field.clone());
            Refusal::Invalid(problems.into_iter().map(here).collect())
        }
        other => other,
    });
    finished(&web, id, typed, outcome, "claim-done-withdrawn").await
}

pub(super) async fn judge(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = claim_id(&id)?;
    let verdict = typed.required("verdict").and_then(|name| Verdict::from_name(&name));
    let (reason, seen) = (typed.value("reason").to_owned(), typed.parsed::<i64>("seen"));
    let outcome = match (verdict, seen) {
        (Some(verdict), Some(seen)) => {
            use_cases::judge(&web, id, &NewVerdict { verdict, reason, seen }).await
        }
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    finished(&web, id, typed, outcome, "claim-done-judged").await
}

/// On to the card with what was done, or back to it with everything that was typed.
async fn finished(
    web: &Web,
    id: ClaimId,
    typed: Typed,
    outcome: Result<(), Refusal>,
    done: &str,
) -> Answer {
    let (problems, status) = match outcome {
        Ok(()) => {
            let said = web.page("claims-title").t(done);
            return answer::go_saying(web, &href(id), Tone::Good, &said);
        }
        Err(Refusal::Invalid(problems)) => (problems, StatusCode::UNPROCESSABLE_ENTITY),
        Err(Refusal::Conflict(problem)) => (vec![*problem], StatusCode::CONFLICT),
        Err(refusal) => return Err(refusal.into()),
    };
    drawn(web, id, typed.refused(problems), status).await
}
