//! Links between Party organisations and the units that they answer for. Writing happens inside the
//! caller's transaction, after [`super::history::lock`]; the caller audits.

use super::history::{lock, unit_life};
use super::rows::LinkRow;
use crate::party::coverage::Link;
use kernel::{Day, DayRange, PartyOrgId, Problem, UnitId};
use std::collections::HashMap;
use store::{Query, Refusal, Result, Tx, params};

macro_rules! links_where {
    ($rest:literal) => {
        concat!(
            "SELECT c.unit_id, c.org_id, c.valid_from, c.valid_until, c.reaches_below, c.document, \
             c.revision FROM coverage c WHERE ",
            $rest
        )
    };
}

/// A link to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLink {
    pub unit: UnitId,
    pub org: PartyOrgId,
    pub valid: DayRange,
    pub reaches_below: bool,
    pub document: Option<String>,
}

/// Links an organisation to a unit that it answers for. The link may begin before the unit does: an
/// organisation that stands ready is early, not wrong.
///
/// # Errors
/// `coverage-beyond-org`, `coverage-beyond-unit`, `coverage-overlaps`; `range-reversed`; `NotFound` when
/// either is unknown.
pub async fn link(tx: &mut Tx, new: NewLink) -> Result<(), Refusal> {
    lock(tx).await?;
    let days = DayRange::new(new.valid.from, new.valid.until).map_err(|p| p.at("until"))?;
    let (org_name, org) = org_life(tx, new.org).await?.ok_or(Refusal::NotFound)?;
    let (unit_name, unit) = unit_life(tx, new.unit).await?.ok_or(Refusal::NotFound)?;
    let beyond = |code, name: &str, life: DayRange| {
        Problem::new(code)
            .arg("name", name)
            .arg("from", life.from)
            .arg("last", life.until.plus_days(-1))
            .at("from")
    };
    if days.from < org.from || days.until > org.until {
        return Err(beyond("coverage-beyond-org", &org_name, org).into());
    }
    if days.until > unit.until || days.until <= unit.from {
        return Err(beyond("coverage-beyond-unit", &unit_name, unit).into());
    }
    let sql = links_where!(
        "c.unit_id = $1 AND c.org_id = $2 AND c.valid_from < $3 AND c.valid_until > $4 LIMIT 1"
    );
    let other =
        tx.optional::<LinkRow>(sql, params![new.unit, new.org, days.until, days.from]).await?;
    if let Some(other) = other.map(LinkRow::link).transpose()? {
        return Err(Problem::new("coverage-overlaps")
            .arg("org", org_name)
            .arg("unit", unit_name)
            .arg("from", other.valid.from)
            .at("from")
            .into());
    }
    let sql = "INSERT INTO coverage \
         (unit_id, org_id, valid_from, valid_until, reaches_below, document, revision) \
         VALUES ($1, $2, $3, $4, $5, $6, 1)";
    let NewLink { unit, org, reaches_below, document, .. } = new;
    tx.execute(sql, params![unit, org, days.from, days.until, reaches_below, document]).await?;
    Ok(())
}

/// Ends a link; the day is the first on which it no longer holds. Returns it as it was.
///
/// # Errors
/// `coverage-ends-before`, `coverage-ended`; the conflict `coverage-changed`; `NotFound`.
pub async fn end(
    tx: &mut Tx,
    unit: UnitId,
    org: PartyOrgId,
    from: Day,
    revision: i64,
    until: Day,
) -> Result<Link, Refusal> {
    lock(tx).await?;
    let link = one(tx, unit, org, from).await?.ok_or(Refusal::NotFound)?;
    if link.revision != revision {
        return Err(Refusal::conflict(Problem::new("coverage-changed")));
    }
    if until <= link.valid.from {
        return Err(Problem::new("coverage-ends-before").arg("from", from).at("until").into());
    }
    if until >= link.valid.until {
        let last = link.valid.until.plus_days(-1);
        return Err(Problem::new("coverage-ended").arg("last", last).at("until").into());
    }
    let sql = "UPDATE coverage SET valid_until = $4, revision = revision + 1 \
         WHERE unit_id = $1 AND org_id = $2 AND valid_from = $3";
    tx.execute(sql, params![unit, org, from, until]).await?;
    Ok(link)
}

/// The link that begins on the day.
pub async fn one(
    q: &mut impl Query,
    unit: UnitId,
    org: PartyOrgId,
    from: Day,
) -> Result<Option<Link>> {
    let sql = links_where!("c.unit_id = $1 AND c.org_id = $2 AND c.valid_from = $3");
    q.optional::<LinkRow>(sql, params![unit, org, from]).await?.map(LinkRow::link).transpose()
}

