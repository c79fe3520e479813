//! Behind a number: its versions with their sources, or the units it is made of.

use super::shown;
use super::versions::{self, Row};
use crate::periods::use_cases::{Lock, lock_of};
use crate::reading::{Kind, kind_by_name, kind_name};
use crate::store::versions::Version;
use crate::use_cases::history::{self, History, Part};
use askama::Template;
use axum::extract::Path;
use interchange::writers::Value;
use kernel::{Action, IndicatorId, Period, Resource, UnitId};
use web_kit::answer::{self, Answer};
use web_kit::export;
use web_kit::page::Link;
use web_kit::status::Figure;
use web_kit::table::{Column, Query, Table};
use web_kit::{Page, Web, WebError};

const COLUMNS: &[Column] = &[
    Column::text("name", "tracker-unit").filtered(),
    Column::number("value", "history-value").decimals(6),
    Column::number("numerator", "history-numerator").decimals(6),
    Column::number("denominator", "history-denominator").decimals(6).explained("denominator"),
    Column::number("count", "history-count").explained("reading"),
];

#[derive(Template)]
#[template(path = "planning/history.html")]
struct HistoryPage {
    page: Page,
    history: History,
    table: Table,
    parts: Vec<Part>,
    /// The table of versions, and its page of them.
    past: Table,
    versions: Vec<Row>,
    /// Who locked the month and when; empty where it is open.
    locked: String,
    /// The latest act of writing that the lock holds.
    watermark: i64,
    /// Where a correction is asked for; empty where there is none to ask for.
    ask: String,
}

pub async fn show(
    web: Web,
    Path((unit, indicator, period)): Path<(String, String, String)>,
) -> Answer {
    let (Ok(unit), Ok(indicator), Ok(period)) =
        (unit.parse::<UnitId>(), indicator.parse::<IndicatorId>(), period.parse::<Period>())
    else {
        return Err(WebError::not_found());
    };
    let kind = match web.query("kind") {
        Some(name) => kind_by_name(&name).ok_or_else(WebError::not_found)?,
        None => Kind::Actual,
    };
    let history = history::look(&web, unit, indicator, period, kind).await?;
    let lock = lock_of(&web, unit, period).await?;
    drawn(&web, history, lock)
}

/// The page, or the workbook of one of its tables.
fn drawn(web: &Web, mut history: History, lock: Option<Lock>) -> Answer {
    let address = web.path.split_once('?').map_or("", |(_, query)| query);
    let columns = if history.indicator.is_weighted() { versions::PAIRS } else { versions::PLAIN };
    let (query, past) = (asked(address, PARTS, COLUMNS), asked(address, VERSIONS, columns));
    let mut parts = std::mem::take(&mut history.parts);
    arrange(&history, &mut parts, &query);
    let page = page(web, &history);
    let mut given = std::mem::take(&mut history.versions);
    versions::arrange(&page, &mut given, &past);
    if past.as_workbook {
        let lines = given.iter().map(|row| versions::line(&page, row)).collect();
        return export::workbook(&page, versions::BOOK, lines);
    }
    if query.as_workbook {
        let rows = parts.iter().map(|part| row(&history, part)).collect();
        return export::workbook(&page, COLUMNS, rows);
    }
    let (unit, indicator) = (history.place.id, history.indicator.id);
    let of = if history.kind == Kind::Actual { Resource::Reading } else { Resource::Target };
    let may_ask = lock.is_some() && web.can(Action::Change, of, &history.place.ids);
    let asks = format!(
        "/corrections/new?unit={unit}&indicator={indicator}&period={}&kind={}",
        history.period,
        kind_name(history.kind)
    );
    let path = format!("/readings/{unit}/{indicator}/{}", history.period);
    let (past, versions) =
        paged(Table::new(VERSIONS, &path, columns, past, given.len() as u64), given);
    let (table, parts) = paged(Table::new(PARTS, &path, COLUMNS, query, parts.len() as u64), parts);
    let ask = if may_ask && (history.is_own() || parts.is_empty()) { asks } else { String::new() };
    let watermark = lock.as_ref().map_or(i64::MAX, |lock| lock.watermark);
    let locked = lock.map(|lock| (lock.locked_by, page.moment(&lock.locked_at)));
    let locked = locked.map(|(by, at)| page.tn("history-locked", &[("by", &by), ("at", &at)]));
    let locked = locked.unwrap_or_default();
    answer::page(&HistoryPage {
        page,
        history,
        table,
        parts,
        past,
        versions,
        locked,
        watermark,
        ask,
    })
}

/// The word in the address that says which of the two tables the rest of it is about.
const LIST: &str = "list";
/// The units below, which an address that names no table is about.
const PARTS: &str = "parts";
const VERSIONS: &str = "versions";

/// What the address asks of one of the tables; nothing, when it is about the other one.
fn asked(address: &str, table: &str, columns: &'static [Column]) -> Query {
    let query = Query::parse(address, columns);
    let named =
        query.kept.iter().find(|(key, _)| key == LIST).map_or(PARTS, |(_, name)| name.as_str());
    if named == table {
        return query;
    }
    let kind = query.kept.into_iter().filter(|(key, _)| key == "kind");
    Query {
        kept: kind.chain([(LIST.to_owned(), table.to_owned())]).collect(),
        ..Query::parse("", columns)
    }
}

/// The rows of the page that the table shows.
fn paged<T>(table: Table, rows: Vec<T>) -> (Table, Vec<T>) {
    let (skip, take) = (table.query.offset() as usize, table.query.size as usize);
    let rows = rows.into_iter().skip(skip).take(take).collect();
    (table, rows)
}

