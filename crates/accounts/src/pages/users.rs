//! Accounts: list, one account, and what the system administrator does with them.

use super::{again, id, noted, sheet, tabs, tokens};
use crate::password::OneTime;
use crate::sign_in_name::SignInName;
use crate::store::accounts::Account;
use crate::use_cases::users::{self, Change, New, View};
use crate::use_cases::{grants, name, tokens as kept};
use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use kernel::{Action, Resource, UserId};
use web_kit::answer::{self, Answer};
use web_kit::confirm::ConfirmPage;
use web_kit::form::Typed;
use web_kit::page::{Link, Tone};
use web_kit::status::Status;
use web_kit::table::{Column, Query, Table};
use web_kit::{Form, Page, Web, WebError};

const COLUMNS: &[Column] = &[
    Column::text("sign-in", "accounts-sign-in-name").filtered(),
    Column::text("name", "accounts-name").filtered(),
    Column::fixed("state", "accounts-state"),
    Column::text("last", "accounts-last-sign-in"),
];

#[derive(Template)]
#[template(path = "accounts/users.html")]
struct ListPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    table: Table,
    rows: Vec<Account>,
    now: i64,
    may_create: bool,
}

impl ListPage {
    fn state(&self, account: &Account) -> (Status, String) {
        state(&self.page, account, self.now)
    }
}

/// An account's state by look and word.
pub fn state(page: &Page, account: &Account, now: i64) -> (Status, String) {
    let (status, key) = if !account.active {
        (Status::NotApplicable, "accounts-state-closed")
    } else if account.is_locked(now) {
        (Status::Locked, "accounts-state-locked")
    } else if account.must_change {
        (Status::Pending, "accounts-state-one-time")
    } else {
        (Status::Met, "accounts-state-active")
    };
    (status, page.t(key))
}

pub async fn list(web: Web, RawQuery(query): RawQuery) -> Answer {
    let query = Query::parse(query.as_deref().unwrap_or_default(), COLUMNS);
    let (rows, total) = users::list(&web, &query).await?;
    let page = web.page("accounts-users-title");
    if query.as_workbook {
        return sheet::users(&page, &rows, web.now.at);
    }
    let table = Table::new("users", "/system/users", COLUMNS, query, total).exported_if(web.can(
        Action::Export,
        Resource::User,
        &[],
    ));
    let may_create = web.can(Action::Create, Resource::User, &[]);
    let (tabs, now) = (tabs(&web, &page), web.now.at);
    answer::page(&ListPage { page, tabs, table, rows, now, may_create })
}

#[derive(Template)]
#[template(path = "accounts/user-new.html")]
struct NewPage {
    page: Page,
    form: Typed,
}

fn shown_new(web: &Web, form: Typed, status: StatusCode) -> Answer {
    let page = web.page("accounts-new-title");
    let page = page.clone().crumb(page.t("accounts-users-title"), "/system/users");
    answer::with_status(status, &NewPage { page, form })
}

pub async fn new(web: Web) -> Answer {
    shown_new(&web, Typed::default(), StatusCode::OK)
}

