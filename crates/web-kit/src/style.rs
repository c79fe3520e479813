//! Every control in every state on one page (`/style`, only with demonstration data), so that a change
//! to the styles can be looked at in both languages, light and dark, wide and narrow.

use crate::chart::{Chart, Part};
use crate::form::{Choice, Typed};
use crate::page::{Link, Page, Tone};
use crate::status::{Bar, Figure, Status};
use crate::table::{Column, Query, Table};
use askama::Template;
use kernel::{Month, Problem, Quantity};

const COLUMNS: &[Column] = &[
    Column::text("unit", "term-indicator").filtered(),
    Column::number("actual", "term-actual"),
    Column::number("target", "term-target").explained("target").later(),
    Column::fixed("to-date", "term-to-date").explained("to-date"),
    Column::fixed("state", "table-state"),
];

/// One line of the example table.
struct Line {
    term: &'static str,
    unit: &'static str,
    direction: &'static str,
    actual: Figure,
    target: Figure,
    to_date: Figure,
    bar: Option<Bar>,
    status: Status,
}

/// The page. Its figures are invented.
#[derive(Template)]
#[template(path = "style.html")]
pub struct StylePage {
    page: Page,
    table: Table,
    lines: Vec<Line>,
    empty: Table,
    fresh: Typed,
    refused: Typed,
    choices: Vec<Choice>,
    yields: Chart,
    tonnes: Chart,
    ash: Chart,
    units: Vec<Chart>,
    tabs: Vec<(Link, bool)>,
}

impl StylePage {
    /// `query` is the part of the address after `?`: the example table sorts and pages by it.
    pub fn new(page: Page, query: &str) -> Self {
        let choices = ["plant", "workshop", "team"]
            .map(|term| Choice::new(term, page.t(format!("term-{term}"))))
            .to_vec();
        let mut refused = Typed::default()
            .with("value", "1,234.5")
            .with("name", "")
            .with("kind", "team")
            .with("from", "2026-02-30")
            .with("reason", page.t("term-restatement-help"));
        refused.required("name");
        refused.quantity("value");
        refused.refuse(Problem::new("field-malformed").arg("value", "2026-02-30").at("from"));
        let tabs = ["plan", "units", "data"]
            .map(|group| (Link::new(page.t(format!("glossary-{group}")), "#tabs"), group == "plan"))
            .to_vec();
        Self {
            table: Table::new("lines", "/style", COLUMNS, Query::parse(query, COLUMNS), 3_320),
            lines: lines(),
            empty: Table::new("none", "/style", COLUMNS, Query::parse("q=x", COLUMNS), 0),
            fresh: Typed::default().with("kind", "plant").with("active", "yes"),
            refused,
            choices,
            yields: yields(&page),
            tonnes: tonnes(&page),
            ash: ash(&page),
            units: multiples(&page),
            tabs,
            page,
        }
    }

    fn statuses(&self) -> [Status; 12] {
        Status::ALL
    }

    fn figures(&self) -> [Figure; 7] {
        [
            value("268400", 0),
            value("-0.5", 2),
            Figure::NotReported,
            Figure::NotApplicable,
            Figure::Pending,
            Figure::Suppressed,
            Figure::Undefined,
        ]
    }

    fn tones(&self) -> [Tone; 4] {
        [Tone::Plain, Tone::Good, Tone::Warn, Tone::Bad]
    }

    fn grid(&self) -> Vec<(&'static str, [&'static str; 4])> {
        vec![
            ("raw-feed", ["268400", "271250.5", "259980", ""]),
            ("clean-coal", ["153820", "1,234.5", "150007.25", ""]),
            ("clean-ash", ["10.41", "10.3", "10.1234567", ""]),
        ]
    }
}

fn value(text: &str, decimals: u8) -> Figure {
    Quantity::parse(text).map_or(Figure::NotReported, |quantity| Figure::value(quantity, decimals))
}

