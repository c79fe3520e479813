//! The month's page as a workbook: the table, and a sheet with a chart for each indicator.

use super::tracker::{month_notes, notes_to_date};
use super::{party_half, shown};
use crate::annual::use_cases::tracking::Half;
use crate::reading::Kind;
use crate::use_cases::tracker::{Line, Tracker};
use interchange::writers::{self, Chart, Column, Format, Table, Value};
use kernel::Quantity;
use std::collections::HashSet;
use web_kit::Page;
use web_kit::answer::{self, Answer, XLSX};

/// Sheets beside the table at the most.
const SHEETS: usize = 40;

pub(super) fn answer(page: &Page, tracker: &Tracker, half: Option<&Half>) -> Answer {
    let name = format!("{} {}.xlsx", page.title, tracker.month);
    answer::file(&name, XLSX, writers::xlsx(&sheets(page, tracker, half))?)
}

/// The table, the Party half, the units below, and the course of each indicator with its chart.
pub(crate) fn sheets(page: &Page, tracker: &Tracker, half: Option<&Half>) -> Vec<Table> {
    let mut sheets = vec![overview(page, tracker)];
    sheets.extend(half.map(|half| party_half::sheet(page, tracker, half)));
    if !tracker.below.is_empty() {
        sheets.push(below(page, tracker));
    }
    let mut names: HashSet<String> = sheets.iter().map(|sheet| sheet.title.clone()).collect();
    for line in tracker.lines.iter().take(SHEETS) {
        let mut sheet = course(page, line);
        if !names.insert(sheet.title.clone()) {
            sheet.title = line.indicator.code.clone();
        }
        sheets.push(sheet);
    }
    sheets
}

fn overview(page: &Page, tracker: &Tracker) -> Table {
    let column = |key: &str, format| Column::new(page.t(key), format);
    let number = Format::Number(6);
    let columns = vec![
        column("term-indicator", Format::Text),
        column("indicator-unit", Format::Text),
        column("grid-period", Format::Text),
        column("term-actual", number),
        column("term-target", number),
        column("term-target-high", number),
        column("tracker-status", Format::Text),
        column("tracker-notes", Format::Text),
        column("tracker-to-date", number),
        column("tracker-to-date-target", number),
        column("tracker-completion", Format::Number(2)),
        column("tracker-months-used", Format::Number(0)),
        column("tracker-status-to-date", Format::Text),
        column("tracker-notes-to-date", Format::Text),
    ];
    let rows = tracker.lines.iter().map(|line| row(page, line)).collect();
    Table { title: page.t("tracker-sheet"), columns, rows, charts: Vec::new() }
}

fn row(page: &Page, line: &Line) -> Vec<Value> {
    let terms = &line.indicator;
    let (current, paired) = (&line.current, &line.total.paired);
    let used = Quantity::from_integer(i64::from(line.total.used)).ok();
    let cell = |worth| shown::cell(page, worth);
    vec![
        shown::name(page, terms).into(),
        terms.unit.clone().into(),
        line.period.into(),
        cell(current.actual.worth(terms)),
        cell(current.target().worth(terms)),
        current.whole(Kind::TargetHigh).map_or(Value::Empty, |high| cell(high.worth(terms))),
        shown::word_always(page, terms, line.standing).into(),
        month_notes(page, line).join(" · ").into(),
        cell(line.total.figures.actual.worth(terms)),
        cell(paired.target().worth(terms)),
        line.completion().into(),
        used.into(),
        shown::word_always(page, terms, line.standing_to_date).into(),
        notes_to_date(page, line).join(" · ").into(),
    ]
}

fn below(page: &Page, tracker: &Tracker) -> Table {
    let keys = ["tracker-reported", "term-indicator", "status-met", "status-near", "status-off"];
    let number = |key: &str| Column::new(page.t(key), Format::Number(0));
    let mut columns = vec![Column::new(page.t("tracker-unit"), Format::Text)];
    columns.extend(keys.into_iter().map(number));
    let rows = tracker.below.iter().map(|child| {
        let tally = &child.tally;
        let counts = [tally.reported(), tally.all(), tally.met, tally.near, tally.off];
        let count = |count| Value::from(Quantity::from_integer(i64::from(count)).ok());
        let mut cells = vec![Value::from(child.name.as_str())];
        cells.extend(counts.into_iter().map(count));
        cells
    });
    let rows = rows.collect();
    Table { title: page.t("tracker-below"), columns, rows, charts: Vec::new() }
}

fn course(page: &Page, line: &Line) -> Table {
    let terms = &line.indicator;
    let number = Format::Number(terms.decimals);
    let rows = line.points.iter().map(|(period, figures)| {
        vec![
            (*period).into(),
            shown::cell(page, figures.target().worth(terms)),
            shown::cell(page, figures.actual.worth(terms)),
        ]
    });
    let title = shown::name(page, terms);
    let chart = Chart::target_and_actual(format!("{title} {}", terms.unit), 0, 1, 2);
    Table {
        title,
        columns: vec![
            Column::new(page.t("grid-period"), Format::Text),
            Column::new(page.t("term-target"), number),
            Column::new(page.t("term-actual"), number),
        ],
        rows: rows.collect(),
        charts: vec![chart],
    }
}
