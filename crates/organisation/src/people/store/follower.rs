//! Units and who works in them: none closes while somebody still works there, whoever closes it. Use
//! cases let people leave or move first, if HR says so.

use super::facts;
use ::store::{Query, Refusal, Tx, params};
use directory::{TreeChange, TreeFollower, people};
use kernel::{Day, ImportId, Problem, UnitId};
use std::pin::Pin;

/// Refuses a closing that would leave people working in a unit that is no more.
#[derive(Clone, Copy, Debug)]
pub struct EmploymentFollower;

impl TreeFollower for EmploymentFollower {
    fn tree_changed<'a>(
        &'a self,
        tx: &'a mut Tx,
        change: &'a TreeChange,
    ) -> Pin<Box<dyn Future<Output = Result<(), Refusal>> + Send + 'a>> {
        Box::pin(async move {
            if !change.is_closing {
                return Ok(());
            }
            people::lock(tx).await?;
            may_close(tx, &change.units, change.from).await
        })
    }
}

/// The ids of units as the store of facts takes them.
pub fn ids(units: &[UnitId]) -> Vec<i64> {
    units.iter().map(|unit| unit.0).collect()
}

/// Whether units may close on a day as far as the people who work there are concerned.
///
/// # Errors
/// `unit-open-people`.
pub async fn may_close(q: &mut impl Query, units: &[UnitId], from: Day) -> Result<(), Refusal> {
    match facts::open::<UnitId>(q, &ids(units), from, 1).await?.1 {
        0 => Ok(()),
        n => Err(Problem::new("unit-open-people").arg("n", n).at("people").into()),
    }
}

/// Whether the units that an import founded may be withdrawn: nobody ever worked in them.
///
/// # Errors
/// `unit-open-people`.
pub async fn may_withdraw(q: &mut impl Query, import: ImportId) -> Result<(), Refusal> {
    let sql = "SELECT id FROM unit WHERE import_id = $1 ORDER BY id";
    let units: Vec<(i64,)> = q.all(sql, params![import]).await?;
    let units: Vec<UnitId> = units.into_iter().map(|(id,)| UnitId(id)).collect();
    may_close(q, &units, Day::EARLIEST).await
}
