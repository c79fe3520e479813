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
use crate::algebra::{length, sum};
use crate::fixed_effects::{Effects, LEFT, Model, Within};
use crate::panel::{Panel, Sample};
use crate::random::Random;
use nalgebra::{DMatrix, DVector};

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

/// So many sign vectors are tried together.
const TOGETHER: usize = 128;

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
    let as_observed = signs.scores(&DMatrix::repeat(clusters, 1, 1.0));
    let at_least = signs.square_of_t(as_observed.as_slice()) * (1.0 - SLACK).powi(2);
    let is_exhaustive = clusters <= ENUMERATED;
    let (draws, count) = match beyond {
        Beyond::Draw { seed, draws } if !is_exhaustive => {
            (draws + 1, 1 + signs.drawn(seed, draws, at_least))
        }
        _ => (1 << clusters, signs.all(at_least)),
    };
    Ok(Bootstrap {
        clusters,
        coefficient: signs.cause_by_residual.sum() / signs.size,
        draws,
        at_least: count,
        p: count as f64 / draws as f64,
        smallest: if is_exhaustive { 2.0 } else { 1.0 } / draws as f64,
        is_exhaustive,
    })
}

/// All that sign vectors need of the cause and the restricted residuals, both without effects and controls.
struct Signs<'a> {
    within: Within<'a>,
    /// `x̃_g'x̃_g` of each unit, and their sum.
    of_units: Vec<f64>,
    size: f64,
    /// `x̃_g'u_g` of each unit.
    cause_by_residual: DVector<f64>,
    /// The cause by each control, units by controls; and each control by the residuals, controls by units.
    cause_by_control: DMatrix<f64>,
    control_by_residual: DMatrix<f64>,
    /// The weighted cause of each unit in each period, and the residuals, periods by units; where periods have
    /// effects.
    by_period: Option<[DMatrix<f64>; 2]>,
}

impl<'a> Signs<'a> {
    fn new(sample: &'a Sample, model: &Model) -> Result<Self, Undefined> {
        let weights = model.weights.and_then(|_| sample.columns.last().cloned());
        let within = Within::new(sample, model, weights)?;
        let mut residuals = within.left_of(sample.columns[0].clone())?;
        let mut basis: Vec<Vec<f64>> = Vec::new();
        for control in &sample.columns[2..=model.regressors.len()] {
            let (mut control, left) = own_part(&within, control, &basis)?;
            control.iter_mut().for_each(|value| *value /= left);
            basis.push(control);
        }
        let (cause, _) = own_part(&within, &sample.columns[1], &basis)?;
        project(&within, &mut residuals, &basis);
        if length(&residuals) <= LEFT * length(&sample.columns[0]) {
            return Err(Undefined::Constant);
        }
        let (units, periods) = (sample.units(), sample.periods);
        let by_unit = |one: &[f64], other: &[f64]| {
            let product = |rows| within.product(one, other, rows);
            DVector::from_iterator(units, sample.of_units().map(product))
        };
        let by_period = |column: &[f64]| {
            let mut table = DMatrix::zeros(periods, units);
            let weighted = within.weighted(column);
            for (unit, rows) in sample.of_units().enumerate() {
                rows.for_each(|row| table[(sample.period_of(row), unit)] = weighted[row]);
            }
            table
        };
        let of_units = by_unit(&cause, &cause);
        let controls = |by: &[f64]| {
            let columns: Vec<_> = basis.iter().map(|control| by_unit(control, by)).collect();
            DMatrix::from_fn(units, basis.len(), |unit, at| columns[at][unit])
        };
        Ok(Self {
            size: of_units.sum(),
            of_units: of_units.as_slice().to_vec(),
            cause_by_residual: by_unit(&cause, &residuals),
            cause_by_control: controls(&cause),
            control_by_residual: controls(&residuals).transpose(),
            by_period: (model.effects == Effects::UnitAndPeriod)
                .then(|| [by_period(&cause).transpose(), by_period(&residuals)]),
            within,
        })
    }

