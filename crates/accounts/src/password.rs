//! Passwords: which are taken, how they are kept, how a one-time password is made.
//!
//! Kept as argon2id with 19 MiB and two passes. Hashing runs beside the requests and for few people at
//! once, so that a crowd at the sign-in page costs time and not memory. The policy asks for length and
//! refuses what everyone tries first; it prescribes no mixture of characters.

use crate::secret;
use crate::sign_in_name::SignInName;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use kernel::Problem;
use std::sync::LazyLock;
use store::{Refusal, StoreError};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// The fewest characters that a person may choose.
pub const SHORTEST: usize = 10;
/// The most; whoever sends more is not typing.
const LONGEST: usize = 200;

/// People whose passwords are hashed at once: 19 MiB for each.
static TURNS: Semaphore = Semaphore::const_new(3);

/// What everyone tries first, among passwords long enough to be taken.
const COMMON: &[&str] = &[
    "0123456789",
    "0987654321",
    "1234567890",
    "12345678910",
    "123456789a",
    "1234567890a",
    "123123123123",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "5201314520",
    "9876543210",
    "a123456789",
    "abc1234567",
    "abc123456789",
    "abcd123456",
    "abcd1234567",
    "abcd12345678",
    "abcdefghij",
    "admin12345",
    "admin123456",
    "admin@1234",
    "admin@12345",
    "admin@123456",
    "administrator",
    "changeme123",
    "iloveyou123",
    "letmein123",
    "p@ssw0rd123",
    "passw0rd123",
    "password01",
    "password12",
    "password123",
    "password1234",
    "password@123",
    "q1w2e3r4t5",
    "qazwsxedc123",
    "qwer123456",
    "qwerty12345",
    "qwerty123456",
    "qwertyuiop",
    "ronghe1234",
    "ronghe123456",
    "welcome123",
    "woaini1314",
    "woaini1314520",
    "woaini520520",
    "zxcvbnm123",
];

/// A password that may be kept, its characters in one normal form: what an input method types in full
/// width is the same password.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Takes a password that a person chose for this account.
    ///
    /// # Errors
    /// `password-short`, `password-long`, `password-is-name`, `password-common`; at the form field
    /// `password`.
    pub fn chosen(text: &str, sign_in: &SignInName) -> Result<Self, Problem> {
        let password: String = text.nfkc().collect();
        let plain = password.to_lowercase();
        let length = password.chars().count();
        let first = plain.chars().next();
        let problem = if length < SHORTEST {
            Problem::new("password-short").arg("shortest", SHORTEST)
        } else if length > LONGEST {
            Problem::new("password-long").arg("longest", LONGEST)
        } else if plain.contains(sign_in.key()) && length < sign_in.key().chars().count() + 6 {
            Problem::new("password-is-name")
        } else if COMMON.contains(&plain.as_str()) || plain.chars().all(|c| Some(c) == first) {
            Problem::new("password-common")
        } else {
            return Ok(Self(password));
        };
        Err(problem.at("password"))
    }

    /// Makes a password that is shown once and must be changed at the first sign-in.
    pub fn one_time() -> OneTime {
        let letters = secret::letters(GROUPS * GROUP);
        let groups: Vec<String> = letters
            .as_bytes()
            .chunks(GROUP)
            .map(|group| String::from_utf8_lossy(group).into_owned())
            .collect();
        OneTime(groups.join("-"))
    }

    /// The form in which it is kept.
    pub async fn hash(self) -> Result<String, Refusal> {
        beside(move || kept(&strong(), &self.0)).await
    }
}

/// A one-time password has 4 groups of 4 letters out of 31: 79 random bits.
const GROUPS: usize = 4;
const GROUP: usize = 4;

/// A password of our own making, to be shown to one person once.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTime(String);

impl OneTime {
    /// What the person types.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The form in which it is kept. Nobody guesses 79 random bits however cheap a guess is, so a roster
    /// of a thousand people is hashed in a moment.
    pub fn hash(&self) -> Result<String, Refusal> {
        kept(&light(), &self.0)
    }
}

