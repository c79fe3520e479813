//! Goodhart alarms: signs that a figure is made for its pay rather than by the work.
//!
//! An alarm opens a check and is no finding: each has innocent causes, which whoever checks must hear. Of
//! many alarms some ring by accident; adjust their p together ([`crate::multiple`]).

use crate::Undefined;
use crate::distribution::{at_least, binomial, lower_f, upper_t};
use crate::permutation::{Difference, compare};
use crate::random::Random;
use crate::regression::least_squares;

/// At or below this an alarm rings.
pub const RINGS: f64 = 0.05;

/// Values just above and just below a threshold that pays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bunching {
    pub above: usize,
    pub below: usize,
    /// Exact, two-sided binomial with one half.
    pub p: f64,
}

/// Bunching: values within `width` above the threshold (included) against those within `width` below
/// (included at the lower end). Without pay at the threshold both are about as frequent where the density is
/// flat; a steep density is the innocent cause.
///
/// # Errors
/// `NotFinite`; `OutOfRange` for a width that is not positive; `NoData` when nothing lies near.
pub fn bunching(values: &[Option<f64>], threshold: f64, width: f64) -> Result<Bunching, Undefined> {
    finite(values)?;
    if !(threshold.is_finite() && width.is_finite() && width > 0.0) {
        return Err(Undefined::OutOfRange);
    }
    let within = |low: f64, high: f64| {
        values.iter().flatten().filter(|value| (low..high).contains(*value)).count()
    };
    let (above, below) =
        (within(threshold, threshold + width), within(threshold - width, threshold));
    if above + below == 0 {
        return Err(Undefined::NoData);
    }
    let chances = binomial(above + below, 0.5);
    let bar = chances[above] * (1.0 + 1e-9);
    let p = chances.iter().filter(|chance| **chance <= bar).sum::<f64>().min(1.0);
    Ok(Bunching { above, below, p })
}

/// How often something happened, against how often it should.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Excess {
    pub hits: usize,
    pub of: usize,
    /// The share that would be expected.
    pub expected: f64,
    /// Exact, one-sided: the chance of so many or more.
    pub p: f64,
}

/// Heaping: values (in units of their last decimal place) that are multiples of `round`, against one in
/// `round`. A meter that reads in steps is the innocent cause.
///
/// # Errors
/// `NoData` without values; `OutOfRange` for a `round` below 2.
pub fn heaping(values: &[i64], round: u32) -> Result<Excess, Undefined> {
    if round < 2 {
        return Err(Undefined::OutOfRange);
    }
    let hits = values.iter().filter(|value| **value % i64::from(round) == 0).count();
    excess(hits, values.len(), 1.0 / f64::from(round))
}

/// Late recording: activities recorded after the month of their indicator was closed (`true`), against a
/// share that is tolerated. A network that was down is the innocent cause.
///
/// # Errors
/// `NoData` without records; `OutOfRange` for a share outside 0 to 1.
pub fn late_recording(is_late: &[bool], tolerated: f64) -> Result<Excess, Undefined> {
    if !(0.0..=1.0).contains(&tolerated) {
        return Err(Undefined::OutOfRange);
    }
    excess(is_late.iter().filter(|late| **late).count(), is_late.len(), tolerated)
}

fn excess(hits: usize, of: usize, expected: f64) -> Result<Excess, Undefined> {
    if of == 0 {
        return Err(Undefined::NoData);
    }
    Ok(Excess { hits, of, expected, p: at_least(hits, of, expected) })
}

/// A variance later against one before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Collapse {
    /// Variance later divided by variance before.
    pub ratio: f64,
    /// One-sided F test. It takes the values for normal: an outlier before is the innocent cause.
    pub p: f64,
}

/// Variance collapse: a figure that became suspiciously steady.
///
/// # Errors
/// `NotFinite`; `NoData` for fewer than three values on one side; `Constant` when it never varied before.
pub fn variance_collapse(before: &[f64], later: &[f64]) -> Result<Collapse, Undefined> {
    if before.iter().chain(later).any(|value| !value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if before.len() < 3 || later.len() < 3 {
        return Err(Undefined::NoData);
    }
    let (first, second) = (variance(before), variance(later));
    if first == 0.0 {
        return Err(Undefined::Constant);
    }
    let ratio = second / first;
    let p = if ratio == 0.0 {
        0.0
    } else {
        lower_f(ratio, later.len() as f64 - 1.0, before.len() as f64 - 1.0)
    };
    Ok(Collapse { ratio, p })
}

/// A figure that rises while its twin falls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Twins {
    /// Change of the paid figure in a period, in its units.
    pub slope: f64,
    /// Change of the twin in a period, in its units.
    pub twin_slope: f64,
    /// The larger p of the two one-sided tests: both must hold.
    pub p: f64,
}

