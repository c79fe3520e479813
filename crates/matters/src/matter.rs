//! 问题闭环: a problem is raised, gets a measure with an owner and a day, is reported solved, and is closed
//! by somebody else who saw that it is. What is not solved goes back; what comes back within 90 days after
//! it was closed is a recurrence (`domain.md` has no number for this; `features.md` M22 does).

use kernel::{Day, Problem};

/// Days after the closing within which the same problem in the same unit is a recurrence.
pub const RECURRENCE: i64 = 90;

kernel::named! {
    /// How far a matter is.
    Stage("matter-is-") {
        /// 待定措施
        Raised = "raised",
        /// 整改中
        Underway = "underway",
        /// 待验证
        Reported = "reported",
        /// 已关闭
        Closed = "closed",
    }
}

kernel::named! {
    /// What was done to a matter.
    Deed("matter-deed-") {
        /// 提出
        Raise = "raise",
        /// 定措施
        Plan = "plan",
        /// 报告完成
        Report = "report",
        /// 验证关闭
        Close = "close",
        /// 退回
        Return = "return",
        /// 重新打开
        Reopen = "reopen",
        /// 移交：its unit closes, and another one takes it.
        Move = "move",
    }
}

kernel::named! {
    /// Where a matter was found.
    Found("matter-found-") {
        /// 日常提出
        Said = "said",
        /// 指标偏差
        Deviation = "deviation",
        /// 思想动态: said in a month's record of what workers worry about.
        Mood = "mood",
        /// 例会议定: decided at a meeting.
        Meeting = "meeting",
    }
}

impl Deed {
    /// What the audit calls it.
    pub const fn action(self) -> &'static str {
        match self {
            Self::Raise => "matter.raise",
            Self::Plan => "matter.plan",
            Self::Report => "matter.report",
            Self::Close => "matter.close",
            Self::Return => "matter.return",
            Self::Reopen => "matter.reopen",
            Self::Move => "matter.move",
        }
    }

    /// The stage after the deed, or `None` where the stage does not allow it.
    pub const fn after(self, stage: Stage) -> Option<Stage> {
        match (self, stage) {
            // The measure may be changed until somebody says that it is done.
            (Self::Plan, Stage::Raised | Stage::Underway) | (Self::Return, Stage::Reported) => {
                Some(Stage::Underway)
            }
            (Self::Report, Stage::Underway) => Some(Stage::Reported),
            (Self::Close, Stage::Reported) => Some(Stage::Closed),
            (Self::Reopen, Stage::Closed) => Some(Stage::Underway),
            _ => None,
        }
    }
}

/// Days that a matter has been open by the day, or was open until it was closed.
pub fn age(raised: Day, closed: Option<Day>, on: Day) -> i64 {
    closed.filter(|closed| *closed <= on).unwrap_or(on).days_since(raised).max(0)
}

/// Whether the measure should have been finished by the day and nobody says that it is.
pub fn is_overdue(stage: Stage, due: Option<Day>, on: Day) -> bool {
    matches!(stage, Stage::Raised | Stage::Underway) && due.is_some_and(|due| due < on)
}

/// The median of whole days in halves: 7 stands for 3.5 days. `None` of nothing.
pub fn median_halves(days: &mut [i64]) -> Option<i64> {
    days.sort_unstable();
    let middle = days.len() / 2;
    match days.len() {
        0 => None,
        n if n % 2 == 1 => Some(2 * days[middle]),
        _ => Some(days[middle - 1] + days[middle]),
    }
}

/// A deed happens on a day: not before the one before it, and not in the future.
///
/// # Errors
/// `matter-day-before`, `matter-day-later`, both at `day`.
pub fn on_time(day: Day, last: Day, today: Day) -> Result<(), Problem> {
    if day < last {
        return Err(Problem::new("matter-day-before").arg("day", day).arg("last", last).at("day"));
    }
    if day > today {
        return Err(Problem::new("matter-day-later").arg("day", day).at("day"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn only_a_reported_matter_is_closed_and_only_a_closed_one_reopened() {
        for stage in Stage::ALL {
            let closes = Deed::Close.after(*stage).is_some();
            assert_eq!(closes, *stage == Stage::Reported, "{}", stage.name());
            assert_eq!(Deed::Reopen.after(*stage).is_some(), *stage == Stage::Closed);
            assert_eq!(Deed::Raise.after(*stage), None, "it is raised once");
        }
    }

    #[test]
    fn age_ends_with_the_closing_and_a_closing_to_come_is_none_yet() {
        let raised = day("2026-03-01");
        assert_eq!(age(raised, None, day("2026-03-11")), 10);
        assert_eq!(age(raised, Some(day("2026-03-05")), day("2026-03-11")), 4);
        assert_eq!(age(raised, Some(day("2026-03-20")), day("2026-03-11")), 10);
        assert_eq!(age(raised, None, day("2026-02-01")), 0);
    }

    #[test]
    fn a_median_of_an_even_number_lies_between_two() {
        assert_eq!(median_halves(&mut []), None);
        assert_eq!(median_halves(&mut [6]), Some(12));
        assert_eq!(median_halves(&mut [9, 1, 4]), Some(8));
        assert_eq!(median_halves(&mut [9, 1, 4, 5]), Some(9));
    }

    #[test]
    fn overdue_is_what_nobody_says_is_done() {
        let (due, on) = (Some(day("2026-03-10")), day("2026-03-11"));
        assert!(is_overdue(Stage::Underway, due, on));
        assert!(!is_overdue(Stage::Reported, due, on));
        assert!(!is_overdue(Stage::Underway, due, day("2026-03-10")), "the last day counts");
        assert!(!is_overdue(Stage::Raised, None, on));
    }

    proptest! {
        /// Whatever is done in whatever order, a matter is closed only right after it was reported.
        #[test]
        fn no_way_leads_past_the_verifier(deeds in proptest::collection::vec(0..Deed::ALL.len(), 0..40)) {
            let (mut stage, mut last) = (Stage::Raised, Deed::Raise);
            for deed in deeds.into_iter().map(|at| Deed::ALL[at]) {
                if let Some(next) = deed.after(stage) {
                    if next == Stage::Closed {
                        prop_assert_eq!((deed, last), (Deed::Close, Deed::Report));
                    }
                    (stage, last) = (next, deed);
                }
            }
        }
    }
}
