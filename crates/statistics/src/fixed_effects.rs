//! Panel regressions with fixed effects of units, or of units and periods, and errors clustered by unit.
//!
//! `y_it = β·x_it + α_i (+ τ_t) + ε_it`, fitted as least squares with a dummy for each unit and period; the
//! coefficient is in units of the outcome per unit of the regressor, within a unit over time. The convention
//! is that of Stata's `xtreg, fe` and of pyfixest (`domain.md` section F): sandwich `(X̃'X̃)⁻¹(Σ s_g
//! s_g')(X̃'X̃)⁻¹` over clusters `g` with `s_g = X̃_g'u_g` (Arellano 1987), times `CR1 =
//! G/(G−1)·(N−1)/(N−K*)` where `K*` is slopes + 1 (+ periods − 1), and t with `G − 1` degrees of freedom.
//!
//! Traps. Packages disagree by several per cent: some count the unit dummies, some leave out `G/(G−1)`.
//! Taking means out once each way is wrong where rows are missing; here the dummies are solved exactly: the
//! units by their means, the periods by Cholesky's factor of their normal equations. Units or periods with
//! one row are dropped and counted. Below about 30 clusters t alone is unreliable: see [`crate::wild`].

use crate::Undefined;
use crate::algebra::{dot, length, solve, sum, wide};
use crate::distribution::{t_of_95_percent, two_sided_t};
use crate::panel::{Column, Panel, Sample};
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use std::ops::Range;

/// What every unit, and every period, has of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effects {
    /// One-way.
    Unit,
    /// Two-way.
    UnitAndPeriod,
}

/// What is regressed on what.
#[derive(Clone, Debug)]
pub struct Model<'a> {
    pub outcome: Column,
    pub regressors: &'a [Column],
    pub effects: Effects,
    /// Squares count so many times; positive.
    pub weights: Option<Column>,
}

impl Model<'_> {
    fn is_two_way(&self) -> bool {
        self.effects == Effects::UnitAndPeriod
    }

    /// The rows that the model can use, with outcome, regressors, weights.
    pub(crate) fn sample(&self, panel: &Panel) -> Result<(Sample, Vec<Vec<f64>>), Undefined> {
        let mut columns = vec![self.outcome];
        columns.extend(self.regressors);
        columns.extend(self.weights);
        panel.sample(&columns, self.is_two_way())
    }
}

/// One slope.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slope {
    pub coefficient: f64,
    /// The classical error, for comparison; `None` without degrees of freedom.
    pub conventional: Option<f64>,
    /// `None` where no error by clusters can be told.
    pub clustered: Option<Clustered>,
}

/// The error of a slope by clusters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clustered {
    /// Without the factor for small samples (CR0).
    pub plain: f64,
    /// With it (CR1).
    pub error: f64,
    pub t: f64,
    /// Two-sided.
    pub p: f64,
    /// The interval of 95 %.
    pub interval: (f64, f64),
}

/// A panel fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    pub rows: usize,
    /// Units, which are the clusters.
    pub units: usize,
    pub periods: usize,
    /// Rows that stood alone in their unit or period.
    pub singletons_dropped: usize,
    /// Rows less slopes and independent dummies; negative never.
    pub freedom: usize,
    /// The factor of CR1, or why there is none: one cluster, two clusters, no degrees of freedom.
    pub factor: Result<f64, Undefined>,
    /// Explained share of the variation within units; of one-way effects only.
    pub r2_within: Option<f64>,
    /// In the order of the regressors.
    pub slopes: Vec<Slope>,
    /// The standard deviation of what is left, in units of the outcome; `None` without degrees of freedom.
    pub residual_deviation: Option<f64>,
    /// The largest share that one row has in the squares of what is left.
    pub largest_share: f64,
}

/// From this share on, what is left is mostly one row.
const ONE_ROW: f64 = 0.5;

impl Fit {
    /// Whether one row makes most of what is left unexplained: an outlier, which somebody should look at before
    /// anything is said. Errors are large then, and nothing passes for certain; nothing is dropped.
    pub fn rests_on_one_row(&self) -> bool {
        self.largest_share >= ONE_ROW
    }
}

