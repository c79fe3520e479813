//! A question whose units begin with a piece of work at different times: what the comparison with those that
//! have not begun found, and whether units began as was written down.

use crate::result::Record;
use crate::series::Series;
use serde::{Deserialize, Serialize};
use statistics::Undefined;
use statistics::evidence::{Adoption, Level};
use statistics::fixed_effects::deviation_within;
use statistics::staggered::{Controls, Permuted, Staggered};

/// Permutations where not all can be tried.
const DRAWS: u64 = 1_999;

/// How far lots decided who began when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lots {
    pub is_by_lot: bool,
    /// Whether the question was registered before they were drawn.
    pub is_registered: bool,
}

/// What the comparison found, in units of the outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adopted {
    pub adopters: usize,
    pub cohorts: usize,
    pub controls: usize,
    /// Periods before the first beginning, and from the last one on.
    pub before: usize,
    pub after: usize,
    /// Over all cohorts and periods from their beginning on, against units that have not begun by then.
    pub effect: f64,
    /// The same against units that never begin.
    pub against_never: Option<f64>,
    /// By periods since the beginning; −1 is the base and 0 by construction.
    pub events: Vec<(i64, f64)>,
    /// Estimates before the beginning with the smallest q among them.
    pub least_q_before: Option<f64>,
    pub is_flat: bool,
    /// By permutation of the beginnings over the units.
    pub p: f64,
    pub smallest_p: f64,
    pub assignments: u64,
    pub is_exhaustive: bool,
    /// 95 %; none where so few units leave an end open.
    pub interval: Option<(f64, f64)>,
    /// Units (by id) that did not begin when they were to, by the Party indicator.
    pub deviating: Vec<i64>,
}

impl Adopted {
    /// What the levels of evidence make of it.
    pub(crate) fn judged(&self, lots: Lots) -> Adoption {
        Adoption {
            adopters: self.adopters,
            cohorts: self.cohorts,
            controls: self.controls,
            before: self.before,
            after: self.after,
            is_flat_before: self.is_flat,
            permutation_p: self.p,
            smallest_p: self.smallest_p,
            is_by_lot: lots.is_by_lot && self.deviating.is_empty(),
            is_registered: lots.is_registered,
        }
    }
}

/// The place of each unit's beginning among the periods; none for one that begins after the last or never.
/// Before the first period it counts as begun in the first.
fn places(series: &Series) -> Vec<Option<i64>> {
    let (Some(first), Some(last)) = (series.periods.first(), series.periods.last()) else {
        return Vec::new();
    };
    let place = |start: &Option<kernel::Period>| {
        let start = (*start)?;
        if start.first_day() > last.first_day() {
            return None;
        }
        if start.first_day() < first.first_day() {
            return Some(0);
        }
        series.periods.iter().position(|period| *period == start).map(|at| at as i64)
    };
    series.starts.iter().flatten().map(place).collect()
}

/// Units whose Party indicator is first above zero at another time than was written down.
fn deviating(series: &Series, places: &[Option<i64>]) -> Vec<i64> {
    let begun = |cause: &Vec<Option<f64>>| {
        cause.iter().position(|value| value.is_some_and(|value| value > 0.0)).map(|at| at as i64)
    };
    let all = series.units.iter().zip(series.cause.iter().zip(places));
    all.filter(|(_, (cause, place))| begun(cause) != **place).map(|(unit, _)| unit.0).collect()
}

/// Compares; what is too little to describe is not compared at all.
pub(crate) fn run(series: &Series, seed: u64) -> Result<Record, Undefined> {
    let places = places(series);
    let mut rows = Vec::new();
    for (unit, values) in series.outcome.iter().enumerate() {
        for (at, value) in values.iter().enumerate() {
            rows.extend(value.map(|value| (unit, at as i64, value)));
        }
    }
    let (panel, outcome, _) = series.panel()?;
    let mut record = Record {
        units: series.units.len(),
        periods: series.periods.len(),
        present: rows.len(),
        varies_within: true,
        found: None,
        reason: None,
        adopted: None,
    };
    let staggered = Staggered::new(&rows, places.clone())?;
    // Why nobody can be compared tells more than that there is little.
    if let Err(why) = staggered.effects(Controls::NotYet) {
        record.reason = Some(why.name().to_owned());
        return Ok(record);
    }
    let verdict = record.verdict(crate::question::Asked::Beforehand, None, Lots::default());
    if verdict.level == Level::Insufficient {
        return Ok(record);
    }
    match deviation_within(&panel, outcome)
        .and_then(|_| compared(series, &staggered, &places, seed))
    {
        Ok(adopted) => record.adopted = Some(adopted),
        Err(why) => record.reason = Some(why.name().to_owned()),
    }
    Ok(record)
}

