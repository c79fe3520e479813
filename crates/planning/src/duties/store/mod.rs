//! The SQL of duties: those of a part of the tree, and what shows that they were done.

use super::{Done, Duty, NewDuty, Proof, Rhythm, Turn, Word};
use ::store::{Query, Refusal, Result, StoreError, Tx, assembled, params};
use directory::{roots, within};
use kernel::{Day, Month, Period, PersonId, Problem, Scope, UnitId, UserId};
use std::collections::{HashMap, HashSet};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
    unit_name: String,
    title: String,
    owner_id: Option<i64>,
    rhythm: String,
    due_day: i64,
    proof: String,
    since: i64,
    until: Option<i64>,
    revision: i64,
}

impl Row {
    fn duty(self) -> Result<Duty> {
        let lost = || StoreError::Corrupt(format!("the duty {}", self.id));
        let month = |code: i64| match Period::from_code(code) {
            Some(Period::Month(month)) => Ok(month),
            _ => Err(lost()),
        };
        Ok(Duty {
            id: self.id,
            said: NewDuty {
                unit: UnitId(self.unit_id),
                title: self.title.clone(),
                owner: self.owner_id.map(PersonId),
                rhythm: Rhythm::from_name(&self.rhythm).ok_or_else(lost)?,
                due_day: self.due_day,
                proof: Proof::from_name(&self.proof).ok_or_else(lost)?,
                since: month(self.since)?,
            },
            unit_name: self.unit_name.clone(),
            until: self.until.map(month).transpose()?,
            revision: self.revision,
        })
    }
}

const COLUMNS: &str = "d.id, d.unit_id, (SELECT v.name FROM unit_version v WHERE v.unit_id = d.unit_id \
     ORDER BY v.valid_from DESC LIMIT 1) AS unit_name, d.title, d.owner_id, d.rhythm, d.due_day, d.proof, \
     d.since, d.until, d.revision";

pub async fn one(q: &mut impl Query, id: i64) -> Result<Option<Duty>> {
    let sql = assembled(format!("SELECT {COLUMNS} FROM duty d WHERE d.id = $1"));
    q.optional::<Row>(sql, params![id]).await?.map(Row::duty).transpose()
}

/// The duties of a unit and of all below it on a day, those that have ended among them.
pub async fn of_unit(q: &mut impl Query, unit: UnitId, day: Day) -> Result<Vec<Duty>> {
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM duty d JOIN unit_closure c ON c.descendant_id = d.unit_id \
         AND c.ancestor_id = $1 AND c.valid_from <= $2 AND c.valid_until > $2 \
         WHERE {{seen:d.unit_id}} ORDER BY d.unit_id, d.id"
    ));
    let rows: Vec<Row> = q.all(sql, params![unit, day]).await?;
    rows.into_iter().map(Row::duty).collect()
}

/// The duties that a person answers for, and those that nobody is named for within a scope.
pub async fn owned(
    q: &mut impl Query,
    person: Option<PersonId>,
    scope: &Scope,
    day: Day,
) -> Result<Vec<Duty>> {
    let within = within!("d.unit_id", "$1", "$2");
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM duty d WHERE {{seen:d.unit_id}} AND (d.owner_id = $3 \
         OR (d.owner_id IS NULL AND {within})) ORDER BY d.unit_id, d.id"
    ));
    let rows: Vec<Row> = q.all(sql, params![day, roots(scope), person]).await?;
    rows.into_iter().map(Row::duty).collect()
}

pub async fn insert(tx: &mut Tx, new: &NewDuty) -> Result<i64> {
    let sql = "INSERT INTO duty (unit_id, title, owner_id, rhythm, due_day, proof, since, until, revision) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, 1) RETURNING id";
    let NewDuty { unit, title, owner, rhythm, due_day, proof, since } = new;
    let values = params![*unit, title, *owner, rhythm.name(), *due_day, proof.name(), *since];
    Ok(tx.one::<(i64,)>(sql, values).await?.0)
}

/// Ends a duty with the month before this one, at the revision that was seen.
pub async fn end(tx: &mut Tx, id: i64, revision: i64, until: Month) -> Result<bool> {
    let sql = "UPDATE duty SET until = $3, revision = revision + 1 \
         WHERE id = $1 AND revision = $2 AND until IS NULL";
    Ok(tx.execute(sql, params![id, revision, until]).await? == 1)
}

/// Keeps somebody's word that a duty was done for a period.
///
/// # Errors
/// The conflict `duty-done-already`.
pub async fn say(tx: &mut Tx, id: i64, period: Period, word: &Word) -> Result<(), Refusal> {
    let sql = "INSERT INTO duty_word (duty_id, period, number, note, user_id, recorded_by, recorded_at) \
         SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4, $5, $6 FROM duty_word \
         WHERE duty_id = $1 AND period = $2";
    let Word { note, user, by, at, .. } = word;
    match tx.execute(sql, params![id, period, note, *user, by, *at]).await {
        Ok(_) => Ok(()),
        Err(StoreError::Exists(_)) => Err(Refusal::conflict(Problem::new("duty-done-already"))),
        Err(error) => Err(error.into()),
    }
}

/// Takes back the word that counts for a period, if this account said it.
pub async fn take_back(
    tx: &mut Tx,
    (id, period): (i64, Period),
    user: UserId,
    (why, at): (&str, i64),
) -> Result<bool> {
    let sql = "UPDATE duty_word SET taken_back_at = $5, taken_back_why = $4 \
         WHERE duty_id = $1 AND period = $2 AND user_id = $3 AND taken_back_at IS NULL";
    Ok(tx.execute(sql, params![id, period, user, why, at]).await? == 1)
}

