//! A unit as of a day, its history, and the pure rules about when it may exist.

use crate::Kind;
use kernel::{Day, DayRange, Problem, UnitId};

/// A unit as one of its versions tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub id: UnitId,
    pub code: Option<String>,
    /// What an edit must name, so that the second of two editors is told.
    pub revision: i64,
    pub name: String,
    pub kind: Kind,
    /// `None` for the root alone.
    pub parent: Option<UnitId>,
    /// The days of this version.
    pub valid: DayRange,
}

/// A unit in a tree, with how many stand directly below it that day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub unit: Unit,
    pub children: i64,
}

/// One step of the way from the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub id: UnitId,
    pub name: String,
}

/// One chapter of a unit's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub name: String,
    pub kind: Kind,
    pub parent: Option<UnitId>,
    pub valid: DayRange,
}

/// Under what a new unit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parent {
    /// Nothing: it is the root.
    Root,
    Known(UnitId),
    /// An earlier unit of the same list, by its index.
    New(usize),
}

/// A child lives within its parent's days: neither older nor outliving it.
pub(crate) fn within_parent(
    name: &str,
    days: DayRange,
    parent_name: &str,
    parent: DayRange,
) -> Result<(), Problem> {
    if days.from < parent.from {
        Err(Problem::new("unit-older-than-parent")
            .arg("name", name)
            .arg("parent", parent_name)
            .arg("day", parent.from)
            .at("from"))
    } else if days.until > parent.until {
        Err(Problem::new("unit-outlives-parent")
            .arg("name", name)
            .arg("parent", parent_name)
            .arg("day", parent.until.plus_days(-1))
            .at("from"))
    } else {
        Ok(())
    }
}

/// The days that two ranges share.
pub(crate) fn shared(left: DayRange, right: DayRange) -> Option<DayRange> {
    DayRange::new(left.from.max(right.from), left.until.min(right.until)).ok()
}

/// One line of the closure seen from one of its ends: the unit at the other end, how far, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Way {
    pub other: UnitId,
    pub depth: i64,
    pub valid: DayRange,
}

/// The ways that arise when everything `below` a unit is hung under a parent with the ways `above`
/// (its own among them), from this day on: ancestor, descendant, depth and days.
pub(crate) fn joined<'a>(
    above: &'a [Way],
    below: &'a [Way],
    from: Day,
) -> impl Iterator<Item = (UnitId, Way)> + 'a {
    above.iter().flat_map(move |up| {
        below.iter().filter_map(move |down| {
            let valid = shared(shared(up.valid, down.valid)?, DayRange::since(from))?;
            Some((up.other, Way { other: down.other, depth: up.depth + down.depth + 1, valid }))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, until: &str) -> DayRange {
        DayRange { from: from.parse().unwrap(), until: until.parse().unwrap() }
    }

    #[track_caller]
    fn check(child: DayRange, parent: DayRange, expected: Option<&str>) {
        let found = within_parent("班", child, "车间", parent).err().map(|problem| problem.code);
        assert_eq!(found, expected);
    }

    #[test]
    fn a_child_lives_within_its_parents_days() {
        let parent = days("2020-01-01", "2026-01-01");
        check(days("2020-01-01", "2026-01-01"), parent, None);
        check(days("2019-12-31", "2026-01-01"), parent, Some("unit-older-than-parent"));
        check(days("2021-01-01", "2026-01-02"), parent, Some("unit-outlives-parent"));
        check(days("2021-01-01", "9999-12-31"), parent, Some("unit-outlives-parent"));
    }

    #[test]
    fn joined_ways_last_as_long_as_both_parts() {
        let way = |other, depth, valid| Way { other: UnitId(other), depth, valid };
        let above = [
            way(1, 1, days("2020-01-01", "2024-01-01")),
            way(2, 0, days("2020-01-01", "9999-12-31")),
        ];
        let below = [way(9, 0, days("2022-01-01", "9999-12-31"))];
        let from = "2023-01-01".parse::<Day>().unwrap();
        let joined: Vec<_> = joined(&above, &below, from).collect();
        assert_eq!(
            joined,
            [
                (UnitId(1), way(9, 2, days("2023-01-01", "2024-01-01"))),
                (UnitId(2), way(9, 1, days("2023-01-01", "9999-12-31"))),
            ]
        );
    }
}
