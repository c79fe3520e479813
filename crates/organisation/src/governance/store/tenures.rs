//! Tenures: opened, corrected, ended; who holds what on a day; since when a secretary is missing. Writing
//! happens inside the caller's transaction; the caller audits.

use super::bodies;
use super::catalogue::{ensure, load};
use super::{conflict, lock, lost};
use crate::governance::catalogue::{OrgLevel, Where};
use crate::governance::tenure::{
    Direction, Seat, Site, Tenure, Terms, check, is_in_the_way, taken,
};
use crate::party::party_org::OrgKind;
use crate::party::store::orgs;
use crate::party::store::rows::{day as day_of, days, kind as kind_of};
use crate::people::store::has_left;
use directory::people;
pub use directory::people::by_ids as people;
use kernel::{
    BodyId, Day, DayRange, FileId, PartyOrgId, PersonId, PostId, Problem, TenureId, UnitId,
};
use std::collections::{HashMap, HashSet};
use store::{Insert, Query, Refusal, Result, Tx, Value, params};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    person_id: i64,
    org_id: Option<i64>,
    body_id: Option<i64>,
    post_id: i64,
    valid_from: i64,
    valid_until: i64,
    direction: String,
    basis: Option<String>,
    document: Option<String>,
    file_id: Option<i64>,
    revision: i64,
}

impl Row {
    fn tenure(self) -> Result<Tenure> {
        let wrong = || lost("tenure", self.id);
        let seat = match (self.org_id, self.body_id) {
            (Some(org), None) => Seat::Org(PartyOrgId(org)),
            (None, Some(body)) => Seat::Body(BodyId(body)),
            _ => return Err(wrong()),
        };
        Ok(Tenure {
            id: TenureId(self.id),
            terms: Terms {
                person: PersonId(self.person_id),
                seat,
                post: PostId(self.post_id),
                valid: days(self.valid_from, self.valid_until)?,
                direction: Direction::from_name(&self.direction).ok_or_else(wrong)?,
                basis: self.basis,
                document: self.document,
                file: self.file_id.map(FileId),
            },
            revision: self.revision,
        })
    }
}

macro_rules! tenures {
    ($rest:literal) => {
        concat!(
            "SELECT t.id, t.person_id, t.org_id, t.body_id, t.post_id, t.valid_from, t.valid_until, \
             t.direction, t.basis, t.document, t.file_id, t.revision FROM tenure t ",
            $rest
        )
    };
}

pub async fn tenure(q: &mut impl Query, id: TenureId) -> Result<Option<Tenure>> {
    let row = q.optional::<Row>(tenures!("WHERE t.id = $1"), params![id]).await?;
    row.map(Row::tenure).transpose()
}

/// Every tenure of a seat, the latest first.
pub async fn of_seat(q: &mut impl Query, seat: Seat) -> Result<Vec<Tenure>> {
    let rows = match seat {
        Seat::Org(org) => {
            let sql = tenures!("WHERE t.org_id = $1 ORDER BY t.valid_from DESC, t.id DESC");
            q.all::<Row>(sql, params![org]).await?
        }
        Seat::Body(body) => {
            let sql = tenures!("WHERE t.body_id = $1 ORDER BY t.valid_from DESC, t.id DESC");
            q.all::<Row>(sql, params![body]).await?
        }
    };
    rows.into_iter().map(Row::tenure).collect()
}

/// Every tenure of these seats.
pub async fn of_seats(
    q: &mut impl Query,
    orgs: &[PartyOrgId],
    bodies: &[BodyId],
) -> Result<Vec<Tenure>> {
    let bodies: Vec<i64> = bodies.iter().map(|body| body.0).collect();
    let sql = tenures!("WHERE t.org_id IN {ids:$1} OR t.body_id IN {ids:$2} ORDER BY t.id");
    let rows = q.all::<Row>(sql, params![orgs, bodies.as_slice()]).await?;
    rows.into_iter().map(Row::tenure).collect()
}

