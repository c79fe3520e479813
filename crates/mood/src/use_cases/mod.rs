//! What people do: [`surveys`] makes, opens, closes and repeats them; [`answering`] takes the answers of
//! people whom nobody knows, and writes them in batches; [`results`] reads what is published; [`records`]
//! keeps the monthly records.

pub mod answering;
pub mod records;
pub mod results;
pub mod surveys;

use ::store::{Ctx, Query, Refusal};
use directory::tree;
use kernel::{Action, Day, Resource, UnitId};

/// Whether the actor may do this in a unit on a day.
async fn may(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    unit: UnitId,
    on: Day,
) -> Result<(), Refusal> {
    tree::allowed(ctx, q, (action, Resource::Mood), unit, on).await.map(drop)
}
