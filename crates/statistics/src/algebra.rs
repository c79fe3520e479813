//! The little linear algebra that regressions need, over nalgebra.

use crate::Undefined;
use nalgebra::{DMatrix, DVector};

/// A column whose part of its own is smaller than this share of it follows from the others.
const DEPENDENT: f64 = 1e-8;

/// Coefficients, `(X'X)⁻¹` and residuals of a least-squares problem.
pub(crate) struct Solved {
    pub coefficients: Vec<f64>,
    pub inverse: DMatrix<f64>,
    pub residuals: Vec<f64>,
}

/// Solves by Householder reflections. `sizes` are the lengths of the columns before anything was taken out of
/// them, against which it is judged whether anything is left.
///
/// # Errors
/// `Collinear`; `NoFreedom` for fewer rows than columns.
pub(crate) fn solve(
    columns: &[Vec<f64>],
    outcome: &[f64],
    sizes: &[f64],
) -> Result<Solved, Undefined> {
    let (n, k) = (outcome.len(), columns.len());
    if n < k {
        return Err(Undefined::NoFreedom);
    }
    let design = DMatrix::from_iterator(n, k, columns.iter().flatten().copied());
    let qr = design.qr();
    let upper = qr.r();
    if (0..k).any(|at| upper[(at, at)].abs() <= DEPENDENT * sizes[at]) {
        return Err(Undefined::Collinear);
    }
    let mut turned = DVector::from_column_slice(outcome);
    qr.q_tr_mul(&mut turned);
    let part = turned.rows(0, k).into_owned();
    let solution = upper.solve_upper_triangular(&part).ok_or(Undefined::Collinear)?;
    let back =
        upper.solve_upper_triangular(&DMatrix::identity(k, k)).ok_or(Undefined::Collinear)?;
    let mut residuals = outcome.to_vec();
    for (column, coefficient) in columns.iter().zip(solution.iter()) {
        residuals.iter_mut().zip(column).for_each(|(rest, x)| *rest -= coefficient * x);
    }
    let inverse = &back * back.transpose();
    Ok(Solved { coefficients: solution.iter().copied().collect(), inverse, residuals })
}

/// The Euclidean length, without leaving the range of numbers.
pub(crate) fn length(vector: &[f64]) -> f64 {
    let largest = vector.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    if largest == 0.0 {
        return 0.0;
    }
    largest * vector.iter().map(|value| (value / largest).powi(2)).sum::<f64>().sqrt()
}
