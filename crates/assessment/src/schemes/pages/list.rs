//! Schemes with their versions: what holds, what comes, what is on its way, and what each of them counts.

use super::href;
use super::said::{self, Shares};
use crate::schemes::stage::Standing;
use crate::schemes::use_cases::{self, Line};
use crate::tabs::tabs;
use askama::Template;
use interchange::writers::Value;
use kernel::{Action, Resource};
use web_kit::page::Link;
use web_kit::table::{Column, Query, Table};
use web_kit::{Answer, Page, Web, answer, export};

const COLUMNS: &[Column] = &[
    Column::text("name", "scheme-name"),
    Column::fixed("standing", "scheme-standing"),
    Column::text("from", "scheme-effective").later(),
    Column::fixed("until", "scheme-until").later(),
    Column::fixed("unit", "scheme-unit").later(),
    Column::fixed("counts", "scheme-counts").explained("scheme-lint"),
];

#[derive(Template)]
#[template(path = "schemes/list.html")]
struct ListPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    table: Table,
    rows: Vec<Row>,
    may_begin: bool,
}

struct Row {
    name: Link,
    version: String,
    standing: String,
    tone: &'static str,
    from: String,
    until: String,
    unit: String,
    shares: Vec<Shares>,
}

pub(super) async fn show(web: Web) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let mut lines = use_cases::list(&web).await?;
    lines.retain(|line| line.version.name.contains(&query.search));
    if let Some(sort) = query.sort {
        match sort.column {
            "name" => lines.sort_by(|one, other| one.version.name.cmp(&other.version.name)),
            _ => lines.sort_by_key(|line| line.version.effective),
        }
        if sort.descending {
            lines.reverse();
        }
    }
    let page = web.page("schemes-title");
    if query.as_workbook {
        let rows = lines.iter().map(|line| cells(&web, &page, line)).collect();
        return export::workbook(&page, COLUMNS, rows);
    }
    let total = lines.len() as u64;
    let (limit, offset) = query.window();
    let shown = lines.iter().skip(offset.max(0) as usize).take(limit.max(0) as usize);
    answer::page(&ListPage {
        tabs: tabs(&web, &page),
        rows: shown.map(|line| row(&web, &page, line)).collect(),
        table: Table::new("schemes", "/schemes", COLUMNS, query, total),
        may_begin: !web.scope(Action::Create, Resource::Scheme).is_nothing(),
        page,
    })
}

fn row(web: &Web, page: &Page, line: &Line) -> Row {
    let version = &line.version;
    let standing = said::standing(version, web.now.today);
    Row {
        name: Link::new(version.name.clone(), href(version.id)),
        version: said::number(page, version),
        standing: page.t(standing.key()),
        tone: said::tone(standing),
        from: version.effective.to_string(),
        until: version.until.map(|day| day.to_string()).unwrap_or_default(),
        unit: line.unit_name.clone(),
        shares: said::shares(page, &line.scheme),
    }
}

fn cells(web: &Web, page: &Page, line: &Line) -> Vec<Value> {
    let version = &line.version;
    let standing: Standing = said::standing(version, web.now.today);
    let name = format!("{} {}", version.name, said::number(page, version));
    let shares = said::shares(page, &line.scheme);
    let counts: Vec<String> =
        shares.iter().map(|one| format!("{} {}", one.kind, one.label)).collect();
    vec![
        name.into(),
        page.t(standing.key()).into(),
        Value::Day(version.effective),
        version.until.map_or(Value::Empty, Value::Day),
        line.unit_name.clone().into(),
        counts.join("；").into(),
    ]
}
