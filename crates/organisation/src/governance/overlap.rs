//! How far a decision body and the Party committee are the same people.
//!
//! The definition, which stands beside every figure: of the persons who hold a seat in the body on the
//! day, how many also hold a seat in the unit's Party organisation. A person counts once however many
//! seats they hold; outside directors count in the body and are shown. An empty body has no ratio.

use super::catalogue::{BodyPart, Part};
use super::held::{Held, Side, persons};
use kernel::PersonId;
use std::collections::BTreeSet;

/// The overlap of one body on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The persons of the body: the denominator.
    pub body: BTreeSet<PersonId>,
    /// Those of them who also sit in the Party organisation: the numerator.
    pub both: BTreeSet<PersonId>,
    /// Outside directors among the persons of the body.
    pub outside: BTreeSet<PersonId>,
}

impl Overlap {
    /// Numerator and denominator; `None` where there is nobody to compare.
    pub fn ratio(&self) -> Option<(usize, usize)> {
        (!self.body.is_empty()).then_some((self.both.len(), self.body.len()))
    }
}

/// Counts one body against the Party organisation.
pub fn overlap(seats: &[Held], part: BodyPart) -> Overlap {
    let in_body = |seat: &Held| seat.side == Side::Body(part);
    let body = persons(seats, in_body);
    let party = persons(seats, |seat| seat.side == Side::Party);
    Overlap {
        both: body.intersection(&party).copied().collect(),
        outside: persons(seats, |seat| in_body(seat) && seat.part == Part::OutsideDirector),
        body,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::governance::tenure::Direction;
    use kernel::TenureId;
    use proptest::prelude::*;

    fn seat(person: i64, side: Side, part: Part) -> Held {
        let (tenure, direction) = (TenureId(0), Direction::None);
        Held { tenure, person: PersonId(person), side, part, direction, has_document: false }
    }

    const SIDES: [Side; 4] = [
        Side::Party,
        Side::Body(BodyPart::Board),
        Side::Body(BodyPart::Management),
        Side::Body(BodyPart::Other),
    ];

    #[test]
    fn an_empty_body_has_no_ratio_and_nobody_in_common_is_a_true_nought() {
        let party = seat(1, Side::Party, Part::Secretary);
        assert_eq!(overlap(&[party], BodyPart::Board).ratio(), None);
        let seats = [party, seat(2, SIDES[1], Part::OutsideDirector)];
        let found = overlap(&seats, BodyPart::Board);
        assert_eq!((found.ratio(), found.outside.len()), (Some((0, 1)), 1));
    }

    proptest! {
        /// Counted by hand, person by person.
        #[test]
        fn a_recount_by_hand_gives_the_same(
            seats in prop::collection::vec((0_i64..8, 0_usize..4), 0..20),
        ) {
            let seats: Vec<Held> =
                seats.iter().map(|(who, side)| seat(*who, SIDES[*side], Part::None)).collect();
            let sits = |who, side| {
                seats.iter().any(|seat| seat.person == PersonId(who) && seat.side == side)
            };
            let body = (0..8).filter(|who| sits(*who, SIDES[1])).count();
            let both = (0..8).filter(|who| sits(*who, SIDES[1]) && sits(*who, SIDES[0])).count();
            let expected = (body > 0).then_some((both, body));
            prop_assert_eq!(overlap(&seats, BodyPart::Board).ratio(), expected);
        }
    }
}
