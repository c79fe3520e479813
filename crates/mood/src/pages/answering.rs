//! The page where people answer, by an address that whoever has it may use: on a phone, or on a tablet that
//! stands in the workshop. It works without scripts, knows nobody, keeps nothing that was chosen, and goes
//! back to its beginning by itself.

use super::unit_id;
use crate::batch::Held;
use crate::survey::ANSWERS;
use crate::use_cases::answering::{self, Asked};
use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use kernel::UnitId;
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::Link;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

/// Seconds after which the thanks give way to the beginning.
const THANKS: u8 = 5;

#[derive(Template)]
#[template(path = "mood/answer.html")]
struct AnswerPage {
    page: Page,
    month: String,
    k: u64,
    /// The units to choose from, while none is chosen.
    units: Vec<Link>,
    unit: String,
    questions: Vec<Question>,
    is_open: bool,
    has_thanks: bool,
    /// Why nothing was counted.
    refused: String,
    here: String,
    /// Where the thanks lead.
    start: String,
    seconds: u8,
}

struct Question {
    name: String,
    text: String,
    /// Value and word of each answer.
    answers: Vec<(usize, String)>,
}

fn drawn(web: &Web, token: &str, asked: &Asked, unit: Option<UnitId>) -> AnswerPage {
    let page = web.page("mood-title").named(asked.survey.title.clone());
    let path = format!("/mood/answer/{token}");
    let answers = |page: &Page| -> Vec<(usize, String)> {
        (1..=ANSWERS).map(|value| (value, page.t(format!("mood-scale-{value}")))).collect()
    };
    let question = |(number, text): (usize, &String)| Question {
        name: format!("q{number}"),
        text: text.clone(),
        answers: answers(&page),
    };
    let here = unit.map_or_else(|| path.clone(), |unit| format!("{path}/{unit}"));
    let known = unit.and_then(|unit| asked.units.iter().find(|known| known.id == unit));
    AnswerPage {
        month: page.month(&asked.survey.month),
        k: asked.survey.k,
        units: asked
            .units
            .iter()
            .map(|unit| Link::new(unit.name.clone(), format!("{path}/{}", unit.id)))
            .collect(),
        unit: known.map(|unit| unit.name.clone()).unwrap_or_default(),
        questions: (1..).zip(&asked.questions).map(question).collect(),
        is_open: asked.is_open(),
        has_thanks: false,
        refused: String::new(),
        start: here.clone(),
        here,
        seconds: THANKS,
        page,
    }
}

/// Not even the browser keeps the page.
fn forgotten(status: StatusCode, page: &AnswerPage) -> Answer {
    let mut response = answer::with_status(status, page)?;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

async fn find(
    web: &Web,
    token: &str,
    unit: Option<&str>,
) -> Result<(Asked, Option<UnitId>), WebError> {
    let unit = unit.map(unit_id).transpose()?;
    let asked = answering::asked(&web.db, web.now, token).await?;
    match unit.filter(|unit| !asked.units.iter().any(|known| known.id == *unit)) {
        Some(_) => Err(WebError::not_found()),
        None => Ok((asked, unit)),
    }
}

pub(super) async fn choose(web: Web, Path(token): Path<String>) -> Answer {
    let (asked, _) = find(&web, &token, None).await?;
    let only = asked.units.first().filter(|_| asked.units.len() == 1).map(|unit| unit.id);
    forgotten(StatusCode::OK, &drawn(&web, &token, &asked, only))
}

pub(super) async fn ask(web: Web, Path((token, unit)): Path<(String, String)>) -> Answer {
    let (asked, unit) = find(&web, &token, Some(&unit)).await?;
    forgotten(StatusCode::OK, &drawn(&web, &token, &asked, unit))
}

/// Counts what was chosen. A refused form comes back empty: somebody else may stand there by then.
pub(super) async fn answer(
    Path((token, unit)): Path<(String, String)>,
    Form(web, typed): Form,
) -> Answer {
    let (asked, unit) = find(&web, &token, Some(&unit)).await?;
    let unit = unit.ok_or_else(WebError::not_found)?;
    let chosen: Vec<Option<u8>> =
        (1..=asked.questions.len()).map(|number| chosen(&typed, number)).collect();
    let held = web.app.kept::<Held>();
    let outcome = answering::answer(&web.db, web.now, &held, (&token, unit), &chosen).await;
    let page = drawn(&web, &token, &asked, Some(unit));
    let (status, problem) = match outcome {
        Ok(()) => return answer::go(&web, &format!("{}/thanks", page.here)),
        Err(Refusal::Invalid(problems)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, problems.into_iter().next())
        }
        Err(Refusal::Conflict(problem)) => (StatusCode::CONFLICT, Some(*problem)),
        Err(refusal) => return Err(refusal.into()),
    };
    let refused = problem.map(|problem| page.page.problem(&problem)).unwrap_or_default();
    forgotten(status, &AnswerPage { refused, is_open: status != StatusCode::CONFLICT, ..page })
}

fn chosen(typed: &Typed, number: usize) -> Option<u8> {
    typed.value(&format!("q{number}")).parse().ok().filter(|answer| (1..=5).contains(answer))
}

pub(super) async fn thank(web: Web, Path((token, unit)): Path<(String, String)>) -> Answer {
    let (asked, unit) = find(&web, &token, Some(&unit)).await?;
    let page = drawn(&web, &token, &asked, unit);
    forgotten(StatusCode::OK, &AnswerPage { has_thanks: true, ..page })
}
