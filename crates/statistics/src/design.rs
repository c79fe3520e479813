//! Beforehand: how many units and months would be enough, and who begins when, by lot.
//!
//! **Power** is simulated on past data of the enterprise: whole units with a common stretch of months are
//! drawn again, so that seasons, memory and shocks stay as they are; an effect of known size is added; and
//! the question is put as it will be put in earnest. What is needed follows from the data's own noise, not
//! from a textbook's. Power below 0.8 means that a true effect of that size would often show as nothing: say
//! so before anybody begins.
//!
//! **The lottery** needs no trust in this program: names in byte order, shuffled by Fisher and Yates with
//! [`crate::random`] from a seed that is fixed in public before it is known (the winning numbers of a day to
//! come), cut into waves of equal size.

use crate::Undefined;
use crate::evidence::{AFTER, BEFORE, SMALL};
use crate::fixed_effects::deviation_within;
use crate::inquiry::{Inquiry, is_associated};
use crate::panel::Panel;
use crate::random::Random;
use crate::staggered::{Controls, Staggered};

/// Past values of an outcome, by unit and month.
#[derive(Clone, Debug)]
pub struct Past {
    /// The same months of every unit.
    values: Vec<Vec<Option<f64>>>,
    /// Within units and months.
    deviation: f64,
}

impl Past {
    /// # Errors
    /// `NoData`, `Shape` unless every unit has the same months, `NotFinite`; `OneUnit`; `Constant` and
    /// `NoFreedom` where nothing varies within units and months.
    pub fn new(values: Vec<Vec<Option<f64>>>) -> Result<Self, Undefined> {
        let months = values.first().map_or(0, Vec::len);
        if months == 0 {
            return Err(Undefined::NoData);
        }
        if values.iter().any(|unit| unit.len() != months) {
            return Err(Undefined::Shape);
        }
        if values.len() < 2 {
            return Err(Undefined::OneUnit);
        }
        let (mut panel, outcome) = panel(&values)?;
        let column = panel.add(&outcome)?;
        let deviation = deviation_within(&panel, column)?;
        Ok(Self { values, deviation })
    }

    /// The standard deviation within units and months, in units of the outcome.
    pub fn deviation(&self) -> f64 {
        self.deviation
    }

    /// Units drawn with replacement over a common stretch of months. A stretch longer than the past runs back
    /// from its end and forth again, which keeps neighbours neighbours.
    fn drawn(&self, units: usize, months: usize, random: &mut Random) -> Vec<Vec<Option<f64>>> {
        let past = self.values[0].len();
        let start = random.below(past.saturating_sub(months) + 1);
        let place = |month: usize| {
            let turn = 2 * past - 2;
            let at = if turn == 0 { 0 } else { (start + month) % turn };
            if at < past { at } else { turn - at }
        };
        let unit = |random: &mut Random| {
            let of = &self.values[random.below(self.values.len())];
            (0..months).map(|month| of[place(month)]).collect()
        };
        (0..units).map(|_| unit(random)).collect()
    }
}

/// Rows of units by months, and their outcome.
fn panel(values: &[Vec<Option<f64>>]) -> Result<(Panel, Vec<Option<f64>>), Undefined> {
    let months = values[0].len();
    let units: Vec<usize> = (0..values.len() * months).map(|at| at / months).collect();
    let periods: Vec<i64> = (0..units.len()).map(|at| (at % months) as i64).collect();
    Ok((Panel::new(&units, &periods)?, values.concat()))
}

/// How the question will be put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// A cause that varies by unit and month with a standard deviation of one; level 2 is asked for.
    Graded,
    /// Adoption by lot in so many waves, with one group that does not adopt in these months; the permutation
    /// of dates is asked for.
    PhaseIn { waves: usize },
}

/// A design whose power is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Design {
    pub plan: Plan,
    pub units: usize,
    pub months: usize,
    /// In standard deviations within units and months ([`Past::deviation`]), for each one of the cause or
    /// from adoption on.
    pub effect: f64,
}

/// How often a design would find its effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Power {
    pub design: Design,
    pub runs: u32,
    pub found: u32,
}

impl Power {
    pub fn share(&self) -> f64 {
        f64::from(self.found) / f64::from(self.runs)
    }
}

/// Permutations of dates in each run.
const DRAWS: u64 = 199;

