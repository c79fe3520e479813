//! All imports, newest first.

use crate::imports::store::{self, Import, State};
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
    Column::text("profile", "imports-profile").explained("import-profile"),
    Column::text("state", "imports-state"),
    Column::number("readings", "imports-readings").explained("reading"),
    Column::text("by", "imports-by"),
];

#[derive(Template)]
#[template(path = "imports/list.html")]
struct ListPage {
    page: Page,
    table: Table,
    rows: Vec<Import>,
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
    let query = if query.as_workbook { Query { page: 1, size: 1_000_000, ..query } } else { query };
    let mut reader = web.read();
    let total = store::count(&mut reader, &scope, web.now.today).await.map_err(Refusal::from)?;
    let rows =
        store::list(&mut reader, &scope, web.now.today, &query).await.map_err(Refusal::from)?;
    if query.as_workbook {
        return web_kit::export::workbook(&web.page("imports-title"), COLUMNS, cells(&web, rows));
    }
    let table = Table::new("imports", "/imports", COLUMNS, query, total);
    let may_import = !web.scope(Action::Import, Resource::Import).is_nothing();
    answer::page(&ListPage { page: web.page("imports-title"), table, rows, may_import })
}

fn cells(web: &Web, rows: Vec<Import>) -> Vec<Vec<Value>> {
    let page = web.page("imports-title");
    let cells = rows.into_iter().map(|row| {
        let state = page.t(format!("imports-state-{}", row.state.name()));
        let readings =
            kernel::Quantity::from_integer(row.readings).map_or(Value::Empty, Value::Number);
        let at = page.moment(&row.created_at);
        vec![at.into(), row.profile.into(), state.into(), readings, row.created_by.into()]
    });
    cells.collect()
}
