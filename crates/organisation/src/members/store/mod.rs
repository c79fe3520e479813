//! Counts and lists of members as of a day. Who may see them is the caller's question.

use crate::form::Members;
use crate::members::status::Status;
use directory::{name, people::Person};
use kernel::{Day, PartyOrgId, PersonId, UnitId};
use std::collections::HashMap;
use store::{Query, Result, StoreError, Value, assembled, params};

/// The organisation and all that stand under it on the day; `$1` is the one, `$2` the day.
macro_rules! below {
    () => {
        "WITH RECURSIVE below (org_id) AS (SELECT CAST($1 AS BIGINT) UNION \
         SELECT v.org_id FROM below JOIN party_org_version v ON v.parent_id = below.org_id \
         AND {seen:v.unit_id} \
         AND v.valid_until > $2 AND v.valid_from <= $2) "
    };
}

/// Who of them is a member on the day; `a` is the affiliation, `s` the status.
macro_rules! members {
    () => {
        "below CROSS JOIN affiliation a CROSS JOIN party_status s \
         WHERE a.org_id = below.org_id AND a.valid_until > $2 AND a.valid_from <= $2 \
         AND s.person_id = a.person_id AND s.valid_from <= $2 AND s.valid_until > $2"
    };
}

/// Members whom an organisation counts itself, and with all that stand under it.
pub async fn counted(q: &mut impl Query, org: PartyOrgId, day: Day) -> Result<(Members, Members)> {
    let sql = concat!(
        below!(),
        "SELECT s.status, CASE WHEN a.org_id = $1 THEN 1 ELSE 0 END AS own, COUNT(*) FROM ",
        members!(),
        " GROUP BY s.status, CASE WHEN a.org_id = $1 THEN 1 ELSE 0 END"
    );
    let rows: Vec<(String, i32, i64)> = q.all(sql, params![org, day]).await?;
    let (mut own, mut all) = (Members::default(), Members::default());
    for (status, is_own, n) in rows {
        add(&mut all, &status, n)?;
        if is_own == 1 {
            add(&mut own, &status, n)?;
        }
    }
    Ok((own, all))
}

fn add(members: &mut Members, status: &str, n: i64) -> Result<()> {
    match status_of(status)? {
        Status::Full => members.full += n,
        Status::Probationary => members.probationary += n,
    }
    Ok(())
}

fn status_of(name: &str) -> Result<Status> {
    Status::from_name(name)
        .ok_or_else(|| StoreError::Corrupt(format!("the status of a member {name}")))
}

/// Members who work in each of these units or below, whoever counts them; with `org` only those whom
/// it counts. A unit without members is not named.
pub async fn working_in(
    q: &mut impl Query,
    units: &[UnitId],
    org: Option<PartyOrgId>,
    day: Day,
) -> Result<HashMap<UnitId, Members>> {
    let sql = "SELECT c.ancestor_id, s.status, COUNT(*) FROM unit_closure c \
         CROSS JOIN employment e CROSS JOIN affiliation a CROSS JOIN party_status s \
         WHERE c.ancestor_id IN {ids:$1} AND c.valid_until > $2 AND c.valid_from <= $2 \
         AND e.unit_id = c.descendant_id AND e.valid_until > $2 AND e.valid_from <= $2 \
         AND a.person_id = e.person_id AND a.valid_from <= $2 AND a.valid_until > $2 \
         AND (CAST($3 AS BIGINT) IS NULL OR a.org_id = $3) \
         AND s.person_id = e.person_id AND s.valid_from <= $2 AND s.valid_until > $2 \
         GROUP BY c.ancestor_id, s.status";
    let rows: Vec<(i64, String, i64)> =
        q.all(sql, params![units, day, org.map(|org| org.0)]).await?;
    let mut all: HashMap<UnitId, Members> = HashMap::new();
    for (unit, status, n) in rows {
        add(all.entry(UnitId(unit)).or_default(), &status, n)?;
    }
    Ok(all)
}

