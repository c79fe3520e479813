//! What is recorded only for assessment: a figure, an event, ratings as counts and sums, a reason why there is
//! none, or something that stands against the total. Versions are appended; one counts once somebody else
//! has confirmed it.

use super::subject::Subject;
use crate::papers::Paper;
use kernel::{Day, UserId};
use scoring::Exact;
use scoring::engine::Rating;
use scoring::scheme::Status;
use serde::{Deserialize, Serialize};

/// What a version says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Said {
    Figure {
        figure: Exact,
    },
    /// Something that happened; `mark` (a document's number or its usual name) and day tell it from others.
    Event {
        mark: String,
        sort: String,
        #[serde(with = "scoring::scheme::day")]
        on: Day,
        /// Where the scheme leaves it open.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        points: Option<Exact>,
        /// What happened, in words.
        what: String,
    },
    /// Nothing of the kind happened.
    NoEvent,
    /// What groups of raters say: how many, and their sum. Single ratings are not kept.
    Ratings {
        ratings: Vec<Rating>,
    },
    /// Why there is no figure.
    Absent {
        status: Status,
        why: String,
    },
    /// Something that stands against the total from a day on, until it is lifted.
    Veto {
        #[serde(with = "scoring::scheme::day")]
        from: Day,
        #[serde(
            default,
            with = "scoring::scheme::optional_day",
            skip_serializing_if = "Option::is_none"
        )]
        lifted: Option<Day>,
        /// The finding or decision on which it rests.
        basis: String,
    },
}

impl Said {
    /// The sort of fact, as forms and texts name it.
    pub const fn sort(&self) -> Sort {
        match self {
            Self::Figure { .. } => Sort::Figure,
            Self::Event { .. } => Sort::Event,
            Self::NoEvent => Sort::NoEvent,
            Self::Ratings { .. } => Sort::Ratings,
            Self::Absent { .. } => Sort::Absent,
            Self::Veto { .. } => Sort::Veto,
        }
    }

    /// By what an event is recognised: the same mark on the same day is the same event, however it is
    /// spaced or capitalised.
    pub fn event_id(&self) -> Option<String> {
        let Self::Event { mark, on, .. } = self else { return None };
        let mark: String = mark.split_whitespace().collect();
        Some(format!("{on} {}", mark.to_lowercase()))
    }
}

kernel::named! {
    /// What sort of fact something is.
    Sort("score-fact-") {
        /// 数值
        Figure = "figure",
        /// 事件
        Event = "event",
        /// 没有发生
        NoEvent = "no-event",
        /// 评分
        Ratings = "ratings",
        /// 没有数值的原因
        Absent = "absent",
        /// 否决
        Veto = "veto",
    }
}

/// A version of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub number: i64,
    /// `None` withdraws the fact.
    pub said: Option<Said>,
    /// Where it can be looked up.
    pub evidence: String,
    /// Why it takes the place of the one before; empty for the first.
    pub reason: String,
    pub user: Option<UserId>,
    pub recorded_by: String,
    /// Milliseconds since 1970.
    pub recorded_at: i64,
    pub confirmed: Option<Confirmed>,
}

/// Who else has confirmed a version, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    pub user: Option<UserId>,
    pub by: String,
    pub at: i64,
}

/// A fact with all its versions, the first one first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub id: i64,
    pub subject: Subject,
    pub year: i32,
    /// The name of the figure in the scheme, or of the veto.
    pub entry: String,
    pub versions: Vec<Version>,
    /// What is kept with it, that which was taken away included.
    pub papers: Vec<Paper>,
}

impl Fact {
    /// The version that counts: the last one that was confirmed.
    pub fn counting(&self) -> Option<&Version> {
        self.versions.iter().rfind(|version| version.confirmed.is_some())
    }

    /// The latest version, where it waits for somebody else's confirmation.
    pub fn waiting(&self) -> Option<&Version> {
        self.versions.last().filter(|last| last.confirmed.is_none() && !self.is_given_up())
    }

    /// Withdrawn before it ever counted: nothing waits any more.
    pub fn is_given_up(&self) -> bool {
        self.counting().is_none() && self.versions.last().is_some_and(|last| last.said.is_none())
    }

    /// Whether it is gone for good: withdrawn, with nothing that waits.
    pub fn is_withdrawn(&self) -> bool {
        self.is_given_up()
            || (self.waiting().is_none() && self.counting().is_some_and(|it| it.said.is_none()))
    }

    /// What it says last, withdrawn or not: for naming it.
    pub fn latest(&self) -> Option<&Said> {
        self.versions.iter().rev().find_map(|version| version.said.as_ref())
    }

    /// The number of the latest version; 0 when there is none.
    pub fn revision(&self) -> i64 {
        self.versions.last().map_or(0, |last| last.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(number: i64, said: Option<Said>, is_confirmed: bool) -> Version {
        let confirmed = Confirmed { user: None, by: "乙".into(), at: 0 };
        Version {
            number,
            said,
            evidence: String::new(),
            reason: String::new(),
            user: None,
            recorded_by: "甲".into(),
            recorded_at: 0,
            confirmed: is_confirmed.then_some(confirmed),
        }
    }

    fn fact(versions: Vec<Version>) -> Fact {
        Fact {
            id: 1,
            subject: kernel::UnitId(1).into(),
            year: 2026,
            entry: "duties".into(),
            versions,
            papers: Vec::new(),
        }
    }

    fn figure(number: i64) -> Option<Said> {
        Some(Said::Figure { figure: number.into() })
    }

    #[test]
    fn the_last_confirmed_version_counts() {
        let changed = fact(vec![version(1, figure(12), true), version(2, figure(14), false)]);
        assert_eq!(changed.counting().unwrap().number, 1);
        assert_eq!(changed.waiting().unwrap().number, 2);
        assert!(!changed.is_withdrawn());
        let withdrawn = fact(vec![version(1, figure(12), true), version(2, None, true)]);
        assert!(withdrawn.is_withdrawn() && withdrawn.waiting().is_none());
        let waits = fact(vec![version(1, figure(12), true), version(2, None, false)]);
        assert!(!waits.is_withdrawn());
        let given_up = fact(vec![version(1, figure(12), false), version(2, None, false)]);
        assert!(given_up.is_withdrawn() && given_up.waiting().is_none());
    }

    #[test]
    fn an_event_is_known_by_its_mark_and_day() {
        let event = |mark: &str, on: &str| Said::Event {
            mark: mark.into(),
            sort: "city".into(),
            on: on.parse().unwrap(),
            points: None,
            what: String::new(),
        };
        let one = event("晋能党〔2026〕 7号 A", "2026-05-04").event_id();
        assert_eq!(one, event("晋能党〔2026〕7号a", "2026-05-04").event_id());
        assert_ne!(one, event("晋能党〔2026〕7号a", "2026-05-05").event_id());
    }
}