/// Twin worsening: the paid figure improves over the periods while the unpaid one that the same work moves
/// becomes worse (yield up, ash up). Give both so that more is better. A change of raw coal is the innocent
/// cause.
///
/// # Errors
/// `Shape` for series of two lengths, `NotFinite`; `NoFreedom` for fewer than four periods; `Constant`.
pub fn twin_worsening(figure: &[f64], twin: &[f64]) -> Result<Twins, Undefined> {
    if figure.len() != twin.len() {
        return Err(Undefined::Shape);
    }
    if figure.len() < 4 {
        return Err(Undefined::NoFreedom);
    }
    let periods = vec![(0..figure.len()).map(|at| at as f64).collect::<Vec<f64>>()];
    let (up, down) = (least_squares(figure, &periods, None)?, least_squares(twin, &periods, None)?);
    let (slope, twin_slope) = (up.estimates[1], down.estimates[1]);
    let one_sided = |t: f64| upper_t(t, up.freedom as f64);
    let p = one_sided(slope.t).max(one_sided(-twin_slope.t));
    Ok(Twins { slope: slope.coefficient, twin_slope: twin_slope.coefficient, p })
}

/// Selection: were zones placed where performance was good before? Compares the earlier values (more is
/// better) of the units chosen with those of the others, by permutation; the alarm rings for a positive
/// difference.
///
/// # Errors
/// Those of [`compare`].
pub fn selection(
    chosen: &[Option<f64>],
    others: &[Option<f64>],
    seed: u64,
) -> Result<Difference, Undefined> {
    compare(chosen, others, seed, 9_999)
}

/// A unit's series and the place of the period in which its measure began.
#[derive(Clone, Debug, PartialEq)]
pub struct Begun {
    pub values: Vec<f64>,
    /// At least 1: the period before is the one that is looked at.
    pub start: usize,
}

/// Measures that began after a bad month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reversion {
    /// The mean of the month before the start, in standard deviations of each unit's series around its mean.
    pub before: f64,
    /// The chance of a month as bad or worse, had each measure begun in a random month of its unit.
    pub p: f64,
    /// What comes back by itself, in the same units: a bad month with nothing done moves towards the mean by
    /// `1 − ρ`, where ρ is the correlation of neighbouring months.
    pub expected_rebound: f64,
}