    /// How many of all sign vectors have so large a square of t. Turning all signs changes no |t|: the last
    /// unit keeps its own. Neighbours in Gray's order differ in one.
    fn all(&self, at_least: f64) -> u64 {
        let clusters = self.of_units.len();
        let of_each = self.scores(&DMatrix::identity(clusters, clusters));
        let mut vector = vec![1.0; clusters];
        let (mut scores, mut count) = (of_each.column_sum(), 0);
        for step in 1..=1_u64 << (clusters - 1) {
            count += if self.square_of_t(scores.as_slice()) >= at_least { 2 } else { 0 };
            let turned = step.trailing_zeros() as usize;
            if turned < clusters - 1 {
                vector[turned] = -vector[turned];
                scores.axpy(2.0 * vector[turned], &of_each.column(turned), 1.0);
            }
        }
        count
    }

    /// How many of so many drawn sign vectors have so large a square of t.
    fn drawn(&self, seed: u64, draws: u64, at_least: f64) -> u64 {
        let mut random = Random::from_seed(seed);
        let (mut left, mut count) = (draws, 0);
        while left > 0 {
            let columns = left.min(TOGETHER as u64);
            let mut sign = || if random.whole() >> 63 == 0 { 1.0 } else { -1.0 };
            let signs = DMatrix::from_fn(self.of_units.len(), columns as usize, |_, _| sign());
            let scores = self.scores(&signs);
            let squares = scores.column_iter().map(|column| self.square_of_t(column.as_slice()));
            count += squares.filter(|square| *square >= at_least).count() as u64;
            left -= columns;
        }
        count
    }

    /// `x̃_g'(M(v∘u))_g` of each unit, where `M` takes effects and controls out of the turned residuals; a
    /// column for each of several sign vectors. The cause is at right angles to the dummies of units, so that
    /// of each unit only its own part, the periods' effects and the controls are left.
    fn scores(&self, signs: &DMatrix<f64>) -> DMatrix<f64> {
        let mut scores = signs.clone();
        scores.column_iter_mut().for_each(|mut column| {
            column.component_mul_assign(&self.cause_by_residual);
        });
        if let Some([cause, residuals]) = &self.by_period {
            let mut effects = residuals * signs;
            if self.within.period_effects(&mut effects) {
                scores.gemm(-1.0, cause, &effects, 1.0);
            }
        }
        scores.gemm(-1.0, &self.cause_by_control, &(&self.control_by_residual * signs), 1.0);
        scores
    }

    /// `b²/Σs²`, which orders as |t| does, from scores before the fitted cause is taken out of them.
    fn square_of_t(&self, scores: &[f64]) -> f64 {
        let slope = sum(scores) / self.size;
        let squares: f64 = scores
            .iter()
            .zip(&self.of_units)
            .map(|(score, of_unit)| (score - slope * of_unit).powi(2))
            .sum();
        if squares == 0.0 { f64::INFINITY } else { slope * slope / squares }
    }
}

/// A column without effects and earlier controls, and the length of that.
fn own_part(
    within: &Within,
    column: &[f64],
    basis: &[Vec<f64>],
) -> Result<(Vec<f64>, f64), Undefined> {
    let mut own = column.to_vec();
    within.take_out(&mut own);
    project(within, &mut own, basis);
    let left = within.length(&own);
    if left <= 1e-8 * within.length(column) { Err(Undefined::Collinear) } else { Ok((own, left)) }
}

/// Takes the controls out of a column without effects.
fn project(within: &Within, column: &mut [f64], basis: &[Vec<f64>]) {
    for _ in 0..2 {
        for control in basis {
            let along = within.product(control, column, 0..column.len());
            column.iter_mut().zip(control).for_each(|(value, c)| *value -= along * c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixed_effects::fit;
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
        // Of twelve units all are tried; drawn signs are compared with them.
        let (panel, outcome, x, z) = panel(8, 12, 12, 0.08);
        let regressors = [x, z];
        let effects = Effects::UnitAndPeriod;
        let model = Model { outcome, regressors: &regressors, effects, weights: None };
        let all = bootstrap(&panel, &model, SEEDED).unwrap();
        let sample = model.sample(&panel).unwrap();
        let signs = Signs::new(&sample, &model).unwrap();
        let as_observed = signs.scores(&DMatrix::repeat(12, 1, 1.0));
        let at_least = signs.square_of_t(as_observed.as_slice()) * (1.0 - SLACK);
        let share = signs.drawn(2, 4_000, at_least) as f64 / 4_000.0;
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
