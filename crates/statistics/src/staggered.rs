//! Adoption at different times: effects by group and time, by the time since adoption, and what came before.
//!
//! Callaway and Sant'Anna (2021): `ATT(g,t)` is the mean change from the base period `g − 1` to `t` of the
//! cohort that adopted in `g`, less that of units not treated by then, in units of the outcome. Averages over
//! cells weigh by the treated units in them. A unit counts in a cell when it has both periods.
//!
//! Traps. A two-way fixed-effects regression takes units long treated for controls and misses the truth where
//! effects grow (Goodman-Bacon 2021). Who adopted in the first period has no base. Where nobody is left
//! untreated nothing can be said. Flat estimates before adoption do not prove that there was no difference:
//! with few units no test could have found one.

use crate::Undefined;
use crate::multiple::adjust;
use crate::permutation::{SLACK, smallest};
use crate::random::Random;
use std::collections::BTreeMap;

/// Units over periods with the period in which each adopted.
#[derive(Clone, Debug)]
pub struct Staggered {
    /// Periods that occur, in order.
    periods: Vec<i64>,
    /// Of each unit and period; NaN where there is none.
    values: Vec<Vec<f64>>,
    adopted: Vec<Option<i64>>,
}

/// Who stands for what would have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Controls {
    /// Units that never adopt.
    Never,
    /// Also units that adopt later than the period (and than the base period).
    NotYet,
}

/// One cohort in one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// The period of adoption.
    pub cohort: i64,
    pub period: i64,
    pub treated: usize,
    pub controls: usize,
    /// `None` without treated units or controls.
    pub effect: Option<f64>,
}

/// Effects of adoption.
#[derive(Clone, Debug, PartialEq)]
pub struct Effects {
    pub cells: Vec<Cell>,
    /// Cohorts whose base period is not among the data.
    pub without_base: Vec<i64>,
    /// Over all cells from adoption on.
    pub simple: f64,
    /// By periods since adoption; −1 is the base and 0 by construction.
    pub by_event: BTreeMap<i64, f64>,
}

/// An estimate before adoption and whether it differs from nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PreTrend {
    /// Periods since adoption, −2 or earlier.
    pub event: i64,
    pub estimate: f64,
    /// By permutation of the adoption dates.
    pub p: f64,
    /// Adjusted for the number of such estimates.
    pub q: f64,
}

/// Adoption dates permuted over the units.
#[derive(Clone, Debug, PartialEq)]
pub struct Permuted {
    /// Assignments tried, with the observed.
    pub assignments: u64,
    pub at_least: u64,
    pub p: f64,
    /// The smallest p that so many adopters and controls allow: what counts is who adopted. When each adopter
    /// did is not counted, since exchanging dates among adopters moves the estimate little.
    pub smallest: f64,
    pub is_exhaustive: bool,
    /// The constant effects that the permutation does not reject at 5 %, in units of the outcome; without an
    /// end where fewer than 20 assignments can be tried. Where lots decided, it holds whatever the outcome's
    /// distribution.
    pub interval: (f64, f64),
    pub pre_trends: Vec<PreTrend>,
}

impl Permuted {
    /// Whether no estimate before adoption has q ≤ 0.10. That none was found does not prove that there is
    /// none.
    pub fn is_flat(&self) -> bool {
        self.pre_trends.iter().all(|before| before.q > FLAT)
    }
}

/// At or below this an estimate before adoption is no accident.
pub const FLAT: f64 = 0.10;

/// The most assignments of dates that are all tried.
pub const ENUMERATED: u64 = 20_000;

impl Staggered {
    /// Rows of a unit (0, 1, …) in a period with a value; `adopted` holds each unit's period of adoption,
    /// `None` for never.
    ///
    /// # Errors
    /// `NoData`, `Shape` (a unit without an entry in `adopted`), `NotFinite`, `Duplicate`.
    pub fn new(rows: &[(usize, i64, f64)], adopted: Vec<Option<i64>>) -> Result<Self, Undefined> {
        if rows.is_empty() {
            return Err(Undefined::NoData);
        }
        let mut periods: Vec<i64> = rows.iter().map(|row| row.1).collect();
        periods.sort_unstable();
        periods.dedup();
        let mut values = vec![vec![f64::NAN; periods.len()]; adopted.len()];
        for (unit, period, value) in rows {
            if !value.is_finite() {
                return Err(Undefined::NotFinite);
            }
            let at = periods.partition_point(|known| known < period);
            let cell = &mut values.get_mut(*unit).ok_or(Undefined::Shape)?[at];
            if !cell.is_nan() {
                return Err(Undefined::Duplicate);
            }
            *cell = *value;
        }
        Ok(Self { periods, values, adopted })
    }

