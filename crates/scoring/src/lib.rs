//! Scores, exact inside and rounded once when they are published (`domain.md` section D).
//!
//! No database, no clock, no binary floating point: what goes in are exact numbers ([`exact`]), what comes
//! out are exact numbers with a status that says what they are worth. [`piecewise`] scores one figure
//! against its limits, [`tree`] weighs scores together, [`adjust`] adds what events bring, [`grade`]
//! publishes a value with its grade and spreads grades, [`small`] compares units of unequal size,
//! [`ballot`] scores an appraisal, [`line`] says what a line of a scheme counts, and [`privacy`] hides small
//! numbers that would tell about one person. On them stand [`scheme`], a whole scheme as data with its text
//! and its checks, and [`engine`], which computes sheets of it with every step. [`lint`] says what a
//! scheme counts, [`what_if`] what a draft would change.

pub mod adjust;
pub mod ballot;
pub mod engine;
pub mod exact;
pub mod grade;
pub mod line;
pub mod lint;
pub mod piecewise;
pub mod privacy;
pub mod scheme;
pub mod small;
pub mod tree;
pub mod what_if;

pub use exact::{Exact, Rounding};

/// The words of schemes, their problems and the steps of a trace.
pub const TEXTS: kernel::Texts =
    kernel::Texts { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// Why something cannot be computed. Each is an error of a definition or of what was entered, never of
/// the arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsound {
    /// Limits out of order, or a range without width.
    #[error("invalid_definition")]
    Limits,
    /// Weights that are negative or do not sum to one.
    #[error("invalid_weights")]
    Weights,
    /// Points of an event below zero.
    #[error("invalid_points")]
    Points,
    /// Shares of a distribution that are negative or out of order.
    #[error("invalid_shares")]
    Shares,
}
