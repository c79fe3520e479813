//! 三类安排: what is arranged with which effect, and how it stands in a month. One that only counts is not
//! taken; one that goes on without a day neither; text that repeats the month before is no progress; one
//! without progress for more than two months is 停滞 (`features.md` M17).

use crate::annual::content::{is_vague, vague};
use kernel::{ArrangementId, Day, Month, PersonId, Problem, UnitId, UserId};
use scoring::line;

/// Months in a row without progress that are still none too many.
pub const PATIENCE: i32 = 2;

kernel::named! {
    /// The three classes.
    Class("arrangement-class-") {
        /// 组织动员
        Mobilisation = "mobilisation",
        /// 思想引导
        Guidance = "guidance",
        /// 作风保障
        Conduct = "conduct",
    }
}

kernel::named! {
    /// What is said of a month.
    State("arrangement-state-") {
        /// 有进展
        Moved = "moved",
        /// 无进展
        Idle = "idle",
        /// 已完成: counts once somebody else has confirmed it.
        Done = "done",
    }
}

/// What is arranged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewArrangement {
    pub unit: UnitId,
    pub class: Class,
    pub title: String,
    /// The effect by which it is judged.
    pub effect: String,
    pub owner: PersonId,
    /// The month from which its progress is said.
    pub since: Month,
    pub due: Day,
}

/// An arrangement that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrangement {
    pub id: ArrangementId,
    pub what: NewArrangement,
}

/// What was said for a month: the latest version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    pub month: Month,
    pub version: i64,
    pub state: State,
    pub said: String,
    pub user: Option<UserId>,
    pub recorded_by: String,
    /// Milliseconds since 1970.
    pub recorded_at: i64,
    /// Who else has confirmed that it is finished, and when.
    pub confirmed: Option<(String, i64)>,
}

impl NewArrangement {
    /// Why it cannot be taken, each at its field.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Some(seen) = line::only_counts(&self.effect) {
            problems.push(Problem::new("arrangement-counts").arg("seen", seen).at("effect"));
        }
        if self.due < self.since.first_day() {
            let first = self.since.first_day();
            problems.push(Problem::new("arrangement-due").arg("first", first).at("due"));
        }
        problems
    }

    /// Whether its effect promises nothing that could be checked.
    pub fn is_vague(&self) -> bool {
        is_vague(&self.effect)
    }
}

/// What is wrong where the day of finishing is missing: words that stand in its place are named.
pub fn without_day(texts: &[&str]) -> Problem {
    match texts.iter().find_map(|text| vague(text)) {
        Some(word) => Problem::new("arrangement-no-day").arg("word", word).at("due"),
        None => Problem::new("field-required").at("due"),
    }
}

/// How an arrangement stands in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Finished, as somebody else has confirmed.
    Done,
    /// Said to be finished, and not confirmed yet.
    Unconfirmed,
    /// More than two months in a row without progress.
    Stalled,
    /// Past its day and not finished.
    Late,
    /// Progress this month.
    Moved,
    /// Said to be without progress this month.
    Idle,
    /// Nothing was said for the month.
    NotReported,
}

impl Standing {
    /// The Fluent key of its word.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Done => "arrangement-is-done",
            Self::Unconfirmed => "arrangement-is-unconfirmed",
            Self::Stalled => "arrangement-is-stalled",
            Self::Late => "arrangement-is-late",
            Self::Moved => "arrangement-is-moved",
            Self::Idle => "arrangement-is-idle",
            Self::NotReported => "arrangement-is-not-reported",
        }
    }
}

/// Whether the text of `all[at]` repeats the one before it. White space and full stops do not count.
pub fn is_copied(all: &[Status], at: usize) -> bool {
    let bare = |text: &str| -> String {
        text.chars().filter(|mark| !mark.is_whitespace() && !"。.；;".contains(*mark)).collect()
    };
    at > 0 && bare(&all[at].said) == bare(&all[at - 1].said)
}

/// Months in a row up to this one without progress; 0 where there was some this month.
pub fn idle(since: Month, all: &[Status], month: Month) -> i32 {
    let moved = (0..all.len()).rev().filter(|at| all[*at].month.code() <= month.code());
    let last = moved
        .filter(|at| all[*at].state != State::Idle && !is_copied(all, *at))
        .map(|at| all[at].month.index())
        .next();
    (month.index() - last.unwrap_or(since.index() - 1)).max(0)
}

