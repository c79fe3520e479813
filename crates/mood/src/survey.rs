//! 思想动态问卷: one to five statements, each answered from 1 (not at all) to 5 (fully), for the units below
//! one in a month. A survey is a draft until it is opened; from then on title, statements, units and `k` are
//! fixed and it stays anonymous for good. It closes once, and is read only when every server has handed in
//! the answers that it held.

use kernel::{Month, Problem};

kernel::named! {
    /// How far a survey is.
    Stage("mood-is-") {
        /// 起草
        Draft = "draft",
        /// 进行中
        Open = "open",
        /// 收集中: nobody answers any more, servers hand in what they hold.
        Closing = "closing",
        /// 已结束
        Closed = "closed",
    }
}

/// Statements in a survey at the most.
pub const MOST_QUESTIONS: usize = 5;
/// Letters in a statement at the most: it stands above five large buttons on a phone.
pub const LONGEST_QUESTION: usize = 60;
/// The answers, from 1.
pub const ANSWERS: usize = 5;
/// How many must have answered, unless the survey says otherwise, and what no survey goes below
/// (`domain.md` section H).
pub const USUAL_K: u64 = 10;
pub const LEAST_K: u64 = 5;
/// A threshold above this would hide a whole group.
const MOST_K: u64 = 1_000;
/// After the closing every server has this long to hand in what it holds, in milliseconds.
pub const SETTLING: i64 = 10_000;

/// How many must have answered.
///
/// # Errors
/// `mood-k-small` below [`LEAST_K`], `mood-k-large`; both at `k`.
pub fn checked_k(k: u64) -> Result<u64, Problem> {
    match k {
        0..LEAST_K => Err(Problem::new("mood-k-small").arg("least", LEAST_K).at("k")),
        LEAST_K..=MOST_K => Ok(k),
        _ => Err(Problem::new("mood-k-large").arg("most", MOST_K).at("k")),
    }
}

/// The statements that were typed, blank lines left out.
///
/// # Errors
/// `mood-no-question`, `mood-question-long`, `mood-question-twice`, at `q1` … `q5`.
pub fn checked_questions(typed: &[String]) -> Result<Vec<String>, Vec<Problem>> {
    let mut questions: Vec<String> = Vec::new();
    let mut problems = Vec::new();
    for (number, text) in (1..).zip(typed) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let at = format!("q{number}");
        if text.chars().count() > LONGEST_QUESTION {
            problems.push(Problem::new("mood-question-long").arg("most", LONGEST_QUESTION).at(at));
        } else if questions.contains(&text) {
            problems.push(Problem::new("mood-question-twice").at(at));
        } else if !text.is_empty() {
            questions.push(text);
        }
    }
    if questions.is_empty() && problems.is_empty() {
        problems.push(Problem::new("mood-no-question").at("q1"));
    }
    if problems.is_empty() { Ok(questions) } else { Err(problems) }
}

/// A survey of a series is of a later month than the one before, and of none to come.
///
/// # Errors
/// `mood-month-later`, `mood-month-before`; both at `month`.
pub fn checked_month(month: Month, last: Option<Month>, now: Month) -> Result<(), Problem> {
    if month > now {
        return Err(Problem::new("mood-month-later").arg("month", month).at("month"));
    }
    match last.filter(|last| month <= *last) {
        Some(last) => Err(Problem::new("mood-month-before").arg("month", last).at("month")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k_is_never_under_five() {
        for k in 0..LEAST_K {
            assert_eq!(checked_k(k).unwrap_err().code, "mood-k-small");
        }
        assert_eq!((checked_k(5), checked_k(USUAL_K)), (Ok(5), Ok(10)));
        assert_eq!(checked_k(MOST_K + 1).unwrap_err().code, "mood-k-large");
    }

    #[test]
    fn one_to_five_different_statements() {
        let typed = |texts: &[&str]| {
            let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
            checked_questions(&texts)
        };
        assert_eq!(typed(&["", " 工作 安排合理 ", ""]), Ok(vec!["工作 安排合理".to_owned()]));
        assert_eq!(typed(&["", ""]).unwrap_err()[0].code, "mood-no-question");
        let twice = typed(&["甲", "甲"]).unwrap_err();
        assert_eq!((twice[0].code, twice[0].field.as_deref()), ("mood-question-twice", Some("q2")));
        assert_eq!(typed(&[&"长".repeat(61)]).unwrap_err()[0].code, "mood-question-long");
    }

    #[test]
    fn months_of_a_series_go_on() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let now = month("2026-10");
        assert_eq!(checked_month(month("2026-10"), Some(month("2026-09")), now), Ok(()));
        let again = checked_month(month("2026-09"), Some(month("2026-09")), now);
        assert_eq!(again.unwrap_err().code, "mood-month-before");
        let later = checked_month(month("2026-11"), None, now);
        assert_eq!(later.unwrap_err().code, "mood-month-later");
    }
}
