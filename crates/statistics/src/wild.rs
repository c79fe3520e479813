//! The restricted wild cluster bootstrap for few clusters (Cameron, Gelbach and Miller 2008).
//!
//! The model is fitted without the cause; the residuals of each unit are all turned by one sign, or left, and
//! the cluster-t of the cause is taken again. `p = #(|t*| ≥ |t|)/#`, ties counted, over **all** `2^G` sign
//! vectors up to 14 units; beyond that over sign vectors drawn from a seed, `p = (1 + #)/(1 + draws)`. The
//! factor for small samples cancels.
//!
//! Traps. With 5 units p cannot go below 2/32: the smallest possible p is told. A strict inequality, as in
//! some packages, halves p at the boundary.

use crate::Undefined;
use crate::algebra::length;
use crate::fixed_effects::{LEFT, Model, Within};
use crate::panel::{Panel, Sample};
use crate::random::Random;

/// The most units whose sign vectors are all tried.
pub const ENUMERATED: usize = 14;

/// What to do with more units than that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// Give no p.
    Refuse,
    /// Draw so many sign vectors from a seed.
    Draw { seed: u64, draws: u64 },
}

/// What the bootstrap says of the first regressor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bootstrap {
    pub clusters: usize,
    pub coefficient: f64,
    /// Sign vectors tried, with the one that changes nothing.
    pub draws: u64,
    /// Those whose |t| is as large as the observed or larger.
    pub at_least: u64,
    pub p: f64,
    /// The smallest p that so many clusters and draws can give.
    pub smallest: f64,
    /// Whether all sign vectors were tried.
    pub is_exhaustive: bool,
}

/// By how much a t may fall short of the observed and count as equal.
const SLACK: f64 = 1e-9;

/// So many sign vectors are tried together: a row is read once for all of them.
const LANES: usize = 8;

/// Asks whether the first regressor of a model is linked with the outcome; the others are controls.
///
/// # Errors
/// Those of [`crate::fixed_effects::fit`], `Constant` also for an outcome that the controls explain whole;
/// `NotEnumerable` where sign vectors may not be drawn; `OneCluster` and `TwoClusters`, of which no p below a
/// half could come.
pub fn bootstrap(panel: &Panel, model: &Model, beyond: Beyond) -> Result<Bootstrap, Undefined> {
    let sample = model.sample(panel)?;
    let clusters = sample.units();
    match clusters {
        0 | 1 => return Err(Undefined::OneCluster),
        2 => return Err(Undefined::TwoClusters),
        _ if clusters > ENUMERATED && beyond == Beyond::Refuse => {
            return Err(Undefined::NotEnumerable);
        }
        _ => {}
    }
    let signs = Signs::new(&sample, model)?;
    let observed = signs.square_of_t(&signs.scores(&vec![1.0; clusters]));
    let is_at_least =
        |scores: &[f64]| signs.square_of_t(scores) >= observed * (1.0 - SLACK).powi(2);
    let is_exhaustive = clusters <= ENUMERATED;
    let (draws, count) = match beyond {
        Beyond::Draw { seed, draws } if !is_exhaustive => {
            (draws + 1, 1 + signs.drawn(seed, draws, is_at_least))
        }
        _ => (1 << clusters, signs.all(is_at_least)),
    };
    Ok(Bootstrap {
        clusters,
        coefficient: signs.coefficient(),
        draws,
        at_least: count,
        p: count as f64 / draws as f64,
        smallest: if is_exhaustive { 2.0 } else { 1.0 } / draws as f64,
        is_exhaustive,
    })
}

/// All that sign vectors need: the cause and the restricted residuals, both without effects and controls.
struct Signs<'a> {
    sample: &'a Sample,
    within: Within<'a>,
    /// Controls without effects, of length one and at right angles to each other.
    basis: Vec<Vec<f64>>,
    cause: Vec<f64>,
    residuals: Vec<f64>,
    /// `x̃_g'x̃_g` of each unit, and the same of the cause by the residuals.
    of_units: Vec<f64>,
    cause_by_residual: Vec<f64>,
    /// The same for each control.
    cause_by_control: Vec<Vec<f64>>,
    control_by_residual: Vec<Vec<f64>>,
    /// Cause and residuals times the weights.
    weighted_cause: Vec<f64>,
    weighted_residuals: Vec<f64>,
}

