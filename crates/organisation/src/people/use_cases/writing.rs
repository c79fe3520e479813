//! One person at a time.

use super::{elsewhere, may};
use crate::people::staff_number;
use ::store::{Ctx, Query, Refusal};
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

/// Somebody of the same name who might be meant.
#[derive(Clone, Debug)]
pub struct Alike {
    pub person: Person,
    /// She works where the writer may not look; only that she is there is told.
    pub is_elsewhere: bool,
}

/// The new person, or whoever might be meant: people of that name of whom the staff numbers do not say
/// that they are others. With `is_another` the writer has said so.
///
/// # Errors
/// Problems of name and number, `person-staff-number-taken`, `people-elsewhere`.
pub async fn create(
    ctx: &Ctx,
    entry: &Entry,
    is_another: bool,
) -> Result<Result<PersonId, Vec<Alike>>, Refusal> {
    ctx.may(Action::Create, Resource::Person, &[])?;
    let new = entry.checked()?;
    let mut work = ctx.work().await?;
    is_no_ones(ctx, &mut work.tx, &new).await?;
    let id = people::create(&mut work.tx, new.name(), new.staff_number()).await?;
    let mut alike = people::named(&mut work.tx, new.name()).await?;
    alike.retain(|person| person.id != id);
    if new.staff_number().is_some() {
        alike.retain(|person| person.staff_number.is_none());
    }
    if !alike.is_empty() && !is_another {
        let ids: Vec<PersonId> = alike.iter().map(|person| person.id).collect();
        let hidden = elsewhere(ctx, &mut work.tx, Action::Read, &ids, ctx.now.today).await?;
        let told = |person: Person| Alike { is_elsewhere: hidden.contains(&person.id), person };
        return Ok(Err(alike.into_iter().map(told).collect()));
    }
    work.audit("person.create", "person", id, None, Some(record(new.name(), new.staff_number())));
    work.commit().await?;
    Ok(Ok(id))
}

/// A number of somebody whom the writer may not see is refused without saying whose it is.
async fn is_no_ones(ctx: &Ctx, q: &mut impl Query, new: &NewPerson) -> Result<(), Refusal> {
    let Some(number) = new.staff_number() else { return Ok(()) };
    let Some(other) = people::by_staff_number(q, number).await? else { return Ok(()) };
    let hidden = elsewhere(ctx, q, Action::Read, &[other.id], ctx.now.today).await?;
    match hidden.contains(&other.id) {
        true => {
            Err(Problem::new("people-elsewhere").arg("number", number).at("staff_number").into())
        }
        false => Ok(()),
    }
}

/// Changes name and staff number.
///
/// # Errors
/// As [`create`]; a conflict when somebody else changed the person meanwhile.
pub async fn amend(ctx: &Ctx, id: PersonId, revision: i64, entry: &Entry) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let before = may(ctx, &mut work.tx, Action::Change, id, ctx.now.today).await?;
    // A mistake in what was typed does not hide that somebody else was faster.
    if before.revision != revision {
        return Err(Refusal::conflict(Problem::new("person-changed")));
    }
    let new = entry.checked()?;
    is_no_ones(ctx, &mut work.tx, &new).await?;
    people::amend(&mut work.tx, id, revision, new.name(), new.staff_number()).await?;
    let old = record(&before.name, before.staff_number.as_deref());
    let new = record(new.name(), new.staff_number());
    work.audit("person.change", "person", id, Some(old), Some(new));
    Ok(work.commit().await?)
}

fn record(name: &str, staff_number: Option<&str>) -> String {
    json!({ "name": name, "staff_number": staff_number }).to_string()
}
