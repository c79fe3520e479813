//! Key posts by shifts: who holds each, and what nobody holds.

use super::super::coverage::{Fit, Slot};
use super::super::rolls::KeyPosts;
use super::super::use_cases::{self, Covered, Row};
use super::{asked, cut, day_cells, kept, outgoing, query, views};
use crate::pages::tabs::{Tabs, tabs};
use askama::Template;
use interchange::writers::Value;
use kernel::{Action, Resource, UnitId, ZoneId};
use organisation::rolls::Kind;
use std::collections::HashMap;
use web_kit::page::Link;
use web_kit::status::Status;
use web_kit::table::{Column, Query, Table};
use web_kit::{Answer, Page, Web, answer, export};

const COLUMNS: &[Column] = &[
    Column::fixed("unit", "register-unit"),
    Column::fixed("post", "post-name").explained("key-post"),
    Column::fixed("shift", "post-shift"),
    Column::fixed("state", "post-state"),
    Column::fixed("held", "post-held"),
    Column::fixed("lapsed", "post-lapsed"),
];

/// What a workbook says beside what a list brings in.
const STATES: [Column; 3] = [
    Column::fixed("state", "post-state"),
    Column::fixed("held", "post-held"),
    Column::fixed("lapsed", "post-lapsed"),
];

#[derive(Template)]
#[template(path = "registers/posts.html")]
struct PostsPage {
    page: Page,
    tabs: Tabs,
    views: Vec<(Link, bool)>,
    table: Table,
    day: String,
    unit: String,
    /// The names of all shifts, in the order in which posts name them.
    shifts: Vec<String>,
    rows: Vec<PostRow>,
    /// Posts and shifts that nobody holds.
    open: Vec<(Link, String)>,
    covered: String,
    of: String,
    may_add: bool,
    zone_new: Option<&'static str>,
}

struct PostRow {
    post: Link,
    unit: String,
    cells: Vec<Cell>,
}

enum Cell {
    /// Who holds it, each with the zone.
    Covered(Vec<Link>),
    /// Nobody does; the zones that no longer do, each with why.
    Open(Vec<(Link, String)>),
    /// The post has no such shift.
    None,
}

pub(super) async fn show(web: Web) -> Answer {
    let query = query(&web, COLUMNS);
    let covered = use_cases::coverage(&web, &asked(&web, query.as_workbook)?).await?;
    let page = web.page("registers-title");
    if query.as_workbook {
        let page = page.titled("registers-posts").subtitled(web.as_of.to_string());
        let units = covered.rows.iter().map(|row| row.post.unit);
        let units = use_cases::written(&web, &covered.places, units).await?;
        let rows = covered.rows.iter().map(|row| cells(&page, &covered, &units, row)).collect();
        return export::workbook(&page, &outgoing(KeyPosts::COLUMNS, &STATES), rows);
    }
    answer::page(&posts_page(&web, page, query, &covered))
}

fn posts_page(web: &Web, page: Page, query: Query, covered: &Covered) -> PostsPage {
    let open = covered.uncovered().map(|(post, slot)| {
        let unit = covered.places.name(post.unit);
        let link = Link::new(&post.name, format!("/registers/posts/{}", post.id));
        (link, format!("{} · {unit}", slot.shift))
    });
    let (done, of) = covered.counted();
    let shifts = shifts(covered);
    let rows = covered.rows.iter().map(|row| post_row(&page, covered, row, &shifts)).collect();
    let text = |row: &PostRow| format!("{} {}", row.post.label, row.unit);
    let (rows, total) = cut(&query, rows, text);
    PostsPage {
        tabs: tabs(web, &page),
        views: views(web, &page, "/registers"),
        table: Table::new("posts", "/registers", COLUMNS, query, total),
        day: web.as_of.to_string(),
        unit: web.query("unit").unwrap_or_default(),
        shifts,
        rows,
        open: open.collect(),
        covered: page.count(done),
        of: page.count(of),
        may_add: !web.scope(Action::Create, Resource::Register).is_nothing(),
        zone_new: use_cases::may_draw(web).then_some("/registers/zones/new"),
        page,
    }
}

