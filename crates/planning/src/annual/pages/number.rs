//! A planned number as a person or a program writes it: one number, or two with `/` between.

use crate::annual::split::Number;
use crate::indicator::Indicator;
use crate::typed;
use kernel::Problem;

/// The number; `None` of an empty text.
///
/// # Errors
/// As [`typed::quantity`]; `reading-needs-two-numbers` where one of two is missing.
pub(super) fn number(indicator: &Indicator, text: &str) -> Result<Option<Number>, Problem> {
    let (value, weight) = match text.split_once('/') {
        Some((value, weight)) if indicator.is_weighted() => (value, Some(weight)),
        _ => (text, None),
    };
    let value = typed::quantity(value)?;
    let weight = weight.map(typed::quantity).transpose()?;
    match (value, weight) {
        (None, None) => Ok(None),
        (Some(value), None) => Ok(Some(Number::plain(value))),
        (Some(value), Some(Some(weight))) => Ok(Some(Number { value, weight: Some(weight) })),
        _ => Err(Problem::new("reading-needs-two-numbers").arg("indicator", &indicator.code)),
    }
}
