//! Breakthrough projects: who leads, how far the milestones are, which still run.

use super::super::project::{Milestone, Stage, State};
use super::super::rolls::Projects;
use super::super::use_cases;
use super::super::use_cases::projects::{self, Line, List};
use super::{asked, cut, outgoing, query, views};
use crate::pages::tabs::{Tabs, tabs};
use askama::Template;
use directory::people::called;
use interchange::writers::Value;
use kernel::{Action, Day, Resource, UnitId};
use organisation::rolls::Kind;
use std::collections::HashMap;
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

/// What a workbook says beside what a list brings in.
const STATES: [Column; 4] = [
    Column::fixed("stage", "milestone-state"),
    Column::fixed("led", "project-led"),
    Column::fixed("state", "project-state"),
    Column::fixed("why", "project-closed-why"),
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
    if query.as_workbook {
        let page = page.titled("registers-projects").subtitled(web.as_of.to_string());
        let units = list.lines.iter().map(|line| line.project.unit);
        let units = use_cases::written(&web, &list.places, units).await?;
        let of_line = |line: &Line| cells(&page, &list, &units, (line, web.as_of));
        let rows = list.lines.iter().flat_map(of_line).collect();
        return export::workbook(&page, &outgoing(Projects::COLUMNS, &STATES), rows);
    }
    let rows: Vec<Row> = list.lines.iter().map(|line| row(&page, &list, line, web.as_of)).collect();
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

/// A row for each milestone as a list brings it in, one for a project without any; then how it stands.
fn cells(
    page: &Page,
    list: &List,
    units: &HashMap<UnitId, String>,
    (line, day): (&Line, Day),
) -> Vec<Vec<Value>> {
    let project = &line.project;
    let shown = row(page, list, line, day);
    let unit = units.get(&project.unit).cloned().unwrap_or_default();
    let acceptor = called(&list.people, project.acceptor);
    let of = |milestone: Option<&Milestone>| {
        let stage = milestone.map(|it| page.t(it.stage.key())).unwrap_or_default();
        let (title, due, outcome) = match milestone {
            Some(it) => (it.title.as_str(), Value::Day(it.due), it.outcome.as_str()),
            None => ("", Value::Empty, ""),
        };
        vec![
            unit.as_str().into(),
            project.name.as_str().into(),
            shown.leads.as_str().into(),
            Value::Day(project.started),
            acceptor.as_str().into(),
            title.into(),
            due,
            outcome.into(),
            stage.into(),
            shown.led.as_str().into(),
            shown.state.as_str().into(),
            shown.why.as_str().into(),
        ]
    };
    match line.milestones.is_empty() {
        true => vec![of(None)],
        false => line.milestones.iter().map(|milestone| of(Some(milestone))).collect(),
    }
}
