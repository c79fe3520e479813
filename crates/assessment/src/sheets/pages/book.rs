//! A sheet as a file: the trace that anybody can recompute, and a workbook of its lines.

use super::lines::{self, Row};
use super::words;
use crate::sheets::use_cases::sheets::{self, Shown};
use interchange::writers::{self, Column, Format, Table, Value};
use kernel::Quantity;
use web_kit::Web;
use web_kit::answer::{self, Answer, XLSX};

/// The trace: of a version the very bytes whose digest it shows.
pub(super) async fn json(web: &Web, shown: &Shown) -> Answer {
    let page = web.page("scores-title");
    let year = words::year(&page, shown.year.year);
    let (name, trace) = match &shown.version {
        Some(version) => {
            let kept = sheets::kept(web, shown.subject, shown.year.year, version.number).await?;
            let n = page.t1("score-version-n", "n", version.number);
            (format!("{} {year} {n}.json", shown.called()), kept.trace)
        }
        None => {
            let trace = shown.sheet.clone()?.canonical()?;
            (format!("{} {year}.json", shown.called()), trace)
        }
    };
    answer::file(&name, "application/json", trace)
}

/// The lines with weights, scores and their steps.
pub(super) fn xlsx(web: &Web, shown: &Shown) -> Answer {
    let page = web.page("scores-title");
    let sheet = shown.sheet.clone()?;
    let drawn = lines::drawn(&page, shown.subject, shown.year.year, &sheet)?;
    let text = |key| Column::new(page.t(key), Format::Text);
    let number = |key| Column::new(page.t(key), Format::Number(2));
    let columns = vec![
        text("score-line"),
        text("score-how"),
        number("score-weight"),
        number("score-score"),
        number("score-out-of"),
        text("score-state"),
        text("score-steps"),
    ];
    let rows = drawn.rows.iter().map(|row| cells(&page, row)).collect();
    let title = format!("{} {}", shown.called(), words::year(&page, shown.year.year));
    let table = Table { title: page.t("score-lines"), columns, rows, charts: Vec::new() };
    answer::file(&format!("{title}.xlsx"), XLSX, writers::xlsx(&[table])?)
}

fn cells(page: &web_kit::Page, row: &Row) -> Vec<Value> {
    let number = |text: &str| Value::from(Quantity::parse(text).ok());
    let told: Vec<&str> = row
        .sources
        .iter()
        .map(|told| told.text.as_str())
        .chain(row.steps.iter().map(String::as_str))
        .chain(row.why.iter().map(String::as_str))
        .collect();
    let state = row.status.as_ref().map(|(status, word)| match word.is_empty() {
        true => page.t(status.key()),
        false => word.clone(),
    });
    vec![
        row.name.as_str().into(),
        row.how.as_str().into(),
        number(&row.weight),
        number(&row.score),
        number(&row.out_of),
        state.unwrap_or_default().into(),
        told.join("\n").into(),
    ]
}