impl<'a> Signs<'a> {
    fn new(sample: &'a Sample, model: &Model) -> Result<Self, Undefined> {
        let weights = model.weights.and_then(|_| sample.columns.last().cloned());
        let within = Within::new(sample, model, weights)?;
        let outcome = within.left_of(sample.columns[0].clone())?;
        let mut signs = Self {
            sample,
            within,
            basis: Vec::new(),
            cause: Vec::new(),
            residuals: Vec::new(),
            of_units: Vec::new(),
            cause_by_residual: Vec::new(),
            cause_by_control: Vec::new(),
            control_by_residual: Vec::new(),
            weighted_cause: Vec::new(),
            weighted_residuals: Vec::new(),
        };
        for control in &sample.columns[2..=model.regressors.len()] {
            let mut control = control.clone();
            let left = signs.own_part(&mut control)?;
            control.iter_mut().for_each(|value| *value /= left);
            signs.basis.push(control);
        }
        let mut cause = sample.columns[1].clone();
        signs.own_part(&mut cause)?;
        signs.of_units = signs.by_unit(&cause, &cause);
        signs.cause = cause;
        let mut residuals = outcome;
        signs.project(&mut residuals);
        if length(&residuals) <= LEFT * length(&sample.columns[0]) {
            return Err(Undefined::Constant);
        }
        signs.cause_by_residual = signs.by_unit(&signs.cause, &residuals);
        signs.cause_by_control =
            signs.basis.iter().map(|control| signs.by_unit(&signs.cause, control)).collect();
        signs.control_by_residual =
            signs.basis.iter().map(|control| signs.by_unit(control, &residuals)).collect();
        signs.weighted_cause = signs.within.weighted(&signs.cause);
        signs.weighted_residuals = signs.within.weighted(&residuals);
        signs.residuals = residuals;
        Ok(signs)
    }

    /// The weighted products of two columns, unit by unit.
    fn by_unit(&self, one: &[f64], other: &[f64]) -> Vec<f64> {
        self.sample.of_units().map(|rows| self.within.product(one, other, rows)).collect()
    }

    /// Takes effects and earlier controls out of a column; the length of what is left.
    fn own_part(&self, column: &mut [f64]) -> Result<f64, Undefined> {
        let size = self.within.length(column);
        self.within.take_out(column);
        self.project(column);
        let left = self.within.length(column);
        if left <= 1e-8 * size { Err(Undefined::Collinear) } else { Ok(left) }
    }

    /// Takes the controls out of a column without effects.
    fn project(&self, column: &mut [f64]) {
        for _ in 0..2 {
            for control in &self.basis {
                let along = self.within.product(control, column, 0..column.len());
                column.iter_mut().zip(control).for_each(|(value, c)| *value -= along * c);
            }
        }
    }

    fn coefficient(&self) -> f64 {
        let all = 0..self.residuals.len();
        let size: f64 = self.of_units.iter().sum();
        self.within.product(&self.cause, &self.residuals, all) / size
    }

    /// How many of all sign vectors are counted. Turning all signs changes no |t|: the last unit keeps its
    /// own. Neighbours in Gray's order differ in one.
    fn all(&self, counts: impl Fn(&[f64]) -> bool) -> u64 {
        let clusters = self.of_units.len();
        let matrix = self.matrix();
        let mut vector = vec![1.0; clusters];
        let (mut scores, mut count) = (self.scores(&vector), 0);
        for step in 1..=1_u64 << (clusters - 1) {
            count += if counts(&scores) { 2 } else { 0 };
            let turned = step.trailing_zeros() as usize;
            if turned < clusters - 1 {
                vector[turned] = -vector[turned];
                let twice = 2.0 * vector[turned];
                scores.iter_mut().zip(&matrix[turned]).for_each(|(score, a)| *score += twice * a);
            }
        }
        count
    }

