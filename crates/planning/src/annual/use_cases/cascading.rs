//! Handing a target that the units below carry down to them: into their drafts of the year, divided so that
//! nothing is lost.

use super::super::cascade;
use super::super::content::{Content, Target};
use super::super::stage::{Deed, Stage};
use super::super::{split, store};
use super::{Ground, Version, find, seen, step};
use crate::figure::Amount;
use crate::indicator::{Aggregation, Indicator};
use crate::reading::Kind;
use crate::store::cells::{self, Window};
use ::store::{Ctx, Query, Refusal};
use directory::Unit;
use directory::tree;
use kernel::{Action, Day, IndicatorId, PlanId, Problem, Resource, UnitId};
use serde_json::json;
use std::collections::HashMap;

/// A unit that takes its part of a target.
#[derive(Clone, Debug)]
pub struct Taker {
    pub unit: Unit,
    /// What it did the year before; nothing reported is nothing known.
    pub did: Amount,
    /// Its latest plan of the year, if there is one, and what that plans of the indicator.
    pub plan: Option<Version>,
    pub planned: Option<Target>,
    /// What it would get.
    pub part: Target,
}

impl Taker {
    /// Whether its plan cannot take the part any more: it is past its draft.
    pub fn is_closed(&self) -> bool {
        self.plan.as_ref().is_some_and(|plan| plan.stage != Stage::Draft)
    }
}

/// Who carries a target, and what each would get.
#[derive(Clone, Debug)]
pub struct Division {
    pub shown: super::Shown,
    pub indicator: Indicator,
    pub target: Target,
    pub takers: Vec<Taker>,
    /// Whether these are the units that reported the indicator the year before; otherwise they are those
    /// directly below.
    pub is_by_last_year: bool,
    pub may_hand_down: bool,
}

/// How a target that the units below carry is divided. Units that the actor may not draw up plans for, and
/// withheld ones, take no part.
///
/// # Errors
/// Not found, also where the plan has no such target or the unit carries it itself.
pub async fn division(ctx: &Ctx, id: PlanId, indicator: IndicatorId) -> Result<Division, Refusal> {
    let shown = find(ctx, id).await?;
    let q = &mut ctx.snapshot().await?;
    let target = shown.content.targets.get(&indicator).filter(|target| target.is_below);
    let known = shown.ground.known.get(&indicator);
    let (Some(target), Some(known)) = (target.cloned(), known.cloned()) else {
        return Err(Refusal::NotFound);
    };
    let (takers, is_by_last_year) =
        takers(ctx, q, &shown.version, &shown.ground, (&known, &target)).await?;
    let path = tree::path_ids(q, shown.version.unit, ctx.now.today).await?;
    let may_hand_down = ctx.can(Action::Create, Resource::Plan, &path);
    Ok(Division { shown, indicator: known, target, takers, is_by_last_year, may_hand_down })
}

/// The day on which the units of a plan's year are asked for: today, or its first day while it lies ahead.
fn day_of(ctx: &Ctx, ground: &Ground, year: i32) -> Day {
    ctx.now.today.max(ground.rules.first_month(year).first_day())
}

async fn takers(
    ctx: &Ctx,
    q: &mut impl Query,
    version: &Version,
    ground: &Ground,
    (indicator, target): (&Indicator, &Target),
) -> Result<(Vec<Taker>, bool), Refusal> {
    let day = day_of(ctx, ground, version.year);
    let below = tree::subtree(q, version.unit, day).await?;
    let below: Vec<UnitId> = below.into_iter().filter(|unit| *unit != version.unit).collect();
    let did = done(q, &below, ground, version.year - 1, indicator).await?;
    let is_by_last_year = !did.is_empty();
    let units: Vec<UnitId> = if is_by_last_year {
        below.into_iter().filter(|unit| did.contains_key(unit)).collect()
    } else {
        let children = tree::children(q, version.unit, day, 0, i64::MAX).await?;
        children.into_iter().map(|node| node.unit.id).collect()
    };
    let scope = ctx.scope(Action::Create, Resource::Plan);
    let units = tree::within_scope(q, &units, &scope, day).await?;
    let mut near = tree::units_near(q, &units, day).await?;
    let did: Vec<Amount> =
        units.iter().map(|unit| did.get(unit).copied().unwrap_or_default()).collect();
    let parts = cascade::divide(indicator, target, &did);
    let mut plans = store::latest(q, &units, version.year).await?;
    let mut planned =
        store::targets_of(q, &plans, indicator.id, ground.times(version.year)).await?;
    let takers = units.iter().zip(did).zip(parts).filter_map(|((unit, did), part)| {
        let planned = planned.remove(unit);
        Some(Taker { unit: near.remove(unit)?, did, plan: plans.remove(unit), planned, part })
    });
    Ok((takers.collect(), is_by_last_year))
}

