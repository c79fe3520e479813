//! The bare person: id, name, staff number. Two people of one name are told apart by staff number.

use super::search::{containing, starting};
use crate::name;
use kernel::{PersonId, Problem};
use store::{Query, Refusal, Result, Tx, params};

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Person {
    #[sqlx(try_from = "i64")]
    pub id: PersonId,
    pub name: String,
    pub staff_number: Option<String>,
    pub revision: i64,
}

pub async fn person(q: &mut impl Query, id: PersonId) -> Result<Option<Person>> {
    let sql = "SELECT id, name, staff_number, revision FROM person WHERE id = $1";
    q.optional(sql, params![id]).await
}

pub async fn by_staff_number(q: &mut impl Query, number: &str) -> Result<Option<Person>> {
    let sql = "SELECT id, name, staff_number, revision FROM person WHERE staff_number = $1";
    q.optional(sql, params![number]).await
}

/// People whose name has the text in it or whose staff number begins with it.
pub async fn search(q: &mut impl Query, text: &str, limit: i64) -> Result<Vec<Person>> {
    let text = name::normal(text);
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let sql = "SELECT id, name, staff_number, revision FROM person \
         WHERE normal LIKE $1 ESCAPE '\\' OR LOWER(staff_number) LIKE $2 ESCAPE '\\' \
         ORDER BY normal, id LIMIT $3";
    q.all(sql, params![containing(&text), starting(&text), limit]).await
}

/// Writes a new person; the caller audits.
///
/// # Errors
/// Problems of the name, or `person-staff-number-taken`.
pub async fn create(
    tx: &mut Tx,
    name: &str,
    staff_number: Option<&str>,
) -> Result<PersonId, Refusal> {
    let (name, number) = checked(name, staff_number)?;
    taken(tx, None, number.as_deref()).await?;
    let sql = "INSERT INTO person (name, normal, staff_number, revision) VALUES ($1, $2, $3, 1) RETURNING id";
    let normal = name::normal(&name);
    let (id,): (i64,) = tx.one(sql, params![name, normal, number]).await?;
    Ok(PersonId(id))
}

/// Changes a person's name and staff number; the caller audits.
///
/// # Errors
/// As [`create`], and `person-changed` when the revision is not the one seen.
pub async fn amend(
    tx: &mut Tx,
    id: PersonId,
    revision: i64,
    name: &str,
    staff_number: Option<&str>,
) -> Result<(), Refusal> {
    let (name, number) = checked(name, staff_number)?;
    taken(tx, Some(id), number.as_deref()).await?;
    let sql = "UPDATE person SET name = $3, normal = $4, staff_number = $5, revision = revision + 1 \
         WHERE id = $1 AND revision = $2";
    let normal = name::normal(&name);
    match tx.execute(sql, params![id, revision, name, normal, number]).await? {
        0 => Err(Refusal::Conflict(Box::new(Problem::new("person-changed")))),
        _ => Ok(()),
    }
}

fn checked(name: &str, number: Option<&str>) -> Result<(String, Option<String>), Refusal> {
    let name = name::checked(name)?;
    let number = name::checked_code(number.unwrap_or_default())
        .map_err(|problem| problem.at("staff_number"))?;
    Ok((name, number))
}

async fn taken(tx: &mut Tx, own: Option<PersonId>, number: Option<&str>) -> Result<(), Refusal> {
    let Some(number) = number else { return Ok(()) };
    match by_staff_number(tx, number).await? {
        Some(other) if Some(other.id) != own => Err(Problem::new("person-staff-number-taken")
            .arg("number", number)
            .arg("name", other.name)
            .at("staff_number")
            .into()),
        _ => Ok(()),
    }
}
