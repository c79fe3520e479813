//! The page of the burden, its workbook, and what programs ask for.

use super::Effort;
use super::use_cases::{self, Burden};
use crate::pages::tabs::{Tabs, tabs};
use crate::use_cases::{Rules, first_unit};
use askama::Template;
use interchange::writers::Value;
use kernel::{Action, Month, Quantity, Resource, UnitId};
use serde::Serialize;
use store::Refusal;
use utoipa::{OpenApi, ToSchema};
use web_kit::page::Link;
use web_kit::table::{Column, Query, Table};
use web_kit::{Answer, Needs, Page, Routes, Web, WebError, answer, api, export};

/// The pages and what programs ask for.
pub fn routes() -> Routes {
    let read = Needs::May(Action::Read, Resource::Reading);
    Routes::new().get("/burden", read, show).get("/api/v1/burden", read, show_burden)
}

/// What these routes answer.
#[derive(OpenApi)]
#[openapi(paths(show_burden))]
pub(super) struct Document;

const COLUMNS: &[Column] = &[
    Column::text("name", "tracker-unit"),
    Column::number("typed", "burden-typed"),
    Column::number("again", "burden-again").later(),
    Column::number("filled", "burden-filled"),
    Column::number("said", "burden-said").later(),
    Column::number("measured", "burden-measured").later(),
    Column::number("matters", "burden-matters").later(),
    Column::number("records", "burden-records").later(),
];

#[derive(Template)]
#[template(path = "burden/burden.html")]
struct BurdenPage {
    page: Page,
    tabs: Tabs,
    unit: UnitId,
    month: Month,
    whole: Effort,
    hand: String,
    /// How many mood records; empty for whoever may not know of them.
    records: String,
    sees_records: bool,
    table: Table,
    rows: Vec<(Link, Effort)>,
    demands: Vec<(String, Effort)>,
}

#[derive(Template)]
#[template(path = "planning/nothing.html")]
struct NothingPage {
    page: Page,
}

async fn look(web: &Web) -> Result<Option<Burden>, WebError> {
    let unit = match web.query("unit") {
        Some(text) => text.parse().ok(),
        None => first_unit(web).await?,
    };
    let Some(unit) = unit else { return Ok(None) };
    let month: Option<Month> = web.query("month").map(|text| text.parse()).transpose()?;
    let rules = Rules::of(&web.settings, web.now)?;
    Ok(Some(use_cases::look(web, rules, unit, month).await?))
}

async fn show(web: Web) -> Answer {
    let Some(mut burden) = look(&web).await? else {
        return answer::page(&NothingPage { page: web.page("burden-title") });
    };
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let found = directory::name::normal(&query.search);
    burden.units.retain(|(_, name, _)| directory::name::normal(name).contains(&found));
    sort(&mut burden.units, &query);
    let title = web.page("burden-title").tn("burden-of", &[("unit", &burden.place.name)]);
    let page = web.page("burden-title").named(title);
    let page = page.subtitled(web.page("burden-title").month(&burden.month));
    if query.as_workbook {
        let rows = burden.units.iter().map(|(_, name, effort)| cells(name, *effort)).collect();
        return export::workbook(&page, COLUMNS, rows);
    }
    answer::page(&burden_page(&web, page, query, burden))
}

fn sort(units: &mut [(UnitId, String, Effort)], query: &Query) {
    let Some(sort) = query.sort else { return };
    let number = |effort: &Effort| match sort.column {
        "again" => effort.again,
        "filled" => effort.filled,
        "said" => effort.said,
        "measured" => effort.measured,
        "matters" => effort.matters,
        "records" => effort.records,
        _ => effort.typed,
    };
    units.sort_by(|left, right| match sort.column {
        "name" => left.1.cmp(&right.1),
        _ => number(&left.2).cmp(&number(&right.2)),
    });
    if sort.descending {
        units.reverse();
    }
}

