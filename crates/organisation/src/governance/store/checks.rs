//! What the checks look at, for all units of a scope at once: who sits where on a day.

use super::{exceptions, lost};
use crate::governance::catalogue::{BodyPart, Part};
use crate::governance::held::{Held, Side};
use crate::governance::one_person::Exception;
use crate::governance::tenure::Direction;
use crate::party::party_org::OrgKind;
use crate::party::store::rows::kind as org_kind;
use directory::{Kind, roots, within};
use kernel::{Day, PartyOrgId, PersonId, Scope, TenureId, UnitId};
use std::collections::{BTreeMap, HashMap};
use store::{Query, Result, StoreError, Value, params};

/// A unit that has governing bodies on a day, with everything that is checked about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub unit: UnitId,
    pub name: String,
    pub kind: Kind,
    /// The highest Party organisation that has its seat there.
    pub org: Option<(OrgKind, PartyOrgId)>,
    /// The bodies that stand on the day, by what they are for the checks.
    pub bodies: Vec<BodyPart>,
    pub seats: Vec<Held>,
    pub exceptions: Vec<Exception>,
}

impl Facts {
    pub fn has(&self, part: BodyPart) -> bool {
        self.bodies.contains(&part)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    unit_id: i64,
    org_id: Option<i64>,
    /// The kind of the organisation, or what the body is for the checks.
    what: String,
    /// Who sits there, as [`seat`] reads it; nothing where nobody does.
    seats: Option<String>,
}

/// The seats of a place in one text: a row of its own for each would make up most of the time.
macro_rules! seats {
    ($place:literal) => {
        concat!(
            "(SELECT {list:t.id || ' ' || t.person_id || ' ' || p.part || ' ' || t.direction || ' ' || \
             CASE WHEN t.document IS NULL THEN 'no' ELSE 'yes' END} FROM tenure t \
             JOIN post p ON p.id = t.post_id \
             WHERE ",
            $place,
            " AND t.valid_from <= $1 AND t.valid_until > $1) AS seats"
        )
    };
}

/// The bodies of every unit of the scope that has one on the day, and the Party organisations that have
/// their seats there.
const SEATS: &str = concat!(
    "WITH bodied AS (SELECT b.id, b.unit_id, k.part FROM governing_body b \
     JOIN body_kind k ON k.id = b.kind_id WHERE b.valid_from <= $1 AND b.valid_until > $1 AND ",
    within!("b.unit_id", "$1", "$2"),
    " AND ($3 = 0 OR b.unit_id = $3)) \
     SELECT b.unit_id, CAST(NULL AS BIGINT) AS org_id, b.part AS what, ",
    seats!("t.body_id = b.id"),
    " FROM bodied b UNION ALL SELECT v.unit_id, v.org_id, v.kind AS what, ",
    seats!("t.org_id = v.org_id"),
    " FROM (SELECT DISTINCT unit_id FROM bodied) u \
     JOIN party_org_version v ON v.unit_id = u.unit_id AND v.valid_from <= $1 \
     AND v.valid_until > $1 AND v.kind <> 'group'"
);

/// Everything that is checked about the units of a scope, by unit.
pub async fn facts(q: &mut impl Query, scope: &Scope, day: Day) -> Result<Vec<Facts>> {
    let rows = q.all::<Row>(SEATS, params![day, roots(scope), 0_i64]).await?;
    let exceptions = exceptions::begun(q, scope, day).await?;
    complete(q, rows, exceptions, day).await
}

/// The same about one unit, whose reader was let in already; `None` where no body stands on the day.
pub async fn of_unit(q: &mut impl Query, unit: UnitId, day: Day) -> Result<Option<Facts>> {
    let everywhere = Value::Text(None);
    let rows = q.all::<Row>(SEATS, params![day, everywhere, unit]).await?;
    let exceptions = exceptions::of_unit(q, unit).await?;
    let exceptions = HashMap::from([(unit, exceptions)]);
    Ok(complete(q, rows, exceptions, day).await?.pop())
}

async fn complete(
    q: &mut impl Query,
    rows: Vec<Row>,
    mut exceptions: HashMap<UnitId, Vec<Exception>>,
    day: Day,
) -> Result<Vec<Facts>> {
    let mut facts = by_unit(rows)?;
    let units: Vec<UnitId> = facts.keys().copied().collect();
    let names = named(q, &units, day).await?;
    for (unit, facts) in &mut facts {
        let (name, kind) = names.get(unit).ok_or_else(|| lost("unit", unit.0))?;
        (facts.name, facts.kind) = (name.clone(), *kind);
        facts.exceptions = exceptions.remove(unit).unwrap_or_default();
    }
    Ok(facts.into_values().collect())
}

fn by_unit(rows: Vec<Row>) -> Result<BTreeMap<UnitId, Facts>> {
    let mut found: BTreeMap<UnitId, Facts> = BTreeMap::new();
    let mut party: HashMap<UnitId, String> = HashMap::new();
    for row in rows {
        let unit = UnitId(row.unit_id);
        let facts = found.entry(unit).or_insert_with(|| empty(unit));
        let seats = row.seats.unwrap_or_default();
        let Some(org) = row.org_id else {
            let part = BodyPart::from_name(&row.what);
            let part = part.ok_or_else(|| lost("body of unit", unit.0))?;
            facts.bodies.push(part);
            facts.seats.append(&mut held(&seats, Side::Body(part))?);
            continue;
        };
        let org = (org_kind(&row.what)?, PartyOrgId(org));
        // Only the highest is looked at.
        if facts.org.is_none_or(|known| org < known) {
            facts.org = Some(org);
            party.insert(unit, seats);
        }
    }
    for (unit, facts) in &mut found {
        facts.bodies.sort_unstable();
        facts.bodies.dedup();
        if let Some(seats) = party.get(unit) {
            facts.seats.append(&mut held(seats, Side::Party)?);
        }
    }
    Ok(found)
}

fn empty(unit: UnitId) -> Facts {
    Facts {
        unit,
        name: String::new(),
        kind: Kind::Other,
        org: None,
        bodies: Vec::new(),
        seats: Vec::new(),
        exceptions: Vec::new(),
    }
}

/// The seats that a text of [`SEATS`] lists, in the order in which they were recorded.
fn held(text: &str, side: Side) -> Result<Vec<Held>> {
    let all = text.split(',').filter(|seat| !seat.is_empty());
    let mut all: Vec<Held> = all.map(|text| seat(text, side)).collect::<Result<_>>()?;
    all.sort_unstable_by_key(|seat| seat.tenure);
    Ok(all)
}

fn seat(text: &str, side: Side) -> Result<Held> {
    let mut words = text.split(' ');
    let mut word = || words.next().ok_or_else(|| StoreError::Corrupt(format!("seat {text}")));
    let (tenure, person, part, direction, document) = (word()?, word()?, word()?, word()?, word()?);
    let number = |text: &str| text.parse().map_err(|_| StoreError::Corrupt(format!("seat {text}")));
    let tenure = number(tenure)?;
    let wrong = || lost("tenure", tenure);
    Ok(Held {
        tenure: TenureId(tenure),
        person: PersonId(number(person)?),
        side,
        part: Part::from_name(part).ok_or_else(wrong)?,
        direction: Direction::from_name(direction).ok_or_else(wrong)?,
        has_document: document == "yes",
    })
}

async fn named(
    q: &mut impl Query,
    units: &[UnitId],
    day: Day,
) -> Result<HashMap<UnitId, (String, Kind)>> {
    let sql = "SELECT unit_id, name, kind FROM unit_version \
         WHERE unit_id IN {ids:$1} AND valid_from <= $2 AND valid_until > $2";
    let rows: Vec<(i64, String, String)> = q.all(sql, params![units, day]).await?;
    let row = |(id, name, kind): (i64, String, String)| {
        let kind = Kind::from_name(&kind).ok_or_else(|| lost("unit", id))?;
        Ok((UnitId(id), (name, kind)))
    };
    rows.into_iter().map(row).collect()
}
