//! Random histories: every day's tree equals a naive replay, and the closure equals the versions.

use crate::house::{MIGRATIONS, revision};
use directory::change::{self, Change};
use directory::founding::{NewUnit, create};
use directory::{Kind, Parent};
use kernel::{Day, DayRange, UnitId};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::{Query, Refusal, Tx, params};
use testkit::histories;

/// Days of the window; the last stands for all that follow.
const DAYS: usize = 20;

fn day(index: usize) -> Day {
    Day::new(2024, 1, 1).unwrap().plus_days(index as i64)
}

/// Something that somebody tries.
#[derive(Clone, Debug)]
enum Attempt {
    Found { parent: usize, name: u8, from: usize },
    Change { unit: usize, name: Option<u8>, parent: Option<usize>, from: usize },
    Close { unit: usize, from: usize, with_below: bool },
}

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let attempt = prop_oneof![
        3 => (0..9_usize, 0..4_u8, 0..DAYS)
            .prop_map(|(parent, name, from)| Attempt::Found { parent, name, from }),
        4 => (0..9_usize, proptest::option::weighted(0.3, 0..4_u8),
              proptest::option::weighted(0.8, 0..9_usize), 0..DAYS)
            .prop_map(|(unit, name, parent, from)| Attempt::Change { unit, name, parent, from }),
        1 => (0..9_usize, 0..DAYS, any::<bool>())
            .prop_map(|(unit, from, with_below)| Attempt::Close { unit, from, with_below }),
    ];
    proptest::collection::vec(attempt, 1..24)
}

/// What a unit is on a day: its name and the unit above.
type Fact = (String, Option<usize>);

/// The naive replay: every unit's fact on every single day.
#[derive(Clone, Debug, Default)]
struct Replay {
    units: Vec<Vec<Option<Fact>>>,
}

impl Replay {
    fn found(&self, parent: Option<usize>, name: String, from: usize) -> Option<Self> {
        let mut next = self.clone();
        let fact = |index| (index >= from).then(|| (name.clone(), parent));
        next.units.push((0..DAYS).map(fact).collect());
        next.is_sound().then_some(next)
    }

    fn change(
        &self,
        unit: usize,
        name: Option<String>,
        parent: Option<usize>,
        from: usize,
    ) -> Option<Self> {
        let (last, start) = self.last(unit)?;
        if from < start || self.units[unit][from].is_none() {
            return None;
        }
        let fact = (name.unwrap_or(last.0.clone()), parent.or(last.1));
        if fact == last || (last.1.is_none() && fact.1.is_some()) {
            return None;
        }
        let mut next = self.clone();
        for there in next.units[unit][from..].iter_mut().flatten() {
            *there = fact.clone();
        }
        next.is_sound().then_some(next)
    }

    fn close(&self, unit: usize, from: usize, with_below: bool) -> Option<Self> {
        let (last, start) = self.last(unit)?;
        if last.1.is_none() || from <= start || self.units[unit][from].is_none() {
            return None;
        }
        let below = |other: &usize| {
            (from..DAYS).any(|index| self.way(*other, index).is_some_and(|way| way.contains(&unit)))
        };
        let closing: Vec<usize> =
            if with_below { (0..self.units.len()).filter(below).collect() } else { vec![unit] };
        if closing.iter().any(|&other| self.last(other).is_none_or(|(_, start)| start >= from)) {
            return None;
        }
        let mut next = self.clone();
        for other in closing {
            next.units[other][from..].fill(None);
        }
        next.is_sound().then_some(next)
    }

    /// The last fact of a unit and the day on which it began.
    fn last(&self, unit: usize) -> Option<(Fact, usize)> {
        let facts = &self.units[unit];
        let end = facts.iter().rposition(Option::is_some)?;
        let start = (0..=end).rev().take_while(|&index| facts[index] == facts[end]).last()?;
        Some((facts[end].clone()?, start))
    }

    /// The unit and those above it on a day; `None` when it does not exist or the way is broken.
    fn way(&self, unit: usize, index: usize) -> Option<Vec<usize>> {
        let mut way = vec![unit];
        let mut fact = self.units[unit][index].as_ref()?;
        while let Some(parent) = fact.1 {
            if way.contains(&parent) {
                return None;
            }
            way.push(parent);
            fact = self.units[parent][index].as_ref()?;
        }
        Some(way)
    }

    /// Every day: whole ways without circles, no two siblings of one name.
    fn is_sound(&self) -> bool {
        (0..DAYS).all(|index| {
            let mut names = BTreeSet::new();
            self.units.iter().enumerate().all(|(unit, facts)| match &facts[index] {
                None => true,
                Some((name, parent)) => {
                    names.insert((parent, name)) && self.way(unit, index).is_some()
                }
            })
        })
    }
}

fn name(number: u8) -> String {
    format!("{number}班")
}

