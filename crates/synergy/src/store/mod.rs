//! The SQL of questions: one with its units, its runs and what was concluded; lists of a scope; the family of
//! tests tried. Writing happens inside the caller's transaction; the caller audits.

pub mod lots;

use crate::adoption::Lots;
use crate::question::{Asked, Content, TaskRef};
use crate::result::Record;
use ::store::{Insert, Query, Refusal, Result, StoreError, Tx, Value, assembled, params};
use directory::{roots, within};
use kernel::{Day, IndicatorId, Period, Problem, QuestionId, Scope, UnitId, UserId};

/// A registered question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub id: QuestionId,
    pub content: Content,
    pub asked: Asked,
    /// The question that this one asks anew.
    pub follows: Option<QuestionId>,
    /// Milliseconds since 1970.
    pub registered_at: i64,
    pub registered_day: Day,
    pub registered_by: String,
    /// How many units it compares.
    pub units: i64,
    pub method: Method,
}

/// What a question compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// More of the cause with less of it, within units.
    Graded,
    /// Units that begin at different times, written down with the question.
    Staggered,
    /// The same, by lot. `drawn_at` in milliseconds since 1970.
    ByLot { lottery: i64, drawn_at: Option<i64> },
}

impl Method {
    /// Whether units begin at different times.
    pub const fn is_staggered(self) -> bool {
        !matches!(self, Self::Graded)
    }

    pub const fn lottery(self) -> Option<i64> {
        match self {
            Self::ByLot { lottery, .. } => Some(lottery),
            Self::Graded | Self::Staggered => None,
        }
    }
}

impl Question {
    /// How far lots decided, by what was stored when.
    pub fn lots(&self) -> Lots {
        match self.method {
            Method::ByLot { drawn_at: Some(drawn_at), .. } => {
                Lots { is_by_lot: true, is_registered: self.registered_at < drawn_at }
            }
            _ => Lots::default(),
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
    depth: i64,
    cause_id: i64,
    outcome_id: i64,
    mechanism: String,
    others: String,
    first_period: i64,
    last_period: i64,
    lag: i64,
    asked: String,
    follows_id: Option<i64>,
    task_unit_id: Option<i64>,
    task_year: Option<i64>,
    task_number: Option<i64>,
    registered_at: i64,
    registered_day: i64,
    registered_by: String,
    units: i64,
    staggered: i64,
    lottery_id: Option<i64>,
    drawn_at: Option<i64>,
}

const COLUMNS: &str = "q.id, q.unit_id, q.depth, q.cause_id, q.outcome_id, q.mechanism, q.others, \
    q.first_period, q.last_period, q.lag, q.asked, q.follows_id, q.task_unit_id, q.task_year, q.task_number, \
    q.registered_at, q.registered_day, q.registered_by, \
    (SELECT COUNT(*) FROM synergy_question_unit u WHERE u.question_id = q.id) AS units, \
    (SELECT COUNT(*) FROM synergy_adoption a WHERE a.question_id = q.id) AS staggered, \
    (SELECT a.lottery_id FROM synergy_adoption a WHERE a.question_id = q.id) AS lottery_id, \
    (SELECT l.drawn_at FROM synergy_adoption a JOIN synergy_lottery l ON l.id = a.lottery_id \
    WHERE a.question_id = q.id) AS drawn_at";

impl Row {
    fn question(self) -> Result<Question> {
        let lost = || StoreError::Corrupt(format!("the question {}", self.id));
        let task = match (self.task_unit_id, self.task_year, self.task_number) {
            (Some(unit), Some(year), Some(number)) => {
                let year = i32::try_from(year).map_err(|_| lost())?;
                Some(TaskRef { unit: UnitId(unit), year, number })
            }
            _ => None,
        };
        let method = match (self.staggered, self.lottery_id) {
            (0, _) => Method::Graded,
            (_, None) => Method::Staggered,
            (_, Some(lottery)) => Method::ByLot { lottery, drawn_at: self.drawn_at },
        };
        Ok(Question {
            method,
            id: QuestionId(self.id),
            content: Content {
                unit: UnitId(self.unit_id),
                depth: self.depth,
                cause: IndicatorId(self.cause_id),
                outcome: IndicatorId(self.outcome_id),
                first: Period::from_code(self.first_period).ok_or_else(lost)?,
                last: Period::from_code(self.last_period).ok_or_else(lost)?,
                lag: u8::try_from(self.lag).map_err(|_| lost())?,
                task,
                mechanism: self.mechanism,
                others: self.others,
            },
            asked: Asked::from_name(&self.asked)
                .ok_or_else(|| StoreError::Corrupt("when a question was asked".to_owned()))?,
            follows: self.follows_id.map(QuestionId),
            registered_at: self.registered_at,
            registered_day: Day::from_code(self.registered_day)
                .ok_or_else(|| StoreError::Corrupt("the day of a question".to_owned()))?,
            registered_by: self.registered_by,
            units: self.units,
        })
    }
}

pub async fn question(q: &mut impl Query, id: QuestionId) -> Result<Option<Question>> {
    let sql = assembled(format!("SELECT {COLUMNS} FROM synergy_question q WHERE q.id = $1"));
    q.optional::<Row>(sql, params![id.0]).await?.map(Row::question).transpose()
}

/// The questions of a scope, the newest first.
pub async fn list(q: &mut impl Query, scope: &Scope, day: Day, most: i64) -> Result<Vec<Question>> {
    let within = within!("q.unit_id", "$1", "$2");
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM synergy_question q WHERE {within} ORDER BY q.id DESC LIMIT $3"
    ));
    let rows = q.all::<Row>(sql, params![day, roots(scope), most]).await?;
    rows.into_iter().map(Row::question).collect()
}

