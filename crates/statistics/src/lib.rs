//! Statistics, pure: weights and syntheses of indicators, panels of units and months, agreement of raters and
//! sources, and how far a question may be answered.
//!
//! - Weights and syntheses (`domain.md` section E): [`ahp`], [`entropy`], [`weights`], [`topsis`], [`grey`],
//!   [`coupling`], over a [`table`] of units by indicators.
//! - Panels (section F): [`panel`], [`fixed_effects`], [`wild`], [`permutation`], [`staggered`],
//!   [`multiple`], [`regression`]; [`inquiry`] asks one question of a panel with all of them.
//! - What may be said: [`evidence`] gives the level and why not a higher one, [`vocabulary`] finds the words
//!   that a level does not allow, [`alarms`] opens checks of figures that look made.
//! - Beforehand: [`design`] says how many units and months would be enough and draws lots; [`simulation`]
//!   holds the rules against panels in which nothing is to be found.
//! - Judgements (section G): [`agreement`], [`corroboration`].
//!
//! Binary floating point stands here and in no score. What cannot be computed is said by name, never filled
//! in. A number that is none is refused where it enters. What is drawn by chance comes from a stated seed
//! ([`random`]), so that the same question has the same answer on every day.

pub mod agreement;
pub mod ahp;
pub mod alarms;
mod algebra;
pub mod corroboration;
pub mod coupling;
pub mod design;
mod distribution;
pub mod entropy;
pub mod evidence;
pub mod fixed_effects;
pub mod grey;
pub mod inquiry;
pub mod multiple;
pub mod panel;
pub mod permutation;
pub mod random;
pub mod regression;
pub mod simulation;
pub mod staggered;
pub mod table;
pub mod topsis;
mod undefined;
pub mod vocabulary;
pub mod weights;
pub mod wild;

pub use undefined::Undefined;

/// Below this an expected disagreement counts as none.
const NOTHING: f64 = 1e-12;
