//! What is computed from much of the database, such as a check of the whole group, is kept in memory until
//! anything is written, whoever writes it.
//!
//! Whether something was written the database itself says: SQLite by the version of its file, which
//! changes with every commit of another connection or process, PostgreSQL by which transactions a reader
//! sees. The version is read before the answer is computed, so what is kept is never older than its
//! version.

use crate::db::{Db, Engine, Query};
use crate::{Result, StoreError, params};
use sqlx::{Connection, SqliteConnection};
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

/// Answers kept at the most.
const MOST: usize = 64;

/// The answers that one open database keeps.
pub(crate) struct Derived {
    kept: Mutex<HashMap<(TypeId, String), Kept>>,
    /// On SQLite a connection that never writes: it is told of every commit of the others.
    watch: tokio::sync::Mutex<Option<SqliteConnection>>,
}

struct Kept {
    version: String,
    answer: Arc<dyn Any + Send + Sync>,
}

impl std::fmt::Debug for Derived {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Derived").finish_non_exhaustive()
    }
}

impl Derived {
    pub(crate) fn new(watch: Option<SqliteConnection>) -> Self {
        Self { kept: Mutex::default(), watch: watch.into() }
    }

    fn find<T: Send + Sync + 'static>(&self, of: &str, version: &str) -> Option<Arc<T>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get(&(TypeId::of::<T>(), of.to_owned()))?;
        (found.version == version).then(|| found.answer.clone().downcast().ok()).flatten()
    }

    fn keep<T: Send + Sync + 'static>(&self, of: String, version: String, answer: Arc<T>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, known| known.version == version);
        }
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert((TypeId::of::<T>(), of), Kept { version, answer });
    }

    pub(crate) async fn close(&self) {
        if let Some(watch) = self.watch.lock().await.take()
            && let Err(error) = watch.close().await
        {
            tracing::warn!(%error, "the connection that watches was not closed");
        }
    }
}

impl Db {
    /// The answer to a question about much of the database, computed when something was written since it
    /// was last asked. `of` names the question with everything that the answer depends on beside the
    /// database: the scope, the day, the reader.
    pub async fn derived<T, E>(
        &self,
        of: String,
        compute: impl Future<Output = Result<T, E>>,
    ) -> Result<Arc<T>, E>
    where
        T: Send + Sync + 'static,
        E: From<StoreError>,
    {
        let version = self.version().await?;
        if let Some(answer) = self.derived.find(&of, &version) {
            return Ok(answer);
        }
        let answer = Arc::new(compute.await?);
        self.derived.keep(of, version, answer.clone());
        Ok(answer)
    }

    /// Another text whenever something else may be read than before.
    async fn version(&self) -> Result<String> {
        if self.engine() == Engine::Postgres {
            let sql = "SELECT CAST(pg_current_snapshot() AS TEXT)";
            return Ok(self.read().one::<(String,)>(sql, params![]).await?.0);
        }
        let mut watch = self.derived.watch.lock().await;
        let watch = watch.as_mut().ok_or(StoreError::Database(sqlx::Error::PoolClosed))?;
        let version = sqlx::query_scalar::<_, i64>("PRAGMA data_version");
        Ok(version.fetch_one(watch).await?.to_string())
    }
}