pub async fn create(Form(web, mut typed): Form) -> Answer {
    let sign_in = SignInName::parse(typed.value("sign_in"));
    let sign_in = noted(&mut typed, sign_in);
    let called = name(typed.value("name"), "name");
    let called = noted(&mut typed, called);
    let (Some(sign_in), Some(name)) = (sign_in, called) else {
        return shown_new(&web, typed, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let shown = sign_in.shown().to_owned();
    let staff_number = typed.optional("staff_number");
    match users::create(&web, New { sign_in, name, staff_number }).await {
        Ok((id, password)) => handed(&web, id, shown, &password),
        Err(refusal) => {
            let (form, status) = again(typed, refusal)?;
            shown_new(&web, form, status)
        }
    }
}

#[derive(Template)]
#[template(path = "accounts/one-time.html")]
struct OneTimePage {
    page: Page,
    sign_in: String,
    password: String,
    href: String,
}

/// Shows a one-time password: here and never again.
fn handed(web: &Web, id: UserId, sign_in: String, password: &OneTime) -> Answer {
    let page = web.page("accounts-one-time-title");
    let page = page.clone().crumb(page.t("accounts-users-title"), "/system/users");
    let (password, href) = (password.reveal().to_owned(), format!("/system/users/{id}"));
    answer::page(&OneTimePage { page, sign_in, password, href })
}

#[derive(Template)]
#[template(path = "accounts/user.html")]
struct UserPage {
    page: Page,
    view: View,
    state: (Status, String),
    form: Typed,
    /// The revision that the form was filled from.
    revision: String,
    may_change: bool,
    is_own: bool,
    /// `None` for a reader who may not know them.
    grants: Option<Vec<grants::View>>,
    may_grant: bool,
    tokens: Vec<tokens::Row>,
}

/// An account's page.
pub fn place(user: UserId) -> String {
    format!("/system/users/{user}")
}

async fn shown(web: &Web, id: UserId, form: Option<Typed>, status: StatusCode) -> Answer {
    let view = users::find(web, id).await?;
    let sees_grants = web.can(Action::Read, Resource::Grant, &[]);
    let grants = if sees_grants { Some(grants::of_account(web, id).await?) } else { None };
    let revision = revision(&view, form.as_ref(), status);
    let form = form.unwrap_or_else(|| filled(&view));
    let page = web.page("accounts-users-title").named(view.account.name.clone());
    let page = page.clone().crumb(page.t("accounts-users-title"), "/system/users");
    let state = state(&page, &view.account, web.now.at);
    let may = |action, resource| web.can(action, resource, &[]);
    let (may_change, may_grant) =
        (may(Action::Change, Resource::User), may(Action::Create, Resource::Grant));
    let is_own = web.actor.user == Some(id);
    let tokens = kept::of_account(web, id).await?;
    let tokens = tokens::rows(&page, tokens, web.now.today, &format!("{}/tokens", place(id)));
    let user = UserPage {
        page,
        view,
        state,
        form,
        revision,
        may_change,
        is_own,
        grants,
        may_grant,
        tokens,
    };
    answer::with_status(status, &user)
}

/// The revision that a form saves over: after a conflict the reader has both texts in front of her and
/// saves over what is stored.
fn revision(view: &View, form: Option<&Typed>, status: StatusCode) -> String {
    match form {
        Some(form) if status != StatusCode::CONFLICT => form.value("revision").to_owned(),
        _ => view.account.revision.to_string(),
    }
}

fn filled(view: &View) -> Typed {
    Typed::default()
        .with("name", &view.account.name)
        .with("staff_number", view.staff_number().unwrap_or_default())
}

pub async fn show(web: Web, Path(user): Path<String>) -> Answer {
    shown(&web, id(&user)?, None, StatusCode::OK).await
}

pub async fn change(Path(user): Path<String>, Form(web, mut typed): Form) -> Answer {
    let user = id(&user)?;
    let called = name(typed.value("name"), "name");
    let called = noted(&mut typed, called);
    let (Some(name), Some(revision)) = (called, typed.parsed("revision")) else {
        return shown(&web, user, Some(typed), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let staff_number = typed.optional("staff_number");
    match users::change(&web, user, Change { name, staff_number, revision }).await {
        Ok(()) => said(&web, user, "accounts-changed"),
        Err(refusal) => {
            let (form, status) = again(typed, refusal)?;
            shown(&web, user, Some(form), status).await
        }
    }
}

fn said(web: &Web, user: UserId, key: &str) -> Answer {
    let words = web.page("accounts-users-title").t(key);
    answer::go_saying(web, &format!("/system/users/{user}"), Tone::Good, &words)
}

/// Asks before something that the reader would not do by accident.
async fn sure(web: &Web, user: UserId, form: Typed, act: &str, key: &str) -> Answer {
    let view = users::find(web, user).await?;
    let page = web.page("accounts-users-title").named(view.account.name.clone());
    let back = format!("/system/users/{user}");
    let question = page.t1(&format!("{key}-question"), "name", &view.account.name);
    let (detail, label) = (page.t(format!("{key}-detail")), page.t(key));
    let action = format!("{back}/{act}");
    answer::page(&ConfirmPage { page, action, form, question, detail, label, back })
}

pub async fn close(Path(user): Path<String>, Form(web, typed): Form) -> Answer {
    let user = id(&user)?;
    if !typed.is_confirmed() {
        return sure(&web, user, typed, "close", "accounts-close").await;
    }
    match users::set_active(&web, user, false).await {
        Ok(()) => said(&web, user, "accounts-closed"),
        Err(refusal) => refused(&web, user, refusal).await,
    }
}

pub async fn open(Path(user): Path<String>, Form(web, _): Form) -> Answer {
    let user = id(&user)?;
    match users::set_active(&web, user, true).await {
        Ok(()) => said(&web, user, "accounts-opened"),
        Err(refusal) => refused(&web, user, refusal).await,
    }
}

pub async fn reset(Path(user): Path<String>, Form(web, typed): Form) -> Answer {
    let user = id(&user)?;
    if !typed.is_confirmed() {
        return sure(&web, user, typed, "reset", "accounts-reset").await;
    }
    match users::reset_password(&web, user).await {
        Ok(password) => {
            let sign_in = users::find(&web, user).await?.account.sign_in;
            handed(&web, user, sign_in, &password)
        }
        Err(refusal) => refused(&web, user, refusal).await,
    }
}

/// The account's page with what was refused above its form.
async fn refused(
    web: &Web,
    user: UserId,
    refusal: store::Refusal,
) -> Result<axum::response::Response, WebError> {
    let view = users::find(web, user).await?;
    let form = filled(&view).with("revision", view.account.revision);
    let (form, status) = again(form, refusal)?;
    shown(web, user, Some(form), status).await
}
