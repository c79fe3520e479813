//! The SQL of the registers: key posts and responsibility zones here, breakthrough projects in [`projects`].
//! Writing happens inside the caller's transaction; the caller audits.

pub mod projects;

use super::post::{KeyPost, NewPost};
use super::zone::{NewZone, Of, Zone};
use ::store::{Insert, Query, Refusal, Result, StoreError, Tx, Value, assembled, params};
use directory::{TreeChange, TreeFollower, roots, within};
use kernel::{Day, DayRange, KeyPostId, PersonId, Problem, Scope, UnitId, ZoneId};
use std::collections::HashMap;
use std::pin::Pin;

/// Which records a list shows: those of a scope and, where one is named, of a unit and all below it.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    pub scope: &'a Scope,
    pub unit: Option<UnitId>,
    pub day: Day,
}

impl Part<'_> {
    /// Joins the units of the part to the record `r`, with the name `v` that they bear on the day. A unit
    /// leads to its records by their index.
    fn placed(&self) -> String {
        let below = match self.unit {
            Some(_) => {
                "r.unit_id IN (SELECT below.descendant_id FROM unit_closure below \
                 WHERE below.ancestor_id = $3 AND below.valid_from <= $1 AND below.valid_until > $1)"
            }
            None => "CAST($3 AS BIGINT) IS NULL",
        };
        format!(
            "JOIN unit_version v ON v.unit_id = r.unit_id AND v.valid_from <= $1 AND v.valid_until > $1 \
             WHERE {below} AND {}",
            within!("r.unit_id", "$1", "$2")
        )
    }

    fn params(&self) -> Vec<::store::Value> {
        params![self.day, roots(self.scope), self.unit.map(|unit| unit.0)]
    }
}

#[derive(sqlx::FromRow)]
struct PostRow {
    id: i64,
    unit_id: i64,
    name: String,
    valid_from: i64,
    valid_until: i64,
    revision: i64,
}

fn days(from: i64, until: i64) -> Result<DayRange> {
    let day =
        |code| Day::from_code(code).ok_or_else(|| StoreError::Corrupt(format!("the day {code}")));
    Ok(DayRange { from: day(from)?, until: day(until)? })
}

async fn posts(q: &mut impl Query, rows: Vec<PostRow>) -> Result<Vec<KeyPost>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let sql = "SELECT post_id, name FROM key_post_shift WHERE post_id IN {ids:$1} \
         ORDER BY post_id, place";
    let mut shifts = grouped(q.all(sql, params![ids.as_slice()]).await?);
    let post = |row: PostRow| {
        Ok(KeyPost {
            id: KeyPostId(row.id),
            unit: UnitId(row.unit_id),
            name: row.name,
            shifts: shifts.remove(&row.id).unwrap_or_default(),
            valid: days(row.valid_from, row.valid_until)?,
            revision: row.revision,
        })
    };
    rows.into_iter().map(post).collect()
}

fn grouped(rows: Vec<(i64, String)>) -> HashMap<i64, Vec<String>> {
    let mut all: HashMap<i64, Vec<String>> = HashMap::new();
    for (id, name) in rows {
        all.entry(id).or_default().push(name);
    }
    all
}

pub async fn post(q: &mut impl Query, id: KeyPostId) -> Result<Option<KeyPost>> {
    let sql =
        "SELECT id, unit_id, name, valid_from, valid_until, revision FROM key_post WHERE id = $1";
    let rows = q.all::<PostRow>(sql, params![id]).await?;
    Ok(posts(q, rows).await?.pop())
}

/// These posts, whenever they are valid.
pub async fn posts_by_ids(q: &mut impl Query, ids: &[KeyPostId]) -> Result<Vec<KeyPost>> {
    let sql = "SELECT id, unit_id, name, valid_from, valid_until, revision FROM key_post \
         WHERE id IN {ids:$1} ORDER BY id";
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let rows = q.all::<PostRow>(sql, params![ids.as_slice()]).await?;
    posts(q, rows).await
}

