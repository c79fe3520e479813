//! One question of a panel: is the cause, so many periods before, linked with the outcome within units?
//!
//! The two-way fit, the wild cluster bootstrap and the placebo: the *lead* of the cause in place of its lag,
//! which must show nothing, because what comes later cannot act earlier (`domain.md` section F). A trend of
//! units that both follow, or a measure that began after a bad month, shows in the lead.

use crate::Undefined;
use crate::evidence::{Association, Data, Declared, Level, SMALL, judge};
use crate::fixed_effects::{Clustered, Effects, Fit, Model, fit};
use crate::panel::{Column, Panel};
use crate::wild::{Beyond, Bootstrap, bootstrap};

/// The most lags that may be asked of one question.
pub const LAGS: u8 = 3;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Inquiry<'a> {
    pub outcome: Column,
    pub cause: Column,
    /// How many periods before the outcome the cause stands: 0 to 3.
    pub lag: u8,
    /// Columns of the same period as the outcome.
    pub controls: &'a [Column],
    /// Of more than 14 units, sign vectors come from this seed.
    pub seed: u64,
}

/// Sign vectors drawn for more than 14 units.
const DRAWS: u64 = 1_999;

/// What was found for the cause, or for its lead.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub fit: Fit,
    pub bootstrap: Bootstrap,
}

impl Finding {
    /// The slope of the cause with its error by clusters.
    pub fn slope(&self) -> (f64, Option<Clustered>) {
        let slope = self.fit.slopes[0];
        (slope.coefficient, slope.clustered)
    }

    /// p of the cluster-t; 1 where there is none.
    pub fn p(&self) -> f64 {
        self.slope().1.map_or(1.0, |clustered| clustered.p)
    }
}

/// A question's answer in numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub finding: Finding,
    /// The same with the cause of the following period, or why it cannot be told.
    pub placebo: Result<Finding, Undefined>,
}

impl Answer {
    /// What the levels of evidence ask for, where `q` is p adjusted over all questions tried. The lead must
    /// be quiet by both tests.
    pub fn association(&self, q: f64) -> Association {
        let lead_p = |placebo: &Finding| placebo.p().min(placebo.bootstrap.p);
        Association {
            rows: self.finding.fit.rows,
            is_two_way: true,
            q,
            bootstrap_p: self.finding.bootstrap.p,
            lead_p: self.placebo.as_ref().ok().map(lead_p),
        }
    }
}

/// The data of a question: units, periods and rows that have outcome and cause.
pub fn data(panel: &Panel, inquiry: &Inquiry) -> Data {
    let (mut units, mut periods) = (Vec::new(), Vec::new());
    let (mut present, mut varies_within) = (0, false);
    let mut before: Option<(usize, f64)> = None;
    for (unit, period, outcome, cause) in panel.pairs(inquiry.outcome, inquiry.cause) {
        let (Some(_), Some(cause)) = (outcome, cause) else { continue };
        present += 1;
        units.push(unit);
        periods.push(period);
        varies_within |= before.is_some_and(|(last, value)| last == unit && value != cause);
        before = Some((unit, cause));
    }
    units.dedup();
    periods.sort_unstable();
    periods.dedup();
    Data { units: units.len(), periods: periods.len(), present, varies_within }
}

/// Whether a single question declared beforehand reaches level 2; the dear tests are left out where the cheap
/// one has failed.
///
/// # Errors
/// Those of [`ask`].
pub(crate) fn is_associated(panel: &mut Panel, inquiry: &Inquiry) -> Result<bool, Undefined> {
    let lagged = panel.lag(inquiry.cause, i64::from(inquiry.lag));
    let quick = fit(panel, &model(inquiry.outcome, &regressors(inquiry, lagged)))?;
    if quick.slopes[0].clustered.is_none_or(|clustered| clustered.p > SMALL) {
        return Ok(false);
    }
    let answer = ask(panel, inquiry)?;
    let association = answer.association(answer.finding.p());
    let verdict = judge(&data(panel, inquiry), Declared::Beforehand, Some(&association), None);
    Ok(verdict.level == Level::Associated)
}

/// Asks one question.
///
/// # Errors
/// `OutOfRange` for a lag beyond 3; those of [`fit`] and [`bootstrap`].
pub fn ask(panel: &mut Panel, inquiry: &Inquiry) -> Result<Answer, Undefined> {
    if inquiry.lag > LAGS {
        return Err(Undefined::OutOfRange);
    }
    let lagged = panel.lag(inquiry.cause, i64::from(inquiry.lag));
    let lead = panel.lag(inquiry.cause, -1);
    let finding = find(panel, inquiry, lagged)?;
    let placebo = find(panel, inquiry, lead);
    Ok(Answer { finding, placebo })
}

fn find(panel: &Panel, inquiry: &Inquiry, cause: Column) -> Result<Finding, Undefined> {
    let regressors = regressors(inquiry, cause);
    let model = model(inquiry.outcome, &regressors);
    let beyond = Beyond::Draw { seed: inquiry.seed, draws: DRAWS };
    Ok(Finding { fit: fit(panel, &model)?, bootstrap: bootstrap(panel, &model, beyond)? })
}

/// The cause, then the controls.
fn regressors(inquiry: &Inquiry, cause: Column) -> Vec<Column> {
    std::iter::once(cause).chain(inquiry.controls.iter().copied()).collect()
}

fn model(outcome: Column, regressors: &[Column]) -> Model<'_> {
    Model { outcome, regressors, effects: Effects::UnitAndPeriod, weights: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// Twelve units over 24 months; the outcome follows the cause of one month before.
    fn panel(effect: f64) -> (Panel, Column, Column) {
        let mut random = Random::from_seed(21);
        let places = (0..12).flat_map(|unit| (0..24).map(move |month| (unit, month)));
        let (units, months): (Vec<usize>, Vec<i64>) = places.unzip();
        let x: Vec<f64> = units.iter().map(|_| random.normal()).collect();
        let y: Vec<Option<f64>> = (0..units.len())
            .map(|at| {
                let before = if months[at] > 0 { x[at - 1] } else { 0.0 };
                Some(effect * before + random.normal())
            })
            .collect();
        let mut panel = Panel::new(&units, &months).unwrap();
        let y = panel.add(&y).unwrap();
        let x = panel.add(&x.into_iter().map(Some).collect::<Vec<_>>()).unwrap();
        (panel, y, x)
    }

    #[test]
    fn the_lag_shows_what_the_lead_and_the_same_month_do_not() {
        let (mut panel, outcome, cause) = panel(0.5);
        let mut at = |lag| {
            let inquiry = Inquiry { outcome, cause, lag, controls: &[], seed: 1 };
            ask(&mut panel, &inquiry).unwrap()
        };
        let answer = at(1);
        assert!(answer.finding.p() < 0.001 && answer.finding.bootstrap.p < 0.01);
        assert!((answer.finding.slope().0 - 0.5).abs() < 0.15);
        assert_eq!(answer.finding.fit.rows, 12 * 23);
        assert!(answer.placebo.unwrap().p() > 0.10);
        assert!(at(0).finding.p() > 0.05 && at(2).finding.p() > 0.05);
    }

    #[test]
    fn more_than_three_lags_are_refused() {
        let (mut panel, outcome, cause) = panel(0.5);
        let inquiry = Inquiry { outcome, cause, lag: 4, controls: &[], seed: 1 };
        assert_eq!(ask(&mut panel, &inquiry), Err(Undefined::OutOfRange));
    }
}
