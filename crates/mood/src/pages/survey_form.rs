//! The form of a survey: made as a draft, changed as long as it is one.

use super::{survey, survey_id};
use crate::survey::{MOST_QUESTIONS, USUAL_K};
use crate::use_cases::surveys::{self, NewSurvey};
use askama::Template;
use axum::extract::Path;
use directory::recognition;
use kernel::{Action, Month, Problem, Resource};
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, answer};

#[derive(Template)]
#[template(path = "mood/new.html")]
struct NewPage {
    page: Page,
    form: Typed,
    questions: Vec<(String, String)>,
}

/// The fields of the statements with their labels.
pub(super) fn fields(page: &Page) -> Vec<(String, String)> {
    let field = |number: usize| (format!("q{number}"), page.t1("mood-question-n", "n", number));
    (1..=MOST_QUESTIONS).map(field).collect()
}

pub(super) async fn ask(web: Web) -> Answer {
    let page = web.page("mood-new-title");
    let usual = (1..=MOST_QUESTIONS).map(|n| (format!("q{n}"), page.t(format!("mood-usual-{n}"))));
    let form = Typed::default()
        .with("title", page.t("mood-usual-title"))
        .with("month", web.now.today.month())
        .with("k", USUAL_K)
        .with("anonymous", "yes");
    let form = usual.fold(form, |form, (name, text)| form.with(&name, text));
    answer::page(&new_page(page, form))
}

fn new_page(page: Page, form: Typed) -> NewPage {
    let title = page.t("mood-title");
    let page = page.crumb(title, "/mood");
    NewPage { questions: fields(&page), page, form }
}

pub(super) async fn make(Form(web, mut typed): Form) -> Answer {
    let outcome = match read(&web, &mut typed).await {
        Ok(Some(new)) => surveys::make(&web, new).await,
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(id) => {
            let said = web.page("mood-title").t("mood-made");
            answer::go_saying(&web, &format!("/mood/{id}"), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&new_page(web.page("mood-new-title"), typed.refused(problems)))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

pub(super) async fn change(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = survey_id(&id)?;
    let outcome = match (typed.parsed("revision"), read(&web, &mut typed).await) {
        (Some(revision), Ok(Some(new))) => surveys::change(&web, id, revision, new).await,
        (_, Ok(_)) => Err(Refusal::Invalid(Vec::new())),
        (_, Err(refusal)) => Err(refusal),
    };
    survey::done(&web, id, typed, outcome, "mood-saved").await
}

/// What was typed, or `None` with every problem noted.
async fn read(web: &Web, typed: &mut Typed) -> Result<Option<NewSurvey>, Refusal> {
    let (unit, title) = (typed.required("unit"), typed.required("title"));
    let (month, k) = (month(typed, "month"), typed.parsed("k"));
    let (Some(unit), Some(title), Some(month), Some(k)) = (unit, title, month, k) else {
        return Ok(None);
    };
    let questions = (1..=MOST_QUESTIONS).map(|n| typed.value(&format!("q{n}")).to_owned());
    let (questions, is_anonymous) = (questions.collect(), typed.has("anonymous", "yes"));
    let scope = web.scope(Action::Create, Resource::Mood);
    let q = &mut web.read();
    let unit = recognition::chosen(q, &scope, &unit, web.now.today, "unit").await?;
    Ok(Some(NewSurvey { unit, month, title, questions, k, is_anonymous }))
}

/// A required month.
pub(super) fn month(typed: &mut Typed, name: &str) -> Option<Month> {
    let text = typed.required(name)?;
    let month = text.parse().ok();
    if month.is_none() {
        typed.refuse(Problem::new("month-invalid").arg("text", text).at(name));
    }
    month
}
