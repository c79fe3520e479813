//! For random histories of foundings, moves, closures and links, every day's view of the Party
//! organisations and of who answers for each unit equals a naive replay.

use crate::house::MIGRATIONS;
use directory::change::{self as units};
use directory::founding::{NewUnit, create};
use directory::{Kind, Parent, tree};
use kernel::{Day, DayRange, PartyOrgId, UnitId};
use organisation::party::coverage::How;
use organisation::party::party_org::{OrgKind, Version};
use organisation::party::party_tree::Change;
use organisation::party::store::coverage::{self, NewLink};
use organisation::party::store::resolution::{self, Listing, Order};
use organisation::party::store::{follower, history, orgs};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::{Query, Refusal, Tx, params};
use testkit::histories;

/// Days on which anything happens; the last stands for all that follow.
const DAYS: usize = 10;

fn day(index: usize) -> Day {
    "2026-01-01".parse::<Day>().unwrap().plus_days(index as i64 * 20)
}

fn days(from: usize, until: usize) -> DayRange {
    let until = if until >= DAYS { Day::FOREVER } else { day(until) };
    DayRange { from: day(from), until }
}

/// What somebody tries.
#[derive(Clone, Debug)]
enum Attempt {
    FoundUnit { parent: usize, from: usize },
    MoveUnit { unit: usize, parent: usize, from: usize },
    CloseUnit { unit: usize, from: usize, with_links: bool },
    Found { superior: Option<usize>, kind: usize, seat: usize, name: u8, from: usize },
    Change { org: usize, change: [Option<usize>; 4], from: usize },
    Close { org: usize, from: usize, with_links: bool },
    Link { unit: usize, org: usize, from: usize, until: usize, reaches: bool },
    End { link: usize, until: usize },
}

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let some = |chance| proptest::option::weighted(chance, 0..8_usize);
    let attempt = prop_oneof![
        2 => (0..8_usize, 0..DAYS).prop_map(|(parent, from)| Attempt::FoundUnit { parent, from }),
        1 => (0..8_usize, 0..8_usize, 0..DAYS)
            .prop_map(|(unit, parent, from)| Attempt::MoveUnit { unit, parent, from }),
        1 => (0..8_usize, 0..DAYS, any::<bool>())
            .prop_map(|(unit, from, with_links)| Attempt::CloseUnit { unit, from, with_links }),
        4 => (some(0.9), 0..6_usize, 0..8_usize, 0..4_u8, 0..DAYS)
            .prop_map(|(superior, kind, seat, name, from)| Attempt::Found { superior, kind, seat, name, from }),
        4 => (0..8_usize, [some(0.3), some(0.3), some(0.5), some(0.4)], 0..DAYS)
            .prop_map(|(org, change, from)| Attempt::Change { org, change, from }),
        1 => (0..8_usize, 0..DAYS, any::<bool>())
            .prop_map(|(org, from, with_links)| Attempt::Close { org, from, with_links }),
        5 => (0..8_usize, 0..8_usize, 0..DAYS, 0..2 * DAYS, any::<bool>())
            .prop_map(|(unit, org, from, until, reaches)| Attempt::Link { unit, org, from, until, reaches }),
        1 => (0..8_usize, 0..DAYS).prop_map(|(link, until)| Attempt::End { link, until }),
    ];
    proptest::collection::vec(attempt, 1..30)
}

/// What an organisation is on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fact {
    name: String,
    kind: OrgKind,
    superior: Option<usize>,
    seat: usize,
}

#[derive(Clone, Debug)]
struct Link {
    unit: usize,
    org: usize,
    from: usize,
    until: usize,
    reaches: bool,
}

/// The naive replay: every fact on every single day.
#[derive(Clone, Debug, Default)]
struct Replay {
    /// For each unit and day: whether it exists, and the unit above.
    units: Vec<Vec<Option<Option<usize>>>>,
    orgs: Vec<Vec<Option<Fact>>>,
    links: Vec<Link>,
}

impl Replay {
    fn found(&self, fact: &Fact, from: usize) -> Option<Self> {
        let mut next = self.clone();
        next.orgs.push((0..DAYS).map(|index| (index >= from).then(|| fact.clone())).collect());
        next.is_sound().then_some(next)
    }