    pub fn periods(&self) -> &[i64] {
        &self.periods
    }

    /// Effects of adoption.
    ///
    /// # Errors
    /// Where no cell after adoption has an effect, why: `NoAdopters`; `FromTheStart` when all adopted in the
    /// first period or before; `NoBasePeriod` when the period before adoption is missing; `AllAtOnce`;
    /// `NoControls`.
    pub fn effects(&self, controls: Controls) -> Result<Effects, Undefined> {
        self.effects_of(&self.adopted, controls)
    }

    fn effects_of(
        &self,
        adopted: &[Option<i64>],
        controls: Controls,
    ) -> Result<Effects, Undefined> {
        let mut cohorts: Vec<i64> = adopted.iter().flatten().copied().collect();
        cohorts.sort_unstable();
        cohorts.dedup();
        let (mut cells, mut without_base) = (Vec::new(), Vec::new());
        for cohort in &cohorts {
            match self.periods.binary_search(&(cohort - 1)) {
                Err(_) => without_base.push(*cohort),
                Ok(base) => {
                    let cell = |at| self.cell(adopted, controls, *cohort, base, at);
                    cells.extend((0..self.periods.len()).map(cell));
                }
            }
        }
        let after = cells.iter().filter(|cell| cell.period >= cell.cohort);
        let Some(simple) = weighted(after) else {
            return Err(self.why_nothing(adopted, &cohorts, &without_base));
        };
        let mut events: Vec<i64> = cells.iter().map(|cell| cell.period - cell.cohort).collect();
        events.sort_unstable();
        events.dedup();
        let of_event = |event: i64| {
            let cells = cells.iter().filter(|cell| cell.period - cell.cohort == event);
            Some((event, weighted(cells)?))
        };
        let by_event = events.into_iter().filter_map(of_event).collect();
        Ok(Effects { cells, without_base, simple, by_event })
    }

    fn cell(
        &self,
        adopted: &[Option<i64>],
        controls: Controls,
        cohort: i64,
        base: usize,
        at: usize,
    ) -> Cell {
        let period = self.periods[at];
        let (mut treated, mut of_treated, mut others, mut of_others) = (0_usize, 0.0, 0_usize, 0.0);
        for (values, adopted) in self.values.iter().zip(adopted) {
            let change = values[at] - values[base];
            if change.is_nan() {
                continue;
            }
            let stands_for = match (adopted, controls) {
                (None, _) => true,
                (Some(adopted), Controls::NotYet) => {
                    *adopted != cohort && *adopted > period.max(cohort - 1)
                }
                (Some(_), Controls::Never) => false,
            };
            if *adopted == Some(cohort) {
                treated += 1;
                of_treated += change;
            } else if stands_for {
                others += 1;
                of_others += change;
            }
        }
        let effect = (treated > 0 && others > 0)
            .then(|| of_treated / treated as f64 - of_others / others as f64);
        Cell { cohort, period, treated, controls: others, effect }
    }

    fn why_nothing(
        &self,
        adopted: &[Option<i64>],
        cohorts: &[i64],
        without_base: &[i64],
    ) -> Undefined {
        let first = self.periods[0];
        let has_never = adopted.contains(&None);
        match (cohorts, without_base) {
            ([], _) => Undefined::NoAdopters,
            _ if cohorts.iter().all(|cohort| *cohort <= first) => Undefined::FromTheStart,
            _ if cohorts.len() == without_base.len() => Undefined::NoBasePeriod,
            ([_], _) if !has_never => Undefined::AllAtOnce,
            _ => Undefined::NoControls,
        }
    }

    /// Gives the adoption dates to other units, in all ways where they can be tried, else in `draws` ways
    /// drawn from `seed`, and compares the average effect and the estimates before adoption.
    ///
    /// # Errors
    /// Those of [`Staggered::effects`]; `NoControls` when every unit adopts, so that there is nobody to
    /// exchange with.
    pub fn permute(
        &self,
        controls: Controls,
        seed: u64,
        draws: u64,
    ) -> Result<Permuted, Undefined> {
        let observed = self.effects(controls)?;
        let n = self.adopted.len();
        let adopters = self.adopted.iter().flatten().count();
        if adopters == n {
            return Err(Undefined::NoControls);
        }
        let treatment = self.treatment();
        let mut tally = Tally::new(&observed);
        let mut try_out = |dates: &[Option<i64>]| {
            let found = self.effects_of(dates, controls).ok();
            let of_treatment = treatment.effects_of(dates, controls).ok();
            tally.count(found.as_ref(), of_treatment.map(|found| found.simple));
        };
        let is_exhaustive = assignments(&self.adopted) <= ENUMERATED;
        let mut dates = self.adopted.clone();
        if is_exhaustive {
            dates.sort_unstable();
            try_out(&dates);
            while next_permutation(&mut dates) {
                try_out(&dates);
            }
        } else {
            try_out(&dates);
            let mut random = Random::from_seed(seed);
            for _ in 0..draws {
                random.shuffle(&mut dates);
                try_out(&dates);
            }
        }
        let smallest = smallest(n, adopters).max(1.0 / tally.tried as f64);
        let pre_trends = tally.pre_trends()?;
        Ok(Permuted {
            assignments: tally.tried,
            at_least: tally.at_least,
            p: tally.at_least as f64 / tally.tried as f64,
            smallest,
            is_exhaustive,
            interval: tally.interval(),
            pre_trends,
        })
    }

