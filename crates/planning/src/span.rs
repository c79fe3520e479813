//! Which periods a month's page looks at: the one that holds the month, and those of the financial
//! year up to it, in the grain of the indicator.
//!
//! A financial year is named by the calendar year in which it begins, and so is a yearly reading: of a
//! year that begins in April, "2024" is the reading of February 2025. A quarter is one of the calendar
//! and counts in the financial year in which it begins, so that none counts in two: of a year that
//! begins in February, the first quarter counts in the year before.

use kernel::{FinancialYear, Grain, Month, Period, Year};

/// The periods of one grain that a month's page needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// What "this month" means: the period that holds it, or all days of it.
    pub current: Vec<Period>,
    /// Those that begin in the financial year, up to the current one. None when the current quarter is
    /// the only one so far and began in the year before.
    pub to_date: Vec<Period>,
}

impl Span {
    pub fn new(grain: Grain, month: Month, year: FinancialYear) -> Self {
        let first = year.first_month(year.year_of(month));
        let between = |from: Period, to: Period| -> Vec<Period> { from.through(to).collect() };
        match grain {
            Grain::Day => Self {
                current: between(Period::Day(month.first_day()), Period::Day(month.last_day())),
                to_date: between(Period::Day(first.first_day()), Period::Day(month.last_day())),
            },
            Grain::Month => Self {
                current: vec![Period::Month(month)],
                to_date: between(Period::Month(first), Period::Month(month)),
            },
            Grain::Quarter => {
                let mut quarters =
                    between(Period::Quarter(first.quarter()), Period::Quarter(month.quarter()));
                quarters.retain(|quarter| quarter.first_day() >= first.first_day());
                Self { current: vec![Period::Quarter(month.quarter())], to_date: quarters }
            }
            Grain::Year => {
                let year = Period::Year(Year(year.year_of(month)));
                Self { current: vec![year], to_date: vec![year] }
            }
        }
    }

    /// The period that holds the month; of days the month's last.
    pub fn holding(grain: Grain, month: Month, year: FinancialYear) -> Period {
        let current = Self::new(grain, month, year).current;
        current.last().copied().unwrap_or(Period::Month(month))
    }

    /// First and last of all its periods.
    pub fn ends(&self) -> (Period, Period) {
        let first = self.to_date.first().unwrap_or(&self.current[0]);
        (*first, self.current[self.current.len() - 1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First of the current periods, first and number of those to date.
    #[track_caller]
    fn check(grain: Grain, start_month: u8, month: &str, expected: (&str, &str, usize)) {
        let month = month.parse().unwrap();
        let span = Span::new(grain, month, FinancialYear { start_month });
        let first = span.to_date.first().map_or_else(String::new, Period::to_string);
        let current = span.current[0].to_string();
        assert_eq!((current.as_str(), first.as_str(), span.to_date.len()), expected);
        let (from, to) = span.ends();
        assert!(
            span.current.iter().chain(&span.to_date).all(|period| {
                (from.first_day()..=to.first_day()).contains(&period.first_day())
            })
        );
    }

    #[test]
    fn each_grain_has_its_own_periods() {
        check(Grain::Month, 1, "2024-05", ("2024-05", "2024-01", 5));
        check(Grain::Month, 6, "2024-05", ("2024-05", "2023-06", 12));
        check(Grain::Quarter, 1, "2024-05", ("2024Q2", "2024Q1", 2));
        check(Grain::Quarter, 4, "2024-05", ("2024Q2", "2024Q2", 1));
        check(Grain::Year, 4, "2024-05", ("2024", "2024", 1));
        check(Grain::Day, 4, "2024-05", ("2024-05-01", "2024-04-01", 61));
    }

    #[test]
    fn the_first_months_belong_to_a_year_that_began_before() {
        check(Grain::Month, 4, "2025-02", ("2025-02", "2024-04", 11));
        check(Grain::Quarter, 4, "2025-02", ("2025Q1", "2024Q2", 4));
        check(Grain::Year, 4, "2025-01", ("2024", "2024", 1));
        check(Grain::Year, 4, "2025-03", ("2024", "2024", 1));
        check(Grain::Year, 4, "2025-04", ("2025", "2025", 1));
        check(Grain::Year, 1, "2025-01", ("2025", "2025", 1));
    }

    #[test]
    fn a_quarter_counts_in_the_year_in_which_it_begins() {
        check(Grain::Quarter, 2, "2025-01", ("2025Q1", "2024Q2", 4));
        check(Grain::Quarter, 2, "2025-02", ("2025Q1", "", 0));
        check(Grain::Quarter, 2, "2025-03", ("2025Q1", "", 0));
        check(Grain::Quarter, 2, "2025-05", ("2025Q2", "2025Q2", 1));
    }
}
