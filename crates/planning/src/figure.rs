//! What readings amount to: sums over units and periods that never lose a digit, and the values they
//! stand for.
//!
//! An [`Amount`] adds; a rate does not. A ratio is the ratio of its sums. A target may be planned as
//! two numbers or given as a rate; a rate counts with the actual denominator of its unit and period, so
//! rates that differ are weighted by what was really done. Nothing here rounds before the last step.

use crate::indicator::{Aggregation, Terms};
use crate::reading::{KINDS, Kind};
use kernel::quantity::SCALE;
use kernel::{Quantity, QuantityError, Ratio, Sum};

/// Why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    NotReported,
    /// The denominator is zero, or nothing weighs rates that may differ.
    NoDenominator,
    /// The exact sum is kept, but it is larger than any quantity.
    TooLarge,
}

/// The exact sum of some readings of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// How many readings are in it; 0 is "not reported", which is not the value 0.
    pub count: i64,
    /// Values or numerators in millionths; of a mean (and of rates) products in millionths of millionths.
    pub top: Sum,
    /// Denominators or weights in millionths; zero where there are none.
    pub bottom: Sum,
}

impl Amount {
    /// One reading with both of its numbers where the aggregation wants two.
    pub fn of(aggregation: Aggregation, value: Quantity, weight: Option<Quantity>) -> Self {
        let bottom = weight.unwrap_or(Quantity::ZERO);
        let top = match aggregation {
            Aggregation::Mean => Sum::product(value, bottom),
            Aggregation::Sum | Aggregation::Last | Aggregation::Ratio => value.into(),
        };
        Self { count: 1, top, bottom: bottom.into() }
    }

    /// A rate that counts with this denominator.
    pub fn of_rate(rate: Quantity, denominator: Sum) -> Result<Self, QuantityError> {
        let product = i128::from(rate.millionths()).checked_mul(denominator.0);
        let top = Sum(product.ok_or(QuantityError::Overflow)?);
        Ok(Self { count: 1, top, bottom: denominator })
    }

    pub fn plus(self, other: Self) -> Result<Self, QuantityError> {
        Ok(Self {
            count: self.count + other.count,
            top: self.top.checked_add(other.top)?,
            bottom: self.bottom.checked_add(other.bottom)?,
        })
    }

    pub fn minus(self, other: Self) -> Result<Self, QuantityError> {
        self.plus(Self {
            count: -other.count,
            top: Sum(-other.top.0),
            bottom: Sum(-other.bottom.0),
        })
    }

    pub fn is_reported(self) -> bool {
        self.count > 0
    }

    /// Numerator and denominator of the value before the indicator's factor.
    pub fn ratio(self, aggregation: Aggregation) -> Option<Ratio> {
        let bottom = match aggregation {
            Aggregation::Sum | Aggregation::Last => Sum(i128::from(SCALE)),
            Aggregation::Ratio => self.bottom,
            Aggregation::Mean => Sum(self.bottom.0.checked_mul(i128::from(SCALE))?),
        };
        Some(Ratio { numerator: self.top, denominator: bottom })
    }

    /// The value as people see it: rounded once, to the indicator's decimals.
    ///
    /// # Errors
    /// Why there is none.
    pub fn worth(self, terms: &Terms) -> Result<Quantity, Lack> {
        if !self.is_reported() {
            return Err(Lack::NotReported);
        }
        let factor = if terms.aggregation == Aggregation::Ratio { terms.factor } else { 1 };
        let ratio = self.ratio(terms.aggregation).ok_or(Lack::TooLarge)?;
        worth(ratio, factor, terms.decimals)
    }

    /// The value, where there is one.
    pub fn value(self, terms: &Terms) -> Option<Quantity> {
        self.worth(terms).ok()
    }
}

fn worth(ratio: Ratio, factor: i64, decimals: u8) -> Result<Quantity, Lack> {
    if ratio.denominator == Sum::ZERO {
        return Err(Lack::NoDenominator);
    }
    ratio.rate(factor, decimals).ok_or(Lack::TooLarge)
}

/// A target, threshold or other mark: what was planned, and what was given as a rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Marks in the same form as the actual.
    pub planned: Amount,
    /// Rates, each with the actual denominator of its unit and period.
    pub rates: Amount,
    /// The rate itself while it is the only one: shown as it stands even before anything is reported.
    pub rate: Option<Quantity>,
}

impl Mark {
    pub fn is_given(&self) -> bool {
        self.planned.is_reported() || self.rates.is_reported()
    }

    /// How many readings are in it.
    pub fn count(&self) -> i64 {
        self.planned.count + self.rates.count
    }

    /// Whether actual denominators decided the weight of rates that may differ.
    pub fn is_weighted_by_actual(&self) -> bool {
        self.rates.count > 1 && self.rate.is_none()
    }

