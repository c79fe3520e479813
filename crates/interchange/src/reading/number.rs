//! A cell → an exact quantity, or the reason why not.
//!
//! A workbook's double is its 15-digit decimal, rounded only to decimals that the profile states.
//! Text is never rounded. A mark that the profile does not name is never guessed away: `1,234.5` is
//! refused until the profile says what the comma means.

use super::text::{narrow, normal};
use crate::profile::{Column, NumberRule};
use crate::readers::Cell;
use kernel::{Problem, Quantity, QuantityError};
use std::borrow::Cow;

/// What a cell of a number column holds.
#[derive(Debug, PartialEq)]
pub(super) enum Number {
    Missing,
    /// A mark, or a range, that becomes a note on the unit.
    Note(String),
    Value(Amount),
    Refused(Problem),
}

/// A number that was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Amount {
    pub quantity: Quantity,
    pub rounded: bool,
    /// The cell's own text, where it differs from the quantity.
    pub own: Option<Box<str>>,
}

/// The number format of a column.
pub(super) struct NumberFormat<'p> {
    rule: &'p NumberRule,
    column: &'p Column,
    missing: Vec<String>,
    withheld: Vec<String>,
}

impl<'p> NumberFormat<'p> {
    pub fn new(rule: &'p NumberRule, column: &'p Column) -> Self {
        let marks = |marks: &[String]| marks.iter().map(|mark| normal(mark)).collect::<Vec<_>>();
        let mut missing = marks(&rule.missing);
        missing.extend(marks(&column.missing));
        Self { rule, column, missing, withheld: marks(&rule.withheld) }
    }

    pub fn read(&self, cell: Cell<'_>) -> Number {
        let number = match cell {
            Cell::Empty => Number::Missing,
            Cell::Number(number) => self.double(number),
            Cell::Text(text) => self.text(text),
            Cell::Error(error) => Number::Refused(Problem::new("cell-error").arg("error", error)),
            Cell::Date(_) | Cell::Moment(..) => {
                Number::Refused(Problem::new("cell-date").arg("day", cell.text()))
            }
            Cell::Bool(_) => {
                Number::Refused(Problem::new("cell-not-a-number").arg("text", cell.text()))
            }
        };
        match number {
            Number::Value(amount)
                if self.column.never_negative && amount.quantity.is_negative() =>
            {
                Number::Refused(Problem::new("cell-negative").arg("value", amount.quantity))
            }
            number => number,
        }
    }

    fn double(&self, number: f64) -> Number {
        let decimals = self.column.decimals.or(self.rule.decimals);
        match Quantity::from_cell(number, decimals) {
            Ok(read) => Number::Value(Amount {
                quantity: read.quantity,
                rounded: read.rounded,
                own: read.rounded.then(|| number.to_string().into()),
            }),
            Err(error) => Number::Refused(error.into()),
        }
    }

    fn text(&self, text: &str) -> Number {
        if let Some(quantity) = plain_integer(text.as_bytes()) {
            return Number::Value(Amount { quantity, rounded: false, own: None });
        }
        let narrowed = narrow(text);
        let trimmed = narrowed.trim();
        if trimmed.is_empty() {
            return Number::Missing;
        }
        let mark = |marks: &[String]| !marks.is_empty() && marks.contains(&normal(trimmed));
        if mark(&self.missing) {
            return Number::Missing;
        }
        if mark(&self.withheld) {
            return Number::Note(trimmed.to_owned());
        }
        let Some(plain) = self.plain(trimmed) else {
            return self.no_number(trimmed);
        };
        match Quantity::parse(&plain) {
            Ok(quantity) => {
                let own = (plain.as_ref() != text.trim()).then(|| text.into());
                Number::Value(Amount { quantity, rounded: false, own })
            }
            Err(QuantityError::NotANumber) => self.no_number(trimmed),
            Err(error) => Number::Refused(error.into()),
        }
    }

    /// The text with the profile's marks replaced by ours; `None` when groups are not of three digits.
    fn plain<'t>(&self, text: &'t str) -> Option<Cow<'t, str>> {
        let mark = self.rule.decimal;
        if mark == '.' && self.rule.thousands.is_none() {
            return Some(text.into());
        }
        let (whole, fraction) = match self.rule.thousands {
            // One mark for both: the last one is the decimal mark.
            Some(thousands) if thousands == mark => text
                .rsplit_once(mark)
                .map_or((text, None), |(whole, fraction)| (whole, Some(fraction))),
            _ => text
                .split_once(mark)
                .map_or((text, None), |(whole, fraction)| (whole, Some(fraction))),
        };
        if fraction.is_some_and(|fraction| !fraction.bytes().all(|byte| byte.is_ascii_digit())) {
            return None;
        }
        let whole = match self.rule.thousands {
            Some(thousands) if whole.contains(thousands) => {
                let unsigned = whole.strip_prefix('-').unwrap_or(whole);
                let mut groups = unsigned.split(thousands);
                let first = groups.next().unwrap_or_default();
                if !(1..=3).contains(&first.len()) || groups.any(|group| group.len() != 3) {
                    return None;
                }
                whole.replace(thousands, "")
            }
            _ => whole.to_owned(),
        };
        // A point that is neither mark of this profile must not pass as one of ours.
        if whole.contains('.') {
            return None;
        }
        Some(match fraction {
            Some(fraction) => format!("{whole}.{fraction}").into(),
            None => whole.into(),
        })
    }

    fn no_number(&self, text: &str) -> Number {
        if self.column.range_as_note && is_range(text) {
            return Number::Note(text.to_owned());
        }
        let digits_and_marks =
            text.bytes().all(|byte| byte.is_ascii_digit() || b".,' -".contains(&byte));
        let code = if is_range(text) {
            "cell-range"
        } else if digits_and_marks && text.contains([',', '.', '\'', ' ']) {
            "cell-number-format"
        } else {
            "cell-not-a-number"
        };
        Number::Refused(Problem::new(code).arg("text", text))
    }
}

