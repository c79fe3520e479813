//! What people see of the plan. A handler reads the address or the form, calls one use case and draws
//! one template; nothing here decides or computes.

pub(crate) mod api;
mod chart;
mod dictionary;
mod enterprise;
mod grid;
mod history;
pub(crate) mod party_half;
pub(crate) mod sent;
pub mod shown;
pub(crate) mod tabs;
mod tracker;
pub(crate) mod tracker_book;
mod versions;

use kernel::{Action, Resource};
use web_kit::{Needs, Routes};

/// Every page of the plan but those of imports.
pub fn routes() -> Routes {
    let read = Needs::May(Action::Read, Resource::Reading);
    let write = Needs::May(Action::Create, Resource::Reading);
    let dictionary = Needs::May(Action::Read, Resource::Indicator);
    let settings = Needs::May(Action::Read, Resource::Setting);
    Routes::new()
        .get("/tracker", read, tracker::show)
        .get("/tracker/{unit}/{indicator}", read, chart::show)
        .get("/readings/{unit}/{indicator}/{period}", read, history::show)
        .get("/grid", read, grid::show)
        .post("/grid", write, grid::save)
        .get("/indicators", dictionary, dictionary::list)
        .get("/indicators/new", Needs::May(Action::Create, Resource::Indicator), dictionary::new)
        .post(
            "/indicators/new",
            Needs::May(Action::Create, Resource::Indicator),
            dictionary::create,
        )
        .get("/indicators/{id}", dictionary, dictionary::edit)
        .post(
            "/indicators/{id}",
            Needs::May(Action::Change, Resource::Indicator),
            dictionary::change,
        )
        .get("/system", settings, enterprise::show)
        .post("/system", Needs::May(Action::Change, Resource::Setting), enterprise::save)
        .merge(api::routes())
}
