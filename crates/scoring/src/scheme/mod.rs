//! A scoring scheme (考核办法) as data: sections with stated shares for each kind of unit, lines with rules
//! built from fourteen primitives, what happens to missing figures, gates, vetoes, grades, and the dates and
//! the consultation that make it a rule in force (`docs/rule-language.md`).
//!
//! A scheme is never code. [`text`] reads and prints its TOML form, [`check`] says what is wrong with it and
//! where, [`crate::engine`] computes with it. Numbers are exact: a decimal is written in quotes, because
//! TOML's own decimals are binary.

pub mod check;
pub(crate) mod number;
pub mod text;

use crate::line::Class;
use crate::{Exact, Rounding};
use kernel::Day;
use serde::{Deserialize, Serialize};

pub use number::{Operand, day, optional_day};
pub(crate) use text::place;

/// Whether a field has its usual value and need not be written.
fn is_usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A scheme with everything that it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    pub id: String,
    pub name: String,
    pub version: String,
    /// Where it comes from, and what of it is invented.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    #[serde(with = "number::day")]
    pub published: Day,
    /// The first day on which it holds.
    #[serde(with = "number::day")]
    pub effective: Day,
    /// The first day on which it holds no more.
    #[serde(with = "number::optional_day", default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// Whom its sheets are about.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub subject: Subject,
    /// The share of Party-building in the whole, out of [`Scheme::out_of`]: stated, and compared with the
    /// sections that say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party_share: Option<Exact>,
    /// The points of the whole, without bonus and deduction.
    #[serde(default = "hundred", skip_serializing_if = "is_hundred")]
    pub out_of: Exact,
    /// The least and the most that a total can be.
    #[serde(default = "zero", skip_serializing_if = "Exact::is_zero")]
    pub least: Exact,
    #[serde(default = "most", skip_serializing_if = "is_most")]
    pub most: Exact,
    /// The share of the weight that must be known for a grade.
    #[serde(default = "coverage", skip_serializing_if = "is_coverage")]
    pub coverage: Exact,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub publication: Publication,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub status: Effects,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultation: Option<Consultation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distribution: Option<Distribution>,
    /// From the best grade down; the last one begins at the least total.
    pub grade: Vec<Cut>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consecutive: Vec<Consecutive>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub floor: Vec<Floor>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gate: Vec<Gate>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub veto: Vec<Veto>,
    /// Where figures come from without anybody typing them; what is not named here is recorded by a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feed: Vec<Feed>,
    pub kind: Vec<Kind>,
}

/// Whom the sheets of a scheme are about. Its kinds are those of units, or of Party organisations whose
/// secretaries it is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    #[default]
    Unit,
    Secretary,
}

/// Where the figure of one name comes from, for every kind of unit that takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// The name of the figure: a line's id, or what an operand names.
    pub entry: String,
    pub from: Origin,
}

/// What the house knows anyway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Origin {
    /// An indicator of the dictionary, by its code, up to the end of the period.
    Indicator { code: String, of: Of },
    /// A measure of Party tasks by its name: how many of how many, in per cent.
    Measure { name: String },
    /// The published sheet of another scheme (P12): its total, or a section in per cent of its full marks.
    Sheet {
        scheme: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        section: Option<String>,
        #[serde(default, skip_serializing_if = "is_usual")]
        whose: Whose,
    },
}

/// Whose sheet is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// The unit's: for a secretary that of the unit where the post is.
    #[default]
    Unit,
    /// That of the nearest unit above which has one.
    Above,
}

/// What is taken of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    Actual,
    Target,
    /// The actual by the target, in per cent; there is none without a target.
    Attainment,
}

fn zero() -> Exact {
    Exact::ZERO
}

fn hundred() -> Exact {
    Exact::from_integer(100)
}

fn is_hundred(number: &Exact) -> bool {
    *number == hundred()
}

