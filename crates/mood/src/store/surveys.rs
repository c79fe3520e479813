//! Surveys: one with its statements and units, the series it belongs to, lists of a scope.

use super::{day, month};
use crate::survey::Stage;
use ::store::{Insert, Query, Refusal, Result, StoreError, Tx, Value, assembled, params};
use directory::{roots, within};
use kernel::{Day, Month, Problem, Scope, SurveyId, UnitId};

/// A survey as it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSurvey {
    pub unit: UnitId,
    pub month: Month,
    pub title: String,
    pub questions: Vec<String>,
    pub k: u64,
    /// Nothing else can be opened.
    pub is_anonymous: bool,
}

/// A survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    pub id: SurveyId,
    /// The first survey of the series, which may be this one.
    pub series: SurveyId,
    pub unit: UnitId,
    pub month: Month,
    pub title: String,
    pub k: u64,
    pub is_anonymous: bool,
    pub stage: Stage,
    pub token: String,
    /// The day as of which the units below were asked.
    pub day: Day,
    pub revision: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    series_id: Option<i64>,
    unit_id: i64,
    month: i64,
    title: String,
    k: i64,
    anonymous: bool,
    stage: String,
    token: String,
    day: i64,
    revision: i64,
}

const COLUMNS: &str = "s.id, s.series_id, s.unit_id, s.month, s.title, s.k, s.anonymous, s.stage, s.token, \
    s.day, s.revision";

impl Row {
    fn survey(self) -> Result<Survey> {
        let lost = || StoreError::Corrupt(format!("the survey {}", self.id));
        Ok(Survey {
            id: SurveyId(self.id),
            series: SurveyId(self.series_id.unwrap_or(self.id)),
            unit: UnitId(self.unit_id),
            month: month(self.month)?,
            stage: Stage::from_name(&self.stage).ok_or_else(lost)?,
            k: u64::try_from(self.k).map_err(|_| lost())?,
            title: self.title,
            is_anonymous: self.anonymous,
            token: self.token,
            day: day(self.day)?,
            revision: self.revision,
        })
    }
}

pub async fn survey(q: &mut impl Query, id: SurveyId) -> Result<Option<Survey>> {
    let sql = assembled(format!("SELECT {COLUMNS} FROM mood_survey s WHERE s.id = $1"));
    q.optional::<Row>(sql, params![id]).await?.map(Row::survey).transpose()
}

/// The survey that people answer at this address.
pub async fn by_token(q: &mut impl Query, token: &str) -> Result<Option<Survey>> {
    let sql = assembled(format!("SELECT {COLUMNS} FROM mood_survey s WHERE s.token = $1"));
    q.optional::<Row>(sql, params![token]).await?.map(Row::survey).transpose()
}

/// The surveys of a series, month by month.
pub async fn series(q: &mut impl Query, series: SurveyId) -> Result<Vec<Survey>> {
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM mood_survey s WHERE s.id = $1 OR s.series_id = $1 ORDER BY s.month"
    ));
    q.all::<Row>(sql, params![series]).await?.into_iter().map(Row::survey).collect()
}

/// The statements, in order.
pub async fn questions(q: &mut impl Query, id: SurveyId) -> Result<Vec<String>> {
    let sql = "SELECT body FROM mood_question WHERE survey_id = $1 ORDER BY number";
    Ok(q.all::<(String,)>(sql, params![id]).await?.into_iter().map(|(text,)| text).collect())
}

/// The units whose people are asked, as far as the reader may see them.
pub async fn parts(q: &mut impl Query, id: SurveyId) -> Result<Vec<UnitId>> {
    let sql = "SELECT p.unit_id FROM mood_part p WHERE p.survey_id = $1 AND {seen:p.unit_id} ORDER BY p.unit_id";
    Ok(q.all::<(i64,)>(sql, params![id]).await?.into_iter().map(|(id,)| UnitId(id)).collect())
}

/// The surveys whose unit, or one of whose asked units, stands within the scope; the newest first.
pub async fn list(q: &mut impl Query, scope: &Scope, limit: i64) -> Result<Vec<Survey>> {
    let whole = within!("s.unit_id", "s.day", "$1");
    let part = within!("p.unit_id", "s.day", "$1");
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM mood_survey s WHERE {{seen:s.unit_id}} AND ({whole} OR EXISTS \
         (SELECT 1 FROM mood_part p WHERE p.survey_id = s.id AND {part})) \
         ORDER BY s.month DESC, s.id DESC LIMIT $2"
    ));
    q.all::<Row>(sql, params![roots(scope), limit]).await?.into_iter().map(Row::survey).collect()
}

