//! What the registers offer to the Party tasks of the annual plan. A measure of which nothing was ever
//! registered answers nothing: that is "not yet recorded", and never zero.

use super::use_cases::{self, Asked as Of, projects};
use crate::annual::measure::{Asked, Measured, Measuring, TaskMeasure};
use ::store::{Ctx, Refusal};
use directory::tree;
use kernel::{Action, Day, Resource, UnitId};

/// Whether the actor may read this of the unit on the day.
async fn reads(ctx: &Ctx, resource: Resource, unit: UnitId, day: Day) -> Result<bool, Refusal> {
    let path = tree::path_ids(&mut ctx.read(), unit, day).await?;
    Ok(!path.is_empty() && ctx.can(Action::Read, resource, &path))
}

fn of(asked: &Asked<'_>) -> Of {
    Of { day: asked.until, unit: Some(asked.unit), goes_out: false }
}

/// 关键岗位责任区覆盖: of the posts and shifts of the last day, those that an active zone holds.
pub struct KeyPostsCovered;

impl TaskMeasure for KeyPostsCovered {
    fn name(&self) -> &'static str {
        "key-posts-covered"
    }

    fn measure<'a>(&'a self, asked: &'a Asked<'a>) -> Measuring<'a> {
        Box::pin(async move {
            if !reads(asked.ctx, Resource::Register, asked.unit, asked.until).await? {
                return Ok(None);
            }
            let covered = use_cases::coverage(asked.ctx, &of(asked)).await?;
            let href = format!("/registers?unit={}&as_of={}", asked.unit, asked.until);
            let (done, of) = covered.counted();
            Ok((of > 0).then_some(Measured { done, of, href }))
        })
    }
}

/// 技术攻关党员牵头: of the projects that run on the last day, those led by a member. Only for those who may
/// see who is in the Party: of few projects the number would tell.
pub struct ProjectsLed;

impl TaskMeasure for ProjectsLed {
    fn name(&self) -> &'static str {
        "projects-led"
    }

    fn measure<'a>(&'a self, asked: &'a Asked<'a>) -> Measuring<'a> {
        Box::pin(async move {
            for resource in [Resource::Register, Resource::Membership] {
                if !reads(asked.ctx, resource, asked.unit, asked.until).await? {
                    return Ok(None);
                }
            }
            let list = projects::list(asked.ctx, &of(asked)).await?;
            let href = format!("/registers/projects?unit={}&as_of={}", asked.unit, asked.until);
            let led = list.led.filter(|(_, of)| *of > 0);
            Ok(led.map(|(done, of)| Measured { done, of, href }))
        })
    }
}

/// 攻关里程碑按期验收: of the milestones due in these days, those accepted by their day.
pub struct MilestonesInTime;

impl TaskMeasure for MilestonesInTime {
    fn name(&self) -> &'static str {
        "milestones-in-time"
    }

    fn measure<'a>(&'a self, asked: &'a Asked<'a>) -> Measuring<'a> {
        Box::pin(async move {
            if !reads(asked.ctx, Resource::Register, asked.unit, asked.until).await? {
                return Ok(None);
            }
            let days = (asked.from, asked.until);
            let in_time = projects::in_time(asked.ctx, asked.unit, days).await?;
            let href = format!("/registers/projects?unit={}&as_of={}", asked.unit, asked.until);
            Ok(in_time.map(|(done, of)| Measured { done, of, href }))
        })
    }
}
