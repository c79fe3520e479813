//! Why the database did not do it. A person reads the words of a [`Problem`]; the log reads the cause.

use kernel::Problem;
use std::sync::Arc;

/// A failure below the use cases.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A row with this key exists already: the caller may answer with a conflict.
    #[error("the row exists already")]
    Exists(#[source] sqlx::Error),
    /// The disk or the database's quota is full, for a row or for a file; nothing of this unit of work
    /// was kept.
    #[error("the disk is full")]
    Full(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// There is no such database, or it may not be read.
    #[error("the database cannot be opened")]
    Unopened(#[source] sqlx::Error),
    /// Any other answer of the database.
    #[error("the database refused")]
    Database(#[source] sqlx::Error),
    /// The commit that this unit of work shared with others did not reach the disk.
    #[error("the shared commit failed")]
    GroupCommit(#[source] Arc<StoreError>),
    /// The task that wrote died; nothing of this unit of work was kept.
    #[error("the writer panicked")]
    Panicked,
    /// A unit of work tried to commit without an audit entry.
    #[error("a unit of work without an audit entry")]
    Unaudited,
    /// The tables are older than the program: this migration has not run.
    #[error("migration {0} has not run")]
    Older(String),
    /// A migration that has landed was changed afterwards, or the data are of a newer program.
    #[error("migration {0} does not fit this program")]
    Migration(String),
    /// A stored file is missing or was changed.
    #[error("file store: {0}")]
    File(String, #[source] std::io::Error),
    /// Stored data that no write of this program can have made.
    #[error("stored data are wrong: {0}")]
    Corrupt(String),
}

impl StoreError {
    /// The words for the person who waits for an answer.
    pub fn problem(&self) -> Problem {
        Problem::new(match self {
            Self::GroupCommit(reason) => return reason.problem(),
            Self::Full(_) => "store-full",
            Self::Exists(_) => "store-exists",
            Self::Unopened(_) => "store-unopened",
            Self::Older(name) => return Problem::new("store-older").arg("migration", name),
            Self::Migration(_) => "store-migration",
            Self::File(..) => "store-file",
            Self::Corrupt(_) => "store-corrupt",
            Self::Database(_) | Self::Panicked | Self::Unaudited => "store-failed",
        })
    }

    /// Whether the disk is full, here or in the commit that this unit of work shared.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Full(_) => true,
            Self::GroupCommit(reason) => reason.is_full(),
            _ => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let (unique, code) = match error.as_database_error() {
            Some(cause) => (cause.is_unique_violation(), cause.code().map(|c| c.into_owned())),
            None => (false, None),
        };
        match code.as_deref() {
            _ if unique => Self::Exists(error),
            // SQLITE_FULL; PostgreSQL disk_full. An I/O error while SQLite grows its log is told the same way.
            Some("13" | "53100" | "778" | "4874") => Self::Full(Box::new(error)),
            // SQLITE_CANTOPEN; PostgreSQL invalid_catalog_name.
            Some("14" | "3D000") => Self::Unopened(error),
            _ => Self::Database(error),
        }
    }
}