/// The posts of these units, whenever they are valid.
pub async fn posts_of(q: &mut impl Query, units: &[UnitId]) -> Result<Vec<KeyPost>> {
    let sql = "SELECT id, unit_id, name, valid_from, valid_until, revision FROM key_post \
         WHERE unit_id IN {ids:$1} ORDER BY id";
    let rows = q.all::<PostRow>(sql, params![units]).await?;
    posts(q, rows).await
}

/// The posts of a part that are valid on its day, unit by unit; of units that exist on it.
pub async fn posts_on(q: &mut impl Query, part: &Part<'_>) -> Result<Vec<KeyPost>> {
    let sql = assembled(format!(
        "SELECT r.id, r.unit_id, r.name, r.valid_from, r.valid_until, r.revision FROM key_post r {} \
         AND r.valid_from <= $1 AND r.valid_until > $1 ORDER BY r.unit_id, r.id",
        part.placed()
    ));
    let rows = q.all::<PostRow>(sql, part.params()).await?;
    posts(q, rows).await
}

/// Whether another post of the unit has this name in these days.
pub async fn post_named(q: &mut impl Query, new: &NewPost, but: Option<KeyPostId>) -> Result<bool> {
    let sql = "SELECT id FROM key_post WHERE unit_id = $1 AND name = $2 AND valid_from < $4 \
         AND valid_until > $3 AND id <> $5 LIMIT 1";
    let but = but.map_or(0, |id| id.0);
    let values = params![new.unit, &new.name, new.valid.from, new.valid.until, but];
    Ok(q.optional::<(i64,)>(sql, values).await?.is_some())
}

const POST_SHIFT: Insert =
    Insert { table: "key_post_shift", columns: &["post_id", "place", "name"], conflict: "" };

pub async fn add_post(tx: &mut Tx, new: &NewPost) -> Result<KeyPostId> {
    let id = insert_post(tx, new).await?;
    shifts(tx, POST_SHIFT, id, &new.shifts).await?;
    Ok(KeyPostId(id))
}

async fn shifts(tx: &mut Tx, insert: Insert, id: i64, names: &[String]) -> Result<()> {
    tx.insert_many(insert, shift_rows(id, names)).await?;
    Ok(())
}

fn shift_rows(id: i64, names: &[String]) -> Vec<[Value; 3]> {
    let row = |(place, name): (usize, &String)| [id.into(), (place as i64).into(), name.into()];
    names.iter().enumerate().map(row).collect()
}

/// Enters the posts of a list.
pub async fn add_posts(tx: &mut Tx, all: &[NewPost]) -> Result<()> {
    let mut rows = Vec::new();
    for new in all {
        rows.extend(shift_rows(insert_post(tx, new).await?, &new.shifts));
    }
    tx.insert_many(POST_SHIFT, rows).await?;
    Ok(())
}

async fn insert_post(tx: &mut Tx, new: &NewPost) -> Result<i64> {
    let sql = "INSERT INTO key_post (unit_id, name, valid_from, valid_until, revision) \
         VALUES ($1, $2, $3, $4, 1) RETURNING id";
    let values = params![new.unit, &new.name, new.valid.from, new.valid.until];
    Ok(tx.one::<(i64,)>(sql, values).await?.0)
}

/// Writes what is said of a post over what was said before.
///
/// # Errors
/// The conflict `register-changed` when somebody else was quicker.
pub async fn change_post(
    tx: &mut Tx,
    id: KeyPostId,
    revision: i64,
    new: &NewPost,
) -> Result<(), Refusal> {
    let sql = "UPDATE key_post SET name = $3, valid_from = $4, valid_until = $5, \
         revision = revision + 1 WHERE id = $1 AND revision = $2";
    let values = params![id, revision, &new.name, new.valid.from, new.valid.until];
    taken(tx.execute(sql, values).await?)?;
    tx.execute("DELETE FROM key_post_shift WHERE post_id = $1", params![id]).await?;
    Ok(shifts(tx, POST_SHIFT, id.0, &new.shifts).await?)
}

/// The record was at the revision that was seen.
fn taken(rows: u64) -> Result<(), Refusal> {
    match rows {
        0 => Err(Refusal::conflict(Problem::new("register-changed"))),
        _ => Ok(()),
    }
}

