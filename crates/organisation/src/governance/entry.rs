//! Two-way entry (双向进入): who came from the Party committee into board or management, and who the other
//! way. Each direction is counted by itself; what no document proves stands on a list apart and is never
//! counted.

use super::catalogue::BodyPart;
use super::held::{Held, Side, persons};
use super::tenure::Direction;
use kernel::{PersonId, TenureId};
use std::collections::BTreeSet;

/// Why an entry is not counted yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// Its direction is recorded, the number of its document is not.
    Document,
    /// The person sits on both sides, and nobody recorded in which direction they came.
    Direction,
}

impl Lack {
    /// The Fluent key of what is said about it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Document => "entry-lack-document",
            Self::Direction => "entry-lack-direction",
        }
    }
}

/// The entries of one unit on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entries {
    /// Persons of the Party committee on board or management.
    pub to_governance: BTreeSet<PersonId>,
    /// Persons of board or management on the Party committee.
    pub to_party: BTreeSet<PersonId>,
    /// 待补依据
    pub pending: Vec<(TenureId, PersonId, Lack)>,
}

/// Tells entries apart: a person counts who sits on both sides on the day.
pub fn entries(seats: &[Held]) -> Entries {
    let on_both: BTreeSet<PersonId> = persons(seats, |seat| seat.side == Side::Party)
        .intersection(&persons(seats, decides))
        .copied()
        .collect();
    let mut entries = Entries::default();
    let mut directed = BTreeSet::new();
    let both = || seats.iter().filter(|seat| on_both.contains(&seat.person));
    for seat in both().filter(|seat| seat.direction != Direction::None) {
        directed.insert(seat.person);
        match seat.direction {
            _ if !seat.has_document => {
                entries.pending.push((seat.tenure, seat.person, Lack::Document));
            }
            Direction::ToGovernance => {
                entries.to_governance.insert(seat.person);
            }
            _ => {
                entries.to_party.insert(seat.person);
            }
        }
    }
    let mut undirected = BTreeSet::new();
    for seat in both().filter(|seat| decides(seat) && !directed.contains(&seat.person)) {
        if undirected.insert(seat.person) {
            entries.pending.push((seat.tenure, seat.person, Lack::Direction));
        }
    }
    entries
}

fn decides(seat: &Held) -> bool {
    matches!(seat.side, Side::Body(BodyPart::Board | BodyPart::Management))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::governance::catalogue::Part;

    const PARTY: Side = Side::Party;
    const BOARD: Side = Side::Body(BodyPart::Board);

    fn seat(person: i64, side: Side, direction: Direction, has_document: bool) -> Held {
        let tenure = TenureId(person * 10 + i64::from(side == PARTY));
        let (person, part) = (PersonId(person), Part::None);
        Held { tenure, person, side, part, direction, has_document }
    }

    #[test]
    fn each_direction_is_counted_by_itself_and_nobody_without_a_document() {
        use Direction::{None, ToGovernance, ToParty};
        let seats = [
            seat(1, PARTY, None, true),
            seat(1, BOARD, ToGovernance, true),
            seat(2, PARTY, ToParty, true),
            seat(2, BOARD, None, false),
            seat(3, PARTY, None, true),
            seat(3, BOARD, ToGovernance, false),
            seat(4, PARTY, None, true),
            seat(4, BOARD, None, true),
            // On one side alone: a manager who is no member, and one whose other tenure has ended.
            seat(5, BOARD, None, true),
            seat(6, BOARD, ToGovernance, true),
        ];
        let found = entries(&seats);
        assert_eq!(found.to_governance, BTreeSet::from([PersonId(1)]));
        assert_eq!(found.to_party, BTreeSet::from([PersonId(2)]));
        assert_eq!(
            found.pending,
            [
                (TenureId(30), PersonId(3), Lack::Document),
                (TenureId(40), PersonId(4), Lack::Direction),
            ]
        );
    }

    #[test]
    fn one_person_with_two_proofs_counts_once_and_a_supervisor_is_no_decider() {
        let seats = [
            seat(1, PARTY, Direction::None, true),
            seat(1, BOARD, Direction::ToGovernance, true),
            seat(1, Side::Body(BodyPart::Management), Direction::ToGovernance, true),
            seat(2, PARTY, Direction::None, true),
            seat(2, Side::Body(BodyPart::Other), Direction::ToGovernance, true),
        ];
        let found = entries(&seats);
        assert_eq!((found.to_governance.len(), found.pending.len()), (1, 0));
    }
}
