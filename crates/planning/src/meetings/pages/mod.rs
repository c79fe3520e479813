//! The pages of meetings and arrangements: lists, one of each, and the forms; a pack is drawn in [`draw`] as a
//! document and in [`book`] as a workbook.

pub(crate) mod api;
mod arrangement;
mod arrangements;
mod begin;
mod book;
mod copy;
mod draw;
mod label;
mod list;
mod meeting;
mod shown;

pub use meeting::pack;

use kernel::{Action, ArrangementId, MeetingId, Resource};
use web_kit::{Needs, Routes, WebError};

const READ: Needs = Needs::May(Action::Read, Resource::Meeting);
const CREATE: Needs = Needs::May(Action::Create, Resource::Meeting);
const CHANGE: Needs = Needs::May(Action::Change, Resource::Meeting);

/// The pages and what programs ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/meetings", READ, list::show)
        .get("/meetings/new", CREATE, begin::form)
        .post("/meetings/new", CREATE, begin::begin)
        .post("/meetings/open", CREATE, begin::open)
        .get("/meetings/{id}", READ, meeting::show)
        .post("/meetings/{id}/change", CHANGE, meeting::change)
        .post("/meetings/{id}/pack", CHANGE, meeting::make)
        .post("/meetings/{id}/decisions", CHANGE, meeting::decide)
        .upload("/meetings/{id}/compare", READ, copy::compare)
        .get("/arrangements", READ, arrangements::show)
        .get("/arrangements/new", CREATE, arrangement::new)
        .post("/arrangements/new", CREATE, arrangement::create)
        .get("/arrangements/{id}", READ, arrangement::show)
        // The owner may hold any role: the use case asks who says and who confirms.
        .post("/arrangements/{id}/status", READ, arrangement::say)
        .post("/arrangements/{id}/confirm", READ, arrangement::confirm)
        .merge(api::routes())
}

fn meeting_id(text: &str) -> Result<MeetingId, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

fn arrangement_id(text: &str) -> Result<ArrangementId, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

/// The page of a meeting.
fn href(id: MeetingId) -> String {
    format!("/meetings/{id}")
}
