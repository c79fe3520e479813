//! Registering a question. Nothing of it ever changes; whoever asks otherwise asks another one.

use super::{by, may};
use crate::question::{Asked, Content, MOST_UNITS, unsaid};
use crate::store::{self, lots};
use ::store::{Ctx, Query, Refusal};
use directory::tree;
use kernel::{Action, Period, Problem, QuestionId, Resource, UnitId};
use planning::store::{beforehand, indicators};
use serde_json::json;
use statistics::evidence::Level;

/// A question as somebody asks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    pub content: Content,
    /// The units by name; empty where all at the content's depth are meant.
    pub units: Vec<UnitId>,
    /// The question that this one asks anew.
    pub follows: Option<QuestionId>,
    /// Whether words that claim too much in the mechanism were read and kept.
    pub keeps_words: bool,
    /// Where units that begin at different times are compared.
    pub begins: Option<Begins>,
}

/// How it is written down who begins when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begins {
    /// The units that begin, each once; all others of the question do not.
    Written(Vec<(UnitId, Period)>),
    /// As an announced lottery draws it, among its units.
    ByLot(i64),
}

/// Registers a question, with its units as they stand today.
///
/// # Errors
/// What is wrong with it, each at its field: `question-same`, `question-grain`, `question-period-*`,
/// `question-lag`, `question-units-*`, `question-text-long`; `question-words-descriptive` at `mechanism` unless its words are
/// kept; `question-unit-elsewhere` at `units`; `question-start-*` at `starts`; `lottery-missing` at `lottery`.
pub async fn register(ctx: &Ctx, mut new: New) -> Result<QuestionId, Refusal> {
    let mut work = ctx.work().await?;
    let content = &mut new.content;
    may(ctx, &mut work.tx, Action::Create, content.unit).await?;
    let known = indicators::by_id(&mut work.tx).await?;
    let indicator = |id, field| {
        known.get(id).ok_or_else(|| Refusal::from(Problem::new("question-indicator").at(field)))
    };
    let cause = indicator(&content.cause, "cause")?;
    let outcome = indicator(&content.outcome, "outcome")?;
    let (named, starts) = begins(ctx, &mut work.tx, content, new.units, &new.begins).await?;
    let units = units(ctx, &mut work.tx, content, named).await?;
    let mut problems = content.problems(cause, outcome, units.len());
    problems.extend(misplaced(content, &units, &starts));
    if !new.keeps_words {
        problems.extend(unsaid(&content.mechanism, Level::Descriptive, "mechanism"));
    }
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    let asked = asked(ctx, &mut work.tx, content, &units, new.follows).await?;
    let begin = (asked, new.follows);
    let id = store::register(&mut work.tx, content, &units, begin, by(ctx), ctx.now.today).await?;
    let lottery = match new.begins {
        Some(Begins::ByLot(lottery)) => Some(lottery),
        _ => None,
    };
    if new.begins.is_some() {
        lots::compare(&mut work.tx, id, lottery, &starts).await?;
    }
    let starts: Vec<String> = starts.iter().map(|(unit, at)| format!("{unit} {at}")).collect();
    let after = json!({ "unit": content.unit.0, "cause": cause.code, "outcome": outcome.code,
        "first": content.first.to_string(), "last": content.last.to_string(), "lag": content.lag,
        "units": units.len(), "asked": asked.name(), "mechanism": content.mechanism,
        "starts": starts, "lottery": lottery });
    work.audit("question.register", "question", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(id)
}

/// The units named and when they begin. Of a lottery all of its units are compared, and nothing is written down
/// beside it.
async fn begins(
    ctx: &Ctx,
    q: &mut impl Query,
    content: &mut Content,
    named: Vec<UnitId>,
    begins: &Option<Begins>,
) -> Result<(Vec<UnitId>, Vec<(UnitId, Period)>), Refusal> {
    let id = match begins {
        None => return Ok((named, Vec::new())),
        Some(Begins::Written(starts)) => {
            content.lag = 0;
            return Ok((named, starts.clone()));
        }
        Some(Begins::ByLot(id)) => *id,
    };
    content.lag = 0;
    let missing = || Refusal::from(Problem::new("lottery-missing").at("lottery"));
    let lottery = lots::lottery(q, id).await?.ok_or_else(missing)?;
    if may(ctx, q, Action::Read, lottery.unit).await.is_err() {
        return Err(missing());
    }
    content.unit = lottery.unit;
    may(ctx, q, Action::Create, content.unit).await?;
    let lots = lots::units(q, id).await?;
    Ok((lots.into_iter().map(|lot| lot.unit).collect(), Vec::new()))
}

/// What is wrong with the beginnings that were written down.
fn misplaced(content: &Content, units: &[UnitId], starts: &[(UnitId, Period)]) -> Vec<Problem> {
    let mut seen = std::collections::BTreeSet::new();
    let wrong = |(unit, at): &(UnitId, Period)| {
        let code = if !units.contains(unit) {
            "question-start-elsewhere"
        } else if !seen.insert(*unit) {
            "question-start-twice"
        } else if at.grain() != content.first.grain() {
            "question-start-grain"
        } else {
            return None;
        };
        Some(Problem::new(code).arg("period", at).at("starts"))
    };
    let mut problems: Vec<Problem> = starts.iter().filter_map(wrong).collect();
    problems.dedup();
    problems
}

/// The units that are compared: those named, or all at the depth.
async fn units(
    ctx: &Ctx,
    q: &mut impl Query,
    content: &mut Content,
    mut named: Vec<UnitId>,
) -> Result<Vec<UnitId>, Refusal> {
    let today = ctx.now.today;
    if named.is_empty() {
        let most = MOST_UNITS as i64 + 1;
        let mut ctx_reader = ctx.read();
        let found =
            store::below(&mut ctx_reader, content.unit, content.depth.max(1), today, most).await?;
        content.depth = content.depth.max(1);
        return Ok(found);
    }
    content.depth = 0;
    named.sort_unstable();
    named.dedup();
    let under = tree::subtree(q, content.unit, today).await?;
    let scope = ctx.scope(Action::Read, Resource::Question);
    let seen = tree::within_scope(&mut ctx.read(), &named, &scope, today).await?;
    if named.iter().any(|unit| !under.contains(unit) || !seen.contains(unit)) {
        return Err(Problem::new("question-unit-elsewhere").at("units").into());
    }
    Ok(named)
}

/// When it counts as asked: what is stored of its last third, and whether an earlier answer was known.
async fn asked(
    ctx: &Ctx,
    q: &mut impl Query,
    content: &Content,
    units: &[UnitId],
    follows: Option<QuestionId>,
) -> Result<Asked, Refusal> {
    if let Some(before) = follows {
        let question = store::question(q, before).await?.ok_or(Refusal::NotFound)?;
        may(ctx, q, Action::Read, question.content.unit).await?;
        let runs = store::runs(q, &[before]).await?;
        if runs.iter().any(|run| !run.record.is_refused()) {
            return Ok(Asked::Afterwards);
        }
    }
    let indicators = [content.cause, content.outcome];
    let last_third = (content.last_third(), content.last);
    Ok(match beforehand::is_known(q, units, indicators, last_third).await? {
        true => Asked::PastData,
        false => Asked::Beforehand,
    })
}