/// Fits a panel.
///
/// # Errors
/// `NoData` when no row has everything, or none remains without the singletons; `Constant` for an outcome
/// that the effects explain whole; `Collinear` for regressors without variation of their own (one that never
/// changes within units, or follows from the others); `Weights` unless positive; `NoFreedom`,
/// `TooManyPeriods`. With one or two clusters there are slopes, but no errors ([`Fit::factor`]).
pub fn fit(panel: &Panel, model: &Model) -> Result<Fit, Undefined> {
    let (sample, columns) = model.sample(panel)?;
    let Left { within, outcome, regressors, sizes, .. } = Left::of(columns, &sample, model)?;
    let (k, total) = (regressors.len(), length(&outcome));
    let solved = solve(regressors, outcome, &sizes)?;
    let inverse = solved.inverse();
    let (n, units) = (sample.rows(), sample.units());
    let freedom = n.saturating_sub(k + within.rank);
    let left = length(&solved.residuals);
    let squares = left.powi(2);
    let largest = solved.residuals.iter().fold(0.0_f64, |most, rest| most.max(rest.abs()));
    let variance = (freedom > 0).then(|| squares / freedom as f64);
    let counted = k + 1 + if model.is_two_way() { sample.periods - 1 } else { 0 };
    let factor = factor(n, units, counted);
    let meat = meat(&sample, &solved.basis, &solved.residuals);
    let sandwich = &solved.back * meat * solved.back.transpose();
    let quantile = t_of_95_percent(units.saturating_sub(1).max(1) as f64);
    let slope = |(at, coefficient): (usize, &f64)| Slope {
        coefficient: *coefficient,
        conventional: variance.map(|variance| (variance * inverse[(at, at)]).sqrt()),
        clustered: factor.ok().map(|factor| {
            let plain = sandwich[(at, at)].max(0.0).sqrt();
            let error = plain * factor.sqrt();
            let (t, half) = (coefficient / error, quantile * error);
            let p = two_sided_t(t, units as f64 - 1.0);
            let interval = (coefficient - half, coefficient + half);
            Clustered { plain, error, t, p, interval }
        }),
    };
    let r2 = 1.0 - squares / total.powi(2);
    Ok(Fit {
        rows: n,
        units,
        periods: sample.periods,
        singletons_dropped: sample.dropped,
        freedom,
        factor,
        r2_within: (!model.is_two_way()).then_some(r2),
        slopes: solved.coefficients.iter().enumerate().map(slope).collect(),
        residual_deviation: variance.map(f64::sqrt),
        largest_share: if left > 0.0 { (largest / left).powi(2) } else { 0.0 },
    })
}

/// The standard deviation of an outcome within units and periods: what is left without both effects, in its
/// units.
///
/// # Errors
/// As of [`fit`].
pub fn deviation_within(panel: &Panel, outcome: Column) -> Result<f64, Undefined> {
    let model = Model { outcome, regressors: &[], effects: Effects::UnitAndPeriod, weights: None };
    let (sample, columns) = model.sample(panel)?;
    let Left { within, outcome, .. } = Left::of(columns, &sample, &model)?;
    let left = length(&outcome);
    let freedom = sample.rows().saturating_sub(within.rank);
    if freedom == 0 { Err(Undefined::NoFreedom) } else { Ok(left / (freedom as f64).sqrt()) }
}

/// CR1 for `n` rows, so many clusters and counted parameters.
fn factor(n: usize, clusters: usize, counted: usize) -> Result<f64, Undefined> {
    match clusters {
        0 | 1 => Err(Undefined::OneCluster),
        2 => Err(Undefined::TwoClusters),
        _ if n <= counted => Err(Undefined::NoFreedom),
        _ => {
            let clusters = clusters as f64;
            Ok(clusters / (clusters - 1.0) * (n as f64 - 1.0) / (n - counted) as f64)
        }
    }
}

/// `Σ s_g s_g'` with `s_g = Q_g'u_g`.
fn meat(sample: &Sample, basis: &[Vec<f64>], residuals: &[f64]) -> DMatrix<f64> {
    let k = basis.len();
    let mut meat = DMatrix::zeros(k, k);
    for rows in sample.of_units() {
        let score = |column: &Vec<f64>| dot(&column[rows.clone()], &residuals[rows.clone()]);
        let score = DVector::from_iterator(k, basis.iter().map(score));
        meat += &score * score.transpose();
    }
    meat
}

