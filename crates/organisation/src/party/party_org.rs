//! A Party organisation as of a day, and what kinds there are.

use kernel::{DayRange, PartyOrgId, UnitId};

kernel::named! {
    /// What a Party organisation is.
    OrgKind("party-kind-") {
        /// 党委
        Committee = "committee",
        /// 党总支
        GeneralBranch = "general-branch",
        /// 党支部
        Branch = "branch",
        /// 联合党支部
        JointBranch = "joint-branch",
        /// 临时党支部
        TemporaryBranch = "temporary-branch",
        /// 党小组
        Group = "group",
    }
}

impl OrgKind {
    /// Whether one of the other kind may stand under one of this: groups inside branches, branches under
    /// general branches and committees, these two under committees.
    pub const fn holds(self, below: Self) -> bool {
        match below {
            Self::Committee | Self::GeneralBranch => matches!(self, Self::Committee),
            Self::Group => self.is_branch(),
            _ => matches!(self, Self::Committee | Self::GeneralBranch),
        }
    }

    /// A branch of any form.
    pub const fn is_branch(self) -> bool {
        matches!(self, Self::Branch | Self::JointBranch | Self::TemporaryBranch)
    }
}

/// What a Party organisation is for some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub name: String,
    pub kind: OrgKind,
    /// `None` for the top alone.
    pub superior: Option<PartyOrgId>,
    /// The unit where it has its seat.
    pub seat: UnitId,
    pub valid: DayRange,
}

/// A Party organisation as one of its versions tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyOrg {
    pub id: PartyOrgId,
    /// What an edit must name, so that the second of two editors is told.
    pub revision: i64,
    pub name: String,
    pub kind: OrgKind,
    pub superior: Option<PartyOrgId>,
    pub seat: UnitId,
    /// The days of this version.
    pub valid: DayRange,
}

/// An organisation in the tree, with how many stand directly below it and how many units it is linked
/// to on the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgNode {
    pub org: PartyOrg,
    pub children: i64,
    pub units: i64,
}

/// One step of the way from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgStep {
    pub id: PartyOrgId,
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_stands_where_it_belongs() {
        use OrgKind::{Branch, Committee, GeneralBranch, Group, JointBranch, TemporaryBranch};
        let under = |above: OrgKind| {
            OrgKind::ALL.iter().copied().filter(move |kind| above.holds(*kind)).collect::<Vec<_>>()
        };
        assert_eq!(
            under(Committee),
            [Committee, GeneralBranch, Branch, JointBranch, TemporaryBranch]
        );
        assert_eq!(under(GeneralBranch), [Branch, JointBranch, TemporaryBranch]);
        for branch in [Branch, JointBranch, TemporaryBranch] {
            assert_eq!(under(branch), [Group]);
        }
        assert_eq!(under(Group), []);
    }
}
