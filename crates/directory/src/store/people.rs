//! The bare person: id, name, staff number. Two people of one name are told apart by staff number.
//! Nobody is ever deleted: audit, accounts and readings keep pointing at whom they meant.

use super::terms;
use crate::name;
use kernel::{PersonId, Problem};
use std::collections::{HashMap, HashSet};
use store::{Insert, Query, Refusal, Result, Tx, Value, assembled, params};

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Person {
    #[sqlx(try_from = "i64")]
    pub id: PersonId,
    pub name: String,
    pub staff_number: Option<String>,
    pub revision: i64,
}

impl Person {
    /// The name with the staff number, so that homonyms stay apart.
    pub fn called(&self) -> String {
        match &self.staff_number {
            Some(number) => format!("{} {number}", self.name),
            None => self.name.clone(),
        }
    }
}

/// What one of some people is called; nothing for a person that is not among them.
pub fn called(people: &HashMap<PersonId, Person>, id: PersonId) -> String {
    people.get(&id).map(Person::called).unwrap_or_default()
}

/// A person to be written: a name that can be read, a staff number in ordinary width or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPerson {
    name: String,
    staff_number: Option<String>,
}

impl NewPerson {
    /// # Errors
    /// Problems of the name at `name` and of the number at `staff_number`, all of them.
    pub fn checked(name: &str, staff_number: &str) -> Result<Self, Vec<Problem>> {
        let name = name::checked(name).map_err(|problem| problem.at("name"));
        let number = name::checked_code(staff_number).map_err(|problem| problem.at("staff_number"));
        match (name, number) {
            (Ok(name), Ok(staff_number)) => Ok(Self { name, staff_number }),
            (name, number) => Err(name.err().into_iter().chain(number.err()).collect()),
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn staff_number(&self) -> Option<&str> {
        self.staff_number.as_deref()
    }
}

pub async fn person(q: &mut impl Query, id: PersonId) -> Result<Option<Person>> {
    let sql = "SELECT id, name, staff_number, revision FROM person WHERE id = $1";
    q.optional(sql, params![id]).await
}

/// The person with this staff number, typed in whatever width.
pub async fn by_staff_number(q: &mut impl Query, number: &str) -> Result<Option<Person>> {
    let Ok(Some(number)) = name::checked_code(number) else { return Ok(None) };
    let sql = "SELECT id, name, staff_number, revision FROM person WHERE staff_number = $1";
    q.optional(sql, params![number]).await
}

/// Everybody of this name, however it is typed.
pub async fn named(q: &mut impl Query, name: &str) -> Result<Vec<Person>> {
    let sql = "SELECT id, name, staff_number, revision FROM person WHERE normal = $1 ORDER BY id";
    q.all(sql, params![name::normal_person(name)]).await
}

/// The names of people that stand in a text, however they are typed. A name of fewer letters than
/// [`SHORTEST_NAME`] says nothing, nor does one in Latin letters that is part of a longer word.
pub async fn named_in(q: &mut impl Query, text: &str) -> Result<Vec<String>> {
    let text = name::normal_person(text);
    // A blank between the two characters of a name does not hide it.
    let tight: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let sql = "SELECT DISTINCT name, normal FROM person WHERE LENGTH(normal) >= $3 \
         AND ($1 LIKE '%' || normal || '%' OR $2 LIKE '%' || normal || '%') ORDER BY normal, name";
    let shortest = SHORTEST_NAME as i64;
    let found: Vec<(String, String)> = q.all(sql, params![&text, &tight, shortest]).await?;
    let is_meant = |normal: &str| !normal.is_ascii() || is_word_of(&text, normal);
    Ok(found.into_iter().filter(|(_, normal)| is_meant(normal)).map(|(name, _)| name).collect())
}

/// Letters that a name has at the least.
const SHORTEST_NAME: usize = 2;

/// Whether the word stands in the text with no Latin letter beside it.
fn is_word_of(text: &str, word: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        !is_letter(before.chars().next_back()) && !is_letter(after.chars().next())
    })
}

