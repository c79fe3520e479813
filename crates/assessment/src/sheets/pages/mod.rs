//! The pages of scores: the units of a year, one sheet with its way, and the facts behind it.

pub(crate) mod api;
mod book;
mod fact;
mod facts;
mod lines;
mod list;
mod papers;
mod sheet;
mod words;

use crate::sheets::subject::Subject;
use kernel::{Action, Resource};
use web_kit::{Needs, Routes, WebError};

const READ: Needs = Needs::May(Action::Read, Resource::Score);
const CREATE: Needs = Needs::May(Action::Create, Resource::Score);
const CHANGE: Needs = Needs::May(Action::Change, Resource::Score);
const APPROVE: Needs = Needs::May(Action::Approve, Resource::Score);

/// The pages and what programs ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/scores", READ, list::show)
        .post("/scores/draw", CHANGE, list::draw)
        .post("/scores/publish", APPROVE, list::publish)
        .get("/scores/{unit}/{year}", READ, sheet::show)
        .post("/scores/{unit}/{year}/draw", CHANGE, sheet::draw)
        .post("/scores/{unit}/{year}/decide", APPROVE, sheet::decide)
        .get("/scores/{unit}/{year}/facts", READ, facts::show)
        .get("/scores/{unit}/{year}/facts/new", CREATE, fact::new)
        .post("/scores/{unit}/{year}/facts/new", CREATE, fact::record)
        .get("/scores/{unit}/{year}/facts/{fact}", READ, fact::show)
        .post("/scores/{unit}/{year}/facts/{fact}", CREATE, fact::revise)
        .post("/scores/{unit}/{year}/facts/{fact}/withdraw", CREATE, fact::withdraw)
        .post("/scores/{unit}/{year}/facts/{fact}/confirm", CREATE, fact::confirm)
        .upload("/scores/{unit}/{year}/facts/{fact}/papers", CREATE, papers::add)
        .get("/scores/{unit}/{year}/facts/{fact}/papers/{paper}", READ, papers::read)
        .post("/scores/{unit}/{year}/facts/{fact}/papers/{paper}/remove", CREATE, papers::remove)
        .merge(api::routes())
}

fn of_path((unit, year): (&str, &str)) -> Result<(Subject, i32), WebError> {
    match (unit.parse(), year.parse()) {
        (Ok(unit), Ok(year)) => Ok((unit, year)),
        _ => Err(WebError::not_found()),
    }
}

/// The page of a sheet.
fn href(subject: Subject, year: i32) -> String {
    format!("/scores/{subject}/{year}")
}
