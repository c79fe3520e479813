//! Approved exceptions to "secretary and chairman are one person".

use super::conflict;
use crate::governance::one_person::Exception;
use crate::governance::tenure::outside;
use crate::party::store::rows::days;
use directory::{roots, within};
use kernel::{Day, DayRange, Problem, Scope, UnitId};
use std::collections::HashMap;
use store::{Query, Refusal, Result, Tx, params};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
    document: String,
    valid_from: i64,
    valid_until: i64,
    revision: i64,
}

impl Row {
    fn exception(self) -> Result<(UnitId, Exception)> {
        let valid = days(self.valid_from, self.valid_until)?;
        let Self { id, document, revision, .. } = self;
        Ok((UnitId(self.unit_id), Exception { id, document, valid, revision }))
    }
}

/// The exceptions of one unit, the latest first.
pub async fn of_unit(q: &mut impl Query, unit: UnitId) -> Result<Vec<Exception>> {
    let sql = "SELECT id, unit_id, document, valid_from, valid_until, revision \
         FROM one_person_exception WHERE unit_id = $1 ORDER BY valid_from DESC, id DESC";
    let rows = q.all::<Row>(sql, params![unit]).await?;
    rows.into_iter().map(|row| Ok(row.exception()?.1)).collect()
}

/// The exceptions of a scope that had begun by the day.
pub(super) async fn begun(
    q: &mut impl Query,
    scope: &Scope,
    day: Day,
) -> Result<HashMap<UnitId, Vec<Exception>>> {
    let sql = concat!(
        "SELECT e.id, e.unit_id, e.document, e.valid_from, e.valid_until, e.revision \
         FROM one_person_exception e WHERE e.valid_from <= $1 AND ",
        within!("e.unit_id", "$1", "$2"),
        " ORDER BY e.id"
    );
    let mut found: HashMap<UnitId, Vec<Exception>> = HashMap::new();
    for row in q.all::<Row>(sql, params![day, roots(scope)]).await? {
        let (unit, exception) = row.exception()?;
        found.entry(unit).or_default().push(exception);
    }
    Ok(found)
}

/// Records an exception; it always has an end.
///
/// # Errors
/// `exception-overlaps` at `from`.
pub async fn add(
    tx: &mut Tx,
    unit: UnitId,
    document: &str,
    valid: DayRange,
) -> Result<i64, Refusal> {
    let others = of_unit(tx, unit).await?;
    if let Some(other) = others.iter().find(|other| other.valid.overlaps(valid)) {
        let problem = outside("exception-overlaps", other.valid);
        return Err(problem.arg("document", &other.document).at("from").into());
    }
    let sql = "INSERT INTO one_person_exception (unit_id, document, valid_from, valid_until, revision) \
         VALUES ($1, $2, $3, $4, 1) RETURNING id";
    Ok(tx.one::<(i64,)>(sql, params![unit, document, valid.from, valid.until]).await?.0)
}

/// Ends an exception earlier or later. Returns it as it was.
///
/// # Errors
/// `range-reversed` at `until`; the conflict `exception-changed`; `NotFound`.
pub async fn end(
    tx: &mut Tx,
    unit: UnitId,
    id: i64,
    revision: i64,
    until: Day,
) -> Result<Exception, Refusal> {
    let all = of_unit(tx, unit).await?;
    let before = all.iter().find(|one| one.id == id).cloned().ok_or(Refusal::NotFound)?;
    if before.revision != revision {
        return Err(conflict("exception-changed"));
    }
    let valid =
        DayRange::new(before.valid.from, until).map_err(|problem: Problem| problem.at("until"))?;
    if let Some(other) = all.iter().find(|other| other.id != id && other.valid.overlaps(valid)) {
        let problem = outside("exception-overlaps", other.valid);
        return Err(problem.arg("document", &other.document).at("until").into());
    }
    let sql = "UPDATE one_person_exception SET valid_until = $2, revision = revision + 1 \
         WHERE id = $1";
    tx.execute(sql, params![id, until]).await?;
    Ok(before)
}
