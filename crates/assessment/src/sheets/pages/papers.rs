//! Papers of a fact: sent in, read, taken away.

use super::fact::{self, fact_id};
use super::{href, of_path};
use crate::sheets::subject::Subject;
use crate::sheets::use_cases::papers;
use axum::extract::Path;
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::Tone;
use web_kit::web::Upload;
use web_kit::{Answer, Form, Web, WebError, answer};

type Place = (Subject, i32, i64);

fn place(unit: &str, year: &str, fact: &str) -> Result<Place, WebError> {
    let (subject, year) = of_path((unit, year))?;
    Ok((subject, year, fact_id(fact)?))
}

pub(super) async fn add(
    Path((unit, year, fact)): Path<(String, String, String)>,
    mut upload: Upload,
) -> Answer {
    let place = place(&unit, &year, &fact)?;
    let file = upload.file("paper").await?;
    let web = upload.web;
    let outcome = papers::add(&web, place, &file.name, &file.bytes).await;
    finished(&web, place, outcome, "paper-added", Typed::default()).await
}

pub(super) async fn read(
    web: Web,
    Path((unit, year, fact, paper)): Path<(String, String, String, String)>,
) -> Answer {
    let place = place(&unit, &year, &fact)?;
    let (file, bytes) = papers::read(&web, place, fact_id(&paper)?).await?;
    answer::file(&file.name, "application/octet-stream", bytes)
}

pub(super) async fn remove(
    Path((unit, year, fact, paper)): Path<(String, String, String, String)>,
    Form(web, typed): Form,
) -> Answer {
    let place = place(&unit, &year, &fact)?;
    let outcome = papers::remove(&web, place, fact_id(&paper)?, typed.value("reason")).await;
    finished(&web, place, outcome, "paper-gone", Typed::default()).await
}

/// On to the fact, or back to it with what was wrong.
async fn finished(
    web: &Web,
    (subject, year, id): Place,
    outcome: Result<(), Refusal>,
    done: &str,
    form: Typed,
) -> Answer {
    match outcome {
        Ok(()) => {
            let to = format!("{}/facts/{id}", href(subject, year));
            answer::go_saying(web, &to, Tone::Good, &web.page("score-facts").t(done))
        }
        Err(refusal) => fact::refused(web, (subject, year, id), refusal, form).await,
    }
}
