//! What people do with questions: register one, run it, conclude, look; see what the
//! plans claim to support.

pub mod asking;
pub mod designing;
pub mod looking;
pub mod lots;
pub mod running;
pub mod supporting;

pub use crate::store::{Conclusion, Method, Question, Run};

use crate::store::{self, By};
use ::store::{Ctx, Query, Refusal};
use directory::tree;
use kernel::{Action, QuestionId, Resource, UnitId};

fn by(ctx: &Ctx) -> By<'_> {
    By { user: ctx.actor.user, name: &ctx.actor.name, at: ctx.now.at }
}

/// The path of a unit, if the actor may do this to its questions.
async fn may(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    unit: UnitId,
) -> Result<Vec<UnitId>, Refusal> {
    tree::allowed(ctx, q, (action, Resource::Question), unit, ctx.now.today).await
}

/// A question, if the actor may do this to it.
async fn seen(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    id: QuestionId,
) -> Result<Question, Refusal> {
    let question = store::question(q, id).await?.ok_or(Refusal::NotFound)?;
    may(ctx, q, action, question.content.unit).await?;
    Ok(question)
}
