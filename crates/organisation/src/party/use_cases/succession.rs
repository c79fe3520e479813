//! Mergers and splits of Party organisations and of units, as one act with one audit entry.

use super::{may_at, may_change};
use crate::party::store::succession::{self, Heir, OrgSuccession, UnitSuccession};
use directory::{Parent, tree};
use kernel::{Action, PartyOrgId, Resource, UnitId};
use serde_json::json;
use store::{Ctx, Query, Refusal};

/// Merges or splits Party organisations; returns the successors. Takes the right to change every
/// organisation that takes part and to found the new ones.
pub async fn succeed(ctx: &Ctx, plan: &OrgSuccession) -> Result<Vec<PartyOrgId>, Refusal> {
    let mut work = ctx.work().await?;
    let tx = &mut work.tx;
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
    let heirs = succession::succeed(tx, plan).await?;
    let before: Vec<i64> = plan.predecessors.iter().map(|(id, _)| id.0).collect();
    let after: Vec<i64> = heirs.iter().map(|id| id.0).collect();
    let (day, document) = (plan.day.to_string(), plan.document.as_deref());
    let record = json!({ "from": day, "document": document, "before": before, "after": after });
    work.audit("party-org.succeed", "party-org", before[0], None, Some(record.to_string()));
    work.commit().await?;
    Ok(heirs)
}

/// Merges or splits units; returns the successors. Takes the right to change every unit that takes part
/// and to found the new ones, and to change what Party organisations answer for there.
pub async fn succeed_units(ctx: &Ctx, plan: &UnitSuccession) -> Result<Vec<UnitId>, Refusal> {
    let mut work = ctx.work().await?;
    let tx = &mut work.tx;
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
    let heirs = succession::succeed_units(tx, plan).await?;
    let before: Vec<i64> = plan.predecessors.iter().map(|(id, _)| id.0).collect();
    let after: Vec<i64> = heirs.iter().map(|id| id.0).collect();
    let (day, document) = (plan.day.to_string(), plan.document.as_deref());
    let record = json!({ "from": day, "document": document, "before": before, "after": after });
    work.audit("unit.succeed", "unit", before[0], None, Some(record.to_string()));
    work.commit().await?;
    Ok(heirs)
}

async fn may_reorganise(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    unit: UnitId,
    plan: &UnitSuccession,
) -> Result<(), Refusal> {
    let path = tree::path_ids(q, unit, plan.day).await?;
    if path.is_empty() {
        return Err(Refusal::NotFound);
    }
    ctx.may(Action::Read, Resource::Unit, &path)?;
    ctx.may(action, Resource::Unit, &path)?;
    ctx.may(Action::Change, Resource::PartyOrg, &path)
}