    /// How many of so many drawn sign vectors are counted.
    fn drawn(&self, seed: u64, draws: u64, counts: impl Fn(&[f64]) -> bool) -> u64 {
        let mut random = Random::from_seed(seed);
        let mut signs = vec![[0.0; LANES]; self.of_units.len()];
        let mut scores = vec![0.0; self.of_units.len()];
        let (mut left, mut count) = (draws, 0);
        while left > 0 {
            let lanes = left.min(LANES as u64) as usize;
            for lane in 0..lanes {
                for sign in &mut signs {
                    sign[lane] = if random.whole() >> 63 == 0 { 1.0 } else { -1.0 };
                }
            }
            let found = self.scores_of(&signs);
            for lane in 0..lanes {
                scores.iter_mut().zip(&found).for_each(|(score, all)| *score = all[lane]);
                count += u64::from(counts(&scores));
            }
            left -= lanes as u64;
        }
        count
    }

    /// `x̃_g'(M(v∘u))_g` of each unit, where `M` takes effects and controls out of the turned residuals.
    fn scores(&self, signs: &[f64]) -> Vec<f64> {
        let signs: Vec<[f64; 1]> = signs.iter().map(|sign| [*sign]).collect();
        self.scores_of(&signs).into_iter().map(|[score]| score).collect()
    }

    /// The same of several sign vectors at once. The cause is at right angles to the dummies of units, so
    /// that of each unit only its own part, the periods' effects and the controls are left.
    fn scores_of<const N: usize>(&self, signs: &[[f64; N]]) -> Vec<[f64; N]> {
        let add = |to: &mut [f64; N], factor: f64, of: &[f64; N]| {
            to.iter_mut().zip(of).for_each(|(sum, value)| *sum += factor * value);
        };
        let period = |row| self.sample.period_of(row);
        let mut sums = vec![[0.0; N]; self.sample.periods];
        let mut along = vec![[0.0; N]; self.basis.len()];
        for (unit, (rows, sign)) in self.sample.of_units().zip(signs).enumerate() {
            for row in rows {
                add(&mut sums[period(row)], self.weighted_residuals[row], sign);
            }
            for (along, own) in along.iter_mut().zip(&self.control_by_residual) {
                add(along, own[unit], sign);
            }
        }
        let has_effects = self.within.period_effects(&mut sums);
        let mut scores = Vec::with_capacity(signs.len());
        for (unit, (rows, sign)) in self.sample.of_units().zip(signs).enumerate() {
            let mut score = [0.0; N];
            add(&mut score, self.cause_by_residual[unit], sign);
            if has_effects {
                for row in rows {
                    add(&mut score, -self.weighted_cause[row], &sums[period(row)]);
                }
            }
            for (along, own) in along.iter().zip(&self.cause_by_control) {
                add(&mut score, -own[unit], along);
            }
            scores.push(score);
        }
        scores
    }

    /// What each unit's sign adds to the scores of all.
    fn matrix(&self) -> Vec<Vec<f64>> {
        let clusters = self.of_units.len();
        let alone = |unit| {
            let mut signs = vec![0.0; clusters];
            signs[unit] = 1.0;
            self.scores(&signs)
        };
        (0..clusters).map(alone).collect()
    }

