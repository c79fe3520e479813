//! A year's figure and its parts: months or quarters that come together by the indicator's own aggregation.
//!
//! Amounts add up to the year exactly; of a stock the last part is the year's; a ratio of two numbers is the
//! ratio of its sums. Rates without denominators cannot be added before anything is reported: theirs must
//! only lie around the year's rate (`domain.md` section C).

use crate::figure::Amount;
use crate::indicator::{Aggregation, Indicator};
use crate::span::Span;
use kernel::quantity::{DECIMALS, divide_half_away};
use kernel::{FinancialYear, Grain, Period, Quantity, Year};

/// A planned number: a value, a rate, or numerator and denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    pub value: Quantity,
    pub weight: Option<Quantity>,
}

impl Number {
    pub const fn plain(value: Quantity) -> Self {
        Self { value, weight: None }
    }
}

/// The parts of a year in the indicator's grain; of a yearly one the year itself, of days none.
pub fn parts(grain: Grain, year: i32, rules: FinancialYear) -> Option<Vec<Period>> {
    let last = rules.first_month(year).plus(11);
    match grain {
        Grain::Day => None,
        Grain::Year => Some(vec![Period::Year(Year(year))]),
        Grain::Month | Grain::Quarter => Some(Span::new(grain, last, rules).to_date),
    }
}

/// What the parts amount to when it is not the year's figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The parts come to this figure instead.
    Other(Quantity),
    /// All rates lie above the year's, or all below.
    Aside,
    /// The parts are too large together.
    TooLarge,
    /// Some parts have a denominator and some have none.
    Mixed,
}

/// Whether the parts belong to the year's figure.
///
/// # Errors
/// How they do not.
pub fn check(indicator: &Indicator, year: Number, parts: &[Number]) -> Result<(), Mismatch> {
    let weighed = parts.iter().filter(|part| part.weight.is_some()).count();
    if weighed != 0 && weighed != parts.len() {
        return Err(Mismatch::Mixed);
    }
    if indicator.is_weighted() && weighed == 0 {
        return around(indicator, year, parts);
    }
    let amount = match (indicator.aggregation, parts) {
        (Aggregation::Last, [.., last]) => amount(indicator, *last),
        _ => parts
            .iter()
            .try_fold(Amount::default(), |sum, part| sum.plus(amount(indicator, *part)))
            .map_err(|_| Mismatch::TooLarge)?,
    };
    let other = || Err(amount.value(indicator).map_or(Mismatch::TooLarge, Mismatch::Other));
    match (indicator.aggregation, year.weight) {
        // Two numbers are kept as two numbers.
        (Aggregation::Ratio, Some(_)) => {
            let whole = self::amount(indicator, year);
            if (whole.top, whole.bottom) == (amount.top, amount.bottom) { Ok(()) } else { other() }
        }
        (Aggregation::Ratio | Aggregation::Mean, None) => {
            let rate = year.value.round(indicator.decimals);
            if amount.value(indicator) == Some(rate) { Ok(()) } else { other() }
        }
        (Aggregation::Mean, Some(_)) => {
            let whole = self::amount(indicator, year);
            let is_same = whole.value(indicator) == amount.value(indicator);
            if is_same && whole.bottom == amount.bottom { Ok(()) } else { other() }
        }
        (Aggregation::Sum | Aggregation::Last, _) => {
            if amount.top == year.value.into() {
                Ok(())
            } else {
                other()
            }
        }
    }
}

fn amount(indicator: &Indicator, number: Number) -> Amount {
    Amount::of(indicator.aggregation, number.value, number.weight)
}

/// Rates that differ are weighted by what will be done: only their bounds are known before.
fn around(indicator: &Indicator, year: Number, parts: &[Number]) -> Result<(), Mismatch> {
    let rate = match year.weight {
        Some(_) => amount(indicator, year).value(indicator),
        None => Some(year.value),
    };
    let values = || parts.iter().map(|part| part.value);
    match (rate, values().min(), values().max()) {
        (Some(rate), Some(low), Some(high)) if low <= rate && rate <= high => Ok(()),
        _ => Err(Mismatch::Aside),
    }
}

