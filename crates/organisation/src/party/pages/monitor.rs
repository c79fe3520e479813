//! The coverage monitor: every unit of the reader's scope, who answers for it, and how long that took.

use crate::pages::unit::kinds;
use crate::pages::{as_of, at_unit, tabs};
use crate::party::coverage::{How, lag};
use crate::party::store::resolution::{Line, List, Listing, Order};
use crate::party::use_cases::coverage::{self, Answering, Monitored};
use askama::Template;
use interchange::writers::Value;
use kernel::{Day, Quantity, UnitId};
use std::collections::HashMap;
use std::sync::Arc;
use web_kit::page::Link;
use web_kit::table::{Column, Query, Table};
use web_kit::{Answer, Page, Web, WebError, answer, export};

const COLUMNS: &[Column] = &[
    Column::text("name", "units-name"),
    Column::text("kind", "units-kind").filtered().later(),
    Column::text("how", "coverage-how").explained("coverage"),
    Column::fixed("orgs", "coverage-orgs"),
    Column::text("since", "units-since").later(),
    Column::number("lag", "coverage-lag").explained("sync-lag"),
];

#[derive(Template)]
#[template(path = "party/monitor.html")]
struct MonitorPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    day: String,
    tiles: Vec<(String, String, String)>,
    /// Uncovered, covered, all; which one is shown.
    shows: Vec<(Link, bool)>,
    table: Table,
    rows: Vec<Row>,
    /// There is no gap at all on the day, and that is what was asked for.
    is_whole: bool,
    has_units: bool,
}

struct Row {
    name: String,
    href: String,
    code: String,
    kind: String,
    how: String,
    is_covered: bool,
    orgs: Vec<(String, Option<String>)>,
    since: String,
    lag: Option<i64>,
    /// Why there is none.
    no_lag: String,
    /// Where an organisation is linked to it; for whoever may.
    cover: Option<String>,
}

pub(super) async fn show(web: Web) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let monitored = listed(&web, &query).await?;
    let (list, named) = &*monitored;
    let page = web.page("coverage-title");
    if query.as_workbook {
        let rows = list.lines.iter().map(|line| cells(&page, line, named)).collect();
        return export::workbook(&page.subtitled(web.as_of.to_string()), COLUMNS, rows);
    }
    let gaps = list.lines.iter().filter(|line| !line.how.is_covered());
    let gaps: Vec<UnitId> = gaps.map(|line| line.unit).collect();
    let linkable = coverage::linkable(&web, &gaps, web.as_of).await?;
    let line = |line: &Line| row(&web, &page, line, named, linkable.contains(&line.unit));
    let rows = list.lines.iter().map(line).collect();
    let (shows, is_gaps) = shows(&web, &page, &query, list);
    answer::page(&MonitorPage {
        tabs: tabs::tabs(&web, &page),
        day: web.as_of.to_string(),
        tiles: tiles(&web, &page, list),
        shows,
        rows,
        is_whole: is_gaps && list.uncovered() == 0 && list.units() > 0,
        has_units: list.units() > 0,
        table: Table::new("coverage", "/coverage", COLUMNS, query, list.total.max(0) as u64),
        page,
    })
}

async fn listed(web: &Web, query: &Query) -> Result<Arc<Monitored>, WebError> {
    let kinds = kinds(web, query.filter("kind"));
    let order = match query.sort.map_or("", |sort| sort.column) {
        "name" => Order::Name,
        "kind" => Order::Kind,
        "how" => Order::How,
        "since" => Order::Since,
        "lag" => Order::Lag,
        _ => Order::Gaps,
    };
    let (limit, offset) = query.window();
    let listing = Listing {
        day: web.as_of,
        text: &query.search,
        kinds: kinds.as_deref(),
        hows: match show_of(query) {
            "uncovered" => &[How::Uncovered],
            "covered" => &How::ALL[1..],
            _ => &[],
        },
        order,
        descending: query.sort.is_some_and(|sort| sort.descending),
        limit,
        offset,
    };
    Ok(coverage::monitor(web, &listing).await?)
}

