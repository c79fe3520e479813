//! The pages of the registers: key posts with what covers them, responsibility zones, breakthrough projects.

pub(crate) mod api;
mod change;
mod milestone;
mod post;
mod posts;
mod project;
mod projects;
mod zone;
mod zones;

use super::rolls::{KeyPosts, Projects, Zones};
use super::use_cases::Asked;
use ::store::Refusal;
use axum::http::StatusCode;
use interchange::writers::Value;
use kernel::{Action, Day, DayRange, PersonId, Problem, Resource, UnitId};
use organisation::rolls::pages as rolls;
use web_kit::form::Typed;
use web_kit::page::Link;
use web_kit::table::{Column, Query, link};
use web_kit::{Needs, Page, Routes, Web, WebError};

const READ: Needs = Needs::May(Action::Read, Resource::Register);
const CREATE: Needs = Needs::May(Action::Create, Resource::Register);
const CHANGE: Needs = Needs::May(Action::Change, Resource::Register);

/// The pages and what programs ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/registers", READ, posts::show)
        .get("/registers/posts/new", CREATE, post::new)
        .post("/registers/posts/new", CREATE, post::create)
        .get("/registers/posts/{id}", READ, post::show)
        .post("/registers/posts/{id}", CHANGE, post::save)
        .get("/registers/zones", READ, zones::show)
        .get("/registers/zones/new", CREATE, zone::new)
        .post("/registers/zones/new", CREATE, zone::create)
        .get("/registers/zones/{id}", READ, zone::show)
        .post("/registers/zones/{id}", CHANGE, zone::save)
        .post("/registers/zones/{id}/end", CHANGE, zone::end)
        .get("/registers/projects", READ, projects::show)
        .get("/registers/projects/new", CREATE, project::new)
        .post("/registers/projects/new", CREATE, project::create)
        .get("/registers/projects/{id}", READ, project::show)
        .get("/registers/projects/{id}/change", CHANGE, change::form)
        .post("/registers/projects/{id}/change", CHANGE, change::save)
        .get("/registers/projects/{id}/milestones/new", CHANGE, milestone::new)
        .post("/registers/projects/{id}/milestones/new", CHANGE, milestone::create)
        .get("/registers/projects/{id}/milestones/{number}", READ, milestone::show)
        .post("/registers/projects/{id}/milestones/{number}", CHANGE, milestone::save)
        // Who reports and who accepts may hold any role: the use case asks.
        .post("/registers/projects/{id}/milestones/{number}/deed", READ, milestone::act)
        .merge(lists())
        .merge(api::routes())
}

/// The registers as lists from files.
fn lists() -> Routes {
    Routes::new()
        .get("/registers/posts/import", CREATE, rolls::ask::<KeyPosts>)
        .upload("/registers/posts/import", CREATE, rolls::receive::<KeyPosts>)
        .get("/registers/posts/import/template", CREATE, rolls::template::<KeyPosts>)
        .get("/registers/posts/import/{id}", CREATE, rolls::show::<KeyPosts>)
        .get("/registers/posts/import/{id}/errors", CREATE, rolls::errors::<KeyPosts>)
        .post("/registers/posts/import/{id}/rows/{row}", CREATE, rolls::correct::<KeyPosts>)
        .post("/registers/posts/import/{id}/confirm", CREATE, rolls::confirm::<KeyPosts>)
        .post("/registers/posts/import/{id}/discard", CREATE, rolls::discard::<KeyPosts>)
        .get("/registers/zones/import", CREATE, rolls::ask::<Zones>)
        .upload("/registers/zones/import", CREATE, rolls::receive::<Zones>)
        .get("/registers/zones/import/template", CREATE, rolls::template::<Zones>)
        .get("/registers/zones/import/{id}", CREATE, rolls::show::<Zones>)
        .get("/registers/zones/import/{id}/errors", CREATE, rolls::errors::<Zones>)
        .post("/registers/zones/import/{id}/rows/{row}", CREATE, rolls::correct::<Zones>)
        .post("/registers/zones/import/{id}/confirm", CREATE, rolls::confirm::<Zones>)
        .post("/registers/zones/import/{id}/discard", CREATE, rolls::discard::<Zones>)
        .get("/registers/projects/import", CREATE, rolls::ask::<Projects>)
        .upload("/registers/projects/import", CREATE, rolls::receive::<Projects>)
        .get("/registers/projects/import/template", CREATE, rolls::template::<Projects>)
        .get("/registers/projects/import/{id}", CREATE, rolls::show::<Projects>)
        .get("/registers/projects/import/{id}/errors", CREATE, rolls::errors::<Projects>)
        .post("/registers/projects/import/{id}/rows/{row}", CREATE, rolls::correct::<Projects>)
        .post("/registers/projects/import/{id}/confirm", CREATE, rolls::confirm::<Projects>)
        .post("/registers/projects/import/{id}/discard", CREATE, rolls::discard::<Projects>)
}

