//! A registered question: what it asks of which units and periods, what is wrong with it, and whether it was
//! asked before its answer could be seen.

use kernel::{Grain, IndicatorId, Period, Problem, UnitId};
use planning::Indicator;
pub use planning::annual::TaskRef;
use planning::store::beforehand;
use statistics::evidence::{Declared, Level};
use statistics::inquiry::LAGS;
use statistics::vocabulary::banned;

/// Units that one question compares at the most.
pub const MOST_UNITS: usize = 5_000;
/// Periods at the most.
pub const MOST_PERIODS: usize = 120;
/// Levels below the unit at the most.
pub const MOST_DEPTH: i64 = 6;
/// Characters of a typed text at the most.
pub const MOST_TEXT: usize = 2_000;

kernel::named! {
    /// When a question was asked.
    Asked("question-asked-") {
        /// 事先登记: before any reading of the period's last third was stored.
        Beforehand = "beforehand",
        /// 就既有数据提出
        PastData = "past-data",
        /// 见到结果后提出: it follows a question whose result was known.
        Afterwards = "afterwards",
    }
}

impl Asked {
    /// What the levels of evidence make of it.
    pub const fn declared(self) -> Declared {
        match self {
            Self::Beforehand => Declared::Beforehand,
            Self::PastData | Self::Afterwards => Declared::OfPastData,
        }
    }
}

/// What is asked, without who and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The unit below which the compared units stand.
    pub unit: UnitId,
    /// Levels below it; 0 for units named one by one.
    pub depth: i64,
    pub cause: IndicatorId,
    pub outcome: IndicatorId,
    pub mechanism: String,
    pub others: String,
    pub first: Period,
    pub last: Period,
    /// By how many periods the cause stands before the outcome.
    pub lag: u8,
    pub task: Option<TaskRef>,
}

impl Content {
    /// The periods of the outcome, first to last; empty when they do not fit together.
    pub fn periods(&self) -> Vec<Period> {
        if self.first.grain() != self.last.grain() || self.first.first_day() > self.last.first_day()
        {
            return Vec::new();
        }
        self.first.through(self.last).take(MOST_PERIODS + 1).collect()
    }

    /// The first period of the last third: none of its readings may be stored when it is asked beforehand.
    pub fn last_third(&self) -> Period {
        beforehand::last_third(self.first, self.last)
    }

    /// What cannot be registered, each at its field.
    pub fn problems(&self, cause: &Indicator, outcome: &Indicator, units: usize) -> Vec<Problem> {
        let mut problems = Vec::new();
        if cause.id == outcome.id {
            problems.push(Problem::new("question-same").at("outcome"));
        }
        if cause.grain != outcome.grain || !matches!(outcome.grain, Grain::Month | Grain::Quarter) {
            problems.push(Problem::new("question-grain").at("outcome"));
        } else if self.first.grain() != outcome.grain || self.last.grain() != outcome.grain {
            problems.push(
                Problem::new("question-period-grain")
                    .arg("grain", outcome.grain.name())
                    .at("first"),
            );
        } else {
            match self.periods().len() {
                0 => problems.push(Problem::new("question-period-order").at("last")),
                n if n > MOST_PERIODS => problems.push(
                    Problem::new("question-period-long").arg("most", MOST_PERIODS).at("last"),
                ),
                _ => {}
            }
        }
        if self.lag > LAGS {
            problems.push(Problem::new("question-lag").arg("most", LAGS).at("lag"));
        }
        if units == 0 {
            problems.push(Problem::new("question-units-none").at("depth"));
        } else if units > MOST_UNITS {
            problems.push(
                Problem::new("question-units-many")
                    .arg("n", units)
                    .arg("most", MOST_UNITS)
                    .at("depth"),
            );
        }
        for (field, text) in [("mechanism", &self.mechanism), ("others", &self.others)] {
            if text.chars().count() > MOST_TEXT {
                problems.push(Problem::new("question-text-long").arg("most", MOST_TEXT).at(field));
            }
        }
        problems
    }
}

/// The words of a text that a level does not allow, each once, as a problem at its field.
pub fn unsaid(text: &str, level: Level, field: &str) -> Option<Problem> {
    let mut words: Vec<String> = banned(text, level).into_iter().map(|hit| hit.word).collect();
    words.dedup();
    let code = match level {
        Level::Insufficient => "question-words-insufficient",
        Level::Descriptive => "question-words-descriptive",
        Level::Associated => "question-words-associated",
        Level::Consistent | Level::Estimated => "question-words-consistent",
    };
    (!words.is_empty()).then(|| Problem::new(code).arg("words", words.join(" · ")).at(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(first: &str, last: &str) -> Content {
        Content {
            unit: UnitId(1),
            depth: 1,
            cause: IndicatorId(1),
            outcome: IndicatorId(2),
            mechanism: String::new(),
            others: String::new(),
            first: first.parse().unwrap(),
            last: last.parse().unwrap(),
            lag: 0,
            task: None,
        }
    }

    #[test]
    fn the_last_third_begins_where_two_thirds_are_full() {
        for (first, last, expected) in [
            ("2026-01", "2026-12", "2026-09"),
            ("2026-01", "2026-10", "2026-07"),
            ("2026-01", "2026-01", "2026-01"),
            ("2024Q1", "2026Q4", "2026Q1"),
        ] {
            assert_eq!(content(first, last).last_third().to_string(), expected);
        }
    }

    #[test]
    fn periods_that_run_backwards_are_none() {
        assert!(content("2026-05", "2026-01").periods().is_empty());
        assert!(content("2026-05", "2026Q4").periods().is_empty());
        assert_eq!(content("2025-11", "2026-02").periods().len(), 4);
    }

    #[test]
    fn words_beyond_the_level_are_named_with_the_wording_that_it_allows() {
        let said = unsaid("党建促进了产量，促进安全", Level::Descriptive, "body").unwrap();
        assert_eq!((said.code, said.args[0].1.as_str()), ("question-words-descriptive", "促进"));
        assert_eq!(unsaid("同期变化情况", Level::Descriptive, "body"), None);
        assert_eq!(unsaid("促进", Level::Estimated, "body"), None);
    }
}
