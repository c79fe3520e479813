//! People by where they work: lists of a part of the tree, of those who work nowhere, and headcounts.

use ::store::{Query, Result, Value, assembled, params};
use directory::people::{self, Listing, Order, Person};
use kernel::{Day, PersonId, UnitId};
use std::collections::HashMap;

macro_rules! below {
    () => {
        "EXISTS (SELECT 1 FROM unit_closure c WHERE c.descendant_id = e.unit_id \
         AND c.ancestor_id IN {ids:$2} AND c.valid_from <= $1 AND c.valid_until > $1) AND {seen:e.unit_id}"
    };
}
/// Which people a list is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Everybody.
    All,
    /// Who works in one of these units or below.
    Below(Vec<UnitId>),
    /// Who works in this very unit.
    In(UnitId),
    /// Who works nowhere on the day.
    Nowhere,
    /// Who works in one of these units or below, and who works nowhere: what a search of a part finds.
    BelowOrNowhere(Vec<UnitId>),
}

impl Part {
    /// The condition on `e`, the employment of the day; `$1` is the day, `$2` the units.
    const fn condition(&self) -> &'static str {
        match self {
            Self::All => "CAST($2 AS TEXT) IS NULL",
            Self::Below(_) => below!(),
            Self::In(_) => "e.unit_id IN {ids:$2} AND {seen:e.unit_id}",
            Self::Nowhere => "CAST($2 AS TEXT) IS NULL AND e.unit_id IS NULL",
            Self::BelowOrNowhere(_) => concat!("(e.unit_id IS NULL OR ", below!(), ")"),
        }
    }

    fn units(&self) -> Value {
        match self {
            Self::All | Self::Nowhere => Value::Text(None),
            Self::Below(units) | Self::BelowOrNowhere(units) => units.as_slice().into(),
            Self::In(unit) => [*unit].as_slice().into(),
        }
    }

    /// Where the people come from. A part begins at its units, everything else at the people.
    fn from(&self, is_search: bool) -> String {
        let employed =
            "employment e ON e.person_id = p.id AND e.valid_from <= $1 AND e.valid_until > $1";
        match self {
            _ if is_search => format!(
                "(SELECT DISTINCT person_id FROM person_term WHERE term >= $3 AND term < $4) found \
                 JOIN person p ON p.id = found.person_id LEFT JOIN {employed} WHERE {}",
                self.condition()
            ),
            Self::All | Self::Nowhere | Self::BelowOrNowhere(_) => {
                format!("person p LEFT JOIN {employed} WHERE {}", self.condition())
            }
            Self::In(_) => "employment e JOIN person p ON p.id = e.person_id \
                 WHERE e.unit_id IN {ids:$2} AND e.valid_until > $1 AND e.valid_from <= $1 \
                 AND {seen:e.unit_id}"
                .to_owned(),
            // No unit stands in two of the subtrees unless one of them holds the other.
            Self::Below(_) => "(SELECT DISTINCT c.descendant_id AS id FROM unit_closure c \
                 WHERE c.ancestor_id IN {ids:$2} AND c.valid_until > $1 AND c.valid_from <= $1) u \
                 CROSS JOIN employment e CROSS JOIN person p WHERE e.unit_id = u.id \
                 AND e.valid_until > $1 AND e.valid_from <= $1 AND p.id = e.person_id \
                 AND {seen:e.unit_id}"
                .to_owned(),
        }
    }
}

/// A page of the list.
pub async fn list(
    q: &mut impl Query,
    part: &Part,
    listing: &Listing<'_>,
    day: Day,
) -> Result<Vec<Person>> {
    let range = people::range(listing.text);
    if *part == Part::All {
        return people::list(q, listing).await;
    }
    let order = match listing.order {
        Order::Name => "p.normal",
        Order::StaffNumber => "COALESCE(p.staff_number, '')",
    };
    let direction = if listing.descending { "DESC" } else { "ASC" };
    let (limit, offset) = if range.is_some() { ("$5", "$6") } else { ("$3", "$4") };
    let sql = format!(
        "SELECT p.id, p.name, p.staff_number, p.revision FROM {} \
         ORDER BY {order} {direction}, p.id {direction} LIMIT {limit} OFFSET {offset}",
        part.from(range.is_some())
    );
    let mut params = vec![day.into(), part.units()];
    params.extend(range.into_iter().flatten());
    params.extend(params![listing.limit, listing.offset]);
    q.all(assembled(sql), params).await
}

/// How many people the list has on all its pages.
pub async fn count(q: &mut impl Query, part: &Part, text: &str, day: Day) -> Result<i64> {
    let range = people::range(text);
    match part {
        Part::All => return people::count(q, text).await,
        // Everybody but those who work somewhere; both are counted without reading people.
        Part::Nowhere if range.is_none() => {
            return Ok(people::count(q, "").await? - employed(q, day).await?);
        }
        _ => {}
    }
    let sql = format!("SELECT COUNT(*) FROM {}", part.from(range.is_some()));
    let mut params = vec![day.into(), part.units()];
    params.extend(range.into_iter().flatten());
    Ok(q.one::<(i64,)>(assembled(sql), params).await?.0)
}

/// How many people work anywhere on the day.
async fn employed(q: &mut impl Query, day: Day) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM employment WHERE valid_from <= $1 AND valid_until > $1";
    Ok(q.one::<(i64,)>(sql, params![day]).await?.0)
}

/// How many people work in a unit, and in it and all that stands below it. The top holds everybody who
/// works at all.
pub async fn headcount(
    q: &mut impl Query,
    unit: UnitId,
    is_top: bool,
    day: Day,
) -> Result<(i64, i64)> {
    let own = count(q, &Part::In(unit), "", day).await?;
    let all = match is_top {
        true => employed(q, day).await?,
        false => count(q, &Part::Below(vec![unit]), "", day).await?,
    };
    Ok((own, all))
}

/// Where each of these people works on the day: the unit and its name.
pub async fn units(
    q: &mut impl Query,
    people: &[PersonId],
    day: Day,
) -> Result<HashMap<PersonId, (UnitId, String)>> {
    let ids: Vec<i64> = people.iter().map(|id| id.0).collect();
    let sql = "SELECT e.person_id, e.unit_id, v.name FROM employment e \
         JOIN unit_version v ON v.unit_id = e.unit_id AND v.valid_from <= $2 AND v.valid_until > $2 \
         WHERE e.person_id IN {ids:$1} AND e.valid_from <= $2 AND e.valid_until > $2 \
         AND {seen:e.unit_id}";
    let rows: Vec<(i64, i64, String)> = q.all(sql, params![ids.as_slice(), day]).await?;
    let pair = |(person, unit, name)| (PersonId(person), (UnitId(unit), name));
    Ok(rows.into_iter().map(pair).collect())
}
