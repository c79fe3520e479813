//! A claim: what it says of which unit, indicator and periods, what its evidence points at, and who may not
//! judge it.

use kernel::{
    Actor, ClaimId, Day, Grain, IndicatorId, MatterId, Period, PlanId, Problem, ProjectId, Role,
    UnitId, UserId,
};
use planning::Indicator;
use planning::annual::TaskRef;
use statistics::evidence::Level;
use statistics::vocabulary::banned;
use std::fmt;
use std::str::FromStr;

/// Characters of a measure at the most.
pub const MOST_MEASURE: usize = 200;
/// Characters of any other text at the most.
pub const MOST_TEXT: usize = 2_000;
/// Periods at the most.
pub const MOST_PERIODS: usize = 60;

kernel::named! {
    /// When a claim was registered, by what was stored of its result.
    Timing("claim-timing-") {
        /// 事先登记: before any reading of the last third of its periods was stored.
        Beforehand = "beforehand",
        /// 事后登记
        Afterwards = "afterwards",
    }
}

kernel::named! {
    /// What a reviewer says of a claim.
    Verdict("claim-verdict-") {
        /// 支持
        Supports = "supports",
        /// 不支持
        DoesNotSupport = "does-not-support",
        /// 不能判断
        CannotTell = "cannot-tell",
    }
}

/// What is claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub unit: UnitId,
    pub indicator: IndicatorId,
    /// 举措: what was or will be done.
    pub measure: String,
    /// Through whom and which steps it may show in the indicator.
    pub mechanism: String,
    pub first: Period,
    pub last: Period,
    pub task: Option<TaskRef>,
}

impl Content {
    /// What cannot be registered, each at its field.
    pub fn problems(&self, indicator: &Indicator) -> Vec<Problem> {
        let mut problems = Vec::new();
        let grain = indicator.grain;
        if !matches!(grain, Grain::Month | Grain::Quarter) {
            problems.push(Problem::new("claim-indicator").at("indicator"));
        } else if self.first.grain() != grain || self.last.grain() != grain {
            problems.push(Problem::new("claim-grain").at("first"));
        } else if self.first.first_day() > self.last.first_day() {
            problems.push(Problem::new("claim-order").at("last"));
        } else if self.first.through(self.last).take(MOST_PERIODS + 1).count() > MOST_PERIODS {
            problems.push(Problem::new("claim-long").arg("most", MOST_PERIODS).at("last"));
        }
        problems.extend(too_long(&self.measure, MOST_MEASURE, "measure"));
        problems.extend(too_long(&self.mechanism, MOST_TEXT, "mechanism"));
        problems
    }
}

/// A text that is longer than it may be, at its field.
pub fn too_long(text: &str, most: usize, field: &str) -> Option<Problem> {
    (text.chars().count() > most)
        .then(|| Problem::new("claim-text-long").arg("most", most).at(field))
}

/// The words of a text that claim more than a description may, each once, as a problem at its field.
pub fn unsaid(text: &str, field: &str) -> Option<Problem> {
    let mut words: Vec<String> =
        banned(text, Level::Descriptive).into_iter().map(|hit| hit.word).collect();
    words.sort_unstable();
    words.dedup();
    (!words.is_empty())
        .then(|| Problem::new("claim-words").arg("words", words.join(" · ")).at(field))
}

/// A registered claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub id: ClaimId,
    pub content: Content,
    pub timing: Timing,
    pub user: Option<UserId>,
    pub registered_by: String,
    /// Milliseconds since 1970.
    pub registered_at: i64,
    pub registered_day: Day,
}

/// Something that bears on a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub number: i64,
    /// `None` where it is words alone.
    pub record: Option<Record>,
    pub body: String,
    pub on: Day,
    pub user: Option<UserId>,
    pub added_by: String,
    pub added_at: i64,
    pub withdrawn: Option<Withdrawn>,
}

/// Who took evidence back, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    pub by: String,
    pub at: i64,
    pub why: String,
}

/// What a reviewer said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub number: i64,
    pub verdict: Verdict,
    pub reason: String,
    /// The number of the last evidence that there was then.
    pub evidence: i64,
    pub by: String,
    pub at: i64,
}

/// A record of this house that evidence points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    Matter(MatterId),
    Project(ProjectId),
    Reading { unit: UnitId, indicator: IndicatorId, period: Period },
    Task { plan: PlanId, number: i64 },
    Sheet { unit: UnitId, year: i32 },
}

impl Record {
    /// The key of what it is called.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Matter(_) => "claim-record-matter",
            Self::Project(_) => "claim-record-project",
            Self::Reading { .. } => "claim-record-reading",
            Self::Task { .. } => "claim-record-task",
            Self::Sheet { .. } => "claim-record-sheet",
        }
    }
}

/// The address of its page.
impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Matter(id) => write!(f, "/matters/{id}"),
            Self::Project(id) => write!(f, "/registers/projects/{id}"),
            Self::Reading { unit, indicator, period } => {
                write!(f, "/readings/{unit}/{indicator}/{period}")
            }
            Self::Task { plan, number } => write!(f, "/plans/{plan}/tasks/{number}"),
            Self::Sheet { unit, year } => write!(f, "/scores/{unit}/{year}"),
        }
    }
}

