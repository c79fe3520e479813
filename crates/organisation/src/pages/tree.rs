//! The tree: opened branch by branch, searched, as of any day.

use super::{as_of, at_unit, tabs, unit_id};
use crate::use_cases::choosing::written;
use crate::use_cases::viewing::{self, Line, View};
use askama::Template;
use axum::extract::Path;
use directory::{Node, Unit};
use kernel::{Action, Resource, UnitId};
use std::collections::HashSet;
use web_kit::page::Link;
use web_kit::{Answer, Page, Web, WebError, answer};

/// Branches that an address may open at the most.
pub(crate) const OPEN: usize = 60;
/// Units that a search shows.
const FOUND: i64 = 100;
/// Units that are proposed while one types.
const PROPOSED: i64 = 12;

#[derive(Template)]
#[template(path = "units/tree.html")]
struct TreePage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    day: String,
    search: String,
    with_closed: bool,
    lines: Vec<Row>,
    /// What a search found; `None` when nothing is searched for.
    found: Option<Finds>,
    may_found: bool,
    /// Whether the reader may bring units from a list, which a storey above reads.
    may_import: bool,
}

#[derive(Template)]
#[template(path = "units/branch.html")]
pub(crate) struct Branch {
    pub page: Page,
    pub lines: Vec<Row>,
}

/// A line of the tree as the template draws it.
#[derive(Default)]
pub(crate) struct Row {
    pub id: String,
    pub label: String,
    pub href: String,
    pub note: String,
    pub opens: bool,
    pub is_open: bool,
    pub is_end: bool,
    pub toggle: String,
    pub children: String,
}

struct Finds {
    rows: Vec<Find>,
    total: i64,
    /// Whether there are more than were looked at.
    is_cut: bool,
}

struct Find {
    name: String,
    href: String,
    kind: String,
    code: String,
    way: String,
}

pub(super) async fn show(web: Web) -> Answer {
    let view = view(&web);
    let search = web.query("q").unwrap_or_default();
    let page = web.page("units-title");
    let (lines, found) = if search.is_empty() {
        let lines = viewing::lines(&web, web.as_of, &view).await?;
        (rows(&web, &page, &view, lines), None)
    } else {
        (Vec::new(), Some(finds(&web, &page, &search).await?))
    };
    answer::page(&TreePage {
        day: web.as_of.to_string(),
        search,
        with_closed: view.with_closed,
        lines,
        found,
        may_found: web.can(Action::Create, Resource::Unit, &[]),
        may_import: web.can(Action::Import, Resource::Unit, &[])
            && web.can(Action::Import, Resource::Import, &[])
            && web.can(Action::Read, Resource::Profile, &[]),
        tabs: tabs::tabs(&web, &page),
        page,
    })
}

/// The lines below one unit, for a script that opens it.
pub(super) async fn children(web: Web, Path(id): Path<String>) -> Answer {
    let view = view(&web);
    let lines = viewing::children(&web, unit_id(&id)?, web.as_of, view.with_closed).await?;
    let page = web.page("units-title");
    let lines = rows(&web, &page, &view, lines);
    answer::page(&Branch { page, lines })
}

#[derive(Template)]
#[template(path = "units/choices.html")]
struct Choices {
    ways: Vec<String>,
}

/// Ways to the units that a person may mean who types into a field.
pub(super) async fn choices(web: Web) -> Answer {
    let text = web.typing();
    // Whoever has chosen a way already sees its end proposed again.
    let last = text.rsplit(" / ").next().unwrap_or_default();
    let (found, paths) = viewing::search(&web, last, web.as_of, PROPOSED).await?;
    let ways = found.units.iter().filter_map(|unit| paths.get(&unit.id));
    answer::page(&Choices { ways: ways.map(|path| written(path)).collect() })
}

/// Which branches the address opens.
fn view(web: &Web) -> View {
    let open = web.query("open").unwrap_or_default();
    let open = open.split('.').filter_map(|id| id.parse().ok()).take(OPEN).collect();
    View { open, with_closed: web.query("closed").is_some() }
}

async fn finds(web: &Web, page: &Page, text: &str) -> Result<Finds, WebError> {
    let (found, paths) = viewing::search(web, text, web.as_of, FOUND).await?;
    let rows = found.units.into_iter().map(|unit| Find {
        href: at_unit(web, unit.id, ""),
        kind: page.t(unit.kind.key()),
        way: paths.get(&unit.id).map(|path| written(path)).unwrap_or_default(),
        code: unit.code.unwrap_or_default(),
        name: unit.name,
    });
    Ok(Finds { rows: rows.collect(), total: found.total, is_cut: found.is_cut })
}

fn rows(web: &Web, page: &Page, view: &View, lines: Vec<Line>) -> Vec<Row> {
    let row = |line| match line {
        Line::Folded(node) => row(web, page, view, node, false),
        Line::Open(node) => row(web, page, view, node, true),
        Line::Closed(unit) => closed(web, page, &unit),
        Line::More(id) => Row {
            id: format!("more{id}"),
            label: page.t("units-more"),
            href: at_unit(web, id, ""),
            ..Row::default()
        },
        Line::End => Row { is_end: true, ..Row::default() },
    };
    lines.into_iter().map(row).collect()
}

fn row(web: &Web, page: &Page, view: &View, node: Node, is_open: bool) -> Row {
    let Node { unit, children } = node;
    let mut note = noted(page, &unit);
    if children > 0 {
        note += &format!(" · {}", page.t1("units-below", "n", children));
    }
    if let Some(last) = unit.valid.last_day() {
        note += &format!(" · {}", page.t1("units-until", "day", page.day(&last)));
    }
    Row {
        id: format!("u{}", unit.id),
        href: at_unit(web, unit.id, ""),
        note,
        opens: children > 0 || view.with_closed,
        is_open,
        is_end: false,
        toggle: toggle(web, view, unit.id),
        children: as_of(web, &format!("/units/{}/children", unit.id), &kept(view)),
        label: unit.name,
    }
}

fn closed(web: &Web, page: &Page, unit: &Unit) -> Row {
    let last = unit.valid.last_day().map(|day| page.day(&day)).unwrap_or_default();
    Row {
        id: format!("u{}", unit.id),
        href: at_unit(web, unit.id, ""),
        note: format!("{} · {}", noted(page, unit), page.t1("units-closed-on", "day", last)),
        label: unit.name.clone(),
        ..Row::default()
    }
}

/// Kind and code.
fn noted(page: &Page, unit: &Unit) -> String {
    let kind = page.t(unit.kind.key());
    unit.code.as_ref().map_or(kind.clone(), |code| format!("{kind} · {code}"))
}

/// The page with this branch opened, or closed if it is open.
fn toggle(web: &Web, view: &View, id: UnitId) -> String {
    let mut open: HashSet<UnitId> = view.open.clone();
    if !open.remove(&id) {
        open.insert(id);
    }
    let mut open: Vec<UnitId> = open.into_iter().collect();
    open.sort_unstable();
    let open = open.iter().map(UnitId::to_string).collect::<Vec<_>>().join(".");
    let mut pairs = kept(view);
    pairs.push(("open", open));
    format!("{}#u{id}", as_of(web, "/units", &pairs))
}

fn kept(view: &View) -> Vec<(&'static str, String)> {
    view.with_closed.then(|| ("closed", "1".to_owned())).into_iter().collect()
}
