//! Inputs of a unit from what the house knows and from what was recorded: pure.

use super::asks::Ask;
use super::fact::{Fact, Said};
use super::source::{Cited, CitedPaper, From, Source, Why};
use scoring::engine::{Booked, Entry, Event};
use scoring::scheme::Status;

/// The inputs of a unit's year with where each comes from.
#[derive(Clone, Debug)]
pub struct Gathered {
    pub subject: super::subject::Subject,
    pub inputs: scoring::engine::Inputs,
    pub sources: Vec<Source>,
}

/// What a feed says of a name.
#[derive(Clone, Debug)]
pub struct Fed {
    pub from: From,
    /// The record's name and its version, as the sheet cites them.
    pub record: String,
    pub version: u32,
    pub figure: Result<scoring::Exact, (Status, Why)>,
}

/// The entry of a name with its source: what was said about a figure that is fed comes before the feed.
pub fn entry(ask: &Ask<'_>, facts: &[&Fact], fed: Option<Fed>) -> (Entry, Source) {
    // Of a figure that is fed only the reason why it does not count can be said.
    let counts = |found: &Found| ask.feed.is_none() || matches!(found.2, Some(Why::Said { .. }));
    let (entry, from, why) = match (said(facts).filter(counts), fed) {
        (Some(found), _) => found,
        (None, Some(fed)) => of_feed(fed),
        (None, None) => nothing(Status::NotReported, From::Nothing, Why::NotRecorded),
    };
    let source = Source { entry: ask.entry.to_owned(), from, why };
    let zero = ask.is_base && entry.figure.as_ref().is_some_and(scoring::Exact::is_zero);
    if zero {
        let (record, version) = (entry.record, entry.version);
        let entry = Entry { record, version, status: Some(Status::Pending), ..Entry::default() };
        return (entry, Source { why: Some(Why::Zero), ..source });
    }
    (entry, source)
}

type Found = (Entry, From, Option<Why>);

fn nothing(status: Status, from: From, why: Why) -> Found {
    (Entry { status: Some(status), ..Entry::default() }, from, Some(why))
}

fn of_feed(fed: Fed) -> Found {
    let entry = Entry { record: fed.record, version: fed.version, ..Entry::default() };
    match fed.figure {
        Ok(figure) => (Entry { figure: Some(figure), ..entry }, fed.from, None),
        Err((status, why)) => (Entry { status: Some(status), ..entry }, fed.from, Some(why)),
    }
}

/// What was recorded for a name; `None` where nothing ever was.
fn said(facts: &[&Fact]) -> Option<Found> {
    let facts: Vec<&&Fact> = facts.iter().filter(|fact| !fact.is_given_up()).collect();
    if facts.is_empty() {
        return None;
    }
    let counting: Vec<(&Fact, &super::fact::Version)> =
        facts.iter().filter_map(|fact| Some((**fact, fact.counting()?))).collect();
    let cited = counting.iter().map(|(fact, version)| Cited {
        fact: fact.id,
        version: version.number,
        said: version.said.clone(),
        evidence: version.evidence.clone(),
        reason: version.reason.clone(),
        recorded_by: version.recorded_by.clone(),
        confirmed_by: version.confirmed.as_ref().map(|it| it.by.clone()).unwrap_or_default(),
        papers: papers(fact),
    });
    let from = match counting.is_empty() {
        true => From::Nothing,
        false => From::Facts { facts: cited.collect() },
    };
    let live: Vec<_> = counting
        .iter()
        .filter_map(|(fact, version)| Some((*fact, version.number, version.said.as_ref()?)))
        .collect();
    if live.is_empty() {
        let waits = facts.iter().any(|fact| fact.waiting().is_some_and(|it| it.said.is_some()));
        return Some(match waits {
            true => nothing(Status::Pending, from, Why::Unconfirmed),
            false => nothing(Status::NotReported, from, Why::Withdrawn),
        });
    }
    let record: Vec<String> =
        live.iter().map(|(fact, version, _)| format!("fact:{}@{version}", fact.id)).collect();
    let latest = live.iter().map(|(_, version, _)| *version).max().unwrap_or(0);
    let version = u32::try_from(latest).unwrap_or(u32::MAX);
    let mut entry = Entry { record: record.join(" "), version, ..Entry::default() };
    let mut why = None;
    for (_, _, said) in &live {
        match said {
            Said::Absent { status, why: text } => {
                entry = Entry { record: entry.record, version, ..Entry::default() };
                entry.status = Some(*status);
                why = Some(Why::Said { why: text.clone() });
                break;
            }
            Said::Figure { figure } => entry.figure = Some(figure.clone()),
            Said::Ratings { ratings } => entry.rating = Some(ratings.clone()),
            Said::NoEvent => {
                entry.event.get_or_insert_default();
            }
            Said::Event { sort, points, .. } => entry.event.get_or_insert_default().push(Event {
                id: said.event_id().unwrap_or_default(),
                sort: sort.clone(),
                points: points.clone(),
            }),
            Said::Veto { .. } => {}
        }
    }
    Some((entry, from, why))
}

/// What is kept with a fact and was not taken away.
fn papers(fact: &Fact) -> Vec<CitedPaper> {
    let kept = fact.papers.iter().filter(|paper| paper.removed.is_none());
    let cited = kept.map(|paper| CitedPaper {
        id: paper.id,
        name: paper.name.clone(),
        digest: paper.digest.clone(),
    });
    cited.collect()
}

/// What stands against the total, of the facts that say so.
pub fn booked(facts: &[&Fact]) -> Vec<Booked> {
    let booked = |fact: &&Fact| {
        let version = fact.counting()?;
        let Some(Said::Veto { from, lifted, basis }) = &version.said else { return None };
        Some(Booked {
            veto: fact.entry.clone(),
            record: format!("fact:{}@{}", fact.id, version.number),
            from: *from,
            lifted: *lifted,
            reason: basis.clone(),
        })
    };
    facts.iter().filter_map(booked).collect()
}
