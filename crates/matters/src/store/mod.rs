//! The SQL of matters: one matter with its steps, lists of a scope, tallies. Writing happens inside the
//! caller's transaction; the caller audits.

use crate::matter::{Deed, Found, RECURRENCE, Stage};
use ::store::{Query, Refusal, Result, StoreError, Tx, assembled, params};
use directory::{TreeChange, TreeFollower, name, roots, within};
use kernel::{Day, MatterId, PersonId, Problem, Scope, UnitId};
use std::collections::HashMap;
use std::pin::Pin;

/// A matter as it is raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMatter {
    pub unit: UnitId,
    pub title: String,
    pub problem: String,
    pub found: Found,
    /// The address of the record in which it was found; empty for none.
    pub place: String,
    pub day: Day,
}

/// What is done, by whom until when, and who else looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    pub text: String,
    pub owner: PersonId,
    pub verifier: PersonId,
    pub due: Day,
}

/// A matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    pub id: MatterId,
    pub unit: UnitId,
    pub title: String,
    pub problem: String,
    pub found: Found,
    pub place: String,
    pub raised: Day,
    pub stage: Stage,
    pub measure: Option<Measure>,
    pub closed: Option<Day>,
    /// The matter that came back as this one.
    pub recurs: Option<MatterId>,
    pub revision: i64,
}

/// Something that was done to a matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub deed: Deed,
    pub day: Day,
    pub said: String,
    pub recorded_by: String,
    /// Milliseconds since 1970.
    pub recorded_at: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
    title: String,
    problem: String,
    found: String,
    place: String,
    raised: i64,
    stage: String,
    measure: String,
    owner_id: Option<i64>,
    verifier_id: Option<i64>,
    due: Option<i64>,
    closed: Option<i64>,
    recurs_id: Option<i64>,
    revision: i64,
}

const COLUMNS: &str = "m.id, m.unit_id, m.title, m.problem, m.found, m.place, m.raised, m.stage, \
    m.measure, m.owner_id, m.verifier_id, m.due, m.closed, m.recurs_id, m.revision";

fn day(code: i64) -> Result<Day> {
    Day::from_code(code).ok_or_else(|| StoreError::Corrupt(format!("the day {code}")))
}

impl Row {
    fn matter(self) -> Result<Matter> {
        let lost = || StoreError::Corrupt(format!("the matter {}", self.id));
        let measure = match (self.owner_id, self.verifier_id, self.due) {
            (Some(owner), Some(verifier), Some(due)) => Some(Measure {
                text: self.measure,
                owner: PersonId(owner),
                verifier: PersonId(verifier),
                due: day(due)?,
            }),
            _ => None,
        };
        Ok(Matter {
            id: MatterId(self.id),
            unit: UnitId(self.unit_id),
            found: Found::from_name(&self.found).ok_or_else(lost)?,
            stage: Stage::from_name(&self.stage).ok_or_else(lost)?,
            title: self.title,
            problem: self.problem,
            place: self.place,
            raised: day(self.raised)?,
            measure,
            closed: self.closed.map(day).transpose()?,
            recurs: self.recurs_id.map(MatterId),
            revision: self.revision,
        })
    }
}

pub async fn matter(q: &mut impl Query, id: MatterId) -> Result<Option<Matter>> {
    let sql = assembled(format!("SELECT {COLUMNS} FROM matter m WHERE m.id = $1"));
    q.optional::<Row>(sql, params![id]).await?.map(Row::matter).transpose()
}

/// The matters that were found at this address, oldest first.
pub async fn found_at(q: &mut impl Query, place: &str) -> Result<Vec<Matter>> {
    let sql = assembled(format!("SELECT {COLUMNS} FROM matter m WHERE m.place = $1 ORDER BY m.id"));
    q.all::<Row>(sql, params![place]).await?.into_iter().map(Row::matter).collect()
}

/// The matters of these ids.
pub async fn by_ids(q: &mut impl Query, ids: &[i64]) -> Result<Vec<Matter>> {
    let sql = assembled(format!("SELECT {COLUMNS} FROM matter m WHERE m.id IN {{ids:$1}}"));
    q.all::<Row>(sql, params![ids]).await?.into_iter().map(Row::matter).collect()
}

