//! The way to a result: each step with its operands and what it came to, what every section and line was
//! worth, and what became of the whole.

use super::inputs::Inputs;
use super::plan::Plan;
use crate::Exact;
use crate::scheme::Status;

/// What a step does with its operands. Each is simple enough to be checked on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// The figure as it is.
    Given,
    /// Worse than the limit: nothing.
    Missed,
    /// At the limit or beyond: its points.
    Reached,
    /// worse + (value − from) ÷ (to − from) × (better − worse).
    Between,
    /// (value − against) ÷ |against| × 100.
    Change,
    /// The same with the sign turned, where less is better.
    Fall,
    /// The same without its sign.
    Distance,
    /// change ÷ per, as it is.
    Parts,
    /// change ÷ per, whole steps only.
    Steps,
    /// a × b.
    Times,
    /// a + b …
    Plus,
    /// a − b …
    Minus,
    /// The smaller of value and limit.
    AtMost,
    /// The larger of value and limit.
    AtLeast,
    /// Nothing goes up on a target below zero.
    NothingUp,
    /// The points of the tier that was reached.
    Tier,
    /// Outside all tiers.
    NoTier,
    /// An event with its points.
    Event,
    /// An event that was booked before or elsewhere: it counts once.
    Again,
    /// An event beside a higher one.
    NotHighest,
    /// sum ÷ raters.
    Mean,
    /// Too few ratings to be shown.
    TooFew,
    /// What several weigh together: Σ (weight × value) ÷ Σ weight.
    Weighed,
    /// value × to ÷ from.
    Rescaled,
    /// Another assessment's section, in per cent.
    Result,
}

impl Op {
    pub const ALL: [Self; 25] = [
        Self::Given,
        Self::Missed,
        Self::Reached,
        Self::Between,
        Self::Change,
        Self::Fall,
        Self::Distance,
        Self::Parts,
        Self::Steps,
        Self::Times,
        Self::Plus,
        Self::Minus,
        Self::AtMost,
        Self::AtLeast,
        Self::NothingUp,
        Self::Tier,
        Self::NoTier,
        Self::Event,
        Self::Again,
        Self::NotHighest,
        Self::Mean,
        Self::TooFew,
        Self::Weighed,
        Self::Rescaled,
        Self::Result,
    ];

    /// As it is called in files and text keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Missed => "missed",
            Self::Reached => "reached",
            Self::Between => "between",
            Self::Change => "change",
            Self::Fall => "fall",
            Self::Distance => "distance",
            Self::Parts => "parts",
            Self::Steps => "steps",
            Self::Times => "times",
            Self::Plus => "plus",
            Self::Minus => "minus",
            Self::AtMost => "at-most",
            Self::AtLeast => "at-least",
            Self::NothingUp => "nothing-up",
            Self::Tier => "tier",
            Self::NoTier => "no-tier",
            Self::Event => "event",
            Self::Again => "again",
            Self::NotHighest => "not-highest",
            Self::Mean => "mean",
            Self::TooFew => "too-few",
            Self::Weighed => "weighed",
            Self::Rescaled => "rescaled",
            Self::Result => "result",
        }
    }
}

/// One step of the arithmetic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// The node of the plan that it belongs to.
    pub(crate) node: u32,
    pub op: Op,
    /// The event, group or section that it is about; empty otherwise.
    pub about: &'a str,
    /// Where its operands stand.
    pub(crate) args: (u32, u32),
    pub result: Exact,
}

/// Steps are kept, or not where only the result is wanted.
pub(crate) trait Record<'a> {
    fn step(
        &mut self,
        node: usize,
        op: Op,
        about: &'a str,
        args: &[(&'static str, &Exact)],
        result: &Exact,
    );
}

/// Keeps nothing.
pub(crate) struct Quiet;

impl<'a> Record<'a> for Quiet {
    #[inline]
    fn step(&mut self, _: usize, _: Op, _: &'a str, _: &[(&'static str, &Exact)], _: &Exact) {}
}

/// Every step with its operands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Steps<'a> {
    pub steps: Vec<Step<'a>>,
    pub args: Vec<(&'static str, Exact)>,
}

impl<'a> Record<'a> for Steps<'a> {
    #[inline]
    fn step(
        &mut self,
        node: usize,
        op: Op,
        about: &'a str,
        args: &[(&'static str, &Exact)],
        result: &Exact,
    ) {
        let start = self.args.len() as u32;
        self.args.extend(args.iter().map(|(name, value)| (*name, (*value).clone())));
        let args = (start, self.args.len() as u32);
        self.steps.push(Step { node: node as u32, op, about, args, result: result.clone() });
    }
}

/// What a section or line is worth, in its own points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Worth {
    Known(Exact),
    /// It takes no part; its weight goes to others.
    Out,
    /// Something in it waits.
    Open(Box<Open>),
}

