//! The SQL of claims: one with its evidence and verdicts, and lists of a scope. Writing happens inside the
//! caller's transaction; the caller audits.

use crate::claims::claim::{
    Claim, Content, Evidence, Judgement, Record, Timing, Verdict, Withdrawn,
};
use ::store::{Query, Refusal, Result, StoreError, Tx, assembled, params};
use directory::{roots, within};
use kernel::{ClaimId, Day, IndicatorId, Period, Problem, Scope, UnitId, UserId};
use planning::annual::TaskRef;

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
    indicator_id: i64,
    measure: String,
    mechanism: String,
    first_period: i64,
    last_period: i64,
    timing: String,
    task_unit_id: Option<i64>,
    task_year: Option<i64>,
    task_number: Option<i64>,
    registered_at: i64,
    registered_day: i64,
    user_id: Option<i64>,
    registered_by: String,
    evidence: i64,
    verdict: Option<String>,
}

/// A claim with how much evidence stands and what was said of it last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub claim: Claim,
    pub evidence: i64,
    pub verdict: Option<Verdict>,
}

const COLUMNS: &str = "c.id, c.unit_id, c.indicator_id, c.measure, c.mechanism, c.first_period, c.last_period, \
    c.timing, c.task_unit_id, c.task_year, c.task_number, c.registered_at, c.registered_day, c.user_id, \
    c.registered_by, (SELECT COUNT(*) FROM assessment_claim_evidence e WHERE e.claim_id = c.id \
    AND e.withdrawn_at IS NULL) AS evidence, (SELECT v.verdict FROM assessment_claim_verdict v \
    WHERE v.claim_id = c.id ORDER BY v.number DESC LIMIT 1) AS verdict";

impl Row {
    fn listed(self) -> Result<Listed> {
        let lost = || StoreError::Corrupt(format!("the claim {}", self.id));
        let task = match (self.task_unit_id, self.task_year, self.task_number) {
            (Some(unit), Some(year), Some(number)) => {
                let year = i32::try_from(year).map_err(|_| lost())?;
                Some(TaskRef { unit: UnitId(unit), year, number })
            }
            _ => None,
        };
        let verdict = self.verdict.as_deref().map(|name| Verdict::from_name(name).ok_or_else(lost));
        let claim = Claim {
            id: ClaimId(self.id),
            timing: Timing::from_name(&self.timing).ok_or_else(lost)?,
            registered_day: Day::from_code(self.registered_day).ok_or_else(lost)?,
            content: Content {
                unit: UnitId(self.unit_id),
                indicator: IndicatorId(self.indicator_id),
                first: Period::from_code(self.first_period).ok_or_else(lost)?,
                last: Period::from_code(self.last_period).ok_or_else(lost)?,
                task,
                measure: self.measure,
                mechanism: self.mechanism,
            },
            user: self.user_id.map(UserId),
            registered_by: self.registered_by,
            registered_at: self.registered_at,
        };
        Ok(Listed { claim, evidence: self.evidence, verdict: verdict.transpose()? })
    }
}

pub async fn one(q: &mut impl Query, id: ClaimId) -> Result<Option<Listed>> {
    let sql = assembled(format!("SELECT {COLUMNS} FROM assessment_claim c WHERE c.id = $1"));
    q.optional::<Row>(sql, params![id.0]).await?.map(Row::listed).transpose()
}

/// The claims of a scope, the newest first.
pub async fn list(q: &mut impl Query, scope: &Scope, day: Day, most: i64) -> Result<Vec<Listed>> {
    let within = within!("c.unit_id", "$1", "$2");
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM assessment_claim c WHERE {within} ORDER BY c.id DESC LIMIT $3"
    ));
    let rows = q.all::<Row>(sql, params![day, roots(scope), most]).await?;
    rows.into_iter().map(Row::listed).collect()
}

#[derive(sqlx::FromRow)]
struct EvidenceRow {
    number: i64,
    record: String,
    body: String,
    on_day: i64,
    added_at: i64,
    user_id: Option<i64>,
    added_by: String,
    withdrawn_at: Option<i64>,
    withdrawn_by: Option<String>,
    withdrawn_why: Option<String>,
}

impl EvidenceRow {
    fn evidence(self) -> Result<Evidence> {
        let lost = || StoreError::Corrupt(format!("evidence {} of a claim", self.number));
        let record = match self.record.as_str() {
            "" => None,
            text => Some(text.parse::<Record>().map_err(|()| lost())?),
        };
        let withdrawn = self.withdrawn_at.map(|at| Withdrawn {
            at,
            by: self.withdrawn_by.clone().unwrap_or_default(),
            why: self.withdrawn_why.clone().unwrap_or_default(),
        });
        Ok(Evidence {
            number: self.number,
            record,
            on: Day::from_code(self.on_day).ok_or_else(lost)?,
            body: self.body,
            user: self.user_id.map(UserId),
            added_by: self.added_by,
            added_at: self.added_at,
            withdrawn,
        })
    }
}