/// The links of each of these units on the day.
pub async fn on_units(
    q: &mut impl Query,
    units: &[UnitId],
    day: Day,
) -> Result<HashMap<UnitId, Vec<Link>>> {
    let sql = links_where!(
        "c.unit_id IN {ids:$1} AND c.valid_from <= $2 AND c.valid_until > $2 ORDER BY c.org_id"
    );
    let mut links: HashMap<UnitId, Vec<Link>> = HashMap::new();
    for row in q.all::<LinkRow>(sql, params![units, day]).await? {
        let link = row.link()?;
        links.entry(link.unit).or_default().push(link);
    }
    Ok(links)
}

/// Every link that an organisation has or had, those without an end first.
pub async fn of_org(q: &mut impl Query, org: PartyOrgId) -> Result<Vec<Link>> {
    let sql = links_where!(
        "c.org_id = $1 AND {seen:c.unit_id} ORDER BY c.valid_until DESC, c.valid_from DESC, c.unit_id"
    );
    links(q.all(sql, params![org]).await?)
}

/// Every link that a unit has or had, those without an end first.
pub async fn of_unit(q: &mut impl Query, unit: UnitId) -> Result<Vec<Link>> {
    let sql =
        links_where!("c.unit_id = $1 ORDER BY c.valid_until DESC, c.valid_from DESC, c.org_id");
    links(q.all(sql, params![unit]).await?)
}

/// What an organisation answers for on that day or later.
pub async fn open_of_org(q: &mut impl Query, org: PartyOrgId, from: Day) -> Result<Vec<Link>> {
    let sql = links_where!("c.org_id = $1 AND c.valid_until > $2 ORDER BY c.unit_id");
    links(q.all(sql, params![org, from]).await?)
}

/// The links of these units on that day or later.
pub async fn open_of_units(q: &mut impl Query, units: &[UnitId], from: Day) -> Result<Vec<Link>> {
    let sql =
        links_where!("c.unit_id IN {ids:$1} AND c.valid_until > $2 ORDER BY c.unit_id, c.org_id");
    links(q.all(sql, params![units, from]).await?)
}

/// Ends a link on a day; one that would begin later never was.
pub(super) async fn cut(tx: &mut Tx, link: &Link, from: Day) -> Result<()> {
    for sql in [
        "DELETE FROM coverage WHERE unit_id = $1 AND org_id = $2 AND valid_from = $3 AND valid_from >= $4",
        "UPDATE coverage SET valid_until = $4, revision = revision + 1 \
         WHERE unit_id = $1 AND org_id = $2 AND valid_from = $3 AND valid_until > $4",
    ] {
        tx.execute(sql, params![link.unit, link.org, link.valid.from, from]).await?;
    }
    Ok(())
}

/// Ends all links of an organisation on a day; those that would begin later never were.
pub(super) async fn cut_org(tx: &mut Tx, org: PartyOrgId, from: Day) -> Result<()> {
    for sql in [
        "DELETE FROM coverage WHERE org_id = $1 AND valid_from >= $2",
        "UPDATE coverage SET valid_until = $2, revision = revision + 1 \
         WHERE org_id = $1 AND valid_until > $2",
    ] {
        tx.execute(sql, params![org, from]).await?;
    }
    Ok(())
}

/// Ends all links of these units on a day; those that would begin later never were.
pub async fn cut_units(tx: &mut Tx, units: &[UnitId], from: Day) -> Result<()> {
    for sql in [
        "DELETE FROM coverage WHERE unit_id IN {ids:$1} AND valid_from >= $2",
        "UPDATE coverage SET valid_until = $2, revision = revision + 1 \
         WHERE unit_id IN {ids:$1} AND valid_until > $2",
    ] {
        tx.execute(sql, params![units, from]).await?;
    }
    Ok(())
}

fn links(rows: Vec<LinkRow>) -> Result<Vec<Link>> {
    rows.into_iter().map(LinkRow::link).collect()
}

/// Last name and all the days of an organisation.
async fn org_life(q: &mut impl Query, id: PartyOrgId) -> Result<Option<(String, DayRange)>> {
    let versions = super::orgs::versions(q, id).await?;
    let (Some(first), Some(last)) = (versions.first(), versions.last()) else { return Ok(None) };
    let life = DayRange { from: first.valid.from, until: last.valid.until };
    Ok(Some((last.name.clone(), life)))
}
