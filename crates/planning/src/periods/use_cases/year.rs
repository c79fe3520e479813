//! A unit's year on one page: from locked months alone, as they were locked.

use super::super::rhythm::month_of;
use super::super::store::year::{self as store, Chapter, Stood};
use super::super::store::{kept, locks};
use super::{Lock, Restated, restated_of};
use crate::annual::content::{Mark, Task};
use crate::annual::store as plans;
use crate::figure::Figures;
use crate::indicator::Indicator;
use crate::reading::Kind;
use crate::status::{self, Standing, Tally};
use crate::store::{figures, indicators};
use crate::to_date::{ByPeriod, ToDate};
use crate::use_cases::{Place, Rules};
use ::store::settings::Settings;
use ::store::{Ctx, Refusal};
use directory::people::{self, Person};
use kernel::{
    Action, FinancialYear, Grain, IndicatorId, LockId, Month, Period, PersonId, PlanId, Resource,
    UnitId,
};
use matters::use_cases::Solved;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A year is one of these.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// What the page shows.
#[derive(Clone, Debug)]
pub struct View {
    pub place: Place,
    pub year: i32,
    pub rules: FinancialYear,
    /// The twelve months, each with the lock that holds.
    pub months: Vec<(Month, Option<Lock>)>,
    pub lines: Vec<Line>,
    /// The plan that was in force when the latest month was locked.
    pub plan: Option<PlanId>,
    /// Party tasks as they stood at the latest lock.
    pub tasks: Vec<(Stood, Task)>,
    pub people: HashMap<PersonId, Person>,
    /// Problems solved from the first day of the year to the last one locked, as recorded at the latest lock;
    /// `None` where nothing is locked or the reader may not see them.
    pub solved: Option<Arc<Solved>>,
    /// What began or ended of the unit and of those directly below it.
    pub chapters: Vec<Chapter>,
}

/// An indicator over the locked months.
#[derive(Clone, Debug)]
pub struct Line {
    pub indicator: Indicator,
    /// Of the whole year, as the plan has it.
    pub annual: Option<Mark>,
    pub annual_high: Option<Mark>,
    pub total: ToDate,
    pub standing: Standing,
    /// Periods whose figure has changed since the lock.
    pub restated: Vec<Restated>,
}

impl View {
    /// How many months are locked.
    pub fn locked(&self) -> usize {
        self.months.iter().filter(|(_, lock)| lock.is_some()).count()
    }

    /// The latest locked month with its lock.
    pub fn latest(&self) -> Option<(Month, &Lock)> {
        self.months.iter().rev().find_map(|(month, lock)| Some((*month, lock.as_ref()?)))
    }

    /// How the indicators stand.
    pub fn tally(&self) -> Tally {
        self.lines.iter().map(|line| line.standing).collect()
    }
}

