//! The interface for programs, as far as the plan goes: the indicator dictionary and readings.
//!
//! What is answered is written out here, apart from the types of the house, so that these may change and
//! programs go on. Quantities are decimal numbers as text: no program rounds them by reading.

use super::dictionary::narrowed_by;
use crate::Indicator;
use crate::indicator::{AGGREGATIONS, DIRECTIONS, name_of};
use crate::reading::kind_by_name;
use crate::use_cases::dictionary;
use crate::use_cases::export::{self, Line, Wanted};
use kernel::{Action, Period, Problem, Resource};
use serde::Serialize;
use store::Refusal;
use utoipa::{OpenApi, ToSchema};
use web_kit::api::{self, List, Slice};
use web_kit::{Answer, Needs, Routes, Web, WebError};

/// Readings that one question may be about: more are for `ronghe export`.
const MOST: i64 = 200_000;

/// The routes of the plan for programs.
pub(super) fn routes() -> Routes {
    use Action::Read;
    use Needs::May;
    Routes::new().get("/api/v1/indicators", May(Read, Resource::Indicator), list_indicators).get(
        "/api/v1/readings",
        May(Read, Resource::Reading),
        list_readings,
    )
}

/// What these routes take and answer.
#[derive(OpenApi)]
#[openapi(paths(list_indicators, list_readings))]
pub(crate) struct Document;

/// An entry of the indicator dictionary.
#[derive(Serialize, ToSchema)]
#[schema(as = Indicator)]
struct IndicatorAnswer {
    id: i64,
    code: String,
    name_zh: String,
    name_en: String,
    /// The unit of measure, such as `t` or `kg/t`.
    unit: String,
    decimals: u8,
    /// Which way is better: `up`, `down` or `range`.
    direction: &'static str,
    /// How values come together: `sum`, `last`, `ratio` or `mean`.
    aggregation: &'static str,
    /// What a ratio is multiplied with to be shown.
    factor: i64,
    /// The period that a reading is for: `day`, `month`, `quarter` or `year`.
    grain: &'static str,
    /// The unit that controls it.
    owner: Option<i64>,
    /// Where its numbers come from.
    source: String,
    /// How far a figure may stay behind its target, in per cent of it; null takes the enterprise's.
    tolerance: Option<String>,
    may_be_negative: bool,
    /// False for entries that are no longer used.
    is_active: bool,
    /// What a change must name.
    revision: i64,
}

impl From<Indicator> for IndicatorAnswer {
    fn from(indicator: Indicator) -> Self {
        let terms = indicator.terms;
        Self {
            id: indicator.id.0,
            unit: terms.unit,
            decimals: terms.decimals,
            direction: name_of(&DIRECTIONS, terms.direction),
            aggregation: name_of(&AGGREGATIONS, terms.aggregation),
            factor: terms.factor,
            grain: terms.grain.name(),
            owner: terms.owner.map(|owner| owner.0),
            tolerance: terms.tolerance.map(|tolerance| tolerance.to_string()),
            may_be_negative: terms.may_be_negative,
            is_active: indicator.is_active,
            revision: indicator.revision,
            code: terms.code,
            name_zh: terms.name_zh,
            name_en: terms.name_en,
            source: terms.source,
        }
    }
}

/// The indicator dictionary.
#[utoipa::path(get, path = "/api/v1/indicators", tag = "planning", params(Slice),
    responses((status = 200, body = List<IndicatorAnswer>)))]
async fn list_indicators(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let page = web.page("dictionary-title");
    let found = narrowed_by(&page, &slice.q, dictionary::list(&web).await?);
    let total = found.len() as i64;
    let items: Vec<_> = slice.cut(found).into_iter().map(IndicatorAnswer::from).collect();
    api::json(&List { items, total })
}

