//! Monthly records: one of a unit and month, and those of several units over months.

use super::{day, month};
use crate::record::{Intensity, Theme, Trend};
use ::store::{Query, Refusal, Result, StoreError, Tx, assembled, params};
use directory::name;
use kernel::{Day, Month, Problem, UnitId};
use std::collections::HashMap;

/// A record without whose and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub themes: Vec<Theme>,
    pub text: String,
    pub intensity: Intensity,
    pub trend: Trend,
    pub is_handled: bool,
    /// The day on which it was heard.
    pub heard: Day,
    /// The day on which people were told what becomes of it.
    pub replied: Option<Day>,
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub unit: UnitId,
    pub month: Month,
    pub content: Content,
    pub recorded_by: String,
    pub revision: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    unit_id: i64,
    month: i64,
    themes: String,
    body: String,
    intensity: String,
    change: String,
    handled: bool,
    heard: i64,
    replied: Option<i64>,
    recorded_by: String,
    revision: i64,
}

const COLUMNS: &str = "r.unit_id, r.month, r.themes, r.body, r.intensity, r.change, r.handled, r.heard, \
    r.replied, r.recorded_by, r.revision";

impl Row {
    fn record(self) -> Result<Record> {
        let lost =
            || StoreError::Corrupt(format!("the record of {} in {}", self.unit_id, self.month));
        let themes = self.themes.split(',').filter(|name| !name.is_empty());
        Ok(Record {
            unit: UnitId(self.unit_id),
            month: month(self.month)?,
            content: Content {
                themes: themes
                    .map(|name| Theme::from_name(name).ok_or_else(lost))
                    .collect::<Result<_>>()?,
                intensity: Intensity::from_name(&self.intensity).ok_or_else(lost)?,
                trend: Trend::from_name(&self.change).ok_or_else(lost)?,
                text: self.body,
                is_handled: self.handled,
                heard: day(self.heard)?,
                replied: self.replied.map(day).transpose()?,
            },
            recorded_by: self.recorded_by,
            revision: self.revision,
        })
    }
}

pub async fn record(q: &mut impl Query, unit: UnitId, month: Month) -> Result<Option<Record>> {
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM mood_record r WHERE r.unit_id = $1 AND r.month = $2"
    ));
    q.optional::<Row>(sql, params![unit, month]).await?.map(Row::record).transpose()
}

/// The records of these units from one month to another.
pub async fn between(
    q: &mut impl Query,
    units: &[UnitId],
    (first, last): (Month, Month),
) -> Result<Vec<Record>> {
    let sql = assembled(format!(
        "SELECT {COLUMNS} FROM mood_record r WHERE r.unit_id IN {{ids:$1}} AND {{seen:r.unit_id}} \
         AND r.month >= $2 AND r.month <= $3 ORDER BY r.unit_id, r.month"
    ));
    q.all::<Row>(sql, params![units, first, last]).await?.into_iter().map(Row::record).collect()
}

/// Whether the unit's record of a month says the same, however it is typed.
pub async fn says(q: &mut impl Query, unit: UnitId, month: Month, text: &str) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM mood_record WHERE unit_id = $1 AND month = $2 AND normal = $3 AND normal <> ''";
    let (found,): (i64,) = q.one(sql, params![unit, month, name::normal(text)]).await?;
    Ok(found > 0)
}

/// Writes the record of a month; `revision` is that of the record seen, 0 where there was none.
///
/// # Errors
/// The conflict `mood-changed` when somebody else has written one meanwhile.
pub async fn write(
    tx: &mut Tx,
    (unit, month): (UnitId, Month),
    content: &Content,
    revision: i64,
    by: &str,
) -> Result<(), Refusal> {
    let sql = match revision {
        0 => {
            "INSERT INTO mood_record (unit_id, month, themes, body, normal, intensity, change, handled, \
             heard, replied, recorded_by, revision) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 + 1) ON CONFLICT DO NOTHING"
        }
        _ => {
            "UPDATE mood_record SET themes = $3, body = $4, normal = $5, intensity = $6, change = $7, \
             handled = $8, heard = $9, replied = $10, recorded_by = $11, revision = revision + 1 \
             WHERE unit_id = $1 AND month = $2 AND revision = $12"
        }
    };
    let themes: Vec<&str> = content.themes.iter().map(|theme| theme.name()).collect();
    let row = params![
        unit,
        month,
        themes.join(","),
        &content.text,
        name::normal(&content.text),
        content.intensity.name(),
        content.trend.name(),
        content.is_handled,
        content.heard,
        content.replied,
        by,
        revision,
    ];
    match tx.execute(sql, row).await? {
        0 => Err(Refusal::conflict(Problem::new("mood-changed"))),
        _ => Ok(()),
    }
}

/// How many records each unit at and below one on a day has of a month.
pub async fn counted(
    q: &mut impl Query,
    unit: UnitId,
    month: Month,
    day: Day,
) -> Result<HashMap<UnitId, i64>> {
    let sql = "SELECT r.unit_id, COUNT(*) FROM mood_record r JOIN unit_closure c \
         ON c.descendant_id = r.unit_id AND c.ancestor_id = $1 AND c.valid_from <= $3 \
         AND c.valid_until > $3 WHERE r.month = $2 AND {seen:r.unit_id} GROUP BY r.unit_id";
    let rows: Vec<(i64, i64)> = q.all(sql, params![unit, month, day]).await?;
    Ok(rows.into_iter().map(|(unit, n)| (UnitId(unit), n)).collect())
}