/// Writes a survey with its statements and the units whose people are asked.
pub async fn create(
    tx: &mut Tx,
    new: &NewSurvey,
    (series, stage): (Option<SurveyId>, Stage),
    parts: &[UnitId],
    token: &str,
    today: Day,
) -> Result<SurveyId> {
    let sql = "INSERT INTO mood_survey (series_id, unit_id, month, title, k, anonymous, stage, token, day, \
         revision) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1) RETURNING id";
    let row = params![
        series.map(|id| id.0),
        new.unit,
        new.month,
        &new.title,
        new.k as i64,
        new.is_anonymous,
        stage.name(),
        token,
        today,
    ];
    let id = SurveyId(tx.one::<(i64,)>(sql, row).await?.0);
    fill(tx, id, &new.questions, parts).await?;
    Ok(id)
}

/// Writes a draft anew.
pub async fn change(
    tx: &mut Tx,
    id: SurveyId,
    new: &NewSurvey,
    parts: &[UnitId],
    today: Day,
) -> Result<()> {
    let sql = "UPDATE mood_survey SET unit_id = $2, month = $3, title = $4, k = $5, anonymous = $6, \
         day = $7 WHERE id = $1";
    let row = params![id, new.unit, new.month, &new.title, new.k as i64, new.is_anonymous, today];
    tx.execute(sql, row).await?;
    tx.execute("DELETE FROM mood_question WHERE survey_id = $1", params![id]).await?;
    tx.execute("DELETE FROM mood_part WHERE survey_id = $1", params![id]).await?;
    fill(tx, id, &new.questions, parts).await
}

async fn fill(tx: &mut Tx, id: SurveyId, questions: &[String], parts: &[UnitId]) -> Result<()> {
    let insert = |table, columns| Insert { table, columns, conflict: "" };
    let rows = (1_i64..).zip(questions);
    let rows: Vec<[Value; 3]> =
        rows.map(|(number, text)| [id.into(), number.into(), text.into()]).collect();
    tx.insert_many(insert("mood_question", &["survey_id", "number", "body"]), rows).await?;
    let rows: Vec<[Value; 2]> = parts.iter().map(|unit| [id.into(), (*unit).into()]).collect();
    tx.insert_many(insert("mood_part", &["survey_id", "unit_id"]), rows).await?;
    Ok(())
}

/// Takes the next revision of a survey on this stage and moves it to another one.
///
/// # Errors
/// The conflict `mood-changed` when somebody else did, or the survey is on another stage.
pub async fn step(
    tx: &mut Tx,
    survey: &Survey,
    revision: i64,
    to: Stage,
    settles: Option<i64>,
) -> Result<(), Refusal> {
    let sql = "UPDATE mood_survey SET revision = revision + 1, stage = $4, settles = $5 \
         WHERE id = $1 AND revision = $2 AND stage = $3";
    let row = params![survey.id, revision, survey.stage.name(), to.name(), settles];
    match tx.execute(sql, row).await? {
        0 => Err(Refusal::conflict(Problem::new("mood-changed"))),
        _ => Ok(()),
    }
}

/// Holds a series until the transaction ends.
pub async fn hold(tx: &mut Tx, series: SurveyId) -> Result<()> {
    tx.execute("UPDATE mood_survey SET stage = stage WHERE id = $1", params![series]).await?;
    Ok(())
}

/// The surveys of these that nobody may answer any more.
pub async fn ended(q: &mut impl Query, ids: &[SurveyId]) -> Result<Vec<SurveyId>> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let sql = "SELECT id FROM mood_survey WHERE id IN {ids:$1} AND stage IN ('closing', 'closed') ORDER BY id";
    let rows: Vec<(i64,)> = q.all(sql, params![ids.as_slice()]).await?;
    Ok(rows.into_iter().map(|(id,)| SurveyId(id)).collect())
}

/// The surveys that are closing and settle by the moment.
pub async fn settling(q: &mut impl Query, at: i64) -> Result<Vec<SurveyId>> {
    let sql = "SELECT id FROM mood_survey WHERE stage = 'closing' AND settles <= $1 ORDER BY id";
    let rows: Vec<(i64,)> = q.all(sql, params![at]).await?;
    Ok(rows.into_iter().map(|(id,)| SurveyId(id)).collect())
}

/// Closes a survey for good; false when another server did.
pub async fn settle(tx: &mut Tx, id: SurveyId) -> Result<bool> {
    let sql = "UPDATE mood_survey SET stage = 'closed', revision = revision + 1 \
         WHERE id = $1 AND stage = 'closing'";
    Ok(tx.execute(sql, params![id]).await? > 0)
}
