//! Questions for programs: which there are, and one with its runs and the words that its evidence allows.

use super::{READ, question_id};
use crate::adoption::Adopted;
use crate::result::{Estimate, Found};
use crate::use_cases::Question;
use crate::use_cases::looking::{self, Judged};
use axum::extract::Path;
use kernel::{Action, IndicatorId};
use planning::Indicator;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::{OpenApi, ToSchema};
use web_kit::api::{self, List, Slice};
use web_kit::{Answer, Page, Routes, Web};

pub(super) fn routes() -> Routes {
    Routes::new().get("/api/v1/questions", READ, list_questions).get(
        "/api/v1/questions/{id}",
        READ,
        show_question,
    )
}

#[derive(OpenApi)]
#[openapi(paths(list_questions, show_question))]
pub(crate) struct Document;

/// A registered question.
#[derive(Serialize, ToSchema)]
#[schema(as = Question)]
struct QuestionAnswer {
    id: i64,
    unit: i64,
    /// The code of the indicator that measures Party work.
    cause: String,
    /// The code of the business indicator.
    outcome: String,
    mechanism: String,
    /// First and last period of the outcome, such as `2026-01` or `2026Q1`.
    first: String,
    last: String,
    /// By how many periods the cause stands before the outcome.
    lag: u8,
    /// How many units are compared.
    units: i64,
    /// `beforehand`, `past-data` or `afterwards`.
    asked: &'static str,
    #[schema(format = Date)]
    registered: String,
    registered_by: String,
    /// `waiting`, `refused` or `answered`.
    state: &'static str,
    /// The level of evidence of the latest run, from 0 to 4; null before the first one.
    level: Option<u8>,
    /// The only wording that this level allows.
    wording: Option<String>,
}

/// A slope of the outcome for each one of the cause. These are statistics and no quantities.
#[derive(Serialize, ToSchema)]
#[schema(as = Estimate)]
struct EstimateAnswer {
    slope: f64,
    /// The ends of the 95 % interval by units.
    low: Option<f64>,
    high: Option<f64>,
    p: f64,
    /// Of the wild cluster bootstrap.
    bootstrap_p: f64,
}

/// A comparison of units that began with those that had not, in the outcome's unit.
#[derive(Serialize, ToSchema)]
#[schema(as = Adoption)]
struct AdoptionAnswer {
    adopters: usize,
    cohorts: usize,
    controls: usize,
    effect: f64,
    low: Option<f64>,
    high: Option<f64>,
    /// By permutation of the beginnings over the units.
    p: f64,
    /// Estimates by the periods since the beginning; the period before it is the base.
    events: Vec<(i64, f64)>,
    /// Ids of units that did not begin when they were to.
    deviating: Vec<i64>,
}

impl From<&Adopted> for AdoptionAnswer {
    fn from(found: &Adopted) -> Self {
        Self {
            adopters: found.adopters,
            cohorts: found.cohorts,
            controls: found.controls,
            effect: found.effect,
            low: found.interval.map(|(low, _)| low),
            high: found.interval.map(|(_, high)| high),
            p: found.p,
            events: found.events.clone(),
            deviating: found.deviating.clone(),
        }
    }
}

/// A run of a question.
#[derive(Serialize, ToSchema)]
#[schema(as = QuestionRun)]
struct RunAnswer {
    number: i64,
    level: u8,
    /// Unit-periods used; null where nothing was estimated.
    n: Option<usize>,
    effect: Option<EstimateAnswer>,
    /// The cause of the following period in its place: it must show nothing.
    lead: Option<EstimateAnswer>,
    /// Of a question whose units begin at different times.
    adoption: Option<AdoptionAnswer>,
    /// p adjusted for everything that was tried in the year (Benjamini and Hochberg).
    q: Option<f64>,
    tried: usize,
    /// Why the level is not higher, by the names of what is lacking.
    lacks: Vec<&'static str>,
    /// Why nothing could be estimated.
    reason: Option<String>,
    /// SM3 over the figures used.
    digest: String,
    seed: i64,
}

