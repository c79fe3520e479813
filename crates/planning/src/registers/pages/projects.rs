//! Breakthrough projects: who leads, how far the milestones are, which still run.

use super::super::project::{Stage, State};
use super::super::use_cases::projects::{self, Line, List};
use super::{asked, cut, query, views};
use crate::pages::tabs::{Tabs, tabs};
use askama::Template;
use directory::people::called;
use interchange::writers::Value;
use kernel::{Action, Day, Resource};
use web_kit::page::Link;
use web_kit::status::Status;
use web_kit::table::{Column, Table};
use web_kit::{Answer, Page, Web, answer, export};

const COLUMNS: &[Column] = &[
    Column::fixed("name", "project-name").explained("breakthrough"),
    Column::fixed("unit", "register-unit").later(),
    Column::fixed("leads", "project-leads"),
    Column::fixed("led", "project-led").later(),
    Column::fixed("started", "project-started").later(),
    Column::fixed("milestones", "project-milestones"),
    Column::fixed("state", "project-state"),
    Column::fixed("why", "project-closed-why").later(),
];

#[derive(Template)]
#[template(path = "registers/projects.html")]
struct ProjectsPage {
    page: Page,
    tabs: Tabs,
    views: Vec<(Link, bool)>,
    table: Table,
    day: String,
    unit: String,
    rows: Vec<Row>,
    /// Led by members, of those that run; for readers who may know.
    led: Option<String>,
    running: String,
    tells: bool,
    may_begin: bool,
}

struct Row {
    name: Link,
    unit: String,
    leads: String,
    led: String,
    is_led: bool,
    started: String,
    milestones: String,
    late: String,
    look: Status,
    state: String,
    why: String,
}

/// How a project stands on a day: a look and its word.
pub(super) fn look(line: &Line, day: Day) -> (Status, &'static str) {
    match line.project.state {
        _ if line.project.runs_on(day) => (Status::Running, State::Running.key()),
        State::Abandoned => (Status::Failed, State::Abandoned.key()),
        State::Running | State::Ended => (Status::Done, State::Ended.key()),
    }
}

pub(super) async fn show(web: Web) -> Answer {
    let query = query(&web, COLUMNS);
    let list = projects::list(&web, &asked(&web, query.as_workbook)?).await?;
    let page = web.page("registers-title");
    let rows: Vec<Row> = list.lines.iter().map(|line| row(&page, &list, line, web.as_of)).collect();
    if query.as_workbook {
        let page = page.titled("registers-projects").subtitled(web.as_of.to_string());
        return export::workbook(&page, COLUMNS, rows.into_iter().map(cells).collect());
    }
    let text = |row: &Row| format!("{} {} {}", row.name.label, row.leads, row.unit);
    let (rows, total) = cut(&query, rows, text);
    answer::page(&ProjectsPage {
        tabs: tabs(&web, &page),
        views: views(&web, &page, "/registers/projects"),
        table: Table::new("projects", "/registers/projects", COLUMNS, query, total),
        day: web.as_of.to_string(),
        unit: web.query("unit").unwrap_or_default(),
        rows,
        led: list.led.filter(|(_, of)| *of > 0).map(|(led, of)| format!("{led} / {of}")),
        running: page.count(list.running),
        tells: list.led.is_some(),
        may_begin: !web.scope(Action::Create, Resource::Register).is_nothing(),
        page,
    })
}

fn row(page: &Page, list: &List, line: &Line, day: Day) -> Row {
    let project = &line.project;
    let accepted = |day: Day| move |it: &Day| *it <= day;
    let done = line.milestones.iter().filter(|it| it.accepted.as_ref().is_some_and(accepted(day)));
    let late = line.milestones.iter().filter(|it| it.stage != Stage::Accepted && it.due < day);
    let late = if project.runs_on(day) { late.count() } else { 0 };
    let (look, state) = look(line, day);
    let leads: Vec<String> = line.leads.iter().map(|lead| called(&list.people, *lead)).collect();
    let led = match line.is_led {
        Some(true) => page.t("project-led-by-member"),
        Some(false) => page.t("project-led-by-other"),
        None => String::new(),
    };
    Row {
        name: Link::new(&project.name, format!("/registers/projects/{}", project.id)),
        unit: list.places.name(project.unit).to_owned(),
        leads: leads.join("、"),
        is_led: line.is_led == Some(true),
        led,
        started: project.started.to_string(),
        milestones: format!("{} / {}", done.count(), line.milestones.len()),
        late: if late > 0 { page.t1("project-late", "n", late) } else { String::new() },
        look,
        state: page.t(state),
        why: project.closed_why.clone(),
    }
}

fn cells(row: Row) -> Vec<Value> {
    let Row { name, unit, leads, led, started, milestones, state, why, .. } = row;
    [name.label, unit, leads, led, started, milestones, state, why].map(Value::from).to_vec()
}
