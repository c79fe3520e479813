//! Everybody whom the reader may see, of one unit or of none, or who was searched for.

use crate::pages::{as_of, at_unit, tabs, unit_id};
use crate::people::use_cases::{self, Asked};
use crate::use_cases::viewing;
use askama::Template;
use directory::people::{Listing, Order, Person};
use interchange::writers::Value;
use kernel::{Action, Resource};
use web_kit::export::workbook;
use web_kit::page::Link;
use web_kit::table::{Column, Query, Table};
use web_kit::{Answer, Page, Web, WebError, answer};

const COLUMNS: &[Column] = &[
    Column::text("name", "people-name"),
    Column::text("number", "people-number"),
    Column::fixed("unit", "people-unit"),
];

#[derive(Template)]
#[template(path = "people/list.html")]
struct ListPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    table: Table,
    rows: Vec<Row>,
    /// The unit whose people these are.
    unit: Option<Link>,
    /// How many people work nowhere, with their list, when these are not among them.
    nowhere: Option<(i64, String)>,
    may_create: bool,
    may_import: bool,
    may_import_posts: bool,
}

impl ListPage {
    fn is_empty(&self) -> bool {
        self.table.total == 0 && !self.table.query.is_narrowed()
    }
}

struct Row {
    person: Person,
    href: String,
    /// Where she works on the day; both empty for nowhere.
    unit: String,
    unit_href: String,
}

/// `unit=12` for who works in the unit or below, with `reach=own` in it alone; `unit=none` for nobody's.
fn asked(web: &Web) -> Result<Asked, WebError> {
    match web.query("unit").as_deref() {
        None => Ok(Asked::Everybody),
        Some("none") => Ok(Asked::Nowhere),
        Some(unit) if web.query("reach").as_deref() == Some("own") => unit_id(unit).map(Asked::In),
        Some(unit) => unit_id(unit).map(Asked::Below),
    }
}

async fn unit_of(web: &Web, asked: Asked) -> Result<Option<Link>, WebError> {
    let (Asked::Below(unit) | Asked::In(unit)) = asked else { return Ok(None) };
    let portrait = viewing::portrait(web, unit, web.as_of).await?;
    Ok(Some(Link::new(portrait.unit.name, at_unit(web, unit, ""))))
}

pub(super) async fn show(web: Web) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let asked = asked(&web)?;
    let unit = unit_of(&web, asked).await?;
    let found =
        use_cases::list(&web, asked, &listing(&query), web.as_of, query.as_workbook).await?;
    let subtitle = unit.as_ref().map(|unit| unit.label.clone()).unwrap_or_default();
    let page = web.page("people-title").subtitled(subtitle);
    if query.as_workbook {
        return workbook(&page, COLUMNS, rows(&web, found).into_iter().map(cells).collect());
    }
    let may = |action| web.can(action, Resource::Person, &[]);
    let link = as_of(&web, "/people", &[("unit", "none".to_owned())]);
    answer::page(&ListPage {
        tabs: tabs::tabs(&web, &page),
        table: Table::new("people", "/people", COLUMNS, query, found.total.max(0) as u64),
        nowhere: found.nowhere.filter(|n| *n > 0).map(|n| (n, link)),
        rows: rows(&web, found),
        unit,
        may_create: may(Action::Create),
        may_import: may(Action::Import),
        may_import_posts: web.can(Action::Import, Resource::Post, &[]),
        page,
    })
}

fn listing(query: &Query) -> Listing<'_> {
    let (limit, offset) = query.window();
    Listing {
        text: &query.search,
        order: match query.sort.map(|sort| sort.column) {
            Some("number") => Order::StaffNumber,
            _ => Order::Name,
        },
        descending: query.sort.is_some_and(|sort| sort.descending),
        offset,
        limit,
    }
}

fn rows(web: &Web, found: use_cases::Page) -> Vec<Row> {
    let mut units = found.units;
    let row = |person: Person| {
        let unit = units.remove(&person.id);
        let href = as_of(web, &format!("/people/{}", person.id), &[]);
        let unit_href = unit.as_ref().map(|(id, _)| at_unit(web, *id, ""));
        let unit = unit.map(|(_, name)| name).unwrap_or_default();
        Row { href, unit_href: unit_href.unwrap_or_default(), unit, person }
    };
    found.people.into_iter().map(row).collect()
}

fn cells(row: Row) -> Vec<Value> {
    let number = row.person.staff_number.unwrap_or_default();
    vec![row.person.name.into(), number.into(), row.unit.into()]
}
