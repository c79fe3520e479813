//! Surveys for programs: which there are, and what is published of one. Nothing else of a survey is answered;
//! least of all how many have answered so far.

use super::{READ, results, survey_id};
use crate::publication::Told;
use crate::use_cases::results::find;
use crate::use_cases::surveys::{self, Survey};
use axum::extract::Path;
use kernel::Month;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};
use web_kit::api::{self, List, Slice};
use web_kit::{Answer, Routes, Web};

/// Surveys that are counted at the most.
const MOST: i64 = 10_000;

pub(super) fn routes() -> Routes {
    Routes::new().get("/api/v1/mood", READ, list_mood_surveys).get(
        "/api/v1/mood/{id}",
        READ,
        show_mood_results,
    )
}

#[derive(OpenApi)]
#[openapi(paths(list_mood_surveys, show_mood_results))]
pub(crate) struct Document;

/// A mood survey of one month.
#[derive(Serialize, ToSchema)]
#[schema(as = MoodSurvey)]
struct SurveyAnswer {
    id: i64,
    /// The first survey of the series to which it belongs.
    series: i64,
    unit: i64,
    month: String,
    title: String,
    /// How many must have answered before anything is shown of a group.
    k: u64,
    /// `draft`, `open`, `closing` or `closed`.
    stage: &'static str,
}

impl SurveyAnswer {
    fn new(survey: &Survey) -> Self {
        Self {
            id: survey.id.0,
            series: survey.series.0,
            unit: survey.unit.0,
            month: survey.month.to_string(),
            title: survey.title.clone(),
            k: survey.k,
            stage: survey.stage.name(),
        }
    }
}

/// What is told of a group's answers to a statement.
#[derive(Serialize, ToSchema)]
#[schema(as = MoodGroup)]
struct GroupAnswer {
    /// The unit; null for all that were asked together.
    unit: Option<i64>,
    /// `ok`, `suppressed_small`, `suppressed_uniform`, `withheld`, `pooled` or `no_data`.
    status: &'static str,
    n: Option<u64>,
    /// From 1 to 5, with two decimals.
    mean: Option<String>,
    /// Answers 1 and 2 in percent, with one decimal.
    share_low: Option<String>,
    /// How many gave each answer from 1 to 5; null when one of these is too small to be shown.
    counts: Option<[u64; 5]>,
    /// The months that are shown as one.
    months: Vec<String>,
}

/// A statement with what is told of each group.
#[derive(Serialize, ToSchema)]
#[schema(as = MoodQuestion)]
struct QuestionAnswer {
    text: String,
    groups: Vec<GroupAnswer>,
}

/// A survey with what is published of it.
#[derive(Serialize, ToSchema)]
#[schema(as = MoodResults)]
struct ResultsAnswer {
    survey: SurveyAnswer,
    /// Null until the survey has closed.
    questions: Option<Vec<QuestionAnswer>>,
}

/// Mood surveys of one's part of the enterprise, the newest first.
#[utoipa::path(get, path = "/api/v1/mood", tag = "planning", params(Slice),
    responses((status = 200, body = List<SurveyAnswer>)))]
pub(super) async fn list_mood_surveys(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let surveys = surveys::list(&web, MOST).await?;
    let found = surveys.iter().filter(|(survey, _)| survey.title.contains(&*slice.q));
    let found: Vec<SurveyAnswer> = found.map(|(survey, _)| SurveyAnswer::new(survey)).collect();
    let total = found.len() as i64;
    let (offset, limit) = (slice.offset.max(0) as usize, slice.limit.max(0) as usize);
    let items = found.into_iter().skip(offset).take(limit).collect();
    api::json(&List::<SurveyAnswer> { items, total })
}

/// One survey and what is published of it.
#[utoipa::path(get, path = "/api/v1/mood/{id}", tag = "planning",
    params(("id" = i64, Path)), responses((status = 200, body = ResultsAnswer)))]
pub(super) async fn show_mood_results(web: Web, Path(id): Path<String>) -> Answer {
    let (shown, found) = find(&web, survey_id(&id)?).await?;
    let questions = found.as_ref().map(|found| {
        let groups = results::groups(&shown, found);
        let question = |(text, of): (&String, _)| QuestionAnswer {
            text: text.clone(),
            groups: groups
                .iter()
                .map(|group| {
                    let told = results::told(of, *group, found.month);
                    GroupAnswer::new(group.0.map(|unit| unit.0), &told, &found.months)
                })
                .collect(),
        };
        shown.questions.iter().zip(&found.questions).map(question).collect()
    });
    api::json(&ResultsAnswer { survey: SurveyAnswer::new(&shown.survey), questions })
}

impl GroupAnswer {
    fn new(unit: Option<i64>, told: &Told, months: &[Month]) -> Self {
        let sum = told.shown();
        let named = |at: &usize| months.get(*at).map(ToString::to_string);
        Self {
            unit,
            status: told.name(),
            n: sum.map(|sum| sum.n),
            mean: sum.map(results::mean),
            share_low: sum.map(results::percent),
            counts: sum.and_then(|sum| sum.counts),
            months: sum
                .map(|sum| sum.months.iter().filter_map(named).collect())
                .unwrap_or_default(),
        }
    }
}
