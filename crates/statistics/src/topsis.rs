//! TOPSIS: how near a unit is to the best of each indicator, and how far from the worst (Hwang and Yoon
//! 1981).
//!
//! **Vector normalisation**: each column divided by the root of its sum of squares, then weighted. `D⁺` and
//! `D⁻` are Euclidean distances to the ideal and the anti-ideal, `C = D⁻/(D⁺ + D⁻)` from 0 to 1, no unit.
//!
//! Traps. With min–max normalisation, which some programs take by default, the same data rank differently:
//! name the normalisation. Closeness is relative: leave out a unit and all others change, ranks included.

use crate::Undefined;
use crate::table::{Sense, Table, ranks, shares};

/// The normalisation that this is.
pub const NORMALISATION: &str = "vector";

/// Units by their nearness to the ideal.
#[derive(Clone, Debug, PartialEq)]
pub struct Closeness {
    /// `D⁺`, to the ideal.
    pub to_best: Vec<f64>,
    /// `D⁻`, to the anti-ideal.
    pub to_worst: Vec<f64>,
    /// `None` where both distances are nothing, as they are of identical units.
    pub closeness: Vec<Option<f64>>,
    pub ranks: Vec<Option<usize>>,
}

impl Closeness {
    /// Whether every unit has a closeness.
    pub fn is_defined(&self) -> bool {
        self.closeness.iter().all(Option::is_some)
    }
}

/// How a column is scaled: divided by its largest, times weight by norm; and its ends.
struct Scaled {
    largest: f64,
    factor: f64,
    best: f64,
    worst: f64,
}

/// Below this the distances together count as none.
const APART: f64 = 1e-12;

/// Nearness of each unit to the ideal. A column of zeros tells nothing.
///
/// # Errors
/// `OneUnit`; `Weights`, `Shape` and `NotFinite` of the weights.
pub fn closeness(table: &Table, weights: &[f64]) -> Result<Closeness, Undefined> {
    let weights = shares(weights, table.senses().len())?;
    if table.rows().len() < 2 {
        return Err(Undefined::OneUnit);
    }
    // Divided by the largest first, so that no square leaves the range of numbers; a column of zeros is
    // divided by one and stays zero.
    let ranges = table.ranges();
    let largest = |(low, high): &(f64, f64)| Some(low.abs().max(high.abs())).filter(|l| *l > 0.0);
    let largest: Vec<f64> = ranges.iter().map(|range| largest(range).unwrap_or(1.0)).collect();
    let mut squares = vec![0.0; weights.len()];
    for row in table.rows() {
        for ((sum, value), largest) in squares.iter_mut().zip(row).zip(&largest) {
            *sum += (value / largest).powi(2);
        }
    }
    let column = |at: usize| {
        let norm = if squares[at] > 0.0 { squares[at].sqrt() } else { 1.0 };
        let factor = weights[at] / norm;
        let (low, high) =
            (ranges[at].0 / largest[at] * factor, ranges[at].1 / largest[at] * factor);
        let (best, worst) = match table.senses()[at] {
            Sense::Higher => (high, low),
            Sense::Lower => (low, high),
        };
        Scaled { largest: largest[at], factor, best, worst }
    };
    let columns: Vec<Scaled> = (0..weights.len()).map(column).collect();
    let (mut to_best, mut to_worst) = (Vec::new(), Vec::new());
    for row in table.rows() {
        let (mut best, mut worst) = (0.0, 0.0);
        for (value, column) in row.iter().zip(&columns) {
            let scaled = value / column.largest * column.factor;
            best += (scaled - column.best).powi(2);
            worst += (scaled - column.worst).powi(2);
        }
        to_best.push(best);
        to_worst.push(worst);
    }
    let root = |squares: Vec<f64>| squares.into_iter().map(f64::sqrt).collect::<Vec<f64>>();
    let (to_best, to_worst) = (root(to_best), root(to_worst));
    let nearness =
        |(best, worst): (&f64, &f64)| (best + worst > APART).then(|| worst / (best + worst));
    let closeness: Vec<Option<f64>> = to_best.iter().zip(&to_worst).map(nearness).collect();
    let ranks = ranks(&closeness);
    Ok(Closeness { to_best, to_worst, closeness, ranks })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(rows: Vec<Vec<f64>>) -> Table {
        Table::new(rows, vec![Sense::Higher, Sense::Lower]).unwrap()
    }

    #[test]
    fn one_unit_identical_units_and_weights_of_nothing() {
        assert_eq!(closeness(&table(vec![vec![1.0, 2.0]]), &[0.5, 0.5]), Err(Undefined::OneUnit));
        let same = closeness(&table(vec![vec![1.0, 2.0]; 3]), &[0.5, 0.5]).unwrap();
        assert!(!same.is_defined() && same.ranks == [None; 3]);
        let two = table(vec![vec![1.0, 2.0], vec![2.0, 1.0]]);
        assert_eq!(closeness(&two, &[0.0, 0.0]), Err(Undefined::Weights));
        assert_eq!(closeness(&two, &[1.0]), Err(Undefined::Shape));
    }

    proptest! {
        /// The unit that is best in all is at 1, the one that is worst in all at 0; scale changes nothing.
        #[test]
        fn the_ideal_is_one_and_the_worst_nothing(
            rows in proptest::collection::vec((1.0_f64..9.0, 1.0_f64..9.0), 1..10),
            scale in 0.001_f64..1e6,
        ) {
            let mut all: Vec<Vec<f64>> = rows.iter().map(|(a, b)| vec![*a, *b]).collect();
            all.push(vec![10.0, 0.5]);
            all.push(vec![0.5, 10.0]);
            let found = closeness(&table(all.clone()), &[0.3, 0.7]).unwrap();
            let n = all.len();
            prop_assert_eq!(found.closeness[n - 2], Some(1.0));
            prop_assert_eq!(found.closeness[n - 1], Some(0.0));
            all.iter_mut().for_each(|row| row[0] *= scale);
            let scaled = closeness(&table(all), &[0.3, 0.7]).unwrap();
            for (a, b) in found.closeness.iter().zip(&scaled.closeness) {
                prop_assert!((a.unwrap() - b.unwrap()).abs() < 1e-9);
            }
        }
    }
}
