//! What the registers offer to the Party tasks of the annual plan. A measure of which nothing was ever
//! registered answers nothing: that is "not yet recorded", and never zero.

use super::use_cases::{self, Asked as Of, projects};
use crate::annual::measure::{Asked, ByUnit, Recorded, TaskMeasure};
use kernel::{Resource, UnitId};

fn of(asked: &Asked<'_>) -> Of {
    Of { day: asked.until, unit: Some(asked.unit), goes_out: false }
}

/// Counts records: each with its unit, and whether it is done.
fn counted(records: impl IntoIterator<Item = (UnitId, bool)>) -> ByUnit {
    let mut all = ByUnit::new();
    for (unit, is_done) in records {
        let (done, of) = all.entry(unit).or_default();
        *done += i64::from(is_done);
        *of += 1;
    }
    all
}

/// 关键岗位责任区覆盖: of the posts and shifts of the last day, those that an active zone holds.
pub struct KeyPostsCovered;

impl TaskMeasure for KeyPostsCovered {
    fn name(&self) -> &'static str {
        "key-posts-covered"
    }

    fn shown_to(&self) -> &'static [Resource] {
        &[Resource::Register]
    }

    fn recorded<'a>(&'a self, asked: &'a Asked<'a>) -> Recorded<'a> {
        Box::pin(async move {
            let covered = use_cases::coverage(asked.ctx, &of(asked)).await?;
            let slots = covered
                .rows
                .iter()
                .flat_map(|row| row.slots.iter().map(|slot| (row.post.unit, slot.is_covered())));
            Ok(counted(slots))
        })
    }

    fn href(&self, asked: &Asked<'_>) -> String {
        format!("/registers?unit={}&as_of={}", asked.unit, asked.until)
    }
}

/// 技术攻关党员牵头: of the projects that run on the last day, those led by a member. Only for those who may
/// see who is in the Party: of few projects the number would tell.
pub struct ProjectsLed;

impl TaskMeasure for ProjectsLed {
    fn name(&self) -> &'static str {
        "projects-led"
    }

    fn shown_to(&self) -> &'static [Resource] {
        &[Resource::Register, Resource::Membership]
    }

    fn recorded<'a>(&'a self, asked: &'a Asked<'a>) -> Recorded<'a> {
        Box::pin(async move {
            let list = projects::list(asked.ctx, &of(asked)).await?;
            let running = list.lines.iter().filter(|line| line.project.runs_on(asked.until));
            Ok(counted(running.map(|line| (line.project.unit, line.is_led == Some(true)))))
        })
    }

    fn href(&self, asked: &Asked<'_>) -> String {
        format!("/registers/projects?unit={}&as_of={}", asked.unit, asked.until)
    }
}

/// 攻关里程碑按期验收: of the milestones due in these days, those accepted by their day.
pub struct MilestonesInTime;

impl TaskMeasure for MilestonesInTime {
    fn name(&self) -> &'static str {
        "milestones-in-time"
    }

    fn shown_to(&self) -> &'static [Resource] {
        &[Resource::Register]
    }

    fn recorded<'a>(&'a self, asked: &'a Asked<'a>) -> Recorded<'a> {
        Box::pin(projects::in_time(asked.ctx, asked.unit, (asked.from, asked.until)))
    }

    fn href(&self, asked: &Asked<'_>) -> String {
        format!("/registers/projects?unit={}&as_of={}", asked.unit, asked.until)
    }
}
