//! 分解: a target that the units below carry, divided among them so that by the indicator's own aggregation
//! theirs come to it again, in the year and in each of its parts.
//!
//! Amounts and both numbers of a ratio follow what each unit did the year before; where nothing is known of
//! that, or something negative, the steps are equal. A rate that is planned without its denominator is the
//! same everywhere.

use super::content::{Mark, Target};
use super::split::{Number, decimals_of, joined};
use crate::figure::Amount;
use crate::indicator::{Aggregation, Indicator};
use crate::reading::Kind;
use kernel::quantity::{DECIMALS, divide_half_away};
use kernel::{Quantity, Sum};
use std::collections::BTreeMap;

/// A target among as many units as there are shares: what each did the year before.
///
/// Numbers have the indicator's decimals, and more only where fewer would give a unit a number of the other
/// sign or push its marks past each other.
pub fn divide(indicator: &Indicator, target: &Target, shares: &[Amount]) -> Vec<Target> {
    let marks = target.marks.values();
    let numbers = marks.flat_map(|mark| &mark.parts).flat_map(|it| [Some(it.value), it.weight]);
    let least = numbers.flatten().map(decimals_of).fold(indicator.decimals, u8::max);
    let mut decimals = least;
    loop {
        let targets = divided(indicator, target, shares, decimals);
        let is_sound = |one: &Target| one.problems(indicator).is_empty() && one.follows(target);
        if decimals == DECIMALS || targets.iter().all(is_sound) {
            return targets;
        }
        decimals += 1;
    }
}

impl Target {
    /// Whether no number has another sign than the other's.
    fn follows(&self, other: &Self) -> bool {
        self.marks.iter().zip(&other.marks).all(|((_, mark), (_, of))| {
            mark.parts.iter().zip(&of.parts).all(|(part, of)| {
                part.value == Quantity::ZERO || part.value.is_negative() == of.value.is_negative()
            })
        })
    }
}

fn divided(indicator: &Indicator, target: &Target, shares: &[Amount], decimals: u8) -> Vec<Target> {
    let mut targets = vec![Target::default(); shares.len()];
    for (kind, mark) in &target.marks {
        let of_units = numbers(indicator, &mark.parts, shares, decimals);
        for (unit, parts) in targets.iter_mut().zip(of_units) {
            let year = match (joined(indicator, &parts), mark.year.weight) {
                (Some(year), Some(_)) => year,
                (Some(year), None) if year.weight.is_none() => year,
                (Some(year), None) => rate(indicator, year),
                (None, _) => mark.year,
            };
            unit.marks.insert(*kind, Mark { year, parts });
        }
    }
    targets
}

/// The rate that two numbers stand for.
fn rate(indicator: &Indicator, number: Number) -> Number {
    let amount = Amount::of(indicator.aggregation, number.value, number.weight);
    amount.value(indicator).map_or(number, Number::plain)
}

/// The parts of each unit.
fn numbers(
    indicator: &Indicator,
    parts: &[Number],
    shares: &[Amount],
    decimals: u8,
) -> Vec<Vec<Number>> {
    let values: Vec<Quantity> = parts.iter().map(|part| part.value).collect();
    let weights: Option<Vec<Quantity>> = parts.iter().map(|part| part.weight).collect();
    let is_flow = indicator.aggregation != Aggregation::Last;
    let by = |shape: &[i128], whole: &[Quantity]| steps(whole, shape, is_flow, decimals);
    let tops = shape(shares.iter().map(|share| share.top.0));
    let bottoms = shape(shares.iter().map(|share| share.bottom.0));
    let plain = |values: Vec<Quantity>| values.into_iter().map(Number::plain).collect();
    match (indicator.aggregation, weights) {
        (Aggregation::Sum | Aggregation::Last, _) => {
            by(&tops, &values).into_iter().map(plain).collect()
        }
        // Without their denominators rates are the same everywhere.
        (Aggregation::Ratio | Aggregation::Mean, None) => vec![parts.to_vec(); shares.len()],
        (Aggregation::Ratio, Some(weights)) => {
            let is_known = shares.iter().all(|share| share.top.0 >= 0 && share.bottom.0 > 0);
            let tops = if is_known { tops } else { bottoms.clone() };
            let values = by(&tops, &values).into_iter().zip(by(&bottoms, &weights));
            values.map(|(values, weights)| paired(values, weights)).collect()
        }
        (Aggregation::Mean, Some(weights)) => {
            let weights = by(&bottoms, &weights).into_iter();
            weights.map(|weights| paired(values.clone(), weights)).collect()
        }
    }
}

