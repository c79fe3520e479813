//! The program's own SQL: all tables as lines for a backup, and filling them again.

pub mod restoring;
pub mod snapshot;
pub mod tables;

use store::{Query, Result, params};

/// Asks the database for anything at all.
pub async fn is_alive(query: &mut impl Query) -> Result<()> {
    let _: (i64,) = query.one("SELECT CAST(1 AS BIGINT)", params![]).await?;
    Ok(())
}

/// The setting by which a database is known to be a finished demonstration.
const DEMONSTRATION: &str = "demonstration";

/// Whether the sample plant was written to its end.
pub async fn is_marked(query: &mut impl Query) -> Result<bool> {
    let sql = "SELECT value FROM setting WHERE key = $1";
    let row: Option<(String,)> = query.optional(sql, params![DEMONSTRATION]).await?;
    Ok(row.is_some())
}

/// Notes that the sample plant is whole; the caller audits.
pub async fn mark(tx: &mut store::Tx) -> Result<()> {
    store::settings::put(tx, DEMONSTRATION, "1").await
}