/// The matters that were found at an address below this one, and were not closed before the day.
pub async fn found_below(
    q: &mut impl Query,
    place: &str,
    scope: &Scope,
    (since, today): (Day, Day),
) -> Result<Vec<Matter>> {
    let within = within!("m.unit_id", "$3", "$4");
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM matter m WHERE m.place <> '' AND m.place LIKE $1 ESCAPE '\\' \
         AND (m.closed IS NULL OR m.closed >= $2) AND {within} ORDER BY m.id"
    ));
    let below = format!("{}%", place.replace('%', "\\%").replace('_', "\\_"));
    let rows = q.all::<Row>(sql, params![below, since, today, roots(scope)]).await?;
    rows.into_iter().map(Row::matter).collect()
}

/// What was done to it, oldest first.
pub async fn steps(q: &mut impl Query, id: MatterId) -> Result<Vec<Step>> {
    let sql = "SELECT deed, day, said, recorded_by, recorded_at FROM matter_step \
         WHERE matter_id = $1 ORDER BY number";
    let rows: Vec<(String, i64, String, String, i64)> = q.all(sql, params![id]).await?;
    let step =
        |(deed, code, said, recorded_by, recorded_at): (String, i64, String, String, i64)| {
            let lost = || StoreError::Corrupt(format!("a step of the matter {id}"));
            let deed = Deed::from_name(&deed).ok_or_else(lost)?;
            Ok(Step { deed, day: day(code)?, said, recorded_by, recorded_at })
        };
    rows.into_iter().map(step).collect()
}

/// The matter that came back as this one would be: of the same unit and called the same, or found at the
/// same place, closed in the days before. The latest of several.
pub async fn recurring(q: &mut impl Query, new: &NewMatter) -> Result<Option<MatterId>> {
    let sql = "SELECT id FROM matter WHERE unit_id = $1 AND stage = 'closed' \
         AND closed >= $2 AND closed <= $3 AND (normal = $4 OR ($5 <> '' AND place = $5)) \
         ORDER BY closed DESC, id DESC LIMIT 1";
    let since = new.day.plus_days(-RECURRENCE);
    let params = params![new.unit, since, new.day, name::normal(&new.title), &new.place];
    Ok(q.optional::<(i64,)>(sql, params).await?.map(|(id,)| MatterId(id)))
}

/// Raises a matter, linked to the one that it repeats.
pub async fn raise(tx: &mut Tx, new: &NewMatter, by: &str, at: i64) -> Result<MatterId> {
    let recurs = recurring(tx, new).await?.map(|id| id.0);
    let sql = "INSERT INTO matter (unit_id, title, normal, problem, found, place, raised, stage, measure, \
         recurs_id, revision) VALUES ($1, $2, $3, $4, $5, $6, $7, 'raised', '', $8, 1) RETURNING id";
    let normal = name::normal(&new.title);
    let params = params![
        new.unit,
        &new.title,
        normal,
        &new.problem,
        new.found.name(),
        &new.place,
        new.day,
        recurs
    ];
    let id = MatterId(tx.one::<(i64,)>(sql, params).await?.0);
    let step = (Deed::Raise, new.day, new.problem.as_str());
    note(tx, id, step, by, at).await?;
    Ok(id)
}

async fn note(
    tx: &mut Tx,
    id: MatterId,
    (deed, day, said): (Deed, Day, &str),
    by: &str,
    at: i64,
) -> Result<()> {
    let sql = "INSERT INTO matter_step (matter_id, number, deed, day, said, recorded_by, recorded_at) \
         SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6 FROM matter_step WHERE matter_id = $1";
    tx.execute(sql, params![id, deed.name(), day, said, by, at]).await?;
    Ok(())
}

/// Takes the next revision, or says that somebody else did.
///
/// # Errors
/// The conflict `matter-changed`.
pub async fn take(tx: &mut Tx, id: MatterId, revision: i64) -> Result<(), Refusal> {
    let sql = "UPDATE matter SET revision = revision + 1 WHERE id = $1 AND revision = $2";
    match tx.execute(sql, params![id, revision]).await? {
        0 => Err(Refusal::conflict(Problem::new("matter-changed"))),
        _ => Ok(()),
    }
}

/// Writes a deed with the stage that follows from it.
pub async fn write(
    tx: &mut Tx,
    id: MatterId,
    stage: Stage,
    step: (Deed, Day, &str),
    by: &str,
    at: i64,
) -> Result<()> {
    let closed = (stage == Stage::Closed).then_some(step.1);
    let sql = "UPDATE matter SET stage = $2, closed = $3 WHERE id = $1";
    tx.execute(sql, params![id, stage.name(), closed]).await?;
    note(tx, id, step, by, at).await
}

