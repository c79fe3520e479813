//! Looking at the burden of a unit in a month.

use super::store::{self, Parts};
use super::{Effort, RECORDS};
use crate::periods::rhythm::ending_with;
use crate::use_cases::{Place, Rules};
use ::store::{Ctx, Refusal};
use directory::tree;
use kernel::{Action, FinancialYear, Grain, Month, Period, Resource, UnitId};
use std::collections::BTreeMap;

/// The units and the demands of a month.
#[derive(Clone, Debug)]
pub struct Burden {
    pub place: Place,
    pub month: Month,
    /// The unit itself where it has anything of its own, and those directly below, each with all below it.
    pub units: Vec<(UnitId, String, Effort)>,
    /// By the unit that answers for the indicators and so demands their numbers; `None` where nobody does.
    pub demands: Vec<(Option<String>, Effort)>,
    pub whole: Effort,
    /// Whether the reader may know of mood records.
    pub sees_records: bool,
}

/// What a month took, as far as the actor sees units.
///
/// # Errors
/// Not found or forbidden, as policy says.
pub async fn look(
    ctx: &Ctx,
    rules: Rules,
    unit: UnitId,
    month: Option<Month>,
) -> Result<Burden, Refusal> {
    // The month that is being reported now is the one before.
    let month = month.unwrap_or_else(|| rules.today.month().plus(-1));
    let day = month.last_day().min(ctx.now.today);
    let place = Place::find(ctx, Action::Read, Resource::Reading, unit, day).await?;
    let q = &mut ctx.snapshot().await?;
    let children = tree::children(q, unit, day, 0, i64::MAX).await?;
    let below: Vec<UnitId> = children.iter().map(|node| node.unit.id).collect();
    let parts = Parts { unit, below: &below, day };
    let numbers = store::numbers(q, parts, &periods(month, rules.year)).await?;
    let tasks = store::tasks(q, parts, rules.year.year_of(month), month).await?;

    let mut by_part: BTreeMap<UnitId, Effort> = tasks;
    if ctx.can(Action::Read, Resource::Matter, &place.ids) {
        for (part, n) in store::matters(q, parts, month).await? {
            by_part.entry(part).or_default().matters = n;
        }
    }
    let records = match RECORDS.get() {
        Some(records) => records.entries(ctx, unit, month).await?,
        None => None,
    };
    let sees_records = records.is_some();
    if let Some(records) = records.filter(|records| !records.is_empty()) {
        let units: Vec<UnitId> = records.keys().copied().collect();
        for (part, unit) in store::parts_of(q, parts, &units).await? {
            by_part.entry(part).or_default().records += records.get(&unit).copied().unwrap_or(0);
        }
    }
    let mut by_owner: BTreeMap<Option<UnitId>, Effort> = BTreeMap::new();
    for ((part, owner), effort) in numbers {
        let sum = by_part.entry(part).or_default();
        *sum = sum.plus(effort);
        let sum = by_owner.entry(owner).or_default();
        *sum = sum.plus(effort);
    }
    let owners: Vec<UnitId> = by_owner.keys().copied().flatten().collect();
    let owners = tree::units_near(q, &owners, day).await?;
    let named = |id: Option<UnitId>| id.and_then(|id| Some(owners.get(&id)?.name.clone()));
    let own = [(unit, place.name.clone())].into_iter().filter(|_| by_part.contains_key(&unit));
    let below = children.into_iter().map(|node| (node.unit.id, node.unit.name));
    let effort = |id: UnitId| by_part.get(&id).copied().unwrap_or_default();
    Ok(Burden {
        units: own.chain(below).map(|(id, name)| (id, name, effort(id))).collect(),
        demands: by_owner.iter().map(|(id, effort)| (named(*id), *effort)).collect(),
        whole: by_part.values().fold(Effort::default(), |sum, one| sum.plus(*one)),
        place,
        month,
        sees_records,
    })
}

/// The codes of all periods that are reported with a month.
fn periods(month: Month, rules: FinancialYear) -> Vec<i64> {
    let ending = Grain::ALL.into_iter().filter_map(|grain| ending_with(grain, month, rules));
    ending.flat_map(|(first, last)| first.through(last)).map(Period::code).collect()
}
