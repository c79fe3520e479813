//! The list of matters with how they stand: what is open, overdue, waiting for its verifier, and how long
//! it takes until one is closed. Units are not ranked.

use super::stage;
use crate::matter::{age, median_halves};
use crate::use_cases::{self, List, Listing, Matter, Order, Part, Tally};
use askama::Template;
use directory::people::called;
use interchange::writers::Value;
use kernel::{Action, Day, Quantity, Resource, UnitId};
use web_kit::page::Link;
use web_kit::table::{Column, Query, Table, link};
use web_kit::{Answer, Page, Web, WebError, answer, export};

const COLUMNS: &[Column] = &[
    Column::text("title", "matter-what"),
    Column::text("unit", "matter-unit"),
    Column::fixed("owner", "matter-owner").explained("matter-owner"),
    Column::text("due", "matter-due"),
    Column::number("age", "matter-age").later(),
    Column::text("raised", "matter-since").later(),
    Column::text("stage", "matter-how-far").later(),
];

#[derive(Template)]
#[template(path = "matters/list.html")]
struct ListPage {
    page: Page,
    tiles: Vec<(String, String, String)>,
    parts: Vec<(Link, bool)>,
    table: Table,
    rows: Vec<Row>,
    raise: Option<String>,
    is_empty: bool,
}

struct Row {
    title: Link,
    recurs: bool,
    unit: String,
    owner: String,
    due: String,
    age: String,
    raised: String,
    stage: String,
    is_overdue: bool,
}

/// The parts in addresses.
const PARTS: &[(&str, Part)] = &[
    ("open", Part::Open),
    ("overdue", Part::Overdue),
    ("reported", Part::Reported),
    ("closed", Part::Closed),
    ("all", Part::All),
];

pub(super) async fn show(web: Web) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let part = part(&web);
    let list = use_cases::list(&web, &listing(&web, &query, part)?, query.as_workbook).await?;
    let page = web.page("matters-title");
    let page = match due(&web) {
        Some((from, until)) => {
            let days = [page.day(&from), page.day(&until)];
            let said = page.tn("matters-due-between", &[("from", &days[0]), ("until", &days[1])]);
            page.subtitled(said)
        }
        None => page,
    };
    if query.as_workbook {
        let rows = list.matters.iter().map(|one| cells(&web, &page, &list, one)).collect();
        return export::workbook(&page.subtitled(web.now.today.to_string()), COLUMNS, rows);
    }
    let tally = use_cases::tally(&web).await?;
    let may_raise = web.can(Action::Create, Resource::Matter, &[]);
    answer::page(&ListPage {
        parts: parts(&web, &page, part),
        is_empty: tally.open == 0 && tally.raised == 0 && list.total == 0 && !query.is_narrowed(),
        tiles: tiles(&page, &tally),
        rows: list.matters.iter().map(|one| row(&web, &page, &list, one)).collect(),
        table: Table::new("matters", "/matters", COLUMNS, query, list.total.max(0) as u64),
        raise: may_raise.then(|| "/matters/new".to_owned()),
        page,
    })
}

fn part(web: &Web) -> Part {
    let asked = web.query("show").unwrap_or_default();
    match (asked.as_str(), web.actor.person) {
        ("mine", Some(person)) => Part::Mine(person),
        (name, _) => {
            PARTS.iter().find(|(known, _)| *known == name).map_or(Part::Open, |(_, part)| *part)
        }
    }
}

fn listing<'a>(web: &Web, query: &'a Query, part: Part) -> Result<Listing<'a>, WebError> {
    let (limit, offset) = query.window();
    let unit = web.query("unit").map(|id| id.parse::<UnitId>()).transpose();
    Ok(Listing {
        part,
        unit: unit.map_err(|_| WebError::not_found())?,
        is_deep: web.query("below").is_some(),
        due: due(web),
        text: &query.search,
        today: web.now.today,
        order: match query.sort.map_or("", |sort| sort.column) {
            "title" => Order::Title,
            "unit" => Order::Unit,
            "raised" | "age" => Order::Raised,
            "stage" => Order::Stage,
            _ => Order::Due,
        },
        descending: query.sort.is_some_and(|sort| sort.descending),
        limit,
        offset,
    })
}