/// Short runs of digits, by far the most common cell of a large CSV file.
fn plain_integer(bytes: &[u8]) -> Option<Quantity> {
    if bytes.is_empty() || bytes.len() > 12 || !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let units = bytes.iter().fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    Quantity::from_integer(units).ok()
}

/// `500-600`, `0.15–0.18`.
fn is_range(text: &str) -> bool {
    let is_number = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    text.split_once(['-', '–', '~', '～'])
        .is_some_and(|(from, to)| is_number(from.trim()) && is_number(to.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(extra: &str) -> Column {
        toml::from_str(&format!("id = \"n\"\nheading = [\"n\"]\n{extra}")).unwrap()
    }

    #[track_caller]
    fn reads(rule: &NumberRule, extra: &str, cell: Cell<'_>, expected: Result<&str, &str>) {
        let column = column(extra);
        let read = match NumberFormat::new(rule, &column).read(cell) {
            Number::Value(amount) => Ok(amount.quantity.to_string()),
            Number::Missing => Ok(String::new()),
            Number::Note(text) => Ok(format!("note {text}")),
            Number::Refused(problem) => Err(problem.code),
        };
        assert_eq!(read.as_deref().map_err(|code| *code), expected, "{cell:?}");
    }

    #[test]
    fn texts_are_read_exactly_or_refused() {
        let plain = NumberRule::default();
        let text = |text, expected| reads(&plain, "", Cell::Text(text), expected);
        text("1234.5", Ok("1234.5"));
        text(" 12 ", Ok("12"));
        text("12\u{3000}", Ok("12"));
        text("１２３．５", Ok("123.5"));
        text("-3", Ok("-3"));
        text("", Ok(""));
        text("1,234.5", Err("cell-number-format"));
        text("1.234,5", Err("cell-number-format"));
        text("about 5", Err("cell-not-a-number"));
        text("500-600", Err("cell-range"));
        text("0.1234567", Err("quantity-too-many-decimals"));
        text("99999999999999", Err("quantity-overflow"));
    }

    #[test]
    fn the_profile_says_what_marks_mean() {
        let english = NumberRule { thousands: Some(','), ..NumberRule::default() };
        reads(&english, "", Cell::Text("1,234.5"), Ok("1234.5"));
        reads(&english, "", Cell::Text("12,34.5"), Err("cell-number-format"));
        reads(&english, "", Cell::Text("1.234,5"), Err("cell-number-format"));
        let german = NumberRule { decimal: ',', thousands: Some('.'), ..NumberRule::default() };
        reads(&german, "", Cell::Text("1.234,5"), Ok("1234.5"));
        reads(&german, "", Cell::Text("1,234.5"), Err("cell-number-format"));
        let comma = NumberRule { decimal: ',', ..NumberRule::default() };
        reads(&comma, "", Cell::Text("55,2"), Ok("55.2"));
        reads(&comma, "", Cell::Text("55.2"), Err("cell-number-format"));
        let both = NumberRule { decimal: ',', thousands: Some(','), ..NumberRule::default() };
        reads(&both, "", Cell::Text("3,288,555"), Ok("3288.555"));
        reads(&both, "", Cell::Text("3288,555"), Ok("3288.555"));
    }

    #[test]
    fn marks_and_ranges_are_what_the_profile_says() {
        let rule = NumberRule {
            missing: vec!["-".into()],
            withheld: vec!["*".into()],
            ..NumberRule::default()
        };
        reads(&rule, "", Cell::Text("-"), Ok(""));
        reads(&rule, "missing = [\"NA\"]", Cell::Text("na"), Ok(""));
        reads(&rule, "", Cell::Text("＊"), Ok("note *"));
        reads(&rule, "range_as_note = true", Cell::Text("500-600"), Ok("note 500-600"));
    }

    #[test]
    fn cells_of_other_kinds_say_so() {
        let rule = NumberRule::default();
        reads(&rule, "", Cell::Error("#DIV/0!"), Err("cell-error"));
        reads(&rule, "", Cell::Bool(true), Err("cell-not-a-number"));
        let day = "2024-01-31".parse().unwrap();
        reads(&rule, "", Cell::Date(day), Err("cell-date"));
        reads(&rule, "never_negative = true", Cell::Number(-1.0), Err("cell-negative"));
        reads(&rule, "decimals = 2", Cell::Number(192.669_998_168_945_3), Ok("192.67"));
        reads(&rule, "", Cell::Number(192.669_998_168_945_3), Err("quantity-too-many-decimals"));
    }
}