fn paired(values: Vec<Quantity>, weights: Vec<Quantity>) -> Vec<Number> {
    let pairs = values.into_iter().zip(weights);
    pairs.map(|(value, weight)| Number { value, weight: Some(weight) }).collect()
}

/// What units did, small enough to be multiplied exactly; equal where it is not a shape.
fn shape(did: impl Iterator<Item = i128> + Clone) -> Vec<i128> {
    const LARGEST: i128 = 1_000_000_000_000_000_000;
    let whole = did.clone().try_fold(0_i128, i128::checked_add);
    let is_shape = did.clone().all(|one| one >= 0);
    match whole {
        Some(whole) if is_shape && whole > 0 => {
            let step = whole / LARGEST + 1;
            did.map(|one| one / step).collect()
        }
        _ => did.map(|_| 1).collect(),
    }
}

/// Each number is the step from one rounded sum to the next, over the units and, where the parts of a year
/// add up, over those as well: so every unit's sum and every part's sum is exact.
fn steps(parts: &[Quantity], shape: &[i128], is_flow: bool, decimals: u8) -> Vec<Vec<Quantity>> {
    let step = i128::from(10_i64.pow(u32::from(DECIMALS.saturating_sub(decimals))));
    let whole: i128 = shape.iter().sum::<i128>().max(1);
    let mut to_date = 0;
    let sums: Vec<i128> = parts
        .iter()
        .map(|part| {
            let own = i128::from(part.millionths());
            to_date = if is_flow { to_date + own } else { own };
            to_date
        })
        .collect();
    let mut before = vec![0_i128; parts.len()];
    let mut upto = 0;
    let mut units = Vec::with_capacity(shape.len());
    for share in shape {
        upto += share;
        let rounded = |sum: &i128| divide_half_away(sum * upto, whole * step) * step;
        let here: Vec<i128> =
            if upto == whole { sums.clone() } else { sums.iter().map(rounded).collect() };
        let own = here.iter().zip(&before).map(|(here, before)| here - before);
        let mut earlier = 0;
        let own = own.map(|upto| {
            let part = if is_flow { upto - earlier } else { upto };
            earlier = upto;
            Quantity::from_millionths(i64::try_from(part).unwrap_or_default())
        });
        units.push(own.collect());
        before = here;
    }
    units
}

