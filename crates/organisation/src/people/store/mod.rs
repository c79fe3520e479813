//! The SQL of lists of people on their way in.

use super::list::{Bearer, Known, Line, Verdict};
use ::store::{Insert, Query, Result, StoreError, Tx, Value, params};
use serde::{Deserialize, Serialize};

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListId(pub i64);

/// A list that was handed in.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct List {
    pub id: i64,
    pub file: String,
    /// Where the columns stand in the file, from 0.
    pub name_column: i64,
    pub number_column: Option<i64>,
    /// Whether it was confirmed.
    pub state: String,
    pub revision: i64,
    pub fresh: i64,
    pub known: i64,
    pub refused: i64,
    pub created_at: i64,
    pub created_by: String,
}

const WAITING: &str = "waiting";
const CONFIRMED: &str = "confirmed";

impl List {
    pub fn is_confirmed(&self) -> bool {
        self.state == CONFIRMED
    }
}

/// Why a cell was refused, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Which of the list's columns.
    pub column: u16,
    pub zh: String,
    pub en: String,
}

/// A row with what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub line: Line,
    /// What could not be read.
    pub unread: Vec<Reason>,
    pub verdict: Verdict,
    pub reasons: Vec<Reason>,
}

/// How many rows of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub fresh: i64,
    pub known: i64,
    pub refused: i64,
}

impl Counts {
    pub fn of(lines: &[Judged]) -> Self {
        let count = |verdict| lines.iter().filter(|line| line.verdict == verdict).count() as i64;
        Self {
            fresh: count(Verdict::Fresh),
            known: count(Verdict::Known),
            refused: count(Verdict::Refused),
        }
    }
}

/// A list to be written.
pub struct NewList<'a> {
    pub file: &'a str,
    pub name_column: u16,
    pub number_column: Option<u16>,
    pub at: i64,
    pub by: &'a str,
}

pub async fn insert(tx: &mut Tx, new: NewList<'_>) -> Result<ListId> {
    let sql = "INSERT INTO person_list (file, name_column, number_column, state, revision, fresh, \
               known, refused, created_at, created_by) \
               VALUES ($1, $2, $3, $4, 1, 0, 0, 0, $5, $6) RETURNING id";
    let (name, number) = (i64::from(new.name_column), new.number_column.map(i64::from));
    let params = params![new.file, name, number, WAITING, new.at, new.by];
    let (id,): (i64,) = tx.one(sql, params).await?;
    Ok(ListId(id))
}

pub async fn get(q: &mut impl Query, id: ListId) -> Result<Option<List>> {
    let sql = "SELECT id, file, name_column, number_column, state, revision, fresh, known, refused, \
               created_at, created_by FROM person_list WHERE id = $1";
    q.optional(sql, params![id.0]).await
}

/// Takes a waiting list of this revision for oneself; false when somebody was faster.
pub async fn confirm(tx: &mut Tx, id: ListId, revision: i64) -> Result<bool> {
    let sql = "UPDATE person_list SET state = $3, revision = revision + 1 \
               WHERE id = $1 AND revision = $2 AND state = $4";
    Ok(tx.execute(sql, params![id.0, revision, CONFIRMED, WAITING]).await? == 1)
}

/// Writes what becomes of each row, over what was there.
pub async fn put_lines(tx: &mut Tx, id: ListId, lines: &[Judged]) -> Result<()> {
    let insert = Insert {
        table: "person_list_line",
        columns: &[
            "list_id",
            "number",
            "name",
            "normal",
            "staff_number",
            "number_key",
            "unread",
            "verdict",
            "reasons",
        ],
        conflict: "ON CONFLICT (list_id, number) DO UPDATE SET verdict = excluded.verdict, \
                   reasons = excluded.reasons",
    };
    let row = |judged: &Judged| {
        let line = &judged.line;
        [
            Value::from(id.0),
            Value::from(line.row),
            Value::from(&line.name),
            Value::from(directory::name::normal_person(&line.name)),
            Value::from(&line.staff_number),
            Value::from(super::list::number_key(&line.staff_number)),
            Value::from(json(&judged.unread)),
            Value::from(judged.verdict.name()),
            Value::from(json(&judged.reasons)),
        ]
    };
    tx.insert_many(insert, lines.iter().map(row)).await?;
    Ok(())
}