/// What each of these organisations is and was, the first days first.
pub async fn levels(
    q: &mut impl Query,
    orgs: &[PartyOrgId],
) -> Result<HashMap<PartyOrgId, Vec<(DayRange, OrgLevel)>>> {
    let sql = "SELECT org_id, kind, valid_from, valid_until FROM party_org_version \
         WHERE org_id IN {ids:$1} ORDER BY org_id, valid_from";
    let rows: Vec<(i64, String, i64, i64)> = q.all(sql, params![orgs]).await?;
    let mut levels: HashMap<PartyOrgId, Vec<(DayRange, OrgLevel)>> = HashMap::new();
    for (org, kind, from, until) in rows {
        let level = OrgLevel::of(kind_of(&kind)?);
        levels.entry(PartyOrgId(org)).or_default().push((days(from, until)?, level));
    }
    Ok(levels)
}

/// Opens a tenure.
///
/// # Errors
/// As [`check`]; `tenure-seat-taken` and `tenure-twice` at `person`.
pub async fn open(tx: &mut Tx, terms: &Terms) -> Result<TenureId, Refusal> {
    ensure(tx).await?;
    fits(tx, None, terms).await?;
    let (org, body) = parts(terms.seat);
    let sql = "INSERT INTO tenure (person_id, org_id, body_id, post_id, valid_from, valid_until, \
         direction, basis, document, file_id, revision) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1) RETURNING id";
    let params = params![
        terms.person,
        org,
        body,
        terms.post,
        terms.valid.from,
        terms.valid.until,
        terms.direction.name(),
        terms.basis.clone(),
        terms.document.clone(),
        terms.file,
    ];
    Ok(TenureId(tx.one::<(i64,)>(sql, params).await?.0))
}

/// Opens the tenures of a list that was judged by the same rules under the lock of this room.
pub async fn open_many(tx: &mut Tx, all: &[Terms]) -> Result<()> {
    ensure(tx).await?;
    let insert = Insert {
        table: "tenure",
        columns: &[
            "person_id",
            "org_id",
            "body_id",
            "post_id",
            "valid_from",
            "valid_until",
            "direction",
            "basis",
            "document",
            "file_id",
            "revision",
        ],
        conflict: "",
    };
    let row = |terms: &Terms| {
        let (org, body) = parts(terms.seat);
        [
            Value::from(terms.person),
            org.into(),
            body.into(),
            terms.post.into(),
            terms.valid.from.into(),
            terms.valid.until.into(),
            terms.direction.name().into(),
            terms.basis.clone().into(),
            terms.document.clone().into(),
            terms.file.into(),
            Value::from(1_i64),
        ]
    };
    tx.insert_many(insert, all.iter().map(row)).await?;
    Ok(())
}

/// Corrects or ends a tenure; where it is held is decided once. Returns it as it was.
///
/// # Errors
/// As [`open`]; the conflict `tenure-changed`.
pub async fn correct(
    tx: &mut Tx,
    id: TenureId,
    revision: i64,
    terms: &Terms,
) -> Result<Tenure, Refusal> {
    lock(tx).await?;
    let before = tenure(tx, id).await?.ok_or(Refusal::NotFound)?;
    if before.revision != revision {
        return Err(conflict("tenure-changed"));
    }
    fits(tx, Some(id), terms).await?;
    let sql = "UPDATE tenure SET person_id = $2, post_id = $3, valid_from = $4, valid_until = $5, \
         direction = $6, basis = $7, document = $8, file_id = $9, revision = revision + 1 \
         WHERE id = $1";
    let params = params![
        id,
        terms.person,
        terms.post,
        terms.valid.from,
        terms.valid.until,
        terms.direction.name(),
        terms.basis.clone(),
        terms.document.clone(),
        terms.file,
    ];
    tx.execute(sql, params).await?;
    Ok(before)
}

fn parts(seat: Seat) -> (Option<PartyOrgId>, Option<BodyId>) {
    match seat {
        Seat::Org(org) => (Some(org), None),
        Seat::Body(body) => (None, Some(body)),
    }
}

/// Where the posts of a seat stand, its name, and the days of its life.
pub async fn place(
    q: &mut impl Query,
    seat: Seat,
    day: Day,
) -> Result<(Where, String, DayRange), Refusal> {
    match seat {
        Seat::Body(id) => {
            let body = bodies::body(q, id).await?.ok_or(Refusal::NotFound)?;
            Ok((Where::Body(body.kind), body.name, body.valid))
        }
        Seat::Org(id) => {
            let org = orgs::org_near(q, id, day).await?.ok_or(Refusal::NotFound)?;
            let life = life_of_org(q, id).await?;
            Ok((Where::Org(OrgLevel::of(org.kind)), org.name, life))
        }
    }
}

