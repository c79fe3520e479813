//! A number as a person types or pastes it: a plain decimal or nothing. Any other notation is named,
//! never guessed: `1,234` is one thousand to some and a little more than one to others.

use kernel::{Problem, Quantity};

/// The number; `None` for an empty cell, which is "not reported".
///
/// # Errors
/// A problem that names the notation and how to write the number instead.
pub fn quantity(text: &str) -> Result<Option<Quantity>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match Quantity::parse(text) {
        Ok(quantity) => Ok(Some(quantity)),
        Err(error) => {
            let problem = notation(text).map_or_else(|| Problem::from(error), Problem::new);
            Err(problem.arg("value", text))
        }
    }
}

fn notation(text: &str) -> Option<&'static str> {
    let wide = |c: char| matches!(c, '０'..='９' | '．' | '，' | '－');
    let ascii = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | ' ' | '\'');
    if text.chars().any(wide) {
        Some("typed-full-width")
    } else if text.starts_with('#') {
        Some("typed-cell-error")
    } else if text.ends_with('%') {
        Some("typed-percent")
    } else if text.chars().all(ascii) && text.contains(',') {
        // A comma after the last point is a decimal one, unless all that follow it are groups of three.
        let comma_last = text.rfind('.').is_none_or(|point| text.rfind(',') > Some(point));
        let groups = text.split(',').skip(1).all(|part| part.len() == 3);
        let is_decimal = comma_last && (text.contains('.') || !groups);
        Some(if is_decimal { "typed-decimal-comma" } else { "typed-grouped" })
    } else if text.chars().all(ascii) && text.contains([' ', '\'']) {
        Some("typed-grouped")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<Option<&str>, &str>) {
        let read = quantity(text).map(|q| q.map(|q| q.to_string())).map_err(|p| p.code);
        assert_eq!(read, expected.map(|q| q.map(str::to_owned)), "{text}");
    }

    #[test]
    fn plain_decimals_and_blanks_are_taken() {
        check("", Ok(None));
        check("   ", Ok(None));
        check(" 12.5 ", Ok(Some("12.5")));
        check("-3", Ok(Some("-3")));
        check("0", Ok(Some("0")));
    }

    #[test]
    fn other_notations_are_named() {
        check("1,234.5", Err("typed-grouped"));
        check("1,234", Err("typed-grouped"));
        check("1 234", Err("typed-grouped"));
        check("1.234,5", Err("typed-decimal-comma"));
        check("12,5", Err("typed-decimal-comma"));
        check("１２．５", Err("typed-full-width"));
        check("#DIV/0!", Err("typed-cell-error"));
        check("58%", Err("typed-percent"));
        check("2024-08-01", Err("quantity-not-a-number"));
        check("未报", Err("quantity-not-a-number"));
        check("1.0000001", Err("quantity-too-many-decimals"));
        check("99999999999999", Err("quantity-overflow"));
    }
}
