//! Mergers and splits of Party organisations and of units, as one act with one audit entry.

use super::{may_at, may_change};
use crate::party::store::succession::{self, Heir, OrgSuccession, UnitSuccession};
use directory::{Parent, tree};
use kernel::{Action, Day, PartyOrgId, Resource, UnitId};
use serde_json::json;
use store::{Ctx, Query, Refusal, Tx};

/// Merges or splits Party organisations; returns the successors. Takes the right to change every
/// organisation that takes part and to found the new ones.
pub async fn succeed(ctx: &Ctx, plan: &OrgSuccession) -> Result<Vec<PartyOrgId>, Refusal> {
    let mut work = ctx.work().await?;
    let heirs = carry_out(ctx, &mut work.tx, plan).await?;
    let before: Vec<i64> = plan.predecessors.iter().map(|(id, _)| id.0).collect();
    let after: Vec<i64> = heirs.iter().map(|id| id.0).collect();
    let record = record(plan.day, plan.document.as_deref(), &before, &after);
    work.audit("party-org.succeed", "party-org", before[0], None, Some(record));
    work.commit().await?;
    Ok(heirs)
}

/// What a merger or a split would refuse; nothing of it stays.
pub async fn try_out(ctx: &Ctx, plan: &OrgSuccession) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    // Without a commit nothing stays.
    carry_out(ctx, &mut work.tx, plan).await.map(drop)
}

async fn carry_out(
    ctx: &Ctx,
    tx: &mut Tx,
    plan: &OrgSuccession,
) -> Result<Vec<PartyOrgId>, Refusal> {
    for (id, _) in &plan.predecessors {
        may_change(ctx, tx, *id, plan.day).await?;
    }
    for heir in &plan.heirs {
        match heir {
            Heir::Known(id) => drop(may_change(ctx, tx, *id, plan.day).await?),
            Heir::New(version) => {
                may_at(ctx, tx, Action::Create, version.seat, plan.day).await?;
                if let Some(superior) = version.superior {
                    may_change(ctx, tx, superior, plan.day).await?;
                }
            }
        }
    }
    succession::succeed(tx, plan).await
}

/// Merges or splits units; returns the successors. Takes the right to change every unit that takes part
/// and to found the new ones, and to change what Party organisations answer for there.
pub async fn succeed_units(ctx: &Ctx, plan: &UnitSuccession) -> Result<Vec<UnitId>, Refusal> {
    let mut work = ctx.work().await?;
    let heirs = carry_out_units(ctx, &mut work.tx, plan).await?;
    let before: Vec<i64> = plan.predecessors.iter().map(|(id, _)| id.0).collect();
    let after: Vec<i64> = heirs.iter().map(|id| id.0).collect();
    let record = record(plan.day, plan.document.as_deref(), &before, &after);
    work.audit("unit.succeed", "unit", before[0], None, Some(record));
    work.commit().await?;
    Ok(heirs)
}

/// As [`try_out`], for units.
pub async fn try_out_units(ctx: &Ctx, plan: &UnitSuccession) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    carry_out_units(ctx, &mut work.tx, plan).await.map(drop)
}

async fn carry_out_units(
    ctx: &Ctx,
    tx: &mut Tx,
    plan: &UnitSuccession,
) -> Result<Vec<UnitId>, Refusal> {
    let known = plan.heirs.iter().filter_map(|heir| match heir {
        Heir::Known(id) => Some((*id, Action::Change)),
        Heir::New(unit) => match unit.parent {
            Parent::Known(parent) => Some((parent, Action::Create)),
            Parent::Root | Parent::New(_) => None,
        },
    });
    let ending = plan.predecessors.iter().map(|(id, _)| (*id, Action::Change));
    for (unit, action) in ending.chain(known).collect::<Vec<_>>() {
        may_reorganise(ctx, tx, action, unit, plan).await?;
    }
    succession::succeed_units(tx, plan, (&ctx.actor.name, ctx.now)).await
}

/// A merger or a split as the audit keeps it.
fn record(from: Day, document: Option<&str>, before: &[i64], after: &[i64]) -> String {
    let from = from.to_string();
    json!({ "from": from, "document": document, "before": before, "after": after }).to_string()
}

async fn may_reorganise(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    unit: UnitId,
    plan: &UnitSuccession,
) -> Result<(), Refusal> {
    let path = tree::allowed(ctx, q, (Action::Read, Resource::Unit), unit, plan.day).await?;
    ctx.may(action, Resource::Unit, &path)?;
    ctx.may(Action::Change, Resource::PartyOrg, &path)
}
