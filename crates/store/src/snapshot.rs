//! The database as it was at one moment, while others go on writing: for verification and backup, where
//! two questions must not be answered from different moments.

use crate::db::{Backend, Db, Engine, Query, Row};
use crate::value::{Params, bound, sieved};
use crate::withheld::Withheld;
use crate::{Result, StoreError, params};
use futures::stream::{BoxStream, StreamExt, TryStreamExt};
use sqlx::{Postgres, Sqlite, Transaction};
use tokio::sync::OwnedSemaphorePermit;

/// An open reading transaction: every query sees what was committed when it was opened, and nothing
/// can be written. It ends when it is dropped.
#[derive(Debug)]
pub struct Snapshot {
    inner: Inner,
    withheld: Withheld,
    _turn: Option<OwnedSemaphorePermit>,
}

#[derive(Debug)]
enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    /// Opens a snapshot of this moment.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        let turn = self.turns.look().await;
        let (inner, first) = match &self.backend {
            Backend::Sqlite { readers, .. } => {
                let tx = readers.begin_with("BEGIN DEFERRED").await?;
                (Inner::Sqlite(tx), "SELECT COUNT(*) FROM sqlite_master")
            }
            Backend::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                (Inner::Postgres(pool.begin_with(begin).await?), "SELECT COUNT(*) FROM pg_class")
            }
        };
        let mut snapshot = Snapshot { inner, withheld: Withheld::default(), _turn: turn };
        // On both engines the moment is that of the first question.
        let _: (i64,) = snapshot.one(first, params![]).await?;
        Ok(snapshot)
    }
}

impl Query for Snapshot {
    fn engine(&self) -> Engine {
        match self.inner {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    fn sieves(&self) -> bool {
        !self.withheld.shows_all()
    }

    async fn all<T: Row>(&mut self, sql: &'static str, params: Params) -> Result<Vec<T>> {
        self.stream(sql, params).try_collect().await
    }
}

impl Snapshot {
    /// Reads for somebody from whom units are withheld.
    pub fn without(self, withheld: Withheld) -> Self {
        Self { withheld, ..self }
    }

    /// Rows one after the other, however many there are.
    pub fn stream<T: Row>(
        &mut self,
        sql: &'static str,
        mut params: Params,
    ) -> BoxStream<'_, Result<T>> {
        let sql = sieved(sql, &mut params, self.withheld.unseen(), self.engine());
        match &mut self.inner {
            Inner::Sqlite(tx) => bound!(sqlx::query_as::<Sqlite, T>(sql), params).fetch(&mut **tx),
            Inner::Postgres(tx) => {
                bound!(sqlx::query_as::<Postgres, T>(sql), params).fetch(&mut **tx)
            }
        }
        .map_err(StoreError::from)
        .boxed()
    }
}
