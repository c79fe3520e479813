//! Keeping a paper with a record, reading it, taking it away. Who may do what with the record is its own rooms'
//! question; they ask it first.

use super::store::{attach, of, remove as take_away};
use super::{Owner, Paper, fit};
use ::store::StoredFile;
use ::store::{Ctx, Refusal};
use kernel::Problem;
use serde_json::json;

/// Keeps a file with a record that the actor may add to.
///
/// # Errors
/// Those of [`fit`]; a full disk.
pub(crate) async fn add(ctx: &Ctx, owner: Owner, name: &str, bytes: &[u8]) -> Result<(), Refusal> {
    fit(name, bytes)?;
    let kept = ctx.files.keep(bytes).await?;
    let mut work = ctx.work().await?;
    let file = kept.register(&mut work.tx, name, ctx.now.at).await?;
    let by = (ctx.actor.user, ctx.actor.name.as_str(), ctx.now.at);
    let id = attach(&mut work.tx, owner, file, by).await?;
    let known = ctx.files.known(&mut work.tx, file).await?;
    let after = json!({ "owner": owner.kind.name(), "id": owner.id, "part": owner.part,
        "name": name, "digest": known.digest, "size": known.size });
    work.audit("paper.attach", "attachment", id, None, Some(after.to_string()));
    Ok(work.commit().await?)
}

/// A paper of this record.
///
/// # Errors
/// Not found where it belongs to another one.
pub(crate) async fn one(ctx: &Ctx, owner: Owner, id: i64) -> Result<Paper, Refusal> {
    let papers = of(&mut ctx.read(), owner.kind, &[owner.id]).await?;
    let found = papers.into_iter().find(|paper| (paper.id, paper.owner) == (id, owner));
    found.ok_or(Refusal::NotFound)
}

/// The bytes of a paper of a record that the actor may read.
///
/// # Errors
/// Those of [`one`]; when the bytes no longer fit their digest.
pub(crate) async fn read(
    ctx: &Ctx,
    owner: Owner,
    id: i64,
) -> Result<(StoredFile, Vec<u8>), Refusal> {
    let paper = one(ctx, owner, id).await?;
    if paper.removed.is_some() {
        return Err(Refusal::NotFound);
    }
    Ok(ctx.files.read(&mut ctx.read(), paper.file).await?)
}

/// Takes a paper away from a record that the actor may change; it stays with the reason.
///
/// # Errors
/// Those of [`one`]; `paper-why` at `reason`; the conflict `paper-removed`.
pub(crate) async fn remove(ctx: &Ctx, owner: Owner, id: i64, reason: &str) -> Result<(), Refusal> {
    let paper = one(ctx, owner, id).await?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Problem::new("paper-why").at("reason").into());
    }
    let mut work = ctx.work().await?;
    let by = (ctx.actor.name.as_str(), ctx.now.at);
    if !take_away(&mut work.tx, id, reason, by).await? {
        return Err(Refusal::conflict(Problem::new("paper-removed")));
    }
    let after = json!({ "name": paper.name, "digest": paper.digest, "reason": reason });
    work.audit("paper.remove", "attachment", id, None, Some(after.to_string()));
    Ok(work.commit().await?)
}
