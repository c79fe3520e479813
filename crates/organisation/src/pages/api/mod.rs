//! The interface for programs, as far as this storey goes: units, Party organisations, coverage,
//! people, governing bodies, posts, major matters.
//!
//! Each handler calls the use case of the page that shows the same. What is sent and answered is written
//! out here, apart from the types of the house, so that these may change and programs go on.

mod coverage;
mod governance;
mod party_orgs;
mod people;
mod units;

use directory::{Kind, Step};
use kernel::{Action, Day, DayRange, Problem, Resource};
use serde::Serialize;
use store::Refusal;
use utoipa::{OpenApi, ToSchema};
use web_kit::form::Typed;
use web_kit::{Needs, Routes, Web, api};

/// The routes of this storey for programs.
pub(crate) fn routes() -> Routes {
    use Action::{Change, Create, Read};
    use Needs::May;
    use Resource::{MajorMatter, Membership, PartyOrg, Person, Post, Unit};
    Routes::new()
        .get("/api/v1/units", May(Read, Unit), units::list_units)
        .post("/api/v1/units", May(Create, Unit), units::found_unit)
        .get("/api/v1/units/{id}", May(Read, Unit), units::show_unit)
        .post("/api/v1/units/{id}/changes", May(Change, Unit), units::change_unit)
        .get("/api/v1/party-orgs", May(Read, PartyOrg), party_orgs::list_party_orgs)
        .get("/api/v1/party-orgs/{id}", May(Read, PartyOrg), party_orgs::show_party_org)
        .get("/api/v1/party-orgs/{id}/members", May(Read, Membership), party_orgs::list_members)
        .get("/api/v1/coverage", May(Read, PartyOrg), coverage::list_coverage)
        .post("/api/v1/coverage", May(Change, PartyOrg), coverage::link_coverage)
        .get("/api/v1/coverage/{unit}", May(Read, PartyOrg), coverage::show_coverage)
        .get("/api/v1/people", May(Read, Person), people::list_people)
        .get("/api/v1/people/{id}", May(Read, Person), people::show_person)
        .get("/api/v1/governance", May(Read, Post), governance::list_governance)
        .get("/api/v1/bodies", May(Read, Post), governance::list_bodies)
        .get("/api/v1/bodies/{id}", May(Read, Post), governance::show_body)
        .get("/api/v1/tenures", May(Read, Post), governance::list_tenures)
        .post("/api/v1/tenures", May(Create, Post), governance::open_tenure)
        .get("/api/v1/tenures/{id}", May(Read, Post), governance::show_tenure)
        .get("/api/v1/major-matters", May(Read, MajorMatter), governance::list_major_matters)
}

/// What these routes take and answer.
#[derive(OpenApi)]
#[openapi(paths(
    units::list_units,
    units::found_unit,
    units::show_unit,
    units::change_unit,
    party_orgs::list_party_orgs,
    party_orgs::show_party_org,
    party_orgs::list_members,
    coverage::list_coverage,
    coverage::link_coverage,
    coverage::show_coverage,
    people::list_people,
    people::show_person,
    governance::list_governance,
    governance::list_bodies,
    governance::show_body,
    governance::list_tenures,
    governance::open_tenure,
    governance::show_tenure,
    governance::list_major_matters
))]
pub(crate) struct Document;

/// One step of the way from the top.
#[derive(Serialize, ToSchema)]
#[schema(as = Step)]
struct StepAnswer {
    id: i64,
    name: String,
}

fn way(steps: &[Step]) -> Vec<StepAnswer> {
    steps.iter().map(|step| StepAnswer { id: step.id.0, name: step.name.clone() }).collect()
}

/// A day as it is answered; nothing for the beginning or the end of time.
fn first_day(day: Day) -> Option<String> {
    (day != Day::EARLIEST).then(|| day.to_string())
}

/// The last day of a range as it is answered; nothing while no end is known.
fn last_day(valid: DayRange) -> Option<String> {
    valid.last_day().map(|day| day.to_string())
}

/// The kinds of units that a parameter names, several with commas between.
fn kinds(web: &Web) -> Result<Option<Vec<Kind>>, Problem> {
    named(web, "kind", Kind::from_name)
}

/// What a parameter names, several with commas between.
fn named<T>(
    web: &Web,
    name: &str,
    by_name: impl Fn(&str) -> Option<T>,
) -> Result<Option<Vec<T>>, Problem> {
    let Some(text) = web.query(name) else { return Ok(None) };
    let known = |part: &str| by_name(part.trim()).ok_or_else(|| api::malformed(name, part));
    text.split(',').map(known).collect::<Result<_, _>>().map(Some)
}

/// The days of a body: `from`, and `last` unless no end is known.
///
/// # Errors
/// Everything that was wrong with the fields that were read so far.
fn days(typed: &mut Typed) -> Result<DayRange, Refusal> {
    let from = typed.day("from");
    let until = match typed.optional("last") {
        Some(_) => typed.day("last").map(|last| last.plus_days(1)),
        None => Some(Day::FOREVER),
    };
    let range = from.zip(until).map(|(from, until)| DayRange { from, until });
    range.ok_or_else(|| refused(typed))
}

/// Everything that was wrong with the fields of a body.
fn refused(typed: &Typed) -> Refusal {
    Refusal::Invalid(typed.problems().to_vec())
}
