//! What a Party task is measured by: a share computed from what is recorded anyway, so that nobody types
//! progress. This storey offers the matters closed in time; a storey above offers a [`TaskMeasure`] of its
//! own, and the program installs them once. What nobody offers yet is shown as such, never as zero.
//!
//! A measure answers by unit: the share of one unit is the sum over all below it, and so is that of each of
//! thousands whose month is locked at once.

use crate::status::Standing;
use directory::tree;
use kernel::{Action, Day, Quantity, Resource, UnitId};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use store::{Ctx, Refusal};

/// So many done, of so many that there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    pub done: i64,
    pub of: i64,
    /// Where the records are.
    pub href: String,
}

/// Of whom and of which days (both included, none of them still running) a task is measured.
pub struct Asked<'a> {
    pub ctx: &'a Ctx,
    pub unit: UnitId,
    pub from: Day,
    pub until: Day,
}

/// So many done, of so many, by the unit of the records. A unit stands here as soon as anything is registered
/// of it, although nothing may be due in these days.
pub type ByUnit = HashMap<UnitId, (i64, i64)>;

/// A measure's records.
pub type Recorded<'a> = Pin<Box<dyn Future<Output = Result<ByUnit, Refusal>> + Send + 'a>>;

/// Computes the progress of tasks from records.
pub trait TaskMeasure: Send + Sync {
    /// The stored name, such as `matters-in-time`; `task-measure-` before it is the key of what it is called.
    fn name(&self) -> &'static str;

    /// What the actor must be allowed to read of the unit.
    fn shown_to(&self) -> &'static [Resource];

    /// What is recorded of the unit that is asked of and of all below it.
    fn recorded<'a>(&'a self, asked: &'a Asked<'a>) -> Recorded<'a>;

    /// Where the records are.
    fn href(&self, asked: &Asked<'_>) -> String;

    /// Whether no record says that there was none, rather than that nobody keeps any yet.
    fn is_kept_anyway(&self) -> bool {
        false
    }
}

/// What a measure says of a unit and all below it; `None` where the actor may not see the records, and where
/// nothing was ever registered: that is "not yet recorded", and never zero.
pub async fn of_unit(
    measure: &dyn TaskMeasure,
    asked: &Asked<'_>,
) -> Result<Option<Measured>, Refusal> {
    let path = tree::path_ids(&mut asked.ctx.read(), asked.unit, asked.until).await?;
    let shown = |resource: &Resource| asked.ctx.can(Action::Read, *resource, &path);
    if path.is_empty() || !measure.shown_to().iter().all(shown) {
        return Ok(None);
    }
    let scope = |resource: &Resource| asked.ctx.scope(Action::Read, *resource);
    let scopes: Vec<_> = measure.shown_to().iter().map(scope).collect();
    let Asked { unit, from, until, .. } = asked;
    let of = format!("measure {} {unit} {from} {until} {scopes:?}", measure.name());
    let sum = async {
        let found = measure.recorded(asked).await?;
        Ok::<_, Refusal>(found.into_values().reduce(plus))
    };
    let sum = asked.ctx.derived(of, sum).await?.or(measure.is_kept_anyway().then_some((0, 0)));
    Ok(sum.map(|(done, of)| Measured { done, of, href: measure.href(asked) }))
}

/// What a measure says of each of these units, all at or below the one that is asked of, in one reading of the
/// records; a unit of which nothing was ever registered is missing. Nobody's right to see it is asked for.
pub async fn of_each(
    measure: &dyn TaskMeasure,
    asked: &Asked<'_>,
    units: &[UnitId],
) -> Result<ByUnit, Refusal> {
    let found = measure.recorded(asked).await?;
    let places: Vec<UnitId> = found.keys().copied().collect();
    let ways = tree::paths(&mut asked.ctx.read(), &places, asked.until).await?;
    let of_nothing = measure.is_kept_anyway().then_some((0, 0));
    let mut each: HashMap<UnitId, Option<(i64, i64)>> =
        units.iter().map(|unit| (*unit, of_nothing)).collect();
    for (place, counts) in found {
        for step in ways.get(&place).into_iter().flatten() {
            if let Some(sum) = each.get_mut(&step.id) {
                *sum = Some(sum.map_or(counts, |sum| plus(sum, counts)));
            }
        }
    }
    Ok(each.into_iter().filter_map(|(unit, sum)| Some((unit, sum?))).collect())
}

fn plus(one: (i64, i64), other: (i64, i64)) -> (i64, i64) {
    (one.0 + other.0, one.1 + other.1)
}

static MEASURES: OnceLock<Vec<Box<dyn TaskMeasure>>> = OnceLock::new();

/// Installs what is offered; a second call changes nothing.
pub fn install(measures: Vec<Box<dyn TaskMeasure>>) {
    let _ = MEASURES.set(measures);
}

/// Every measure that is offered, in its order.
pub fn offered() -> impl Iterator<Item = &'static dyn TaskMeasure> {
    MEASURES.get().into_iter().flatten().map(Box::as_ref)
}

/// The measure of this name, if one is offered.
pub fn named(name: &str) -> Option<&'static dyn TaskMeasure> {
    offered().find(|measure| measure.name() == name)
}

/// How a share stands against its goal, both in per cent; `tolerance` per cent of the goal is near. Of
/// nothing there is no share.
pub fn standing(measured: &Measured, goal: Quantity, tolerance: Quantity) -> Standing {
    if measured.of == 0 {
        return Standing::NoValue;
    }
    let (done, of) = (i128::from(measured.done), i128::from(measured.of));
    let (goal, tolerance) = (i128::from(goal.millionths()), i128::from(tolerance.millionths()));
    // Both sides in millionths of a per cent, times `of`; the second also times a hundred million.
    let share = done * 100 * 1_000_000;
    if share >= goal * of {
        Standing::Met
    } else if share * 100_000_000 >= goal * of * (100_000_000 - tolerance) {
        Standing::Near
    } else {
        Standing::Off
    }
}

/// 问题按期关闭: of the matters due in these days, those that were closed by their day.
pub struct MattersInTime;

impl TaskMeasure for MattersInTime {
    fn name(&self) -> &'static str {
        "matters-in-time"
    }

    fn shown_to(&self) -> &'static [Resource] {
        &[Resource::Matter]
    }

    fn recorded<'a>(&'a self, asked: &'a Asked<'a>) -> Recorded<'a> {
        Box::pin(async move {
            let Asked { ctx, unit, from, until } = *asked;
            Ok(matters::use_cases::in_time(ctx, unit, from, until).await?.unwrap_or_default())
        })
    }

    fn href(&self, asked: &Asked<'_>) -> String {
        matters::due_in(asked.unit, asked.from, asked.until)
    }

    fn is_kept_anyway(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(done: i64, of: i64, goal: &str, expected: Standing) {
        let measured = Measured { done, of, href: String::new() };
        let five = Quantity::from_integer(5).unwrap();
        assert_eq!(standing(&measured, Quantity::parse(goal).unwrap(), five), expected);
    }

    #[test]
    fn a_share_is_compared_exactly() {
        check(2, 3, "66.666666", Standing::Met);
        check(2, 3, "66.666667", Standing::Near);
        check(9, 10, "90", Standing::Met);
        check(171, 200, "90", Standing::Near);
        check(854, 1000, "90", Standing::Off);
        check(0, 0, "90", Standing::NoValue);
        check(0, 4, "0", Standing::Met);
    }
}