fn burden_page(web: &Web, page: Page, query: Query, burden: Burden) -> BurdenPage {
    let (unit, month) = (burden.place.id, burden.month);
    let href = |unit: UnitId| format!("/burden?unit={unit}&month={month}");
    let total = burden.units.len() as u64;
    let (skip, take) = (query.offset() as usize, query.size as usize);
    let rows = burden.units.into_iter().skip(skip).take(take);
    let (hand, all) = burden.whole.by_hand();
    let share = |(hand, all): (i64, i64)| {
        page.tn("burden-share", &[("n", &page.count(hand)), ("of", &page.count(all))])
    };
    BurdenPage {
        tabs: tabs(web, &page),
        unit,
        month,
        whole: burden.whole,
        hand: share((hand, all)),
        records: match burden.sees_records {
            true => page.count(burden.whole.records),
            false => String::new(),
        },
        sees_records: burden.sees_records,
        table: Table::new("units", "/burden", COLUMNS, query, total),
        rows: rows.map(|(id, name, effort)| (Link::new(name, href(id)), effort)).collect(),
        demands: burden
            .demands
            .into_iter()
            .map(|(name, effort)| (name.unwrap_or_else(|| page.t("burden-nobody")), effort))
            .collect(),
        page,
    }
}

fn cells(name: &str, effort: Effort) -> Vec<Value> {
    let Effort { typed, again, filled, said, measured, matters, records } = effort;
    let counts = [typed, again, filled, said, measured, matters, records];
    let counts = counts.map(|n| Value::from(Quantity::from_integer(n).ok()));
    [name.into()].into_iter().chain(counts).collect()
}

impl BurdenPage {
    fn month_href(&self, by: i32) -> String {
        format!("/burden?unit={}&month={}", self.unit, self.month.plus(by))
    }
}

/// What a month took of a unit, or of those who demand.
#[derive(Serialize, ToSchema)]
#[schema(as = Burden)]
struct BurdenAnswer {
    /// The unit's id; null for those who demand.
    unit: Option<i64>,
    name: Option<String>,
    /// Numbers typed by hand; a ratio's reading is two of them.
    typed: i64,
    /// Of these, numbers in the place of one that was there before.
    again: i64,
    /// Numbers that came from files.
    filled: i64,
    /// What was said by hand about Party tasks.
    said: i64,
    /// Party tasks that records measure.
    measured: i64,
    /// What was said by hand of matters.
    matters: i64,
    /// Monthly mood records; 0 for whoever may not know of them.
    records: i64,
}

impl BurdenAnswer {
    fn new(unit: Option<UnitId>, name: Option<String>, effort: Effort) -> Self {
        let Effort { typed, again, filled, said, measured, matters, records } = effort;
        let unit = unit.map(|unit| unit.0);
        Self { unit, name, typed, again, filled, said, measured, matters, records }
    }
}

/// A month in parts, and as a whole.
#[derive(Serialize, ToSchema)]
struct BurdenInFull {
    month: String,
    whole: BurdenAnswer,
    /// The unit itself where it has anything of its own, and those directly below with all below them.
    units: Vec<BurdenAnswer>,
    /// By who answers for the indicators; the name is null where nobody does.
    demands: Vec<BurdenAnswer>,
}

/// What had to be typed by hand in a month, and what was filled in from files and records.
#[utoipa::path(get, path = "/api/v1/burden", tag = "planning",
    params(("unit" = i64, Query), ("month" = Option<String>, Query,
        description = "Such as `2026-08`; the month before this one when it is not given.")),
    responses((status = 200, body = BurdenInFull)))]
async fn show_burden(web: Web) -> Answer {
    let burden = look(&web).await?.ok_or(Refusal::NotFound)?;
    let units = burden.units.into_iter();
    api::json(&BurdenInFull {
        month: burden.month.to_string(),
        whole: BurdenAnswer::new(Some(burden.place.id), Some(burden.place.name), burden.whole),
        units: units.map(|(id, name, it)| BurdenAnswer::new(Some(id), Some(name), it)).collect(),
        demands: burden
            .demands
            .into_iter()
            .map(|(name, it)| BurdenAnswer::new(None, name, it))
            .collect(),
    })
}