/// Writes what is done about it.
pub async fn measure(tx: &mut Tx, id: MatterId, measure: &Measure) -> Result<()> {
    let sql =
        "UPDATE matter SET measure = $2, owner_id = $3, verifier_id = $4, due = $5 WHERE id = $1";
    let (owner, verifier) = (measure.owner.0, measure.verifier.0);
    tx.execute(sql, params![id, &measure.text, owner, verifier, measure.due]).await?;
    Ok(())
}

/// Which part of the list is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// Not closed.
    #[default]
    Open,
    Overdue,
    Reported,
    Closed,
    All,
    /// Of one person: hers to do or to verify.
    Mine(PersonId),
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// What is due first, then the oldest.
    #[default]
    Due,
    Title,
    Unit,
    Raised,
    Stage,
}

/// A list of matters as they are.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    pub part: Part,
    /// Of this unit; `None` for all of the scope.
    pub unit: Option<UnitId>,
    /// Of all below the unit, too.
    pub is_deep: bool,
    /// Due between two days, both included.
    pub due: Option<(Day, Day)>,
    /// Part of the title or of the unit's name.
    pub text: &'a str,
    pub today: Day,
    pub order: Order,
    pub descending: bool,
    pub limit: i64,
    pub offset: i64,
}

#[derive(sqlx::FromRow)]
struct Line {
    #[sqlx(flatten)]
    row: Row,
    unit_name: String,
    total: i64,
}

/// What waits for the person `$7`.
const MINE: &str = "((m.owner_id = $7 AND m.stage = 'underway') \
    OR (m.verifier_id = $7 AND m.stage = 'reported'))";

/// What makes a matter overdue; `$1` is the day.
const OVERDUE: &str = "m.stage IN ('raised', 'underway') AND m.due < $1";

/// A page of the matters of a scope, each with its unit's name, and how many there are in all.
pub async fn list(
    q: &mut impl Query,
    scope: &Scope,
    listing: &Listing<'_>,
) -> Result<(Vec<(Matter, String)>, i64)> {
    let part = match listing.part {
        Part::Open => "m.stage <> 'closed'",
        Part::Overdue => OVERDUE,
        Part::Reported => "m.stage = 'reported'",
        Part::Closed => "m.stage = 'closed'",
        Part::All => "1 = 1",
        Part::Mine(_) => MINE,
    };
    let key = match listing.order {
        Order::Due => "CASE WHEN m.stage = 'closed' THEN 1 ELSE 0 END, m.due",
        Order::Title => "m.normal",
        Order::Unit => "m.unit_name",
        Order::Raised => "m.raised",
        Order::Stage => "m.stage",
    };
    let direction = if listing.descending { "DESC" } else { "ASC" };
    let within = within!("m.unit_id", "$1", "$2");
    let sql = assembled(format!(
        "SELECT {COLUMNS}, m.unit_name, m.total FROM (SELECT m.*, v.name AS unit_name, \
         COUNT(*) OVER () AS total FROM matter m JOIN unit_version v ON v.unit_id = m.unit_id \
         AND v.valid_from <= $1 AND v.valid_until > $1 WHERE {part} AND {within} \
         AND ($3 = 0 OR m.unit_id = $3 OR ($8 = 1 AND EXISTS (SELECT 1 FROM unit_closure c \
         WHERE c.ancestor_id = $3 AND c.descendant_id = m.unit_id AND c.valid_from <= $1 \
         AND c.valid_until > $1))) AND ($9 = 0 OR (m.due >= $9 AND m.due <= $10)) AND ($7 = 0 OR m.owner_id = $7 OR m.verifier_id = $7) \
         AND ($4 = '' OR m.normal LIKE $4 ESCAPE '\\' OR v.normal LIKE $4 ESCAPE '\\')) m \
         ORDER BY {key} {direction} NULLS LAST, m.raised, m.id LIMIT $5 OFFSET $6"
    ));
    let unit = listing.unit.map_or(0, |unit| unit.0);
    let text = directory::search::containing(&name::normal(listing.text));
    let (limit, offset) = (listing.limit, listing.offset);
    let person = match listing.part {
        Part::Mine(person) => person.0,
        _ => 0,
    };
    let (from, until) = listing.due.map_or((0, 0), |(from, until)| (from.code(), until.code()));
    let deep = i64::from(listing.is_deep);
    let params =
        params![listing.today, roots(scope), unit, text, limit, offset, person, deep, from, until];
    let lines = q.all::<Line>(sql, params).await?;
    let total = lines.first().map_or(0, |line| line.total);
    let line = |line: Line| Ok((line.row.matter()?, line.unit_name));
    Ok((lines.into_iter().map(line).collect::<Result<_>>()?, total))
}

