//! The enterprise's settings.

use crate::use_cases::enterprise::{self, Enterprise};
use askama::Template;
use axum::http::StatusCode;
use store::Refusal;
use store::settings::DEFAULTS;
use web_kit::answer::{self, Answer};
use web_kit::form::{Choice, Typed};
use web_kit::page::{Link, Tone};
use web_kit::{Form, Page, Web, WebError};

#[derive(Template)]
#[template(path = "planning/enterprise.html")]
struct EnterprisePage {
    page: Page,
    /// The other pages of the system.
    tabs: Vec<(Link, bool)>,
    form: Typed,
    /// What somebody else has saved meanwhile, where it differs from what was typed.
    theirs: Vec<(String, String)>,
    may_change: bool,
}

/// The labels of the form's fields.
const LABELS: &[(&str, &str)] = &[
    ("enterprise-name", "settings-name"),
    ("time-zone", "settings-zone"),
    ("financial-year-start", "settings-year"),
    ("production-day-cut", "settings-cut"),
    ("tolerance-percent", "settings-tolerance"),
    ("self-building-percent", "settings-itself"),
    ("plan-step-days", "settings-steps"),
];

pub async fn show(web: Web) -> Answer {
    let found = enterprise::look(&web).await?;
    let form = found
        .values
        .iter()
        .fold(Typed::default(), |form, (key, value)| form.with(key, value))
        .with("revision", found.revision);
    answer::page(&page(&web, form).await?)
}

pub async fn save(Form(web, form): Form) -> Answer {
    let revision = form.value("revision").parse().unwrap_or(-1);
    let wanted = DEFAULTS
        .iter()
        .map(|(key, _)| ((*key).to_owned(), form.value(key).trim().to_owned()))
        .collect();
    match enterprise::save(&web, revision, &wanted).await {
        Ok(()) => {
            web.app.forget_settings().await;
            let text = web.page("settings-title").t("settings-saved");
            answer::go_saying(&web, "/system", Tone::Good, &text)
        }
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&page(&web, form.refused(problems)).await?)
        }
        Err(Refusal::Conflict(problem)) => {
            let now = enterprise::look(&web).await?;
            let mut page =
                page(&web, form.refused(vec![*problem]).instead("revision", now.revision)).await?;
            page.theirs = theirs(&page, &now);
            answer::with_status(StatusCode::CONFLICT, &page)
        }
        Err(other) => Err(other.into()),
    }
}

/// Beside what was typed, so that saving once more is a decision.
fn theirs(page: &EnterprisePage, now: &Enterprise) -> Vec<(String, String)> {
    let differs = |key: &str| now.values.get(key).filter(|kept| *kept != page.form.value(key));
    let shown = |key: &str, kept: &String| match key {
        "financial-year-start" => page.page.t1("settings-month", "n", kept),
        _ => kept.clone(),
    };
    let labels = LABELS.iter();
    labels
        .filter_map(|(key, label)| Some((page.page.t(label), shown(key, differs(key)?))))
        .collect()
}

async fn page(web: &Web, form: Typed) -> Result<EnterprisePage, WebError> {
    let may_change = enterprise::may_change(web).await?;
    let page = web.page("settings-title");
    let tabs = accounts::tabs(web, &page);
    Ok(EnterprisePage { tabs, page, form, theirs: Vec::new(), may_change })
}

impl EnterprisePage {
    fn months(&self) -> Vec<Choice> {
        (1..=12)
            .map(|month| Choice::new(month, self.page.t1("settings-month", "n", month)))
            .collect()
    }
}
