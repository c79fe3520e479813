//! SQLite's one writer, with group commit.
//!
//! Units of work take turns on one connection. Each runs between a savepoint and its release; the
//! transaction around them stays open while others wait. Whoever is done goes to the end of the queue,
//! and whoever comes first in it commits for all. So one write to the disk serves everyone who met, a
//! lone writer commits at once (in the same breath, because each statement is a walk to the
//! connection's thread and back), and nobody hears "done" before the disk has it.

use crate::{Result, StoreError};
use sqlx::{Connection, SqliteConnection};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Units of work in one commit at the most; bounds how much one failing commit can take along.
const GROUP: u64 = 64;

#[derive(Debug)]
pub(crate) struct Writer {
    turn: Arc<Mutex<Turn>>,
    /// Callers who wait to begin.
    waiting: Arc<AtomicUsize>,
}

/// One who waits to begin, until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What whoever holds the turn may use.
#[derive(Debug)]
struct Turn {
    /// `None` after closing.
    connection: Option<SqliteConnection>,
    open: bool,
    /// Tickets are numbered by finished savepoint; each is settled by the commit that covers it.
    finished: u64,
    settled: u64,
    /// The tickets of failed commits, each with its reason.
    failures: Vec<(std::ops::RangeInclusive<u64>, Arc<StoreError>)>,
}

/// One unit of work between its savepoint and its commit.
#[derive(Debug)]
pub(crate) struct SqliteWork {
    turn: Option<OwnedMutexGuard<Turn>>,
    queue: Arc<Mutex<Turn>>,
    waiting: Arc<AtomicUsize>,
}

impl Writer {
    pub(crate) fn new(connection: SqliteConnection) -> Self {
        let connection = Some(connection);
        let turn = Turn { connection, open: false, finished: 0, settled: 0, failures: Vec::new() };
        Self { turn: Arc::new(Mutex::new(turn)), waiting: Arc::default() }
    }

    pub(crate) async fn begin(writer: &Arc<Self>) -> Result<SqliteWork> {
        let (queue, waiting) = (Arc::clone(&writer.turn), Arc::clone(&writer.waiting));
        let place = Waiting::new(&writer.waiting);
        let mut turn = Arc::clone(&queue).lock_owned().await;
        drop(place);
        // A task of its own: a caller who goes away between a statement and the note of its success
        // must not leave the next one in a transaction that nobody knows of. Its unclaimed work is
        // undone like any other that is dropped.
        let opening = tokio::spawn(async move {
            turn.enter().await?;
            Ok(SqliteWork { turn: Some(turn), queue, waiting })
        });
        opening.await.map_err(|_| StoreError::Panicked)?
    }

    pub(crate) async fn close(&self) {
        let mut turn = self.turn.lock().await;
        turn.settle().await;
        if let Some(connection) = turn.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "closing the database");
        }
    }
}

impl Turn {
    fn connection(&mut self) -> Result<&mut SqliteConnection> {
        self.connection.as_mut().ok_or(StoreError::Database(sqlx::Error::PoolClosed))
    }

    async fn run(&mut self, sql: &'static str) -> Result<()> {
        sqlx::query(sql).execute(self.connection()?).await?;
        Ok(())
    }

    /// Sets the savepoint of the next unit of work, in a transaction that is opened if need be.
    async fn enter(&mut self) -> Result<()> {
        if self.finished - self.settled >= GROUP {
            self.settle().await;
        }
        if self.open {
            return self.or_give_up("SAVEPOINT work").await;
        }
        let opened = self.run("BEGIN IMMEDIATE; SAVEPOINT work").await;
        if opened.is_err() {
            // Between the two, or there is nothing to roll back, and that is said harmlessly.
            let _ = self.run("ROLLBACK").await;
        }
        self.open = opened.is_ok();
        opened
    }

    /// Runs a statement without which the open transaction makes no sense; if it fails, the engine
    /// has thrown the transaction away, and everyone in it must hear of that.
    async fn or_give_up(&mut self, sql: &'static str) -> Result<()> {
        let Err(error) = self.run(sql).await else { return Ok(()) };
        let reason = Arc::new(error);
        self.give_up(Arc::clone(&reason)).await;
        Err(StoreError::GroupCommit(reason))
    }

    /// Commits what is open and settles every finished ticket.
    async fn settle(&mut self) {
        if self.open {
            self.settle_by("COMMIT").await;
        }
    }

    async fn settle_by(&mut self, sql: &'static str) {
        match self.run(sql).await {
            Ok(()) => self.conclude(),
            Err(error) => self.give_up(Arc::new(error)).await,
        }
    }

    /// Throws the open transaction away and keeps the reason for all who are in it.
    async fn give_up(&mut self, reason: Arc<StoreError>) {
        tracing::error!(%reason, "a group commit failed");
        // After a full disk SQLite may have rolled back on its own; then this says so, harmlessly.
        let _ = self.run("ROLLBACK").await;
        if self.settled < self.finished {
            self.failures.push((self.settled + 1..=self.finished, reason));
            let forgotten = self.failures.len().saturating_sub(16);
            self.failures.drain(..forgotten);
        }
        self.conclude();
    }

    fn conclude(&mut self) {
        self.open = false;
        self.settled = self.finished;
    }

    fn outcome_of(&self, ticket: u64) -> Result<()> {
        match self.failures.iter().find(|(tickets, _)| tickets.contains(&ticket)) {
            Some((_, reason)) => Err(StoreError::GroupCommit(Arc::clone(reason))),
            None => Ok(()),
        }
    }
}

impl SqliteWork {
    fn turn(&mut self) -> Result<&mut OwnedMutexGuard<Turn>> {
        self.turn.as_mut().ok_or(StoreError::Database(sqlx::Error::PoolClosed))
    }

    pub(crate) fn connection(&mut self) -> Result<&mut SqliteConnection> {
        self.turn()?.connection()
    }

    pub(crate) async fn commit(mut self) -> Result<()> {
        let mut turn = self.turn.take().ok_or(StoreError::Database(sqlx::Error::PoolClosed))?;
        let (queue, waiting) = (Arc::clone(&self.queue), Arc::clone(&self.waiting));
        // A task of its own: a caller who goes away must not leave the others' transaction open.
        let committing = tokio::spawn(async move {
            if waiting.load(Ordering::Relaxed) == 0 {
                turn.finished += 1;
                let ticket = turn.finished;
                turn.settle_by("RELEASE work; COMMIT").await;
                return turn.outcome_of(ticket);
            }
            turn.or_give_up("RELEASE work").await?;
            turn.finished += 1;
            let ticket = turn.finished;
            drop(turn);
            let mut turn = queue.lock().await;
            if turn.settled < ticket {
                turn.settle().await;
            }
            turn.outcome_of(ticket)
        });
        committing.await.map_err(|_| StoreError::Panicked)?
    }
}

impl Drop for SqliteWork {
    /// Undoes an unfinished unit of work and leaves the group's earlier ones standing.
    fn drop(&mut self) {
        let Some(mut turn) = self.turn.take() else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            for sql in ["ROLLBACK TO work", "RELEASE work"] {
                if turn.or_give_up(sql).await.is_err() {
                    return;
                }
            }
            if turn.finished == turn.settled {
                turn.settle().await;
            }
        });
    }
}
