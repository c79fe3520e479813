//! The SQL of schemes: versions with their texts, their way, who was consulted. Writing happens inside the
//! caller's transaction; the caller audits.

use super::stage::{Deed, Stage};
use ::store::{Query, Refusal, Result, StoreError, Tx, assembled, params};
use kernel::{Day, Problem, SchemeId, UnitId, UserId};

/// A version with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub id: SchemeId,
    /// The unit that owns the scheme: it holds for what stands below.
    pub unit: UnitId,
    /// What all versions of one scheme are known by.
    pub code: String,
    pub number: i64,
    pub name: String,
    /// The one text of what it says.
    pub body: String,
    pub stage: Stage,
    pub effective: Day,
    /// The first day on which it holds no more.
    pub until: Option<Day>,
    pub digest: Option<String>,
    pub revision: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
    code: String,
    number: i64,
    name: String,
    body: String,
    stage: String,
    effective: i64,
    until: Option<i64>,
    digest: Option<String>,
    revision: i64,
}

const COLUMNS: &str = "s.id, s.unit_id, s.code, s.number, s.name, s.body, s.stage, s.effective, s.until, \
     s.digest, s.revision";

impl Row {
    fn version(self) -> Result<Version> {
        let lost = || StoreError::Corrupt(format!("the scheme {}", self.id));
        Ok(Version {
            id: SchemeId(self.id),
            unit: UnitId(self.unit_id),
            code: self.code,
            number: self.number,
            name: self.name,
            body: self.body,
            stage: Stage::from_name(&self.stage).ok_or_else(lost)?,
            effective: Day::from_code(self.effective).ok_or_else(lost)?,
            until: self.until.map(|until| Day::from_code(until).ok_or_else(lost)).transpose()?,
            digest: self.digest,
            revision: self.revision,
        })
    }
}

pub async fn version(q: &mut impl Query, id: SchemeId) -> Result<Option<Version>> {
    let sql = assembled(format!("SELECT {COLUMNS} FROM scheme s WHERE s.id = $1"));
    q.optional::<Row>(sql, params![id.0]).await?.map(Row::version).transpose()
}

/// Every version of a scheme, the first one first.
pub async fn versions(q: &mut impl Query, code: &str) -> Result<Vec<Version>> {
    let sql =
        assembled(format!("SELECT {COLUMNS} FROM scheme s WHERE s.code = $1 ORDER BY s.number"));
    q.all::<Row>(sql, params![code]).await?.into_iter().map(Row::version).collect()
}

/// All versions of units that are not withheld, but those that were given up; the latest days first.
pub async fn all(q: &mut impl Query) -> Result<Vec<Version>> {
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM scheme s WHERE s.stage <> 'dropped' AND {{seen:s.unit_id}} \
         ORDER BY s.effective DESC, s.code, s.number DESC"
    ));
    q.all::<Row>(sql, params![]).await?.into_iter().map(Row::version).collect()
}

/// The versions that hold on a day.
pub async fn in_force(q: &mut impl Query, day: Day) -> Result<Vec<Version>> {
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM scheme s WHERE s.stage = 'in-force' AND s.effective <= $1 \
         AND (s.until IS NULL OR s.until > $1) ORDER BY s.code, s.number"
    ));
    q.all::<Row>(sql, params![day]).await?.into_iter().map(Row::version).collect()
}

/// Versions that wait for approval, with the names of their units.
pub async fn submitted(q: &mut impl Query) -> Result<Vec<Version>> {
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM scheme s WHERE s.stage = 'submitted' AND {{seen:s.unit_id}} ORDER BY s.id"
    ));
    q.all::<Row>(sql, params![]).await?.into_iter().map(Row::version).collect()
}

/// What a version is founded with, and what an edit replaces.
pub struct Text<'a> {
    pub name: &'a str,
    pub body: &'a str,
    pub effective: Day,
    pub until: Option<Day>,
}

/// Founds a version, as a draft.
///
/// # Errors
/// The conflict `scheme-exists` when somebody else was quicker.
pub async fn found(
    tx: &mut Tx,
    unit: UnitId,
    code: &str,
    number: i64,
    text: &Text<'_>,
) -> Result<SchemeId, Refusal> {
    let sql = "INSERT INTO scheme (unit_id, code, number, name, body, stage, effective, until, digest, revision) \
         VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7, NULL, 1) RETURNING id";
    let values = params![unit, code, number, text.name, text.body, text.effective, text.until];
    match tx.one::<(i64,)>(sql, values).await {
        Ok((id,)) => Ok(SchemeId(id)),
        Err(StoreError::Exists(_)) => Err(Refusal::conflict(Problem::new("scheme-exists"))),
        Err(error) => Err(error.into()),
    }
}

/// Takes the next revision, or says that somebody else did.
///
/// # Errors
/// The conflict `scheme-changed`.
pub async fn take(tx: &mut Tx, id: SchemeId, revision: i64) -> Result<(), Refusal> {
    let sql = "UPDATE scheme SET revision = revision + 1 WHERE id = $1 AND revision = $2";
    match tx.execute(sql, params![id.0, revision]).await? {
        0 => Err(Refusal::conflict(Problem::new("scheme-changed"))),
        _ => Ok(()),
    }
}