/// These people by id.
pub async fn by_ids(
    q: &mut impl Query,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<HashMap<PersonId, Person>> {
    let mut ids: Vec<i64> = ids.into_iter().map(|id| id.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let sql = "SELECT id, name, staff_number, revision FROM person WHERE id IN {ids:$1}";
    let people = q.all::<Person>(sql, params![ids.as_slice()]).await?;
    Ok(people.into_iter().map(|person| (person.id, person)).collect())
}

/// The one person that a text means: a staff number, a name, or both in either order.
///
/// # Errors
/// `person-unknown`; `person-several`, which names the staff numbers; at `field`.
pub async fn meant(q: &mut impl Query, text: &str, field: &str) -> Result<PersonId, Refusal> {
    let unknown = || Problem::new("person-unknown").arg("text", text);
    let meant = all_meant(q, [text]).await?.remove(text);
    let person = meant.unwrap_or_else(|| Err(unknown()));
    person.map_err(|problem| problem.at(field).into())
}

/// The one person that each of these texts means, as [`meant`] reads one, in two questions for all of them.
pub async fn all_meant<'a>(
    q: &mut impl Query,
    texts: impl IntoIterator<Item = &'a str>,
) -> Result<HashMap<String, std::result::Result<PersonId, Problem>>> {
    let texts: HashSet<&str> = texts.into_iter().collect();
    if texts.is_empty() {
        return Ok(HashMap::new());
    }
    let distinct = |all: HashSet<String>| -> Vec<String> { all.into_iter().collect() };
    let numbers = distinct(texts.iter().flat_map(|text| numbers_of(text)).collect());
    let sql =
        "SELECT id, name, staff_number, revision FROM person WHERE staff_number IN {texts:$1}";
    let found: Vec<Person> = q.all(sql, params![numbers.as_slice()]).await?;
    let number = |person: Person| person.staff_number.map(|number| (number, person.id));
    let numbered: HashMap<String, PersonId> = found.into_iter().filter_map(number).collect();
    let names = distinct(texts.iter().map(|text| name::normal_person(text)).collect());
    let sql = "SELECT id, name, staff_number, revision, normal FROM person \
         WHERE normal IN {texts:$1} ORDER BY id";
    let mut named: HashMap<String, Vec<Person>> = HashMap::new();
    for Named { person, normal } in q.all(sql, params![names.as_slice()]).await? {
        named.entry(normal).or_default().push(person);
    }
    let one = |text: &str| match numbers_of(text).find_map(|number| numbered.get(&number)) {
        Some(id) => Ok(*id),
        None => of_one_name(text, named.get(&name::normal_person(text)).map_or(&[], Vec::as_slice)),
    };
    Ok(texts.into_iter().map(|text| (text.to_owned(), one(text))).collect())
}

/// A person with the name in the form for search.
#[derive(sqlx::FromRow)]
struct Named {
    #[sqlx(flatten)]
    person: Person,
    normal: String,
}

/// The staff numbers that a text may begin or end with, or be.
fn numbers_of(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = || text.split_whitespace();
    let all = [Some(text.trim()), words().next(), words().last()].into_iter().flatten();
    all.filter_map(|word| name::checked_code(word).ok().flatten())
}

/// The only one of those who bear the name.
fn of_one_name(text: &str, found: &[Person]) -> std::result::Result<PersonId, Problem> {
    match found {
        [person] => Ok(person.id),
        [] => Err(Problem::new("person-unknown").arg("text", text)),
        several => {
            let numbers: Vec<&str> =
                several.iter().filter_map(|person| person.staff_number.as_deref()).collect();
            let problem = Problem::new("person-several").arg("text", text).arg("n", several.len());
            Err(problem.arg("numbers", numbers.join("; ")))
        }
    }
}

/// A list of people.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    /// Part of a name or the beginning of a staff number; empty for everybody.
    pub text: &'a str,
    pub order: Order,
    pub descending: bool,
    pub offset: i64,
    pub limit: i64,
}

/// What a list of people is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Name,
    /// People without one come first.
    StaffNumber,
}

/// A page of a list. Each order walks its own index; a search reads the people whom it finds.
pub async fn list(q: &mut impl Query, listing: &Listing<'_>) -> Result<Vec<Person>> {
    let order = match listing.order {
        Order::Name => "p.normal",
        Order::StaffNumber => "COALESCE(p.staff_number, '')",
    };
    let direction = if listing.descending { "DESC" } else { "ASC" };
    let from = match range(listing.text) {
        Some(_) => {
            "(SELECT DISTINCT person_id FROM person_term WHERE term >= $3 AND term < $4) found \
             JOIN person p ON p.id = found.person_id"
        }
        None => "person p",
    };
    let sql = format!(
        "SELECT p.id, p.name, p.staff_number, p.revision FROM {from} \
         ORDER BY {order} {direction}, p.id {direction} LIMIT $1 OFFSET $2"
    );
    let mut params = params![listing.limit, listing.offset];
    params.extend(range(listing.text).into_iter().flatten());
    q.all(assembled(sql), params).await
}

/// How many people a list has on all its pages.
pub async fn count(q: &mut impl Query, text: &str) -> Result<i64> {
    let row: Option<(i64,)> = match range(text) {
        Some(range) => {
            let sql = "SELECT COUNT(DISTINCT person_id) FROM person_term \
                 WHERE term >= $1 AND term < $2";
            q.optional(sql, range.into()).await?
        }
        None => q.optional("SELECT people FROM person_tally WHERE id = 1", params![]).await?,
    };
    Ok(row.map_or(0, |(people,)| people))
}