/// How it stands: `all` up to the month, each month's latest version, oldest first.
pub fn standing(since: Month, due: Day, all: &[Status], (month, today): (Month, Day)) -> Standing {
    let finished = all.iter().rfind(|status| status.state == State::Done);
    let current = all.iter().position(|status| status.month == month);
    if finished.is_some_and(|status| status.confirmed.is_some()) {
        return Standing::Done;
    }
    if finished.is_some() && all.last() == finished {
        return Standing::Unconfirmed;
    }
    if idle(since, all, month) > PATIENCE {
        return Standing::Stalled;
    }
    if due < month.last_day().min(today) {
        return Standing::Late;
    }
    match current.map(|at| (all[at].state, is_copied(all, at))) {
        Some((State::Moved | State::Done, false)) => Standing::Moved,
        Some(_) => Standing::Idle,
        None => Standing::NotReported,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(month: &str, state: State, text: &str) -> Status {
        Status {
            month: month.parse().unwrap(),
            version: 1,
            state,
            said: text.into(),
            user: None,
            recorded_by: String::new(),
            recorded_at: 0,
            confirmed: None,
        }
    }

    #[track_caller]
    fn check(all: &[Status], month: &str, expected: Standing) {
        let month: Month = month.parse().unwrap();
        let (since, due) = ("2026-03".parse().unwrap(), "2026-12-31".parse().unwrap());
        assert_eq!(standing(since, due, all, (month, month.last_day())), expected, "{month}");
    }

    #[test]
    fn three_months_without_progress_are_one_too_many() {
        check(&[], "2026-03", Standing::NotReported);
        check(&[], "2026-04", Standing::NotReported);
        check(&[], "2026-05", Standing::Stalled);
        let moved = [said("2026-03", State::Moved, "甲班两项已改")];
        check(&moved, "2026-03", Standing::Moved);
        check(&moved, "2026-05", Standing::NotReported);
        check(&moved, "2026-06", Standing::Stalled);
        let idle = [moved[0].clone(), said("2026-05", State::Idle, "等备件")];
        check(&idle, "2026-05", Standing::Idle);
        check(&idle, "2026-06", Standing::Stalled);
    }

    #[test]
    fn text_that_repeats_the_month_before_is_no_progress() {
        let all = [
            said("2026-03", State::Moved, "班前会讲安全，效果良好。"),
            said("2026-04", State::Moved, "班前会讲安全， 效果良好"),
            said("2026-05", State::Moved, "班前会讲安全，效果良好。"),
            said("2026-06", State::Moved, "班前会讲安全，效果良好。"),
        ];
        assert!(!is_copied(&all, 0) && is_copied(&all, 1) && is_copied(&all, 3));
        assert_eq!(idle("2026-03".parse().unwrap(), &all, "2026-06".parse().unwrap()), 3);
        check(&all, "2026-06", Standing::Stalled);
        check(&all[..2], "2026-04", Standing::Idle);
    }

    #[test]
    fn what_is_finished_counts_once_confirmed() {
        let mut all = [said("2026-04", State::Done, "三班隐患清零")];
        check(&all, "2026-04", Standing::Unconfirmed);
        all[0].confirmed = Some(("书记".into(), 0));
        check(&all, "2026-09", Standing::Done);
        let (since, due) = ("2026-03".parse().unwrap(), "2026-04-10".parse().unwrap());
        let moved = [said("2026-04", State::Moved, "甲")];
        let at = |today: &str| {
            standing(since, due, &moved, ("2026-04".parse().unwrap(), today.parse().unwrap()))
        };
        assert_eq!((at("2026-04-10"), at("2026-04-11")), (Standing::Moved, Standing::Late));
    }

    #[test]
    fn an_effect_is_no_count_and_goes_on_for_ever_never() {
        let new = |effect: &str| NewArrangement {
            unit: UnitId(1),
            class: Class::Guidance,
            title: "班前讲风险".into(),
            effect: effect.into(),
            owner: PersonId(1),
            since: "2026-03".parse().unwrap(),
            due: "2026-12-31".parse().unwrap(),
        };
        let codes = |effect: &str| -> Vec<&str> {
            new(effect).problems().iter().map(|problem| problem.code).collect()
        };
        assert_eq!(codes("每月学习不少于 4 次，撰写信息 12 篇"), ["arrangement-counts"]);
        assert_eq!(codes("违章率下降 30 %"), [] as [&str; 0]);
        assert!(
            new("持续推进安全文化").is_vague() && !new("持续推进，违章率不高于 1 %").is_vague()
        );
        assert_eq!(without_day(&["持续推进"]).code, "arrangement-no-day");
        assert_eq!(without_day(&["每周一讲"]).code, "field-required");
    }
}
