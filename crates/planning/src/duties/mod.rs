//! 常规工作: what a unit owes again in each month, quarter or year, until a day of the month after, and what
//! shows that it is done: a record of the house, or a person's word with a note.
//!
//! A duty is about what comes of it: one whose only content is how often something is held or written is
//! refused, as a task of a plan is. What is not done stays owed and is shown so; it keeps no month open.

mod pages;
pub(crate) mod store;
pub mod use_cases;

pub(crate) use pages::href;
pub use pages::routes;

use crate::periods::rhythm::{self, ending_with};
use kernel::{Day, FinancialYear, Grain, Month, Period, PersonId, Problem, UnitId, UserId};
use scoring::line;

/// What duties offer programs.
pub fn api() -> utoipa::openapi::OpenApi {
    <pages::Document as utoipa::OpenApi>::openapi()
}

/// Texts of this module.
pub const DUTY_TEXTS: kernel::Texts = kernel::Texts {
    zh: include_str!("../../texts/duties.zh-CN.ftl"),
    en: include_str!("../../texts/duties.en.ftl"),
};

kernel::named! {
    /// How often it comes again.
    Rhythm("duty-rhythm-") {
        /// 每月
        Monthly = "monthly",
        /// 每季
        Quarterly = "quarterly",
        /// 每年
        Yearly = "yearly",
    }
}

impl Rhythm {
    const fn grain(self) -> Grain {
        match self {
            Self::Monthly => Grain::Month,
            Self::Quarterly => Grain::Quarter,
            Self::Yearly => Grain::Year,
        }
    }

    /// The period that ends with a month, if one does.
    pub fn ending(self, month: Month, rules: FinancialYear) -> Option<Period> {
        ending_with(self.grain(), month, rules).map(|(period, _)| period)
    }
}

kernel::named! {
    /// What shows that it is done.
    Proof("duty-proof-") {
        /// 办结说明: a person's word with a note.
        Word = "word",
        /// 例会: the dispatch meeting of the month, or the analysis of the quarter.
        Meeting = "meeting",
        /// 锁定: both halves of the last month are there, and it is locked.
        Lock = "lock",
    }
}

/// What is said of a duty when it is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDuty {
    pub unit: UnitId,
    pub title: String,
    /// Who answers for it; whoever answers for the unit's plans where nobody is named.
    pub owner: Option<PersonId>,
    pub rhythm: Rhythm,
    /// The day of the month after the period until which it is owed.
    pub due_day: i64,
    pub proof: Proof,
    /// The first month in which it counts.
    pub since: Month,
}

/// Characters of a title at the most.
const LONGEST: usize = 120;

impl NewDuty {
    /// What is wrong with it, each at its field.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        match self.title.chars().count() {
            0 => problems.push(Problem::new("field-required").at("title")),
            1..=LONGEST => {}
            _ => problems.push(Problem::new("duty-long").arg("longest", LONGEST).at("title")),
        }
        if let Some(seen) = line::only_counts(&self.title) {
            problems.push(Problem::new("plan-task-counts").arg("seen", seen).at("title"));
        }
        if !rhythm::DUE_DAYS.contains(&self.due_day) {
            problems.push(Problem::new("period-due-day").at("due_day"));
        }
        if self.proof == Proof::Meeting && self.rhythm == Rhythm::Yearly {
            problems.push(Problem::new("duty-proof-yearly").at("proof"));
        }
        problems
    }
}

/// A duty as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    pub id: i64,
    pub said: NewDuty,
    pub unit_name: String,
    /// The first month in which it is owed no more.
    pub until: Option<Month>,
    pub revision: i64,
}

impl Duty {
    /// Whether it is owed for the period that ends with this month.
    pub fn counts(&self, month: Month) -> bool {
        month >= self.said.since && self.until.is_none_or(|until| month < until)
    }
}

/// Somebody's word that a duty was done for a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub note: String,
    pub user: Option<UserId>,
    pub by: String,
    /// Milliseconds since 1970.
    pub at: i64,
    /// When and why they took it back, where they did.
    pub taken_back: Option<(i64, String)>,
}

/// What shows that a duty was done for a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    Word(Word),
    /// A record of the house.
    Record,
}

