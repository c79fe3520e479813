//! Facts with their versions.

use crate::papers::{self, Kind};
use crate::sheets::fact::{Confirmed, Fact, Said, Version};
use crate::sheets::subject::Subject;
use ::store::{Query, Refusal, Result, StoreError, Tx, params};
use kernel::{Problem, UnitId, UserId};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
    person_id: i64,
    year: i64,
    entry: String,
    version: i64,
    said: Option<String>,
    evidence: String,
    reason: String,
    user_id: Option<i64>,
    recorded_by: String,
    recorded_at: i64,
    confirmed_user: Option<i64>,
    confirmed_by: Option<String>,
    confirmed_at: Option<i64>,
}

macro_rules! select {
    ($where:literal) => {
        concat!(
            "SELECT f.id, f.unit_id, f.person_id, f.year, f.entry, v.version, v.said, v.evidence, v.reason, v.user_id, \
             v.recorded_by, v.recorded_at, v.confirmed_user, v.confirmed_by, v.confirmed_at \
             FROM assessment_fact f JOIN assessment_fact_version v ON v.fact_id = f.id WHERE ",
            $where,
            " ORDER BY f.id, v.version"
        )
    };
}

impl Row {
    fn lost(&self) -> StoreError {
        StoreError::Corrupt(format!("the fact {} for assessment", self.id))
    }

    fn version(&self) -> Result<Version> {
        let said: Option<Said> = match &self.said {
            Some(text) => Some(serde_json::from_str(text).map_err(|_| self.lost())?),
            None => None,
        };
        let confirmed = self.confirmed_by.clone().zip(self.confirmed_at);
        let confirmed =
            confirmed.map(|(by, at)| Confirmed { user: self.confirmed_user.map(UserId), by, at });
        Ok(Version {
            number: self.version,
            said,
            evidence: self.evidence.clone(),
            reason: self.reason.clone(),
            user: self.user_id.map(UserId),
            recorded_by: self.recorded_by.clone(),
            recorded_at: self.recorded_at,
            confirmed,
        })
    }
}

fn joined(rows: &[Row]) -> Result<Vec<Fact>> {
    let mut facts: Vec<Fact> = Vec::new();
    for row in rows {
        if facts.last().is_none_or(|last| last.id != row.id) {
            facts.push(Fact {
                id: row.id,
                subject: Subject::stored(row.unit_id, row.person_id),
                year: i32::try_from(row.year).map_err(|_| row.lost())?,
                entry: row.entry.clone(),
                versions: Vec::new(),
                papers: Vec::new(),
            });
        }
        if let Some(last) = facts.last_mut() {
            last.versions.push(row.version()?);
        }
    }
    Ok(facts)
}

/// What was recorded of these units and of people in post there for a year, in the order in which it was first
/// recorded.
pub async fn of_units(q: &mut impl Query, units: &[UnitId], year: i32) -> Result<Vec<Fact>> {
    let sql = select!("f.unit_id IN {ids:$1} AND f.year = $2");
    let rows = q.all::<Row>(sql, params![units, i64::from(year)]).await?;
    with_papers(q, joined(&rows)?).await
}

/// The same facts with the papers that are kept with them.
async fn with_papers(q: &mut impl Query, mut facts: Vec<Fact>) -> Result<Vec<Fact>> {
    let ids: Vec<i64> = facts.iter().map(|fact| fact.id).collect();
    for paper in papers::store::of(q, Kind::Fact, &ids).await? {
        if let Some(fact) = facts.iter_mut().find(|fact| fact.id == paper.owner.id) {
            fact.papers.push(paper);
        }
    }
    Ok(facts)
}

pub async fn one(q: &mut impl Query, id: i64) -> Result<Option<Fact>> {
    let rows = q.all::<Row>(select!("f.id = $1"), params![id]).await?;
    Ok(with_papers(q, joined(&rows)?).await?.pop())
}

/// What was recorded of one subject for a year.
pub async fn of(q: &mut impl Query, subject: Subject, year: i32) -> Result<Vec<Fact>> {
    let sql = select!("f.unit_id = $1 AND f.person_id = $2 AND f.year = $3");
    let values = params![subject.unit, subject.stored_person(), i64::from(year)];
    let rows = q.all::<Row>(sql, values).await?;
    with_papers(q, joined(&rows)?).await
}

/// Founds a fact without a version.
pub async fn found(tx: &mut Tx, subject: Subject, year: i32, entry: &str) -> Result<i64> {
    let sql = "INSERT INTO assessment_fact (unit_id, person_id, year, entry) VALUES ($1, $2, $3, $4) \
         RETURNING id";
    let values = params![subject.unit, subject.stored_person(), i64::from(year), entry];
    Ok(tx.one::<(i64,)>(sql, values).await?.0)
}

/// Appends a version.
///
/// # Errors
/// The conflict `score-fact-changed` when somebody else was quicker.
pub async fn append(tx: &mut Tx, fact: i64, version: &Version) -> Result<(), Refusal> {
    let sql = "INSERT INTO assessment_fact_version (fact_id, version, said, evidence, reason, user_id, \
         recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let said = match &version.said {
        Some(said) => Some(serde_json::to_string(said).map_err(unwritable)?),
        None => None,
    };
    let values = params![
        fact,
        version.number,
        said,
        &version.evidence,
        &version.reason,
        version.user,
        &version.recorded_by,
        version.recorded_at
    ];
    match tx.execute(sql, values).await {
        Ok(_) => Ok(()),
        Err(StoreError::Exists(_)) => Err(Refusal::conflict(Problem::new("score-fact-changed"))),
        Err(error) => Err(error.into()),
    }
}

fn unwritable(error: serde_json::Error) -> StoreError {
    StoreError::Corrupt(format!("a fact for assessment: {error}"))
}

/// Confirms a version that nobody has confirmed yet.
///
/// # Errors
/// The conflict `score-fact-changed`.
pub async fn confirm(
    tx: &mut Tx,
    (fact, version): (i64, i64),
    by: &Confirmed,
) -> Result<(), Refusal> {
    let sql = "UPDATE assessment_fact_version SET confirmed_user = $3, confirmed_by = $4, confirmed_at = $5 \
         WHERE fact_id = $1 AND version = $2 AND confirmed_by IS NULL";
    match tx.execute(sql, params![fact, version, by.user, &by.by, by.at]).await? {
        0 => Err(Refusal::conflict(Problem::new("score-fact-changed"))),
        _ => Ok(()),
    }
}
