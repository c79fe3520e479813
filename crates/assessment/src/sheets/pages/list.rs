//! What is assessed in a year, by scheme and in the order of the tree: total, grade, coverage, state. Nothing sorts
//! by a score. Many sheets are drawn up and published from here.

use super::words;
use crate::sheets::subject::Subject;
use crate::sheets::use_cases::Year;
use crate::sheets::use_cases::list::{self, List, Listing, Row as Unit};
use crate::sheets::use_cases::many::{self, Outcome};
use crate::tabs::tabs;
use askama::Template;
use axum::http::StatusCode;
use interchange::writers::Value;
use web_kit::form::Typed;
use web_kit::page::Link;
use web_kit::page::Tone;
use web_kit::status::Status;
use web_kit::table::{Column, Query, Table, link};
use web_kit::{Answer, Form, Page, Web, WebError, answer, export};

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
    year: i32,
    to_draw: usize,
    to_decide: usize,
    /// Whom nothing came of, and why.
    refused: Vec<(Link, String)>,
    done: String,
    form: Typed,
}

struct Row {
    /// The scheme, where it is another one than that of the row before.
    heading: String,
    to: Link,
    note: String,
    /// What a chosen one posts; empty where there is nothing to publish.
    chosen: String,
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
    if query.as_workbook {
        let page = web.page("scores-title");
        let list = find(&web, year, &query).await?;
        return export::workbook(
            &page,
            COLUMNS,
            rows(&page, year, &list).into_iter().map(cells).collect(),
        );
    }
    answer::page(&list_page(&web, year, query, Outcome::default(), Typed::default()).await?)
}

impl ListPage {
    /// Whether a sheet that waits is ticked: as it was sent, and all of them at first.
    fn is_chosen(&self, subject: &str) -> bool {
        let mut sent = self.form.values("chosen").peekable();
        match sent.peek() {
            None => !self.form.is_refused(),
            Some(_) => sent.any(|one| one == subject),
        }
    }
}

async fn find(web: &Web, year: i32, query: &Query) -> Result<List, WebError> {
    let (limit, offset) = query.window();
    let listing = Listing {
        year,
        text: &query.search,
        by_name: query.sort.is_some_and(|sort| sort.column == "unit"),
        descending: query.sort.is_some_and(|sort| sort.descending),
        limit,
        offset,
        units_only: false,
    };
    Ok(list::list(web, &listing).await?)
}

async fn list_page(
    web: &Web,
    year: i32,
    query: Query,
    outcome: Outcome,
    form: Typed,
) -> Result<ListPage, WebError> {
    let now = Year::current(web).await?;
    let list = find(web, year, &query).await?;
    let page = web.page("scores-title").subtitled(words::year(&web.page("scores-title"), year));
    let refused = outcome.refused.iter().map(|(subject, name, problem)| {
        (Link::new(name.clone(), super::href(*subject, year)), page.problem(problem))
    });
    Ok(ListPage {
        tabs: tabs(web, &page),
        rows: rows(&page, year, &list),
        refused: refused.collect(),
        done: if outcome.refused.is_empty() { String::new() } else { told(&page, &outcome) },
        table: Table::new("scores", "/scores", COLUMNS, query, list.total.max(0) as u64),
        to_draw: list.to_draw,
        to_decide: list.to_decide,
        years: years(list.years, now, year),
        year,
        form,
        page,
    })
}

/// How many sheets it became.
fn told(page: &Page, outcome: &Outcome) -> String {
    let (done, unchanged) = (page.count(outcome.done), page.count(outcome.unchanged));
    let refused = page.count(outcome.refused.len());
    let told = [("done", done.as_str()), ("unchanged", &unchanged), ("refused", &refused)];
    page.tn("scores-done", &told)
}

fn posted_year(typed: &Typed) -> Result<i32, WebError> {
    typed.value("year").parse().map_err(|_| WebError::not_found())
}

pub(super) async fn draw(Form(web, typed): Form) -> Answer {
    let year = posted_year(&typed)?;
    let outcome = many::draw(&web, year, None, typed.value("reason")).await?;
    finished(&web, year, outcome, typed).await
}

pub(super) async fn publish(Form(web, typed): Form) -> Answer {
    let year = posted_year(&typed)?;
    let chosen: Vec<Subject> =
        typed.values("chosen").filter_map(|subject| subject.parse().ok()).collect();
    if chosen.is_empty() {
        let typed = typed.refused(vec![kernel::Problem::new("score-none-chosen").at("chosen")]);
        let query = Query::parse("", COLUMNS);
        let page = list_page(&web, year, query, Outcome::default(), typed).await?;
        return answer::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let outcome = many::publish(&web, year, &chosen, typed.has("aware", "yes")).await?;
    finished(&web, year, outcome, typed).await
}

/// On to the list where all went well; else the list with whom nothing came of.
async fn finished(web: &Web, year: i32, outcome: Outcome, typed: Typed) -> Answer {
    if outcome.refused.is_empty() {
        let said = told(&web.page("scores-title"), &outcome);
        return answer::go_saying(web, &format!("/scores?year={year}"), Tone::Good, &said);
    }
    let query = Query::parse(&format!("year={year}"), COLUMNS);
    let page = list_page(web, year, query, outcome, typed).await?;
    answer::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
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

fn rows(page: &Page, year: i32, list: &List) -> Vec<Row> {
    let mut before = "";
    let mut rows = Vec::new();
    for unit in &list.rows {
        let scheme = &unit.place.rule.scheme;
        let heading = match before == scheme.id {
            true => String::new(),
            false => {
                page.tn("score-rule-named", &[("name", &scheme.name), ("version", &scheme.version)])
            }
        };
        before = &scheme.id;
        rows.push(row(page, year, unit, heading));
    }
    rows
}

fn row(page: &Page, year: i32, unit: &Unit, heading: String) -> Row {
    let place = &unit.place;
    let note = match &place.holder {
        Some((_, org)) => page.t1("score-post", "org", org),
        None => page.t(format!("unit-kind-{}", place.kind)),
    };
    let to = Link::new(place.name(), super::href(place.subject, year));
    let chosen = if unit.may_decide { place.subject.to_string() } else { String::new() };
    let nothing = Row {
        heading,
        to,
        note,
        chosen,
        total: String::new(),
        bounds: String::new(),
        grade: String::new(),
        coverage: String::new(),
        state: (Status::Failed, page.t("score-state-broken")),
    };
    let Ok(total) = &unit.total else { return nothing };
    let is_provisional = total.standing == "provisional";
    let (shape, key) = match (&unit.published, unit.drawn.is_some()) {
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
        row.to.label.into(),
        number(&row.total),
        row.grade.into(),
        number(&row.coverage),
        row.state.1.into(),
    ]
}
