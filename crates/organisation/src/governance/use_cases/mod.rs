//! What people do with governing bodies, tenures and major matters, and what they look at.

pub mod bodies;
pub mod catalogue;
pub mod checks;
pub mod choosing;
pub mod matters;
pub mod tenures;

use super::store::bodies as kept;
use super::tenure::Seat;
use crate::party::store::orgs;
use directory::tree;
use kernel::{Action, Day, Resource, UnitId};
use store::{Ctx, KeptFile, Query, Refusal};

/// The path of the unit by which policy decides about a seat on a day.
async fn path_of_seat(q: &mut impl Query, seat: Seat, day: Day) -> Result<Vec<UnitId>, Refusal> {
    let (unit, valid) = match seat {
        Seat::Org(id) => {
            let org = orgs::org_near(q, id, day).await?.ok_or(Refusal::NotFound)?;
            (org.seat, org.valid)
        }
        Seat::Body(id) => {
            let body = kept::body(q, id).await?.ok_or(Refusal::NotFound)?;
            (body.unit, body.valid)
        }
    };
    // On a day outside its life, whoever saw it at its nearest end sees it still.
    let near = day.max(valid.from).min(valid.until.plus_days(-1));
    path_of_unit(q, unit, near).await
}

/// The path of a unit on a day, or on the nearest day of its life.
async fn path_of_unit(q: &mut impl Query, unit: UnitId, day: Day) -> Result<Vec<UnitId>, Refusal> {
    let near = tree::unit_near(q, unit, day).await?.ok_or(Refusal::NotFound)?.valid;
    let day = day.max(near.from).min(near.until.plus_days(-1));
    Ok(tree::path_ids(q, unit, day).await?)
}

/// Whether the actor may do this to posts at the seat.
async fn may_at_seat(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    seat: Seat,
    day: Day,
) -> Result<(), Refusal> {
    let path = path_of_seat(q, seat, day).await?;
    ctx.may(action, Resource::Post, &path)
}

/// Whether the actor may do this to posts and bodies of the unit.
async fn may_at_unit(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    unit: UnitId,
    day: Day,
) -> Result<(), Refusal> {
    let path = path_of_unit(q, unit, day).await?;
    ctx.may(action, Resource::Post, &path)
}

/// A file on its way in, its bytes on the disk already; `None` when none was chosen.
pub type Copy = Option<(String, KeptFile)>;

/// Writes the bytes of an upload to the disk, before any transaction begins.
pub async fn keep(ctx: &Ctx, name: &str, bytes: &[u8]) -> Result<Copy, Refusal> {
    if bytes.is_empty() {
        return Ok(None);
    }
    Ok(Some((name.to_owned(), ctx.files.keep(bytes).await?)))
}
