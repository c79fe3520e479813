//! The governance matrix: every unit with governing bodies and what the checks found about it on a day.

use crate::governance::entry::Entries;
use crate::governance::overlap::Overlap;
use crate::governance::use_cases::checks::{self, Found};
use crate::pages::{as_of, tabs};
use crate::party::party_org::PartyOrg;
use askama::Template;
use directory::people::Person;
use interchange::writers::Value;
use kernel::{Action, PartyOrgId, PersonId, Quantity, Resource};
use std::collections::HashMap;
use web_kit::page::Link;
use web_kit::table::{Column, Query, Table};
use web_kit::{Answer, Page, Web, answer, export};

const COLUMNS: &[Column] = &[
    Column::text("unit", "party-unit"),
    Column::text("org", "tab-party").later(),
    Column::text("one", "one-person-title").explained("dual-post"),
    Column::number("governance", "entry-to-governance").explained("cross-appointment"),
    Column::number("party", "entry-to-party"),
    Column::number("pending", "entry-pending").explained("entry-pending"),
    Column::text("board", "overlap-board").explained("overlap"),
    Column::text("management", "overlap-management"),
];

#[derive(Template)]
#[template(path = "governance/matrix.html")]
struct MatrixPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    day: String,
    tiles: Vec<(String, String, String)>,
    table: Table,
    rows: Vec<Row>,
    kinds: String,
    /// Where a body is founded; for whoever may.
    found: Option<String>,
    may_import: bool,
    is_empty: bool,
}

struct Row {
    unit: Link,
    org: Option<Link>,
    one: String,
    wants_somebody: bool,
    /// Entries to governance and to the Party side, and those that wait for their document.
    counts: [Figure; 3],
    /// Board and management.
    overlaps: [Figure; 2],
}

/// A figure with the names behind it.
pub(super) struct Figure {
    pub text: String,
    pub names: String,
    pub is_nothing: bool,
}

pub(super) async fn show(web: Web) -> Answer {
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    let action = if query.as_workbook { Action::Export } else { Action::Read };
    let all = checks::matrix(&web, action, web.as_of).await?;
    let page = web.page("governance-title");
    let (tiles, is_empty) = (tiles(&web, &page, &all), all.is_empty());
    let found = narrowed(&page, &query, &all);
    let total = found.len() as u64;
    let (limit, offset) = query.window();
    let shown: Vec<&Found> = found.into_iter().skip(offset as usize).take(limit as usize).collect();
    let names = checks::named(&web, &shown, web.as_of).await?;
    if query.as_workbook {
        let rows = shown.iter().map(|one| cells(&page, one, &names)).collect();
        return export::workbook(&page.subtitled(web.as_of.to_string()), COLUMNS, rows);
    }
    answer::page(&MatrixPage {
        tabs: tabs::tabs(&web, &page),
        day: web.as_of.to_string(),
        rows: shown.iter().map(|one| row(&web, &page, one, &names)).collect(),
        table: Table::new("matrix", "/governance", COLUMNS, query, total),
        kinds: as_of(&web, "/governance/kinds", &[]),
        found: may_found(&web),
        may_import: web.can(Action::Import, Resource::Post, &[]),
        tiles,
        is_empty,
        page,
    })
}

fn may_found(web: &Web) -> Option<String> {
    let may = web.can(Action::Create, Resource::Post, &[]);
    may.then(|| as_of(web, "/bodies/new", &[]))
}

type Names = (HashMap<PartyOrgId, PartyOrg>, HashMap<PersonId, Person>);

/// How many units want somebody, by what is wrong.
fn tiles(web: &Web, page: &Page, all: &[Found]) -> Vec<(String, String, String)> {
    let one = all.iter().filter(|one| one.one_person.wants_somebody()).count();
    let pending: usize = all.iter().map(|one| one.entries.pending.len()).sum();
    let tile = |key: &str, n: usize, sort: &str| {
        let href = as_of(web, "/governance", &[("sort", sort.to_owned())]);
        (page.t(key), page.count(n), href)
    };
    vec![
        tile("governance-units", all.len(), "unit"),
        tile("one-person-open", one, "-one"),
        tile("entry-pending", pending, "-pending"),
    ]
}

