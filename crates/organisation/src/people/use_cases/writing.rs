//! One person at a time.

use super::homonyms;
use crate::people::staff_number;
use ::store::{Ctx, Refusal};
use directory::people::{self, NewPerson, Person};
use kernel::{Action, PersonId, Problem, Resource};
use serde_json::json;

/// What was typed about a person.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub name: String,
    /// Empty for none.
    pub staff_number: String,
}

impl Entry {
    fn checked(&self) -> Result<NewPerson, Refusal> {
        let mut problems = Vec::new();
        problems.extend(staff_number::check(&self.staff_number).err());
        match NewPerson::checked(&self.name, &self.staff_number) {
            Ok(new) if problems.is_empty() => Ok(new),
            Ok(_) => Err(Refusal::Invalid(problems)),
            Err(more) => Err(Refusal::Invalid([problems, more].concat())),
        }
    }
}

/// The new person, or whoever might be meant: people of that name of whom the staff numbers do not say
/// that they are others. With `is_another` the writer has said so.
///
/// # Errors
/// Problems of name and number, `person-staff-number-taken`.
pub async fn create(
    ctx: &Ctx,
    entry: &Entry,
    is_another: bool,
) -> Result<Result<PersonId, Vec<Person>>, Refusal> {
    ctx.may(Action::Create, Resource::Person, &[])?;
    let new = entry.checked()?;
    let mut work = ctx.work().await?;
    let id = people::create(&mut work.tx, new.name(), new.staff_number()).await?;
    let mut alike = homonyms(&mut work.tx, new.name(), Some(id)).await?;
    if new.staff_number().is_some() {
        alike.retain(|person| person.staff_number.is_none());
    }
    if !alike.is_empty() && !is_another {
        return Ok(Err(alike));
    }
    work.audit("person.create", "person", id, None, Some(record(new.name(), new.staff_number())));
    work.commit().await?;
    Ok(Ok(id))
}

/// Changes name and staff number.
///
/// # Errors
/// As [`create`]; a conflict when somebody else changed the person meanwhile.
pub async fn amend(ctx: &Ctx, id: PersonId, revision: i64, entry: &Entry) -> Result<(), Refusal> {
    ctx.may(Action::Change, Resource::Person, &[])?;
    let mut work = ctx.work().await?;
    let before = people::person(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    // A mistake in what was typed does not hide that somebody else was faster.
    if before.revision != revision {
        return Err(Refusal::Conflict(Box::new(Problem::new("person-changed"))));
    }
    let new = entry.checked()?;
    people::amend(&mut work.tx, id, revision, new.name(), new.staff_number()).await?;
    let old = record(&before.name, before.staff_number.as_deref());
    let new = record(new.name(), new.staff_number());
    work.audit("person.change", "person", id, Some(old), Some(new));
    Ok(work.commit().await?)
}

fn record(name: &str, staff_number: Option<&str>) -> String {
    json!({ "name": name, "staff_number": staff_number }).to_string()
}