/// How the matters of a scope stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub open: i64,
    pub overdue: i64,
    pub reported: i64,
    /// Raised in the year before the day, and those of them that came back after they were closed.
    pub raised: i64,
    pub recurring: i64,
    /// The days that each took that was closed in the year before the day.
    pub days: Vec<i64>,
}

/// The tally of a scope on a day.
pub async fn tally(q: &mut impl Query, scope: &Scope, today: Day) -> Result<Tally> {
    let within = within!("m.unit_id", "$1", "$2");
    let counts = assembled(format!(
        "SELECT COALESCE(SUM(CASE WHEN m.stage <> 'closed' THEN 1 ELSE 0 END), 0), \
         COALESCE(SUM(CASE WHEN {OVERDUE} THEN 1 ELSE 0 END), 0), \
         COALESCE(SUM(CASE WHEN m.stage = 'reported' THEN 1 ELSE 0 END), 0), \
         COALESCE(SUM(CASE WHEN m.raised > $3 THEN 1 ELSE 0 END), 0), \
         COALESCE(SUM(CASE WHEN m.raised > $3 AND m.recurs_id IS NOT NULL THEN 1 ELSE 0 END), 0) \
         FROM matter m WHERE {within}"
    ));
    let year = today.plus_days(-365);
    let (open, overdue, reported, raised, recurring) =
        q.one::<(i64, i64, i64, i64, i64)>(counts, params![today, roots(scope), year]).await?;
    let closed = assembled(format!(
        "SELECT m.raised, m.closed FROM matter m WHERE m.stage = 'closed' AND m.closed > $3 AND {within}"
    ));
    let rows = q.all::<(i64, i64)>(closed, params![today, roots(scope), year]).await?;
    let days = rows.into_iter().map(|(raised, closed)| Ok(day(closed)?.days_since(day(raised)?)));
    let days = days.collect::<Result<_>>()?;
    Ok(Tally { open, overdue, reported, raised, recurring, days })
}

/// How many matters of each of these units were raised by the day, and how many of them are closed.
pub async fn counted(
    q: &mut impl Query,
    units: &[UnitId],
    on: Day,
) -> Result<HashMap<UnitId, (i64, i64)>> {
    let sql = "SELECT m.unit_id, COUNT(*), \
         COALESCE(SUM(CASE WHEN m.closed IS NOT NULL AND m.closed <= $2 THEN 1 ELSE 0 END), 0) \
         FROM matter m WHERE m.unit_id IN {ids:$1} AND m.raised <= $2 GROUP BY m.unit_id";
    let rows: Vec<(i64, i64, i64)> = q.all(sql, params![units, on]).await?;
    Ok(rows.into_iter().map(|(unit, all, closed)| (UnitId(unit), (all, closed))).collect())
}

/// Of the matters of a unit and all below it that were due between two days, both included, by unit: how many
/// were closed by their day, and how many there are.
pub async fn in_time(
    q: &mut impl Query,
    unit: UnitId,
    from: Day,
    until: Day,
) -> Result<HashMap<UnitId, (i64, i64)>> {
    let sql = "SELECT m.unit_id, SUM(CASE WHEN m.closed <= m.due THEN 1 ELSE 0 END), COUNT(*) \
         FROM matter m WHERE m.due >= $2 AND m.due <= $3 AND m.unit_id IN (SELECT c.descendant_id \
         FROM unit_closure c WHERE c.ancestor_id = $1 AND c.valid_from <= $3 AND c.valid_until > $3) \
         AND {seen:m.unit_id} GROUP BY m.unit_id";
    let rows: Vec<(i64, i64, i64)> = q.all(sql, params![unit, from, until]).await?;
    Ok(rows.into_iter().map(|(unit, done, of)| (UnitId(unit), (done, of))).collect())
}

