//! The Party half of a unit's month, beside the business half.

use crate::annual::content::{Supports, Task};
use crate::annual::progress::Standing;
use crate::annual::use_cases::tracking::{Half, Line};
use crate::use_cases::tracker::Tracker;
use interchange::writers::{Column, Format, Table, Value};
use kernel::{Ratio, Sum};
use web_kit::Page;
use web_kit::page::Link;
use web_kit::status::Status;

/// The tasks in force.
pub(super) struct PartyHalf {
    pub plan: String,
    pub met: usize,
    pub all: usize,
    pub rows: Vec<Row>,
}

/// A task in the month.
pub(super) struct Row {
    pub title: Link,
    /// What it shall reach.
    pub aim: String,
    /// How far it is, with the records behind it.
    pub far: Link,
    /// What it supports; an indicator with the way to its course.
    pub supports: Link,
    pub status: Status,
    pub word: String,
}

impl PartyHalf {
    pub fn new(page: &Page, tracker: &Tracker, half: Half) -> Self {
        let (met, all) = half.met();
        let rows = half.lines.iter().map(|line| row(page, tracker, &half, line)).collect();
        Self { plan: format!("/plans/{}", half.plan), met, all, rows }
    }
}

fn row(page: &Page, tracker: &Tracker, half: &Half, line: &Line) -> Row {
    let to = format!("/plans/{}/tasks/{}", half.plan, line.number);
    let records = line.measured.as_ref().map_or_else(|| to.clone(), |it| it.href.clone());
    Row {
        aim: aim(page, &line.task),
        far: Link::new(far(page, line), records),
        supports: supports(page, tracker, &line.task),
        status: status(line.standing),
        word: word(page, line.standing),
        title: Link::new(line.task.title.clone(), to),
    }
}

fn aim(page: &Page, task: &Task) -> String {
    match &task.measure {
        Some((name, goal)) => {
            let name = page.t(format!("task-measure-{name}"));
            let goal = page.number(goal, 0);
            page.tn("plan-measure-goal", &[("measure", &name), ("goal", &goal)])
        }
        None => task.criterion.clone(),
    }
}

/// "9 / 10 · 90.0 %", or the confirmed share; empty where there is nothing.
fn far(page: &Page, line: &Line) -> String {
    if let Some(measured) = line.measured.as_ref().filter(|measured| measured.of > 0) {
        let [done, of] = [measured.done, measured.of];
        let share = Ratio { numerator: Sum(done.into()), denominator: Sum(of.into()) }.rate(100, 1);
        let share = share.map(|share| page.number(&share, 1)).unwrap_or_default();
        return format!("{} / {} · {share} %", page.count(done), page.count(of));
    }
    line.share.map(|share| format!("{} %", page.number(&share, 0))).unwrap_or_default()
}

/// What a task supports; an indicator with the way to its course in this unit and month.
fn supports(page: &Page, tracker: &Tracker, task: &Task) -> Link {
    match (task.supports, task.indicator.and_then(|id| tracker.known.get(&id))) {
        (Supports::Indicator, Some(known)) => {
            let (unit, month) = (tracker.place.id, tracker.month);
            let href = format!("/tracker/{unit}/{}?month={month}", known.id);
            Link::new(super::shown::name(page, known), href)
        }
        (Supports::Post | Supports::Risk, _) => Link::new(task.named.clone(), ""),
        _ => Link::new(page.t(task.supports.key()), ""),
    }
}

/// The shape of a standing.
pub(crate) const fn status(standing: Standing) -> Status {
    match standing {
        Standing::Met => Status::Met,
        Standing::Near => Status::Near,
        Standing::Off => Status::Off,
        Standing::Underway => Status::Running,
        Standing::Unconfirmed => Status::Pending,
        Standing::NotReported => Status::NotReported,
        Standing::Nothing | Standing::NotRecorded => Status::NotApplicable,
    }
}

/// Its word, where the usual one of the shape does not fit.
pub(crate) fn word(page: &Page, standing: Standing) -> String {
    match standing {
        Standing::Underway => page.t("plan-stands-underway"),
        Standing::Unconfirmed => page.t("plan-unconfirmed"),
        Standing::Nothing => page.t("plan-stands-nothing"),
        Standing::NotRecorded => page.t("plan-stands-not-recorded"),
        Standing::Off => page.t("plan-stands-off"),
        _ => String::new(),
    }
}

/// The Party half as a sheet.
pub(super) fn sheet(page: &Page, tracker: &Tracker, half: &Half) -> Table {
    let keys = [
        "plan-task-title",
        "plan-criterion",
        "plan-supports",
        "plan-far",
        "tracker-status",
        "plan-owner",
        "plan-due",
    ];
    let rows = half.lines.iter().map(|line| {
        let own = word(page, line.standing);
        let word = if own.is_empty() { page.t(status(line.standing).key()) } else { own };
        let owner = half.people.get(&line.task.owner).map(|it| it.name.clone()).unwrap_or_default();
        vec![
            line.task.title.as_str().into(),
            aim(page, &line.task).into(),
            supports(page, tracker, &line.task).label.into(),
            far(page, line).into(),
            word.into(),
            owner.into(),
            Value::Day(line.task.due),
        ]
    });
    let columns = keys.map(|key| Column::new(page.t(key), Format::Text)).to_vec();
    Table { title: page.t("plan-party"), columns, rows: rows.collect(), charts: Vec::new() }
}
