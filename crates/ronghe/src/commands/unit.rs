//! A unit as somebody names it on the command line.

use directory::recognition::{Index, Meaning};
use kernel::{Problem, UnitId};
use store::{Ctx, Refusal};

/// The unit with this code, name or other name today.
///
/// # Errors
/// `unit-not-found`, or `asked-unit-ambiguous` when several bear the name.
pub async fn named(ctx: &Ctx, text: &str) -> Result<UnitId, Refusal> {
    let index = Index::load(&mut ctx.read(), ctx.now.today).await?;
    match index.meaning(text) {
        Meaning::One(id) => Ok(id),
        Meaning::Several(_) => Err(Problem::new("asked-unit-ambiguous").arg("unit", text).into()),
        Meaning::Unknown => Err(Problem::new("unit-not-found").arg("unit", text).into()),
    }
}
