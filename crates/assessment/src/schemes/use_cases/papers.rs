//! Papers kept with a record of who was heard: whoever records such talks adds and takes away, whoever sees the
//! version reads.

use super::{Heard, Shown, find as find_version};
use crate::papers::{Kind, Owner, Paper, store::of, use_cases as papers};
use ::store::StoredFile;
use ::store::{Ctx, Refusal};
use kernel::SchemeId;

fn owner(id: SchemeId, number: i64) -> Owner {
    Owner { kind: Kind::Consultation, id: id.0, part: number }
}

/// A record of a version with its papers.
///
/// # Errors
/// Not found as policy says.
pub async fn find(
    ctx: &Ctx,
    id: SchemeId,
    number: i64,
) -> Result<(Shown, Heard, Vec<Paper>), Refusal> {
    let shown = find_version(ctx, id).await?;
    let heard = shown.heard.iter().find(|heard| heard.number == number).cloned();
    let heard = heard.ok_or(Refusal::NotFound)?;
    let mut kept = of(&mut ctx.read(), Kind::Consultation, &[id.0]).await?;
    kept.retain(|paper| paper.owner == owner(id, number));
    Ok((shown, heard, kept))
}

/// Keeps a file with a record.
///
/// # Errors
/// Those of [`crate::papers::fit`]; forbidden for who may not record such talks.
pub async fn add(
    ctx: &Ctx,
    id: SchemeId,
    number: i64,
    name: &str,
    bytes: &[u8],
) -> Result<(), Refusal> {
    let (shown, ..) = find(ctx, id, number).await?;
    if !shown.may_consult {
        return Err(Refusal::Forbidden);
    }
    papers::add(ctx, owner(id, number), name, bytes).await
}

/// The bytes of a paper.
///
/// # Errors
/// Not found as policy says, or where the paper is no longer kept with this record.
pub async fn read(
    ctx: &Ctx,
    id: SchemeId,
    number: i64,
    paper: i64,
) -> Result<(StoredFile, Vec<u8>), Refusal> {
    find(ctx, id, number).await?;
    papers::read(ctx, owner(id, number), paper).await
}

/// Takes a paper away.
///
/// # Errors
/// `paper-why` at `reason`; forbidden for who may not record such talks.
pub async fn remove(
    ctx: &Ctx,
    id: SchemeId,
    number: i64,
    paper: i64,
    reason: &str,
) -> Result<(), Refusal> {
    let (shown, ..) = find(ctx, id, number).await?;
    if !shown.may_consult {
        return Err(Refusal::Forbidden);
    }
    papers::remove(ctx, owner(id, number), paper, reason).await
}
