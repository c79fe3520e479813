//! What is computed from much of the database, such as a check of the whole group, is kept in memory until
//! anything is written, whoever writes it.
//!
//! Whether something was written the database itself says: SQLite by the version of its file, which
//! changes with every commit of another connection or process, PostgreSQL by which transactions a reader
//! sees. The version is read before the answer is computed, so what is kept is never older than its
//! version. Whoever asks what is being computed waits for that answer, unless it was begun before they asked
//! and something was written since.

use crate::db::{Db, Engine, Query};
use crate::{Result, StoreError, params};
use sqlx::{Connection, SqliteConnection};
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Answers kept at the most; whoever was not asked for the longest goes first.
const MOST: usize = 256;

/// The answers that one open database keeps.
pub(crate) struct Derived {
    kept: Mutex<HashMap<Question, Kept>>,
    /// Whose turn it is to compute what.
    turns: Mutex<HashMap<Question, Weak<Turn>>>,
    /// Orders who asks and who begins to compute.
    clock: AtomicU64,
    /// On SQLite a connection that never writes: it is told of every commit of the others.
    watch: tokio::sync::Mutex<Option<SqliteConnection>>,
}

type Question = (TypeId, String);
type Turn = tokio::sync::Mutex<()>;

struct Kept {
    version: String,
    begun: u64,
    asked: u64,
    answer: Arc<dyn Any + Send + Sync>,
}

impl std::fmt::Debug for Derived {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Derived").finish_non_exhaustive()
    }
}

impl Derived {
    pub(crate) fn new(watch: Option<SqliteConnection>) -> Self {
        Self {
            kept: Mutex::default(),
            turns: Mutex::default(),
            clock: AtomicU64::default(),
            watch: watch.into(),
        }
    }

    fn tick(&self) -> u64 {
        self.clock.fetch_add(1, Ordering::Relaxed)
    }

    /// What is known of this version, or was begun after somebody asked.
    fn find<T: Send + Sync + 'static>(
        &self,
        question: &Question,
        version: &str,
        asked: u64,
    ) -> Option<Arc<T>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get_mut(question)?;
        let is_fresh = found.version == version || found.begun > asked;
        found.asked = asked;
        is_fresh.then(|| found.answer.clone().downcast().ok()).flatten()
    }

    fn turn(&self, question: &Question) -> Arc<Turn> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get(question).and_then(Weak::upgrade) {
            return turn;
        }
        turns.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::new(Turn::default());
        turns.insert(question.clone(), Arc::downgrade(&turn));
        turn
    }

    fn keep(&self, question: Question, answer: Kept) {
        let version = &answer.version;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, known| known.version == *version);
        }
        if kept.len() >= MOST
            && let Some(oldest) = kept.iter().min_by_key(|(_, known)| known.asked)
        {
            let oldest = oldest.0.clone();
            kept.remove(&oldest);
        }
        kept.insert(question, answer);
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
    /// database: the scope, the day, the reader. Who asks may have to wait, so nobody asks with a snapshot open
    /// what opens one itself.
    pub async fn derived<T, E>(
        &self,
        of: String,
        compute: impl Future<Output = Result<T, E>>,
    ) -> Result<Arc<T>, E>
    where
        T: Send + Sync + 'static,
        E: From<StoreError>,
    {
        let (derived, question) = (&self.derived, (TypeId::of::<T>(), of));
        let asked = derived.tick();
        if let Some(answer) = derived.find(&question, &self.version().await?, asked) {
            return Ok(answer);
        }
        let turn = derived.turn(&question);
        let _alone = turn.lock().await;
        let version = self.version().await?;
        if let Some(answer) = derived.find(&question, &version, asked) {
            return Ok(answer);
        }
        let begun = derived.tick();
        let answer = Arc::new(compute.await?);
        derived.keep(question, Kept { version, begun, asked, answer: answer.clone() });
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
