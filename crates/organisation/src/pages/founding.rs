//! The form for a new unit.

use super::{as_of, at_unit};
use crate::use_cases::choosing::{choose_parent, written};
use crate::use_cases::units::{self, Founding};
use crate::use_cases::viewing;
use askama::Template;
use directory::Kind;
use kernel::{Action, Lang, Problem, Resource, texts};
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "units/new.html")]
struct FoundingPage {
    page: Page,
    form: Typed,
    kinds: Vec<Choice>,
    may_withhold: bool,
    action: String,
    cancel: String,
}

/// Every kind in the reader's words.
pub(super) fn kinds(lang: Lang) -> Vec<Choice> {
    let choice = |kind: &Kind| Choice::new(kind.name(), texts::get().text(lang, kind.key()));
    Kind::ALL.iter().map(choice).collect()
}

/// The kind that was chosen; notes the problem when there is none of that name.
pub(super) fn chosen_kind(typed: &mut Typed) -> Option<Kind> {
    chosen_kind_at(typed, "kind")
}

pub(super) fn chosen_kind_at(typed: &mut Typed, field: &str) -> Option<Kind> {
    let name = typed.required(field)?;
    let kind = Kind::from_name(&name);
    if kind.is_none() {
        typed.refuse(Problem::new("field-malformed").arg("value", name).at(field));
    }
    kind
}

pub(super) async fn form(web: Web) -> Answer {
    let mut form = Typed::default().with("from", web.as_of);
    if let Some(parent) = web.query("parent").and_then(|id| id.parse().ok()) {
        let portrait = viewing::portrait(&web, parent, web.as_of).await?;
        form = form.with("parent", written(&portrait.path));
    }
    answer::page(&founding_page(&web, form))
}

pub(super) async fn found(Form(web, mut typed): Form) -> Answer {
    let founding = match read(&web, &mut typed).await {
        Ok(Some(founding)) => founding,
        Ok(None) => return answer::refused(&founding_page(&web, typed)),
        Err(error) => return Err(error),
    };
    let name = founding.name.clone();
    match units::found(&web, founding).await {
        Ok(id) => {
            let said = web.page("units-title").t1("units-founded", "name", name);
            answer::go_saying(&web, &at_unit(&web, id, ""), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&founding_page(&web, typed.refused(problems)))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn founding_page(web: &Web, form: Typed) -> FoundingPage {
    let cancel = as_of(web, "/units", &[]);
    let page = web.page("units-new").crumb(web.page("units-title").title, cancel.clone());
    FoundingPage {
        page,
        form,
        kinds: kinds(web.lang),
        may_withhold: web.can(Action::Change, Resource::WithheldUnit, &[]),
        action: as_of(web, "/units/new", &[]),
        cancel,
    }
}

/// What was typed, or `None` with every problem noted.
async fn read(web: &Web, typed: &mut Typed) -> Result<Option<Founding>, WebError> {
    let (name, kind, from) = (typed.required("name"), chosen_kind(typed), typed.day("from"));
    let code = typed.value("code").to_owned();
    let (parent, withheld) = (typed.required("parent"), typed.has("withheld", "yes"));
    let (Some(name), Some(kind), Some(from), Some(parent)) = (name, kind, from, parent) else {
        return Ok(None);
    };
    match choose_parent(web, &name, &parent, from).await {
        Ok(parent) => Ok(Some(Founding { parent, name, kind, code, from, withheld })),
        Err(Refusal::Invalid(problems)) => {
            problems.into_iter().for_each(|problem| typed.refuse(problem));
            Ok(None)
        }
        Err(refusal) => Err(refusal.into()),
    }
}
