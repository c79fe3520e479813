//! Which account answers for something: whoever holds a role nearest above a unit, or is a person.

use kernel::{Day, PersonId, Role, UnitId, UserId};
use std::collections::HashMap;
use store::{Query, Result, params};

/// For each of these units the one active account that holds the role nearest above it on the day; of
/// several at one height, the oldest account.
pub async fn nearest(
    q: &mut impl Query,
    role: Role,
    units: &[UnitId],
    day: Day,
) -> Result<HashMap<UnitId, UserId>> {
    // The nearest of each unit comes last and stays.
    let sql = "SELECT c.descendant_id, g.account_id FROM unit_closure c \
         JOIN role_grant g ON g.unit_id = c.ancestor_id AND g.role = $3 \
         AND g.valid_from <= $2 AND g.valid_until > $2 \
         JOIN account a ON a.id = g.account_id AND a.active \
         WHERE c.descendant_id IN {ids:$1} AND c.valid_from <= $2 AND c.valid_until > $2 \
         ORDER BY c.depth DESC, g.account_id DESC";
    let rows: Vec<(i64, i64)> = q.all(sql, params![units, day, role.name()]).await?;
    Ok(rows.into_iter().map(|(unit, account)| (UnitId(unit), UserId(account))).collect())
}

/// The active accounts of these people.
pub async fn of_people(
    q: &mut impl Query,
    people: &[PersonId],
) -> Result<HashMap<PersonId, UserId>> {
    let ids: Vec<i64> = people.iter().map(|person| person.0).collect();
    let sql = "SELECT person_id, id FROM account WHERE person_id IN {ids:$1} AND active";
    let rows: Vec<(i64, i64)> = q.all(sql, params![ids.as_slice()]).await?;
    Ok(rows.into_iter().map(|(person, id)| (PersonId(person), UserId(id))).collect())
}
