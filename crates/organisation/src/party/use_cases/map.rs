//! The map of coverage: one unit in the middle, the units below it, the organisations that answer.

use crate::party::coverage::How;
use crate::party::party_org::PartyOrg;
use crate::party::store::coverage as links;
use crate::party::store::map::{Drawn, around, with_superiors};
use crate::party::store::resolution;
use directory::{Node, Step, tree};
use kernel::{Action, Day, PartyOrgId, Resource, UnitId};
use store::{Ctx, Query, Refusal};

/// Units that a map draws at the most; beyond that it shows one level.
const DRAWN: i64 = 120;
const LEVELS: i64 = 2;

/// What is drawn.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// From the reader's top to the unit in the middle.
    pub way: Vec<Step>,
    /// The unit in the middle and those below it, each with how it resolves and its own links.
    pub units: Vec<(Drawn, How, Vec<PartyOrgId>)>,
    /// Whether deeper levels are left out.
    pub is_cut: bool,
    /// The organisations of the links with all above them that the reader may see.
    pub orgs: Vec<PartyOrg>,
    /// Each unit directly below, with how many units at and below it resolve in each way.
    pub branches: Vec<(Drawn, [i64; 5])>,
}

/// Where the reader's maps begin.
pub async fn tops(ctx: &Ctx, day: Day) -> Result<Vec<Node>, Refusal> {
    let scope = ctx.scope(Action::Read, Resource::PartyOrg);
    Ok(tree::tops(&mut ctx.read(), &scope, day).await?)
}

/// The map around a unit.
pub async fn map(ctx: &Ctx, unit: UnitId, day: Day) -> Result<Map, Refusal> {
    let q = &mut ctx.read();
    let mut way = tree::path(q, unit, day).await?;
    let path: Vec<UnitId> = way.iter().rev().map(|step| step.id).collect();
    if path.is_empty() {
        return Err(Refusal::NotFound);
    }
    ctx.may(Action::Read, Resource::PartyOrg, &path)?;
    let scope = ctx.scope(Action::Read, Resource::PartyOrg);
    let seen = tree::within_scope(q, &path, &scope, day).await?;
    way.retain(|step| seen.contains(&step.id));
    let (drawn, is_cut) = drawn(q, unit, day).await?;
    let ids: Vec<UnitId> = drawn.iter().map(|one| one.unit).collect();
    let hows = resolution::of_units(q, &ids, day).await?;
    let mut linked = links::on_units(q, &ids, day).await?;
    let answering: Vec<PartyOrgId> = linked.values().flatten().map(|link| link.org).collect();
    let below: Vec<UnitId> =
        drawn.iter().filter(|one| one.depth == 1).map(|one| one.unit).collect();
    let mut tallies = resolution::tallies(q, &below, day).await?;
    let branches = drawn.iter().filter(|one| one.depth == 1);
    let branches = branches.map(|one| (one.clone(), tallies.remove(&one.unit).unwrap_or_default()));
    let branches = branches.collect();
    let units = drawn.into_iter().map(|one| {
        let how = hows.get(&one.unit).copied().unwrap_or(How::Uncovered);
        let orgs = linked.remove(&one.unit).unwrap_or_default();
        (one, how, orgs.into_iter().map(|link| link.org).collect())
    });
    let units = units.collect();
    let orgs = visible(ctx, q, &answering, day).await?;
    Ok(Map { way, units, is_cut, orgs, branches })
}

/// Two levels of units, or one where two are too many; and whether that left any out.
async fn drawn(q: &mut impl Query, unit: UnitId, day: Day) -> Result<(Vec<Drawn>, bool), Refusal> {
    let both = around(q, unit, day, LEVELS, DRAWN).await?;
    if both.len() as i64 <= DRAWN {
        return Ok((both, false));
    }
    let mut one = around(q, unit, day, 1, DRAWN).await?;
    one.truncate(DRAWN as usize);
    Ok((one, true))
}

/// The organisations and all above them, as far as the reader may see their seats.
async fn visible(
    ctx: &Ctx,
    q: &mut impl Query,
    orgs: &[PartyOrgId],
    day: Day,
) -> Result<Vec<PartyOrg>, Refusal> {
    let orgs = with_superiors(q, orgs, day).await?;
    let seats: Vec<UnitId> = orgs.iter().map(|org| org.seat).collect();
    let scope = ctx.scope(Action::Read, Resource::PartyOrg);
    let seen = tree::within_scope(q, &seats, &scope, day).await?;
    Ok(orgs.into_iter().filter(|org| seen.contains(&org.seat)).collect())
}