fn most() -> Exact {
    Exact::from_integer(120)
}

fn is_most(number: &Exact) -> bool {
    *number == most()
}

fn coverage() -> Exact {
    Exact::quotient(4, 5).unwrap_or(Exact::ONE)
}

fn is_coverage(number: &Exact) -> bool {
    *number == coverage()
}

/// How a total is published: rounded once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    pub decimals: u8,
    #[serde(with = "number::rounding")]
    pub rounding: Rounding,
}

impl Default for Publication {
    fn default() -> Self {
        Self { decimals: 2, rounding: Rounding::HalfAway }
    }
}

/// Why a figure is not there. None of them is zero, and none is full marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    NotReported,
    Pending,
    Disputed,
    Suppressed,
    NotApplicable,
}

impl Status {
    pub const ALL: [Self; 5] =
        [Self::NotReported, Self::Pending, Self::Disputed, Self::Suppressed, Self::NotApplicable];

    pub const fn name(self) -> &'static str {
        match self {
            Self::NotReported => "not-reported",
            Self::Pending => "pending",
            Self::Disputed => "disputed",
            Self::Suppressed => "suppressed",
            Self::NotApplicable => "not-applicable",
        }
    }
}

/// What becomes of a line whose figure is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Its weight goes to others, as its section says.
    Redistribute,
    /// It counts as nothing.
    Zero,
    /// It is left out of the score and widens the bounds; coverage falls.
    Wait,
}

impl Effect {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Redistribute => "redistribute",
            Self::Zero => "zero",
            Self::Wait => "wait",
        }
    }
}

/// The effect of each status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Effects {
    pub not_applicable: Effect,
    pub not_reported: Effect,
    pub pending: Effect,
    pub suppressed: Effect,
    pub disputed: Effect,
}

impl Default for Effects {
    fn default() -> Self {
        Self {
            not_applicable: Effect::Redistribute,
            not_reported: Effect::Zero,
            pending: Effect::Wait,
            suppressed: Effect::Redistribute,
            disputed: Effect::Wait,
        }
    }
}

impl Effects {
    pub const fn of(&self, status: Status) -> Effect {
        match status {
            Status::NotReported => self.not_reported,
            Status::Pending => self.pending,
            Status::Disputed => self.disputed,
            Status::Suppressed => self.suppressed,
            Status::NotApplicable => self.not_applicable,
        }
    }
}

/// Who was heard before the scheme came into force (劳动合同法 art. 4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consultation {
    pub body: String,
    #[serde(with = "number::day")]
    pub held: Day,
    /// Where the record is found.
    pub record: String,
}

/// A grade and the published total from which it is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cut {
    pub name: String,
    pub from: Exact,
}

/// How many may get the best grades; ties are never split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Distribution {
    /// Fewer units than these are not spread.
    #[serde(default = "five")]
    pub fewest: u32,
    /// For the best grades, from the best down: the most that may have it or a better one, as a share.
    pub ceiling: Vec<Exact>,
}

impl Distribution {
    /// Fewer units are not spread, if a scheme does not say so.
    pub const FEWEST: u32 = 5;
}

const fn five() -> u32 {
    Distribution::FEWEST
}

/// What a grade of so many years running is brought to a person for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consecutive {
    pub grade: String,
    pub years: u8,
    /// What a named person then decides about.
    pub consequence: String,
}

/// A statutory floor: met or not met. More than is required earns nothing, because no points hang on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    pub id: String,
    pub name: String,
    /// The rule that requires it.
    pub basis: String,
    pub required: Exact,
    /// What a floor that is not met brings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effect: Vec<Consequence>,
}

/// A section that fails takes something from the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    pub id: String,
    /// The section that is watched.
    pub watch: String,
    /// It fails below so many per cent of its points.
    pub below: Exact,
    pub effect: GateEffect,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GateEffect {
    /// No bonus is counted.
    NoBonus,
    /// The other sections count up to their full marks only.
    BaseOnly,
}