/// Which part is asked for.
fn show_of(query: &Query) -> &str {
    let show = query.kept.iter().find(|(name, _)| name == "show");
    show.map_or("", |(_, value)| value.as_str())
}

/// The three parts with how many units are in each, and whether the gaps are shown.
fn shows(web: &Web, page: &Page, query: &Query, list: &List) -> (Vec<(Link, bool)>, bool) {
    let current = show_of(query);
    let parts = [
        ("", "coverage-all", list.units()),
        ("uncovered", "coverage-uncovered", list.uncovered()),
        ("covered", "coverage-covered", list.units() - list.uncovered()),
    ];
    let links = parts.map(|(show, key, n)| {
        let pairs = [("show", show.to_owned())];
        let pairs = if show.is_empty() { &[][..] } else { &pairs[..] };
        let label = format!("{} {}", page.t(key), page.count(n));
        (Link::new(label, as_of(web, "/coverage", pairs)), show == current)
    });
    (links.into(), current == "uncovered")
}

/// How many units resolve in each way: label, number, address.
fn tiles(web: &Web, page: &Page, list: &List) -> Vec<(String, String, String)> {
    let tile = |how: &How, n: &i64| {
        let pairs = [("show", "uncovered".to_owned())];
        let href = if how.is_covered() { String::new() } else { as_of(web, "/coverage", &pairs) };
        (page.t(how.key()), page.count(n), href)
    };
    How::ALL.iter().zip(&list.tally).map(|(how, n)| tile(how, n)).collect()
}

fn row(
    web: &Web,
    page: &Page,
    line: &Line,
    named: &HashMap<UnitId, Vec<Answering>>,
    may_link: bool,
) -> Row {
    let org = |one: &Answering| {
        let href = as_of(web, &format!("/party/{}", one.link.org), &[]);
        (one.name.clone(), one.may_read.then_some(href))
    };
    Row {
        name: line.name.clone(),
        href: at_unit(web, line.unit, ""),
        code: line.code.clone().unwrap_or_default(),
        kind: page.t(line.kind.key()),
        how: page.t(line.how.key()),
        is_covered: line.how.is_covered(),
        orgs: answering(line, named).map(org).collect(),
        since: since(line),
        lag: days(line),
        no_lag: page.t(no_lag(line)),
        cover: may_link.then(|| as_of(web, "/coverage/new", &[("unit", line.unit.to_string())])),
    }
}

/// Those who answer for a line; from above only by what reaches below.
pub(crate) fn answering<'a>(
    line: &'a Line,
    named: &'a HashMap<UnitId, Vec<Answering>>,
) -> impl Iterator<Item = &'a Answering> {
    let links = line.source.and_then(|source| named.get(&source)).into_iter().flatten();
    links.filter(|one| line.how != How::Above || one.link.reaches_below)
}

fn days(line: &Line) -> Option<i64> {
    lag(line.start.since, line.start.first_covered)
}

/// Why there is no lag.
fn no_lag(line: &Line) -> &'static str {
    if line.start.first_covered.is_none() { "coverage-lag-none" } else { "coverage-lag-unknown" }
}

/// The first day; empty when nobody knows it.
fn since(line: &Line) -> String {
    match line.start.since {
        Day::EARLIEST => String::new(),
        since => since.to_string(),
    }
}

fn cells(page: &Page, line: &Line, named: &HashMap<UnitId, Vec<Answering>>) -> Vec<Value> {
    let orgs: Vec<&str> = answering(line, named).map(|one| one.name.as_str()).collect();
    let days = days(line).and_then(|days| Quantity::from_integer(days).ok());
    vec![
        line.name.clone().into(),
        page.t(line.kind.key()).into(),
        page.t(line.how.key()).into(),
        orgs.join(&page.t("list-comma")).into(),
        match line.start.since {
            Day::EARLIEST => page.t("coverage-since-unknown").into(),
            since => Value::Day(since),
        },
        days.map_or_else(|| page.t(no_lag(line)).into(), Value::Number),
    ]
}