/// Puts another text into a draft.
pub async fn write(tx: &mut Tx, id: SchemeId, text: &Text<'_>) -> Result<()> {
    let sql = "UPDATE scheme SET name = $2, body = $3, effective = $4, until = $5 \
         WHERE id = $1 AND stage = 'draft'";
    let values = params![id.0, text.name, text.body, text.effective, text.until];
    tx.execute(sql, values).await?;
    Ok(())
}

/// A version reaches a stage; the digest is that of one in force.
pub async fn reach(tx: &mut Tx, id: SchemeId, stage: Stage, digest: Option<String>) -> Result<()> {
    let sql = "UPDATE scheme SET stage = $2, digest = COALESCE($3, digest) WHERE id = $1";
    tx.execute(sql, params![id.0, stage.name(), digest]).await?;
    Ok(())
}

/// A version holds no more from this day on.
pub async fn end(tx: &mut Tx, id: SchemeId, until: Day) -> Result<()> {
    tx.execute("UPDATE scheme SET until = $2 WHERE id = $1", params![id.0, until]).await?;
    Ok(())
}

/// The version that comes into force on a day ends the others of its scheme that would hold then.
pub async fn end_others(tx: &mut Tx, version: &Version) -> Result<()> {
    let sql = "UPDATE scheme SET until = $3 WHERE code = $1 AND id <> $2 AND stage = 'in-force' \
         AND (until IS NULL OR until > $3)";
    tx.execute(sql, params![&version.code, version.id.0, version.effective]).await?;
    Ok(())
}

/// Something that was done to a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub deed: Deed,
    pub said: String,
    pub user: Option<UserId>,
    pub recorded_by: String,
    /// Milliseconds since 1970.
    pub recorded_at: i64,
}

pub async fn note(tx: &mut Tx, id: SchemeId, step: &Step) -> Result<()> {
    let sql = "INSERT INTO scheme_step (scheme_id, number, deed, said, user_id, recorded_by, recorded_at) \
         SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6 FROM scheme_step WHERE scheme_id = $1";
    let values =
        params![id.0, step.deed.name(), &step.said, step.user, &step.recorded_by, step.recorded_at];
    tx.execute(sql, values).await?;
    Ok(())
}

/// What was done to a version, oldest first.
pub async fn steps(q: &mut impl Query, id: SchemeId) -> Result<Vec<Step>> {
    let sql = "SELECT deed, said, user_id, recorded_by, recorded_at FROM scheme_step \
         WHERE scheme_id = $1 ORDER BY number";
    let rows: Vec<(String, String, Option<i64>, String, i64)> = q.all(sql, params![id.0]).await?;
    let step = |(deed, said, user, recorded_by, recorded_at): (String, _, Option<i64>, _, _)| {
        let lost = || StoreError::Corrupt(format!("a step of the scheme {id}"));
        let deed = Deed::from_name(&deed).ok_or_else(lost)?;
        Ok(Step { deed, said, user: user.map(UserId), recorded_by, recorded_at })
    };
    rows.into_iter().map(step).collect()
}

/// A record of who was heard about a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Its number among the records of the version; given when it is recorded.
    pub number: i64,
    pub body: String,
    pub held: Day,
    /// Where the record is found: its number, or the file.
    pub record: String,
    /// What was said, and what came of it.
    pub said: String,
    /// The day on which the record was made public.
    pub published: Option<Day>,
    pub recorded_by: String,
    pub recorded_at: i64,
}

pub async fn hear(tx: &mut Tx, id: SchemeId, heard: &Heard, user: Option<UserId>) -> Result<()> {
    let sql = "INSERT INTO scheme_consultation \
         (scheme_id, number, body, held, record, said, published, user_id, recorded_by, recorded_at) \
         SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9 \
         FROM scheme_consultation WHERE scheme_id = $1";
    let values = params![
        id.0,
        &heard.body,
        heard.held,
        &heard.record,
        &heard.said,
        heard.published,
        user,
        &heard.recorded_by,
        heard.recorded_at
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Who was heard about a version, in the order of the records.
pub async fn heard(q: &mut impl Query, id: SchemeId) -> Result<Vec<Heard>> {
    let sql = "SELECT number, body, held, record, said, published, recorded_by, recorded_at \
         FROM scheme_consultation WHERE scheme_id = $1 ORDER BY number";
    type Row = (i64, String, i64, String, String, Option<i64>, String, i64);
    let rows: Vec<Row> = q.all(sql, params![id.0]).await?;
    let heard = |(number, body, held, record, said, published, recorded_by, recorded_at): Row| {
        let day = |code: i64| {
            let lost = || StoreError::Corrupt(format!("a consultation about the scheme {id}"));
            Day::from_code(code).ok_or_else(lost)
        };
        let (held, published) = (day(held)?, published.map(day).transpose()?);
        Ok(Heard { number, body, held, record, said, published, recorded_by, recorded_at })
    };
    rows.into_iter().map(heard).collect()
}
