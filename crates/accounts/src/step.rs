//! Steps that somebody who is away may entrust to another account, and for which days.
//!
//! Whoever is away entrusts it themselves, or somebody who gives roles or fills posts there does so for them. A
//! step is one action on one resource, nothing more. A storey that takes such steps asks
//! `Ctx::in_whose_name`, keeps with the step in whose place it was taken, and refuses whoever stands in for
//! somebody that may not take it themselves.

use crate::separation;
use kernel::{Action, Day, DayRange, Problem, Resource};

kernel::named! {
    /// What may be entrusted.
    Step("accounts-step-") {
        /// 会签年度计划
        PlanSign = "plan-sign",
        /// 批准年度计划
        PlanApprove = "plan-approve",
    }
}

/// What makes one name a stand-in for somebody who is away already: giving roles, or filling posts, on the unit.
pub const NAMERS: &[(Action, Resource)] =
    &[(Action::Create, Resource::Grant), (Action::Change, Resource::Post)];

/// Days for which a step is entrusted at the most; who is away longer needs a successor with a role.
pub const LONGEST: i64 = 184;

impl Step {
    pub const fn action(self) -> Action {
        match self {
            Self::PlanSign => Action::Sign,
            Self::PlanApprove => Action::Approve,
        }
    }

    pub const fn resource(self) -> Resource {
        match self {
            Self::PlanSign | Self::PlanApprove => Resource::Plan,
        }
    }
}

/// The days from a first to a last one.
///
/// # Errors
/// As [`separation::days`]; `stand-in-long` at `last`.
pub fn days(from: Day, last: Day, today: Day) -> Result<DayRange, Problem> {
    let valid = separation::days(from, Some(last), today)?;
    if valid.until > from.plus_days(LONGEST) {
        let latest = from.plus_days(LONGEST - 1);
        return Err(Problem::new("stand-in-long").arg("latest", latest).at("last"));
    }
    Ok(valid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_entrusted_for_half_a_year_at_the_most() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let today = day("2026-10-15");
        let code = |from: &str, last: &str| {
            days(day(from), day(last), today).err().map(|problem| problem.code)
        };
        assert_eq!(code("2026-10-15", "2026-10-15"), None);
        assert_eq!(code("2026-10-15", "2027-04-16"), None);
        assert_eq!(code("2026-10-15", "2027-04-17"), Some("stand-in-long"));
        assert_eq!(code("2026-10-14", "2026-10-20"), Some("grant-in-the-past"));
        assert_eq!(code("2026-10-20", "2026-10-19"), Some("grant-days-reversed"));
    }
}
