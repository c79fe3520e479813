//! The first run.

use super::{again, noted};
use crate::password::Password;
use crate::sign_in_name::SignInName;
use crate::use_cases::name;
use crate::use_cases::set_up::{self, Administrator, Done, SetUp};
use askama::Template;
use axum::http::StatusCode;
use directory::Kind;
use kernel::Problem;
use web_kit::answer::{self, Answer};
use web_kit::form::{Choice, Typed};
use web_kit::{Form, Page, Web, WebError};

#[derive(Template)]
#[template(path = "accounts/set-up.html")]
struct SetUpPage {
    page: Page,
    form: Typed,
    kinds: Vec<Choice>,
    months: Vec<Choice>,
}

/// What an enterprise may be.
const KINDS: [Kind; 3] = [Kind::Plant, Kind::Company, Kind::Group];

fn shown(web: &Web, form: Typed, status: StatusCode) -> Answer {
    let page = web.page("accounts-set-up-title").subtitled("");
    let kinds = KINDS.map(|kind| Choice::new(kind.name(), page.t(kind.key()))).to_vec();
    let month = |month: u8| Choice::new(month, page.t1("accounts-month", "n", month));
    let months = (1..=12).map(month).collect();
    answer::with_status(status, &SetUpPage { page, form, kinds, months })
}

pub async fn ask(web: Web) -> Answer {
    if !set_up::is_needed(&web.db).await? {
        return Err(WebError::not_found());
    }
    let page = web.page("accounts-set-up-title");
    let form = Typed::default()
        .with("kind", Kind::Plant.name())
        .with("zone", web.settings.time_zone())
        .with("year_start", web.settings.financial_year().start_month)
        .with("security_name", page.t("role-security-admin"))
        .with("audit_name", page.t("role-audit-admin"));
    shown(&web, form, StatusCode::OK)
}

pub async fn run(Form(web, mut typed): Form) -> Answer {
    if !set_up::is_needed(&web.db).await? {
        return Err(WebError::not_found());
    }
    let Some(input) = parsed(&mut typed) else {
        return shown(&web, typed, StatusCode::UNPROCESSABLE_ENTITY);
    };
    match set_up::run(&web, input).await {
        Ok(done) => {
            web.app.forget_settings().await;
            finished(&web, &typed, &done)
        }
        Err(refusal) => {
            let (form, status) = again(typed, refusal)?;
            shown(&web, form, status)
        }
    }
}

fn parsed(typed: &mut Typed) -> Option<SetUp> {
    let enterprise = typed.required("enterprise");
    let kind = Kind::from_name(typed.value("kind"));
    let zone = typed.required("zone");
    let year_start = typed.parsed("year_start");
    let system = administrator(typed, "system_sign_in", "system_name");
    let password = system.as_ref().and_then(|system| password(typed, &system.sign_in));
    let security = administrator(typed, "security_sign_in", "security_name");
    let audit = administrator(typed, "audit_sign_in", "audit_name");
    if typed.is_refused() {
        return None;
    }
    Some(SetUp {
        enterprise: enterprise?,
        kind: kind.unwrap_or(Kind::Plant),
        zone: zone?,
        year_start: year_start?,
        system: system?,
        password: password?,
        security: security?,
        audit: audit?,
    })
}

fn administrator(
    typed: &mut Typed,
    sign_in: &'static str,
    called: &'static str,
) -> Option<Administrator> {
    let parsed = SignInName::parse(typed.value(sign_in)).map_err(|problem| problem.at(sign_in));
    let sign_in = noted(typed, parsed);
    let parsed = name(typed.value(called), called);
    let name = noted(typed, parsed);
    Some(Administrator { sign_in: sign_in?, name: name? })
}

fn password(typed: &mut Typed, name: &SignInName) -> Option<Password> {
    if typed.value("password") != typed.value("repeat") {
        typed.refuse(Problem::new("password-repeat").at("repeat"));
        return None;
    }
    let chosen = Password::chosen(typed.value("password"), name);
    noted(typed, chosen)
}

#[derive(Template)]
#[template(path = "accounts/set-up-done.html")]
struct DonePage {
    page: Page,
    /// Role, sign-in name and one-time password of each of the two.
    handed: [(String, String, String); 2],
}

fn finished(web: &Web, typed: &Typed, done: &Done) -> Answer {
    let page = web.page("accounts-set-up-done-title");
    let handed = [
        ("role-security-admin", "security_sign_in", &done.security),
        ("role-audit-admin", "audit_sign_in", &done.audit),
    ]
    .map(|(role, field, password)| {
        (page.t(role), typed.value(field).trim().to_owned(), password.reveal().to_owned())
    });
    answer::page(&DonePage { page, handed })
}
