//! The SQL of arrangements and of what is said of them.

use crate::meetings::arrangement::{Arrangement, Class, NewArrangement, State, Status};
use ::store::{Query, Refusal, Result, StoreError, Tx, assembled, params};
use directory::{name, roots, within};
use kernel::{ArrangementId, Day, Month, Period, PersonId, Problem, Scope, UnitId, UserId};
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
    class: String,
    title: String,
    effect: String,
    owner_id: i64,
    since: i64,
    due: i64,
}

const COLUMNS: &str = "a.id, a.unit_id, a.class, a.title, a.effect, a.owner_id, a.since, a.due";

impl Row {
    fn arrangement(self) -> Result<Arrangement> {
        let lost = || StoreError::Corrupt(format!("the arrangement {}", self.id));
        Ok(Arrangement {
            id: ArrangementId(self.id),
            what: NewArrangement {
                unit: UnitId(self.unit_id),
                class: Class::from_name(&self.class).ok_or_else(lost)?,
                since: month(self.since).ok_or_else(lost)?,
                due: Day::from_code(self.due).ok_or_else(lost)?,
                owner: PersonId(self.owner_id),
                title: self.title,
                effect: self.effect,
            },
        })
    }
}

fn month(code: i64) -> Option<Month> {
    match Period::from_code(code) {
        Some(Period::Month(month)) => Some(month),
        _ => None,
    }
}

pub async fn arrangement(q: &mut impl Query, id: ArrangementId) -> Result<Option<Arrangement>> {
    let sql = assembled(format!("SELECT {COLUMNS} FROM arrangement a WHERE a.id = $1"));
    q.optional::<Row>(sql, params![id]).await?.map(Row::arrangement).transpose()
}

/// The arrangements of a unit that had begun by the month, by class and day.
pub async fn of_unit(q: &mut impl Query, unit: UnitId, month: Month) -> Result<Vec<Arrangement>> {
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM arrangement a WHERE a.unit_id = $1 AND a.since <= $2 ORDER BY a.due, a.id"
    ));
    let rows = q.all::<Row>(sql, params![unit, month]).await?;
    rows.into_iter().map(Row::arrangement).collect()
}

/// Keeps a new one.
pub async fn keep(
    tx: &mut Tx,
    new: &NewArrangement,
    (by, at): (&str, i64),
) -> Result<ArrangementId> {
    let sql = "INSERT INTO arrangement (unit_id, class, title, effect, owner_id, since, due, recorded_by, \
         recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id";
    let values = params![
        new.unit,
        new.class.name(),
        &new.title,
        &new.effect,
        new.owner,
        new.since,
        new.due,
        by,
        at
    ];
    Ok(ArrangementId(tx.one::<(i64,)>(sql, values).await?.0))
}

#[derive(sqlx::FromRow)]
struct StatusRow {
    arrangement_id: i64,
    period: i64,
    version: i64,
    state: String,
    said: String,
    user_id: Option<i64>,
    recorded_by: String,
    recorded_at: i64,
    confirmed_by: Option<String>,
    confirmed_at: Option<i64>,
}

/// What was said of these arrangements up to a month: each month's latest version, oldest first.
pub async fn said(
    q: &mut impl Query,
    ids: &[ArrangementId],
    upto: Month,
) -> Result<HashMap<ArrangementId, Vec<Status>>> {
    let sql = "SELECT s.arrangement_id, s.period, s.version, s.state, s.said, s.user_id, s.recorded_by, \
         s.recorded_at, s.confirmed_by, s.confirmed_at FROM arrangement_status s \
         WHERE s.arrangement_id IN {ids:$1} AND s.period <= $2 AND s.version = \
         (SELECT MAX(o.version) FROM arrangement_status o WHERE o.arrangement_id = s.arrangement_id \
         AND o.period = s.period) ORDER BY s.arrangement_id, s.period";
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let mut found: HashMap<ArrangementId, Vec<Status>> = HashMap::new();
    for row in q.all::<StatusRow>(sql, params![ids.as_slice(), upto]).await? {
        let lost =
            || StoreError::Corrupt(format!("a word on the arrangement {}", row.arrangement_id));
        let status = Status {
            month: month(row.period).ok_or_else(lost)?,
            version: row.version,
            state: State::from_name(&row.state).ok_or_else(lost)?,
            said: row.said,
            user: row.user_id.map(UserId),
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
            confirmed: row.confirmed_by.zip(row.confirmed_at),
        };
        found.entry(ArrangementId(row.arrangement_id)).or_default().push(status);
    }
    Ok(found)
}

/// Adds a version of what is said for a month.
///
/// # Errors
/// The conflict `arrangement-changed` when somebody else has said something since.
pub async fn say(tx: &mut Tx, id: ArrangementId, status: &Status) -> Result<(), Refusal> {
    let sql = "INSERT INTO arrangement_status (arrangement_id, period, version, state, said, user_id, \
         recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let Status { month, version, state, said, user, recorded_by, recorded_at, .. } = status;
    let values =
        params![id, *month, *version, state.name(), said, *user, recorded_by, *recorded_at];
    match tx.execute(sql, values).await {
        Ok(_) => Ok(()),
        Err(StoreError::Exists(_)) => Err(changed()),
        Err(error) => Err(error.into()),
    }
}

/// Confirms that it is finished, in the words that were seen.
///
/// # Errors
/// The conflict `arrangement-changed` when it was confirmed already.
pub async fn confirm(
    tx: &mut Tx,
    id: ArrangementId,
    (month, seen): (Month, i64),
    (by, at): (&str, i64),
) -> Result<(), Refusal> {
    let sql = "UPDATE arrangement_status SET confirmed_by = $4, confirmed_at = $5 \
         WHERE arrangement_id = $1 AND period = $2 AND version = $3 AND confirmed_by IS NULL";
    match tx.execute(sql, params![id, month, seen, by, at]).await? {
        0 => Err(changed()),
        _ => Ok(()),
    }
}

fn changed() -> Refusal {
    Refusal::conflict(Problem::new("arrangement-changed"))
}

/// Which arrangements are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    /// Part of what it is or of the unit's name.
    pub text: &'a str,
    /// Only those that this person answers for.
    pub owner: Option<PersonId>,
    /// Units are those of this day.
    pub today: Day,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    #[sqlx(flatten)]
    row: Row,
    unit_name: String,
}

/// The arrangements of a scope with their units' names. The latest months of all of them are few enough to
/// be read as a whole.
pub async fn list(
    q: &mut impl Query,
    scope: &Scope,
    listing: &Listing<'_>,
) -> Result<Vec<(Arrangement, String)>> {
    let within = within!("a.unit_id", "$1", "$2");
    let sql = assembled(format!(
        "SELECT {COLUMNS}, v.name AS unit_name FROM arrangement a \
         JOIN unit_version v ON v.unit_id = a.unit_id AND v.valid_from <= $1 AND v.valid_until > $1 \
         WHERE {within} AND ($4 = 0 OR a.owner_id = $4) \
         AND ($3 = '' OR v.normal LIKE $3 ESCAPE '\\' OR a.title LIKE $3 ESCAPE '\\') \
         ORDER BY a.due, a.id LIMIT 5000"
    ));
    let text = directory::search::containing(&name::normal(listing.text));
    let owner = listing.owner.map_or(0, |owner| owner.0);
    let rows = q.all::<LineRow>(sql, params![listing.today, roots(scope), text, owner]).await?;
    rows.into_iter().map(|row| Ok((row.row.arrangement()?, row.unit_name))).collect()
}