/// From the address of its page as somebody copies it, with or without the server before it and what follows
/// a question mark.
impl FromStr for Record {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim();
        let text = text.split_once("://").map_or(text, |(_, rest)| rest);
        let path = text.find('/').map(|at| &text[at..]).ok_or(())?;
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        let whole = |text: &str| text.parse::<i64>().map_err(|_| ());
        Ok(match parts[..] {
            ["matters", id] => Self::Matter(MatterId(whole(id)?)),
            ["registers", "projects", id] => Self::Project(ProjectId(whole(id)?)),
            ["readings", unit, indicator, period] => Self::Reading {
                unit: UnitId(whole(unit)?),
                indicator: IndicatorId(whole(indicator)?),
                period: period.parse().map_err(|_| ())?,
            },
            ["plans", plan, "tasks", number] => {
                Self::Task { plan: PlanId(whole(plan)?), number: whole(number)? }
            }
            ["scores", unit, year] => {
                Self::Sheet { unit: UnitId(whole(unit)?), year: year.parse().map_err(|_| ())? }
            }
            _ => return Err(()),
        })
    }
}

/// Somebody who had a part in a claim: the account, and the name for where there is none.
pub type Author<'a> = (Option<UserId>, &'a str);

/// What is known of a claim's unit when somebody wants to judge it.
#[derive(Clone, Debug)]
pub struct Place {
    /// The unit and what stands above it, nearest first.
    pub path: Vec<UnitId>,
    /// The unit and everything below it.
    pub below: Vec<UnitId>,
    /// Where the actor works.
    pub works_at: Option<UnitId>,
}

/// Why somebody may not judge a claim: they made it or brought its evidence; they belong to its unit or to one
/// below; they answer for it from above. Whoever only serves the whole from an office above may.
pub fn conflict(
    actor: &Actor,
    place: &Place,
    authors: &[Author<'_>],
    today: Day,
) -> Option<&'static str> {
    let is_author = |(user, name): &Author<'_>| match (actor.user, user) {
        (Some(one), Some(other)) => one == *other,
        _ => actor.name == *name,
    };
    if authors.iter().any(is_author) {
        return Some("claim-own");
    }
    let grants = || actor.grants.iter().filter(|grant| grant.valid.contains(today));
    let is_within = |unit: &UnitId| place.below.contains(unit);
    if grants().any(|grant| is_within(&grant.unit))
        || place.works_at.as_ref().is_some_and(is_within)
    {
        return Some("claim-own-unit");
    }
    let answers = |role| matches!(role, Role::Secretary | Role::Committee);
    let is_above = |unit: &UnitId| place.path.contains(unit);
    grants().any(|grant| answers(grant.role) && is_above(&grant.unit)).then_some("claim-own-line")
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::policy::ActorKind;
    use kernel::{DayRange, Grant};

    #[test]
    fn a_record_is_known_by_any_copy_of_its_address() {
        for (text, expected) in [
            ("/matters/12", "/matters/12"),
            ("https://ronghe.example:8443/matters/12?x=1#steps", "/matters/12"),
            ("localhost:8200/registers/projects/3/", "/registers/projects/3"),
            ("/readings/4/7/2026-08?kind=actual", "/readings/4/7/2026-08"),
            ("/plans/2/tasks/5", "/plans/2/tasks/5"),
            ("/scores/4/2026", "/scores/4/2026"),
        ] {
            assert_eq!(text.parse::<Record>().map(|it| it.to_string()), Ok(expected.to_owned()));
        }
        for text in ["", "matters 12", "/matters/x", "/people/3", "/readings/4/7/soon"] {
            assert_eq!(text.parse::<Record>(), Err(()), "{text}");
        }
    }

    #[test]
    fn words_that_claim_too_much_are_named_once() {
        let said = unsaid("带动了产量，带动了安全", "reason").unwrap();
        assert_eq!((said.code, said.args[0].1.as_str()), ("claim-words", "带动"));
        assert_eq!(unsaid("可能与小停机减少有关，不能证明", "reason"), None);
    }

    /// Unit 3 stands below 2 below 1; 4 below 3; 5 beside 3.
    fn judged(user: i64, grants: &[(Role, i64)], works_at: Option<i64>) -> Option<&'static str> {
        let actor = Actor {
            kind: ActorKind::User,
            user: Some(UserId(user)),
            person: None,
            name: format!("u{user}"),
            grants: grants
                .iter()
                .map(|(role, unit)| Grant {
                    role: *role,
                    unit: UnitId(*unit),
                    valid: DayRange::ALWAYS,
                })
                .collect(),
            stands_in: Vec::new(),
        };
        let place = Place {
            path: vec![UnitId(3), UnitId(2), UnitId(1)],
            below: vec![UnitId(3), UnitId(4)],
            works_at: works_at.map(UnitId),
        };
        let authors = [(Some(UserId(7)), "甲"), (None, "u9")];
        conflict(&actor, &place, &authors, Day::new(2026, 10, 15).unwrap())
    }

    #[test]
    fn whoever_has_an_interest_does_not_judge() {
        let office = [(Role::Dispatch, 2)];
        assert_eq!(judged(1, &office, None), None);
        assert_eq!(judged(1, &office, Some(5)), None, "from the unit beside");
        assert_eq!(judged(7, &office, None), Some("claim-own"));
        assert_eq!(
            judged(9, &office, None),
            Some("claim-own"),
            "by name where there is no account"
        );
        assert_eq!(judged(1, &[(Role::Dispatch, 3)], None), Some("claim-own-unit"));
        assert_eq!(
            judged(1, &[(Role::Dispatch, 2), (Role::Member, 4)], None),
            Some("claim-own-unit")
        );
        assert_eq!(judged(1, &office, Some(4)), Some("claim-own-unit"));
        assert_eq!(
            judged(1, &[(Role::Dispatch, 2), (Role::Secretary, 2)], None),
            Some("claim-own-line")
        );
        assert_eq!(
            judged(1, &[(Role::Dispatch, 2), (Role::Committee, 1)], None),
            Some("claim-own-line")
        );
    }
}
