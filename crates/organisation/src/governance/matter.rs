//! The way of a major matter (前置研究讨论): studied by the Party committee, then decided by board or
//! management (SOE Regulation, arts. 13 and 15). A branch with decision power collectively checks
//! (集体研究把关) instead of studying beforehand (art. 16).

use super::catalogue::OrgLevel;
use kernel::Day;

/// How far a matter is, and whether the order was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Neither studied nor decided.
    Raised,
    /// Studied, not decided yet.
    Studied,
    /// Studied first, then decided; on one day counts as in order.
    InOrder,
    /// Decided on an earlier day than studied.
    DecidedBefore,
    /// Decided, and no study is recorded.
    DecidedWithout,
}

impl Stage {
    pub const ALL: [Self; 5] =
        [Self::DecidedBefore, Self::DecidedWithout, Self::Raised, Self::Studied, Self::InOrder];

    /// The name in addresses and, behind `matter-stage-`, in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::Studied => "studied",
            Self::InOrder => "in-order",
            Self::DecidedBefore => "decided-before",
            Self::DecidedWithout => "decided-without",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// Whether the order was not kept.
    pub const fn is_out_of_order(self) -> bool {
        matches!(self, Self::DecidedBefore | Self::DecidedWithout)
    }
}

/// The stage on a day: what happens later has not happened yet.
pub fn stage(study: Option<Day>, decision: Option<Day>, on: Day) -> Stage {
    let by_then = |day: Option<Day>| day.filter(|day| *day <= on);
    match (by_then(study), by_then(decision)) {
        (None, None) => Stage::Raised,
        (Some(_), None) => Stage::Studied,
        (None, Some(_)) => Stage::DecidedWithout,
        (Some(study), Some(decision)) if study <= decision => Stage::InOrder,
        (Some(_), Some(_)) => Stage::DecidedBefore,
    }
}

/// What an organisation does with a major matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Study {
    /// 前置研究讨论
    Beforehand,
    /// 集体研究把关
    Collective,
}

impl Study {
    /// The Fluent key of what it is called.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Beforehand => "study-beforehand",
            Self::Collective => "study-collective",
        }
    }
}

/// Committees study beforehand; a branch or general branch checks collectively; a group does neither.
pub const fn study_of(level: OrgLevel) -> Option<Study> {
    match level {
        OrgLevel::Committee => Some(Study::Beforehand),
        OrgLevel::GeneralBranch | OrgLevel::Branch => Some(Study::Collective),
        OrgLevel::Group => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(study: &str, decision: &str, on: &str, expected: Stage) {
        let day = |text: &str| text.parse().ok();
        assert_eq!(stage(day(study), day(decision), day(on).unwrap()), expected);
    }

    #[test]
    fn the_order_of_two_days_tells_the_stage() {
        check("", "", "2026-06-01", Stage::Raised);
        check("2026-03-01", "", "2026-06-01", Stage::Studied);
        check("2026-03-01", "2026-03-01", "2026-06-01", Stage::InOrder);
        check("2026-03-02", "2026-03-01", "2026-06-01", Stage::DecidedBefore);
        check("", "2026-03-01", "2026-06-01", Stage::DecidedWithout);
    }

    #[test]
    fn what_comes_later_has_not_happened_on_the_day() {
        check("2026-03-02", "2026-03-01", "2026-02-28", Stage::Raised);
        check("2026-03-02", "2026-03-01", "2026-03-01", Stage::DecidedWithout);
        check("2026-03-01", "2026-04-01", "2026-03-31", Stage::Studied);
    }

    #[test]
    fn a_branch_checks_and_does_not_study_beforehand() {
        assert_eq!(study_of(OrgLevel::Committee), Some(Study::Beforehand));
        assert_eq!(study_of(OrgLevel::Branch), Some(Study::Collective));
        assert_eq!(study_of(OrgLevel::Group), None);
    }
}