fn quantity(figure: Figure) -> Option<Quantity> {
    match figure {
        Figure::Value { quantity, .. } => Some(quantity),
        _ => None,
    }
}

fn lines() -> Vec<Line> {
    [
        ("raw-feed", "t", "↑", "268400", "260000", "2684000", 0, Status::Met),
        ("clean-yield", "%", "↑", "57.31", "58.00", "58.12", 2, Status::Near),
        ("medium-use", "kg/t", "↓", "1.86", "1.40", "1.52", 2, Status::Off),
        ("clean-ash", "%", "10.3–10.6", "10.41", "10.50", "10.38", 2, Status::Met),
        ("downtime", "h", "↓", "", "12.0", "87.5", 1, Status::NotReported),
        ("make-up-water", "m³/t", "↓", "0.09", "0.10", "0.10", 2, Status::Locked),
    ]
    .map(|(term, unit, direction, actual, target, to_date, decimals, status)| {
        let (actual, target) = (value(actual, decimals), value(target, decimals));
        let bar = Bar::new(quantity(actual), quantity(target), status.is_alert());
        let to_date = value(to_date, decimals);
        Line { term, unit, direction, actual, target, to_date, bar, status }
    })
    .into()
}

fn months(page: &Page, count: i32) -> Vec<String> {
    let first = Month { year: 2025, month: 11 };
    (0..count).map(|index| page.month(&first.plus(index))).collect()
}

fn points(texts: &[&str], decimals: u8) -> Vec<Figure> {
    texts.iter().map(|text| value(text, decimals)).collect()
}

const YIELDS: [&str; 12] = [
    "58.42", "58.10", "57.66", "57.90", "58.31", "58.77", "59.02", "", "58.45", "58.20", "57.88",
    "57.31",
];

fn yields(page: &Page) -> Chart {
    Chart::new(page.t("term-clean-yield"), "%", months(page, 12))
        .series(page.t("term-actual"), Part::Actual, points(&YIELDS, 2))
        .series(page.t("term-target"), Part::Target, points(&["58.00"; 12], 2))
        .series(page.t("term-threshold"), Part::Threshold, points(&["56.00"; 12], 2))
}

fn tonnes(page: &Page) -> Chart {
    const ACTUAL: [&str; 12] = [
        "251300", "262800", "231900", "198400", "264100", "259800", "271200", "268900", "255400",
        "266700", "270100", "268400",
    ];
    const TARGET: [&str; 12] = [
        "255000", "255000", "240000", "210000", "260000", "260000", "260000", "260000", "260000",
        "260000", "260000", "260000",
    ];
    Chart::new(page.t("term-raw-feed"), "t", months(page, 12))
        .bars()
        .series(page.t("term-actual"), Part::Actual, points(&ACTUAL, 0))
        .series(page.t("term-target"), Part::Target, points(&TARGET, 0))
}

fn ash(page: &Page) -> Chart {
    const ASH: [&str; 12] = [
        "10.42", "10.38", "10.51", "10.47", "10.33", "10.29", "10.44", "10.55", "10.62", "10.48",
        "10.39", "10.41",
    ];
    Chart::new(page.t("term-clean-ash"), "%", months(page, 12))
        .series(page.t("target-from"), Part::Low, points(&["10.30"; 12], 2))
        .series(page.t("target-until"), Part::High, points(&["10.60"; 12], 2))
        .series(page.t("term-actual"), Part::Actual, points(&ASH, 2))
}

fn multiples(page: &Page) -> Vec<Chart> {
    let term = page.t("term-workshop");
    (1..=4)
        .map(|number| {
            let mut actual = points(&YIELDS, 2);
            actual.rotate_left(number * 2);
            Chart::new(format!("{term} {number}"), "%", months(page, 12))
                .series(page.t("term-actual"), Part::Actual, actual)
                .series(page.t("term-target"), Part::Target, points(&["58.00"; 12], 2))
        })
        .collect()
}