    /// `b²/Σs²`, which orders as |t| does, from scores before the fitted cause is taken out of them.
    fn square_of_t(&self, scores: &[f64]) -> f64 {
        let size: f64 = self.of_units.iter().sum();
        let slope = scores.iter().sum::<f64>() / size;
        let squares: f64 = scores
            .iter()
            .zip(&self.of_units)
            .map(|(score, of_unit)| (score - slope * of_unit).powi(2))
            .sum();
        if squares == 0.0 { f64::INFINITY } else { slope * slope / squares }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixed_effects::{Effects, fit};
    use crate::panel::Column;

    fn panel(
        seed: u64,
        units: usize,
        periods: i64,
        effect: f64,
    ) -> (Panel, Column, Column, Column) {
        let mut random = Random::from_seed(seed);
        let places = (0..units).flat_map(|unit| (0..periods).map(move |period| (unit, period)));
        let (of, at): (Vec<usize>, Vec<i64>) = places.unzip();
        let mut panel = Panel::new(&of, &at).unwrap();
        let mut drawn = || of.iter().map(|_| random.normal()).collect::<Vec<f64>>();
        let (x, z, noise) = (drawn(), drawn(), drawn());
        let y: Vec<_> = (0..of.len())
            .map(|at| Some(effect * x[at] + z[at] + noise[at]).filter(|_| at % 11 != 3))
            .collect();
        let y = panel.add(&y).unwrap();
        let some = |values: Vec<f64>| values.into_iter().map(Some).collect::<Vec<_>>();
        let (x, z) = (panel.add(&some(x)).unwrap(), panel.add(&some(z)).unwrap());
        (panel, y, x, z)
    }

    const SEEDED: Beyond = Beyond::Draw { seed: 1, draws: 999 };

    #[test]
    fn the_coefficient_is_that_of_the_fit() {
        let (panel, outcome, x, z) = panel(5, 9, 14, 0.3);
        let regressors = [x, z];
        let effects = Effects::UnitAndPeriod;
        let model = Model { outcome, regressors: &regressors, effects, weights: None };
        let found = bootstrap(&panel, &model, Beyond::Refuse).unwrap();
        let expected = fit(&panel, &model).unwrap().slopes[0].coefficient;
        assert!((found.coefficient - expected).abs() < 1e-12);
        assert_eq!((found.draws, found.is_exhaustive), (512, true));
    }

    #[test]
    fn drawn_signs_come_near_all_signs() {
        // With 15 units all 32,768 sign vectors would still be few; the seeded draws of 14 units are
        // compared.
        let (panel, outcome, x, z) = panel(8, 12, 12, 0.08);
        let regressors = [x, z];
        let effects = Effects::UnitAndPeriod;
        let model = Model { outcome, regressors: &regressors, effects, weights: None };
        let all = bootstrap(&panel, &model, SEEDED).unwrap();
        let sample = model.sample(&panel).unwrap();
        let signs = Signs::new(&sample, &model).unwrap();
        let observed = signs.square_of_t(&signs.scores(&[1.0; 12]));
        let mut random = Random::from_seed(2);
        let beyond = (0..4_000).filter(|_| {
            let vector: Vec<f64> = (0..12).map(|_| [1.0, -1.0][random.below(2)]).collect();
            signs.square_of_t(&signs.scores(&vector)) >= observed * (1.0 - SLACK)
        });
        let share = beyond.count() as f64 / 4_000.0;
        assert!(all.is_exhaustive && (share - all.p).abs() < 0.03, "{share} {all:?}");
    }

    #[test]
    fn many_units_need_a_seed_and_give_the_same_each_time() {
        for units in [15, 70] {
            let (panel, outcome, x, _) = panel(2, units, 10, 0.4);
            let regressors = [x];
            let effects = Effects::UnitAndPeriod;
            let model = Model { outcome, regressors: &regressors, effects, weights: None };
            let refused = bootstrap(&panel, &model, Beyond::Refuse);
            assert_eq!(refused, Err(Undefined::NotEnumerable));
            let one = bootstrap(&panel, &model, SEEDED).unwrap();
            assert_eq!(one, bootstrap(&panel, &model, SEEDED).unwrap());
            assert!(one.p <= 0.01 && one.smallest == 0.001 && !one.is_exhaustive, "{one:?}");
        }
    }

    #[test]
    fn an_outcome_that_the_controls_explain_whole_has_no_p() {
        let (panel, _, x, z) = panel(2, 6, 10, 0.4);
        let regressors = [x, z];
        let effects = Effects::UnitAndPeriod;
        let model = Model { outcome: z, regressors: &regressors, effects, weights: None };
        assert_eq!(bootstrap(&panel, &model, Beyond::Refuse), Err(Undefined::Constant));
    }

    #[test]
    fn one_and_two_clusters_are_refused_by_name() {
        for (units, name) in [(1, Undefined::OneCluster), (2, Undefined::TwoClusters)] {
            let (panel, outcome, x, _) = panel(2, units, 10, 0.4);
            let regressors = [x];
            let model =
                Model { outcome, regressors: &regressors, effects: Effects::Unit, weights: None };
            assert_eq!(bootstrap(&panel, &model, SEEDED), Err(name));
        }
    }
}
