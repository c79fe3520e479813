//! Roles: list, giving, ending.

use super::{again, id, noted, sheet, tabs};
use crate::sign_in_name::SignInName;
use crate::store::grants::Which;
use crate::use_cases::grants::{self, Give, View};
use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use kernel::{Action, Day, DayRange, GrantId, Problem, Resource, Role};
use web_kit::answer::{self, Answer};
use web_kit::form::{Choice, Typed};
use web_kit::page::{Link, Tone};
use web_kit::status::Status;
use web_kit::table::{Column, Query, Table};
use web_kit::{Form, Page, Web};

const COLUMNS: &[Column] = &[
    Column::text("account", "accounts-name"),
    Column::text("role", "accounts-role").filtered().explained("role"),
    Column { filters: true, ..Column::fixed("unit", "accounts-unit") },
    Column::text("from", "accounts-from"),
    Column::text("last", "accounts-last-day"),
    Column::fixed("state", "accounts-state"),
    Column::fixed("by", "accounts-given-by"),
];

#[derive(Template)]
#[template(path = "accounts/grants.html")]
struct ListPage {
    page: Page,
    tabs: Vec<(Link, bool)>,
    table: Table,
    rows: Vec<View>,
    today: Day,
    shows_all: bool,
    may_give: bool,
    form: Typed,
    roles: Vec<Choice>,
}

impl ListPage {
    fn state(&self, view: &View) -> (Status, String) {
        state(&self.page, view.held.grant.valid, self.today)
    }
}

/// Whether a grant holds, will hold, or is over, by look and word.
pub fn state(page: &Page, valid: DayRange, today: Day) -> (Status, String) {
    let (status, key) = if valid.until <= valid.from {
        (Status::NotApplicable, "accounts-grant-withdrawn")
    } else if valid.until <= today {
        (Status::NotApplicable, "accounts-grant-over")
    } else if valid.from > today {
        (Status::Pending, "accounts-grant-to-come")
    } else {
        (Status::Met, "accounts-grant-holds")
    };
    (status, page.t(key))
}

/// The roles whose names in the reader's words hold this text; `None` when it is empty.
fn called(page: &Page, text: &str) -> Option<Vec<Role>> {
    let text = text.trim().to_lowercase();
    let name = |role: &Role| page.t(format!("role-{}", role.name())).to_lowercase();
    let is_called = |role: &Role| name(role).contains(&text);
    (!text.is_empty()).then(|| Role::ALL.iter().copied().filter(is_called).collect())
}

async fn shown(web: &Web, query: &str, form: Typed, status: StatusCode) -> Answer {
    let query = Query::parse(query, COLUMNS);
    let shows_all = query.kept.iter().any(|(key, value)| key == "which" && value == "all");
    let which = if shows_all { Which::All } else { Which::Alive };
    let page = web.page("accounts-grants-title");
    let roles = called(&page, query.filter("role"));
    let (rows, total) = grants::list(web, &query, which, roles.as_deref()).await?;
    if query.as_workbook {
        return sheet::grants(&page, &rows, web.now.today);
    }
    let table = Table::new("grants", "/system/grants", COLUMNS, query, total).exported_if(web.can(
        Action::Export,
        Resource::Grant,
        &[],
    ));
    let may_give = web.can(Action::Create, Resource::Grant, &[]);
    let role = |role: &Role| Choice::new(role.name(), page.t(format!("role-{}", role.name())));
    let roles = Role::ALL.iter().map(role).collect();
    let (tabs, today) = (tabs(web, &page), web.now.today);
    let list = ListPage { page, tabs, table, rows, today, shows_all, may_give, form, roles };
    answer::with_status(status, &list)
}

pub async fn list(web: Web, RawQuery(query): RawQuery) -> Answer {
    let form = Typed::default()
        .with("sign_in", web.query("account").unwrap_or_default())
        .with("from", web.now.today);
    shown(&web, query.as_deref().unwrap_or_default(), form, StatusCode::OK).await
}

pub async fn give(Form(web, mut typed): Form) -> Answer {
    let Some(give) = parsed(&mut typed) else {
        return shown(&web, "", typed, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    match grants::give(&web, give).await {
        Ok(_) => {
            let words = web.page("accounts-grants-title").t("accounts-granted");
            answer::go_saying(&web, "/system/grants", Tone::Good, &words)
        }
        Err(refusal) => {
            let (form, status) = again(typed, refusal)?;
            shown(&web, "", form, status).await
        }
    }
}

fn parsed(typed: &mut Typed) -> Option<Give> {
    let sign_in = SignInName::parse(typed.value("sign_in"));
    let sign_in = noted(typed, sign_in);
    let role = Role::from_name(typed.value("role"));
    let role = noted(typed, role.ok_or_else(|| Problem::new("field-required").at("role")));
    let from = typed.day("from");
    let last = typed.optional("last").and_then(|_| typed.day("last"));
    if typed.is_refused() {
        return None;
    }
    Some(Give { sign_in: sign_in?, role: role?, unit: typed.optional("unit"), from: from?, last })
}

#[derive(Template)]
#[template(path = "accounts/grant.html")]
struct GrantPage {
    page: Page,
    view: View,
    state: (Status, String),
    form: Typed,
    revision: String,
    may_end: bool,
}

async fn shown_one(web: &Web, id: GrantId, form: Option<Typed>, status: StatusCode) -> Answer {
    let view = grants::find(web, id).await?;
    let valid = view.held.grant.valid;
    let revision = match &form {
        Some(form) if status != StatusCode::CONFLICT => form.value("revision").to_owned(),
        _ => view.held.revision.to_string(),
    };
    let form = form.unwrap_or_else(|| {
        let last = valid.last_day().map(|day| day.to_string());
        Typed::default().with("last", last.unwrap_or_default())
    });
    let page = web.page("accounts-grants-title");
    let role = page.t(format!("role-{}", view.held.grant.role.name()));
    let crumb = page.t("accounts-grants-title");
    let page = page.named(view.held.name.clone()).subtitled(role).crumb(crumb, "/system/grants");
    let state = state(&page, valid, web.now.today);
    let may_end = web.can(Action::Change, Resource::Grant, &[])
        && valid.until > web.now.today.max(valid.from)
        && web.actor.user != Some(view.held.user);
    answer::with_status(status, &GrantPage { page, view, state, form, revision, may_end })
}

pub async fn show(web: Web, Path(grant): Path<String>) -> Answer {
    shown_one(&web, id(&grant)?, None, StatusCode::OK).await
}

pub async fn end(Path(grant): Path<String>, Form(web, mut typed): Form) -> Answer {
    let grant = id(&grant)?;
    let at_once = typed.value("when") == "now";
    let last = if at_once { None } else { typed.day("last") };
    let revision = typed.parsed("revision");
    let (Some(revision), false) = (revision, typed.is_refused()) else {
        return shown_one(&web, grant, Some(typed), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    match grants::end(&web, grant, revision, last).await {
        Ok(()) => {
            let words = web.page("accounts-grants-title").t("accounts-ended");
            answer::go_saying(&web, "/system/grants", Tone::Good, &words)
        }
        Err(refusal) => {
            let (form, status) = again(typed, refusal)?;
            shown_one(&web, grant, Some(form), status).await
        }
    }
}
