//! The list of correction notes.

use super::period::number;
use crate::pages::shown as words;
use crate::pages::tabs::{Tabs, tabs};
use crate::periods::use_cases::corrections::{self, List, Note};
use askama::Template;
use interchange::writers::Value;
use web_kit::table::{Column, Query, Table};
use web_kit::{Answer, Page, Web, answer, export};

const COLUMNS: &[Column] = &[
    Column::fixed("note", "correction-note"),
    Column::fixed("unit", "correction-unit"),
    Column::fixed("indicator", "correction-indicator").explained("indicator"),
    Column::fixed("period", "period-month"),
    Column::fixed("before", "correction-before"),
    Column::fixed("after", "correction-after"),
    Column::fixed("stage", "correction-stage"),
    Column::fixed("reason", "correction-reason"),
    Column::fixed("requested", "correction-requested"),
    Column::fixed("decided", "correction-decided-by"),
];

#[derive(Template)]
#[template(path = "periods/corrections.html")]
struct NotesPage {
    page: Page,
    tabs: Tabs,
    table: Table,
    rows: Vec<super::period::NoteRow>,
}

pub(super) async fn show(web: Web) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let list = corrections::list(&web, (None, &[]), query.window(), query.as_workbook).await?;
    let page = web.page("corrections-title");
    let page = page.crumb(web.page("periods-title").title, "/periods");
    if query.as_workbook {
        let rows = list.notes.iter().map(|(note, unit)| cells(&page, &list, note, unit));
        return export::workbook(&page, COLUMNS, rows.collect());
    }
    let row = |(note, unit): &(Note, String)| super::period::note_row(&page, &list, note, unit);
    answer::page(&NotesPage {
        tabs: tabs(&web, &page),
        rows: list.notes.iter().map(row).collect(),
        table: Table::new("corrections", "/corrections", COLUMNS, query, list.total.max(0) as u64),
        page,
    })
}

fn cells(page: &Page, list: &List, note: &Note, unit: &str) -> Vec<Value> {
    let known = list.known.get(&note.indicator);
    let name = known.map(|known| words::name(page, known)).unwrap_or_default();
    let by = |by: &str, at: &i64| format!("{by} {}", page.moment(at));
    let decided = note.decided.as_ref().map(|(who, at)| by(who, at));
    vec![
        note.id.to_string().into(),
        unit.into(),
        super::period::kind_of(page, name, note.kind).into(),
        note.period.into(),
        note.before.map(number).unwrap_or_else(|| page.t("status-not-reported")).into(),
        note.after.map(number).unwrap_or_else(|| page.t("status-not-reported")).into(),
        page.t(note.stage.key()).into(),
        note.reason.as_str().into(),
        by(&note.requested_by, &note.requested_at).into(),
        decided.unwrap_or_default().into(),
    ]
}
