//! Sending what is due: once a day for each person who wants it, once a day for the group.

use super::channels::{Channels, Mail, Undelivered, Webhook};
use super::{digest, waiting};
use accounts::use_cases::digest as accounts_digest;
use directory::withheld;
use kernel::calendar::day_start;
use kernel::{Actor, Lang, Now};
use matters::use_cases::{Listing, Order, Part};
use planning::periods::use_cases as periods;
use store::{Ctx, Refusal};
use web_kit::{App, Page};

/// After how many milliseconds a way out that failed is tried again.
const AGAIN: i64 = 600_000;

/// Units of which the group's message looks what they owe.
const MOST_UNITS: usize = 100;

/// Sends what is due now. A way out that fails is noted, said once, and tried again ten minutes later.
pub async fn run(app: &App, channels: &Channels) -> Result<(), Refusal> {
    let settings = app.settings().await?;
    let now = app.now(&settings)?;
    let midnight = day_start(now.today, settings.time_zone()).unwrap_or(now.at);
    if now.at < midnight + channels.from_minute * 60_000 {
        return Ok(());
    }
    if let Some(mail) = &channels.mail {
        while let Some(due) = accounts_digest::take(&app.db, now.today, now.at).await? {
            if !send(app, channels, mail, now, &due).await? {
                break;
            }
        }
    }
    if let Some(webhook) = &channels.webhook
        && accounts_digest::take_channel(&app.db, "webhook", now.today, now.at).await?
    {
        say(app, channels, webhook, now).await?;
    }
    Ok(())
}

/// Sends one person's digest; false when nothing more can be sent now.
async fn send(
    app: &App,
    channels: &Channels,
    mail: &Mail,
    now: Now,
    due: &accounts_digest::Due,
) -> Result<bool, Refusal> {
    let db = &app.db;
    let Some(actor) = accounts_digest::actor(db, due.user, now.today).await? else {
        accounts_digest::sent(db, due.user, now.today).await?;
        return Ok(true);
    };
    let ctx = ctx(app, actor, now).await?;
    let lang = due.lang.as_deref().map_or(Lang::Zh, Lang::from_tag);
    let page = Page::new(lang, "nav-work");
    let waiting = waiting(&ctx, &page).await?;
    if waiting.count() > 0 {
        let letter = digest::letter(&page, &waiting, &channels.site);
        if !accounts_digest::attempt(db, due.user, now.today).await? {
            return Ok(true);
        }
        match mail.send(&due.address, letter).await {
            Ok(()) => works(app, "mail", now).await?,
            // The letter of this person alone; the others are not kept waiting.
            Err(Undelivered::Refused(error)) => {
                tracing::warn!(account = %due.user, error, "a digest was not taken by the mail server");
            }
            Err(Undelivered::Later(error)) => {
                accounts_digest::put_off(db, due.user, now.at + AGAIN).await?;
                fails(app, "mail", &error, now).await?;
                return Ok(false);
            }
        }
    }
    accounts_digest::sent(db, due.user, now.today).await?;
    Ok(true)
}

/// Tells the group how much waits.
async fn say(app: &App, channels: &Channels, webhook: &Webhook, now: Now) -> Result<(), Refusal> {
    let mut ctx = ctx(app, Actor::system("ronghe"), now).await?;
    ctx.withheld = withheld::going_out(&app.db, now.today).await?;
    let listing = Listing {
        part: Part::Overdue,
        unit: None,
        is_deep: false,
        due: None,
        text: "",
        today: now.today,
        order: Order::Due,
        descending: false,
        limit: 1,
        offset: 0,
    };
    let overdue = matters::use_cases::list(&ctx, &listing, true).await?.total;
    let owing = periods::waiting(&ctx, MOST_UNITS).await?.len();
    if overdue > 0 || owing > 0 {
        let page = Page::new(Lang::Zh, "nav-work");
        let text = digest::to_group(&page, overdue, owing, &channels.site);
        if !accounts_digest::attempt_channel(&app.db, "webhook", now.today).await? {
            return Ok(());
        }
        if let Err(error) = webhook.say(text).await {
            return fails(app, "webhook", &error.to_string(), now).await;
        }
    }
    works(app, "webhook", now).await
}

async fn ctx(app: &App, actor: Actor, now: Now) -> Result<Ctx, Refusal> {
    let withheld = withheld::from_actor(&app.db, &actor, now.today).await?;
    Ok(Ctx { db: app.db.clone(), files: app.files.clone(), actor, now, withheld })
}

async fn works(app: &App, name: &str, now: Now) -> Result<(), Refusal> {
    if accounts_digest::works(&app.db, name, now.today).await? {
        tracing::info!(name, "digests go out again");
    }
    Ok(())
}

async fn fails(app: &App, name: &str, error: &str, now: Now) -> Result<(), Refusal> {
    let is_new = accounts_digest::fails(&app.db, name, error, now.at, now.at + AGAIN).await?;
    if is_new {
        tracing::error!(name, error, "digests cannot be sent; they are tried every ten minutes");
    }
    Ok(())
}
