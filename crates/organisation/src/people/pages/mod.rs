//! The pages of people: the list, one person, lists from files.

mod import;
mod list;
mod person;

use kernel::{Action, Resource};
use web_kit::{Needs, Routes};

const fn needs(action: Action) -> Needs {
    Needs::May(action, Resource::Person)
}

/// The routes of people.
pub fn routes() -> Routes {
    const READ: Needs = needs(Action::Read);
    const IMPORT: Needs = needs(Action::Import);
    Routes::new()
        .get("/people", READ, list::show)
        .get("/people/new", needs(Action::Create), person::ask)
        .post("/people/new", needs(Action::Create), person::create)
        .get("/people/{id}", READ, person::show)
        .post("/people/{id}", needs(Action::Change), person::change)
        .get("/people/template", IMPORT, import::template)
        .get("/people/import", IMPORT, import::ask)
        .upload("/people/import", IMPORT, import::receive)
        .get("/people/import/{id}", IMPORT, import::show)
        .get("/people/import/{id}/errors", IMPORT, import::errors)
        .post("/people/import/{id}/confirm", IMPORT, import::confirm)
        .post("/people/import/{id}/discard", IMPORT, import::discard)
}
