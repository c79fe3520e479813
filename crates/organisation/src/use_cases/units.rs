//! Founding, changing and closing units, and what is written beside them.

use super::viewing::may_read;
use crate::governance::store::matters as major;
use crate::party::store::follower;
use crate::people::store::follower as employed;
use crate::people::use_cases::{Settling, check_settling, settle_unit};
use directory::change::{self, Change, Closing, Plan};
use directory::founding::{self, NewUnit};
use directory::{Kind, Parent, Unit, Version, name, remarks, tree, withheld};
use kernel::{Action, Day, DayRange, Problem, Resource, UnitId};
use serde_json::json;
use store::{Ctx, Query, Refusal, Tx};

/// A unit to be founded, as a person enters it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founding {
    pub parent: UnitId,
    pub name: String,
    pub kind: Kind,
    pub code: String,
    pub from: Day,
    pub withheld: bool,
}

/// A change of a unit, as a person enters it: the whole of what shall hold from the day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub revision: i64,
    pub from: Day,
    pub name: String,
    pub kind: Kind,
    /// `None` stays where it is.
    pub parent: Option<UnitId>,
    pub code: String,
}

/// What an edit will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consequences {
    pub unit: Unit,
    /// What changes from the day on; `None` when only the code does.
    pub plan: Option<Plan>,
    /// The new code, if it changes.
    pub code: Option<Option<String>>,
}

/// Founds a unit below another.
pub async fn found(ctx: &Ctx, new: Founding) -> Result<UnitId, Refusal> {
    let mut work = ctx.work().await?;
    let path = may_read(ctx, &mut work.tx, new.parent, new.from).await?;
    ctx.may(Action::Create, Resource::Unit, &path)?;
    let unit = NewUnit {
        code: Some(new.code),
        name: new.name,
        kind: new.kind,
        parent: Parent::Known(new.parent),
        valid: DayRange::since(new.from),
    };
    let id = founding::create(&mut work.tx, unit).await?;
    let unit = tree::unit_on(&mut work.tx, id, new.from).await?.ok_or(Refusal::NotFound)?;
    if new.withheld {
        ctx.may(Action::Change, Resource::WithheldUnit, &path)?;
        withheld::set(&mut work.tx, id, unit.revision, true).await?;
    }
    work.audit("unit.found", "unit", id, None, Some(record(&unit)));
    if new.withheld {
        work.audit("unit.withhold", "unit", id, None, None);
    }
    work.commit().await?;
    Ok(id)
}

/// Says what an edit will do, without doing it.
pub async fn preview(ctx: &Ctx, id: UnitId, edit: &Edit) -> Result<Consequences, Refusal> {
    let q = &mut ctx.read();
    may_edit(ctx, q, id, edit).await?;
    consequences(q, id, edit).await
}

/// Changes a unit from a day on.
pub async fn edit(ctx: &Ctx, id: UnitId, edit: &Edit) -> Result<Consequences, Refusal> {
    let mut work = ctx.work().await?;
    may_edit(ctx, &mut work.tx, id, edit).await?;
    let done = consequences(&mut work.tx, id, edit).await?;
    let mut revision = edit.revision;
    if done.plan.is_some() {
        let change = asked(edit, &done.unit);
        change::change(&mut work.tx, id, revision, edit.from, &change, None).await?;
        revision += 1;
    }
    if done.code.is_some() {
        change::set_code(&mut work.tx, id, revision, &edit.code).await?;
    }
    let after = tree::unit_near(&mut work.tx, id, edit.from).await?.map(|unit| record(&unit));
    work.audit("unit.change", "unit", id, Some(record(&done.unit)), after);
    work.commit().await?;
    Ok(done)
}

async fn may_edit(ctx: &Ctx, q: &mut impl Query, id: UnitId, edit: &Edit) -> Result<(), Refusal> {
    let path = may_read(ctx, q, id, edit.from).await?;
    ctx.may(Action::Change, Resource::Unit, &path)?;
    if let Some(parent) = edit.parent {
        let path = may_read(ctx, q, parent, edit.from).await?;
        ctx.may(Action::Change, Resource::Unit, &path)?;
    }
    Ok(())
}

async fn consequences(
    q: &mut impl Query,
    id: UnitId,
    edit: &Edit,
) -> Result<Consequences, Refusal> {
    let unit = last(q, id).await?;
    if unit.revision != edit.revision {
        return Err(Refusal::conflict(Problem::new("unit-changed")));
    }
    let code = name::checked_code(&edit.code)?;
    let code = (code != unit.code).then_some(code);
    let plan = match change::plan(q, id, edit.from, &asked(edit, &unit)).await {
        Ok(plan) => Some(plan),
        Err(refusal) if code.is_some() && changes_nothing(&refusal) => None,
        Err(refusal) => return Err(refusal),
    };
    Ok(Consequences { unit, plan, code })
}