/// The units that stand so many levels below a unit on a day, as far as the reader may see them.
pub async fn below(
    q: &mut impl Query,
    unit: UnitId,
    depth: i64,
    day: Day,
    most: i64,
) -> Result<Vec<UnitId>> {
    let sql = "SELECT c.descendant_id FROM unit_closure c WHERE c.ancestor_id = $1 AND c.depth = $2 \
         AND c.valid_from <= $3 AND c.valid_until > $3 AND {seen:c.descendant_id} \
         ORDER BY c.descendant_id LIMIT $4";
    ids(q, sql, params![unit, depth, day, most]).await
}

/// The units of a question that the reader may see.
pub async fn units(q: &mut impl Query, id: QuestionId) -> Result<Vec<UnitId>> {
    let sql = "SELECT u.unit_id FROM synergy_question_unit u WHERE u.question_id = $1 \
         AND {seen:u.unit_id} ORDER BY u.unit_id";
    ids(q, sql, params![id.0]).await
}

async fn ids(
    q: &mut impl Query,
    sql: &'static str,
    params: ::store::Params,
) -> Result<Vec<UnitId>> {
    Ok(q.all::<(i64,)>(sql, params).await?.into_iter().map(|(id,)| UnitId(id)).collect())
}

/// Who writes, and when.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    pub user: Option<UserId>,
    pub name: &'a str,
    pub at: i64,
}

/// Registers a question with its units.
pub async fn register(
    tx: &mut Tx,
    content: &Content,
    units: &[UnitId],
    (asked, follows): (Asked, Option<QuestionId>),
    by: By<'_>,
    today: Day,
) -> Result<QuestionId> {
    let sql = "INSERT INTO synergy_question (unit_id, depth, cause_id, outcome_id, mechanism, others, \
         first_period, last_period, lag, asked, follows_id, task_unit_id, task_year, task_number, \
         registered_at, registered_day, user_id, registered_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, \
         $10, $11, $12, $13, $14, $15, $16, $17, $18) RETURNING id";
    let task = content.task;
    let values = params![
        content.unit,
        content.depth,
        content.cause,
        content.outcome,
        &content.mechanism,
        &content.others,
        content.first,
        content.last,
        content.lag,
        asked.name(),
        follows.map(|id| id.0),
        task.map(|task| task.unit),
        task.map(|task| task.year),
        task.map(|task| task.number),
        by.at,
        today,
        by.user,
        by.name,
    ];
    let (id,): (i64,) = tx.one(sql, values).await?;
    let rows: Vec<[Value; 2]> = units.iter().map(|unit| [id.into(), (*unit).into()]).collect();
    tx.insert_many(UNIT, rows).await?;
    Ok(QuestionId(id))
}

const UNIT: Insert =
    Insert { table: "synergy_question_unit", columns: &["question_id", "unit_id"], conflict: "" };

/// A run that was kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub id: i64,
    pub question: QuestionId,
    pub number: i64,
    pub root: UnitId,
    pub year: i32,
    pub digest: String,
    pub seed: i64,
    pub record: Record,
    pub run_at: i64,
    pub run_by: String,
}

#[derive(sqlx::FromRow)]
struct RunRow {
    id: i64,
    question_id: i64,
    number: i64,
    root_id: i64,
    year: i64,
    digest: String,
    seed: i64,
    result: String,
    run_at: i64,
    run_by: String,
}

