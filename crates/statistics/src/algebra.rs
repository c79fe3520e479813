//! The little linear algebra that regressions need, over nalgebra.

use crate::Undefined;
use nalgebra::{DMatrix, DVector};

/// A column whose part of its own is smaller than this share of it follows from the others.
pub(crate) const DEPENDENT: f64 = 1e-8;

/// A least-squares problem that was solved.
pub(crate) struct Solved {
    pub coefficients: Vec<f64>,
    /// `X = QR`: the columns of `Q`, of length one and at right angles, and `R⁻¹`.
    pub basis: Vec<Vec<f64>>,
    pub back: DMatrix<f64>,
    pub residuals: Vec<f64>,
}

impl Solved {
    /// `(X'X)⁻¹`.
    pub fn inverse(&self) -> DMatrix<f64> {
        &self.back * self.back.transpose()
    }
}

/// Solves by Gram's and Schmidt's method, each column twice, which is as good as reflections (Giraud, Langou
/// and Rozložník 2005), in the place of the columns. `sizes` are their lengths before anything was taken out
/// of them, against which it is judged whether anything is left.
///
/// # Errors
/// `Collinear`; `NoFreedom` for fewer rows than columns.
pub(crate) fn solve(
    mut columns: Vec<Vec<f64>>,
    mut outcome: Vec<f64>,
    sizes: &[f64],
) -> Result<Solved, Undefined> {
    let k = columns.len();
    if outcome.len() < k {
        return Err(Undefined::NoFreedom);
    }
    let mut upper = DMatrix::zeros(k, k);
    for at in 0..k {
        let (basis, rest) = columns.split_at_mut(at);
        let column = &mut rest[0];
        let along = take_along(basis, column);
        (0..at).for_each(|row| upper[(row, at)] = along[row]);
        let left = length(column);
        if left <= DEPENDENT * sizes[at] {
            return Err(Undefined::Collinear);
        }
        upper[(at, at)] = left;
        column.iter_mut().for_each(|value| *value /= left);
    }
    let part = DVector::from_vec(take_along(&columns, &mut outcome));
    let solution = upper.solve_upper_triangular(&part).ok_or(Undefined::Collinear)?;
    let back =
        upper.solve_upper_triangular(&DMatrix::identity(k, k)).ok_or(Undefined::Collinear)?;
    let coefficients = solution.iter().copied().collect();
    Ok(Solved { coefficients, basis: columns, back, residuals: outcome })
}

/// Takes out of a column what lies along columns at right angles; how much that was of each.
pub(crate) fn take_along(basis: &[Vec<f64>], column: &mut [f64]) -> Vec<f64> {
    let mut all = vec![0.0; basis.len()];
    wide(
        #[inline(always)]
        || {
            for _ in 0..2 {
                for (sum, direction) in all.iter_mut().zip(basis) {
                    let along = dot(direction, column);
                    *sum += along;
                    column.iter_mut().zip(direction).for_each(|(value, d)| *value -= along * d);
                }
            }
        },
    );
    all
}

/// Does arithmetic with the widest registers that this processor has, which changes no result: only what is
/// inlined into it is compiled so.
#[inline(always)]
pub(crate) fn wide<T>(work: impl FnOnce() -> T) -> T {
    pulp::Arch::new().dispatch(work)
}

/// So many sums stand beside each other, so that none waits for the other.
const LANES: usize = 8;

/// The product of two columns.
#[inline(always)]
pub(crate) fn dot(one: &[f64], other: &[f64]) -> f64 {
    let (ones, others) = (one.chunks_exact(LANES), other.chunks_exact(LANES));
    let rest: f64 = ones.remainder().iter().zip(others.remainder()).map(|(a, b)| a * b).sum();
    let mut sums = [0.0; LANES];
    for (a, b) in ones.zip(others) {
        sums.iter_mut().zip(a).zip(b).for_each(|((sum, a), b)| *sum += a * b);
    }
    sums.iter().sum::<f64>() + rest
}

/// The sum of a column.
#[inline(always)]
pub(crate) fn sum(column: &[f64]) -> f64 {
    let all = column.chunks_exact(LANES);
    let rest: f64 = all.remainder().iter().sum();
    let mut sums = [0.0; LANES];
    for eight in all {
        sums.iter_mut().zip(eight).for_each(|(sum, value)| *sum += value);
    }
    sums.iter().sum::<f64>() + rest
}

/// Squares between these lose nothing.
const SAFE: std::ops::Range<f64> = 1e-200..1e200;

/// The Euclidean length, without leaving the range of numbers.
pub(crate) fn length(vector: &[f64]) -> f64 {
    let squares = dot(vector, vector);
    if SAFE.contains(&squares) {
        return squares.sqrt();
    }
    let largest = vector.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    if largest == 0.0 {
        return 0.0;
    }
    largest * vector.iter().map(|value| (value / largest).powi(2)).sum::<f64>().sqrt()
}
