//! The month's page of a unit.

use super::party_half::PartyHalf;
use super::tabs::{Tabs, tabs};
use super::{shown, tracker_book};
use crate::annual::use_cases::tracking::{self, Half};
use crate::indicator::Aggregation;
use crate::meetings::meeting::Kind;
use crate::periods::use_cases::{Flags, flags};
use crate::status::Tally;
use crate::to_date::{Partly, ToDate};
use crate::use_cases::tracker::{self, Below, By, Child, Line, Tracker, WHOLE};
use crate::use_cases::{Rules, first_unit};
use askama::Template;
use kernel::{Action, Month, Resource, UnitId};
use matters::matter::Found;
use web_kit::answer::{self, Answer};
use web_kit::status::{Bar, Figure, Status};
use web_kit::table::{Column, Query, Table};
use web_kit::{Page, Web};

const COLUMNS: &[Column] = &[
    Column::text("name", "tracker-unit"),
    Column::number("reported", "tracker-reported").explained("not-reported"),
    Column::number("met", "status-met"),
    Column::number("near", "status-near"),
    Column::number("off", "status-off"),
];

#[derive(Template)]
#[template(path = "planning/tracker.html")]
struct TrackerPage {
    page: Page,
    tabs: Tabs,
    tracker: Tracker,
    tally: Tally,
    to_date: Tally,
    table: Table,
    may_write: bool,
    may_raise: bool,
    /// Meetings whose pack can be made of this month: name and label.
    meetings: Vec<(&'static str, String)>,
    /// The Party half of the month, where a plan is in force.
    party: Option<PartyHalf>,
    /// What has changed since its month was locked.
    flags: Flags,
}

#[derive(Template)]
#[template(path = "planning/nothing.html")]
struct NothingPage {
    page: Page,
}

pub async fn show(web: Web) -> Answer {
    let unit = match web.query("unit") {
        Some(text) => text.parse().ok(),
        None => first_unit(&web).await?,
    };
    let Some(unit) = unit else {
        return answer::page(&NothingPage { page: web.page("tracker-title") });
    };
    let month: Option<Month> = web.query("month").map(|text| text.parse()).transpose()?;
    let address = web.path.split_once('?').map_or("", |(_, query)| query);
    let query = Query::parse(address, COLUMNS);
    let rules = Rules::of(&web.settings, web.now)?;
    let tracker = tracker::look(&web, rules, unit, month, &below(&query)).await?;
    let half = tracking::half(&web, &tracker.place.ids, tracker.month, rules).await?;
    let flags = flags(&web, unit, tracker.month, rules).await?;
    let page = page(&web, &tracker);
    if query.as_workbook {
        return tracker_book::answer(&page, &tracker, half.as_ref());
    }
    answer::page(&tracker_page(&web, page, query, (tracker, half, flags)))
}

/// Which units below are asked for.
fn below(query: &Query) -> Below {
    Below {
        name: query.search.clone(),
        by: query.sort.and_then(|sort| By::of(sort.column)),
        descending: query.sort.is_some_and(|sort| sort.descending),
        offset: if query.as_workbook { 0 } else { query.offset() },
        limit: if query.as_workbook { WHOLE } else { query.size },
    }
}

fn tracker_page(
    web: &Web,
    page: Page,
    query: Query,
    (tracker, half, flags): (Tracker, Option<Half>, Flags),
) -> TrackerPage {
    TrackerPage {
        table: Table::new("below", "/tracker", COLUMNS, query, tracker.below_total),
        tally: tracker.tally(),
        to_date: tracker.tally_to_date(),
        may_write: web.can(Action::Create, Resource::Reading, &tracker.place.ids),
        may_raise: web.can(Action::Create, Resource::Matter, &tracker.place.ids),
        meetings: meetings(web, &page, &tracker),
        tabs: tabs(web, &page),
        party: half.map(|half| PartyHalf::new(&page, &tracker, half)),
        tracker,
        flags,
        page,
    }
}

/// A dispatch meeting of the month, and an analysis where a quarter ends with it.
fn meetings(web: &Web, page: &Page, tracker: &Tracker) -> Vec<(&'static str, String)> {
    if !web.can(Action::Create, Resource::Meeting, &tracker.place.ids) {
        return Vec::new();
    }
    let ends_quarter = tracker.month.month.is_multiple_of(3);
    let kinds = Kind::ALL.iter().filter(|kind| **kind == Kind::Dispatch || ends_quarter);
    kinds.map(|kind| (kind.name(), page.t(format!("meeting-open-{}", kind.name())))).collect()
}

fn page(web: &Web, tracker: &Tracker) -> Page {
    let page = web.page("tracker-title");
    let (above, month) = (&tracker.place.path, tracker.month);
    let title = page.tn("tracker-of", &[("unit", &tracker.place.name)]);
    let subtitle = page.month(&month);
    shown::crumbs(page, &above[..above.len().saturating_sub(1)], month)
        .named(title)
        .subtitled(subtitle)
}

/// What the month's figure leaves out.
pub(super) fn month_notes(page: &Page, line: &Line) -> Vec<String> {
    let mut notes = line.days.as_ref().map_or_else(Vec::new, |days| taken(page, days));
    notes.extend(line.partly().map(|partly| missing(page, partly, is_added(line))));
    notes
}

/// What the cumulative figure leaves out, or how its target was weighted.
pub(super) fn notes_to_date(page: &Page, line: &Line) -> Vec<String> {
    let total = &line.total;
    let mut notes = taken(page, total);
    let is_added = line.indicator.aggregation != Aggregation::Last;
    notes.extend(total.partly(&line.indicator).map(|partly| missing(page, partly, is_added)));
    if total.paired.target().is_weighted_by_actual() {
        notes.push(page.t("tracker-weighted"));
    }
    notes
}

/// Whether the month's figure is one of several periods added up.
fn is_added(line: &Line) -> bool {
    line.days.is_some() && line.indicator.aggregation != Aggregation::Last
}

/// How many periods are in a total, and in its comparison.
fn taken(page: &Page, total: &ToDate) -> Vec<String> {
    let mut notes = Vec::new();
    if total.used > 0 && !total.is_complete() {
        let (used, of) = (total.used.to_string(), total.of.to_string());
        notes.push(page.tn("tracker-used", &[("used", &used), ("of", &of)]));
    }
    if total.compared > 0 && total.compared < total.used {
        notes.push(page.t1("tracker-compared", "n", total.compared));
    }
    notes
}

/// How many of those who should have reported did: units, or numbers where periods are added up.
fn missing(page: &Page, partly: Partly, is_added: bool) -> String {
    let (key, n, of) = match partly {
        Partly::OfPlanned(n, of) if is_added => ("tracker-partly-numbers", n, of),
        Partly::OfPlanned(n, of) => ("tracker-partly", n, of),
        Partly::Fewer(n, of) => ("tracker-fewer", n, of),
    };
    page.tn(key, &[("n", &n.to_string()), ("of", &of.to_string())])
}

impl TrackerPage {
    fn unit(&self) -> UnitId {
        self.tracker.place.id
    }

