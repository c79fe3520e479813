//! The map of coverage: the units below one with how many are covered, and the two trees side by side with
//! lines between a unit and the organisations that answer for it.

use super::at_org;
use crate::pages::{as_of, at_unit, tabs, unit_id};
use crate::party::coverage::How;
use crate::party::party_org::PartyOrg;
use crate::party::store::map::Drawn;
use crate::party::use_cases::map::{self, Map};
use askama::Template;
use kernel::{PartyOrgId, UnitId};
use std::collections::{HashMap, HashSet};
use web_kit::page::Link;
use web_kit::{Answer, Page, Web, answer};

#[derive(Template)]
#[template(path = "party/map.html")]
struct MapPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    day: String,
    /// Kept by the form that looks at another day.
    unit: String,
    way: Vec<Link>,
    /// Where to begin, for a reader with several parts of the tree.
    tops: Vec<Link>,
    branches: Vec<Branch>,
    /// The colours of the bars: stored number and words.
    legend: Vec<(i64, String)>,
    units: Vec<Line>,
    orgs: Vec<Line>,
    is_cut: bool,
}

/// Units below the one in the middle.
struct Branch {
    link: Link,
    kind: String,
    units: String,
    uncovered: i64,
    bars: Vec<Bar>,
}

/// The share of one way of resolving, from where to where in a hundred.
struct Bar {
    how: i64,
    said: String,
    from: String,
    width: String,
}

/// A line of one of the trees.
#[derive(Clone, Debug)]
struct Line {
    id: String,
    link: Link,
    note: String,
    depth: usize,
    /// The organisations at the other ends, by the ids of their lines.
    ties: String,
    /// In words: who answers, or that nobody does.
    said: String,
    is_uncovered: bool,
}

pub(super) async fn show(web: Web) -> Answer {
    let tops = map::tops(&web, web.as_of).await?;
    let asked = web.query("unit").map(|id| unit_id(&id)).transpose()?;
    let drawn = match asked.or_else(|| tops.first().map(|top| top.unit.id)) {
        Some(unit) => map::map(&web, unit, web.as_of).await?,
        None => Map::default(),
    };
    let page = web.page("coverage-map");
    answer::page(&MapPage {
        tabs: tabs::tabs(&web, &page),
        day: web.as_of.to_string(),
        unit: asked.map(|id| id.to_string()).unwrap_or_default(),
        way: drawn.way.iter().map(|step| middle(&web, step.id, &step.name)).collect(),
        tops: match &tops[..] {
            [] | [_] => Vec::new(),
            tops => tops.iter().map(|top| middle(&web, top.unit.id, &top.unit.name)).collect(),
        },
        branches: branches(&web, &page, &drawn),
        legend: How::ALL.iter().map(|how| (how.number(), page.t(how.key()))).collect(),
        units: units(&web, &page, &drawn),
        orgs: orgs(&web, &page, &drawn.orgs),
        is_cut: drawn.is_cut,
        page,
    })
}

/// The map with this unit in the middle.
fn middle(web: &Web, unit: UnitId, name: &str) -> Link {
    Link::new(name, as_of(web, "/coverage/map", &[("unit", unit.to_string())]))
}

fn branches(web: &Web, page: &Page, map: &Map) -> Vec<Branch> {
    let branch = |(drawn, tally): &(Drawn, [i64; 5])| Branch {
        link: middle(web, drawn.unit, &drawn.name),
        kind: page.t(drawn.kind.key()),
        units: page.t1("coverage-map-units", "n", tally.iter().sum::<i64>()),
        uncovered: tally[0],
        bars: bars(page, tally),
    };
    map.branches.iter().map(branch).collect()
}

/// The ways that occur beside each other; each begins where the one before ends.
fn bars(page: &Page, tally: &[i64; 5]) -> Vec<Bar> {
    let units: i64 = tally.iter().sum::<i64>().max(1);
    // Tenths of a percent are fine enough for the eye; the words say the number.
    let place = |n: i64| format!("{}.{}", n * 1000 / units / 10, n * 1000 / units % 10);
    let mut from = 0;
    let mut bars = Vec::new();
    for (how, &n) in How::ALL.iter().zip(tally).filter(|(_, n)| **n > 0) {
        let args = [("how", page.t(how.key())), ("n", n.to_string())];
        let said = page
            .tn("coverage-map-bar", &args.each_ref().map(|(key, value)| (*key, value.as_str())));
        bars.push(Bar { how: how.number(), said, from: place(from), width: place(n) });
        from += n;
    }
    bars
}

/// The units in the order of the tree.
fn units(web: &Web, page: &Page, map: &Map) -> Vec<Line> {
    let names: HashMap<PartyOrgId, &str> =
        map.orgs.iter().map(|org| (org.id, org.name.as_str())).collect();
    let mut below: HashMap<Option<UnitId>, Vec<usize>> = HashMap::new();
    for (at, (drawn, ..)) in map.units.iter().enumerate() {
        let parent = if drawn.depth == 0 { None } else { drawn.parent };
        below.entry(parent).or_default().push(at);
    }
    let mut lines = Vec::new();
    let mut waiting: Vec<usize> = below.remove(&None).unwrap_or_default();
    while let Some(at) = waiting.pop() {
        let (drawn, how, orgs) = &map.units[at];
        let named: Vec<&str> = orgs.iter().filter_map(|org| names.get(org).copied()).collect();
        lines.push(Line {
            id: format!("u{}", drawn.unit),
            link: Link::new(&drawn.name, at_unit(web, drawn.unit, "")),
            note: page.t(drawn.kind.key()),
            depth: drawn.depth.try_into().unwrap_or_default(),
            ties: orgs.iter().map(|org| format!("o{org}")).collect::<Vec<_>>().join(" "),
            said: if named.is_empty() {
                page.t(how.key())
            } else {
                named.join(&page.t("list-comma"))
            },
            is_uncovered: !how.is_covered(),
        });
        waiting.extend(below.remove(&Some(drawn.unit)).unwrap_or_default().into_iter().rev());
    }
    lines
}

/// The organisations in the order of their tree; those whose superior is not drawn begin one.
fn orgs(web: &Web, page: &Page, orgs: &[PartyOrg]) -> Vec<Line> {
    let drawn: HashSet<PartyOrgId> = orgs.iter().map(|org| org.id).collect();
    let mut below: HashMap<Option<PartyOrgId>, Vec<&PartyOrg>> = HashMap::new();
    for org in orgs {
        below.entry(org.superior.filter(|id| drawn.contains(id))).or_default().push(org);
    }
    let mut waiting: Vec<(&PartyOrg, usize)> = Vec::new();
    let tops = below.remove(&None).unwrap_or_default();
    waiting.extend(tops.into_iter().rev().map(|org| (org, 0)));
    let mut lines = Vec::new();
    while let Some((org, depth)) = waiting.pop() {
        lines.push(Line {
            id: format!("o{}", org.id),
            link: Link::new(&org.name, at_org(web, org.id, "")),
            note: page.t(org.kind.key()),
            depth,
            ties: String::new(),
            said: String::new(),
            is_uncovered: false,
        });
        let next = below.remove(&Some(org.id)).unwrap_or_default();
        waiting.extend(next.into_iter().rev().map(|org| (org, depth + 1)));
    }
    lines
}
