//! The rules of level 2 held against panels of which the truth is known.
//!
//! In a *null* panel cause and outcome know nothing of each other, but each may have trends, seasons, memory
//! or an outlier of its own. At most 6.4 % of a thousand may reach level 2 (5 % and two standard errors of
//! counting). In a panel with an effect, the share that reaches it is the power.

use crate::inquiry::{Inquiry, is_associated};
use crate::panel::{Column, Panel};
use crate::random::Random;

/// What cause and outcome of a null panel have of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Chance alone.
    Independent,
    /// Each unit has a trend in the cause and another in the outcome.
    Trending,
    /// Each month remembers the one before by 0.7.
    Autocorrelated,
    /// Each unit has a season of twelve months in both, with a date of its own.
    Seasonal,
    /// Six units only.
    FewClusters,
    /// One value of the outcome is a thousand deviations off.
    Outlier,
}

impl Kind {
    pub const ALL: [Self; 6] = [
        Self::Independent,
        Self::Trending,
        Self::Autocorrelated,
        Self::Seasonal,
        Self::FewClusters,
        Self::Outlier,
    ];

    /// Its key in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Independent => "independent",
            Self::Trending => "trending",
            Self::Autocorrelated => "autocorrelated",
            Self::Seasonal => "seasonal",
            Self::FewClusters => "few_clusters",
            Self::Outlier => "outlier",
        }
    }

    const fn units(self) -> usize {
        if matches!(self, Self::FewClusters) { 6 } else { 12 }
    }
}

/// Months of a null panel.
const MONTHS: usize = 24;
/// How much of a month stays in the next.
const MEMORY: f64 = 0.7;
/// How far a unit's trend goes over all months, in standard deviations of its noise; each unit draws its own.
const DRIFT: f64 = 3.0;
/// The height of a season, likewise.
const SEASON: f64 = 1.5;
/// An outlier, likewise.
const FAR: f64 = 1_000.0;
/// The lag that is asked.
const LAG: u8 = 1;

/// The largest share of null panels that may reach level 2: 5 % and two standard errors of a thousand.
pub const TOLERATED: f64 = 0.064;

/// How many simulated panels reached level 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    pub panels: u32,
    pub reached: u32,
}

impl Reached {
    pub fn share(&self) -> f64 {
        f64::from(self.reached) / f64::from(self.panels)
    }
}

/// How many of so many null panels of a kind reach level 2; the same seed gives the same.
pub fn null_panels(kind: Kind, panels: u32, seed: u64) -> Reached {
    let mut random = Random::from_seed(seed);
    let mut reached = 0;
    for _ in 0..panels {
        let (units, months) = (kind.units(), MONTHS);
        let cause = series(kind, units, &mut random);
        let mut outcome = series(kind, units, &mut random);
        if kind == Kind::Outlier {
            let at = random.below(outcome.len());
            outcome[at] += FAR;
        }
        reached += u32::from(is_reached(units, months, cause, outcome, random.whole()));
    }
    Reached { panels, reached }
}

/// One point of a power curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Standard deviations of the noise for each one of the cause.
    pub effect: f64,
    pub reached: Reached,
}

/// The power curve: how many of so many panels with each effect reach level 2. The cause of one month before
/// has a standard deviation of one.
pub fn power_curve(
    units: usize,
    months: usize,
    effects: &[f64],
    panels: u32,
    seed: u64,
) -> Vec<Point> {
    let point = |effect: &f64| {
        let mut random = Random::from_seed(seed);
        let mut reached = 0;
        for _ in 0..panels {
            let draw = |random: &mut Random| -> Vec<f64> {
                (0..units * months).map(|_| random.normal()).collect()
            };
            let cause = draw(&mut random);
            let mut outcome = draw(&mut random);
            for at in (0..units * months).filter(|at| at % months >= usize::from(LAG)) {
                outcome[at] += effect * cause[at - usize::from(LAG)];
            }
            reached += u32::from(is_reached(units, months, cause, outcome, random.whole()));
        }
        Point { effect: *effect, reached: Reached { panels, reached } }
    };
    effects.iter().map(point).collect()
}

/// One series of every unit, unit after unit.
fn series(kind: Kind, units: usize, random: &mut Random) -> Vec<f64> {
    let mut all = Vec::with_capacity(units * MONTHS);
    for _ in 0..units {
        let (drift, phase) = (DRIFT * random.normal(), random.below(12));
        let mut memory = random.normal();
        for month in 0..MONTHS {
            let noise = random.normal();
            memory = MEMORY * memory + (1.0 - MEMORY * MEMORY).sqrt() * noise;
            let turn = std::f64::consts::TAU * (month + phase) as f64 / 12.0;
            all.push(match kind {
                Kind::Independent | Kind::FewClusters | Kind::Outlier => noise,
                Kind::Trending => noise + drift * month as f64 / MONTHS as f64,
                Kind::Autocorrelated => memory,
                Kind::Seasonal => noise + SEASON * turn.sin(),
            });
        }
    }
    all
}

/// Whether a panel reaches level 2; where something cannot be computed it does not.
fn is_reached(units: usize, months: usize, cause: Vec<f64>, outcome: Vec<f64>, seed: u64) -> bool {
    let asked = || {
        let (mut panel, columns) = panel(units, months, [outcome, cause])?;
        let [outcome, cause] = columns;
        let inquiry = Inquiry { outcome, cause, lag: LAG, controls: &[], seed };
        is_associated(&mut panel, &inquiry)
    };
    asked().unwrap_or(false)
}

fn panel(
    units: usize,
    months: usize,
    series: [Vec<f64>; 2],
) -> Result<(Panel, [Column; 2]), crate::Undefined> {
    let of: Vec<usize> = (0..units * months).map(|at| at / months).collect();
    let at: Vec<i64> = (0..units * months).map(|at| (at % months) as i64).collect();
    let mut panel = Panel::new(&of, &at)?;
    let [one, other] = series.map(|values| values.into_iter().map(Some).collect::<Vec<_>>());
    let columns = [panel.add(&one)?, panel.add(&other)?];
    Ok((panel, columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_panels() {
        let one = null_panels(Kind::Trending, 40, 9);
        assert_eq!(one, null_panels(Kind::Trending, 40, 9));
        assert_eq!(one.panels, 40);
    }

    #[test]
    fn kinds_are_what_they_are_called() {
        let mut random = Random::from_seed(5);
        let mut correlation = |kind, apart: usize| {
            let (mut along, mut size) = (0.0, 0.0);
            for _ in 0..60 {
                for unit in series(kind, 12, &mut random).chunks(MONTHS) {
                    let mean = unit.iter().sum::<f64>() / MONTHS as f64;
                    let pair = |at: usize| (unit[at] - mean) * (unit[at + apart] - mean);
                    along += (0..MONTHS - apart).map(pair).sum::<f64>() / (MONTHS - apart) as f64;
                    size += unit.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / MONTHS as f64;
                }
            }
            along / size
        };
        assert!(correlation(Kind::Independent, 1).abs() < 0.1);
        assert!(correlation(Kind::Autocorrelated, 1) > 0.5);
        assert!(correlation(Kind::Seasonal, 12) > 0.3 && correlation(Kind::Seasonal, 6) < -0.3);
        assert!(correlation(Kind::Trending, 1) > 0.2);
    }
}