/// Simulates a design on past data; the same seed gives the same.
///
/// # Errors
/// `NoData` for no units, months or runs; `NotFinite`; of a phase-in `EmptyGroup` for fewer units than waves
/// and one group without, and `NoBasePeriod` for fewer months than four before, three after and one for each
/// wave between.
pub fn power(past: &Past, design: Design, runs: u32, seed: u64) -> Result<Power, Undefined> {
    if design.units == 0 || design.months == 0 || runs == 0 {
        return Err(Undefined::NoData);
    }
    if !design.effect.is_finite() {
        return Err(Undefined::NotFinite);
    }
    if let Plan::PhaseIn { waves } = design.plan {
        if waves == 0 || design.units <= waves {
            return Err(Undefined::EmptyGroup);
        }
        if design.months < BEFORE + waves - 1 + AFTER {
            return Err(Undefined::NoBasePeriod);
        }
    }
    let mut random = Random::from_seed(seed);
    let mut found = 0;
    for _ in 0..runs {
        let values = past.drawn(design.units, design.months, &mut random);
        let effect = design.effect * past.deviation;
        // A draw that leaves nothing to compute finds nothing.
        let is_found = match design.plan {
            Plan::Graded => graded(&values, effect, &mut random),
            Plan::PhaseIn { waves } => phased(&values, effect, waves, &mut random),
        };
        found += u32::from(is_found.unwrap_or(false));
    }
    Ok(Power { design, runs, found })
}

fn graded(
    values: &[Vec<Option<f64>>],
    effect: f64,
    random: &mut Random,
) -> Result<bool, Undefined> {
    let (mut panel, mut outcome) = panel(values)?;
    let cause: Vec<f64> = outcome.iter().map(|_| random.normal()).collect();
    for (value, cause) in outcome.iter_mut().zip(&cause) {
        *value = value.map(|value| value + effect * cause);
    }
    let outcome = panel.add(&outcome)?;
    let cause = panel.add(&cause.into_iter().map(Some).collect::<Vec<_>>())?;
    let inquiry = Inquiry { outcome, cause, lag: 0, controls: &[], seed: random.whole() };
    is_associated(&mut panel, &inquiry)
}

fn phased(
    values: &[Vec<Option<f64>>],
    effect: f64,
    waves: usize,
    random: &mut Random,
) -> Result<bool, Undefined> {
    let months = values[0].len();
    let of_wave = |wave: usize| {
        let room = months - AFTER - BEFORE;
        (BEFORE + wave * room / waves.saturating_sub(1).max(1)) as i64
    };
    let mut groups: Vec<usize> =
        (0..values.len()).map(|at| at * (waves + 1) / values.len()).collect();
    random.shuffle(&mut groups);
    let adopted: Vec<Option<i64>> =
        groups.iter().map(|group| (*group < waves).then(|| of_wave(*group))).collect();
    let mut rows = Vec::new();
    for (unit, series) in values.iter().enumerate() {
        for (month, value) in series.iter().enumerate() {
            let is_adopted = adopted[unit].is_some_and(|date| month as i64 >= date);
            let gain = if is_adopted { effect } else { 0.0 };
            rows.extend(value.map(|value| (unit, month as i64, value + gain)));
        }
    }
    let panel = Staggered::new(&rows, adopted)?;
    let found = panel.permute(Controls::NotYet, random.whole(), DRAWS)?;
    Ok(found.p <= SMALL)
}