/// A reading that counts, or what readings amount to above their units.
#[derive(Serialize, ToSchema)]
#[schema(as = Reading)]
struct ReadingAnswer {
    /// The unit's name.
    unit: String,
    /// The names from the top to the unit, with `/` between.
    unit_path: String,
    /// The indicator's code.
    indicator: String,
    /// The period, such as `2026-08`, `2026Q3` or `2026`.
    period: String,
    /// `actual`, `target` or another kind of value.
    kind: &'static str,
    /// The value as a decimal number; null for a ratio without a denominator.
    value: Option<String>,
    /// The numerator of a ratio.
    numerator: Option<String>,
    /// The denominator of a ratio, or the weight of a mean.
    denominator: Option<String>,
    /// The version that counts; null for a roll-up.
    version: Option<i64>,
    /// `file!sheet!cell` of an imported reading, `roll-up` for a roll-up, empty for one that was typed.
    source: String,
}

impl From<Line> for ReadingAnswer {
    fn from(line: Line) -> Self {
        Self {
            value: line.value.map(|value| value.to_string()),
            numerator: line.numerator.map(|numerator| numerator.to_string()),
            denominator: line.denominator.map(|denominator| denominator.to_string()),
            unit: line.unit,
            unit_path: line.unit_path,
            indicator: line.indicator,
            period: line.period,
            kind: line.kind,
            version: line.version,
            source: line.source,
        }
    }
}

/// The readings of a unit and of all below it: the lines of `ronghe export readings`.
///
/// A question about more than 200,000 lines is refused: narrow it by unit, period, indicator or kind.
#[utoipa::path(get, path = "/api/v1/readings", tag = "planning",
    params(
        ("unit" = i64, Query, description = "The unit at the top."),
        ("indicator" = Option<String>, Query, description = "Codes of indicators, with commas between."),
        ("from" = Option<String>, Query, description = "The first period, such as `2026-01`, `2026Q1` or `2026`."),
        ("to" = Option<String>, Query, description = "The last period, of the same grain."),
        ("kind" = Option<String>, Query, description = "Kinds of values, such as `actual` and `target`, with commas between."),
        ("rollup" = Option<bool>, Query, description = "Whether units above tell what lies below them, too."),
        ("offset" = Option<u64>, Query, description = "How many rows to leave out from the beginning."),
        ("limit" = Option<u64>, Query, minimum = 1, maximum = 500, description = "How many rows at the most, up to 500; 100 when it is not given."),
    ),
    responses((status = 200, body = List<ReadingAnswer>)))]
async fn list_readings(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let wanted = wanted(&web)?;
    let mut items = Vec::new();
    let mut total = 0;
    export::lines(&web, &wanted, |line| {
        if total >= slice.offset && total < slice.end() {
            items.push(ReadingAnswer::from(line));
        }
        total += 1;
        if total <= MOST { Ok(()) } else { Err(too_many()) }
    })
    .await?;
    api::json(&List { items, total })
}

fn too_many() -> WebError {
    Problem::new("readings-too-many").arg("most", MOST).into()
}

/// What the address asks for.
fn wanted(web: &Web) -> Result<Wanted, Refusal> {
    let unit = api::parameter(web, "unit")?;
    let unit = unit.ok_or_else(|| Problem::new("field-required").at("unit"))?;
    let period = |name: &str| api::parameter::<Period>(web, name);
    let kind = |name: &str| kind_by_name(name).ok_or_else(|| api::malformed("kind", name));
    Ok(Wanted {
        unit: Some(unit),
        indicators: names(web, "indicator"),
        periods: export::periods(period("from")?, period("to")?),
        kinds: names(web, "kind").iter().map(|name| kind(name)).collect::<Result<_, _>>()?,
        rollup: api::parameter(web, "rollup")?.unwrap_or(false),
    })
}

/// What a parameter names, with commas between.
fn names(web: &Web, name: &str) -> Vec<String> {
    let text = web.query(name).unwrap_or_default();
    let names = text.split(',').map(|part| part.trim().to_owned());
    names.filter(|part| !part.is_empty()).collect()
}
