//! The meetings, the latest first.

use super::href;
use crate::meetings::use_cases::{self, Line, Listing, Order};
use crate::pages::tabs::{Tabs, tabs};
use askama::Template;
use interchange::writers::Value;
use kernel::{Action, Quantity, Resource};
use web_kit::page::Link;
use web_kit::table::{Column, Query, Table};
use web_kit::{Answer, Page, Web, answer, export};

const COLUMNS: &[Column] = &[
    Column::text("period", "meeting-period"),
    Column::text("kind", "meeting-kind"),
    Column::text("unit", "meeting-unit"),
    Column::text("day", "meeting-day"),
    Column::fixed("decisions", "meeting-decisions"),
    Column::fixed("packs", "meeting-packs").later(),
];

#[derive(Template)]
#[template(path = "meetings/list.html")]
struct ListPage {
    page: Page,
    tabs: Tabs,
    table: Table,
    rows: Vec<Row>,
    may_call: bool,
}

struct Row {
    period: Link,
    kind: String,
    unit: String,
    day: String,
    decisions: String,
    packs: String,
}

pub(super) async fn show(web: Web) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let (lines, total) = use_cases::list(&web, &listing(&web, &query), query.as_workbook).await?;
    let page = web.page("meetings-title");
    if query.as_workbook {
        let rows = lines.iter().map(|line| cells(&page, line)).collect();
        return export::workbook(&page.subtitled(web.now.today.to_string()), COLUMNS, rows);
    }
    answer::page(&ListPage {
        tabs: tabs(&web, &page),
        rows: lines.iter().map(|line| row(&page, line)).collect(),
        table: Table::new("meetings", "/meetings", COLUMNS, query, total.max(0) as u64),
        may_call: !web.scope(Action::Create, Resource::Meeting).is_nothing(),
        page,
    })
}

/// What the address asks for.
fn listing<'a>(web: &Web, query: &'a Query) -> Listing<'a> {
    let (limit, offset) = query.window();
    Listing {
        text: &query.search,
        order: match query.sort.map_or("", |sort| sort.column) {
            "unit" => Order::Unit,
            "kind" => Order::Kind,
            "period" => Order::Period,
            _ => Order::Day,
        },
        descending: query.sort.is_none_or(|sort| sort.descending),
        limit,
        offset,
        today: web.now.today,
    }
}

fn row(page: &Page, line: &Line) -> Row {
    let meeting = &line.meeting;
    Row {
        period: Link::new(page.period(&meeting.period), href(meeting.id)),
        kind: page.t(meeting.kind.key()),
        unit: line.unit_name.clone(),
        day: meeting.day.to_string(),
        decisions: page.count(line.decisions),
        packs: page.count(line.packs),
    }
}

fn cells(page: &Page, line: &Line) -> Vec<Value> {
    let count = |n: i64| Value::from(Quantity::from_integer(n).ok());
    vec![
        page.period(&line.meeting.period).into(),
        page.t(line.meeting.kind.key()).into(),
        line.unit_name.clone().into(),
        Value::Day(line.meeting.day),
        count(line.decisions),
        count(line.packs),
    ]
}
