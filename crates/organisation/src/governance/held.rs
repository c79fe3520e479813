//! The seats of one unit that are held on one day: what every check looks at.

use super::catalogue::{BodyPart, Part};
use super::tenure::Direction;
use kernel::{PersonId, TenureId};
use std::collections::BTreeSet;

/// On which side of the table a seat stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The highest Party organisation that has its seat in the unit.
    Party,
    Body(BodyPart),
}

/// A seat with its holder. People are told apart by who they are, never by their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    pub tenure: TenureId,
    pub person: PersonId,
    pub side: Side,
    pub part: Part,
    pub direction: Direction,
    /// Whether the number of a document stands behind it.
    pub has_document: bool,
}

/// The persons who hold such a seat, each once.
pub fn persons(seats: &[Held], is_wanted: impl Fn(&Held) -> bool) -> BTreeSet<PersonId> {
    seats.iter().filter(|seat| is_wanted(seat)).map(|seat| seat.person).collect()
}
