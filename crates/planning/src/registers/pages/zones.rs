//! The responsibility zones of a day, or of all days.

use super::super::coverage::Fit;
use super::super::rolls::Zones as Register;
use super::super::use_cases::{self, ZoneLine, Zones};
use super::super::zone::Of;
use super::{asked, cut, day_cells, kept, outgoing, query, said_days, views};
use crate::pages::tabs::{Tabs, tabs};
use askama::Template;
use directory::people::called;
use interchange::writers::Value;
use kernel::{Day, UnitId};
use organisation::rolls::Kind;
use std::collections::HashMap;
use web_kit::page::Link;
use web_kit::status::Status;
use web_kit::table::{Column, Table, link};
use web_kit::{Answer, Page, Web, answer, export};

const COLUMNS: &[Column] = &[
    Column::fixed("of", "zone-of").explained("responsibility-zone"),
    Column::fixed("shifts", "post-shifts"),
    Column::fixed("member", "zone-member"),
    Column::fixed("unit", "register-unit").later(),
    Column::fixed("days", "register-days").later(),
    Column::fixed("state", "zone-state"),
    Column::fixed("criterion", "plan-criterion").later(),
    Column::fixed("acceptor", "register-acceptor").later(),
];

/// What a workbook says beside what a list brings in.
const STATES: [Column; 1] = [Column::fixed("state", "zone-state")];

#[derive(Template)]
#[template(path = "registers/zones.html")]
struct ZonesPage {
    page: Page,
    tabs: Tabs,
    views: Vec<(Link, bool)>,
    parts: Vec<(Link, bool)>,
    table: Table,
    day: String,
    unit: String,
    rows: Vec<ZoneRow>,
    may_draw: bool,
}

struct ZoneRow {
    of: Link,
    shifts: String,
    member: String,
    unit: String,
    days: String,
    status: Status,
    state: String,
    criterion: String,
    acceptor: String,
}

/// How a zone stands on a day: a look and a word. Whoever may not see membership is not told which of the
/// reasons it is.
pub(super) fn state(line: &ZoneLine, day: Day) -> (Status, &'static str) {
    let valid = line.zone.said.valid;
    match line.fit {
        _ if valid.until <= day => (Status::Locked, "zone-is-over"),
        _ if day < valid.from => (Status::Pending, "zone-is-coming"),
        Fit::Holds => (Status::Done, "zone-is-held"),
        fit => (Status::Off, why(fit, line.tells)),
    }
}

/// Why a zone no longer holds.
pub(super) const fn why(fit: Fit, tells: bool) -> &'static str {
    match (fit, tells) {
        (Fit::NoMember, true) => "zone-is-no-member",
        (Fit::Elsewhere, true) => "zone-is-elsewhere",
        _ => "zone-is-lapsed",
    }
}

/// What a zone is of, in words.
pub(super) fn of(line: &ZoneLine) -> String {
    match (&line.post, &line.zone.said.of) {
        (Some(post), _) => post.name.clone(),
        (None, Of::Place(place)) => place.clone(),
        (None, Of::Post(_)) => String::new(),
    }
}

pub(super) async fn show(web: Web) -> Answer {
    let query = query(&web, COLUMNS);
    let is_of_any_day = web.query("show").as_deref() == Some("all");
    let zones = use_cases::zones(&web, &asked(&web, query.as_workbook)?, is_of_any_day).await?;
    let page = web.page("registers-title");
    if query.as_workbook {
        let page = page.titled("registers-zones").subtitled(web.as_of.to_string());
        let units = zones.lines.iter().map(|line| line.zone.said.unit);
        let units = use_cases::written(&web, &zones.places, units).await?;
        let cells = |line: &ZoneLine| cells(&page, &zones, &units, (line, web.as_of));
        let rows = zones.lines.iter().map(cells).collect();
        return export::workbook(&page, &outgoing(Register::COLUMNS, &STATES), rows);
    }
    let rows = zones.lines.iter().map(|line| row(&page, &zones, line, web.as_of)).collect();
    let text = |row: &ZoneRow| format!("{} {} {}", row.of.label, row.member, row.unit);
    let (rows, total) = cut(&query, rows, text);
    answer::page(&ZonesPage {
        tabs: tabs(&web, &page),
        views: views(&web, &page, "/registers/zones"),
        parts: parts(&web, &page, is_of_any_day),
        table: Table::new("zones", "/registers/zones", COLUMNS, query, total),
        day: web.as_of.to_string(),
        unit: web.query("unit").unwrap_or_default(),
        rows,
        may_draw: use_cases::may_draw(&web),
        page,
    })
}

fn parts(web: &Web, page: &Page, is_of_any_day: bool) -> Vec<(Link, bool)> {
    let mut all = kept(web);
    let now = Link::new(page.t("zones-of-day"), link("/registers/zones", &all));
    all.push(("show".to_owned(), "all".to_owned()));
    let any = Link::new(page.t("zones-of-any-day"), link("/registers/zones", &all));
    vec![(now, !is_of_any_day), (any, is_of_any_day)]
}

fn row(page: &Page, zones: &Zones, line: &ZoneLine, day: Day) -> ZoneRow {
    let said = &line.zone.said;
    let (status, state) = state(line, day);
    ZoneRow {
        of: Link::new(of(line), format!("/registers/zones/{}", line.zone.id)),
        shifts: said.shifts.join("、"),
        member: called(&zones.people, said.member),
        unit: zones.places.name(said.unit).to_owned(),
        days: said_days(page, said.valid),
        status,
        state: page.t(state),
        criterion: said.criterion.clone(),
        acceptor: called(&zones.people, said.acceptor),
    }
}

/// A zone as a list brings it in, then how it stands on the day.
fn cells(
    page: &Page,
    zones: &Zones,
    units: &HashMap<UnitId, String>,
    (line, day): (&ZoneLine, Day),
) -> Vec<Value> {
    let said = &line.zone.said;
    let (post, place) = match said.of {
        Of::Post(_) => (of(line), String::new()),
        Of::Place(_) => (String::new(), of(line)),
    };
    let unit = units.get(&said.unit).cloned().unwrap_or_default();
    let (member, acceptor) =
        (called(&zones.people, said.member), called(&zones.people, said.acceptor));
    let texts =
        [unit, post, place, said.shifts.join("、"), member, said.criterion.clone(), acceptor];
    let mut cells = texts.map(Value::from).to_vec();
    cells.extend(day_cells(said.valid));
    cells.push(page.t(state(line, day).1).into());
    cells
}
