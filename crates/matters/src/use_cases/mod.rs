//! Raising a matter, saying what is done about it, reporting that it is done, verifying, reopening; looking
//! at one and at many.

pub use crate::store::{Listing, Matter, Measure, NewMatter, Order, Part, Solved, Step, Tally};

use crate::matter::{Deed, Stage, on_time};
use crate::store;
use ::store::{Ctx, Query, Refusal, Work};
use directory::people::{self, Person};
use directory::{Unit, name, tree};
use kernel::{Action, Day, MatterId, PersonId, Problem, Resource, UnitId};
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

/// The path of a unit, if the actor may do this to its matters.
async fn may(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    unit: UnitId,
) -> Result<Vec<UnitId>, Refusal> {
    tree::allowed(ctx, q, (action, Resource::Matter), unit, ctx.now.today).await
}

/// Raises a matter; one that was closed in the 90 days before is linked as the one that came back.
///
/// # Errors
/// `matter-outside-unit` and `matter-day-later`, both at `day`; what is wrong with the title or the problem.
pub async fn raise(ctx: &Ctx, mut new: NewMatter) -> Result<MatterId, Refusal> {
    new.title = name::checked(&new.title).map_err(|problem| problem.at("title"))?;
    let mut work = ctx.work().await?;
    may(ctx, &mut work.tx, Action::Create, new.unit).await?;
    on_time(new.day, new.day, ctx.now.today)?;
    if tree::unit_on(&mut work.tx, new.unit, new.day).await?.is_none() {
        return Err(Problem::new("matter-outside-unit").arg("day", new.day).at("day").into());
    }
    let id = store::raise(&mut work.tx, &new, &ctx.actor.name, ctx.now.at).await?;
    let after = json!({ "unit": new.unit.0, "title": new.title, "problem": new.problem,
        "day": new.day.to_string(), "found": new.found.name(), "place": new.place });
    work.audit("matter.raise", "matter", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(id)
}

/// Raises what somebody has decided, with its measure, in the work of whoever records the decision.
///
/// # Errors
/// As of [`raise`] and [`plan`], at the same fields.
pub async fn decide(
    ctx: &Ctx,
    work: &mut Work,
    mut new: NewMatter,
    plan: Measure,
) -> Result<MatterId, Refusal> {
    new.title = name::checked(&new.title).map_err(|problem| problem.at("title"))?;
    may(ctx, &mut work.tx, Action::Create, new.unit).await?;
    may(ctx, &mut work.tx, Action::Change, new.unit).await?;
    on_time(new.day, new.day, ctx.now.today)?;
    fits(&plan, new.day)?;
    let by = &ctx.actor.name;
    let id = store::raise(&mut work.tx, &new, by, ctx.now.at).await?;
    store::measure(&mut work.tx, id, &plan).await?;
    let step = (Deed::Plan, new.day, plan.text.as_str());
    store::write(&mut work.tx, id, Stage::Underway, step, by, ctx.now.at).await?;
    let after = json!({ "unit": new.unit.0, "title": new.title, "problem": new.problem,
        "day": new.day.to_string(), "found": new.found.name(), "place": new.place });
    work.audit("matter.raise", "matter", id, None, Some(after.to_string()));
    work.audit("matter.plan", "matter", id, None, Some(record(&plan)));
    Ok(id)
}

/// Whether a measure can be taken: seen by somebody else, and not due before it was raised.
fn fits(plan: &Measure, raised: Day) -> Result<(), Problem> {
    if plan.owner == plan.verifier {
        return Err(Problem::new("matter-verifier-is-owner").at("verifier"));
    }
    if plan.due < raised {
        return Err(Problem::new("matter-due-before").arg("day", raised).at("due"));
    }
    Ok(())
}

/// Matters of these ids, as far as the actor may see them.
pub async fn of(ctx: &Ctx, ids: &[MatterId]) -> Result<HashMap<MatterId, Matter>, Refusal> {
    let q = &mut ctx.read();
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let found = store::by_ids(q, &ids).await?;
    let units: Vec<UnitId> = found.iter().map(|matter| matter.unit).collect();
    let scope = ctx.scope(Action::Read, Resource::Matter);
    let seen = tree::within_scope(q, &units, &scope, ctx.now.today).await?;
    let seen = found.into_iter().filter(|matter| seen.contains(&matter.unit));
    Ok(seen.map(|matter| (matter.id, matter)).collect())
}

/// What was found at an address below this one and was not closed before the day, as far as the actor may
/// see it.
pub async fn found_below(ctx: &Ctx, place: &str, since: Day) -> Result<Vec<Matter>, Refusal> {
    let scope = ctx.scope(Action::Read, Resource::Matter);
    Ok(store::found_below(&mut ctx.read(), place, &scope, (since, ctx.now.today)).await?)
}

/// Says what is done, by whom until when, and who else will look at it.
///
/// # Errors
/// `matter-verifier-is-owner` at `verifier`, `matter-due-before` at `due`; the conflicts `matter-changed`
/// and `matter-stage`.
pub async fn plan(ctx: &Ctx, id: MatterId, revision: i64, plan: Measure) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let (matter, stage) = begin(ctx, &mut work, id, revision, Deed::Plan).await?;
    may(ctx, &mut work.tx, Action::Change, matter.unit).await?;
    fits(&plan, matter.raised)?;
    store::measure(&mut work.tx, id, &plan).await?;
    let before = matter.measure.as_ref().map(record);
    work.audit("matter.plan", "matter", id, before, Some(record(&plan)));
    let step = (Deed::Plan, ctx.now.today, plan.text.as_str());
    store::write(&mut work.tx, id, stage, step, &ctx.actor.name, ctx.now.at).await?;
    Ok(work.commit().await?)
}

