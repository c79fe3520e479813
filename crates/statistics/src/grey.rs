//! Grey relational grades (灰色关联): how near a unit lies to the best, or a series to a reference series (Deng
//! 1982).
//!
//! With distances `Δ` to the ideal after normalising, `ξ = (Δmin + ρ·Δmax)/(Δ + ρ·Δmax)`, where the extremes
//! are those of the whole table; the grade is the weighted mean of `ξ`. No unit.
//!
//! Traps. Grades depend on `ρ`, and no `ρ` is right: 0.5 is custom. Some programs divide by the number of
//! units, or take `Δmax` for 1. Of time series, any two rising curves look "related": a grade is no evidence
//! of a relation.

use crate::Undefined;
use crate::table::{Table, ranks, shares};

/// The customary distinguishing coefficient.
pub const RHO: f64 = 0.5;

/// Units by their nearness to the best of each indicator.
#[derive(Clone, Debug, PartialEq)]
pub struct Grades {
    /// ξ of each unit and indicator.
    pub coefficients: Vec<Vec<f64>>,
    pub grades: Vec<f64>,
    pub ranks: Vec<Option<usize>>,
    /// Whether no indicator tells the units apart: all grades are 1 and mean nothing.
    pub is_degenerate: bool,
}

/// Grades of units after min–max normalisation, with 1 as the ideal.
///
/// # Errors
/// `OutOfRange` for a `rho` that is not within 0 (excluded) to 1; `Weights`, `Shape` and `NotFinite` of the
/// weights.
pub fn grades(table: &Table, weights: &[f64], rho: f64) -> Result<Grades, Undefined> {
    let weights = shares(weights, table.senses().len())?;
    let apart = |row: &Vec<f64>| row.iter().map(|value| 1.0 - value).collect::<Vec<f64>>();
    let distances: Vec<Vec<f64>> = table.min_max().iter().map(apart).collect();
    let (coefficients, is_degenerate) = coefficients(&distances, rho)?;
    let grade = |row: &Vec<f64>| row.iter().zip(&weights).map(|(xi, weight)| xi * weight).sum();
    let grades: Vec<f64> = coefficients.iter().map(grade).collect();
    let ranks = ranks(&grades.iter().copied().map(Some).collect::<Vec<_>>());
    Ok(Grades { coefficients, grades, ranks, is_degenerate })
}

/// Grades of time series against a reference, each divided by its first value.
///
/// # Errors
/// `ZeroStart` when one of them begins at nothing; `NegativeOrZeroSum` for a negative value, whose division
/// would turn the series upside down; `NoData`, `Shape`, `NotFinite`; `OutOfRange` as of [`grades`].
pub fn series_grades(
    reference: &[f64],
    series: &[Vec<f64>],
    rho: f64,
) -> Result<Vec<f64>, Undefined> {
    if reference.is_empty() || series.is_empty() {
        return Err(Undefined::NoData);
    }
    if series.iter().any(|one| one.len() != reference.len()) {
        return Err(Undefined::Shape);
    }
    let values = || reference.iter().chain(series.iter().flatten());
    if values().any(|value| !value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if values().any(|value| *value < 0.0) {
        return Err(Undefined::NegativeOrZeroSum);
    }
    if reference[0] == 0.0 || series.iter().any(|one| one[0] == 0.0) {
        return Err(Undefined::ZeroStart);
    }
    let apart = |one: &Vec<f64>| {
        let pairs = one.iter().zip(reference);
        pairs.map(|(a, b)| (a / one[0] - b / reference[0]).abs()).collect::<Vec<f64>>()
    };
    let distances: Vec<Vec<f64>> = series.iter().map(apart).collect();
    let (coefficients, _) = coefficients(&distances, rho)?;
    let mean = |row: &Vec<f64>| row.iter().sum::<f64>() / row.len() as f64;
    Ok(coefficients.iter().map(mean).collect())
}

/// ξ of all distances, and whether there are none.
fn coefficients(distances: &[Vec<f64>], rho: f64) -> Result<(Vec<Vec<f64>>, bool), Undefined> {
    if !(rho > 0.0 && rho <= 1.0) {
        return Err(Undefined::OutOfRange);
    }
    let all = || distances.iter().flatten().copied();
    let (least, most) = (all().fold(f64::INFINITY, f64::min), all().fold(0.0, f64::max));
    if most == 0.0 {
        return Ok((distances.iter().map(|row| vec![1.0; row.len()]).collect(), true));
    }
    let xi = |distance: &f64| (least + rho * most) / (distance + rho * most);
    Ok((distances.iter().map(|row| row.iter().map(xi).collect()).collect(), false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Sense;

    #[test]
    fn units_that_nothing_tells_apart_are_degenerate() {
        let table = Table::new(vec![vec![0.0, 0.0]; 3], vec![Sense::Higher; 2]).unwrap();
        let found = grades(&table, &[0.5, 0.5], RHO).unwrap();
        assert!(found.is_degenerate && found.grades == [1.0; 3]);
        assert_eq!(grades(&table, &[0.0, 0.0], RHO), Err(Undefined::Weights));
        for rho in [0.0, -0.5, 1.5, f64::NAN] {
            assert_eq!(grades(&table, &[0.5, 0.5], rho), Err(Undefined::OutOfRange));
        }
    }

    #[test]
    fn series_that_begin_at_nothing_or_below_are_refused_by_name() {
        let refused = |reference: &[f64], one: &[f64]| {
            series_grades(reference, &[one.to_vec()], RHO).unwrap_err()
        };
        assert_eq!(refused(&[0.0, 1.0], &[1.0, 2.0]), Undefined::ZeroStart);
        assert_eq!(refused(&[1.0, 1.0], &[0.0, 0.0]), Undefined::ZeroStart);
        assert_eq!(refused(&[1.0, 1.0], &[-1.0, 2.0]), Undefined::NegativeOrZeroSum);
        assert_eq!(refused(&[1.0, f64::NAN], &[1.0, 2.0]), Undefined::NotFinite);
        assert_eq!(refused(&[1.0], &[1.0, 2.0]), Undefined::Shape);
        assert_eq!(series_grades(&[], &[], RHO), Err(Undefined::NoData));
    }

    #[test]
    fn any_two_rising_curves_look_related() {
        let reference: Vec<f64> = (1..=12).map(f64::from).collect();
        let other: Vec<f64> = (1..=12).map(|month| f64::from(month) * 3.0 + 2.0).collect();
        assert!(series_grades(&reference, &[other], RHO).unwrap()[0] > 0.5);
    }
}
