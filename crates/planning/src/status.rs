//! How a figure stands against its target: ● meets it or lies in the band, ◐ between threshold and
//! target, ▲ worse than the threshold, ○ not reported.
//!
//! What is judged is what is shown: both sides are rounded to the indicator's decimals first. Without
//! a threshold of its own, a target is missed "a little" within the tolerance, in per cent of the
//! target's size; a target of zero therefore knows no "a little". A threshold or upper end counts only
//! where every unit with a target has one.

use crate::figure::{Figures, Lack};
use crate::indicator::{Direction, Indicator};
use crate::reading::Kind;
use crate::to_date::ToDate;
use kernel::quantity::{SCALE, divide_half_away};
use kernel::{Quantity, Ratio};

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    Met,
    Near,
    Off,
    NotReported,
    /// Reported, but nobody set a target.
    NoTarget,
    /// Reported, but without a value: the denominator is zero.
    NoValue,
    /// The actual or its target is larger than any quantity.
    TooLarge,
}

/// The two lines that an actual is held against, and their upper ends where there is a band.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Lines {
    target: Quantity,
    target_high: Option<Quantity>,
    threshold: Option<Quantity>,
    threshold_high: Option<Quantity>,
}

/// The standing of one period.
pub fn of_period(indicator: &Indicator, tolerance: Quantity, figures: &Figures) -> Standing {
    of(indicator, tolerance, figures, |kind| figures.whole(kind).is_some())
}

/// The standing of all compared periods together.
pub fn to_date(indicator: &Indicator, tolerance: Quantity, total: &ToDate) -> Standing {
    if total.used > 0 && total.compared == 0 {
        let actual = total.figures.actual.worth(indicator);
        return actual.map_or_else(without_value, |_| Standing::NoTarget);
    }
    of(indicator, tolerance, &total.paired, |kind| total.has_mark(kind))
}

fn of(
    indicator: &Indicator,
    tolerance: Quantity,
    figures: &Figures,
    has: impl Fn(Kind) -> bool,
) -> Standing {
    let actual = match figures.actual.worth(indicator) {
        Ok(actual) => actual,
        Err(lack) => return without_value(lack),
    };
    let mark = |kind| has(kind).then(|| figures.mark(kind).value(indicator)).flatten();
    let target = match figures.target().worth(indicator) {
        Ok(target) if has(Kind::Target) => target,
        Err(Lack::TooLarge) => return Standing::TooLarge,
        _ => return Standing::NoTarget,
    };
    let lines = Lines {
        target,
        target_high: mark(Kind::TargetHigh),
        threshold: mark(Kind::Threshold),
        threshold_high: mark(Kind::ThresholdHigh),
    };
    judge(indicator.direction, indicator.tolerance.unwrap_or(tolerance), actual, lines)
}

/// How an actual without a value stands.
fn without_value(lack: Lack) -> Standing {
    match lack {
        Lack::NotReported => Standing::NotReported,
        Lack::NoDenominator => Standing::NoValue,
        Lack::TooLarge => Standing::TooLarge,
    }
}

fn judge(direction: Direction, tolerance: Quantity, actual: Quantity, lines: Lines) -> Standing {
    let target_high = lines.target_high.unwrap_or(lines.target);
    let low = lines.threshold.unwrap_or_else(|| step(lines.target, tolerance, -1));
    let high = match direction {
        // The threshold of "lower is better" lies above its target.
        Direction::Down => lines.threshold.unwrap_or_else(|| step(lines.target, tolerance, 1)),
        _ => lines.threshold_high.unwrap_or_else(|| step(target_high, tolerance, 1)),
    };
    let (met, near) = match direction {
        Direction::Up => (actual >= lines.target, actual >= low),
        Direction::Down => (actual <= lines.target, actual <= high),
        Direction::Range => {
            ((lines.target..=target_high).contains(&actual), (low..=high).contains(&actual))
        }
    };
    match (met, near) {
        (true, _) => Standing::Met,
        (false, true) => Standing::Near,
        (false, false) => Standing::Off,
    }
}

/// A line `tolerance` per cent of its size away, in the direction of `sign`.
fn step(line: Quantity, tolerance: Quantity, sign: i128) -> Quantity {
    let size = i128::from(line.millionths()).abs();
    let slack =
        divide_half_away(size * i128::from(tolerance.millionths()), 100 * i128::from(SCALE));
    let moved = i128::from(line.millionths()) + sign * slack;
    i64::try_from(moved).map_or(line, Quantity::from_millionths)
}

/// The rate of achievement in per cent with two decimals, for "higher is better" amounts.
pub fn achievement(ratio: Ratio) -> Option<Quantity> {
    ratio.rate(100, 2)
}

/// How many of several figures stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub met: u32,
    pub near: u32,
    pub off: u32,
    pub not_reported: u32,
    /// Without a target or a value; neither good nor bad.
    pub open: u32,
}

impl Tally {
    pub fn count(&mut self, standing: Standing) {
        *match standing {
            Standing::Met => &mut self.met,
            Standing::Near => &mut self.near,
            Standing::Off => &mut self.off,
            Standing::NotReported => &mut self.not_reported,
            Standing::NoTarget | Standing::NoValue | Standing::TooLarge => &mut self.open,
        } += 1;
    }

    pub fn all(&self) -> u32 {
        self.met + self.near + self.off + self.not_reported + self.open
    }

    pub fn reported(&self) -> u32 {
        self.all() - self.not_reported
    }
}