/// What units did in a year, of those that reported anything.
async fn done(
    q: &mut impl Query,
    units: &[UnitId],
    ground: &Ground,
    year: i32,
    indicator: &Indicator,
) -> Result<HashMap<UnitId, Amount>, Refusal> {
    let periods = split::parts(indicator.grain, year, ground.rules).unwrap_or_default();
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else {
        return Ok(HashMap::new());
    };
    let window = Window {
        periods: (first.code(), last.code()),
        indicators: (indicator.id.0, indicator.id.0),
    };
    let mut did: HashMap<UnitId, Amount> = HashMap::new();
    for ((unit, ..), cell) in cells::load(q, units, window).await? {
        let amount = cell.amount(Kind::Actual, indicator);
        if !amount.is_reported() {
            continue;
        }
        let sum = did.entry(unit).or_default();
        *sum = match indicator.aggregation {
            Aggregation::Last => amount,
            _ => sum.plus(amount).map_err(Problem::from)?,
        };
    }
    Ok(did)
}

/// Puts each unit's part into its draft of the year, which is drawn up where there is none, in the place of
/// what the draft had of the indicator. Returns how many units took one.
///
/// # Errors
/// `plan-cascade-nobody` where no unit can take a part; the conflict `plan-cascade-closed` where a unit's plan
/// is past its draft, with how many there are and the first one's name; `plan-changed`.
pub async fn hand_down(
    ctx: &Ctx,
    id: PlanId,
    revision: i64,
    indicator: IndicatorId,
) -> Result<usize, Refusal> {
    let mut work = ctx.work().await?;
    let (version, path) = seen(ctx, &mut work.tx, id).await?;
    ctx.may(Action::Create, Resource::Plan, &path)?;
    if version.revision != revision {
        return Err(Refusal::conflict(Problem::new("plan-changed")));
    }
    if version.stage == Stage::Dropped {
        return Err(Refusal::conflict(Problem::new("plan-stage")));
    }
    let ground = Ground::load(&mut work.tx).await?;
    let times = ground.times(version.year);
    let content = store::content(&mut work.tx, id, times).await?;
    let target = content.targets.get(&indicator).filter(|target| target.is_below);
    let (Some(target), Some(known)) = (target, ground.known.get(&indicator)) else {
        return Err(Refusal::NotFound);
    };
    let (takers, _) = takers(ctx, &mut work.tx, &version, &ground, (known, target)).await?;
    if takers.is_empty() {
        return Err(Problem::new("plan-cascade-nobody").into());
    }
    let closed: Vec<&Taker> = takers.iter().filter(|taker| taker.is_closed()).collect();
    if let Some(first) = closed.first() {
        let problem = Problem::new("plan-cascade-closed").arg("n", closed.len());
        return Err(Refusal::conflict(problem.arg("unit", &first.unit.name)));
    }
    let from = tree::unit_near(&mut work.tx, version.unit, ctx.now.today).await?;
    let from = from.map(|unit| unit.name).unwrap_or_default();
    let new: Vec<UnitId> =
        takers.iter().filter(|it| it.plan.is_none()).map(|taker| taker.unit.id).collect();
    let due = ctx.now.today.plus_days(ground.step_days);
    let mut drafts = store::found_many(&mut work.tx, &new, version.year, due).await?;
    let drawn = step(ctx, Deed::Draw, &from, (None, None));
    store::note_many(&mut work.tx, drafts.values().copied(), &drawn).await?;
    drafts.extend(takers.iter().filter_map(|it| Some((it.unit.id, it.plan.as_ref()?.id))));
    let count = takers.len();
    let parts = takers.into_iter().filter_map(|it| Some((*drafts.get(&it.unit.id)?, it.part)));
    let contents: Vec<(PlanId, Content)> = parts
        .map(|(id, part)| {
            (id, Content { targets: [(indicator, part)].into(), ..Content::default() })
        })
        .collect();
    store::replace_target(&mut work.tx, indicator, &contents, times).await?;
    let plans: Vec<i64> = contents.iter().map(|(id, _)| id.0).collect();
    let after = json!({ "indicator": known.code, "units": count, "plans": plans });
    work.audit("plan.hand-down", "plan", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(count)
}