/// Whether what was typed is the kept password; without an account, takes as long and says no.
pub async fn is_right(typed: &str, kept: Option<String>) -> Result<bool, Refusal> {
    let typed: String = typed.nfkc().take(LONGEST + 1).collect();
    beside(move || {
        let dummy = LazyLock::force(&DUMMY).as_deref().unwrap_or_default();
        let Some(kept) = kept else {
            return matches(&typed, dummy).map(|_| false);
        };
        if is_light(&kept) {
            // The same wait for everyone: a quick answer would tell that an account exists.
            matches(&typed, dummy)?;
        }
        matches(&typed, &kept)
    })
    .await
}

static DUMMY: LazyLock<Option<String>> = LazyLock::new(|| kept(&strong(), "nobody's").ok());

/// Hashes away from the requests' threads, few at a time.
async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let _turn = TURNS.acquire().await.map_err(|_| failed("closed"))?;
    tokio::task::spawn_blocking(work).await.map_err(failed)?
}

fn strong() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

fn light() -> Argon2<'static> {
    let least = Params::new(Params::MIN_M_COST, Params::MIN_T_COST, 1, None);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, least.unwrap_or(Params::DEFAULT))
}

fn is_light(kept: &str) -> bool {
    kept.contains(&format!("$m={},", Params::MIN_M_COST))
}

fn kept(argon2: &Argon2<'_>, password: &str) -> Result<String, Refusal> {
    let salt = secret::bytes::<16>();
    let hash: PasswordHash =
        argon2.hash_password_with_salt(password.as_bytes(), &salt).map_err(failed)?;
    Ok(hash.to_string())
}

fn matches(typed: &str, kept: &str) -> Result<bool, Refusal> {
    let kept = PasswordHash::new(kept).map_err(failed)?;
    Ok(Argon2::default().verify_password(typed.as_bytes(), &kept).is_ok())
}

fn failed(cause: impl std::fmt::Display) -> Refusal {
    Refusal::Failed(StoreError::Corrupt(format!("a password could not be handled: {cause}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(password: &str, expected: Option<&str>) {
        let name = SignInName::parse("zhang.wei").unwrap();
        let problem = Password::chosen(password, &name).err().map(|problem| problem.code);
        assert_eq!(problem, expected, "{password}");
    }

    #[test]
    fn length_counts_and_mixture_does_not() {
        check("correct horse", None);
        check("洗煤厂的重介车间有三台泵", None);
        check("重介车间有九个字啊", Some("password-short"));
        check("aB3$xyz", Some("password-short"));
        check(&"长".repeat(201), Some("password-long"));
    }

    #[test]
    fn what_everyone_tries_first_is_refused() {
        check("Password123", Some("password-common"));
        check("１２３４５６７８９０", Some("password-common"));
        check("啊啊啊啊啊啊啊啊啊啊", Some("password-common"));
        check("zhang.wei1", Some("password-is-name"));
        check("Zhang.Wei2026", Some("password-is-name"));
    }

    #[tokio::test]
    async fn a_password_is_recognised_and_another_is_not() {
        let name = SignInName::parse("zhang.wei").unwrap();
        let kept = Password::chosen("correct horse", &name).unwrap().hash().await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(is_right("correct horse", Some(kept.clone())).await.unwrap());
        assert!(is_right("ｃorrect horse", Some(kept.clone())).await.unwrap());
        assert!(!is_right("correct Horse", Some(kept)).await.unwrap());
        assert!(!is_right("nobody's", None).await.unwrap());
    }

    #[tokio::test]
    async fn a_one_time_password_opens_once_typed_as_shown() {
        let (first, second) = (Password::one_time(), Password::one_time());
        assert!(first != second);
        assert_eq!(first.reveal().len(), 19);
        assert!(is_right(first.reveal(), Some(first.hash().unwrap())).await.unwrap());
        assert!(!is_right(second.reveal(), Some(first.hash().unwrap())).await.unwrap());
    }
}