    fn plus(self, other: Self) -> Result<Self, QuantityError> {
        let rate = match (self.is_given(), other.is_given()) {
            (false, _) => other.rate,
            (_, false) => self.rate,
            _ if self.rate == other.rate => self.rate,
            _ => None,
        };
        let planned = self.planned.plus(other.planned)?;
        Ok(Self { planned, rates: self.rates.plus(other.rates)?, rate })
    }

    /// The mark's value, to the indicator's decimals.
    ///
    /// # Errors
    /// Why there is none.
    pub fn worth(&self, terms: &Terms) -> Result<Quantity, Lack> {
        if !self.rates.is_reported() {
            return self.planned.worth(terms);
        }
        if let (Some(rate), false) = (self.rate, self.planned.is_reported()) {
            return Ok(rate.round(terms.decimals));
        }
        worth(self.joined(terms).ok_or(Lack::TooLarge)?, 1, terms.decimals)
    }

    /// Planned numbers and rates as one ratio; `None` when it does not fit.
    fn joined(&self, terms: &Terms) -> Option<Ratio> {
        // A planned ratio is brought to the same scale as the products of rates.
        let lift = match terms.aggregation {
            Aggregation::Ratio => i128::from(terms.factor) * i128::from(SCALE),
            _ => 1,
        };
        let top = self.planned.top.0.checked_mul(lift)?.checked_add(self.rates.top.0)?;
        let bottom = self.planned.bottom.0.checked_add(self.rates.bottom.0)?;
        let denominator = Sum(bottom.checked_mul(i128::from(SCALE))?);
        Some(Ratio { numerator: Sum(top), denominator })
    }

    /// The value, where there is one.
    pub fn value(&self, terms: &Terms) -> Option<Quantity> {
        self.worth(terms).ok()
    }
}

/// Everything known of one indicator at one unit for one period, or for several added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub actual: Amount,
    marks: [Mark; KINDS - 1],
    /// In how many of the periods each mark is whole.
    given: [u32; KINDS - 1],
}

impl Figures {
    /// The mark of a kind other than the actual.
    pub fn mark(&self, kind: Kind) -> &Mark {
        &self.marks[usize::from(kind.code()).saturating_sub(1)]
    }

    pub fn target(&self) -> &Mark {
        self.mark(Kind::Target)
    }

    /// A mark that stands beside every target. Of a threshold that only some of the units with a target
    /// have, the sum says nothing about the sum of the targets.
    pub fn whole(&self, kind: Kind) -> Option<&Mark> {
        let mark = self.mark(kind);
        let is_whole = kind == Kind::Target || mark.count() == self.target().count();
        (mark.is_given() && is_whole).then_some(mark)
    }

    /// The same marks with another actual.
    #[must_use]
    pub fn with_actual(self, actual: Amount) -> Self {
        Self { actual, ..self }
    }

    /// In how many of the added periods this mark is whole.
    pub fn periods_with(&self, kind: Kind) -> u32 {
        self.given[usize::from(kind.code()).saturating_sub(1)]
    }

    /// Whether there is anything to show.
    pub fn is_empty(&self) -> bool {
        !self.actual.is_reported() && self.marks.iter().all(|mark| !mark.is_given())
    }

    /// Takes in what the readings or roll-ups of a kind amount to.
    pub fn put(&mut self, kind: Kind, amount: Amount) {
        match kind.code().checked_sub(1) {
            None => self.actual = amount,
            Some(place) => self.marks[usize::from(place)].planned = amount,
        }
    }

    /// Takes in rates that already carry their denominators. A single one is known by itself once its
    /// denominator is; until then a unit above cannot show it, since only products are kept there.
    pub fn put_rates(&mut self, kind: Kind, rates: Amount) {
        let mark = &mut self.marks[usize::from(kind.code()).saturating_sub(1)];
        let rate = rates.top.0.checked_div(rates.bottom.0).filter(|_| rates.count == 1);
        mark.rate = rate.and_then(|rate| i64::try_from(rate).ok()).map(Quantity::from_millionths);
        mark.rates = rates;
    }

    /// Takes in a rate given for this very unit and period. Put the actual first: it is the weight.
    pub fn put_rate(&mut self, kind: Kind, rate: Quantity) -> Result<(), QuantityError> {
        let mark = &mut self.marks[usize::from(kind.code()).saturating_sub(1)];
        mark.rates = Amount::of_rate(rate, self.actual.bottom)?;
        mark.rate = Some(rate);
        Ok(())
    }

    /// Counts this as one period.
    #[must_use]
    pub fn counted(mut self) -> Self {
        for kind in Kind::ALL.into_iter().skip(1) {
            self.given[usize::from(kind.code()) - 1] = u32::from(self.whole(kind).is_some());
        }
        self
    }

