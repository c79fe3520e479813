//! Units and what hangs on them: none closes while an organisation still has its seat there or answers
//! for it, whoever closes it. Use cases end the links first, if people say so.

use super::coverage;
use super::history::lock;
use crate::party::coverage::Link;
use directory::{TreeChange, TreeFollower};
use kernel::{Day, ImportId, Problem, UnitId};
use std::pin::Pin;
use store::{Query, Refusal, Tx, params};

/// Refuses a closing that would leave a seat or a link without its unit.
#[derive(Clone, Copy, Debug)]
pub struct CoverageFollower;

impl TreeFollower for CoverageFollower {
    fn tree_changed<'a>(
        &'a self,
        tx: &'a mut Tx,
        change: &'a TreeChange,
    ) -> Pin<Box<dyn Future<Output = Result<(), Refusal>> + Send + 'a>> {
        Box::pin(async move {
            if !change.is_closing {
                return Ok(());
            }
            lock(tx).await?;
            may_close(tx, &change.units, change.from).await
        })
    }
}

/// Prepares the closing of units: ends what organisations answer for there, if the caller says so.
/// Returns the links as they were.
///
/// # Errors
/// `unit-open-seat`; `unit-open-coverage` unless `with_links`.
pub async fn settle(
    tx: &mut Tx,
    units: &[UnitId],
    from: Day,
    with_links: bool,
) -> Result<Vec<Link>, Refusal> {
    lock(tx).await?;
    if !with_links {
        may_close(tx, units, from).await?;
        return Ok(Vec::new());
    }
    no_seat(tx, units, from).await?;
    let open = coverage::open_of_units(tx, units, from).await?;
    coverage::cut_units(tx, units, from).await?;
    Ok(open)
}

/// Whether units may close on a day as far as Party organisations are concerned.
///
/// # Errors
/// `unit-open-seat`, `unit-open-coverage`.
pub async fn may_close(q: &mut impl Query, units: &[UnitId], from: Day) -> Result<(), Refusal> {
    no_seat(q, units, from).await?;
    match coverage::open_of_units(q, units, from).await?.len() {
        0 => Ok(()),
        n => Err(Problem::new("unit-open-coverage").arg("n", n).at("with_links").into()),
    }
}

/// No organisation has its seat in one of the units on that day or later.
///
/// # Errors
/// `unit-open-seat`.
pub async fn no_seat(q: &mut impl Query, units: &[UnitId], from: Day) -> Result<(), Refusal> {
    let sql = "SELECT name FROM party_org_version WHERE unit_id IN {ids:$1} AND valid_until > $2 \
         ORDER BY org_id LIMIT 1";
    match q.optional::<(String,)>(sql, params![units, from]).await? {
        Some((org,)) => Err(Problem::new("unit-open-seat").arg("org", org).at("from").into()),
        None => Ok(()),
    }
}

/// Whether the units that an import founded may be withdrawn: no organisation sits in them or answers
/// for them on any day.
///
/// # Errors
/// `unit-open-seat`, `unit-open-coverage`.
pub async fn may_withdraw(q: &mut impl Query, import: ImportId) -> Result<(), Refusal> {
    let sql = "SELECT id FROM unit WHERE import_id = $1 ORDER BY id";
    let units: Vec<(i64,)> = q.all(sql, params![import]).await?;
    let units: Vec<UnitId> = units.into_iter().map(|(id,)| UnitId(id)).collect();
    may_close(q, &units, Day::EARLIEST).await
}
