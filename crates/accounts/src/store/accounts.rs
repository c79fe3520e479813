//! Accounts: rows, the count of wrong passwords, the list.

use super::containing;
use crate::sign_in_name::SignInName;
use kernel::{PersonId, UserId};
use store::{Query, Result, Tx, assembled, params};
use web_kit::table;

/// An account, without its password.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Account {
    #[sqlx(try_from = "i64")]
    pub id: UserId,
    pub sign_in: String,
    pub name: String,
    pub active: bool,
    /// The password is a one-time one.
    pub must_change: bool,
    pub locked_until: i64,
    pub last_sign_in: Option<i64>,
    pub person_id: Option<i64>,
    pub revision: i64,
}

impl Account {
    pub fn person(&self) -> Option<PersonId> {
        self.person_id.map(PersonId)
    }

    pub fn is_locked(&self, now: i64) -> bool {
        self.locked_until > now
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, sign_in, name, active, must_change, locked_until, last_sign_in, person_id, \
             revision FROM account ",
            $rest
        )
    };
}

/// An account to be written.
pub struct NewAccount<'a> {
    pub sign_in: &'a SignInName,
    pub name: &'a str,
    /// As `password` keeps it.
    pub password: &'a str,
    pub must_change: bool,
    pub person: Option<PersonId>,
}

/// Whether anybody has an account.
pub async fn any(q: &mut impl Query) -> Result<bool> {
    let row: Option<(i64,)> = q.optional("SELECT id FROM account LIMIT 1", params![]).await?;
    Ok(row.is_some())
}

/// Takes the right to set the enterprise up; false when somebody else has had it. Of two at once the
/// second waits for the first.
pub async fn claim_set_up(tx: &mut Tx, at: i64) -> Result<bool> {
    let sql = "INSERT INTO account_set_up (id, at) VALUES (1, $1) ON CONFLICT (id) DO NOTHING";
    Ok(tx.execute(sql, params![at]).await? == 1)
}

/// Makes changes of grants and administrators wait for each other, so that a rule about several rows
/// holds for what is committed.
pub async fn lock_grants(tx: &mut Tx) -> Result<()> {
    tx.execute("UPDATE account_set_up SET at = at WHERE id = 1", params![]).await?;
    Ok(())
}

/// Writes an account; `None` when the sign-in name or the person has one already.
pub async fn insert(tx: &mut Tx, new: &NewAccount<'_>) -> Result<Option<UserId>> {
    let sql = "INSERT INTO account (sign_in, sign_in_key, name, password, active, must_change, \
               failures, locked_until, person_id, revision) \
               VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7, 1) ON CONFLICT DO NOTHING RETURNING id";
    let (sign_in, person) = (new.sign_in, new.person);
    let row: Option<(i64,)> = tx
        .optional(
            sql,
            params![
                sign_in.shown(),
                sign_in.key(),
                new.name,
                new.password,
                true,
                new.must_change,
                person
            ],
        )
        .await?;
    Ok(row.map(|(id,)| UserId(id)))
}

pub async fn by_id(q: &mut impl Query, id: UserId) -> Result<Option<Account>> {
    q.optional(select!("WHERE id = $1"), params![id]).await
}

pub async fn by_name(q: &mut impl Query, name: &SignInName) -> Result<Option<Account>> {
    q.optional(select!("WHERE sign_in_key = $1"), params![name.key()]).await
}

pub async fn of_person(q: &mut impl Query, person: PersonId) -> Result<Option<Account>> {
    q.optional(select!("WHERE person_id = $1"), params![person]).await
}

/// The kept password.
pub async fn password(q: &mut impl Query, id: UserId) -> Result<Option<String>> {
    let row: Option<(String,)> =
        q.optional("SELECT password FROM account WHERE id = $1", params![id]).await?;
    Ok(row.map(|(password,)| password))
}

/// Changes name and person if the revision is the one seen; says whether it was.
pub async fn amend(
    tx: &mut Tx,
    id: UserId,
    revision: i64,
    name: &str,
    person: Option<PersonId>,
) -> Result<bool> {
    let sql = "UPDATE account SET name = $3, person_id = $4, revision = revision + 1 \
               WHERE id = $1 AND revision = $2";
    Ok(tx.execute(sql, params![id, revision, name, person]).await? == 1)
}

