//! How Party tasks stand at the moment of a lock.

use crate::annual::measure::{self, Asked, ByUnit, Measured};
use crate::annual::progress;
use crate::annual::store as plans;
use crate::periods::store::year::{self, Stood};
use crate::use_cases::Rules;
use ::store::{Ctx, Refusal, Tx};
use kernel::{Actor, Month, PlanId, UnitId};
use std::collections::HashMap;

/// Every task in force of a unit and all below it, as it stands in the month. What measures say is computed in
/// the program's own name: the lock keeps what is, and pages ask who may see it.
pub(super) async fn standing(
    ctx: &Ctx,
    tx: &mut Tx,
    unit: UnitId,
    month: Month,
    rules: Rules,
) -> Result<Vec<Stood>, Refusal> {
    let of_year = rules.year.year_of(month);
    let in_force = year::plans(tx, unit, of_year, month.last_day()).await?;
    let (units, versions): (Vec<UnitId>, Vec<PlanId>) = in_force.iter().copied().unzip();
    let mut tasks = plans::tasks_of(tx, &versions).await?;
    let said = plans::progress_of(tx, &units, of_year, month).await?;
    let program = Ctx { actor: Actor::system(ctx.actor.name.clone()), ..ctx.clone() };
    let from = rules.year.first_month(of_year).first_day();
    let asked = Asked { ctx: &program, unit, from, until: month.last_day() };
    let mut measured: HashMap<String, ByUnit> = HashMap::new();
    let mut stood = Vec::new();
    for (unit, plan) in in_force {
        for (number, task) in tasks.remove(&plan).unwrap_or_default() {
            let standing = progress::Standing::NotRecorded;
            let mut one =
                Stood { unit, plan, task: number, standing, percent: None, measured: None };
            let Some((name, goal)) = &task.measure else {
                let all = said.get(&unit).and_then(|by| by.get(&number));
                let all = all.map_or(&[][..], Vec::as_slice);
                one.standing = progress::by_hand(&task, all, month);
                one.percent = progress::share(all);
                stood.push(one);
                continue;
            };
            if let (false, Some(offered)) = (measured.contains_key(name), measure::named(name)) {
                let found = measure::of_each(offered, &asked, &units).await?;
                measured.insert(name.clone(), found);
            }
            one.measured = measured.get(name).and_then(|by| by.get(&unit)).copied();
            let found = one.measured.map(|(done, of)| Measured { done, of, href: String::new() });
            one.standing = progress::measured(found.as_ref(), *goal, rules.tolerance);
            stood.push(one);
        }
    }
    Ok(stood)
}
