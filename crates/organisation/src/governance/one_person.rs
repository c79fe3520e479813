//! Secretary and chairman are one person (SOE Regulation, art. 14): where there is no board, secretary
//! and general manager. A unit that is no legal person, such as a plant, decides as fits.

use super::catalogue::{BodyPart, Part};
use super::held::{Held, Side, persons};
use directory::Kind;
use kernel::{Day, DayRange, PersonId};

/// That two persons hold the posts was approved for some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    pub id: i64,
    pub document: String,
    pub valid: DayRange,
    pub revision: i64,
}

/// What the check found on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnePerson {
    /// The rule does not bind this unit.
    AsFits,
    /// One person holds both posts.
    Same(PersonId),
    /// Somebody shares one of the posts with another.
    Several(Vec<PersonId>),
    /// Nobody holds the one, the other, or both.
    Vacant { secretary: bool, leader: bool },
    /// Two persons, as approved.
    Excepted(Exception),
    /// Two persons; what was approved has run out.
    Expired(Exception),
    /// Two persons, and nothing was approved.
    Needed,
}

impl OnePerson {
    pub const NAMES: [&str; 7] =
        ["as-fits", "same", "several", "vacant", "excepted", "expired", "needed"];

    /// The name in addresses and, behind `one-person-`, in texts.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::AsFits => "as-fits",
            Self::Same(_) => "same",
            Self::Several(_) => "several",
            Self::Vacant { .. } => "vacant",
            Self::Excepted(_) => "excepted",
            Self::Expired(_) => "expired",
            Self::Needed => "needed",
        }
    }

    /// Whether somebody should do something about it.
    pub const fn wants_somebody(&self) -> bool {
        !matches!(self, Self::AsFits | Self::Same(_) | Self::Excepted(_))
    }
}

/// Whether the rule binds a unit: one with a board, or of a kind that is a legal person.
pub const fn binds(kind: Kind, has_board: bool) -> bool {
    has_board || matches!(kind, Kind::Group | Kind::Company)
}

/// The post that shall be held together with the secretary's.
pub const fn leading(has_board: bool) -> (BodyPart, Part) {
    if has_board {
        (BodyPart::Board, Part::Chairman)
    } else {
        (BodyPart::Management, Part::GeneralManager)
    }
}

/// Compares the holders of both posts on a day.
pub fn check(
    kind: Kind,
    has_board: bool,
    seats: &[Held],
    exceptions: &[Exception],
    day: Day,
) -> OnePerson {
    if !binds(kind, has_board) {
        return OnePerson::AsFits;
    }
    let (body, part) = leading(has_board);
    let secretaries =
        persons(seats, |seat| seat.side == Side::Party && seat.part == Part::Secretary);
    let leaders = persons(seats, |seat| seat.side == Side::Body(body) && seat.part == part);
    if secretaries.len() > 1 || leaders.len() > 1 {
        return OnePerson::Several(secretaries.union(&leaders).copied().collect());
    }
    match (secretaries.first(), leaders.first()) {
        (Some(one), Some(other)) if one == other => OnePerson::Same(*one),
        (Some(_), Some(_)) => approved(exceptions, day),
        (secretary, leader) => {
            OnePerson::Vacant { secretary: secretary.is_none(), leader: leader.is_none() }
        }
    }
}

fn approved(exceptions: &[Exception], day: Day) -> OnePerson {
    let begun = || exceptions.iter().filter(|one| one.valid.from <= day);
    match begun().max_by_key(|one| one.valid.until) {
        Some(one) if one.valid.contains(day) => OnePerson::Excepted(one.clone()),
        Some(one) => OnePerson::Expired(one.clone()),
        None => OnePerson::Needed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::governance::tenure::Direction;
    use kernel::TenureId;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn seat(person: i64, side: Side, part: Part) -> Held {
        Held {
            tenure: TenureId(person),
            person: PersonId(person),
            side,
            part,
            direction: Direction::None,
            has_document: true,
        }
    }

    fn secretary(person: i64) -> Held {
        seat(person, Side::Party, Part::Secretary)
    }

    fn chairman(person: i64) -> Held {
        seat(person, Side::Body(BodyPart::Board), Part::Chairman)
    }

    fn manager(person: i64) -> Held {
        seat(person, Side::Body(BodyPart::Management), Part::GeneralManager)
    }

    fn exception() -> Exception {
        let valid = DayRange { from: day("2025-01-01"), until: day("2026-01-01") };
        Exception { id: 1, document: "清党〔2025〕3号".to_owned(), valid, revision: 1 }
    }

    #[track_caller]
    fn judged(kind: Kind, has_board: bool, seats: &[Held], on: &str, expected: &str) {
        let found = check(kind, has_board, seats, &[exception()], day(on));
        assert_eq!(found.name(), expected);
    }

    #[test]
    fn one_person_passes_and_two_need_an_exception_that_still_holds() {
        let one = [secretary(1), chairman(1), manager(2)];
        judged(Kind::Company, true, &one, "2026-06-01", "same");
        let two = [secretary(1), chairman(2)];
        judged(Kind::Company, true, &two, "2024-12-31", "needed");
        judged(Kind::Company, true, &two, "2025-12-31", "excepted");
        judged(Kind::Company, true, &two, "2026-01-01", "expired");
        let found = check(Kind::Company, true, &two, &[], day("2025-06-01"));
        assert_eq!(found, OnePerson::Needed);
    }

    #[test]
    fn without_a_board_the_general_manager_counts() {
        let one = [secretary(1), manager(1)];
        judged(Kind::Company, false, &one, "2026-06-01", "same");
        judged(Kind::Company, true, &one, "2026-06-01", "vacant");
    }

    #[test]
    fn a_plant_decides_as_fits_unless_it_has_a_board() {
        judged(Kind::Plant, false, &[secretary(1), manager(2)], "2026-06-01", "as-fits");
        judged(Kind::Plant, true, &[secretary(1), chairman(1)], "2026-06-01", "same");
    }

    #[test]
    fn two_holders_and_a_gap_are_said_as_such() {
        let several = [secretary(1), secretary(2), chairman(1)];
        judged(Kind::Company, true, &several, "2025-06-01", "several");
        let twice = [secretary(1), secretary(1), chairman(1)];
        judged(Kind::Company, true, &twice, "2025-06-01", "same");
        let vacant = check(Kind::Company, true, &[chairman(1)], &[], day("2025-06-01"));
        assert_eq!(vacant, OnePerson::Vacant { secretary: true, leader: false });
    }
}
