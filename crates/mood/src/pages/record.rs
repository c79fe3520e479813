//! One monthly record: what it says, the matters that were raised from it, and the form that writes it.

use super::{month_of, unit_id};
use crate::record::{Intensity, LONGEST, Theme, Trend};
use crate::use_cases::records::{self, Content, Shown, place};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::{Action, Month, Problem, Resource, UnitId};
use matters::matter::Found;
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::{Link, Tone};
use web_kit::{Answer, Form, Page, Web, answer};

#[derive(Template)]
#[template(path = "mood/record.html")]
struct RecordPage {
    page: Page,
    form: Typed,
    themes: Vec<Choice>,
    intensities: Vec<Choice>,
    trends: Vec<Choice>,
    longest: usize,
    is_new: bool,
    is_gap: bool,
    may_write: bool,
    /// Asked for when the month before has the same words.
    asks_same: bool,
    recorded_by: String,
    /// Matters raised from it, and how far they are.
    matters: Vec<(Link, String)>,
    raise: Option<String>,
    here: String,
}

pub(super) async fn show(web: Web, Path((unit, month)): Path<(String, String)>) -> Answer {
    shown(&web, unit_id(&unit)?, month_of(&month)?, None, StatusCode::OK).await
}

async fn shown(
    web: &Web,
    unit: UnitId,
    month: Month,
    form: Option<Typed>,
    status: StatusCode,
) -> Answer {
    let shown = records::find(web, unit, month).await?;
    let revision = shown.record.as_ref().map_or(0, |record| record.revision);
    let form = form.unwrap_or_else(|| filled(web, &shown, month)).instead("revision", revision);
    answer::with_status(status, &record_page(web, shown, month, form))
}

/// The form as the record is.
fn filled(web: &Web, shown: &Shown, month: Month) -> Typed {
    let heard = month.last_day().min(web.now.today);
    let Some(record) = &shown.record else { return Typed::default().with("heard", heard) };
    let content = &record.content;
    let form = Typed::default()
        .with("text", &content.text)
        .with("intensity", content.intensity.name())
        .with("trend", content.trend.name())
        .with("handled", if content.is_handled { "yes" } else { "" })
        .with("heard", content.heard)
        .with("replied", content.replied.map(|day| day.to_string()).unwrap_or_default());
    content.themes.iter().fold(form, |form, theme| form.with("theme", theme.name()))
}

fn record_page(web: &Web, shown: Shown, month: Month, form: Typed) -> RecordPage {
    let page = web.page("mood-records-title");
    let back = format!("/mood/records?unit={}", shown.unit.id);
    let title = page.t("mood-records-title");
    let page =
        page.crumb(title, back).named(shown.unit.name.clone()).subtitled(page_month(web, month));
    let here = place(shown.unit.id, month);
    let may_raise = shown.record.is_some() && web.can(Action::Create, Resource::Matter, &[]);
    let first = shown.record.as_ref().and_then(|record| record.content.themes.first());
    let about = first.map(|theme| page.t(theme.key())).unwrap_or_default();
    let matters = shown.matters.iter().map(|matter| {
        let link = Link::new(matter.title.clone(), format!("/matters/{}", matter.id));
        (link, page.t(matter.stage.key()))
    });
    RecordPage {
        themes: Theme::ALL.iter().map(|one| Choice::new(one.name(), page.t(one.key()))).collect(),
        intensities: Intensity::ALL
            .iter()
            .map(|one| Choice::new(one.name(), page.t(one.key())))
            .collect(),
        trends: Trend::ALL.iter().map(|one| Choice::new(one.name(), page.t(one.key()))).collect(),
        longest: LONGEST,
        is_new: shown.record.is_none(),
        is_gap: shown.record.is_none() && !form.is_refused(),
        may_write: shown.may_write,
        asks_same: form.problems().iter().any(|problem| problem.code == "mood-text-same"),
        recorded_by: shown.record.as_ref().map(|one| one.recorded_by.clone()).unwrap_or_default(),
        matters: matters.collect(),
        raise: may_raise.then(|| matters::at_new(shown.unit.id, &about, Found::Mood, &here)),
        here,
        form,
        page,
    }
}

fn page_month(web: &Web, month: Month) -> String {
    web.page("mood-records-title").month(&month)
}

pub(super) async fn write(
    Path((unit, month)): Path<(String, String)>,
    Form(web, mut typed): Form,
) -> Answer {
    let (unit, month) = (unit_id(&unit)?, month_of(&month)?);
    let seen = typed.parsed("revision").zip(Some(typed.has("same", "yes")));
    let outcome = match (read(&mut typed), seen) {
        (Some(content), Some(seen)) => records::write(&web, (unit, month), content, seen).await,
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    match outcome {
        Ok(()) => {
            let said = web.page("mood-records-title").t("mood-saved");
            answer::go_saying(&web, &place(unit, month), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            let form = typed.refused(problems);
            shown(&web, unit, month, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Refusal::Conflict(problem)) => {
            let form = typed.refused(vec![*problem]);
            shown(&web, unit, month, Some(form), StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// What was typed, or `None` with every problem noted.
fn read(typed: &mut Typed) -> Option<Content> {
    let themes = typed.values("theme").filter_map(Theme::from_name).collect();
    let intensity = typed.required("intensity").and_then(|name| Intensity::from_name(&name));
    let trend = typed.required("trend").and_then(|name| Trend::from_name(&name));
    let heard = typed.day("heard");
    let replied = typed.optional("replied").map(|text| text.parse());
    if replied.as_ref().is_some_and(Result::is_err) {
        let text = typed.value("replied").to_owned();
        typed.refuse(Problem::new("field-malformed").arg("value", text).at("replied"));
        return None;
    }
    Some(Content {
        themes,
        text: typed.value("text").to_owned(),
        intensity: intensity?,
        trend: trend?,
        is_handled: typed.has("handled", "yes"),
        heard: heard?,
        replied: replied.and_then(Result::ok),
    })
}
