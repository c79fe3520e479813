//! The pages of periods: the calendar, one month, correction notes, and the year on one page.

pub(crate) mod api;
mod book;
mod calendar;
mod correction;
mod notes;
mod period;
mod year;

use crate::figure::Mark;
use crate::indicator::Indicator;
use crate::pages::shown;
use kernel::{Action, Month, Resource, UnitId};
use web_kit::status::Figure;
use web_kit::{Needs, Page, Routes, Web, WebError};

const READ: Needs = Needs::May(Action::Read, Resource::Period);
const LOCK: Needs = Needs::May(Action::Create, Resource::Period);
const ASK: Needs = Needs::May(Action::Change, Resource::Reading);

/// The pages and what programs ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/periods", READ, calendar::show)
        .post("/periods", Needs::May(Action::Change, Resource::Period), calendar::set_due)
        .get("/periods/{unit}/{month}", READ, period::show)
        .post("/periods/{unit}/{month}/absences", LOCK, period::excuse)
        .post("/periods/{unit}/{month}/lock", LOCK, period::lock)
        .post(
            "/periods/{unit}/{month}/unlock",
            Needs::May(Action::Approve, Resource::Period),
            period::unlock,
        )
        .get("/corrections", READ, notes::show)
        .get("/corrections/new", ASK, correction::form)
        .post("/corrections/new", ASK, correction::request)
        .get("/corrections/{id}", READ, correction::show)
        .post("/corrections/{id}", Needs::May(Action::Sign, Resource::Period), correction::decide)
        .get("/plans/year", READ, year::latest)
        .get("/plans/year/{unit}/{year}", READ, year::show)
        .merge(api::routes())
}

/// The address of a unit's month.
pub(crate) fn href(unit: UnitId, month: Month) -> String {
    format!("/periods/{unit}/{month}")
}

/// The calendar of a unit's year.
fn calendar_href(unit: UnitId, year: i32) -> String {
    format!("/periods?unit={unit}&year={year}")
}

/// The address of a unit's year on one page.
fn year_href(unit: UnitId, year: i32) -> String {
    format!("/plans/year/{unit}/{year}")
}

fn place(unit: &str, month: &str) -> Result<(UnitId, Month), WebError> {
    match (unit.parse(), month.parse()) {
        (Ok(unit), Ok(month)) => Ok((unit, month)),
        _ => Err(WebError::not_found()),
    }
}

/// A figure as words and digits: its value, or why there is none.
fn said(page: &Page, indicator: &Indicator, mark: &Mark) -> String {
    page.figure(&shown::mark(indicator, mark).unwrap_or(Figure::NotReported))
}

/// The year that the enterprise calls by this number: `2026`, or `2026–2027` where it ends in the next one.
fn year_name(web: &Web, page: &Page, year: i32) -> String {
    match web.settings.financial_year().start_month {
        1 => page.t1("period-year", "year", year),
        _ => page.t1("period-year", "year", format!("{year}–{}", year + 1)),
    }
}