    fn change(&self, org: usize, change: &[Option<usize>; 4], from: usize) -> Option<Self> {
        let (last, start) = self.last(org)?;
        if from < start || self.orgs[org][from].is_none() {
            return None;
        }
        let [name_of, kind, superior, seat] = *change;
        let fact = Fact {
            name: name_of.map_or(last.name.clone(), |number| name(number as u8)),
            kind: kind.map_or(last.kind, |kind| OrgKind::ALL[kind % OrgKind::ALL.len()]),
            superior: superior.map(|org| org % self.orgs.len()).or(last.superior),
            seat: seat.map_or(last.seat, |seat| seat % self.units.len()),
        };
        if fact == last || (last.superior.is_none() && fact.superior.is_some()) {
            return None;
        }
        let mut next = self.clone();
        for there in next.orgs[org][from..].iter_mut().flatten() {
            *there = fact.clone();
        }
        next.is_sound().then_some(next)
    }

    fn close(&self, org: usize, from: usize, with_links: bool) -> Option<Self> {
        let (_, start) = self.last(org)?;
        if from <= start || self.orgs[org][from].is_none() {
            return None;
        }
        let mut next = self.clone();
        next.orgs[org][from..].fill(None);
        let open = self.links.iter().any(|link| link.org == org && link.until > from);
        if open && !with_links {
            return None;
        }
        next.cut(|link| link.org == org, from);
        next.is_sound().then_some(next)
    }

    fn cut(&mut self, which: impl Fn(&Link) -> bool, from: usize) {
        self.links.retain(|link| !which(link) || link.from < from);
        for link in self.links.iter_mut().filter(|link| which(link)) {
            link.until = link.until.min(from);
        }
    }

    fn link(&self, link: Link) -> Option<Self> {
        let life: Vec<usize> = (0..DAYS).filter(|&d| self.units[link.unit][d].is_some()).collect();
        let (first, last) = (*life.first()?, *life.last()?);
        let fits = link.from < link.until
            && (link.from..link.until).all(|index| self.orgs[link.org][index].is_some())
            && link.until <= last + 1
            && link.until > first;
        let is_other = |other: &Link| (other.unit, other.org) == (link.unit, link.org);
        let overlaps = |other: &Link| other.from < link.until && link.from < other.until;
        if !fits || self.links.iter().any(|other| is_other(other) && overlaps(other)) {
            return None;
        }
        let mut next = self.clone();
        next.links.push(link);
        Some(next)
    }

    /// The last fact of an organisation and the day on which it began.
    fn last(&self, org: usize) -> Option<(Fact, usize)> {
        let facts = &self.orgs[org];
        let end = facts.iter().rposition(Option::is_some)?;
        let start = (0..=end).rev().take_while(|&index| facts[index] == facts[end]).last()?;
        Some((facts[end].clone()?, start))
    }

    /// The organisation and those above it on a day; `None` when the way is broken.
    fn way(&self, org: usize, index: usize) -> Option<Vec<usize>> {
        let mut way = vec![org];
        let mut fact = self.orgs[org][index].as_ref()?;
        while let Some(superior) = fact.superior {
            if way.contains(&superior) {
                return None;
            }
            way.push(superior);
            fact = self.orgs[superior][index].as_ref()?;
        }
        Some(way)
    }

    /// Every day: whole ways without circles, one top, no two siblings of one name, kinds that hold each
    /// other, seats that exist.
    fn is_sound(&self) -> bool {
        (0..DAYS).all(|index| {
            let mut names = BTreeSet::new();
            let facts = self.orgs.iter().map(|facts| facts[index].as_ref());
            let tops = facts.clone().flatten().filter(|fact| fact.superior.is_none()).count();
            tops <= 1
                && facts.enumerate().all(|(org, fact)| {
                    let Some(fact) = fact else { return true };
                    let above = fact.superior.map(|superior| self.orgs[superior][index].as_ref());
                    let is_held = match above {
                        None => fact.kind != OrgKind::Group,
                        Some(above) => above.is_some_and(|above| above.kind.holds(fact.kind)),
                    };
                    names.insert((fact.superior, &fact.name))
                        && is_held
                        && self.way(org, index).is_some()
                        && self.units[fact.seat][index].is_some()
                })
        })
    }

