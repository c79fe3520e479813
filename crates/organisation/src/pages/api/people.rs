//! People, for whoever may see them.

use crate::people::use_cases;
use axum::extract::Path;
use directory::people::{Listing, Order, Person};
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
    /// What a change must name.
    revision: i64,
}

impl From<Person> for PersonAnswer {
    fn from(person: Person) -> Self {
        let Person { id, name, staff_number, revision } = person;
        Self { id: id.0, name, staff_number, revision }
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
    let (people, total) = use_cases::list(&web, &listing, false).await?;
    let items: Vec<PersonAnswer> = people.into_iter().map(PersonAnswer::from).collect();
    api::json(&List { items, total })
}

/// One person.
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "organisation",
    params(("id" = i64, Path)), responses((status = 200, body = PersonAnswer)))]
pub(super) async fn show_person(web: Web, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Refusal::NotFound)?;
    let (person, _) = use_cases::find(&web, id).await?;
    api::json(&PersonAnswer::from(person))
}
