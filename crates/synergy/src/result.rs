//! What a run found, as it is kept, and how far it may be told. The level follows from the result, from when
//! the question was asked and from how many questions were tried; it is never stored.

use crate::adoption::{self, Adopted, Lots};
use crate::question::Asked;
use crate::series::Series;
use serde::{Deserialize, Serialize};
use statistics::Undefined;
use statistics::evidence::{self, Association, Data, Level, Verdict};
use statistics::fixed_effects::deviation_within;
use statistics::inquiry::{self, Finding, Inquiry};

/// The result of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub units: usize,
    pub periods: usize,
    /// Unit-periods that have both outcome and cause.
    pub present: usize,
    pub varies_within: bool,
    pub found: Option<Found>,
    /// Why nothing could be estimated, by the name of the statistics.
    pub reason: Option<String>,
    /// Of a question whose units begin at different times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopted: Option<Adopted>,
}

/// What was estimated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// Unit-periods of the fit.
    pub rows: usize,
    pub units: usize,
    pub periods: usize,
    pub effect: Estimate,
    /// The cause of the following period in the place of the cause.
    pub lead: Option<Estimate>,
    pub lead_reason: Option<String>,
    /// A usual change of the cause within units and periods.
    pub usual_change: Option<f64>,
}

/// A slope: units of the outcome for each one of the cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    pub slope: f64,
    /// 95 %, by clusters.
    pub interval: Option<(f64, f64)>,
    /// Of the cluster-t.
    pub p: f64,
    pub bootstrap_p: f64,
    /// The smallest p that so many units can give.
    pub smallest_p: f64,
    pub draws: u64,
    pub is_exhaustive: bool,
}

impl Estimate {
    fn of(finding: &Finding) -> Self {
        let (slope, clustered) = finding.slope();
        Self {
            slope,
            interval: clustered.map(|clustered| clustered.interval),
            p: finding.p(),
            bootstrap_p: finding.bootstrap.p,
            smallest_p: finding.bootstrap.smallest,
            draws: finding.bootstrap.draws,
            is_exhaustive: finding.bootstrap.is_exhaustive,
        }
    }

    /// The smaller of both p.
    pub fn least_p(&self) -> f64 {
        self.p.min(self.bootstrap_p)
    }
}

impl Record {
    /// Whether nothing was estimated.
    pub fn is_refused(&self) -> bool {
        self.found.is_none() && self.adopted.is_none()
    }

    /// p of the cluster-t or of the permutation, by which it counts among the questions tried.
    pub fn p(&self) -> Option<f64> {
        let found = self.found.as_ref().map(|found| found.effect.p);
        found.or(self.adopted.as_ref().map(|found| found.p))
    }

    fn data(&self) -> Data {
        Data {
            units: self.units,
            periods: self.periods,
            present: self.present,
            varies_within: self.varies_within,
        }
    }

    /// How far the result may be told; `q` is its p adjusted over all questions tried.
    pub fn verdict(&self, asked: Asked, q: Option<f64>, lots: Lots) -> Verdict {
        let association = self.found.as_ref().map(|found| Association {
            rows: found.rows,
            is_two_way: true,
            q: q.unwrap_or(1.0),
            bootstrap_p: found.effect.bootstrap_p,
            lead_p: found.lead.as_ref().map(Estimate::least_p),
        });
        let adoption = self.adopted.as_ref().map(|found| found.judged(lots));
        evidence::judge(&self.data(), asked.declared(), association.as_ref(), adoption.as_ref())
    }

    /// Whether the interval holds zero or p is large: a result as good as any other.
    pub fn is_null(&self) -> bool {
        let is_quiet = |found: &Found| {
            found.effect.p > evidence::SMALL || found.effect.bootstrap_p > evidence::SMALL
        };
        self.found.as_ref().is_some_and(is_quiet)
            || self.adopted.as_ref().is_some_and(|found| found.p > evidence::SMALL)
    }
}

/// Asks the question of its figures. Too little data is not asked of at all: the numbers would be read.
/// Takes as long as the bootstrap: not for a thread that serves others.
pub fn run(series: &Series, lag: u8, seed: u64) -> Record {
    let outcome = match series.starts {
        Some(_) => adoption::run(series, seed),
        None => asked_of(series, lag, seed),
    };
    match outcome {
        Ok(record) => record,
        Err(reason) => Record {
            units: series.units.len(),
            periods: series.periods.len() - series.before,
            present: 0,
            varies_within: false,
            found: None,
            reason: Some(reason.name().to_owned()),
            adopted: None,
        },
    }
}

