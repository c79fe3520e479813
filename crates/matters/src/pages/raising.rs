//! The form that raises a matter.

use super::inside;
use crate::matter::Found;
use crate::use_cases::{self, NewMatter};
use askama::Template;
use directory::{recognition, tree};
use kernel::{Action, Resource, UnitId};
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, answer};

#[derive(Template)]
#[template(path = "matters/new.html")]
struct RaisingPage {
    page: Page,
    form: Typed,
    /// Where it was found, in words; with the record's address.
    found: String,
    cancel: String,
}

pub(super) async fn form(web: Web) -> Answer {
    let value = |name: &str| web.query(name).unwrap_or_default();
    let mut form = Typed::default()
        .with("day", web.now.today)
        .with("title", value("title"))
        .with("found", value("found"))
        .with("place", inside(&value("place")));
    if let Some(unit) = web.query("unit").and_then(|id| id.parse::<UnitId>().ok()) {
        let q = &mut web.read();
        tree::allowed(&web, q, (Action::Create, Resource::Matter), unit, web.now.today).await?;
        let steps = tree::path(q, unit, web.now.today).await?;
        form = form.with("unit", recognition::written(&steps));
    }
    answer::page(&raising_page(&web, form))
}

fn raising_page(web: &Web, form: Typed) -> RaisingPage {
    let page = web.page("matter-raise-title");
    let page = page.crumb(web.page("matters-title").title, "/matters");
    let place = inside(form.value("place")).to_owned();
    let cancel = if place.is_empty() { "/matters".to_owned() } else { place };
    RaisingPage { found: page.t(found(&form).key()), page, form, cancel }
}

fn found(form: &Typed) -> Found {
    Found::from_name(form.value("found")).unwrap_or(Found::Said)
}

pub(super) async fn raise(Form(web, mut typed): Form) -> Answer {
    let outcome = match read(&web, &mut typed).await {
        Ok(Some(new)) => use_cases::raise(&web, new).await,
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(id) => {
            let said = web.page("matters-title").t("matter-raised-done");
            answer::go_saying(&web, &format!("/matters/{id}"), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&raising_page(&web, typed.refused(problems)))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// What was typed, or `None` with every problem noted.
async fn read(web: &Web, typed: &mut Typed) -> Result<Option<NewMatter>, Refusal> {
    let (unit, title) = (typed.required("unit"), typed.required("title"));
    let (problem, day) = (typed.required("problem"), typed.day("day"));
    let (Some(unit), Some(title), Some(problem), Some(day)) = (unit, title, problem, day) else {
        return Ok(None);
    };
    let (found, place) = (found(typed), inside(typed.value("place")).to_owned());
    let scope = web.scope(Action::Read, Resource::Unit);
    let q = &mut web.read();
    let unit = recognition::chosen(q, &scope, &unit, web.now.today, "unit").await?;
    Ok(Some(NewMatter { unit, title, problem, found, place, day }))
}
