//! The months of a year: when both halves are due, what is owed, what is locked.

use super::{calendar_href, href, year_href, year_name};
use crate::pages::tabs::{Tabs, tabs};
use crate::periods::rhythm::State;
use crate::periods::use_cases::{self, Calendar, Turn};
use crate::use_cases::first_unit;
use askama::Template;
use axum::http::StatusCode;
use directory::tree;
use interchange::writers::Value;
use kernel::{Grain, UnitId};
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::{Link, Tone};
use web_kit::status::Status;
use web_kit::table::Column;
use web_kit::{Answer, Form, Page, Web, answer, export};

/// Units below that are linked.
const MOST_BELOW: i64 = 50;

#[derive(Template)]
#[template(path = "periods/calendar.html")]
struct CalendarPage {
    page: Page,
    tabs: Tabs,
    before: String,
    after: String,
    year_page: String,
    duties: String,
    here: String,
    rows: Vec<Row>,
    due: String,
    due_set: String,
    cut: String,
    may_set_due: bool,
    form: Typed,
    below: Vec<Link>,
}

#[derive(Template)]
#[template(path = "planning/nothing.html")]
struct NothingPage {
    page: Page,
}

struct Row {
    month: Link,
    /// What ends with the month: a quarter, a year.
    with: String,
    due: String,
    is_late: bool,
    business: String,
    party: String,
    is_owed: (bool, bool),
    /// How many recurring duties are owed; empty where none is.
    duties: String,
    status: Option<Status>,
    word: String,
    locked: String,
}

pub(super) async fn show(web: Web) -> Answer {
    if web.query("format").as_deref() == Some("xlsx") {
        return book(&web).await;
    }
    drawn(&web, Typed::default(), StatusCode::OK).await
}

/// The unit and year that the address asks for.
async fn asked(web: &Web) -> Result<Option<(UnitId, i32)>, Refusal> {
    let unit = match web.query("unit") {
        Some(text) => Some(text.parse::<UnitId>().map_err(|_| Refusal::NotFound)?),
        None => first_unit(web).await?,
    };
    let last = web.now.today.month().plus(-1);
    let year = web.settings.financial_year().year_of(last);
    let year = web.query("year").and_then(|year| year.parse().ok()).unwrap_or(year);
    Ok(unit.map(|unit| (unit, year)))
}

async fn drawn(web: &Web, form: Typed, status: StatusCode) -> Answer {
    let Some((unit, year)) = asked(web).await? else {
        return answer::page(&NothingPage { page: web.page("periods-title") });
    };
    let calendar = use_cases::calendar(web, unit, year).await?;
    let day = web.now.today;
    let below = tree::children(&mut web.read(), unit, day, 0, MOST_BELOW).await?;
    let below =
        below.into_iter().map(|node| Link::new(node.unit.name, calendar_href(node.unit.id, year)));
    let below = below.collect();
    answer::with_status(status, &calendar_page(web, &calendar, below, form))
}

fn calendar_page(web: &Web, calendar: &Calendar, below: Vec<Link>, form: Typed) -> CalendarPage {
    let page = named(web, calendar);
    let (unit, year) = (calendar.place.id, calendar.year);
    let set = calendar.rule.set.as_ref();
    let set = set.map(|(reason, by, at)| format!("{by} {} · {reason}", page.moment(at)));
    let cut = match calendar.cut.as_str() {
        "0" => page.t("period-cut-midnight"),
        hour => page.t1("period-cut", "hour", hour),
    };
    CalendarPage {
        tabs: tabs(web, &page),
        before: calendar_href(unit, year - 1),
        after: calendar_href(unit, year + 1),
        year_page: year_href(unit, year),
        duties: crate::duties::href(unit),
        here: calendar_href(unit, year),
        rows: calendar.turns.iter().map(|turn| row(web, &page, unit, turn)).collect(),
        due: page.t1("period-due-each", "day", calendar.rule.due_day),
        due_set: set.unwrap_or_default(),
        cut,
        may_set_due: calendar.may_set_due,
        form: if form.is_refused() { form } else { form.with("due_day", calendar.rule.due_day) },
        below,
        page,
    }
}