fn asked(edit: &Edit, unit: &Unit) -> Change {
    let parent = edit.parent.filter(|parent| Some(*parent) != unit.parent);
    Change { name: Some(edit.name.clone()), kind: Some(edit.kind), parent }
}

fn changes_nothing(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Invalid(problems) if problems[0].code == "unit-change-nothing")
}

/// The unit as its last version has it: what an edit begins from.
pub async fn last(q: &mut impl Query, id: UnitId) -> Result<Unit, Refusal> {
    tree::unit_near(q, id, Day::FOREVER).await?.ok_or(Refusal::NotFound)
}

/// The unit for an edit form, if the actor may change it.
pub async fn to_edit(ctx: &Ctx, id: UnitId, day: Day) -> Result<Unit, Refusal> {
    let q = &mut ctx.read();
    let path = may_read(ctx, q, id, day).await?;
    ctx.may(Action::Change, Resource::Unit, &path)?;
    last(q, id).await
}

/// Says what closing a unit would close, and what still stands below it, without doing it.
pub async fn preview_closing(
    ctx: &Ctx,
    id: UnitId,
    from: Day,
    with: With,
) -> Result<Closing, Refusal> {
    let q = &mut ctx.read();
    let path = may_read(ctx, q, id, from).await?;
    ctx.may(Action::Change, Resource::Unit, &path)?;
    let closing = change::plan_closing(q, id, from).await?;
    closing.settled(with.below)?;
    check_matters(ctx, q, &closing.closing, from, with.matters).await?;
    match with.links {
        true => follower::no_seat(q, &closing.closing, from).await?,
        false => follower::may_close(q, &closing.closing, from).await?,
    }
    match with.people {
        Settling::Refuse => employed::may_close(q, &closing.closing, from).await?,
        Settling::End => drop(check_settling(ctx, q, &closing.closing, from, None).await?),
        Settling::Move(to) => drop(check_settling(ctx, q, &closing.closing, from, Some(to)).await?),
    }
    Ok(closing)
}

/// What closes or ends together with a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct With {
    /// All units below it.
    pub below: bool,
    /// What Party organisations answer for there.
    pub links: bool,
    /// What becomes of the people who work there.
    pub people: Settling,
    /// Which unit takes the open matters and the undecided major ones; nothing while there are none.
    pub matters: Option<UnitId>,
}

/// What is still open in units that are to close.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    pub matters: i64,
    pub major: i64,
}

/// What is still open in these units, and whether another one may take it.
///
/// # Errors
/// `unit-open-matters`, `unit-open-major-matters`, `matters-closes-too`, all at `matters_to`.
async fn check_matters(
    ctx: &Ctx,
    q: &mut impl Query,
    units: &[UnitId],
    from: Day,
    to: Option<UnitId>,
) -> Result<(), Refusal> {
    let Some(to) = to else {
        matters::store::may_close(q, units).await?;
        return major::may_close(q, units).await;
    };
    may_read(ctx, q, to, from).await?;
    let unit = tree::unit_on(q, to, from).await?;
    match unit.filter(|_| !units.contains(&to)) {
        Some(_) => Ok(()),
        None => {
            let name = tree::unit_near(q, to, from).await?.map(|unit| unit.name);
            let name = name.unwrap_or_default();
            Err(Problem::new("matters-closes-too").arg("unit", name).at("matters_to").into())
        }
    }
}

/// What is still open in these units.
pub async fn open_matters(ctx: &Ctx, units: &[UnitId]) -> Result<Open, Refusal> {
    let q = &mut ctx.read();
    let matters = matters::store::open_in(q, units).await?;
    Ok(Open { matters, major: major::undecided(q, units).await? })
}

/// Another unit takes what is still open in units that close.
async fn settle_matters(
    ctx: &Ctx,
    tx: &mut Tx,
    unit: &Unit,
    units: &[UnitId],
    (from, to): (Day, Option<UnitId>),
) -> Result<Open, Refusal> {
    check_matters(ctx, tx, units, from, to).await?;
    let Some(to) = to else { return Ok(Open::default()) };
    let (by, at) = (ctx.actor.name.as_str(), ctx.now.at);
    let matters =
        matters::store::hand_over(tx, units, to, (ctx.now.today, &unit.name), by, at).await?;
    Ok(Open { matters, major: major::hand_over(tx, units, to).await? })
}

