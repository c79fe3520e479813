//! How Party tasks stand at the moment of a lock.

use crate::annual::measure::{self, Asked, Measured};
use crate::annual::progress;
use crate::annual::store as plans;
use crate::periods::store::year::{self, Stood};
use crate::use_cases::Rules;
use ::store::{Ctx, Refusal, Tx};
use kernel::{Actor, Month, UnitId};
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
    let program = Ctx { actor: Actor::system(ctx.actor.name.clone()), ..ctx.clone() };
    let mut stood = Vec::new();
    for (unit, plan) in year::plans(tx, unit, of_year, month.last_day()).await? {
        let tasks = plans::tasks(tx, plan).await?;
        let said = plans::progress(tx, unit, of_year, month).await?;
        let from = rules.year.first_month(of_year).first_day();
        let asked = Asked { ctx: &program, unit, from, until: month.last_day() };
        let mut measured: HashMap<&str, Option<Measured>> = HashMap::new();
        for (name, _) in tasks.values().filter_map(|task| task.measure.as_ref()) {
            if !measured.contains_key(name.as_str()) {
                let found = match measure::named(name) {
                    Some(measure) => measure.measure(&asked).await?,
                    None => None,
                };
                measured.insert(name, found);
            }
        }
        for (number, task) in &tasks {
            let mut one = Stood {
                unit,
                plan,
                task: *number,
                standing: progress::Standing::NotRecorded,
                percent: None,
                measured: None,
            };
            if let Some((name, goal)) = &task.measure {
                let found = measured.get(name.as_str()).and_then(Option::as_ref);
                one.standing = progress::measured(found, *goal, rules.tolerance);
                one.measured = found.map(|found| (found.done, found.of));
            } else {
                let all = said.get(number).map_or(&[][..], Vec::as_slice);
                one.standing = progress::by_hand(task, all, month);
                one.percent = progress::share(all);
            }
            stood.push(one);
        }
    }
    Ok(stood)
}
