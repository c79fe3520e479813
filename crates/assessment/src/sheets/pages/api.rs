//! Scores for programs. A sheet is answered as the document that another program can recompute.

use super::{READ, of_path};
use crate::sheets::use_cases::Year;
use crate::sheets::use_cases::list::{self, Listing, Row};
use crate::sheets::use_cases::sheets::{self, Which};
use axum::extract::Path;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};
use web_kit::api::{self, List, Slice};
use web_kit::{Answer, Routes, Web, WebError};

pub(super) fn routes() -> Routes {
    Routes::new().get("/api/v1/scores", READ, list_scores).get(
        "/api/v1/scores/{unit}/{year}",
        READ,
        show_score,
    )
}

#[derive(OpenApi)]
#[openapi(paths(list_scores, show_score))]
pub(crate) struct Document;

/// What a unit's year comes to.
#[derive(Serialize, ToSchema)]
#[schema(as = Score)]
struct ScoreAnswer {
    unit: i64,
    unit_name: String,
    /// The kind of the unit.
    kind: String,
    year: i32,
    /// The number of the published version; absent while the total is that of today's records.
    version: Option<i64>,
    /// The total as it is published.
    total: Option<String>,
    /// Absent while too much is open.
    grade: Option<String>,
    /// `ok`, `provisional`, `not-applicable`, or `broken` where the sheet cannot be computed.
    standing: String,
    /// The share of the weight that is known.
    coverage: Option<String>,
    /// The total if all that waits turned out as bad, and as good, as can be.
    low: Option<String>,
    high: Option<String>,
    /// SM3 of the published trace, in hexadecimal digits.
    digest: Option<String>,
}

fn score(year: i32, row: Row) -> ScoreAnswer {
    let total = row.total.ok();
    ScoreAnswer {
        unit: row.place.subject.unit.0,
        unit_name: row.place.unit_name,
        kind: row.place.kind,
        year,
        version: row.published.as_ref().map(|version| version.number),
        digest: row.published.map(|version| version.digest),
        standing: total
            .as_ref()
            .map_or_else(|| "broken".to_owned(), |total| total.standing.clone()),
        coverage: total.as_ref().map(|total| total.coverage.clone()),
        low: total.as_ref().map(|total| total.low.clone()),
        high: total.as_ref().map(|total| total.high.clone()),
        grade: total.as_ref().and_then(|total| total.grade.clone()),
        total: total.and_then(|total| total.total),
    }
}

/// The units of a year in the order of the tree, never by what they score.
#[utoipa::path(get, path = "/api/v1/scores", tag = "assessment",
    params(Slice, ("year" = Option<i32>, Query,
        description = "The calendar year in which the financial year begins; this one when it is not given.")),
    responses((status = 200, body = List<ScoreAnswer>)))]
pub(super) async fn list_scores(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let year = match api::parameter(&web, "year")? {
        Some(year) => year,
        None => Year::current(&web).await?,
    };
    let (limit, offset) = (slice.limit, slice.offset);
    let text = &slice.q;
    let listing = Listing { year, text, limit, offset, units_only: true, ..Listing::default() };
    let list = list::list(&web, &listing).await?;
    let items = list.rows.into_iter().map(|row| score(year, row)).collect();
    api::json(&List::<ScoreAnswer> { items, total: list.total })
}

/// The sheet of a unit as a document of the form `ronghe-scores-1`: scheme, inputs, every step, total.
#[utoipa::path(get, path = "/api/v1/scores/{unit}/{year}", tag = "assessment",
    params(("unit" = i64, Path), ("year" = i32, Path), ("version" = Option<String>, Query,
        description = "The number of a version, or `live`; the latest published one when it is not given.")),
    responses((status = 200, body = serde_json::Value)))]
pub(super) async fn show_score(web: Web, Path((unit, year)): Path<(String, String)>) -> Answer {
    let (unit, year) = of_path((&unit, &year))?;
    let which = match web.query("version").as_deref() {
        None => Which::Latest,
        Some("live") => Which::Live,
        Some(number) => Which::Number(number.parse().map_err(|_| WebError::not_found())?),
    };
    let shown = sheets::find(&web, unit, year, which).await?;
    let document = shown.sheet.and_then(|sheet| sheet.document(web.lang))?;
    api::json(&document)
}