/// The three registers beside each other.
const VIEWS: [(&str, &str); 3] = [
    ("/registers", "registers-posts"),
    ("/registers/zones", "registers-zones"),
    ("/registers/projects", "registers-projects"),
];

/// The three registers, and which one is shown; the unit and the day go along.
fn views(web: &Web, page: &Page, here: &str) -> Vec<(Link, bool)> {
    let kept = kept(web);
    VIEWS
        .iter()
        .map(|(path, key)| (Link::new(page.t(key), link(path, &kept)), *path == here))
        .collect()
}

/// The unit and the day that the address names.
fn kept(web: &Web) -> Vec<(String, String)> {
    let unit = web.query("unit").map(|unit| ("unit".to_owned(), unit));
    let is_other_day = web.as_of != web.now.today;
    let day = is_other_day.then(|| ("as_of".to_owned(), web.as_of.to_string()));
    unit.into_iter().chain(day).collect()
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

/// Of which units and day the address asks.
fn asked(web: &Web, goes_out: bool) -> Result<Asked, WebError> {
    let unit = web.query("unit").filter(|unit| !unit.is_empty());
    let unit = unit.map(|unit| number::<UnitId>(&unit)).transpose()?;
    Ok(Asked { day: web.as_of, unit, goes_out })
}

fn query(web: &Web, columns: &'static [Column]) -> Query {
    Query::parse(web.path.split_once('?').map_or("", |(_, query)| query), columns)
}

/// The rows of the page that is asked for, among those that the search finds; and how many it finds.
fn cut<T>(query: &Query, rows: Vec<T>, text: impl Fn(&T) -> String) -> (Vec<T>, u64) {
    let wanted = query.search.to_lowercase();
    let found = rows.into_iter().filter(|row| text(row).to_lowercase().contains(&wanted));
    let found: Vec<T> = found.collect();
    let total = found.len() as u64;
    let (limit, offset) = query.window();
    let window = found.into_iter().skip(offset.max(0) as usize).take(limit.max(0) as usize);
    (window.collect(), total)
}

/// The columns of a workbook: those of the list that comes in, by which it is read again, then others.
fn outgoing(list: &[interchange::list::Column], more: &[Column]) -> Vec<Column> {
    let own = list.iter().map(|column| Column::fixed(column.id, column.title));
    own.chain(more.iter().copied()).collect()
}

/// The first day and the last one, which is blank while no end is known.
fn day_cells(valid: DayRange) -> [Value; 2] {
    [Value::Day(valid.from), valid.last_day().map_or(Value::Empty, Value::Day)]
}

/// The days from `from` to the day in `last`, which may be empty; notes what is wrong.
fn days(form: &mut Typed) -> Option<DayRange> {
    let from = form.day("from");
    let last = match form.optional("last") {
        None => Some(None),
        Some(_) => form.day("last").map(Some),
    };
    let (Some(from), Some(last)) = (from, last) else { return None };
    let until = last.map_or(Day::FOREVER, |last| last.plus_days(1));
    match DayRange::new(from, until) {
        Ok(days) => Some(days),
        Err(_) => {
            form.refuse(Problem::new("register-reversed").arg("from", from).at("last"));
            None
        }
    }
}

/// Fills the fields that [`days`] reads.
fn with_days(form: Typed, valid: DayRange) -> Typed {
    let last = valid.last_day().map(|day| day.to_string()).unwrap_or_default();
    form.with("from", valid.from).with("last", last)
}

/// The days as they are shown.
fn said_days(page: &Page, valid: DayRange) -> String {
    match valid.last_day() {
        Some(last) => format!("{}–{last}", valid.from),
        None => page.t1("register-since", "day", valid.from),
    }
}

/// One person by name or staff number.
async fn person(web: &Web, text: &str, field: &str) -> Result<PersonId, Refusal> {
    directory::people::meant(&mut web.read(), text, field).await
}

/// A unit as people write it, among those where the actor may enter something.
async fn unit(web: &Web, text: &str) -> Result<UnitId, Refusal> {
    let scope = web.scope(Action::Read, Resource::Unit);
    let q = &mut web.read();
    directory::recognition::chosen(q, &scope, text, web.now.today, "unit").await
}

/// What became of a form: done, or shown again with everything that was typed.
enum Outcome<T> {
    Done(T),
    Again(Typed, StatusCode),
}

fn outcome<T>(result: Result<Option<T>, Refusal>, form: Typed) -> Result<Outcome<T>, WebError> {
    match result {
        Ok(Some(done)) => Ok(Outcome::Done(done)),
        Ok(None) => Ok(Outcome::Again(form, StatusCode::UNPROCESSABLE_ENTITY)),
        Err(Refusal::Invalid(problems)) => {
            Ok(Outcome::Again(form.refused(problems), StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(Refusal::Conflict(problem)) => {
            Ok(Outcome::Again(form.refused(vec![*problem]), StatusCode::CONFLICT))
        }
        Err(refusal) => Err(refusal.into()),
    }
}
