//! 思想状况简要记录: what the people of a unit worry about in a month, all of them together. It has no place for a
//! person: what reads like a telephone or an identity number is refused, and so are the names of people that
//! the directory knows (`features.md` M14). A month without a record stays blank.

use directory::name;
use kernel::Problem;

kernel::named! {
    /// What it is about.
    Theme("mood-theme-") {
        /// 薪酬福利
        Pay = "pay",
        /// 劳动强度与作息
        Load = "load",
        /// 安全与环境
        Safety = "safety",
        /// 食宿与通勤
        Living = "living",
        /// 岗位与技能
        Skills = "skills",
        /// 改革与去向
        Change = "change",
        /// 班组氛围与管理
        Climate = "climate",
        /// 家庭与身心
        Family = "family",
        /// 其他
        Other = "other",
    }
}

kernel::named! {
    /// How strongly.
    Intensity("mood-intensity-") {
        Low = "low",
        Medium = "medium",
        High = "high",
    }
}

kernel::named! {
    /// Against the month before.
    Trend("mood-trend-") {
        /// 首次反映
        New = "new",
        Better = "better",
        Same = "same",
        Worse = "worse",
    }
}

/// Letters in a record's text at the most: it is a brief one.
pub const LONGEST: usize = 300;

/// Digits from which on a number is a telephone, and an identity number.
const TELEPHONE: usize = 7;
const IDENTITY: usize = 15;

/// The text of a record, blanks tidied, without numbers that mean somebody.
///
/// # Errors
/// `mood-text-long`; `mood-text-identity` and `mood-text-telephone` with what was found; all at `text`.
pub fn checked_text(text: &str) -> Result<String, Vec<Problem>> {
    let text = text.trim();
    let mut problems: Vec<Problem> = numbers(text)
        .into_iter()
        .map(|(found, digits)| {
            let code =
                if digits >= IDENTITY { "mood-text-identity" } else { "mood-text-telephone" };
            Problem::new(code).arg("found", found).at("text")
        })
        .collect();
    if text.chars().count() > LONGEST {
        problems.push(Problem::new("mood-text-long").arg("most", LONGEST).at("text"));
    }
    if problems.is_empty() { Ok(text.to_owned()) } else { Err(problems) }
}

/// Numbers of at least seven digits, written together or in groups, in whatever width; each with how many
/// digits it has.
fn numbers(text: &str) -> Vec<(String, usize)> {
    let plain: Vec<char> = name::normal(text).chars().collect();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < plain.len() {
        let Some(length) = number_at(&plain[at..]) else {
            at += 1;
            continue;
        };
        let run = &plain[at..at + length];
        let digits = run.iter().filter(|c| c.is_ascii_digit() || **c == 'x').count();
        if digits >= TELEPHONE && !is_day(run) {
            found.push((run.iter().collect(), digits));
        }
        at += length;
    }
    found
}

/// Whether it reads like 2026-10-15.
fn is_day(run: &[char]) -> bool {
    let groups = run.split(|c| !c.is_ascii_digit()).map(<[char]>::len);
    matches!(groups.collect::<Vec<_>>()[..], [4, 1..=2, 1..=2])
}

/// How many characters the number has with which this begins: digits with single marks between them, and
/// the letter that ends some identity numbers.
fn number_at(text: &[char]) -> Option<usize> {
    let mut end = text.first().filter(|c| c.is_ascii_digit()).map(|_| 1)?;
    loop {
        let is_mark = |c: &char| matches!(c, ' ' | '-' | '–' | '—' | '·');
        match text.get(end..) {
            Some([c, ..]) if c.is_ascii_digit() => end += 1,
            Some([mark, c, ..]) if is_mark(mark) && c.is_ascii_digit() => end += 2,
            Some(['x', ..]) if text[..end].iter().filter(|c| c.is_ascii_digit()).count() == 17 => {
                return Some(end + 1);
            }
            _ => return Some(end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        let problems = checked_text(text).err().unwrap_or_default();
        problems.iter().map(|problem| problem.code).collect()
    }

    #[test]
    fn numbers_that_mean_somebody_are_found_however_they_are_written() {
        assert_eq!(codes("有事打13812345678"), ["mood-text-telephone"]);
        assert_eq!(
            codes("138-1234-5678、0351-6041234"),
            ["mood-text-telephone", "mood-text-telephone"]
        );
        assert_eq!(codes("１３８１２３４５６７８"), ["mood-text-telephone"]);
        assert_eq!(codes("身份证140105199001011234"), ["mood-text-identity"]);
        assert_eq!(codes("14010519900101123X。"), ["mood-text-identity"]);
        let found = checked_text("电话 138 1234 5678 找他").unwrap_err();
        assert_eq!(found[0].args, [("found", "138 1234 5678".to_owned())]);
    }

    #[test]
    fn ordinary_numbers_stay() {
        assert_eq!(checked_text(" 介耗 1.86，2026-10-15 起 ").unwrap(), "介耗 1.86，2026-10-15 起");
        assert_eq!(codes("夜班 12 人希望每月调休 2 天，2026年10月起食堂 3 号窗口"), [""; 0]);
        assert_eq!(codes(&"长".repeat(LONGEST + 1)), ["mood-text-long"]);
    }
}