    /// How a unit resolves on a day, and which unit's links answer.
    fn resolve(&self, unit: usize, index: usize) -> (How, Option<usize>) {
        let of = |unit: usize| {
            self.links
                .iter()
                .filter(move |link| link.unit == unit && link.from <= index && index < link.until)
        };
        let how = of(unit).filter_map(|link| {
            let fact = self.orgs[link.org][index].as_ref()?;
            Some(match fact.kind {
                OrgKind::JointBranch => How::Joint,
                _ if fact.seat == unit => How::Own,
                _ => How::Covering,
            })
        });
        if let Some(how) = how.min() {
            return (how, Some(unit));
        }
        let mut above = self.units[unit][index].flatten();
        while let Some(up) = above {
            if of(up).any(|link| link.reaches) {
                return (How::Above, Some(up));
            }
            above = self.units[up][index].flatten();
        }
        (How::Uncovered, None)
    }

    /// The first day on which anyone answered for a unit.
    fn first_covered(&self, unit: usize) -> Option<usize> {
        let exists = |index: &usize| self.units[unit][*index].is_some();
        // One that ended before the unit began has never covered it.
        let own = self.links.iter().filter(|link| link.unit == unit);
        let own = own.filter(|link| (link.from..link.until).any(|index| exists(&index)));
        let own = own.map(|link| link.from).min();
        let seen = (0..DAYS).filter(exists).find(|&d| self.resolve(unit, d).0.is_covered());
        own.into_iter().chain(seen).min()
    }
}

fn name(number: u8) -> String {
    format!("{}支部", number % 4)
}

/// What the database knows by its own ids.
struct Stored {
    units: Vec<UnitId>,
    orgs: Vec<PartyOrgId>,
}

async fn org_revision(tx: &mut Tx, id: PartyOrgId) -> i64 {
    orgs::org_near(tx, id, Day::FOREVER).await.unwrap().unwrap().revision
}

async fn unit_revision(tx: &mut Tx, id: UnitId) -> i64 {
    tree::unit_near(tx, id, Day::FOREVER).await.unwrap().unwrap().revision
}

/// Tries a change of the unit tree, whose own rules are another test's; the replay follows what was
/// accepted.
async fn try_unit(tx: &mut Tx, attempt: &Attempt, model: &mut Replay, ids: &mut Stored) {
    let among = |unit: usize, ids: &Stored| unit % ids.units.len();
    match *attempt {
        Attempt::FoundUnit { parent, from } => {
            let parent = among(parent, ids);
            let name = format!("{}队", ids.units.len());
            let parent_id = Parent::Known(ids.units[parent]);
            let unit = NewUnit::new(name, Kind::Team, parent_id, DayRange::since(day(from)));
            if let Ok(id) = create(tx, unit).await {
                ids.units.push(id);
                let fact = |index| (index >= from).then_some(Some(parent));
                model.units.push((0..DAYS).map(fact).collect());
            }
        }
        Attempt::MoveUnit { unit, parent, from } => {
            let (unit, parent) = (among(unit, ids), among(parent, ids));
            let seen = unit_revision(tx, ids.units[unit]).await;
            let change =
                units::Change { parent: Some(ids.units[parent]), ..units::Change::default() };
            let moved = units::change(tx, ids.units[unit], seen, day(from), &change, None).await;
            if moved.is_ok() {
                for there in model.units[unit][from..].iter_mut().flatten() {
                    *there = Some(parent);
                }
            }
        }
        _ => unreachable!("{attempt:?}"),
    }
}

/// Closes a unit as the use case does; returns whether it was refused for what hangs on it.
async fn close_unit(
    tx: &mut Tx,
    (unit, from, with_links): (usize, usize, bool),
    model: &mut Replay,
    ids: &Stored,
) -> Result<(), TestCaseError> {
    let Ok(plan) = units::plan_closing(tx, ids.units[unit], day(from)).await else { return Ok(()) };
    let closing: Vec<usize> =
        (0..ids.units.len()).filter(|&unit| plan.closing.contains(&ids.units[unit])).collect();
    let later = "SELECT unit_id FROM unit_version WHERE unit_id IN {ids:$1} AND valid_from >= $2";
    let later: Vec<(i64,)> =
        tx.all(later, params![plan.closing.as_slice(), day(from)]).await.unwrap();
    if !later.is_empty() {
        return Ok(());
    }
    let sits = model
        .orgs
        .iter()
        .any(|facts| facts[from..].iter().flatten().any(|fact| closing.contains(&fact.seat)));
    let open = model.links.iter().any(|l| closing.contains(&l.unit) && l.until > from);
    let expected = !sits && (with_links || !open);
    let settled = follower::settle(tx, &plan.closing, day(from), with_links).await;
    prop_assert_eq!(settled.is_ok(), expected, "closing {} {:?}", unit, settled);
    if expected {
        let seen = unit_revision(tx, ids.units[unit]).await;
        units::close(tx, ids.units[unit], seen, day(from), true).await.unwrap();
        for &unit in &closing {
            model.units[unit][from..].fill(None);
        }
        model.cut(|link| closing.contains(&link.unit), from);
    }
    Ok(())
}

