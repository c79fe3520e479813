//! Many sheets at once: drawn up for a whole part of the tree, published as chosen. Each batch is one transaction;
//! what could not be done is told by name with the reason, and keeps nothing else from being done.

use super::list::{can, versions};
use super::places::{self, Place};
use super::sheets::{Fresh, keep, own, settle};
use super::{Year, gather, months};
use crate::sheets::fact::Fact;
use crate::sheets::stage::Stage;
use crate::sheets::store::facts;
use crate::sheets::store::sheets::Version;
use crate::sheets::subject::Subject;
use ::store::{Ctx, Refusal};
use kernel::{Action, Month, Problem, UnitId};

/// Sheets of one transaction.
const BATCH: usize = 200;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub done: usize,
    /// Published before, and nothing has changed since.
    pub unchanged: usize,
    /// What each one is called, and why nothing came of it.
    pub refused: Vec<(Subject, String, Problem)>,
}

impl Outcome {
    /// Notes a refusal that concerns one sheet; others end it all.
    fn refuse(&mut self, place: &Place, refusal: Refusal) -> Result<(), Refusal> {
        let problem = match refusal {
            Refusal::Conflict(problem) => *problem,
            Refusal::Invalid(problems) => match problems.into_iter().next() {
                Some(problem) => problem,
                None => return Ok(()),
            },
            other => return Err(other),
        };
        if problem.code == "score-nothing-new" {
            self.unchanged += 1;
        } else {
            let name = place.name().to_owned();
            self.refused.push((place.subject, name, problem));
        }
        Ok(())
    }
}

/// The places that were chosen, or all, where the actor may do this.
async fn chosen(
    ctx: &Ctx,
    year: Year,
    subjects: Option<&[Subject]>,
    action: Action,
) -> Result<Vec<Place>, Refusal> {
    let mut places = places::all(ctx, year).await?;
    places.retain(|place| {
        subjects.is_none_or(|all| all.contains(&place.subject)) && can(ctx, action, place)
    });
    Ok(places)
}

fn units(places: &[Place]) -> Vec<UnitId> {
    let mut units: Vec<UnitId> = places.iter().map(|place| place.subject.unit).collect();
    units.sort_unstable();
    units.dedup();
    units
}

/// Draws up the sheets of these subjects, or of all that the actor makes sheets of. `reason` is for those that were
/// published before.
///
/// # Errors
/// Not found for a year that has not begun; a batch that met another writer is a conflict, and what was drawn up
/// before it stays.
pub async fn draw(
    ctx: &Ctx,
    year: i32,
    subjects: Option<&[Subject]>,
    reason: &str,
) -> Result<Outcome, Refusal> {
    let year = Year::find(ctx, year).await?;
    let mut outcome = Outcome::default();
    let places = chosen(ctx, year, subjects, Action::Change).await?;
    for batch in places.chunks(BATCH) {
        let computed = gather::computed(ctx, year, batch).await?;
        let mut work = ctx.work().await?;
        let known = versions(&mut work.tx, batch, year).await?;
        let open = months::open(&mut work.tx, &units(batch), year).await?;
        let mut drawn = Vec::new();
        for (place, computed) in batch.iter().zip(&computed) {
            let computed = match computed {
                Ok(computed) => computed,
                Err(problem) => {
                    outcome.refuse(place, problem.clone().into())?;
                    continue;
                }
            };
            let open = open.get(&place.subject.unit).cloned().unwrap_or_default();
            let before = known.get(&place.subject).map_or(&[][..], Vec::as_slice);
            match (Fresh { place, computed, open }).version(ctx, year, before, reason) {
                Ok(version) => drawn.push(version),
                Err(refusal) => outcome.refuse(place, refusal)?,
            }
        }
        if !drawn.is_empty() {
            keep(&mut work, &drawn).await?;
            work.commit().await?;
            outcome.done += drawn.len();
        }
    }
    Ok(outcome)
}

/// Publishes the sheets of these subjects that wait. Of one whose months are not all locked, `is_aware` says that
/// this was seen.
///
/// # Errors
/// Those of [`draw`].
pub async fn publish(
    ctx: &Ctx,
    year: i32,
    subjects: &[Subject],
    is_aware: bool,
) -> Result<Outcome, Refusal> {
    let days = Year::find(ctx, year).await?;
    let mut outcome = Outcome::default();
    let places = chosen(ctx, days, Some(subjects), Action::Approve).await?;
    for batch in places.chunks(BATCH) {
        let mut work = ctx.work().await?;
        let units = units(batch);
        let known = versions(&mut work.tx, batch, days).await?;
        let facts = facts::of_units(&mut work.tx, &units, year).await?;
        let open = months::open(&mut work.tx, &units, days).await?;
        let mut ready: Vec<(&Version, &[Month])> = Vec::new();
        for place in batch {
            let drawn = super::list::waiting(&known, place.subject);
            let open = open.get(&place.subject.unit).map_or(&[][..], Vec::as_slice);
            match fit(ctx, drawn, &facts, open, is_aware) {
                Ok(version) => ready.push((version, open)),
                Err(problem) => outcome.refuse(place, problem.into())?,
            }
        }
        if !ready.is_empty() {
            settle(ctx, &mut work, &ready, Stage::Published, "").await?;
            let done = ready.len();
            work.commit().await?;
            outcome.done += done;
        }
    }
    Ok(outcome)
}

/// The version that may be published, or why not.
fn fit<'a>(
    ctx: &Ctx,
    drawn: Option<&'a Version>,
    facts: &[Fact],
    open: &[Month],
    is_aware: bool,
) -> Result<&'a Version, Problem> {
    let drawn = drawn.ok_or_else(|| Problem::new("score-decided"))?;
    if let Some(problem) = own(ctx, drawn, facts) {
        return Err(problem);
    }
    if !open.is_empty() && !is_aware {
        return Err(Problem::new("score-open-months").arg("n", open.len()));
    }
    Ok(drawn)
}
