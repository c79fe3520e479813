//! Which person somebody means who types a staff number or a name.

use directory::people::{self, Listing, Order, Person};
use kernel::{Action, PersonId, Problem, Resource};
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
/// `tenure-person-unknown`; `tenure-person-several`, which names the staff numbers; at `field`.
pub async fn person(ctx: &Ctx, text: &str, field: &str) -> Result<PersonId, Refusal> {
    ctx.may(Action::Read, Resource::Person, &[])?;
    let q = &mut ctx.read();
    let first = text.split_whitespace().next().unwrap_or_default();
    for number in [text.trim(), first] {
        if let Some(person) = people::by_staff_number(q, number).await? {
            return Ok(person.id);
        }
    }
    let named = people::named(q, text).await?;
    let problem = |code| Problem::new(code).arg("text", text).at(field);
    match &named[..] {
        [person] => Ok(person.id),
        [] => Err(problem("tenure-person-unknown").into()),
        several => {
            let numbers: Vec<&str> =
                several.iter().filter_map(|person| person.staff_number.as_deref()).collect();
            let problem = problem("tenure-person-several").arg("n", several.len());
            Err(problem.arg("numbers", numbers.join("; ")).into())
        }
    }
}

/// People who may be meant while somebody types.
pub async fn proposed(ctx: &Ctx, text: &str, limit: i64) -> Result<Vec<Person>, Refusal> {
    ctx.may(Action::Read, Resource::Person, &[])?;
    let order = Order::StaffNumber;
    let listing = Listing { text, order, descending: false, offset: 0, limit };
    Ok(people::list(&mut ctx.read(), &listing).await?)
}
