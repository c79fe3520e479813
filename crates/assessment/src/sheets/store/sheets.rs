//! Sheets as they were drawn up and published.

use crate::sheets::computed::Total;
use crate::sheets::stage::Stage;
use crate::sheets::subject::Subject;
use ::store::{Insert, Query, Refusal, Result, StoreError, Tx, Value, params};
use directory::{roots, within};
use kernel::{Day, Month, Problem, Scope, SheetId, UnitId, UserId};

/// A version without the documents that it keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub id: SheetId,
    pub subject: Subject,
    pub year: i32,
    pub number: i64,
    pub stage: Stage,
    /// Why it takes the place of the one before; empty for the first.
    pub reason: String,
    pub rule_version: String,
    pub digest: String,
    pub total: Total,
    /// The months that were not locked when it was drawn up.
    pub open_months: Vec<Month>,
    pub drawn_user: Option<UserId>,
    pub drawn_by: String,
    pub drawn_at: i64,
    pub decided_by: Option<String>,
    pub decided_at: Option<i64>,
    /// What was said when it was returned.
    pub said: String,
}

/// What a version keeps: rule, inputs, sources, parts of the year and trace, each as its text.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Kept {
    pub rule: String,
    pub rule_digest: String,
    pub inputs: String,
    pub sources: String,
    pub stretches: String,
    pub trace: String,
    pub digest: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
    person_id: i64,
    year: i64,
    number: i64,
    stage: String,
    reason: String,
    rule_version: String,
    digest: String,
    total: Option<String>,
    grade: Option<String>,
    standing: String,
    coverage: String,
    low: String,
    high: String,
    drawn_user: Option<i64>,
    drawn_by: String,
    drawn_at: i64,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    said: String,
    open_months: String,
}

macro_rules! select {
    ($where:literal) => {
        concat!(
            "SELECT s.id, s.unit_id, s.person_id, s.year, s.number, s.stage, s.reason, s.rule_version, s.digest, s.total, \
             s.grade, s.standing, s.coverage, s.low, s.high, s.drawn_user, s.drawn_by, s.drawn_at, s.decided_by, s.decided_at, s.said, s.open_months \
             FROM assessment_sheet s WHERE ",
            $where
        )
    };
}

impl Row {
    fn version(self) -> Result<Version> {
        let lost = || StoreError::Corrupt(format!("the score sheet {}", self.id));
        Ok(Version {
            id: SheetId(self.id),
            subject: Subject::stored(self.unit_id, self.person_id),
            year: i32::try_from(self.year).map_err(|_| lost())?,
            number: self.number,
            stage: Stage::from_name(&self.stage).ok_or_else(lost)?,
            reason: self.reason,
            rule_version: self.rule_version,
            digest: self.digest,
            total: Total {
                total: self.total,
                grade: self.grade,
                standing: self.standing,
                coverage: self.coverage,
                low: self.low,
                high: self.high,
            },
            open_months: months(&self.open_months).ok_or_else(lost)?,
            drawn_user: self.drawn_user.map(UserId),
            drawn_by: self.drawn_by,
            drawn_at: self.drawn_at,
            decided_by: self.decided_by,
            decided_at: self.decided_at,
            said: self.said,
        })
    }
}

fn months(text: &str) -> Option<Vec<Month>> {
    let month = |code: &str| match kernel::Period::from_code(code.parse().ok()?)? {
        kernel::Period::Month(month) => Some(month),
        _ => None,
    };
    text.split_whitespace().map(month).collect()
}

fn codes(months: &[Month]) -> String {
    let codes: Vec<String> = months.iter().map(|month| month.code().to_string()).collect();
    codes.join(" ")
}

/// Every version of the sheets of these units, and of people in post there, of a year, the first one first.
pub async fn versions(q: &mut impl Query, units: &[UnitId], year: i32) -> Result<Vec<Version>> {
    let sql =
        select!("s.unit_id IN {ids:$1} AND s.year = $2 ORDER BY s.unit_id, s.person_id, s.number");
    let rows = q.all::<Row>(sql, params![units, i64::from(year)]).await?;
    rows.into_iter().map(Row::version).collect()
}

/// Every version of one subject's sheet of a year, the first one first.
pub async fn of(q: &mut impl Query, subject: Subject, year: i32) -> Result<Vec<Version>> {
    let sql = select!("s.unit_id = $1 AND s.person_id = $2 AND s.year = $3 ORDER BY s.number");
    let values = params![subject.unit, subject.stored_person(), i64::from(year)];
    q.all::<Row>(sql, values).await?.into_iter().map(Row::version).collect()
}

