//! Accounts from a workbook: upload, preview, confirmation, and the rows that were refused as a sheet.
//!
//! The preview's rows travel in its form; nothing of the file is kept before or after.

use super::sheet;
use crate::roster::{self, Act, Checked, Row};
use crate::use_cases::roster::{self as use_case, Handed};
use askama::Template;
use axum::http::StatusCode;
use kernel::Problem;
use store::Refusal;
use web_kit::answer::{self, Answer};
use web_kit::form::Typed;
use web_kit::{Form, Page, Upload, Web, WebError};

#[derive(Template)]
#[template(path = "accounts/roster.html")]
struct AskPage {
    page: Page,
    form: Typed,
}

fn page_of(web: &Web, title: &str) -> Page {
    let page = web.page(title);
    let users = page.t("accounts-users-title");
    page.crumb(users, "/system/users")
}

fn shown(web: &Web, form: Typed, status: StatusCode) -> Answer {
    let page = page_of(web, "accounts-roster-title");
    answer::with_status(status, &AskPage { page, form })
}

pub async fn ask(web: Web) -> Answer {
    shown(&web, Typed::default(), StatusCode::OK)
}

#[derive(Template)]
#[template(path = "accounts/roster-preview.html")]
struct PreviewPage {
    page: Page,
    rows: Vec<Checked>,
    good: usize,
    idle: usize,
    bad: usize,
    /// The rows as the confirmation posts them.
    carried: String,
}

pub async fn preview(mut upload: Upload) -> Answer {
    let input = upload.file("file").await?;
    let web = upload.web;
    let read = tokio::task::spawn_blocking(move || roster::read(&input)).await;
    let rows = match read.map_err(|_| WebError::from(Problem::new("form-unreadable")))? {
        Ok(rows) => rows,
        Err(problem) => {
            let form = Typed::default().refused(vec![problem]);
            return shown(&web, form, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    previewed(&web, rows, StatusCode::OK).await
}

async fn previewed(web: &Web, rows: Vec<Row>, status: StatusCode) -> Answer {
    let carried = serde_json::to_string(&rows).unwrap_or_default();
    let rows = use_case::preview(web, rows).await?;
    let bad = rows.iter().filter(|checked| !checked.problems.is_empty()).count();
    let good = rows.iter().filter(|checked| checked.is_work()).count();
    let idle = rows.len() - bad - good;
    let page = page_of(web, "accounts-roster-preview-title");
    answer::with_status(status, &PreviewPage { page, rows, good, idle, bad, carried })
}

fn carried(typed: &Typed) -> Result<Vec<Row>, WebError> {
    let unreadable = |_| WebError::from(Problem::new("form-unreadable"));
    serde_json::from_str(typed.value("rows")).map_err(unreadable)
}

#[derive(Template)]
#[template(path = "accounts/roster-done.html")]
struct DonePage {
    page: Page,
    handed: Vec<Handed>,
    /// The passwords, to be downloaded from this page and nowhere else.
    passwords: String,
    done: Vec<(Act, usize)>,
    refused: usize,
    /// The refused rows, to be downloaded with their reasons.
    carried: String,
}

impl DonePage {
    fn leaves_any_out(&self) -> bool {
        self.refused > 0
    }
}

pub async fn confirm(Form(web, typed): Form) -> Answer {
    let rows = carried(&typed)?;
    match use_case::confirm(&web, rows.clone()).await {
        Ok(outcome) => {
            let refused: Vec<Row> =
                outcome.refused.into_iter().map(|checked| checked.row).collect();
            let carried = serde_json::to_string(&refused).unwrap_or_default();
            answer::page(&DonePage {
                page: page_of(&web, "accounts-roster-done-title"),
                passwords: passwords_of(&outcome.handed),
                handed: outcome.handed,
                done: outcome.done,
                refused: refused.len(),
                carried,
            })
        }
        // Somebody was faster, or nothing is left to create: the rows again, each with its reason.
        Err(Refusal::Invalid(_)) => previewed(&web, rows, StatusCode::UNPROCESSABLE_ENTITY).await,
        Err(other) => Err(other.into()),
    }
}

fn passwords_of(handed: &[Handed]) -> String {
    let row =
        |one: &Handed| [one.row.sign_in.clone(), one.name.clone(), one.password.reveal().into()];
    let rows: Vec<[String; 3]> = handed.iter().map(row).collect();
    serde_json::to_string(&rows).unwrap_or_default()
}

/// The passwords of the page that shows them, as a sheet. They come from that page: the program knows
/// their digests only.
pub async fn passwords(Form(web, typed): Form) -> Answer {
    let unreadable = |_| WebError::from(Problem::new("form-unreadable"));
    let rows: Vec<[String; 3]> =
        serde_json::from_str(typed.value("passwords")).map_err(unreadable)?;
    sheet::passwords(&web.page("accounts-roster-passwords"), &rows)
}

/// The refused rows as the same sheet with a column of reasons.
pub async fn errors(Form(web, typed): Form) -> Answer {
    let mut rows = use_case::preview(&web, carried(&typed)?).await?;
    rows.retain(|checked| !checked.problems.is_empty());
    sheet::refused(&web.page("accounts-roster-title"), &rows)
}

pub async fn template(web: Web) -> Answer {
    sheet::template(&web.page("accounts-roster-title"))
}
