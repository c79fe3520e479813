//! People, for whoever may see them.

use crate::people::use_cases::{self, Asked};
use axum::extract::Path;
use directory::people::{Listing, Order, Person};
use kernel::UnitId;
use serde::Serialize;
use store::Refusal;
use utoipa::ToSchema;
use web_kit::api::{self, List, Slice};
use web_kit::{Answer, Web};

/// A person.
#[derive(Serialize, ToSchema)]
#[schema(as = Person)]
pub(super) struct PersonAnswer {
    id: i64,
    name: String,
    staff_number: Option<String>,
    /// The unit where she works on the day; null when nowhere.
    unit: Option<i64>,
    /// What a change must name.
    revision: i64,
}

impl PersonAnswer {
    fn new(person: Person, unit: Option<UnitId>) -> Self {
        let Person { id, name, staff_number, revision } = person;
        Self { id: id.0, name, staff_number, unit: unit.map(|unit| unit.0), revision }
    }
}

/// People by name, or those found by name or staff number.
#[utoipa::path(get, path = "/api/v1/people", tag = "organisation", params(Slice),
    responses((status = 200, body = List<PersonAnswer>)))]
pub(super) async fn list_people(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let listing = Listing {
        text: &slice.q,
        order: Order::Name,
        descending: false,
        offset: slice.offset,
        limit: slice.limit,
    };
    let page = use_cases::list(&web, Asked::Everybody, &listing, web.as_of, false).await?;
    let unit_of = |person: &Person| page.units.get(&person.id).map(|(unit, _)| *unit);
    let people = page.people.into_iter();
    let items = people.map(|person| (unit_of(&person), person));
    let items = items.map(|(unit, person)| PersonAnswer::new(person, unit)).collect();
    api::json(&List::<PersonAnswer> { items, total: page.total })
}

/// One person.
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "organisation",
    params(("id" = i64, Path)), responses((status = 200, body = PersonAnswer)))]
pub(super) async fn show_person(web: Web, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Refusal::NotFound)?;
    let (person, ..) = use_cases::find(&web, id, web.as_of).await?;
    let works = use_cases::path(&mut web.read(), id, web.as_of).await?;
    api::json(&PersonAnswer::new(person, works.first().copied()))
}
