//! Approved exceptions, recorded and ended from the unit's governance page.

use super::{at_unit, id, problems, unit};
use crate::governance::use_cases::bodies;
use axum::extract::Path;
use kernel::UnitId;
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::Tone;
use web_kit::{Answer, Form, Web, answer};

pub(super) async fn add(Path(of): Path<String>, Form(web, mut typed): Form) -> Answer {
    let of = id(&of)?;
    let (document, from) = (typed.required("document"), typed.day("from"));
    let last = typed.day("last");
    let outcome = match (document, from, last) {
        (Some(document), Some(from), Some(last)) => {
            bodies::except(&web, of, &document, from, last.plus_days(1)).await
        }
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    done(&web, of, typed, outcome, "exception-added").await
}

pub(super) async fn end(Path(of): Path<String>, Form(web, mut typed): Form) -> Answer {
    let of = id(&of)?;
    let (one, revision) = (typed.parsed("id"), typed.parsed("revision"));
    let until = typed.day("until");
    let outcome = match (one, revision, until) {
        (Some(one), Some(revision), Some(last)) => {
            bodies::end_exception(&web, of, (one, revision), last.plus_days(1)).await
        }
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    done(&web, of, typed, outcome, "exception-ended").await
}

async fn done(
    web: &Web,
    of: UnitId,
    typed: Typed,
    outcome: Result<(), Refusal>,
    said: &str,
) -> Answer {
    match outcome {
        Ok(()) => {
            let said = web.page("governance-title").t(said);
            answer::go_saying(web, &at_unit(web, of), Tone::Good, &said)
        }
        Err(refusal) => unit::shown(web, of, typed.refused(problems(refusal)?)).await,
    }
}
