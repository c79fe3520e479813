//! The pages of mood: surveys, one survey with its results, the page where people answer, monthly records.

mod answering;
pub(crate) mod api;
mod list;
mod qr;
mod record;
mod records;
mod results;
mod survey;
mod survey_form;

use kernel::{Action, Month, Resource, SurveyId, UnitId};
use web_kit::page::Link;
use web_kit::{Needs, Page, Routes, WebError};

const READ: Needs = Needs::May(Action::Read, Resource::Mood);
const MAKE: Needs = Needs::May(Action::Create, Resource::Mood);
const CHANGE: Needs = Needs::May(Action::Change, Resource::Mood);

/// The pages and what programs ask for. Under `/mood/answer/` nobody has a name (`web_kit::security`).
pub fn routes() -> Routes {
    Routes::new()
        .get("/mood", READ, list::show)
        .get("/mood/new", MAKE, survey_form::ask)
        .post("/mood/new", MAKE, survey_form::make)
        .get("/mood/{id}", READ, survey::show)
        .post("/mood/{id}", CHANGE, survey_form::change)
        .post("/mood/{id}/open", CHANGE, survey::open)
        .post("/mood/{id}/close", CHANGE, survey::close)
        .post("/mood/{id}/repeat", MAKE, survey::repeat)
        .get("/mood/answer/{token}", Needs::Public, answering::choose)
        .get("/mood/answer/{token}/{unit}", Needs::Public, answering::ask)
        .post("/mood/answer/{token}/{unit}", Needs::Public, answering::answer)
        .get("/mood/answer/{token}/{unit}/thanks", Needs::Public, answering::thank)
        .get("/mood/records", READ, records::show)
        .get("/mood/records/{unit}/{month}", READ, record::show)
        .post("/mood/records/{unit}/{month}", CHANGE, record::write)
        .merge(api::routes())
}

fn survey_id(text: &str) -> Result<SurveyId, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

fn unit_id(text: &str) -> Result<UnitId, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

fn month_of(text: &str) -> Result<Month, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

/// Surveys and records beside each other.
fn tabs(page: &Page, current: &str) -> Vec<(Link, bool)> {
    [("mood-tab-surveys", "/mood"), ("mood-tab-records", "/mood/records")]
        .map(|(key, href)| (Link::new(page.t(key), href), href == current))
        .into()
}
