//! What a plan says: its business half and its Party half, what keeps it from being submitted, how two
//! versions differ, and the digest over all of it.

use super::split::{self, Mismatch, Number};
use crate::indicator::Indicator;
use crate::order;
use crate::reading::{Kind, kind_name};
use kernel::{Day, FinancialYear, IndicatorId, Period, PersonId, Problem, Quantity, UnitId};
use scoring::line;
use serde_json::json;
use sm3::{Digest, Sm3};
use std::collections::{BTreeMap, HashMap};

/// Both halves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// Business targets by indicator.
    pub targets: BTreeMap<IndicatorId, Target>,
    /// Party tasks by number.
    pub tasks: BTreeMap<i64, Task>,
}

/// What is planned of an indicator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    pub marks: BTreeMap<Kind, Mark>,
    /// 由下级单位承担: the units below carry it, and the tracker adds up theirs.
    pub is_below: bool,
}

/// A target, threshold or other mark of a year with its parts, in the order of the year's periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub year: Number,
    pub parts: Vec<Number>,
}

/// The marks that a plan may hold, in the order in which tables show them.
const MARKS: [Kind; 5] =
    [Kind::Threshold, Kind::Target, Kind::TargetHigh, Kind::ThresholdHigh, Kind::Stretch];

/// The marks that an indicator takes.
pub fn marks(indicator: &Indicator) -> impl Iterator<Item = Kind> + '_ {
    use crate::indicator::Direction::Range;
    let is_range = indicator.direction == Range;
    MARKS.into_iter().filter(move |kind| match kind {
        Kind::TargetHigh | Kind::ThresholdHigh => is_range,
        Kind::Stretch => !is_range,
        _ => true,
    })
}

kernel::named! {
    /// What a task is for.
    Supports("plan-supports-") {
        /// 经营指标
        Indicator = "indicator",
        /// 关键岗位
        Post = "post",
        /// 风险
        Risk = "risk",
        /// 自身建设: for the organisation itself; its share of all tasks is capped.
        Itself = "itself",
    }
}

/// A Party task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub title: String,
    pub supports: Supports,
    /// The indicator that it supports.
    pub indicator: Option<IndicatorId>,
    /// The key post or the risk in words.
    pub named: String,
    /// The outcome by which it is judged.
    pub criterion: String,
    /// What measures it, by the name of an offered measure, and the share in per cent to reach.
    pub measure: Option<(String, Quantity)>,
    pub owner: PersonId,
    pub due: Day,
}

/// Words that promise nothing that could be checked, unless a number stands beside them.
const VAGUE: &[&str] = &[
    "持续推进",
    "进一步",
    "不断提高",
    "不断提升",
    "不断加强",
    "切实加强",
    "大力加强",
    "扎实推进",
    "有序推进",
    "积极推进",
    "全面加强",
    "深入推进",
    "稳步推进",
];

/// The word in a text that promises nothing, if there is one.
pub(crate) fn vague(text: &str) -> Option<&'static str> {
    VAGUE.iter().copied().find(|word| text.contains(word))
}

/// Whether a text promises nothing that could be checked.
pub(crate) fn is_vague(text: &str) -> bool {
    vague(text).is_some() && !text.chars().any(char::is_numeric)
}

impl Task {
    /// Why the task cannot be taken, each at its field.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Some(seen) = line::only_counts(&self.criterion) {
            problems.push(Problem::new("plan-task-counts").arg("seen", seen).at("criterion"));
        }
        let is_linked = match self.supports {
            Supports::Indicator => self.indicator.is_some(),
            Supports::Post | Supports::Risk => !self.named.trim().is_empty(),
            Supports::Itself => true,
        };
        if !is_linked {
            let field = if self.supports == Supports::Indicator { "indicator" } else { "named" };
            problems.push(Problem::new("plan-task-link").at(field));
        }
        let hundred = Quantity::from_integer(100).unwrap_or_default();
        let goal = self.measure.as_ref().map(|(_, goal)| *goal);
        if goal.is_some_and(|goal| goal.is_negative() || goal > hundred) {
            problems.push(Problem::new("plan-task-goal").at("goal"));
        }
        problems
    }

    /// Whether its criterion promises nothing that could be checked.
    pub fn is_vague(&self) -> bool {
        self.measure.is_none() && is_vague(&self.criterion)
    }
}

