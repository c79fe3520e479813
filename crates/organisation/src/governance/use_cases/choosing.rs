//! Which person somebody means who types a staff number or a name.

use directory::people::{self, Listing, Order, Person};
use kernel::{Action, PersonId, Resource};
use store::{Ctx, Refusal};

/// A person as proposed and read back: the staff number first, as that alone tells homonyms apart.
pub fn written(person: &Person) -> String {
    match &person.staff_number {
        Some(number) => format!("{number} {}", person.name),
        None => person.name.clone(),
    }
}

/// The one person that is meant.
///
/// # Errors
/// As [`people::meant`], at `field`.
pub async fn person(ctx: &Ctx, text: &str, field: &str) -> Result<PersonId, Refusal> {
    ctx.may(Action::Read, Resource::Person, &[])?;
    people::meant(&mut ctx.read(), text, field).await
}

/// People who may be meant while somebody types.
pub async fn proposed(ctx: &Ctx, text: &str, limit: i64) -> Result<Vec<Person>, Refusal> {
    ctx.may(Action::Read, Resource::Person, &[])?;
    let order = Order::StaffNumber;
    let listing = Listing { text, order, descending: false, offset: 0, limit };
    Ok(people::list(&mut ctx.read(), &listing).await?)
}