/// A question with every run.
#[derive(Serialize, ToSchema)]
struct QuestionInFull {
    question: QuestionAnswer,
    runs: Vec<RunAnswer>,
    /// What was concluded, oldest first.
    conclusions: Vec<String>,
}

impl From<&Estimate> for EstimateAnswer {
    fn from(estimate: &Estimate) -> Self {
        Self {
            slope: estimate.slope,
            low: estimate.interval.map(|(low, _)| low),
            high: estimate.interval.map(|(_, high)| high),
            p: estimate.p,
            bootstrap_p: estimate.bootstrap_p,
        }
    }
}

impl From<&Judged> for RunAnswer {
    fn from(judged: &Judged) -> Self {
        let (run, found) = (&judged.run, judged.run.record.found.as_ref());
        let lead = |found: &Found| found.lead.as_ref().map(EstimateAnswer::from);
        Self {
            number: run.number,
            level: judged.level().number(),
            n: found.map(|found| found.rows),
            effect: found.map(|found| (&found.effect).into()),
            lead: found.and_then(lead),
            adoption: run.record.adopted.as_ref().map(AdoptionAnswer::from),
            q: judged.q,
            tried: judged.tried,
            lacks: judged.verdict.why_not_higher().iter().map(|lack| lack.key()).collect(),
            reason: run.record.reason.clone(),
            digest: run.digest.clone(),
            seed: run.seed,
        }
    }
}

fn question(
    page: &Page,
    known: &HashMap<IndicatorId, Indicator>,
    question: &Question,
    latest: Option<&Judged>,
) -> QuestionAnswer {
    let content = &question.content;
    let code = |id| known.get(id).map(|known| known.code.clone()).unwrap_or_default();
    QuestionAnswer {
        id: question.id.0,
        unit: content.unit.0,
        cause: code(&content.cause),
        outcome: code(&content.outcome),
        mechanism: content.mechanism.clone(),
        first: content.first.to_string(),
        last: content.last.to_string(),
        lag: content.lag,
        units: question.units,
        asked: question.asked.name(),
        registered: question.registered_day.to_string(),
        registered_by: question.registered_by.clone(),
        state: match latest {
            None => "waiting",
            Some(judged) if judged.run.record.is_refused() => "refused",
            Some(_) => "answered",
        },
        level: latest.map(|judged| judged.level().number()),
        wording: latest
            .map(|judged| super::said::wording(page, &judged.run.record, judged.level())),
    }
}

/// The questions of one's part of the enterprise, the newest first.
#[utoipa::path(get, path = "/api/v1/questions", tag = "synergy", params(Slice),
    responses((status = 200, body = List<QuestionAnswer>)))]
pub(super) async fn list_questions(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let (entries, known) = looking::list(&web, Action::Read).await?;
    let page = web.page("questions-title");
    let all = entries
        .iter()
        .filter(|entry| super::said::title_of(&page, &known, &entry.question).contains(&*slice.q));
    let all: Vec<QuestionAnswer> =
        all.map(|entry| question(&page, &known, &entry.question, entry.latest())).collect();
    let total = all.len() as i64;
    api::json(&List::<QuestionAnswer> { items: slice.cut(all), total })
}

/// One question with its runs.
#[utoipa::path(get, path = "/api/v1/questions/{id}", tag = "synergy",
    params(("id" = i64, Path)), responses((status = 200, body = QuestionInFull)))]
pub(super) async fn show_question(web: Web, Path(id): Path<String>) -> Answer {
    let card = looking::card(&web, question_id(&id)?).await?;
    let page = web.page("questions-title");
    let both = [&card.cause, &card.outcome].map(|one| (one.id, one.clone()));
    let question = question(&page, &HashMap::from(both), &card.question, card.runs.last());
    api::json(&QuestionInFull {
        question,
        runs: card.runs.iter().map(RunAnswer::from).collect(),
        conclusions: card.conclusions.into_iter().map(|one| one.body).collect(),
    })
}
