//! Figures of several periods taken together: only periods that have an actual, compared only with the
//! plan of the same periods.

use crate::figure::Figures;
use crate::indicator::{Aggregation, Indicator};
use crate::reading::Kind;
use kernel::{Period, QuantityError, Ratio};
use std::collections::BTreeMap;

/// Figures by the code of their period.
pub type ByPeriod = BTreeMap<i64, Figures>;

/// What a row of periods amounts to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToDate {
    /// All periods with an actual; of a stock ("last") the latest of them.
    pub figures: Figures,
    /// Only periods with both an actual and a target: what may be compared.
    pub paired: Figures,
    /// How many periods have an actual …
    pub used: u32,
    /// … of how many …
    pub of: u32,
    /// … and how many of these have a target too.
    pub compared: u32,
    /// The most units that reported in any of the periods.
    pub most: i64,
}

impl ToDate {
    /// Adds up the periods of `span`.
    pub fn new(
        indicator: &Indicator,
        span: &[Period],
        by_period: &ByPeriod,
    ) -> Result<Self, QuantityError> {
        let mut total = Self { of: span.len() as u32, ..Self::default() };
        for period in span {
            let Some(figures) = by_period.get(&period.code()) else { continue };
            if figures.actual.is_reported() {
                total.take(indicator, &figures.counted())?;
            }
        }
        Ok(total)
    }

    fn take(&mut self, indicator: &Indicator, figures: &Figures) -> Result<(), QuantityError> {
        let replaces = indicator.aggregation == Aggregation::Last;
        self.most = self.most.max(figures.actual.count);
        let joined = |before: &Figures| if replaces { Ok(*figures) } else { before.plus(figures) };
        self.figures = joined(&self.figures)?;
        self.used += 1;
        if figures.target().is_given() {
            self.paired = joined(&self.paired)?;
            self.compared = if replaces { 1 } else { self.compared + 1 };
        } else if replaces {
            // The latest stock has no target: an older one's says nothing about it.
            (self.paired, self.compared) = (Figures::default(), 0);
        }
        Ok(())
    }

    /// Whether every period has an actual.
    pub fn is_complete(&self) -> bool {
        self.used == self.of
    }

    /// In how far reports are missing from what is shown. Missing is not zero.
    pub fn partly(&self, indicator: &Indicator) -> Option<Partly> {
        let is_last = indicator.aggregation == Aggregation::Last;
        let most = if is_last { self.most } else { 0 };
        Partly::new(&self.paired, self.figures.actual.count, most)
    }

    /// Whether a mark is whole in all compared periods.
    pub fn has_mark(&self, kind: Kind) -> bool {
        self.compared > 0 && self.paired.periods_with(kind) == self.compared
    }
}

/// A figure that not all who should have reported are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Partly {
    /// So many reported, of so many that have a target.
    OfPlanned(i64, i64),
    /// So many reported, and so many in another period: what others had in store is missing.
    Fewer(i64, i64),
}

impl Partly {
    /// `compared` holds actual and target of the same periods; `most` is how many units reported in
    /// another period, where the figure is a state that all of them have.
    pub fn new(compared: &Figures, reported: i64, most: i64) -> Option<Self> {
        let (actual, planned) = (compared.actual.count, compared.target().count());
        if actual > 0 && planned > 1 && actual < planned {
            Some(Self::OfPlanned(actual, planned))
        } else {
            (reported > 0 && reported < most).then_some(Self::Fewer(reported, most))
        }
    }
}

/// Actual against target, exactly; only for amounts that add up and are better when higher.
pub fn completion(indicator: &Indicator, figures: &Figures) -> Option<Ratio> {
    let adds = matches!(indicator.aggregation, Aggregation::Sum | Aggregation::Last);
    let higher = indicator.direction == interchange::Direction::Up;
    let target = figures.target().planned;
    let comparable = adds && higher && figures.actual.is_reported() && target.top.0 > 0;
    comparable.then_some(Ratio { numerator: figures.actual.top, denominator: target.top })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Amount;
    use crate::indicator::Direction;
    use crate::indicator::tests::indicator;
    use kernel::Quantity;

    /// Values of the units that reported, and of those with a target.
    fn month(actuals: &[i64], targets: &[i64]) -> Figures {
        let sum = |values: &[i64]| {
            let amounts = values.iter().map(|value| {
                Amount::of(Aggregation::Sum, Quantity::from_integer(*value).unwrap(), None)
            });
            amounts.fold(Amount::default(), |sum, amount| sum.plus(amount).unwrap())
        };
        let mut figures = Figures::default();
        figures.put(Kind::Actual, sum(actuals));
        figures.put(Kind::Target, sum(targets));
        figures
    }

    #[track_caller]
    fn check(aggregation: Aggregation, months: &[Figures], expected: Option<Partly>) {
        let first = kernel::Month { year: 2024, month: 1 };
        let span: Vec<Period> =
            (0..months.len()).map(|index| Period::Month(first.plus(index as i32))).collect();
        let by_period =
            span.iter().map(|period| period.code()).zip(months.iter().copied()).collect();
        let indicator = indicator(Direction::Up, aggregation);
        let total = ToDate::new(&indicator, &span, &by_period).unwrap();
        assert_eq!(total.partly(&indicator), expected);
    }

    #[test]
    fn missing_reports_are_told_of_a_sum() {
        let whole = month(&[10, 20], &[10, 20]);
        check(Aggregation::Sum, &[whole, whole], None);
        let half = month(&[10], &[10, 20]);
        check(Aggregation::Sum, &[whole, half], Some(Partly::OfPlanned(3, 4)));
        check(Aggregation::Sum, &[month(&[10, 20], &[]), month(&[10], &[])], None);
    }

    #[test]
    fn a_stock_lacks_what_those_hold_who_did_not_report() {
        let whole = month(&[10, 20], &[]);
        check(Aggregation::Last, &[whole, whole], None);
        check(Aggregation::Last, &[whole, month(&[12], &[])], Some(Partly::Fewer(1, 2)));
        check(Aggregation::Last, &[month(&[12], &[]), whole], None);
        let planned = month(&[12], &[10, 20]);
        check(Aggregation::Last, &[whole, planned], Some(Partly::OfPlanned(1, 2)));
    }
}
