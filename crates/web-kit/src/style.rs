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

    fn figures(&self) -> [Figure; 8] {
        [
            value("268400", 0),
            value("-0.5", 2),
            Figure::NotReported,
            Figure::NotApplicable,
            Figure::Pending,
            Figure::Suppressed,
            Figure::Undefined,
            Figure::TooLarge,
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

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;
    use scraper::{ElementRef, Html, Selector};
    use std::collections::HashSet;

    fn drawn(lang: Lang) -> String {
        crate::install_texts();
        let mut page = Page::new(lang, "style-title").crumb("1", "/");
        page.path = "/tracker".to_owned();
        let page = page.storeys(&crate::page::Storey::ALL);
        StylePage::new(page, "sort=-actual&page=3").render().unwrap()
    }

    fn all<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
        html.select(&Selector::parse(selector).unwrap()).collect()
    }

    #[test]
    fn every_text_exists_in_both_languages() {
        for lang in Lang::ALL {
            let html = drawn(lang);
            let missing: Vec<&str> =
                html.split('⟨').skip(1).filter_map(|rest| rest.split('⟩').next()).collect();
            assert!(missing.is_empty(), "{lang:?}: {missing:?}");
        }
    }

    #[test]
    fn nothing_on_a_page_needs_a_looser_content_policy() {
        let html = Html::parse_document(&drawn(Lang::Zh));
        assert!(all(&html, "[style], style").is_empty());
        for script in all(&html, "script") {
            assert!(script.value().attr("src").is_some_and(|src| src.starts_with("/assets/")));
        }
        for element in all(&html, "*") {
            assert!(element.value().attrs().all(|(name, _)| !name.starts_with("on")));
        }
    }

    #[test]
    fn ids_are_unique_and_every_reference_finds_its_own() {
        let html = Html::parse_document(&drawn(Lang::En));
        let mut ids = HashSet::new();
        for element in all(&html, "[id]") {
            let id = element.value().attr("id").unwrap();
            assert!(ids.insert(id), "{id} twice");
        }
        for attribute in ["for", "aria-describedby", "aria-controls", "aria-labelledby"] {
            for element in all(&html, &format!("[{attribute}]")) {
                for id in element.value().attr(attribute).unwrap().split(' ') {
                    assert!(ids.contains(id), "{attribute}={id}");
                }
            }
        }
    }

    #[test]
    fn the_rail_marks_the_storey_and_the_table_its_order() {
        let html = Html::parse_document(&drawn(Lang::Zh));
        let current = all(&html, ".storeys [aria-current]");
        assert_eq!(current[0].value().attr("href"), Some("/tracker"));
        let sorted = all(&html, "th[aria-sort=descending] a");
        assert_eq!(sorted[0].value().attr("href"), Some("/style"));
    }

    #[test]
    fn a_refused_form_shows_what_was_typed_and_why_it_was_refused() {
        let html = Html::parse_document(&drawn(Lang::Zh));
        let field = all(&html, "input[name=value]")[0].value();
        assert_eq!(field.attr("value"), Some("1,234.5"));
        assert_eq!(field.attr("aria-invalid"), Some("true"));
        assert_eq!(all(&html, "#e-value").len(), 1);
        assert_eq!(all(&html, ".problems li a[href='#f-value']").len(), 1);
    }

    #[test]
    fn each_reason_for_no_number_has_its_own_look() {
        let html = Html::parse_document(&drawn(Lang::Zh));
        for class in ["missing", "inapplicable", "pending", "suppressed", "undefined"] {
            assert!(!all(&html, &format!("abbr.{class}[title]")).is_empty(), "{class}");
        }
    }
}
