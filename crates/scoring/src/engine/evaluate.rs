//! The arithmetic of a sheet. One text serves the trace and the quick answers of what-if: it is generic in
//! what keeps the steps.

use super::inputs::{Entry, Event, Given, Inputs, Rating};
use super::plan::{Node, Part, Plan, along, clamp, three, two};
use super::trace::{
    Case, Kept, Op, Open, Outcome, Quiet, Record, Standing, Steps, Trace, Valued, Worth,
};
use crate::Exact;
use crate::piecewise::{Limits, Place, Points, Scale};
use crate::scheme::{
    Better, Consequence, Counting, Effect, GateEffect, Line, Operand, Pace, Passing, Price, Rule,
    Status, Tier,
};
use kernel::Problem;
use std::collections::BTreeMap;

const HUNDRED: Exact = Exact::from_integer(100);

/// The sheets that results of other assessments are taken from, by scheme and unit.
#[derive(Clone, Debug, Default)]
pub struct Cases<'a>(BTreeMap<(&'a str, &'a str), Case<'a>>);

impl<'a> Cases<'a> {
    /// # Errors
    /// `sheet-twice` where one unit has two sheets of a scheme.
    pub fn new(cases: impl IntoIterator<Item = Case<'a>>) -> Result<Self, Problem> {
        let mut known = BTreeMap::new();
        for case in cases {
            let key = (case.plan.scheme.id.as_str(), case.inputs.unit.as_str());
            if known.insert(key, case).is_some() {
                return Err(Problem::new("sheet-twice").arg("scheme", key.0).arg("unit", key.1));
            }
        }
        Ok(Self(known))
    }

    /// The same for inputs that live shorter.
    pub(crate) fn shortened<'b>(&self) -> Cases<'b>
    where
        'a: 'b,
    {
        Cases(self.0.iter().map(|(key, case)| (*key, *case)).collect())
    }

    fn get(&self, scheme: &str, unit: &str) -> Option<Case<'a>> {
        self.0.get(&(scheme, unit)).copied()
    }
}

/// Names that the kind does not take, and entries that say nothing or several things: most often a typing
/// error, which would count as not reported.
pub fn check_inputs(plan: &Plan, inputs: &Inputs) -> Vec<Problem> {
    let known = plan.inputs();
    let mut problems = Vec::new();
    for (name, entry) in &inputs.entry {
        let problem = match entry.given() {
            _ if !known.contains(&name.as_str()) => "sheet-entry-unknown",
            None => "sheet-entry-unclear",
            Some(_) => continue,
        };
        let named = Problem::new(problem).arg("unit", &inputs.unit).arg("entry", name);
        problems.push(named.arg("record", &entry.record));
    }
    problems
}

/// Computes a sheet with every step.
///
/// # Errors
/// A named problem of what was entered: unit, line and record, and what to do.
pub fn evaluate<'a>(case: Case<'a>, cases: &Cases<'a>) -> Result<Trace<'a>, Problem> {
    let mut steps = Steps::default();
    steps.steps.reserve(case.plan.nodes.len() * 2);
    steps.args.reserve(case.plan.nodes.len() * 6);
    let mut run = Run::new(case, cases, steps);
    let outcome = run.whole()?;
    let (nodes, steps) = run.finish();
    Ok(Trace { steps, nodes, outcome })
}

/// What becomes of a sheet, without its steps. `instead` gives a line another value, in its own points.
///
/// # Errors
/// Those of [`evaluate`].
pub fn outcome<'a>(
    case: Case<'a>,
    cases: &Cases<'a>,
    instead: Option<(&str, &Exact)>,
) -> Result<Outcome, Problem> {
    let mut run = Run::new(case, cases, Quiet);
    run.instead = instead.and_then(|(id, value)| Some((case.plan.node(id)?, value.clone())));
    run.whole()
}

/// Why a rule has no value.
enum Stop {
    Missing(Status),
    Wrong(Problem),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Wrong(problem)
    }
}

struct Run<'a, 'b, R> {
    case: Case<'a>,
    cases: &'b Cases<'a>,
    record: R,
    nodes: Vec<Option<Valued>>,
    instead: Option<(usize, Exact)>,
    /// The line that is being computed, with its inputs.
    at: usize,
    slots: Vec<(&'a str, &'a Entry)>,
    /// Events of bonus or deduction lines with the line in which each counts, where there are several.
    homes: BTreeMap<&'a str, usize>,
}

