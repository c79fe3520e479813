//! Large invented cases for measurements, the same on every machine and written through the store that
//! imports use.
//!
//! [`Shape`] is pure: how many units of each kind, and every reading of every workshop as a function of
//! its place. Companies, plants and the group have no readings of their own; they show what lies below.

mod organise;
mod plan;
mod write;

pub use write::{AFFAIRS, AUDITOR, HR, PASSWORD, SIGN_IN, Written, write};

use crate::chance::mixed;
use crate::cli::Scale;
use directory::Kind as UnitKind;
use kernel::{Month, Quantity};
use planning::{Aggregation, Direction, Kind};

/// Indicators of each workshop.
pub const INDICATORS: usize = 30;
/// Months of readings.
pub const MONTHS: i32 = 36;

/// How many units there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub companies: usize,
    pub plants: usize,
    pub workshops: usize,
    pub teams: usize,
}

impl Shape {
    pub const fn of(scale: Scale) -> Self {
        match scale {
            Scale::Plant => Self { companies: 1, plants: 1, workshops: 10, teams: 67 },
            // As many companies as the group, so that its uppermost pages are as long.
            Scale::Tenth => Self { companies: 20, plants: 30, workshops: 300, teams: 2_000 },
            Scale::Group => Self { companies: 20, plants: 300, workshops: 3_000, teams: 20_000 },
        }
    }

    /// All units with the group.
    pub const fn units(self) -> usize {
        1 + self.companies + self.plants + self.workshops + self.teams
    }

    /// Every unit, parents first: its name, its kind and the number of its parent.
    pub fn tree(self) -> Vec<(String, UnitKind, Option<usize>)> {
        let mut units = vec![("模拟矿业集团".to_owned(), UnitKind::Group, None)];
        let levels = [
            (self.companies, UnitKind::Company, "公司"),
            (self.plants, UnitKind::Plant, "厂"),
            (self.workshops, UnitKind::Workshop, "车间"),
            (self.teams, UnitKind::Team, "班"),
        ];
        let (mut above, mut parents) = (0, 1);
        for (count, kind, word) in levels {
            let first = units.len();
            for index in 0..count {
                let parent = above + index * parents / count;
                units.push((format!("第{:05}{word}", index + 1), kind, Some(parent)));
            }
            (above, parents) = (first, count);
        }
        units
    }

    /// The numbers of the workshops in [`Shape::tree`].
    pub const fn workshops(self) -> std::ops::Range<usize> {
        let first = 1 + self.companies + self.plants;
        first..first + self.workshops
    }
}

/// What the indicator with this number is.
pub fn indicator(number: usize) -> (Aggregation, Direction) {
    let direction = match number % 3 {
        0 => Direction::Up,
        1 => Direction::Down,
        _ => Direction::Range,
    };
    let aggregation = match number % 10 {
        0..=4 => Aggregation::Sum,
        5..=7 => Aggregation::Ratio,
        8 => Aggregation::Mean,
        _ => Aggregation::Last,
    };
    (aggregation, direction)
}

/// One number of a workshop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    pub indicator: usize,
    pub month: Month,
    pub kind: Kind,
    pub value: Quantity,
    pub weight: Option<Quantity>,
}

/// All readings of one workshop: an actual value and a target for each indicator and month.
pub fn figures(workshop: usize, last: Month) -> impl Iterator<Item = Figure> + Send {
    (0..MONTHS).rev().map(move |back| last.plus(-back)).flat_map(move |month| {
        (0..INDICATORS).flat_map(move |indicator| pair(workshop, indicator, month))
    })
}

fn pair(workshop: usize, number: usize, month: Month) -> [Figure; 2] {
    let chance = mixed(mixed(mixed(workshop as u64) ^ number as u64) ^ month.code() as u64);
    // Between 80.0 and 119.9 per cent of the target.
    let share = 800 + (chance % 400) as i64;
    let level = 1_000 + (mixed(workshop as u64) % 9_000) as i64;
    let (aggregation, _) = indicator(number);
    let (value, weight, target) = match aggregation {
        Aggregation::Sum | Aggregation::Last => (level * share, None, level * 1_000),
        // Numerator and denominator; the target is a rate.
        Aggregation::Ratio => (level * share, Some(level * 1_500), 667),
        Aggregation::Mean => (10 * share, Some(level * 1_000), 10_000),
    };
    let thousandths = |number: i64| Quantity::from_millionths(number * 1_000);
    let figure = |kind, value, weight: Option<i64>| Figure {
        indicator: number,
        month,
        kind,
        value: thousandths(value),
        weight: weight.map(thousandths),
    };
    [figure(Kind::Actual, value, weight), figure(Kind::Target, target, None)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_group_has_the_size_that_is_promised() {
        let shape = Shape::of(Scale::Group);
        assert_eq!(shape.units(), 23_321);
        assert_eq!(shape.tree().len(), 23_321);
        let shown = 1 + shape.companies + shape.plants + shape.workshops - 1;
        assert_eq!(shown, 3_320);
        let of_one = figures(0, "2026-10".parse().unwrap()).count();
        assert_eq!(of_one * shape.workshops, 6_480_000);
    }

    #[test]
    fn children_are_spread_evenly_and_named_apart() {
        for scale in [Scale::Plant, Scale::Tenth, Scale::Group] {
            let tree = Shape::of(scale).tree();
            let mut names = HashSet::new();
            let mut children = vec![0_usize; tree.len()];
            for (index, (name, _, parent)) in tree.iter().enumerate() {
                assert!(names.insert((parent, name)));
                if let Some(parent) = *parent {
                    assert!(parent < index);
                    children[parent] += 1;
                }
            }
            assert!(children[Shape::of(scale).workshops()].iter().all(|&n| n == 6 || n == 7));
        }
    }

    #[test]
    fn a_workshop_has_each_number_once() {
        let rows: Vec<_> = figures(7, "2026-10".parse().unwrap()).collect();
        let keys: HashSet<_> =
            rows.iter().map(|row| (row.indicator, row.month, row.kind.code())).collect();
        assert_eq!(keys.len(), rows.len());
        assert!(rows.iter().all(|row| row.value.millionths() > 0));
    }
}
