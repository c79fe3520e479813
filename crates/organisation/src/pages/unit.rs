//! One unit: what it is, how it came to be, and all that stands below it.

use super::{as_of, at_unit, unit_id};
use crate::party::use_cases::coverage::{self, Answering};
use crate::people::use_cases as people;
use crate::use_cases::choosing::written;
use crate::use_cases::viewing::{self, Portrait, Publicity};
use askama::Template;
use axum::extract::Path;
use directory::tree::{Listing, Order};
use directory::{Kind, Node, Step};
use interchange::writers;
use kernel::{Quantity, UnitId};
use std::collections::HashMap;
use web_kit::form::Typed;
use web_kit::table::{Column, Query, Table};
use web_kit::{Answer, Page, Web, WebError, answer};

const COLUMNS: &[Column] = &[
    Column::text("name", "units-name").filtered(),
    Column::text("code", "units-code").filtered(),
    Column::text("kind", "units-kind").filtered(),
    Column::number("children", "units-children"),
    Column::text("since", "units-since"),
];
/// Rows of a workbook at the most.
const ALL: i64 = 1_000_000;

#[derive(Template)]
#[template(path = "units/unit.html")]
struct UnitPage {
    page: Page,
    day: String,
    portrait: Portrait,
    way: String,
    history: Vec<Chapter>,
    /// Empty form for another name and a note.
    form: Typed,
    table: Table,
    rows: Vec<Row>,
    is_deep: bool,
    /// The same list with the other reach.
    other_reach: String,
    /// Address of this unit without its query, for forms and links.
    here: String,
    /// Who answers for it; `None` for whoever may not know.
    party: Option<PartyPart>,
    /// How many people work in it and in all of its subtree, each with their list; for whoever may know.
    staff: Option<[(i64, String); 2]>,
    tracker: String,
    edit: String,
    close: String,
    reorganise: String,
    found: String,
}

impl UnitPage {
    /// The glossary's entry for the unit's kind, where there is one.
    fn term(&self) -> Option<&'static str> {
        match self.portrait.unit.kind {
            Kind::Group => Some("group"),
            Kind::Plant => Some("plant"),
            Kind::Workshop => Some("workshop"),
            Kind::Department => Some("department"),
            Kind::Team => Some("team"),
            Kind::Crew => Some("shift-crew"),
            Kind::Line => Some("line"),
            Kind::Project => Some("project-department"),
            Kind::Contractor => Some("contractor"),
            _ => None,
        }
    }
}

/// Who answers for the unit on the day.
struct PartyPart {
    how: String,
    is_covered: bool,
    above: Option<String>,
    answering: Vec<(String, Option<String>)>,
    lag: Option<i64>,
    /// Where an organisation is linked to it; for whoever may.
    link: Option<String>,
}

struct Chapter {
    from: String,
    until: String,
    name: String,
    kind: String,
    parent: String,
}

struct Row {
    name: String,
    href: String,
    way: String,
    code: String,
    kind: String,
    children: String,
    since: String,
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    let id = unit_id(&id)?;
    let query = Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), COLUMNS);
    if query.as_workbook {
        return export(&web, id, &query).await;
    }
    shown(&web, id, query, Typed::default()).await
}

/// The page, with a form that was refused or is still empty.
pub(super) async fn shown(web: &Web, id: UnitId, query: Query, form: Typed) -> Answer {
    let portrait = viewing::portrait(web, id, web.as_of).await?;
    let (nodes, paths, total) = list(web, id, &query, false).await?;
    let is_deep = is_deep(&query);
    let page = page(web, &portrait);
    let reach = if is_deep { Vec::new() } else { vec![("below", "all".to_owned())] };
    let here = format!("/units/{id}");
    let is_refused = form.is_refused();
    let template = UnitPage {
        day: web.as_of.to_string(),
        way: written(&portrait.path),
        history: history(&page, &portrait),
        rows: nodes.into_iter().map(|node| row(web, &page, &paths, is_deep, node)).collect(),
        table: Table::new("below", here.clone(), COLUMNS, query, total.max(0) as u64),
        is_deep,
        other_reach: format!("{}#below", as_of(web, &here, &reach)),
        party: party(web, &page, &portrait).await?,
        staff: staff(web, &portrait).await?,
        tracker: format!("/tracker?unit={id}"),
        edit: at_unit(web, id, "/edit"),
        close: at_unit(web, id, "/close"),
        reorganise: at_unit(web, id, "/reorganise"),
        found: as_of(web, "/units/new", &[("parent", id.to_string())]),
        here,
        form,
        portrait,
        page,
    };
    if is_refused { answer::refused(&template) } else { answer::page(&template) }
}

async fn staff(web: &Web, portrait: &Portrait) -> Result<Option<[(i64, String); 2]>, WebError> {
    let unit = &portrait.unit;
    let Some((own, all)) = people::staff_of(web, unit, web.as_of).await? else { return Ok(None) };
    let here = ("unit", unit.id.to_string());
    let only = as_of(web, "/people", &[here.clone(), ("reach", "own".to_owned())]);
    Ok(Some([(own, only), (all, as_of(web, "/people", &[here]))]))
}

async fn party(web: &Web, page: &Page, portrait: &Portrait) -> Result<Option<PartyPart>, WebError> {
    if !portrait.exists {
        return Ok(None);
    }
    let id = portrait.unit.id;
    let Some(answer) = coverage::answer(web, id, web.as_of).await? else { return Ok(None) };
    let named = |one: Answering| {
        let href = as_of(web, &format!("/party/{}", one.link.org), &[]);
        (one.name, one.may_read.then_some(href))
    };
    let link = as_of(web, "/coverage/new", &[("unit", id.to_string())]);
    Ok(Some(PartyPart {
        how: page.t(answer.how.key()),
        is_covered: answer.how.is_covered(),
        above: answer.above,
        answering: answer.answering.into_iter().map(named).collect(),
        lag: answer.lag,
        link: answer.may_link.then_some(link),
    }))
}

