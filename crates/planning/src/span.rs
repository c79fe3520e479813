//! Which periods a month's page looks at: the one that holds the month, and those of the financial
//! year up to it, in the grain of the indicator.

use kernel::{FinancialYear, Grain, Month, Period, Year};

/// The periods of one grain that a month's page needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// What "this month" means: the period that holds it, or all days of it.
    pub current: Vec<Period>,
    /// From the beginning of the financial year to the end of the current period.
    pub to_date: Vec<Period>,
}

impl Span {
    pub fn new(grain: Grain, month: Month, year: FinancialYear) -> Self {
        let first = year.first_month(year.year_of(month));
        let between = |from: Period, to: Period| -> Vec<Period> {
            std::iter::successors(Some(from), |period| Some(period.next()))
                .take_while(|period| period.first_day() <= to.first_day())
                .collect()
        };
        match grain {
            Grain::Day => Self {
                current: between(Period::Day(month.first_day()), Period::Day(month.last_day())),
                to_date: between(Period::Day(first.first_day()), Period::Day(month.last_day())),
            },
            Grain::Month => Self {
                current: vec![Period::Month(month)],
                to_date: between(Period::Month(first), Period::Month(month)),
            },
            Grain::Quarter => Self {
                current: vec![Period::Quarter(month.quarter())],
                to_date: between(
                    Period::Quarter(first.quarter()),
                    Period::Quarter(month.quarter()),
                ),
            },
            Grain::Year => {
                let year = Period::Year(Year(month.year));
                Self { current: vec![year], to_date: vec![year] }
            }
        }
    }

    /// First and last of the periods to date.
    pub fn ends(&self) -> (Period, Period) {
        let first = self.to_date[0];
        (first, *self.to_date.last().unwrap_or(&first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(grain: Grain, start_month: u8, current: &str, first: &str, count: usize) {
        let month = "2024-05".parse().unwrap();
        let span = Span::new(grain, month, FinancialYear { start_month });
        assert_eq!(span.current[0].to_string(), current);
        assert_eq!(span.to_date[0].to_string(), first);
        assert_eq!(span.to_date.len(), count);
    }

    #[test]
    fn each_grain_has_its_own_periods() {
        check(Grain::Month, 1, "2024-05", "2024-01", 5);
        check(Grain::Month, 6, "2024-05", "2023-06", 12);
        check(Grain::Quarter, 1, "2024Q2", "2024Q1", 2);
        check(Grain::Quarter, 4, "2024Q2", "2024Q2", 1);
        check(Grain::Year, 4, "2024", "2024", 1);
        check(Grain::Day, 4, "2024-05-01", "2024-04-01", 61);
    }
}
