//! The pages of people: the list, one person, where she works, lists from files.

pub(crate) mod employment;
mod list;
pub(crate) mod person;

use super::roll::People;
use crate::rolls::pages as rolls;
use kernel::{Action, Resource};
use web_kit::{Needs, Routes};

const fn needs(action: Action) -> Needs {
    Needs::May(action, Resource::Person)
}

/// The routes of people.
pub fn routes() -> Routes {
    const READ: Needs = needs(Action::Read);
    const CHANGE: Needs = needs(Action::Change);
    const IMPORT: Needs = needs(Action::Import);
    Routes::new()
        .get("/people", READ, list::show)
        .get("/people/new", needs(Action::Create), person::ask)
        .post("/people/new", needs(Action::Create), person::create)
        .get("/people/{id}", READ, person::show)
        .post("/people/{id}", CHANGE, person::change)
        .post("/people/{id}/employment", CHANGE, employment::employ)
        .post("/people/{id}/leaving", CHANGE, employment::leave)
        .get("/people/import", IMPORT, rolls::ask::<People>)
        .upload("/people/import", IMPORT, rolls::receive::<People>)
        .get("/people/import/template", IMPORT, rolls::template::<People>)
        .get("/people/import/{id}", IMPORT, rolls::show::<People>)
        .get("/people/import/{id}/errors", IMPORT, rolls::errors::<People>)
        .post("/people/import/{id}/rows/{row}", IMPORT, rolls::correct::<People>)
        .post("/people/import/{id}/confirm", IMPORT, rolls::confirm::<People>)
        .post("/people/import/{id}/discard", IMPORT, rolls::discard::<People>)
}
