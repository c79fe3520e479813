//! What a Party task is measured by: a share computed from what is recorded anyway, so that nobody types
//! progress. This storey offers the matters closed in time; a storey above offers a [`TaskMeasure`] of its
//! own, and the program installs them once. What nobody offers yet is shown as such, never as zero.

use crate::status::Standing;
use kernel::{Day, Quantity, UnitId};
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

/// A measure's answer: `None` where the actor may not see the records.
pub type Measuring<'a> =
    Pin<Box<dyn Future<Output = Result<Option<Measured>, Refusal>> + Send + 'a>>;

/// Computes the progress of tasks from records.
pub trait TaskMeasure: Send + Sync {
    /// The stored name, such as `matters-in-time`; `task-measure-` before it is the key of what it is called.
    fn name(&self) -> &'static str;

    /// What is recorded of the unit and all below it.
    fn measure<'a>(&'a self, asked: &'a Asked<'a>) -> Measuring<'a>;
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

    fn measure<'a>(&'a self, asked: &'a Asked<'a>) -> Measuring<'a> {
        Box::pin(async move {
            let in_time =
                matters::use_cases::in_time(asked.ctx, asked.unit, asked.from, asked.until).await?;
            let href = matters::due_in(asked.unit, asked.from, asked.until);
            Ok(in_time.map(|(done, of)| Measured { done, of, href }))
        })
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
