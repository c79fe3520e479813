//! The units of a year in the order of the tree: total, grade, coverage, state. Nothing sorts by a score.

use super::words;
use crate::sheets::rules::Rule;
use crate::sheets::use_cases::Year;
use crate::sheets::use_cases::sheets::{self, Listing, Row as Unit};
use crate::tabs::tabs;
use askama::Template;
use interchange::writers::Value;
use web_kit::page::Link;
use web_kit::status::Status;
use web_kit::table::{Column, Query, Table, link};
use web_kit::{Answer, Page, Web, answer, export};

const COLUMNS: &[Column] = &[
    Column::text("unit", "score-unit"),
    Column::fixed("total", "score-total").explained("score-total"),
    Column::fixed("grade", "score-grade"),
    Column::fixed("coverage", "score-coverage").explained("score-coverage").later(),
    Column::fixed("state", "score-state"),
];

#[derive(Template)]
#[template(path = "sheets/list.html")]
struct ListPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    years: Vec<(Link, bool)>,
    table: Table,
    rows: Vec<Row>,
    rule: String,
}

struct Row {
    unit: Link,
    kind: String,
    total: String,
    bounds: String,
    grade: String,
    coverage: String,
    state: (Status, String),
}

pub(super) async fn show(web: Web) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let now = Year::current(&web).await?;
    let year = web.query("year").and_then(|year| year.parse().ok()).unwrap_or(now);
    let (limit, offset) = query.window();
    let listing = Listing {
        year,
        text: &query.search,
        by_name: query.sort.is_some_and(|sort| sort.column == "unit"),
        descending: query.sort.is_some_and(|sort| sort.descending),
        limit,
        offset,
    };
    let list = sheets::list(&web, &listing).await?;
    let page = web.page("scores-title").subtitled(words::year(&web.page("scores-title"), year));
    let rows: Vec<Row> = list.rows.iter().map(|unit| row(&page, year, unit)).collect();
    if query.as_workbook {
        return export::workbook(&page, COLUMNS, rows.into_iter().map(cells).collect());
    }
    let rule = list.rule.map_or_else(String::new, |rule| named(&page, &rule));
    answer::page(&ListPage {
        tabs: tabs(&web, &page),
        years: years(list.years, now, year),
        rows,
        table: Table::new("scores", "/scores", COLUMNS, query, list.total.max(0) as u64),
        rule,
        page,
    })
}

fn named(page: &Page, rule: &Rule) -> String {
    page.tn("score-rule-named", &[("name", &rule.scheme.name), ("version", &rule.version)])
}

/// The years that have sheets, and this one and the last.
fn years(mut years: Vec<i32>, now: i32, year: i32) -> Vec<(Link, bool)> {
    years.extend([now, now - 1]);
    years.sort_unstable_by(|left, right| right.cmp(left));
    years.dedup();
    let of_year = |one: i32| {
        let pairs = [("year".to_owned(), one.to_string())];
        (Link::new(one.to_string(), link("/scores", &pairs)), one == year)
    };
    years.into_iter().map(of_year).collect()
}

fn row(page: &Page, year: i32, unit: &Unit) -> Row {
    let kind = page.t(format!("unit-kind-{}", unit.kind));
    let to = Link::new(unit.name.clone(), super::href(unit.unit, year));
    let nothing = Row {
        unit: to,
        kind,
        total: String::new(),
        bounds: String::new(),
        grade: String::new(),
        coverage: String::new(),
        state: (Status::Failed, page.t("score-state-broken")),
    };
    let Ok(total) = &unit.total else { return nothing };
    let is_provisional = total.standing == "provisional";
    let (shape, key) = match (&unit.published, unit.drawn) {
        (Some(_), false) => (Status::Done, "score-state-published"),
        (_, true) => (Status::Pending, "score-state-drawn"),
        (None, false) if is_provisional => (Status::Running, "score-state-provisional"),
        (None, false) => (Status::Running, "score-state-live"),
    };
    let bounds = page.tn("score-bounds", &[("low", &total.low), ("high", &total.high)]);
    Row {
        total: total.total.clone().unwrap_or_default(),
        bounds: if is_provisional { bounds } else { String::new() },
        grade: total.grade.clone().unwrap_or_default(),
        coverage: words::percent(&total.coverage),
        state: (shape, page.t(key)),
        ..nothing
    }
}

fn cells(row: Row) -> Vec<Value> {
    let number = |text: &str| Value::from(kernel::Quantity::parse(text).ok());
    vec![
        row.unit.label.into(),
        number(&row.total),
        row.grade.into(),
        number(&row.coverage),
        row.state.1.into(),
    ]
}