/// What a list of members is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Name,
    StaffNumber,
    Status,
    Since,
    Org,
}

impl Order {
    const fn sql(self) -> &'static str {
        match self {
            Self::Name => "p.normal",
            Self::StaffNumber => "COALESCE(p.staff_number, '')",
            Self::Status => "s.status",
            Self::Since => "s.valid_from",
            Self::Org => "a.org_id",
        }
    }
}

/// A list of the members of an organisation and of those under it.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    pub org: PartyOrgId,
    pub day: Day,
    /// Part of a name or the beginning of a staff number; empty for everybody.
    pub text: &'a str,
    pub order: Order,
    pub descending: bool,
    pub offset: i64,
    pub limit: i64,
}

/// A member on the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub person: Person,
    pub status: Status,
    /// Since when she has this status.
    pub since: Day,
    pub org: PartyOrgId,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    staff_number: Option<String>,
    revision: i64,
    status: String,
    valid_from: i64,
    org_id: i64,
    total: i64,
}

/// A page of the list, and how many there are on all of them.
pub async fn list(q: &mut impl Query, listing: &Listing<'_>) -> Result<(Vec<Member>, i64)> {
    let direction = if listing.descending { "DESC" } else { "ASC" };
    let text = concat!(
        below!(),
        "SELECT p.id, p.name, p.staff_number, p.revision, s.status, s.valid_from, a.org_id, \
         COUNT(*) OVER () AS total FROM ",
        members!(),
        " AND p.id = a.person_id AND ($3 = '' OR p.normal LIKE $3 ESCAPE '\\' \
         OR LOWER(p.staff_number) LIKE $4 ESCAPE '\\')"
    );
    let text =
        text.replace("CROSS JOIN party_status s", "CROSS JOIN party_status s CROSS JOIN person p");
    let sql =
        format!("{text} ORDER BY {} {direction}, p.id LIMIT $5 OFFSET $6", listing.order.sql());
    let normal = name::normal_person(listing.text);
    let plain = normal.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let like = |text: String| if plain.is_empty() { String::new() } else { text };
    let params: Vec<Value> = params![
        listing.org,
        listing.day,
        like(format!("%{plain}%")),
        like(format!("{plain}%")),
        listing.limit,
        listing.offset,
    ];
    let rows: Vec<Row> = q.all(assembled(sql), params).await?;
    let total = rows.first().map_or(0, |row| row.total);
    Ok((rows.into_iter().map(Row::member).collect::<Result<_>>()?, total))
}

impl Row {
    fn member(self) -> Result<Member> {
        let since = Day::from_code(self.valid_from)
            .ok_or_else(|| StoreError::Corrupt(format!("the day {}", self.valid_from)))?;
        Ok(Member {
            status: status_of(&self.status)?,
            since,
            org: PartyOrgId(self.org_id),
            person: Person {
                id: PersonId(self.id),
                name: self.name,
                staff_number: self.staff_number,
                revision: self.revision,
            },
        })
    }
}

/// An organisation as a list from a file may name it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Nameable {
    pub id: i64,
    pub name: String,
    pub normal: String,
    pub kind: String,
    pub parent_id: Option<i64>,
    pub unit_id: i64,
    /// All its days.
    pub first: i64,
    pub until: i64,
}

/// Every organisation that exists on the day.
pub async fn nameable(q: &mut impl Query, day: Day) -> Result<Vec<Nameable>> {
    let sql = "SELECT v.org_id AS id, v.name, v.normal, v.kind, v.parent_id, v.unit_id, \
         (SELECT MIN(f.valid_from) FROM party_org_version f WHERE f.org_id = v.org_id) AS first, \
         (SELECT MAX(l.valid_until) FROM party_org_version l WHERE l.org_id = v.org_id) AS until \
         FROM party_org_version v WHERE v.valid_from <= $1 AND v.valid_until > $1 ORDER BY v.org_id";
    q.all(sql, params![day]).await
}
