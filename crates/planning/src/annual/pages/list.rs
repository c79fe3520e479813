//! The plans of a year: of each unit its latest version, or none yet.

use super::href;
use crate::annual::use_cases::{self, Line, Listing, Order};
use crate::pages::tabs::{Tabs, tabs};
use askama::Template;
use interchange::writers::Value;
use kernel::{Action, Quantity, Resource};
use web_kit::page::Link;
use web_kit::table::{Column, Query, Table, link};
use web_kit::{Answer, Page, Web, answer, export};

const COLUMNS: &[Column] = &[
    Column::text("unit", "plan-unit"),
    Column::text("stage", "plan-how-far"),
    Column::text("version", "plan-version").explained("version"),
    Column::fixed("targets", "plan-business").later(),
    Column::fixed("tasks", "plan-party").later(),
];

#[derive(Template)]
#[template(path = "annual/list.html")]
struct ListPage {
    page: Page,
    tabs: Tabs,
    years: Vec<(Link, bool)>,
    table: Table,
    rows: Vec<Row>,
    may_begin: bool,
}

struct Row {
    unit: Link,
    stage: String,
    version: String,
    targets: String,
    tasks: String,
}

pub(super) async fn show(web: Web) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let now = web.settings.financial_year().year_of(web.now.today.month());
    let year = web.query("year").and_then(|year| year.parse().ok()).unwrap_or(now);
    let list = use_cases::list(&web, &listing(&web, &query, year), query.as_workbook).await?;
    let page = web.page("plans-title");
    if query.as_workbook {
        let rows = list.lines.iter().map(|line| cells(&page, line)).collect();
        return export::workbook(&page.subtitled(year.to_string()), COLUMNS, rows);
    }
    answer::page(&ListPage {
        tabs: tabs(&web, &page),
        years: years(list.years.clone(), [now, now + 1], year),
        rows: list.lines.iter().map(|line| row(&page, line)).collect(),
        table: Table::new("plans", "/plans", COLUMNS, query, list.total.max(0) as u64),
        may_begin: !web.scope(Action::Create, Resource::Plan).is_nothing(),
        page,
    })
}

/// What the address asks for.
fn listing<'a>(web: &Web, query: &'a Query, year: i32) -> Listing<'a> {
    let (limit, offset) = query.window();
    Listing {
        year,
        text: &query.search,
        order: match query.sort.map_or("", |sort| sort.column) {
            "stage" => Order::Stage,
            "version" => Order::Version,
            _ => Order::Unit,
        },
        descending: query.sort.is_some_and(|sort| sort.descending),
        limit,
        offset,
        today: web.now.today,
    }
}

/// The years that have plans and those that may get one, the latest first.
fn years(mut years: Vec<i32>, open: [i32; 2], year: i32) -> Vec<(Link, bool)> {
    years.extend(open);
    years.sort_unstable_by(|left, right| right.cmp(left));
    years.dedup();
    let of_year = |one: i32| {
        let pairs = [("year".to_owned(), one.to_string())];
        (Link::new(one.to_string(), link("/plans", &pairs)), one == year)
    };
    years.into_iter().map(of_year).collect()
}

fn row(page: &Page, line: &Line) -> Row {
    Row {
        unit: Link::new(line.unit_name.clone(), href(line.version.id)),
        stage: page.t(line.version.stage.key()),
        version: super::said::number(page, &line.version),
        targets: page.count(line.targets),
        tasks: page.count(line.tasks),
    }
}

fn cells(page: &Page, line: &Line) -> Vec<Value> {
    let count = |n: i64| Value::from(Quantity::from_integer(n).ok());
    vec![
        line.unit_name.clone().into(),
        page.t(line.version.stage.key()).into(),
        super::said::number(page, &line.version).into(),
        count(line.targets),
        count(line.tasks),
    ]
}