fn shifts(covered: &Covered) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for shift in covered.rows.iter().flat_map(|row| &row.post.shifts) {
        if !all.contains(shift) {
            all.push(shift.clone());
        }
    }
    all
}

fn post_row(page: &Page, covered: &Covered, row: &Row, shifts: &[String]) -> PostRow {
    let cell = |shift: &String| match row.slots.iter().find(|slot| slot.shift == *shift) {
        None => Cell::None,
        Some(slot) if slot.is_covered() => {
            Cell::Covered(slot.covering.iter().map(|zone| holder(covered, *zone)).collect())
        }
        Some(slot) => Cell::Open(lapsed(page, covered, row, slot)),
    };
    PostRow {
        post: Link::new(&row.post.name, format!("/registers/posts/{}", row.post.id)),
        unit: covered.places.name(row.post.unit).to_owned(),
        cells: shifts.iter().map(cell).collect(),
    }
}

/// The member of a zone, with the zone's page.
fn holder(covered: &Covered, zone: ZoneId) -> Link {
    let member = covered.zones.get(&zone).and_then(|zone| covered.people.get(&zone.said.member));
    let name = member.map(|member| member.name.clone()).unwrap_or_default();
    Link::new(name, format!("/registers/zones/{zone}"))
}

fn lapsed(page: &Page, covered: &Covered, row: &Row, slot: &Slot) -> Vec<(Link, String)> {
    let why = |(zone, fit): &(ZoneId, Fit)| {
        (holder(covered, *zone), page.t(super::zones::why(*fit, row.tells)))
    };
    slot.lapsed.iter().map(why).collect()
}

/// A post as a list brings it in, then how each of its shifts stands on the day.
fn cells(page: &Page, covered: &Covered, units: &HashMap<UnitId, String>, row: &Row) -> Vec<Value> {
    let post = &row.post;
    let state = |slot: &Slot| page.t(if slot.is_covered() { "post-covered" } else { "post-open" });
    let held = |slot: &Slot| {
        let names: Vec<_> = slot.covering.iter().map(|zone| holder(covered, *zone).label).collect();
        names.join("、")
    };
    let lapsed = |slot: &Slot| {
        let lapsed = lapsed(page, covered, row, slot).into_iter();
        let lapsed: Vec<_> = lapsed.map(|(who, why)| format!("{} {why}", who.label)).collect();
        lapsed.join("、")
    };
    let mut cells: Vec<Value> = vec![
        units.get(&post.unit).cloned().unwrap_or_default().into(),
        post.name.as_str().into(),
        post.shifts.join("、").into(),
    ];
    cells.extend(day_cells(post.valid));
    cells.extend([by_shift(row, state), by_shift(row, held), by_shift(row, lapsed)]);
    cells
}

/// What is said of each shift of a post, after the shift's name.
fn by_shift(row: &Row, said: impl Fn(&Slot) -> String) -> Value {
    let slots = row.slots.iter().map(|slot| (slot.shift.as_str(), said(slot)));
    let slots = slots.filter(|(_, said)| !said.is_empty());
    slots.map(|(shift, said)| format!("{shift} {said}")).collect::<Vec<_>>().join("；").into()
}

impl PostsPage {
    /// How a covered and an open shift look.
    const fn looks(&self) -> (Status, Status) {
        (Status::Done, Status::Off)
    }

    fn is_as_of_another_day(&self) -> bool {
        self.page.as_of.is_some()
    }
}

/// Where a page of a record leads back to.
pub(super) fn back(web: &Web, page: Page) -> Page {
    let title = page.t("registers-posts");
    page.crumb(title, web_kit::table::link("/registers", &kept(web)))
}
