//! Background jobs, taken from the database so that two servers never do one twice.
//!
//! A job is taken for a while; a server that dies leaves it to be taken again. A job that failed three
//! times stays, with its error, until a person looks.

use crate::db::{Db, Query, Tx};
use crate::{Result, params};
use kernel::JobId;

/// How long a taken job belongs to its taker, in milliseconds.
const LEASE: i64 = 10 * 60 * 1000;
const ATTEMPTS: i64 = 3;

/// A job to do.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Job {
    #[sqlx(try_from = "i64")]
    pub id: JobId,
    pub kind: String,
    pub payload: String,
    pub attempts: i64,
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
               AND attempts < $2 ORDER BY run_after, id LIMIT 1";
    let waiting: Option<(i64,)> = db.read().optional(due, params![now, ATTEMPTS]).await?;
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

/// Marks a job as done.
pub async fn done(tx: &mut Tx, id: JobId) -> Result<()> {
    tx.execute("UPDATE job SET state = 'done', error = NULL WHERE id = $1", params![id]).await?;
    Ok(())
}

/// Gives a failed job back, with its error, to be taken again a minute later for each attempt.
pub async fn failed(tx: &mut Tx, job: &Job, error: &str, now: i64) -> Result<()> {
    let sql = "UPDATE job SET error = $1, taken_until = 0, run_after = $2 WHERE id = $3";
    tx.execute(sql, params![error, now + job.attempts * 60_000, job.id]).await?;
    Ok(())
}
