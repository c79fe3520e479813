//! What is assessed in a year, by scheme and in the order of the tree: never by what it scores.

use super::places::{self, Place};
use super::{Year, gather};
use crate::sheets::computed::Total;
use crate::sheets::stage::Stage;
use crate::sheets::store::sheets as store;
use crate::sheets::store::sheets::Version;
use crate::sheets::subject::Subject;
use ::store::{Ctx, Refusal};
use kernel::{Action, Problem, UnitId};
use std::collections::HashMap;

/// What a list shows.
#[derive(Clone, Debug, Default)]
pub struct Listing<'a> {
    pub year: i32,
    /// Part of a name.
    pub text: &'a str,
    /// Within each scheme by name instead of by the tree; scores order nothing.
    pub by_name: bool,
    pub descending: bool,
    pub limit: i64,
    pub offset: i64,
    /// Units alone, for what leaves the house.
    pub units_only: bool,
}

/// A unit or a secretary with what the year comes to.
#[derive(Clone, Debug)]
pub struct Row {
    pub place: Place,
    /// The latest published version.
    pub published: Option<Version>,
    /// A version that waits for the committee.
    pub drawn: Option<Version>,
    /// What it comes to: as published, else by today's records.
    pub total: Result<Total, Problem>,
    pub may_draw: bool,
    pub may_decide: bool,
}

/// What is assessed in a year.
#[derive(Clone, Debug)]
pub struct List {
    pub rows: Vec<Row>,
    pub total: i64,
    pub years: Vec<i32>,
    /// How many sheets the actor could draw up, and how many wait for their decision, on all pages together.
    pub to_draw: usize,
    pub to_decide: usize,
}

/// Published and waiting versions by subject.
pub(crate) type Known = HashMap<Subject, Vec<Version>>;

/// The versions of a year of these places.
pub(crate) async fn versions(
    q: &mut impl ::store::Query,
    places: &[Place],
    year: Year,
) -> Result<Known, Refusal> {
    let mut units: Vec<UnitId> = places.iter().map(|place| place.subject.unit).collect();
    units.dedup();
    let mut known = Known::new();
    for version in store::versions(q, &units, year.year).await? {
        known.entry(version.subject).or_default().push(version);
    }
    Ok(known)
}

/// Whether the actor may do this to a place's sheet.
pub(crate) fn can(ctx: &Ctx, action: Action, place: &Place) -> bool {
    ctx.can(action, place.subject.resource(), &place.path)
}

/// What is assessed in one's part for a year.
///
/// # Errors
/// Not found for a year that has not begun.
pub async fn list(ctx: &Ctx, listing: &Listing<'_>) -> Result<List, Refusal> {
    let year = Year::find(ctx, listing.year).await?;
    let q = &mut ctx.read();
    let years = store::years(q).await?;
    let mut places = places::all(ctx, year).await?;
    places.retain(|place| place.subject.person.is_none() || !listing.units_only);
    let known = versions(q, &places, year).await?;
    let waits = |place: &Place| waiting(&known, place.subject).is_some();
    let to_decide = places.iter().filter(|it| waits(it) && can(ctx, Action::Approve, it)).count();
    let to_draw = places.iter().filter(|it| !waits(it) && can(ctx, Action::Change, it)).count();
    let places = cut(places, listing);
    let total = places.1;
    let open: Vec<Place> =
        places.0.iter().filter(|it| published(&known, it.subject).is_none()).cloned().collect();
    let mut live: HashMap<Subject, Result<Total, Problem>> = HashMap::new();
    for (place, sheet) in open.iter().zip(gather::computed(ctx, year, &open).await?) {
        live.insert(place.subject, sheet.and_then(|sheet| sheet.total()));
    }
    let rows = places.0.into_iter().filter_map(|place| {
        let published = published(&known, place.subject).cloned();
        let drawn = waiting(&known, place.subject).cloned();
        let total = match &published {
            Some(version) => Ok(version.total.clone()),
            None => live.remove(&place.subject)?,
        };
        let may_draw = drawn.is_none() && can(ctx, Action::Change, &place);
        let may_decide = drawn.is_some() && can(ctx, Action::Approve, &place);
        Some(Row { published, drawn, total, may_draw, may_decide, place })
    });
    Ok(List { rows: rows.collect(), total, years, to_draw, to_decide })
}

/// The part of the places that a page shows, and how many there are.
fn cut(mut places: Vec<Place>, listing: &Listing<'_>) -> (Vec<Place>, i64) {
    let text = listing.text.trim().to_lowercase();
    places.retain(|place| {
        [place.name(), &place.unit_name].iter().any(|name| name.to_lowercase().contains(&text))
    });
    let scheme = |place: &Place| (place.subject.person.is_some(), place.rule.scheme.id.clone());
    if listing.by_name {
        places.sort_by(|one, other| {
            let names = match listing.descending {
                true => other.name().cmp(one.name()),
                false => one.name().cmp(other.name()),
            };
            scheme(one).cmp(&scheme(other)).then(names)
        });
    }
    let total = places.len() as i64;
    let shown = places.into_iter().skip(listing.offset.max(0) as usize);
    (shown.take(listing.limit.max(0) as usize).collect(), total)
}

/// The version that was published last.
pub(crate) fn published(known: &Known, subject: Subject) -> Option<&Version> {
    known.get(&subject)?.iter().rfind(|version| version.stage == Stage::Published)
}

/// The version that waits.
pub(crate) fn waiting(known: &Known, subject: Subject) -> Option<&Version> {
    known.get(&subject)?.iter().rfind(|version| version.stage == Stage::Drawn)
}