/// The days from an organisation's first to its last.
pub async fn life_of_org(q: &mut impl Query, id: PartyOrgId) -> Result<DayRange, Refusal> {
    let versions = orgs::versions(q, id).await?;
    let from = versions.iter().map(|version| version.valid.from).min();
    let until = versions.iter().map(|version| version.valid.until).max();
    let (Some(from), Some(until)) = (from, until) else { return Err(Refusal::NotFound) };
    Ok(DayRange { from, until })
}

async fn fits(tx: &mut Tx, own: Option<TenureId>, terms: &Terms) -> Result<(), Refusal> {
    let (stands, name, life) = place(tx, terms.seat, terms.valid.from).await?;
    let catalogue = load(tx).await?;
    let post = check(&catalogue, &Site { stands, name, life }, terms)?;
    let held = of_seat(tx, terms.seat).await?;
    let mut others = held.iter().filter(|other| Some(other.id) != own).map(|other| &other.terms);
    let Some(other) = others.find(|other| is_in_the_way(other, terms, post)) else {
        return Ok(());
    };
    let holder = people::person(tx, other.person).await?;
    let holder = holder.ok_or_else(|| lost("person", other.person.0))?;
    Err(taken(terms, other, &holder).into())
}

/// No tenure in these organisations lasts beyond the day.
///
/// # Errors
/// `party-org-open-tenure`.
pub async fn none_open(q: &mut impl Query, orgs: &[PartyOrgId], from: Day) -> Result<(), Refusal> {
    let sql = "SELECT COUNT(*) FROM tenure WHERE org_id IN {ids:$1} AND valid_until > $2";
    match q.one::<(i64,)>(sql, params![orgs, from]).await?.0 {
        0 => Ok(()),
        n => Err(Problem::new("party-org-open-tenure").arg("n", n).at("from").into()),
    }
}

/// Since when each of these organisations is without a secretary on the day: from the end of the last
/// one, or since she left the enterprise, or from its own first day. Whoever has one is not there.
pub async fn without_secretary(
    q: &mut impl Query,
    orgs: &[PartyOrgId],
    day: Day,
) -> Result<HashMap<PartyOrgId, Day>> {
    let sql = concat!(
        "SELECT v.org_id, CAST(COALESCE((SELECT MAX(CASE WHEN t.valid_until <= $2 THEN t.valid_until \
         ELSE (SELECT MAX(e.valid_until) FROM employment e WHERE e.person_id = t.person_id \
         AND e.valid_until <= $2) END) FROM tenure t JOIN post p ON p.id = t.post_id \
         WHERE t.org_id = v.org_id AND t.valid_from <= $2 AND p.part = 'secretary'), \
         MIN(v.valid_from)) AS BIGINT) AS since \
         FROM party_org_version v WHERE v.org_id IN {ids:$1} AND v.valid_from <= $2 \
         AND NOT EXISTS (SELECT 1 FROM tenure t JOIN post p ON p.id = t.post_id \
         WHERE t.org_id = v.org_id AND t.valid_from <= $2 AND t.valid_until > $2 \
         AND p.part = 'secretary' AND NOT ",
        has_left!("t.person_id", "t.valid_from", "$2"),
        ") GROUP BY v.org_id"
    );
    let rows: Vec<(i64, i64)> = q.all(sql, params![orgs, day]).await?;
    rows.into_iter().map(|(org, since)| Ok((PartyOrgId(org), day_of(since)?))).collect()
}

/// Who is secretary of each of these organisations on the day and still in the enterprise.
pub async fn secretaries(
    q: &mut impl Query,
    orgs: &[PartyOrgId],
    day: Day,
) -> Result<Vec<(PartyOrgId, PersonId)>> {
    let sql = concat!(
        "SELECT t.org_id, t.person_id FROM tenure t JOIN post p ON p.id = t.post_id \
         WHERE t.org_id IN {ids:$1} AND t.valid_from <= $2 AND t.valid_until > $2 \
         AND p.part = 'secretary' AND NOT ",
        has_left!("t.person_id", "t.valid_from", "$2"),
        " ORDER BY t.org_id, t.id"
    );
    let rows: Vec<(i64, i64)> = q.all(sql, params![orgs, day]).await?;
    Ok(rows.into_iter().map(|(org, person)| (PartyOrgId(org), PersonId(person))).collect())
}

