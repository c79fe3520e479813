//! Permutation of adopters: how often would a difference as large come about, had others adopted?
//!
//! Fisher (1935): the difference of means between treated and control units, in units of the values, against
//! the differences of all relabelings, the observed one included. Two-sided, ties counted: `p = #(|d*| ≥
//! |d|)/#`. Up to [`ENUMERATED`] labelings all are tried; beyond that labelings are drawn from a seed and `p
//! = (1 + #)/(1 + draws)`.
//!
//! Traps. Four against four cannot go below 2/70. The test takes units for exchangeable before the treatment:
//! where the treated were chosen for their results, it tests the choice.

use crate::Undefined;
use crate::random::Random;

/// The most labelings that are all tried.
pub const ENUMERATED: u64 = 200_000;

/// A difference and its chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Mean of the treated less mean of the controls.
    pub difference: f64,
    /// Labelings tried, with the observed.
    pub labelings: u64,
    /// Those whose difference is as large as the observed or larger.
    pub at_least: u64,
    pub p: f64,
    /// The smallest p that groups of these sizes can give.
    pub smallest: f64,
    pub is_exhaustive: bool,
}

/// By how much a difference may fall short of the observed and count as equal.
pub(crate) const SLACK: f64 = 1e-9;

/// Compares treated units with controls; `None` is a unit without a value. Beyond all labelings, `draws` are
/// drawn from `seed`.
///
/// # Errors
/// `NotFinite`; `EmptyGroup` when one of the groups has no value.
pub fn compare(
    treated: &[Option<f64>],
    controls: &[Option<f64>],
    seed: u64,
    draws: u64,
) -> Result<Difference, Undefined> {
    if treated.iter().chain(controls).flatten().any(|value| !value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let mut values: Vec<f64> = treated.iter().flatten().copied().collect();
    let k = values.len();
    values.extend(controls.iter().flatten());
    let n = values.len();
    if k == 0 || k == n {
        return Err(Undefined::EmptyGroup);
    }
    let sum: f64 = values.iter().sum();
    let difference = |of_treated: f64| of_treated / k as f64 - (sum - of_treated) / (n - k) as f64;
    let observed = difference(values[..k].iter().sum());
    let bar = observed.abs() - SLACK * observed.abs().max(1.0);
    let all = choices(n, k);
    let is_exhaustive = all <= ENUMERATED;
    let (mut labelings, mut at_least) = (0, 0);
    let mut count = |of_treated: f64| {
        labelings += 1;
        at_least += u64::from(difference(of_treated).abs() >= bar);
    };
    if is_exhaustive {
        each_choice(n, k, |chosen| count(chosen.iter().map(|at| values[*at]).sum()));
    } else {
        count(values[..k].iter().sum());
        let mut random = Random::from_seed(seed);
        let mut drawn = values.clone();
        for _ in 0..draws {
            random.shuffle(&mut drawn);
            count(drawn[..k].iter().sum());
        }
    }
    let p = at_least as f64 / labelings as f64;
    let smallest = if is_exhaustive { smallest(n, k) } else { 1.0 / labelings as f64 };
    Ok(Difference { difference: observed, labelings, at_least, p, smallest, is_exhaustive })
}

/// The smallest p of `k` treated among `n`: of two groups of one size, exchanging them gives the same
/// |difference|.
pub(crate) fn smallest(n: usize, k: usize) -> f64 {
    (if 2 * k == n { 2.0 } else { 1.0 }) / choices(n, k) as f64
}

/// How many ways there are to choose `k` of `n`; more than a whole number holds is its largest.
pub(crate) fn choices(n: usize, k: usize) -> u64 {
    let mut ways: u128 = 1;
    for at in 0..k.min(n - k) {
        ways = ways * (n - at) as u128 / (at + 1) as u128;
        if ways > u128::from(u64::MAX) {
            return u64::MAX;
        }
    }
    ways as u64
}

/// Each choice of `k` places below `n`, in order.
fn each_choice(n: usize, k: usize, mut visit: impl FnMut(&[usize])) {
    let mut chosen: Vec<usize> = (0..k).collect();
    loop {
        visit(&chosen);
        let Some(at) = (0..k).rev().find(|at| chosen[*at] < n - k + at) else { return };
        chosen[at] += 1;
        for next in at + 1..k {
            chosen[next] = chosen[next - 1] + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().copied().map(Some).collect()
    }

    #[test]
    fn groups_of_nobody_and_what_is_no_number_are_refused_by_name() {
        let compared = |a: &[Option<f64>], b: &[Option<f64>]| compare(a, b, 1, 99).unwrap_err();
        assert_eq!(compared(&[], &[Some(1.0)]), Undefined::EmptyGroup);
        assert_eq!(compared(&[Some(1.0)], &[None]), Undefined::EmptyGroup);
        assert_eq!(compared(&[Some(f64::NAN)], &[Some(1.0)]), Undefined::NotFinite);
    }

    #[test]
    fn the_smallest_p_is_reached_by_groups_wholly_apart() {
        let found = compare(&some(&[10.0, 11.0, 12.0]), &some(&[1.0, 2.0, 3.0]), 1, 99).unwrap();
        assert_eq!((found.labelings, found.at_least), (20, 2));
        assert!((found.p - 0.1).abs() < 1e-12 && found.p == found.smallest);
        let found = compare(&some(&[10.0, 11.0]), &some(&[1.0, 2.0, 3.0]), 1, 99).unwrap();
        assert!((found.p - 0.1).abs() < 1e-12 && found.p == found.smallest);
    }

    #[test]
    fn many_units_are_drawn_and_equal_values_have_p_one() {
        let values: Vec<f64> = (0..20).map(f64::from).collect();
        let found = compare(&some(&values[..10]), &some(&values[10..]), 5, 999).unwrap();
        // 184,756 labelings are all tried; 20 against 20 are not.
        assert!(found.is_exhaustive && found.at_least == 2);
        let many: Vec<f64> = (0..40).map(f64::from).collect();
        let found = compare(&some(&many[..20]), &some(&many[20..]), 5, 999).unwrap();
        assert!(!found.is_exhaustive && found.labelings == 1000 && found.p == 0.001);
        let same = compare(&some(&[1.0; 20]), &some(&[1.0; 20]), 5, 999).unwrap();
        assert_eq!(same.p, 1.0);
        assert_eq!(choices(200, 100), u64::MAX);
    }
}
