//! The pages of claims: the list, the form, the card of one with its evidence and verdicts.

pub(crate) mod api;
mod book;
mod card;
mod deeds;
mod form;
mod list;

use kernel::{Action, ClaimId, Period, Resource};
use web_kit::{Needs, Page, Routes, WebError};

const READ: Needs = Needs::May(Action::Read, Resource::Claim);
const CREATE: Needs = Needs::May(Action::Create, Resource::Claim);
const CHANGE: Needs = Needs::May(Action::Change, Resource::Claim);
const APPROVE: Needs = Needs::May(Action::Approve, Resource::Claim);

/// The pages and what programs ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/claims", READ, list::show)
        .get("/claims/new", CREATE, form::ask)
        .post("/claims/new", CREATE, form::register)
        .get("/claims/{id}", READ, card::show)
        .post("/claims/{id}/evidence", CHANGE, deeds::bring)
        .post("/claims/{id}/evidence/{number}/withdraw", CHANGE, deeds::withdraw)
        .post("/claims/{id}/verdict", APPROVE, deeds::judge)
        .merge(api::routes())
}

fn claim_id(text: &str) -> Result<ClaimId, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

fn href(id: ClaimId) -> String {
    format!("/claims/{id}")
}

/// First to last period.
fn periods(page: &Page, first: &Period, last: &Period) -> String {
    match first == last {
        true => page.period(first),
        false => format!("{} – {}", page.period(first), page.period(last)),
    }
}
