//! Both halves of a draft said at once, by a workbook or a program: what the draft would be, and what is wrong
//! with it, each at its place: `targets/CODE/KIND` or `tasks/INDEX/FIELD`, the index counted from 0.

use super::content::{Content, Frame, Mark, Supports, Target, Task, marks};
use super::measure;
use super::split::{Number, parts, spread};
use crate::indicator::Indicator;
use crate::reading::{Kind, kind_name};
use kernel::{IndicatorId, Problem, Quantity};
use std::collections::{BTreeMap, BTreeSet};

/// What is said of a draft. A half that is left out stays as it is; one that is said stands in the place of
/// all that the draft had of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Halves {
    pub targets: Option<BTreeMap<IndicatorId, Target>>,
    /// Tasks by the number that they have in the draft; new ones without.
    pub tasks: Option<Vec<(Option<i64>, Task)>>,
}

impl Halves {
    /// The draft that this makes of `before`; new tasks are numbered from `next`.
    pub fn replacing(&self, before: &Content, next: i64) -> Content {
        let mut fresh = next;
        let mut number = |known: &Option<i64>| {
            known.unwrap_or_else(|| {
                fresh += 1;
                fresh - 1
            })
        };
        let tasks = self
            .tasks
            .as_ref()
            .map(|tasks| tasks.iter().map(|(known, task)| (number(known), task.clone())).collect());
        Content {
            targets: self.targets.clone().unwrap_or_else(|| before.targets.clone()),
            tasks: tasks.unwrap_or_else(|| before.tasks.clone()),
        }
    }

    /// Why it cannot be taken in the place of `before`: everything that the forms for a target and a task
    /// refuse, indicators out of use, and numbers of tasks that the draft does not have.
    pub fn problems(&self, before: &Content, frame: &Frame<'_>) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (id, target) in self.targets.iter().flatten() {
            let Some(indicator) = frame.known.get(id) else { continue };
            problems.extend(of_target(indicator, target, frame));
        }
        let planned = self.targets.as_ref().unwrap_or(&before.targets);
        let mut seen = BTreeSet::new();
        for (index, (number, task)) in self.tasks.iter().flatten().enumerate() {
            let mut found = of_task(task, frame);
            if task.indicator.is_some_and(|id| !planned.contains_key(&id)) {
                found.push(Problem::new("plan-task-orphan").at("indicator"));
            }
            if let Some(number) = number
                && !(before.tasks.contains_key(number) && seen.insert(*number))
            {
                found.push(Problem::new("plan-task-number").arg("number", number).at("number"));
            }
            let place = |problem: Problem| {
                let field = problem.field.clone().unwrap_or_else(|| "title".to_owned());
                problem.arg("task", &task.title).at(format!("tasks/{index}/{field}"))
            };
            problems.extend(found.into_iter().map(place));
        }
        problems
    }
}

fn of_target(indicator: &Indicator, target: &Target, frame: &Frame<'_>) -> Vec<Problem> {
    let about = |code| Problem::new(code).arg("indicator", &indicator.code);
    let mut problems = target.problems(indicator);
    if !indicator.is_active {
        problems.push(about("plan-retired"));
    }
    if parts(indicator.grain, frame.year, frame.rules).is_none() {
        problems.push(about("plan-daily"));
    }
    let strange = target.marks.keys().filter(|kind| !marks(indicator).any(|it| it == **kind));
    problems.extend(strange.map(|kind| about("plan-mark-strange").at(kind_name(*kind))));
    let place = |problem: Problem| {
        let kind = problem.field.clone().unwrap_or_else(|| "target".to_owned());
        problem.at(format!("targets/{}/{kind}", indicator.code))
    };
    problems.into_iter().map(place).collect()
}

fn of_task(task: &Task, frame: &Frame<'_>) -> Vec<Problem> {
    let mut problems = task.problems();
    let is_named = matches!(task.supports, Supports::Post | Supports::Risk);
    if task.supports != Supports::Indicator && task.indicator.is_some() {
        problems.push(Problem::new("plan-task-support").at("indicator"));
    }
    if !is_named && !task.named.is_empty() {
        problems.push(Problem::new("plan-task-support").at("named"));
    }
    if !frame.contains(task.due) {
        problems.push(Problem::new("plan-task-due").arg("day", task.due).at("due"));
    }
    if task.measure.as_ref().is_some_and(|(name, _)| measure::named(name).is_none()) {
        problems.push(Problem::new("plan-task-measure").at("measure"));
    }
    problems
}

/// A mark as it is said: the year's number, and its parts where they are said too.
pub type Said = (Number, Option<Vec<Number>>);

/// A target of what is said of its marks. The target's own parts are spread evenly where nobody says them;
/// those of marks beside it follow its shape.
pub fn target(
    indicator: &Indicator,
    count: usize,
    said: BTreeMap<Kind, Said>,
    is_below: bool,
) -> Target {
    let own = said
        .get(&Kind::Target)
        .map(|(year, said)| said.clone().unwrap_or_else(|| spread(indicator, *year, count, &[])));
    let shape: Vec<Quantity> = own.iter().flatten().map(|part| part.value).collect();
    let mark = |(kind, (year, said)): (Kind, Said)| {
        let own = own.clone().filter(|_| kind == Kind::Target);
        let parts = own.or(said).unwrap_or_else(|| spread(indicator, year, count, &shape));
        (kind, Mark { year, parts })
    };
    Target { marks: said.into_iter().map(mark).collect(), is_below }
}
