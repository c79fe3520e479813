//! Who may write readings at the same time on PostgreSQL; SQLite has one writer anyway.
//!
//! What a reading adds to its ancestors depends on others of the same indicator and period (a rate
//! waits for its denominator, an ancestor's own reading shuts it out). So writers of one indicator and
//! period take turns, as they would at the top's roll-up row in any case; a large import and a change
//! of the tree shut out everyone. Keys are taken in order, so no two wait for each other.

use kernel::IndicatorId;
use store::{Engine, Query, Result, Tx, params};

/// Apart from any other advisory lock of the program; indicator and period fill the lower digits.
const SPACE: i64 = 7_300_000_000_000_000_000;
/// More single locks than this would fill the server's table.
const MOST: usize = 200;

/// Shuts out every other writer of readings until the end of the transaction.
pub async fn everything(tx: &mut Tx) -> Result<()> {
    take(tx, "SELECT pg_advisory_xact_lock($1)", SPACE).await
}

/// Shuts out writers of the same indicators and periods. Whoever takes several such locks in one
/// transaction takes the widest first: the later ones are then held already.
pub async fn only(tx: &mut Tx, of: impl Iterator<Item = (IndicatorId, i64)>) -> Result<()> {
    let mut keys: Vec<i64> = of.map(|(id, period)| id.0 * 100_000_000 + period).collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.len() > MOST {
        return everything(tx).await;
    }
    take(tx, "SELECT pg_advisory_xact_lock_shared($1)", SPACE).await?;
    for key in keys {
        take(tx, "SELECT pg_advisory_xact_lock($1)", SPACE + key).await?;
    }
    Ok(())
}

/// Shuts out whoever else saves the enterprise's settings: they are compared and written as one.
pub async fn settings(tx: &mut Tx) -> Result<()> {
    take(tx, "SELECT pg_advisory_xact_lock($1)", SPACE - 1).await
}

async fn take(tx: &mut Tx, sql: &'static str, key: i64) -> Result<()> {
    if tx.engine() == Engine::Postgres {
        tx.execute(sql, params![key]).await?;
    }
    Ok(())
}