/// Counts what becomes of the rows; a new revision, because the preview is another.
pub async fn put_counts(tx: &mut Tx, id: ListId, counts: Counts) -> Result<()> {
    let sql = "UPDATE person_list SET fresh = $2, known = $3, refused = $4, revision = revision + 1 \
               WHERE id = $1";
    tx.execute(sql, params![id.0, counts.fresh, counts.known, counts.refused]).await?;
    Ok(())
}

/// Text that our own types always have.
fn json(reasons: &[Reason]) -> String {
    if reasons.is_empty() {
        return String::new();
    }
    serde_json::json!(reasons).to_string()
}

#[derive(sqlx::FromRow)]
struct LineRow {
    number: i64,
    name: String,
    staff_number: String,
    unread: String,
    verdict: String,
    reasons: String,
}

impl LineRow {
    fn judged(self) -> Result<Judged> {
        let wrong = || StoreError::Corrupt(format!("row {} of a list of people", self.number));
        let unread = reasons(&self.unread).ok_or_else(wrong)?;
        let line = Line {
            row: u32::try_from(self.number).map_err(|_| wrong())?,
            is_unread: !unread.is_empty(),
            name: self.name.clone(),
            staff_number: self.staff_number.clone(),
        };
        let verdict = Verdict::from_name(&self.verdict).ok_or_else(wrong)?;
        let reasons = reasons(&self.reasons).ok_or_else(wrong)?;
        Ok(Judged { line, unread, verdict, reasons })
    }
}

fn reasons(json: &str) -> Option<Vec<Reason>> {
    if json.is_empty() { Some(Vec::new()) } else { serde_json::from_str(json).ok() }
}

/// Rows of one kind, or of any, in the order of the file.
pub async fn lines(
    q: &mut impl Query,
    id: ListId,
    verdict: Option<Verdict>,
    (limit, offset): (i64, i64),
) -> Result<Vec<Judged>> {
    let rows: Vec<LineRow> = match verdict {
        Some(verdict) => {
            let sql = "SELECT number, name, staff_number, unread, verdict, reasons \
                       FROM person_list_line WHERE list_id = $1 AND verdict = $2 \
                       ORDER BY number LIMIT $3 OFFSET $4";
            q.all(sql, params![id.0, verdict.name(), limit, offset]).await?
        }
        None => {
            let sql = "SELECT number, name, staff_number, unread, verdict, reasons \
                       FROM person_list_line WHERE list_id = $1 ORDER BY number LIMIT $2 OFFSET $3";
            q.all(sql, params![id.0, limit, offset]).await?
        }
    };
    rows.into_iter().map(LineRow::judged).collect()
}

#[derive(sqlx::FromRow)]
struct KnownRow {
    normal: String,
    name: String,
    staff_number: Option<String>,
}

/// Whom the rows of a list name, by number or by name.
pub async fn known(q: &mut impl Query, id: ListId) -> Result<Known> {
    let numbers = "SELECT DISTINCT p.normal, p.name, p.staff_number FROM person_list_line l \
                   JOIN person p ON p.staff_number = l.number_key WHERE l.list_id = $1";
    let names = "SELECT DISTINCT p.id, p.normal, p.name, p.staff_number FROM person_list_line l \
                 JOIN person p ON p.normal = l.normal WHERE l.list_id = $1 ORDER BY p.id";
    let mut known = Known::default();
    for row in q.all::<KnownRow>(numbers, params![id.0]).await? {
        known.numbers.extend(row.staff_number.map(|number| (number, row.name)));
    }
    for row in q.all::<KnownRow>(names, params![id.0]).await? {
        let bearer = Bearer { name: row.name, staff_number: row.staff_number };
        known.names.entry(row.normal).or_default().push(bearer);
    }
    Ok(known)
}

/// Forgets the rows of a list but those of one kind.
pub async fn forget(tx: &mut Tx, id: ListId, kept: Option<Verdict>) -> Result<()> {
    let sql = "DELETE FROM person_list_line WHERE list_id = $1 AND verdict <> $2";
    tx.execute(sql, params![id.0, kept.map_or("", Verdict::name)]).await?;
    Ok(())
}

/// Forgets the rows of every list that is older.
pub async fn forget_older(tx: &mut Tx, than: i64) -> Result<()> {
    let sql = "DELETE FROM person_list_line WHERE list_id IN \
               (SELECT id FROM person_list WHERE created_at < $1)";
    tx.execute(sql, params![than]).await?;
    Ok(())
}
