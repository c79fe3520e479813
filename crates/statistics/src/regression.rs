//! Ordinary and weighted least squares with classical errors.
//!
//! `b = (X'WX)⁻¹X'Wy` with a constant first, `s² = Σw·r²/(n − k)`, errors `√(s²·diag((X'WX)⁻¹))`, t with `n −
//! k` degrees of freedom (any textbook, e.g. Wooldridge, Introductory Econometrics, ch. 3 and 8). A
//! coefficient is in units of the outcome per unit of its regressor.
//!
//! Traps. Classical errors take rows for independent: of units over months they are too small (see
//! [`crate::fixed_effects`]). A difference in differences with one treated and one control group has two
//! clusters, whatever its rows.

use crate::Undefined;
use crate::algebra::{length, solve};
use crate::distribution::{t_of_95_percent, two_sided_t};

/// One coefficient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub coefficient: f64,
    pub error: f64,
    pub t: f64,
    /// Two-sided.
    pub p: f64,
    /// The interval of 95 %.
    pub interval: (f64, f64),
}

/// A least-squares fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    pub rows: usize,
    /// Rows less coefficients.
    pub freedom: usize,
    /// The constant, then the regressors in their order.
    pub estimates: Vec<Estimate>,
    pub residuals: Vec<f64>,
}

/// Fits an outcome on a constant and regressors; with weights, squares count so many times.
///
/// # Errors
/// `NoData`, `Shape`, `NotFinite`; `Constant` for an outcome that never changes, `Collinear`, `NoFreedom` for
/// no more rows than coefficients; `Weights` for weights that are not positive.
pub fn least_squares(
    outcome: &[f64],
    regressors: &[Vec<f64>],
    weights: Option<&[f64]>,
) -> Result<Fit, Undefined> {
    let n = outcome.len();
    if n == 0 {
        return Err(Undefined::NoData);
    }
    if regressors.iter().any(|one| one.len() != n) || weights.is_some_and(|all| all.len() != n) {
        return Err(Undefined::Shape);
    }
    let mut values =
        outcome.iter().chain(regressors.iter().flatten()).chain(weights.unwrap_or(&[]));
    if values.any(|value| !value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if weights.is_some_and(|all| all.iter().any(|weight| *weight <= 0.0)) {
        return Err(Undefined::Weights);
    }
    if outcome.iter().all(|value| *value == outcome[0]) {
        return Err(Undefined::Constant);
    }
    let root = |at: usize| weights.map_or(1.0, |all| all[at].sqrt());
    let scaled = |column: &[f64]| -> Vec<f64> {
        column.iter().enumerate().map(|(at, value)| value * root(at)).collect()
    };
    let mut columns = vec![scaled(&vec![1.0; n])];
    columns.extend(regressors.iter().map(|one| scaled(one)));
    let k = columns.len();
    if n <= k {
        return Err(Undefined::NoFreedom);
    }
    let sizes: Vec<f64> = columns.iter().map(|column| length(column)).collect();
    let solved = solve(columns, scaled(outcome), &sizes)?;
    let inverse = solved.inverse();
    let freedom = n - k;
    let variance = length(&solved.residuals).powi(2) / freedom as f64;
    let quantile = t_of_95_percent(freedom as f64);
    let estimate = |(at, coefficient): (usize, &f64)| {
        let error = (variance * inverse[(at, at)]).sqrt();
        let t = coefficient / error;
        let half = quantile * error;
        let p = two_sided_t(t, freedom as f64);
        let interval = (coefficient - half, coefficient + half);
        Estimate { coefficient: *coefficient, error, t, p, interval }
    };
    let estimates = solved.coefficients.iter().enumerate().map(estimate).collect();
    let residuals = solved.residuals.iter().enumerate().map(|(at, rest)| rest / root(at)).collect();
    Ok(Fit { rows: n, freedom, estimates, residuals })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_fitted_is_refused_by_name() {
        let y = [1.0, 2.0, 4.0, 3.0];
        let x = vec![0.0, 1.0, 2.0, 3.0];
        let fit = |y: &[f64], x: &[Vec<f64>], w| least_squares(y, x, w).unwrap_err();
        assert_eq!(fit(&[], &[], None), Undefined::NoData);
        assert_eq!(fit(&[5.0; 4], std::slice::from_ref(&x), None), Undefined::Constant);
        assert_eq!(fit(&y, &[vec![7.0; 4]], None), Undefined::Collinear);
        assert_eq!(fit(&y, &[x.clone(), x.clone()], None), Undefined::Collinear);
        assert_eq!(fit(&y, &[vec![0.0; 4]], None), Undefined::Collinear);
        assert_eq!(fit(&y, &[x[..3].to_vec()], None), Undefined::Shape);
        assert_eq!(fit(&y[..2], &[x[..2].to_vec()], None), Undefined::NoFreedom);
        assert_eq!(fit(&y, std::slice::from_ref(&x), Some(&[0.0; 4])), Undefined::Weights);
        assert_eq!(
            fit(&y, std::slice::from_ref(&x), Some(&[1.0, f64::NAN, 1.0, 1.0])),
            Undefined::NotFinite
        );
        assert_eq!(fit(&[1.0, f64::NAN, 1.0, 2.0], &[x], None), Undefined::NotFinite);
    }

    proptest! {
        /// Residuals are orthogonal to every regressor; a weight of two is a row given twice in the
        /// coefficients.
        #[test]
        fn residuals_are_orthogonal_and_weights_are_copies(
            rows in proptest::collection::vec((-5.0_f64..5.0, -5.0_f64..5.0, 1_u8..4), 6..25),
        ) {
            let y: Vec<f64> = rows.iter().map(|row| row.0).collect();
            let x: Vec<f64> = rows.iter().map(|row| row.1).collect();
            let w: Vec<f64> = rows.iter().map(|row| f64::from(row.2)).collect();
            let Ok(fit) = least_squares(&y, std::slice::from_ref(&x), Some(&w)) else { return Ok(()) };
            let along: f64 = (0..y.len()).map(|at| w[at] * x[at] * fit.residuals[at]).sum();
            prop_assert!(along.abs() < 1e-7);
            let copies = |values: &[f64]| -> Vec<f64> {
                values.iter().zip(&rows).flat_map(|(v, row)| vec![*v; usize::from(row.2)]).collect()
            };
            let plain = least_squares(&copies(&y), &[copies(&x)], None).unwrap();
            for (a, b) in fit.estimates.iter().zip(&plain.estimates) {
                prop_assert!((a.coefficient - b.coefficient).abs() < 1e-8);
            }
        }
    }
}