/// Worth what is known so far, with bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// `None` where nothing has a value yet.
    pub score: Option<Exact>,
    /// If all that waits turned out as bad, and as good, as can be; `None` where there is no end.
    pub low: Option<Exact>,
    pub high: Option<Exact>,
    /// The share of the weight that is known.
    pub coverage: Exact,
}

impl Worth {
    /// What is known.
    pub fn score(&self) -> Option<&Exact> {
        match self {
            Self::Known(score) => Some(score),
            Self::Out => None,
            Self::Open(open) => open.score.as_ref(),
        }
    }

    pub fn low(&self) -> Option<&Exact> {
        match self {
            Self::Known(score) => Some(score),
            Self::Out => None,
            Self::Open(open) => open.low.as_ref(),
        }
    }

    pub fn high(&self) -> Option<&Exact> {
        match self {
            Self::Known(score) => Some(score),
            Self::Out => None,
            Self::Open(open) => open.high.as_ref(),
        }
    }
}

/// A section or line with what it is worth and, of a line without a figure, why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Valued {
    pub worth: Worth,
    pub status: Option<Status>,
}

/// What a total is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    Ok,
    /// Too much is open for a grade.
    Provisional,
    /// Nothing of it applies.
    NotApplicable,
}

impl Standing {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Provisional => "provisional",
            Self::NotApplicable => "not-applicable",
        }
    }
}

/// What became of a floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kept {
    Met,
    NotMet,
    Unknown,
}

impl Kept {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not-met",
            Self::Unknown => "unknown",
        }
    }
}

/// What becomes of the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub standing: Standing,
    pub bonus: Exact,
    pub deduction: Exact,
    /// Sections with bonus and deduction, between the ends, unrounded.
    pub exact: Option<Exact>,
    /// Published as if there were no veto.
    pub before_veto: Option<Exact>,
    /// Rounded once, vetoes applied.
    pub published: Option<Exact>,
    /// The same for the bounds.
    pub low: Exact,
    pub high: Exact,
    pub coverage: Exact,
    /// Where the grade stands among the scheme's.
    pub grade: Option<usize>,
    /// The most that vetoes and floors leave of the total, and the best grade.
    pub cap: Option<Exact>,
    pub grade_cap: Option<usize>,
    pub is_eligible: bool,
    /// The gates that failed, by their places in the scheme.
    pub gates: Vec<usize>,
    /// For each floor of the scheme.
    pub floors: Vec<Kept>,
    /// For each veto that was booked, whether it stands.
    pub vetoes: Vec<bool>,
    /// The rules of consecutive years that are met, by their places.
    pub consecutive: Vec<usize>,
}

/// A result with the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace<'a> {
    pub(crate) steps: Steps<'a>,
    pub(crate) nodes: Vec<Valued>,
    pub outcome: Outcome,
}

impl<'a> Trace<'a> {
    /// What the section or line with this id is worth.
    pub fn worth(&self, plan: &Plan, id: &str) -> Option<&Valued> {
        self.nodes.get(plan.node(id)?)
    }

    /// Every step, with its operands, that led to the section or line with this id.
    pub fn steps(&self, plan: &Plan, id: &str) -> Vec<(&Step<'a>, &[(&'static str, Exact)])> {
        plan.node(id).map_or_else(Vec::new, |node| self.steps_of(node))
    }

    pub(crate) fn steps_of(&self, node: usize) -> Vec<(&Step<'a>, &[(&'static str, Exact)])> {
        let steps = self.steps.steps.iter().filter(|step| step.node as usize == node);
        steps
            .map(|step| (step, &self.steps.args[step.args.0 as usize..step.args.1 as usize]))
            .collect()
    }

    /// The grade's name.
    pub fn grade<'b>(&self, plan: &'b Plan) -> Option<&'b str> {
        Some(plan.scheme.grade.get(self.outcome.grade?)?.name.as_str())
    }

    /// The published total as it is written; `None` where there is none.
    pub fn published(&self, plan: &Plan) -> Option<String> {
        let form = plan.scheme.publication;
        Some(self.outcome.published.as_ref()?.fixed(form.decimals, form.rounding))
    }
}

/// A sheet: a plan with inputs.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    pub plan: &'a Plan,
    pub inputs: &'a Inputs,
}
