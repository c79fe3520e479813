//! Subjective and objective weights joined, in two ways.
//!
//! Linear: `α·s + (1 − α)·o`. Multiplicative: `s·o/Σ(s·o)`, which is nothing where all products vanish. Both
//! inputs are first divided by their sums; no unit. Freeze weights before the year starts: objective weights
//! found afterwards follow the results that they judge.

use crate::Undefined;
use crate::table::shares;

/// Weights joined.
#[derive(Clone, Debug, PartialEq)]
pub struct Combined {
    pub linear: Vec<f64>,
    /// `None` where every product is nothing.
    pub multiplicative: Option<Vec<f64>>,
}

/// Joins subjective with objective weights; `alpha` from 0 to 1 is the share of the subjective ones.
///
/// # Errors
/// `Weights` for negative ones or nothing in sum, `Shape` for lists of two lengths, `NotFinite`; `OutOfRange`
/// for another `alpha`.
pub fn combine(subjective: &[f64], objective: &[f64], alpha: f64) -> Result<Combined, Undefined> {
    if !(0.0..=1.0).contains(&alpha) {
        return Err(Undefined::OutOfRange);
    }
    let subjective = shares(subjective, subjective.len())?;
    let objective = shares(objective, subjective.len())?;
    let pairs = || subjective.iter().zip(&objective);
    let linear: Vec<f64> = pairs().map(|(s, o)| alpha * s + (1.0 - alpha) * o).collect();
    let products: Vec<f64> = pairs().map(|(s, o)| s * o).collect();
    let multiplicative = shares(&products, products.len()).ok();
    Ok(Combined { linear: shares(&linear, linear.len())?, multiplicative })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_that_all_vanish_give_no_weights() {
        let found = combine(&[1.0, 0.0], &[0.0, 1.0], 0.25).unwrap();
        assert_eq!((found.linear, found.multiplicative), (vec![0.25, 0.75], None));
    }

    #[test]
    fn what_cannot_be_joined_is_refused_by_name() {
        assert_eq!(combine(&[0.0, 0.0], &[0.5, 0.5], 0.5), Err(Undefined::Weights));
        assert_eq!(combine(&[0.5, 0.5], &[-0.5, 1.5], 0.5), Err(Undefined::Weights));
        assert_eq!(combine(&[0.5, 0.5], &[1.0], 0.5), Err(Undefined::Shape));
        assert_eq!(combine(&[0.5, 0.5], &[0.5, 0.5], 1.5), Err(Undefined::OutOfRange));
        assert_eq!(combine(&[0.5, 0.5], &[0.5, 0.5], f64::NAN), Err(Undefined::OutOfRange));
        assert_eq!(combine(&[f64::NAN], &[1.0], 0.5), Err(Undefined::NotFinite));
    }
}
