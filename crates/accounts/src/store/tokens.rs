//! Access tokens: one row each, found by its number; ended ones stay for the record.

use super::sessions::{Holder, entrusted};
use crate::access_token::{New, Secret};
use kernel::{Actor, Day, UserId};
use store::{Query, Result, StoreError, Tx, params};

/// A token as its maker and the administrator see it: the secret is nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub id: i64,
    pub user: UserId,
    pub name: String,
    pub created_at: i64,
    /// The last day on which it works.
    pub expires_on: Day,
    pub ended_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    account_id: i64,
    name: String,
    created_at: i64,
    expires_on: i64,
    ended_at: Option<i64>,
}

impl Row {
    fn token(self) -> Result<Token> {
        let expires_on = Day::from_code(self.expires_on)
            .ok_or_else(|| StoreError::Corrupt(format!("access token {}", self.id)))?;
        Ok(Token {
            id: self.id,
            user: UserId(self.account_id),
            name: self.name,
            created_at: self.created_at,
            expires_on,
            ended_at: self.ended_at,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, account_id, name, created_at, expires_on, ended_at FROM access_token ",
            $rest
        )
    };
}

/// Every token of an account, the newest first.
pub async fn of_account(q: &mut impl Query, user: UserId) -> Result<Vec<Token>> {
    let sql = select!("WHERE account_id = $1 ORDER BY id DESC");
    let rows: Vec<Row> = q.all(sql, params![user]).await?;
    rows.into_iter().map(Row::token).collect()
}

pub async fn by_id(q: &mut impl Query, id: i64) -> Result<Option<Token>> {
    let row: Option<Row> = q.optional(select!("WHERE id = $1"), params![id]).await?;
    row.map(Row::token).transpose()
}

/// Keeps a new token; returns its number.
pub async fn insert(
    tx: &mut Tx,
    user: UserId,
    new: &New,
    secret: &Secret,
    now: i64,
) -> Result<i64> {
    let sql = "INSERT INTO access_token (account_id, name, digest, created_at, expires_on) \
               VALUES ($1, $2, $3, $4, $5) RETURNING id";
    let row = params![user, new.name.as_str(), secret.digest(), now, new.expires_on];
    let (id,): (i64,) = tx.one(sql, row).await?;
    Ok(id)
}

/// Ends a token; false when it had ended before.
pub async fn end(tx: &mut Tx, id: i64, now: i64) -> Result<bool> {
    let sql = "UPDATE access_token SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
    Ok(tx.execute(sql, params![id, now]).await? == 1)
}

/// Ends every token of an account; says how many there were.
pub async fn end_all(tx: &mut Tx, user: UserId, now: i64) -> Result<u64> {
    let sql = "UPDATE access_token SET ended_at = $2 WHERE account_id = $1 AND ended_at IS NULL";
    tx.execute(sql, params![user, now]).await
}

#[derive(sqlx::FromRow)]
struct Kept {
    digest: Vec<u8>,
    #[sqlx(flatten)]
    holder: Holder,
}

/// Whom a token of this number would make the request act as today, with the digest to compare.
/// Nobody for a token that has ended, and for an account that is closed or must change its password.
pub async fn find(q: &mut impl Query, id: i64, today: Day) -> Result<Option<(Vec<u8>, Actor)>> {
    let sql = concat!(
        "SELECT t.digest, a.id AS account_id, a.name, a.person_id, \
         g.role, g.unit_id, g.valid_from, g.valid_until, ",
        entrusted!("$2"),
        "FROM access_token t JOIN account a ON a.id = t.account_id AND a.active \
         AND NOT a.must_change \
         LEFT JOIN role_grant g ON g.account_id = a.id AND g.valid_from <= $2 \
         AND g.valid_until > $2 \
         WHERE t.id = $1 AND t.ended_at IS NULL AND t.expires_on >= $2"
    );
    let rows: Vec<Kept> = q.all(sql, params![id, today]).await?;
    let Some(digest) = rows.first().map(|row| row.digest.clone()) else { return Ok(None) };
    let actor = Holder::actor(q, rows.into_iter().map(|row| row.holder).collect(), today).await?;
    Ok(actor.map(|actor| (digest, actor)))
}