/// What may stand against a total (一票否决).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Veto {
    pub id: String,
    pub name: String,
    /// The legal or internal basis.
    pub basis: String,
    pub effect: Vec<Consequence>,
}

/// The effects of a veto, kept apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Consequence {
    /// The published total is nothing.
    Zero,
    /// The published total is at most this: 59 for a hard veto, 79 for a capped one.
    Cap { at: Exact },
    /// The grade is at most this one, whatever the total.
    Grade { at: String },
    /// No award; the total stands.
    Ineligible,
}

/// What a section or line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    Party,
    Business,
    Both,
}

/// The part of a scheme that holds for one kind of unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    pub id: String,
    pub name: String,
    /// The most that all bonus lines bring together, and all deductions take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bonus_most: Option<Exact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deduction_most: Option<Exact>,
    pub section: Vec<Section>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bonus: Vec<Line>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deduction: Vec<Line>,
}

/// Where the weight of something that does not apply goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Passing {
    /// To all siblings, by their weights.
    #[default]
    Siblings,
    /// To this one of them; to all if it does not apply either.
    To(String),
}

impl From<String> for Passing {
    fn from(text: String) -> Self {
        if text == "siblings" { Self::Siblings } else { Self::To(text) }
    }
}

impl From<Passing> for String {
    fn from(passing: Passing) -> Self {
        match passing {
            Passing::Siblings => "siblings".to_owned(),
            Passing::To(name) => name,
        }
    }
}

/// Lines, or sections, weighed together (P1). Their weights add up to its points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub id: String,
    pub name: String,
    /// Its share of what it stands in.
    pub weight: Exact,
    /// The points in which its parts are weighed; as many as its weight if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of: Option<Exact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aspect: Option<Aspect>,
    /// The least and the most that it counts, in its points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<Exact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<Exact>,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub not_applicable: Passing,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub line: Vec<Line>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub section: Vec<Section>,
}

/// One line of a scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub id: String,
    /// What it says, word for word.
    pub name: String,
    /// Its share of its section; a bonus or deduction has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Exact>,
    /// The points of its rule that are full marks; as many as its weight if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of: Option<Exact>,
    /// Not part of the published scheme.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub invented: bool,
    /// A person's answer to what it counts, against the classifier's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Overruled>,
    pub rule: Rule,
}

/// A class that a person gave, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overruled {
    #[serde(with = "number::class")]
    pub class: Class,
    pub reason: String,
}

/// Which way a figure is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Better {
    #[default]
    Higher,
    Lower,
}

