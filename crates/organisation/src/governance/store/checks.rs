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
use store::{Query, Result, Value, params};

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
    tenure_id: Option<i64>,
    person_id: Option<i64>,
    part: Option<String>,
    direction: Option<String>,
    has_document: bool,
}

/// The seats of every unit of the scope that has a body on the day. A body or organisation where nobody
/// sits has one row without a tenure.
const SEATS: &str = concat!(
    "WITH bodied AS (SELECT b.id, b.unit_id, k.part FROM governing_body b \
     JOIN body_kind k ON k.id = b.kind_id WHERE b.valid_from <= $1 AND b.valid_until > $1 AND ",
    within!("b.unit_id", "$1", "$2"),
    " AND ($3 = 0 OR b.unit_id = $3)) SELECT b.unit_id, CAST(NULL AS BIGINT) AS org_id, b.part AS what, t.id AS tenure_id, \
     t.person_id, p.part, t.direction, t.document IS NOT NULL AS has_document \
     FROM bodied b LEFT JOIN tenure t ON t.body_id = b.id AND t.valid_from <= $1 \
     AND t.valid_until > $1 LEFT JOIN post p ON p.id = t.post_id \
     UNION ALL SELECT v.unit_id, v.org_id, v.kind AS what, t.id AS tenure_id, t.person_id, p.part, \
     t.direction, t.document IS NOT NULL AS has_document \
     FROM (SELECT DISTINCT unit_id FROM bodied) u \
     JOIN party_org_version v ON v.unit_id = u.unit_id AND v.valid_from <= $1 \
     AND v.valid_until > $1 AND v.kind <> 'group' \
     LEFT JOIN tenure t ON t.org_id = v.org_id AND t.valid_from <= $1 AND t.valid_until > $1 \
     LEFT JOIN post p ON p.id = t.post_id"
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

/// The seats of a unit's Party organisations, each with whose it is.
type PartySeats = Vec<(OrgKind, PartyOrgId, Held)>;

fn by_unit(rows: Vec<Row>) -> Result<BTreeMap<UnitId, Facts>> {
    let mut found: BTreeMap<UnitId, (Facts, PartySeats)> = BTreeMap::new();
    for row in rows {
        let unit = UnitId(row.unit_id);
        let (facts, party) = found.entry(unit).or_insert_with(|| (empty(unit), Vec::new()));
        let org = match row.org_id {
            Some(org) => Some((org_kind(&row.what)?, PartyOrgId(org))),
            None => None,
        };
        let side = match org {
            Some(org) => {
                facts.org = Some(facts.org.map_or(org, |known| known.min(org)));
                Side::Party
            }
            None => {
                let part = BodyPart::from_name(&row.what);
                let part = part.ok_or_else(|| lost("body of unit", unit.0))?;
                facts.bodies.push(part);
                Side::Body(part)
            }
        };
        let Some(held) = held(&row, side)? else { continue };
        match org {
            Some((kind, id)) => party.push((kind, id, held)),
            None => facts.seats.push(held),
        }
    }
    let only_highest = |(mut facts, party): (Facts, PartySeats)| {
        let highest =
            |(kind, id, _): &&(OrgKind, PartyOrgId, Held)| facts.org == Some((*kind, *id));
        let seats: Vec<Held> = party.iter().filter(highest).map(|(.., held)| *held).collect();
        facts.seats.extend(seats);
        facts.bodies.sort_unstable();
        facts.bodies.dedup();
        facts
    };
    Ok(found.into_iter().map(|(unit, parts)| (unit, only_highest(parts))).collect())
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

fn held(row: &Row, side: Side) -> Result<Option<Held>> {
    let (Some(tenure), Some(person), Some(part), Some(direction)) =
        (row.tenure_id, row.person_id, &row.part, &row.direction)
    else {
        return Ok(None);
    };
    let wrong = || lost("tenure", tenure);
    Ok(Some(Held {
        tenure: TenureId(tenure),
        person: PersonId(person),
        side,
        part: Part::from_name(part).ok_or_else(wrong)?,
        direction: Direction::from_name(direction).ok_or_else(wrong)?,
        has_document: row.has_document,
    }))
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
