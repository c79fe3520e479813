//! The figures of a question's units over its periods, and the panel that they make. What is missing stays
//! missing; a ratio is its numerator by its denominator.

use kernel::{Period, UnitId};
use planning::Aggregation;
use planning::figure::Amount;
use planning::indicator::Terms;
use sm3::{Digest, Sm3};
use statistics::Undefined;
use statistics::panel::{Column, Panel};

/// Figures of every unit, one for each period.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub units: Vec<UnitId>,
    /// One after the other without a gap; `before` of them only for the cause, ahead of the outcome.
    pub periods: Vec<Period>,
    pub before: usize,
    /// By unit, then by period.
    pub outcome: Vec<Vec<Option<f64>>>,
    pub cause: Vec<Vec<Option<f64>>>,
    /// When each unit begins, none for one that does not; only of a question that compares these.
    pub starts: Option<Vec<Option<Period>>>,
}

/// What an amount is worth, with every digit; `None` for what is not reported or has no denominator.
pub fn worth(amount: Amount, terms: &Terms) -> Option<f64> {
    if !amount.is_reported() {
        return None;
    }
    let ratio = amount.ratio(terms.aggregation)?;
    let factor = if terms.aggregation == Aggregation::Ratio { terms.factor } else { 1 };
    let value = ratio.numerator.0 as f64 / ratio.denominator.0 as f64 * factor as f64;
    value.is_finite().then_some(value)
}

impl Series {
    /// The panel with outcome and cause.
    ///
    /// # Errors
    /// As those of a panel: `NoData` without units or periods.
    pub fn panel(&self) -> Result<(Panel, Column, Column), Undefined> {
        let length = self.periods.len();
        let units: Vec<usize> = (0..self.units.len() * length).map(|at| at / length).collect();
        let periods: Vec<i64> = (0..units.len()).map(|at| (at % length) as i64).collect();
        let mut panel = Panel::new(&units, &periods)?;
        let outcome = panel.add(&self.outcome.concat())?;
        let cause = panel.add(&self.cause.concat())?;
        Ok((panel, outcome, cause))
    }

    /// SM3 over everything a run uses, in hexadecimal.
    pub fn digest(&self) -> String {
        let mut hasher = Sm3::new();
        for (unit, (outcome, cause)) in self.units.iter().zip(self.outcome.iter().zip(&self.cause))
        {
            for (period, (outcome, cause)) in self.periods.iter().zip(outcome.iter().zip(cause)) {
                hasher.update(format!("{unit} {period} {outcome:?} {cause:?}\n"));
            }
        }
        for (unit, start) in self.units.iter().zip(self.starts.iter().flatten()) {
            let start = start.map(|period| period.to_string()).unwrap_or_default();
            hasher.update(format!("{unit} begins {start}\n"));
        }
        ::store::audit::hex(&hasher.finalize())
    }

    /// The seed of whatever is drawn by chance: it follows from the figures, so nobody chooses it.
    pub fn seed(digest: &str) -> u64 {
        u64::from_str_radix(digest.get(..15).unwrap_or("0"), 16).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Quantity;

    #[test]
    fn a_ratio_is_its_two_numbers_and_nothing_stays_nothing() {
        let q = |text: &str| Quantity::parse(text).unwrap();
        let ratio = Terms {
            code: "yield".into(),
            name_zh: "产率".into(),
            name_en: String::new(),
            unit: "%".into(),
            decimals: 2,
            direction: planning::Direction::Up,
            aggregation: Aggregation::Ratio,
            factor: 100,
            grain: kernel::Grain::Month,
            owner: None,
            source: String::new(),
            tolerance: None,
            may_be_negative: false,
        };
        let of = |value: &str, weight: &str| {
            worth(Amount::of(Aggregation::Ratio, q(value), Some(q(weight))), &ratio)
        };
        assert_eq!(of("1", "8"), Some(12.5));
        assert_eq!(of("1", "0"), None);
        assert_eq!(worth(Amount::default(), &ratio), None);
        let sum = Terms { aggregation: Aggregation::Sum, factor: 1, ..ratio };
        assert_eq!(worth(Amount::of(Aggregation::Sum, q("0"), None), &sum), Some(0.0));
    }

    #[test]
    fn one_other_figure_is_another_digest_and_another_seed() {
        let series = Series {
            units: vec![UnitId(1)],
            periods: vec!["2026-01".parse().unwrap()],
            before: 0,
            outcome: vec![vec![Some(1.0)]],
            cause: vec![vec![None]],
            starts: None,
        };
        let other = Series { cause: vec![vec![Some(0.0)]], ..series.clone() };
        assert_eq!(series.digest().len(), 64);
        assert_ne!(series.digest(), other.digest());
        assert_ne!(Series::seed(&series.digest()), Series::seed(&other.digest()));
    }
}