#[derive(sqlx::FromRow)]
struct ZoneRow {
    id: i64,
    unit_id: i64,
    person_id: i64,
    post_id: Option<i64>,
    place: String,
    valid_from: i64,
    valid_until: i64,
    criterion: String,
    acceptor_id: i64,
    ended_why: String,
    revision: i64,
}

const ZONE: &str = "r.id, r.unit_id, r.person_id, r.post_id, r.place, r.valid_from, r.valid_until, \
     r.criterion, r.acceptor_id, r.ended_why, r.revision";

async fn zones(q: &mut impl Query, rows: Vec<ZoneRow>) -> Result<Vec<Zone>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let sql = "SELECT zone_id, name FROM responsibility_zone_shift WHERE zone_id IN {ids:$1} \
         ORDER BY zone_id, place";
    let mut shifts = grouped(q.all(sql, params![ids.as_slice()]).await?);
    let zone = |row: ZoneRow| {
        let said = NewZone {
            unit: UnitId(row.unit_id),
            member: PersonId(row.person_id),
            of: row.post_id.map_or(Of::Place(row.place), |id| Of::Post(KeyPostId(id))),
            shifts: shifts.remove(&row.id).unwrap_or_default(),
            valid: days(row.valid_from, row.valid_until)?,
            criterion: row.criterion,
            acceptor: PersonId(row.acceptor_id),
        };
        let (id, ended_why, revision) = (ZoneId(row.id), row.ended_why, row.revision);
        Ok(Zone { id, said, ended_why, revision })
    };
    rows.into_iter().map(zone).collect()
}

pub async fn zone(q: &mut impl Query, id: ZoneId) -> Result<Option<Zone>> {
    let sql = assembled(format!("SELECT {ZONE} FROM responsibility_zone r WHERE r.id = $1"));
    let rows = q.all::<ZoneRow>(sql, params![id]).await?;
    Ok(zones(q, rows).await?.pop())
}

/// The zones of these posts that are valid on the day.
pub async fn zones_of_posts(
    q: &mut impl Query,
    posts: &[KeyPostId],
    day: Day,
) -> Result<Vec<Zone>> {
    let sql = assembled(format!(
        "SELECT {ZONE} FROM responsibility_zone r WHERE r.post_id IN {{ids:$1}} \
         AND r.valid_from <= $2 AND r.valid_until > $2 ORDER BY r.post_id, r.id"
    ));
    let ids: Vec<i64> = posts.iter().map(|id| id.0).collect();
    let rows = q.all::<ZoneRow>(sql, params![ids.as_slice(), day]).await?;
    zones(q, rows).await
}

/// The zones of a part: those valid on its day, or of any day.
pub async fn zones_on(
    q: &mut impl Query,
    part: &Part<'_>,
    is_of_any_day: bool,
) -> Result<Vec<Zone>> {
    let valid = match is_of_any_day {
        true => "",
        false => "AND r.valid_from <= $1 AND r.valid_until > $1",
    };
    let sql = assembled(format!(
        "SELECT {ZONE} FROM responsibility_zone r {} {valid} ORDER BY r.unit_id, r.id",
        part.placed()
    ));
    let rows = q.all::<ZoneRow>(sql, part.params()).await?;
    zones(q, rows).await
}

/// The zones of these members, whenever.
pub async fn zones_of(q: &mut impl Query, members: &[PersonId]) -> Result<Vec<Zone>> {
    let sql = assembled(format!(
        "SELECT {ZONE} FROM responsibility_zone r WHERE r.person_id IN {{ids:$1}} ORDER BY r.id"
    ));
    let ids: Vec<i64> = members.iter().map(|id| id.0).collect();
    let rows = q.all::<ZoneRow>(sql, params![ids.as_slice()]).await?;
    zones(q, rows).await
}

const ZONE_SHIFT: Insert = Insert {
    table: "responsibility_zone_shift",
    columns: &["zone_id", "place", "name"],
    conflict: "",
};

fn of(zone: &NewZone) -> (Option<i64>, String) {
    match &zone.of {
        Of::Post(id) => (Some(id.0), String::new()),
        Of::Place(place) => (None, place.clone()),
    }
}

