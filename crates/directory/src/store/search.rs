//! Finding units by name, former name, alias or code.

use super::rows::{UnitRow, unit_columns};
use super::scope::roots;
use crate::{Unit, name};
use kernel::{Day, Scope};
use store::{Query, Result, params};

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The best first: exact code, exact name, beginning of the name, anything else.
    pub units: Vec<Unit>,
    /// How many there are in all.
    pub total: i64,
}

#[derive(sqlx::FromRow)]
struct FoundRow {
    #[sqlx(flatten)]
    unit: UnitRow,
    total: i64,
}

/// The units of a scope that exist on the day and whose name (of any time), alias or code has the text
/// in it. Blank text finds nothing.
pub async fn units(
    q: &mut impl Query,
    scope: &Scope,
    text: &str,
    day: Day,
    limit: i64,
) -> Result<Found> {
    let text = name::normal(text);
    if text.is_empty() || scope.is_nothing() {
        return Ok(Found { units: Vec::new(), total: 0 });
    }
    // Ranked as narrow rows first: a common word is borne by many, and only the first are read whole.
    let sql = concat!(
        "WITH hit AS (SELECT v.unit_id, v.valid_from, COUNT(*) OVER () AS total, \
         CASE WHEN v.unit_id IN (SELECT id FROM unit WHERE LOWER(code) = $5) THEN 0 \
         WHEN v.normal = $5 THEN 1 WHEN v.normal LIKE $3 ESCAPE '\\' THEN 2 ELSE 3 END AS rank, \
         LENGTH(v.normal) AS size FROM unit_version v \
         WHERE v.valid_from <= $1 AND v.valid_until > $1 AND (v.normal LIKE $4 ESCAPE '\\' \
           OR v.unit_id IN (SELECT unit_id FROM unit_version WHERE normal LIKE $4 ESCAPE '\\' \
             AND (valid_from > $1 OR valid_until <= $1)) \
           OR v.unit_id IN (SELECT unit_id FROM unit_alias WHERE normal LIKE $4 ESCAPE '\\') \
           OR v.unit_id IN (SELECT id FROM unit WHERE LOWER(code) LIKE $3 ESCAPE '\\')) AND ",
        crate::within!("v.unit_id", "$1", "$2"),
        " ORDER BY rank, size, v.unit_id LIMIT $6) \
         SELECT ",
        unit_columns!(),
        ", hit.total FROM hit \
         JOIN unit_version v ON v.unit_id = hit.unit_id AND v.valid_from = hit.valid_from \
         JOIN unit u ON u.id = hit.unit_id ORDER BY hit.rank, hit.size, hit.unit_id"
    );
    let (starting, containing) = (starting(&text), containing(&text));
    let params = params![day, roots(scope), starting, containing, text, limit];
    let rows = q.all::<FoundRow>(sql, params).await?;
    let total = rows.first().map_or(0, |row| row.total);
    let units = rows.into_iter().map(|row| row.unit.unit()).collect::<Result<_>>()?;
    Ok(Found { units, total })
}

/// The `LIKE` pattern of texts that have this one in them; empty for an empty text.
pub(crate) fn containing(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("%{}%", escaped(text)) }
}

/// The `LIKE` pattern of texts that begin with this one; empty for an empty text.
pub(crate) fn starting(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{}%", escaped(text)) }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
