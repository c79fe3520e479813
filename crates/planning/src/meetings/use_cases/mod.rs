//! Calling a meeting, changing its day and agenda, recording what it decides; looking at one and at many.
//! [`packs`] draws and keeps packs, [`arrangements`] are apart.

pub mod arrangements;
pub mod packs;

pub use super::store::{Decision, Line, Listing, Meeting, Order, Pack};

use super::meeting::{self, Kind};
use super::store;
use ::store::{Ctx, Query, Refusal};
use directory::people::{self, Person};
use directory::tree;
use kernel::{Action, Day, MatterId, MeetingId, Month, PersonId, Problem, Resource, UnitId};
use matters::matter::{Found, Stage};
use matters::use_cases::{Matter, Measure, NewMatter};
use serde_json::json;
use std::collections::HashMap;

/// Characters of a decision that become the title of its matter.
const TITLE: usize = 60;

/// The path of a unit, if the actor may do this to its meetings.
async fn may(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    unit: UnitId,
) -> Result<Vec<UnitId>, Refusal> {
    tree::allowed(ctx, q, (action, Resource::Meeting), unit, ctx.now.today).await
}

/// A meeting that the actor may do this to, with the path of its unit.
async fn seen(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    id: MeetingId,
) -> Result<(Meeting, Vec<UnitId>), Refusal> {
    let meeting = store::meeting(q, id).await?.ok_or(Refusal::NotFound)?;
    let path = may(ctx, q, action, meeting.unit).await?;
    Ok((meeting, path))
}

/// A meeting as it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub unit: UnitId,
    pub kind: Kind,
    /// Any month of its period.
    pub month: Month,
    pub day: Day,
    pub agenda: String,
}

/// Calls a meeting: one of each kind for a unit and period.
///
/// # Errors
/// `meeting-exists` at `month` with the id of the one that is there; `meeting-period-later` at `month`;
/// `meeting-day-before` at `day`; the conflict `meeting-exists-now`.
pub async fn call(ctx: &Ctx, call: Call) -> Result<MeetingId, Refusal> {
    let mut work = ctx.work().await?;
    may(ctx, &mut work.tx, Action::Create, call.unit).await?;
    let period = call.kind.period(call.month);
    meeting::held(period, call.day, ctx.now.today)?;
    if let Some(there) = store::of_period(&mut work.tx, call.unit, call.kind, period).await? {
        return Err(Problem::new("meeting-exists").arg("id", there.id).at("month").into());
    }
    let of = (call.unit, call.kind, period);
    let id = store::call(&mut work.tx, of, call.day, call.agenda.trim()).await?;
    let after = json!({ "unit": call.unit.0, "kind": call.kind.name(), "period": period.to_string(),
        "day": call.day.to_string(), "agenda": call.agenda.trim() });
    work.audit("meeting.call", "meeting", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(id)
}

/// The meeting of a unit's month, called now where there is none yet.
///
/// # Errors
/// As of [`call`].
pub async fn called(ctx: &Ctx, new: Call) -> Result<MeetingId, Refusal> {
    let q = &mut ctx.read();
    may(ctx, q, Action::Create, new.unit).await?;
    match store::of_period(q, new.unit, new.kind, new.kind.period(new.month)).await? {
        Some(there) => Ok(there.id),
        None => call(ctx, new).await,
    }
}

/// Changes the day and the agenda. Once something is decided, the day stays.
///
/// # Errors
/// `meeting-day-before` and `meeting-day-decided` at `day`; the conflict `meeting-changed`.
pub async fn change(
    ctx: &Ctx,
    id: MeetingId,
    revision: i64,
    day: Day,
    agenda: &str,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let (before, _) = seen(ctx, &mut work.tx, Action::Change, id).await?;
    meeting::held(before.period, day, ctx.now.today)?;
    if day != before.day && !store::decided(&mut work.tx, id).await?.is_empty() {
        return Err(Problem::new("meeting-day-decided").arg("day", before.day).at("day").into());
    }
    store::take(&mut work.tx, id, revision).await?;
    store::change(&mut work.tx, id, day, agenda.trim()).await?;
    let told =
        |day: Day, agenda: &str| json!({ "day": day.to_string(), "agenda": agenda }).to_string();
    let (was, is) = (told(before.day, &before.agenda), told(day, agenda.trim()));
    work.audit("meeting.change", "meeting", id, Some(was), Some(is));
    Ok(work.commit().await?)
}

/// What a meeting decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDecision {
    pub said: String,
    pub owner: PersonId,
    pub verifier: PersonId,
    pub due: Day,
}

