//! The counts of answers. A batch is added to them in one transaction with one audit entry that names nobody
//! and says no more of the time than the week.

use crate::batch::Batch;
use crate::publication::Counts;
use ::store::audit::{self, Entry};
use ::store::{Db, Insert, Query, Result, Value, params};
use kernel::{Day, SurveyId, UnitId, calendar};
use serde_json::json;
use std::collections::HashMap;

const COUNTS: Insert = Insert {
    table: "mood_count",
    columns: &["survey_id", "unit_id", "question", "answer", "n"],
    conflict: "ON CONFLICT (survey_id, unit_id, question, answer) \
               DO UPDATE SET n = mood_count.n + excluded.n",
};

/// Adds a batch; false when the survey takes no more answers, because it has settled.
pub async fn write(db: &Db, survey: SurveyId, batch: &Batch, today: Day) -> Result<bool> {
    let mut tx = db.begin().await?;
    // The row is held, so that nobody settles the survey meanwhile.
    let hold =
        "UPDATE mood_survey SET stage = stage WHERE id = $1 AND stage IN ('open', 'closing')";
    if tx.execute(hold, params![survey]).await? == 0 {
        return Ok(false);
    }
    let counts = batch.counts.iter();
    let row = |((unit, question, answer), n): (&(UnitId, i64, i64), &u64)| {
        [survey.into(), (*unit).into(), (*question).into(), (*answer).into(), (*n as i64).into()]
    };
    let rows: Vec<[Value; 5]> = counts.map(row).collect();
    tx.insert_many(COUNTS, rows).await?;
    let entry = Entry {
        action: "mood.batch",
        subject: "survey",
        subject_id: survey.to_string(),
        before: None,
        after: Some(json!({ "answers": batch.people }).to_string()),
    };
    audit::append(&mut tx, week(today), None, "", vec![entry]).await?;
    tx.commit().await?;
    Ok(true)
}

/// The first moment of the week that a day is in.
fn week(day: Day) -> i64 {
    // The first of January 2024 was a Monday.
    let monday = Day::new(2024, 1, 1)
        .map_or(day, |monday| day.plus_days(-day.days_since(monday).rem_euclid(7)));
    calendar::day_start(monday, "UTC").unwrap_or_default()
}

/// The counts of surveys by survey, unit and statement (from 1).
pub async fn of(
    q: &mut impl Query,
    surveys: &[SurveyId],
) -> Result<HashMap<(SurveyId, UnitId, i64), Counts>> {
    let ids: Vec<i64> = surveys.iter().map(|id| id.0).collect();
    let sql = "SELECT survey_id, unit_id, question, answer, n FROM mood_count \
         WHERE survey_id IN {ids:$1} ORDER BY survey_id, unit_id, question, answer";
    let mut counts: HashMap<(SurveyId, UnitId, i64), Counts> = HashMap::new();
    for (survey, unit, question, answer, n) in
        q.all::<(i64, i64, i64, i64, i64)>(sql, params![ids.as_slice()]).await?
    {
        let place = (SurveyId(survey), UnitId(unit), question);
        let answer = usize::try_from(answer - 1).ok();
        let counts = counts.entry(place).or_default();
        if let Some(cell) = answer.and_then(|at| counts.get_mut(at)) {
            *cell = u64::try_from(n).unwrap_or_default();
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_stamped_with_its_week() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        // The 15th of October 2026 is a Thursday.
        let monday = calendar::day_start(day("2026-10-12"), "UTC").unwrap();
        for text in ["2026-10-12", "2026-10-15", "2026-10-18"] {
            assert_eq!(week(day(text)), monday, "{text}");
        }
        assert_ne!(week(day("2026-10-19")), monday);
        assert_eq!(week(day("2023-12-31")), calendar::day_start(day("2023-12-25"), "UTC").unwrap());
    }
}
