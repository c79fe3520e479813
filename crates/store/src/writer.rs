//! SQLite's one writer, with group commit.
//!
//! Units of work take turns on one connection. Each runs between a savepoint and its release; the
//! transaction around them stays open while others wait. Whoever is done goes to the end of the queue,
//! and whoever comes first in it commits for all. So one write to the disk serves everyone who met, a
//! lone writer commits at once, and nobody hears "done" before the disk has it.

use crate::{Result, StoreError};
use sqlx::{Connection, SqliteConnection};
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Units of work in one commit at the most; bounds how much one failing commit can take along.
const GROUP: u64 = 64;

#[derive(Debug)]
pub(crate) struct Writer {
    turn: Arc<Mutex<Turn>>,
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
    /// Tickets up to here that belong to a failed commit, with its reason.
    failures: Vec<(std::ops::RangeInclusive<u64>, String)>,
}

/// One unit of work between its savepoint and its commit.
#[derive(Debug)]
pub(crate) struct SqliteWork {
    turn: Option<OwnedMutexGuard<Turn>>,
    queue: Arc<Mutex<Turn>>,
}

impl Writer {
    pub(crate) fn new(connection: SqliteConnection) -> Self {
        let connection = Some(connection);
        let turn = Turn { connection, open: false, finished: 0, settled: 0, failures: Vec::new() };
        Self { turn: Arc::new(Mutex::new(turn)) }
    }

    pub(crate) async fn begin(writer: &Arc<Self>) -> Result<SqliteWork> {
        let queue = Arc::clone(&writer.turn);
        let mut turn = Arc::clone(&queue).lock_owned().await;
        if turn.finished - turn.settled >= GROUP {
            turn.settle().await;
        }
        if !turn.open {
            turn.run("BEGIN IMMEDIATE").await?;
            turn.open = true;
        }
        let work = SqliteWork { turn: Some(turn), queue };
        work.savepoint().await
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

    /// Commits what is open and settles every finished ticket.
    async fn settle(&mut self) {
        if !self.open {
            return;
        }
        let outcome = self.run("COMMIT").await;
        self.conclude(outcome).await;
    }

    /// Ends the open transaction with this outcome for all tickets in it.
    async fn conclude(&mut self, outcome: Result<()>) {
        if let Err(error) = outcome {
            tracing::error!(%error, "a group commit failed");
            // After a full disk SQLite may have rolled back on its own; then this says so, harmlessly.
            let _ = self.run("ROLLBACK").await;
            if self.settled < self.finished {
                let tickets = self.settled + 1..=self.finished;
                self.failures.push((tickets, error.to_string()));
                let drop = self.failures.len().saturating_sub(16);
                self.failures.drain(..drop);
            }
        }
        self.open = false;
        self.settled = self.finished;
    }

    fn outcome_of(&self, ticket: u64) -> Result<()> {
        match self.failures.iter().find(|(tickets, _)| tickets.contains(&ticket)) {
            Some((_, reason)) => Err(StoreError::GroupCommit(reason.clone())),
            None => Ok(()),
        }
    }
}

impl SqliteWork {
    async fn savepoint(mut self) -> Result<Self> {
        self.turn()?.run("SAVEPOINT work").await?;
        Ok(self)
    }

    fn turn(&mut self) -> Result<&mut OwnedMutexGuard<Turn>> {
        self.turn.as_mut().ok_or(StoreError::Database(sqlx::Error::PoolClosed))
    }

    pub(crate) fn connection(&mut self) -> Result<&mut SqliteConnection> {
        self.turn()?.connection()
    }

    pub(crate) async fn commit(mut self) -> Result<()> {
        let mut turn = self.turn.take().ok_or(StoreError::Database(sqlx::Error::PoolClosed))?;
        let queue = Arc::clone(&self.queue);
        // A task of its own: a caller who goes away must not leave the others' transaction open.
        let committing = tokio::spawn(async move {
            turn.run("RELEASE work").await?;
            turn.finished += 1;
            let ticket = turn.finished;
            drop(turn);
            let mut turn = queue.lock().await;
            if turn.settled < ticket {
                turn.settle().await;
            }
            turn.outcome_of(ticket)
        });
        committing.await.map_err(|panic| StoreError::GroupCommit(panic.to_string()))?
    }
}

impl Drop for SqliteWork {
    /// Undoes an unfinished unit of work and leaves the group's earlier ones standing.
    fn drop(&mut self) {
        let Some(mut turn) = self.turn.take() else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            let undone = match turn.run("ROLLBACK TO work").await {
                Ok(()) => turn.run("RELEASE work").await,
                refused => refused,
            };
            // The engine had already thrown the whole transaction away: the others must hear of it.
            if undone.is_err() {
                turn.conclude(undone).await;
            } else if turn.finished == turn.settled {
                turn.settle().await;
            }
        });
    }
}
