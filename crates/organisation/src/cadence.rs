//! Which meetings of organisation life a branch owed in a year and has no record of.
//!
//! A floor that is met or not; more meetings earn nothing. A period is owed only if it began on or after
//! the branch was set up and ended by the day that is looked at (支部工作条例 arts. 11–18).

use kernel::{Day, DayRange, Grain, Month, Period};

/// What a branch owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meeting {
    /// 支部党员大会, each quarter
    Members,
    /// 支部委员会, each month, where there is one
    Committee,
    /// 党小组会, each month, where there are groups
    Group,
    /// 主题党日, each month
    ThemeDay,
    /// 组织生活会, each year
    OrganisationalLife,
    /// 民主评议党员, each year
    Appraisal,
}

impl Meeting {
    pub const ALL: &[Self] = &[
        Self::Members,
        Self::Committee,
        Self::Group,
        Self::ThemeDay,
        Self::OrganisationalLife,
        Self::Appraisal,
    ];

    fn grain(self) -> Grain {
        match self {
            Self::Members => Grain::Quarter,
            Self::Committee | Self::Group | Self::ThemeDay => Grain::Month,
            Self::OrganisationalLife | Self::Appraisal => Grain::Year,
        }
    }
}

/// The branch that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Branch {
    pub established: Day,
    pub has_committee: bool,
    pub has_groups: bool,
}

/// The periods of a calendar year that were owed by `as_of` and have no record.
pub fn missing(
    branch: Branch,
    meeting: Meeting,
    year: i32,
    as_of: Day,
    held: &[Day],
) -> Vec<Period> {
    let has_body = match meeting {
        Meeting::Committee => branch.has_committee,
        Meeting::Group => branch.has_groups,
        _ => true,
    };
    let Some(first) = Month::new(year, 1).filter(|_| has_body) else { return Vec::new() };
    let start = Period::of(meeting.grain(), first.first_day());
    std::iter::successors(Some(start), |period| Some(period.next()))
        .take_while(|period| period.first_day().year() == year)
        .filter(|period| period.first_day() >= branch.established && period.last_day() <= as_of)
        .filter(|period| {
            let days = DayRange { from: period.first_day(), until: period.last_day().plus_days(1) };
            !held.iter().any(|day| days.contains(*day))
        })
        .collect()
}
