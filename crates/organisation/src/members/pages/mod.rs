//! The pages of members: how a person stands, the members of an organisation, lists from files.

mod list;
mod standing;

pub(crate) use standing::StandingPart;

use super::roll::Members;
use crate::rolls::pages as rolls;
use kernel::{Action, Resource};
use web_kit::{Needs, Routes};

const fn needs(action: Action) -> Needs {
    Needs::May(action, Resource::Membership)
}

/// The routes of members.
pub(crate) fn routes() -> Routes {
    const CHANGE: Needs = needs(Action::Change);
    const IMPORT: Needs = needs(Action::Import);
    Routes::new()
        .get("/party/{id}/members", needs(Action::Read), list::show)
        .post("/people/{id}/status", CHANGE, standing::set_status)
        .post("/people/{id}/affiliation", CHANGE, standing::count_in)
        .post("/people/{id}/membership/end", CHANGE, standing::end)
        .get("/members/import", IMPORT, rolls::ask::<Members>)
        .upload("/members/import", IMPORT, rolls::receive::<Members>)
        .get("/members/import/template", IMPORT, rolls::template::<Members>)
        .get("/members/import/{id}", IMPORT, rolls::show::<Members>)
        .get("/members/import/{id}/errors", IMPORT, rolls::errors::<Members>)
        .post("/members/import/{id}/rows/{row}", IMPORT, rolls::correct::<Members>)
        .post("/members/import/{id}/confirm", IMPORT, rolls::confirm::<Members>)
        .post("/members/import/{id}/discard", IMPORT, rolls::discard::<Members>)
}