/// What the latest version of each sheet of these units of a year keeps as its sources.
pub async fn sources(
    q: &mut impl Query,
    units: &[UnitId],
    year: i32,
) -> Result<Vec<(Subject, String)>> {
    let sql = "SELECT s.unit_id, s.person_id, s.sources FROM assessment_sheet s \
         WHERE s.unit_id IN {ids:$1} AND s.year = $2 AND s.number = (SELECT MAX(l.number) \
         FROM assessment_sheet l WHERE l.unit_id = s.unit_id AND l.person_id = s.person_id \
         AND l.year = s.year)";
    let rows: Vec<(i64, i64, String)> = q.all(sql, params![units, i64::from(year)]).await?;
    let row = |(unit, person, sources)| (Subject::stored(unit, person), sources);
    Ok(rows.into_iter().map(row).collect())
}

#[derive(sqlx::FromRow)]
struct PublishedRow {
    unit_id: i64,
    number: i64,
    total: Option<String>,
    standing: String,
    #[sqlx(flatten)]
    kept: Kept,
}

/// The sheet of a unit as it was published last.
#[derive(Clone, Debug)]
pub struct Published {
    pub unit: UnitId,
    pub number: i64,
    pub total: Option<String>,
    pub standing: String,
    pub kept: Kept,
}

/// What was published last of these units themselves.
pub async fn published(q: &mut impl Query, units: &[UnitId], year: i32) -> Result<Vec<Published>> {
    let sql = "SELECT s.unit_id, s.number, s.total, s.standing, s.rule, s.rule_digest, s.inputs, s.sources, \
         s.stretches, s.trace, s.digest FROM assessment_sheet s WHERE s.unit_id IN {ids:$1} \
         AND s.person_id = 0 AND s.year = $2 AND s.stage = 'published' AND NOT EXISTS \
         (SELECT 1 FROM assessment_sheet later WHERE later.unit_id = s.unit_id AND later.person_id = 0 \
         AND later.year = s.year AND later.stage = 'published' AND later.number > s.number)";
    let rows: Vec<PublishedRow> = q.all(sql, params![units, i64::from(year)]).await?;
    let published = |row: PublishedRow| Published {
        unit: UnitId(row.unit_id),
        number: row.number,
        total: row.total,
        standing: row.standing,
        kept: row.kept,
    };
    Ok(rows.into_iter().map(published).collect())
}

/// The years that have sheets.
pub async fn years(q: &mut impl Query) -> Result<Vec<i32>> {
    let sql = "SELECT DISTINCT year FROM assessment_sheet ORDER BY year";
    let rows: Vec<(i64,)> = q.all(sql, params![]).await?;
    Ok(rows.into_iter().filter_map(|(year,)| i32::try_from(year).ok()).collect())
}

/// The published grades of these units, and of people in post there, before a year, oldest first.
pub async fn grades_before(
    q: &mut impl Query,
    units: &[UnitId],
    year: i32,
) -> Result<Vec<(Subject, i32, String)>> {
    let sql = "SELECT s.unit_id, s.person_id, s.year, s.grade FROM assessment_sheet s WHERE s.unit_id IN {ids:$1} \
         AND s.year < $2 AND s.stage = 'published' AND s.grade IS NOT NULL AND NOT EXISTS \
         (SELECT 1 FROM assessment_sheet later WHERE later.unit_id = s.unit_id \
         AND later.person_id = s.person_id AND later.year = s.year AND later.stage = 'published' AND later.number > s.number) ORDER BY s.unit_id, s.person_id, \
         s.year";
    let rows: Vec<(i64, i64, i64, String)> = q.all(sql, params![units, i64::from(year)]).await?;
    let row = |(unit, person, year, grade): (i64, i64, i64, String)| {
        Some((Subject::stored(unit, person), i32::try_from(year).ok()?, grade))
    };
    Ok(rows.into_iter().filter_map(row).collect())
}

#[derive(sqlx::FromRow)]
struct KeptRow {
    unit_id: i64,
    number: i64,
    #[sqlx(flatten)]
    kept: Kept,
}

