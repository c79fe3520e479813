//! Numbers, names and changes of a plan as its pages say them.

use super::href;
use crate::annual::content::{Change, Supports, Task};
use crate::annual::split::{Number, parts};
use crate::annual::use_cases::{Ground, Shown, Step, Version};
use crate::figure::Amount;
use crate::indicator::Indicator;
use crate::pages::shown;
use crate::reading::{Kind, kind_name};
use directory::people::called;
use kernel::{IndicatorId, Quantity};
use web_kit::Page;
use web_kit::page::Link;
use web_kit::status::Figure;

/// What a mark is called.
pub(super) fn kind(page: &Page, kind: Kind) -> String {
    page.t(format!("term-{}", kind_name(kind)))
}

/// A number as it is typed: `12.5`, or `70/120` for numerator and denominator.
pub(super) fn typed(number: Number) -> String {
    match number.weight {
        None => number.value.to_string(),
        Some(weight) => format!("{}/{weight}", number.value),
    }
}

/// A number as it is read.
pub(super) fn figure(indicator: &Indicator, number: Number) -> Figure {
    match worth(indicator, number) {
        Some(value) => Figure::value(value, indicator.decimals),
        None => Figure::Undefined,
    }
}

/// What a number stands for, to the indicator's decimals; `None` without a denominator.
pub(super) fn worth(indicator: &Indicator, number: Number) -> Option<Quantity> {
    match number.weight {
        None => Some(number.value),
        weight => Amount::of(indicator.aggregation, number.value, weight).value(indicator),
    }
}

/// The year with the word for it: `2026`, or `2026–2027` where it ends in the next one.
pub(super) fn year(page: &Page, ground: &Ground, year: i32) -> String {
    if ground.rules.start_month == 1 {
        return page.t1("plan-year-of", "year", year);
    }
    page.t1("plan-year-of", "year", format!("{year}–{}", year + 1))
}

/// "第 2 版"
pub(super) fn number(page: &Page, version: &Version) -> String {
    page.t1("plan-version-n", "n", version.number)
}

/// The page of something that belongs to a plan, with the way to it.
pub(super) fn beside(page: Page, shown: &Shown) -> Page {
    let title = page.t("plans-title");
    let plan = page.tn(
        "plan-of",
        &[("unit", &shown.unit_name), ("year", &year(&page, &shown.ground, shown.version.year))],
    );
    page.crumb(title, "/plans").crumb(plan, href(shown.version.id))
}

/// What an indicator is called; its id where the dictionary has lost it.
pub(super) fn indicator(page: &Page, ground: &Ground, id: IndicatorId) -> String {
    ground.known.get(&id).map_or_else(|| id.to_string(), |known| shown::name(page, known))
}

/// What a task is for, in words.
pub(super) fn supports(page: &Page, ground: &Ground, task: &Task) -> String {
    match (task.supports, task.indicator) {
        (Supports::Indicator, Some(id)) => indicator(page, ground, id),
        (Supports::Itself, _) => page.t(Supports::Itself.key()),
        _ => format!("{} · {}", page.t(task.supports.key()), task.named),
    }
}

/// What measures a task, and how far it shall come; empty where progress is recorded by hand.
pub(super) fn measure(page: &Page, task: &Task) -> String {
    let Some((name, goal)) = &task.measure else { return String::new() };
    let name = page.t(format!("task-measure-{name}"));
    page.tn("plan-measure-goal", &[("measure", &name), ("goal", &page.number(goal, 0))])
}

/// A difference as a row: what it is about, before, after.
pub(super) struct Difference {
    pub about: String,
    pub before: String,
    pub after: String,
}

/// The differences of an amendment. The parts of a mark stand in one row each.
pub(super) fn differences(page: &Page, shown: &Shown) -> Vec<Difference> {
    let changes = shown.changes.iter().flat_map(|(_, changes)| changes);
    changes.map(|change| difference(page, shown, change)).collect()
}

fn difference(page: &Page, shown: &Shown, change: &Change) -> Difference {
    let ground = &shown.ground;
    match change {
        Change::Number { indicator: id, kind: mark, period, before, after } => {
            let known = ground.known.get(id);
            let said = |number: &Option<Number>| match (number, known) {
                (Some(number), Some(known)) => page.figure(&figure(known, *number)),
                _ => String::new(),
            };
            let periods = known.and_then(|it| parts(it.grain, shown.version.year, ground.rules));
            let at = period.and_then(|at| periods?.get(at).copied());
            let at = at.map_or_else(|| page.t("plan-whole-year"), |period| page.period(&period));
            let about = format!("{} · {} · {at}", indicator(page, ground, *id), kind(page, *mark));
            Difference { about, before: said(before), after: said(after) }
        }
        Change::Below { indicator: id, after } => {
            let said = |flag: bool| if flag { page.t("plan-below") } else { String::new() };
            Difference {
                about: indicator(page, ground, *id),
                before: said(!after),
                after: said(*after),
            }
        }
        Change::Task { number, before, after } => {
            let said = |task: &Option<Box<Task>>| {
                task.as_ref().map(|task| self::task(page, shown, task)).unwrap_or_default()
            };
            let about = page.t1("plan-task-n", "n", number);
            Difference { about, before: said(before), after: said(after) }
        }
    }
}

/// A whole task in one line.
fn task(page: &Page, shown: &Shown, task: &Task) -> String {
    let mut said = vec![
        task.title.clone(),
        supports(page, &shown.ground, task),
        task.criterion.clone(),
        measure(page, task),
        called(&shown.people, task.owner),
        task.due.to_string(),
    ];
    said.retain(|part| !part.is_empty());
    said.join(" · ")
}

/// A version as a link: its number and how far it is.
pub(super) fn link(page: &Page, version: &Version) -> Link {
    let label = format!("{} {}", number(page, version), page.t(version.stage.key()));
    Link::new(label, href(version.id))
}

/// Who took a step, in whose place, and who named them.
pub(super) fn by(page: &Page, step: &Step) -> String {
    let Some((_, whom)) = &step.on_behalf else { return step.recorded_by.clone() };
    let mut told = vec![("who", step.recorded_by.as_str()), ("whom", whom)];
    match &step.named_by {
        Some(by) => {
            told.push(("by", by));
            page.tn("plan-for-named", &told)
        }
        None => page.tn("plan-for", &told),
    }
}