fn asked_of(series: &Series, lag: u8, seed: u64) -> Result<Record, Undefined> {
    let (mut panel, outcome, cause) = series.panel()?;
    let inquiry = Inquiry { outcome, cause, lag, controls: &[], seed };
    let Data { units, periods, present, varies_within } = inquiry::data(&panel, &inquiry);
    let mut record =
        Record { units, periods, present, varies_within, found: None, reason: None, adopted: None };
    let verdict = record.verdict(Asked::Beforehand, None, Lots::default());
    if verdict.level == Level::Insufficient {
        return Ok(record);
    }
    let usual_change = deviation_within(&panel, cause).ok();
    match inquiry::ask(&mut panel, &inquiry) {
        Ok(answer) => {
            let fit = &answer.finding.fit;
            record.found = Some(Found {
                rows: fit.rows,
                units: fit.units,
                periods: fit.periods,
                effect: Estimate::of(&answer.finding),
                lead: answer.placebo.as_ref().ok().map(Estimate::of),
                lead_reason: answer.placebo.as_ref().err().map(|why| why.name().to_owned()),
                usual_change,
            });
        }
        Err(why) => record.reason = Some(why.name().to_owned()),
    }
    Ok(record)
}

/// A number of statistics with three significant digits and no exponent; the sign as people write it.
pub fn significant(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let magnitude = value.abs().log10().floor() as i32;
    let decimals = usize::try_from(2 - magnitude).unwrap_or(0).min(12);
    let text = format!("{:.decimals$}", value.abs());
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    };
    if value < 0.0 { format!("−{text}") } else { text }
}

/// A p or q: three decimals, and "< 0.001" below.
pub fn probability(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Month, Period, UnitId};
    use statistics::random::Random;

    fn series(units: usize, months: usize, effect: f64) -> Series {
        let mut random = Random::from_seed(8);
        let (mut outcome, mut cause) = (Vec::new(), Vec::new());
        for unit in 0..units {
            let x: Vec<f64> = (0..months).map(|_| random.normal()).collect();
            let y = (0..months).map(|month| {
                let before = if month > 0 { x[month - 1] } else { 0.0 };
                Some(unit as f64 + effect * before + random.normal())
            });
            outcome.push(y.collect());
            cause.push(x.into_iter().map(Some).collect());
        }
        let first = Month::new(2024, 1).unwrap();
        let periods = (0..months).map(|at| Period::Month(first.plus(at as i32))).collect();
        let units = (0..units as i64).map(UnitId).collect();
        Series { units, periods, before: 0, outcome, cause, starts: None }
    }

    #[test]
    fn a_real_link_reaches_level_two_only_when_asked_beforehand() {
        let record = run(&series(12, 24, 0.6), 1, 3);
        let q = record.p();
        let level = |asked| record.verdict(asked, q, Lots::default()).level.number();
        assert_eq!(level(Asked::Beforehand), 2);
        assert_eq!((level(Asked::PastData), level(Asked::Afterwards)), (1, 1));
        assert!(!record.is_null());
    }

    #[test]
    fn nothing_to_find_is_a_result_and_not_a_refusal() {
        let record = run(&series(12, 24, 0.0), 1, 3);
        assert!(record.is_null() && !record.is_refused());
        assert_eq!(
            record.verdict(Asked::Beforehand, record.p(), Lots::default()).level.number(),
            1
        );
    }

    #[test]
    fn too_little_is_refused_without_a_number() {
        for (units, months, key) in [(5, 24, "lack-units"), (8, 11, "lack-periods")] {
            let record = run(&series(units, months, 0.6), 0, 3);
            assert!(record.is_refused() && record.p().is_none());
            let verdict = record.verdict(Asked::Beforehand, None, Lots::default());
            let keys: Vec<_> = verdict.why_not_higher().iter().map(|lack| lack.key()).collect();
            assert_eq!(keys, [key]);
        }
    }

    #[test]
    fn what_never_changes_is_refused_by_name() {
        let mut still = series(8, 14, 0.0);
        still.outcome.iter_mut().flatten().for_each(|value| *value = Some(4.0));
        assert_eq!(run(&still, 0, 1).reason.as_deref(), Some("constant_series"));
        let mut cause = series(8, 14, 0.0);
        cause.cause.iter_mut().flatten().for_each(|value| *value = Some(4.0));
        let lacks = run(&cause, 0, 1).verdict(Asked::Beforehand, None, Lots::default());
        assert_eq!(lacks.why_not_higher()[0].key(), "lack-variation-within");
        let none = Series { units: Vec::new(), outcome: vec![], cause: vec![], ..cause };
        assert_eq!(run(&none, 0, 1).reason.as_deref(), Some("no_data"));
    }

    #[test]
    fn a_result_is_kept_and_read_back() {
        let record = run(&series(8, 14, 0.3), 1, 3);
        let text = serde_json::to_string(&record).unwrap();
        let back: Record = serde_json::from_str(&text).unwrap();
        assert_eq!((back.units, back.present), (record.units, record.present));
        assert!((back.p().unwrap() - record.p().unwrap()).abs() < 1e-12);
    }

    #[test]
    fn numbers_have_three_digits_that_mean_something() {
        for (value, text) in [
            (0.012_345, "0.0123"),
            (-0.5, "−0.5"),
            (1_234.56, "1235"),
            (12.345, "12.3"),
            (0.0, "0"),
            (0.000_012_34, "0.0000123"),
        ] {
            assert_eq!(significant(value), text);
        }
        assert_eq!((probability(0.000_4), probability(0.0312)), ("< 0.001".into(), "0.031".into()));
    }
}
