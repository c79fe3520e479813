//! Patterns for names (`Total of *`) and for periods in texts (`*FOR {month} {yyyy})`).

use crate::reading::normal;
use kernel::{Day, Month, Period, Quarter, Year};
use serde::{Deserialize, Deserializer, de::Error};

/// A text in which `*` stands for anything; case, blanks and full-width letters do not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePattern(Vec<String>);

impl NamePattern {
    pub fn new(text: &str) -> Self {
        Self(text.split('*').map(|part| normal(part.trim())).collect())
    }

    pub fn fits(&self, text: &str) -> bool {
        let text = normal(text);
        let [first, rest @ ..] = self.0.as_slice() else { return text.is_empty() };
        let Some(mut left) = text.strip_prefix(first.as_str()) else { return false };
        let [middle @ .., last] = rest else { return left.is_empty() };
        for part in middle {
            let Some(at) = left.find(part.as_str()) else { return false };
            left = &left[at + part.len()..];
        }
        left.ends_with(last.as_str())
    }
}

impl<'de> Deserialize<'de> for NamePattern {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self::new(&String::deserialize(from)?))
    }
}

/// A text with a period in it: `{yyyy}`, `{mm}` (two digits), `{m}` (one or two), `{mon}` (Jan),
/// `{month}` (January), `{dd}`, `{q}` (1–4), and `*` for anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodPattern(Vec<Token>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Text(String),
    Any,
    Year,
    MonthDigits { exactly_two: bool },
    MonthShort,
    MonthLong,
    Day,
    Quarter,
}

#[derive(Clone, Copy, Debug, Default)]
struct Found {
    year: Option<i32>,
    month: Option<u8>,
    day: Option<u8>,
    quarter: Option<u8>,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl PeriodPattern {
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut tokens = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '*']) {
            if at > 0 {
                tokens.push(Token::Text(rest[..at].to_lowercase()));
            }
            if rest[at..].starts_with('*') {
                tokens.push(Token::Any);
                rest = &rest[at + 1..];
                continue;
            }
            let (name, after) = rest[at + 1..]
                .split_once('}')
                .ok_or_else(|| format!("\"{text}\": }} is missing"))?;
            tokens.push(Token::named(name).ok_or_else(|| format!("there is no {{{name}}}"))?);
            rest = after;
        }
        if !rest.is_empty() {
            tokens.push(Token::Text(rest.to_lowercase()));
        }
        if tokens.contains(&Token::Year) {
            Ok(Self(tokens))
        } else {
            Err(format!("\"{text}\" needs {{yyyy}}"))
        }
    }

    /// The period in the text, as fine as the pattern names it.
    pub fn find(&self, text: &str) -> Option<Period> {
        read(&self.0, &text.trim().to_lowercase(), Found::default())?.period()
    }
}

impl Token {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "yyyy" => Self::Year,
            "mm" => Self::MonthDigits { exactly_two: true },
            "m" => Self::MonthDigits { exactly_two: false },
            "mon" => Self::MonthShort,
            "month" => Self::MonthLong,
            "dd" => Self::Day,
            "q" => Self::Quarter,
            _ => return None,
        })
    }
}

/// Reads the text by the tokens; `*` is tried shortest first.
fn read(tokens: &[Token], text: &str, found: Found) -> Option<Found> {
    let Some((token, later)) = tokens.split_first() else {
        return text.is_empty().then_some(found);
    };
    let digits = |count: usize| -> Option<(u16, &str)> {
        let part = text.get(..count)?;
        let all = part.bytes().all(|byte| byte.is_ascii_digit());
        Some((all.then(|| part.parse().ok())??, &text[count..]))
    };
    match token {
        Token::Text(fixed) => read(later, text.strip_prefix(fixed.as_str())?, found),
        Token::Any => text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .find_map(|at| read(later, &text[at..], found)),
        Token::Year => {
            let (year, rest) = digits(4)?;
            read(later, rest, Found { year: Some(i32::from(year)), ..found })
        }
        Token::MonthDigits { exactly_two } => {
            let counts: &[usize] = if *exactly_two { &[2] } else { &[2, 1] };
            counts.iter().find_map(|count| {
                let (month, rest) = digits(*count)?;
                read(later, rest, Found { month: u8::try_from(month).ok(), ..found })
            })
        }
        Token::MonthShort | Token::MonthLong => MONTHS.iter().zip(1..).find_map(|(name, month)| {
            let name = if *token == Token::MonthShort { &name[..3] } else { name };
            read(later, text.strip_prefix(name)?, Found { month: Some(month), ..found })
        }),
        Token::Day => [2, 1].iter().find_map(|count| {
            let (day, rest) = digits(*count)?;
            read(later, rest, Found { day: u8::try_from(day).ok(), ..found })
        }),
        Token::Quarter => {
            let (quarter, rest) = digits(1)?;
            read(later, rest, Found { quarter: u8::try_from(quarter).ok(), ..found })
        }
    }
}

impl Found {
    fn period(self) -> Option<Period> {
        let year = self.year?;
        match (self.month, self.day, self.quarter) {
            (Some(month), Some(day), _) => Day::new(year, month, day).map(Period::Day),
            (Some(month), None, _) => Month::new(year, month).map(Period::Month),
            (None, _, Some(quarter)) => Quarter::new(year, quarter).map(Period::Quarter),
            (None, _, None) => Some(Period::Year(Year(year))),
        }
    }
}

impl<'de> Deserialize<'de> for PeriodPattern {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn finds(pattern: &str, text: &str, expected: Option<&str>) {
        let found = PeriodPattern::parse(pattern).unwrap().find(text);
        assert_eq!(found.map(|period| period.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn periods_are_found_in_names_titles_and_headings() {
        finds("monthCoal1-{yyyy}-{mon}.xls", "monthCoal1-2024-Aug.xls", Some("2024-08"));
        finds(
            "*FOR {month} {yyyy})",
            "(STATEMENT OF STATIONS FOR September 2023)",
            Some("2023-09"),
        );
        finds("{yyyy}年{m}月计划", "2026年11月计划", Some("2026-11"));
        finds("{dd}-{mon}-{yyyy}", "10-Jul-2022", Some("2022-07-10"));
        finds("{yyyy}Q{q}", "2010q2", Some("2010Q2"));
        finds("{yyyy}-{mm}", "2024-13", None);
        finds("monthCoal1-{yyyy}-{mon}.xls", "other.xls", None);
        assert!(PeriodPattern::parse("{mm}").is_err());
    }

    #[test]
    fn names_fit_patterns_whatever_their_case_and_blanks() {
        assert!(NamePattern::new("Total of *").fits("TOTAL  of North Eastern"));
        assert!(NamePattern::new("NOTE*").fits("Note : NA - No allocation"));
        assert!(!NamePattern::new("Total of").fits("Total of Southern"));
        assert!(NamePattern::new("*合计").fits("全厂　合计"));
    }
}
