//! Answers of people whom nobody knows. A request counts them in memory and ends; another round, which no
//! request starts, writes what is due. What belongs to nobody who is signed in takes no context of a user.
//!
//! At the closing every server writes what it holds, in one batch however small: nothing was published of
//! the survey before, and what will be published is computed from the sums alone. A batch smaller than `k`
//! that a server still holds when it stops is lost, as in a crash: to write it while others go on answering
//! would tell whoever compares two copies of the database what these few said. The audit entry of a batch
//! says the week; its place among the other entries tells an insider about when the batch was written, and
//! of no answer when it was given.

use crate::batch::{Batch, Held};
use crate::store::surveys::Survey;
use crate::store::{counts, surveys as store};
use crate::survey::Stage;
use ::store::audit::{self, Entry};
use ::store::{Db, Refusal};
use directory::{Unit, tree, withheld};
use kernel::{Now, Problem, SurveyId, UnitId};

/// A survey as whoever has its address meets it.
#[derive(Clone, Debug)]
pub struct Asked {
    pub survey: Survey,
    pub questions: Vec<String>,
    /// The units to choose from, the highest first.
    pub units: Vec<Unit>,
}

impl Asked {
    pub fn is_open(&self) -> bool {
        self.survey.stage == Stage::Open
    }
}

/// The survey that is answered at this address; a draft is not there yet.
pub async fn asked(db: &Db, now: Now, token: &str) -> Result<Asked, Refusal> {
    let q = &mut db.read().without(withheld::going_out(db, now.today).await?);
    let survey = store::by_token(q, token).await?;
    let survey = survey.filter(|survey| survey.stage != Stage::Draft).ok_or(Refusal::NotFound)?;
    let parts = store::parts(q, survey.id).await?;
    if !parts.contains(&survey.unit) {
        // It has been withheld since.
        return Err(Refusal::NotFound);
    }
    let mut units: Vec<Unit> =
        tree::units_near(q, &parts, survey.day).await?.into_values().collect();
    units.sort_by_key(|unit| (unit.id != survey.unit, unit.id));
    Ok(Asked { questions: store::questions(q, survey.id).await?, units, survey })
}

/// Counts what somebody of the unit chose, one place for each statement.
///
/// # Errors
/// `mood-nothing-chosen`; the conflict `mood-over` once the survey is closed.
pub async fn answer(
    db: &Db,
    now: Now,
    held: &Held,
    (token, unit): (&str, UnitId),
    chosen: &[Option<u8>],
) -> Result<(), Refusal> {
    let asked = asked(db, now, token).await?;
    if !asked.units.iter().any(|known| known.id == unit) {
        return Err(Refusal::NotFound);
    }
    if !asked.is_open() {
        return Err(Refusal::conflict(Problem::new("mood-over")));
    }
    let chosen = &chosen[..chosen.len().min(asked.questions.len())];
    if chosen.iter().all(Option::is_none) {
        return Err(Problem::new("mood-nothing-chosen").into());
    }
    held.add(asked.survey.id, asked.survey.k, unit, chosen);
    Ok(())
}

/// Writes the batches that are due and those of surveys that are closing, and closes for good what has
/// settled. What cannot be written is kept for the next round.
pub async fn hand_in(db: &Db, now: Now, held: &Held) -> ::store::Result<()> {
    for (survey, batch) in held.due() {
        write(db, now, held, survey, batch).await?;
    }
    let holds = held.surveys();
    if !holds.is_empty() {
        for survey in store::ended(&mut db.read(), &holds).await? {
            if let Some(batch) = held.take(survey) {
                write(db, now, held, survey, batch).await?;
            }
        }
    }
    for survey in store::settling(&mut db.read(), now.at).await? {
        settle(db, now, survey).await?;
    }
    Ok(())
}

async fn write(
    db: &Db,
    now: Now,
    held: &Held,
    survey: SurveyId,
    batch: Batch,
) -> ::store::Result<()> {
    match counts::write(db, survey, &batch, now.today).await {
        Ok(true) => Ok(()),
        Ok(false) => {
            tracing::warn!(%survey, answers = batch.people, "answers came after the survey had closed");
            Ok(())
        }
        Err(error) => {
            held.put_back(survey, batch);
            Err(error)
        }
    }
}

async fn settle(db: &Db, now: Now, survey: SurveyId) -> ::store::Result<()> {
    let mut tx = db.begin().await?;
    if store::settle(&mut tx, survey).await? {
        let entry = Entry {
            action: "mood.publish",
            subject: "survey",
            subject_id: survey.to_string(),
            before: None,
            after: None,
        };
        audit::append(&mut tx, now.at, None, "", vec![entry]).await?;
        tx.commit().await?;
    }
    Ok(())
}
