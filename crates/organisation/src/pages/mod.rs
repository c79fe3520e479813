//! The pages of units: the tree, one unit, and the forms that change them.

pub(crate) mod api;
mod changing;
mod closing;
pub(crate) mod founding;
mod reach;
mod remarks;
pub(crate) mod reorganising;
mod succession;
pub(crate) mod tabs;
pub(crate) mod tree;
pub(crate) mod unit;

use kernel::{Action, Resource, UnitId};
use web_kit::table::link;
use web_kit::{Needs, Routes, Web, WebError};

const READ: Needs = Needs::May(Action::Read, Resource::Unit);
const FOUND: Needs = Needs::May(Action::Create, Resource::Unit);
const CHANGE: Needs = Needs::May(Action::Change, Resource::Unit);
const WITHHOLD: Needs = Needs::May(Action::Change, Resource::WithheldUnit);

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/units", READ, tree::show)
        .get("/reach", READ, reach::show)
        .get("/units/choose", READ, tree::choices)
        .get("/units/new", FOUND, founding::form)
        .post("/units/new", FOUND, founding::found)
        .get("/units/{id}", READ, unit::show)
        .get("/units/{id}/children", READ, tree::children)
        .get("/units/{id}/edit", CHANGE, changing::form)
        .post("/units/{id}/edit", CHANGE, changing::change)
        .get("/units/{id}/close", CHANGE, closing::form)
        .post("/units/{id}/close", CHANGE, closing::close)
        .get("/units/{id}/reorganise", CHANGE, succession::form)
        .post("/units/{id}/reorganise", CHANGE, succession::reorganise)
        .post("/units/{id}/aliases", CHANGE, remarks::add_alias)
        .post("/units/{id}/aliases/remove", CHANGE, remarks::remove_alias)
        .post("/units/{id}/notes", CHANGE, remarks::add_note)
        .post("/units/{id}/withheld", WITHHOLD, remarks::withhold)
        .merge(api::routes())
}

/// The unit of a path; what is no id is no unit.
pub(crate) fn unit_id(text: &str) -> Result<UnitId, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

/// A unit's page, or one of its parts, as of the day that is looked at.
pub(crate) fn at_unit(web: &Web, id: UnitId, part: &str) -> String {
    as_of(web, &format!("/units/{id}{part}"), &[])
}

/// An address that keeps the day that is looked at.
pub(crate) fn as_of(web: &Web, path: &str, more: &[(&str, String)]) -> String {
    let day = (web.as_of != web.now.today).then(|| ("as_of", web.as_of.to_string()));
    let pairs = day.iter().chain(more);
    link(path, &pairs.map(|(name, value)| ((*name).to_owned(), value.clone())).collect::<Vec<_>>())
}
