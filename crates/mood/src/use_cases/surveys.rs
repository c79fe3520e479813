//! Making a survey, changing it while it is a draft, opening, closing, repeating it in a later month; looking
//! at one and at many.

pub use crate::store::surveys::{NewSurvey, Survey};

use super::may;
use crate::store::surveys as store;
use crate::survey::{SETTLING, Stage, checked_k, checked_month, checked_questions};
use ::store::{Ctx, Query, Refusal, Work};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use directory::{Unit, name, tree, withheld};
use kernel::{Action, Month, Problem, Resource, SurveyId, UnitId};
use serde_json::json;
use std::collections::HashMap;

/// Units that one survey asks at the most: their names are a list to choose from on a phone.
const MOST_PARTS: i64 = 100;

/// A survey with what its page shows.
#[derive(Clone, Debug)]
pub struct Shown {
    pub survey: Survey,
    pub questions: Vec<String>,
    /// The asked units that the actor may see.
    pub parts: Vec<UnitId>,
    /// These units and the survey's own by id.
    pub units: HashMap<UnitId, Unit>,
    /// Whether the actor sees the whole, not only one or the other of its units.
    pub sees_whole: bool,
    pub may_change: bool,
    /// The surveys of its series, month by month.
    pub series: Vec<Survey>,
}

/// What is wrong with a survey; the statements as they are kept.
fn checked(ctx: &Ctx, new: &mut NewSurvey) -> Result<(), Refusal> {
    let mut problems = Vec::new();
    match name::checked(&new.title) {
        Ok(title) => new.title = title,
        Err(problem) => problems.push(problem.at("title")),
    }
    problems.extend(checked_k(new.k).err());
    problems.extend(checked_month(new.month, None, ctx.now.today.month()).err());
    match checked_questions(&new.questions) {
        Ok(questions) => new.questions = questions,
        Err(wrong) => problems.extend(wrong),
    }
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}

/// The units whose people are asked: the unit itself, for those who work directly in it, and those below it.
/// Whoever has the address reads their names, so a withheld unit is not among them.
///
/// # Errors
/// `mood-unit-withheld`, `mood-units-many`, both at `unit`.
async fn asked(ctx: &Ctx, q: &mut impl Query, unit: UnitId) -> Result<Vec<UnitId>, Refusal> {
    let out = withheld::going_out(&ctx.db, ctx.now.today).await?;
    if out.has(unit) {
        return Err(Problem::new("mood-unit-withheld").at("unit").into());
    }
    let below = tree::children(q, unit, ctx.now.today, 0, MOST_PARTS + 1).await?;
    let below = below.into_iter().map(|node| node.unit.id).filter(|id| !out.has(*id));
    let parts: Vec<UnitId> = [unit].into_iter().chain(below).collect();
    if parts.len() as i64 > MOST_PARTS {
        return Err(Problem::new("mood-units-many").arg("most", MOST_PARTS).at("unit").into());
    }
    Ok(parts)
}

fn record(new: &NewSurvey) -> String {
    json!({ "unit": new.unit.0, "month": new.month.to_string(), "title": new.title,
        "questions": new.questions, "k": new.k, "anonymous": new.is_anonymous })
    .to_string()
}

/// 256 random bits that stand in an address.
fn token() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Makes a draft.
///
/// # Errors
/// What is wrong with title, month, statements, `k` or unit, each at its field.
pub async fn make(ctx: &Ctx, mut new: NewSurvey) -> Result<SurveyId, Refusal> {
    let mut work = ctx.work().await?;
    may(ctx, &mut work.tx, Action::Create, new.unit, ctx.now.today).await?;
    checked(ctx, &mut new)?;
    let parts = asked(ctx, &mut work.tx, new.unit).await?;
    let begin = (None, Stage::Draft);
    let id = store::create(&mut work.tx, &new, begin, &parts, &token(), ctx.now.today).await?;
    work.audit("mood.make", "survey", id, None, Some(record(&new)));
    work.commit().await?;
    Ok(id)
}

