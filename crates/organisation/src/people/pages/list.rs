//! Everybody, or who was searched for.

use crate::pages::tabs;
use crate::people::use_cases;
use askama::Template;
use directory::people::{Listing, Order, Person};
use interchange::writers::Value;
use kernel::{Action, Resource};
use web_kit::export::workbook;
use web_kit::page::Link;
use web_kit::table::{Column, Query, Table};
use web_kit::{Answer, Page, Web, answer};

const COLUMNS: &[Column] =
    &[Column::text("name", "people-name"), Column::text("number", "people-number")];

#[derive(Template)]
#[template(path = "people/list.html")]
struct ListPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    table: Table,
    rows: Vec<Person>,
    may_create: bool,
    may_import: bool,
}

impl ListPage {
    fn is_empty(&self) -> bool {
        self.table.total == 0 && !self.table.query.is_narrowed()
    }
}

pub(super) async fn show(web: Web) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let (limit, offset) = query.window();
    let listing = Listing {
        text: &query.search,
        order: match query.sort.map(|sort| sort.column) {
            Some("number") => Order::StaffNumber,
            _ => Order::Name,
        },
        descending: query.sort.is_some_and(|sort| sort.descending),
        offset,
        limit,
    };
    let (rows, total) = use_cases::list(&web, &listing, query.as_workbook).await?;
    let page = web.page("people-title");
    if query.as_workbook {
        return workbook(&page, COLUMNS, rows.into_iter().map(cells).collect());
    }
    let may = |action| web.can(action, Resource::Person, &[]);
    answer::page(&ListPage {
        tabs: tabs::tabs(&web, &page),
        table: Table::new("people", "/people", COLUMNS, query, total.max(0) as u64),
        rows,
        may_create: may(Action::Create),
        may_import: may(Action::Import),
        page,
    })
}

fn cells(person: Person) -> Vec<Value> {
    vec![Value::from(person.name), Value::from(person.staff_number.unwrap_or_default())]
}
