//! Tails of the distributions that tests need.

use statrs::distribution::{ContinuousCDF, FisherSnedecor, StudentsT};

/// The share of Student's t beyond `|t|` on both sides.
pub(crate) fn two_sided_t(t: f64, freedom: f64) -> f64 {
    if t.is_infinite() {
        return 0.0;
    }
    StudentsT::new(0.0, 1.0, freedom).map_or(f64::NAN, |law| 2.0 * law.sf(t.abs()))
}

/// The share of Student's t above `t`.
pub(crate) fn upper_t(t: f64, freedom: f64) -> f64 {
    let both = two_sided_t(t, freedom);
    if t > 0.0 { both / 2.0 } else { 1.0 - both / 2.0 }
}

/// The t beyond which 2.5 % lie on each side.
pub(crate) fn t_of_95_percent(freedom: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom).map_or(f64::NAN, |law| law.inverse_cdf(0.975))
}

/// The share of the F distribution at or below a ratio of variances.
pub(crate) fn lower_f(ratio: f64, above: f64, below: f64) -> f64 {
    FisherSnedecor::new(above, below).map_or(f64::NAN, |law| law.cdf(ratio))
}

/// The chance of each number of hits in `n` trials, from none to all.
pub(crate) fn binomial(n: usize, chance: f64) -> Vec<f64> {
    use statrs::distribution::{Binomial, Discrete};
    let law = Binomial::new(chance, n as u64);
    (0..=n as u64).map(|hits| law.as_ref().map_or(f64::NAN, |law| law.pmf(hits))).collect()
}

/// The chance of so many hits or more.
pub(crate) fn at_least(hits: usize, n: usize, chance: f64) -> f64 {
    binomial(n, chance)[hits.min(n)..].iter().sum::<f64>().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_those_of_the_tables() {
        assert!((two_sided_t(2.228_138_852, 10.0) - 0.05).abs() < 1e-9);
        assert!((t_of_95_percent(10.0) - 2.228_138_852).abs() < 1e-6);
        assert!((upper_t(-2.228_138_852, 10.0) - 0.975).abs() < 1e-9);
        assert!((lower_f(0.312_458_1, 8.0, 9.0) - 0.06).abs() < 0.01);
        assert_eq!(two_sided_t(f64::INFINITY, 3.0), 0.0);
        assert!((at_least(8, 10, 0.5) - 56.0 / 1024.0).abs() < 1e-12);
    }
}
