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

    /// A mark of the compared periods, when all of them have it.
    pub fn has_mark(&self, kind: Kind) -> bool {
        self.compared > 0 && self.paired.periods_with(kind) == self.compared
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
