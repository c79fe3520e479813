//! Whether raters agree beyond chance (`domain.md` section G).
//!
//! - Cohen (1960), weighted (1968): two raters, categories in an order; weights grow with the distance.
//! - Fleiss (1971): as many raters of every unit.
//! - Krippendorff (2004, ch. 11): any number of raters, missing judgements, nominal, ordinal or interval.
//!
//! Of rare categories 90 % agreement can give a negative κ: print both. No variation is undefined, not 1.

use crate::{NOTHING, Undefined};

/// How much two different categories disagree, by their places in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// All differences alike.
    Unweighted,
    /// By the distance.
    Linear,
    /// By its square.
    Quadratic,
}

impl Weight {
    fn of(self, a: usize, b: usize) -> f64 {
        let apart = a.abs_diff(b) as f64;
        match self {
            Self::Unweighted => f64::from(u8::from(a != b)),
            Self::Linear => apart,
            Self::Quadratic => apart * apart,
        }
    }
}

/// Agreement of two raters, or of many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kappa {
    /// Units that were judged by all.
    pub n: usize,
    /// The share on which they agree.
    pub agreement: f64,
    pub kappa: f64,
}

/// What is known where κ is undefined for want of variation: units, and the share of agreement.
pub type NoKappa = (Undefined, usize, Option<f64>);

/// Cohen's κ of two raters; each judgement is the place of a category, `None` where there is none. Units
/// that one of them did not judge are left out.
///
/// # Errors
/// `NoPairs`; `NoVariation` with what is known; `Malformed` for a place beyond the categories.
pub fn cohen(
    first: &[Option<usize>],
    second: &[Option<usize>],
    categories: usize,
    weight: Weight,
) -> Result<Kappa, NoKappa> {
    let pairs: Vec<(usize, usize)> =
        first.iter().zip(second).filter_map(|(a, b)| Some(((*a)?, (*b)?))).collect();
    if pairs.iter().any(|(a, b)| *a >= categories || *b >= categories) {
        return Err((Undefined::Malformed, 0, None));
    }
    let n = pairs.len();
    if n == 0 {
        return Err((Undefined::NoPairs, 0, None));
    }
    let (mut one, mut two) = (vec![0.0; categories], vec![0.0; categories]);
    let (mut observed, mut agreed) = (0.0, 0.0);
    for (a, b) in &pairs {
        one[*a] += 1.0;
        two[*b] += 1.0;
        observed += weight.of(*a, *b);
        agreed += f64::from(u8::from(a == b));
    }
    let all = n as f64;
    let agreement = agreed / all;
    let mut expected = 0.0;
    for (a, from) in one.iter().enumerate() {
        for (b, to) in two.iter().enumerate() {
            expected += weight.of(a, b) * from * to / all;
        }
    }
    if expected / all < NOTHING {
        return Err((Undefined::NoVariation, n, Some(agreement)));
    }
    Ok(Kappa { n, agreement, kappa: 1.0 - observed / expected })
}

/// Fleiss' κ: how many raters put each unit (row) into each category (column).
///
/// # Errors
/// `UnequalRaters`; `NoVariation` with the share of agreement.
pub fn fleiss(table: &[Vec<u32>]) -> Result<Kappa, NoKappa> {
    let raters = |row: &Vec<u32>| row.iter().map(|count| u64::from(*count)).sum::<u64>();
    let first = table.first().map_or(0, raters);
    let width = table.first().map_or(0, Vec::len);
    if first < 2 || table.iter().any(|row| raters(row) != first || row.len() != width) {
        return Err((Undefined::UnequalRaters, table.len(), None));
    }
    let (r, n) = (first as f64, table.len() as f64);
    let square = |count: &u32| f64::from(*count) * f64::from(*count);
    let agreed = |row: &Vec<u32>| (row.iter().map(square).sum::<f64>() - r) / (r * (r - 1.0));
    let agreement = table.iter().map(agreed).sum::<f64>() / n;
    let share = |at: usize| table.iter().map(|row| f64::from(row[at])).sum::<f64>() / (n * r);
    let expected: f64 = (0..width).map(share).map(|share| share * share).sum();
    if 1.0 - expected < NOTHING {
        return Err((Undefined::NoVariation, table.len(), Some(agreement)));
    }
    let kappa = (agreement - expected) / (1.0 - expected);
    Ok(Kappa { n: table.len(), agreement, kappa })
}

/// What the numbers of judgements mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Nominal,
    Ordinal,
    Interval,
}

/// Krippendorff's α.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alpha {
    /// Units with at least two judgements.
    pub units: usize,
    /// Judgements of these units.
    pub pairable: f64,
    pub alpha: f64,
}

