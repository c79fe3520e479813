//! Ids as types of their own, so that a unit's id cannot be handed over for a person's.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A unit of the administrative tree.
    UnitId,
    /// A Party organisation.
    PartyOrgId,
    /// A governing body of a unit.
    BodyId,
    /// A kind of governing body.
    BodyKindId,
    /// A post in a Party organisation or governing body.
    PostId,
    /// A post held by a person for some days.
    TenureId,
    /// A kind of major matter.
    MatterKindId,
    /// A major matter on its way from study to decision.
    MajorMatterId,
    /// A matter on its way from problem to closed.
    MatterId,
    /// A mood survey of one month.
    SurveyId,
    /// A person, with or without an account.
    PersonId,
    /// An account.
    UserId,
    /// A role given to a user on a subtree for some days.
    GrantId,
    /// An entry of the indicator dictionary.
    IndicatorId,
    /// A version of a unit's annual plan.
    PlanId,
    /// A dispatch meeting or analysis of a unit.
    MeetingId,
    /// An arrangement of one of the three classes.
    ArrangementId,
    /// A key post of the register.
    KeyPostId,
    /// A responsibility zone.
    ZoneId,
    /// A breakthrough project.
    ProjectId,
    /// A lock of a unit's month.
    LockId,
    /// A correction note of a locked month.
    CorrectionId,
    /// A version of a scoring scheme.
    SchemeId,
    /// A version of a unit's score sheet.
    SheetId,
    /// A claim with its evidence and verdict.
    ClaimId,
    /// A registered question about support.
    QuestionId,
    /// One import, confirmed or waiting.
    ImportId,
    /// A stored file.
    FileId,
    /// A background job.
    JobId,
}
