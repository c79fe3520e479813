//! What people do with the plan. Each takes the request's context first, asks policy about the very
//! unit, and leaves SQL to the store.

pub mod chart;
pub mod dictionary;
pub mod enterprise;
pub mod export;
pub mod grid;
pub mod history;
pub mod tracker;

use directory::{Step, tree};
use kernel::{Action, Day, FinancialYear, Now, Problem, Quantity, Resource, UnitId};
use store::settings::Settings;
use store::{Ctx, Refusal};

/// The enterprise's settings that figures depend on, and the production day that they make of now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    pub year: FinancialYear,
    /// In per cent of the target, for indicators without their own.
    pub tolerance: Quantity,
    /// What is produced now counts for this day.
    pub today: Day,
}

impl Rules {
    /// The rules at this moment.
    ///
    /// # Errors
    /// `time-zone-unknown` when the settings name no zone.
    pub fn of(settings: &Settings, now: Now) -> Result<Self, Problem> {
        let tolerance = Quantity::parse(settings.get("tolerance-percent")).unwrap_or_default();
        let cut = settings.get("production-day-cut").parse().unwrap_or(0);
        let today = kernel::production_day(now.at, settings.time_zone(), cut)?;
        Ok(Self { year: settings.financial_year(), tolerance, today })
    }
}

/// A unit that the actor may look at (or write to), with the part of its path that the actor sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub id: UnitId,
    pub name: String,
    /// From the highest visible unit to this one.
    pub path: Vec<Step>,
    /// This unit and all its ancestors: what policy decides by.
    pub ids: Vec<UnitId>,
}

impl Place {
    /// The unit as of a day (as it was last, when it is closed by then).
    ///
    /// # Errors
    /// Not found or forbidden, as policy says.
    pub async fn find(
        ctx: &Ctx,
        action: Action,
        resource: Resource,
        unit: UnitId,
        day: Day,
    ) -> Result<Self, Refusal> {
        let q = &mut ctx.read();
        let mut steps = tree::path(q, unit, day).await?;
        let mut ids: Vec<UnitId> = steps.iter().rev().map(|step| step.id).collect();
        if steps.is_empty() {
            let known = tree::unit_near(q, unit, day).await?.ok_or(Refusal::NotFound)?;
            ids = tree::path_ids(q, unit, day).await?;
            steps = vec![Step { id: unit, name: known.name }];
        }
        ctx.may(action, resource, &ids)?;
        let visible = |index: usize| {
            let above: Vec<UnitId> = steps[..=index].iter().map(|step| step.id).collect();
            ctx.can(Action::Read, Resource::Reading, &above)
        };
        let first = (0..steps.len()).find(|&index| visible(index)).unwrap_or(steps.len() - 1);
        let path = steps.split_off(first);
        let name = path.last().map(|step| step.name.clone()).unwrap_or_default();
        Ok(Self { id: unit, name, path, ids })
    }
}

/// The unit that a reader begins with when the address names none.
pub async fn first_unit(ctx: &Ctx) -> Result<Option<UnitId>, Refusal> {
    let scope = ctx.scope(Action::Read, Resource::Reading);
    let tops = tree::tops(&mut ctx.read(), &scope, ctx.now.today).await?;
    Ok(tops.first().map(|node| node.unit.id))
}

/// Asks policy about what belongs to the whole enterprise. Who reads such a thing through a role on any
/// unit sees it, so that it is forbidden to them to change it, never absent.
///
/// # Errors
/// [`Refusal::Forbidden`], or [`Refusal::NotFound`] for who may not even read it.
pub(crate) async fn may_for_all(
    ctx: &Ctx,
    action: Action,
    resource: Resource,
) -> Result<(), Refusal> {
    ctx.may(Action::Read, resource, &[])?;
    ctx.may(action, resource, &root(ctx).await?).map_err(|_| Refusal::Forbidden)
}

/// Whether the actor may do this to what belongs to the whole enterprise; for showing a button.
pub(crate) async fn can_for_all(
    ctx: &Ctx,
    action: Action,
    resource: Resource,
) -> Result<bool, Refusal> {
    Ok(ctx.can(action, resource, &root(ctx).await?))
}

/// The path of the whole enterprise, by which its dictionary and settings are decided.
pub(crate) async fn root(ctx: &Ctx) -> Result<Vec<UnitId>, Refusal> {
    let root = tree::root_on(&mut ctx.read(), ctx.now.today).await?;
    Ok(root.into_iter().map(|unit| unit.id).collect())
}
