//! Which period a meeting is of, and which month of the tracker it looks at.

use kernel::{Day, Month, Period, Problem};

kernel::named! {
    /// What a meeting is for.
    Kind("meeting-kind-") {
        /// 月度调度会
        Dispatch = "dispatch",
        /// 季度分析会
        Analysis = "analysis",
    }
}

impl Kind {
    /// The period of such a meeting that holds the month.
    pub fn period(self, month: Month) -> Period {
        match self {
            Self::Dispatch => Period::Month(month),
            Self::Analysis => Period::Quarter(month.quarter()),
        }
    }
}

/// The last month of a meeting's period: the one that the tracker shows.
pub fn last_month(period: Period) -> Month {
    period.last_day().month()
}

/// A meeting is of a period that has begun, and held after that.
///
/// # Errors
/// `meeting-period-later` at `month`; `meeting-day-before` at `day`.
pub fn held(period: Period, day: Day, today: Day) -> Result<(), Problem> {
    let first = period.first_day();
    if first > today {
        return Err(Problem::new("meeting-period-later").arg("period", period).at("month"));
    }
    if day < first {
        return Err(Problem::new("meeting-day-before").arg("first", first).at("day"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: Kind, month: &str, period: &str, last: &str) {
        let of = kind.period(month.parse().unwrap());
        assert_eq!((of.to_string().as_str(), last_month(of).to_string().as_str()), (period, last));
    }

    #[test]
    fn a_meeting_is_of_the_period_that_holds_the_month() {
        check(Kind::Dispatch, "2026-08", "2026-08", "2026-08");
        check(Kind::Analysis, "2026-07", "2026Q3", "2026-09");
        check(Kind::Analysis, "2026-12", "2026Q4", "2026-12");
    }

    #[test]
    fn it_is_not_held_before_its_period_nor_about_one_to_come() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let period = Period::Month("2026-08".parse().unwrap());
        let code = |at: &str, today: &str| {
            held(period, day(at), day(today)).map_err(|problem| problem.code).err()
        };
        assert_eq!(code("2026-09-03", "2026-08-20"), None, "it may be called beforehand");
        assert_eq!(code("2026-07-31", "2026-08-20"), Some("meeting-day-before"));
        assert_eq!(code("2026-08-03", "2026-07-31"), Some("meeting-period-later"));
    }
}