kernel::named! {
    /// How a duty stands for a period.
    State("duty-is-") {
        /// 已办结
        Done = "done",
        /// 办理中: not done, and not due yet.
        Open = "open",
        /// 未办结: owed since its day.
        Late = "late",
    }
}

/// A duty in one of its periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    pub duty: Duty,
    pub period: Period,
    /// The last month of the period.
    pub month: Month,
    pub due: Day,
    pub done: Option<Done>,
    /// What was said of it and taken back, the first to be said first.
    pub taken_back: Vec<Word>,
}

impl Turn {
    pub fn state(&self, today: Day) -> State {
        match self.done {
            Some(_) => State::Done,
            None if today > self.due => State::Late,
            None => State::Open,
        }
    }

    /// Whether it is owed on a day: its period is over and it is not done.
    pub fn is_owed(&self, today: Day) -> bool {
        self.done.is_none() && today > self.month.last_day()
    }
}

/// The turns of duties whose periods end in these months, without what shows that they are done, by month and
/// then in the order of the duties.
pub fn turns(duties: &[Duty], months: &[Month], rules: FinancialYear) -> Vec<Turn> {
    let of_month = |month: &Month| {
        let month = *month;
        let counting = duties.iter().filter(move |duty| duty.counts(month));
        counting.filter_map(move |duty| {
            let period = duty.said.rhythm.ending(month, rules)?;
            let due = rhythm::due(month, duty.said.due_day);
            let duty = duty.clone();
            Some(Turn { duty, period, month, due, done: None, taken_back: Vec::new() })
        })
    };
    months.iter().flat_map(of_month).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn duty(rhythm: Rhythm) -> NewDuty {
        NewDuty {
            unit: UnitId(1),
            title: "煤质异议当月办结并回访用户".to_owned(),
            owner: None,
            rhythm,
            due_day: 5,
            proof: Proof::Word,
            since: month("2026-02"),
        }
    }

    #[track_caller]
    fn refused(new: &NewDuty, expected: &[&str]) {
        let codes: Vec<_> = new.problems().into_iter().map(|problem| problem.code).collect();
        assert_eq!(codes, expected);
    }

    #[test]
    fn a_duty_says_what_comes_of_it() {
        let plain = duty(Rhythm::Monthly);
        refused(&plain, &[]);
        let counts =
            NewDuty { title: "每月召开会议不少于 2 次".to_owned(), ..plain.clone() };
        refused(&counts, &["plan-task-counts"]);
        let articles =
            NewDuty { title: "每月发表稿件不少于 3 篇".to_owned(), ..plain.clone() };
        refused(&articles, &["plan-task-counts"]);
        refused(&NewDuty { due_day: 29, ..plain.clone() }, &["period-due-day"]);
        refused(&NewDuty { title: String::new(), ..plain }, &["field-required"]);
        let yearly = NewDuty { proof: Proof::Meeting, ..duty(Rhythm::Yearly) };
        refused(&yearly, &["duty-proof-yearly"]);
    }

    #[test]
    fn it_comes_again_with_the_end_of_each_period_and_ends() {
        let of = |rhythm, until| Duty {
            id: 1,
            said: duty(rhythm),
            unit_name: String::new(),
            until,
            revision: 1,
        };
        let months: Vec<Month> = FinancialYear::default().months(2026).to_vec();
        let periods = |duty: Duty| {
            let turns = turns(&[duty], &months, FinancialYear::default());
            turns.iter().map(|turn| turn.period.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(periods(of(Rhythm::Quarterly, None)), ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]);
        assert_eq!(periods(of(Rhythm::Monthly, Some(month("2026-04")))), ["2026-02", "2026-03"]);
        assert_eq!(periods(of(Rhythm::Yearly, None)), ["2026"]);
        let turn = turns(&[of(Rhythm::Monthly, None)], &[month("2026-03")], Default::default());
        let state = |today: &str| turn[0].state(today.parse().unwrap());
        assert_eq!((state("2026-04-05"), state("2026-04-06")), (State::Open, State::Late));
        assert!(!turn[0].is_owed("2026-03-31".parse().unwrap()));
        assert!(turn[0].is_owed("2026-04-01".parse().unwrap()));
    }
}
