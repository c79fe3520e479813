//! How a database is opened: what each engine is told so that an acknowledged write stays.

use crate::Result;
use crate::db::{Backend, Db};
use crate::writer::Writer;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

impl Db {
    /// Opens `sqlite:PATH` (created when missing) or `postgres://…`.
    pub async fn open(url: &str) -> Result<Self> {
        connect(url, true).await
    }

    /// The same for a database that must be there already.
    ///
    /// # Errors
    /// [`crate::StoreError::Unopened`] when it is not.
    pub async fn open_existing(url: &str) -> Result<Self> {
        connect(url, false).await
    }
}

async fn connect(url: &str, create: bool) -> Result<Db> {
    let backend = if url.starts_with("sqlite:") {
        let options = SqliteConnectOptions::from_str(url)?.create_if_missing(create);
        sqlite(options).await?
    } else {
        let pool =
            PgPoolOptions::new().max_connections(16).acquire_timeout(Duration::from_secs(10));
        Backend::Postgres(pool.connect(url).await?)
    };
    Ok(Db { backend })
}

async fn sqlite(options: SqliteConnectOptions) -> Result<Backend> {
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged write survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(30))
        .statement_cache_capacity(200);
    let writing = options.clone().pragma("cache_size", "-32000");
    let connection = SqliteConnection::connect_with(&writing).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(8)
        .acquire_timeout(Duration::from_secs(30))
        .connect_with(options.pragma("query_only", "true").pragma("cache_size", "-6000"))
        .await?;
    Ok(Backend::Sqlite { readers, writer: Arc::new(Writer::new(connection)) })
}
