//! A reading: one number (or two) of one unit, period, indicator and kind, and what makes it wrong.

use crate::indicator::Indicator;
pub use interchange::Kind;
use kernel::{IndicatorId, Period, Problem, Quantity, UnitId};

/// How many kinds there are.
pub const KINDS: usize = Kind::ALL.len();

/// The stored names of the kinds, by code.
pub const KIND_NAMES: [&str; KINDS] =
    ["actual", "target", "threshold", "stretch", "target-high", "threshold-high"];

/// The name of a kind.
pub fn kind_name(kind: Kind) -> &'static str {
    KIND_NAMES[usize::from(kind.code())]
}

/// The kind of this name.
pub fn kind_by_name(name: &str) -> Option<Kind> {
    let code = KIND_NAMES.iter().position(|known| *known == name)?;
    Kind::ALL.get(code).copied()
}

/// A reading to be kept. The store gives it its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewReading {
    pub unit: UnitId,
    pub period: Period,
    pub indicator: IndicatorId,
    pub kind: Kind,
    /// The number; of a ratio the numerator.
    pub value: Quantity,
    /// Denominator or weight. A target of a ratio or mean without one is a rate.
    pub weight: Option<Quantity>,
    /// The cell it was read from, as the import packs it.
    pub cell: Option<i64>,
}

impl NewReading {
    /// The first reason why this indicator cannot take it.
    pub fn problem(&self, indicator: &Indicator) -> Option<Problem> {
        let about = |code| Problem::new(code).arg("indicator", &indicator.code);
        if self.period.grain() != indicator.grain {
            return Some(
                about("reading-grain")
                    .arg("period", self.period)
                    .arg("grain", indicator.grain.name()),
            );
        }
        let negative = self.value.is_negative() && !indicator.may_be_negative;
        if negative || self.weight.is_some_and(Quantity::is_negative) {
            let number = if negative { self.value } else { self.weight.unwrap_or_default() };
            return Some(about("reading-negative").arg("value", number));
        }
        match (self.weight, indicator.is_weighted(), self.kind) {
            (None, true, Kind::Actual) => Some(about("reading-needs-two-numbers")),
            (Some(_), false, _) => Some(about("reading-takes-one-number")),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::tests::indicator;
    use crate::indicator::{Aggregation, Direction};

    #[track_caller]
    fn check(aggregation: Aggregation, kind: Kind, numbers: (&str, &str), expected: Option<&str>) {
        let q = |text: &str| (!text.is_empty()).then(|| Quantity::parse(text).unwrap());
        let reading = NewReading {
            unit: UnitId(1),
            period: "2024-08".parse().unwrap(),
            indicator: IndicatorId(1),
            kind,
            value: q(numbers.0).unwrap(),
            weight: q(numbers.1),
            cell: None,
        };
        let problem = reading.problem(&indicator(Direction::Up, aggregation));
        assert_eq!(problem.map(|problem| problem.code), expected);
    }

    #[test]
    fn what_no_indicator_takes_is_refused() {
        check(Aggregation::Sum, Kind::Actual, ("5", ""), None);
        check(Aggregation::Sum, Kind::Actual, ("-5", ""), Some("reading-negative"));
        check(Aggregation::Sum, Kind::Actual, ("5", "1"), Some("reading-takes-one-number"));
        check(Aggregation::Ratio, Kind::Actual, ("5", ""), Some("reading-needs-two-numbers"));
        check(Aggregation::Ratio, Kind::Actual, ("5", "-1"), Some("reading-negative"));
        check(Aggregation::Ratio, Kind::Target, ("58", ""), None);
        check(Aggregation::Mean, Kind::Actual, ("5", "0"), None);
    }

    #[test]
    fn a_reading_has_the_grain_of_its_indicator() {
        let mut yearly = indicator(Direction::Up, Aggregation::Sum);
        yearly.terms.grain = kernel::Grain::Year;
        let reading = NewReading {
            unit: UnitId(1),
            period: "2024-08".parse().unwrap(),
            indicator: IndicatorId(1),
            kind: Kind::Actual,
            value: Quantity::ZERO,
            weight: None,
            cell: None,
        };
        assert_eq!(reading.problem(&yearly).unwrap().code, "reading-grain");
    }

    #[test]
    fn kinds_have_names() {
        for kind in Kind::ALL {
            assert_eq!(kind_by_name(kind_name(kind)), Some(kind));
        }
    }
}
