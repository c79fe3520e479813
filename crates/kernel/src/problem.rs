//! What is wrong with an input, as a code with arguments; the words come from the texts.
//!
//! A text for code `x` is the Fluent message `problem-x`, kept beside the crate that reports it. It
//! says what happened and what to do about it.

use crate::texts::{self, Lang};
use std::fmt;

/// One thing wrong, where, and (through its text) what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub code: &'static str,
    pub args: Vec<(&'static str, String)>,
    /// The form field it belongs to.
    pub field: Option<String>,
}

impl Problem {
    pub fn new(code: &'static str) -> Self {
        Self { code, args: Vec::new(), field: None }
    }

    /// Adds a value that the text names.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Names the form field.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The problem in the reader's language, from the installed texts.
    pub fn text(&self, lang: Lang) -> String {
        let args: Vec<(&str, &str)> = self.args.iter().map(|(k, v)| (*k, v.as_str())).collect();
        texts::get().with(lang, &format!("problem-{}", self.code), &args)
    }
}

/// For logs: code and arguments, in no language.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)?;
        for (name, value) in &self.args {
            write!(f, " {name}={value:?}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

impl From<crate::QuantityError> for Problem {
    fn from(error: crate::QuantityError) -> Self {
        Self::new(error.code())
    }
}