/// The wave (0, 1, …) of each name, in the order given, drawn by a published seed. The order of the list
/// changes nothing: names are sorted by their bytes first. Waves differ by one unit at most, the earlier ones
/// being larger.
///
/// # Errors
/// `EmptyGroup` for no waves, or fewer names than waves; `Duplicate` for a name given twice.
pub fn lottery(names: &[&str], waves: usize, seed: u64) -> Result<Vec<usize>, Undefined> {
    if waves == 0 || names.len() < waves {
        return Err(Undefined::EmptyGroup);
    }
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|at| names[*at]);
    if order.windows(2).any(|two| names[two[0]] == names[two[1]]) {
        return Err(Undefined::Duplicate);
    }
    Random::from_seed(seed).shuffle(&mut order);
    let mut drawn = vec![0; names.len()];
    let (size, larger) = (names.len() / waves, names.len() % waves);
    let mut left = order.into_iter();
    for wave in 0..waves {
        let size = size + usize::from(wave < larger);
        left.by_ref().take(size).for_each(|at| drawn[at] = wave);
    }
    Ok(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Ten units over 30 months with levels, a season and memory.
    fn past() -> Past {
        let mut random = Random::from_seed(14);
        let unit = |unit: usize, random: &mut Random| {
            let mut memory = 0.0;
            let value = |month: usize| {
                memory = 0.4 * memory + random.normal();
                let season = (month as f64 * std::f64::consts::TAU / 12.0).sin();
                Some(50.0 + unit as f64 + 2.0 * season + 3.0 * memory).filter(|_| month % 13 != 5)
            };
            (0..30).map(value).collect()
        };
        Past::new((0..10).map(|at| unit(at, &mut random)).collect()).unwrap()
    }

    fn graded(units: usize, months: usize, effect: f64) -> f64 {
        let design = Design { plan: Plan::Graded, units, months, effect };
        power(&past(), design, 60, 3).unwrap().share()
    }

    #[test]
    fn more_units_more_months_and_larger_effects_find_more() {
        assert!((2.0..4.5).contains(&past().deviation()), "{}", past().deviation());
        assert!(graded(12, 24, 0.0) <= 0.1);
        assert!(graded(12, 24, 0.5) >= 0.7);
        assert!(graded(12, 24, 0.1) < graded(12, 24, 0.5));
        assert!(graded(8, 14, 0.25) < graded(24, 36, 0.25));
        assert_eq!(graded(5, 24, 0.9), 0.0, "five units reach no level");
    }

    #[test]
    fn a_phase_in_by_lot_finds_a_large_effect_and_no_absent_one() {
        let with = |effect| {
            let design = Design { plan: Plan::PhaseIn { waves: 3 }, units: 16, months: 18, effect };
            power(&past(), design, 60, 5).unwrap().share()
        };
        assert!(with(0.0) <= 0.15 && with(1.5) >= 0.8, "{} {}", with(0.0), with(1.5));
    }

    #[test]
    fn what_cannot_be_designed_is_refused_by_name() {
        let refused = |values: Vec<Vec<Option<f64>>>| Past::new(values).unwrap_err();
        assert_eq!(refused(vec![]), Undefined::NoData);
        assert_eq!(refused(vec![vec![Some(1.0); 5]]), Undefined::OneUnit);
        assert_eq!(refused(vec![vec![Some(1.0); 5], vec![Some(1.0); 4]]), Undefined::Shape);
        assert_eq!(refused(vec![vec![Some(1.0); 5]; 3]), Undefined::Constant);
        assert_eq!(refused(vec![vec![Some(f64::NAN); 5]; 3]), Undefined::NotFinite);
        let design = Design { plan: Plan::PhaseIn { waves: 3 }, units: 3, months: 18, effect: 1.0 };
        let asked = |design| power(&past(), design, 5, 1).unwrap_err();
        assert_eq!(asked(design), Undefined::EmptyGroup);
        assert_eq!(asked(Design { units: 9, months: 8, ..design }), Undefined::NoBasePeriod);
        assert_eq!(asked(Design { units: 0, ..design }), Undefined::NoData);
        assert_eq!(asked(Design { effect: f64::NAN, ..design }), Undefined::NotFinite);
        assert_eq!(lottery(&["a"], 2, 1), Err(Undefined::EmptyGroup));
        assert_eq!(lottery(&["a", "a"], 2, 1), Err(Undefined::Duplicate));
        assert_eq!(lottery(&[], 0, 1), Err(Undefined::EmptyGroup));
    }

    #[test]
    fn a_lottery_is_the_same_for_whoever_draws_it_again() {
        let names = ["原煤车间", "主洗车间", "浮选车间", "机电车间", "装车车间"];
        let drawn = lottery(&names, 2, 20_260_101).unwrap();
        let turned: Vec<&str> = names.iter().rev().copied().collect();
        let again = lottery(&turned, 2, 20_260_101).unwrap();
        assert_eq!(drawn, again.into_iter().rev().collect::<Vec<_>>());
        assert_eq!(drawn.iter().filter(|wave| **wave == 0).count(), 3);
    }

    proptest! {
        /// Waves differ by one unit at most, and none is empty.
        #[test]
        fn waves_are_even(count in 1_usize..40, waves in 1_usize..6, seed: u64) {
            let names: Vec<String> = (0..count).map(|at| format!("unit {at}")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let Ok(drawn) = lottery(&names, waves, seed) else {
                prop_assert!(count < waves);
                return Ok(());
            };
            let sizes: Vec<usize> =
                (0..waves).map(|wave| drawn.iter().filter(|of| **of == wave).count()).collect();
            let (least, most) = (sizes.iter().min().unwrap(), sizes.iter().max().unwrap());
            prop_assert!(*least > 0 && most - least <= 1);
        }
    }
}
