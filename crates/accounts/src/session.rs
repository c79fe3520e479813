//! A session's token and how long it lasts.
//!
//! The browser holds the token, the database only its SM3 digest: whoever reads the database cannot sign
//! in with it. A token is made at sign-in and at a change of password, never taken from a request.

use crate::secret;
use kernel::UserId;
use sm3::{Digest, Sm3};

const MINUTE: i64 = 60_000;
/// A session that nobody used for a shift is over.
pub const IDLE: i64 = 8 * 60 * MINUTE;
/// The longest that a session lasts.
pub const LONGEST: i64 = 7 * 24 * 60 * MINUTE;
/// How exactly the last use is known: it is not written down more often.
pub const SEEN_EVERY: i64 = 5 * MINUTE;

/// What the browser's cookie carries.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    pub fn fresh() -> Self {
        Self(secret::token())
    }

    /// The token of a cookie; anything may stand in one.
    pub fn of_cookie(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key under which the database knows it.
    pub fn digest(&self) -> Vec<u8> {
        Sm3::digest(self.0.as_bytes()).to_vec()
    }
}

/// The session in which a request came, as the middleware found it.
#[derive(Clone)]
pub struct Current {
    pub token: Token,
    pub user: UserId,
    /// The holder must choose a password before anything else.
    pub must_change: bool,
}
