//! The SQL of lots and of who begins when: announcing, drawing once, and what a question compares by.

use super::By;
use ::store::{Insert, Query, Refusal, Result, StoreError, Tx, Value, assembled, params};
use directory::{roots, within};
use kernel::{Day, Period, Problem, QuestionId, Scope, UnitId};
use std::collections::HashMap;

/// A lottery without its units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lottery {
    pub id: i64,
    pub unit: UnitId,
    pub source: String,
    /// SM3 over a seed that was put aside; empty without one.
    pub digest: String,
    pub draw_on: Day,
    /// Milliseconds since 1970.
    pub announced_at: i64,
    pub announced_by: String,
    pub drawn: Option<Drawn>,
}

/// When it was drawn, and from which seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    pub seed: u64,
    pub at: i64,
    pub by: String,
}

/// A unit that takes part, by the name with which it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    pub unit: UnitId,
    pub name: String,
    /// From 1; one more than there are waves for one that begins in none. None before the draw.
    pub wave: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    unit_id: i64,
    source: String,
    digest: String,
    draw_on: i64,
    announced_at: i64,
    announced_by: String,
    seed: Option<String>,
    drawn_at: Option<i64>,
    drawn_by: Option<String>,
}

impl Row {
    fn lottery(self) -> Result<Lottery> {
        let lost = || StoreError::Corrupt(format!("the lottery {}", self.id));
        let drawn = match (&self.seed, self.drawn_at) {
            (Some(seed), Some(at)) => {
                let seed = seed.parse::<u64>().map_err(|_| lost())?;
                Some(Drawn { seed, at, by: self.drawn_by.clone().unwrap_or_default() })
            }
            _ => None,
        };
        Ok(Lottery {
            id: self.id,
            unit: UnitId(self.unit_id),
            draw_on: Day::from_code(self.draw_on).ok_or_else(lost)?,
            source: self.source,
            digest: self.digest,
            announced_at: self.announced_at,
            announced_by: self.announced_by,
            drawn,
        })
    }
}

const COLUMNS: &str = "l.id, l.unit_id, l.source, l.digest, l.draw_on, l.announced_at, l.announced_by, l.seed, \
    l.drawn_at, l.drawn_by";

pub async fn lottery(q: &mut impl Query, id: i64) -> Result<Option<Lottery>> {
    let sql = assembled(format!("SELECT {COLUMNS} FROM synergy_lottery l WHERE l.id = $1"));
    q.optional::<Row>(sql, params![id]).await?.map(Row::lottery).transpose()
}

/// The lotteries of a scope, the newest first.
pub async fn list(q: &mut impl Query, scope: &Scope, day: Day, most: i64) -> Result<Vec<Lottery>> {
    let within = within!("l.unit_id", "$1", "$2");
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM synergy_lottery l WHERE {within} ORDER BY l.id DESC LIMIT $3"
    ));
    let rows = q.all::<Row>(sql, params![day, roots(scope), most]).await?;
    rows.into_iter().map(Row::lottery).collect()
}

/// The periods in which the waves begin, in order.
pub async fn waves(q: &mut impl Query, id: i64) -> Result<Vec<Period>> {
    let sql = "SELECT starts FROM synergy_lottery_wave WHERE lottery_id = $1 ORDER BY number";
    let rows: Vec<(i64,)> = q.all(sql, params![id]).await?;
    rows.into_iter().map(|(code,)| period(code)).collect()
}

fn period(code: i64) -> Result<Period> {
    Period::from_code(code).ok_or_else(|| StoreError::Corrupt(format!("a period {code}")))
}

/// The units that take part and that the reader may see, by name.
pub async fn units(q: &mut impl Query, id: i64) -> Result<Vec<Lot>> {
    let sql = "SELECT u.unit_id, u.name, u.wave FROM synergy_lottery_unit u WHERE u.lottery_id = $1 \
         AND {seen:u.unit_id} ORDER BY u.name, u.unit_id";
    let rows: Vec<(i64, String, Option<i64>)> = q.all(sql, params![id]).await?;
    let lot = |(unit, name, wave)| Lot { unit: UnitId(unit), name, wave };
    Ok(rows.into_iter().map(lot).collect())
}

