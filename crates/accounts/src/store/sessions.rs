//! Sessions: one row a browser, found by the digest of its token.

use super::stand_ins;
use crate::session;
use kernel::{Actor, Day, DayRange, Grant, PersonId, Role, UnitId, UserId, policy::ActorKind};
use store::{Db, Query, Result, StoreError, Tx, params};

/// Who a session belongs to.
pub struct Session {
    pub actor: Actor,
    pub user: UserId,
    pub csrf: String,
    pub seen: i64,
    pub must_change: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    must_change: bool,
    csrf: String,
    seen: i64,
    #[sqlx(flatten)]
    holder: Holder,
}

/// An account joined with one of its grants, if it has any.
#[derive(sqlx::FromRow)]
pub(super) struct Holder {
    account_id: i64,
    name: String,
    person_id: Option<i64>,
    role: Option<String>,
    unit_id: Option<i64>,
    valid_from: Option<i64>,
    valid_until: Option<i64>,
    /// How many steps others have entrusted to the account today.
    entrusted: i64,
}

/// The column `entrusted`, of the account `a` on the day of the given place.
macro_rules! entrusted {
    ($day:literal) => {
        concat!(
            "(SELECT COUNT(*) FROM stand_in s WHERE s.delegate_id = a.id AND s.valid_from <= ",
            $day,
            " AND s.valid_until > ",
            $day,
            ") AS entrusted "
        )
    };
}
pub(super) use entrusted;

impl Holder {
    /// Who the rows of one account are on a day; nobody without any.
    pub(super) async fn actor(
        q: &mut impl Query,
        rows: Vec<Self>,
        today: Day,
    ) -> Result<Option<Actor>> {
        let grants = rows.iter().filter_map(grant).collect::<Result<_>>()?;
        let Some(row) = rows.into_iter().next() else { return Ok(None) };
        let user = UserId(row.account_id);
        let stands_in = match row.entrusted {
            0 => Vec::new(),
            _ => stand_ins::held(q, user, today).await?,
        };
        let person = row.person_id.map(PersonId);
        let kind = ActorKind::User;
        Ok(Some(Actor { kind, user: Some(user), person, name: row.name, grants, stands_in }))
    }
}

/// The session of a token, with its holder's grants of today: the one query of every request but those of who
/// stands in for others.
pub async fn find(
    q: &mut impl Query,
    digest: Vec<u8>,
    now: kernel::Now,
) -> Result<Option<Session>> {
    let sql = concat!(
        "SELECT a.id AS account_id, a.name, a.person_id, a.must_change, s.csrf, s.seen, \
         g.role, g.unit_id, g.valid_from, g.valid_until, ",
        entrusted!("$4"),
        "FROM account_session s JOIN account a ON a.id = s.account_id AND a.active \
         LEFT JOIN role_grant g ON g.account_id = a.id AND g.valid_from <= $4 \
         AND g.valid_until > $4 \
         WHERE s.digest = $1 AND s.expires > $2 AND s.seen > $3"
    );
    let idle = now.at - session::IDLE;
    let rows: Vec<Row> = q.all(sql, params![digest, now.at, idle, now.today]).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let user = UserId(first.holder.account_id);
    let (csrf, seen, must_change) = (first.csrf.clone(), first.seen, first.must_change);
    let actor =
        Holder::actor(q, rows.into_iter().map(|row| row.holder).collect(), now.today).await?;
    Ok(actor.map(|actor| Session { actor, user, csrf, seen, must_change }))
}

/// The grant of a joined row; none for an account without any. A role that only a newer program knows
/// gives nothing.
fn grant(row: &Holder) -> Option<Result<Grant>> {
    let role = Role::from_name(row.role.as_deref()?)?;
    let day = |code: i64| {
        Day::from_code(code).ok_or_else(|| StoreError::Corrupt(format!("no day: {code}")))
    };
    let (unit, from, until) = (UnitId(row.unit_id?), day(row.valid_from?), day(row.valid_until?));
    Some(from.and_then(|from| Ok(Grant { role, unit, valid: DayRange { from, until: until? } })))
}

/// Opens a session and sweeps out those that are over.
pub async fn open(tx: &mut Tx, digest: Vec<u8>, user: UserId, csrf: &str, now: i64) -> Result<()> {
    tx.execute("DELETE FROM account_session WHERE expires <= $1", params![now]).await?;
    let sql = "INSERT INTO account_session (digest, account_id, csrf, created, seen, expires) \
               VALUES ($1, $2, $3, $4, $4, $5)";
    tx.execute(sql, params![digest, user, csrf, now, now + session::LONGEST]).await?;
    Ok(())
}

/// Notes a use. Not audited: it tells nothing that anyone did, only that the session still runs.
pub async fn seen(db: &Db, digest: Vec<u8>, now: i64) -> Result<()> {
    let mut tx = db.begin().await?;
    let sql = "UPDATE account_session SET seen = $2 WHERE digest = $1";
    tx.execute(sql, params![digest, now]).await?;
    tx.commit().await
}

/// Ends one session; says whether there was one.
pub async fn close(tx: &mut Tx, digest: Vec<u8>) -> Result<bool> {
    let sql = "DELETE FROM account_session WHERE digest = $1";
    Ok(tx.execute(sql, params![digest]).await? == 1)
}

/// Ends every session of an account.
pub async fn close_all(tx: &mut Tx, user: UserId) -> Result<u64> {
    tx.execute("DELETE FROM account_session WHERE account_id = $1", params![user]).await
}
