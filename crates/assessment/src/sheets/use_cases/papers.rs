//! Papers kept with a fact: whoever records may add one, whoever may change the fact takes one away, whoever sees
//! the sheet reads them.

use super::facts::{Listed, list, may_change};
use crate::papers::{Kind, Owner, use_cases as papers};
use crate::sheets::fact::Fact;
use crate::sheets::subject::Subject;
use ::store::StoredFile;
use ::store::{Ctx, Refusal};

/// A subject's year and a fact in it.
type Place = (Subject, i32, i64);

async fn found(ctx: &Ctx, (subject, year, id): Place) -> Result<(Listed, Fact), Refusal> {
    let listed = list(ctx, subject, year).await?;
    let fact = listed.facts.iter().find(|fact| fact.id == id).cloned();
    Ok((listed, fact.ok_or(Refusal::NotFound)?))
}

fn owner(fact: &Fact) -> Owner {
    Owner { kind: Kind::Fact, id: fact.id, part: 0 }
}

/// Keeps a file with a fact.
///
/// # Errors
/// Those of [`crate::papers::fit`]; forbidden for who may not record.
pub async fn add(ctx: &Ctx, place: Place, name: &str, bytes: &[u8]) -> Result<(), Refusal> {
    let (listed, fact) = found(ctx, place).await?;
    if !listed.may_record || fact.is_withdrawn() {
        return Err(Refusal::Forbidden);
    }
    papers::add(ctx, owner(&fact), name, bytes).await
}

/// The bytes of a paper.
///
/// # Errors
/// Not found as policy says, or where the paper is no longer kept with this fact.
pub async fn read(ctx: &Ctx, place: Place, paper: i64) -> Result<(StoredFile, Vec<u8>), Refusal> {
    let (_, fact) = found(ctx, place).await?;
    papers::read(ctx, owner(&fact), paper).await
}

/// Takes a paper away.
///
/// # Errors
/// `paper-why` at `reason`; forbidden for who may not change the fact.
pub async fn remove(ctx: &Ctx, place: Place, paper: i64, reason: &str) -> Result<(), Refusal> {
    let (listed, fact) = found(ctx, place).await?;
    if !may_change(ctx, &listed, &fact) {
        return Err(Refusal::Forbidden);
    }
    papers::remove(ctx, owner(&fact), paper, reason).await
}