fn record(plan: &Measure) -> String {
    json!({ "measure": plan.text, "owner": plan.owner.0, "verifier": plan.verifier.0,
        "due": plan.due.to_string() })
    .to_string()
}

/// What happened to a matter on a day, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub day: Day,
    pub text: String,
}

/// Does something to a matter that has an owner: reports it done, closes it, returns it or reopens it.
/// The owner or whoever answers for the unit's matters reports; the verifier, or for him somebody who is
/// not the owner, closes or returns; nobody closes what is their own.
///
/// # Errors
/// `matter-own` for the owner who verifies; `matter-day-before`, `matter-day-later` at `day`; the conflicts
/// `matter-changed` and `matter-stage`; `Forbidden`.
pub async fn act(
    ctx: &Ctx,
    id: MatterId,
    revision: i64,
    deed: Deed,
    said: Said,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let (matter, stage) = begin(ctx, &mut work, id, revision, deed).await?;
    let path = may(ctx, &mut work.tx, Action::Read, matter.unit).await?;
    may_act(ctx, &path, &matter, deed)?;
    let last = store::steps(&mut work.tx, id).await?.last().map_or(matter.raised, |step| step.day);
    on_time(said.day, last, ctx.now.today)?;
    let step = (deed, said.day, said.text.as_str());
    store::write(&mut work.tx, id, stage, step, &ctx.actor.name, ctx.now.at).await?;
    let before = json!({ "stage": matter.stage.name() }).to_string();
    let after = json!({ "stage": stage.name(), "day": said.day.to_string(), "said": said.text });
    work.audit(deed.action(), "matter", id, Some(before), Some(after.to_string()));
    Ok(work.commit().await?)
}

