//! Which units are assessed.

use ::store::{Query, Result, params};
use directory::{roots, within};
use kernel::{Day, Scope, UnitId};

/// A unit that a scheme has a kind for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessed {
    pub id: UnitId,
    pub name: String,
    /// The name of its kind.
    pub kind: String,
}

/// The units of these kinds within a scope on a day, in no particular order.
pub async fn of_kinds(
    q: &mut impl Query,
    kinds: &[&str],
    scope: &Scope,
    day: Day,
) -> Result<Vec<Assessed>> {
    let sql = concat!(
        "SELECT v.unit_id, v.name, v.kind FROM unit_version v WHERE v.valid_from <= $1 \
         AND v.valid_until > $1 AND ",
        within!("v.unit_id", "$1", "$2")
    );
    let rows: Vec<(i64, String, String)> = q.all(sql, params![day, roots(scope)]).await?;
    let assessed = |(id, name, kind): (i64, String, String)| {
        kinds.contains(&kind.as_str()).then_some(Assessed { id: UnitId(id), name, kind })
    };
    Ok(rows.into_iter().filter_map(assessed).collect())
}
