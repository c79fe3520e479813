//! When a month falls due, which readings it is locked with, and how it stands.

use crate::annual::progress::Standing;
use kernel::{Day, FinancialYear, Grain, Month, Period};

kernel::named! {
    /// One half of the plan.
    Half("period-half-") {
        /// 经营半边: readings.
        Business = "business",
        /// 党建半边: what is said of the tasks.
        Party = "party",
    }
}

kernel::named! {
    /// How a unit's month stands.
    State("period-is-") {
        /// 未开始
        Future = "future",
        /// 进行中
        Running = "running",
        /// 待报: it has ended and is not due yet.
        Open = "open",
        /// 已到期: due and not locked.
        Overdue = "overdue",
        /// 已锁定
        Locked = "locked",
    }
}

/// Both halves are due on this day of the following month unless a rule says otherwise (`domain.md` names
/// none; the enterprise sets its own).
pub const DUE_DAY: i64 = 5;

/// Every month has these days.
pub const DUE_DAYS: std::ops::RangeInclusive<i64> = 1..=28;

/// The day on which both halves of a month are due.
pub fn due(month: Month, due_day: i64) -> Day {
    month.plus(1).first_day().plus_days(due_day - 1)
}

/// How a month stands on a day.
pub fn state(month: Month, due_day: i64, is_locked: bool, today: Day) -> State {
    if is_locked {
        State::Locked
    } else if today < month.first_day() {
        State::Future
    } else if today <= month.last_day() {
        State::Running
    } else if today <= due(month, due_day) {
        State::Open
    } else {
        State::Overdue
    }
}

/// The month with which a reading is locked: the last one of its period. A year is the financial one.
pub fn month_of(period: Period, rules: FinancialYear) -> Month {
    match period {
        Period::Year(year) => rules.first_month(year.0).plus(11),
        _ => period.last_day().month(),
    }
}

/// The periods of a grain that are locked with a month: its days, itself, or the quarter or year that ends
/// with it.
pub fn ending_with(grain: Grain, month: Month, rules: FinancialYear) -> Option<(Period, Period)> {
    match grain {
        Grain::Day => Some((Period::Day(month.first_day()), Period::Day(month.last_day()))),
        Grain::Month => Some((Period::Month(month), Period::Month(month))),
        Grain::Quarter => {
            let quarter = Period::Quarter(month.quarter());
            (quarter.last_day() == month.last_day()).then_some((quarter, quarter))
        }
        Grain::Year => {
            let year = Period::Year(kernel::Year(rules.year_of(month)));
            (month_of(year, rules) == month).then_some((year, year))
        }
    }
}

/// The same periods one step back: who reported then is expected now.
pub fn before(grain: Grain, month: Month, rules: FinancialYear) -> Option<(Period, Period)> {
    let (first, _) = ending_with(grain, month, rules)?;
    ending_with(grain, month_of(first.previous(), rules), rules)
}

/// The stored name of a task's standing.
pub const fn standing_name(standing: Standing) -> &'static str {
    match standing {
        Standing::Met => "met",
        Standing::Near => "near",
        Standing::Off => "off",
        Standing::Underway => "underway",
        Standing::Unconfirmed => "unconfirmed",
        Standing::NotReported => "not-reported",
        Standing::Nothing => "nothing",
        Standing::NotRecorded => "not-recorded",
    }
}

/// The standing of this name.
pub fn standing_of(name: &str) -> Option<Standing> {
    [
        Standing::Met,
        Standing::Near,
        Standing::Off,
        Standing::Underway,
        Standing::Unconfirmed,
        Standing::NotReported,
        Standing::Nothing,
        Standing::NotRecorded,
    ]
    .into_iter()
    .find(|standing| standing_name(*standing) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[track_caller]
    fn locked_with(period: &str, start_month: u8, expected: &str) {
        let rules = FinancialYear { start_month };
        assert_eq!(month_of(period.parse().unwrap(), rules), month(expected), "{period}");
    }

    #[test]
    fn a_reading_is_locked_with_the_last_month_of_its_period() {
        locked_with("2026-02-11", 1, "2026-02");
        locked_with("2026-02", 1, "2026-02");
        locked_with("2026Q1", 1, "2026-03");
        locked_with("2026", 1, "2026-12");
        locked_with("2026", 4, "2027-03");
    }

    #[track_caller]
    fn ends(grain: Grain, with: &str, start_month: u8, expected: &str) {
        let found = ending_with(grain, month(with), FinancialYear { start_month });
        assert_eq!(found.map_or_else(String::new, |(first, _)| first.to_string()), expected);
    }

    #[test]
    fn a_quarter_and_a_year_fall_due_with_their_last_month() {
        ends(Grain::Day, "2026-02", 1, "2026-02-01");
        ends(Grain::Quarter, "2026-02", 1, "");
        ends(Grain::Quarter, "2026-03", 1, "2026Q1");
        ends(Grain::Year, "2026-11", 1, "");
        ends(Grain::Year, "2026-12", 1, "2026");
        ends(Grain::Year, "2027-03", 4, "2026");
        let rules = FinancialYear::default();
        let (first, last) = before(Grain::Day, month("2026-03"), rules).unwrap();
        assert_eq!(
            (first.to_string(), last.to_string()),
            ("2026-02-01".into(), "2026-02-28".into())
        );
        assert_eq!(
            before(Grain::Quarter, month("2026-03"), rules).unwrap().0.to_string(),
            "2025Q4"
        );
    }

    #[track_caller]
    fn stands(today: &str, is_locked: bool, expected: State) {
        assert_eq!(state(month("2026-02"), 5, is_locked, today.parse().unwrap()), expected);
    }

    #[test]
    fn a_month_is_due_on_one_day_for_both_halves() {
        assert_eq!(due(month("2025-12"), 5).to_string(), "2026-01-05");
        stands("2026-01-31", false, State::Future);
        stands("2026-02-28", false, State::Running);
        stands("2026-03-05", false, State::Open);
        stands("2026-03-06", false, State::Overdue);
        stands("2026-03-06", true, State::Locked);
    }
}
