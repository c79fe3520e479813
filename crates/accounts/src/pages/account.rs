//! One's own account: password, language and theme, and the roles one holds.

use super::gate::{add_cookie, set_token};
use super::{again, noted, tokens};
use crate::access_token;
use crate::mail_address::MailAddress;
use crate::session::Current;
use crate::use_cases::{digest, grants, password, preferences, tokens as kept};
use askama::Template;
use axum::Extension;
use axum::http::StatusCode;
use kernel::{Lang, Problem};
use store::Refusal;
use web_kit::answer::{self, Answer};
use web_kit::form::Typed;
use web_kit::page::Tone;
use web_kit::preferences::{LANG_COOKIE, THEME_COOKIE, Theme, back, set_cookie};
use web_kit::{Form, Page, Web};

#[derive(Template)]
#[template(path = "accounts/account.html")]
struct AccountPage {
    page: Page,
    form: Typed,
    must_change: bool,
    grants: Vec<grants::View>,
    tokens: Vec<tokens::Row>,
    /// Which of the page's forms was refused.
    refused: Refused,
    /// The last day that a new token may name.
    latest: String,
}

/// A form of the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Refused {
    Password,
    Token,
    Digest,
}

impl AccountPage {
    fn is_refused(&self, form: Refused) -> bool {
        self.refused == form
    }

    fn themes(&self) -> [Theme; 3] {
        Theme::ALL
    }
}

pub(super) async fn shown(web: &Web, current: &Current, form: Typed, status: StatusCode) -> Answer {
    let grants = grants::own(web).await?;
    let page = web.page("accounts-account-title").subtitled(web.actor.name.clone());
    let must_change = current.must_change;
    let today = web.now.today;
    let tokens = tokens::rows(&page, kept::own(web).await?, today, "/account/tokens");
    let has = |field: &str| form.pairs().iter().any(|(name, _)| name == field);
    let refused = match () {
        () if has("expires_on") => Refused::Token,
        () if has("address") => Refused::Digest,
        () => Refused::Password,
    };
    let form = if refused == Refused::Digest {
        form
    } else {
        form.with("address", digest::own(web).await?.unwrap_or_default())
    };
    let latest = today.plus_days(access_token::LONGEST).to_string();
    let template = AccountPage { page, form, must_change, grants, tokens, refused, latest };
    answer::with_status(status, &template)
}

pub async fn show(Extension(current): Extension<Current>, web: Web) -> Answer {
    shown(&web, &current, Typed::default(), StatusCode::OK).await
}

pub async fn change_password(
    Extension(current): Extension<Current>,
    Form(web, typed): Form,
) -> Answer {
    let (present, wanted) = (typed.value("present"), typed.value("password"));
    let result = if wanted == typed.value("repeat") {
        password::change(&web, &current, present, wanted).await
    } else {
        Err(Refusal::from(Problem::new("password-repeat").at("repeat")))
    };
    match result {
        Ok(token) => {
            let words = web.page("accounts-account-title").t("accounts-password-changed");
            let mut response = answer::go_saying(&web, "/account", Tone::Good, &words)?;
            set_token(&mut response, web.app.secure, Some(&token));
            Ok(response)
        }
        Err(refusal) => {
            let (form, status) = again(typed, refusal)?;
            shown(&web, &current, form, status).await
        }
    }
}

/// Has the daily digest sent to an address; to none, when the field is empty.
pub async fn keep_digest(
    Extension(current): Extension<Current>,
    Form(web, mut typed): Form,
) -> Answer {
    let address = typed.optional("address").map(|text| MailAddress::parse(&text)).transpose();
    let Some(address) = noted(&mut typed, address) else {
        return shown(&web, &current, typed, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    digest::keep(&web, address.as_ref()).await?;
    let said = if address.is_some() { "accounts-digest-kept" } else { "accounts-digest-ended" };
    let words = web.page("accounts-account-title").t(said);
    answer::go_saying(&web, "/account", Tone::Good, &words)
}

/// Keeps the language or the theme: in the browser for everyone, in the account for who has one.
pub async fn prefer(Form(web, typed): Form) -> Answer {
    let lang = typed.optional("lang").map_or(web.lang, |tag| Lang::from_tag(&tag));
    let theme = typed.optional("theme").map_or(web.theme, |tag| Theme::from_tag(&tag));
    preferences::keep(&web, lang, theme).await?;
    let mut response = answer::go(&web, back(typed.value("back")))?;
    add_cookie(&mut response, &set_cookie(LANG_COOKIE, lang.tag()));
    add_cookie(&mut response, &set_cookie(THEME_COOKIE, theme.tag()));
    Ok(response)
}
