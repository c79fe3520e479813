//! Other names, notes and who sees the unit, written from its page.

use super::unit::shown;
use super::{at_unit, unit_id};
use crate::use_cases::units;
use axum::extract::Path;
use kernel::UnitId;
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::Tone;
use web_kit::table::Query;
use web_kit::{Answer, Form, Web, answer};

pub(super) async fn add_alias(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = unit_id(&id)?;
    let Some(alias) = typed.required("alias") else {
        return shown(&web, id, Query::parse("", &[]), typed).await;
    };
    let outcome = units::add_alias(&web, id, &alias).await;
    done(&web, id, typed, outcome, "units-alias-added").await
}

pub(super) async fn remove_alias(Path(id): Path<String>, Form(web, typed): Form) -> Answer {
    let id = unit_id(&id)?;
    let outcome = units::remove_alias(&web, id, typed.value("alias")).await;
    done(&web, id, typed, outcome, "units-alias-removed").await
}

pub(super) async fn add_note(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = unit_id(&id)?;
    let (Some(label), Some(body)) = (typed.required("label"), typed.required("body")) else {
        return shown(&web, id, Query::parse("", &[]), typed).await;
    };
    let outcome = units::add_note(&web, id, &label, &body).await;
    done(&web, id, typed, outcome, "units-note-added").await
}

pub(super) async fn withhold(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = unit_id(&id)?;
    let Some(revision) = typed.parsed("revision") else {
        return shown(&web, id, Query::parse("", &[]), typed).await;
    };
    let withheld = typed.has("withheld", "yes");
    let outcome = units::withhold(&web, id, revision, withheld).await;
    let said = if withheld { "units-withheld-done" } else { "units-withheld-undone" };
    done(&web, id, typed, outcome, said).await
}

async fn done(
    web: &Web,
    id: UnitId,
    typed: Typed,
    outcome: Result<(), Refusal>,
    said: &str,
) -> Answer {
    match outcome {
        Ok(()) => {
            let said = web.page("units-title").t(said);
            answer::go_saying(web, &at_unit(web, id, ""), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            shown(web, id, Query::parse("", &[]), typed.refused(problems)).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