/// Takes the next revision of a matter whose stage allows the deed.
async fn begin(
    ctx: &Ctx,
    work: &mut Work,
    id: MatterId,
    revision: i64,
    deed: Deed,
) -> Result<(Matter, Stage), Refusal> {
    let matter = store::matter(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    may(ctx, &mut work.tx, Action::Read, matter.unit).await?;
    let stage = deed.after(matter.stage);
    let stage = stage.ok_or_else(|| Refusal::conflict(Problem::new("matter-stage")))?;
    store::take(&mut work.tx, id, revision).await?;
    Ok((matter, stage))
}

fn may_act(ctx: &Ctx, path: &[UnitId], matter: &Matter, deed: Deed) -> Result<(), Refusal> {
    let me = ctx.actor.person;
    let is = |person: fn(&Measure) -> PersonId| {
        me.is_some() && matter.measure.as_ref().map(person) == me
    };
    let (is_owner, is_verifier) = (is(|plan| plan.owner), is(|plan| plan.verifier));
    let answers = ctx.can(Action::Change, Resource::Matter, path);
    let may = match deed {
        Deed::Report => is_owner || answers,
        Deed::Close | Deed::Return if is_owner => return Err(Problem::new("matter-own").into()),
        Deed::Close | Deed::Return | Deed::Reopen => is_verifier || answers,
        Deed::Raise | Deed::Plan | Deed::Move => answers,
    };
    if may { Ok(()) } else { Err(Refusal::Forbidden) }
}

/// One matter with what its page shows.
#[derive(Clone, Debug)]
pub struct Shown {
    pub matter: Matter,
    pub unit: Unit,
    pub steps: Vec<Step>,
    /// Owner and verifier by id.
    pub people: HashMap<PersonId, Person>,
    /// The matter that came back as this one.
    pub recurs: Option<Matter>,
    /// What the actor may do next, in the order of the way.
    pub deeds: Vec<Deed>,
}

/// One matter, if the actor may read it.
pub async fn find(ctx: &Ctx, id: MatterId) -> Result<Shown, Refusal> {
    let q = &mut ctx.read();
    let matter = store::matter(q, id).await?.ok_or(Refusal::NotFound)?;
    let path = may(ctx, q, Action::Read, matter.unit).await?;
    let unit = tree::unit_near(q, matter.unit, ctx.now.today).await?.ok_or(Refusal::NotFound)?;
    let mut known = HashMap::new();
    for id in matter.measure.iter().flat_map(|plan| [plan.owner, plan.verifier]) {
        known.extend(people::person(q, id).await?.map(|person| (id, person)));
    }
    let recurs = match matter.recurs {
        Some(id) => store::matter(q, id).await?,
        None => None,
    };
    let allowed = |deed: &&Deed| {
        deed.after(matter.stage).is_some() && may_act(ctx, &path, &matter, **deed).is_ok()
    };
    let deeds = Deed::ALL.iter().filter(allowed).copied().collect();
    Ok(Shown { unit, steps: store::steps(q, id).await?, people: known, recurs, deeds, matter })
}

/// A page of the matters that the actor may see, each with its unit's name and its owner, and how many
/// there are in all.
#[derive(Clone, Debug, Default)]
pub struct List {
    pub matters: Vec<(Matter, String)>,
    pub people: HashMap<PersonId, Person>,
    pub total: i64,
}

pub async fn list(ctx: &Ctx, listing: &Listing<'_>, is_export: bool) -> Result<Arc<List>, Refusal> {
    let action = if is_export { Action::Export } else { Action::Read };
    let scope = ctx.scope(action, Resource::Matter);
    let of = format!("matters {:?} {listing:?}", scope.roots());
    let list = async {
        let q = &mut ctx.read();
        let (matters, total) = store::list(q, &scope, listing).await?;
        let owners = matters.iter().filter_map(|(matter, _)| Some(matter.measure.as_ref()?.owner));
        let people = people::by_ids(q, owners).await?;
        Ok(List { matters, people, total })
    };
    ctx.derived_page(of, listing.limit, list).await
}

/// How the matters of the actor's part stand today.
pub async fn tally(ctx: &Ctx) -> Result<Arc<Tally>, Refusal> {
    let scope = ctx.scope(Action::Read, Resource::Matter);
    let of = format!("tally of matters {:?} {}", scope.roots(), ctx.now.today);
    let tally = async { Ok(store::tally(&mut ctx.read(), &scope, ctx.now.today).await?) };
    ctx.derived(of, tally).await
}

/// How many matters of each unit were raised by the day and how many of them are closed, as far as the
/// actor may see.
pub async fn counted(
    ctx: &Ctx,
    units: &[UnitId],
    on: Day,
) -> Result<HashMap<UnitId, (i64, i64)>, Refusal> {
    let q = &mut ctx.read();
    let scope = ctx.scope(Action::Read, Resource::Matter);
    let seen = tree::within_scope(q, units, &scope, on).await?;
    Ok(store::counted(q, &seen, on).await?)
}

/// Of the matters of a unit and all below it that were due between two days, both included, by unit: how many
/// were closed by their day, and how many there are. `None` for whoever may not see them.
pub async fn in_time(
    ctx: &Ctx,
    unit: UnitId,
    from: Day,
    until: Day,
) -> Result<Option<HashMap<UnitId, (i64, i64)>>, Refusal> {
    let q = &mut ctx.read();
    let path = tree::path_ids(q, unit, until).await?;
    if path.is_empty() || !ctx.can(Action::Read, Resource::Matter, &path) {
        return Ok(None);
    }
    Ok(Some(store::in_time(q, unit, from, until).await?))
}

/// What was solved of a unit and all below it between two days, as it was recorded until a moment. `None` for
/// whoever may not see it.
pub async fn solved(
    ctx: &Ctx,
    unit: UnitId,
    (from, until): (Day, Day),
    at: i64,
) -> Result<Option<Arc<Solved>>, Refusal> {
    let q = &mut ctx.read();
    let path = tree::path_ids(q, unit, until).await?;
    if path.is_empty() || !ctx.can(Action::Read, Resource::Matter, &path) {
        return Ok(None);
    }
    let of = format!("matters solved {unit} {from} {until} {at}");
    let solved = async { Ok(store::solved(&mut ctx.read(), unit, (from, until), at).await?) };
    Ok(Some(ctx.derived::<_, Refusal>(of, solved).await?))
}

/// What waits for the actor: hers to do, or to verify.
pub async fn mine(ctx: &Ctx, limit: i64) -> Result<Arc<List>, Refusal> {
    let Some(person) = ctx.actor.person else { return Ok(Arc::default()) };
    let listing = Listing {
        part: Part::Mine(person),
        unit: None,
        is_deep: false,
        due: None,
        text: "",
        today: ctx.now.today,
        order: Order::Due,
        descending: false,
        limit,
        offset: 0,
    };
    list(ctx, &listing, false).await
}