/// What belongs to the plan around its content.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    pub unit: UnitId,
    pub year: i32,
    pub number: i64,
    pub rules: FinancialYear,
    pub known: &'a HashMap<IndicatorId, Indicator>,
    /// The most tasks in a hundred that may be of the self-building class.
    pub itself_percent: i64,
}

impl Frame<'_> {
    /// Whether the day lies in the year.
    pub fn contains(&self, day: Day) -> bool {
        self.rules.year_of(day.month()) == self.year
    }
}

impl Content {
    /// Why it cannot be submitted: every reason, each naming its target or task.
    pub fn problems(&self, frame: &Frame<'_>) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.targets.is_empty() {
            problems.push(Problem::new("plan-without-business"));
        }
        if self.tasks.is_empty() {
            problems.push(Problem::new("plan-without-party"));
        }
        for (id, target) in &self.targets {
            let Some(indicator) = frame.known.get(id) else { continue };
            if !indicator.is_active {
                problems.push(Problem::new("plan-retired").arg("indicator", &indicator.code));
            }
            problems.extend(target.problems(indicator));
        }
        for (number, task) in &self.tasks {
            let about = |code| Problem::new(code).arg("task", &task.title).arg("number", number);
            problems.extend(
                task.problems().into_iter().map(|problem| problem.arg("task", &task.title)),
            );
            if task.indicator.is_some_and(|id| !self.targets.contains_key(&id)) {
                problems.push(about("plan-task-orphan"));
            }
            if !frame.contains(task.due) {
                problems.push(about("plan-task-due").arg("day", task.due));
            }
        }
        let itself =
            self.tasks.values().filter(|task| task.supports == Supports::Itself).count() as i64;
        let all = self.tasks.len() as i64;
        if itself * 100 > frame.itself_percent * all {
            let problem = Problem::new("plan-itself-share").arg("n", itself).arg("all", all);
            problems.push(problem.arg("most", frame.itself_percent));
        }
        problems
    }

    /// The digest over everything that the version says, in hexadecimal: SM3 over one line of JSON for the
    /// head and each target, number and task, in the order of their ids.
    pub fn digest(&self, frame: &Frame<'_>, reason: &str) -> String {
        let mut hasher = Sm3::new();
        let mut line = |value: serde_json::Value| hasher.update(format!("{value}\n"));
        line(json!(["plan", 1, frame.unit.0, frame.year, frame.number, reason]));
        for (id, target) in &self.targets {
            line(json!(["target", id.0, target.is_below]));
            for (kind, mark) in &target.marks {
                let numbers = [&mark.year].into_iter().chain(&mark.parts);
                let numbers: Vec<_> = numbers
                    .map(|number| {
                        [Some(number.value), number.weight].map(|it| it.map(|it| it.to_string()))
                    })
                    .collect();
                line(json!(["mark", kind_name(*kind), numbers]));
            }
        }
        for (number, task) in &self.tasks {
            let measure = task.measure.as_ref().map(|(name, goal)| json!([name, goal.to_string()]));
            let link = json!([task.supports.name(), task.indicator.map(|id| id.0), task.named]);
            let owner = task.owner.0;
            line(json!([
                "task",
                number,
                task.title,
                link,
                task.criterion,
                measure,
                owner,
                task.due.to_string()
            ]));
        }
        store::audit::hex(&hasher.finalize())
    }
}