    fn month_href(&self, by: i32) -> String {
        shown::tracker(self.unit(), self.tracker.month.plus(by))
    }

    fn export_href(&self) -> String {
        format!("{}&format=xlsx", shown::tracker(self.unit(), self.tracker.month))
    }

    fn grid_href(&self) -> String {
        format!("/grid?unit={}&month={}", self.unit(), self.tracker.month)
    }

    fn chart_href(&self, line: &Line) -> String {
        format!("/tracker/{}/{}?month={}", self.unit(), line.indicator.id, self.tracker.month)
    }

    /// Where a matter is raised about a line that is off track.
    fn raise_href(&self, line: &Line) -> String {
        let place = self.chart_href(line);
        matters::at_new(self.unit(), &self.name(line), Found::Deviation, &place)
    }

    fn child_href(&self, child: &Child) -> String {
        shown::tracker(child.id, self.tracker.month)
    }

    fn href(&self, line: &Line, kind: &str) -> String {
        let kind = crate::reading::kind_by_name(kind).unwrap_or_default();
        shown::history(self.unit(), &line.indicator, line.period, kind)
    }

    fn name(&self, line: &Line) -> String {
        shown::name(&self.page, &line.indicator)
    }

    fn measure(&self, line: &Line) -> String {
        shown::measure(&self.page, &line.indicator)
    }

    /// Where the indicator's period is not the month: which it is.
    fn period(&self, line: &Line) -> String {
        match line.period {
            kernel::Period::Month(_) | kernel::Period::Day(_) => String::new(),
            period => self.page.period(&period),
        }
    }

    fn actual(&self, line: &Line) -> Figure {
        shown::actual(&line.indicator, line.current.actual)
    }

    fn target(&self, line: &Line) -> Vec<Figure> {
        shown::target(&line.indicator, &line.current)
    }

    fn to_date_figure(&self, line: &Line) -> Figure {
        shown::actual(&line.indicator, line.total.figures.actual)
    }

    fn to_date_target(&self, line: &Line) -> Vec<Figure> {
        shown::target(&line.indicator, &line.total.paired)
    }

    fn completion(&self, line: &Line) -> Option<Figure> {
        line.completion().map(|rate| Figure::value(rate, 1))
    }

    fn bar(&self, line: &Line) -> Option<Bar> {
        let paired = &line.total.paired;
        let off = line.standing_to_date == crate::status::Standing::Off;
        let target = paired.target().value(&line.indicator);
        Bar::new(paired.actual.value(&line.indicator), target, off)
    }

    fn bar_label(&self, line: &Line) -> String {
        self.page.tn("tracker-bar", &[("indicator", &self.name(line))])
    }

    fn month_notes(&self, line: &Line) -> Vec<String> {
        let mut notes = month_notes(&self.page, line);
        let locked = self.flags.get(&(line.indicator.id, line.period.code()));
        notes.extend(locked.filter(|locked| **locked != line.current.actual).map(|locked| {
            let locked = self.page.figure(&shown::actual(&line.indicator, *locked));
            self.page.t1("tracker-restated", "locked", locked)
        }));
        notes
    }

    fn notes(&self, line: &Line) -> Vec<String> {
        let mut notes = notes_to_date(&self.page, line);
        let of_line = self.flags.keys().filter(|(id, _)| *id == line.indicator.id);
        let periods = of_line.filter_map(|(_, code)| kernel::Period::from_code(*code));
        let periods: Vec<String> = periods.map(|period| self.page.period(&period)).collect();
        if !periods.is_empty() {
            let periods = periods.join(self.page.either("、", ", "));
            notes.push(self.page.t1("period-restated-to-date", "periods", periods));
        }
        notes
    }

    fn status(&self, standing: &crate::status::Standing) -> Status {
        shown::status(*standing)
    }

    fn word(&self, line: &Line, standing: &crate::status::Standing) -> String {
        shown::word(&self.page, &line.indicator, *standing)
    }
}
