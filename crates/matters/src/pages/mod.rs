//! The pages of matters: the list, one matter, and the form that raises one.

pub(crate) mod api;
mod list;
mod matter;
mod raising;

pub use list::due_in;

use crate::matter::{Found, is_overdue};
use crate::use_cases::Matter;
use kernel::{Action, Day, MatterId, Resource, UnitId};
use web_kit::table::link;
use web_kit::{Needs, Page, Routes, WebError};

const READ: Needs = Needs::May(Action::Read, Resource::Matter);
const RAISE: Needs = Needs::May(Action::Create, Resource::Matter);
const CHANGE: Needs = Needs::May(Action::Change, Resource::Matter);

/// The pages and what programs ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/matters", READ, list::show)
        .get("/matters/new", RAISE, raising::form)
        .post("/matters/new", RAISE, raising::raise)
        .get("/matters/{id}", READ, matter::show)
        .post("/matters/{id}/measure", CHANGE, matter::plan)
        // The owner and the verifier may hold any role: the use case asks who they are.
        .post("/matters/{id}/deed", READ, matter::act)
        .merge(api::routes())
}

/// The form that raises a matter about something that a storey above shows: the unit, what it is about,
/// and the address of the record.
pub fn at_new(unit: UnitId, title: &str, found: Found, place: &str) -> String {
    let pairs = [
        ("unit", unit.to_string()),
        ("title", title.to_owned()),
        ("found", found.name().to_owned()),
        ("place", place.to_owned()),
    ];
    link("/matters/new", &pairs.map(|(name, value)| (name.to_owned(), value)))
}

fn matter_id(text: &str) -> Result<MatterId, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

/// An address inside the house, or nothing: what is typed into one's address bar leads nowhere else.
fn inside(place: &str) -> &str {
    let is_inside = place.starts_with('/') && !place.starts_with("//") && !place.contains('\\');
    if is_inside { place } else { "" }
}

/// The stage in words, and whether somebody should look at it.
fn stage(page: &Page, matter: &Matter, today: Day) -> (String, bool) {
    let due = matter.measure.as_ref().map(|plan| plan.due);
    if is_overdue(matter.stage, due, today) {
        return (page.t("matter-overdue"), true);
    }
    (page.t(matter.stage.key()), false)
}