fn page(web: &Web, portrait: &Portrait) -> Page {
    let unit = &portrait.unit;
    let mut page =
        web.page("units-title").crumb(web.page("units-title").title, as_of(web, "/units", &[]));
    for step in &portrait.above {
        page = page.crumb(step.name.clone(), at_unit(web, step.id, ""));
    }
    let kind = page.t(unit.kind.key());
    let state = match unit.valid.last_day() {
        _ if portrait.exists => String::new(),
        Some(last) if last < web.as_of => page.t1("units-closed-on", "day", page.day(&last)),
        _ => page.t1("units-founded-on", "day", page.day(&unit.valid.from)),
    };
    page.named(unit.name.clone()).subtitled(kind).state(state)
}

/// Every chapter, the latest first.
fn history(page: &Page, portrait: &Portrait) -> Vec<Chapter> {
    portrait.history.iter().rev().map(|version| chapter(page, portrait, version)).collect()
}

fn chapter(page: &Page, portrait: &Portrait, version: &directory::Version) -> Chapter {
    let parent = version.parent.and_then(|parent| portrait.parents.get(&parent));
    Chapter {
        from: version.valid.from.to_string(),
        until: version
            .valid
            .last_day()
            .map_or_else(|| page.t("units-open-end"), |day| day.to_string()),
        name: version.name.clone(),
        kind: page.t(version.kind.key()),
        parent: parent.cloned().unwrap_or_default(),
    }
}

fn row(
    web: &Web,
    page: &Page,
    paths: &HashMap<UnitId, Vec<Step>>,
    is_deep: bool,
    node: Node,
) -> Row {
    let way = paths.get(&node.unit.id).filter(|_| is_deep);
    Row {
        href: at_unit(web, node.unit.id, ""),
        way: way.map(|path| written(&path[..path.len() - 1])).unwrap_or_default(),
        code: node.unit.code.unwrap_or_default(),
        kind: page.t(node.unit.kind.key()),
        children: page.count(node.children),
        since: node.unit.valid.from.to_string(),
        name: node.unit.name,
    }
}

type Listed = (Vec<Node>, HashMap<UnitId, Vec<Step>>, i64);

async fn list(web: &Web, id: UnitId, query: &Query, all: bool) -> Result<Listed, WebError> {
    let order = match query.sort.map_or("", |sort| sort.column) {
        "name" => Order::Name,
        "code" => Order::Code,
        "kind" => Order::Kind,
        "children" => Order::Children,
        "since" => Order::Since,
        _ => Order::Tree,
    };
    let kinds = kinds(web, query.filter("kind"));
    let listing = Listing {
        above: id,
        day: web.as_of,
        is_deep: is_deep(query),
        text: &query.search,
        name: query.filter("name"),
        code: query.filter("code"),
        kinds: kinds.as_deref(),
        order,
        descending: query.sort.is_some_and(|sort| sort.descending),
        offset: if all { 0 } else { query.offset() as i64 },
        limit: if all { ALL } else { query.size as i64 },
    };
    Ok(viewing::list(web, &listing).await?)
}

/// The kinds whose name, as the reader reads it, has the text in it.
pub(crate) fn kinds(web: &Web, text: &str) -> Option<Vec<Kind>> {
    let wanted = directory::name::normal(text);
    let named = |kind: &Kind| {
        let name = kernel::texts::get().text(web.lang, kind.key());
        directory::name::normal(&name).contains(&wanted)
    };
    (!wanted.is_empty()).then(|| Kind::ALL.iter().copied().filter(named).collect())
}

fn is_deep(query: &Query) -> bool {
    query.kept.iter().any(|(name, value)| name == "below" && value == "all")
}

async fn export(web: &Web, id: UnitId, query: &Query) -> Answer {
    let portrait = viewing::portrait(web, id, web.as_of).await?;
    let (nodes, paths, _) = list(web, id, query, true).await?;
    let page = web.page("units-title");
    let text = |key: &str| writers::Column::new(page.t(key), writers::Format::Text);
    let rows = nodes.into_iter().map(|node| cells(&page, &paths, node));
    let sheet = writers::Table {
        title: portrait.unit.name.clone(),
        columns: vec![
            text("units-name"),
            text("units-way"),
            text("units-code"),
            text("units-kind"),
            writers::Column::new(page.t("units-children"), writers::Format::Number(0)),
            writers::Column::new(page.t("units-since"), writers::Format::Day),
        ],
        rows: rows.collect(),
        ..writers::Table::default()
    };
    let name = format!("{}-{}-{}.xlsx", page.title, portrait.unit.name, web.as_of);
    answer::file(&name, answer::XLSX, writers::xlsx(&[sheet])?)
}

fn cells(page: &Page, paths: &HashMap<UnitId, Vec<Step>>, node: Node) -> Vec<writers::Value> {
    let way = paths.get(&node.unit.id).map(|path| written(path)).unwrap_or_default();
    let children = Quantity::from_integer(node.children).ok();
    vec![
        node.unit.name.into(),
        way.into(),
        node.unit.code.unwrap_or_default().into(),
        page.t(node.unit.kind.key()).into(),
        children.into(),
        writers::Value::Day(node.unit.valid.from),
    ]
}
