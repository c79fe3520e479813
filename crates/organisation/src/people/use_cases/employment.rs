//! Where people work: one at a time, and all who still work in units that close.

use super::may;
use crate::party::store::history::unit_life;
use crate::people::facts::{Placing, Span};
use crate::people::store::follower::{self, ids};
use crate::people::store::{facts, placed};
use crate::use_cases::choosing::Place;
use ::store::{Ctx, Query, Refusal, Tx};
use directory::{people, tree};
use kernel::{Action, Day, DayRange, PersonId, Problem, Resource, UnitId};
use serde_json::json;

/// Where a person works or worked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employed {
    pub span: Span<UnitId>,
    /// As the unit was called at last in these days.
    pub unit: String,
    /// Whether the reader may visit the unit.
    pub may_read: bool,
}

/// Everywhere a person works or worked, the latest first, for whoever may see her on the day.
pub async fn employment(ctx: &Ctx, id: PersonId, day: Day) -> Result<Vec<Employed>, Refusal> {
    let q = &mut ctx.read();
    may(ctx, q, Action::Read, id, day).await?;
    let mut all = Vec::new();
    let mut spans = facts::history::<UnitId>(q, id).await?;
    spans.retain(|span| ctx.withheld.shows(span.fact));
    for span in spans.into_iter().rev() {
        let near = ctx.now.today.min(span.valid.until.plus_days(-1)).max(span.valid.from);
        let unit = tree::unit_near(q, span.fact, near).await?.ok_or(Refusal::NotFound)?.name;
        let path = tree::path_ids(q, span.fact, near).await?;
        let may_read = ctx.can(Action::Read, Resource::Unit, &path);
        all.push(Employed { span, unit, may_read });
    }
    Ok(all)
}

/// Has a person work in a unit from a day on; where she worked until then she leaves.
///
/// # Errors
/// `employment-known`, `employment-later`, `employment-beyond-unit`; the conflict `person-changed`.
pub async fn employ(
    ctx: &Ctx,
    id: PersonId,
    revision: i64,
    unit: UnitId,
    from: Day,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let tx = &mut work.tx;
    may(ctx, tx, Action::Change, id, ctx.now.today).await?;
    may(ctx, tx, Action::Change, id, from).await?;
    people::touch(tx, id, revision).await?;
    let path = tree::path_ids(tx, unit, from).await?;
    ctx.may(Action::Read, Resource::Unit, &path)?;
    ctx.may(Action::Change, Resource::Person, &path)?;
    let (name, life) = unit_life(tx, unit).await?.ok_or(Refusal::NotFound)?;
    let place = Place { id: unit, name, life, is_allowed: true };
    place.check(from).map_err(|problem| problem.at("from"))?;
    let placing = facts::placed(tx, id, unit, from).await?.map_err(|later| {
        Problem::new("employment-later").arg("day", later.valid.from).at("from")
    })?;
    let before = match placing {
        Placing::Known => {
            return Err(Problem::new("employment-known").arg("unit", place.name).at("unit").into());
        }
        Placing::Begins => None,
        Placing::Follows(span) | Placing::Corrects(span) => Some(record(span)),
    };
    let valid = DayRange { from, until: life.until };
    facts::begin(tx, id, unit, placing, valid).await?;
    let after = record(Span { fact: unit, valid });
    work.audit("person.employ", "person", id, before, Some(after));
    Ok(work.commit().await?)
}

/// Has a person leave the unit where she works; the day is the first on which she no longer works there.
///
/// # Errors
/// `employment-none`; the conflict `person-changed`.
pub async fn leave(ctx: &Ctx, id: PersonId, revision: i64, from: Day) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let tx = &mut work.tx;
    may(ctx, tx, Action::Change, id, ctx.now.today).await?;
    may(ctx, tx, Action::Change, id, from).await?;
    people::touch(tx, id, revision).await?;
    let none = || Problem::new("employment-none").arg("day", from).at("left");
    let span: Span<UnitId> = facts::on(tx, id, from).await?.ok_or_else(none)?;
    facts::end(tx, id, span, from).await?;
    let after = json!({ "until": from.to_string() }).to_string();
    work.audit("person.leave", "person", id, Some(record(span)), Some(after));
    Ok(work.commit().await?)
}

