//! What a Party organisation answers for, how a unit resolves on a day, and how long that took.

use super::party_org::OrgKind;
use kernel::{Day, DayRange, PartyOrgId, UnitId};

/// A Party organisation answers for a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub unit: UnitId,
    pub org: PartyOrgId,
    pub valid: DayRange,
    /// It answers as well for everything below that no nearer link covers.
    pub reaches_below: bool,
    /// Number of the approval behind it.
    pub document: Option<String>,
    pub revision: i64,
}

macro_rules! hows {
    ($($(#[$doc:meta])* $variant:ident = $number:literal, $name:literal),+ $(,)?) => {
        /// How a unit resolves on a day.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum How { $($(#[$doc])* $variant),+ }

        impl How {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its number in queries; a lower one wins where a unit has several links.
            pub const fn number(self) -> i64 {
                match self { $(Self::$variant => $number),+ }
            }

            pub fn from_number(number: i64) -> Option<Self> {
                Self::ALL.iter().copied().find(|how| how.number() == number)
            }

            /// Its name for programs.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|how| how.name() == name)
            }

            /// The Fluent key of its name.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => concat!("coverage-how-", $name)),+ }
            }
        }
    };
}

hows! {
    /// No organisation answers for it.
    Uncovered = 0, "uncovered",
    /// By an organisation that has its seat there.
    Own = 1, "own",
    /// By a joint branch, wherever its seat is.
    Joint = 2, "joint",
    /// By an organisation that has its seat elsewhere.
    Covering = 3, "covering",
    /// By a link of a unit above that reaches below.
    Above = 4, "above",
}

impl How {
    /// By a link of the unit's own, to an organisation of this kind, with its seat here or elsewhere.
    pub fn direct(kind: OrgKind, is_seat: bool) -> Self {
        match kind {
            OrgKind::JointBranch => Self::Joint,
            _ if is_seat => Self::Own,
            _ => Self::Covering,
        }
    }

    pub fn is_covered(self) -> bool {
        self != Self::Uncovered
    }
}

/// Days from a unit's first day to its first coverage: negative when the organisation was there before,
/// `None` while it is not covered, and when nobody knows since when there is the unit.
pub fn lag(unit_since: Day, first_covered: Option<Day>) -> Option<i64> {
    (unit_since != Day::EARLIEST).then_some(first_covered?.days_since(unit_since))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(since: &str, first: Option<&str>, expected: Option<i64>) {
        let first = first.map(|day| day.parse().unwrap());
        assert_eq!(lag(since.parse().unwrap(), first), expected);
    }

    #[test]
    fn a_lag_is_counted_only_between_two_known_days() {
        check("2026-03-01", Some("2026-03-11"), Some(10));
        check("2026-03-01", Some("2026-03-01"), Some(0));
        check("2026-03-01", Some("2026-02-27"), Some(-2));
        check("2026-03-01", None, None);
        check("1900-01-01", Some("2026-03-11"), None);
        check("1900-01-01", Some("1900-01-01"), None);
    }
}
