//! What the plans in force of a year say that Party tasks support.

pub use super::store::TaskLink;

use super::store;
use ::store::{Ctx, Refusal};
use kernel::{Action, Resource};

/// Links at the most.
const MOST: i64 = 10_000;

/// The links of a year that the actor may read (or export), by unit and task.
pub async fn links(ctx: &Ctx, year: i32, action: Action) -> Result<Vec<TaskLink>, Refusal> {
    let scope = ctx.scope(action, Resource::Plan);
    Ok(store::links(&mut ctx.read(), &scope, year, ctx.now.today, MOST).await?)
}

/// The years that have plans, the latest first.
pub async fn years(ctx: &Ctx) -> Result<Vec<i32>, Refusal> {
    Ok(store::years(&mut ctx.read()).await?)
}
