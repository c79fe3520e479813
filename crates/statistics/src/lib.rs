//! Statistics of judgements, pure: whether raters agree, and whether sources bear each other out.
//!
//! Binary floating point stands here and in no score. What cannot be computed is said by name, never filled
//! in: no pairs, no variation, raters of unequal number. A number that is none is refused where it enters.

pub mod agreement;
pub mod corroboration;

/// Why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undefined {
    /// Nothing that two raters have judged.
    NoPairs,
    /// All judgements are the same: chance would agree as well.
    NoVariation,
    /// Every unit must have the same number of raters, two at the least.
    UnequalRaters,
    /// A judgement that is no number, or no category of the scale.
    Malformed,
}

impl Undefined {
    /// The status as reports and worked examples name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoPairs => "undefined",
            Self::NoVariation => "undefined_no_variation",
            Self::UnequalRaters => "invalid_unequal_raters",
            Self::Malformed => "invalid",
        }
    }
}

/// Below this an expected disagreement counts as none.
const NOTHING: f64 = 1e-12;