/// A secretary's days in one organisation while it had one seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InPost {
    pub person: PersonId,
    pub org: PartyOrgId,
    pub org_name: String,
    pub kind: OrgKind,
    pub seat: UnitId,
    pub days: DayRange,
}

/// Who was secretary of which organisation between two days, both included; the first days first. The days of
/// whoever left the enterprise end there.
pub async fn secretaries_between(
    q: &mut impl Query,
    (first, last): (Day, Day),
) -> Result<Vec<InPost>> {
    let sql = "SELECT t.person_id, v.org_id, v.name, v.kind, v.unit_id, t.valid_from, t.valid_until, \
         v.valid_from, v.valid_until, (SELECT MAX(e.valid_until) FROM employment e \
         WHERE e.person_id = t.person_id) \
         FROM tenure t JOIN post p ON p.id = t.post_id AND p.part = 'secretary' \
         JOIN party_org_version v ON v.org_id = t.org_id AND v.valid_from < t.valid_until \
         AND v.valid_until > t.valid_from WHERE t.valid_from <= $2 AND t.valid_until > $1 \
         AND v.valid_from <= $2 AND v.valid_until > $1 AND {seen:v.unit_id} \
         ORDER BY t.valid_from, v.valid_from, t.id";
    type Row = (i64, i64, String, String, i64, i64, i64, i64, i64, Option<i64>);
    let rows: Vec<Row> = q.all(sql, params![first, last]).await?;
    let end = last.plus_days(1);
    let mut found = Vec::new();
    for (person, org, org_name, kind, seat, from, until, begins, ends, left) in rows {
        let (held, stood) = (days(from, until)?, days(begins, ends)?);
        let left = left.map(day_of).transpose()?.filter(|left| *left > held.from);
        let left = left.unwrap_or(Day::FOREVER);
        let from = held.from.max(stood.from).max(first);
        let until = held.until.min(stood.until).min(left).min(end);
        if from < until {
            found.push(InPost {
                person: PersonId(person),
                org: PartyOrgId(org),
                org_name,
                kind: kind_of(&kind)?,
                seat: UnitId(seat),
                days: DayRange { from, until },
            });
        }
    }
    Ok(found)
}

/// The organisations of which a person is secretary on the day, as long as she has not left.
pub async fn led_by(q: &mut impl Query, person: PersonId, day: Day) -> Result<Vec<PartyOrgId>> {
    let sql = concat!(
        "SELECT t.org_id FROM tenure t JOIN post p ON p.id = t.post_id \
         WHERE t.person_id = $1 AND t.valid_from <= $2 AND t.valid_until > $2 \
         AND t.org_id IS NOT NULL AND p.part = 'secretary' AND NOT ",
        has_left!("t.person_id", "t.valid_from", "$2"),
        " ORDER BY t.org_id"
    );
    let rows: Vec<(i64,)> = q.all(sql, params![person, day]).await?;
    Ok(rows.into_iter().map(|(org,)| PartyOrgId(org)).collect())
}

/// Which of these tenures are held by people who have left by the day.
pub async fn held_by_the_gone(
    q: &mut impl Query,
    tenures: impl IntoIterator<Item = TenureId>,
    day: Day,
) -> Result<HashSet<TenureId>> {
    let ids: Vec<i64> = tenures.into_iter().map(|tenure| tenure.0).collect();
    let sql = concat!(
        "SELECT t.id FROM tenure t WHERE t.id IN {ids:$1} AND t.valid_from <= $2 \
         AND t.valid_until > $2 AND ",
        has_left!("t.person_id", "t.valid_from", "$2")
    );
    let rows: Vec<(i64,)> = q.all(sql, params![ids.as_slice(), day]).await?;
    Ok(rows.into_iter().map(|(id,)| TenureId(id)).collect())
}