/// Opens or closes the account; says whether that changed anything.
pub async fn set_active(tx: &mut Tx, id: UserId, active: bool) -> Result<bool> {
    let sql = "UPDATE account SET active = $2, revision = revision + 1 \
               WHERE id = $1 AND active <> $2";
    Ok(tx.execute(sql, params![id, active]).await? == 1)
}

/// Keeps another password and forgives the wrong ones.
pub async fn set_password(tx: &mut Tx, id: UserId, kept: &str, must_change: bool) -> Result<()> {
    let sql = "UPDATE account SET password = $2, must_change = $3, failures = 0, locked_until = 0, \
               revision = revision + 1 WHERE id = $1";
    tx.execute(sql, params![id, kept, must_change]).await?;
    Ok(())
}

pub async fn set_preferences(tx: &mut Tx, id: UserId, lang: &str, theme: &str) -> Result<()> {
    let sql = "UPDATE account SET lang = $2, theme = $3 WHERE id = $1";
    tx.execute(sql, params![id, lang, theme]).await?;
    Ok(())
}

/// The stored language and theme.
pub async fn preferences(
    q: &mut impl Query,
    id: UserId,
) -> Result<(Option<String>, Option<String>)> {
    q.one("SELECT lang, theme FROM account WHERE id = $1", params![id]).await
}

/// Counts a wrong password before it is looked at, unless the account is closed for now; returns how
/// many there are in a row.
pub async fn count_attempt(tx: &mut Tx, id: UserId, now: i64) -> Result<Option<i64>> {
    let sql = "UPDATE account SET failures = failures + 1 \
               WHERE id = $1 AND active AND locked_until <= $2 RETURNING failures";
    let row: Option<(i64,)> = tx.optional(sql, params![id, now]).await?;
    Ok(row.map(|(failures,)| failures))
}

pub async fn lock_until(tx: &mut Tx, id: UserId, until: i64) -> Result<()> {
    tx.execute("UPDATE account SET locked_until = $2 WHERE id = $1", params![id, until]).await?;
    Ok(())
}

/// Forgives the wrong passwords after a right one.
pub async fn forgive(tx: &mut Tx, id: UserId) -> Result<()> {
    let sql = "UPDATE account SET failures = 0, locked_until = 0 WHERE id = $1";
    tx.execute(sql, params![id]).await?;
    Ok(())
}

/// Notes a sign-in; false when the account was closed meanwhile.
pub async fn signed_in(tx: &mut Tx, id: UserId, now: i64) -> Result<bool> {
    let sql = "UPDATE account SET last_sign_in = $2 WHERE id = $1 AND active";
    Ok(tx.execute(sql, params![id, now]).await? == 1)
}

/// A page of the list, or all of it for an export.
pub async fn list(q: &mut impl Query, query: &table::Query) -> Result<Vec<Account>> {
    let column = match query.sort.map(|sort| sort.column) {
        Some("name") => "name",
        Some("last") => "COALESCE(last_sign_in, 0)",
        _ => "sign_in_key",
    };
    let order = if query.sort.is_some_and(|sort| sort.descending) { "DESC" } else { "ASC" };
    let (limit, offset) =
        if query.as_workbook { (i64::MAX, 0) } else { (query.size as i64, query.offset() as i64) };
    let sql = format!("{}{MATCHING} ORDER BY {column} {order}, id LIMIT $4 OFFSET $5", select!(""));
    let mut params = matching(query);
    params.extend(params![limit, offset]);
    q.all(assembled(sql), params).await
}

pub async fn count(q: &mut impl Query, query: &table::Query) -> Result<u64> {
    let sql = format!("SELECT COUNT(*) FROM account {MATCHING}");
    let (count,): (i64,) = q.one(assembled(sql), matching(query)).await?;
    Ok(count as u64)
}

const MATCHING: &str = "WHERE (sign_in_key LIKE $1 ESCAPE '\\' OR LOWER(name) LIKE $1 ESCAPE '\\') \
                        AND sign_in_key LIKE $2 ESCAPE '\\' AND LOWER(name) LIKE $3 ESCAPE '\\'";

fn matching(query: &table::Query) -> store::Params {
    params![
        containing(&query.search),
        containing(query.filter("sign-in")),
        containing(query.filter("name"))
    ]
}
