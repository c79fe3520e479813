//! Opening, correcting and ending tenures, and the copies of their documents.

use super::{Copy, may_at_seat};
use crate::governance::catalogue::{Catalogue, Post, Where};
use crate::governance::store::{catalogue, tenures};
use crate::governance::tenure::{Seat, Tenure, Terms, vacancies};
use directory::people::Person;
use kernel::{Action, Day, DayRange, Resource, TenureId};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use store::{Ctx, Refusal, StoredFile, Work};

/// Opens a tenure.
pub async fn open(ctx: &Ctx, mut terms: Terms, copy: Copy) -> Result<TenureId, Refusal> {
    let mut work = ctx.work().await?;
    may_at_seat(ctx, &mut work.tx, Action::Create, terms.seat, terms.valid.from).await?;
    attach(ctx, &mut work, &mut terms, copy).await?;
    let id = tenures::open(&mut work.tx, &terms).await?;
    work.audit("tenure.open", "tenure", id, None, Some(record(&terms)));
    work.commit().await?;
    Ok(id)
}

/// Corrects or ends a tenure; without a new copy the old one stays.
pub async fn correct(
    ctx: &Ctx,
    id: TenureId,
    revision: i64,
    mut terms: Terms,
    copy: Copy,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let known = tenures::tenure(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    let day = known.terms.valid.from;
    may_at_seat(ctx, &mut work.tx, Action::Change, known.terms.seat, day).await?;
    (terms.seat, terms.file) = (known.terms.seat, known.terms.file);
    attach(ctx, &mut work, &mut terms, copy).await?;
    let before = tenures::correct(&mut work.tx, id, revision, &terms).await?;
    let (old, new) = (record(&before.terms), record(&terms));
    work.audit("tenure.change", "tenure", id, Some(old), Some(new));
    Ok(work.commit().await?)
}

async fn attach(ctx: &Ctx, work: &mut Work, terms: &mut Terms, copy: Copy) -> Result<(), Refusal> {
    if let Some((name, kept)) = copy {
        terms.file = Some(kept.register(&mut work.tx, &name, ctx.now.at).await?);
    }
    Ok(())
}

/// A tenure as the audit keeps it.
fn record(terms: &Terms) -> String {
    let (org, body) = match terms.seat {
        Seat::Org(org) => (Some(org.0), None),
        Seat::Body(body) => (None, Some(body.0)),
    };
    json!({
        "person": terms.person.0,
        "org": org,
        "body": body,
        "post": terms.post.0,
        "from": terms.valid.from.to_string(),
        "last": terms.valid.last_day().map(|day| day.to_string()),
        "direction": terms.direction.name(),
        "basis": terms.basis,
        "document": terms.document,
        "file": terms.file.map(|file| file.0),
    })
    .to_string()
}

/// A seat as a form or a list needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub seat: Seat,
    pub stands: Where,
    pub name: String,
    pub life: DayRange,
    pub may_change: bool,
}

/// The seat, if the actor may read posts there.
pub async fn place(ctx: &Ctx, seat: Seat, day: Day) -> Result<Place, Refusal> {
    let q = &mut ctx.read();
    may_at_seat(ctx, q, Action::Read, seat, day).await?;
    let may_change = may_at_seat(ctx, q, Action::Change, seat, day).await.is_ok();
    let (stands, name, life) = tenures::place(q, seat, day).await?;
    Ok(Place { seat, stands, name, life, may_change })
}

/// The seat and the posts that are offered there, if the actor may open a tenure.
pub async fn to_open(ctx: &Ctx, seat: Seat, day: Day) -> Result<(Place, Catalogue), Refusal> {
    may_at_seat(ctx, &mut ctx.read(), Action::Create, seat, day).await?;
    Ok((place(ctx, seat, day).await?, catalogue::load(&mut ctx.read()).await?))
}

/// A tenure with what it stands beside.
#[derive(Clone, Debug)]
pub struct Shown {
    pub tenure: Tenure,
    pub person: Person,
    pub place: Place,
    pub catalogue: Catalogue,
    pub file: Option<StoredFile>,
}

