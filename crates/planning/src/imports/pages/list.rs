//! All imports, newest first.

use crate::imports::store::{self, Listed, State};
use crate::pages::tabs::{Tabs, tabs};
use ::store::Refusal;
use askama::Template;
use interchange::writers::Value;
use kernel::{Action, Resource};
use web_kit::answer::{self, Answer};
use web_kit::page::Page;
use web_kit::status::Status;
use web_kit::table::{Column, Query, Table};
use web_kit::web::Web;

const COLUMNS: &[Column] = &[
    Column::text("at", "imports-at"),
    Column::text("profile", "imports-profile").filtered().explained("import-profile"),
    Column::fixed("files", "imports-files").filtered().later(),
    Column::text("state", "imports-state").filtered(),
    Column::number("readings", "imports-readings").explained("reading"),
    Column::text("by", "imports-by").filtered(),
];

#[derive(Template)]
#[template(path = "imports/list.html")]
struct ListPage {
    page: Page,
    tabs: Tabs,
    table: Table,
    rows: Vec<Listed>,
    may_import: bool,
}

impl State {
    /// How pages show it.
    pub(super) fn status(self) -> Status {
        match self {
            Self::Reading | Self::Confirming => Status::Running,
            Self::Preview => Status::Pending,
            Self::Confirmed => Status::Done,
            Self::Undone | Self::Discarded => Status::NotApplicable,
        }
    }
}

pub(super) async fn show(web: Web) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let scope = web.scope(Action::Read, Resource::Import);
    let page = web.page("imports-title");
    let word = |state: State| page.t(format!("imports-state-{}", state.name()));
    let (today, mut reader) = (web.now.today, web.read());
    let total = store::count(&mut reader, &scope, today, &query, &word).await;
    let rows = store::list(&mut reader, &scope, today, &query, &word).await;
    let (total, rows) = (total.map_err(Refusal::from)?, rows.map_err(Refusal::from)?);
    if query.as_workbook {
        return web_kit::export::workbook(&page, COLUMNS, cells(&page, rows));
    }
    let table = Table::new("imports", "/imports", COLUMNS, query, total);
    let may_import = !web.scope(Action::Import, Resource::Import).is_nothing();
    let tabs = tabs(&web, &page);
    answer::page(&ListPage { page, tabs, table, rows, may_import })
}

fn cells(page: &Page, rows: Vec<Listed>) -> Vec<Vec<Value>> {
    let cells = rows.into_iter().map(|row| {
        let state = page.t(format!("imports-state-{}", row.state.name()));
        let readings =
            kernel::Quantity::from_integer(row.readings).map_or(Value::Empty, Value::Number);
        let (at, files) = (page.moment(&row.created_at), row.files.join("; "));
        let by = row.created_by.into();
        vec![at.into(), row.profile.into(), files.into(), state.into(), readings, by]
    });
    cells.collect()
}
