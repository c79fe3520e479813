//! Keeping the indicator dictionary. What readings are already counted by can no longer change.

use super::{can_for_all, may_for_all};
use crate::indicator::{AGGREGATIONS, DIRECTIONS, Indicator, Terms, name_of};
use crate::store::indicators;
use kernel::{Action, IndicatorId, Problem, Resource};
use store::{Ctx, Refusal};

/// The whole dictionary.
pub async fn list(ctx: &Ctx) -> Result<Vec<Indicator>, Refusal> {
    ctx.may(Action::Read, Resource::Indicator, &[])?;
    Ok(indicators::all(&mut ctx.read()).await?)
}

/// One entry.
pub async fn find(ctx: &Ctx, id: IndicatorId) -> Result<Indicator, Refusal> {
    ctx.may(Action::Read, Resource::Indicator, &[])?;
    indicators::one(&mut ctx.read(), id).await?.ok_or(Refusal::NotFound)
}

/// Whether the actor may add entries, or change them.
pub async fn may(ctx: &Ctx, action: Action) -> Result<bool, Refusal> {
    can_for_all(ctx, action, Resource::Indicator).await
}

/// Asked before an empty form is shown, and before one that was typed is read.
///
/// # Errors
/// [`Refusal::Forbidden`] for who may not add entries, or change them.
pub async fn begin(ctx: &Ctx, action: Action) -> Result<(), Refusal> {
    may_for_all(ctx, action, Resource::Indicator).await
}

/// Adds an entry.
pub async fn create(ctx: &Ctx, terms: &Terms) -> Result<IndicatorId, Refusal> {
    may_for_all(ctx, Action::Create, Resource::Indicator).await?;
    let mut work = ctx.work().await?;
    let id = indicators::create(&mut work.tx, terms).await?;
    work.audit("indicator.create", "indicator", id, None, Some(json(terms, true)));
    work.commit().await?;
    Ok(id)
}

/// Changes an entry that the editor saw at this revision.
///
/// # Errors
/// `indicator-changed` when somebody else was quicker; `indicator-used` when readings would come to
/// mean something else.
pub async fn change(
    ctx: &Ctx,
    id: IndicatorId,
    revision: i64,
    terms: &Terms,
    is_active: bool,
) -> Result<(), Refusal> {
    may_for_all(ctx, Action::Change, Resource::Indicator).await?;
    let mut work = ctx.work().await?;
    let before = indicators::one(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    if before.is_used {
        refuse_new_meaning(&before, terms)?;
    }
    if !indicators::change(&mut work.tx, id, revision, terms, is_active).await? {
        return Err(Refusal::conflict(Problem::new("indicator-changed")));
    }
    let (old, new) = (json(&before, before.is_active), json(terms, is_active));
    work.audit("indicator.change", "indicator", id, Some(old), Some(new));
    work.commit().await?;
    Ok(())
}

fn refuse_new_meaning(before: &Indicator, terms: &Terms) -> Result<(), Refusal> {
    let changed = [
        ("unit", before.unit != terms.unit),
        ("aggregation", before.aggregation != terms.aggregation),
        ("factor", before.factor != terms.factor),
        ("grain", before.grain != terms.grain),
    ];
    let problems: Vec<Problem> = changed
        .into_iter()
        .filter(|(_, is_changed)| *is_changed)
        .map(|(field, _)| Problem::new("indicator-used").at(field))
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}

/// An entry for the audit.
fn json(terms: &Terms, is_active: bool) -> String {
    serde_json::json!({
        "code": terms.code,
        "name_zh": terms.name_zh,
        "name_en": terms.name_en,
        "unit": terms.unit,
        "decimals": terms.decimals,
        "direction": name_of(&DIRECTIONS, terms.direction),
        "aggregation": name_of(&AGGREGATIONS, terms.aggregation),
        "factor": terms.factor,
        "grain": terms.grain.name(),
        "owner": terms.owner.map(|owner| owner.0),
        "source": terms.source,
        "tolerance": terms.tolerance.map(|tolerance| tolerance.to_string()),
        "may_be_negative": terms.may_be_negative,
        "is_active": is_active,
    })
    .to_string()
}