    pub fn plus(&self, other: &Self) -> Result<Self, QuantityError> {
        let mut sum = Self { actual: self.actual.plus(other.actual)?, ..Self::default() };
        for place in 0..KINDS - 1 {
            sum.marks[place] = self.marks[place].plus(other.marks[place])?;
            sum.given[place] = self.given[place] + other.given[place];
        }
        Ok(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::Direction;
    use crate::indicator::tests::indicator;

    fn q(text: &str) -> Quantity {
        Quantity::parse(text).unwrap()
    }

    fn percent() -> Terms {
        let mut terms = indicator(Direction::Up, Aggregation::Ratio).terms;
        terms.factor = 100;
        terms
    }

    fn month(actual: Option<(&str, &str)>, rate: Option<&str>) -> Figures {
        let mut figures = Figures::default();
        if let Some((top, bottom)) = actual {
            let amount = Amount::of(Aggregation::Ratio, q(top), Some(q(bottom)));
            figures.put(Kind::Actual, amount);
        }
        if let Some(rate) = rate {
            figures.put_rate(Kind::Target, q(rate)).unwrap();
        }
        figures.counted()
    }

    #[test]
    fn a_ratio_is_the_ratio_of_sums() {
        let both = month(Some(("50", "100")), None).plus(&month(Some(("30", "40")), None)).unwrap();
        assert_eq!(both.actual.value(&percent()), Some(q("57.14")));
    }

    #[test]
    fn rates_that_differ_are_weighted_by_actual_denominators() {
        let first = month(Some(("50", "100")), Some("58"));
        let second = month(Some(("30", "300")), Some("62"));
        let both = first.plus(&second).unwrap();
        assert_eq!(both.target().value(&percent()), Some(q("61")));
        assert!(both.target().is_weighted_by_actual());
        let same = first.plus(&month(Some(("1", "7")), Some("58"))).unwrap();
        assert_eq!(same.target().value(&percent()), Some(q("58")));
        assert!(!same.target().is_weighted_by_actual());
    }

    #[test]
    fn a_rate_is_shown_before_anything_is_reported() {
        let waiting = month(None, Some("58.5"));
        assert_eq!(waiting.target().value(&percent()), Some(q("58.5")));
        let other = waiting.plus(&month(None, Some("60"))).unwrap();
        assert_eq!(other.target().value(&percent()), None, "no denominator weighs the two");
    }

    #[test]
    fn a_rate_joins_a_target_of_two_numbers() {
        let mut planned = Figures::default();
        planned.put(Kind::Target, Amount::of(Aggregation::Ratio, q("60"), Some(q("100"))));
        let both = planned.plus(&month(Some(("1", "300")), Some("50"))).unwrap();
        assert_eq!(both.target().value(&percent()), Some(q("52.5")));
    }

    #[test]
    fn a_zero_denominator_gives_no_value() {
        assert_eq!(month(Some(("1", "0")), None).actual.value(&percent()), None);
        assert_eq!(Amount::default().value(&percent()), None);
    }

    #[test]
    fn a_rolled_up_rate_is_known_once_its_denominator_is() {
        let rolled = |denominators: &[&str]| {
            let rates = denominators.iter().map(|text| Amount::of_rate(q("58"), q(text).into()));
            let sum = rates.fold(Amount::default(), |sum, rate| sum.plus(rate.unwrap()).unwrap());
            let mut figures = Figures::default();
            figures.put_rates(Kind::Target, sum);
            figures.target().worth(&percent())
        };
        assert_eq!(rolled(&["100"]), Ok(q("58")));
        assert_eq!(rolled(&["100", "0"]), Ok(q("58")));
        assert_eq!(rolled(&["0"]), Err(Lack::NoDenominator));
    }

    #[test]
    fn a_sum_too_large_to_show_is_told_from_a_missing_denominator() {
        let sum = indicator(Direction::Up, Aggregation::Sum).terms;
        let half = Amount::of(Aggregation::Sum, q("5000000000000"), None);
        assert_eq!(half.worth(&sum), Ok(q("5000000000000")));
        assert_eq!(half.plus(half).unwrap().worth(&sum), Err(Lack::TooLarge));
        let ratio = |top, bottom| Amount::of(Aggregation::Ratio, q(top), Some(q(bottom)));
        assert_eq!(ratio("1", "0").worth(&percent()), Err(Lack::NoDenominator));
        assert_eq!(ratio("9000000000000", "0.000001").worth(&percent()), Err(Lack::TooLarge));
        assert_eq!(Amount::default().worth(&sum), Err(Lack::NotReported));
        let mut figures = Figures::default();
        figures.put(Kind::Target, half.plus(half).unwrap());
        assert_eq!(figures.target().worth(&sum), Err(Lack::TooLarge));
    }

    #[test]
    fn a_mean_keeps_products_that_no_quantity_holds() {
        let mean = indicator(Direction::Down, Aggregation::Mean).terms;
        let ash = |value, weight| Amount::of(Aggregation::Mean, q(value), Some(q(weight)));
        let sum = ash("10.42", "9000000000").plus(ash("10.77", "3000000000")).unwrap();
        assert!(sum.top.quantity().is_err());
        assert_eq!(sum.value(&mean), Some(q("10.51")));
    }
}