fn named(web: &Web, calendar: &Calendar) -> Page {
    let mut page = web.page("periods-title");
    let above = calendar.place.path.len().saturating_sub(1);
    for step in &calendar.place.path[..above] {
        page = page.crumb(&step.name, calendar_href(step.id, calendar.year));
    }
    let title = page.t1("period-calendar-of", "unit", &calendar.place.name);
    let subtitle = year_name(web, &page, calendar.year);
    page.named(title).subtitled(subtitle)
}

fn row(web: &Web, page: &Page, unit: UnitId, turn: &Turn) -> Row {
    let owed = |half: fn((usize, usize)) -> usize| match turn.owed {
        Some(owed) => page.count(half(owed)),
        None => String::new(),
    };
    Row {
        month: Link::new(page.month(&turn.month), href(unit, turn.month)),
        with: with(web, page, turn),
        due: page.day(&turn.due),
        is_late: turn.state == State::Overdue && turn.owed.is_some_and(|owed| owed != (0, 0)),
        business: owed(|(business, _)| business),
        party: owed(|(_, party)| party),
        duties: owed_duties(page, turn),
        is_owed: turn.owed.map_or((false, false), |(left, right)| (left > 0, right > 0)),
        status: status(turn.state),
        word: page.t(turn.state.key()),
        locked: locked(page, unit, turn),
    }
}

/// "常规工作 2 项未办结".
fn owed_duties(page: &Page, turn: &Turn) -> String {
    match turn.duties {
        None | Some(0) => String::new(),
        Some(n) => page.t1("period-duties", "n", page.count(n)),
    }
}

/// "含第一季度": what else is due with the month.
fn with(web: &Web, page: &Page, turn: &Turn) -> String {
    let rules = web.settings.financial_year();
    let ending = |grain| crate::periods::rhythm::ending_with(grain, turn.month, rules);
    let names = [Grain::Quarter, Grain::Year].into_iter().filter_map(ending);
    let names: Vec<String> = names.map(|(period, _)| page.period(&period)).collect();
    match names.is_empty() {
        true => String::new(),
        false => page.t1("period-with", "names", names.join(page.either("、", ", "))),
    }
}

/// Who locked it, when, and for which unit where that is not this one.
fn locked(page: &Page, unit: UnitId, turn: &Turn) -> String {
    let Some((lock, name)) = &turn.lock else { return String::new() };
    let said = format!("{} {}", lock.locked_by, page.moment(&lock.locked_at));
    if lock.unit == unit { said } else { format!("{said} · {name}") }
}

/// The shape of a month's state.
pub(super) const fn status(state: State) -> Option<Status> {
    match state {
        State::Future => None,
        State::Running => Some(Status::Running),
        State::Open => Some(Status::Pending),
        State::Overdue => Some(Status::NotReported),
        State::Locked => Some(Status::Locked),
    }
}

const COLUMNS: &[Column] = &[
    Column::text("month", "period-month"),
    Column::text("due", "period-due"),
    Column::fixed("business", "period-half-business"),
    Column::fixed("party", "period-half-party"),
    Column::fixed("duties", "duties-title"),
    Column::text("state", "period-state"),
    Column::text("locked", "period-locked-by"),
];

async fn book(web: &Web) -> Answer {
    let (unit, year) = asked(web).await?.ok_or(Refusal::NotFound)?;
    let calendar = use_cases::calendar(web, unit, year).await?;
    let page = named(web, &calendar);
    let count = |n: Option<usize>| {
        Value::from(n.and_then(|n| kernel::Quantity::from_integer(n as i64).ok()))
    };
    let line = |turn: &Turn| {
        vec![
            Value::from(kernel::Period::Month(turn.month)),
            Value::Day(turn.due),
            count(turn.owed.map(|(business, _)| business)),
            count(turn.owed.map(|(_, party)| party)),
            count(turn.duties),
            page.t(turn.state.key()).into(),
            locked(&page, unit, turn).into(),
        ]
    };
    export::workbook(&page, COLUMNS, calendar.turns.iter().map(line).collect())
}

pub(super) async fn set_due(Form(web, mut typed): Form) -> Answer {
    let (day, reason) = (typed.parsed::<i64>("due_day"), typed.value("reason").to_owned());
    let outcome = match day {
        Some(day) => use_cases::set_due(&web, day, &reason).await,
        None => Err(Refusal::Invalid(Vec::new())),
    };
    match outcome {
        Ok(()) => {
            let said = web.page("periods-title").t("period-due-saved");
            answer::go_saying(&web, &web.path, Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            drawn(&web, typed.refused(problems), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