impl RunRow {
    fn run(self) -> Result<Run> {
        let lost = || StoreError::Corrupt(format!("the run {} of a question", self.id));
        Ok(Run {
            id: self.id,
            question: QuestionId(self.question_id),
            number: self.number,
            root: UnitId(self.root_id),
            year: i32::try_from(self.year).map_err(|_| lost())?,
            record: serde_json::from_str(&self.result).map_err(|_| lost())?,
            digest: self.digest,
            seed: self.seed,
            run_at: self.run_at,
            run_by: self.run_by,
        })
    }
}

/// The runs of these questions, oldest first.
pub async fn runs(q: &mut impl Query, questions: &[QuestionId]) -> Result<Vec<Run>> {
    let sql = "SELECT id, question_id, number, root_id, year, digest, seed, result, run_at, run_by \
         FROM synergy_run WHERE question_id IN {ids:$1} ORDER BY question_id, number";
    let ids: Vec<i64> = questions.iter().map(|id| id.0).collect();
    let rows = q.all::<RunRow>(sql, params![ids.as_slice()]).await?;
    rows.into_iter().map(RunRow::run).collect()
}

/// p of every run of an enterprise and year, with the run's id; none for what could not be estimated.
pub async fn family(
    q: &mut impl Query,
    root: UnitId,
    year: i32,
) -> Result<Vec<(i64, Option<f64>)>> {
    let sql = "SELECT id, p FROM synergy_run WHERE root_id = $1 AND year = $2 ORDER BY id";
    let rows: Vec<(i64, Option<String>)> = q.all(sql, params![root, i64::from(year)]).await?;
    let read = |(id, p): (i64, Option<String>)| {
        let lost = || StoreError::Corrupt(format!("the p of the run {id}"));
        Ok((id, p.map(|p| p.parse::<f64>().map_err(|_| lost())).transpose()?))
    };
    rows.into_iter().map(read).collect()
}

/// Keeps a run.
///
/// # Errors
/// The conflict `question-run-same` when the very same figures were run already.
pub async fn keep_run(
    tx: &mut Tx,
    question: QuestionId,
    (root, year): (UnitId, i32),
    (digest, seed): (&str, i64),
    record: &Record,
    by: By<'_>,
) -> Result<i64, Refusal> {
    let result = serde_json::to_string(record)
        .map_err(|error| StoreError::Corrupt(format!("a result: {error}")))?;
    let sql = "INSERT INTO synergy_run (question_id, number, root_id, year, digest, seed, p, result, run_at, \
         user_id, run_by) SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10 \
         FROM synergy_run WHERE question_id = $1 RETURNING number";
    let values = params![
        question.0,
        root,
        i64::from(year),
        digest,
        seed,
        record.p().map(|p| p.to_string()),
        result,
        by.at,
        by.user,
        by.name,
    ];
    match tx.one::<(i64,)>(sql, values).await {
        Ok((number,)) => Ok(number),
        Err(StoreError::Exists(_)) => Err(Refusal::conflict(Problem::new("question-run-same"))),
        Err(error) => Err(error.into()),
    }
}

/// What was concluded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conclusion {
    pub number: i64,
    pub run: i64,
    pub body: String,
    pub at: i64,
    pub by: String,
}

/// Everything that was concluded from a question, oldest first.
pub async fn conclusions(q: &mut impl Query, question: QuestionId) -> Result<Vec<Conclusion>> {
    let sql = "SELECT number, run_number, body, concluded_at, concluded_by FROM synergy_conclusion \
         WHERE question_id = $1 ORDER BY number";
    let rows: Vec<(i64, i64, String, i64, String)> = q.all(sql, params![question.0]).await?;
    let read = |(number, run, body, at, by)| Conclusion { number, run, body, at, by };
    Ok(rows.into_iter().map(read).collect())
}

/// Notes a conclusion after the last one that was seen.
///
/// # Errors
/// The conflict `question-concluded` when somebody else was quicker.
pub async fn conclude(
    tx: &mut Tx,
    question: QuestionId,
    (run, seen): (i64, i64),
    body: &str,
    by: By<'_>,
) -> Result<(), Refusal> {
    let sql = "INSERT INTO synergy_conclusion (question_id, number, run_number, body, concluded_at, user_id, \
         concluded_by) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = params![question.0, seen + 1, run, body, by.at, by.user, by.name];
    match tx.execute(sql, values).await {
        Ok(_) => Ok(()),
        Err(StoreError::Exists(_)) => Err(Refusal::conflict(Problem::new("question-concluded"))),
        Err(error) => Err(error.into()),
    }
}