/// The days between which matters are due, where the address names both.
fn due(web: &Web) -> Option<(Day, Day)> {
    let day = |name: &str| web.query(name)?.parse().ok();
    Some((day("from")?, day("until")?))
}

/// The list of what was due in a unit and below between two days, both included.
pub fn due_in(unit: UnitId, from: Day, until: Day) -> String {
    let pairs = [
        ("show", "all".to_owned()),
        ("unit", unit.to_string()),
        ("below", "yes".to_owned()),
        ("from", from.to_string()),
        ("until", until.to_string()),
    ];
    link("/matters", &pairs.map(|(name, value)| (name.to_owned(), value)))
}

fn parts(web: &Web, page: &Page, current: Part) -> Vec<(Link, bool)> {
    let unit = web.query("unit");
    let one = |name: &str, part: Part| {
        let mut pairs = vec![("show".to_owned(), name.to_owned())];
        pairs.extend(unit.clone().map(|unit| ("unit".to_owned(), unit)));
        let href = link("/matters", &pairs);
        (Link::new(page.t(format!("matters-{name}")), href), part == current)
    };
    let mine = web.actor.person.map(|person| one("mine", Part::Mine(person)));
    mine.into_iter().chain(PARTS.iter().map(|(name, part)| one(name, *part))).collect()
}

/// Whole or half days.
fn halves(page: &Page, halves: Option<i64>) -> String {
    match halves {
        None => page.t("matters-no-median"),
        Some(n) if n % 2 == 0 => page.t1("matters-days", "n", n / 2),
        Some(n) => page.t1("matters-days", "n", format!("{}.5", n / 2)),
    }
}

fn tiles(page: &Page, tally: &Tally) -> Vec<(String, String, String)> {
    let count = |n: i64| page.count(n);
    let tile = |key: &str, text: String, show: &str| {
        (page.t(key), text, link("/matters", &[("show".to_owned(), show.to_owned())]))
    };
    let median = halves(page, median_halves(&mut tally.days.clone()));
    let [again, raised] = [tally.recurring, tally.raised].map(|n| n.to_string());
    let recurring = page.tn("matters-recurring-of", &[("n", &again), ("all", &raised)]);
    vec![
        tile("matters-open", count(tally.open), "open"),
        tile("matters-overdue", count(tally.overdue), "overdue"),
        tile("matters-reported", count(tally.reported), "reported"),
        tile("matters-median", median, "closed"),
        tile("matters-recurring", recurring, "all"),
    ]
}

fn row(web: &Web, page: &Page, list: &List, (matter, unit): &(Matter, String)) -> Row {
    let plan = matter.measure.as_ref();
    let (stage, is_overdue) = stage(page, matter, web.now.today);
    Row {
        title: Link::new(matter.title.clone(), format!("/matters/{}", matter.id)),
        recurs: matter.recurs.is_some(),
        unit: unit.clone(),
        owner: plan.map(|plan| called(&list.people, plan.owner)).unwrap_or_default(),
        due: plan.map(|plan| plan.due.to_string()).unwrap_or_default(),
        age: page.count(age(matter.raised, matter.closed, web.now.today)),
        raised: matter.raised.to_string(),
        stage,
        is_overdue,
    }
}

fn cells(web: &Web, page: &Page, list: &List, (matter, unit): &(Matter, String)) -> Vec<Value> {
    let plan = matter.measure.as_ref();
    let days = age(matter.raised, matter.closed, web.now.today);
    vec![
        Value::from(matter.title.clone()),
        Value::from(unit.clone()),
        Value::from(plan.map(|plan| called(&list.people, plan.owner)).unwrap_or_default()),
        plan.map_or(Value::Empty, |plan| Value::Day(plan.due)),
        Value::from(Quantity::from_integer(days).ok()),
        Value::Day(matter.raised),
        Value::from(stage(page, matter, web.now.today).0),
    ]
}
