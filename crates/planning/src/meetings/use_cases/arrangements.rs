//! Making an arrangement, saying each month how it stands, and confirming that it is finished.

use super::may;
use crate::meetings::arrangement::{
    self, Arrangement, NewArrangement, Standing, State, Status, idle, is_copied,
};
use crate::meetings::store::arrangements as store;
use ::store::{Ctx, Query, Refusal};
use directory::people::{self, Person};
use directory::{name, tree};
use kernel::{Action, ArrangementId, Month, PersonId, Problem, Resource, UnitId};
use serde_json::json;
use std::collections::HashMap;

pub use crate::meetings::store::arrangements::Listing;

/// An arrangement in a month.
#[derive(Clone, Debug)]
pub struct Followed {
    pub arrangement: Arrangement,
    /// Up to the month: each month's latest version, oldest first.
    pub said: Vec<Status>,
    pub standing: Standing,
    /// Months in a row without progress.
    pub idle: i32,
}

impl Followed {
    fn new(arrangement: Arrangement, said: Vec<Status>, month: Month, ctx: &Ctx) -> Self {
        let what = &arrangement.what;
        let at = (month, ctx.now.today);
        let standing = arrangement::standing(what.since, what.due, &said, at);
        Self { idle: idle(what.since, &said, month), arrangement, said, standing }
    }

    /// What was said for this very month.
    pub fn of_month(&self, month: Month) -> Option<&Status> {
        self.said.iter().find(|status| status.month == month)
    }

    /// Whether what was said for a month repeats what was said before.
    pub fn is_copied(&self, month: Month) -> bool {
        let at = self.said.iter().position(|status| status.month == month);
        at.is_some_and(|at| is_copied(&self.said, at))
    }
}

async fn followed(
    ctx: &Ctx,
    q: &mut impl Query,
    all: Vec<Arrangement>,
    month: Month,
) -> Result<Vec<Followed>, Refusal> {
    let ids: Vec<ArrangementId> = all.iter().map(|one| one.id).collect();
    let mut said = store::said(q, &ids, month).await?;
    let one = |one: Arrangement| {
        let said = said.remove(&one.id).unwrap_or_default();
        Followed::new(one, said, month, ctx)
    };
    Ok(all.into_iter().map(one).collect())
}

/// The arrangements of a unit that had begun by the month, as they stood in it.
pub(super) async fn of_unit(
    ctx: &Ctx,
    unit: UnitId,
    month: Month,
) -> Result<Vec<Followed>, Refusal> {
    let q = &mut ctx.read();
    let all = store::of_unit(q, unit, month).await?;
    followed(ctx, q, all, month).await
}

/// Makes an arrangement.
///
/// # Errors
/// `arrangement-counts` at `effect` for one that only counts; `arrangement-due` at `due`; what is wrong with
/// the words, at `title`.
pub async fn arrange(ctx: &Ctx, mut new: NewArrangement) -> Result<ArrangementId, Refusal> {
    let mut work = ctx.work().await?;
    may(ctx, &mut work.tx, Action::Create, new.unit).await?;
    let mut problems = new.problems();
    match name::checked(&new.title) {
        Ok(title) => new.title = title,
        Err(problem) => problems.insert(0, problem.at("title")),
    }
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    let id = store::keep(&mut work.tx, &new, (&ctx.actor.name, ctx.now.at)).await?;
    let after = json!({ "unit": new.unit.0, "class": new.class.name(), "title": new.title,
        "effect": new.effect, "owner": new.owner.0, "since": new.since.to_string(),
        "due": new.due.to_string() });
    work.audit("arrangement.make", "arrangement", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(id)
}

async fn seen(
    ctx: &Ctx,
    q: &mut impl Query,
    id: ArrangementId,
) -> Result<(Arrangement, Vec<UnitId>), Refusal> {
    let one = store::arrangement(q, id).await?.ok_or(Refusal::NotFound)?;
    let path = may(ctx, q, Action::Read, one.what.unit).await?;
    Ok((one, path))
}

/// One arrangement with what its page shows.
#[derive(Clone, Debug)]
pub struct Shown {
    pub followed: Followed,
    pub unit_name: String,
    pub people: HashMap<PersonId, Person>,
    pub may_say: bool,
    /// The months whose word the actor may confirm.
    pub may_confirm: Vec<Month>,
}

/// One arrangement, if the actor may see it, as it stands this month.
pub async fn find(ctx: &Ctx, id: ArrangementId) -> Result<Shown, Refusal> {
    let q = &mut ctx.read();
    let (one, path) = seen(ctx, q, id).await?;
    let unit = tree::unit_near(q, one.what.unit, ctx.now.today).await?.ok_or(Refusal::NotFound)?;
    let people = people::by_ids(q, [one.what.owner]).await?;
    let month = ctx.now.today.month();
    let said = store::said(q, &[one.id], month).await?.remove(&one.id).unwrap_or_default();
    let open = said.iter().filter(|status| status.confirmed.is_none());
    let may_confirm = open.filter(|status| confirms(ctx, &path, &one, status).is_ok());
    Ok(Shown {
        may_confirm: may_confirm.map(|status| status.month).collect(),
        may_say: says(ctx, &path, &one),
        followed: Followed::new(one, said, month, ctx),
        unit_name: unit.name,
        people,
    })
}

/// The owner says how far it is, or whoever prepares the unit's meetings.
fn says(ctx: &Ctx, path: &[UnitId], one: &Arrangement) -> bool {
    ctx.actor.person == Some(one.what.owner) || ctx.can(Action::Change, Resource::Meeting, path)
}

/// Somebody else confirms that it is finished: neither who said it nor the owner.
fn confirms(ctx: &Ctx, path: &[UnitId], one: &Arrangement, status: &Status) -> Result<(), Refusal> {
    ctx.may(Action::Change, Resource::Meeting, path)?;
    if status.state != State::Done {
        return Err(Refusal::NotFound);
    }
    let is_own = ctx.actor.person == Some(one.what.owner)
        || (status.user.is_some() && status.user == ctx.actor.user);
    if is_own { Err(Problem::new("arrangement-own").into()) } else { Ok(()) }
}

/// What is said of an arrangement for a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    pub month: Month,
    pub state: State,
    pub said: String,
    /// The version that the writer saw; 0 for none.
    pub seen: i64,
}

