//! The members of an organisation and of those under it, by name, for those who may see them.

use crate::members::store::{Listing, Order};
use crate::members::use_cases::{self, List};
use crate::pages::{as_of, at_unit};
use askama::Template;
use axum::extract::Path;
use interchange::writers::Value;
use kernel::PartyOrgId;
use web_kit::export::workbook;
use web_kit::page::Link;
use web_kit::table::{Column, Query, Table};
use web_kit::{Answer, Page, Web, WebError, answer};

const COLUMNS: &[Column] = &[
    Column::text("name", "people-name"),
    Column::text("number", "people-number"),
    Column::text("status", "member-status"),
    Column::text("since", "member-since").later(),
    Column::text("org", "member-org"),
    Column::fixed("unit", "people-unit"),
];

#[derive(Template)]
#[template(path = "members/list.html")]
struct ListPage {
    page: Page,
    table: Table,
    rows: Vec<Row>,
    day: String,
    here: String,
    may_import: bool,
}

struct Row {
    name: String,
    /// Empty for whoever may not visit people.
    href: String,
    number: String,
    status: String,
    since: kernel::Day,
    org: String,
    unit: Option<Link>,
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    let org: PartyOrgId = id.parse().map_err(|_| WebError::not_found())?;
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let (limit, offset) = query.window();
    let listing = Listing {
        org,
        day: web.as_of,
        text: &query.search,
        order: order(&query),
        descending: query.sort.is_some_and(|sort| sort.descending),
        offset,
        limit,
    };
    let list = use_cases::list(&web, &listing, query.as_workbook).await?;
    let page = page(&web, &list);
    let rows = rows(&web, &page, &list);
    if query.as_workbook {
        return workbook(&page, COLUMNS, rows.into_iter().map(cells).collect());
    }
    let here = format!("/party/{org}/members");
    answer::page(&ListPage {
        table: Table::new("members", here.clone(), COLUMNS, query, list.total.max(0) as u64),
        rows,
        day: web.as_of.to_string(),
        here,
        may_import: list.may_import,
        page,
    })
}

fn order(query: &Query) -> Order {
    match query.sort.map_or("", |sort| sort.column) {
        "number" => Order::StaffNumber,
        "status" => Order::Status,
        "since" => Order::Since,
        "org" => Order::Org,
        _ => Order::Name,
    }
}

fn page(web: &Web, list: &List) -> Page {
    let page = web.page("member-list").subtitled(list.org.name.clone());
    let title = page.t("party-title");
    let page = page.crumb(title, as_of(web, "/party", &[]));
    page.crumb(list.org.name.clone(), as_of(web, &format!("/party/{}", list.org.id), &[]))
}

fn rows(web: &Web, page: &Page, list: &List) -> Vec<Row> {
    let row = |member: &crate::members::store::Member| {
        let href = as_of(web, &format!("/people/{}", member.person.id), &[]);
        let unit = list.units.get(&member.person.id);
        Row {
            name: member.person.name.clone(),
            href: if list.may_visit { href } else { String::new() },
            number: member.person.staff_number.clone().unwrap_or_default(),
            status: page.t(member.status.key()),
            since: member.since,
            org: list.orgs.get(&member.org).cloned().unwrap_or_default(),
            unit: unit.map(|(id, name)| Link::new(name.clone(), at_unit(web, *id, ""))),
        }
    };
    list.members.iter().map(row).collect()
}

fn cells(row: Row) -> Vec<Value> {
    let unit = row.unit.map(|unit| unit.label).unwrap_or_default();
    vec![
        row.name.into(),
        row.number.into(),
        row.status.into(),
        Value::Day(row.since),
        row.org.into(),
        unit.into(),
    ]
}