/// One tenure, if the actor may read it.
pub async fn find(ctx: &Ctx, id: TenureId) -> Result<Shown, Refusal> {
    let q = &mut ctx.read();
    let tenure = tenures::tenure(q, id).await?.ok_or(Refusal::NotFound)?;
    let place = place(ctx, tenure.terms.seat, tenure.terms.valid.from).await?;
    let person = tenure.terms.person;
    let person = tenures::people(q, [person]).await?.remove(&person).ok_or(Refusal::NotFound)?;
    let file = match tenure.terms.file {
        Some(file) => Some(ctx.files.known(q, file).await?),
        None => None,
    };
    let catalogue = catalogue::load(q).await?;
    Ok(Shown { tenure, person, place, catalogue, file })
}

/// The copy of a tenure's document, for whoever may take what is known of the post along.
pub async fn copy(ctx: &Ctx, id: TenureId) -> Result<(StoredFile, Vec<u8>), Refusal> {
    let q = &mut ctx.read();
    let tenure = tenures::tenure(q, id).await?.ok_or(Refusal::NotFound)?;
    let day = tenure.terms.valid.from;
    may_at_seat(ctx, q, Action::Export, tenure.terms.seat, day).await?;
    let file = tenure.terms.file.ok_or(Refusal::NotFound)?;
    Ok(ctx.files.read(q, file).await?)
}

/// A post of a seat: who holds it on the day, and since when nobody does.
#[derive(Clone, Debug)]
pub struct Holding {
    pub post: Post,
    pub held: Vec<(Tenure, Person)>,
    /// Those of them whose holder has left the enterprise; for whoever may know where people work.
    pub gone: HashSet<TenureId>,
    /// The days until the one looked at on which nobody held it, for a post of one holder.
    pub vacant: Vec<DayRange>,
}

/// The posts of a seat with their holders on the day: those that are offered or were ever held.
pub async fn holdings(ctx: &Ctx, place: &Place, day: Day) -> Result<Vec<Holding>, Refusal> {
    let q = &mut ctx.read();
    let catalogue = catalogue::load(q).await?;
    let all = tenures::of_seat(q, place.seat).await?;
    let people = tenures::people(q, all.iter().map(|tenure| tenure.terms.person)).await?;
    let gone = match ctx.can(Action::Read, Resource::Person, &[]) {
        true => tenures::held_by_the_gone(q, all.iter().map(|tenure| tenure.id), day).await?,
        false => HashSet::new(),
    };
    let posts = catalogue.posts.iter().filter(|post| post.stands == place.stands);
    let holdings = posts.map(|post| Holding {
        gone: gone.clone(),
        ..holding(post, &all, &people, place.life, day)
    });
    let is_shown = |one: &Holding| one.post.is_active || !one.held.is_empty();
    Ok(holdings.filter(is_shown).collect())
}

fn holding(
    post: &Post,
    all: &[Tenure],
    people: &HashMap<kernel::PersonId, Person>,
    life: DayRange,
    day: Day,
) -> Holding {
    let of_post = || all.iter().filter(|tenure| tenure.terms.post == post.id);
    let on_day = of_post().filter(|tenure| tenure.terms.valid.contains(day));
    let held = on_day.filter_map(|tenure| {
        people.get(&tenure.terms.person).map(|person| (tenure.clone(), person.clone()))
    });
    let days: Vec<DayRange> = of_post().map(|tenure| tenure.terms.valid).collect();
    // A post that nobody ever held may not be meant to be filled; the secretary's always is.
    let counts = post.is_single && (!days.is_empty() || post.part.is_secretary());
    // What was before the first recorded holder is not known, and so no vacancy.
    let from = days.iter().map(|range| range.from).min().unwrap_or(life.from);
    let known = DayRange { from, until: life.until };
    let vacant = if counts { vacancies(known, &days, day) } else { Vec::new() };
    Holding { post: post.clone(), held: held.collect(), gone: HashSet::new(), vacant }
}

/// Every tenure of a seat with its holder, the latest first.
pub async fn history(ctx: &Ctx, place: &Place) -> Result<Vec<(Tenure, Person)>, Refusal> {
    let q = &mut ctx.read();
    let all = tenures::of_seat(q, place.seat).await?;
    let people = tenures::people(q, all.iter().map(|tenure| tenure.terms.person)).await?;
    let with =
        |tenure: Tenure| people.get(&tenure.terms.person).cloned().map(|person| (tenure, person));
    Ok(all.into_iter().filter_map(with).collect())
}
