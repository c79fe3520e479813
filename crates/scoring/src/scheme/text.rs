//! The text of a scheme: TOML, read and printed without loss. Two texts that say the same are printed alike,
//! so the digest of what is printed names a version of the scheme.

use super::Scheme;
use kernel::Problem;
use sm3::{Digest, Sm3};

/// Longer texts are no scheme.
const LONGEST: usize = 1 << 20;

impl Scheme {
    /// Reads a scheme; whether it makes sense is for [`super::check`].
    ///
    /// # Errors
    /// `scheme-unreadable` with line and column, `scheme-too-long`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.len() > LONGEST {
            return Err(Problem::new("scheme-too-long").arg("most", LONGEST));
        }
        toml::from_str(text).map_err(|error| {
            let (line, column) = error.span().map_or((0, 0), |span| place(text, span.start));
            Problem::new("scheme-unreadable")
                .arg("line", line)
                .arg("column", column)
                .arg("message", error.message())
        })
    }

    /// The one text of what it says.
    ///
    /// # Errors
    /// `scheme-unprintable`, if a text in it cannot be held by TOML.
    pub fn print(&self) -> Result<String, Problem> {
        toml::to_string(self)
            .map_err(|error| Problem::new("scheme-unprintable").arg("message", error))
    }

    /// The SM3 digest of [`Scheme::print`] in hexadecimal digits.
    ///
    /// # Errors
    /// Those of [`Scheme::print`].
    pub fn digest(&self) -> Result<String, Problem> {
        let digest = Sm3::digest(self.print()?.as_bytes());
        Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Line and column, from one, of a byte.
pub(crate) fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (line, before[start..].chars().count() + 1)
}