/// Everything that was ever brought forward for a claim, the first one first.
pub async fn evidence(q: &mut impl Query, id: ClaimId) -> Result<Vec<Evidence>> {
    let sql = "SELECT number, record, body, on_day, added_at, user_id, added_by, withdrawn_at, withdrawn_by, \
         withdrawn_why FROM assessment_claim_evidence WHERE claim_id = $1 ORDER BY number";
    let rows = q.all::<EvidenceRow>(sql, params![id.0]).await?;
    rows.into_iter().map(EvidenceRow::evidence).collect()
}

/// Everything that reviewers said of a claim, the first one first.
pub async fn judgements(q: &mut impl Query, id: ClaimId) -> Result<Vec<Judgement>> {
    let sql = "SELECT number, verdict, reason, evidence, given_by, given_at FROM assessment_claim_verdict \
         WHERE claim_id = $1 ORDER BY number";
    let rows: Vec<(i64, String, String, i64, String, i64)> = q.all(sql, params![id.0]).await?;
    let read =
        |(number, verdict, reason, evidence, by, at): (i64, String, String, i64, String, i64)| {
            let verdict = Verdict::from_name(&verdict)
                .ok_or_else(|| StoreError::Corrupt(format!("the verdict {number} of a claim")))?;
            Ok(Judgement { number, verdict, reason, evidence, by, at })
        };
    rows.into_iter().map(read).collect()
}

/// Who writes, and when.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    pub user: Option<UserId>,
    pub name: &'a str,
    pub at: i64,
}

pub async fn register(
    tx: &mut Tx,
    content: &Content,
    timing: Timing,
    by: By<'_>,
    today: Day,
) -> Result<ClaimId> {
    let sql = "INSERT INTO assessment_claim (unit_id, indicator_id, measure, mechanism, first_period, \
         last_period, timing, task_unit_id, task_year, task_number, registered_at, registered_day, user_id, \
         registered_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id";
    let task = content.task;
    let values = params![
        content.unit,
        content.indicator,
        &content.measure,
        &content.mechanism,
        content.first,
        content.last,
        timing.name(),
        task.map(|task| task.unit),
        task.map(|task| task.year),
        task.map(|task| task.number),
        by.at,
        today,
        by.user,
        by.name,
    ];
    let (id,): (i64,) = tx.one(sql, values).await?;
    Ok(ClaimId(id))
}

/// Adds evidence and returns its number.
///
/// # Errors
/// The conflict `claim-changed` when somebody else was quicker.
pub async fn add(
    tx: &mut Tx,
    id: ClaimId,
    (record, body, on): (&str, &str, Day),
    by: By<'_>,
) -> Result<i64, Refusal> {
    let sql = "INSERT INTO assessment_claim_evidence (claim_id, number, record, body, on_day, added_at, user_id, \
         added_by) SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6, $7 \
         FROM assessment_claim_evidence WHERE claim_id = $1 RETURNING number";
    let values = params![id.0, record, body, on, by.at, by.user, by.name];
    match tx.one::<(i64,)>(sql, values).await {
        Ok((number,)) => Ok(number),
        Err(StoreError::Exists(_)) => Err(Refusal::conflict(Problem::new("claim-changed"))),
        Err(error) => Err(error.into()),
    }
}

/// Takes evidence back.
///
/// # Errors
/// The conflict `claim-changed` when it was taken back already.
pub async fn withdraw(
    tx: &mut Tx,
    id: ClaimId,
    number: i64,
    why: &str,
    by: By<'_>,
) -> Result<(), Refusal> {
    let sql = "UPDATE assessment_claim_evidence SET withdrawn_at = $3, withdrawn_by = $4, withdrawn_why = $5 \
         WHERE claim_id = $1 AND number = $2 AND withdrawn_at IS NULL";
    match tx.execute(sql, params![id.0, number, by.at, by.name, why]).await? {
        0 => Err(Refusal::conflict(Problem::new("claim-changed"))),
        _ => Ok(()),
    }
}

/// Notes a verdict after the last one that was seen.
///
/// # Errors
/// The conflict `claim-judged` when somebody else was quicker.
pub async fn judge(
    tx: &mut Tx,
    id: ClaimId,
    seen: i64,
    (verdict, reason, evidence): (Verdict, &str, i64),
    by: By<'_>,
) -> Result<(), Refusal> {
    let sql = "INSERT INTO assessment_claim_verdict (claim_id, number, verdict, reason, evidence, given_at, \
         user_id, given_by) SELECT $1, $2, $3, $4, $5, $6, $7, $8 \
         WHERE $2 = (SELECT COALESCE(MAX(number), 0) + 1 FROM assessment_claim_verdict WHERE claim_id = $1)";
    let number = seen + 1;
    let values = params![id.0, number, verdict.name(), reason, evidence, by.at, by.user, by.name];
    match tx.execute(sql, values).await {
        Ok(1) => Ok(()),
        Ok(_) | Err(StoreError::Exists(_)) => Err(Refusal::conflict(Problem::new("claim-judged"))),
        Err(error) => Err(error.into()),
    }
}
