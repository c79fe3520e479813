//! Entropy weights (熵权法): an indicator weighs the more, the more the units differ in it.
//!
//! Of a column `z` over `m` units: `p = z/Σz`, `e = −Σ p·ln p / ln m` with `0·ln 0 = 0`, `w ∝ 1 − e` (Shannon
//! entropy as used in multi-criteria work, e.g. Zeleny 1982). No unit.
//!
//! Traps. Proportions of raw values give entirely different weights than proportions of min–max values, and
//! ignore which way is better: the basis is named. Nothing is added to avoid `ln 0`; that would change the
//! answer. A constant column weighs nothing. The method rewards dispersion, not importance, so a noisy
//! indicator wins: freeze the weights before the year starts.

use crate::Undefined;
use crate::table::{Sense, Table};

/// What the proportions are taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Values from 0 (worst) to 1 (best) of each column.
    MinMax,
    /// The values themselves.
    Raw,
}

/// How the weights came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Ok,
    /// No column differs between units: all weigh alike.
    DegenerateEqual,
    /// Fewer than two complete units: all columns that have data weigh alike.
    Undefined,
}

impl Standing {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::DegenerateEqual => "degenerate_equal",
            Self::Undefined => "undefined",
        }
    }
}

/// Weights by entropy.
#[derive(Clone, Debug, PartialEq)]
pub struct Entropy {
    pub standing: Standing,
    /// The units without a gap, by their places.
    pub rows_used: Vec<usize>,
    /// Of each column; `None` for one without any value, and everywhere where undefined.
    pub entropy: Vec<Option<f64>>,
    pub weights: Vec<Option<f64>>,
}

/// Below this a column counts as constant.
const DISPERSED: f64 = 1e-12;

