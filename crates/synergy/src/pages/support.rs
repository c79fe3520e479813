//! The map of what Party tasks are said to support, each with the evidence that there is.

use super::{href, said, tabs};
use crate::question::TaskRef;
use crate::use_cases::supporting::{self, Claim, Map};
use askama::Template;
use interchange::writers::Value;
use kernel::{Action, Resource, UnitId};
use planning::shown;
use planning::use_cases::first_unit;
use web_kit::page::Link;
use web_kit::table::{Column, link};
use web_kit::{Answer, Page, Web, answer, export};

const COLUMNS: &[Column] = &[
    Column::fixed("unit", "question-unit"),
    Column::fixed("task", "support-task"),
    Column::fixed("indicator", "question-outcome"),
    Column::fixed("evidence", "support-evidence"),
];

#[derive(Template)]
#[template(path = "synergy/support.html")]
struct SupportPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    year: i32,
    years: Vec<(Link, bool)>,
    export: String,
    report: Option<String>,
    rows: Vec<Row>,
    asked: usize,
    may_ask: bool,
}

pub(super) struct Row {
    pub unit: String,
    pub task: Link,
    pub criterion: String,
    pub indicator: String,
    /// The state of its evidence, with the question; none when nobody has asked.
    pub evidence: Option<Link>,
    pub state: String,
    pub ask: String,
}

pub(super) async fn show(web: Web) -> Answer {
    let now = web.settings.financial_year().year_of(web.now.today.month());
    let year = web.query("year").and_then(|year| year.parse().ok()).unwrap_or(now);
    let as_book = web.query("format").as_deref() == Some("xlsx");
    let action = if as_book { Action::Export } else { Action::Read };
    let map = supporting::map(&web, year, action).await?;
    let page = web.page("support-title");
    let rows: Vec<Row> = map.claims.iter().map(|claim| row(&page, &map, claim, year)).collect();
    if as_book {
        let rows = rows.into_iter().map(cells).collect();
        return export::workbook(&page.subtitled(year.to_string()), COLUMNS, rows);
    }
    let address = |year: i32, more: &str| format!("/support?year={year}{more}");
    let first: Option<UnitId> = first_unit(&web).await?;
    answer::page(&SupportPage {
        tabs: tabs(&web, &page),
        year,
        years: years(&map, now, year),
        export: address(year, "&format=xlsx"),
        report: first.map(|unit| format!("/synergy/report/{unit}/{year}")),
        asked: rows.iter().filter(|row| row.evidence.is_some()).count(),
        rows,
        may_ask: !web.scope(Action::Create, Resource::Question).is_nothing(),
        page,
    })
}

/// The years that have plans, and this one.
fn years(map: &Map, now: i32, year: i32) -> Vec<(Link, bool)> {
    let mut years = map.years.clone();
    years.extend([now, year]);
    years.sort_unstable_by(|one, other| other.cmp(one));
    years.dedup();
    let of = |one: i32| (Link::new(one.to_string(), format!("/support?year={one}")), one == year);
    years.into_iter().map(of).collect()
}

pub(super) fn row(page: &Page, map: &Map, claim: &Claim, year: i32) -> Row {
    let task = &claim.link;
    let known = map.known.get(&task.indicator);
    let best = claim.best();
    let state = match best {
        None => page.t("support-not-asked"),
        Some(entry) => said::standing(page, entry.latest()),
    };
    let about = TaskRef { unit: task.unit, year, number: task.number };
    let prefilled = [
        ("unit".to_owned(), task.unit.to_string()),
        ("outcome".to_owned(), task.indicator.to_string()),
        ("task".to_owned(), about.to_string()),
        ("mechanism".to_owned(), page.t1("support-mechanism", "task", &task.title)),
    ];
    Row {
        unit: task.unit_name.clone(),
        task: Link::new(task.title.clone(), format!("/plans/{}/tasks/{}", task.plan, task.number)),
        criterion: task.criterion.clone(),
        indicator: known.map(|known| shown::name(page, known)).unwrap_or_default(),
        evidence: best.map(|entry| Link::new(state.clone(), href(entry.question.id))),
        state,
        ask: link("/questions/new", &prefilled),
    }
}

pub(super) fn cells(row: Row) -> Vec<Value> {
    vec![row.unit.into(), row.task.label.into(), row.indicator.into(), row.state.into()]
}