impl<'a, 'b, R: Record<'a>> Run<'a, 'b, R> {
    fn new(case: Case<'a>, cases: &'b Cases<'a>, record: R) -> Self {
        let nodes = vec![None; case.plan.nodes.len()];
        let (slots, homes) = (Vec::new(), BTreeMap::new());
        Self { case, cases, record, nodes, instead: None, at: 0, slots, homes }
    }

    fn finish(self) -> (Vec<Valued>, R) {
        let out = || Valued { worth: Worth::Out, status: None };
        (self.nodes.into_iter().map(|node| node.unwrap_or_else(out)).collect(), self.record)
    }

    fn step(&mut self, op: Op, about: &'a str, args: &[(&'static str, &Exact)], result: &Exact) {
        self.record.step(self.at, op, about, args, result);
    }

    /// A problem of what was entered for the line that is being computed.
    fn wrong(&self, code: &'static str) -> Problem {
        Problem::new(code)
            .arg("unit", &self.case.inputs.unit)
            .arg("line", &self.case.plan.nodes[self.at].path)
    }

    // The whole.

    fn whole(&mut self) -> Result<Outcome, Problem> {
        let plan = self.case.plan;
        for booked in &self.case.inputs.veto {
            if !plan.scheme.veto.iter().any(|veto| veto.id == booked.veto) {
                return Err(Problem::new("sheet-veto-unknown")
                    .arg("unit", &self.case.inputs.unit)
                    .arg("veto", &booked.veto)
                    .arg("record", &booked.record));
            }
        }
        for node in 0..plan.root {
            self.node(node)?;
        }
        let gates = self.gates();
        let base = self.sections(&gates);
        self.set(plan.root, Valued { worth: base.clone(), status: None });
        let no_bonus = |gate: &Gated| gate.effect == GateEffect::NoBonus;
        let failed =
            |pick: fn(&Gated) -> bool| gates.iter().any(|gate| no_bonus(gate) && pick(gate));
        let mut bonus = self.beside(&plan.bonus, plan.kind().bonus_most.as_ref(), false)?;
        if failed(|gate| gate.value) {
            bonus.value = Exact::ZERO;
        }
        if failed(|gate| gate.low) {
            bonus.low = Some(Exact::ZERO);
        }
        if failed(|gate| gate.high) {
            bonus.high = Some(Exact::ZERO);
        }
        let deduction = self.beside(&plan.deduction, plan.kind().deduction_most.as_ref(), true)?;
        Ok(self.outcome(base, bonus, deduction, &gates))
    }

    fn outcome(
        &mut self,
        base: Worth,
        bonus: Beside,
        deduction: Beside,
        gates: &[Gated],
    ) -> Outcome {
        let (plan, inputs) = (self.case.plan, self.case.inputs);
        let scheme = &plan.scheme;
        let (least, most) = (&scheme.least, &scheme.most);
        let end = |base: Option<&Exact>, more: Option<&Exact>, less: Option<&Exact>| {
            let sum = &(base? + more?) - less?;
            Some(clamp(sum, Some(least), Some(most)))
        };
        let exact = end(base.score(), Some(&bonus.value), Some(&deduction.value));
        let low = end(base.low(), bonus.low.as_ref(), deduction.high.as_ref());
        let high = end(base.high(), bonus.high.as_ref(), deduction.low.as_ref());
        let coverage = match &base {
            Worth::Open(open) => open.coverage.clone(),
            _ => Exact::ONE,
        };
        let floors = self.floors();
        let vetoes: Vec<bool> =
            inputs.veto.iter().map(|booked| booked.stands(inputs.as_of)).collect();
        let failed = scheme.floor.iter().zip(&floors).filter(|(_, kept)| **kept == Kept::NotMet);
        let standing = inputs.veto.iter().zip(&vetoes).filter(|(_, stands)| **stands);
        let vetoed = standing.filter_map(|(booked, _)| {
            scheme.veto.iter().find(|veto| veto.id == booked.veto).map(|veto| &veto.effect)
        });
        let effects: Vec<&Consequence> =
            failed.map(|(floor, _)| &floor.effect).chain(vetoed).flatten().collect();
        let caps = effects.iter().filter_map(|effect| match effect {
            Consequence::Zero => Some(&Exact::ZERO),
            Consequence::Cap { at } => Some(at),
            Consequence::Grade { .. } | Consequence::Ineligible => None,
        });
        let cap = caps.min().cloned();
        let grade_cap = effects
            .iter()
            .filter_map(|effect| match effect {
                Consequence::Grade { at } => scheme.grade.iter().position(|cut| cut.name == *at),
                _ => None,
            })
            .max();
        let rounded =
            |exact: &Exact| exact.rounded(scheme.publication.decimals, scheme.publication.rounding);
        let published = |exact: &Exact| clamp(rounded(exact), None, cap.as_ref());
        let is_open = deduction.is_open
            || gates.iter().any(|gate| gate.is_open)
            || scheme
                .floor
                .iter()
                .zip(&floors)
                .any(|(floor, kept)| *kept == Kept::Unknown && !floor.effect.is_empty());
        let standing = match &base {
            Worth::Out => Standing::NotApplicable,
            _ if is_open || exact.is_none() || coverage < scheme.coverage => Standing::Provisional,
            _ => Standing::Ok,
        };
        let before_veto = exact.as_ref().map(rounded);
        let value = exact.as_ref().map(published);
        let grade = value.as_ref().filter(|_| standing == Standing::Ok).map(|value| {
            let reached = scheme.grade.iter().position(|cut| *value >= cut.from);
            let reached = reached.unwrap_or(scheme.grade.len().saturating_sub(1));
            grade_cap.map_or(reached, |cap| reached.max(cap))
        });
        let consecutive = grade.map_or_else(Vec::new, |grade| self.consecutive(grade));
        Outcome {
            standing,
            bonus: bonus.value,
            deduction: deduction.value,
            before_veto,
            published: value,
            low: published(&low.unwrap_or_else(|| least.clone())),
            high: published(&high.unwrap_or_else(|| most.clone())),
            exact,
            coverage,
            grade,
            grade_cap,
            is_eligible: !effects.contains(&&Consequence::Ineligible),
            gates: gates.iter().filter(|gate| gate.value).map(|gate| gate.at).collect(),
            floors,
            vetoes,
            consecutive,
            cap,
        }
    }

    /// Met or not; by how much means nothing.
    fn floors(&self) -> Vec<Kept> {
        let kept = |floor: &crate::scheme::Floor| {
            match self.case.inputs.entry.get(&floor.id).and_then(Entry::given) {
                Some(Given::Figure(done)) if *done >= floor.required => Kept::Met,
                Some(Given::Figure(_)) => Kept::NotMet,
                // A duty that does not exist is not failed.
                Some(Given::Nothing(Status::NotApplicable)) => Kept::Met,
                _ => Kept::Unknown,
            }
        };
        self.case.plan.scheme.floor.iter().map(kept).collect()
    }

    fn consecutive(&self, grade: usize) -> Vec<usize> {
        let scheme = &self.case.plan.scheme;
        let name = &scheme.grade[grade].name;
        let mut before: Vec<_> = self.case.inputs.before.iter().collect();
        before.sort_by_key(|one| std::cmp::Reverse(one.year));
        let running = |(at, one): (usize, &&crate::engine::Before)| {
            one.grade == *name && i64::from(before[0].year) - i64::from(one.year) == at as i64
        };
        let years = 1 + before.iter().enumerate().take_while(|one| running((one.0, one.1))).count();
        let is_met = |rule: &crate::scheme::Consecutive| {
            rule.grade == *name && years >= usize::from(rule.years)
        };
        (0..scheme.consecutive.len()).filter(|at| is_met(&scheme.consecutive[*at])).collect()
    }

    fn gates(&self) -> Vec<Gated> {
        let plan = self.case.plan;
        let gated = |(at, gate): (usize, &crate::scheme::Gate)| {
            let watch = plan.section(&gate.watch)?;
            let valued = self.nodes[watch].as_ref()?;
            let full = &plan.nodes[watch].out_of;
            let limit = (&gate.below * full).checked_div(&HUNDRED)?;
            let fails = |score: Option<&Exact>, unknown: bool| {
                score.map_or(unknown, |score| *score < limit)
            };
            let is_out = valued.worth == Worth::Out;
            Some(Gated {
                at,
                watch,
                effect: gate.effect,
                value: fails(valued.worth.score(), false),
                low: fails(valued.worth.low(), !is_out),
                high: fails(valued.worth.high(), false),
                is_open: matches!(&valued.worth, Worth::Open(open) if open.score.is_none()),
            })
        };
        plan.scheme.gate.iter().enumerate().filter_map(gated).collect()
    }

    /// The whole without bonus and deduction.
    fn sections(&mut self, gates: &[Gated]) -> Worth {
        let plan = self.case.plan;
        let base_only = || gates.iter().filter(|gate| gate.effect == GateEffect::BaseOnly);
        if let Part::Section { children, .. } = &plan.nodes[plan.root].part {
            for child in children {
                let fails = |pick: fn(&Gated) -> bool| {
                    base_only().any(|gate| gate.watch != *child && pick(gate))
                };
                let (value, low, high) =
                    (fails(|gate| gate.value), fails(|gate| gate.low), fails(|gate| gate.high));
                let full = &plan.nodes[*child].out_of;
                if (value || low || high)
                    && let Some(valued) = &mut self.nodes[*child]
                {
                    valued.worth = full_marks_at_most(&valued.worth, full, value, low, high);
                }
            }
        }
        self.weigh(plan.root)
    }

    /// Bonus or deduction lines together.
    fn beside(
        &mut self,
        lines: &'a [usize],
        most: Option<&Exact>,
        takes: bool,
    ) -> Result<Beside, Problem> {
        if lines.len() > 1 {
            self.settle(lines)?;
        }
        let mut sum = Beside::none();
        for line in lines {
            self.node(*line)?;
            let plan = self.case.plan;
            let Some(valued) = &self.nodes[*line] else { continue };
            // That no deduction was reported is not that nothing happened.
            let unsaid = takes && valued.status == Some(Status::NotReported);
            let open = match &valued.worth {
                Worth::Open(open) => Some(open.as_ref().clone()),
                _ if unsaid => {
                    let range = &plan.nodes[*line].range;
                    let (low, high) = (Some(Exact::ZERO), range.high.clone());
                    Some(Open { score: None, low, high, coverage: Exact::ZERO })
                }
                _ => None,
            };
            match (open, valued.worth.score()) {
                (Some(open), _) => sum.add_open(&open),
                (None, Some(score)) => sum.add(&score.clone()),
                (None, None) => {}
            }
        }
        self.homes.clear();
        Ok(sum.at_most(most))
    }

    /// In which of several lines each event counts: where it is worth most.
    fn settle(&mut self, lines: &'a [usize]) -> Result<(), Problem> {
        let mut best: BTreeMap<&'a str, (Exact, usize)> = BTreeMap::new();
        for line in lines {
            self.at = *line;
            let Part::Line { line: of, .. } = &self.case.plan.nodes[*line].part else { continue };
            let Rule::Events { input, event: prices, .. } = &of.rule else { continue };
            let name = input.as_deref().unwrap_or(&of.id);
            let entry = self.case.inputs.entry.get(name).and_then(Entry::given);
            let Some(Given::Events(events)) = entry else { continue };
            for event in events {
                let points = self.price(prices, event)?;
                let known = best.get(event.id.as_str());
                if known.is_none_or(|(most, _)| points > *most) {
                    best.insert(&event.id, (points, *line));
                }
            }
        }
        self.homes = best.into_iter().map(|(event, (_, line))| (event, line)).collect();
        Ok(())
    }

    // Sections and lines.

    fn set(&mut self, node: usize, valued: Valued) {
        self.nodes[node] = Some(valued);
    }

    /// Computes a node whose children are computed.
    fn node(&mut self, at: usize) -> Result<(), Problem> {
        let plan = self.case.plan;
        let valued = match &plan.nodes[at].part {
            Part::Section { .. } => Valued { worth: self.weigh(at), status: None },
            Part::Line { line, scale } => self.line(at, line, scale.as_ref())?,
        };
        self.set(at, valued);
        Ok(())
    }

    fn line(
        &mut self,
        at: usize,
        line: &'a Line,
        scale: Option<&'a Scale>,
    ) -> Result<Valued, Problem> {
        self.at = at;
        if let Some((node, value)) = &self.instead
            && *node == at
        {
            return Ok(Valued { worth: Worth::Known(value.clone()), status: None });
        }
        let node = &self.case.plan.nodes[at];
        let missing = match self.take(node)? {
            None => match self.rule(&line.rule, &line.id, &node.out_of, scale) {
                Ok(score) => return Ok(Valued { worth: Worth::Known(score), status: None }),
                Err(Stop::Wrong(problem)) => return Err(problem),
                Err(Stop::Missing(status)) => status,
            },
            Some(status) => status,
        };
        let low = node.range.low.clone();
        let worth = match self.case.plan.scheme.status.of(missing) {
            Effect::Redistribute => Worth::Out,
            // Not reporting must not be worth more than the worst, nor take from others.
            Effect::Zero => Worth::Known(Exact::ZERO),
            Effect::Wait => Worth::Open(Box::new(Open {
                score: None,
                low,
                high: node.range.high.clone(),
                coverage: Exact::ZERO,
            })),
        };
        Ok(Valued { worth, status: Some(missing) })
    }

    /// Finds the inputs of a line; the weightiest reason if one of them is not there.
    fn take(&mut self, node: &'a Node) -> Result<Option<Status>, Problem> {
        self.slots.clear();
        let mut missing = None;
        for name in &node.inputs {
            let status = match self.case.inputs.entry.get(name) {
                None => Some(Status::NotReported),
                Some(entry) => match entry.given() {
                    None => return Err(self.wrong("sheet-entry-unclear").arg("entry", name)),
                    Some(Given::Nothing(status)) => Some(status),
                    Some(_) => {
                        self.slots.push((name, entry));
                        None
                    }
                },
            };
            missing = missing.max(status);
        }
        Ok(missing)
    }

    fn given(&self, name: &str) -> Option<(&'a Entry, Given<'a>)> {
        let (_, entry) = self.slots.iter().find(|(slot, _)| *slot == name)?;
        Some((entry, entry.given()?))
    }

    fn mistaken(&self, name: &str, wanted: &'static str) -> Stop {
        Stop::Wrong(self.wrong("sheet-entry-sort").arg("entry", name).arg("wanted", wanted))
    }

    fn figure(&self, name: &str) -> Result<&'a Exact, Stop> {
        match self.given(name) {
            Some((_, Given::Figure(figure))) => Ok(figure),
            Some(_) => Err(self.mistaken(name, "figure")),
            None => Err(Stop::Missing(Status::NotReported)),
        }
    }

    fn operand(&self, operand: &'a Operand) -> Result<&'a Exact, Stop> {
        match operand {
            Operand::Fixed(number) | Operand::OfTarget(number) => Ok(number),
            Operand::Input(name) => self.figure(name),
        }
    }

    /// A threshold or stretch, which may be a share of the target.
    fn limit(&mut self, operand: &'a Operand, target: &Exact) -> Result<Exact, Stop> {
        let Operand::OfTarget(share) = operand else { return self.operand(operand).cloned() };
        if target.is_zero() {
            return Err(self.wrong("sheet-target-zero").into());
        }
        let limit = (share * target).checked_div(&HUNDRED).unwrap_or(Exact::ZERO);
        self.step(
            Op::Rescaled,
            "",
            &[("value", target), ("to", share), ("from", &HUNDRED)],
            &limit,
        );
        Ok(limit)
    }

    // Rules.

    fn rule(
        &mut self,
        rule: &'a Rule,
        line: &'a str,
        full: &'a Exact,
        ready: Option<&'a Scale>,
    ) -> Result<Exact, Stop> {
        let named = |input: &'a Option<String>| input.as_deref().unwrap_or(line);
        match rule {
            Rule::Fixed { points } => Ok(points.clone()),
            Rule::Figure { input, least, most } => {
                let figure = self.figure(named(input))?;
                if figure < least || figure > most {
                    let problem = self.wrong("sheet-figure-range").arg("figure", figure.plain());
                    return Err(problem
                        .arg("least", least.plain())
                        .arg("most", most.plain())
                        .into());
                }
                self.step(Op::Given, "", &[("value", figure)], figure);
                Ok(figure.clone())
            }
            Rule::Attainment { input, better, threshold, target, stretch, points } => {
                let value = self.figure(named(input))?;
                if let Some(scale) = ready {
                    return Ok(self.placed(scale, value));
                }
                let target = self.operand(target)?;
                let threshold = self.limit(threshold, target)?;
                let stretch = match stretch {
                    Some(stretch) => Some(self.limit(stretch, target)?),
                    None => None,
                };
                let limits = along(*better, threshold, target.clone(), stretch);
                self.scaled(limits, three(points.as_ref()), value)
            }
            Rule::Band { input, outer_low, low, high, outer_high, points } => {
                let value = self.figure(named(input))?;
                if let Some(scale) = ready {
                    return Ok(self.placed(scale, value));
                }
                let limits = Limits::Band {
                    outer_low: self.operand(outer_low)?.clone(),
                    low: self.operand(low)?.clone(),
                    high: self.operand(high)?.clone(),
                    outer_high: self.operand(outer_high)?.clone(),
                };
                self.scaled(limits, two(points.as_ref()), value)
            }
            Rule::Change { input, against, better, distance } => {
                let (value, against) = (self.figure(named(input))?, self.operand(against)?);
                let change = self.change(value, against, *better)?;
                if !distance {
                    return Ok(change);
                }
                let far = change.abs();
                self.step(Op::Distance, "", &[("value", &change)], &far);
                Ok(far)
            }
            Rule::Steps {
                input,
                target,
                baseline,
                better,
                start,
                up,
                down,
                up_most_below_baseline,
                up_on_negative_target,
                least,
                most,
            } => {
                let start = self.rule(start, line, full, None)?;
                let (value, target) = (self.figure(named(input))?, self.operand(target)?);
                let change = self.change(value, target, *better)?;
                let (pace, is_up) = match change.is_negative() {
                    true => (down, false),
                    false => (up, true),
                };
                let mut score = start.clone();
                if let Some(pace) = pace {
                    let is_easy = match (baseline, better) {
                        (None, _) => false,
                        (Some(baseline), Better::Higher) => target < self.operand(baseline)?,
                        (Some(baseline), Better::Lower) => target > self.operand(baseline)?,
                    };
                    let cap = match (is_up && is_easy, up_most_below_baseline) {
                        (true, Some(cap)) => Some(cap),
                        _ => pace.most.as_ref(),
                    };
                    let nothing = is_up && target.is_negative() && !up_on_negative_target;
                    let moved = self.paced(pace, &change, cap, nothing);
                    let (op, result) = match is_up {
                        true => (Op::Plus, &start + &moved),
                        false => (Op::Minus, &start - &moved),
                    };
                    self.step(op, "", &[("value", &start), ("points", &moved)], &result);
                    score = result;
                }
                Ok(self.kept(score, Some(least), most.as_ref()))
            }
            Rule::Tiers { of, tier } => {
                let value = self.rule(of, line, full, None)?;
                Ok(self.tier(tier, &value))
            }
            Rule::Deduct { input, start, floor, no_floor, event } => {
                let start = start.as_ref().unwrap_or(full);
                let events = self.events(named(input))?;
                let sum = self.counted(events, event, Counting::Each)?;
                let left = start - &sum;
                self.step(Op::Minus, "", &[("value", start), ("points", &sum)], &left);
                let floor = (!no_floor).then_some(floor);
                Ok(self.kept(left, floor, None))
            }
            Rule::Events { input, count, most, event } => {
                let events = self.events(named(input))?;
                let sum = self.counted(events, event, *count)?;
                Ok(self.kept(sum, None, most.as_ref()))
            }
            Rule::Rescale { of, from, to } => {
                let value = self.rule(of, line, full, None)?;
                let result = (&value * to).checked_div(from).unwrap_or(Exact::ZERO);
                self.step(
                    Op::Rescaled,
                    "",
                    &[("value", &value), ("to", to), ("from", from)],
                    &result,
                );
                Ok(result)
            }
            Rule::Multiply { of, by, least, most } => {
                let value = self.rule(of, line, full, None)?;
                let by = self.operand(by)?;
                if by < least || by > most {
                    let problem = self.wrong("sheet-factor-range").arg("factor", by.plain());
                    return Err(problem
                        .arg("least", least.plain())
                        .arg("most", most.plain())
                        .into());
                }
                let result = &value * by;
                self.step(Op::Times, "", &[("value", &value), ("factor", by)], &result);
                Ok(result)
            }
            Rule::Raters { input, most, others_share, group } => {
                let name = named(input);
                let Some((_, Given::Ratings(ratings))) = self.given(name) else {
                    return Err(self.mistaken(name, "rating"));
                };
                self.rated(ratings, group, most, *others_share)
            }
            Rule::Result { scheme, section, whose, most } => {
                let value = self.result(scheme, section, whose.as_deref())?;
                self.step(Op::Result, section, &[("value", &value)], &value);
                Ok(self.kept(value, Some(&Exact::ZERO), Some(most)))
            }
            Rule::Mix { part } => {
                let mut values = Vec::with_capacity(part.len());
                for part in part {
                    values.push((&part.weight, self.rule(&part.of, line, full, None)?));
                }
                Ok(self.mixed(&values))
            }
            Rule::Sum { of } => {
                let mut values = Vec::with_capacity(of.len());
                for rule in of {
                    values.push(self.rule(rule, line, full, None)?);
                }
                let sum: Exact = values.iter().cloned().sum();
                let args: Vec<(&'static str, &Exact)> =
                    values.iter().map(|value| ("value", value)).collect();
                self.step(Op::Plus, "", &args, &sum);
                Ok(sum)
            }
            Rule::Clamp { of, least, most } => {
                let value = self.rule(of, line, full, None)?;
                Ok(self.kept(value, least.as_ref(), most.as_ref()))
            }
        }
    }

    fn scaled(&mut self, limits: Limits, points: Points, value: &Exact) -> Result<Exact, Stop> {
        let Ok(scale) = Scale::new(limits, points) else {
            return Err(self.wrong("sheet-limits").into());
        };
        Ok(self.placed(&scale, value))
    }

    fn placed(&mut self, scale: &Scale, value: &Exact) -> Exact {
        let place = scale.place(value);
        let result = place.points(value);
        match place {
            Place::Missed { limit } => {
                self.step(Op::Missed, "", &[("value", value), ("limit", limit)], &result);
            }
            Place::Reached { limit, .. } => {
                let args = [("value", value), ("limit", limit)];
                self.step(Op::Reached, "", &args, &result);
            }
            Place::Between { from, to, worse, better } => {
                let args = [
                    ("value", value),
                    ("from", from),
                    ("to", to),
                    ("worse", worse),
                    ("better", better),
                ];
                self.step(Op::Between, "", &args, &result);
            }
        }
        result
    }

    fn change(&mut self, value: &Exact, against: &Exact, better: Better) -> Result<Exact, Stop> {
        let way = (value - against).checked_div(&against.abs());
        let Some(way) = way else { return Err(self.wrong("sheet-target-zero").into()) };
        let way = &way * &HUNDRED;
        let (op, change) = match better {
            Better::Higher => (Op::Change, way),
            Better::Lower => (Op::Fall, -&way),
        };
        self.step(op, "", &[("value", value), ("against", against)], &change);
        Ok(change)
    }

    /// How many points a change moves.
    fn paced(
        &mut self,
        pace: &'a Pace,
        change: &Exact,
        cap: Option<&Exact>,
        nothing: bool,
    ) -> Exact {
        if nothing {
            self.step(Op::NothingUp, "", &[("value", change)], &Exact::ZERO);
            return Exact::ZERO;
        }
        let width = change.abs();
        let parts = width.checked_div(&pace.per).unwrap_or(Exact::ZERO);
        let (op, count) = match pace.partial {
            true => (Op::Parts, parts),
            false => (Op::Steps, parts.whole()),
        };
        self.step(op, "", &[("value", &width), ("per", &pace.per)], &count);
        let moved = &count * &pace.points;
        self.step(Op::Times, "", &[("value", &count), ("factor", &pace.points)], &moved);
        self.kept(moved, None, cap)
    }

    fn tier(&mut self, tiers: &'a [Tier], value: &Exact) -> Exact {
        let is_in = |tier: &&Tier| match (&tier.from, &tier.up_to) {
            (Some(from), _) => value >= from,
            (None, Some(up_to)) => value <= up_to,
            (None, None) => false,
        };
        let Some(tier) = tiers.iter().find(is_in) else {
            self.step(Op::NoTier, "", &[("value", value)], &Exact::ZERO);
            return Exact::ZERO;
        };
        if let Some(limit) = tier.from.as_ref().or(tier.up_to.as_ref()) {
            self.step(Op::Tier, "", &[("value", value), ("limit", limit)], &tier.points);
        }
        tier.points.clone()
    }

    /// Between two ends; a step only where an end is met.
    fn kept(&mut self, value: Exact, least: Option<&Exact>, most: Option<&Exact>) -> Exact {
        if let Some(most) = most
            && value > *most
        {
            self.step(Op::AtMost, "", &[("value", &value), ("limit", most)], most);
            return most.clone();
        }
        if let Some(least) = least
            && value < *least
        {
            self.step(Op::AtLeast, "", &[("value", &value), ("limit", least)], least);
            return least.clone();
        }
        value
    }

    fn mixed(&mut self, values: &[(&Exact, Exact)]) -> Exact {
        let sum: Exact = values.iter().map(|(weight, value)| *weight * value).sum();
        let weights: Exact = values.iter().map(|(weight, _)| (*weight).clone()).sum();
        let result = sum.checked_div(&weights).unwrap_or(Exact::ZERO);
        let args: Vec<(&'static str, &Exact)> = values
            .iter()
            .flat_map(|(weight, value)| [("weight", *weight), ("value", value)])
            .collect();
        self.step(Op::Weighed, "", &args, &result);
        result
    }

    // Events.

    fn events(&self, name: &str) -> Result<&'a [Event], Stop> {
        match self.given(name) {
            Some((_, Given::Events(events))) => Ok(events),
            Some(_) => Err(self.mistaken(name, "event")),
            None => Err(Stop::Missing(Status::NotReported)),
        }
    }

    /// What an event is worth.
    fn price(&self, prices: &[Price], event: &Event) -> Result<Exact, Problem> {
        let Some(price) = prices.iter().find(|price| price.sort == event.sort) else {
            let known: Vec<&str> = prices.iter().map(|price| price.sort.as_str()).collect();
            return Err(self
                .wrong("sheet-event-unknown")
                .arg("event", &event.id)
                .arg("sort", &event.sort)
                .arg("known", known.join(", ")));
        };
        let points = match (&price.up_to, &event.points) {
            (None, None) => Some(&price.points),
            (None, Some(points)) => (points == &price.points).then_some(points),
            (Some(up_to), Some(points)) => {
                (*points >= price.points && points <= up_to).then_some(points)
            }
            (Some(_), None) => None,
        };
        points.cloned().ok_or_else(|| {
            let most = price.up_to.as_ref().unwrap_or(&price.points);
            self.wrong("sheet-event-points")
                .arg("event", &event.id)
                .arg("least", price.points.plain())
                .arg("most", most.plain())
        })
    }

    /// The points of events, each once at its largest value.
    fn counted(
        &mut self,
        events: &'a [Event],
        prices: &[Price],
        counting: Counting,
    ) -> Result<Exact, Stop> {
        if events.is_empty() {
            return Ok(Exact::ZERO);
        }
        let mut booked: Vec<(&'a str, Exact)> = Vec::with_capacity(events.len());
        for event in events {
            booked.push((&event.id, self.price(prices, event)?));
        }
        // By name, the largest value first: whatever order they were booked in, the steps are the same.
        booked.sort_by(|one, other| one.0.cmp(other.0).then_with(|| other.1.cmp(&one.1)));
        let mut counted: Vec<(&'a str, Exact)> = Vec::with_capacity(booked.len());
        for (id, points) in booked {
            let is_again = counted.last().is_some_and(|(last, _)| *last == id);
            let is_elsewhere = self.homes.get(id).is_some_and(|home| *home != self.at);
            if is_again || is_elsewhere {
                self.step(Op::Again, id, &[("points", &points)], &Exact::ZERO);
            } else {
                counted.push((id, points));
            }
        }
        if counting == Counting::Highest {
            let highest = counted.iter().map(|(_, points)| points).max().cloned();
            let place = counted.iter().position(|(_, points)| Some(points) == highest.as_ref());
            for (at, (id, points)) in counted.iter().enumerate() {
                let is_it = Some(at) == place;
                let (op, result) = match is_it {
                    true => (Op::Event, points),
                    false => (Op::NotHighest, &Exact::ZERO),
                };
                self.step(op, id, &[("points", points)], result);
            }
            return Ok(highest.unwrap_or(Exact::ZERO));
        }
        for (id, points) in &counted {
            self.step(Op::Event, id, &[("points", points)], points);
        }
        let args: Vec<(&'static str, &Exact)> =
            counted.iter().map(|(_, points)| ("points", points)).collect();
        let sum: Exact = counted.iter().map(|(_, points)| points.clone()).sum();
        if counted.len() > 1 {
            self.step(Op::Plus, "", &args, &sum);
        }
        Ok(sum)
    }

    // Ratings and results.

    fn rated(
        &mut self,
        ratings: &'a [Rating],
        groups: &'a [crate::scheme::Group],
        most: &Exact,
        others_share: bool,
    ) -> Result<Exact, Stop> {
        let known = |rating: &Rating| groups.iter().any(|group| group.id == rating.group);
        if let Some(stranger) = ratings.iter().find(|rating| !known(rating)) {
            return Err(self.wrong("sheet-group-unknown").arg("group", &stranger.group).into());
        }
        let mut values: Vec<(&Exact, Exact)> = Vec::with_capacity(groups.len());
        let mut missing = None;
        for group in groups {
            let mut of_group = ratings.iter().filter(|rating| rating.group == group.id);
            let rating = of_group.next();
            if of_group.next().is_some() {
                return Err(self.wrong("sheet-group-twice").arg("group", &group.id).into());
            }
            let Some(rating) = rating.filter(|rating| rating.raters > 0) else {
                missing = missing.max(Some(Status::NotReported));
                continue;
            };
            let raters = Exact::from_integer(rating.raters.into());
            if rating.raters < group.fewest {
                let fewest = Exact::from_integer(group.fewest.into());
                self.step(
                    Op::TooFew,
                    &group.id,
                    &[("raters", &raters), ("limit", &fewest)],
                    &Exact::ZERO,
                );
                missing = missing.max(Some(Status::Suppressed));
                continue;
            }
            let mean = rating.sum.checked_div(&raters).unwrap_or(Exact::ZERO);
            if mean.is_negative() || mean > *most {
                let problem = self.wrong("sheet-rating-range").arg("group", &group.id);
                return Err(problem.arg("mean", mean.plain()).arg("most", most.plain()).into());
            }
            self.step(Op::Mean, &group.id, &[("sum", &rating.sum), ("raters", &raters)], &mean);
            values.push((&group.weight, mean));
        }
        match missing {
            Some(status) if values.is_empty() || !others_share => Err(Stop::Missing(status)),
            _ if values.iter().all(|(weight, _)| weight.is_zero()) => {
                Err(Stop::Missing(missing.unwrap_or(Status::NotApplicable)))
            }
            _ => Ok(self.mixed(&values)),
        }
    }

    /// A section of another assessment, in per cent of its full marks.
    fn result(&self, scheme: &'a str, section: &str, whose: Option<&str>) -> Result<Exact, Stop> {
        let inputs = self.case.inputs;
        let unit = match whose {
            None => Some(&inputs.unit),
            Some(link) => inputs.link.get(link),
        };
        let Some(unit) = unit else {
            let link = whose.unwrap_or_default();
            return Err(self.wrong("sheet-link-unknown").arg("link", link).into());
        };
        let Some(case) = self.cases.get(scheme, unit) else {
            return Err(Stop::Missing(Status::NotReported));
        };
        let Some(target) = case.plan.section(section) else {
            let problem = self.wrong("sheet-result-unknown").arg("scheme", scheme);
            return Err(problem.arg("section", section).into());
        };
        let mut run = Run::new(case, self.cases, Quiet);
        run.deep(target)?;
        let valued = run.nodes.into_iter().nth(target).flatten();
        match valued.map(|valued| valued.worth) {
            Some(Worth::Known(score)) => {
                let full = &case.plan.nodes[target].out_of;
                Ok((&score * &HUNDRED).checked_div(full).unwrap_or(Exact::ZERO))
            }
            Some(Worth::Open(_)) => Err(Stop::Missing(Status::Pending)),
            Some(Worth::Out) | None => Err(Stop::Missing(Status::NotApplicable)),
        }
    }

    /// A node with everything below it.
    fn deep(&mut self, at: usize) -> Result<(), Problem> {
        let plan = self.case.plan;
        if let Part::Section { children, .. } = &plan.nodes[at].part {
            for child in children {
                self.deep(*child)?;
            }
        }
        self.node(at)
    }

    // Weighing.

    /// What the children of a section come to together, in its points.
    fn weigh(&self, at: usize) -> Worth {
        let plan = self.case.plan;
        let node = &plan.nodes[at];
        let Part::Section { children, passing, .. } = &node.part else { return Worth::Out };
        let ends = (node.least.as_ref(), node.most.as_ref());
        let mut sum = Exact::ZERO;
        let mut is_known = true;
        for child in children {
            match &self.nodes[*child] {
                Some(Valued { worth: Worth::Known(score), .. }) => {
                    sum = &sum + &(score * &plan.nodes[*child].factor);
                }
                _ => is_known = false,
            }
        }
        if is_known {
            return Worth::Known(clamp(sum, ends.0, ends.1));
        }
        self.weigh_open(node, children, passing)
    }

    /// The same where something is out or waits.
    fn weigh_open(&self, node: &Node, children: &[usize], passing: &Passing) -> Worth {
        let plan = self.case.plan;
        let worth = |child: usize| self.nodes[child].as_ref().map_or(&Worth::Out, |one| &one.worth);
        let takes_part = |child: &usize| *worth(*child) != Worth::Out;
        let heir = match passing {
            Passing::To(id) => children.iter().copied().find(|child| plan.nodes[*child].id == *id),
            Passing::Siblings => None,
        }
        .filter(takes_part);
        let passed: Exact = children
            .iter()
            .filter(|child| !takes_part(child))
            .map(|child| plan.nodes[*child].weight.clone())
            .sum();
        let parts: Vec<(Exact, &Worth, &Exact)> = children
            .iter()
            .filter(|child| takes_part(child))
            .map(|child| {
                let weight = &plan.nodes[*child].weight;
                let weight = if heir == Some(*child) { weight + &passed } else { weight.clone() };
                (weight, worth(*child), &plan.nodes[*child].out_of)
            })
            .collect();
        let weights: Exact = parts.iter().map(|(weight, ..)| weight.clone()).sum();
        // What takes part but weighs nothing takes no part.
        if weights.is_zero() {
            return Worth::Out;
        }
        // The mean of what has such a value, in the points of the section.
        let mean = |of: fn(&Worth) -> Option<&Exact>| -> Option<Exact> {
            let valued = || {
                parts.iter().filter_map(|(weight, worth, full)| Some((weight, of(worth)?, *full)))
            };
            let weights: Exact = valued().map(|(weight, ..)| weight.clone()).sum();
            let sum: Option<Exact> =
                valued().map(|(weight, score, full)| (weight * score).checked_div(full)).sum();
            (&sum? * &node.out_of).checked_div(&weights)
        };
        let keep = |score: Exact| clamp(score, node.least.as_ref(), node.most.as_ref());
        let score = mean(Worth::score).map(keep);
        if parts.iter().all(|(_, worth, _)| matches!(worth, Worth::Known(_))) {
            return score.map_or(Worth::Out, Worth::Known);
        }
        let has_end = |of: fn(&Worth) -> Option<&Exact>| {
            parts.iter().all(|(_, worth, _)| of(worth).is_some())
        };
        let low = if has_end(Worth::low) { mean(Worth::low).map(keep) } else { node.least.clone() };
        let high =
            if has_end(Worth::high) { mean(Worth::high).map(keep) } else { node.most.clone() };
        let covered: Exact = parts
            .iter()
            .map(|(weight, worth, _)| match worth {
                Worth::Known(_) => weight.clone(),
                Worth::Open(open) => weight * &open.coverage,
                Worth::Out => Exact::ZERO,
            })
            .sum();
        let coverage = covered.checked_div(&weights).unwrap_or(Exact::ZERO);
        // What waits may be worth less at its best, or more at its worst, than the mean of the others.
        let score = score.map(|score| clamp(score, low.as_ref(), high.as_ref()));
        Worth::Open(Box::new(Open { score, low, high, coverage }))
    }
}

/// A gate with whether it fails by what is known, at worst and at best.
struct Gated {
    at: usize,
    watch: usize,
    effect: GateEffect,
    value: bool,
    low: bool,
    high: bool,
    is_open: bool,
}

/// A worth whose parts count up to full marks only.
fn full_marks_at_most(worth: &Worth, full: &Exact, value: bool, low: bool, high: bool) -> Worth {
    let cut =
        |score: &Exact, fails: bool| if fails { score.min(full).clone() } else { score.clone() };
    match worth {
        Worth::Known(score) if value && low && high => Worth::Known(cut(score, true)),
        Worth::Known(score) => Worth::Open(Box::new(Open {
            score: Some(cut(score, value)),
            low: Some(cut(score, low)),
            high: Some(cut(score, high)),
            coverage: Exact::ONE,
        })),
        Worth::Open(open) => Worth::Open(Box::new(Open {
            score: open.score.as_ref().map(|score| cut(score, value)),
            low: open.low.as_ref().map(|score| cut(score, low)),
            high: match (&open.high, high) {
                (Some(score), high) => Some(cut(score, high)),
                (None, true) => Some(full.clone()),
                (None, false) => None,
            },
            coverage: open.coverage.clone(),
        })),
        Worth::Out => Worth::Out,
    }
}

/// What several bonus or deduction lines come to.
struct Beside {
    value: Exact,
    low: Option<Exact>,
    high: Option<Exact>,
    is_open: bool,
}

impl Beside {
    fn none() -> Self {
        let (low, high) = (Some(Exact::ZERO), Some(Exact::ZERO));
        Self { value: Exact::ZERO, low, high, is_open: false }
    }

    fn add(&mut self, score: &Exact) {
        self.value = &self.value + score;
        self.low = self.low.as_ref().map(|low| low + score);
        self.high = self.high.as_ref().map(|high| high + score);
    }

    fn add_open(&mut self, open: &Open) {
        let sum =
            |one: &Option<Exact>, other: &Option<Exact>| Some(one.as_ref()? + other.as_ref()?);
        self.low = sum(&self.low, &open.low);
        self.high = sum(&self.high, &open.high);
        self.is_open = true;
    }

    fn at_most(self, most: Option<&Exact>) -> Self {
        let cap = |score: Exact| clamp(score, None, most);
        Self {
            value: cap(self.value),
            low: self.low.map(cap),
            high: self.high.map(cap).or_else(|| most.cloned()),
            is_open: self.is_open,
        }
    }
}