/// A unit's year, if the actor may see it.
pub async fn look(ctx: &Ctx, unit: UnitId, year: i32) -> Result<View, Refusal> {
    if !YEARS.contains(&year) {
        return Err(Refusal::NotFound);
    }
    let q = &mut ctx.snapshot().await?;
    let settings = Settings::load(q).await?;
    let rules = Rules::of(&settings, ctx.now)?;
    let months = rules.year.months(year);
    let (first, last) = (months[0].first_day(), months[11].last_day());
    let place =
        Place::find(ctx, Action::Read, Resource::Period, unit, last.min(ctx.now.today)).await?;
    let mut held = locks::in_force(q, unit, (months[0], months[11])).await?;
    let ids: BTreeMap<Month, LockId> = held.iter().map(|(month, lock)| (*month, lock.id)).collect();
    let mut view = View {
        place,
        year,
        rules: rules.year,
        months: months.map(|month| (month, held.remove(&month))).to_vec(),
        lines: Vec::new(),
        plan: None,
        tasks: Vec::new(),
        people: HashMap::new(),
        solved: None,
        chapters: store::chapters(q, unit, (first, last)).await?,
    };
    let Some((month, lock)) = view.latest().map(|(month, lock)| (month, lock.clone())) else {
        return Ok(view);
    };
    let at = view.months.iter().filter_map(|(_, lock)| Some(lock.as_ref()?.locked_at)).max();
    let at = at.unwrap_or(lock.locked_at);
    let known = indicators::by_id(q).await?;
    view.plan = store::plan_at(q, unit, year, at).await?;
    let content = match view.plan {
        Some(plan) => {
            let times = plans::Times { year, rules: rules.year, known: &known };
            plans::content(q, plan, times).await?
        }
        None => crate::annual::content::Content::default(),
    };
    let windows: Vec<(Period, Period)> = Grain::ALL
        .iter()
        .filter(|grain| known.values().any(|indicator| indicator.grain == **grain))
        .map(|grain| crate::span::Span::new(*grain, months[11], rules.year).ends())
        .collect();
    let kept = kept::of_unit(q, unit, &windows, &ids, rules.year).await?;
    let locked = figures::over(q, &[unit], &windows, &known, &kept).await?.remove(&unit);
    let now = match kept.is_empty() {
        true => HashMap::new(),
        false => figures::of_unit(q, unit, &windows, &known).await?,
    };
    let locked = locked.unwrap_or_default();
    let mut restated: HashMap<IndicatorId, Vec<Restated>> = HashMap::new();
    for one in restated_of(&kept, &known, (&locked, &now)) {
        restated.entry(one.indicator.id).or_default().push(one);
    }
    for (id, by_period) in locked {
        let Some(indicator) = known.get(&id) else { continue };
        let span = locked_span(indicator.grain, months[11], rules.year, &ids);
        let by_period: ByPeriod = by_period;
        let total = ToDate::new(indicator, &span, &by_period);
        let total = total.map_err(crate::store::too_large(id))?;
        let marks = content.targets.get(&id).map(|target| &target.marks);
        let annual = |kind| marks.and_then(|marks| marks.get(&kind)).cloned();
        if total.used == 0 && marks.is_none() && !has_target(&span, &by_period) {
            continue;
        }
        view.lines.push(Line {
            standing: status::to_date(indicator, lock.tolerance, &total),
            annual: annual(Kind::Target),
            annual_high: annual(Kind::TargetHigh),
            restated: restated.remove(&id).unwrap_or_default(),
            indicator: indicator.clone(),
            total,
        });
    }
    view.lines.sort_by_key(|line| line.indicator.id);
    let is_told = ctx.can(Action::Read, Resource::Plan, &view.place.ids);
    let stood = if is_told { store::tasks(q, lock.id, unit).await? } else { Vec::new() };
    if let Some(plan) = stood.first().map(|one| one.plan) {
        let mut tasks = plans::tasks(q, plan).await?;
        let owners = tasks.values().map(|task| task.owner);
        view.people = people::by_ids(q, owners).await?;
        let both = stood.into_iter().filter_map(|one| {
            let task = tasks.remove(&one.task)?;
            Some((one, task))
        });
        view.tasks = both.collect();
    }
    view.solved = matters::use_cases::solved(ctx, unit, (first, month.last_day()), at).await?;
    Ok(view)
}

/// The periods of a year that are locked.
fn locked_span(
    grain: Grain,
    last: Month,
    rules: FinancialYear,
    locks: &BTreeMap<Month, LockId>,
) -> Vec<Period> {
    let mut span = crate::span::Span::new(grain, last, rules).to_date;
    span.retain(|period| locks.contains_key(&month_of(*period, rules)));
    span
}

/// Whether any of the periods has a target.
fn has_target(span: &[Period], by_period: &ByPeriod) -> bool {
    let target = |figures: &Figures| figures.target().is_given();
    span.iter().any(|period| by_period.get(&period.code()).is_some_and(target))
}
