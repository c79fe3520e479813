//! What HR does with people, and what Party affairs may look at.
//!
//! Policy is asked with the path of the unit where a person works on the day. Whoever works nowhere is
//! everybody's who has the role on any part: nobody could place her otherwise.

mod employment;
mod writing;

pub(crate) use employment::check_settling;
pub use employment::{
    Employed, Settling, Staying, employ, employment, leave, settle_unit, settles, staff_of,
};
pub use writing::{Alike, Entry, amend, create};

use super::facts::Span;
use super::store::facts;
use super::store::placed::{self, Part};
use ::store::{Ctx, Query, Refusal};
use directory::people::{self, Listing, Person};
use directory::tree;
use kernel::{Action, Day, PersonId, Resource, UnitId};
use std::collections::{HashMap, HashSet};

/// What of the people a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// All whom the reader may see; of a part of the tree, those who work there.
    Everybody,
    /// Who works in the unit or below.
    Below(UnitId),
    /// Who works in this very unit.
    In(UnitId),
    /// Who works nowhere.
    Nowhere,
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct Page {
    pub people: Vec<Person>,
    pub total: i64,
    /// Where each works on the day.
    pub units: HashMap<PersonId, (UnitId, String)>,
    /// How many people work nowhere, for a reader whose list leaves them out.
    pub nowhere: Option<i64>,
}

/// A page of the list; all of it when it is taken along.
pub async fn list(
    ctx: &Ctx,
    asked: Asked,
    listing: &Listing<'_>,
    day: Day,
    is_export: bool,
) -> Result<Page, Refusal> {
    let action = if is_export { Action::Export } else { Action::Read };
    ctx.may(action, Resource::Person, &[])?;
    let q = &mut ctx.read();
    let part = part(ctx, q, action, asked, listing.text, day).await?;
    let people = placed::list(q, &part, listing, day).await?;
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    let nowhere = match part {
        Part::Below(_) if asked == Asked::Everybody => {
            Some(placed::count(q, &Part::Nowhere, "", day).await?)
        }
        _ => None,
    };
    let total = placed::count(q, &part, listing.text, day).await?;
    Ok(Page { total, units: placed::units(q, &ids, day).await?, people, nowhere })
}

/// Which people a list may show.
async fn part(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    asked: Asked,
    text: &str,
    day: Day,
) -> Result<Part, Refusal> {
    Ok(match asked {
        Asked::Everybody => match beyond(ctx, q, action, day).await? {
            None => Part::All,
            Some(roots) if text.is_empty() => Part::Below(roots),
            Some(roots) => Part::BelowOrNowhere(roots),
        },
        Asked::Nowhere => Part::Nowhere,
        Asked::Below(unit) | Asked::In(unit) => {
            tree::allowed(ctx, q, (action, Resource::Person), unit, day).await?;
            match asked {
                Asked::In(_) => Part::In(unit),
                _ => Part::Below(vec![unit]),
            }
        }
    })
}

/// The tops of the actor's parts; `None` when they hold the whole tree, so that nothing need be left out.
async fn beyond(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    day: Day,
) -> Result<Option<Vec<UnitId>>, Refusal> {
    let scope = ctx.scope(action, Resource::Person);
    let Some(roots) = scope.roots() else { return Ok(None) };
    if q.sieves() {
        return Ok(Some(roots.to_vec()));
    }
    for day in [day, ctx.now.today] {
        if tree::root_on(q, day).await?.is_some_and(|top| roots.contains(&top.id)) {
            return Ok(None);
        }
    }
    Ok(Some(roots.to_vec()))
}

/// Who of these people works where the actor may not do this.
pub(crate) async fn elsewhere(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    people: &[PersonId],
    day: Day,
) -> Result<HashSet<PersonId>, Refusal> {
    if beyond(ctx, q, action, day).await?.is_none() {
        return Ok(HashSet::new());
    }
    // Withheld units count as elsewhere: they are not left out here.
    let units = placed::units(&mut ctx.db.read(), people, day).await?;
    let ids: Vec<UnitId> = units.values().map(|(unit, _)| *unit).collect();
    let scope = ctx.scope(action, Resource::Person);
    let own: HashSet<UnitId> =
        tree::within_scope(q, &ids, &scope, day).await?.into_iter().collect();
    let others = units.into_iter().filter(|(_, (unit, _))| !own.contains(unit));
    Ok(others.map(|(person, _)| person).collect())
}

/// The path of the unit where a person works on the day; empty when she works nowhere.
pub(crate) async fn path(
    q: &mut impl Query,
    person: PersonId,
    day: Day,
) -> Result<Vec<UnitId>, Refusal> {
    let span: Option<Span<UnitId>> = facts::on(q, person, day).await?;
    match span {
        Some(span) => Ok(tree::path_ids(q, span.fact, day).await?),
        None => Ok(Vec::new()),
    }
}

/// The person, if the actor may do this to her on the day.
pub(crate) async fn may(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    id: PersonId,
    day: Day,
) -> Result<Person, Refusal> {
    let path = path(q, id, day).await?;
    ctx.may(action, Resource::Person, &path)?;
    people::person(q, id).await?.ok_or(Refusal::NotFound)
}

/// A person, the others of the same name whom the reader may see, and whether she may change her.
pub async fn find(
    ctx: &Ctx,
    id: PersonId,
    day: Day,
) -> Result<(Person, Vec<Person>, bool), Refusal> {
    let q = &mut ctx.read();
    let person = may(ctx, q, Action::Read, id, day).await?;
    let mut others = people::named(q, &person.name).await?;
    others.retain(|other| other.id != id);
    let ids: Vec<PersonId> = others.iter().map(|other| other.id).collect();
    let hidden = elsewhere(ctx, q, Action::Read, &ids, day).await?;
    others.retain(|other| !hidden.contains(&other.id));
    let path = path(q, id, day).await?;
    Ok((person, others, ctx.can(Action::Change, Resource::Person, &path)))
}
