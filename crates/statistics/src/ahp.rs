//! Analytic hierarchy process (层次分析法): weights from judgements in pairs, with their consistency.
//!
//! Saaty (1977, 1980). The weights are the principal right eigenvector `A·w = λ·w` with `Σw = 1`; consistency
//! `CI = (λ − n)/(n − 1)`, `CR = CI/RI`, where `RI` is Saaty's table. Weights and ratios have no unit.
//!
//! Traps. Tables of `RI` differ between programs, and with them `CR`: the table is [`RANDOM_INDEX`]. One or
//! two things are always consistent. `CR > 0.10` means that the judges look again, never that somebody
//! adjusts the matrix. Weights by geometric means of the rows differ from the eigenvector's; both are told,
//! the eigenvector's are the weights.

use crate::Undefined;

/// Saaty's mean consistency index of random matrices, for 1 to 15 things.
pub const RANDOM_INDEX: [f64; 15] =
    [0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59];

/// The largest ratio at which judgements count as consistent.
pub const CONSISTENT: f64 = 0.10;

/// How far `a·b` of a pair judged both ways may lie from 1.
const RECIPROCAL: f64 = 1e-6;

/// Weights from judgements in pairs.
#[derive(Clone, Debug, PartialEq)]
pub struct Hierarchy {
    pub weights: Vec<f64>,
    /// The principal eigenvalue λ.
    pub eigenvalue: f64,
    /// CI.
    pub index: f64,
    /// CR.
    pub ratio: f64,
    /// Weights by geometric means of the rows, for comparison.
    pub geometric: Vec<f64>,
}

impl Hierarchy {
    /// Whether the judges need not look again.
    pub fn is_consistent(&self) -> bool {
        self.ratio <= CONSISTENT
    }
}

/// Weights from a matrix of judgements: row `i`, column `j` says how many times as important `i` is as `j`.
///
/// # Errors
/// `Matrix` unless it is square, positive, reciprocal to 1e-6 and 1 on its diagonal, and every number is
/// finite; `TooLarge` beyond 15 things.
pub fn weigh(matrix: &[Vec<f64>]) -> Result<Hierarchy, Undefined> {
    check(matrix)?;
    let n = matrix.len();
    let random = *RANDOM_INDEX.get(n - 1).ok_or(Undefined::TooLarge)?;
    let mut weights = vec![1.0 / n as f64; n];
    for _ in 0..10_000 {
        let next = normalised(times(matrix, &weights));
        let moved = next.iter().zip(&weights).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        weights = next;
        if moved < 1e-16 {
            break;
        }
    }
    let stretched = times(matrix, &weights);
    let eigenvalue = stretched.iter().zip(&weights).map(|(a, b)| a / b).sum::<f64>() / n as f64;
    let index = if n <= 2 { 0.0 } else { (eigenvalue - n as f64) / (n as f64 - 1.0) };
    let index = if index.abs() < 1e-12 { 0.0 } else { index };
    let ratio = if n <= 2 { 0.0 } else { index / random };
    let mean = |row: &Vec<f64>| (row.iter().map(|value| value.ln()).sum::<f64>() / n as f64).exp();
    let geometric = normalised(matrix.iter().map(mean).collect());
    Ok(Hierarchy { weights, eigenvalue, index, ratio, geometric })
}

/// One matrix of several experts: the geometric mean of their judgements, cell by cell (Aczél and Saaty
/// 1983). The arithmetic mean would not keep it reciprocal. Whether each expert is consistent is asked of
/// each matrix.
///
/// # Errors
/// `NoData` without experts; `Matrix` when one of the matrices is none; `Shape` when they differ in size.
pub fn aggregate(experts: &[Vec<Vec<f64>>]) -> Result<Vec<Vec<f64>>, Undefined> {
    let first = experts.first().ok_or(Undefined::NoData)?;
    for matrix in experts {
        check(matrix)?;
        if matrix.len() != first.len() {
            return Err(Undefined::Shape);
        }
    }
    let many = experts.len() as f64;
    let mean = |i: usize, j: usize| {
        (experts.iter().map(|matrix| matrix[i][j].ln()).sum::<f64>() / many).exp()
    };
    let n = first.len();
    Ok((0..n).map(|i| (0..n).map(|j| if i == j { 1.0 } else { mean(i, j) }).collect()).collect())
}

