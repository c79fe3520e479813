//! The tree of Party organisations: opened branch by branch, searched, as of any day.

use super::{at_org, org_id};
use crate::pages::tree::{Branch, OPEN, Row};
use crate::pages::{as_of, tabs};
use crate::party::party_org::{OrgNode, PartyOrg};
use crate::party::use_cases::orgs;
use askama::Template;
use axum::extract::Path;
use interchange::writers::Value;
use kernel::{Action, Day, PartyOrgId, Resource};
use std::collections::{HashMap, HashSet};
use web_kit::page::Link;
use web_kit::table::{Column, Query};
use web_kit::{Answer, Page, Web, WebError, answer, export};

/// Organisations that a search shows.
const FOUND: i64 = 100;
/// Organisations that are proposed while one types.
const PROPOSED: i64 = 12;

#[derive(Template)]
#[template(path = "party/tree.html")]
struct TreePage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    day: String,
    search: String,
    lines: Vec<Row>,
    /// What a search found; `None` when nothing is searched for.
    found: Option<Vec<Find>>,
    may_found: bool,
    /// Where all of them are had as a workbook.
    export: String,
}

struct Find {
    name: String,
    href: String,
    kind: String,
}

/// The columns of the workbook.
const COLUMNS: &[Column] = &[
    Column::text("name", "units-name"),
    Column::text("kind", "units-kind"),
    Column::text("superior", "party-superior"),
    Column::text("seat", "party-seat").explained("party-seat"),
    Column::text("since", "units-since"),
];

/// All organisations of the day, as a workbook.
async fn export(web: &Web) -> Answer {
    let (all, seats) = orgs::everything(web, web.as_of).await?;
    let names: HashMap<PartyOrgId, &str> =
        all.iter().map(|org| (org.id, org.name.as_str())).collect();
    let page = web.page("party-title");
    let row = |org: &PartyOrg| {
        let superior = org.superior.and_then(|superior| names.get(&superior));
        let seat = seats.get(&org.seat).map(|unit| unit.name.as_str());
        let since = Some(org.valid.from).filter(|day| *day != Day::EARLIEST);
        vec![
            Value::from(org.name.as_str()),
            page.t(org.kind.key()).into(),
            Value::from(superior.copied().unwrap_or_default()),
            Value::from(seat.unwrap_or_default()),
            since.map_or(Value::Empty, Value::Day),
        ]
    };
    let rows = all.iter().map(row).collect();
    export::workbook(&page.subtitled(web.as_of.to_string()), COLUMNS, rows)
}

pub(super) async fn show(web: Web) -> Answer {
    let query = web.path.split_once('?').map_or("", |(_, query)| query);
    if Query::parse(query, COLUMNS).as_workbook {
        return export(&web).await;
    }
    let search = web.query("q").unwrap_or_default();
    let page = web.page("party-title");
    let (lines, found) = if search.is_empty() {
        (lines(&web, &page).await?, None)
    } else {
        let found = orgs::search(&web, &search, web.as_of, FOUND).await?;
        (Vec::new(), Some(found.into_iter().map(|org| find(&web, &page, org)).collect()))
    };
    answer::page(&TreePage {
        tabs: tabs::tabs(&web, &page),
        day: web.as_of.to_string(),
        search,
        lines,
        found,
        may_found: web.can(Action::Create, Resource::PartyOrg, &[]),
        export: as_of(&web, "/party", &[("format", "xlsx".to_owned())]),
        page,
    })
}

/// The lines below one organisation, for a script that opens it.
pub(super) async fn children(web: Web, Path(id): Path<String>) -> Answer {
    let nodes = orgs::children(&web, org_id(&id)?, web.as_of).await?;
    let page = web.page("party-title");
    let open = HashSet::new();
    let lines = nodes.into_iter().map(|node| row(&web, &page, &open, node, false)).collect();
    answer::page(&Branch { page, lines })
}

#[derive(Template)]
#[template(path = "units/choices.html")]
struct Choices {
    ways: Vec<String>,
}

/// Names of the organisations that a person may mean who types into a field.
pub(super) async fn choices(web: Web) -> Answer {
    let found = orgs::search(&web, &web.typing(), web.as_of, PROPOSED).await?;
    answer::page(&Choices { ways: found.into_iter().map(|org| org.name).collect() })
}

fn find(web: &Web, page: &Page, org: PartyOrg) -> Find {
    Find { href: at_org(web, org.id, ""), kind: page.t(org.kind.key()), name: org.name }
}

/// The reader's tree: its tops, and below each open organisation those directly under it.
async fn lines(web: &Web, page: &Page) -> Result<Vec<Row>, WebError> {
    let open = web.query("open").unwrap_or_default();
    let mut open: HashSet<PartyOrgId> =
        open.split('.').filter_map(|id| id.parse().ok()).take(OPEN).collect();
    let tops = orgs::tops(web, web.as_of).await?;
    // A single top is opened: a tree of one line tells nothing.
    let asked = open.clone();
    if let [top] = &tops[..] {
        open.insert(top.org.id);
    }
    let mut lines = Vec::new();
    // What is still to be written, the next at the end; `None` ends an open one.
    let mut waiting: Vec<Option<OrgNode>> = tops.iter().cloned().rev().map(Some).collect();
    while let Some(next) = waiting.pop() {
        let Some(node) = next else {
            lines.push(Row { is_end: true, ..Row::default() });
            continue;
        };
        let id = node.org.id;
        let is_open = node.children > 0 && open.contains(&id);
        lines.push(row(web, page, &asked, node, is_open));
        if is_open {
            waiting.push(None);
            let below = orgs::children(web, id, web.as_of).await?;
            waiting.extend(below.into_iter().rev().map(Some));
        }
    }
    Ok(lines)
}

fn row(web: &Web, page: &Page, open: &HashSet<PartyOrgId>, node: OrgNode, is_open: bool) -> Row {
    let OrgNode { org, children, units } = node;
    let mut note = page.t(org.kind.key());
    if children > 0 {
        note += &format!(" · {}", page.t1("party-below", "n", children));
    }
    if units > 0 {
        note += &format!(" · {}", page.t1("party-units", "n", units));
    }
    if let Some(last) = org.valid.last_day() {
        note += &format!(" · {}", page.t1("units-until", "day", page.day(&last)));
    }
    Row {
        id: format!("p{}", org.id),
        href: at_org(web, org.id, ""),
        note,
        opens: children > 0,
        is_open,
        is_end: false,
        toggle: toggle(web, open, org.id),
        children: at_org(web, org.id, "/children"),
        label: org.name,
    }
}

/// The page with this branch opened, or closed if it is open.
fn toggle(web: &Web, open: &HashSet<PartyOrgId>, id: PartyOrgId) -> String {
    let mut open = open.clone();
    if !open.remove(&id) {
        open.insert(id);
    }
    let mut open: Vec<PartyOrgId> = open.into_iter().collect();
    open.sort_unstable();
    let open = open.iter().map(PartyOrgId::to_string).collect::<Vec<_>>().join(".");
    format!("{}#p{id}", as_of(web, "/party", &[("open", open)]))
}