/// Records a decision: it becomes a matter, found at this meeting.
///
/// # Errors
/// `meeting-not-held` where the meeting's day is still to come; `matter-verifier-is-owner` at `verifier`;
/// `matter-due-before` at `due`; what is wrong with the words, at `said`; the conflict `meeting-changed`.
pub async fn decide(
    ctx: &Ctx,
    id: MeetingId,
    revision: i64,
    new: NewDecision,
) -> Result<MatterId, Refusal> {
    let mut work = ctx.work().await?;
    let (meeting, _) = seen(ctx, &mut work.tx, Action::Change, id).await?;
    if meeting.day > ctx.now.today {
        return Err(Problem::new("meeting-not-held").arg("day", meeting.day).into());
    }
    store::take(&mut work.tx, id, revision).await?;
    let number = store::next_decision(&mut work.tx, id).await?;
    let title: String = new.said.lines().next().unwrap_or_default().chars().take(TITLE).collect();
    let matter = NewMatter {
        unit: meeting.unit,
        title,
        problem: new.said.clone(),
        found: Found::Meeting,
        place: place(id, number),
        day: meeting.day,
    };
    let NewDecision { said, owner, verifier, due } = new;
    let measure = Measure { text: said.clone(), owner, verifier, due };
    let matter = matters::use_cases::decide(ctx, &mut work, matter, measure).await;
    let matter = matter.map_err(at_said)?;
    let by = (ctx.actor.name.as_str(), ctx.now.at);
    store::decide(&mut work.tx, (id, number), &said, matter, by).await?;
    let after = json!({ "number": number, "said": said, "matter": matter.0, "owner": owner.0,
        "verifier": verifier.0, "due": due.to_string() });
    work.audit("meeting.decide", "meeting", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(matter)
}

/// What is wrong with the title of a matter is wrong with the words of the decision.
fn at_said(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Invalid(problems) => {
            let move_to = |problem: Problem| match problem.field.as_deref() {
                Some("title" | "name") => problem.at("said"),
                _ => problem,
            };
            Refusal::Invalid(problems.into_iter().map(move_to).collect())
        }
        other => other,
    }
}

/// Where a decision stands inside the house.
fn place(id: MeetingId, number: i64) -> String {
    format!("/meetings/{id}#decision-{number}")
}

/// A decision with its matter; none for whoever may not see it any more.
#[derive(Clone, Debug)]
pub struct Decided {
    pub decision: Decision,
    pub matter: Option<Matter>,
}

impl Decided {
    /// Whether it stands in the packs that follow.
    fn is_open(&self) -> bool {
        self.matter.as_ref().is_none_or(|matter| matter.stage != Stage::Closed)
    }
}

async fn with_matters(ctx: &Ctx, decisions: Vec<Decision>) -> Result<Vec<Decided>, Refusal> {
    let ids: Vec<MatterId> = decisions.iter().map(|decision| decision.matter).collect();
    let mut matters = matters::use_cases::of(ctx, &ids).await?;
    let with = |decision: Decision| Decided { matter: matters.remove(&decision.matter), decision };
    Ok(decisions.into_iter().map(with).collect())
}

/// What the meeting before decided, and what earlier ones decided and is not closed.
async fn before(ctx: &Ctx, q: &mut impl Query, meeting: &Meeting) -> Result<Vec<Decided>, Refusal> {
    let decisions = store::decided_before(q, meeting).await?;
    let last = decisions.first().map(|decision| decision.meeting);
    let mut decided = with_matters(ctx, decisions).await?;
    decided.retain(|one| Some(one.decision.meeting) == last || one.is_open());
    Ok(decided)
}

/// One meeting with what its page shows.
#[derive(Clone, Debug)]
pub struct Shown {
    pub meeting: Meeting,
    pub unit_name: String,
    pub decided: Vec<Decided>,
    /// What earlier meetings decided, as far as it is still told.
    pub before: Vec<Decided>,
    pub packs: Vec<Pack>,
    /// Owners and verifiers by id.
    pub people: HashMap<PersonId, Person>,
    pub may_change: bool,
}

/// One meeting, if the actor may see it.
pub async fn find(ctx: &Ctx, id: MeetingId) -> Result<Shown, Refusal> {
    let q = &mut ctx.read();
    let (meeting, path) = seen(ctx, q, Action::Read, id).await?;
    let unit = tree::unit_near(q, meeting.unit, ctx.now.today).await?.ok_or(Refusal::NotFound)?;
    let decided = with_matters(ctx, store::decided(q, id).await?).await?;
    let before = before(ctx, q, &meeting).await?;
    let people = people::by_ids(q, involved(decided.iter().chain(&before))).await?;
    Ok(Shown {
        unit_name: unit.name,
        packs: store::packs(q, id).await?,
        may_change: ctx.can(Action::Change, Resource::Meeting, &path),
        decided,
        before,
        people,
        meeting,
    })
}

/// The owners and verifiers of what was decided.
fn involved<'a>(decided: impl Iterator<Item = &'a Decided>) -> Vec<PersonId> {
    let measures = decided.filter_map(|one| one.matter.as_ref()?.measure.as_ref());
    measures.flat_map(|measure| [measure.owner, measure.verifier]).collect()
}

/// The meetings that the actor may see, and how many there are.
pub async fn list(
    ctx: &Ctx,
    listing: &Listing<'_>,
    goes_out: bool,
) -> Result<(Vec<Line>, i64), Refusal> {
    let action = if goes_out { Action::Export } else { Action::Read };
    let scope = ctx.scope(action, Resource::Meeting);
    Ok(store::list(&mut ctx.read(), &scope, listing).await?)
}
