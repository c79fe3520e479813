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

/// The path of a unit on a day, if the actor may do this there.
async fn may(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    unit: UnitId,
    on: Day,
) -> Result<(), Refusal> {
    let path = tree::path_ids(q, unit, on).await?;
    if path.is_empty() {
        return Err(Refusal::NotFound);
    }
    ctx.may(action, Resource::Mood, &path)
}
