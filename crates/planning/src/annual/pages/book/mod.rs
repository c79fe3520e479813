//! A plan as a workbook out and in: the business half with a row for each mark and a column for each part of
//! the year, the Party half with a row for each task, and the way. Whoever may change the plan also gets the
//! indicators that it may name, and notes.

mod read;

pub(super) use read::{Row, Taken, Wrong, read};

use super::said;
use crate::annual::content::marks;
use crate::annual::split::parts;
use crate::annual::use_cases::Shown;
use crate::indicator::Indicator;
use crate::pages::shown as words;
use crate::reading::{Kind, kind_name};
use directory::people::called;
use interchange::writers::{self, Column, Format, Table, Value};
use kernel::{Grain, Period};
use web_kit::answer::{self, Answer, XLSX};
use web_kit::{Page, Web};

/// The sheets that are read again.
const BUSINESS: &str = "plan-business";
const PARTY: &str = "plan-party";

/// The columns of the business half before the parts of the year.
const OF_MARKS: [&str; 6] = [
    "indicator-code",
    "term-indicator",
    "indicator-unit",
    "plan-mark",
    "plan-below",
    "plan-whole-year",
];

/// The columns of the Party half.
const OF_TASKS: [&str; 10] = [
    "plan-task-number",
    "plan-task-title",
    "plan-supports",
    "plan-indicator",
    "plan-named",
    "plan-criterion",
    "plan-measure",
    "plan-goal",
    "plan-owner",
    "plan-due",
];

pub(super) fn answer(web: &Web, shown: &Shown) -> Answer {
    let page = web.page("plans-title");
    let mut sheets = vec![business(&page, shown), party(&page, shown), way(&page, shown)];
    if shown.may_change {
        sheets.extend([indicators(&page, shown), notes(&page)]);
    }
    let year = said::year(&page, &shown.ground, shown.version.year);
    let title = page.tn("plan-of", &[("unit", &shown.unit_name), ("year", &year)]);
    let name = format!("{title} {}.xlsx", said::number(&page, &shown.version));
    answer::file(&name, XLSX, writers::xlsx(&sheets)?)
}

fn table(page: &Page, title: &str, keys: &[&str], rows: Vec<Vec<Value>>) -> Table {
    let columns = keys.iter().map(|key| Column::new(page.t(key), Format::Text)).collect();
    Table { title: page.t(title), columns, rows, charts: Vec::new() }
}

/// The indicators that the plan has, and those that it may still take.
fn plannable(shown: &Shown) -> Vec<&Indicator> {
    let is_there = |it: &&Indicator| {
        let has_parts = parts(it.grain, shown.version.year, shown.ground.rules).is_some();
        shown.content.targets.contains_key(&it.id) || (it.is_active && has_parts)
    };
    let mut found: Vec<&Indicator> = shown.ground.known.values().filter(is_there).collect();
    found.sort_by_key(|indicator| indicator.id);
    found
}

/// The parts of the year that have columns: months and quarters, as far as indicators have them.
fn periods(shown: &Shown) -> Vec<Period> {
    let of = |grain| {
        let is_there = plannable(shown).iter().any(|indicator| indicator.grain == grain);
        let all = parts(grain, shown.version.year, shown.ground.rules);
        all.filter(|_| is_there).unwrap_or_default()
    };
    [of(Grain::Month), of(Grain::Quarter)].concat()
}

/// A row for each indicator and mark.
fn business(page: &Page, shown: &Shown) -> Table {
    let columns = periods(shown);
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for (id, target) in &shown.content.targets {
        let Some(known) = shown.ground.known.get(id) else { continue };
        let own = parts(known.grain, shown.version.year, shown.ground.rules).unwrap_or_default();
        for (kind, mark) in marks(known).filter_map(|kind| Some((kind, target.marks.get(&kind)?))) {
            let is_below = target.is_below && kind == Kind::Target;
            let mut row: Vec<Value> = vec![
                known.code.as_str().into(),
                words::name(page, known).into(),
                known.unit.as_str().into(),
                said::kind(page, kind).into(),
                if is_below { page.t("plan-yes").into() } else { Value::Empty },
                written(mark.year),
            ];
            row.extend(columns.iter().map(|period| {
                let at = own.iter().position(|one| one == period);
                at.and_then(|at| mark.parts.get(at)).map_or(Value::Empty, |it| written(*it))
            }));
            rows.push(row);
        }
    }
    let mut table = table(page, BUSINESS, &OF_MARKS, rows);
    let heading = |period| Column::new(page.period(period), Format::Text);
    table.columns.extend(columns.iter().map(heading));
    table
}

fn written(number: crate::annual::split::Number) -> Value {
    match number.weight {
        None => Value::Number(number.value),
        Some(_) => said::typed(number).into(),
    }
}

fn party(page: &Page, shown: &Shown) -> Table {
    let code = |id| shown.ground.known.get(&id).map(|known| known.code.clone());
    let rows = shown.content.tasks.iter().map(|(number, task)| {
        let (measure, goal) = match &task.measure {
            Some((name, goal)) => (page.t(format!("task-measure-{name}")), Value::Number(*goal)),
            None => (String::new(), Value::Empty),
        };
        vec![
            number.to_string().into(),
            task.title.as_str().into(),
            page.t(task.supports.key()).into(),
            task.indicator.and_then(code).unwrap_or_default().into(),
            task.named.as_str().into(),
            task.criterion.as_str().into(),
            measure.into(),
            goal,
            called(&shown.people, task.owner).into(),
            task.due.to_string().into(),
        ]
    });
    table(page, PARTY, &OF_TASKS, rows.collect())
}

fn way(page: &Page, shown: &Shown) -> Table {
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for step in &shown.steps {
        let (moment, deed) = (page.moment(&step.recorded_at), page.t(step.deed.key()));
        rows.push(vec![
            moment.into(),
            deed.into(),
            step.said.as_str().into(),
            said::by(page, step).into(),
        ]);
    }
    if let Some(digest) = &shown.version.digest {
        rows.push(vec![
            Value::Empty,
            page.t("plan-digest").into(),
            digest.as_str().into(),
            Value::Empty,
        ]);
    }
    table(page, "plan-way", &["plan-when", "plan-step", "plan-said", "plan-by"], rows)
}

/// What the business half may name.
fn indicators(page: &Page, shown: &Shown) -> Table {
    let row = |indicator: &&Indicator| {
        let kinds: Vec<String> = marks(indicator).map(|kind| said::kind(page, kind)).collect();
        vec![
            indicator.code.as_str().into(),
            words::name(page, indicator).into(),
            indicator.unit.as_str().into(),
            kinds.join("、").into(),
        ]
    };
    let rows = plannable(shown).iter().map(row).collect();
    let keys = ["indicator-code", "term-indicator", "indicator-unit", "plan-mark"];
    table(page, "plan-book-indicators", &keys, rows)
}

fn notes(page: &Page) -> Table {
    let notes = page.t("plan-book-notes");
    let rows = notes.lines().map(|note| vec![note.into()]).collect();
    table(page, "plan-book-notes-title", &["plan-book-notes-title"], rows)
}

/// The marks by what they are called, in either language.
fn mark_called(text: &str) -> Option<Kind> {
    let is = |kind: &&Kind| read::is(text, &format!("term-{}", kind_name(**kind)));
    Kind::ALL.iter().filter(|kind| **kind != Kind::Actual).find(is).copied()
}
