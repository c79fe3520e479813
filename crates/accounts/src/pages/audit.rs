//! The audit: filtered, paged, exported; how far the chain is sealed.

use super::{sheet, tabs};
use crate::store::audit::Seal;
use crate::use_cases::audit::{self, Days};
use askama::Template;
use axum::extract::RawQuery;
use kernel::{Action, Resource};
use store::audit::{Stored, hex};
use web_kit::answer::{self, Answer};
use web_kit::page::Link;
use web_kit::table::{Column, Query, Table};
use web_kit::{Page, Web};

const COLUMNS: &[Column] = &[
    Column::text("at", "accounts-audit-at"),
    Column { sorts: false, ..Column::text("actor", "accounts-audit-actor").filtered() },
    Column { sorts: false, ..Column::text("action", "accounts-audit-action").filtered() },
    Column { sorts: false, ..Column::text("subject", "accounts-audit-subject").filtered() },
    Column::fixed("change", "accounts-audit-change"),
    Column::fixed("seal", "accounts-audit-seal").explained("audit-chain"),
];

#[derive(Template)]
#[template(path = "accounts/audit.html")]
struct AuditPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    table: Table,
    rows: Vec<Stored>,
    seal: Option<Seal>,
    first: String,
    last: String,
}

impl AuditPage {
    /// The last seal's hash, to be compared with a printed one.
    fn root(&self) -> String {
        self.seal.as_ref().map_or_else(String::new, |seal| hex(&seal.hash))
    }
}

pub async fn list(web: Web, RawQuery(query): RawQuery) -> Answer {
    let query = Query::parse(query.as_deref().unwrap_or_default(), COLUMNS);
    let day = |name: &str| web.query(name).map(|text| text.parse()).transpose();
    let days = Days { first: day("first")?, last: day("last")? };
    let view = audit::list(&web, &query, days, web.settings.time_zone()).await?;
    let page = web.page("accounts-audit-title").state(web.page("accounts-audit-note").title);
    if query.as_workbook {
        return sheet::audit(&page, &view.entries);
    }
    let table = Table::new("audit", "/system/audit", COLUMNS, query, view.count.entries)
        .going_on_if(view.count.goes_on)
        .exported_if(web.can(Action::Export, Resource::Audit, &[]));
    let tabs = tabs(&web, &page);
    let [first, last] = ["first", "last"].map(|name| web.query(name).unwrap_or_default());
    let (rows, seal) = (view.entries, view.seal);
    answer::page(&AuditPage { page, tabs, table, rows, seal, first, last })
}
