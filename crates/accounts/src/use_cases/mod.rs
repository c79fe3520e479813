//! What people and the operator do with accounts. Pages and the command line call these alone.

pub mod audit;
pub mod demo;
pub mod digest;
pub mod grants;
pub mod password;
pub mod preferences;
pub mod roster;
pub mod set_up;
pub mod sign_in;
pub mod stand_ins;
pub mod tokens;
pub mod users;

use crate::store::accounts::{self, Account};
use kernel::{Problem, UserId};
use store::{Query, Refusal};

/// The account, or the refusal that there is none.
async fn account(q: &mut impl Query, id: UserId) -> Result<Account, Refusal> {
    accounts::by_id(q, id).await?.ok_or(Refusal::NotFound)
}

/// A person's name in an account.
///
/// # Errors
/// `account-name-empty`, `account-name-long`, at the form field `field`.
pub fn name(text: &str, field: &'static str) -> Result<String, Problem> {
    const LONGEST: usize = 60;
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().filter(|c| !c.is_control()).count() {
        0 => Err(Problem::new("account-name-empty").at(field)),
        1..=LONGEST => Ok(name),
        _ => Err(Problem::new("account-name-long").arg("longest", LONGEST).at(field)),
    }
}