/// Tries a change of organisations or links in the database and in the replay.
async fn try_party(
    tx: &mut Tx,
    attempt: &Attempt,
    model: &Replay,
    ids: &mut Stored,
) -> (Option<Replay>, Result<(), Refusal>) {
    let none = || (None, Err(Refusal::Invalid(Vec::new())));
    match *attempt {
        Attempt::Found { superior, kind, seat, name: number, from } => {
            let superior = superior.filter(|_| !ids.orgs.is_empty()).map(|s| s % ids.orgs.len());
            let seat = seat % ids.units.len();
            let kind = OrgKind::ALL[kind];
            let fact = Fact { name: name(number), kind, superior, seat };
            let version = Version {
                name: fact.name.clone(),
                kind,
                superior: superior.map(|superior| ids.orgs[superior]),
                seat: ids.units[seat],
                valid: DayRange::since(day(from)),
            };
            let outcome = history::found(tx, version).await.map(|id| ids.orgs.push(id));
            (model.found(&fact, from), outcome)
        }
        Attempt::Change { org, ref change, from } if !ids.orgs.is_empty() => {
            let org = org % ids.orgs.len();
            let [number, kind, superior, seat] = *change;
            let asked = Change {
                name: number.map(|number| name(number as u8)),
                kind: kind.map(|kind| OrgKind::ALL[kind % OrgKind::ALL.len()]),
                superior: superior.map(|superior| ids.orgs[superior % ids.orgs.len()]),
                seat: seat.map(|seat| ids.units[seat % ids.units.len()]),
            };
            let seen = org_revision(tx, ids.orgs[org]).await;
            let outcome = history::change(tx, ids.orgs[org], seen, day(from), &asked).await;
            (model.change(org, change, from), outcome.map(drop))
        }
        Attempt::Close { org, from, with_links } if !ids.orgs.is_empty() => {
            let org = org % ids.orgs.len();
            let seen = org_revision(tx, ids.orgs[org]).await;
            let outcome = history::close(tx, ids.orgs[org], seen, day(from), with_links).await;
            (model.close(org, from, with_links), outcome)
        }
        Attempt::Link { unit, org, from, until, reaches } if !ids.orgs.is_empty() => {
            let (unit, org) = (unit % ids.units.len(), org % ids.orgs.len());
            let until = until.min(DAYS);
            let new = NewLink {
                unit: ids.units[unit],
                org: ids.orgs[org],
                valid: days(from, until),
                reaches_below: reaches,
                document: None,
            };
            let outcome = coverage::link(tx, new).await;
            (model.link(Link { unit, org, from, until, reaches }), outcome)
        }
        Attempt::End { link, until } if !model.links.is_empty() => {
            let link = link % model.links.len();
            let Link { unit, org, from, until: end, .. } = model.links[link];
            let (unit, org, first) = (ids.units[unit], ids.orgs[org], day(from));
            let seen = coverage::one(tx, unit, org, first).await.unwrap().unwrap().revision;
            let outcome = coverage::end(tx, unit, org, first, seen, day(until)).await;
            let ended = (until > from && until < end).then(|| {
                let mut next = model.clone();
                next.links[link].until = until;
                next
            });
            (ended, outcome.map(drop))
        }
        _ => none(),
    }
}

