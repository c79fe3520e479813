//! What people do with Party organisations and with what they answer for.

pub mod coverage;
pub mod map;
pub mod office;
pub mod orgs;
pub mod succession;

use super::party_org::PartyOrg;
use super::store::orgs as stored;
use directory::tree;
use kernel::{Action, Day, PartyOrgId, Resource, UnitId};
use store::{Ctx, Query, Refusal};

/// The organisation near the day and the path of its seat, by which policy decides, if the actor may
/// see it.
async fn may_read(
    ctx: &Ctx,
    q: &mut impl Query,
    id: PartyOrgId,
    day: Day,
) -> Result<(PartyOrg, Vec<UnitId>), Refusal> {
    let org = stored::org_near(q, id, day).await?.ok_or(Refusal::NotFound)?;
    let path = tree::allowed(ctx, q, (Action::Read, Resource::PartyOrg), org.seat, day).await?;
    Ok((org, path))
}

/// As [`may_read`], and the actor may change it.
async fn may_change(
    ctx: &Ctx,
    q: &mut impl Query,
    id: PartyOrgId,
    day: Day,
) -> Result<PartyOrg, Refusal> {
    let (org, path) = may_read(ctx, q, id, day).await?;
    ctx.may(Action::Change, Resource::PartyOrg, &path)?;
    Ok(org)
}

/// Whether the actor may do this to organisations of the unit.
async fn may_at(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    unit: UnitId,
    day: Day,
) -> Result<(), Refusal> {
    tree::allowed(ctx, q, (action, Resource::PartyOrg), unit, day).await.map(drop)
}
