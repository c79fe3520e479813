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
use crate::table::Sense;

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
    let is_complete = |row: &Vec<Option<f64>>| columns.iter().all(|at| row[*at].is_some());
    let used = |(at, row)| is_complete(row).then_some(at);
    let rows_used: Vec<usize> = match columns.is_empty() {
        true => Vec::new(),
        false => rows.iter().enumerate().filter_map(used).collect(),
    };
    let mut found = Entropy {
        standing: Standing::Undefined,
        rows_used,
        entropy: vec![None; senses.len()],
        weights: vec![None; senses.len()],
    };
    let equal = 1.0 / columns.len() as f64;
    if found.rows_used.len() < 2 {
        columns.iter().for_each(|at| found.weights[*at] = Some(equal));
        return Ok(found);
    }
    let used = || found.rows_used.iter().map(|at| &rows[*at][..]);
    let scales = scales(used(), senses, basis);
    let entropies = entropies(used(), &scales, &columns)?;
    let mut dispersion = Vec::new();
    for (entropy, at) in entropies.into_iter().zip(&columns) {
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

/// `(value − from)/width + more`: values as they are, from 0 (worst) to 1 (best), or 1 for all.
#[derive(Clone, Copy)]
struct Scale {
    from: f64,
    width: f64,
    more: f64,
}

impl Scale {
    fn of(self, value: Option<f64>) -> f64 {
        (value.unwrap_or(self.from) - self.from) / self.width + self.more
    }
}

fn scales<'a>(
    rows: impl Iterator<Item = &'a [Option<f64>]>,
    senses: &[Sense],
    basis: Basis,
) -> Vec<Scale> {
    if basis == Basis::Raw {
        return vec![Scale { from: 0.0, width: 1.0, more: 0.0 }; senses.len()];
    }
    let mut ranges = vec![(f64::INFINITY, f64::NEG_INFINITY); senses.len()];
    for row in rows {
        for ((low, high), value) in ranges.iter_mut().zip(row) {
            if let Some(value) = value {
                (*low, *high) = (low.min(*value), high.max(*value));
            }
        }
    }
    let scale = |((low, high), sense): (&(f64, f64), &Sense)| match sense {
        _ if low == high => Scale { from: *low, width: f64::INFINITY, more: 1.0 },
        Sense::Higher => Scale { from: *low, width: high - low, more: 0.0 },
        Sense::Lower => Scale { from: *high, width: low - high, more: 0.0 },
    };
    ranges.iter().zip(senses).map(scale).collect()
}

/// Of each of these columns, from 0 (all in one unit) to 1 (all alike). Rows are read one after the other, as
/// they lie.
fn entropies<'a>(
    rows: impl Iterator<Item = &'a [Option<f64>]> + Clone,
    scales: &[Scale],
    columns: &[usize],
) -> Result<Vec<f64>, Undefined> {
    let mut sums = vec![0.0; columns.len()];
    let mut is_negative = false;
    for row in rows.clone() {
        for (sum, at) in sums.iter_mut().zip(columns) {
            let value = scales[*at].of(row[*at]);
            is_negative |= value < 0.0;
            *sum += value;
        }
    }
    if is_negative || sums.contains(&0.0) {
        return Err(Undefined::NegativeOrZeroSum);
    }
    let (mut units, mut entropies) = (0.0, vec![0.0; columns.len()]);
    for row in rows {
        units += 1.0;
        for ((entropy, sum), at) in entropies.iter_mut().zip(&sums).zip(columns) {
            let share = scales[*at].of(row[*at]) / sum;
            if share > 0.0 {
                *entropy -= share * share.ln();
            }
        }
    }
    Ok(entropies.into_iter().map(|entropy| entropy / f64::ln(units)).collect())
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
