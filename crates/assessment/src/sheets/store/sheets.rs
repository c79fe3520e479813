//! Sheets as they were drawn up and published.

use crate::sheets::computed::Total;
use crate::sheets::stage::Stage;
use ::store::{Query, Refusal, Result, StoreError, Tx, params};
use directory::{roots, within};
use kernel::{Day, Problem, Scope, SheetId, UnitId, UserId};

/// A version without the documents that it keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub id: SheetId,
    pub unit: UnitId,
    pub year: i32,
    pub number: i64,
    pub stage: Stage,
    /// Why it takes the place of the one before; empty for the first.
    pub reason: String,
    pub rule_version: String,
    pub digest: String,
    pub total: Total,
    pub drawn_user: Option<UserId>,
    pub drawn_by: String,
    pub drawn_at: i64,
    pub decided_by: Option<String>,
    pub decided_at: Option<i64>,
    /// What was said when it was returned.
    pub said: String,
}

/// What a version keeps: rule, inputs, sources and trace, each as its text.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Kept {
    pub rule: String,
    pub rule_digest: String,
    pub inputs: String,
    pub sources: String,
    pub trace: String,
    pub digest: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
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
}

macro_rules! select {
    ($where:literal) => {
        concat!(
            "SELECT s.id, s.unit_id, s.year, s.number, s.stage, s.reason, s.rule_version, s.digest, s.total, \
             s.grade, s.standing, s.coverage, s.low, s.high, s.drawn_user, s.drawn_by, s.drawn_at, s.decided_by, s.decided_at, s.said \
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
            unit: UnitId(self.unit_id),
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
            drawn_user: self.drawn_user.map(UserId),
            drawn_by: self.drawn_by,
            drawn_at: self.drawn_at,
            decided_by: self.decided_by,
            decided_at: self.decided_at,
            said: self.said,
        })
    }
}

/// Every version of these units' sheets of a year, the first one first.
pub async fn versions(q: &mut impl Query, units: &[UnitId], year: i32) -> Result<Vec<Version>> {
    let sql = select!("s.unit_id IN {ids:$1} AND s.year = $2 ORDER BY s.unit_id, s.number");
    let rows = q.all::<Row>(sql, params![units, i64::from(year)]).await?;
    rows.into_iter().map(Row::version).collect()
}

/// The years that have sheets.
pub async fn years(q: &mut impl Query) -> Result<Vec<i32>> {
    let sql = "SELECT DISTINCT year FROM assessment_sheet ORDER BY year";
    let rows: Vec<(i64,)> = q.all(sql, params![]).await?;
    Ok(rows.into_iter().filter_map(|(year,)| i32::try_from(year).ok()).collect())
}

/// The published grades of these units before a year, oldest first: unit, year, grade.
pub async fn grades_before(
    q: &mut impl Query,
    units: &[UnitId],
    year: i32,
) -> Result<Vec<(UnitId, i32, String)>> {
    let sql = "SELECT s.unit_id, s.year, s.grade FROM assessment_sheet s WHERE s.unit_id IN {ids:$1} \
         AND s.year < $2 AND s.stage = 'published' AND s.grade IS NOT NULL AND NOT EXISTS \
         (SELECT 1 FROM assessment_sheet later WHERE later.unit_id = s.unit_id AND later.year = s.year \
         AND later.stage = 'published' AND later.number > s.number) ORDER BY s.unit_id, s.year";
    let rows: Vec<(i64, i64, String)> = q.all(sql, params![units, i64::from(year)]).await?;
    let row = |(unit, year, grade): (i64, i64, String)| {
        Some((UnitId(unit), i32::try_from(year).ok()?, grade))
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
pub async fn published(
    q: &mut impl Query,
    scope: &Scope,
    day: Day,
    year: i32,
    most: i64,
) -> Result<Vec<(UnitId, i64, Kept)>> {
    let sql = concat!(
        "SELECT s.unit_id, s.number, s.rule, s.rule_digest, s.inputs, s.sources, s.trace, s.digest \
         FROM assessment_sheet s WHERE s.year = $3 AND s.stage = 'published' AND NOT EXISTS \
         (SELECT 1 FROM assessment_sheet later WHERE later.unit_id = s.unit_id AND later.year = s.year \
         AND later.stage = 'published' AND later.number > s.number) AND ",
        within!("s.unit_id", "$1", "$2"),
        " ORDER BY s.unit_id LIMIT $4"
    );
    let rows = q.all::<KeptRow>(sql, params![day, roots(scope), i64::from(year), most]).await?;
    Ok(rows.into_iter().map(|row| (UnitId(row.unit_id), row.number, row.kept)).collect())
}

pub async fn kept(q: &mut impl Query, id: SheetId) -> Result<Kept> {
    let sql = "SELECT rule, rule_digest, inputs, sources, trace, digest FROM assessment_sheet WHERE id = $1";
    q.one(sql, params![id.0]).await
}

/// Keeps a version that was drawn up.
///
/// # Errors
/// The conflict `score-drawn` when one waits already or somebody else was quicker.
pub async fn draw(tx: &mut Tx, version: &Version, kept: &Kept) -> Result<SheetId, Refusal> {
    let sql = "INSERT INTO assessment_sheet (unit_id, year, number, stage, reason, rule_version, rule_digest, \
         rule, inputs, sources, trace, digest, total, grade, standing, coverage, low, high, drawn_user, drawn_by, \
         drawn_at, said) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
         $17, $18, $19, $20, $21, '') \
         RETURNING id";
    let values = params![
        version.unit,
        i64::from(version.year),
        version.number,
        version.stage.name(),
        &version.reason,
        &version.rule_version,
        &kept.rule_digest,
        &kept.rule,
        &kept.inputs,
        &kept.sources,
        &kept.trace,
        &kept.digest,
        version.total.total.clone(),
        version.total.grade.clone(),
        &version.total.standing,
        &version.total.coverage,
        &version.total.low,
        &version.total.high,
        version.drawn_user,
        &version.drawn_by,
        version.drawn_at
    ];
    match tx.one::<(i64,)>(sql, values).await {
        Ok((id,)) => Ok(SheetId(id)),
        Err(StoreError::Exists(_)) => Err(Refusal::conflict(Problem::new("score-drawn"))),
        Err(error) => Err(error.into()),
    }
}

/// Decides about a version that waits.
///
/// # Errors
/// The conflict `score-decided` when somebody else has.
pub async fn decide(
    tx: &mut Tx,
    id: SheetId,
    stage: Stage,
    said: &str,
    (user, by, at): (Option<UserId>, &str, i64),
) -> Result<(), Refusal> {
    let sql = "UPDATE assessment_sheet SET stage = $2, said = $3, decided_user = $4, decided_by = $5, \
         decided_at = $6 WHERE id = $1 AND stage = 'drawn'";
    match tx.execute(sql, params![id.0, stage.name(), said, user, by, at]).await? {
        0 => Err(Refusal::conflict(Problem::new("score-decided"))),
        _ => Ok(()),
    }
}
