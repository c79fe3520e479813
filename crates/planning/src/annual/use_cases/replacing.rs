//! Writing both halves of a draft at once, as a workbook or a program says them: all or nothing.

use super::super::content::{self, Change, Content};
use super::super::halves::Halves;
use super::super::stage::Stage;
use super::super::store;
use super::{Ground, open, seen};
use ::store::{Ctx, Query, Refusal};
use directory::people::{self, Person};
use kernel::{Action, PersonId, PlanId, Problem, Resource};
use serde_json::json;
use std::collections::HashMap;

/// What a draft would become.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub content: Content,
    /// What differs from the draft as it is.
    pub changes: Vec<Change>,
    /// Owners of tasks, of the draft and of what is proposed.
    pub people: HashMap<PersonId, Person>,
}

/// What these halves would make of a draft; nothing is written.
///
/// # Errors
/// Everything that [`Halves::problems`] finds; the conflict `plan-stage`.
pub async fn propose(ctx: &Ctx, id: PlanId, halves: &Halves) -> Result<Proposal, Refusal> {
    let q = &mut ctx.snapshot().await?;
    let (version, path) = seen(ctx, q, id).await?;
    ctx.may(Action::Change, Resource::Plan, &path)?;
    if version.stage != Stage::Draft {
        return Err(Refusal::conflict(Problem::new("plan-stage")));
    }
    let ground = Ground::load(q).await?;
    let (before, content) = judged(q, &version, &ground, halves).await?;
    let owners = before.tasks.values().chain(content.tasks.values()).map(|task| task.owner);
    let people = people::by_ids(q, owners).await?;
    Ok(Proposal { changes: content::changes(&before, &content), content, people })
}

/// The draft before and after, if the halves can be taken.
async fn judged(
    q: &mut impl Query,
    version: &store::Version,
    ground: &Ground,
    halves: &Halves,
) -> Result<(Content, Content), Refusal> {
    let before = store::content(q, version.id, ground.times(version.year)).await?;
    let problems = halves.problems(&before, &ground.frame(version));
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    let next = store::next_task(q, version).await?;
    let content = halves.replacing(&before, next);
    Ok((before, content))
}

/// Writes them into the draft. Returns how many differences there were.
///
/// # Errors
/// As [`propose`]; the conflict `plan-changed`.
pub async fn replace(
    ctx: &Ctx,
    id: PlanId,
    revision: i64,
    halves: &Halves,
) -> Result<usize, Refusal> {
    let mut work = ctx.work().await?;
    let (version, ground) = open(ctx, &mut work, id, revision).await?;
    let (before, content) = judged(&mut work.tx, &version, &ground, halves).await?;
    let count = content::changes(&before, &content).len();
    let times = ground.times(version.year);
    store::empty(&mut work.tx, id).await?;
    store::write(&mut work.tx, id, &content, times).await?;
    let said = |content: &Content| {
        json!({ "targets": content.targets.len(), "tasks": content.tasks.len() }).to_string()
    };
    let after = json!({ "targets": content.targets.len(), "tasks": content.tasks.len(),
        "differences": count });
    work.audit("plan.replace", "plan", id, Some(said(&before)), Some(after.to_string()));
    work.commit().await?;
    Ok(count)
}