/// α of judgements by rater (outer) and unit (inner), `None` where a rater did not judge.
///
/// # Errors
/// `NoPairs`; `NoVariation` with the number of units; `Malformed` for what is no number.
pub fn krippendorff(
    raters: &[Vec<Option<f64>>],
    level: Level,
) -> Result<Alpha, (Undefined, usize)> {
    if raters.iter().flatten().flatten().any(|value| !value.is_finite()) {
        return Err((Undefined::Malformed, 0));
    }
    let width = raters.iter().map(Vec::len).max().unwrap_or(0);
    let of_unit = |at: usize| -> Vec<f64> {
        raters.iter().filter_map(|rater| rater.get(at).copied().flatten()).collect()
    };
    let units: Vec<Vec<f64>> = (0..width).map(of_unit).filter(|unit| unit.len() >= 2).collect();
    if units.is_empty() {
        return Err((Undefined::NoPairs, 0));
    }
    let mut values: Vec<f64> = units.iter().flatten().copied().collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let place = |value: &f64| values.partition_point(|known| known < value);
    let kinds = values.len();
    let mut together = vec![vec![0.0; kinds]; kinds];
    for unit in &units {
        let places: Vec<usize> = unit.iter().map(place).collect();
        let share = 1.0 / (unit.len() as f64 - 1.0);
        for (one, a) in places.iter().enumerate() {
            for (other, b) in places.iter().enumerate() {
                together[*a][*b] += if one == other { 0.0 } else { share };
            }
        }
    }
    let often: Vec<f64> = together.iter().map(|row| row.iter().sum()).collect();
    let pairable: f64 = often.iter().sum();
    let apart = |a: usize, b: usize| match level {
        Level::Nominal => f64::from(u8::from(a != b)),
        Level::Interval => (values[a] - values[b]).powi(2),
        Level::Ordinal => {
            let between = often[a.min(b)..=a.max(b)].iter().sum::<f64>();
            (between - f64::midpoint(often[a], often[b])).powi(2)
        }
    };
    let (mut observed, mut expected) = (0.0, 0.0);
    for (a, row) in together.iter().enumerate() {
        for (b, pairs) in row.iter().enumerate() {
            observed += pairs * apart(a, b);
            expected += often[a] * often[b] * apart(a, b) / (pairable - 1.0);
        }
    }
    if expected < NOTHING {
        return Err((Undefined::NoVariation, units.len()));
    }
    Ok(Alpha { units: units.len(), pairable, alpha: 1.0 - observed / expected })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_variation_is_undefined_and_not_one() {
        let same = vec![Some(1); 5];
        let undefined = cohen(&same, &same, 3, Weight::Unweighted).unwrap_err();
        assert_eq!(undefined, (Undefined::NoVariation, 5, Some(1.0)));
        assert_eq!(fleiss(&[vec![3, 0], vec![3, 0]]).unwrap_err().0, Undefined::NoVariation);
        let alike = vec![vec![Some(2.0); 4]; 3];
        let undefined = krippendorff(&alike, Level::Nominal).unwrap_err();
        assert_eq!(undefined, (Undefined::NoVariation, 4));
    }

    #[test]
    fn what_is_malformed_or_alone_is_told() {
        assert_eq!(
            cohen(&[Some(3)], &[Some(0)], 3, Weight::Linear).unwrap_err().0,
            Undefined::Malformed
        );
        assert_eq!(
            cohen(&[None], &[Some(0)], 3, Weight::Linear).unwrap_err().0,
            Undefined::NoPairs
        );
        assert_eq!(fleiss(&[vec![3, 0], vec![2, 0]]).unwrap_err().0, Undefined::UnequalRaters);
        assert_eq!(fleiss(&[vec![1, 0]]).unwrap_err().0, Undefined::UnequalRaters);
        assert_eq!(fleiss(&[]).unwrap_err().0, Undefined::UnequalRaters);
        let nan = [vec![Some(f64::NAN)], vec![Some(1.0)]];
        assert_eq!(krippendorff(&nan, Level::Interval).unwrap_err().0, Undefined::Malformed);
        let one = [vec![Some(1.0), Some(2.0)]];
        assert_eq!(krippendorff(&one, Level::Nominal).unwrap_err().0, Undefined::NoPairs);
    }

    #[test]
    fn much_agreement_on_rare_categories_may_be_less_than_chance() {
        // 18 of 20 agree, all on the common category.
        let mut one = vec![Some(0); 20];
        let mut two = one.clone();
        (one[0], two[1]) = (Some(1), Some(1));
        let found = cohen(&one, &two, 2, Weight::Unweighted).unwrap();
        assert!(found.agreement == 0.9 && found.kappa < 0.0, "{found:?}");
    }

    proptest! {
        /// Full agreement is one, whoever rates first changes nothing, and κ is never above one.
        #[test]
        fn kappa_is_symmetric_and_at_most_one(pairs in proptest::collection::vec((0_usize..4, 0_usize..4), 1..30)) {
            let one: Vec<_> = pairs.iter().map(|(a, _)| Some(*a)).collect();
            let two: Vec<_> = pairs.iter().map(|(_, b)| Some(*b)).collect();
            for weight in [Weight::Unweighted, Weight::Linear, Weight::Quadratic] {
                match (cohen(&one, &two, 4, weight), cohen(&two, &one, 4, weight)) {
                    (Ok(a), Ok(b)) => {
                        prop_assert!((a.kappa - b.kappa).abs() < 1e-12 && a.kappa <= 1.0);
                    }
                    (a, b) => prop_assert_eq!(a.is_err(), b.is_err()),
                }
                if let Ok(same) = cohen(&one, &one, 4, weight) {
                    prop_assert!((same.kappa - 1.0).abs() < 1e-12);
                }
            }
        }

        /// The order of raters and of units changes nothing.
        #[test]
        fn alpha_does_not_ask_who_came_first(
            data in proptest::collection::vec(proptest::collection::vec(proptest::option::of(1_u8..5), 6), 2..5),
        ) {
            let read = |rater: &Vec<Option<u8>>| -> Vec<Option<f64>> {
                rater.iter().map(|value| value.map(f64::from)).collect()
            };
            let given: Vec<_> = data.iter().map(read).collect();
            let turned: Vec<Vec<_>> =
                given.iter().rev().map(|rater| rater.iter().rev().copied().collect()).collect();
            for level in [Level::Nominal, Level::Ordinal, Level::Interval] {
                match (krippendorff(&given, level), krippendorff(&turned, level)) {
                    (Ok(a), Ok(b)) => prop_assert!((a.alpha - b.alpha).abs() < 1e-9 && a.alpha <= 1.0 + 1e-12),
                    (a, b) => prop_assert_eq!(a.err(), b.err()),
                }
            }
        }
    }
}