/// Closes a unit from a day on, with all that hangs on it if so wanted.
pub async fn close(
    ctx: &Ctx,
    id: UnitId,
    revision: i64,
    from: Day,
    with: With,
) -> Result<Closing, Refusal> {
    let mut work = ctx.work().await?;
    let path = may_read(ctx, &mut work.tx, id, from).await?;
    ctx.may(Action::Change, Resource::Unit, &path)?;
    founding::lock(&mut work.tx).await?;
    let units = change::plan_closing(&mut work.tx, id, from).await?;
    units.settled(with.below)?;
    let ended = follower::settle(&mut work.tx, &units.closing, from, with.links).await?;
    let people = settle_unit(ctx, &mut work.tx, &units.closing, from, with.people).await?;
    let to = (from, with.matters);
    let open = settle_matters(ctx, &mut work.tx, &units.unit, &units.closing, to).await?;
    let closing = change::close(&mut work.tx, id, revision, from, with.below).await?;
    let closed: Vec<i64> = closing.closing.iter().map(|id| id.0).collect();
    let ended: Vec<(i64, i64)> = ended.iter().map(|link| (link.org.0, link.unit.0)).collect();
    let after = json!({ "closed_from": from.to_string(), "units": closed, "ended": ended,
        "people": people, "people_to": with.people.to().map(|unit| unit.0),
        "matters": open.matters, "major_matters": open.major,
        "matters_to": with.matters.map(|unit| unit.0) });
    let after = after.to_string();
    work.audit("unit.close", "unit", id, Some(record(&closing.unit)), Some(after));
    work.commit().await?;
    Ok(closing)
}

/// Withholds a unit with all below it, or makes it public again.
pub async fn withhold(ctx: &Ctx, id: UnitId, revision: i64, withheld: bool) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let path = may_read(ctx, &mut work.tx, id, ctx.now.today).await?;
    ctx.may(Action::Change, Resource::WithheldUnit, &path)?;
    withheld::set(&mut work.tx, id, revision, withheld).await?;
    let action = if withheld { "unit.withhold" } else { "unit.make-public" };
    work.audit(action, "unit", id, None, None);
    Ok(work.commit().await?)
}

/// Notes another name by which the unit is recognised.
pub async fn add_alias(ctx: &Ctx, id: UnitId, alias: &str) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let path = may_read(ctx, &mut work.tx, id, ctx.now.today).await?;
    ctx.may(Action::Change, Resource::Unit, &path)?;
    let alias = name::checked(alias).map_err(|problem| problem.at("alias"))?;
    if remarks::add_aliases(&mut work.tx, None, [(id, alias.as_str())]).await? == 0 {
        return Err(Problem::new("unit-alias-known").arg("alias", alias).at("alias").into());
    }
    let after = json!({ "alias": alias }).to_string();
    work.audit("unit.alias", "unit", id, None, Some(after));
    Ok(work.commit().await?)
}

/// Takes another name away.
pub async fn remove_alias(ctx: &Ctx, id: UnitId, alias: &str) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let path = may_read(ctx, &mut work.tx, id, ctx.now.today).await?;
    ctx.may(Action::Change, Resource::Unit, &path)?;
    if !remarks::remove_alias(&mut work.tx, id, alias).await? {
        return Err(Refusal::NotFound);
    }
    let before = json!({ "alias": alias }).to_string();
    work.audit("unit.alias", "unit", id, Some(before), None);
    Ok(work.commit().await?)
}

/// Writes a note on the unit.
pub async fn add_note(ctx: &Ctx, id: UnitId, label: &str, body: &str) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let path = may_read(ctx, &mut work.tx, id, ctx.now.today).await?;
    ctx.may(Action::Change, Resource::Unit, &path)?;
    let label = name::checked(label).map_err(|problem| problem.at("label"))?;
    remarks::add_notes(&mut work.tx, None, [(id, label.as_str(), body)]).await?;
    let after = json!({ "label": label, "note": body }).to_string();
    work.audit("unit.note", "unit", id, None, Some(after));
    Ok(work.commit().await?)
}

/// A unit as the audit keeps it.
fn record(unit: &Unit) -> String {
    json!({
        "name": unit.name,
        "kind": unit.kind.name(),
        "code": unit.code,
        "parent": unit.parent.map(|parent| parent.0),
        "from": unit.valid.from.to_string(),
        "last": unit.valid.last_day().map(|day| day.to_string()),
    })
    .to_string()
}

/// A chapter that begins on the same day as the last one corrects it; the preview says so.
pub fn is_correction(unit: &Unit, after: &Version) -> bool {
    unit.valid.from == after.valid.from
}
