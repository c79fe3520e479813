//! The SQL of lists on their way in.

use super::{Line, RollId, Verdict};
use ::store::{Insert, Query, Result, StoreError, Tx, Value, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A list that was handed in.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Roll {
    pub id: i64,
    pub file: String,
    places: String,
    /// Whether it was confirmed.
    state: String,
    pub revision: i64,
    pub fresh: i64,
    pub changed: i64,
    pub known: i64,
    pub refused: i64,
    /// Rows that were corrected in the preview.
    pub corrected: i64,
    pub created_by: String,
}

const WAITING: &str = "waiting";
const CONFIRMED: &str = "confirmed";

impl Roll {
    pub fn id(&self) -> RollId {
        RollId(self.id)
    }

    pub fn is_confirmed(&self) -> bool {
        self.state == CONFIRMED
    }

    /// Rows that a confirmation writes.
    pub fn written(&self) -> i64 {
        self.fresh + self.changed
    }

    pub fn count(&self, verdict: Verdict) -> i64 {
        match verdict {
            Verdict::Fresh => self.fresh,
            Verdict::Changed => self.changed,
            Verdict::Known => self.known,
            Verdict::Refused => self.refused,
        }
    }

    /// Where each column stood in the file, from 0.
    pub fn places(&self) -> Result<Vec<Option<u16>>> {
        serde_json::from_str(&self.places)
            .map_err(|_| StoreError::Corrupt(format!("the columns of list {}", self.id)))
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
    pub changed: i64,
    pub known: i64,
    pub refused: i64,
}

impl Counts {
    pub fn of(lines: &[Judged]) -> Self {
        let count = |verdict| lines.iter().filter(|line| line.verdict == verdict).count() as i64;
        Self {
            fresh: count(Verdict::Fresh),
            changed: count(Verdict::Changed),
            known: count(Verdict::Known),
            refused: count(Verdict::Refused),
        }
    }
}

/// A list to be written.
pub struct NewRoll<'a> {
    pub kind: &'static str,
    pub file: &'a str,
    pub places: &'a [Option<u16>],
    pub at: i64,
    pub by: &'a str,
    pub user: Option<i64>,
}

pub async fn insert(tx: &mut Tx, new: NewRoll<'_>) -> Result<RollId> {
    let sql = "INSERT INTO roll (kind, file, places, state, revision, fresh, changed, known, refused, \
               corrected, created_at, created_by, user_id) \
               VALUES ($1, $2, $3, $4, 1, 0, 0, 0, 0, 0, $5, $6, $7) RETURNING id";
    let places = json!(new.places).to_string();
    let params = params![new.kind, new.file, places, WAITING, new.at, new.by, new.user];
    let (id,): (i64,) = tx.one(sql, params).await?;
    Ok(RollId(id))
}

/// The list of this kind, if this user handed it in.
pub async fn get(
    q: &mut impl Query,
    kind: &'static str,
    id: RollId,
    user: Option<i64>,
) -> Result<Option<Roll>> {
    let sql = "SELECT id, file, places, state, revision, fresh, changed, known, refused, corrected, \
               created_by FROM roll WHERE id = $1 AND kind = $2 \
               AND COALESCE(user_id, 0) = COALESCE(CAST($3 AS BIGINT), 0)";
    q.optional(sql, params![id.0, kind, user]).await
}

/// Takes a waiting list of this revision for oneself; false when somebody was faster.
pub async fn confirm(tx: &mut Tx, id: RollId, revision: i64) -> Result<bool> {
    let sql = "UPDATE roll SET state = $3, revision = revision + 1 \
               WHERE id = $1 AND revision = $2 AND state = $4";
    Ok(tx.execute(sql, params![id.0, revision, CONFIRMED, WAITING]).await? == 1)
}

/// Whom a row is about, by columns: staff number and name.
#[derive(Clone, Copy)]
pub struct About {
    pub number: usize,
    pub person: usize,
}

/// Writes rows, over what was there.
pub async fn put_lines(tx: &mut Tx, id: RollId, about: About, lines: &[Judged]) -> Result<()> {
    let insert = Insert {
        table: "roll_row",
        columns: &[
            "roll_id",
            "number",
            "staff_number",
            "normal",
            "cells",
            "unread",
            "verdict",
            "reasons",
        ],
        conflict: "ON CONFLICT (roll_id, number) DO UPDATE SET \
                   staff_number = excluded.staff_number, normal = excluded.normal, \
                   cells = excluded.cells, unread = excluded.unread, \
                   verdict = excluded.verdict, reasons = excluded.reasons",
    };
    let row = |judged: &Judged| {
        let line = &judged.line;
        let number = line.cell(about.number);
        let number = directory::name::checked_code(number).ok().flatten().unwrap_or_default();
        [
            Value::from(id.0),
            Value::from(line.row),
            Value::from(number),
            Value::from(directory::name::normal_person(line.cell(about.person))),
            Value::from(json!(line.cells).to_string()),
            Value::from(written(&judged.unread)),
            Value::from(judged.verdict.name()),
            Value::from(written(&judged.reasons)),
        ]
    };
    tx.insert_many(insert, lines.iter().map(row)).await?;
    Ok(())
}

/// Counts what becomes of the rows; a new revision, because the preview is another.
pub async fn put_counts(tx: &mut Tx, id: RollId, counts: Counts) -> Result<()> {
    let sql = "UPDATE roll SET fresh = $2, changed = $3, known = $4, refused = $5, \
               revision = revision + 1 WHERE id = $1";
    let Counts { fresh, changed, known, refused } = counts;
    tx.execute(sql, params![id.0, fresh, changed, known, refused]).await?;
    Ok(())
}

/// Notes that one more row was corrected.
pub async fn count_correction(tx: &mut Tx, id: RollId) -> Result<()> {
    tx.execute("UPDATE roll SET corrected = corrected + 1 WHERE id = $1", params![id.0]).await?;
    Ok(())
}

/// Text that our own types always have.
fn written(reasons: &[Reason]) -> String {
    if reasons.is_empty() { String::new() } else { json!(reasons).to_string() }
}

#[derive(sqlx::FromRow)]
struct LineRow {
    number: i64,
    cells: String,
    unread: String,
    verdict: String,
    reasons: String,
}

impl LineRow {
    fn judged(self) -> Result<Judged> {
        let wrong = || StoreError::Corrupt(format!("row {} of a list", self.number));
        let unread = reasons(&self.unread).ok_or_else(wrong)?;
        let line = Line {
            row: u32::try_from(self.number).map_err(|_| wrong())?,
            is_unread: !unread.is_empty(),
            cells: serde_json::from_str(&self.cells).map_err(|_| wrong())?,
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
    id: RollId,
    verdict: Option<Verdict>,
    (limit, offset): (i64, i64),
) -> Result<Vec<Judged>> {
    let rows: Vec<LineRow> = match verdict {
        Some(verdict) => {
            let sql = "SELECT number, cells, unread, verdict, reasons FROM roll_row \
                       WHERE roll_id = $1 AND verdict = $2 ORDER BY number LIMIT $3 OFFSET $4";
            q.all(sql, params![id.0, verdict.name(), limit, offset]).await?
        }
        None => {
            let sql = "SELECT number, cells, unread, verdict, reasons FROM roll_row \
                       WHERE roll_id = $1 ORDER BY number LIMIT $2 OFFSET $3";
            q.all(sql, params![id.0, limit, offset]).await?
        }
    };
    rows.into_iter().map(LineRow::judged).collect()
}

/// Forgets the rows of a list but those of one kind.
pub async fn forget(tx: &mut Tx, id: RollId, kept: Option<Verdict>) -> Result<()> {
    let sql = "DELETE FROM roll_row WHERE roll_id = $1 AND verdict <> $2";
    tx.execute(sql, params![id.0, kept.map_or("", Verdict::name)]).await?;
    Ok(())
}

/// Forgets the rows of every list that is older.
pub async fn forget_older(tx: &mut Tx, than: i64) -> Result<()> {
    let sql = "DELETE FROM roll_row WHERE roll_id IN (SELECT id FROM roll WHERE created_at < $1)";
    tx.execute(sql, params![than]).await?;
    Ok(())
}