/// What the targets of several units come to in a mark of the year; `None` of no units, where rates without
/// denominators differ, and where a unit lacks the mark.
pub fn together(
    indicator: &Indicator,
    targets: &[&BTreeMap<Kind, Mark>],
    kind: Kind,
) -> Option<Number> {
    let years: Option<Vec<Number>> =
        targets.iter().map(|marks| marks.get(&kind).map(|mark| mark.year)).collect();
    let years = years.filter(|years| !years.is_empty())?;
    if indicator.is_weighted() {
        return joined(indicator, &years);
    }
    // What stands at the end of the year adds up over units as well.
    let sum = years.iter().try_fold(Sum::ZERO, |sum, it| sum.checked_add(it.value.into()).ok())?;
    sum.quantity().ok().map(Number::plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annual::split::{check, spread};
    use crate::indicator::Direction;
    use crate::indicator::tests::indicator;
    use proptest::prelude::*;

    fn q(text: &str) -> Quantity {
        Quantity::parse(text).unwrap()
    }

    fn plain(year: &str, parts: &[&str]) -> Mark {
        let number = |text: &&str| Number::plain(q(text));
        Mark { year: number(&year), parts: parts.iter().map(number).collect() }
    }

    fn did(top: &str, bottom: &str) -> Amount {
        Amount { count: 1, top: q(top).into(), bottom: q(bottom).into() }
    }

    fn target(mark: Mark) -> Target {
        Target { marks: [(Kind::Target, mark)].into(), is_below: true }
    }

    fn values(targets: &[Target]) -> Vec<Vec<String>> {
        let of = |target: &Target| {
            let mark = &target.marks[&Kind::Target];
            let numbers = [&mark.year].into_iter().chain(&mark.parts);
            numbers
                .map(|it| it.weight.map_or(it.value.to_string(), |w| format!("{}/{w}", it.value)))
                .collect()
        };
        targets.iter().map(of).collect()
    }

    #[test]
    fn amounts_follow_the_year_before_and_lose_nothing() {
        let of = indicator(Direction::Up, Aggregation::Sum);
        let whole = target(plain("100", &["40", "60"]));
        let units = divide(&of, &whole, &[did("30", "0"), did("10", "0"), did("0", "0")]);
        assert_eq!(values(&units), [["75", "30", "45"], ["25", "10", "15"], ["0", "0", "0"]]);
        let thirds = divide(&of, &target(plain("1", &["0.5", "0.5"])), &[did("1", "0"); 3]);
        assert_eq!(
            values(&thirds),
            [["0.33", "0.17", "0.16"], ["0.34", "0.16", "0.18"], ["0.33", "0.17", "0.16"]]
        );
    }

    #[test]
    fn nothing_known_or_something_negative_is_divided_evenly() {
        let of = indicator(Direction::Up, Aggregation::Sum);
        let whole = target(plain("10", &["10"]));
        for shares in [[Amount::default(); 2], [did("-1", "0"), did("5", "0")]] {
            assert_eq!(values(&divide(&of, &whole, &shares)), [["5", "5"], ["5", "5"]]);
        }
    }

    #[test]
    fn a_stock_is_divided_in_each_part() {
        let of = indicator(Direction::Down, Aggregation::Last);
        let units = divide(&of, &target(plain("8", &["10", "8"])), &[did("1", "0"), did("3", "0")]);
        assert_eq!(values(&units), [["2", "2.5", "2"], ["6", "7.5", "6"]]);
    }

    #[test]
    fn both_numbers_of_a_ratio_are_divided_and_a_bare_rate_is_the_same_everywhere() {
        let mut of = indicator(Direction::Up, Aggregation::Ratio);
        of.terms.factor = 100;
        let two = |value, weight| Number { value: q(value), weight: Some(q(weight)) };
        let mark = Mark { year: two("60", "100"), parts: vec![two("20", "40"), two("40", "60")] };
        let units = divide(&of, &target(mark), &[did("10", "20"), did("20", "30")]);
        assert_eq!(
            values(&units),
            [["20/40", "6.67/16", "13.33/24"], ["40/60", "13.33/24", "26.67/36"]]
        );
        let rate =
            divide(&of, &target(plain("58", &["57", "59"])), &[did("10", "20"), did("0", "0")]);
        assert_eq!(values(&rate), [["58", "57", "59"], ["58", "57", "59"]]);
    }

    proptest! {
        /// However a target is divided, every unit's parts make its year, and the units' years and parts make
        /// the whole again; nobody gets a number of the other sign, and no mark passes another.
        #[test]
        fn nothing_is_lost_or_invented(
            whole in 0_i64..9_000_000_000_000,
            share in 0_i64..=100,
            shape in proptest::collection::vec(0_i64..1_000_000_000, 12),
            did in proptest::collection::vec(0_i64..9_000_000_000_000_000, 1..9),
            is_stock in any::<bool>(),
        ) {
            let aggregation = if is_stock { Aggregation::Last } else { Aggregation::Sum };
            let of = indicator(Direction::Up, aggregation);
            let shape: Vec<Quantity> = shape.into_iter().map(Quantity::from_millionths).collect();
            let mark = |whole: i64| {
                let year = Number::plain(Quantity::from_millionths(whole));
                Mark { year, parts: spread(&of, year, 12, &shape) }
            };
            let marks = [(Kind::Target, mark(whole)), (Kind::Threshold, mark(whole / 100 * share))];
            let target = Target { marks: marks.into(), is_below: true };
            prop_assume!(target.problems(&of).is_empty());
            let amounts: Vec<Amount> = did
                .iter()
                .map(|did| Amount { count: 1, top: Quantity::from_millionths(*did).into(), ..Amount::default() })
                .collect();
            let units = divide(&of, &target, &amounts);
            for (kind, mark) in &target.marks {
                for at in 0..12 {
                    let sum: i64 = units.iter().map(|it| it.marks[kind].parts[at].value.millionths()).sum();
                    prop_assert_eq!(sum, mark.parts[at].value.millionths());
                }
                let marks: Vec<_> = units.iter().map(|unit| &unit.marks).collect();
                prop_assert_eq!(together(&of, &marks, *kind), Some(mark.year));
                for unit in &units {
                    let own = &unit.marks[kind];
                    prop_assert_eq!(check(&of, own.year, &own.parts), Ok(()));
                    prop_assert!(own.parts.iter().all(|part| !part.value.is_negative()));
                }
            }
        }
    }
}