/// What was solved in some days, as it was known at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Solved {
    /// The days that each took that was closed in these days and not opened again.
    pub days: Vec<i64>,
    /// Raised in these days, and those of them that came back after they were closed.
    pub raised: i64,
    pub recurring: i64,
}

/// What was solved of a unit and all below it between two days, both included, as it was recorded until the
/// moment. Units are those of the last day.
pub async fn solved(
    q: &mut impl Query,
    unit: UnitId,
    (from, until): (Day, Day),
    at: i64,
) -> Result<Solved> {
    let sql = "SELECT m.raised, s.day FROM unit_closure c JOIN matter m ON m.unit_id = c.descendant_id \
         JOIN matter_step s ON s.matter_id = m.id AND s.deed = 'close' AND s.day >= $2 AND s.day <= $3 \
         AND s.recorded_at <= $4 WHERE c.ancestor_id = $1 AND c.valid_from <= $3 AND c.valid_until > $3 \
         AND {seen:m.unit_id} AND NOT EXISTS (SELECT 1 FROM matter_step later \
         WHERE later.matter_id = m.id AND later.number > s.number AND later.recorded_at <= $4 \
         AND later.deed IN ('close', 'reopen'))";
    let rows: Vec<(i64, i64)> = q.all(sql, params![unit, from, until, at]).await?;
    let took = |(raised, closed): (i64, i64)| Ok(day(closed)?.days_since(day(raised)?));
    let days = rows.into_iter().map(took).collect::<Result<_>>()?;
    let sql = "SELECT COUNT(*), COALESCE(SUM(CASE WHEN m.recurs_id IS NOT NULL THEN 1 ELSE 0 END), 0) \
         FROM unit_closure c JOIN matter m ON m.unit_id = c.descendant_id AND m.raised >= $2 \
         AND m.raised <= $3 WHERE c.ancestor_id = $1 AND c.valid_from <= $3 AND c.valid_until > $3 \
         AND {seen:m.unit_id} AND EXISTS (SELECT 1 FROM matter_step first WHERE first.matter_id = m.id \
         AND first.number = 1 AND first.recorded_at <= $4)";
    let (raised, recurring): (i64, i64) = q.one(sql, params![unit, from, until, at]).await?;
    Ok(Solved { days, raised, recurring })
}

/// How many matters of these units are not closed.
pub async fn open_in(q: &mut impl Query, units: &[UnitId]) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM matter WHERE unit_id IN {ids:$1} AND stage <> 'closed'";
    Ok(q.one::<(i64,)>(sql, params![units]).await?.0)
}

/// Another unit takes the open matters of units that close; returns how many.
pub async fn hand_over(
    tx: &mut Tx,
    units: &[UnitId],
    to: UnitId,
    (day, why): (Day, &str),
    by: &str,
    at: i64,
) -> Result<i64> {
    let sql = "SELECT id FROM matter WHERE unit_id IN {ids:$1} AND stage <> 'closed' ORDER BY id";
    let open: Vec<(i64,)> = tx.all(sql, params![units]).await?;
    for (id,) in &open {
        let sql = "UPDATE matter SET unit_id = $2, revision = revision + 1 WHERE id = $1";
        tx.execute(sql, params![*id, to]).await?;
        note(tx, MatterId(*id), (Deed::Move, day, why), by, at).await?;
    }
    Ok(open.len() as i64)
}

/// Refuses a closing that would leave open matters in a unit that is no more.
#[derive(Clone, Copy, Debug)]
pub struct MatterFollower;

impl TreeFollower for MatterFollower {
    fn tree_changed<'a>(
        &'a self,
        tx: &'a mut Tx,
        change: &'a TreeChange,
    ) -> Pin<Box<dyn Future<Output = Result<(), Refusal>> + Send + 'a>> {
        Box::pin(async move {
            match change.is_closing {
                true => may_close(tx, &change.units).await,
                false => Ok(()),
            }
        })
    }
}

/// Whether units may close as far as their matters are concerned.
///
/// # Errors
/// `unit-open-matters` at `matters_to`.
pub async fn may_close(q: &mut impl Query, units: &[UnitId]) -> Result<(), Refusal> {
    match open_in(q, units).await? {
        0 => Ok(()),
        n => Err(Problem::new("unit-open-matters").arg("n", n).at("matters_to").into()),
    }
}
