//! One person: the forms for a new one and for a change, which asks who is meant when names are alike;
//! where she works, and how she stands in the Party, for whoever may see that.

use crate::members::pages::StandingPart;
use crate::pages::{as_of, at_unit};
use crate::people::use_cases::{self, Alike, Employed, Entry};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use directory::people::Person;
use kernel::PersonId;
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
    /// The forms about what is dated.
    dated: Typed,
    work: Vec<WorkRow>,
    /// Whether she works anywhere on the day.
    is_employed: bool,
    standing: Option<StandingPart>,
    day: String,
    here: String,
    as_of: String,
    /// Whether what was typed stands beside what somebody else has saved.
    is_conflict: bool,
    may_change: bool,
}

/// Where she works or worked.
struct WorkRow {
    unit: String,
    /// Empty where the reader may not go.
    href: String,
    from: String,
    until: String,
    /// It holds on the day that is looked at.
    is_now: bool,
}

fn work_row(web: &Web, page: &Page, one: Employed) -> WorkRow {
    let days = one.span.valid;
    let last = days.last_day().map(|day| day.to_string());
    WorkRow {
        href: if one.may_read { at_unit(web, one.span.fact, "") } else { String::new() },
        unit: one.unit,
        from: days.from.to_string(),
        until: last.unwrap_or_else(|| page.t("units-open-end")),
        is_now: days.contains(web.as_of),
    }
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

fn who_is_meant(web: &Web, form: Typed, alike: &[Alike]) -> ConfirmPage {
    let page = page_of(web, "people-new");
    let names: Vec<String> = alike.iter().map(|alike| written(&page, alike)).collect();
    let question = page.t1("people-alike-question", "name", form.value("name").trim());
    let detail =
        page.t1("people-alike-detail", "names", names.join(page.t("people-comma").as_str()));
    let label = page.t("people-alike-do");
    let (action, back) = ("/people/new".to_owned(), "/people".to_owned());
    ConfirmPage { page, action, form, question, detail, label, back }
}

/// Name and number, or that there is none, or that she works where the writer may not look.
fn written(page: &Page, alike: &Alike) -> String {
    let person = &alike.person;
    let number = match &person.staff_number {
        _ if alike.is_elsewhere => page.t("people-in-other-unit"),
        Some(number) => number.clone(),
        None => page.t("people-no-number"),
    };
    page.tn("people-name-and-number", &[("name", &person.name), ("number", &number)])
}

pub(crate) fn id(text: &str) -> Result<PersonId, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

pub(super) async fn show(web: Web, Path(person): Path<String>) -> Answer {
    shown(&web, id(&person)?, None, None, StatusCode::OK).await
}

/// The page, with a form about the person herself or about what is dated that was refused.
pub(crate) async fn shown(
    web: &Web,
    id: PersonId,
    form: Option<Typed>,
    dated: Option<Typed>,
    status: StatusCode,
) -> Answer {
    let template = person_page(web, id, form, dated, status).await?;
    answer::with_status(status, &template)
}

async fn person_page(
    web: &Web,
    id: PersonId,
    form: Option<Typed>,
    dated: Option<Typed>,
    status: StatusCode,
) -> Result<PersonPage, WebError> {
    let (person, others, may_change) = use_cases::find(web, id, web.as_of).await?;
    let page = page_of(web, "people-title").named(person.name.clone());
    let work = use_cases::employment(web, id, web.as_of).await?;
    let work: Vec<WorkRow> = work.into_iter().map(|one| work_row(web, &page, one)).collect();
    let is_conflict = status == StatusCode::CONFLICT && form.is_some();
    Ok(PersonPage {
        is_employed: work.iter().any(|row| row.is_now),
        work,
        standing: StandingPart::of(web, &page, id).await?,
        dated: dated.unwrap_or_else(|| undated(web)),
        day: web.as_of.to_string(),
        here: format!("/people/{id}"),
        as_of: as_of(web, "", &[]),
        page,
        // After a conflict the reader has both texts in front of her and saves over what is stored.
        revision: revision(form.as_ref().filter(|_| !is_conflict), &person),
        form: form.unwrap_or_else(|| filled(&person)),
        person,
        others,
        is_conflict,
        may_change,
    })
}

fn revision(form: Option<&Typed>, person: &Person) -> String {
    form.map_or_else(|| person.revision.to_string(), |form| form.value("revision").to_owned())
}

fn filled(person: &Person) -> Typed {
    let number = person.staff_number.as_deref().unwrap_or_default();
    Typed::default().with("name", &person.name).with("staff_number", number)
}

/// The forms about what is dated, filled with the day that is looked at.
fn undated(web: &Web) -> Typed {
    let days = ["from", "left", "status_from", "counted_from", "ended"];
    days.into_iter().fold(Typed::default(), |form, name| form.with(name, web.as_of))
}

pub(super) async fn change(Path(person): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = id(&person)?;
    let Some(revision) = typed.parsed("revision") else {
        return shown(&web, id, Some(typed), None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    match use_cases::amend(&web, id, revision, &entry(&typed)).await {
        Ok(()) => {
            let said = web.page("people-title").t("people-changed");
            answer::go_saying(&web, &format!("/people/{id}"), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            let form = typed.refused(problems);
            shown(&web, id, Some(form), None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Refusal::Conflict(problem)) => {
            let form = typed.refused(vec![*problem]);
            shown(&web, id, Some(form), None, StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
