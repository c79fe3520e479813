//! What a program names itself with, so that it acts as the account that made it.
//!
//! It is written `rh_17_…`: the number under which the database knows it, and 256 random bits. The
//! database keeps the SM3 digest alone, and a digest is compared in a time that does not tell how much
//! of it was right. A token ends with its last day, when its maker or a system administrator ends it,
//! and when the account is closed or its password is reset.

use crate::secret;
use ctutils::CtEq;
use kernel::{Day, Problem};
use sm3::{Digest, Sm3};

const PREFIX: &str = "rh_";
/// The longest that a token works, in days from the day on which it is made.
pub const LONGEST: i64 = 365;
/// The longest name, in characters.
const LONGEST_NAME: usize = 60;

/// The random part of a token.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn fresh() -> Self {
        Self(secret::token())
    }

    /// The token as a program sends it.
    pub fn written(&self, id: i64) -> String {
        format!("{PREFIX}{id}_{}", self.0)
    }

    /// What the database keeps.
    pub fn digest(&self) -> Vec<u8> {
        Sm3::digest(self.0.as_bytes()).to_vec()
    }

    /// Whether this is the secret of a kept digest.
    pub fn is_behind(&self, kept: &[u8]) -> bool {
        self.digest().as_slice().ct_eq(kept).to_bool()
    }
}

/// Number and secret of what a program sent; `None` for what is no token at all.
pub fn parse(text: &str) -> Option<(i64, Secret)> {
    let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
    let is_whole = !secret.is_empty() && secret.len() < 100;
    is_whole.then_some((id.parse().ok()?, Secret(secret.to_owned())))
}

/// A token to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    pub name: String,
    /// The last day on which it works.
    pub expires_on: Day,
}

impl New {
    /// # Errors
    /// `token-name-empty`, `token-name-long`; `token-expiry` for a day before today or beyond
    /// [`LONGEST`].
    pub fn checked(name: &str, expires_on: Day, today: Day) -> Result<Self, Vec<Problem>> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut problems = Vec::new();
        if name.is_empty() {
            problems.push(Problem::new("token-name-empty").at("name"));
        } else if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            let problem = Problem::new("token-name-long").arg("longest", LONGEST_NAME);
            problems.push(problem.at("name"));
        }
        if expires_on < today || expires_on > today.plus_days(LONGEST) {
            let problem = Problem::new("token-expiry").arg("last", today.plus_days(LONGEST));
            problems.push(problem.at("expires_on"));
        }
        if problems.is_empty() { Ok(Self { name, expires_on }) } else { Err(problems) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_its_number_and_its_secret() {
        let secret = Secret::fresh();
        let (id, read) = parse(&secret.written(17)).unwrap();
        assert_eq!(id, 17);
        assert!(read.is_behind(&secret.digest()));
        assert!(!Secret::fresh().is_behind(&secret.digest()));
        assert!(!read.is_behind(&secret.digest()[..31]));
        for text in ["", "rh_", "rh_17", "rh_17_", "rh_x_abc", "17_abc", "gh_17_abc"] {
            assert!(parse(text).is_none(), "{text}");
        }
    }

    #[track_caller]
    fn check(name: &str, expires_on: &str, expected: &[&str]) {
        let today = "2026-10-28".parse().unwrap();
        let problems = New::checked(name, expires_on.parse().unwrap(), today).err();
        let codes: Vec<_> = problems.iter().flatten().map(|problem| problem.code).collect();
        assert_eq!(codes, expected, "{name} {expires_on}");
    }

    #[test]
    fn a_token_has_a_name_and_works_for_a_year_at_most() {
        check("月报程序", "2026-10-28", &[]);
        check("月报程序", "2027-10-28", &[]);
        check("月报程序", "2027-10-29", &["token-expiry"]);
        check("月报程序", "2026-10-27", &["token-expiry"]);
        check("  ", "2026-12-31", &["token-name-empty"]);
        check(&"长".repeat(61), "2026-12-31", &["token-name-long"]);
    }
}
