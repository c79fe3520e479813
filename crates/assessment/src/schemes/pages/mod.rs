//! The pages of schemes: the list, one version as it is read, the builder and the text, and what a draft would
//! have changed.

pub(crate) mod api;
mod begin;
mod book;
mod consult;
mod edit;
mod heard;
mod list;
mod said;
mod scheme;
mod text;
mod what_if;
mod words;

use kernel::{Action, Resource, SchemeId};
use web_kit::{Needs, Routes, WebError};

const READ: Needs = Needs::May(Action::Read, Resource::Scheme);
const CREATE: Needs = Needs::May(Action::Create, Resource::Scheme);
const CHANGE: Needs = Needs::May(Action::Change, Resource::Scheme);

/// The pages and what programs ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/schemes", READ, list::show)
        .get("/schemes/new", CREATE, begin::form)
        .post("/schemes/new", CREATE, begin::begin)
        .get("/schemes/{id}", READ, scheme::show)
        // Who submits, approves or returns is another one each time: the use case asks.
        .post("/schemes/{id}/deed", READ, scheme::act)
        .post("/schemes/{id}/next", CREATE, scheme::follow)
        .get("/schemes/{id}/consult", CHANGE, consult::form)
        .post("/schemes/{id}/consult", CHANGE, consult::record)
        .get("/schemes/{id}/heard/{number}", READ, heard::show)
        .upload("/schemes/{id}/heard/{number}/papers", CHANGE, heard::add)
        .get("/schemes/{id}/heard/{number}/papers/{paper}", READ, heard::read)
        .post("/schemes/{id}/heard/{number}/papers/{paper}/remove", CHANGE, heard::remove)
        .get("/schemes/{id}/edit", CHANGE, edit::show)
        .post("/schemes/{id}/edit", CHANGE, edit::save)
        .post("/schemes/{id}/edit/preview", CHANGE, edit::preview)
        .get("/schemes/{id}/text", CHANGE, text::show)
        .post("/schemes/{id}/text", CHANGE, text::save)
        .upload("/schemes/{id}/file", CHANGE, text::take)
        .get("/schemes/{id}/what-if", READ, what_if::show)
        .upload("/schemes/{id}/what-if", READ, what_if::run)
        .merge(api::routes())
}

fn scheme_id(text: &str) -> Result<SchemeId, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

/// The page of a version.
fn href(id: SchemeId) -> String {
    format!("/schemes/{id}")
}
