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
    let mut to_best = vec![0.0; table.rows().len()];
    let mut to_worst = to_best.clone();
    for (at, (weight, sense)) in weights.iter().zip(table.senses()).enumerate() {
        // Divided by the largest first, so that no square leaves the range of numbers.
        let (low, high) = table.range(at);
        let largest = low.abs().max(high.abs());
        if largest == 0.0 {
            continue;
        }
        let norm = table.column(at).map(|value| (value / largest).powi(2)).sum::<f64>().sqrt();
        let scaled = |value: f64| weight * (value / largest / norm);
        let (best, worst) = match sense {
            Sense::Higher => (scaled(high), scaled(low)),
            Sense::Lower => (scaled(low), scaled(high)),
        };
        for (unit, value) in table.column(at).enumerate() {
            to_best[unit] += (scaled(value) - best).powi(2);
            to_worst[unit] += (scaled(value) - worst).powi(2);
        }
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