fn check(matrix: &[Vec<f64>]) -> Result<(), Undefined> {
    let n = matrix.len();
    if n == 0 || matrix.iter().any(|row| row.len() != n) {
        return Err(Undefined::Matrix);
    }
    for (i, row) in matrix.iter().enumerate() {
        for (j, value) in row.iter().enumerate() {
            let is_positive = value.is_finite() && *value > 0.0;
            let is_reciprocal = (value * matrix[j][i] - 1.0).abs() <= RECIPROCAL;
            if !is_positive || !is_reciprocal || (i == j && (value - 1.0).abs() > 1e-12) {
                return Err(Undefined::Matrix);
            }
        }
    }
    Ok(())
}

fn times(matrix: &[Vec<f64>], vector: &[f64]) -> Vec<f64> {
    matrix.iter().map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum()).collect()
}

fn normalised(values: Vec<f64>) -> Vec<f64> {
    let sum: f64 = values.iter().sum();
    values.into_iter().map(|value| value / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_things_are_always_consistent() {
        let found = weigh(&[vec![1.0, 3.0], vec![1.0 / 3.0, 1.0]]).unwrap();
        assert!(found.ratio == 0.0 && (found.weights[0] - 0.75).abs() < 1e-12);
        assert_eq!(weigh(&[vec![1.0]]).unwrap().weights, [1.0]);
    }

    #[test]
    fn what_is_no_matrix_of_judgements_is_refused_by_name() {
        for matrix in [
            vec![],
            vec![vec![1.0, 2.0]],
            vec![vec![1.0, 2.0], vec![2.0, 1.0]],
            vec![vec![1.0, -2.0], vec![-0.5, 1.0]],
            vec![vec![1.0, 0.0], vec![0.0, 1.0]],
            vec![vec![2.0, 1.0], vec![1.0, 0.5]],
            vec![vec![1.0, f64::NAN], vec![f64::NAN, 1.0]],
            vec![vec![1.0, f64::INFINITY], vec![0.0, 1.0]],
        ] {
            assert_eq!(weigh(&matrix), Err(Undefined::Matrix), "{matrix:?}");
        }
        assert_eq!(weigh(&vec![vec![1.0; 16]; 16]), Err(Undefined::TooLarge));
        assert_eq!(aggregate(&[]), Err(Undefined::NoData));
        assert_eq!(aggregate(&[vec![vec![1.0]], vec![vec![1.0; 2]; 2]]), Err(Undefined::Shape));
    }

    #[test]
    fn two_experts_who_contradict_each_other_meet_in_the_middle() {
        let one = vec![vec![1.0, 4.0], vec![0.25, 1.0]];
        let other = vec![vec![1.0, 0.25], vec![4.0, 1.0]];
        let both = aggregate(&[one, other]).unwrap();
        assert!((both[0][1] - 1.0).abs() < 1e-12 && (both[1][0] - 1.0).abs() < 1e-12);
    }

    proptest! {
        /// Judgements that follow from weights give these weights back, with a ratio of nothing.
        #[test]
        fn consistent_judgements_give_their_weights_back(
            weights in proptest::collection::vec(0.05_f64..1.0, 1..10),
        ) {
            let matrix: Vec<Vec<f64>> =
                weights.iter().map(|a| weights.iter().map(|b| a / b).collect()).collect();
            let found = weigh(&matrix).unwrap();
            let sum: f64 = weights.iter().sum();
            for (found, weight) in found.weights.iter().zip(&weights) {
                prop_assert!((found - weight / sum).abs() < 1e-9);
            }
            prop_assert!(found.ratio.abs() < 1e-9);
        }
    }
}
