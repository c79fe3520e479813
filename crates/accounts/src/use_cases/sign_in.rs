//! Signing in and out.

use crate::lockout;
use crate::password;
use crate::secret;
use crate::session::{Current, Token};
use crate::sign_in_name::SignInName;
use crate::store::accounts::{self, Account};
use crate::store::sessions::{self, Session};
use kernel::policy::ActorKind;
use kernel::{Actor, Lang, Now, Problem, UserId};
use serde_json::json;
use store::{Ctx, Db, Refusal};
use web_kit::preferences::Theme;

/// A session that has just begun.
pub struct Opened {
    pub token: Token,
    pub must_change: bool,
    /// As the account keeps them; `None` leaves the browser's choice.
    pub lang: Option<Lang>,
    pub theme: Option<Theme>,
}

/// Opens a session for whoever knows the password. The session that the browser had before, if any, ends.
///
/// # Errors
/// `sign-in-refused`, the same for a wrong password, an unknown name, and an account that is closed or
/// closed for now: nobody learns who has an account.
pub async fn sign_in(
    ctx: &Ctx,
    name: &str,
    typed: &str,
    before: Option<&Token>,
) -> Result<Opened, Refusal> {
    let account = match SignInName::parse(name) {
        Ok(name) => accounts::by_name(&mut ctx.read(), &name).await?,
        Err(_) => None,
    };
    match account {
        Some(account) if knows(ctx, &account, typed).await? => open(ctx, &account, before).await,
        Some(_) => Err(refused()),
        None => {
            password::is_right(typed, None).await?;
            Err(refused())
        }
    }
}

fn refused() -> Refusal {
    Problem::new("sign-in-refused")
        .arg("most", lockout::FREE + 1)
        .arg("minutes", lockout::FIRST_MINUTES)
        .into()
}

/// Whether what was typed is the account's password. Each try counts as wrong before it is looked at, so
/// that a hundred tries at once are not a hundred free ones; a right one is forgiven by the caller.
pub(super) async fn knows(ctx: &Ctx, account: &Account, typed: &str) -> Result<bool, Refusal> {
    let mut tx = ctx.db.begin().await?;
    let failures = accounts::count_attempt(&mut tx, account.id, ctx.now.at).await?;
    let closed_for = failures.map_or(0, lockout::closed_for);
    if closed_for > 0 {
        accounts::lock_until(&mut tx, account.id, ctx.now.at + closed_for).await?;
    }
    // Not audited as such: what became of the try is, below or with the session.
    tx.commit().await?;
    let kept = match failures {
        Some(_) => accounts::password(&mut ctx.read(), account.id).await?,
        None => None,
    };
    if password::is_right(typed, kept).await? {
        return Ok(true);
    }
    if let Some(failures) = failures {
        let mut work = ctx.work().await?;
        let after = json!({ "failures": failures, "closed_minutes": closed_for / 60_000 });
        work.audit("session.refuse", "account", account.id, None, Some(after.to_string()));
        work.commit().await?;
    }
    Ok(false)
}

async fn open(ctx: &Ctx, account: &Account, before: Option<&Token>) -> Result<Opened, Refusal> {
    let ctx = Ctx { actor: holder(account), ..ctx.clone() };
    let mut work = ctx.work().await?;
    if !accounts::signed_in(&mut work.tx, account.id, ctx.now.at).await? {
        return Err(refused());
    }
    accounts::forgive(&mut work.tx, account.id).await?;
    if let Some(before) = before {
        sessions::close(&mut work.tx, before.digest()).await?;
    }
    let token = Token::fresh();
    let csrf = secret::token();
    sessions::open(&mut work.tx, token.digest(), account.id, &csrf, ctx.now.at).await?;
    let (lang, theme) = accounts::preferences(&mut work.tx, account.id).await?;
    work.audit("session.open", "account", account.id, None, None);
    work.commit().await?;
    let (lang, theme) =
        (lang.as_deref().map(Lang::from_tag), theme.as_deref().map(Theme::from_tag));
    Ok(Opened { token, must_change: account.must_change, lang, theme })
}

fn holder(account: &Account) -> Actor {
    let (user, name) = (Some(account.id), account.name.clone());
    Actor { kind: ActorKind::User, user, person: account.person(), name, ..Actor::anonymous() }
}

/// Ends the session of this request.
pub async fn sign_out(ctx: &Ctx, current: &Current) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    sessions::close(&mut work.tx, current.token.digest()).await?;
    work.audit("session.close", "account", current.user, None, None);
    Ok(work.commit().await?)
}

/// Whom a token belongs to: one query, and every few minutes a note that the session is in use.
pub async fn recognise(db: &Db, token: &Token, now: Now) -> store::Result<Option<Session>> {
    let session = sessions::find(&mut db.read(), token.digest(), now).await?;
    if let Some(session) = &session
        && now.at - session.seen >= crate::session::SEEN_EVERY
    {
        sessions::seen(db, token.digest(), now.at).await?;
    }
    Ok(session)
}

/// Ends every session of an account, inside the change that wants it.
pub(super) async fn end_all(work: &mut store::Work, user: UserId) -> Result<(), Refusal> {
    let ended = sessions::close_all(&mut work.tx, user).await?;
    if ended > 0 {
        let after = json!({ "sessions": ended }).to_string();
        work.audit("session.end", "account", user, None, Some(after));
    }
    Ok(())
}
