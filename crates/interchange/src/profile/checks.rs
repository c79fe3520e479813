//! Printed figures that must come out: totals of regions and sheets, rates, sums within a row.

use super::parse;
use kernel::Quantity;
use serde::Deserialize;

/// A printed line of totals.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TotalRule {
    /// Its text in the unit's column; `{section}` stands for the heading.
    pub line: String,
    pub of: TotalOf,
    #[serde(default = "tolerance", deserialize_with = "parse::quantity")]
    pub tolerance: Quantity,
    /// No data follow.
    #[serde(default)]
    pub last: bool,
}

/// What a total line adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TotalOf {
    Section,
    Sheet,
}

/// A rate: printed in a column and checked, or only computed and counted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateRule {
    #[serde(default)]
    pub printed: Option<String>,
    pub numerator: String,
    pub denominator: String,
    #[serde(default = "super::indicator::one")]
    pub factor: i64,
    #[serde(default = "tolerance", deserialize_with = "parse::quantity")]
    pub tolerance: Quantity,
}

/// A column that must equal the sum of others in every row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SumRule {
    pub total: String,
    pub parts: Vec<String>,
    #[serde(default = "tolerance", deserialize_with = "parse::quantity")]
    pub tolerance: Quantity,
}

const fn tolerance() -> Quantity {
    Quantity::from_millionths(10_000)
}