/// Weights of the columns of a table with gaps. A column without any value is left out, then every unit with
/// a gap.
///
/// # Errors
/// `NoData` without rows or columns, `Shape`, `NotFinite`; on the raw basis `NegativeOrZeroSum`.
pub fn weigh(
    rows: &[Vec<Option<f64>>],
    senses: &[Sense],
    basis: Basis,
) -> Result<Entropy, Undefined> {
    if rows.is_empty() || senses.is_empty() {
        return Err(Undefined::NoData);
    }
    if rows.iter().any(|row| row.len() != senses.len()) {
        return Err(Undefined::Shape);
    }
    if rows.iter().flatten().flatten().any(|value| !value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let has_data = |at: &usize| rows.iter().any(|row| row[*at].is_some());
    let columns: Vec<usize> = (0..senses.len()).filter(has_data).collect();
    let complete =
        |row: &Vec<Option<f64>>| columns.iter().map(|at| row[*at]).collect::<Option<Vec<f64>>>();
    let used: Vec<(usize, Vec<f64>)> =
        rows.iter().enumerate().filter_map(|(at, row)| Some((at, complete(row)?))).collect();
    let (rows_used, used): (Vec<usize>, Vec<Vec<f64>>) =
        if columns.is_empty() { (Vec::new(), Vec::new()) } else { used.into_iter().unzip() };
    let mut found = Entropy {
        standing: Standing::Undefined,
        rows_used,
        entropy: vec![None; senses.len()],
        weights: vec![None; senses.len()],
    };
    let equal = 1.0 / columns.len() as f64;
    if used.len() < 2 {
        columns.iter().for_each(|at| found.weights[*at] = Some(equal));
        return Ok(found);
    }
    let table = Table::new(used, columns.iter().map(|at| senses[*at]).collect())?;
    let values = match basis {
        Basis::MinMax => table.min_max(),
        Basis::Raw => table.rows().to_vec(),
    };
    let mut dispersion = Vec::new();
    for (place, at) in columns.iter().enumerate() {
        let entropy = entropy_of(values.iter().map(|row| row[place]))?;
        found.entropy[*at] = Some(entropy);
        dispersion.push(if 1.0 - entropy < DISPERSED { 0.0 } else { 1.0 - entropy });
    }
    let sum: f64 = dispersion.iter().sum();
    found.standing = if sum == 0.0 { Standing::DegenerateEqual } else { Standing::Ok };
    for (at, dispersed) in columns.iter().zip(dispersion) {
        found.weights[*at] = Some(if sum == 0.0 { equal } else { dispersed / sum });
    }
    Ok(found)
}

/// From 0 (all in one unit) to 1 (all alike).
fn entropy_of(values: impl Iterator<Item = f64> + Clone) -> Result<f64, Undefined> {
    let sum: f64 = values.clone().sum();
    if sum == 0.0 || values.clone().any(|value| value < 0.0) {
        return Err(Undefined::NegativeOrZeroSum);
    }
    let units = values.clone().count() as f64;
    let of = |value: f64| if value > 0.0 { value / sum * (value / sum).ln() } else { 0.0 };
    Ok(-values.map(of).sum::<f64>() / units.ln())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn some(rows: &[&[f64]]) -> Vec<Vec<Option<f64>>> {
        rows.iter().map(|row| row.iter().copied().map(Some).collect()).collect()
    }

    const BOTH: [Sense; 2] = [Sense::Higher, Sense::Lower];

    #[test]
    fn proportions_of_negative_or_no_values_are_refused_by_name() {
        let refused = |rows: &[&[f64]]| weigh(&some(rows), &BOTH, Basis::Raw).unwrap_err();
        assert_eq!(refused(&[&[-1.0, 1.0], &[2.0, 1.0]]), Undefined::NegativeOrZeroSum);
        assert_eq!(refused(&[&[0.0, 1.0], &[0.0, 1.0]]), Undefined::NegativeOrZeroSum);
        assert_eq!(refused(&[&[f64::NAN, 1.0], &[0.0, 1.0]]), Undefined::NotFinite);
        assert_eq!(refused(&[&[1.0], &[1.0]]), Undefined::Shape);
        assert_eq!(refused(&[]), Undefined::NoData);
    }

    #[test]
    fn one_unit_and_constant_columns_weigh_alike_and_say_so() {
        let one = weigh(&some(&[&[1.0, 2.0]]), &BOTH, Basis::MinMax).unwrap();
        assert_eq!((one.standing, one.weights), (Standing::Undefined, vec![Some(0.5); 2]));
        let same = weigh(&some(&[&[1.0, 2.0], &[1.0, 2.0]]), &BOTH, Basis::MinMax).unwrap();
        assert_eq!((same.standing, same.weights), (Standing::DegenerateEqual, vec![Some(0.5); 2]));
    }

    #[test]
    fn gaps_leave_out_columns_then_units() {
        let rows = [
            vec![Some(1.0), None, Some(2.0)],
            vec![Some(3.0), None, None],
            vec![Some(2.0), None, Some(5.0)],
        ];
        let found = weigh(&rows, &[Sense::Higher; 3], Basis::MinMax).unwrap();
        assert_eq!(found.rows_used, [0, 2]);
        assert_eq!(found.weights[1], None);
        let none = weigh(&[vec![None], vec![None]], &[Sense::Higher], Basis::MinMax).unwrap();
        assert_eq!((none.standing, none.weights), (Standing::Undefined, vec![None]));
    }

    proptest! {
        /// Weights are shares of one, and the order of the units changes nothing.
        #[test]
        fn weights_are_shares(rows in proptest::collection::vec((0.0_f64..9.0, 0.0_f64..9.0), 2..12)) {
            let table: Vec<_> = rows.iter().map(|(a, b)| vec![Some(*a), Some(*b)]).collect();
            let turned: Vec<_> = table.iter().rev().cloned().collect();
            let one = weigh(&table, &BOTH, Basis::MinMax).unwrap();
            let two = weigh(&turned, &BOTH, Basis::MinMax).unwrap();
            let sum: f64 = one.weights.iter().flatten().sum();
            prop_assert!((sum - 1.0).abs() < 1e-9);
            for (a, b) in one.weights.iter().flatten().zip(two.weights.iter().flatten()) {
                prop_assert!(*a >= 0.0 && (a - b).abs() < 1e-9);
            }
        }
    }
}