/// The year's figure in so many parts: amounts in equal steps or in proportion to `shape`, without losing
/// or inventing anything; stocks, rates and means the same in each.
pub fn spread(
    indicator: &Indicator,
    year: Number,
    parts: usize,
    shape: &[Quantity],
) -> Vec<Number> {
    let adds = match indicator.aggregation {
        Aggregation::Sum => true,
        Aggregation::Ratio => year.weight.is_some(),
        Aggregation::Last | Aggregation::Mean => false,
    };
    if !adds {
        return vec![year; parts];
    }
    let values = in_steps(year.value, parts, shape, indicator.decimals);
    match year.weight {
        None => values.into_iter().map(Number::plain).collect(),
        Some(weight) => {
            let weights = in_steps(weight, parts, shape, indicator.decimals);
            let number = |(value, weight)| Number { value, weight: Some(weight) };
            values.into_iter().zip(weights).map(number).collect()
        }
    }
}

/// The year's figure of these parts; `None` where nothing weighs rates that differ, or it is too large.
pub fn joined(indicator: &Indicator, parts: &[Number]) -> Option<Number> {
    let first = *parts.first()?;
    if indicator.is_weighted() && parts.iter().all(|part| part.weight.is_none()) {
        return parts.iter().all(|part| *part == first).then_some(first);
    }
    let whole = parts
        .iter()
        .try_fold(Amount::default(), |sum, part| sum.plus(amount(indicator, *part)).ok())?;
    match indicator.aggregation {
        Aggregation::Sum => whole.top.quantity().ok().map(Number::plain),
        Aggregation::Last => parts.last().copied(),
        Aggregation::Ratio => Some(Number {
            value: whole.top.quantity().ok()?,
            weight: Some(whole.bottom.quantity().ok()?),
        }),
        Aggregation::Mean => Some(Number {
            value: whole.value(indicator)?,
            weight: Some(whole.bottom.quantity().ok()?),
        }),
    }
}

/// Each part is the step from one rounded sum to the next, so that the sums stay as near as they can and
/// the last one is exact.
fn in_steps(whole: Quantity, parts: usize, shape: &[Quantity], decimals: u8) -> Vec<Quantity> {
    let decimals =
        shape.iter().chain([&whole]).map(|number| decimals_of(*number)).fold(decimals, u8::max);
    let unit = i128::from(10_i64.pow(u32::from(DECIMALS.saturating_sub(decimals))));
    let whole = i128::from(whole.millionths());
    let sum: i128 = shape.iter().map(|part| i128::from(part.millionths())).sum();
    let (mut upto, mut before, mut steps) = (0_i128, 0_i128, Vec::with_capacity(parts));
    for index in 0..parts {
        upto += shape.get(index).map_or(0, |part| i128::from(part.millionths()));
        let even = (index as i128 + 1, parts as i128);
        let (of, all) =
            if shape.len() == parts && sum != 0 { (upto * sum.signum(), sum.abs()) } else { even };
        let here = whole.checked_mul(of).map_or_else(
            || whole / all * of,
            |product| divide_half_away(product, all * unit) * unit,
        );
        let here = if index + 1 == parts { whole } else { here };
        steps.push(Quantity::from_millionths(i64::try_from(here - before).unwrap_or_default()));
        before = here;
    }
    steps
}

