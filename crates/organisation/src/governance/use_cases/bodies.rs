//! Founding, renaming and ending governing bodies; approved exceptions.

use super::may_at_unit;
use crate::governance::catalogue::BodyKind;
use crate::governance::store::bodies::{self, Body, NewBody};
use crate::governance::store::{catalogue, exceptions};
use directory::{Unit, name, tree};
use kernel::{Action, BodyId, Day, DayRange, Problem, UnitId};
use serde_json::json;
use store::{Ctx, Refusal};

/// Founds a body.
pub async fn found(ctx: &Ctx, mut new: NewBody) -> Result<BodyId, Refusal> {
    new.name = name::checked(&new.name)?;
    let mut work = ctx.work().await?;
    may_at_unit(ctx, &mut work.tx, Action::Create, new.unit, new.valid.from).await?;
    let id = bodies::found(&mut work.tx, &new).await?;
    let after = record(new.unit, &new.name, new.valid);
    work.audit("governing-body.found", "governing-body", id, None, Some(after));
    work.commit().await?;
    Ok(id)
}

/// The body, if the actor may change it.
pub async fn to_change(ctx: &Ctx, id: BodyId) -> Result<Body, Refusal> {
    let q = &mut ctx.read();
    let body = bodies::body(q, id).await?.ok_or(Refusal::NotFound)?;
    may_at_unit(ctx, q, Action::Change, body.unit, body.valid.from).await?;
    Ok(body)
}

/// Changes name and days.
pub async fn change(
    ctx: &Ctx,
    id: BodyId,
    revision: i64,
    name: &str,
    valid: DayRange,
) -> Result<Body, Refusal> {
    let name = name::checked(name)?;
    let mut work = ctx.work().await?;
    let known = bodies::body(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    may_at_unit(ctx, &mut work.tx, Action::Change, known.unit, known.valid.from).await?;
    let before = bodies::change(&mut work.tx, id, revision, name.clone(), valid).await?;
    let old = record(before.unit, &before.name, before.valid);
    let new = record(before.unit, &name, valid);
    work.audit("governing-body.change", "governing-body", id, Some(old), Some(new));
    work.commit().await?;
    Ok(before)
}

fn record(unit: UnitId, name: &str, valid: DayRange) -> String {
    let (from, last) = (valid.from.to_string(), valid.last_day().map(|day| day.to_string()));
    json!({ "unit": unit.0, "name": name, "from": from, "last": last }).to_string()
}

/// Records an approved exception to "secretary and chairman are one person".
///
/// # Errors
/// `range-reversed` at `last`; as [`exceptions::add`].
pub async fn except(
    ctx: &Ctx,
    unit: UnitId,
    document: &str,
    from: Day,
    until: Day,
) -> Result<(), Refusal> {
    let valid = DayRange::new(from, until).map_err(|problem: Problem| problem.at("last"))?;
    let mut work = ctx.work().await?;
    may_at_unit(ctx, &mut work.tx, Action::Change, unit, from).await?;
    let id = exceptions::add(&mut work.tx, unit, document, valid).await?;
    let after = json!({
        "id": id,
        "document": document,
        "from": from.to_string(),
        "until": until.to_string(),
    });
    work.audit("one-person.except", "unit", unit, None, Some(after.to_string()));
    Ok(work.commit().await?)
}

/// Ends an exception on another day.
pub async fn end_exception(
    ctx: &Ctx,
    unit: UnitId,
    (id, revision): (i64, i64),
    until: Day,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    may_at_unit(ctx, &mut work.tx, Action::Change, unit, ctx.now.today).await?;
    let before = exceptions::end(&mut work.tx, unit, id, revision, until).await?;
    let old = json!({ "id": id, "until": before.valid.until.to_string() }).to_string();
    let new = json!({ "id": id, "until": until.to_string() }).to_string();
    work.audit("one-person.end-exception", "unit", unit, Some(old), Some(new));
    Ok(work.commit().await?)
}

/// A body with its unit and kind, if the actor may read it.
pub async fn find(ctx: &Ctx, id: BodyId) -> Result<(Body, Unit, BodyKind), Refusal> {
    let q = &mut ctx.read();
    let body = bodies::body(q, id).await?.ok_or(Refusal::NotFound)?;
    may_at_unit(ctx, q, Action::Read, body.unit, body.valid.from).await?;
    let unit = tree::unit_near(q, body.unit, ctx.now.today).await?.ok_or(Refusal::NotFound)?;
    let catalogue = catalogue::load(q).await?;
    let kind = catalogue.kind(body.kind).cloned().ok_or(Refusal::NotFound)?;
    Ok((body, unit, kind))
}