/// Tries everything in the database and in the replay; they accept and refuse the same.
async fn replay(tx: &mut Tx, attempts: &[Attempt]) -> Result<(), TestCaseError> {
    let root = NewUnit::new("厂", Kind::Plant, Parent::Root, DayRange::since(day(0)));
    let mut ids = vec![create(tx, root).await.unwrap()];
    let mut model = Replay::default().found(None, "厂".to_owned(), 0).unwrap();
    for attempt in attempts {
        let among = |unit: usize| unit % ids.len();
        let (expected, outcome) = match *attempt {
            Attempt::Found { parent, name: number, from } => {
                let parent = among(parent);
                let days = DayRange::since(day(from));
                let unit = NewUnit::new(name(number), Kind::Team, Parent::Known(ids[parent]), days);
                let outcome = create(tx, unit).await;
                let outcome = outcome.map(|id| ids.push(id));
                (model.found(Some(parent), name(number), from), outcome)
            }
            Attempt::Change { unit, name: number, parent, from } => {
                let (unit, parent) = (among(unit), parent.map(among));
                let change = Change {
                    name: number.map(name),
                    kind: None,
                    parent: parent.map(|parent| ids[parent]),
                };
                let seen = revision(tx, ids[unit]).await;
                let outcome =
                    change::change(tx, ids[unit], seen, day(from), &change, None).await.map(drop);
                (model.change(unit, number.map(name), parent, from), outcome)
            }
            Attempt::Close { unit, from, with_below } => {
                let unit = among(unit);
                let seen = revision(tx, ids[unit]).await;
                let outcome =
                    change::close(tx, ids[unit], seen, day(from), with_below).await.map(drop);
                (model.close(unit, from, with_below), outcome)
            }
        };
        match (expected, outcome) {
            (Some(next), Ok(())) => model = next,
            (None, Err(Refusal::Invalid(_))) => {}
            (expected, outcome) => {
                let expected = expected.is_some();
                return Err(TestCaseError::fail(format!("{attempt:?}: {expected} {outcome:?}")));
            }
        }
    }
    compare(tx, &model, &ids).await
}

async fn compare(tx: &mut Tx, model: &Replay, ids: &[UnitId]) -> Result<(), TestCaseError> {
    let index: BTreeMap<i64, usize> = ids.iter().enumerate().map(|(n, id)| (id.0, n)).collect();
    for today in 0..DAYS {
        let sql = "SELECT unit_id, name, parent_id FROM unit_version \
                   WHERE valid_from <= $1 AND valid_until > $1";
        let rows: Vec<(i64, String, Option<i64>)> = tx.all(sql, params![day(today)]).await.unwrap();
        let stored: BTreeMap<usize, Fact> = rows
            .into_iter()
            .map(|(id, name, parent)| (index[&id], (name, parent.map(|id| index[&id]))))
            .collect();
        let expected: BTreeMap<usize, Fact> = (0..ids.len())
            .filter_map(|unit| Some((unit, model.units[unit][today].clone()?)))
            .collect();
        prop_assert_eq!(stored, expected, "versions on day {}", today);
        let sql = "SELECT descendant_id, ancestor_id, depth FROM unit_closure \
                   WHERE valid_from <= $1 AND valid_until > $1";
        let rows: Vec<(i64, i64, i64)> = tx.all(sql, params![day(today)]).await.unwrap();
        let count = rows.len();
        let stored: BTreeSet<_> =
            rows.into_iter().map(|(low, high, depth)| (index[&low], index[&high], depth)).collect();
        prop_assert_eq!(count, stored.len(), "one row for each way on day {}", today);
        let expected: BTreeSet<_> = (0..ids.len())
            .flat_map(|unit| {
                let way = model.way(unit, today).unwrap_or_default();
                way.into_iter().enumerate().map(move |(depth, up)| (unit, up, depth as i64))
            })
            .collect();
        prop_assert_eq!(stored, expected, "closure on day {}", today);
    }
    compare_terms(tx).await
}

/// A unit is found by every end of every name that its versions have.
async fn compare_terms(tx: &mut Tx) -> Result<(), TestCaseError> {
    let stored = tx.all("SELECT term, unit_id FROM unit_term", params![]).await.unwrap();
    let stored: BTreeSet<(Vec<u8>, i64)> = stored.into_iter().collect();
    let sql = "SELECT normal, unit_id FROM unit_version";
    let names: Vec<(String, i64)> = tx.all(sql, params![]).await.unwrap();
    let ends = |(name, id): &(String, i64)| -> Vec<(Vec<u8>, i64)> {
        name.char_indices().map(|(at, _)| (name.as_bytes()[at..].to_vec(), *id)).collect()
    };
    prop_assert_eq!(stored, names.iter().flat_map(ends).collect(), "terms");
    Ok(())
}

#[test]
fn every_day_equals_a_naive_replay() {
    let cases = histories::Cases { sqlite: 200, postgres: 30 };
    histories::check(MIGRATIONS, cases, &attempts(), async |tx, attempts| {
        replay(tx, &attempts).await
    });
}