impl Target {
    /// What is wrong with its numbers.
    pub fn problems(&self, indicator: &Indicator) -> Vec<Problem> {
        let about = |code| Problem::new(code).arg("indicator", &indicator.code);
        let mut problems = Vec::new();
        if !self.marks.contains_key(&Kind::Target) {
            problems.push(about("plan-no-target"));
        }
        for (kind, mark) in &self.marks {
            let about = |code| about(code).arg("kind", kind_name(*kind)).at(kind_name(*kind));
            let wrong = match split::check(indicator, mark.year, &mark.parts) {
                Ok(()) => continue,
                Err(Mismatch::Other(found)) => {
                    about("plan-split").arg("found", found.fixed(indicator.decimals))
                }
                Err(Mismatch::Aside) => about("plan-split-aside"),
                Err(Mismatch::TooLarge) => about("plan-split-large"),
                Err(Mismatch::Mixed) => about("plan-split-mixed"),
            };
            problems.push(wrong.arg("year", mark.year.value.fixed(indicator.decimals)));
        }
        let worth = |at: Option<usize>| {
            move |kind: Kind| {
                let mark = self.marks.get(&kind)?;
                let number = at.map_or(Some(&mark.year), |at| mark.parts.get(at))?;
                order::worth(indicator, number.value, number.weight)
            }
        };
        let most = self.marks.values().map(|mark| mark.parts.len()).max().unwrap_or_default();
        let crossed = [None].into_iter().chain((0..most).map(Some));
        let crossed = crossed.flat_map(|at| order::crossed(indicator.direction, worth(at)).take(1));
        problems.extend(crossed.take(1).map(|crossed| crossed.problem(indicator).at("target")));
        problems
    }
}

/// A difference between two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A target's number: of the year, or of a part of it.
    Number {
        indicator: IndicatorId,
        kind: Kind,
        period: Option<usize>,
        before: Option<Number>,
        after: Option<Number>,
    },
    /// Whether the units below carry it.
    Below { indicator: IndicatorId, after: bool },
    /// A task that was added, dropped or changed.
    Task { number: i64, before: Option<Box<Task>>, after: Option<Box<Task>> },
}

/// What differs from the version before, targets first.
pub fn changes(before: &Content, after: &Content) -> Vec<Change> {
    let mut changes = Vec::new();
    let nothing = Target::default();
    for id in keys(&before.targets, &after.targets) {
        let [old, new] = [before, after].map(|side| side.targets.get(&id).unwrap_or(&nothing));
        for kind in keys(&old.marks, &new.marks) {
            let sides = [old, new].map(|side| side.marks.get(&kind));
            let most =
                sides.iter().flatten().map(|mark| mark.parts.len()).max().unwrap_or_default();
            for period in [None].into_iter().chain((0..most).map(Some)) {
                let [before, after] = sides.map(|mark| {
                    let mark = mark?;
                    period.map_or(Some(mark.year), |at| mark.parts.get(at).copied())
                });
                if before != after {
                    changes.push(Change::Number { indicator: id, kind, period, before, after });
                }
            }
        }
        if old.is_below != new.is_below {
            changes.push(Change::Below { indicator: id, after: new.is_below });
        }
    }
    for number in keys(&before.tasks, &after.tasks) {
        let [old, new] = [before, after].map(|side| side.tasks.get(&number));
        if old != new {
            let boxed = |task: Option<&Task>| task.cloned().map(Box::new);
            changes.push(Change::Task { number, before: boxed(old), after: boxed(new) });
        }
    }
    changes
}

/// The keys of both, each once, in order.
fn keys<K: Ord + Copy, V>(left: &BTreeMap<K, V>, right: &BTreeMap<K, V>) -> Vec<K> {
    let mut keys: Vec<K> = left.keys().chain(right.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The numbers that are written as readings once the plan is in force: those of its periods, except where
/// the units below carry them.
pub fn readings<'a>(
    content: &'a Content,
    frame: &'a Frame<'a>,
) -> impl Iterator<Item = (IndicatorId, Kind, Period, Number)> + 'a {
    let own = content.targets.iter().filter(|(_, target)| !target.is_below);
    own.filter_map(|(id, target)| {
        let periods = split::parts(frame.known.get(id)?.grain, frame.year, frame.rules)?;
        Some((*id, target, periods))
    })
    .flat_map(|(id, target, periods)| {
        let of_mark = move |(kind, mark): (&Kind, &Mark)| {
            let kind = *kind;
            let numbers: Vec<Number> = mark.parts.clone();
            periods
                .clone()
                .into_iter()
                .zip(numbers)
                .map(move |(period, number)| (id, kind, period, number))
        };
        target.marks.iter().flat_map(of_mark).collect::<Vec<_>>()
    })
}