/// Mean reversion: did measures begin after a bad month, so that the next would have been better anyway? More
/// is better.
///
/// # Errors
/// `NoData` without units or with fewer than four periods; `NotFinite`; `Constant` for a unit that never
/// varies; `OutOfRange` for a start that is 0 or beyond the series.
pub fn mean_reversion(begun: &[Begun], seed: u64) -> Result<Reversion, Undefined> {
    if begun.is_empty() || begun.iter().any(|unit| unit.values.len() < 4) {
        return Err(Undefined::NoData);
    }
    if begun.iter().flat_map(|unit| &unit.values).any(|value| !value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if begun.iter().any(|unit| unit.start == 0 || unit.start > unit.values.len()) {
        return Err(Undefined::OutOfRange);
    }
    let mut standard = Vec::new();
    for unit in begun {
        let deviation = variance(&unit.values).sqrt();
        if deviation == 0.0 {
            return Err(Undefined::Constant);
        }
        let mean = mean(&unit.values);
        standard.push(unit.values.iter().map(|v| (v - mean) / deviation).collect::<Vec<f64>>());
    }
    let units = begun.len() as f64;
    let of = |places: &[usize]| {
        standard.iter().zip(places).map(|(values, at)| values[*at]).sum::<f64>() / units
    };
    let before = of(&begun.iter().map(|unit| unit.start - 1).collect::<Vec<_>>());
    let mut random = Random::from_seed(seed);
    let mut as_bad = 1;
    for _ in 1..DRAWS {
        let places: Vec<usize> = standard.iter().map(|unit| random.below(unit.len())).collect();
        as_bad += u32::from(of(&places) <= before + 1e-9);
    }
    let (mut along, mut size) = (0.0, 0.0);
    for unit in &standard {
        along += unit.windows(2).map(|two| two[0] * two[1]).sum::<f64>();
        size += unit[..unit.len() - 1].iter().map(|value| value * value).sum::<f64>();
    }
    let expected_rebound = (1.0 - along / size) * -before;
    Ok(Reversion { before, p: f64::from(as_bad) / f64::from(DRAWS), expected_rebound })
}

/// Random starts tried, with the observed.
const DRAWS: u32 = 10_000;

fn finite(values: &[Option<f64>]) -> Result<(), Undefined> {
    let is_finite = values.iter().flatten().all(|value| value.is_finite());
    if is_finite { Ok(()) } else { Err(Undefined::NotFinite) }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_as_they_come_ring_no_alarm_and_made_ones_do() {
        let plain: Vec<i64> = (0..60).map(|at| at * 7 + 3).collect();
        let made: Vec<i64> = (0..60).map(|at| at / 2 * 10).collect();
        assert!(heaping(&plain, 10).unwrap().p > RINGS);
        assert!(heaping(&made, 10).unwrap().p <= RINGS);
        let wide = [1.0, 5.0, 3.0, 7.0, 2.0, 6.0, 4.0, 8.0];
        let narrow = [4.5, 4.6, 4.5, 4.4, 4.5, 4.6, 4.5, 4.4];
        assert!(variance_collapse(&wide, &narrow).unwrap().p <= RINGS);
        assert!(variance_collapse(&narrow, &wide).unwrap().p > RINGS);
        assert_eq!(variance_collapse(&wide, &[4.0; 5]).unwrap().p, 0.0);
        let late = |late: usize| {
            late_recording(&(0..20).map(|at| at < late).collect::<Vec<_>>(), 0.1).unwrap().p
        };
        assert!(late(2) > RINGS && late(7) <= RINGS);
    }

    #[test]
    fn a_twin_that_worsens_rings_and_one_that_follows_does_not() {
        let wave = |at: usize| (at as f64 * 2.1).sin() * 0.3;
        let up: Vec<f64> = (0..12).map(|at| at as f64 * 0.2 + wave(at)).collect();
        let down: Vec<f64> = (0..12).map(|at| at as f64 * -0.2 + wave(at + 5)).collect();
        assert!(twin_worsening(&up, &down).unwrap().p <= RINGS);
        assert!(twin_worsening(&up, &up).unwrap().p > RINGS);
        assert!(twin_worsening(&down, &down).unwrap().p > RINGS);
    }

    #[test]
    fn zones_at_the_best_units_ring() {
        let some = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
        let found = selection(&some(&[9.0, 8.5, 8.8, 9.2]), &some(&[5.0, 6.0, 5.5, 6.2]), 1);
        let found = found.unwrap();
        assert!(found.difference > 0.0 && found.p <= RINGS);
    }

    #[test]
    fn measures_after_the_worst_month_ring_and_expect_a_rebound() {
        let mut random = Random::from_seed(11);
        let (mut worst, mut any) = (Vec::new(), Vec::new());
        for _ in 0..10 {
            let values: Vec<f64> = (0..24).map(|_| random.normal()).collect();
            let lowest = (0..23).min_by(|a, b| values[*a].total_cmp(&values[*b])).unwrap();
            worst.push(Begun { values: values.clone(), start: lowest + 1 });
            any.push(Begun { values, start: 12 });
        }
        let found = mean_reversion(&worst, 1).unwrap();
        assert!(found.p <= RINGS && found.before < -1.0 && found.expected_rebound > 0.8);
        assert!(mean_reversion(&any, 1).unwrap().p > RINGS);
    }

    #[test]
    fn what_cannot_be_asked_is_refused_by_name() {
        assert_eq!(bunching(&[None], 95.0, 0.5), Err(Undefined::NoData));
        assert_eq!(bunching(&[Some(f64::NAN)], 95.0, 0.5), Err(Undefined::NotFinite));
        assert_eq!(bunching(&[Some(95.0)], 95.0, 0.0), Err(Undefined::OutOfRange));
        assert_eq!(heaping(&[], 10), Err(Undefined::NoData));
        assert_eq!(heaping(&[1], 1), Err(Undefined::OutOfRange));
        assert_eq!(late_recording(&[], 0.1), Err(Undefined::NoData));
        assert_eq!(late_recording(&[true], f64::NAN), Err(Undefined::OutOfRange));
        assert_eq!(variance_collapse(&[1.0; 4], &[1.0; 4]), Err(Undefined::Constant));
        assert_eq!(variance_collapse(&[1.0, f64::NAN, 2.0], &[1.0; 4]), Err(Undefined::NotFinite));
        assert_eq!(variance_collapse(&[1.0, 2.0], &[1.0; 4]), Err(Undefined::NoData));
        assert_eq!(twin_worsening(&[1.0; 5], &[1.0, 2.0, 3.0, 2.0, 1.0]), Err(Undefined::Constant));
        assert_eq!(twin_worsening(&[1.0; 3], &[1.0; 3]), Err(Undefined::NoFreedom));
        assert_eq!(twin_worsening(&[1.0; 3], &[1.0; 4]), Err(Undefined::Shape));
        let begun = |values: &[f64], start| [Begun { values: values.to_vec(), start }];
        assert_eq!(mean_reversion(&[], 1), Err(Undefined::NoData));
        assert_eq!(mean_reversion(&begun(&[1.0; 5], 2), 1), Err(Undefined::Constant));
        let rising = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(mean_reversion(&begun(&rising, 0), 1), Err(Undefined::OutOfRange));
        let nan = [1.0, f64::NAN, 3.0, 4.0];
        assert_eq!(mean_reversion(&begun(&nan, 1), 1), Err(Undefined::NotFinite));
    }
}