pub async fn add_zone(tx: &mut Tx, new: &NewZone) -> Result<ZoneId> {
    let id = insert_zone(tx, new).await?;
    shifts(tx, ZONE_SHIFT, id, &new.shifts).await?;
    Ok(ZoneId(id))
}

/// Enters the zones of a list.
pub async fn add_zones(tx: &mut Tx, all: &[NewZone]) -> Result<()> {
    let mut rows = Vec::new();
    for new in all {
        rows.extend(shift_rows(insert_zone(tx, new).await?, &new.shifts));
    }
    tx.insert_many(ZONE_SHIFT, rows).await?;
    Ok(())
}

async fn insert_zone(tx: &mut Tx, new: &NewZone) -> Result<i64> {
    let sql = "INSERT INTO responsibility_zone (unit_id, person_id, post_id, place, valid_from, \
         valid_until, criterion, acceptor_id, ended_why, revision) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', 1) RETURNING id";
    let (post, place) = of(new);
    let days = new.valid;
    let values = params![
        new.unit,
        new.member,
        post,
        place,
        days.from,
        days.until,
        &new.criterion,
        new.acceptor,
    ];
    Ok(tx.one::<(i64,)>(sql, values).await?.0)
}

/// Writes what is said of a zone over what was said before; the member and what it is of stay.
///
/// # Errors
/// The conflict `register-changed`.
pub async fn change_zone(
    tx: &mut Tx,
    id: ZoneId,
    revision: i64,
    new: &NewZone,
) -> Result<(), Refusal> {
    let sql = "UPDATE responsibility_zone SET valid_from = $3, valid_until = $4, criterion = $5, \
         acceptor_id = $6, ended_why = '', revision = revision + 1 WHERE id = $1 AND revision = $2";
    let days = new.valid;
    let values = params![id, revision, days.from, days.until, &new.criterion, new.acceptor];
    taken(tx.execute(sql, values).await?)?;
    tx.execute("DELETE FROM responsibility_zone_shift WHERE zone_id = $1", params![id]).await?;
    Ok(shifts(tx, ZONE_SHIFT, id.0, &new.shifts).await?)
}

/// Ends a zone: the day is the first on which it no longer holds.
///
/// # Errors
/// The conflict `register-changed`.
pub async fn end_zone(
    tx: &mut Tx,
    id: ZoneId,
    revision: i64,
    until: Day,
    why: &str,
) -> Result<(), Refusal> {
    let sql = "UPDATE responsibility_zone SET valid_until = $3, ended_why = $4, \
         revision = revision + 1 WHERE id = $1 AND revision = $2";
    taken(tx.execute(sql, params![id, revision, until, why]).await?)
}

/// Refuses the closing of a unit that still has key posts, zones or running projects.
#[derive(Clone, Copy, Debug)]
pub struct RegisterFollower;

impl TreeFollower for RegisterFollower {
    fn tree_changed<'a>(
        &'a self,
        tx: &'a mut Tx,
        change: &'a TreeChange,
    ) -> Pin<Box<dyn Future<Output = Result<(), Refusal>> + Send + 'a>> {
        Box::pin(async move {
            match change.is_closing {
                true => may_close(tx, &change.units, change.from).await,
                false => Ok(()),
            }
        })
    }
}

/// Whether units may close on a day as far as the registers are concerned.
///
/// # Errors
/// `unit-open-registers` with the first record that would lose its unit.
pub async fn may_close(q: &mut impl Query, units: &[UnitId], from: Day) -> Result<(), Refusal> {
    let sql = "SELECT name FROM key_post WHERE unit_id IN {ids:$1} AND valid_until > $2 \
         UNION ALL SELECT place FROM responsibility_zone WHERE unit_id IN {ids:$1} \
         AND post_id IS NULL AND valid_until > $2 \
         UNION ALL SELECT name FROM breakthrough WHERE unit_id IN {ids:$1} \
         AND (closed IS NULL OR closed > $2) LIMIT 1";
    match q.optional::<(String,)>(sql, params![units, from]).await? {
        Some((name,)) => {
            Err(Problem::new("unit-open-registers").arg("name", name).at("from").into())
        }
        None => Ok(()),
    }
}
