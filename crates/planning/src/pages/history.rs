//! Behind a number: its versions with their sources, or the units it is made of.

use super::shown;
use crate::reading::{Kind, kind_by_name, kind_name};
use crate::store::versions::Version;
use crate::use_cases::history::{self, History, Part};
use askama::Template;
use axum::extract::Path;
use interchange::writers::Value;
use kernel::{IndicatorId, Period, UnitId};
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
    let mut history = history::look(&web, unit, indicator, period, kind).await?;
    let address = web.path.split_once('?').map_or("", |(_, query)| query);
    let query = Query::parse(address, COLUMNS);
    let mut parts = std::mem::take(&mut history.parts);
    arrange(&history, &mut parts, &query);
    let page = page(&web, &history);
    if query.as_workbook {
        let rows = parts.iter().map(|part| row(&history, part)).collect();
        return export::workbook(&page, COLUMNS, rows);
    }
    let path = format!("/readings/{unit}/{}/{period}", history.indicator.id);
    let table = Table::new("parts", path, COLUMNS, query, parts.len() as u64);
    let (skip, take) = (table.query.offset() as usize, table.query.size as usize);
    let parts = parts.into_iter().skip(skip).take(take).collect();
    answer::page(&HistoryPage { page, history, table, parts })
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

    /// When, by whom and why a version was taken back.
    fn withdrawn(&self, version: &Version) -> String {
        let at = version.withdrawn_at.map_or(String::new(), |at| self.page.moment(&at));
        let who = version.withdrawn_by.clone().unwrap_or_default();
        // Only undoing an import takes a version back without a reason of its own.
        let why = match (&version.withdrawn_because, version.import()) {
            (Some(reason), _) => reason.clone(),
            (None, Some(import)) => self.page.t1("history-undone", "n", import),
            (None, None) => String::new(),
        };
        self.page.tn("history-withdrawn", &[("at", &at), ("who", &who), ("why", &why)])
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
        let exact = version.value().to_string();
        match version.weight() {
            Some(weight) => format!("{exact} / {weight}"),
            None => exact,
        }
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