/// How many decimals a number needs.
pub fn decimals_of(number: Quantity) -> u8 {
    (0..DECIMALS).find(|decimals| number.round(*decimals) == number).unwrap_or(DECIMALS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::Direction;
    use crate::indicator::tests::indicator;
    use proptest::prelude::*;

    fn q(text: &str) -> Quantity {
        Quantity::parse(text).unwrap()
    }

    /// `a` or `a/b`.
    fn number(text: &str) -> Number {
        match text.split_once('/') {
            Some((value, weight)) => Number { value: q(value), weight: Some(q(weight)) },
            None => Number::plain(q(text)),
        }
    }

    #[track_caller]
    fn checks(aggregation: Aggregation, year: &str, parts: &str, expected: Result<(), Mismatch>) {
        let mut of = indicator(Direction::Up, aggregation);
        of.terms.factor = if aggregation == Aggregation::Ratio { 100 } else { 1 };
        let parts: Vec<Number> = parts.split(' ').map(number).collect();
        assert_eq!(check(&of, number(year), &parts), expected, "{year} of {parts:?}");
    }

    #[test]
    fn amounts_add_up_to_the_digit() {
        checks(Aggregation::Sum, "10", "2 3 5", Ok(()));
        checks(Aggregation::Sum, "10", "2 3 5.000001", Err(Mismatch::Other(q("10"))));
        checks(Aggregation::Sum, "-10", "-20 10 0", Ok(()));
        checks(Aggregation::Sum, "10", "2 3 4", Err(Mismatch::Other(q("9"))));
    }

    #[test]
    fn of_a_stock_the_last_part_is_the_years() {
        checks(Aggregation::Last, "10", "20 15 10", Ok(()));
        checks(Aggregation::Last, "10", "10 15 20", Err(Mismatch::Other(q("20"))));
    }

    #[test]
    fn a_ratio_is_the_ratio_of_its_sums_and_never_their_mean() {
        checks(Aggregation::Ratio, "55", "40/100 70/100", Ok(()));
        checks(Aggregation::Ratio, "55", "40/100 140/200", Err(Mismatch::Other(q("60"))));
        checks(Aggregation::Ratio, "180/300", "40/100 140/200", Ok(()));
        checks(Aggregation::Ratio, "18/30", "40/100 140/200", Err(Mismatch::Other(q("60"))));
        checks(Aggregation::Ratio, "60", "40/100 70", Err(Mismatch::Mixed));
    }

    #[test]
    fn rates_without_denominators_lie_around_the_years() {
        checks(Aggregation::Ratio, "58", "57 58 60", Ok(()));
        checks(Aggregation::Ratio, "58", "58 58 58", Ok(()));
        checks(Aggregation::Ratio, "61", "57 58 60", Err(Mismatch::Aside));
        checks(Aggregation::Mean, "10.4", "10.5 10.6", Err(Mismatch::Aside));
        checks(Aggregation::Mean, "10.5", "10/1 11/1", Ok(()));
    }

    #[test]
    fn a_year_has_its_own_months_and_quarters() {
        let april = FinancialYear { start_month: 4 };
        let codes = |grain| {
            parts(grain, 2026, april)
                .map(|all| (all.len(), all[0].to_string(), all[all.len() - 1].to_string()))
        };
        assert_eq!(codes(Grain::Month), Some((12, "2026-04".into(), "2027-03".into())));
        assert_eq!(codes(Grain::Quarter), Some((4, "2026Q2".into(), "2027Q1".into())));
        assert_eq!(codes(Grain::Year), Some((1, "2026".into(), "2026".into())));
        assert_eq!(codes(Grain::Day), None);
    }

    #[test]
    fn a_mark_follows_the_shape_of_its_target() {
        let of = indicator(Direction::Up, Aggregation::Sum);
        let shape = [q("10"), q("20"), q("70")];
        let marks = spread(&of, number("90"), 3, &shape);
        assert_eq!(marks, [number("9"), number("18"), number("63")]);
        let even = spread(&of, number("100"), 3, &[]);
        assert_eq!(even, [number("33.33"), number("33.34"), number("33.33")]);
        let rate = indicator(Direction::Up, Aggregation::Ratio);
        assert_eq!(spread(&rate, number("58"), 3, &shape), vec![number("58"); 3]);
        let zero = spread(&of, number("5"), 2, &[q("0"), q("0")]);
        assert_eq!(zero, [number("2.5"), number("2.5")]);
    }

    proptest! {
        /// However a year is spread, its parts come to it again, and a lower mark nowhere passes its target.
        #[test]
        fn nothing_is_lost_or_invented(
            whole in -9_000_000_000_000_i64..9_000_000_000_000,
            shape in proptest::collection::vec(0_i64..1_000_000_000, 12),
            decimals in 0_u8..=6,
            share in 0_i64..100,
        ) {
            let mut of = indicator(Direction::Up, Aggregation::Sum);
            of.terms.decimals = decimals;
            let whole = Number::plain(Quantity::from_millionths(whole));
            let shape: Vec<Quantity> = shape.into_iter().map(Quantity::from_millionths).collect();
            for shape in [&shape[..], &[]] {
                prop_assert_eq!(check(&of, whole, &spread(&of, whole, 12, shape)), Ok(()));
            }
            let sum: i64 = shape.iter().map(|part| part.millionths()).sum();
            let lower = Number::plain(Quantity::from_millionths(sum / 100 * share));
            let below = spread(&of, lower, 12, &shape);
            prop_assert!(below.iter().zip(&shape).all(|(mark, target)| mark.value <= *target));
        }
    }
}
