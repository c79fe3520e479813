//! The pages of Party organisations: the tree, one of them, the forms that change them, the monitor.

mod changing;
mod closing;
mod founding;
mod linking;
mod map;
pub(crate) mod monitor;
pub(crate) mod office;
mod org;
mod reorganising;
mod suggestion;
mod tree;

use crate::pages::as_of;
use kernel::{Action, PartyOrgId, Resource};
use web_kit::{Needs, Routes, Web, WebError};

const READ: Needs = Needs::May(Action::Read, Resource::PartyOrg);
const FOUND: Needs = Needs::May(Action::Create, Resource::PartyOrg);
const CHANGE: Needs = Needs::May(Action::Change, Resource::PartyOrg);

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/party", READ, tree::show)
        .get("/party/choose", READ, tree::choices)
        .get("/party/new", FOUND, founding::form)
        .post("/party/new", FOUND, founding::found)
        .get("/party/{id}", READ, org::show)
        .get("/party/{id}/children", READ, tree::children)
        .get("/party/{id}/edit", CHANGE, changing::form)
        .post("/party/{id}/edit", CHANGE, changing::change)
        .get("/party/{id}/close", CHANGE, closing::form)
        .post("/party/{id}/close", CHANGE, closing::close)
        .get("/party/{id}/reorganise", CHANGE, reorganising::form)
        .post("/party/{id}/reorganise", CHANGE, reorganising::reorganise)
        .post("/party/{id}/elections", CHANGE, office::elect)
        .post("/party/{id}/postponements", CHANGE, office::postpone)
        .post("/party/{id}/conditions", CHANGE, office::set_condition)
        .get("/coverage", READ, monitor::show)
        .get("/coverage/map", READ, map::show)
        .get("/coverage/new", CHANGE, linking::form)
        .post("/coverage/new", CHANGE, linking::link)
        .post("/coverage/end", CHANGE, linking::end)
}

/// The organisation of a path; what is no id is none.
fn org_id(text: &str) -> Result<PartyOrgId, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

/// An organisation's page, or one of its parts, as of the day that is looked at.
fn at_org(web: &Web, id: PartyOrgId, part: &str) -> String {
    as_of(web, &format!("/party/{id}{part}"), &[])
}
