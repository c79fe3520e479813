//! Asking for a correction of a locked number, and deciding about one.

use super::period::{kind_of, number};
use crate::pages::shown as words;
use crate::pages::tabs::{Tabs, tabs};
use crate::periods::rhythm::month_of;
use crate::periods::use_cases::corrections::{self, Asking, Number, Stage, Subject};
use crate::reading::{Kind, kind_by_name, kind_name};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::{CorrectionId, IndicatorId, Period, UnitId};
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::{Link, Tone};
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "periods/ask.html")]
struct AskPage {
    page: Page,
    tabs: Tabs,
    indicator: String,
    measure: String,
    period: String,
    current: String,
    /// Whether there is a number that could be taken back.
    is_there: bool,
    is_weighted: bool,
    value_key: &'static str,
    history: String,
    form: Typed,
}

#[derive(Template)]
#[template(path = "periods/correction.html")]
struct CorrectionPage {
    page: Page,
    tabs: Tabs,
    here: String,
    stage: String,
    indicator: Link,
    period: Link,
    before: String,
    after: String,
    reason: String,
    requested: String,
    decided: String,
    said: String,
    may_decide: bool,
    waits: bool,
    is_own: bool,
    form: Typed,
}

/// The number that the address names.
fn asked(
    get: impl Fn(&str) -> Option<String>,
) -> Result<(UnitId, (IndicatorId, Period, Kind)), WebError> {
    let number = |name| get(name).and_then(|text| text.parse::<i64>().ok());
    let period = get("period").and_then(|text| text.parse().ok());
    let kind = match get("kind").filter(|kind| !kind.is_empty()) {
        Some(name) => kind_by_name(&name).ok_or_else(WebError::not_found)?,
        None => Kind::Actual,
    };
    match (number("unit"), number("indicator"), period) {
        (Some(unit), Some(indicator), Some(period)) => {
            Ok((UnitId(unit), (IndicatorId(indicator), period, kind)))
        }
        _ => Err(WebError::not_found()),
    }
}

pub(super) async fn form(web: Web) -> Answer {
    let (unit, number) = asked(|name| web.query(name))?;
    let subject = corrections::subject(&web, unit, number).await?;
    let form = Typed::default()
        .with("unit", unit)
        .with("indicator", number.0)
        .with("period", number.1)
        .with("kind", kind_name(number.2))
        .with("seen", subject.current.map_or(0, |(version, _)| version));
    answer::page(&ask_page(&web, &subject, form))
}

fn ask_page(web: &Web, subject: &Subject, form: Typed) -> AskPage {
    let page = web.page("correction-new");
    let page = page.crumb(web.page("corrections-title").title, "/corrections");
    let page = page.subtitled(subject.place.name.clone());
    let current = subject.current.map(|(_, one)| number(one));
    let (unit, kind) = (subject.place.id, subject.kind);
    AskPage {
        tabs: tabs(web, &page),
        is_there: subject.current.is_some(),
        indicator: kind_of(&page, words::name(&page, &subject.indicator), kind),
        measure: words::measure(&page, &subject.indicator),
        period: page.period(&subject.period),
        current: current.unwrap_or_else(|| page.t("status-not-reported")),
        is_weighted: subject.indicator.is_weighted(),
        value_key: match subject.indicator.is_weighted() {
            true => "correction-numerator",
            false => "correction-after",
        },
        history: words::history(unit, &subject.indicator, subject.period, kind),
        form,
        page,
    }
}

pub(super) async fn request(Form(web, mut typed): Form) -> Answer {
    let (unit, number) = asked(|name| Some(typed.value(name).to_owned()))?;
    let outcome = ask(&web, &mut typed, (unit, number)).await;
    let (problems, status) = match outcome {
        Ok(id) => {
            let said = web.page("corrections-title").t("correction-asked");
            return answer::go_saying(&web, &format!("/corrections/{id}"), Tone::Good, &said);
        }
        Err(Refusal::Invalid(problems)) => (problems, StatusCode::UNPROCESSABLE_ENTITY),
        Err(Refusal::Conflict(problem)) => (vec![*problem], StatusCode::CONFLICT),
        Err(refusal) => return Err(refusal.into()),
    };
    let subject = corrections::subject(&web, unit, number).await?;
    let seen = subject.current.map_or(0, |(version, _)| version);
    let form = typed.refused(problems).instead("seen", seen);
    answer::with_status(status, &ask_page(&web, &subject, form))
}

