//! The database's units as an import sees them: the subtree it may touch.

use interchange::{Known, KnownUnit};
use kernel::{Day, DayRange, UnitId};
use std::collections::BTreeMap;

/// A unit of the subtree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TreeUnit {
    pub code: Option<String>,
    /// The name today.
    pub name: String,
    pub kind: directory::Kind,
    pub aliases: Vec<String>,
    /// Under which parent on which days, oldest first; at least one.
    pub places: Vec<(DayRange, Option<UnitId>)>,
    /// What an edit of the unit must name.
    pub revision: i64,
}

impl TreeUnit {
    pub fn parent(&self) -> Option<UnitId> {
        self.places.last().and_then(|(_, parent)| *parent)
    }

    /// The parent on a day; before its first day the first one, after its last the last one.
    pub fn parent_on(&self, day: Day) -> Option<UnitId> {
        let at = self.places.iter().rev().find(|(days, _)| days.from <= day);
        at.or(self.places.first()).and_then(|(_, parent)| *parent)
    }

    /// From its first day to its last.
    pub fn life(&self) -> DayRange {
        let first = self.places.first().map_or(DayRange::ALWAYS, |(days, _)| *days);
        let last = self.places.last().map_or(DayRange::ALWAYS, |(days, _)| *days);
        DayRange { from: first.from, until: last.until }
    }
}

/// All units that the import may recognise and change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tree {
    units: BTreeMap<UnitId, TreeUnit>,
    /// Where new units without a parent go; `None` only while there is no tree.
    under: Option<UnitId>,
}

impl Tree {
    pub fn new(under: Option<UnitId>, units: BTreeMap<UnitId, TreeUnit>) -> Self {
        Self { units, under }
    }

    pub fn under(&self) -> Option<UnitId> {
        self.under
    }

    pub fn unit(&self, id: UnitId) -> Option<&TreeUnit> {
        self.units.get(&id)
    }

    pub fn units(&self) -> impl Iterator<Item = (UnitId, &TreeUnit)> {
        self.units.iter().map(|(id, unit)| (*id, unit))
    }

    pub fn unit_mut(&mut self, id: UnitId) -> Option<&mut TreeUnit> {
        self.units.get_mut(&id)
    }

    /// The name of a unit of the subtree.
    pub fn name(&self, id: UnitId) -> &str {
        self.unit(id).map_or("", |unit| &unit.name)
    }

    /// What the reader of the files may recognise. The top of the subtree has no parent there, so that
    /// a file which names it finds it.
    pub fn known(&self) -> Known {
        Known::new(self.units.iter().map(|(id, unit)| KnownUnit {
            id: *id,
            code: unit.code.clone(),
            name: unit.name.clone(),
            aliases: unit.aliases.clone(),
            parent: unit.parent().filter(|parent| self.units.contains_key(parent)),
        }))
    }

    /// Whether files read against this tree read the same against the other one.
    pub fn reads_like(&self, other: &Self) -> bool {
        let same = |a: &TreeUnit, b: &TreeUnit| {
            (&a.code, &a.name, &a.aliases, a.parent()) == (&b.code, &b.name, &b.aliases, b.parent())
        };
        self.under == other.under
            && self.units.len() == other.units.len()
            && self.units.iter().zip(&other.units).all(|(a, b)| a.0 == b.0 && same(a.1, b.1))
    }

    /// Names from the top down to the unit itself.
    pub fn names(&self, id: UnitId) -> Vec<String> {
        let mut names = Vec::new();
        let mut next = Some(id);
        while let Some(unit) = next.and_then(|id| self.unit(id)) {
            names.push(unit.name.clone());
            next = unit.parent().filter(|_| names.len() <= self.units.len());
        }
        names.reverse();
        names
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// Units by id, name and parent, alive since ever.
    pub(crate) fn tree(under: Option<i64>, units: &[(i64, &str, Option<i64>)]) -> Tree {
        let unit = |(id, name, parent): &(i64, &str, Option<i64>)| {
            let places = vec![(DayRange::ALWAYS, parent.map(UnitId))];
            let (code, name, aliases) = (None, (*name).to_owned(), Vec::new());
            let kind = directory::Kind::Other;
            (UnitId(*id), TreeUnit { code, name, kind, aliases, places, revision: 1 })
        };
        Tree::new(under.map(UnitId), units.iter().map(unit).collect())
    }

    #[test]
    fn the_parent_depends_on_the_day() {
        let turn = day("2013-01-01");
        let days = |from, until| DayRange { from, until };
        let places = vec![
            (days(day("2010-01-01"), turn), Some(UnitId(1))),
            (days(turn, Day::FOREVER), Some(UnitId(2))),
        ];
        let (name, aliases) = ("u".to_owned(), Vec::new());
        let kind = directory::Kind::Team;
        let unit = TreeUnit { code: None, name, kind, aliases, places, revision: 1 };
        assert_eq!(unit.parent_on(day("2012-12-31")), Some(UnitId(1)));
        assert_eq!(unit.parent_on(turn), Some(UnitId(2)));
        assert_eq!(unit.parent_on(day("2001-01-01")), Some(UnitId(1)));
        assert_eq!(unit.life(), days(day("2010-01-01"), Day::FOREVER));
    }

    #[test]
    fn names_come_from_the_top() {
        let tree = tree(None, &[(1, "厂", None), (2, "主洗车间", Some(1))]);
        assert_eq!(tree.names(UnitId(2)), ["厂", "主洗车间"]);
    }
}
