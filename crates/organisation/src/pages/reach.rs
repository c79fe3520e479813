//! The matrix of reach: units by mechanisms. A cell leads to its records, a blank stands out, and what no
//! storey offers yet says so. Nothing is summed and nobody is ranked.

use super::unit::kinds;
use super::{as_of, at_unit, tabs, unit_id};
use crate::use_cases::reach::{Matrix, matrix};
use askama::Template;
use directory::tree::{Listing, Order};
use interchange::writers::Value;
use kernel::UnitId;
use web_kit::page::Link;
use web_kit::table::{Column, Query, Table};
use web_kit::{Answer, Page, Web, WebError, answer, export};

const COLUMNS: &[Column] = &[
    Column::text("name", "units-name"),
    Column::text("kind", "units-kind").filtered().later(),
    Column::fixed("organisation", "reach-organisation"),
    Column::fixed("zones", "reach-zones").explained("responsibility-zone"),
    Column::fixed("breakthroughs", "reach-breakthroughs").explained("breakthrough"),
    Column::fixed("matters", "reach-matters").explained("matter"),
    Column::fixed("appraisal", "reach-appraisal"),
];

#[derive(Template)]
#[template(path = "reach.html")]
struct ReachPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    day: String,
    /// Kept by the form that looks at another day.
    unit: String,
    way: Vec<Link>,
    /// The same rows on one page, for paper.
    whole: String,
    table: Table,
    rows: Vec<Row>,
}

struct Row {
    unit: Link,
    kind: String,
    cells: Vec<Cell>,
}

enum Cell {
    Recorded(Link),
    Blank,
    /// No storey offers this yet.
    NotOffered,
}

pub(super) async fn show(web: Web) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let tops = crate::party::use_cases::map::tops(&web, web.as_of).await?;
    let asked = web.query("unit").map(|id| unit_id(&id)).transpose()?;
    let page = web.page("reach-title");
    let Some(above) = asked.or_else(|| tops.first().map(|top| top.unit.id)) else {
        return answer::page(&reach_page(&web, page, query, None, Vec::new()));
    };
    let matrix = listed(&web, &query, above).await?;
    if query.as_workbook {
        let rows = rows(&web, &page, &matrix).iter().map(|row| cells(&page, row)).collect();
        return export::workbook(&page.subtitled(web.as_of.to_string()), COLUMNS, rows);
    }
    let path = directory::tree::path(&mut web.read(), above, web.as_of).await?;
    let way = path.iter().skip_while(|step| tops.iter().all(|top| top.unit.id != step.id));
    let way = way.map(|step| Link::new(&step.name, below(&web, step.id))).collect();
    answer::page(&reach_page(&web, page, query, Some(matrix), way))
}

fn reach_page(
    web: &Web,
    page: Page,
    query: Query,
    matrix: Option<Matrix>,
    way: Vec<Link>,
) -> ReachPage {
    let rows = matrix.as_ref().map_or_else(Vec::new, |matrix| rows(web, &page, matrix));
    let total = matrix.map_or(0, |matrix| matrix.total);
    let mut pairs: Vec<(&str, String)> = vec![("size", Query::MOST.to_string())];
    pairs.extend(web.query("unit").map(|unit| ("unit", unit)));
    ReachPage {
        tabs: tabs::tabs(web, &page),
        day: web.as_of.to_string(),
        unit: web.query("unit").unwrap_or_default(),
        way,
        whole: as_of(web, "/reach", &pairs),
        table: Table::new("reach", "/reach", COLUMNS, query, total.max(0) as u64),
        rows,
        page,
    }
}

/// The matrix of what stands below a unit.
fn below(web: &Web, unit: UnitId) -> String {
    as_of(web, "/reach", &[("unit", unit.to_string())])
}

async fn listed(web: &Web, query: &Query, above: UnitId) -> Result<Matrix, WebError> {
    let kinds = kinds(web, query.filter("kind"));
    let (limit, offset) = query.window();
    let listing = Listing {
        above,
        day: web.as_of,
        is_deep: true,
        text: &query.search,
        name: "",
        code: "",
        kinds: kinds.as_deref(),
        order: match query.sort.map_or("", |sort| sort.column) {
            "name" => Order::Name,
            "kind" => Order::Kind,
            _ => Order::Tree,
        },
        descending: query.sort.is_some_and(|sort| sort.descending),
        offset,
        limit,
    };
    Ok(matrix(web, &listing, web.lang).await?)
}

fn rows(web: &Web, page: &Page, matrix: &Matrix) -> Vec<Row> {
    let row = |node: &directory::Node| {
        let cell = |column: &crate::use_cases::reach::Column| match column {
            None => Cell::NotOffered,
            Some(reached) => match reached.get(&node.unit.id) {
                Some(reach) => Cell::Recorded(Link::new(&reach.said, &reach.href)),
                None => Cell::Blank,
            },
        };
        Row {
            unit: Link::new(&node.unit.name, at_unit(web, node.unit.id, "")),
            kind: page.t(node.unit.kind.key()),
            cells: matrix.columns.iter().map(cell).collect(),
        }
    };
    matrix.units.iter().map(row).collect()
}

fn cells(page: &Page, row: &Row) -> Vec<Value> {
    let cell = |cell: &Cell| match cell {
        Cell::Recorded(link) => link.label.clone().into(),
        Cell::Blank => String::new().into(),
        Cell::NotOffered => page.t("reach-not-offered").into(),
    };
    let words = [row.unit.label.clone().into(), row.kind.clone().into()];
    words.into_iter().chain(row.cells.iter().map(cell)).collect()
}
