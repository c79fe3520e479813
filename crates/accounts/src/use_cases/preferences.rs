//! Language and theme that follow a person from browser to browser.

use kernel::Lang;
use serde_json::json;
use store::{Ctx, Refusal};
use web_kit::preferences::Theme;

use crate::store::accounts;

/// Keeps the signed-in person's choice; nothing to keep for anyone else.
pub async fn keep(ctx: &Ctx, lang: Lang, theme: Theme) -> Result<(), Refusal> {
    let Some(user) = ctx.actor.user else { return Ok(()) };
    let mut work = ctx.work().await?;
    accounts::set_preferences(&mut work.tx, user, lang.tag(), theme.tag()).await?;
    let after = json!({ "lang": lang.tag(), "theme": theme.tag() }).to_string();
    work.audit("account.preferences", "account", user, None, Some(after));
    Ok(work.commit().await?)
}