/// Tries everything in the database and in the replay; they accept and refuse the same.
async fn replay(tx: &mut Tx, attempts: &[Attempt]) -> Result<(), TestCaseError> {
    let root = NewUnit::new("厂", Kind::Plant, Parent::Root, DayRange::since(day(0)));
    let mut ids = Stored { units: vec![create(tx, root).await.unwrap()], orgs: Vec::new() };
    let mut model = Replay { units: vec![vec![Some(None); DAYS]], ..Replay::default() };
    for attempt in attempts {
        match *attempt {
            Attempt::FoundUnit { .. } | Attempt::MoveUnit { .. } => {
                try_unit(tx, attempt, &mut model, &mut ids).await;
            }
            Attempt::CloseUnit { unit, from, with_links } => {
                let unit = unit % ids.units.len();
                close_unit(tx, (unit, from, with_links), &mut model, &ids).await?;
            }
            _ => match try_party(tx, attempt, &model, &mut ids).await {
                (Some(next), Ok(())) => model = next,
                (None, Err(Refusal::Invalid(_))) => {}
                (expected, outcome) => {
                    let expected = expected.is_some();
                    let said = format!("{attempt:?}: {expected} {outcome:?}");
                    return Err(TestCaseError::fail(said));
                }
            },
        }
    }
    compare(tx, &model, &ids).await
}

async fn compare(tx: &mut Tx, model: &Replay, ids: &Stored) -> Result<(), TestCaseError> {
    let scope = kernel::policy::scope(
        &kernel::Actor::system("测试"),
        kernel::Action::Read,
        kernel::Resource::PartyOrg,
        day(0),
    );
    for today in 0..DAYS {
        for (org, id) in ids.orgs.iter().enumerate() {
            let stored = orgs::org_on(tx, *id, day(today)).await.unwrap().map(|org| Fact {
                name: org.name,
                kind: org.kind,
                superior: org.superior.and_then(|up| ids.orgs.iter().position(|id| *id == up)),
                seat: ids.units.iter().position(|id| *id == org.seat).unwrap(),
            });
            prop_assert_eq!(&stored, &model.orgs[org][today], "{} on day {}", org, today);
            let way = orgs::path(tx, *id, day(today)).await.unwrap();
            let way: Vec<PartyOrgId> = way.into_iter().rev().map(|step| step.id).collect();
            let expected = model.way(org, today).unwrap_or_default();
            let expected: Vec<PartyOrgId> = expected.into_iter().map(|up| ids.orgs[up]).collect();
            prop_assert_eq!(way, expected, "way of {} on day {}", org, today);
        }
        let listing = Listing {
            day: day(today),
            text: "",
            kinds: None,
            hows: &[],
            order: Order::Gaps,
            descending: false,
            limit: 100,
            offset: 0,
        };
        let list = resolution::list(tx, &scope, &listing).await.unwrap();
        let stored: BTreeMap<UnitId, (How, Option<UnitId>)> =
            list.lines.iter().map(|line| (line.unit, (line.how, line.source))).collect();
        let exists = |unit: &usize| model.units[*unit][today].is_some();
        let expected: BTreeMap<UnitId, (How, Option<UnitId>)> = (0..ids.units.len())
            .filter(exists)
            .map(|unit| {
                let (how, source) = model.resolve(unit, today);
                (ids.units[unit], (how, source.map(|up| ids.units[up])))
            })
            .collect();
        prop_assert_eq!(&stored, &expected, "coverage on day {}", today);
        let gaps = expected.values().filter(|(how, _)| *how == How::Uncovered).count() as i64;
        prop_assert_eq!((list.uncovered(), list.units()), (gaps, expected.len() as i64));
        for (unit, (_, source)) in &expected {
            let one = resolution::resolve(tx, *unit, day(today)).await.unwrap();
            prop_assert_eq!(one.source, *source);
            prop_assert_eq!(one.links.is_empty(), source.is_none());
        }
    }
    let starts = resolution::starts(tx, &ids.units, day(DAYS)).await.unwrap();
    for (unit, id) in ids.units.iter().enumerate() {
        let expected = model.first_covered(unit).map(day);
        prop_assert_eq!(starts[id].first_covered, expected, "first day of {}", unit);
    }
    Ok(())
}

#[test]
fn every_day_equals_a_naive_replay() {
    let cases = histories::Cases { sqlite: 150, postgres: 20 };
    histories::check(MIGRATIONS, cases, &attempts(), async |tx, attempts| {
        replay(tx, &attempts).await
    });
}