impl FromIterator<Standing> for Tally {
    fn from_iter<I: IntoIterator<Item = Standing>>(standings: I) -> Self {
        let mut tally = Self::default();
        standings.into_iter().for_each(|standing| tally.count(standing));
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Amount;
    use crate::indicator::Aggregation;
    use crate::indicator::tests::indicator;

    const NONE: &str = "";

    /// actual, target, target high, threshold, threshold high; an empty text is not given.
    #[track_caller]
    fn check(direction: Direction, numbers: [&str; 5], expected: Standing) {
        let mut figures = Figures::default();
        let kinds =
            [Kind::Actual, Kind::Target, Kind::TargetHigh, Kind::Threshold, Kind::ThresholdHigh];
        for (kind, text) in kinds.into_iter().zip(numbers).filter(|(_, text)| !text.is_empty()) {
            let value = Quantity::parse(text).unwrap();
            figures.put(kind, Amount::of(Aggregation::Sum, value, None));
        }
        let indicator = indicator(direction, Aggregation::Sum);
        let five = Quantity::from_integer(5).unwrap();
        assert_eq!(of_period(&indicator, five, &figures), expected, "{numbers:?}");
    }

    #[test]
    fn higher_is_better() {
        check(Direction::Up, ["100", "100", NONE, NONE, NONE], Standing::Met);
        check(Direction::Up, ["99.99", "100", NONE, NONE, NONE], Standing::Near);
        check(Direction::Up, ["95", "100", NONE, NONE, NONE], Standing::Near);
        check(Direction::Up, ["94.99", "100", NONE, NONE, NONE], Standing::Off);
        check(Direction::Up, ["94.99", "100", NONE, "90", NONE], Standing::Near);
        check(Direction::Up, ["89.99", "100", NONE, "90", NONE], Standing::Off);
    }

    #[test]
    fn lower_is_better() {
        check(Direction::Down, ["1.40", "1.40", NONE, NONE, NONE], Standing::Met);
        check(Direction::Down, ["1.47", "1.40", NONE, NONE, NONE], Standing::Near);
        check(Direction::Down, ["1.86", "1.40", NONE, "1.80", NONE], Standing::Off);
        check(Direction::Down, ["1.75", "1.40", NONE, "1.80", NONE], Standing::Near);
    }

    #[test]
    fn a_band_has_two_ends() {
        check(Direction::Range, ["10.41", "10.3", "10.6", NONE, NONE], Standing::Met);
        check(Direction::Range, ["10.6", "10.3", "10.6", NONE, NONE], Standing::Met);
        check(Direction::Range, ["10.61", "10.3", "10.6", "10.2", "10.8"], Standing::Near);
        check(Direction::Range, ["10.81", "10.3", "10.6", "10.2", "10.8"], Standing::Off);
        check(Direction::Range, ["10.19", "10.3", "10.6", "10.2", "10.8"], Standing::Off);
        check(Direction::Range, ["10.5", "10.5", NONE, NONE, NONE], Standing::Met);
    }

    #[test]
    fn zero_and_negative_targets_are_targets() {
        check(Direction::Down, ["0", "0", NONE, NONE, NONE], Standing::Met);
        check(Direction::Down, ["0.01", "0", NONE, NONE, NONE], Standing::Off);
        check(Direction::Up, ["0", "0", NONE, NONE, NONE], Standing::Met);
        check(Direction::Up, ["-100", "-100", NONE, NONE, NONE], Standing::Met);
        check(Direction::Up, ["-104", "-100", NONE, NONE, NONE], Standing::Near);
        check(Direction::Up, ["-106", "-100", NONE, NONE, NONE], Standing::Off);
    }

    #[test]
    fn missing_is_told_apart() {
        check(Direction::Up, [NONE, "100", NONE, NONE, NONE], Standing::NotReported);
        check(Direction::Up, ["0", "100", NONE, NONE, NONE], Standing::Off);
        check(Direction::Up, ["5", NONE, NONE, NONE, NONE], Standing::NoTarget);
    }

    /// Two units with these targets and one threshold (or one upper end) between them.
    fn two_units(
        direction: Direction,
        actual: &str,
        kind: Kind,
        mark: &str,
    ) -> (Figures, Indicator) {
        let amount = |text| Amount::of(Aggregation::Sum, Quantity::parse(text).unwrap(), None);
        let mut figures = Figures::default();
        figures.put(Kind::Actual, amount(actual));
        figures.put(Kind::Target, amount("100").plus(amount("100")).unwrap());
        figures.put(kind, amount(mark));
        (figures, indicator(direction, Aggregation::Sum))
    }

    #[test]
    fn a_mark_that_only_some_units_have_is_no_mark_of_all() {
        let five = Quantity::from_integer(5).unwrap();
        let (figures, up) = two_units(Direction::Up, "95", Kind::Threshold, "92");
        assert_eq!(of_period(&up, five, &figures), Standing::Off);
        let by_period = [(202_409, figures)].into();
        let span = [kernel::Period::from_code(202_409).unwrap()];
        let total = ToDate::new(&up, &span, &by_period).unwrap();
        assert_eq!(to_date(&up, five, &total), Standing::Off);
        let (figures, range) = two_units(Direction::Range, "200", Kind::TargetHigh, "110");
        assert_eq!(of_period(&range, five, &figures), Standing::Met, "the target is no band");
        let (mut figures, up) = two_units(Direction::Up, "190", Kind::Threshold, "92");
        let both = figures.mark(Kind::Threshold).planned.plus(Amount::of(
            Aggregation::Sum,
            Quantity::from_integer(90).unwrap(),
            None,
        ));
        figures.put(Kind::Threshold, both.unwrap());
        assert_eq!(of_period(&up, Quantity::ZERO, &figures), Standing::Near, "both have one");
    }

    #[test]
    fn what_is_judged_is_what_is_shown() {
        check(Direction::Up, ["99.996", "100", NONE, NONE, NONE], Standing::Met);
        check(Direction::Up, ["99.994", "100", NONE, NONE, NONE], Standing::Near);
    }
}
