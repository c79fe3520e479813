//! All SQL of governing bodies, posts, tenures and major matters.

pub mod bodies;
pub mod catalogue;
pub mod checks;
pub mod exceptions;
pub mod matters;
pub mod tenures;

use kernel::Problem;
use store::{Engine, Query, Refusal, Result, Tx, params};

/// Two changes of bodies, posts or tenures never run at once: each checks what the other may be about to
/// change.
pub async fn lock(tx: &mut Tx) -> Result<()> {
    if tx.engine() == Engine::Postgres {
        let sql = "LOCK TABLE governing_body, tenure, post IN SHARE ROW EXCLUSIVE MODE";
        tx.execute(sql, params![]).await?;
    }
    Ok(())
}

/// Somebody else changed it since it was seen.
fn conflict(code: &'static str) -> Refusal {
    Refusal::conflict(Problem::new(code))
}

/// What must exist because something else points at it.
pub(super) fn lost(what: &str, id: i64) -> store::StoreError {
    store::StoreError::Corrupt(format!("{what} {id}"))
}
