//! The daily digest of what waits for a person: wanted by the person alone, sent by the program.

pub use crate::store::digests::{Channel, Due};

use crate::mail_address::MailAddress;
use crate::store::digests;
use kernel::{Action, Actor, Day, Resource, UserId};
use serde_json::json;
use store::{Ctx, Db, Refusal};

/// Where one's own digest goes; nowhere without an address.
pub async fn own(ctx: &Ctx) -> Result<Option<String>, Refusal> {
    let user = ctx.actor.user.ok_or(Refusal::Forbidden)?;
    Ok(digests::address(&mut ctx.read(), user).await?)
}

/// Has one's own digest sent to an address, or no longer. The audit says that, and not where to.
pub async fn keep(ctx: &Ctx, address: Option<&MailAddress>) -> Result<(), Refusal> {
    let user = ctx.actor.user.ok_or(Refusal::Forbidden)?;
    let mut work = ctx.work().await?;
    match address {
        Some(address) => digests::set(&mut work.tx, user, address.shown()).await?,
        None => digests::end(&mut work.tx, user).await?,
    }
    let after = json!({ "wanted": address.is_some() }).to_string();
    work.audit("account.digest", "account", user, None, Some(after));
    Ok(work.commit().await?)
}

/// The ways out by which nothing goes, for whoever keeps the system.
pub async fn failing(ctx: &Ctx) -> Result<Vec<Channel>, Refusal> {
    if !ctx.can(Action::Change, Resource::Setting, &[]) {
        return Ok(Vec::new());
    }
    Ok(digests::failing(&mut ctx.read()).await?)
}

/// Takes the next account whose digest of a day is due. Not audited, and neither is what follows: it is the
/// program's own round.
pub async fn take(db: &Db, day: Day, now: i64) -> store::Result<Option<Due>> {
    let mut tx = db.begin().await?;
    let due = digests::take(&mut tx, day, now).await?;
    tx.commit().await?;
    Ok(due)
}

/// Who the account acts as on a day.
pub async fn actor(db: &Db, user: UserId, day: Day) -> store::Result<Option<Actor>> {
    digests::actor(&mut db.read(), user, day).await
}

/// Notes that a person's digest of a day has gone out, or that nothing waited.
pub async fn sent(db: &Db, user: UserId, day: Day) -> store::Result<()> {
    let mut tx = db.begin().await?;
    digests::sent(&mut tx, user, day).await?;
    tx.commit().await
}

/// Marks that an account's digest of a day is being sent; false when another server did. Whoever dies after this
/// sends it no more: a letter of that day may be lost, none comes twice, and the next day's says it all.
pub async fn attempt(db: &Db, user: UserId, day: Day) -> store::Result<bool> {
    let mut tx = db.begin().await?;
    let is_ours = digests::attempt(&mut tx, user, day).await?;
    tx.commit().await?;
    Ok(is_ours)
}

/// The same for a way out that speaks to all at once.
pub async fn attempt_channel(db: &Db, name: &str, day: Day) -> store::Result<bool> {
    let mut tx = db.begin().await?;
    let is_ours = digests::attempt_channel(&mut tx, name, day).await?;
    tx.commit().await?;
    Ok(is_ours)
}

/// Gives an account's turn back until a moment.
pub async fn put_off(db: &Db, user: UserId, until: i64) -> store::Result<()> {
    let mut tx = db.begin().await?;
    digests::put_off(&mut tx, user, until).await?;
    tx.commit().await
}

/// Takes the day's turn of a way out that speaks to all at once.
pub async fn take_channel(db: &Db, name: &str, day: Day, now: i64) -> store::Result<bool> {
    let mut tx = db.begin().await?;
    let is_ours = digests::take_channel(&mut tx, name, day, now).await?;
    tx.commit().await?;
    Ok(is_ours)
}

/// Notes that a way out works; true when it did not before.
pub async fn works(db: &Db, name: &str, day: Day) -> store::Result<bool> {
    let mut tx = db.begin().await?;
    let is_mended = digests::works(&mut tx, name, day).await?;
    tx.commit().await?;
    Ok(is_mended)
}

/// Notes that nothing could be sent; true when that is new, so that it is said once.
pub async fn fails(db: &Db, name: &str, error: &str, now: i64, again: i64) -> store::Result<bool> {
    let mut tx = db.begin().await?;
    let is_new = digests::fails(&mut tx, name, error, now, again).await?;
    tx.commit().await?;
    Ok(is_new)
}
