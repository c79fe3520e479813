//! Background jobs, taken from the database so that two servers never do one twice.
//!
//! A job is taken for half a minute and held by renewing that; a server that dies leaves it to be taken
//! again. Each taking has a number, and whoever holds an older one can neither renew, finish nor give
//! back. A job that came to nothing three times is taken once more, for telling whoever waits for it
//! ([`Job::is_used_up`]); if even that fails it stays, with its error, until a person looks.

use crate::db::{Db, Query, Tx};
use crate::{Result, params};
use kernel::JobId;
use std::time::Duration;

/// How long a taken job belongs to its taker, in milliseconds.
const LEASE: i64 = 30_000;
/// How often a taker renews; a lease outlives two that come to nothing.
pub const RENEWAL: Duration = Duration::from_secs(10);
/// How often a job is tried.
pub const ATTEMPTS: i64 = 3;

/// A job to do.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Job {
    #[sqlx(try_from = "i64")]
    pub id: JobId,
    pub kind: String,
    pub payload: String,
    /// The number of this taking.
    pub attempts: i64,
}

impl Job {
    /// Whether all attempts came to nothing, so that this taking is for telling so.
    pub fn is_used_up(&self) -> bool {
        self.attempts > ATTEMPTS
    }
}

/// Puts a job into the queue, in the transaction of the change that wants it.
pub async fn enqueue(tx: &mut Tx, kind: &str, payload: &str, run_after: i64) -> Result<JobId> {
    let sql = "INSERT INTO job (kind, payload, state, run_after, taken_until, attempts) \
               VALUES ($1, $2, 'waiting', $3, 0, 0) RETURNING id";
    let (id,): (i64,) = tx.one(sql, params![kind, payload, run_after]).await?;
    Ok(JobId(id))
}

/// Takes the next job that is due, if any.
pub async fn take(db: &Db, now: i64) -> Result<Option<Job>> {
    let due = "SELECT id FROM job WHERE state = 'waiting' AND run_after <= $1 AND taken_until <= $1 \
               ORDER BY run_after, id LIMIT 1";
    let waiting: Option<(i64,)> = db.read().optional(due, params![now]).await?;
    let Some((id,)) = waiting else { return Ok(None) };
    let mut tx = db.begin().await?;
    // The condition is checked again on the locked row: whoever comes second gets nothing.
    let take = "UPDATE job SET taken_until = $1, attempts = attempts + 1 \
                WHERE id = $2 AND state = 'waiting' AND taken_until <= $3 \
                RETURNING id, kind, payload, attempts";
    let job = tx.optional(take, params![now + LEASE, id, now]).await?;
    tx.commit().await?;
    Ok(job)
}

/// Holds a job for another while; false when it was taken by another meanwhile.
pub async fn renew(db: &Db, job: &Job, now: i64) -> Result<bool> {
    let mut tx = db.begin().await?;
    let sql =
        "UPDATE job SET taken_until = $1 WHERE id = $2 AND attempts = $3 AND state = 'waiting'";
    let renewed = tx.execute(sql, params![now + LEASE, job.id, job.attempts]).await?;
    tx.commit().await?;
    Ok(renewed == 1)
}

/// Marks a job as done; false when it was taken by another meanwhile.
pub async fn done(tx: &mut Tx, job: &Job) -> Result<bool> {
    let sql = "UPDATE job SET state = 'done', error = NULL \
               WHERE id = $1 AND attempts = $2 AND state = 'waiting'";
    Ok(tx.execute(sql, params![job.id, job.attempts]).await? == 1)
}

/// Gives a failed job back, with its error, to be taken again a minute later for each attempt; one that
/// was used up stays. False when it was taken by another meanwhile.
pub async fn failed(tx: &mut Tx, job: &Job, error: &str, now: i64) -> Result<bool> {
    let state = if job.is_used_up() { "failed" } else { "waiting" };
    let sql = "UPDATE job SET state = $1, error = $2, taken_until = 0, run_after = $3 \
               WHERE id = $4 AND attempts = $5 AND state = 'waiting'";
    let after = now + job.attempts * 60_000;
    Ok(tx.execute(sql, params![state, error, after, job.id, job.attempts]).await? == 1)
}
