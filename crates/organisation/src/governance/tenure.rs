//! A post held by a person for some days, and the days on which nobody holds it.

use super::catalogue::Part;
use kernel::{BodyId, Day, DayRange, FileId, PartyOrgId, PersonId, PostId, Problem, TenureId};

kernel::named! {
    /// In which direction a two-way entry goes.
    Direction("direction-of-entry-") {
        None = "none",
        /// A member of the Party committee enters board or management.
        ToGovernance = "to-governance",
        /// A member of board or management enters the Party committee.
        ToParty = "to-party",
    }
}

/// Where a post is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Seat {
    Org(PartyOrgId),
    Body(BodyId),
}

/// What a tenure says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    pub person: PersonId,
    pub seat: Seat,
    pub post: PostId,
    pub valid: DayRange,
    pub direction: Direction,
    /// The procedure or rule by which it came about.
    pub basis: Option<String>,
    /// The number of the document.
    pub document: Option<String>,
    /// A copy of the document.
    pub file: Option<FileId>,
}

/// A tenure as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenure {
    pub id: TenureId,
    pub terms: Terms,
    /// What an edit must name, so that the second of two editors is told.
    pub revision: i64,
}

/// Whether an entry of this direction can lead to such a seat.
///
/// # Errors
/// `entry-wrong-way`, `entry-outside-director`, at `direction`.
pub fn check_direction(seat: Seat, part: Part, direction: Direction) -> Result<(), Problem> {
    let code = match (direction, seat) {
        (Direction::ToGovernance, Seat::Body(_)) if part == Part::OutsideDirector => {
            "entry-outside-director"
        }
        (Direction::ToGovernance, Seat::Org(_)) | (Direction::ToParty, Seat::Body(_)) => {
            "entry-wrong-way"
        }
        _ => return Ok(()),
    };
    Err(Problem::new(code).at("direction"))
}

/// The days of a life until a day, that day included, on which none of the ranges holds.
pub fn vacancies(life: DayRange, held: &[DayRange], day: Day) -> Vec<DayRange> {
    let end = life.until.min(day.plus_days(1));
    let mut held: Vec<DayRange> = held.to_vec();
    held.sort_by_key(|range| (range.from, range.until));
    let mut vacant = Vec::new();
    let mut from = life.from;
    for range in held {
        if range.from.min(end) > from {
            vacant.push(DayRange { from, until: range.from.min(end) });
        }
        from = from.max(range.until);
    }
    if from < end {
        vacant.push(DayRange { from, until: end });
    }
    vacant
}

/// How many days a range has.
pub fn days(range: DayRange) -> i64 {
    range.until.days_since(range.from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(day: i64) -> Day {
        Day::new(2026, 1, 1).unwrap().plus_days(day)
    }

    fn range(from: i64, until: i64) -> DayRange {
        DayRange { from: at(from), until: at(until) }
    }

    #[test]
    fn an_entry_leads_to_the_other_side_and_no_outside_director_enters() {
        let (org, body) = (Seat::Org(PartyOrgId(1)), Seat::Body(BodyId(1)));
        let check = |seat, part, direction| {
            check_direction(seat, part, direction).err().map(|problem| problem.code)
        };
        assert_eq!(check(body, Part::Director, Direction::ToGovernance), None);
        assert_eq!(check(org, Part::CommitteeMember, Direction::ToParty), None);
        assert_eq!(check(org, Part::Secretary, Direction::ToGovernance), Some("entry-wrong-way"));
        assert_eq!(check(body, Part::Manager, Direction::ToParty), Some("entry-wrong-way"));
        assert_eq!(
            check(body, Part::OutsideDirector, Direction::ToGovernance),
            Some("entry-outside-director")
        );
        assert_eq!(check(body, Part::OutsideDirector, Direction::None), None);
    }

    #[test]
    fn a_gap_begins_on_the_day_after_the_last_and_has_its_days() {
        let held = [range(0, 10), range(41, 60)];
        let gaps = vacancies(range(0, 1_000), &held, at(70));
        assert_eq!(gaps, [range(10, 41), range(60, 71)]);
        assert_eq!(gaps.iter().map(|gap| days(*gap)).collect::<Vec<_>>(), [31, 11]);
        assert_eq!(vacancies(range(0, 1_000), &[], at(2)), [range(0, 3)]);
    }

    proptest! {
        /// Day by day, a seat is vacant when no tenure covers the day.
        #[test]
        fn vacancies_are_the_days_that_nobody_holds(
            life in (0_i64..20, 20_i64..40),
            held in prop::collection::vec((0_i64..40, 1_i64..20), 0..6),
            day in 0_i64..50,
        ) {
            let life = range(life.0, life.1);
            let held: Vec<DayRange> = held.iter().map(|(from, n)| range(*from, from + n)).collect();
            let vacant = vacancies(life, &held, at(day));
            for on in (0..60).map(at) {
                let is_open = on <= at(day) && life.contains(on);
                let expected = is_open && !held.iter().any(|range| range.contains(on));
                prop_assert_eq!(vacant.iter().any(|gap| gap.contains(on)), expected, "{}", on);
            }
        }
    }
}
