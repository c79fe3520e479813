//! The way of a version from draft to frozen, and what leads from one stage to the next.

use kernel::Day;

kernel::named! {
    /// How far a version is.
    Stage("plan-is-") {
        /// 草拟
        Draft = "draft",
        /// 待会签: both halves are there, the business signs next.
        Submitted = "submitted",
        /// 待批准: signed, the Party committee decides next.
        Signed = "signed",
        /// 已冻结: approved; it never changes again.
        Frozen = "frozen",
        /// 已撤销: given up before it was approved.
        Dropped = "dropped",
    }
}

kernel::named! {
    /// What is done to a version.
    Deed("plan-deed-") {
        /// 起草
        Draw = "draw",
        /// 提交
        Submit = "submit",
        /// 会签
        Sign = "sign",
        /// 批准
        Approve = "approve",
        /// 退回: back to the draft, with the reason.
        Return = "return",
        /// 撤销
        Drop = "drop",
    }
}

impl Deed {
    /// What the audit calls it.
    pub const fn action(self) -> &'static str {
        match self {
            Self::Draw => "plan.draw",
            Self::Submit => "plan.submit",
            Self::Sign => "plan.sign",
            Self::Approve => "plan.approve",
            Self::Return => "plan.return",
            Self::Drop => "plan.drop",
        }
    }

    /// The stage after the deed, or `None` where the stage does not allow it.
    pub const fn after(self, stage: Stage) -> Option<Stage> {
        match (self, stage) {
            (Self::Submit, Stage::Draft) => Some(Stage::Submitted),
            (Self::Sign, Stage::Submitted) => Some(Stage::Signed),
            (Self::Approve, Stage::Signed) => Some(Stage::Frozen),
            (Self::Return, Stage::Submitted | Stage::Signed) => Some(Stage::Draft),
            (Self::Drop, Stage::Draft) => Some(Stage::Dropped),
            _ => None,
        }
    }
}

impl Stage {
    /// The day until which the next step is owed, when a version reaches the stage today; none where none is.
    /// Returned drafts are owed again.
    pub fn due(self, today: Day, step_days: i64) -> Option<Day> {
        match self {
            Self::Draft | Self::Submitted | Self::Signed => Some(today.plus_days(step_days)),
            Self::Frozen | Self::Dropped => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever is tried in whatever order: what is frozen was submitted, then signed, then approved,
        /// with nothing in between, and nothing leads on from there.
        #[test]
        fn no_way_leads_past_a_signature(deeds in proptest::collection::vec(0..Deed::ALL.len(), 0..60)) {
            let (mut stage, mut way) = (Stage::Draft, vec![Deed::Draw]);
            for deed in deeds.into_iter().map(|at| Deed::ALL[at]) {
                let Some(next) = deed.after(stage) else { continue };
                prop_assert!(!matches!(stage, Stage::Frozen | Stage::Dropped));
                stage = next;
                way.push(deed);
                if stage == Stage::Frozen {
                    prop_assert!(way.ends_with(&[Deed::Submit, Deed::Sign, Deed::Approve]));
                }
            }
        }
    }
}