/// How a line comes to its points. Rules nest: what a rule is `of` is a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(clippy::large_enum_variant, reason = "a scheme has some dozens of rules, read once")]
pub enum Rule {
    /// Always so many points.
    Fixed { points: Exact },
    /// A figure as it is, which must lie in these ends.
    Figure {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        input: Option<String>,
        #[serde(default = "zero", skip_serializing_if = "Exact::is_zero")]
        least: Exact,
        most: Exact,
    },
    /// Points by attainment (P4): a straight line from threshold to target to stretch.
    Attainment {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        input: Option<String>,
        #[serde(default, skip_serializing_if = "is_usual")]
        better: Better,
        threshold: Operand,
        target: Operand,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stretch: Option<Operand>,
        /// What the three are worth; 60, 100 and 120 if not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        points: Option<[Exact; 3]>,
    },
    /// Best inside two limits, nothing outside two others (P4, range).
    Band {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        input: Option<String>,
        outer_low: Operand,
        low: Operand,
        high: Operand,
        outer_high: Operand,
        /// What the outer and the inner limits are worth; 60 and 100 if not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        points: Option<[Exact; 2]>,
    },
    /// How many per cent a figure is better than another, seen from the second.
    Change {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        input: Option<String>,
        against: Operand,
        #[serde(default, skip_serializing_if = "is_usual")]
        better: Better,
        /// How far off, either way.
        #[serde(default, skip_serializing_if = "is_usual")]
        distance: bool,
    },
    /// Points more or less for each step of so many per cent beyond or short of a target (P5).
    Steps {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        input: Option<String>,
        target: Operand,
        /// Last year's figure or the like.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        baseline: Option<Operand>,
        #[serde(default, skip_serializing_if = "is_usual")]
        better: Better,
        start: Box<Rule>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        up: Option<Pace>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        down: Option<Pace>,
        /// The most that goes up where the target is worse than the baseline.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        up_most_below_baseline: Option<Exact>,
        /// Whether something goes up although the target is below zero.
        #[serde(default, skip_serializing_if = "is_usual")]
        up_on_negative_target: bool,
        #[serde(default = "zero", skip_serializing_if = "Exact::is_zero")]
        least: Exact,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<Exact>,
    },
    /// Points by the tier into which something falls (P6); nothing outside all tiers.
    Tiers { of: Box<Rule>, tier: Vec<Tier> },
    /// A start less points for each event (P2).
    Deduct {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        input: Option<String>,
        /// Full marks if not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        start: Option<Exact>,
        #[serde(default = "zero", skip_serializing_if = "Exact::is_zero")]
        floor: Exact,
        /// Whether it may fall below nothing.
        #[serde(default, skip_serializing_if = "is_usual")]
        no_floor: bool,
        event: Vec<Price>,
    },
    /// Points for events, up to a cap (P3): what a bonus brings or a deduction takes.
    Events {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        input: Option<String>,
        #[serde(default, skip_serializing_if = "is_usual")]
        count: Counting,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<Exact>,
        event: Vec<Price>,
    },
    /// From one scale to another (P7): × to ÷ from.
    Rescale { of: Box<Rule>, from: Exact, to: Exact },
    /// Times a factor that must lie in its ends (P10).
    Multiply { of: Box<Rule>, by: Operand, least: Exact, most: Exact },
    /// What several groups of raters say, by weight (P11).
    Raters {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        input: Option<String>,
        /// The most that a rating can be.
        most: Exact,
        /// Whether the groups that are enough share the weight of one that is not; otherwise there is no
        /// score without it.
        #[serde(default, skip_serializing_if = "is_usual")]
        others_share: bool,
        group: Vec<Group>,
    },
    /// Another assessment's section, in per cent of its full marks (P12).
    Result {
        scheme: String,
        section: String,
        /// By which link of the sheet its unit is found; the same unit if not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        whose: Option<String>,
        /// The most per cent that count.
        #[serde(default = "hundred", skip_serializing_if = "is_hundred")]
        most: Exact,
    },
    /// Rules by weight; the weights are shares that add up to one (P1).
    Mix { part: Vec<Part> },
    /// Rules added up.
    Sum { of: Vec<Rule> },
    /// No less than one end and no more than the other.
    Clamp {
        of: Box<Rule>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        least: Option<Exact>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<Exact>,
    },
}

/// So many points for each step of so many per cent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pace {
    pub points: Exact,
    /// The width of a step in per cent.
    pub per: Exact,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<Exact>,
    /// Whether a part of a step counts as that part; otherwise it counts nothing.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub partial: bool,
}

/// Where a tier begins or ends, the limit included; the tiers go from the best down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Exact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<Exact>,
    pub points: Exact,
}

/// What one event of a sort is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    pub sort: String,
    pub points: Exact,
    /// The event itself says how much, from `points` to this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<Exact>,
}

/// Which events count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counting {
    /// The highest one only.
    #[default]
    Highest,
    /// Each one.
    Each,
}

/// A group of raters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub id: String,
    /// Its share; the shares add up to one.
    pub weight: Exact,
    /// Fewer ratings are not shown.
    pub fewest: u32,
}

/// A rule with its share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub weight: Exact,
    pub of: Rule,
}

