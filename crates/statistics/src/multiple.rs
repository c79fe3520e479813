//! Many questions at once: the chance that one of them answers by accident is shared out over all.
//!
//! Benjamini and Hochberg (1995): of `m` ordered p, `q(r) = min over s ≥ r of p(s)·m/s`; among what has `q ≤
//! 0.05` no more than 5 % are expected to be false. Holm (1979) bounds the chance of a single false one. The
//! family is every question tried, not the printed ones; what could not be estimated is not counted.

use crate::Undefined;

/// p adjusted for the number of questions, in the order given.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjusted {
    /// Questions with a p.
    pub m: usize,
    pub q: Vec<Option<f64>>,
    pub holm: Vec<Option<f64>>,
}

/// Adjusts p; `None` is a question that could not be estimated.
///
/// # Errors
/// `NotFinite` for a p that is no number, `OutOfRange` for one outside 0 to 1.
pub fn adjust(p: &[Option<f64>]) -> Result<Adjusted, Undefined> {
    if p.iter().flatten().any(|p| p.is_nan()) {
        return Err(Undefined::NotFinite);
    }
    if p.iter().flatten().any(|p| !(0.0..=1.0).contains(p)) {
        return Err(Undefined::OutOfRange);
    }
    let mut order: Vec<(usize, f64)> =
        p.iter().enumerate().filter_map(|(at, p)| Some((at, (*p)?))).collect();
    order.sort_by(|(_, a), (_, b)| a.total_cmp(b));
    let m = order.len();
    let (mut q, mut holm) = (vec![None; p.len()], vec![None; p.len()]);
    let mut most: f64 = 0.0;
    for (rank, (at, p)) in order.iter().enumerate() {
        most = most.max((p * (m - rank) as f64).min(1.0));
        holm[*at] = Some(most);
    }
    let mut least: f64 = 1.0;
    for (rank, (at, p)) in order.iter().enumerate().rev() {
        least = least.min(p * m as f64 / (rank + 1) as f64);
        q[*at] = Some(least);
    }
    Ok(Adjusted { m, q, holm })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_question_keeps_its_p_and_none_has_none() {
        let one = adjust(&[Some(0.03), None]).unwrap();
        assert_eq!((one.m, one.q, one.holm[0]), (1, vec![Some(0.03), None], Some(0.03)));
        assert_eq!(adjust(&[]).unwrap().m, 0);
        assert_eq!(adjust(&[Some(f64::NAN)]), Err(Undefined::NotFinite));
        assert_eq!(adjust(&[Some(1.2)]), Err(Undefined::OutOfRange));
    }

    proptest! {
        /// Nothing becomes smaller by being asked together, the order of p is kept, and more questions never
        /// help.
        #[test]
        fn adjusting_only_raises(p in proptest::collection::vec(0.0_f64..=1.0, 1..30)) {
            let given: Vec<_> = p.iter().copied().map(Some).collect();
            let found = adjust(&given).unwrap();
            for (at, p) in p.iter().enumerate() {
                let (q, holm) = (found.q[at].unwrap(), found.holm[at].unwrap());
                prop_assert!(*p <= q + 1e-15 && q <= holm + 1e-12 && holm <= 1.0);
            }
            let with: Vec<_> = given.iter().copied().chain([Some(1.0)]).collect();
            let more = adjust(&with).unwrap();
            for (at, q) in found.q.iter().enumerate() {
                prop_assert!(more.q[at].unwrap() >= q.unwrap() - 1e-15);
            }
        }
    }
}
