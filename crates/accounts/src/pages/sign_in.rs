//! Signing in and out.

use super::gate::{add_cookie, set_token, token};
use super::noted;
use crate::session::Current;
use crate::use_cases::sign_in::{self, Opened};
use askama::Template;
use axum::Extension;
use axum::http::{HeaderMap, StatusCode};
use kernel::Problem;
use store::Refusal;
use web_kit::answer::{self, Answer};
use web_kit::form::Typed;
use web_kit::preferences::{LANG_COOKIE, THEME_COOKIE, back, set_cookie};
use web_kit::{DemoAccount, Form, Page, Web};

#[derive(Template)]
#[template(path = "accounts/sign-in.html")]
struct SignInPage {
    page: Page,
    form: Typed,
    back: String,
    demo: Vec<DemoAccount>,
}

fn shown(web: &Web, form: Typed, back: &str, status: StatusCode) -> Answer {
    let demo = web.app.demo.clone().unwrap_or_default();
    let page = web.page("accounts-sign-in-title");
    answer::with_status(status, &SignInPage { page, form, back: back.to_owned(), demo })
}

pub async fn ask(web: Web) -> Answer {
    let to = web.query("back").unwrap_or_default();
    if web.is_signed_in() {
        return answer::go(&web, back(&to));
    }
    shown(&web, Typed::default(), back(&to), StatusCode::OK)
}

pub async fn enter(headers: HeaderMap, Form(web, mut typed): Form) -> Answer {
    let to = back(typed.value("back")).to_owned();
    let name = typed.required("sign_in");
    // Blanks belong to a password.
    let password = typed.value("password").to_owned();
    let empty = Problem::new("field-required").at("password");
    let filled = if password.is_empty() { Err(empty) } else { Ok(()) };
    let (Some(name), Some(())) = (name, noted(&mut typed, filled)) else {
        return shown(&web, typed, &to, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let before = token(&headers, web.app.secure);
    match sign_in::sign_in(&web, &name, &password, before.as_ref()).await {
        Ok(opened) => entered(&web, &opened, &to),
        Err(Refusal::Invalid(problems)) => {
            shown(&web, typed.refused(problems), &to, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(other) => Err(other.into()),
    }
}

fn entered(web: &Web, opened: &Opened, to: &str) -> Answer {
    let mut response = answer::go(web, if opened.must_change { "/account" } else { to })?;
    set_token(&mut response, web.app.secure, Some(&opened.token));
    if let Some(lang) = opened.lang {
        add_cookie(&mut response, &set_cookie(LANG_COOKIE, lang.tag()));
    }
    if let Some(theme) = opened.theme {
        add_cookie(&mut response, &set_cookie(THEME_COOKIE, theme.tag()));
    }
    Ok(response)
}

pub async fn leave(Extension(current): Extension<Current>, Form(web, _): Form) -> Answer {
    sign_in::sign_out(&web, &current).await?;
    let mut response = answer::go(&web, "/sign-in")?;
    set_token(&mut response, web.app.secure, None);
    Ok(response)
}
