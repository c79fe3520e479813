//! The pages of people: the list, one person, lists from files.

mod import;
mod list;
mod person;

use kernel::{Action, Resource};
use web_kit::page::Link;
use web_kit::{Needs, Page, Routes, Web};

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

/// The storey's two lists, the present one marked; one alone for whoever sees no people.
pub fn tabs(web: &Web, page: &Page) -> Vec<(Link, bool)> {
    let all = [
        (Resource::Unit, "people-tab-units", "/units"),
        (Resource::Person, "people-title", "/people"),
    ];
    let path = web.path.split('?').next().unwrap_or_default();
    all.into_iter()
        .filter(|(resource, ..)| web.can(Action::Read, *resource, &[]))
        .map(|(_, key, href)| (Link::new(page.t(key), href), path == href))
        .collect()
}