    /// The same panel with 1 where a unit had adopted and 0 where it had not.
    fn treatment(&self) -> Self {
        let of_unit = |(values, adopted): (&Vec<f64>, &Option<i64>)| {
            let treated = |(value, period): (&f64, &i64)| {
                let is_treated = adopted.is_some_and(|date| *period >= date);
                if value.is_nan() { f64::NAN } else { f64::from(u8::from(is_treated)) }
            };
            values.iter().zip(&self.periods).map(treated).collect()
        };
        let values = self.values.iter().zip(&self.adopted).map(of_unit).collect();
        Self { periods: self.periods.clone(), values, adopted: self.adopted.clone() }
    }
}

/// How often assignments gave as much as the observed one.
struct Tally<'a> {
    observed: &'a Effects,
    tried: u64,
    at_least: u64,
    /// Of each event before the base: tried, and as large.
    before: BTreeMap<i64, (u64, u64)>,
    /// The lowest and the highest constant effect at which each assignment still gives as much as the
    /// observed one.
    reach: Vec<(f64, f64)>,
}

impl<'a> Tally<'a> {
    fn new(observed: &'a Effects) -> Self {
        let before = observed.by_event.keys().filter(|event| **event < -1);
        let before = before.map(|event| (*event, (0, 0))).collect();
        Self { observed, tried: 0, at_least: 0, before, reach: Vec::new() }
    }

    /// An assignment without an effect (for what is missing) counts as one that gives as much. `of_treatment`
    /// is what it would give of an outcome that is the observed treatment itself.
    fn count(&mut self, found: Option<&Effects>, of_treatment: Option<f64>) {
        self.tried += 1;
        self.reach.push(match (found, of_treatment) {
            (Some(found), Some(share)) => reach(self.observed.simple, found.simple, share),
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        });
        let reaches = |value: f64, observed: f64| {
            value.abs() >= observed.abs() - SLACK * observed.abs().max(1.0)
        };
        let is_as_large = found.is_none_or(|found| reaches(found.simple, self.observed.simple));
        self.at_least += u64::from(is_as_large);
        let Some(found) = found else { return };
        for (event, (tried, at_least)) in &mut self.before {
            if let Some(value) = found.by_event.get(event) {
                *tried += 1;
                *at_least += u64::from(reaches(*value, self.observed.by_event[event]));
            }
        }
    }

    /// All constant effects δ of which more than 5 % of the assignments give as much as the observed one.
    fn interval(&self) -> (f64, f64) {
        let rejected = self.reach.len() / 20;
        let (mut low, mut high): (Vec<f64>, Vec<f64>) = self.reach.iter().copied().unzip();
        low.sort_by(f64::total_cmp);
        high.sort_by(|a, b| b.total_cmp(a));
        (low[rejected], high[rejected])
    }

    fn pre_trends(&self) -> Result<Vec<PreTrend>, Undefined> {
        let p: Vec<Option<f64>> =
            self.before.values().map(|(tried, more)| Some(*more as f64 / *tried as f64)).collect();
        let q = adjust(&p)?.q;
        let all = self.before.keys().zip(p).zip(q);
        let pre_trend = |((event, p), q): ((&i64, Option<f64>), Option<f64>)| {
            let estimate = *self.observed.by_event.get(event)?;
            Some(PreTrend { event: *event, estimate, p: p?, q: q? })
        };
        Ok(all.filter_map(pre_trend).collect())
    }
}

