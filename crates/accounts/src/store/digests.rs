//! Who wants the daily digest, whose turn it is, and how the ways out are.

use super::sessions::{Holder, entrusted};
use kernel::{Actor, Day, UserId};
use store::{Query, Result, Tx, params};

/// How long a turn belongs to the server that took it, in milliseconds.
const LEASE: i64 = 120_000;

pub async fn set(tx: &mut Tx, user: UserId, address: &str) -> Result<()> {
    let sql = "INSERT INTO account_digest (account_id, address, sent_on, taken_until) \
               VALUES ($1, $2, 0, 0) ON CONFLICT (account_id) DO UPDATE SET address = excluded.address";
    tx.execute(sql, params![user, address]).await?;
    Ok(())
}

pub async fn end(tx: &mut Tx, user: UserId) -> Result<()> {
    tx.execute("DELETE FROM account_digest WHERE account_id = $1", params![user]).await?;
    Ok(())
}

pub async fn address(q: &mut impl Query, user: UserId) -> Result<Option<String>> {
    let sql = "SELECT address FROM account_digest WHERE account_id = $1";
    let row: Option<(String,)> = q.optional(sql, params![user]).await?;
    Ok(row.map(|(address,)| address))
}

/// An account whose digest of a day has not gone out.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Due {
    #[sqlx(try_from = "i64")]
    pub user: UserId,
    pub address: String,
    pub lang: Option<String>,
}

/// Takes the next turn; a turn that a server died with is free again after two minutes.
pub async fn take(tx: &mut Tx, day: Day, now: i64) -> Result<Option<Due>> {
    let sql = "UPDATE account_digest SET taken_until = $1 WHERE account_id = (SELECT d.account_id \
               FROM account_digest d JOIN account a ON a.id = d.account_id AND a.active \
               AND NOT a.must_change WHERE d.sent_on < $2 AND d.attempted_on < $2 AND d.taken_until <= $3 \
               ORDER BY d.account_id LIMIT 1) AND taken_until <= $3 RETURNING account_id AS \"user\", address, \
               (SELECT lang FROM account WHERE id = account_id) AS lang";
    tx.optional(sql, params![now + LEASE, day, now]).await
}

/// Marks that the digest of a day is being sent now; false when that was marked before.
pub async fn attempt(tx: &mut Tx, user: UserId, day: Day) -> Result<bool> {
    let sql = "UPDATE account_digest SET attempted_on = $2 \
               WHERE account_id = $1 AND attempted_on < $2 AND sent_on < $2";
    Ok(tx.execute(sql, params![user, day]).await? == 1)
}

/// Notes that the digest of a day has gone out, or that there was nothing to say.
pub async fn sent(tx: &mut Tx, user: UserId, day: Day) -> Result<()> {
    let sql = "UPDATE account_digest SET sent_on = $2, taken_until = 0 WHERE account_id = $1";
    tx.execute(sql, params![user, day]).await?;
    Ok(())
}

/// Gives a turn back until a moment: the server has said that it did not take the letter.
pub async fn put_off(tx: &mut Tx, user: UserId, until: i64) -> Result<()> {
    let sql = "UPDATE account_digest SET taken_until = $2, attempted_on = 0 WHERE account_id = $1";
    tx.execute(sql, params![user, until]).await?;
    Ok(())
}

/// Who an account acts as on a day; nobody when it is closed.
pub async fn actor(q: &mut impl Query, user: UserId, today: Day) -> Result<Option<Actor>> {
    let sql = concat!(
        "SELECT a.id AS account_id, a.name, a.person_id, g.role, g.unit_id, g.valid_from, \
         g.valid_until, ",
        entrusted!("$2"),
        "FROM account a LEFT JOIN role_grant g ON g.account_id = a.id \
         AND g.valid_from <= $2 AND g.valid_until > $2 WHERE a.id = $1 AND a.active"
    );
    let rows: Vec<Holder> = q.all(sql, params![user, today]).await?;
    Holder::actor(q, rows, today).await
}

/// How a way out is.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Channel {
    pub name: String,
    /// Since when nothing could be sent, in milliseconds.
    pub failing_since: Option<i64>,
    pub error: Option<String>,
}

/// The ways out by which nothing goes at present.
pub async fn failing(q: &mut impl Query) -> Result<Vec<Channel>> {
    let sql = "SELECT name, failing_since, error FROM digest_channel \
               WHERE failing_since IS NOT NULL ORDER BY name";
    q.all(sql, params![]).await
}

/// Takes the turn of a way out that says one thing for all on a day; false when it has gone out or another
/// server sends it.
pub async fn take_channel(tx: &mut Tx, name: &str, day: Day, now: i64) -> Result<bool> {
    known(tx, name).await?;
    let sql = "UPDATE digest_channel SET taken_until = $2 \
               WHERE name = $1 AND sent_on < $3 AND attempted_on < $3 AND taken_until <= $4";
    Ok(tx.execute(sql, params![name, now + LEASE, day, now]).await? == 1)
}

/// Marks that the message of a day is being sent by a way out; false when that was marked before.
pub async fn attempt_channel(tx: &mut Tx, name: &str, day: Day) -> Result<bool> {
    let sql = "UPDATE digest_channel SET attempted_on = $2 \
               WHERE name = $1 AND attempted_on < $2 AND sent_on < $2";
    Ok(tx.execute(sql, params![name, day]).await? == 1)
}

/// Notes that a way out works, and the day whose message has gone out; says whether it failed before.
pub async fn works(tx: &mut Tx, name: &str, day: Day) -> Result<bool> {
    known(tx, name).await?;
    let sql = "UPDATE digest_channel SET failing_since = NULL, error = NULL \
               WHERE name = $1 AND failing_since IS NOT NULL";
    let is_mended = tx.execute(sql, params![name]).await? == 1;
    let sql = "UPDATE digest_channel SET sent_on = $2, taken_until = 0 WHERE name = $1";
    tx.execute(sql, params![name, day]).await?;
    Ok(is_mended)
}

/// Notes that nothing could be sent and when it is tried again; says whether that is new.
pub async fn fails(tx: &mut Tx, name: &str, error: &str, now: i64, again: i64) -> Result<bool> {
    known(tx, name).await?;
    let sql =
        "UPDATE digest_channel SET failing_since = $2 WHERE name = $1 AND failing_since IS NULL";
    let is_new = tx.execute(sql, params![name, now]).await? == 1;
    let sql = "UPDATE digest_channel SET error = $2, taken_until = $3, attempted_on = 0 \
               WHERE name = $1";
    tx.execute(sql, params![name, error, again]).await?;
    Ok(is_new)
}

async fn known(tx: &mut Tx, name: &str) -> Result<()> {
    let sql = "INSERT INTO digest_channel (name, sent_on, taken_until) VALUES ($1, 0, 0) \
               ON CONFLICT (name) DO NOTHING";
    tx.execute(sql, params![name]).await?;
    Ok(())
}
