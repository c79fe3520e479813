//! A form's text as it was typed, with what is wrong beside each field.
//!
//! Nothing typed is lost: when an input is refused, the page is shown again from the same [`Typed`],
//! every field as it was and every problem at its field. The macros `field`, `select`, `area` and
//! `check` draw from it.

use crate::page::Page;
use kernel::{Day, Problem, Quantity};
use std::str::FromStr;

/// The fields of one form, in the order they came, and their problems.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    values: Vec<(String, String)>,
    problems: Vec<Problem>,
}

/// One entry of a `select` or a group of radio buttons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    pub fn new(value: impl ToString, label: impl Into<String>) -> Self {
        Self { value: value.to_string(), label: label.into() }
    }
}

impl Typed {
    /// The fields of a posted form.
    pub fn from_pairs(values: Vec<(String, String)>) -> Self {
        Self { values, problems: Vec::new() }
    }

    /// Reads `application/x-www-form-urlencoded`.
    pub fn from_encoded(body: &[u8]) -> Self {
        Self::from_pairs(form_urlencoded::parse(body).into_owned().collect())
    }

    /// Fills a field before anyone has typed: the values of the record being edited.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.values.push((name.to_owned(), value.to_string()));
        self
    }

    /// Puts another value in place of a posted one: a hidden revision, once its reader has seen it.
    #[must_use]
    pub fn instead(mut self, name: &str, value: impl ToString) -> Self {
        self.values.retain(|(key, _)| key != name);
        self.with(name, value)
    }

    /// What was typed, untouched; empty when the field is absent.
    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Every value of a field that may occur several times.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All fields, for a page that posts them once more.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.values
    }

    /// Whether a box with this value is ticked.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values(name).any(|typed| typed == value)
    }

    /// Whether the person has answered "yes, do it" (see the `confirm` macro).
    pub fn is_confirmed(&self) -> bool {
        self.value("confirmed") == "yes"
    }

    /// The trimmed text of a field that may be empty.
    pub fn optional(&self, name: &str) -> Option<String> {
        let text = self.value(name).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The trimmed text of a field that must not be empty; notes the problem when it is.
    pub fn required(&mut self, name: &str) -> Option<String> {
        let text = self.optional(name);
        if text.is_none() {
            self.refuse(Problem::new("field-required").at(name));
        }
        text
    }

    /// A required field as an id, a number of days or another type with its own notation.
    pub fn parsed<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let text = self.required(name)?;
        let value = text.parse().ok();
        if value.is_none() {
            self.refuse(Problem::new("field-malformed").arg("value", text).at(name));
        }
        value
    }

    /// A required quantity, exactly as typed: never rounded, no thousands signs.
    pub fn quantity(&mut self, name: &str) -> Option<Quantity> {
        let text = self.required(name)?;
        match Quantity::parse(&text) {
            Ok(quantity) => Some(quantity),
            Err(error) => {
                self.refuse(Problem::from(error).arg("value", text).at(name));
                None
            }
        }
    }

    /// A required day as `2026-10-28`.
    pub fn day(&mut self, name: &str) -> Option<Day> {
        self.parsed(name)
    }

    /// Notes a problem; its field, if it names one, shows it.
    pub fn refuse(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Notes what a use case refused.
    #[must_use]
    pub fn refused(mut self, problems: Vec<Problem>) -> Self {
        self.problems.extend(problems);
        self
    }

    pub fn is_refused(&self) -> bool {
        !self.problems.is_empty()
    }

    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The words of a field's problems.
    pub fn at(&self, page: &Page, name: &str) -> Vec<String> {
        self.problems
            .iter()
            .filter(|problem| problem.field.as_deref() == Some(name))
            .map(|problem| page.problem(problem))
            .collect()
    }

    /// All problems in words with the field each belongs to, for the list above the form.
    pub fn listed(&self, page: &Page) -> Vec<(Option<&str>, String)> {
        self.problems
            .iter()
            .map(|problem| (problem.field.as_deref(), page.problem(problem)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_form_keeps_every_character() {
        let mut form = Typed::from_encoded("value=1%2C234.5&name=+%E6%B4%97%E7%85%A4+".as_bytes());
        assert_eq!(form.quantity("value"), None);
        assert_eq!(form.required("name").as_deref(), Some("洗煤"));
        assert_eq!(form.value("value"), "1,234.5");
        assert_eq!(form.value("name"), " 洗煤 ");
        assert_eq!(form.problems()[0].field.as_deref(), Some("value"));
    }

    #[test]
    fn an_empty_required_field_is_a_problem_at_that_field() {
        let mut form = Typed::default().with("reason", "   ");
        assert_eq!(form.required("reason"), None);
        assert!(form.is_refused());
        assert_eq!(form.problems()[0].code, "field-required");
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused() {
        let mut form = Typed::default().with("from", "2026-02-30");
        assert_eq!(form.day("from"), None);
        assert_eq!(form.problems()[0].code, "field-malformed");
    }

    #[test]
    fn several_boxes_share_a_name() {
        let form = Typed::from_encoded(b"role=hr&role=audit");
        assert!(form.has("role", "audit"));
        assert!(!form.has("role", "system"));
    }
}
