//! One person: the forms for a new one and for a change, which asks who is meant when names are alike.

use crate::people::use_cases::{self, Entry};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use directory::people::Person;
use kernel::{Action, PersonId, Resource};
use store::Refusal;
use web_kit::confirm::ConfirmPage;
use web_kit::form::Typed;
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "people/new.html")]
struct NewPage {
    page: Page,
    form: Typed,
}

#[derive(Template)]
#[template(path = "people/person.html")]
struct PersonPage {
    page: Page,
    person: Person,
    /// Others of the same name.
    others: Vec<Person>,
    form: Typed,
    /// The revision that the form was filled from.
    revision: String,
    /// Whether what was typed stands beside what somebody else has saved.
    is_conflict: bool,
    may_change: bool,
}

fn page_of(web: &Web, title: &str) -> Page {
    let page = web.page(title);
    let people = page.t("people-title");
    page.crumb(people, "/people")
}

pub(super) async fn ask(web: Web) -> Answer {
    answer::page(&NewPage { page: page_of(&web, "people-new"), form: Typed::default() })
}

fn entry(typed: &Typed) -> Entry {
    Entry {
        name: typed.value("name").to_owned(),
        staff_number: typed.value("staff_number").to_owned(),
    }
}

pub(super) async fn create(Form(web, typed): Form) -> Answer {
    match use_cases::create(&web, &entry(&typed), typed.is_confirmed()).await {
        Ok(Ok(id)) => {
            let said = web.page("people-title").t1("people-created", "name", typed.value("name"));
            answer::go_saying(&web, &format!("/people/{id}"), Tone::Good, &said)
        }
        Ok(Err(alike)) => answer::page(&who_is_meant(&web, typed, &alike)),
        Err(Refusal::Invalid(problems)) => {
            let form = typed.refused(problems);
            answer::refused(&NewPage { page: page_of(&web, "people-new"), form })
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn who_is_meant(web: &Web, form: Typed, alike: &[Person]) -> ConfirmPage {
    let page = page_of(web, "people-new");
    let names: Vec<String> = alike.iter().map(|person| written(&page, person)).collect();
    let question = page.t1("people-alike-question", "name", form.value("name").trim());
    let detail =
        page.t1("people-alike-detail", "names", names.join(page.t("people-comma").as_str()));
    let label = page.t("people-alike-do");
    let (action, back) = ("/people/new".to_owned(), "/people".to_owned());
    ConfirmPage { page, action, form, question, detail, label, back }
}

/// Name and number, or that there is none.
fn written(page: &Page, person: &Person) -> String {
    let number = person.staff_number.clone().unwrap_or_else(|| page.t("people-no-number"));
    page.tn("people-name-and-number", &[("name", &person.name), ("number", &number)])
}

fn id(text: &str) -> Result<PersonId, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

pub(super) async fn show(web: Web, Path(person): Path<String>) -> Answer {
    shown(&web, id(&person)?, None, StatusCode::OK).await
}

async fn shown(web: &Web, id: PersonId, form: Option<Typed>, status: StatusCode) -> Answer {
    let (person, others) = use_cases::find(web, id).await?;
    let is_conflict = status == StatusCode::CONFLICT;
    // After a conflict the reader has both texts in front of her and saves over what is stored.
    let revision = match &form {
        Some(form) if !is_conflict => form.value("revision").to_owned(),
        _ => person.revision.to_string(),
    };
    let number = person.staff_number.as_deref().unwrap_or_default();
    let filled = || Typed::default().with("name", &person.name).with("staff_number", number);
    let form = form.unwrap_or_else(filled);
    let page = page_of(web, "people-title").named(person.name.clone());
    let may_change = web.can(Action::Change, Resource::Person, &[]);
    let template = PersonPage { page, person, others, form, revision, is_conflict, may_change };
    answer::with_status(status, &template)
}

pub(super) async fn change(Path(person): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = id(&person)?;
    let Some(revision) = typed.parsed("revision") else {
        return shown(&web, id, Some(typed), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    match use_cases::amend(&web, id, revision, &entry(&typed)).await {
        Ok(()) => {
            let said = web.page("people-title").t("people-changed");
            answer::go_saying(&web, &format!("/people/{id}"), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            let form = typed.refused(problems);
            shown(&web, id, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Refusal::Conflict(problem)) => {
            let form = typed.refused(vec![*problem]);
            shown(&web, id, Some(form), StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