/// The latest published version of each unit of a scope in a year: unit, number and what it keeps.
pub async fn published_in(
    q: &mut impl Query,
    scope: &Scope,
    day: Day,
    year: i32,
    most: i64,
) -> Result<Vec<(UnitId, i64, Kept)>> {
    let sql = concat!(
        "SELECT s.unit_id, s.number, s.rule, s.rule_digest, s.inputs, s.sources, s.stretches, s.trace, s.digest \
         FROM assessment_sheet s WHERE s.year = $3 AND s.person_id = 0 AND s.stage = 'published' AND NOT EXISTS \
         (SELECT 1 FROM assessment_sheet later WHERE later.unit_id = s.unit_id AND later.person_id = 0 \
         AND later.year = s.year \
         AND later.stage = 'published' AND later.number > s.number) AND ",
        within!("s.unit_id", "$1", "$2"),
        " ORDER BY s.unit_id LIMIT $4"
    );
    let rows = q.all::<KeptRow>(sql, params![day, roots(scope), i64::from(year), most]).await?;
    Ok(rows.into_iter().map(|row| (UnitId(row.unit_id), row.number, row.kept)).collect())
}

pub async fn kept(q: &mut impl Query, id: SheetId) -> Result<Kept> {
    let sql = "SELECT rule, rule_digest, inputs, sources, stretches, trace, digest FROM assessment_sheet WHERE id = $1";
    q.one(sql, params![id.0]).await
}

const COLUMNS: [&str; 25] = [
    "unit_id",
    "person_id",
    "year",
    "number",
    "stage",
    "reason",
    "rule_version",
    "rule_digest",
    "rule",
    "inputs",
    "sources",
    "stretches",
    "trace",
    "digest",
    "total",
    "grade",
    "standing",
    "coverage",
    "low",
    "high",
    "drawn_user",
    "drawn_by",
    "drawn_at",
    "said",
    "open_months",
];

/// Keeps versions that were drawn up, all of one year.
///
/// # Errors
/// The conflict `score-drawn` when one waits already or somebody else was quicker.
pub async fn draw(tx: &mut Tx, drawn: &[(Version, Kept)]) -> Result<Vec<SheetId>, Refusal> {
    let insert = Insert { table: "assessment_sheet", columns: &COLUMNS, conflict: "" };
    let row = |(version, kept): &(Version, Kept)| {
        let Total { total, grade, standing, coverage, low, high } = version.total.clone();
        [
            Value::from(version.subject.unit),
            version.subject.stored_person().into(),
            i64::from(version.year).into(),
            version.number.into(),
            version.stage.name().into(),
            version.reason.as_str().into(),
            version.rule_version.as_str().into(),
            kept.rule_digest.as_str().into(),
            kept.rule.as_str().into(),
            kept.inputs.as_str().into(),
            kept.sources.as_str().into(),
            kept.stretches.as_str().into(),
            kept.trace.as_str().into(),
            kept.digest.as_str().into(),
            total.into(),
            grade.into(),
            standing.into(),
            coverage.into(),
            low.into(),
            high.into(),
            version.drawn_user.into(),
            version.drawn_by.as_str().into(),
            version.drawn_at.into(),
            "".into(),
            codes(&version.open_months).into(),
        ]
    };
    match tx.insert_many(insert, drawn.iter().map(row)).await {
        Ok(_) => {}
        Err(StoreError::Exists(_)) => return Err(Refusal::conflict(Problem::new("score-drawn"))),
        Err(error) => return Err(error.into()),
    }
    let units: Vec<UnitId> = drawn.iter().map(|(version, _)| version.subject.unit).collect();
    let Some((first, _)) = drawn.first() else { return Ok(Vec::new()) };
    let kept = versions(tx, &units, first.year).await?;
    let id = |(version, _): &(Version, Kept)| {
        let is_it = |one: &&Version| (one.subject, one.number) == (version.subject, version.number);
        kept.iter().find(is_it).map(|one| one.id)
    };
    Ok(drawn.iter().filter_map(id).collect())
}

/// Decides about versions that wait.
///
/// # Errors
/// The conflict `score-decided` when somebody else has.
pub async fn decide(
    tx: &mut Tx,
    ids: &[SheetId],
    stage: Stage,
    said: &str,
    (user, by, at): (Option<UserId>, &str, i64),
) -> Result<(), Refusal> {
    let sql = "UPDATE assessment_sheet SET stage = $2, said = $3, decided_user = $4, decided_by = $5, \
         decided_at = $6 WHERE id IN {ids:$1} AND stage = 'drawn'";
    let all: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let values = params![all.as_slice(), stage.name(), said, user, by, at];
    match tx.execute(sql, values).await? {
        n if n == ids.len() as u64 => Ok(()),
        _ => Err(Refusal::conflict(Problem::new("score-decided"))),
    }
}
