//! 技术攻关项目: leads in their days, milestones with an outcome that somebody outside accepts, and an end.

use kernel::{Day, DayRange, PersonId, Problem, ProjectId, UnitId};
use scoring::line;

kernel::named! {
    /// Whether a project goes on.
    State("project-is-") {
        /// 进行中
        Running = "running",
        /// 已结题
        Ended = "ended",
        /// 已终止
        Abandoned = "abandoned",
    }
}

kernel::named! {
    /// How far a milestone is.
    Stage("milestone-is-") {
        /// 未完成
        Open = "open",
        /// 待验收
        Reported = "reported",
        /// 已验收
        Accepted = "accepted",
    }
}

kernel::named! {
    /// What is done to a project or a milestone of it.
    Deed("project-deed-") {
        /// 立项
        Begin = "begin",
        /// 修改
        Amend = "amend",
        /// 更换牵头人
        Lead = "lead",
        /// 设置里程碑
        Plan = "plan",
        /// 报验
        Report = "report",
        /// 验收
        Accept = "accept",
        /// 退回
        Return = "return",
        /// 结题
        End = "end",
        /// 终止
        Abandon = "abandon",
    }
}

impl Deed {
    /// What the audit calls it.
    pub const fn action(self) -> &'static str {
        match self {
            Self::Begin => "project.begin",
            Self::Amend => "project.amend",
            Self::Lead => "project.lead",
            Self::Plan => "project.plan",
            Self::Report => "project.report",
            Self::Accept => "project.accept",
            Self::Return => "project.return",
            Self::End => "project.end",
            Self::Abandon => "project.abandon",
        }
    }

    /// The stage of a milestone after the deed, or `None` where the stage does not allow it.
    pub const fn after(self, stage: Stage) -> Option<Stage> {
        match (self, stage) {
            (Self::Report, Stage::Open) => Some(Stage::Reported),
            (Self::Accept, Stage::Reported) => Some(Stage::Accepted),
            (Self::Return, Stage::Reported) => Some(Stage::Open),
            _ => None,
        }
    }
}

/// Who leads on which days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lead {
    pub person: PersonId,
    pub valid: DayRange,
}

/// A step of the way with what must come out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    pub number: i64,
    pub title: String,
    pub due: Day,
    pub outcome: String,
    pub stage: Stage,
    /// The day on which it was accepted.
    pub accepted: Option<Day>,
}

/// A project of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    pub id: ProjectId,
    pub unit: UnitId,
    pub name: String,
    pub started: Day,
    pub acceptor: PersonId,
    pub state: State,
    /// The first day on which it no longer runs.
    pub closed: Option<Day>,
    pub closed_why: String,
    pub revision: i64,
    /// All who ever led, the first ones first.
    pub leads: Vec<Lead>,
}

impl Project {
    /// Whether it runs on the day.
    pub fn runs_on(&self, day: Day) -> bool {
        self.started <= day && self.closed.is_none_or(|closed| day < closed)
    }

    /// Who leads on the day; of a closed project who led at last, of one to come who will at first.
    pub fn leads_on(&self, day: Day) -> Vec<PersonId> {
        let last = self.closed.map(|closed| closed.plus_days(-1).max(self.started));
        let day = last.map_or(day, |last| day.min(last)).max(self.started);
        let here = self.leads.iter().filter(|lead| lead.valid.contains(day));
        here.map(|lead| lead.person).collect()
    }

    /// All who ever led.
    pub fn led_ever(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.leads.iter().map(|lead| lead.person)
    }

    /// Whether a member leads on the day. What counts is who was in the Party when the project started: who
    /// joined later does not make it a member's project (`features.md` M13). Of joint leads one is enough.
    pub fn is_led(&self, day: Day, was_member: impl Fn(PersonId, Day) -> bool) -> bool {
        self.leads_on(day).into_iter().any(|lead| was_member(lead, self.started))
    }
}

/// Why an outcome cannot be taken: one that only counts proves nothing.
///
/// # Errors
/// `plan-task-counts` at `outcome`.
pub fn outcome(text: &str) -> Result<(), Problem> {
    match line::only_counts(text) {
        Some(seen) => Err(Problem::new("plan-task-counts").arg("seen", seen).at("outcome")),
        None => Ok(()),
    }
}

/// So many led by members of so many, among those that run on the day.
pub fn led(
    projects: &[Project],
    day: Day,
    was_member: impl Fn(PersonId, Day) -> bool,
) -> (i64, i64) {
    let running = projects.iter().filter(|project| project.runs_on(day));
    running.fold((0, 0), |(led, of), project| {
        (led + i64::from(project.is_led(day, &was_member)), of + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn project(leads: &[(i64, &str, &str)], closed: Option<&str>) -> Project {
        let lead = |(person, from, until): &(i64, &str, &str)| Lead {
            person: PersonId(*person),
            valid: DayRange { from: day(from), until: day(until) },
        };
        Project {
            id: ProjectId(1),
            unit: UnitId(1),
            name: "浮选药剂优化".into(),
            started: day("2026-03-01"),
            acceptor: PersonId(9),
            state: State::Running,
            closed: closed.map(day),
            closed_why: String::new(),
            revision: 1,
            leads: leads.iter().map(lead).collect(),
        }
    }

    /// Person 1 is a member since 2025, person 2 since 15 March 2026, person 3 never.
    fn was_member(person: PersonId, on: Day) -> bool {
        match person.0 {
            1 => on >= day("2025-01-01"),
            2 => on >= day("2026-03-15"),
            _ => false,
        }
    }

    #[track_caller]
    fn check(project: &Project, on: &str, expected: (i64, i64)) {
        let all = std::slice::from_ref(project);
        assert_eq!(led(all, day(on), was_member), expected);
    }

    #[test]
    fn what_counts_is_who_was_a_member_when_the_project_started() {
        let open = "9999-12-31";
        check(&project(&[(1, "2026-03-01", open)], None), "2026-06-01", (1, 1));
        check(&project(&[(2, "2026-03-01", open)], None), "2026-06-01", (0, 1));
        let joint = project(&[(3, "2026-03-01", open), (1, "2026-03-01", open)], None);
        check(&joint, "2026-06-01", (1, 1));
        let changed = project(&[(1, "2026-03-01", "2026-05-01"), (2, "2026-05-01", open)], None);
        check(&changed, "2026-04-30", (1, 1));
        check(&changed, "2026-05-01", (0, 1));
        check(&changed, "2026-02-28", (0, 0));
    }

    #[test]
    fn a_closed_project_runs_no_more_and_keeps_its_last_lead() {
        let dead = project(&[(1, "2026-03-01", "9999-12-31")], Some("2026-05-10"));
        check(&dead, "2026-05-09", (1, 1));
        check(&dead, "2026-05-10", (0, 0));
        assert_eq!(dead.leads_on(day("2026-12-01")), [PersonId(1)]);
    }

    #[test]
    fn nothing_is_accepted_that_was_not_reported() {
        assert_eq!(Deed::Accept.after(Stage::Open), None);
        assert_eq!(Deed::Accept.after(Stage::Accepted), None);
        assert_eq!(Deed::Return.after(Stage::Reported), Some(Stage::Open));
        assert_eq!(Deed::Report.after(Stage::Open), Some(Stage::Reported));
        assert_eq!(
            outcome("每月组织集中学习不少于 2 次").map_err(|it| it.code),
            Err("plan-task-counts")
        );
        assert_eq!(outcome("精煤产率提高 0.5 个百分点"), Ok(()));
    }
}