/// Takes a survey on this stage and moves it to another one.
async fn step(
    ctx: &Ctx,
    work: &mut Work,
    (id, revision): (SurveyId, i64),
    (from, to): (Stage, Stage),
) -> Result<Survey, Refusal> {
    let survey = store::survey(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    may(ctx, &mut work.tx, Action::Change, survey.unit, survey.day).await?;
    if survey.stage != from {
        let code = if from == Stage::Draft { "mood-locked" } else { "mood-stage" };
        return Err(Refusal::conflict(Problem::new(code)));
    }
    let settles = (to == Stage::Closing).then_some(ctx.now.at + SETTLING);
    store::step(&mut work.tx, &survey, revision, to, settles).await?;
    Ok(survey)
}

/// Writes a draft anew.
///
/// # Errors
/// As [`make`]; the conflicts `mood-changed`, and `mood-locked` once it was opened.
pub async fn change(
    ctx: &Ctx,
    id: SurveyId,
    revision: i64,
    mut new: NewSurvey,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    step(ctx, &mut work, (id, revision), (Stage::Draft, Stage::Draft)).await?;
    may(ctx, &mut work.tx, Action::Create, new.unit, ctx.now.today).await?;
    checked(ctx, &mut new)?;
    let parts = asked(ctx, &mut work.tx, new.unit).await?;
    store::change(&mut work.tx, id, &new, &parts, ctx.now.today).await?;
    work.audit("mood.change", "survey", id, None, Some(record(&new)));
    Ok(work.commit().await?)
}

/// Opens a survey for answers: from here on nothing of it can be changed, its anonymity least of all.
///
/// # Errors
/// `mood-not-anonymous` at `anonymous`; the conflicts `mood-changed` and `mood-locked`.
pub async fn open(ctx: &Ctx, id: SurveyId, revision: i64) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let survey = step(ctx, &mut work, (id, revision), (Stage::Draft, Stage::Open)).await?;
    if !survey.is_anonymous {
        return Err(Problem::new("mood-not-anonymous").at("anonymous").into());
    }
    work.audit("mood.open", "survey", id, None, None);
    Ok(work.commit().await?)
}

/// Closes a survey for answers; it is read when the servers have handed in what they hold.
///
/// # Errors
/// The conflicts `mood-changed` and `mood-stage`.
pub async fn close(ctx: &Ctx, id: SurveyId, revision: i64) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    step(ctx, &mut work, (id, revision), (Stage::Open, Stage::Closing)).await?;
    work.audit("mood.close", "survey", id, None, None);
    Ok(work.commit().await?)
}

/// Opens the same survey for a later month. What was published before is never computed anew, so the one
/// before must have closed.
///
/// # Errors
/// `mood-month-later`, `mood-month-before` at `month`; the conflict `mood-series-open`.
pub async fn repeat(ctx: &Ctx, id: SurveyId, month: Month) -> Result<SurveyId, Refusal> {
    let mut work = ctx.work().await?;
    let survey = store::survey(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    may(ctx, &mut work.tx, Action::Create, survey.unit, survey.day).await?;
    // Those who repeat it wait for each other.
    store::hold(&mut work.tx, survey.series).await?;
    let series = store::series(&mut work.tx, survey.series).await?;
    if series.iter().any(|survey| survey.stage != Stage::Closed) {
        return Err(Refusal::conflict(Problem::new("mood-series-open")));
    }
    checked_month(month, series.last().map(|survey| survey.month), ctx.now.today.month())?;
    let parts = asked(ctx, &mut work.tx, survey.unit).await?;
    let new = NewSurvey {
        unit: survey.unit,
        month,
        title: survey.title,
        questions: store::questions(&mut work.tx, id).await?,
        k: survey.k,
        is_anonymous: true,
    };
    let begin = (Some(survey.series), Stage::Open);
    let next = store::create(&mut work.tx, &new, begin, &parts, &token(), ctx.now.today).await?;
    work.audit("mood.repeat", "survey", next, None, Some(record(&new)));
    work.commit().await?;
    Ok(next)
}

/// One survey, if the actor may read it or one of its units.
pub async fn find(ctx: &Ctx, id: SurveyId) -> Result<Shown, Refusal> {
    let q = &mut ctx.read();
    let survey = store::survey(q, id).await?.ok_or(Refusal::NotFound)?;
    let mut parts = store::parts(q, id).await?;
    let whole = may(ctx, q, Action::Read, survey.unit, survey.day).await;
    if whole.is_err() {
        let scope = ctx.scope(Action::Read, Resource::Mood);
        parts = tree::within_scope(q, &parts, &scope, survey.day).await?;
        if parts.is_empty() || !ctx.withheld.shows(survey.unit) {
            return Err(Refusal::NotFound);
        }
    }
    let ids: Vec<UnitId> = parts.iter().copied().chain([survey.unit]).collect();
    Ok(Shown {
        units: tree::units_near(q, &ids, survey.day).await?,
        questions: store::questions(q, id).await?,
        may_change: may(ctx, q, Action::Change, survey.unit, survey.day).await.is_ok(),
        series: store::series(q, survey.series).await?,
        sees_whole: whole.is_ok(),
        parts,
        survey,
    })
}

/// The surveys of the actor's part, the newest first, each with its unit's name.
pub async fn list(ctx: &Ctx, limit: i64) -> Result<Vec<(Survey, String)>, Refusal> {
    let scope = ctx.scope(Action::Read, Resource::Mood);
    let q = &mut ctx.read();
    let surveys = store::list(q, &scope, limit).await?;
    let units: Vec<UnitId> = surveys.iter().map(|survey| survey.unit).collect();
    let names = tree::units_near(q, &units, ctx.now.today).await?;
    let named = |survey: Survey| {
        let name = names.get(&survey.unit).map(|unit| unit.name.clone()).unwrap_or_default();
        (survey, name)
    };
    Ok(surveys.into_iter().map(named).collect())
}