/// More periods than this are not solved exactly.
const PERIODS: usize = 2_000;

/// A share of an outcome below which nothing of it is left.
pub(crate) const LEFT: f64 = 1e-12;

/// Takes fixed effects out of columns.
pub(crate) struct Within<'a> {
    pub sample: &'a Sample,
    weights: Option<Vec<f64>>,
    of_units: Vec<f64>,
    periods: Option<Periods>,
    /// The number of independent dummies.
    pub rank: usize,
}

/// The normal equations of the period dummies without the means of units, solved but for one period of each
/// part of the panel that no unit links to another part.
struct Periods {
    factor: Option<Cholesky<f64, Dyn>>,
    kept: Vec<usize>,
}

impl<'a> Within<'a> {
    /// # Errors
    /// `Weights`, `TooManyPeriods`.
    fn new(
        sample: &'a Sample,
        model: &Model,
        weights: Option<Vec<f64>>,
    ) -> Result<Self, Undefined> {
        if weights.as_ref().is_some_and(|all| all.iter().any(|weight| *weight <= 0.0)) {
            return Err(Undefined::Weights);
        }
        let weight = |row: usize| weights.as_ref().map_or(1.0, |all| all[row]);
        let of_units: Vec<f64> = sample.of_units().map(|rows| rows.map(weight).sum()).collect();
        let mut within = Within { sample, weights, of_units, periods: None, rank: sample.units() };
        if model.is_two_way() {
            if sample.periods > PERIODS {
                return Err(Undefined::TooManyPeriods);
            }
            let periods = within.normal_equations();
            within.rank += periods.kept.len();
            within.periods = Some(periods);
        }
        Ok(within)
    }

    /// Whether periods have effects, too.
    pub fn is_two_way(&self) -> bool {
        self.periods.is_some()
    }

    fn weight(&self, row: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |all| all[row])
    }

    fn normal_equations(&self) -> Periods {
        let sample = self.sample;
        let mut part: Vec<usize> = (0..sample.periods).collect();
        let mut full = DMatrix::zeros(sample.periods, sample.periods);
        let units: Vec<Range<usize>> = sample.of_units().collect();
        let periods = |unit: usize| &sample.period[units[unit].clone()];
        let mut unit = 0;
        while unit < units.len() {
            // Units beside each other that were there in the same periods add the same. Of the symmetric
            // equations only what is below the diagonal is needed.
            let is_alike =
                |other: &usize| self.weights.is_none() && periods(*other) == periods(unit);
            let alike = 1 + (unit + 1..units.len()).take_while(is_alike).count();
            let (rows, often) = (units[unit].clone(), alike as f64);
            for row in rows.clone() {
                let (one, weight) = (sample.period_of(row), self.weight(row));
                let share = often * weight / self.of_units[unit];
                let mut column = full.column_mut(one);
                column[one] += often * weight;
                for other in row..rows.end {
                    column[sample.period_of(other)] -= share * self.weight(other);
                }
                link(&mut part, sample.period_of(rows.start), one);
            }
            unit += alike;
        }
        let kept: Vec<usize> = (0..sample.periods).filter(|at| part[*at] != *at).collect();
        let reduced =
            DMatrix::from_fn(kept.len(), kept.len(), |row, column| full[(kept[row], kept[column])]);
        let factor = if kept.is_empty() { None } else { Cholesky::new(reduced) };
        Periods { factor, kept }
    }

    /// Takes the effects out of a column; twice, which removes what rounding has left.
    fn take_out(&self, column: &mut [f64]) {
        wide(
            #[inline(always)]
            || self.take_out_twice(column),
        );
    }

    #[inline(always)]
    fn take_out_twice(&self, column: &mut [f64]) {
        let period = |row| self.sample.period_of(row);
        for _ in 0..2 {
            let mut effects = DMatrix::zeros(self.sample.periods, 1);
            for (rows, sum) in self.sample.of_units().zip(&self.of_units) {
                self.centre(column, rows.clone(), *sum);
                for row in rows {
                    effects[period(row)] += self.weight(row) * column[row];
                }
            }
            if !self.period_effects(&mut effects) {
                continue;
            }
            for (rows, sum) in self.sample.of_units().zip(&self.of_units) {
                for row in rows.clone() {
                    column[row] -= effects[period(row)];
                }
                self.centre(column, rows, *sum);
            }
        }
    }

    /// Turns sums by period (rows) of columns without the means of units into the effects of the periods;
    /// whether there are any.
    pub fn period_effects(&self, sums: &mut DMatrix<f64>) -> bool {
        let Some(Periods { factor: Some(factor), kept }) = &self.periods else { return false };
        let solved = factor.solve(&sums.select_rows(kept));
        sums.fill(0.0);
        kept.iter().zip(solved.row_iter()).for_each(|(period, row)| sums.set_row(*period, &row));
        true
    }

    /// Takes the mean of a unit out.
    #[inline(always)]
    fn centre(&self, column: &mut [f64], rows: Range<usize>, of_unit: f64) {
        let mean = match &self.weights {
            None => sum(&column[rows.clone()]) / of_unit,
            Some(weights) => dot(&column[rows.clone()], &weights[rows.clone()]) / of_unit,
        };
        column[rows].iter_mut().for_each(|value| *value -= mean);
    }

    /// Multiplies a column by the roots of the weights.
    pub fn scale(&self, column: &mut [f64]) {
        if let Some(weights) = &self.weights {
            column.iter_mut().zip(weights).for_each(|(value, weight)| *value *= weight.sqrt());
        }
    }

    /// The length of a column that is scaled so.
    fn length(&self, column: &[f64]) -> f64 {
        if self.weights.is_none() {
            return length(column);
        }
        let mut scaled = column.to_vec();
        self.scale(&mut scaled);
        length(&scaled)
    }
}

