//! Governing bodies: founded, renamed, ended. Writing happens inside the caller's transaction; the caller
//! audits.

use super::catalogue::{ensure, load};
use super::{conflict, lock};
use crate::governance::tenure::outside;
use crate::party::store::rows::days;
use directory::{TreeChange, TreeFollower, tree};
use kernel::{BodyId, BodyKindId, Day, DayRange, Problem, UnitId};
use std::pin::Pin;
use store::{Query, Refusal, Result, Tx, params};

/// A governing body of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    pub id: BodyId,
    pub unit: UnitId,
    pub kind: BodyKindId,
    pub name: String,
    pub valid: DayRange,
    pub revision: i64,
}

/// What a person enters about one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBody {
    pub unit: UnitId,
    pub kind: BodyKindId,
    pub name: String,
    pub valid: DayRange,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
    kind_id: i64,
    name: String,
    valid_from: i64,
    valid_until: i64,
    revision: i64,
}

impl Row {
    fn body(self) -> Result<Body> {
        Ok(Body {
            id: BodyId(self.id),
            unit: UnitId(self.unit_id),
            kind: BodyKindId(self.kind_id),
            name: self.name,
            valid: days(self.valid_from, self.valid_until)?,
            revision: self.revision,
        })
    }
}

macro_rules! bodies {
    ($rest:literal) => {
        concat!(
            "SELECT id, unit_id, kind_id, name, valid_from, valid_until, revision \
             FROM governing_body ",
            $rest
        )
    };
}

pub async fn body(q: &mut impl Query, id: BodyId) -> Result<Option<Body>> {
    let row = q.optional::<Row>(bodies!("WHERE id = $1"), params![id]).await?;
    row.map(Row::body).transpose()
}

/// Every body that a unit has or had, in the order in which they were founded.
pub async fn of_unit(q: &mut impl Query, unit: UnitId) -> Result<Vec<Body>> {
    let sql = bodies!("WHERE unit_id = $1 ORDER BY valid_from, id");
    q.all::<Row>(sql, params![unit]).await?.into_iter().map(Row::body).collect()
}

/// Every body that stands on the day.
pub async fn standing(q: &mut impl Query, day: Day) -> Result<Vec<Body>> {
    let sql = bodies!("WHERE valid_from <= $1 AND valid_until > $1 ORDER BY id");
    q.all::<Row>(sql, params![day]).await?.into_iter().map(Row::body).collect()
}

/// Founds a body.
///
/// # Errors
/// `body-kind-unknown` at `kind`; `body-name-taken`; `body-outside-unit`.
pub async fn found(tx: &mut Tx, new: &NewBody) -> Result<BodyId, Refusal> {
    ensure(tx).await?;
    let catalogue = load(tx).await?;
    if !catalogue.kind(new.kind).is_some_and(|kind| kind.is_active) {
        return Err(Problem::new("body-kind-unknown").at("kind").into());
    }
    fits(tx, None, new).await?;
    let sql = "INSERT INTO governing_body (unit_id, kind_id, name, valid_from, valid_until, revision) \
         VALUES ($1, $2, $3, $4, $5, 1) RETURNING id";
    let params = params![new.unit, new.kind, &new.name, new.valid.from, new.valid.until];
    Ok(BodyId(tx.one::<(i64,)>(sql, params).await?.0))
}

/// Changes name and days; what kind it is and whose is decided once. Returns the body as it was.
///
/// # Errors
/// As [`found`]; `body-open-tenure` when a tenure would stand outside its days; the conflict
/// `body-changed`.
pub async fn change(
    tx: &mut Tx,
    id: BodyId,
    revision: i64,
    name: String,
    valid: DayRange,
) -> Result<Body, Refusal> {
    lock(tx).await?;
    let before = body(tx, id).await?.ok_or(Refusal::NotFound)?;
    if before.revision != revision {
        return Err(conflict("body-changed"));
    }
    fits(
        tx,
        Some(id),
        &NewBody { unit: before.unit, kind: before.kind, name: name.clone(), valid },
    )
    .await?;
    let outside = "SELECT COUNT(*) FROM tenure WHERE body_id = $1 \
         AND (valid_from < $2 OR valid_until > $3)";
    let (n,): (i64,) = tx.one(outside, params![id, valid.from, valid.until]).await?;
    if n > 0 {
        return Err(Problem::new("body-open-tenure").arg("n", n).at("last").into());
    }
    let sql = "UPDATE governing_body SET name = $2, valid_from = $3, valid_until = $4, \
         revision = revision + 1 WHERE id = $1";
    tx.execute(sql, params![id, name, valid.from, valid.until]).await?;
    Ok(before)
}

/// A body lives within its unit's days, and no other of the unit bears its name meanwhile.
async fn fits(q: &mut impl Query, own: Option<BodyId>, new: &NewBody) -> Result<(), Refusal> {
    let life = life_of_unit(q, new.unit).await?;
    if new.valid.from < life.from || new.valid.until > life.until {
        let field = if new.valid.from < life.from { "from" } else { "last" };
        return Err(outside("body-outside-unit", life).at(field).into());
    }
    let normal = directory::name::normal(&new.name);
    let is_other = |body: &Body| {
        Some(body.id) != own
            && body.valid.overlaps(new.valid)
            && directory::name::normal(&body.name) == normal
    };
    match of_unit(q, new.unit).await?.into_iter().find(is_other) {
        Some(body) => {
            let problem = Problem::new("body-name-taken").arg("name", body.name);
            Err(problem.arg("from", body.valid.from).at("name").into())
        }
        None => Ok(()),
    }
}

/// The days from a unit's first to its last.
pub(super) async fn life_of_unit(q: &mut impl Query, unit: UnitId) -> Result<DayRange, Refusal> {
    let versions = tree::versions(q, unit).await?;
    let from = versions.iter().map(|version| version.valid.from).min();
    let until = versions.iter().map(|version| version.valid.until).max();
    let (Some(from), Some(until)) = (from, until) else { return Err(Refusal::NotFound) };
    Ok(DayRange { from, until })
}

/// Refuses a closing that would leave a body without its unit.
#[derive(Clone, Copy, Debug)]
pub struct BodyFollower;

impl TreeFollower for BodyFollower {
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
            super::matters::may_close(tx, &change.units).await?;
            none_open(tx, &change.units, change.from).await
        })
    }
}

/// No body of these units stands on the day or later.
///
/// # Errors
/// `unit-open-body`.
pub async fn none_open(q: &mut impl Query, units: &[UnitId], from: Day) -> Result<(), Refusal> {
    let sql = "SELECT name FROM governing_body WHERE unit_id IN {ids:$1} AND valid_until > $2 \
         ORDER BY id LIMIT 1";
    match q.optional::<(String,)>(sql, params![units, from]).await? {
        Some((body,)) => Err(Problem::new("unit-open-body").arg("body", body).at("from").into()),
        None => Ok(()),
    }
}
