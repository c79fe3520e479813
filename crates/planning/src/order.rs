//! The order of a target and the marks around it: a threshold lies on the worse side of its target, a
//! stretch on the better, and an upper end not below its lower one. Marks that cross would judge a
//! figure as good and bad at once, so writing refuses them.

use crate::figure::Amount;
use crate::indicator::{Aggregation, Direction, Indicator, Terms};
use crate::reading::{Kind, kind_name};
use kernel::quantity::DECIMALS;
use kernel::{Problem, Quantity};

/// Two marks of which the lower stands above the upper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crossed {
    pub lower: (Kind, Quantity),
    pub upper: (Kind, Quantity),
}

/// Which mark may not be above which.
const fn pairs(direction: Direction) -> &'static [(Kind, Kind)] {
    match direction {
        Direction::Up => &[
            (Kind::Threshold, Kind::Target),
            (Kind::Target, Kind::Stretch),
            (Kind::Threshold, Kind::Stretch),
            (Kind::Target, Kind::TargetHigh),
        ],
        Direction::Down => &[
            (Kind::Target, Kind::Threshold),
            (Kind::Stretch, Kind::Target),
            (Kind::Stretch, Kind::Threshold),
            (Kind::Target, Kind::TargetHigh),
        ],
        Direction::Range => &[
            (Kind::Threshold, Kind::Target),
            (Kind::Target, Kind::TargetHigh),
            (Kind::TargetHigh, Kind::ThresholdHigh),
            (Kind::Target, Kind::ThresholdHigh),
            (Kind::Threshold, Kind::TargetHigh),
            (Kind::Threshold, Kind::ThresholdHigh),
        ],
    }
}

/// What a mark stands for, with every decimal: the rate of one of two numbers.
pub fn worth(indicator: &Indicator, value: Quantity, weight: Option<Quantity>) -> Option<Quantity> {
    if indicator.aggregation != Aggregation::Ratio || weight.is_none() {
        return Some(value);
    }
    let exact = Terms { decimals: DECIMALS, ..indicator.terms.clone() };
    Amount::of(indicator.aggregation, value, weight).value(&exact)
}

/// The marks that have crossed, given what each is worth; equal ones have not.
pub fn crossed(
    direction: Direction,
    worth: impl Fn(Kind) -> Option<Quantity>,
) -> impl Iterator<Item = Crossed> {
    pairs(direction).iter().filter_map(move |&(lower, upper)| {
        let (low, high) = (worth(lower)?, worth(upper)?);
        (low > high).then_some(Crossed { lower: (lower, low), upper: (upper, high) })
    })
}

impl Crossed {
    pub fn concerns(&self, kind: Kind) -> bool {
        self.lower.0 == kind || self.upper.0 == kind
    }

    /// What is told of it.
    pub fn problem(&self, indicator: &Indicator) -> Problem {
        Problem::new("reading-order")
            .arg("indicator", &indicator.code)
            .arg("lower", kind_name(self.lower.0))
            .arg("low", self.lower.1)
            .arg("upper", kind_name(self.upper.0))
            .arg("high", self.upper.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marks with their values, and the pairs that have crossed.
    #[track_caller]
    fn check(direction: Direction, marks: &[(Kind, i64)], expected: &[(Kind, Kind)]) {
        let worth = |kind| {
            let found = marks.iter().find(|(mark, _)| *mark == kind)?;
            Quantity::from_integer(found.1).ok()
        };
        let pairs: Vec<_> =
            crossed(direction, worth).map(|pair| (pair.lower.0, pair.upper.0)).collect();
        assert_eq!(pairs, expected, "{marks:?}");
    }

    use Kind::{Stretch, Target, TargetHigh, Threshold, ThresholdHigh};

    #[test]
    fn higher_is_better() {
        check(Direction::Up, &[(Threshold, 92), (Target, 100), (Stretch, 110)], &[]);
        check(Direction::Up, &[(Threshold, 100), (Target, 100), (Stretch, 100)], &[]);
        check(Direction::Up, &[(Threshold, 101), (Target, 100)], &[(Threshold, Target)]);
        check(Direction::Up, &[(Target, 100), (Stretch, 99)], &[(Target, Stretch)]);
        check(Direction::Up, &[(Threshold, 92), (Stretch, 90)], &[(Threshold, Stretch)]);
    }

    #[test]
    fn lower_is_better() {
        check(Direction::Down, &[(Threshold, 18), (Target, 14), (Stretch, 11)], &[]);
        check(Direction::Down, &[(Threshold, 13), (Target, 14)], &[(Target, Threshold)]);
        check(Direction::Down, &[(Target, 14), (Stretch, 15)], &[(Stretch, Target)]);
        check(Direction::Down, &[(Threshold, 0), (Target, 0)], &[]);
    }

    #[test]
    fn a_band_is_wider_outside() {
        let band = |low, target, high, upper| {
            [(Threshold, low), (Target, target), (TargetHigh, high), (ThresholdHigh, upper)]
        };
        check(Direction::Range, &band(10, 20, 30, 40), &[]);
        check(Direction::Range, &band(10, 20, 19, 40), &[(Target, TargetHigh)]);
        check(Direction::Range, &band(21, 20, 30, 40), &[(Threshold, Target)]);
        check(Direction::Range, &band(10, 20, 30, 29), &[(TargetHigh, ThresholdHigh)]);
        check(Direction::Range, &[(Target, 20), (ThresholdHigh, 19)], &[(Target, ThresholdHigh)]);
        check(Direction::Range, &[(TargetHigh, 9), (Threshold, 10)], &[(Threshold, TargetHigh)]);
    }
}