/// The units that fit what was typed, in the order asked for; those that want somebody come first.
fn narrowed<'a>(page: &Page, query: &Query, all: &'a [Found]) -> Vec<&'a Found> {
    let mut found: Vec<&Found> = all.iter().collect();
    let text = directory::name::normal(&query.search);
    if !text.is_empty() {
        found.retain(|one| {
            let said = directory::name::normal(&page.t(one_person_key(one)));
            directory::name::normal(&one.facts.name).contains(&text) || said.contains(&text)
        });
    }
    let share =
        |overlap: &Overlap| overlap.ratio().map_or(-1, |(n, all)| (n * 1_000_000 / all) as i64);
    let wants = |one: &Found| i64::from(one.one_person.wants_somebody());
    let key = |one: &Found| match query.sort.map_or("", |sort| sort.column) {
        "org" => one.facts.org.map_or(0, |(_, id)| id.0),
        "one" => wants(one),
        "governance" => one.entries.to_governance.len() as i64,
        "party" => one.entries.to_party.len() as i64,
        "pending" => one.entries.pending.len() as i64,
        "board" => share(&one.board),
        "management" => share(&one.management),
        "unit" => 0,
        _ => -wants(one) * 1_000 - one.entries.pending.len() as i64,
    };
    found.sort_by(|one, other| {
        (key(one), &one.facts.name, one.facts.unit).cmp(&(
            key(other),
            &other.facts.name,
            other.facts.unit,
        ))
    });
    if query.sort.is_some_and(|sort| sort.descending) {
        found.reverse();
    }
    found
}

pub(super) fn one_person_key(one: &Found) -> String {
    format!("one-person-{}", one.one_person.name())
}

/// People by name, with staff numbers, so that homonyms stay apart.
pub(super) fn names<'a>(
    page: &Page,
    people: &HashMap<PersonId, Person>,
    ids: impl IntoIterator<Item = &'a PersonId>,
) -> String {
    let known = ids.into_iter().filter_map(|id| people.get(id));
    known.map(Person::called).collect::<Vec<_>>().join(&page.t("list-comma"))
}

pub(super) fn overlap_figure(
    page: &Page,
    overlap: &Overlap,
    people: &HashMap<PersonId, Person>,
) -> Figure {
    match overlap.ratio() {
        Some((n, all)) => Figure {
            text: format!("{n}/{all}"),
            names: names(page, people, &overlap.both),
            is_nothing: false,
        },
        None => Figure { text: page.t("overlap-no-data"), names: String::new(), is_nothing: true },
    }
}

fn figures(page: &Page, one: &Entries, people: &HashMap<PersonId, Person>) -> [Figure; 3] {
    let figure =
        |n: usize, names: String| Figure { text: page.count(n), names, is_nothing: n == 0 };
    let pending = one.pending.iter().map(|(_, person, _)| person);
    [
        figure(one.to_governance.len(), names(page, people, &one.to_governance)),
        figure(one.to_party.len(), names(page, people, &one.to_party)),
        figure(one.pending.len(), names(page, people, pending)),
    ]
}

fn row(web: &Web, page: &Page, one: &Found, (orgs, people): &Names) -> Row {
    let org = one.facts.org.and_then(|(_, id)| orgs.get(&id));
    Row {
        unit: Link::new(one.facts.name.clone(), super::at_unit(web, one.facts.unit)),
        org: org
            .map(|org| Link::new(org.name.clone(), as_of(web, &format!("/party/{}", org.id), &[]))),
        one: page.t(one_person_key(one)),
        wants_somebody: one.one_person.wants_somebody(),
        counts: figures(page, &one.entries, people),
        overlaps: [
            overlap_figure(page, &one.board, people),
            overlap_figure(page, &one.management, people),
        ],
    }
}

fn cells(page: &Page, one: &Found, (orgs, people): &Names) -> Vec<Value> {
    let count = |n: usize| Value::from(Quantity::from_integer(n as i64).ok());
    let org = one.facts.org.and_then(|(_, id)| orgs.get(&id));
    let overlap = |overlap: &Overlap| Value::from(overlap_figure(page, overlap, people).text);
    vec![
        Value::from(one.facts.name.clone()),
        Value::from(org.map(|org| org.name.clone()).unwrap_or_default()),
        Value::from(page.t(one_person_key(one))),
        count(one.entries.to_governance.len()),
        count(one.entries.to_party.len()),
        count(one.entries.pending.len()),
        overlap(&one.board),
        overlap(&one.management),
    ]
}
