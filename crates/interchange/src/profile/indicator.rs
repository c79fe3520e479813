//! Indicators as a profile declares them, so that an import can create them.

use super::Words;
use serde::Deserialize;

/// An indicator that an import may create.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    pub code: String,
    pub name: Words,
    #[serde(default)]
    pub unit: String,
    #[serde(default)]
    pub decimals: u8,
    #[serde(default)]
    pub direction: Direction,
    #[serde(default)]
    pub aggregation: Aggregation,
    /// 100 shows a ratio in per cent.
    #[serde(default = "one")]
    pub factor: i64,
    /// Values below zero are possible, as of a profit; otherwise they are refused, cell by cell.
    #[serde(default)]
    pub may_be_negative: bool,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    #[default]
    Up,
    Down,
    Range,
}

/// How values come together over time and units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aggregation {
    #[default]
    Sum,
    Last,
    Ratio,
    Mean,
}

pub(super) const fn one() -> i64 {
    1
}
