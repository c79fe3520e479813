//! Every question of one's part of the enterprise, with how it stands.

use super::{href, said, tabs};
use crate::use_cases::looking::{self, Entry};
use askama::Template;
use interchange::writers::Value;
use kernel::{Action, IndicatorId, Quantity, Resource};
use planning::Indicator;
use std::cmp::Ordering;
use std::collections::HashMap;
use web_kit::page::Link;
use web_kit::table::{Column, Query, Table};
use web_kit::{Answer, Page, Web, answer, export};

const COLUMNS: &[Column] = &[
    Column::text("question", "question-column"),
    Column::text("unit", "question-unit").later(),
    Column::text("period", "question-period").later(),
    Column::number("units", "question-n-units").later(),
    Column::text("asked", "question-asked").filtered(),
    Column::text("standing", "question-standing").filtered(),
    Column::text("registered", "question-registered").later(),
];

#[derive(Template)]
#[template(path = "synergy/list.html")]
struct ListPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    table: Table,
    rows: Vec<Row>,
    may_ask: bool,
}

/// A question in the words of the reader.
struct Row {
    question: Link,
    unit: String,
    period: String,
    first: i64,
    units: i64,
    asked: String,
    standing: String,
    registered: String,
}

pub(super) async fn show(web: Web) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let action = if query.as_workbook { Action::Export } else { Action::Read };
    let (entries, known) = looking::list(&web, action).await?;
    let page = web.page("questions-title");
    let mut rows: Vec<Row> = entries.iter().map(|entry| row(&page, &known, entry)).collect();
    rows.retain(|row| is_meant(row, &query));
    sort(&mut rows, &query);
    if query.as_workbook {
        return export::workbook(&page, COLUMNS, rows.into_iter().map(cells).collect());
    }
    let total = rows.len() as u64;
    let (limit, offset) = query.window();
    let shown = rows.into_iter().skip(offset.max(0) as usize).take(limit.max(0) as usize);
    answer::page(&ListPage {
        tabs: tabs(&web, &page),
        rows: shown.collect(),
        table: Table::new("questions", "/questions", COLUMNS, query, total),
        may_ask: !web.scope(Action::Create, Resource::Question).is_nothing(),
        page,
    })
}

fn row(page: &Page, known: &HashMap<IndicatorId, Indicator>, entry: &Entry) -> Row {
    let question = &entry.question;
    Row {
        question: Link::new(said::title_of(page, known, question), href(question.id)),
        unit: entry.unit_name.clone(),
        period: said::period(page, question),
        first: question.content.first.code(),
        units: question.units,
        asked: page.t(question.asked.key()),
        standing: said::standing(page, entry.latest()),
        registered: question.registered_day.to_string(),
    }
}

fn is_meant(row: &Row, query: &Query) -> bool {
    let holds = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
    (holds(&row.question.label, &query.search) || holds(&row.unit, &query.search))
        && holds(&row.asked, query.filter("asked"))
        && holds(&row.standing, query.filter("standing"))
}

fn sort(rows: &mut [Row], query: &Query) {
    let Some(sort) = query.sort else { return };
    let order = |one: &Row, other: &Row| -> Ordering {
        match sort.column {
            "question" => one.question.label.cmp(&other.question.label),
            "unit" => one.unit.cmp(&other.unit),
            "period" => one.first.cmp(&other.first),
            "units" => one.units.cmp(&other.units),
            "asked" => one.asked.cmp(&other.asked),
            "standing" => one.standing.cmp(&other.standing),
            _ => one.registered.cmp(&other.registered),
        }
    };
    rows.sort_by(|one, other| match sort.descending {
        true => order(other, one),
        false => order(one, other),
    });
}

fn cells(row: Row) -> Vec<Value> {
    vec![
        row.question.label.into(),
        row.unit.into(),
        row.period.into(),
        Value::from(Quantity::from_integer(row.units).ok()),
        row.asked.into(),
        row.standing.into(),
        row.registered.into(),
    ]
}
