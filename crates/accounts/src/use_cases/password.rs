//! A person's own password.

use super::{account, sign_in};
use crate::password::Password;
use crate::secret;
use crate::session::{Current, Token};
use crate::sign_in_name::SignInName;
use crate::store::{accounts, sessions};
use kernel::Problem;
use store::{Ctx, Refusal};

/// Keeps another password. Every session of the account ends; the answer is the token of a new one for
/// the browser that asked.
///
/// # Errors
/// `password-wrong` for the present one (a wrong one counts as at sign-in), `password-same`, and what the
/// policy refuses.
pub async fn change(
    ctx: &Ctx,
    current: &Current,
    present: &str,
    wanted: &str,
) -> Result<Token, Refusal> {
    let account = account(&mut ctx.read(), current.user).await?;
    let password = Password::chosen(wanted, &SignInName::parse(&account.sign_in)?)?;
    if wanted == present {
        return Err(Problem::new("password-same").at("password").into());
    }
    if !sign_in::knows(ctx, &account, present).await? {
        return Err(Problem::new("password-wrong").at("present").into());
    }
    let kept = password.hash().await?;
    let mut work = ctx.work().await?;
    accounts::set_password(&mut work.tx, account.id, &kept, false).await?;
    sign_in::end_all(&mut work, account.id).await?;
    let token = Token::fresh();
    let csrf = secret::token();
    sessions::open(&mut work.tx, token.digest(), account.id, &csrf, ctx.now.at).await?;
    work.audit("account.password", "account", account.id, None, None);
    work.commit().await?;
    Ok(token)
}
