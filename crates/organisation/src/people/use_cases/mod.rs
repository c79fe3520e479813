//! What HR does with people, and what Party affairs may look at.

mod import;
mod writing;

pub use import::{Preview, confirm, discard, preview, receive, refused, see};
pub use writing::{Entry, amend, create};

use ::store::{Ctx, Refusal};
use directory::people::{self, Listing, Person};
use kernel::{Action, PersonId, Resource};

/// A page of the list and how many there are; all of it when it is taken along.
pub async fn list(
    ctx: &Ctx,
    listing: &Listing<'_>,
    is_export: bool,
) -> Result<(Vec<Person>, i64), Refusal> {
    let action = if is_export { Action::Export } else { Action::Read };
    ctx.may(action, Resource::Person, &[])?;
    let q = &mut ctx.read();
    Ok((people::list(q, listing).await?, people::count(q, listing.text).await?))
}

/// A person, and the others of the same name.
pub async fn find(ctx: &Ctx, id: PersonId) -> Result<(Person, Vec<Person>), Refusal> {
    ctx.may(Action::Read, Resource::Person, &[])?;
    let q = &mut ctx.read();
    let person = people::person(q, id).await?.ok_or(Refusal::NotFound)?;
    let others = homonyms(q, &person.name, Some(id)).await?;
    Ok((person, others))
}

async fn homonyms(
    q: &mut impl ::store::Query,
    name: &str,
    own: Option<PersonId>,
) -> Result<Vec<Person>, Refusal> {
    let mut named = people::named(q, name).await?;
    named.retain(|person| Some(person.id) != own);
    Ok(named)
}