/// The columns of a model without effects and times the roots of the weights, made in their place.
pub(crate) struct Left<'a> {
    pub within: Within<'a>,
    pub outcome: Vec<f64>,
    pub regressors: Vec<Vec<f64>>,
    /// How long the outcome and the regressors were with their effects.
    pub outcome_size: f64,
    pub sizes: Vec<f64>,
}

impl<'a> Left<'a> {
    /// Of outcome, regressors and weights, in the order of [`Model::sample`].
    ///
    /// # Errors
    /// `Weights`, `TooManyPeriods`; `Constant` when nothing is left of the outcome.
    pub fn of(
        mut columns: Vec<Vec<f64>>,
        sample: &'a Sample,
        model: &Model,
    ) -> Result<Self, Undefined> {
        let weights = model.weights.and_then(|_| columns.pop());
        let within = Within::new(sample, model, weights)?;
        let mut sizes: Vec<f64> = columns.iter().map(|column| within.length(column)).collect();
        for column in &mut columns {
            within.take_out(column);
            within.scale(column);
        }
        let (outcome, outcome_size) = (columns.remove(0), sizes.remove(0));
        if length(&outcome) <= LEFT * outcome_size {
            return Err(Undefined::Constant);
        }
        Ok(Self { within, outcome, regressors: columns, outcome_size, sizes })
    }
}

/// Joins the parts of two periods; the name of a part is its first period.
fn link(part: &mut [usize], one: usize, other: usize) {
    let (one, other) = (name(part, one), name(part, other));
    part[one.max(other)] = one.min(other);
}

