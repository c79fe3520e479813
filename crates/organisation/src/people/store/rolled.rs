//! What is known of those whom the rows of a list name.

use crate::rolls::RollId;
use ::store::{Query, Result, StoreError, params};
use directory::people::Person;
use kernel::{Day, DayRange, UnitId};
use std::collections::HashMap;

/// Whom the rows name by staff number.
pub async fn numbered(q: &mut impl Query, roll: RollId) -> Result<Vec<Person>> {
    let sql = "SELECT DISTINCT p.id, p.name, p.staff_number, p.revision FROM roll_row l \
         JOIN person p ON p.staff_number = l.staff_number WHERE l.roll_id = $1";
    q.all(sql, params![roll.0]).await
}

/// Everybody who bears a name of the list.
pub async fn named(q: &mut impl Query, roll: RollId) -> Result<Vec<Person>> {
    let sql = "SELECT DISTINCT p.id, p.name, p.staff_number, p.revision FROM roll_row l \
         JOIN person p ON p.normal = l.normal WHERE l.roll_id = $1 ORDER BY p.id";
    q.all(sql, params![roll.0]).await
}

/// Every unit of the day, with the one above and its name in the form for search.
pub async fn units(q: &mut impl Query, day: Day) -> Result<Vec<(UnitId, Option<UnitId>, String)>> {
    let sql = "SELECT unit_id, parent_id, normal FROM unit_version \
         WHERE valid_from <= $1 AND valid_until > $1 ORDER BY unit_id";
    let rows: Vec<(i64, Option<i64>, String)> = q.all(sql, params![day]).await?;
    let unit =
        |(id, above, normal): (i64, Option<i64>, String)| (UnitId(id), above.map(UnitId), normal);
    Ok(rows.into_iter().map(unit).collect())
}

/// All the days of each unit, with its last name.
pub async fn lives(
    q: &mut impl Query,
    units: &[UnitId],
) -> Result<HashMap<UnitId, (String, DayRange)>> {
    let sql = "SELECT unit_id, name, valid_from, valid_until FROM unit_version \
         WHERE unit_id IN {ids:$1} ORDER BY unit_id, valid_from";
    let rows: Vec<(i64, String, i64, i64)> = q.all(sql, params![units]).await?;
    let mut lives: HashMap<UnitId, (String, DayRange)> = HashMap::new();
    for (id, name, from, until) in rows {
        let day = |code| {
            Day::from_code(code).ok_or_else(|| StoreError::Corrupt(format!("the day {code}")))
        };
        let (from, until) = (day(from)?, day(until)?);
        let life = lives.entry(UnitId(id)).or_insert((String::new(), DayRange { from, until }));
        life.0 = name;
        life.1.until = until;
    }
    Ok(lives)
}
