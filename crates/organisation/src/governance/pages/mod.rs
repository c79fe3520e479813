//! The pages of governance: the matrix of checks, one unit, its bodies, tenures, what can be configured,
//! and major matters.

mod bodies;
mod exceptions;
mod kinds;
mod matrix;
mod matter;
mod matters;
pub(crate) mod seats;
mod tenures;
mod unit;

use super::roll::Posts;
use crate::pages::as_of;
use crate::rolls::pages as rolls;
use kernel::{Action, BodyId, Lang, MajorMatterId, Problem, Resource, TenureId, UnitId, texts};
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::{Needs, Routes, Web, WebError};

const READ: Needs = Needs::May(Action::Read, Resource::Post);
const CREATE: Needs = Needs::May(Action::Create, Resource::Post);
const CHANGE: Needs = Needs::May(Action::Change, Resource::Post);
const IMPORT: Needs = Needs::May(Action::Import, Resource::Post);
const READ_MATTER: Needs = Needs::May(Action::Read, Resource::MajorMatter);
const RAISE: Needs = Needs::May(Action::Create, Resource::MajorMatter);
const CHANGE_MATTER: Needs = Needs::May(Action::Change, Resource::MajorMatter);

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/governance", READ, matrix::show)
        .get("/governance/kinds", READ, kinds::show)
        .post("/governance/kinds", CHANGE, kinds::put_kind)
        .post("/governance/posts", CHANGE, kinds::put_post)
        .post("/governance/matter-kinds", CHANGE, kinds::put_matter)
        .get("/governance/{id}", READ, unit::show)
        .post("/governance/{id}/exceptions", CHANGE, exceptions::add)
        .post("/governance/{id}/exceptions/end", CHANGE, exceptions::end)
        .get("/bodies/new", CREATE, bodies::form)
        .post("/bodies/new", CREATE, bodies::found)
        .get("/bodies/{id}", READ, bodies::show)
        .post("/bodies/{id}", CHANGE, bodies::change)
        .get("/tenures/new", CREATE, tenures::form)
        .upload("/tenures/new", CREATE, tenures::open)
        .get("/tenures/people", CREATE, tenures::people)
        .get("/tenures/{id}", READ, tenures::show)
        .upload("/tenures/{id}", CHANGE, tenures::correct)
        .get("/tenures/{id}/file", READ, tenures::file)
        .get("/posts/import", IMPORT, rolls::ask::<Posts>)
        .upload("/posts/import", IMPORT, rolls::receive::<Posts>)
        .get("/posts/import/template", IMPORT, rolls::template::<Posts>)
        .get("/posts/import/{id}", IMPORT, rolls::show::<Posts>)
        .get("/posts/import/{id}/errors", IMPORT, rolls::errors::<Posts>)
        .post("/posts/import/{id}/rows/{row}", IMPORT, rolls::correct::<Posts>)
        .post("/posts/import/{id}/confirm", IMPORT, rolls::confirm::<Posts>)
        .post("/posts/import/{id}/discard", IMPORT, rolls::discard::<Posts>)
        .get("/major-matters", READ_MATTER, matters::show)
        .get("/major-matters/new", RAISE, matters::form)
        .post("/major-matters/new", RAISE, matters::raise)
        .get("/major-matters/{id}", READ_MATTER, matter::show)
        .post("/major-matters/{id}", CHANGE_MATTER, matter::correct)
        .upload("/major-matters/{id}/study", CHANGE_MATTER, matter::study)
        .upload("/major-matters/{id}/decision", CHANGE_MATTER, matter::decide)
        .get("/major-matters/{id}/study-file", READ_MATTER, matter::study_file)
        .get("/major-matters/{id}/decision-file", READ_MATTER, matter::decision_file)
}

/// What an address names; what is no id is nothing.
fn id<T: std::str::FromStr>(text: &str) -> Result<T, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

fn at_unit(web: &Web, id: UnitId) -> String {
    as_of(web, &format!("/governance/{id}"), &[])
}

fn at_body(web: &Web, id: BodyId) -> String {
    as_of(web, &format!("/bodies/{id}"), &[])
}

fn at_tenure(web: &Web, id: TenureId) -> String {
    as_of(web, &format!("/tenures/{id}"), &[])
}

fn at_matter(web: &Web, id: MajorMatterId) -> String {
    as_of(web, &format!("/major-matters/{id}"), &[])
}

/// The first day and the day after the last one of a form; without a last one there is no end.
fn days(typed: &mut Typed) -> Option<kernel::DayRange> {
    let from = typed.day("from");
    let until = match typed.optional("last") {
        Some(_) => typed.day("last").map(|last| last.plus_days(1)),
        None => Some(kernel::Day::FOREVER),
    };
    match kernel::DayRange::new(from?, until?) {
        Ok(range) => Some(range),
        Err(problem) => {
            typed.refuse(problem.at("last"));
            None
        }
    }
}

/// The values of an enumeration in the reader's words.
fn choices<T: Copy>(
    lang: Lang,
    all: &[T],
    name: impl Fn(T) -> &'static str,
    key: impl Fn(T) -> &'static str,
) -> Vec<Choice> {
    all.iter().map(|one| Choice::new(name(*one), texts::get().text(lang, key(*one)))).collect()
}

/// What a form is shown again with; anything else goes its own way.
fn problems(refusal: Refusal) -> Result<Vec<Problem>, WebError> {
    match refusal {
        Refusal::Invalid(problems) => Ok(problems),
        Refusal::Conflict(problem) => Ok(vec![*problem]),
        refusal => Err(refusal.into()),
    }
}