/// With a constant effect δ taken out of the treated cells, an assignment gives `|a − δ·d|` and the observed
/// one `|a₀ − δ|`, where `a` is the assignment's estimate and `d`, from −1 to 1, its estimate of the
/// treatment itself. The δ from the lowest to the highest are those of which the first is not smaller than
/// the second.
fn reach(observed: f64, found: f64, share: f64) -> (f64, f64) {
    let (with, against) = ((observed + found, 1.0 + share), (observed - found, 1.0 - share));
    // A bound that no δ moves holds for all of them or for none.
    let bound = |(sum, slope): (f64, f64), all: f64, holds: bool| match slope.abs() > SLACK {
        true => sum / slope,
        false if holds => all,
        false => observed,
    };
    let high = |side: (f64, f64)| bound(side, f64::INFINITY, side.0 >= -SLACK);
    let low = |side: (f64, f64)| bound(side, f64::NEG_INFINITY, side.0 <= SLACK);
    (low(with).min(low(against)), high(with).max(high(against)))
}

/// The mean of the effects of cells, by their treated units.
fn weighted<'a>(cells: impl Iterator<Item = &'a Cell>) -> Option<f64> {
    let (mut sum, mut treated) = (0.0, 0);
    for cell in cells {
        if let Some(effect) = cell.effect {
            sum += effect * cell.treated as f64;
            treated += cell.treated;
        }
    }
    (treated > 0).then(|| sum / treated as f64)
}

/// In how many ways the dates can be given to the units; at most the largest whole number.
fn assignments(adopted: &[Option<i64>]) -> u64 {
    let mut often: BTreeMap<Option<i64>, usize> = BTreeMap::new();
    adopted.iter().for_each(|date| *often.entry(*date).or_default() += 1);
    let (mut left, mut ways) = (adopted.len(), 1_u64);
    for count in often.values() {
        ways = ways.saturating_mul(crate::permutation::choices(left, *count));
        left -= count;
    }
    ways
}