fn compared(
    series: &Series,
    staggered: &Staggered,
    places: &[Option<i64>],
    seed: u64,
) -> Result<Adopted, Undefined> {
    let effects = staggered.effects(Controls::NotYet)?;
    let permuted = staggered.permute(Controls::NotYet, seed, DRAWS)?;
    let mut cohorts: Vec<i64> = places.iter().flatten().copied().collect();
    let adopters = cohorts.len();
    cohorts.sort_unstable();
    cohorts.dedup();
    let (first, last) = (cohorts.first().copied(), cohorts.last().copied());
    let whole = |place: Option<i64>| place.and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
    let Permuted { interval: (low, high), .. } = permuted;
    Ok(Adopted {
        adopters,
        cohorts: cohorts.len(),
        controls: places.len() - adopters,
        before: whole(first),
        after: series.periods.len() - whole(last),
        effect: effects.simple,
        against_never: staggered.effects(Controls::Never).ok().map(|effects| effects.simple),
        events: effects.by_event.into_iter().collect(),
        least_q_before: permuted.pre_trends.iter().map(|before| before.q).reduce(f64::min),
        is_flat: permuted.is_flat(),
        p: permuted.p,
        smallest_p: permuted.smallest,
        assignments: permuted.assignments,
        is_exhaustive: permuted.is_exhaustive,
        interval: (low.is_finite() && high.is_finite()).then_some((low, high)),
        deviating: deviating(series, places),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::Asked;
    use crate::result;
    use kernel::{Month, Period, UnitId};
    use statistics::random::Random;

    /// Units over 14 months from January 2025; each adopter's outcome falls by two from its beginning on.
    fn series(starts: &[Option<usize>], months: usize) -> Series {
        let mut random = Random::from_seed(11);
        let first = Month::new(2025, 1).unwrap();
        let period = |at: usize| Period::Month(first.plus(at as i32));
        let is_begun = |start: Option<usize>, at: usize| start.is_some_and(|start| at >= start);
        let (mut outcome, mut cause) = (Vec::new(), Vec::new());
        for (unit, start) in starts.iter().enumerate() {
            let value = |at| {
                let gain = if is_begun(*start, at) { -2.0 } else { 0.0 };
                Some(30.0 + unit as f64 + (at % 5) as f64 + gain + 0.2 * random.normal())
            };
            outcome.push((0..months).map(value).collect());
            cause.push(
                (0..months).map(|at| Some(f64::from(u8::from(is_begun(*start, at))))).collect(),
            );
        }
        Series {
            units: (1..=starts.len() as i64).map(UnitId).collect(),
            periods: (0..months).map(period).collect(),
            before: 0,
            outcome,
            cause,
            starts: Some(starts.iter().map(|start| start.map(period)).collect()),
        }
    }

    const MIXED: [Option<usize>; 8] = [Some(5), Some(5), Some(7), Some(7), None, None, None, None];

    fn level(record: &Record, lots: Lots) -> u8 {
        record.verdict(Asked::Beforehand, record.p(), lots).level.number()
    }

    const DRAWN: Lots = Lots { is_by_lot: true, is_registered: true };

    #[test]
    fn what_parts_from_the_beginning_on_reaches_level_three_and_by_lot_level_four() {
        let record = result::run(&series(&MIXED, 14), 0, 1);
        let found = record.adopted.as_ref().unwrap();
        assert!((found.effect + 2.0).abs() < 0.3, "{found:?}");
        assert_eq!((found.adopters, found.cohorts, found.controls), (4, 2, 4));
        assert_eq!((found.before, found.after, found.assignments), (5, 7, 420));
        assert!(found.deviating.is_empty() && found.is_flat);
        assert_eq!(level(&record, Lots::default()), 3);
        assert_eq!(level(&record, DRAWN), 4);
        assert_eq!(level(&record, Lots { is_registered: false, ..DRAWN }), 3);
        let past = record.verdict(Asked::PastData, record.p(), DRAWN);
        assert_eq!(past.level.number(), 1);
    }

    #[test]
    fn whoever_begins_otherwise_than_drawn_is_named_and_no_lot_counts() {
        let mut series = series(&MIXED, 14);
        series.cause[0][5] = Some(0.0);
        series.cause[6][9] = Some(1.0);
        let record = result::run(&series, 0, 1);
        assert_eq!(record.adopted.as_ref().unwrap().deviating, [1, 7]);
        assert_eq!(level(&record, DRAWN), 3);
    }

    #[test]
    fn nobody_to_compare_with_is_refused_by_name() {
        for (starts, name) in [
            ([Some(5); 8], "all_treated_at_once"),
            ([Some(0), Some(0), None, None, None, None, None, None], "treated_from_the_start"),
            ([None; 8], "no_adopters"),
            (
                [Some(3), Some(4), Some(5), Some(6), Some(7), Some(8), Some(9), Some(10)],
                "no_controls",
            ),
        ] {
            let record = result::run(&series(&starts, 14), 0, 1);
            assert_eq!(record.reason.as_deref(), Some(name));
            assert!(record.is_refused() && record.p().is_none(), "{name}");
        }
    }

    #[test]
    fn too_little_is_refused_or_stops_below_level_three() {
        let short = result::run(&series(&MIXED, 11), 0, 1);
        assert!(short.is_refused() && short.reason.is_none());
        let keys = |record: &Record| -> Vec<&str> {
            let verdict = record.verdict(Asked::Beforehand, record.p(), Lots::default());
            let of = verdict.lacks.iter().find(|(level, _)| level.number() == 3);
            of.map(|(_, lacks)| lacks.iter().map(|lack| lack.key()).collect()).unwrap_or_default()
        };
        let late = [Some(2), Some(2), Some(12), Some(12), None, None, None, None];
        assert_eq!(keys(&result::run(&series(&late, 14), 0, 1)), ["lack-before", "lack-after"]);
        let few = [Some(5), Some(7), Some(7), None, None, None];
        assert_eq!(keys(&result::run(&series(&few, 14), 0, 1)), ["lack-out-of-reach"]);
        let mut still = series(&MIXED, 14);
        still.outcome.iter_mut().flatten().for_each(|value| *value = Some(4.0));
        assert_eq!(result::run(&still, 0, 1).reason.as_deref(), Some("constant_series"));
    }

    #[test]
    fn another_beginning_is_another_digest() {
        let one = series(&MIXED, 14);
        let mut other = one.clone();
        other.starts.as_mut().unwrap()[0] = None;
        assert_ne!(one.digest(), other.digest());
    }
}
