//! Access tokens: made on one's own account's page and shown once, ended there or by the administrator.

use super::{account, id, users};
use crate::access_token::New;
use crate::session::Current;
use crate::store::tokens::Token;
use crate::use_cases::tokens;
use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::Day;
use web_kit::answer::{self, Answer};
use web_kit::page::Tone;
use web_kit::status::Status;
use web_kit::{Form, Page, Web};

/// A token as a line of a table.
pub struct Row {
    pub token: Token,
    pub state: (Status, String),
    /// Where it is ended; `None` for one that works no more.
    pub end: Option<String>,
}

/// The lines of tokens; `place` is where each is ended.
pub fn rows(page: &Page, tokens: Vec<Token>, today: Day, place: &str) -> Vec<Row> {
    let row = |token: Token| {
        let (status, key, is_over) = if token.ended_at.is_some() {
            (Status::NotApplicable, "accounts-token-ended", true)
        } else if token.expires_on < today {
            (Status::NotApplicable, "accounts-token-expired", true)
        } else {
            (Status::Met, "accounts-token-works", false)
        };
        let end = (!is_over).then(|| format!("{place}/{}/end", token.id));
        Row { state: (status, page.t(key)), end, token }
    };
    tokens.into_iter().map(row).collect()
}

#[derive(Template)]
#[template(path = "accounts/token.html")]
struct TokenPage {
    page: Page,
    name: String,
    token: String,
}

/// Makes a token and shows it: here and never again.
pub async fn make(Extension(current): Extension<Current>, Form(web, mut typed): Form) -> Answer {
    let made = match typed.day("expires_on") {
        Some(day) => New::checked(typed.value("name"), day, web.now.today),
        None => Err(Vec::new()),
    };
    let new = match made {
        Ok(new) => new,
        Err(problems) => {
            let typed = typed.refused(problems);
            return account::shown(&web, &current, typed, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let token = tokens::make(&web, &new).await?;
    let page = web.page("accounts-token-title");
    let page = page.clone().crumb(page.t("accounts-account-title"), "/account");
    answer::page(&TokenPage { page, name: new.name, token })
}

fn said(web: &Web, to: &str) -> Answer {
    let words = web.page("accounts-account-title").t("accounts-token-ended-now");
    answer::go_saying(web, to, Tone::Good, &words)
}

/// Ends one of one's own.
pub async fn end_own(
    Extension(current): Extension<Current>,
    Path(token): Path<String>,
    Form(web, _): Form,
) -> Answer {
    tokens::end(&web, current.user, id(&token)?).await?;
    said(&web, "/account#tokens")
}

/// Ends somebody's.
pub async fn end(Path((user, token)): Path<(String, String)>, Form(web, _): Form) -> Answer {
    let user = id(&user)?;
    tokens::end(&web, user, id(&token)?).await?;
    said(&web, &format!("{}#tokens", users::place(user)))
}