fn name(part: &mut [usize], mut at: usize) -> usize {
    while part[at] != at {
        part[at] = part[part[at]];
        at = part[at];
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use crate::regression::least_squares;
    use proptest::prelude::*;

    struct Data {
        units: Vec<usize>,
        periods: Vec<i64>,
        y: Vec<f64>,
        x: Vec<f64>,
    }

    /// A panel in which some rows are missing.
    fn data(seed: u64, units: usize, periods: i64, missing: f64) -> Data {
        let mut random = Random::from_seed(seed);
        let mut data = Data { units: vec![], periods: vec![], y: vec![], x: vec![] };
        for unit in 0..units {
            for period in 0..periods {
                let (x, noise) = (random.normal() + unit as f64, random.normal());
                if random.uniform() >= missing {
                    data.units.push(unit);
                    data.periods.push(period);
                    data.x.push(x);
                    data.y.push(0.5 * x + 3.0 * unit as f64 - period as f64 + noise);
                }
            }
        }
        data
    }

    fn fitted(data: &Data, effects: Effects) -> Result<Fit, Undefined> {
        let mut panel = Panel::new(&data.units, &data.periods)?;
        let some = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
        let outcome = panel.add(&some(&data.y))?;
        let cause = panel.add(&some(&data.x))?;
        fit(&panel, &Model { outcome, regressors: &[cause], effects, weights: None })
    }

    /// The same by least squares with a dummy for each unit and period.
    fn by_dummies(data: &Data, two_way: bool) -> crate::regression::Estimate {
        let dummy = |is: &dyn Fn(usize) -> bool| -> Vec<f64> {
            (0..data.y.len()).map(|row| f64::from(u8::from(is(row)))).collect()
        };
        let mut regressors = vec![data.x.clone()];
        for unit in 1..=*data.units.iter().max().unwrap() {
            regressors.push(dummy(&|row| data.units[row] == unit));
        }
        if two_way {
            for period in 1..=*data.periods.iter().max().unwrap() {
                regressors.push(dummy(&|row| data.periods[row] == period));
            }
        }
        least_squares(&data.y, &regressors, None).unwrap().estimates[1]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        /// Whatever is missing, the slope and its classical error are those of the dummies.
        #[test]
        fn an_unbalanced_panel_equals_its_dummies(seed in 0_u64..1_000_000, missing in 0.0_f64..0.3) {
            let data = data(seed, 5, 8, missing);
            for (effects, two_way) in [(Effects::Unit, false), (Effects::UnitAndPeriod, true)] {
                let found = fitted(&data, effects).unwrap();
                prop_assume!(found.singletons_dropped == 0 && found.units == 5 && found.periods == 8);
                let expected = by_dummies(&data, two_way);
                let slope = found.slopes[0];
                prop_assert!((slope.coefficient - expected.coefficient).abs() < 1e-10);
                prop_assert!((slope.conventional.unwrap() - expected.error).abs() < 1e-10);
            }
        }

        /// The unit of measure and the effects of units and periods change no t.
        #[test]
        fn scale_and_effects_change_nothing(seed in 0_u64..1_000_000, scale in 0.01_f64..1e4) {
            let plain = data(seed, 6, 9, 0.1);
            let mut moved = data(seed, 6, 9, 0.1);
            for row in 0..moved.y.len() {
                let (unit, period) = (moved.units[row] as f64, moved.periods[row] as f64);
                moved.y[row] = scale * (moved.y[row] + 7.0 * unit * unit - period * period);
            }
            let one = fitted(&plain, Effects::UnitAndPeriod).unwrap().slopes[0].clustered.unwrap();
            let two = fitted(&moved, Effects::UnitAndPeriod).unwrap().slopes[0].clustered.unwrap();
            prop_assert!((one.t - two.t).abs() < 1e-6 * one.t.abs().max(1.0));
        }
    }

    #[test]
    fn what_has_no_slope_or_no_error_is_refused_by_name() {
        let sound = data(1, 6, 8, 0.0);
        let with = |change: &dyn Fn(&mut Data)| {
            let mut data = data(1, 6, 8, 0.0);
            change(&mut data);
            fitted(&data, Effects::UnitAndPeriod)
        };
        assert!(with(&|_| ()).is_ok());
        assert_eq!(with(&|data| data.y.fill(3.3)), Err(Undefined::Constant));
        assert_eq!(with(&|data| data.x.fill(3.3)), Err(Undefined::Collinear));
        let of_units = |data: &mut Data| data.x = data.units.iter().map(|u| *u as f64).collect();
        assert_eq!(with(&of_units), Err(Undefined::Collinear));
        let of_both = |data: &mut Data| {
            let sum = |(unit, period): (&usize, &i64)| *unit as f64 * 0.3 + *period as f64;
            data.x = data.units.iter().zip(&data.periods).map(sum).collect();
        };
        assert_eq!(with(&of_both), Err(Undefined::Collinear));
        assert_eq!(with(&|data| data.x[3] = f64::NAN), Err(Undefined::NotFinite));
        assert_eq!(with(&|data| data.y[3] = f64::INFINITY), Err(Undefined::NotFinite));
        // One unit: with effects of periods nothing is left of it.
        let one = data(1, 1, 8, 0.0);
        assert_eq!(fitted(&one, Effects::UnitAndPeriod), Err(Undefined::NoData));
        let alone = fitted(&one, Effects::Unit).unwrap();
        assert_eq!(alone.factor, Err(Undefined::OneCluster));
        assert_eq!(alone.slopes[0].clustered, None);
        let two = fitted(&data(1, 2, 8, 0.0), Effects::Unit).unwrap();
        assert_eq!((two.factor, two.slopes[0].clustered), (Err(Undefined::TwoClusters), None));
        let mut panel = Panel::new(&sound.units, &sound.periods).unwrap();
        let some = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
        let outcome = panel.add(&some(&sound.y)).unwrap();
        let x = panel.add(&some(&sound.x)).unwrap();
        let zero = panel.add(&vec![Some(0.0); sound.y.len()]).unwrap();
        let effects = Effects::UnitAndPeriod;
        let twice = Model { outcome, regressors: &[x, x], effects, weights: None };
        assert_eq!(fit(&panel, &twice), Err(Undefined::Collinear));
        let weighed = Model { outcome, regressors: &[x], effects, weights: Some(zero) };
        assert_eq!(fit(&panel, &weighed), Err(Undefined::Weights));
    }

    #[test]
    fn weights_of_one_change_nothing_and_weights_are_those_of_the_dummies() {
        let sound = data(4, 5, 8, 0.15);
        let mut panel = Panel::new(&sound.units, &sound.periods).unwrap();
        let some = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
        let outcome = panel.add(&some(&sound.y)).unwrap();
        let x = panel.add(&some(&sound.x)).unwrap();
        let n = sound.y.len();
        let ones = panel.add(&vec![Some(1.0); n]).unwrap();
        let fit_with = |panel: &Panel, weights| {
            let effects = Effects::UnitAndPeriod;
            fit(panel, &Model { outcome, regressors: &[x], effects, weights }).unwrap()
        };
        let (plain, ones) = (fit_with(&panel, None), fit_with(&panel, Some(ones)));
        assert!((plain.slopes[0].coefficient - ones.slopes[0].coefficient).abs() < 1e-12);
        let weights: Vec<f64> = (0..n).map(|row| 1.0 + (row % 3) as f64).collect();
        let column = panel.add(&some(&weights)).unwrap();
        let weighed = fit_with(&panel, Some(column)).slopes[0].coefficient;
        let mut regressors = vec![sound.x.clone()];
        let dummy = |is: &dyn Fn(usize) -> bool| -> Vec<f64> {
            (0..n).map(|row| f64::from(u8::from(is(row)))).collect()
        };
        (1..5).for_each(|unit| regressors.push(dummy(&|row| sound.units[row] == unit)));
        (1..8).for_each(|period| regressors.push(dummy(&|row| sound.periods[row] == period)));
        let expected = least_squares(&sound.y, &regressors, Some(&weights)).unwrap();
        assert!((weighed - expected.estimates[1].coefficient).abs() < 1e-10);
    }

    #[test]
    fn parts_that_no_unit_links_keep_their_own_periods() {
        // Units 0 to 2 in periods 0 to 3, units 3 to 5 in periods 10 to 13: two period dummies are
        // superfluous.
        let mut random = Random::from_seed(6);
        let mut apart = Data { units: vec![], periods: vec![], y: vec![], x: vec![] };
        for unit in 0..6 {
            for month in 0..4 {
                apart.units.push(unit);
                apart.periods.push(month + if unit < 3 { 0 } else { 10 });
                apart.x.push(random.normal());
                apart.y.push(random.normal());
            }
        }
        let found = fitted(&apart, Effects::UnitAndPeriod).unwrap();
        assert_eq!((found.rows, found.units, found.periods), (24, 6, 8));
        assert_eq!(found.freedom, 24 - 1 - (6 + 8 - 2));
    }
}