impl Rule {
    /// The name that its TOML form says in `kind`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Fixed { .. } => "fixed",
            Self::Figure { .. } => "figure",
            Self::Attainment { .. } => "attainment",
            Self::Band { .. } => "band",
            Self::Change { .. } => "change",
            Self::Steps { .. } => "steps",
            Self::Tiers { .. } => "tiers",
            Self::Deduct { .. } => "deduct",
            Self::Events { .. } => "events",
            Self::Rescale { .. } => "rescale",
            Self::Multiply { .. } => "multiply",
            Self::Raters { .. } => "raters",
            Self::Result { .. } => "result",
            Self::Mix { .. } => "mix",
            Self::Sum { .. } => "sum",
            Self::Clamp { .. } => "clamp",
        }
    }

    /// The rules that it is made of.
    pub fn parts(&self) -> Vec<&Rule> {
        match self {
            Self::Tiers { of, .. }
            | Self::Rescale { of, .. }
            | Self::Multiply { of, .. }
            | Self::Clamp { of, .. } => vec![of],
            Self::Steps { start, .. } => vec![start],
            Self::Mix { part } => part.iter().map(|part| &part.of).collect(),
            Self::Sum { of } => of.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The names of the inputs that it takes; `line` names the one that is not named.
    pub fn inputs<'a>(&'a self, line: &'a str) -> Vec<&'a str> {
        let mut names = Vec::new();
        self.gather(line, &mut names);
        let mut once: Vec<&str> = Vec::new();
        for name in names {
            if !once.contains(&name) {
                once.push(name);
            }
        }
        once
    }

    fn gather<'a>(&'a self, line: &'a str, names: &mut Vec<&'a str>) {
        match self {
            Self::Figure { input, .. }
            | Self::Attainment { input, .. }
            | Self::Band { input, .. }
            | Self::Change { input, .. }
            | Self::Steps { input, .. }
            | Self::Deduct { input, .. }
            | Self::Events { input, .. }
            | Self::Raters { input, .. } => names.push(input.as_deref().unwrap_or(line)),
            _ => {}
        }
        let operands: Vec<&Operand> = match self {
            Self::Attainment { threshold, target, stretch, .. } => {
                [Some(threshold), Some(target), stretch.as_ref()].into_iter().flatten().collect()
            }
            Self::Band { outer_low, low, high, outer_high, .. } => {
                vec![outer_low, low, high, outer_high]
            }
            Self::Change { against, .. } => vec![against],
            Self::Steps { target, baseline, .. } => {
                std::iter::once(target).chain(baseline.as_ref()).collect()
            }
            Self::Multiply { by, .. } => vec![by],
            _ => Vec::new(),
        };
        for operand in operands {
            if let Operand::Input(name) = operand {
                names.push(name);
            }
        }
        for part in self.parts() {
            part.gather(line, names);
        }
    }
}

impl Section {
    /// The points in which its parts are weighed.
    pub fn points(&self) -> &Exact {
        self.out_of.as_ref().unwrap_or(&self.weight)
    }
}

impl Kind {
    /// All lines: those of the sections, then bonus and deduction.
    pub fn lines(&self) -> Vec<&Line> {
        fn within<'a>(sections: &'a [Section], lines: &mut Vec<&'a Line>) {
            for section in sections {
                lines.extend(&section.line);
                within(&section.section, lines);
            }
        }
        let mut lines = Vec::new();
        within(&self.section, &mut lines);
        lines.extend(self.bonus.iter().chain(&self.deduction));
        lines
    }
}

impl Scheme {
    /// The part for a kind of unit.
    pub fn kind(&self, id: &str) -> Option<&Kind> {
        self.kind.iter().find(|kind| kind.id == id)
    }

    /// Whether it holds on this day.
    pub fn is_in_force(&self, day: Day) -> bool {
        self.effective <= day && self.until.is_none_or(|until| day < until)
    }
}
