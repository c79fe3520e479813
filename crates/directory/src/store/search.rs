//! Finding units by name, former name, alias or code.
//!
//! Whoever writes one of these keeps the terms by which the unit is found, in the same transaction.

use super::rows::{UnitRow, unit_columns};
use super::scope::roots;
use super::terms;
use crate::{Unit, name};
use kernel::{Day, Scope, UnitId};
use store::{Insert, Query, Result, Tx, Value, params};

/// Names and codes that a search looks at. A word that more of them bear finds the best of so many; nobody
/// reads on further than that, whoever seeks one unit types another letter.
pub const MOST: i64 = 2_000;

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The best first: exact code, exact name, beginning of the name, anything else.
    pub units: Vec<Unit>,
    /// How many there are in all, or were looked at.
    pub total: i64,
    /// Whether there are more than were looked at.
    pub is_cut: bool,
}

#[derive(sqlx::FromRow)]
struct FoundRow {
    #[sqlx(flatten)]
    unit: UnitRow,
    total: i64,
    seen: i64,
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
    let Some([first, beyond]) = terms::range(&text).filter(|_| !scope.is_nothing()) else {
        return Ok(Found { units: Vec::new(), total: 0, is_cut: false });
    };
    // Terms are read in their order, so that names which end with the text come first. Ranked as narrow
    // rows: only the best are read whole.
    let sql = concat!(
        "WITH seen AS (SELECT unit_term.unit_id FROM unit_term JOIN unit_version v \
         ON v.unit_id = unit_term.unit_id AND v.valid_from <= $1 AND v.valid_until > $1 \
         WHERE term >= $3 AND term < $4 AND ",
        crate::within!("unit_term.unit_id", "$1", "$2"),
        " ORDER BY term, unit_term.unit_id LIMIT $8), \
         found AS (SELECT DISTINCT unit_id FROM seen), \
         hit AS (SELECT v.unit_id, v.valid_from, COUNT(*) OVER () AS total, \
         CASE WHEN v.unit_id IN (SELECT id FROM unit WHERE LOWER(code) = $5) THEN 0 \
         WHEN v.normal = $5 THEN 1 WHEN v.normal LIKE $7 ESCAPE '\\' THEN 2 ELSE 3 END AS rank, \
         LENGTH(v.normal) AS size FROM found JOIN unit_version v ON v.unit_id = found.unit_id \
         AND v.valid_from <= $1 AND v.valid_until > $1 \
         ORDER BY rank, size, v.unit_id LIMIT $6) \
         SELECT ",
        unit_columns!(),
        ", hit.total, (SELECT COUNT(*) FROM seen) AS seen FROM hit \
         JOIN unit_version v ON v.unit_id = hit.unit_id AND v.valid_from = hit.valid_from \
         JOIN unit u ON u.id = hit.unit_id ORDER BY hit.rank, hit.size, hit.unit_id"
    );
    let starting = starting(&text);
    let params = params![day, roots(scope), first, beyond, text, limit, starting, MOST + 1];
    let rows = q.all::<FoundRow>(sql, params).await?;
    let (total, seen) = rows.first().map_or((0, 0), |row| (row.total, row.seen));
    let units = rows.into_iter().map(|row| row.unit.unit()).collect::<Result<_>>()?;
    Ok(Found { units, total: total.min(MOST), is_cut: seen > MOST })
}

const TERMS: Insert = Insert {
    table: "unit_term",
    columns: &["term", "unit_id"],
    // A former name ends like the present one, a code may be the end of a name.
    conflict: "ON CONFLICT DO NOTHING",
};

/// What a unit is called, in the form for search.
pub(super) enum Called {
    Name(String),
    Code(String),
}

impl Called {
    fn terms(self, id: UnitId) -> Vec<[Value; 2]> {
        match self {
            Self::Name(normal) => terms::parts(&normal).map(|part| terms::row(part, id)).collect(),
            Self::Code(normal) => vec![terms::row(&normal, id)],
        }
    }
}

/// Lets units be found by what they are called from now on, too.
pub(super) async fn learn(tx: &mut Tx, called: Vec<(UnitId, Called)>) -> Result<()> {
    let terms = called.into_iter().flat_map(|(id, called)| called.terms(id));
    tx.insert_many(TERMS, terms).await?;
    Ok(())
}

/// Lets units be found by what they are called now and were once, and by nothing else.
pub(super) async fn learn_again(tx: &mut Tx, ids: &[UnitId]) -> Result<()> {
    tx.execute("DELETE FROM unit_term WHERE unit_id IN {ids:$1}", params![ids]).await?;
    let names = "SELECT unit_id, normal FROM unit_version WHERE unit_id IN {ids:$1} \
         UNION SELECT unit_id, normal FROM unit_alias WHERE unit_id IN {ids:$1}";
    let names = tx.all::<(i64, String)>(names, params![ids]).await?;
    let codes = "SELECT id, code FROM unit WHERE id IN {ids:$1} AND code IS NOT NULL";
    let codes = tx.all::<(i64, String)>(codes, params![ids]).await?;
    let names = names.into_iter().map(|(id, normal)| (UnitId(id), Called::Name(normal)));
    let codes = codes.into_iter().map(|(id, code)| (UnitId(id), Called::Code(name::normal(&code))));
    learn(tx, names.chain(codes).collect()).await
}

/// The `LIKE` pattern of texts that have this one in them; empty for an empty text.
pub fn containing(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("%{}%", escaped(text)) }
}

/// The `LIKE` pattern of texts that begin with this one; empty for an empty text.
pub(crate) fn starting(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{}%", escaped(text)) }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