/// Announces a lottery with its waves and units.
pub async fn announce(
    tx: &mut Tx,
    (unit, source, digest, draw_on): (UnitId, &str, &str, Day),
    waves: &[Period],
    units: &[(UnitId, String)],
    by: By<'_>,
) -> Result<i64> {
    let sql = "INSERT INTO synergy_lottery (unit_id, source, digest, draw_on, announced_at, user_id, \
         announced_by) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
    let values = params![unit, source, digest, draw_on, by.at, by.user, by.name];
    let (id,): (i64,) = tx.one(sql, values).await?;
    let rows: Vec<[Value; 3]> = (1_i64..)
        .zip(waves)
        .map(|(number, starts)| [id.into(), number.into(), (*starts).into()])
        .collect();
    tx.insert_many(WAVE, rows).await?;
    let rows: Vec<[Value; 3]> = units
        .iter()
        .map(|(unit, name)| [id.into(), (*unit).into(), name.as_str().into()])
        .collect();
    tx.insert_many(UNIT, rows).await?;
    Ok(id)
}

const WAVE: Insert = Insert {
    table: "synergy_lottery_wave",
    columns: &["lottery_id", "number", "starts"],
    conflict: "",
};
const UNIT: Insert = Insert {
    table: "synergy_lottery_unit",
    columns: &["lottery_id", "unit_id", "name"],
    conflict: "",
};
const DRAWN: Insert = Insert {
    table: "synergy_lottery_unit",
    columns: &["lottery_id", "unit_id", "name", "wave"],
    conflict: "ON CONFLICT (lottery_id, unit_id) DO UPDATE SET wave = excluded.wave",
};

/// Keeps what was drawn.
///
/// # Errors
/// The conflict `lottery-drawn` when it was drawn already.
pub async fn draw(
    tx: &mut Tx,
    id: i64,
    seed: u64,
    lots: &[Lot],
    by: By<'_>,
) -> Result<(), Refusal> {
    let sql = "UPDATE synergy_lottery SET seed = $2, drawn_at = $3, drawn_by = $4 \
         WHERE id = $1 AND drawn_at IS NULL";
    if tx.execute(sql, params![id, seed.to_string(), by.at, by.name]).await? == 0 {
        return Err(Refusal::conflict(Problem::new("lottery-drawn")));
    }
    let row = |lot: &Lot| -> [Value; 4] {
        [id.into(), lot.unit.into(), lot.name.as_str().into(), lot.wave.into()]
    };
    tx.insert_many(DRAWN, lots.iter().map(row).collect::<Vec<_>>()).await?;
    Ok(())
}

/// Notes that a question compares units that begin at different times.
pub async fn compare(
    tx: &mut Tx,
    question: QuestionId,
    lottery: Option<i64>,
    starts: &[(UnitId, Period)],
) -> Result<()> {
    let sql = "INSERT INTO synergy_adoption (question_id, lottery_id) VALUES ($1, $2)";
    tx.execute(sql, params![question.0, lottery]).await?;
    let row = |(unit, starts): &(UnitId, Period)| -> [Value; 3] {
        [question.0.into(), (*unit).into(), (*starts).into()]
    };
    tx.insert_many(STARTS, starts.iter().map(row).collect::<Vec<_>>()).await?;
    Ok(())
}

const STARTS: Insert = Insert {
    table: "synergy_adopter",
    columns: &["question_id", "unit_id", "starts"],
    conflict: "",
};

/// When each unit of a question begins: as was written down with it, or as was drawn.
pub async fn starts(
    q: &mut impl Query,
    question: QuestionId,
    lottery: Option<i64>,
) -> Result<HashMap<UnitId, Period>> {
    let rows: Vec<(i64, i64)> = match lottery {
        None => {
            let sql = "SELECT unit_id, starts FROM synergy_adopter WHERE question_id = $1";
            q.all(sql, params![question.0]).await?
        }
        Some(id) => {
            let sql = "SELECT u.unit_id, w.starts FROM synergy_lottery_unit u JOIN synergy_lottery_wave w \
                 ON w.lottery_id = u.lottery_id AND w.number = u.wave WHERE u.lottery_id = $1";
            q.all(sql, params![id]).await?
        }
    };
    rows.into_iter().map(|(unit, code)| Ok((UnitId(unit), period(code)?))).collect()
}