/// The terms that begin with the text: from the first up to but not including the second. `None` for a
/// blank text.
pub fn range(text: &str) -> Option<[Value; 2]> {
    terms::range(&name::normal_person(text))
}

/// What a person is found by.
fn terms(id: PersonId, name: &str, number: Option<&str>) -> Vec<[Value; 2]> {
    let normal = name::normal_person(name);
    let number = number.map(name::normal_person);
    let texts = terms::parts(&normal).chain(number.as_deref());
    texts.map(|term| terms::row(term, id)).collect()
}

/// A number may be the end of the same person's name.
const TERMS: Insert = Insert {
    table: "person_term",
    columns: &["term", "person_id"],
    conflict: "ON CONFLICT DO NOTHING",
};

/// Makes writers of people wait for each other until the transaction ends: what one has judged about
/// names and numbers still holds when it writes.
pub async fn lock(tx: &mut Tx) -> Result<()> {
    tally(tx, 0).await
}

async fn tally(tx: &mut Tx, more: i64) -> Result<()> {
    let sql = "INSERT INTO person_tally (id, people) VALUES (1, $1) \
         ON CONFLICT (id) DO UPDATE SET people = person_tally.people + excluded.people";
    tx.execute(sql, params![more]).await?;
    Ok(())
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
    let new =
        NewPerson::checked(name, staff_number.unwrap_or_default()).map_err(Refusal::Invalid)?;
    tally(tx, 1).await?;
    taken(tx, None, new.staff_number()).await?;
    let sql = "INSERT INTO person (name, normal, staff_number, revision) VALUES ($1, $2, $3, 1) RETURNING id";
    let normal = name::normal_person(&new.name);
    let (id,): (i64,) = tx.one(sql, params![&new.name, normal, new.staff_number()]).await?;
    tx.insert_many(TERMS, terms(PersonId(id), &new.name, new.staff_number())).await?;
    Ok(PersonId(id))
}

/// Writes many new people in few statements and returns them in no order; the caller audits.
///
/// # Errors
/// `person-staff-number-taken` without a number when one of them is in use.
pub async fn create_many(tx: &mut Tx, people: &[NewPerson]) -> Result<Vec<Person>, Refusal> {
    tally(tx, people.len() as i64).await?;
    let last = "SELECT COALESCE(MAX(id), 0) FROM person";
    let (last,): (i64,) = tx.one(last, params![]).await?;
    let insert = Insert {
        table: "person",
        columns: &["name", "normal", "staff_number", "revision"],
        conflict: "",
    };
    let row = |new: &NewPerson| {
        let normal = name::normal_person(&new.name);
        let number = Value::Text(new.staff_number.clone());
        [Value::from(&new.name), Value::from(normal), number, Value::from(1_i64)]
    };
    tx.insert_many(insert, people.iter().map(row)).await?;
    // Others who write people wait for the tally, so whatever has a later id is ours.
    let sql = "SELECT id, name, staff_number, revision FROM person WHERE id > $1";
    let written: Vec<Person> = tx.all(sql, params![last]).await?;
    let terms = |person: &Person| terms(person.id, &person.name, person.staff_number.as_deref());
    tx.insert_many(TERMS, written.iter().flat_map(terms)).await?;
    Ok(written)
}

/// Takes the next revision of a person about whom something else is written: the second of two editors
/// is told.
///
/// # Errors
/// `person-changed` when the revision is not the one seen.
pub async fn touch(tx: &mut Tx, id: PersonId, revision: i64) -> Result<(), Refusal> {
    lock(tx).await?;
    let sql = "UPDATE person SET revision = revision + 1 WHERE id = $1 AND revision = $2";
    match tx.execute(sql, params![id, revision]).await? {
        0 => Err(Refusal::conflict(Problem::new("person-changed"))),
        _ => Ok(()),
    }
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
    let new =
        NewPerson::checked(name, staff_number.unwrap_or_default()).map_err(Refusal::Invalid)?;
    touch(tx, id, revision).await?;
    taken(tx, Some(id), new.staff_number()).await?;
    let sql = "UPDATE person SET name = $2, normal = $3, staff_number = $4 WHERE id = $1";
    let normal = name::normal_person(&new.name);
    tx.execute(sql, params![id, &new.name, normal, new.staff_number()]).await?;
    tx.execute("DELETE FROM person_term WHERE person_id = $1", params![id]).await?;
    tx.insert_many(TERMS, terms(id, &new.name, new.staff_number())).await?;
    Ok(())
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
