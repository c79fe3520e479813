//! The checks of every unit that the reader may see, as of a day.

use super::may_at_unit;
use crate::governance::catalogue::BodyPart;
use crate::governance::entry::{self, Entries};
use crate::governance::one_person::{self, Exception, OnePerson};
use crate::governance::overlap::{self, Overlap};
use crate::governance::store::bodies::{self, Body};
use crate::governance::store::checks::{self, Facts};
use crate::governance::store::{catalogue, exceptions, tenures};
use crate::party::party_org::PartyOrg;
use crate::party::store::orgs;
use directory::people::Person;
use directory::{Unit, tree};
use kernel::{Action, Day, PartyOrgId, PersonId, Resource, UnitId};
use std::collections::HashMap;
use std::sync::Arc;
use store::{Ctx, Refusal};

/// What the checks found about one unit on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub facts: Facts,
    pub one_person: OnePerson,
    pub entries: Entries,
    pub board: Overlap,
    pub management: Overlap,
}

impl Found {
    /// Applies every rule.
    pub fn of(facts: Facts, day: Day) -> Self {
        let has_board = facts.has(BodyPart::Board);
        let (kind, seats) = (facts.kind, &facts.seats);
        Self {
            one_person: one_person::check(kind, has_board, seats, &facts.exceptions, day),
            entries: entry::entries(seats),
            board: overlap::overlap(seats, BodyPart::Board),
            management: overlap::overlap(seats, BodyPart::Management),
            facts,
        }
    }

    /// Everybody whom the checks name.
    pub fn persons(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.facts.seats.iter().map(|seat| seat.person)
    }
}

/// The checks of all units of the reader's scope that have a body on the day.
pub async fn matrix(ctx: &Ctx, action: Action, day: Day) -> Result<Arc<Vec<Found>>, Refusal> {
    let scope = ctx.scope(action, Resource::Post);
    let found = async {
        let facts = checks::facts(&mut ctx.read(), &scope, day).await?;
        Ok(facts.into_iter().map(|facts| Found::of(facts, day)).collect())
    };
    ctx.derived(format!("governance {:?} {day}", scope.roots()), found).await
}

/// The names of organisations and people on a page of the matrix.
pub async fn named(
    ctx: &Ctx,
    found: &[&Found],
    day: Day,
) -> Result<(HashMap<PartyOrgId, PartyOrg>, HashMap<PersonId, Person>), Refusal> {
    let q = &mut ctx.read();
    let ids: Vec<PartyOrgId> =
        found.iter().filter_map(|one| one.facts.org.map(|(_, id)| id)).collect();
    let orgs = orgs::orgs_near(q, &ids, day).await?;
    let people = tenures::people(q, found.iter().flat_map(|one| one.persons())).await?;
    Ok((orgs, people))
}

/// Everything about the governance of one unit as of a day.
#[derive(Clone, Debug)]
pub struct Portrait {
    pub unit: Unit,
    /// `None` where no body stands on the day.
    pub found: Option<Found>,
    /// All bodies that it has or had.
    pub bodies: Vec<Body>,
    pub exceptions: Vec<Exception>,
    pub people: HashMap<PersonId, Person>,
    pub org: Option<PartyOrg>,
    pub catalogue: crate::governance::catalogue::Catalogue,
    pub may_change: bool,
}

/// One unit's governance.
pub async fn portrait(ctx: &Ctx, id: UnitId, day: Day) -> Result<Portrait, Refusal> {
    let q = &mut ctx.read();
    may_at_unit(ctx, q, Action::Read, id, day).await?;
    let unit = tree::unit_near(q, id, day).await?.ok_or(Refusal::NotFound)?;
    let found = checks::of_unit(q, id, day).await?.map(|facts| Found::of(facts, day));
    let mut seated = orgs::seated_in(q, id, day).await?;
    seated.retain(|org| org.kind != crate::party::party_org::OrgKind::Group);
    let org = seated.into_iter().min_by_key(|org| (org.kind, org.id));
    Ok(Portrait {
        unit,
        bodies: bodies::of_unit(q, id).await?,
        exceptions: exceptions::of_unit(q, id).await?,
        people: tenures::people(q, found.iter().flat_map(Found::persons)).await?,
        org,
        catalogue: catalogue::load(q).await?,
        may_change: may_at_unit(ctx, q, Action::Change, id, day).await.is_ok(),
        found,
    })
}
