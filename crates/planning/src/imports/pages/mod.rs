//! The pages of imports and profiles.

mod import;
mod lines;
mod list;
mod profile;
mod upload;

use kernel::{Action, Resource};
use web_kit::routes::{Needs, Routes};

/// The routes of imports and profiles.
pub fn routes() -> Routes {
    let read = Needs::May(Action::Read, Resource::Import);
    let import = Needs::May(Action::Import, Resource::Import);
    let profiles = Needs::May(Action::Read, Resource::Profile);
    let keep = Needs::May(Action::Change, Resource::Profile);
    Routes::new()
        .get("/imports", read, list::show)
        .get("/imports/new", import, upload::ask)
        .upload("/imports", import, upload::receive)
        .get("/imports/{id}", read, import::show)
        .get("/imports/{id}/errors", read, import::errors)
        .post("/imports/{id}/decide", import, import::decide)
        .post("/imports/{id}/again", import, import::again)
        .post("/imports/{id}/confirm", import, import::confirm)
        .post("/imports/{id}/discard", import, import::discard)
        .post("/imports/{id}/undo", import, import::undo)
        .get("/profiles", profiles, profile::list)
        .get("/profiles/{name}", profiles, profile::show)
        .get("/profiles/{name}/template", profiles, profile::template)
        .post("/profiles", keep, profile::save)
        .upload("/profiles/try", profiles, profile::attempt)
        .post("/profiles/{name}/remove", keep, profile::remove)
}
