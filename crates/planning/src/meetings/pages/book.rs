//! A pack as a workbook: the sheets of the tracker with their native charts, the quarter of an analysis, what was
//! decided and what is arranged.

use super::shown;
use crate::meetings::meeting::Kind as Of;
use crate::meetings::use_cases::packs::Material;
use crate::pages::{shown as words, tracker_book};
use crate::reading::Kind;
use interchange::writers::{self, Column, Format, Table, Value};
use kernel::Problem;
use web_kit::Page;

/// The workbook's bytes.
pub(super) fn bytes(page: &Page, material: &Material) -> Result<Vec<u8>, Problem> {
    // The tracker's own sheets are called as on its page.
    let own = page.clone().titled("tracker-title");
    let mut sheets = tracker_book::sheets(&own, &material.tracker, material.half.as_ref());
    let mut first = Vec::new();
    if material.meeting.kind == Of::Analysis {
        first.push(quarter(page, material));
    }
    first.append(&mut sheets);
    first.push(decisions(page, material));
    first.push(arrangements(page, material));
    writers::xlsx(&first)
}

fn column(page: &Page, key: &str, format: Format) -> Column {
    Column::new(page.t(key), format)
}

/// The indicators in the quarter as a whole.
fn quarter(page: &Page, material: &Material) -> Table {
    let number = Format::Number(6);
    let columns = vec![
        column(page, "term-indicator", Format::Text),
        column(page, "indicator-unit", Format::Text),
        column(page, "term-actual", number),
        column(page, "term-target", number),
        column(page, "term-target-high", number),
        column(page, "tracker-status", Format::Text),
    ];
    let rows = material.rows().map(|row| {
        let terms = &row.line.indicator;
        let high = row.compared.whole(Kind::TargetHigh);
        vec![
            words::name(page, terms).into(),
            terms.unit.clone().into(),
            words::cell(page, row.actual.worth(terms)),
            words::cell(page, row.compared.target().worth(terms)),
            high.map_or(Value::Empty, |high| words::cell(page, high.worth(terms))),
            words::word_always(page, terms, row.standing).into(),
        ]
    });
    let (title, rows) = (page.period(&material.meeting.period), rows.collect());
    Table { title, columns, rows, charts: Vec::new() }
}

fn decisions(page: &Page, material: &Material) -> Table {
    let columns = vec![
        column(page, "meeting-period", Format::Text),
        column(page, "decision", Format::Text),
        column(page, "decision-owner", Format::Text),
        column(page, "decision-verifier", Format::Text),
        column(page, "decision-due", Format::Day),
        column(page, "decision-far", Format::Text),
    ];
    let rows = material.before.iter().map(|decided| {
        let row = shown::decision(page, decided, &material.people, material.today);
        vec![
            row.of.label.into(),
            row.said.label.into(),
            row.owner.into(),
            row.verifier.into(),
            row.day.map_or(Value::Empty, Value::Day),
            row.word.into(),
        ]
    });
    Table { title: page.t("pack-before"), columns, rows: rows.collect(), charts: Vec::new() }
}

fn arrangements(page: &Page, material: &Material) -> Table {
    let columns = vec![
        column(page, "arrangement-class", Format::Text),
        column(page, "arrangement-what", Format::Text),
        column(page, "arrangement-effect", Format::Text),
        column(page, "arrangement-said", Format::Text),
        column(page, "arrangement-owner", Format::Text),
        column(page, "arrangement-due", Format::Day),
        column(page, "arrangement-standing", Format::Text),
    ];
    let mut rows: Vec<_> = material
        .arrangements
        .iter()
        .map(|one| shown::arrangement(page, one, &material.people, material.month))
        .collect();
    rows.sort_by_key(|row| row.class);
    let rows = rows.into_iter().map(|row| {
        vec![
            page.t(row.class.key()).into(),
            row.title.label.into(),
            row.effect.into(),
            row.said.into(),
            row.owner.into(),
            Value::Day(row.day),
            row.word.into(),
        ]
    });
    Table { title: page.t("arrangements-title"), columns, rows: rows.collect(), charts: Vec::new() }
}
