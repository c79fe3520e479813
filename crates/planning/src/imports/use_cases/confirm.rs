//! Confirming: everything that the person saw, in one transaction, or nothing.

use super::decide::changed;
use super::jobs;
use super::prepare::Prepared;
use super::receive::{path_of, permissions, put_preview, see, task};
use super::write::{Written, write};
use crate::imports::rules::{Permissions, Preview};
use crate::imports::store::{self, Import, State};
use crate::store::readings::Stamp;
use ::store::{Ctx, Refusal, Work};
use kernel::{Action, ImportId, Problem};

/// More readings than this are written by a job.
const AT_ONCE: u64 = 50_000;

/// Why the person who confirms takes values for better than those that were kept.
pub(crate) type Reason<'a> = Option<&'a str>;

/// The stamp of everything that an import writes.
pub(crate) fn stamp(ctx: &Ctx, id: ImportId, reason: Reason<'_>) -> Stamp {
    let stamp = Stamp::of(ctx).import(id);
    match reason {
        Some(reason) => stamp.because(reason),
        None => stamp,
    }
}

/// What was typed as a reason, if it is one.
pub(crate) fn reason_of(text: &str) -> Reason<'_> {
    let text = text.trim();
    (text.chars().count() >= 2).then_some(text)
}

/// A restated value is a new version that names its reason.
pub(crate) fn needs_reason(restated: u64, reason: Reason<'_>) -> Option<Problem> {
    let missing = restated > 0 && reason.is_none();
    missing.then(|| Problem::new("import-restate-reason").arg("n", restated).at("reason"))
}

/// Whether a confirmation is written while the person waits.
fn may_confirm_now(preview: &Preview) -> bool {
    preview.fresh + preview.restated.total <= AT_ONCE
}

/// Confirms the preview that the person saw: writes it, or hands it to a job. `reason` says why values
/// are restated; nothing else needs one.
///
/// # Errors
/// `import-restate-reason` when values would be restated and no reason is given;
/// `import-changed-meanwhile` as a conflict when the database has changed so that something else would
/// be written; the new preview is in place then. `import-nothing-new`, or whatever hinders.
pub async fn confirm(
    ctx: &Ctx,
    id: ImportId,
    fingerprint: &str,
    reason: &str,
) -> Result<(), Refusal> {
    let seen = see(ctx, id, Action::Import).await?;
    let preview = seen.preview.ok_or_else(changed)?;
    if preview.fingerprint != fingerprint || seen.import.state != State::Preview {
        return Err(changed());
    }
    if !preview.may_be_confirmed() {
        return Err(Problem::new("import-nothing-new").into());
    }
    let reason = reason_of(reason);
    if let Some(problem) = needs_reason(preview.restated.total, reason) {
        return Err(problem.into());
    }
    let path = path_of(&mut ctx.read(), seen.import.under, ctx).await?;
    let may = permissions(ctx, &path);
    if may_confirm_now(&preview) {
        return carry_out(ctx, &seen.import, (fingerprint, reason), may).await;
    }
    let mut work = ctx.work().await?;
    if !store::start(&mut work.tx, id, State::Preview, State::Confirming).await? {
        return Err(changed());
    }
    jobs::enqueue_confirm(&mut work, ctx, id, (fingerprint, reason), may).await?;
    Ok(work.commit().await?)
}

/// Repeats the preview's computation inside the transaction and writes.
pub(crate) async fn carry_out(
    ctx: &Ctx,
    import: &Import,
    (fingerprint, reason): (&str, Reason<'_>),
    may: Permissions,
) -> Result<(), Refusal> {
    let task = task(ctx, import).await?;
    let first = Prepared::new(&mut ctx.read(), &task, ctx.now.today, None).await?;
    let mut work = ctx.work().await?;
    store::take_turn(&mut work.tx).await?;
    let now = store::get(&mut work.tx, import.id).await?.ok_or(Refusal::NotFound)?;
    if now.revision != import.revision {
        return Err(changed());
    }
    let mut prepared = Prepared::new(&mut work.tx, &task, ctx.now.today, Some(first)).await?;
    prepared.plan.limit(may);
    if prepared.plan.fingerprint(&prepared.draft) != fingerprint {
        drop(work);
        return Err(saw_something_else(ctx, import.id, &prepared).await?);
    }
    if !prepared.plan.hindrances.is_empty() {
        return Err(Refusal::Invalid(prepared.plan.hindrances));
    }
    if !prepared.plan.changes_anything() {
        return Err(Problem::new("import-nothing-new").into());
    }
    store_all(ctx, work, import.id, &prepared, reason).await?;
    Ok(())
}

/// Puts the preview of this moment in place of the one that is out of date.
async fn saw_something_else(
    ctx: &Ctx,
    id: ImportId,
    prepared: &Prepared,
) -> Result<Refusal, Refusal> {
    let preview = put_preview(ctx, id, prepared).await?;
    let problem = Problem::new("import-changed-meanwhile")
        .arg("fresh", preview.fresh)
        .arg("restated", preview.restated.total)
        .arg("identical", preview.identical)
        .arg("units", preview.units.total);
    Ok(Refusal::conflict(problem))
}

/// Writes, closes the import's row, audits and commits.
pub(crate) async fn store_all(
    ctx: &Ctx,
    mut work: Work,
    id: ImportId,
    prepared: &Prepared,
    reason: Reason<'_>,
) -> Result<Written, Refusal> {
    let stamp = stamp(ctx, id, reason.filter(|_| !prepared.plan.restated.is_empty()));
    let written = write(&mut work.tx, id, prepared, &stamp, ctx.now.today).await?;
    let counts = (written.readings, written.units);
    let by = (ctx.now.at, ctx.actor.name.as_str());
    if !store::confirmed(&mut work.tx, id, written.root, counts, by).await? {
        return Err(changed());
    }
    let after = serde_json::json!({
        "readings": written.readings,
        "restated": written.restated,
        "reason": stamp.reason,
        "units": written.units,
        "unchanged": prepared.plan.identical,
        "accepted": accepted_reasons(prepared),
    });
    work.audit("import.confirm", "import", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(written)
}

/// The reasons given for figures that do not come out.
fn accepted_reasons(prepared: &Prepared) -> Vec<String> {
    let answers = prepared.draft.questions.iter().filter_map(|question| match &question.answer {
        Some(interchange::Answer::Accept { reason }) => Some(format!("{}: {reason}", question.id)),
        _ => None,
    });
    answers.collect()
}