/// The word that counts for a period.
pub async fn word(q: &mut impl Query, id: i64, period: Period) -> Result<Option<Word>> {
    let sql = assembled(format!(
        "SELECT {WORD} FROM duty_word WHERE duty_id = $1 AND period = $2 AND taken_back_at IS NULL"
    ));
    Ok(q.optional::<WordRow>(sql, params![id, period]).await?.map(WordRow::word))
}

const WORD: &str =
    "duty_id, period, note, user_id, recorded_by, recorded_at, taken_back_at, taken_back_why";

#[derive(sqlx::FromRow)]
struct WordRow {
    duty_id: i64,
    period: i64,
    note: String,
    user_id: Option<i64>,
    recorded_by: String,
    recorded_at: i64,
    taken_back_at: Option<i64>,
    taken_back_why: Option<String>,
}

impl WordRow {
    fn word(self) -> Word {
        Word {
            note: self.note,
            user: self.user_id.map(UserId),
            by: self.recorded_by,
            at: self.recorded_at,
            taken_back: self.taken_back_at.zip(self.taken_back_why),
        }
    }
}

/// Notes with each turn what shows that it was done: three queries, however many turns there are.
pub async fn prove(q: &mut impl Query, turns: &mut [Turn]) -> Result<()> {
    let (mut words, meetings, locks) =
        (words(q, turns).await?, meetings(q, turns).await?, locks(q, turns).await?);
    for turn in turns {
        let unit = turn.duty.said.unit;
        turn.done = match turn.duty.said.proof {
            Proof::Word => {
                let said = words.remove(&(turn.duty.id, turn.period.code())).unwrap_or_default();
                let (gone, counts): (Vec<Word>, Vec<Word>) =
                    said.into_iter().partition(|word| word.taken_back.is_some());
                turn.taken_back = gone;
                counts.into_iter().next().map(Done::Word)
            }
            Proof::Meeting => {
                meetings.contains(&(unit, turn.period.code())).then_some(Done::Record)
            }
            Proof::Lock => locks.contains(&(unit, turn.month.code())).then_some(Done::Record),
        };
    }
    Ok(())
}

/// The ids of what turns with this proof are about, and the first and last code of what is asked for.
fn asked(
    turns: &[Turn],
    proof: Proof,
    of: impl Fn(&Turn) -> (i64, i64),
) -> Option<(Vec<i64>, (i64, i64))> {
    let of: Vec<(i64, i64)> =
        turns.iter().filter(|turn| turn.duty.said.proof == proof).map(of).collect();
    let codes = of.iter().map(|(_, code)| *code);
    let range = (codes.clone().min()?, codes.max()?);
    let mut ids: Vec<i64> = of.into_iter().map(|(id, _)| id).collect();
    ids.sort_unstable();
    ids.dedup();
    Some((ids, range))
}

async fn words(q: &mut impl Query, turns: &[Turn]) -> Result<HashMap<(i64, i64), Vec<Word>>> {
    let of = |turn: &Turn| (turn.duty.id, turn.period.code());
    let Some((ids, (from, to))) = asked(turns, Proof::Word, of) else {
        return Ok(HashMap::new());
    };
    let sql = assembled(format!(
        "SELECT {WORD} FROM duty_word WHERE duty_id IN {{ids:$1}} AND period BETWEEN $2 AND $3 \
         ORDER BY duty_id, period, number"
    ));
    let rows: Vec<WordRow> = q.all(sql, params![ids.as_slice(), from, to]).await?;
    let mut found: HashMap<(i64, i64), Vec<Word>> = HashMap::new();
    for row in rows {
        found.entry((row.duty_id, row.period)).or_default().push(row.word());
    }
    Ok(found)
}

async fn meetings(q: &mut impl Query, turns: &[Turn]) -> Result<HashSet<(UnitId, i64)>> {
    let of = |turn: &Turn| (turn.duty.said.unit.0, turn.period.code());
    let Some((ids, (from, to))) = asked(turns, Proof::Meeting, of) else {
        return Ok(HashSet::new());
    };
    let sql = "SELECT unit_id, period FROM meeting WHERE unit_id IN {ids:$1} AND period BETWEEN $2 AND $3";
    let rows: Vec<(i64, i64)> = q.all(sql, params![ids.as_slice(), from, to]).await?;
    Ok(rows.into_iter().map(|(unit, period)| (UnitId(unit), period)).collect())
}

async fn locks(q: &mut impl Query, turns: &[Turn]) -> Result<HashSet<(UnitId, i64)>> {
    let of = |turn: &Turn| (turn.duty.said.unit.0, turn.month.code());
    let Some((ids, (from, to))) = asked(turns, Proof::Lock, of) else {
        return Ok(HashSet::new());
    };
    let sql = "SELECT c.descendant_id, l.period FROM unit_closure c JOIN period_lock l \
         ON l.unit_id = c.ancestor_id AND c.valid_from <= l.last_day AND c.valid_until > l.last_day \
         WHERE c.descendant_id IN {ids:$1} AND l.period BETWEEN $2 AND $3 AND l.unlocked_at IS NULL";
    let rows: Vec<(i64, i64)> = q.all(sql, params![ids.as_slice(), from, to]).await?;
    Ok(rows.into_iter().map(|(unit, month)| (UnitId(unit), month)).collect())
}
