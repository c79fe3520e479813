//! The thin layer over two engines: a pool to read, a transaction to write, one trait to ask.

use crate::bulk::{self, Insert};
use crate::derived::Derived;
use crate::turns::Turns;
use crate::value::{Params, Value, bound, dialect, sieved};
use crate::withheld::Withheld;
use crate::writer::{SqliteWork, Writer};
use crate::{Result, StoreError};
use sqlx::postgres::{PgPool, PgRow};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{FromRow, Postgres, Sqlite, Transaction};
use std::future::Future;
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;

/// Which database answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A row that both engines can fill; `#[derive(sqlx::FromRow)]` and tuples are rows.
pub trait Row:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static
{
}

impl<T> Row for T where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static
{
}

/// Asking the database, inside a transaction or outside.
pub trait Query: Send {
    fn engine(&self) -> Engine;

    /// Whether `{seen:unit}` leaves any unit out; a text that avoids a join must then not.
    fn sieves(&self) -> bool {
        false
    }

    fn all<T: Row>(
        &mut self,
        sql: &'static str,
        params: Params,
    ) -> impl Future<Output = Result<Vec<T>>> + Send;

    /// The first row, if any; a question for one row says so with its condition or a `LIMIT`.
    fn optional<T: Row>(
        &mut self,
        sql: &'static str,
        params: Params,
    ) -> impl Future<Output = Result<Option<T>>> + Send {
        let rows = self.all(sql, params);
        async move { Ok(rows.await?.into_iter().next()) }
    }

    /// The one row that must exist.
    fn one<T: Row>(
        &mut self,
        sql: &'static str,
        params: Params,
    ) -> impl Future<Output = Result<T>> + Send {
        let row = self.optional(sql, params);
        async move { row.await?.ok_or(StoreError::Database(sqlx::Error::RowNotFound)) }
    }
}

/// An open database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pub(crate) backend: Backend,
    pub(crate) derived: Arc<Derived>,
    pub(crate) turns: Turns,
}

#[derive(Clone, Debug)]
pub(crate) enum Backend {
    Sqlite { readers: SqlitePool, writer: Arc<Writer> },
    Postgres(PgPool),
}

/// Reads outside a transaction; each query sees what is committed.
#[derive(Clone, Debug)]
pub struct Reader {
    db: Db,
    withheld: Withheld,
}

impl Reader {
    /// Reads for somebody from whom units are withheld.
    pub fn without(self, withheld: Withheld) -> Self {
        Self { withheld, ..self }
    }
}

/// A transaction that writes. Dropped without [`Tx::commit`], it leaves nothing.
#[derive(Debug)]
pub struct Tx {
    inner: TxInner,
    _turn: Option<OwnedSemaphorePermit>,
}

#[derive(Debug)]
enum TxInner {
    Sqlite(SqliteWork),
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    pub fn engine(&self) -> Engine {
        match self.backend {
            Backend::Sqlite { .. } => Engine::Sqlite,
            Backend::Postgres(_) => Engine::Postgres,
        }
    }

    pub fn read(&self) -> Reader {
        Reader { db: self.clone(), withheld: Withheld::default() }
    }

    pub async fn begin(&self) -> Result<Tx> {
        let inner = match &self.backend {
            Backend::Sqlite { writer, .. } => TxInner::Sqlite(Writer::begin(writer).await?),
            Backend::Postgres(pool) => {
                let turn = self.turns.write().await;
                return Ok(Tx { inner: TxInner::Postgres(pool.begin().await?), _turn: turn });
            }
        };
        Ok(Tx { inner, _turn: None })
    }

    /// Closes every connection; on SQLite this also folds the write-ahead log into the file.
    pub async fn close(&self) {
        self.derived.close().await;
        match &self.backend {
            Backend::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Backend::Postgres(pool) => pool.close().await,
        }
    }
}

impl Query for Reader {
    fn engine(&self) -> Engine {
        self.db.engine()
    }

    fn sieves(&self) -> bool {
        !self.withheld.shows_all()
    }

    async fn all<T: Row>(&mut self, sql: &'static str, mut params: Params) -> Result<Vec<T>> {
        let sql = sieved(sql, &mut params, self.withheld.unseen(), self.engine());
        Ok(match &self.db.backend {
            Backend::Sqlite { readers, .. } => {
                bound!(sqlx::query_as::<Sqlite, T>(sql), params).fetch_all(readers).await?
            }
            Backend::Postgres(pool) => {
                bound!(sqlx::query_as::<Postgres, T>(sql), params).fetch_all(pool).await?
            }
        })
    }
}

impl Query for Tx {
    fn engine(&self) -> Engine {
        match self.inner {
            TxInner::Sqlite(_) => Engine::Sqlite,
            TxInner::Postgres(_) => Engine::Postgres,
        }
    }

    async fn all<T: Row>(&mut self, sql: &'static str, params: Params) -> Result<Vec<T>> {
        let sql = dialect(sql, self.engine());
        Ok(match &mut self.inner {
            TxInner::Sqlite(work) => {
                bound!(sqlx::query_as::<Sqlite, T>(sql), params)
                    .fetch_all(work.connection()?)
                    .await?
            }
            TxInner::Postgres(tx) => {
                bound!(sqlx::query_as::<Postgres, T>(sql), params).fetch_all(&mut **tx).await?
            }
        })
    }
}

impl Tx {
    /// Runs a statement and says how many rows it touched.
    pub async fn execute(&mut self, sql: &'static str, params: Params) -> Result<u64> {
        let sql = dialect(sql, self.engine());
        Ok(match &mut self.inner {
            TxInner::Sqlite(work) => {
                let query = bound!(sqlx::query::<Sqlite>(sql), params);
                query.execute(work.connection()?).await?.rows_affected()
            }
            TxInner::Postgres(tx) => {
                let query = bound!(sqlx::query::<Postgres>(sql), params);
                query.execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    /// Writes any number of rows in few statements: many-row `VALUES` on SQLite, arrays on PostgreSQL.
    /// Returns how many rows were written.
    pub async fn insert_many<const N: usize>(
        &mut self,
        insert: Insert,
        rows: impl IntoIterator<Item = [Value; N]>,
    ) -> Result<u64> {
        debug_assert_eq!(insert.columns.len(), N);
        let chunk = match self.engine() {
            // Within SQLite's 32,766 parameters, and small enough to stay in its cache.
            Engine::Sqlite => (4_000 / N).max(1),
            Engine::Postgres => 8_192,
        };
        let mut rows = rows.into_iter();
        let mut written = 0;
        loop {
            let batch: Vec<[Value; N]> = rows.by_ref().take(chunk).collect();
            if batch.is_empty() {
                return Ok(written);
            }
            written += match &mut self.inner {
                TxInner::Sqlite(work) => {
                    bulk::insert_sqlite(work.connection()?, insert, batch, chunk).await?
                }
                TxInner::Postgres(tx) => bulk::insert_postgres(tx, insert, batch).await?,
            };
        }
    }

    /// Says that this transaction fills tables: PostgreSQL must not keep plans that suit them while they
    /// are still empty and unmeasured.
    pub async fn will_grow(&mut self) -> Result<()> {
        if let TxInner::Postgres(tx) = &mut self.inner {
            sqlx::query("SET LOCAL plan_cache_mode = force_custom_plan").execute(&mut **tx).await?;
        }
        Ok(())
    }

    /// Keeps everything that was written, once the disk has it.
    pub async fn commit(self) -> Result<()> {
        match self.inner {
            TxInner::Sqlite(work) => work.commit().await,
            TxInner::Postgres(tx) => Ok(tx.commit().await?),
        }
    }
}
