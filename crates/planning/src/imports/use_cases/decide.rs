//! Answering an import's questions, giving it up, looking again.

use super::confirm::reason_of;
use super::receive::{look, path_of, permissions, see, task};
use crate::imports::rules::Preview;
use crate::imports::store::{self, Closing, State};
use ::store::{Ctx, Refusal};
use interchange::{Answer, Decisions};
use kernel::{Action, ImportId, Problem};
use std::collections::BTreeMap;

/// Keeps answers and reads the files again with them. `None` takes an answer back.
///
/// # Errors
/// `import-changed` as a conflict when somebody else decided meanwhile; `import-reason-missing` for each
/// figure that does not come out and is accepted without a reason, at the field `reason:` and its id.
pub async fn decide(
    ctx: &Ctx,
    id: ImportId,
    revision: i64,
    answers: BTreeMap<String, Option<Answer>>,
) -> Result<Preview, Refusal> {
    let import = see(ctx, id, Action::Import).await?.import;
    let missing = answers.iter().filter(|(_, answer)| match answer {
        Some(Answer::Accept { reason }) => reason_of(reason).is_none(),
        _ => false,
    });
    let missing = missing.map(|(question, _)| {
        Problem::new("import-reason-missing").at(format!("reason:{question}"))
    });
    let missing: Vec<Problem> = missing.collect();
    if !missing.is_empty() {
        return Err(Refusal::Invalid(missing));
    }
    let mut task = task(ctx, &import).await?;
    let before = import.decisions.clone();
    for (question, answer) in answers {
        match answer {
            Some(answer) => task.decisions.answers.insert(question, answer),
            None => task.decisions.answers.remove(&question),
        };
    }
    let after = as_json(&task.decisions);
    let mut work = ctx.work().await?;
    if !store::decided(&mut work.tx, id, revision, &after).await? {
        return Err(changed());
    }
    work.audit("import.decide", "import", id, Some(before), Some(after));
    work.commit().await?;
    let path = path_of(&mut ctx.read(), import.under, ctx).await?;
    look(ctx, id, &task, permissions(ctx, &path)).await
}

/// Computes the preview again against the database as it is.
pub async fn look_again(ctx: &Ctx, id: ImportId) -> Result<Preview, Refusal> {
    let import = see(ctx, id, Action::Import).await?.import;
    if import.state != State::Preview {
        return Err(changed());
    }
    let task = task(ctx, &import).await?;
    let path = path_of(&mut ctx.read(), import.under, ctx).await?;
    look(ctx, id, &task, permissions(ctx, &path)).await
}

/// Gives an import up before it was confirmed; its files stay with it.
pub async fn discard(ctx: &Ctx, id: ImportId) -> Result<(), Refusal> {
    see(ctx, id, Action::Import).await?;
    let mut work = ctx.work().await?;
    let by = (ctx.now.at, ctx.actor.name.as_str());
    if !store::close(&mut work.tx, id, Closing::Discard, by).await? {
        return Err(changed());
    }
    work.audit("import.discard", "import", id, None, None);
    Ok(work.commit().await?)
}

fn as_json(decisions: &Decisions) -> String {
    // A map with text keys always has a JSON form.
    serde_json::to_string(decisions).unwrap_or_default()
}

/// Somebody else was quicker.
pub(crate) fn changed() -> Refusal {
    Refusal::conflict(Problem::new("import-changed"))
}