/// Asks for what was typed.
async fn ask(
    web: &Web,
    typed: &mut Typed,
    (unit, (indicator, period, kind)): (UnitId, (IndicatorId, Period, Kind)),
) -> Result<CorrectionId, Refusal> {
    let after = if typed.has("withdraws", "yes") { None } else { Some(typed_number(typed)?) };
    let (reason, seen) = (typed.value("reason").to_owned(), typed.value("seen").parse());
    let seen = seen.unwrap_or(0);
    corrections::request(web, Asking { unit, indicator, period, kind, seen, after, reason }).await
}

/// The number that was typed in the place of the old one.
fn typed_number(typed: &mut Typed) -> Result<Number, Refusal> {
    let value = typed.quantity("value");
    let weight = match typed.value("weight").trim() {
        "" => None,
        _ => typed.quantity("weight"),
    };
    let value = value.filter(|_| typed.problems().is_empty());
    value.map(|value| (value, weight)).ok_or_else(|| Refusal::Invalid(Vec::new()))
}

fn correction_id(text: &str) -> Result<CorrectionId, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    drawn(&web, correction_id(&id)?, Typed::default(), StatusCode::OK).await
}

async fn drawn(web: &Web, id: CorrectionId, form: Typed, status: StatusCode) -> Answer {
    let shown = corrections::find(web, id).await?;
    answer::with_status(status, &correction_page(web, &shown, form))
}

fn correction_page(web: &Web, shown: &corrections::Shown, form: Typed) -> CorrectionPage {
    let (note, indicator) = (&shown.note, &shown.indicator);
    let page = web.page("corrections-title");
    let (title, list) = (page.t1("correction-n", "n", note.id), page.title.clone());
    let page = page.crumb(web.page("periods-title").title, "/periods").crumb(list, "/corrections");
    let page = page.named(title).subtitled(shown.place.name.clone());
    let month = month_of(note.period, web.settings.financial_year());
    let by = |by: &str, at: &i64| format!("{by} {}", page.moment(at));
    let history = words::history(note.unit, indicator, note.period, note.kind);
    let none = || page.t("status-not-reported");
    let name = kind_of(&page, words::name(&page, indicator), note.kind);
    CorrectionPage {
        tabs: tabs(web, &page),
        here: format!("/corrections/{}", note.id),
        stage: page.t(note.stage.key()),
        indicator: Link::new(name, history),
        period: Link::new(page.period(&note.period), super::href(note.unit, month)),
        before: note.before.map(number).unwrap_or_else(none),
        after: note.after.map(number).unwrap_or_else(none),
        reason: note.reason.clone(),
        requested: by(&note.requested_by, &note.requested_at),
        decided: note.decided.as_ref().map(|(who, at)| by(who, at)).unwrap_or_default(),
        said: note.said.clone(),
        may_decide: shown.may_decide,
        waits: note.stage == Stage::Requested,
        is_own: shown.is_own,
        form,
        page,
    }
}

pub(super) async fn decide(Path(id): Path<String>, Form(web, typed): Form) -> Answer {
    let id = correction_id(&id)?;
    let approves = match typed.value("deed") {
        "approve" => true,
        "refuse" => false,
        _ => return Err(WebError::not_found()),
    };
    let said = typed.value("said").to_owned();
    let (problems, status) = match corrections::decide(&web, id, approves, &said).await {
        Ok(()) => {
            let done = if approves { "correction-approved" } else { "correction-refused" };
            let said = web.page("corrections-title").t(done);
            return answer::go_saying(&web, &format!("/corrections/{id}"), Tone::Good, &said);
        }
        Err(Refusal::Invalid(problems)) => (problems, StatusCode::UNPROCESSABLE_ENTITY),
        Err(Refusal::Conflict(problem)) => (vec![*problem], StatusCode::CONFLICT),
        Err(refusal) => return Err(refusal.into()),
    };
    drawn(&web, id, typed.refused(problems), status).await
}
