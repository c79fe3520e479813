//! Terms of office and working conditions of a Party organisation, and what is missing of them on a day.
//!
//! A gap is a task for whoever looks after the organisation. It is no fault, and it earns and costs no
//! points.

use super::party_org::OrgKind;
use crate::term::term;
use kernel::{Day, Problem};

/// Years from one election to the next; `None` for those that hold none: a temporary branch has its
/// leaders designated, a group belongs to its branch.
pub const fn years(kind: OrgKind) -> Option<i32> {
    match kind {
        OrgKind::Committee => Some(5),
        OrgKind::GeneralBranch | OrgKind::Branch | OrgKind::JointBranch => Some(3),
        OrgKind::TemporaryBranch | OrgKind::Group => None,
    }
}

/// One election and what became of the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    pub elected: Day,
    pub years: i32,
    pub document: Option<String>,
    /// The day to which the next election was put off, with the number of the approval.
    pub postponed: Option<(Day, String)>,
}

impl Office {
    /// The next election is due; the day to which it was put off, if it was.
    pub fn due(&self) -> Day {
        let due = term(self.years, self.elected).due;
        self.postponed.as_ref().map_or(due, |(until, _)| *until)
    }

    /// Puts the next election off.
    ///
    /// # Errors
    /// `office-postponed-too-far` by more than a year, or to a day that is not later;
    /// `office-postponed-undocumented`.
    pub fn postpone(&self, until: Day, document: Option<String>) -> Result<(Day, String), Problem> {
        let ends = term(self.years, self.elected);
        if until <= ends.due || until > ends.latest_if_postponed {
            return Err(Problem::new("office-postponed-too-far")
                .arg("due", ends.due)
                .arg("latest", ends.latest_if_postponed)
                .at("until"));
        }
        let document =
            document.ok_or_else(|| Problem::new("office-postponed-undocumented").at("document"))?;
        Ok((until, document))
    }
}

kernel::named! {
    /// What an organisation needs to work.
    Condition("party-condition-") {
        /// 活动场所
        Place = "place",
        /// 工作经费
        Funds = "funds",
        /// 党务人员
        Staff = "staff",
    }
}

/// What is missing on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// The election is overdue since this day.
    Overdue(Day),
    /// The election is due on this day, in less than six months.
    Due(Day),
    /// No election is recorded.
    NoElection,
    /// Nobody has been secretary since this day, for longer than a month.
    NoSecretary {
        since: Day,
        days: i64,
    },
    Missing(Condition),
}

/// A vacancy of the secretary is nobody's task yet within so many days.
const VACANCY: i64 = 30;

/// What an organisation of this kind lacks on a day; the most pressing first. `vacant`: since when it is
/// without a secretary, if it is.
pub fn gaps(
    kind: OrgKind,
    office: Option<&Office>,
    vacant: Option<Day>,
    has: &[Condition],
    day: Day,
) -> Vec<Gap> {
    let mut gaps = Vec::new();
    match (years(kind), office) {
        (Some(_), None) => gaps.push(Gap::NoElection),
        (Some(_), Some(office)) if day >= office.due() => gaps.push(Gap::Overdue(office.due())),
        (Some(_), Some(office)) => {
            if day >= term(office.years, office.elected).reminder {
                gaps.push(Gap::Due(office.due()));
            }
        }
        (None, _) => {}
    }
    // A group works with what its branch has, under the branch's secretary.
    if kind != OrgKind::Group {
        if let Some(since) = vacant.filter(|since| day.days_since(*since) > VACANCY) {
            gaps.push(Gap::NoSecretary { since, days: day.days_since(since) });
        }
        let missing = Condition::ALL.iter().filter(|condition| !has.contains(condition));
        gaps.extend(missing.map(|condition| Gap::Missing(*condition)));
    }
    gaps.sort_unstable();
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn office(elected: &str) -> Office {
        Office { elected: day(elected), years: 3, document: None, postponed: None }
    }

    #[track_caller]
    fn check(kind: OrgKind, office: Option<&Office>, on: &str, expected: &[Gap]) {
        assert_eq!(gaps(kind, office, None, Condition::ALL, day(on)), expected);
    }

    #[test]
    fn an_election_is_noticed_six_months_before() {
        let office = office("2023-03-01");
        check(OrgKind::Branch, Some(&office), "2025-08-31", &[]);
        check(OrgKind::Branch, Some(&office), "2025-09-01", &[Gap::Due(day("2026-03-01"))]);
        check(OrgKind::Branch, Some(&office), "2026-03-01", &[Gap::Overdue(day("2026-03-01"))]);
        check(OrgKind::Branch, None, "2026-03-01", &[Gap::NoElection]);
        check(OrgKind::TemporaryBranch, None, "2026-03-01", &[]);
    }

    #[test]
    fn it_is_put_off_by_a_year_at_most_and_with_an_approval() {
        let mut office = office("2023-03-01");
        let number = Some("党〔2026〕1号".to_owned());
        for wrong in ["2026-03-01", "2027-03-02"] {
            let refused = office.postpone(day(wrong), number.clone()).unwrap_err();
            assert_eq!(refused.code, "office-postponed-too-far");
        }
        let refused = office.postpone(day("2027-03-01"), None).unwrap_err();
        assert_eq!(refused.code, "office-postponed-undocumented");
        office.postponed = Some(office.postpone(day("2027-03-01"), number).unwrap());
        check(OrgKind::Branch, Some(&office), "2026-06-01", &[Gap::Due(day("2027-03-01"))]);
    }

    #[test]
    fn a_vacancy_is_a_gap_from_its_thirty_first_day() {
        let since = Some(day("2026-01-01"));
        let on = |kind, on| gaps(kind, None, since, Condition::ALL, day(on));
        assert_eq!(on(OrgKind::TemporaryBranch, "2026-01-31"), []);
        let found = on(OrgKind::TemporaryBranch, "2026-02-01");
        assert_eq!(found, [Gap::NoSecretary { since: day("2026-01-01"), days: 31 }]);
        assert_eq!(on(OrgKind::Group, "2026-02-01"), []);
    }

    #[test]
    fn what_is_not_there_is_missing() {
        let has = [Condition::Funds];
        let missing = gaps(OrgKind::TemporaryBranch, None, None, &has, day("2026-01-01"));
        assert_eq!(missing, [Gap::Missing(Condition::Place), Gap::Missing(Condition::Staff)]);
        assert_eq!(gaps(OrgKind::Group, None, None, &[], day("2026-01-01")), []);
    }
}
