//! The name that a person signs in with.

use kernel::Problem;
use unicode_normalization::UnicodeNormalization;

const SHORTEST: usize = 2;
const LONGEST: usize = 40;

/// Two to forty letters, digits and `. - _ @`, Chinese characters included. Two names that differ only
/// in case or in full-width typing are one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInName {
    shown: String,
    key: String,
}

impl SignInName {
    /// # Errors
    /// `sign-in-name-malformed`, at the form field `sign_in`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let shown: String = text.trim().nfkc().collect();
        let length = shown.chars().count();
        let allowed = |c: char| c.is_alphanumeric() || ".-_@".contains(c);
        if (SHORTEST..=LONGEST).contains(&length) && shown.chars().all(allowed) {
            return Ok(Self { key: shown.to_lowercase(), shown });
        }
        Err(Problem::new("sign-in-name-malformed")
            .arg("name", text.trim())
            .arg("shortest", SHORTEST)
            .arg("longest", LONGEST)
            .at("sign_in"))
    }

    /// As it was given.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// What makes it unique.
    pub fn key(&self) -> &str {
        &self.key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_width_make_no_second_name() {
        let key = |text: &str| SignInName::parse(text).unwrap().key().to_owned();
        assert_eq!(key(" Zhang.Wei "), key("ｚhang．wei"));
        assert_eq!(key("张伟"), "张伟");
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in ["", "z", "zhang wei", "a<b>", "a'b", "张,伟", &"a".repeat(41)] {
            assert_eq!(
                SignInName::parse(text).unwrap_err().code,
                "sign-in-name-malformed",
                "{text}"
            );
        }
    }
}
