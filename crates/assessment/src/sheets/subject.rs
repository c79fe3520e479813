//! Whom a sheet is about.

use kernel::{Actor, PersonId, Resource, UnitId};
use std::fmt;
use std::str::FromStr;

/// A unit, or the secretary of a Party organisation that has its seat there. In addresses `12`, or `12-34`
/// for the person 34.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    pub unit: UnitId,
    pub person: Option<PersonId>,
}

impl Subject {
    /// What policy decides about.
    pub const fn resource(self) -> Resource {
        match self.person {
            None => Resource::Score,
            Some(_) => Resource::PersonScore,
        }
    }

    /// Whether it is about the actor in person.
    pub fn is_of(self, actor: &Actor) -> bool {
        self.person.is_some() && self.person == actor.person
    }

    /// The person's id as it is stored; 0 for the unit itself.
    pub(crate) fn stored_person(self) -> i64 {
        self.person.map_or(0, |person| person.0)
    }

    pub(crate) fn stored(unit: i64, person: i64) -> Self {
        Self { unit: UnitId(unit), person: (person != 0).then_some(PersonId(person)) }
    }
}

impl From<UnitId> for Subject {
    fn from(unit: UnitId) -> Self {
        Self { unit, person: None }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.person {
            None => self.unit.fmt(f),
            Some(person) => write!(f, "{}-{person}", self.unit),
        }
    }
}

impl FromStr for Subject {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('-') {
            None => Ok(Self::from(text.parse::<UnitId>()?)),
            Some((unit, person)) => Ok(Self { unit: unit.parse()?, person: Some(person.parse()?) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_the_unit_or_the_person_there() {
        for text in ["12", "12-34"] {
            assert_eq!(text.parse::<Subject>().unwrap().to_string(), text);
        }
        assert_eq!("12".parse::<Subject>().unwrap(), Subject::from(UnitId(12)));
        assert_eq!("12-34".parse::<Subject>().unwrap().person, Some(PersonId(34)));
        assert!("12-".parse::<Subject>().is_err() && "x".parse::<Subject>().is_err());
    }
}
