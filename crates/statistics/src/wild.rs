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
use crate::algebra::{DEPENDENT, Solved, dot, length, solve, sum, take_along};
use crate::fixed_effects::{LEFT, Left, Model, Within};
use crate::panel::Panel;
use crate::random::Random;
use nalgebra::{DMatrix, DVector};
use std::ops::Range;

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

/// Sign vectors that are tried together: as many as a unit has rows, so that their signs take no more room than a
/// column does, within these bounds.
const TOGETHER: (usize, usize) = (4, 32);

/// So many units stand together in a table by periods.
const UNITS: usize = 64;

/// Asks whether the first regressor of a model is linked with the outcome; the others are controls.
///
/// # Errors
/// Those of [`crate::fixed_effects::fit`], `Constant` also for an outcome that the controls explain whole;
/// `NotEnumerable` where sign vectors may not be drawn; `OneCluster` and `TwoClusters`, of which no p below a
/// half could come.
pub fn bootstrap(panel: &Panel, model: &Model, beyond: Beyond) -> Result<Bootstrap, Undefined> {
    let (sample, columns) = model.sample(panel)?;
    let clusters = sample.units();
    match clusters {
        0 | 1 => return Err(Undefined::OneCluster),
        2 => return Err(Undefined::TwoClusters),
        _ if clusters > ENUMERATED && beyond == Beyond::Refuse => {
            return Err(Undefined::NotEnumerable);
        }
        _ => {}
    }
    let signs = Signs::new(Left::of(columns, &sample, model)?)?;
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

/// All that sign vectors need of the cause and the restricted residuals, both without effects and controls and
/// times the roots of the weights.
struct Signs<'a> {
    within: Within<'a>,
    /// `x̃_g'x̃_g` of each unit, and their sum.
    of_units: DVector<f64>,
    size: f64,
    /// `x̃_g'u_g` of each unit.
    cause_by_residual: DVector<f64>,
    /// The cause by each control, units by controls; and each control by the residuals, controls by units.
    cause_by_control: DMatrix<f64>,
    control_by_residual: DMatrix<f64>,
    /// The weighted cause and the weighted residuals, where periods have effects.
    by_row: Option<[Vec<f64>; 2]>,
}

