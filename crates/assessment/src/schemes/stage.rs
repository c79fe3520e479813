//! The way of a version from draft to in force and out of it, and what leads from one stage to the next.

use kernel::Day;

kernel::named! {
    /// How far a version is.
    Stage("scheme-is-") {
        /// 草拟
        Draft = "draft",
        /// 待批准
        Submitted = "submitted",
        /// 已批准: it never changes again.
        InForce = "in-force",
        /// 已撤销: given up before it was approved.
        Dropped = "dropped",
    }
}

kernel::named! {
    /// How a version stands on a day.
    Standing("scheme-stands-") {
        Draft = "draft",
        Submitted = "submitted",
        /// 待施行: approved, its first day has not come.
        Coming = "coming",
        /// 施行中
        InForce = "in-force",
        /// 已失效
        Ended = "ended",
        Dropped = "dropped",
    }
}

impl Stage {
    /// How a version at this stage stands on a day.
    pub fn on(self, day: Day, effective: Day, until: Option<Day>) -> Standing {
        match self {
            Self::Draft => Standing::Draft,
            Self::Submitted => Standing::Submitted,
            Self::Dropped => Standing::Dropped,
            Self::InForce if until.is_some_and(|until| until <= day) => Standing::Ended,
            Self::InForce if day < effective => Standing::Coming,
            Self::InForce => Standing::InForce,
        }
    }
}

kernel::named! {
    /// What is done to a version.
    Deed("scheme-deed-") {
        /// 起草
        Draw = "draw",
        /// 修改: noted once for each turn of an editor.
        Edit = "edit",
        /// 提交
        Submit = "submit",
        /// 批准
        Approve = "approve",
        /// 退回: back to the draft, with the reason.
        Return = "return",
        /// 撤销
        Drop = "drop",
        /// 废止: from a day on, with the reason.
        End = "end",
    }
}

impl Deed {
    /// What the audit calls it.
    pub const fn action(self) -> &'static str {
        match self {
            Self::Draw => "scheme.draw",
            Self::Edit => "scheme.edit",
            Self::Submit => "scheme.submit",
            Self::Approve => "scheme.approve",
            Self::Return => "scheme.return",
            Self::Drop => "scheme.drop",
            Self::End => "scheme.end",
        }
    }

    /// The stage after the deed, or `None` where the stage does not allow it.
    pub const fn after(self, stage: Stage) -> Option<Stage> {
        match (self, stage) {
            (Self::Submit, Stage::Draft) => Some(Stage::Submitted),
            (Self::Approve, Stage::Submitted) | (Self::End, Stage::InForce) => Some(Stage::InForce),
            (Self::Return, Stage::Submitted) => Some(Stage::Draft),
            (Self::Drop, Stage::Draft) => Some(Stage::Dropped),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_comes_into_force_that_was_not_submitted() {
        for stage in Stage::ALL {
            let comes = Deed::Approve.after(*stage).is_some();
            assert_eq!(comes, *stage == Stage::Submitted, "{stage:?}");
        }
        assert!(Deed::ALL.iter().all(|deed| deed.after(Stage::Dropped).is_none()));
    }

    #[test]
    fn a_version_stands_from_its_first_day_until_the_next_one() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let on = |at: &str| Stage::InForce.on(day(at), day("2026-01-01"), Some(day("2027-01-01")));
        assert_eq!(on("2025-12-31"), Standing::Coming);
        assert_eq!(on("2026-01-01"), Standing::InForce);
        assert_eq!(on("2026-12-31"), Standing::InForce);
        assert_eq!(on("2027-01-01"), Standing::Ended);
    }
}
