//! Which form a Party organisation takes: by how many members it has, and by what it is set up for.
//!
//! A suggestion with the rule behind it, never a verdict: a unit without members is no violation, it
//! joins its neighbours or gets somebody to turn to. Chinese 以上 includes the number (`domain.md`
//! section B, trap b); 3 and 7 count full members, 50 and 100 count all (trap a).

/// Members of one organisation or unit on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Members {
    /// 正式党员
    pub full: i64,
    /// 预备党员
    pub probationary: i64,
}

impl Members {
    pub fn all(self) -> i64 {
        self.full + self.probationary
    }
}

/// The rule that a suggestion follows; its text and article are under `org-rule-…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// 支部工作条例 art. 4: three full members, a branch.
    BranchMustExist,
    /// 支部工作条例 ch. 2, art. 5: fewer than three join neighbours.
    JointBranch,
    /// 支部工作条例 ch. 2: a project of six months.
    Project,
    /// 支部工作条例 art. 8: members whose affiliation stays elsewhere.
    TemporaryBranch,
    /// 支部工作条例 ch. 6: seven full members, a branch committee.
    BranchCommittee,
    /// 国有企业基层组织工作条例 art. 4: 50 members.
    GeneralBranch,
    /// The same: 100 members.
    Committee,
}

impl Rule {
    pub const ALL: &[Self] = &[
        Self::BranchMustExist,
        Self::JointBranch,
        Self::Project,
        Self::TemporaryBranch,
        Self::BranchCommittee,
        Self::GeneralBranch,
        Self::Committee,
    ];

    /// The name in texts and in the reference cases.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BranchMustExist => "branch_must_exist",
            Self::JointBranch => "joint_branch",
            Self::Project => "project",
            Self::TemporaryBranch => "temporary_branch",
            Self::BranchCommittee => "branch_committee",
            Self::GeneralBranch => "general_branch",
            Self::Committee => "committee",
        }
    }
}

/// A form that is suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// 联合党支部, with neighbours
    JointBranch,
    /// 党支部 with a secretary only
    Branch,
    /// 党支部 with a branch committee
    BranchWithCommittee,
    /// 党总支
    GeneralBranch,
    /// 党委
    Committee,
    /// 临时党支部
    TemporaryBranch,
}

/// A form and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub form: Form,
    pub rule: Rule,
}

/// The form that suits a standing organisation of so many members.
pub fn suggested(members: Members) -> Suggestion {
    let (form, rule) = match members {
        Members { full: ..3, .. } => (Form::JointBranch, Rule::JointBranch),
        _ if members.all() >= 100 => (Form::Committee, Rule::Committee),
        _ if members.all() >= 50 => (Form::GeneralBranch, Rule::GeneralBranch),
        Members { full: 7.., .. } => (Form::BranchWithCommittee, Rule::BranchCommittee),
        _ => (Form::Branch, Rule::BranchMustExist),
    };
    Suggestion { form, rule }
}

/// The form that suits a project or another task body; `None` when months or members make no sense.
pub fn of_project(
    months: i64,
    full_members: i64,
    is_affiliation_moved: bool,
) -> Option<Suggestion> {
    if months <= 0 || full_members < 0 {
        return None;
    }
    let (form, rule) = if full_members < 3 {
        (Form::JointBranch, Rule::JointBranch)
    } else if !is_affiliation_moved {
        (Form::TemporaryBranch, Rule::TemporaryBranch)
    } else if months >= 6 {
        (Form::Branch, Rule::Project)
    } else {
        (Form::Branch, Rule::BranchMustExist)
    };
    Some(Suggestion { form, rule })
}

/// How many units a joint branch normally takes at most (支部工作条例 ch. 2, art. 5).
pub const JOINT_UNITS: usize = 5;

/// What is wrong with a joint branch of some units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JointFault {
    /// Each of them has three full members: each is to have a branch of its own.
    EachCouldStandAlone,
}

/// What is wrong with a joint branch of units with these members: it is for those with fewer than three
/// full members, with whom others may join.
pub fn joint_fault(units: &[Members]) -> Option<JointFault> {
    let stands_alone = |members: &Members| suggested(*members).form != Form::JointBranch;
    (units.len() > 1 && units.iter().all(stands_alone)).then_some(JointFault::EachCouldStandAlone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(full: &[i64], is_wrong: bool) {
        let members = |full: &i64| Members { full: *full, probationary: 5 };
        let units: Vec<Members> = full.iter().map(members).collect();
        assert_eq!(joint_fault(&units).is_some(), is_wrong);
    }

    #[test]
    fn a_joint_branch_needs_a_unit_with_fewer_than_three_full_members() {
        check(&[3, 3], true);
        check(&[7, 3, 3], true);
        check(&[3, 2], false);
        check(&[2, 0], false);
        check(&[3], false);
        check(&[], false);
    }
}
