//! Access tokens for programs: made and ended by whom they act as, ended by a system administrator.

use super::account;
use crate::access_token::{self, New, Secret};
use crate::store::tokens::{self, Token};
use kernel::{Action, Actor, Now, Resource, UserId};
use serde_json::json;
use store::{Ctx, Db, Refusal, Work};

/// Makes a token that acts as who asks; the answer is the only place where it can be read.
pub async fn make(ctx: &Ctx, new: &New) -> Result<String, Refusal> {
    let user = ctx.actor.user.ok_or(Refusal::Forbidden)?;
    let secret = Secret::fresh();
    let mut work = ctx.work().await?;
    let id = tokens::insert(&mut work.tx, user, new, &secret, ctx.now.at).await?;
    let after = json!({ "account": user.0, "name": new.name,
                        "expires_on": new.expires_on.to_string() });
    work.audit("token.make", "token", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(secret.written(id))
}

/// One's own tokens, the newest first.
pub async fn own(ctx: &Ctx) -> Result<Vec<Token>, Refusal> {
    let user = ctx.actor.user.ok_or(Refusal::Forbidden)?;
    Ok(tokens::of_account(&mut ctx.read(), user).await?)
}

/// The tokens of an account, for an administrator.
pub async fn of_account(ctx: &Ctx, user: UserId) -> Result<Vec<Token>, Refusal> {
    ctx.may(Action::Read, Resource::User, &[])?;
    let q = &mut ctx.read();
    account(q, user).await?;
    Ok(tokens::of_account(q, user).await?)
}

/// Ends one of the tokens of an account: one's own, or anybody's for whoever may change accounts. One
/// that has ended already stays so.
pub async fn end(ctx: &Ctx, user: UserId, id: i64) -> Result<(), Refusal> {
    if ctx.actor.user != Some(user) {
        ctx.may(Action::Change, Resource::User, &[])?;
    }
    let mut work = ctx.work().await?;
    let token = tokens::by_id(&mut work.tx, id).await?;
    let token = token.filter(|token| token.user == user).ok_or(Refusal::NotFound)?;
    if !tokens::end(&mut work.tx, id, ctx.now.at).await? {
        return Ok(());
    }
    let before = json!({ "account": user.0, "name": token.name }).to_string();
    work.audit("token.end", "token", id, Some(before), None);
    Ok(work.commit().await?)
}

/// Ends every token of an account, inside the change that wants it.
pub(super) async fn end_all(work: &mut Work, user: UserId, now: i64) -> Result<(), Refusal> {
    let ended = tokens::end_all(&mut work.tx, user, now).await?;
    if ended > 0 {
        let after = json!({ "tokens": ended }).to_string();
        work.audit("token.end", "account", user, None, Some(after));
    }
    Ok(())
}

/// Whom a program acts as that sent this; nobody for what is no token, a wrong one or one that no longer
/// works. Nothing is counted: a secret of 256 bits is not found by trying.
pub async fn recognise(db: &Db, text: &str, now: Now) -> store::Result<Option<Actor>> {
    let Some((id, secret)) = access_token::parse(text) else { return Ok(None) };
    let found = tokens::find(&mut db.read(), id, now.today).await?;
    Ok(found.filter(|(digest, _)| secret.is_behind(digest)).map(|(_, actor)| actor))
}