/// Filters and sorts as the address asks.
fn arrange(history: &History, parts: &mut Vec<Part>, query: &Query) {
    let wanted = query.filter("name").to_lowercase();
    let sought = query.search.to_lowercase();
    parts.retain(|part| {
        let name = part.name.to_lowercase();
        name.contains(&wanted) && name.contains(&sought)
    });
    let Some(sort) = query.sort else { return };
    match sort.column {
        "name" => parts.sort_by(|a, b| a.name.cmp(&b.name)),
        column => parts.sort_by_key(|part| match numbers(history, part) {
            numbers if column == "value" => numbers.0,
            numbers if column == "numerator" => numbers.1,
            numbers if column == "denominator" => numbers.2,
            numbers => kernel::Quantity::from_integer(numbers.3).ok(),
        }),
    }
    if sort.descending {
        parts.reverse();
    }
}

type Numbers = (Option<kernel::Quantity>, Option<kernel::Quantity>, Option<kernel::Quantity>, i64);

/// Value, numerator, denominator and number of readings of a part.
fn numbers(history: &History, part: &Part) -> Numbers {
    let terms = &history.indicator;
    let (value, amount) = match history.kind {
        Kind::Actual => (part.figures.actual.value(terms), part.figures.actual),
        kind => (part.figures.mark(kind).value(terms), part.figures.mark(kind).planned),
    };
    let is_ratio = terms.aggregation == interchange::Aggregation::Ratio;
    let top = is_ratio.then(|| amount.top.quantity().ok()).flatten();
    let bottom = terms.is_weighted().then(|| amount.bottom.quantity().ok()).flatten();
    (value, top, bottom, amount.count)
}

fn row(history: &History, part: &Part) -> Vec<Value> {
    let (value, top, bottom, count) = numbers(history, part);
    let count = kernel::Quantity::from_integer(count).ok();
    vec![part.name.clone().into(), value.into(), top.into(), bottom.into(), count.into()]
}

fn page(web: &Web, history: &History) -> Page {
    let page = web.page("history-title");
    let month = history.period.last_day().month();
    let indicator = shown::name(&page, &history.indicator);
    let course = format!("/tracker/{}/{}?month={month}", history.place.id, history.indicator.id);
    let kind = page.t(format!("kind-{}", kind_name(history.kind)));
    let subtitle = format!("{} · {kind}", page.period(&history.period));
    shown::crumbs(page, &history.place.path, month)
        .crumb(&indicator, course)
        .named(indicator)
        .subtitled(subtitle)
}

impl HistoryPage {
    /// The other kinds that the unit has for this period.
    fn tabs(&self) -> Vec<(Link, bool)> {
        let history = &self.history;
        let given = |kind: &Kind| match kind {
            Kind::Actual => true,
            kind => history.figures.mark(*kind).is_given() || *kind == history.kind,
        };
        let tab = |kind: Kind| {
            let label = self.page.t(format!("kind-{}", kind_name(kind)));
            let href = shown::history(history.place.id, &history.indicator, history.period, kind);
            (Link::new(label, href), kind == history.kind)
        };
        Kind::ALL.into_iter().filter(given).map(tab).collect()
    }

    fn now(&self) -> String {
        let history = &self.history;
        let figure = match history.kind {
            Kind::Actual => shown::actual(&history.indicator, history.figures.actual),
            kind => shown::mark(&history.indicator, history.figures.mark(kind))
                .unwrap_or(Figure::NotReported),
        };
        self.page.figure(&figure)
    }

    fn withdrawn(&self, version: &Version) -> String {
        versions::withdrawn(&self.page, version)
    }

    fn formula(&self) -> String {
        use interchange::Aggregation;
        self.page.t(match self.history.indicator.aggregation {
            Aggregation::Sum => "aggregation-sum-help",
            Aggregation::Last => "aggregation-last-help",
            Aggregation::Ratio => "aggregation-ratio-help",
            Aggregation::Mean => "aggregation-mean-help",
        })
    }

    /// The glossary's word for how the parts make the whole.
    fn term(&self) -> &'static str {
        use interchange::Aggregation;
        match self.history.indicator.aggregation {
            Aggregation::Sum | Aggregation::Last => "roll-up",
            Aggregation::Ratio => "ratio-of-sums",
            Aggregation::Mean => "weighted-mean",
        }
    }

    fn is_weighted(&self) -> bool {
        self.history.indicator.is_weighted()
    }

    fn value(&self, version: &Version) -> String {
        versions::value(version)
    }

    fn part(&self, part: &Part) -> [Figure; 3] {
        let History { indicator, kind, .. } = &self.history;
        let (_, top, bottom, _) = numbers(&self.history, part);
        let value = match kind {
            Kind::Actual => shown::actual(indicator, part.figures.actual),
            kind => shown::mark(indicator, part.figures.mark(*kind)).unwrap_or(Figure::NotReported),
        };
        let plain = |number: Option<kernel::Quantity>| match number {
            Some(number) => Figure::value(number, decimals_of(number)),
            None => Figure::NotApplicable,
        };
        [value, plain(top), plain(bottom)]
    }

    fn count(&self, part: &Part) -> i64 {
        numbers(&self.history, part).3
    }

    fn part_href(&self, part: &Part) -> String {
        let history = &self.history;
        shown::history(part.unit, &history.indicator, history.period, history.kind)
    }
}

/// As many decimals as the number has.
fn decimals_of(number: kernel::Quantity) -> u8 {
    (0..6).find(|decimals| number.round(*decimals) == number).unwrap_or(6)
}
