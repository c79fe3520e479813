//! The relative level of both scores: coupling coordination of the Party half and the business half of the
//! sheets that were published of a year. It is no evidence of any relation, and units are never ranked by it.

use super::tabs;
use crate::use_cases::supporting::{self, Levels};
use askama::Template;
use interchange::writers::Value;
use kernel::{Action, Quantity};
use web_kit::page::Link;
use web_kit::table::Column;
use web_kit::{Answer, Page, Web, answer, export};

const COLUMNS: &[Column] = &[
    Column::fixed("unit", "question-unit"),
    Column::fixed("business", "levels-business"),
    Column::fixed("party", "levels-party"),
    Column::fixed("coupling", "levels-coupling"),
    Column::fixed("level", "levels-level"),
    Column::fixed("degree", "levels-degree"),
    Column::fixed("class", "levels-class"),
    Column::fixed("modified", "levels-modified"),
];

#[derive(Template)]
#[template(path = "synergy/levels.html")]
struct LevelsPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    year: i32,
    others: Vec<Link>,
    export: String,
    rows: Vec<Row>,
}

/// A unit's sheet with its numbers as text; none where a half has no score.
struct Row {
    sheet: Link,
    halves: [String; 2],
    numbers: [String; 3],
    class: String,
    modified: String,
}

pub(super) async fn show(web: Web) -> Answer {
    let now = web.settings.financial_year().year_of(web.now.today.month());
    let year = web.query("year").and_then(|year| year.parse().ok()).unwrap_or(now - 1);
    let as_book = web.query("format").as_deref() == Some("xlsx");
    let action = if as_book { Action::Export } else { Action::Read };
    let levels = supporting::levels(&web, year, action).await?;
    let page = web.page("levels-title").subtitled(year.to_string());
    let rows: Vec<Row> = levels.iter().map(|one| row(&page, year, one)).collect();
    if as_book {
        return export::workbook(&page, COLUMNS, rows.into_iter().map(cells).collect());
    }
    let title = page.t("support-title");
    let other = |year: i32| Link::new(year.to_string(), format!("/support/levels?year={year}"));
    answer::page(&LevelsPage {
        tabs: tabs(&web, &page),
        others: [now - 1, now].into_iter().filter(|one| *one != year).map(other).collect(),
        export: format!("/support/levels?year={year}&format=xlsx"),
        rows,
        year,
        page: page.crumb(title, "/support"),
    })
}

fn row(page: &Page, year: i32, one: &Levels) -> Row {
    let of = &one.of;
    let sheet = format!("/scores/{}/{year}?version={}", of.unit, of.version);
    let share = |exact: &scoring::Exact| format!("{:.2}", exact.approximate() * 100.0);
    let halves = of.halves.as_ref().map(|halves| [share(&halves.business), share(&halves.party)]);
    let number = |value: f64| format!("{value:.4}");
    let found = one.found.as_ref();
    let numbers = found.map(|it| [it.coupling, it.level, it.degree].map(number));
    Row {
        sheet: Link::new(of.unit_name.clone(), sheet),
        halves: halves.unwrap_or_default(),
        numbers: numbers.unwrap_or_default(),
        class: found.map(|it| page.t(format!("levels-class-{}", it.class))).unwrap_or_default(),
        modified: found.map(|it| number(it.modified_degree)).unwrap_or_default(),
    }
}

fn cells(row: Row) -> Vec<Value> {
    let number = |text: &str| Value::from(Quantity::parse(text).ok());
    let [business, party] = row.halves.each_ref().map(|text| number(text));
    let [coupling, level, degree] = row.numbers.each_ref().map(|text| number(text));
    let modified = number(&row.modified);
    vec![
        row.sheet.label.into(),
        business,
        party,
        coupling,
        level,
        degree,
        row.class.into(),
        modified,
    ]
}
