//! The pages of questions: the list, the form, the card of one; the map of what plans claim to support, and
//! the year's report.

pub(crate) mod api;
mod beside;
mod book;
mod card;
mod design;
mod form;
mod levels;
mod list;
mod lottery;
mod picture;
mod report;
mod said;
mod support;

pub use beside::BesideClaims;

use kernel::{Action, QuestionId, Resource};
use web_kit::page::Link;
use web_kit::{Needs, Page, Routes, Web, WebError};

const READ: Needs = Needs::May(Action::Read, Resource::Question);
const CREATE: Needs = Needs::May(Action::Create, Resource::Question);
const CHANGE: Needs = Needs::May(Action::Change, Resource::Question);

/// The pages and what programs ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/questions", READ, list::show)
        .get("/questions/new", CREATE, form::ask)
        .post("/questions/new", CREATE, form::register)
        .get("/questions/{id}", READ, card::show)
        .post("/questions/{id}/run", CHANGE, card::run)
        .post("/questions/{id}/conclude", CHANGE, card::conclude)
        .get("/design", READ, design::show)
        .get("/design/lots", READ, lottery::list)
        .post("/design/lots", CREATE, lottery::announce)
        .get("/design/lots/{id}", READ, lottery::show)
        .post("/design/lots/{id}/draw", CHANGE, lottery::draw)
        .get("/support", READ, support::show)
        .get("/support/levels", READ, levels::show)
        .get("/synergy/report/{unit}/{year}", READ, report::show)
        .merge(api::routes())
}

fn question_id(text: &str) -> Result<QuestionId, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

fn href(id: QuestionId) -> String {
    format!("/questions/{id}")
}

/// The pages of this storey beside each other.
const TABS: &[(&str, &str)] = &[
    ("/questions", "questions-title"),
    ("/support", "support-title"),
    ("/design", "design-title"),
    ("/design/lots", "lots-title"),
];

fn tabs(web: &Web, page: &Page) -> Vec<(Link, bool)> {
    let here = web.path.split('?').next().unwrap_or_default();
    TABS.iter().map(|(path, key)| (Link::new(page.t(*key), *path), here == *path)).collect()
}