/// Says how an arrangement stands in a month. Returns whether the words repeat the month before.
///
/// # Errors
/// `arrangement-month` at `month`; the conflict `arrangement-changed`.
pub async fn say(ctx: &Ctx, id: ArrangementId, saying: Saying) -> Result<bool, Refusal> {
    let mut work = ctx.work().await?;
    let (one, path) = seen(ctx, &mut work.tx, id).await?;
    if !says(ctx, &path, &one) {
        return Err(Refusal::Forbidden);
    }
    let (from, until) = (one.what.since.code(), ctx.now.today.month().code());
    if !(from..=until).contains(&saying.month.code()) {
        let problem = Problem::new("arrangement-month").arg("since", one.what.since);
        return Err(problem.at("month").into());
    }
    let status = Status {
        month: saying.month,
        version: saying.seen + 1,
        state: saying.state,
        said: saying.said.trim().to_owned(),
        user: ctx.actor.user,
        recorded_by: ctx.actor.name.clone(),
        recorded_at: ctx.now.at,
        confirmed: None,
    };
    store::say(&mut work.tx, id, &status).await?;
    let said = store::said(&mut work.tx, &[id], saying.month).await?.remove(&id);
    let said = said.unwrap_or_default();
    let copied = is_copied(&said, said.len().saturating_sub(1));
    let after = json!({ "month": saying.month.to_string(), "state": saying.state.name(),
        "said": status.said, "is_copied": copied });
    work.audit("arrangement.say", "arrangement", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(copied)
}

/// Confirms that somebody else's arrangement is finished.
///
/// # Errors
/// `arrangement-own` for who said it and for the owner; the conflict `arrangement-changed`.
pub async fn confirm(
    ctx: &Ctx,
    id: ArrangementId,
    (month, version): (Month, i64),
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let (one, path) = seen(ctx, &mut work.tx, id).await?;
    let said = store::said(&mut work.tx, &[id], month).await?.remove(&id).unwrap_or_default();
    let status = said.iter().find(|status| status.month == month).ok_or(Refusal::NotFound)?;
    confirms(ctx, &path, &one, status)?;
    let by = (ctx.actor.name.as_str(), ctx.now.at);
    store::confirm(&mut work.tx, id, (month, version), by).await?;
    let after = json!({ "month": month.to_string(), "version": version });
    work.audit("arrangement.confirm", "arrangement", id, None, Some(after.to_string()));
    Ok(work.commit().await?)
}

/// The arrangements that the actor may see, as they stand this month.
#[derive(Clone, Debug, Default)]
pub struct List {
    pub lines: Vec<(Followed, String)>,
    pub people: HashMap<PersonId, Person>,
}

/// A list of arrangements, each with its unit's name.
pub async fn list(ctx: &Ctx, listing: &Listing<'_>, goes_out: bool) -> Result<List, Refusal> {
    let action = if goes_out { Action::Export } else { Action::Read };
    let scope = ctx.scope(action, Resource::Meeting);
    let q = &mut ctx.read();
    let (all, names): (Vec<Arrangement>, Vec<String>) =
        store::list(q, &scope, listing).await?.into_iter().unzip();
    let people = people::by_ids(q, all.iter().map(|one| one.what.owner)).await?;
    let lines = followed(ctx, q, all, ctx.now.today.month()).await?;
    Ok(List { lines: lines.into_iter().zip(names).collect(), people })
}

/// The arrangements that wait for the actor: their own without a word for this month, or without progress
/// for too long.
pub async fn mine(ctx: &Ctx) -> Result<Vec<Followed>, Refusal> {
    let Some(owner) = ctx.actor.person else { return Ok(Vec::new()) };
    let listing = Listing { text: "", owner: Some(owner), today: ctx.now.today };
    let list = list(ctx, &listing, false).await?;
    let waits = |one: &Followed| {
        matches!(one.standing, Standing::Stalled | Standing::Late | Standing::NotReported)
            && one.arrangement.what.since.code() <= ctx.now.today.month().code()
    };
    Ok(list.lines.into_iter().map(|(one, _)| one).filter(waits).collect())
}
