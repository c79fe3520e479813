//! How a database is opened: what each engine is told so that an acknowledged write stays.

use crate::Result;
use crate::db::{Backend, Db};
use crate::derived::Derived;
use crate::turns::Turns;
use crate::writer::Writer;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// Connections that read SQLite, beside the one that writes.
const READERS: u32 = 8;
/// Connections to PostgreSQL, half of them for writing at the most.
const SERVED: u32 = 16;
/// How long a connection to PostgreSQL rests before it is asked whether it still lives.
const REST: Duration = Duration::from_secs(5);

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
    let mut watch = None;
    let backend = if url.starts_with("sqlite:") {
        let options = SqliteConnectOptions::from_str(url)?.create_if_missing(create);
        let (backend, connection) = sqlite(options).await?;
        watch = Some(connection);
        backend
    } else {
        let pool = PgPoolOptions::new()
            .max_connections(SERVED)
            .acquire_timeout(Duration::from_secs(10))
            // Asked whether it still lives only after a rest: a question before every query is a
            // quarter of a small write.
            .test_before_acquire(false)
            .before_acquire(|connection, at_rest| {
                Box::pin(async move {
                    if at_rest.idle_for > REST {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            });
        Backend::Postgres(pool.connect(url).await?)
    };
    let turns = match &backend {
        Backend::Sqlite { .. } => Turns::of(READERS),
        Backend::Postgres(_) => Turns::of(SERVED / 2),
    };
    Ok(Db { backend, derived: Arc::new(Derived::new(watch)), turns })
}

/// The connections of SQLite, and one that only watches for what they write.
async fn sqlite(options: SqliteConnectOptions) -> Result<(Backend, SqliteConnection)> {
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged write survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(30))
        .statement_cache_capacity(200)
        // A page's rows pass between the threads at once: each time one waits for the other costs more
        // than reading some rows.
        .row_buffer_size(4_096);
    let writing = options.clone().pragma("cache_size", "-32000");
    let connection = SqliteConnection::connect_with(&writing).await?;
    let reading = options.pragma("query_only", "true");
    let watch = SqliteConnection::connect_with(&reading).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(Duration::from_secs(30))
        // A file does not go away as a server does.
        .test_before_acquire(false)
        .connect_with(reading.pragma("cache_size", "-4000"))
        .await?;
    Ok((Backend::Sqlite { readers, writer: Arc::new(Writer::new(connection)) }, watch))
}