fn record(span: Span<UnitId>) -> String {
    json!({ "unit": span.fact.0, "from": span.valid.from.to_string() }).to_string()
}

/// What becomes of those who still work in units that close.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Settling {
    /// Nothing: the closing is refused while somebody works there.
    #[default]
    Refuse,
    /// They leave on the day.
    End,
    /// They work in another unit from that day on.
    Move(UnitId),
}

impl Settling {
    /// The unit where they work from then on.
    pub const fn to(self) -> Option<UnitId> {
        match self {
            Self::Move(unit) => Some(unit),
            Self::Refuse | Self::End => None,
        }
    }
}

/// Those who still work in units on a day or later: the first of them by name, how many there are, and
/// whether the actor may settle what becomes of them. Names are for whoever may see people there.
#[derive(Clone, Debug, Default)]
pub struct Staying {
    pub named: Vec<String>,
    pub total: i64,
    pub may_settle: bool,
}

/// Who still works in units that would close, the first of which holds the others.
pub async fn settles(
    ctx: &Ctx,
    units: &[UnitId],
    from: Day,
    most: i64,
) -> Result<Staying, Refusal> {
    let q = &mut ctx.read();
    let (named, total) = facts::open::<UnitId>(q, &ids(units), from, most).await?;
    let path = match units.first() {
        Some(unit) => tree::path_ids(q, *unit, from).await?,
        None => Vec::new(),
    };
    let may = |action| ctx.can(action, Resource::Person, &path);
    let named = if may(Action::Read) { named } else { Vec::new() };
    let named = named.into_iter().map(|(_, name)| name).collect();
    Ok(Staying { named, total, may_settle: may(Action::Change) })
}

/// Settles those who still work in units that close, in the closing's own transaction; returns how many.
///
/// # Errors
/// `unit-open-people` unless it is said what becomes of them; `employment-closes-too`.
pub async fn settle_unit(
    ctx: &Ctx,
    tx: &mut Tx,
    units: &[UnitId],
    from: Day,
    settling: Settling,
) -> Result<i64, Refusal> {
    people::lock(tx).await?;
    let to = match settling {
        Settling::Refuse => {
            follower::may_close(tx, units, from).await?;
            return Ok(0);
        }
        Settling::End => None,
        Settling::Move(to) => Some(to),
    };
    let total = check_settling(ctx, tx, units, from, to).await?;
    facts::hand_over(tx, &ids(units), from, to).await?;
    Ok(total)
}

/// Whether the actor may settle people so; returns how many there are.
pub(crate) async fn check_settling(
    ctx: &Ctx,
    q: &mut impl Query,
    units: &[UnitId],
    from: Day,
    to: Option<UnitId>,
) -> Result<i64, Refusal> {
    let (_, total) = facts::open::<UnitId>(q, &ids(units), from, 1).await?;
    for unit in units.first().into_iter().chain(&to) {
        let path = tree::path_ids(q, *unit, from).await?;
        ctx.may(Action::Change, Resource::Person, &path)?;
    }
    let Some(to) = to else { return Ok(total) };
    let (name, life) = unit_life(q, to).await?.ok_or(Refusal::NotFound)?;
    let is_open = life.contains(from) && life.until == Day::FOREVER;
    if units.contains(&to) || !is_open {
        return Err(Problem::new("employment-closes-too").arg("unit", name).at("people_to").into());
    }
    Ok(total)
}

/// How many people work in a unit and in all of its subtree, for whoever may see people there.
pub async fn staff_of(
    ctx: &Ctx,
    unit: &directory::Unit,
    day: Day,
) -> Result<Option<(i64, i64)>, Refusal> {
    let q = &mut ctx.read();
    let path = tree::path_ids(q, unit.id, day).await?;
    if path.is_empty() || !ctx.can(Action::Read, Resource::Person, &path) {
        return Ok(None);
    }
    Ok(Some(placed::headcount(q, unit.id, unit.parent.is_none(), day).await?))
}
