//! The arrangements by class, as they stand this month.

use super::shown;
use crate::meetings::arrangement::{Class, Standing};
use crate::meetings::use_cases::arrangements::{self, Followed, List, Listing};
use crate::pages::tabs::{Tabs, tabs};
use askama::Template;
use directory::people::called;
use interchange::writers::Value;
use kernel::{Action, Resource};
use web_kit::page::Link;
use web_kit::table::{Column, Query, Table, link};
use web_kit::{Answer, Page, Web, answer, export};

const COLUMNS: &[Column] = &[
    Column::text("class", "arrangement-class"),
    Column::text("title", "arrangement-what"),
    Column::text("unit", "arrangement-unit"),
    Column::text("owner", "arrangement-owner").explained("matter-owner"),
    Column::text("due", "arrangement-due"),
    Column::text("said", "arrangement-said").later(),
    Column::text("standing", "arrangement-standing"),
];

#[derive(Template)]
#[template(path = "meetings/arrangements.html")]
struct ListPage {
    page: Page,
    tabs: Tabs,
    parts: Vec<(Link, bool)>,
    table: Table,
    rows: Vec<(shown::ArrangementRow, String, String)>,
    may_arrange: bool,
    is_empty: bool,
}

pub(super) async fn show(web: Web) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let listing = Listing { text: &query.search, owner: None, today: web.now.today };
    let mut list = arrangements::list(&web, &listing, query.as_workbook).await?;
    let is_empty = list.lines.is_empty() && !query.is_narrowed();
    let part = web.query("show").unwrap_or_default();
    list.lines.retain(|(one, _)| is_in(&part, one));
    sort(&mut list, &query);
    let page = web.page("arrangements-title");
    if query.as_workbook {
        let rows = list.lines.iter().map(|line| cells(&web, &page, &list, line)).collect();
        return export::workbook(&page.subtitled(web.now.today.to_string()), COLUMNS, rows);
    }
    let total = list.lines.len() as u64;
    let (size, offset) = (query.size as usize, query.offset() as usize);
    let month = web.now.today.month();
    let rows = list.lines.iter().skip(offset).take(size).map(|(one, unit)| {
        let row = shown::arrangement(&page, one, &list.people, month);
        (row, page.t(one.arrangement.what.class.key()), unit.clone())
    });
    answer::page(&ListPage {
        tabs: tabs(&web, &page),
        parts: parts(&page, &part),
        rows: rows.collect(),
        table: Table::new("arrangements", "/arrangements", COLUMNS, query, total),
        may_arrange: !web.scope(Action::Create, Resource::Meeting).is_nothing(),
        is_empty,
        page,
    })
}

/// The word for those without progress for too long, in addresses.
const STALLED: &str = "stalled";

fn is_in(part: &str, one: &Followed) -> bool {
    match (part, Class::from_name(part)) {
        (STALLED, _) => one.standing == Standing::Stalled,
        (_, Some(class)) => one.arrangement.what.class == class,
        _ => true,
    }
}

/// All of them, each class, and those without progress for too long.
fn parts(page: &Page, current: &str) -> Vec<(Link, bool)> {
    let one = |name: &'static str, label: String| {
        let pairs = [("show".to_owned(), name.to_owned())];
        let href = if name.is_empty() {
            "/arrangements".to_owned()
        } else {
            link("/arrangements", &pairs)
        };
        (Link::new(label, href), name == current)
    };
    let classes = Class::ALL.iter().map(|class| one(class.name(), page.t(class.key())));
    std::iter::once(one("", page.t("arrangements-all")))
        .chain(classes)
        .chain([one(STALLED, page.t("arrangement-is-stalled"))])
        .collect()
}

/// In the order asked for; by class and day unasked.
fn sort(list: &mut List, query: &Query) {
    let people = &list.people;
    let key = |(one, unit): &(Followed, String)| {
        let what = &one.arrangement.what;
        match query.sort.map_or("", |sort| sort.column) {
            "title" => what.title.clone(),
            "unit" => unit.clone(),
            "owner" => called(people, what.owner),
            "due" => what.due.to_string(),
            "said" | "standing" => one.standing.key().to_owned(),
            _ => format!("{} {}", what.class as u8, what.due),
        }
    };
    list.lines.sort_by_cached_key(key);
    if query.sort.is_some_and(|sort| sort.descending) {
        list.lines.reverse();
    }
}

fn cells(web: &Web, page: &Page, list: &List, (one, unit): &(Followed, String)) -> Vec<Value> {
    let row = shown::arrangement(page, one, &list.people, web.now.today.month());
    vec![
        page.t(row.class.key()).into(),
        row.title.label.into(),
        unit.clone().into(),
        row.owner.into(),
        Value::Day(row.day),
        row.said.into(),
        row.word.into(),
    ]
}