impl<'a> Signs<'a> {
    fn new(left: Left<'a>) -> Result<Self, Undefined> {
        let Left { within, outcome, mut regressors, outcome_size, mut sizes } = left;
        let (mut cause, cause_size) = (regressors.remove(0), sizes.remove(0));
        let Solved { basis: controls, mut residuals, .. } = solve(regressors, outcome, &sizes)?;
        take_along(&controls, &mut cause);
        if length(&cause) <= DEPENDENT * cause_size {
            return Err(Undefined::Collinear);
        }
        if length(&residuals) <= LEFT * outcome_size {
            return Err(Undefined::Constant);
        }
        let sample = within.sample;
        let by_unit = |one: &[f64], other: &[f64]| {
            let product = |rows: Range<usize>| dot(&one[rows.clone()], &other[rows]);
            DVector::from_iterator(sample.units(), sample.of_units().map(product))
        };
        let by_control = |column: &[f64]| {
            let columns: Vec<_> = controls.iter().map(|control| by_unit(control, column)).collect();
            DMatrix::from_fn(sample.units(), controls.len(), |unit, at| columns[at][unit])
        };
        let of_units = by_unit(&cause, &cause);
        Ok(Self {
            size: of_units.sum(),
            of_units,
            cause_by_residual: by_unit(&cause, &residuals),
            cause_by_control: by_control(&cause),
            control_by_residual: by_control(&residuals).transpose(),
            by_row: within.is_two_way().then(|| {
                within.scale(&mut cause);
                within.scale(&mut residuals);
                [cause, residuals]
            }),
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
            // After the last step it turns the last, which nobody counts any more.
            let turned = step.trailing_zeros() as usize;
            vector[turned] = -vector[turned];
            scores.axpy(2.0 * vector[turned], &of_each.column(turned), 1.0);
        }
        count
    }

    /// How many of so many drawn sign vectors have so large a square of t.
    fn drawn(&self, seed: u64, draws: u64, at_least: f64) -> u64 {
        let mut random = Random::from_seed(seed);
        let rows = self.within.sample.rows() / self.within.sample.units();
        let together = rows.clamp(TOGETHER.0, TOGETHER.1) as u64;
        let (mut left, mut count) = (draws, 0);
        while left > 0 {
            let columns = left.min(together);
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
        if let Some([cause, residuals]) = &self.by_row {
            let mut effects = DMatrix::zeros(self.within.sample.periods, signs.ncols());
            for units in self.together() {
                let turned = signs.rows_range(units.clone());
                effects.gemm(1.0, &self.by_period(residuals, units), &turned, 1.0);
            }
            if self.within.period_effects(&mut effects) {
                for units in self.together() {
                    let by_period = self.by_period(cause, units.clone()).transpose();
                    scores.rows_range_mut(units).gemm(-1.0, &by_period, &effects, 1.0);
                }
            }
        }
        scores.gemm(-1.0, &self.cause_by_control, &(&self.control_by_residual * signs), 1.0);
        scores
    }

    /// All units, some after the other.
    fn together(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let units = self.within.sample.units();
        (0..units).step_by(UNITS).map(move |first| first..units.min(first + UNITS))
    }

    /// A column of some units as a table, periods by units.
    fn by_period(&self, column: &[f64], units: Range<usize>) -> DMatrix<f64> {
        let mut table = DMatrix::zeros(self.within.sample.periods, units.len());
        for (at, unit) in units.enumerate() {
            let rows = self.within.sample.starts[unit]..self.within.sample.starts[unit + 1];
            rows.for_each(|row| table[(self.within.sample.period_of(row), at)] = column[row]);
        }
        table
    }

    /// `b²/Σs²`, which orders as |t| does, from scores before the fitted cause is taken out of them.
    fn square_of_t(&self, scores: &[f64]) -> f64 {
        let slope = sum(scores) / self.size;
        let squares: f64 = scores
            .iter()
            .zip(self.of_units.as_slice())
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
    use crate::regression::least_squares;

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
    fn all_signs_are_those_of_fits_with_dummies() {
        // Six units over eight periods, one row in eleven missing, with and without weights and effects of
        // periods; each sign vector fitted anew.
        let (units, periods) = (6, 8);
        for (seed, effects) in [(4, Effects::UnitAndPeriod), (6, Effects::Unit)] {
            let mut random = Random::from_seed(seed);
            let (rows, mut of, mut at) = (units * periods, Vec::new(), Vec::new());
            for row in (0..rows).filter(|row| row % 11 != 3) {
                of.push(row / periods);
                at.push((row % periods) as i64);
            }
            let mut drawn = || of.iter().map(|_| random.normal()).collect::<Vec<f64>>();
            let (x, z, noise) = (drawn(), drawn(), drawn());
            let y: Vec<f64> = (0..of.len()).map(|row| 0.2 * x[row] + z[row] + noise[row]).collect();
            let weights: Vec<f64> = drawn().iter().map(|value| value.exp()).collect();
            for weights in [None, Some(&weights)] {
                let dummy = |is: &dyn Fn(usize) -> bool| -> Vec<f64> {
                    (0..of.len()).map(|row| f64::from(u8::from(is(row)))).collect()
                };
                let mut regressors = vec![z.clone()];
                regressors.extend((1..units).map(|unit| dummy(&|row| of[row] == unit)));
                if effects == Effects::UnitAndPeriod {
                    let periods = 1..periods as i64;
                    regressors.extend(periods.map(|period| dummy(&|row| at[row] == period)));
                }
                let restricted =
                    least_squares(&y, &regressors, weights.map(Vec::as_slice)).unwrap();
                let some = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
                let mut panel = Panel::new(&of, &at).unwrap();
                let regressors = [&x, &z].map(|values| panel.add(&some(values)).unwrap());
                let weights = weights.map(|values| panel.add(&some(values)).unwrap());
                let outcome = panel.add(&some(&y)).unwrap();
                let model = Model { outcome, regressors: &regressors, effects, weights };
                let (sample, columns) = model.sample(&panel).unwrap();
                let all = Signs::new(Left::of(columns, &sample, &model).unwrap()).unwrap();
                let t = |signs: u32| {
                    let sign = |unit: usize| if signs >> unit & 1 == 0 { 1.0 } else { -1.0 };
                    let turned = |row: usize| sign(of[row]) * restricted.residuals[row];
                    let turned: Vec<f64> = (0..of.len()).map(turned).collect();
                    let mut panel = panel.clone();
                    let outcome = panel.add(&some(&turned)).unwrap();
                    let anew = fit(&panel, &Model { outcome, ..model.clone() }).unwrap().slopes[0];
                    let square = (anew.coefficient / anew.clustered.unwrap().plain).powi(2);
                    let signs = DMatrix::from_fn(units, 1, |unit, _| sign(unit));
                    let scores = all.scores(&signs);
                    let ours = all.square_of_t(scores.as_slice()) * all.size.powi(2);
                    assert!((ours / square - 1.0).abs() < 1e-8, "{ours} {square}");
                    square
                };
                let squares: Vec<f64> = (0..1 << units).map(t).collect();
                let as_large = |square: &&f64| **square >= squares[0] * (1.0 - SLACK);
                let at_least = squares.iter().filter(as_large).count() as u64;
                let found = bootstrap(&panel, &model, Beyond::Refuse).unwrap();
                assert_eq!((found.at_least, found.draws), (at_least, 64));
            }
        }
    }

    #[test]
    fn drawn_signs_come_near_all_signs() {
        // Of twelve units all are tried; drawn signs are compared with them.
        let (panel, outcome, x, z) = panel(8, 12, 12, 0.08);
        let regressors = [x, z];
        let effects = Effects::UnitAndPeriod;
        let model = Model { outcome, regressors: &regressors, effects, weights: None };
        let all = bootstrap(&panel, &model, SEEDED).unwrap();
        let (sample, columns) = model.sample(&panel).unwrap();
        let signs = Signs::new(Left::of(columns, &sample, &model).unwrap()).unwrap();
        let as_observed = signs.scores(&DMatrix::repeat(12, 1, 1.0));
        let at_least = signs.square_of_t(as_observed.as_slice()) * (1.0 - SLACK);
        let share = signs.drawn(2, 4_000, at_least) as f64 / 4_000.0;
        assert!((share - all.p).abs() < 0.03, "{share} {all:?}");
        assert_eq!((all.is_exhaustive, all.draws), (true, 1 << 12), "none are drawn");
    }

    #[test]
    fn of_fourteen_units_all_signs_are_tried() {
        let (panel, outcome, x, _) = panel(3, ENUMERATED, 6, 0.4);
        let (regressors, effects) = ([x], Effects::UnitAndPeriod);
        let model = Model { outcome, regressors: &regressors, effects, weights: None };
        let found = bootstrap(&panel, &model, Beyond::Refuse).unwrap();
        assert_eq!((found.draws, found.is_exhaustive), (1 << 14, true));
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
            assert!(one.p <= 0.01 && one.p >= one.smallest, "{one:?}");
            assert_eq!((one.smallest, one.is_exhaustive), (0.001, false));
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
