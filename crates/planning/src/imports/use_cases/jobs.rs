//! Large files are read, and large imports written, by a background job in the person's name.

use super::confirm::{Reason, carry_out};
use super::decide::changed;
use super::receive::{look, task};
use crate::imports::rules::{Permissions, Said};
use crate::imports::store;
use ::store::jobs::{ATTEMPTS, Job, enqueue};
use ::store::{Ctx, Refusal, StoreError, Work};
use kernel::{Actor, ImportId, Problem, UserId};
use serde::{Deserialize, Serialize};

/// Kind of the job that reads an import's files.
pub const JOB_PREVIEW: &str = "import.preview";
/// Kind of the job that writes a confirmed import.
pub const JOB_CONFIRM: &str = "import.confirm";

/// What a job needs to know of the person: policy was asked when the job was made.
#[derive(Serialize, Deserialize)]
struct Payload {
    import: i64,
    user: Option<i64>,
    name: String,
    may: Permissions,
    /// Of the preview that was confirmed.
    fingerprint: String,
    /// Why its values are restated.
    reason: Option<String>,
}

impl Payload {
    /// As the queue keeps it.
    fn json(
        ctx: &Ctx,
        id: ImportId,
        may: Permissions,
        (fingerprint, reason): (&str, Reason<'_>),
    ) -> String {
        let (user, name) = (ctx.actor.user.map(|user| user.0), ctx.actor.name.clone());
        let (fingerprint, reason) = (fingerprint.to_owned(), reason.map(str::to_owned));
        let payload = Self { import: id.0, user, name, may, fingerprint, reason };
        // Numbers and texts always have a JSON form.
        serde_json::to_string(&payload).unwrap_or_default()
    }
}

pub(crate) async fn enqueue_preview(
    work: &mut Work,
    ctx: &Ctx,
    id: ImportId,
    may: Permissions,
) -> Result<(), Refusal> {
    enqueue(&mut work.tx, JOB_PREVIEW, &Payload::json(ctx, id, may, ("", None)), ctx.now.at)
        .await?;
    Ok(())
}

pub(crate) async fn enqueue_confirm(
    work: &mut Work,
    ctx: &Ctx,
    id: ImportId,
    (fingerprint, reason): (&str, Reason<'_>),
    may: Permissions,
) -> Result<(), Refusal> {
    let payload = Payload::json(ctx, id, may, (fingerprint, reason));
    enqueue(&mut work.tx, JOB_CONFIRM, &payload, ctx.now.at).await?;
    let after = format!("{{\"fingerprint\":\"{fingerprint}\"}}");
    work.audit("import.start", "import", id, None, Some(after));
    Ok(())
}

/// Does a job of one of our kinds, or tells that its attempts are used up. What refuses the import is kept with it for its person; only a
/// failing machine is an error, and the job is taken again.
///
/// # Errors
/// [`Refusal::Failed`].
pub async fn run_job(base: &Ctx, job: &Job) -> Result<(), Refusal> {
    let payload: Payload = serde_json::from_str(&job.payload)
        .map_err(|error| StoreError::Corrupt(format!("the job {}: {error}", job.id)))?;
    let user = payload.user.map(UserId);
    let name = payload.name.clone();
    let actor = Actor { user, ..Actor::system(name) };
    let ctx = Ctx { actor, ..base.clone() };
    let id = ImportId(payload.import);
    let outcome = match job.kind.as_str() {
        _ if job.is_used_up() => Err(Problem::new("import-broken-off").into()),
        JOB_PREVIEW => read(&ctx, id, payload.may).await,
        _ => write(&ctx, id, &payload).await,
    };
    let problems = match outcome {
        Ok(()) => return Ok(()),
        Err(Refusal::Failed(error)) if job.attempts < ATTEMPTS && !error.is_full() => {
            return Err(error.into());
        }
        Err(Refusal::Failed(error)) => vec![error.problem()],
        Err(Refusal::Invalid(problems)) => problems,
        Err(Refusal::Conflict(problem)) => vec![*problem],
        // The import is gone or no longer this person's: nobody is left to tell.
        Err(Refusal::NotFound | Refusal::Forbidden) => return Ok(()),
    };
    let failure: Vec<Said> = problems.iter().map(Said::from).collect();
    let mut tx = ctx.db.begin().await?;
    store::failed(&mut tx, id, &serde_json::json!(failure).to_string()).await?;
    Ok(tx.commit().await?)
}

async fn read(ctx: &Ctx, id: ImportId, may: Permissions) -> Result<(), Refusal> {
    let import = store::get(&mut ctx.read(), id).await?.ok_or(Refusal::NotFound)?;
    if !import.state.is_busy() {
        return Ok(());
    }
    let task = task(ctx, &import).await?;
    look(ctx, id, &task, may).await?;
    Ok(())
}

async fn write(ctx: &Ctx, id: ImportId, payload: &Payload) -> Result<(), Refusal> {
    let import = store::get(&mut ctx.read(), id).await?.ok_or(Refusal::NotFound)?;
    if !import.state.is_busy() {
        return Err(changed());
    }
    let seen = (payload.fingerprint.as_str(), payload.reason.as_deref());
    carry_out(ctx, &import, seen, payload.may).await
}