/// The next order of the same things, or none after the last.
fn next_permutation<T: Ord>(things: &mut [T]) -> bool {
    let Some(at) = (1..things.len()).rev().find(|at| things[at - 1] < things[*at]) else {
        return false;
    };
    let pivot = at - 1;
    let Some(with) = (at..things.len()).rev().find(|with| things[*with] > things[pivot]) else {
        return false;
    };
    things.swap(pivot, with);
    things[at..].reverse();
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Eight periods from 1; each unit has its own level, all share the months, adopters gain one from
    /// adoption.
    fn panel(adopted: &[Option<i64>], noise: f64) -> Staggered {
        let mut random = Random::from_seed(4);
        let mut rows = Vec::new();
        for (unit, date) in adopted.iter().enumerate() {
            for period in 1..=8 {
                let gain = if date.is_some_and(|date| period >= date) { 1.0 } else { 0.0 };
                let value = unit as f64 + (period * period) as f64 + gain + noise * random.normal();
                rows.push((unit, period, value));
            }
        }
        Staggered::new(&rows, adopted.to_vec()).unwrap()
    }

    const MIXED: [Option<i64>; 8] = [Some(5), Some(5), Some(6), Some(6), None, None, None, None];

    #[test]
    fn a_constant_gain_comes_out_exactly_whatever_units_and_months_have() {
        for controls in [Controls::Never, Controls::NotYet] {
            let found = panel(&MIXED, 0.0).effects(controls).unwrap();
            assert!((found.simple - 1.0).abs() < 1e-12);
            for (event, estimate) in found.by_event {
                assert!((estimate - if event < 0 { 0.0 } else { 1.0 }).abs() < 1e-12, "{event}");
            }
        }
    }

    #[test]
    fn what_has_no_effect_to_estimate_is_refused_by_name() {
        let refused =
            |adopted: &[Option<i64>], controls| panel(adopted, 0.1).effects(controls).unwrap_err();
        let never = Controls::Never;
        assert_eq!(refused(&[None; 4], never), Undefined::NoAdopters);
        assert_eq!(refused(&[Some(5); 4], Controls::NotYet), Undefined::AllAtOnce);
        assert_eq!(refused(&[Some(1), Some(1), None, None], never), Undefined::FromTheStart);
        assert_eq!(refused(&[Some(0), Some(0), None], never), Undefined::FromTheStart);
        assert_eq!(refused(&[Some(4), Some(6), Some(7)], never), Undefined::NoControls);
        let gap: Vec<_> = (0..4)
            .flat_map(|unit| [1, 2, 4, 5].map(|period| (unit, period, f64::from(period as u8))))
            .collect();
        let gap = Staggered::new(&gap, vec![Some(4), Some(4), None, None]).unwrap();
        assert_eq!(gap.effects(never).unwrap_err(), Undefined::NoBasePeriod);
        assert_eq!(Staggered::new(&[], vec![]).unwrap_err(), Undefined::NoData);
        assert_eq!(Staggered::new(&[(0, 1, 1.0)], vec![]).unwrap_err(), Undefined::Shape);
        let nan = Staggered::new(&[(0, 1, f64::NAN)], vec![None]).unwrap_err();
        assert_eq!(nan, Undefined::NotFinite);
        let twice = Staggered::new(&[(0, 1, 1.0), (0, 1, 1.0)], vec![None]).unwrap_err();
        assert_eq!(twice, Undefined::Duplicate);
        let all = panel(&[Some(4), Some(6), Some(7)], 0.1);
        assert!(all.effects(Controls::NotYet).is_ok());
        assert_eq!(all.permute(Controls::NotYet, 1, 9).unwrap_err(), Undefined::NoControls);
    }

    #[test]
    fn a_cohort_treated_from_the_start_is_named_beside_those_that_count() {
        let found = panel(&[Some(1), Some(5), None, None], 0.0).effects(Controls::Never).unwrap();
        assert_eq!(found.without_base, [1]);
        assert!((found.simple - 1.0).abs() < 1e-12);
    }

    #[test]
    fn permuted_dates_tell_an_effect_from_none_and_say_what_is_out_of_reach() {
        let clear = panel(&MIXED, 0.1).permute(Controls::Never, 1, 99).unwrap();
        assert_eq!((clear.assignments, clear.is_exhaustive), (420, true));
        assert!(clear.p <= 0.05 && clear.is_flat(), "{clear:?}");
        assert!((clear.smallest - 2.0 / 70.0).abs() < 1e-12);
        let events: Vec<i64> = clear.pre_trends.iter().map(|before| before.event).collect();
        assert_eq!(events, [-5, -4, -3, -2]);
        let three = [Some(4), Some(5), Some(5), None, None, None];
        let few = panel(&three, 0.1).permute(Controls::Never, 1, 99).unwrap();
        assert!((few.smallest - 0.1).abs() < 1e-12);
        let many: Vec<_> = (0..30).map(|unit| (unit < 12).then_some(4 + unit % 3)).collect();
        let drawn = panel(&many, 0.1).permute(Controls::NotYet, 3, 199).unwrap();
        assert!(!drawn.is_exhaustive && drawn.assignments == 200 && drawn.p == 0.005);
    }

    #[test]
    fn the_interval_holds_what_is_not_rejected_and_the_truth_nearly_always() {
        let many: Vec<_> = (0..10).map(|unit| (unit < 5).then_some(4 + unit % 2)).collect();
        let mut covered = 0;
        for seed in 0..60 {
            let mut random = Random::from_seed(seed);
            let rows = (0..10).flat_map(|unit| (1..=8).map(move |period| (unit, period)));
            let rows: Vec<_> = rows
                .map(|(unit, period)| {
                    let is_treated = many[unit].is_some_and(|date| period >= date);
                    (unit, period, f64::from(u8::from(is_treated)) + random.normal())
                })
                .collect();
            let panel = Staggered::new(&rows, many.clone()).unwrap();
            let found = panel.permute(Controls::Never, 1, 399).unwrap();
            let estimate = panel.effects(Controls::Never).unwrap().simple;
            let (low, high) = found.interval;
            assert!(low <= estimate && estimate <= high, "{low} {estimate} {high}");
            assert_eq!(found.p > 0.05, low <= 0.0 && 0.0 <= high, "{found:?}");
            covered += u32::from(low <= 1.0 && 1.0 <= high);
        }
        assert!((53..=60).contains(&covered), "{covered}");
        // Of six assignments one is more than 5 %: nothing is rejected.
        let four = panel(&[Some(4), Some(4), None, None], 0.1).permute(Controls::Never, 1, 9);
        let four = four.unwrap();
        assert_eq!(four.assignments, 6);
        assert_eq!(four.interval, (f64::NEG_INFINITY, f64::INFINITY));
    }

    #[test]
    fn a_trend_before_adoption_is_not_flat() {
        let adopted: Vec<_> = (0..12).map(|unit| (unit < 6).then_some(5 + unit % 2)).collect();
        let rows: Vec<_> = (0..12)
            .flat_map(|unit| (1..=8).map(move |period| (unit, period)))
            .map(|(unit, period)| {
                let drift = if unit < 6 { period as f64 } else { 0.0 };
                (unit as usize, period, drift + (unit as f64 * 0.37 + period as f64).sin() * 0.1)
            })
            .collect();
        let found = Staggered::new(&rows, adopted).unwrap();
        assert!(!found.permute(Controls::Never, 1, 499).unwrap().is_flat());
    }
}
