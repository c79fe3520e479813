//! One unit in one month: every indicator, this month and to date, and how the units below stand.

use super::{Place, Rules};
use crate::figure::Figures;
use crate::indicator::{Aggregation, Indicator};
use crate::span::Span;
use crate::status::{self, Standing, Tally};
use crate::store::figures::{self, OfUnit};
use crate::store::indicators;
use crate::to_date::{self, ByPeriod, Partly, ToDate};
use directory::Node;
use directory::tree::{self, Listing, Order};
use kernel::{
    Action, FinancialYear, Grain, IndicatorId, Month, Period, Quantity, QuantityError, Resource,
    UnitId,
};
use std::collections::{HashMap, HashSet};
use store::{Ctx, Refusal, StoreError};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct Tracker {
    pub place: Place,
    pub month: Month,
    pub lines: Vec<Line>,
    /// The dictionary by which lines and tasks name their indicators.
    pub known: HashMap<IndicatorId, Indicator>,
    pub below: Vec<Child>,
    /// How many units stand directly below in all.
    pub below_total: u64,
}

/// One indicator of the unit.
#[derive(Clone, Debug)]
pub struct Line {
    pub indicator: Indicator,
    /// The period that holds the month, in the indicator's grain.
    pub period: Period,
    /// Of days: everything reported this month, with the target of the days that have one.
    pub current: Figures,
    /// The month's days, where the indicator is one of days.
    pub days: Option<ToDate>,
    pub standing: Standing,
    pub total: ToDate,
    pub standing_to_date: Standing,
    /// Each period to date that has anything, for the workbook's charts.
    pub points: Vec<(Period, Figures)>,
}

/// A unit below and how its indicators stand this month.
#[derive(Clone, Debug)]
pub struct Child {
    pub id: UnitId,
    pub name: String,
    pub tally: Tally,
}

/// Which units below are shown.
#[derive(Clone, Debug, Default)]
pub struct Below {
    pub name: String,
    /// `None` keeps the order of the tree.
    pub by: Option<By>,
    pub descending: bool,
    pub offset: u64,
    pub limit: u64,
}

/// Units below that are counted, at the most, for a workbook or an order by counts.
pub const WHOLE: u64 = 20_000;

/// What the reader has asked the units below to be ordered by. Nothing orders them unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Name,
    Reported,
    Met,
    Near,
    Off,
}

impl By {
    /// The order of this name; `None` for any other.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "name" => Self::Name,
            "reported" => Self::Reported,
            "met" => Self::Met,
            "near" => Self::Near,
            "off" => Self::Off,
            _ => return None,
        })
    }

    /// The count that orders; `None` for the name, which the store orders by.
    fn count(self, tally: &Tally) -> Option<u32> {
        Some(match self {
            Self::Name => return None,
            Self::Reported => tally.reported(),
            Self::Met => tally.met,
            Self::Near => tally.near,
            Self::Off => tally.off,
        })
    }
}

impl Tracker {
    /// How the indicators stand this month.
    pub fn tally(&self) -> Tally {
        self.lines.iter().map(|line| line.standing).collect()
    }

    /// How they stand to date.
    pub fn tally_to_date(&self) -> Tally {
        self.lines.iter().map(|line| line.standing_to_date).collect()
    }
}

/// What an indicator shows in the month alone.
struct Present {
    period: Period,
    current: Figures,
    days: Option<ToDate>,
    standing: Standing,
}

impl Present {
    fn new(
        indicator: &Indicator,
        span: &Span,
        by_period: &ByPeriod,
        tolerance: Quantity,
    ) -> Result<Self, QuantityError> {
        let period = span.current[span.current.len() - 1];
        if let [period] = span.current[..] {
            let current = by_period.get(&period.code()).copied().unwrap_or_default();
            let standing = status::of_period(indicator, tolerance, &current);
            return Ok(Self { period, current, days: None, standing });
        }
        let days = ToDate::new(indicator, &span.current, by_period)?;
        let standing = status::to_date(indicator, tolerance, &days);
        let current = days.paired.with_actual(days.figures.actual);
        Ok(Self { period, current, days: Some(days), standing })
    }
}

impl Line {
    /// The line of an indicator, if there is anything to show.
    pub fn new(
        indicator: &Indicator,
        by_period: &ByPeriod,
        month: Month,
        rules: Rules,
    ) -> Result<Option<Self>, QuantityError> {
        let span = Span::new(indicator.grain, month, rules.year);
        let total = ToDate::new(indicator, &span.to_date, by_period)?;
        let present = Present::new(indicator, &span, by_period, rules.tolerance)?;
        if present.current.is_empty() && total.used == 0 {
            return Ok(None);
        }
        let standing_to_date = status::to_date(indicator, rules.tolerance, &total);
        let indicator = indicator.clone();
        let point = |period: &Period| Some((*period, *by_period.get(&period.code())?));
        let points = span.to_date.iter().filter_map(point).collect();
        Ok(Some(Self {
            indicator,
            period: present.period,
            current: present.current,
            days: present.days,
            standing: present.standing,
            total,
            standing_to_date,
            points,
        }))
    }

    /// In how far reports are missing from the current figure.
    pub fn partly(&self) -> Option<Partly> {
        let is_last = self.indicator.aggregation == Aggregation::Last;
        let most = if is_last { self.total.most } else { 0 };
        let compared = self.days.as_ref().map_or(&self.current, |days| &days.paired);
        Partly::new(compared, self.current.actual.count, most)
    }

    /// Completion of the plan of the same periods, in per cent; only where that means something.
    pub fn completion(&self) -> Option<Quantity> {
        status::achievement(to_date::completion(&self.indicator, &self.total.paired)?)
    }
}

/// What policy lets the actor see of a unit and month. Without a month: the latest with an actual.
pub async fn look(
    ctx: &Ctx,
    rules: Rules,
    unit: UnitId,
    month: Option<Month>,
    below: &Below,
) -> Result<Tracker, Refusal> {
    let q = &mut ctx.read();
    let month = match month {
        Some(month) => month,
        None => latest(q, unit, rules.today.month()).await?,
    };
    let day = month.last_day();
    let place = Place::find(ctx, Action::Read, Resource::Reading, unit, day).await?;
    let known = indicators::by_id(q).await?;
    let windows = windows(&known, month, rules.year);
    let figures = figures::of_unit(q, unit, &windows, &known).await?;
    let lines = lines(&known, &figures, month, rules)?;
    let by_count = below.by.is_some_and(|by| by != By::Name);
    let listing = Listing {
        above: unit,
        day,
        is_deep: false,
        text: "",
        name: &below.name,
        code: "",
        kinds: None,
        order: if below.by == Some(By::Name) { Order::Name } else { Order::Tree },
        descending: below.descending && !by_count,
        offset: if by_count { 0 } else { below.offset as i64 },
        limit: if by_count { WHOLE as i64 } else { below.limit as i64 },
    };
    let (nodes, total) = tree::list(q, &listing).await?;
    let mut children = children(q, nodes, &known, month, rules).await?;
    if by_count {
        children = counted(children, below);
    }
    let below = children;
    Ok(Tracker { place, month, lines, known, below, below_total: total as u64 })
}

/// How the indicators of a unit stand in the latest month with an actual, and nothing else of it.
#[derive(Clone, Debug)]
pub struct Glance {
    pub place: Place,
    pub month: Month,
    /// The same indicators as in a [`Tracker`] of the month.
    pub lines: Vec<Brief>,
}

/// One indicator of the unit in that month, as in its [`Line`].
#[derive(Clone, Debug)]
pub struct Brief {
    pub indicator: Indicator,
    pub period: Period,
    pub current: Figures,
    pub standing: Standing,
}

impl Glance {
    /// How the indicators stand.
    pub fn tally(&self) -> Tally {
        self.lines.iter().map(|line| line.standing).collect()
    }
}

/// What policy lets the actor see of a unit at a glance: reads the figures of one month, and of the year
/// only which indicators were reported.
pub async fn glance(ctx: &Ctx, rules: Rules, unit: UnitId) -> Result<Glance, Refusal> {
    let q = &mut ctx.read();
    let month = latest(q, unit, rules.today.month()).await?;
    let place = Place::find(ctx, Action::Read, Resource::Reading, unit, month.last_day()).await?;
    let known = indicators::by_id(q).await?;
    let figures = figures::of_unit(q, unit, &currents(&known, month, rules.year), &known).await?;
    let mut reported = HashSet::new();
    for grain in grains(&known).collect::<Vec<_>>() {
        let ends = Span::new(grain, month, rules.year).ends();
        let ids = figures::reported(q, unit, ends).await?;
        let of_grain = |id: &IndicatorId| known.get(id).is_some_and(|known| known.grain == grain);
        reported.extend(ids.into_iter().filter(of_grain));
    }
    let mut lines = Vec::new();
    for (id, indicator) in known {
        let span = Span::new(indicator.grain, month, rules.year);
        let nothing = ByPeriod::new();
        let by_period = figures.get(&id).unwrap_or(&nothing);
        let present = Present::new(&indicator, &span, by_period, rules.tolerance);
        let Present { period, current, standing, .. } =
            present.map_err(crate::store::too_large(id))?;
        if !current.is_empty() || reported.contains(&id) {
            lines.push(Brief { indicator, period, current, standing });
        }
    }
    lines.sort_by_key(|line| line.indicator.id);
    Ok(Glance { place, month, lines })
}

/// The asked-for part of the units in the order of a count; equal ones stay in the order of the tree.
fn counted(mut children: Vec<Child>, below: &Below) -> Vec<Child> {
    children.sort_by_key(|child| {
        let count = below.by.and_then(|by| by.count(&child.tally)).map_or(0, i64::from);
        if below.descending { -count } else { count }
    });
    let (skip, take) = (below.offset as usize, below.limit as usize);
    children.into_iter().skip(skip).take(take).collect()
}

async fn latest(
    q: &mut impl store::Query,
    unit: UnitId,
    today: Month,
) -> Result<Month, StoreError> {
    let code = figures::latest_month(q, unit, Period::Month(today)).await?;
    Ok(match code.and_then(Period::from_code) {
        Some(Period::Month(month)) => month,
        _ => today,
    })
}

/// First and last period to date of each grain that the dictionary uses.
fn windows(
    known: &HashMap<IndicatorId, Indicator>,
    month: Month,
    year: FinancialYear,
) -> Vec<(Period, Period)> {
    grains(known).map(|grain| Span::new(grain, month, year).ends()).collect()
}

/// First and last period of the month of each grain that the dictionary uses.
fn currents(
    known: &HashMap<IndicatorId, Indicator>,
    month: Month,
    year: FinancialYear,
) -> Vec<(Period, Period)> {
    let current = |grain| {
        let current = Span::new(grain, month, year).current;
        (current[0], current[current.len() - 1])
    };
    grains(known).map(current).collect()
}

/// The grains that the dictionary uses.
fn grains(known: &HashMap<IndicatorId, Indicator>) -> impl Iterator<Item = Grain> {
    let used = |grain: &Grain| known.values().any(|indicator| indicator.grain == *grain);
    Grain::ALL.into_iter().filter(used)
}

fn lines(
    known: &HashMap<IndicatorId, Indicator>,
    figures: &OfUnit,
    month: Month,
    rules: Rules,
) -> Result<Vec<Line>, Refusal> {
    let mut lines = Vec::new();
    for (id, by_period) in figures {
        let Some(indicator) = known.get(id) else { continue };
        let line = Line::new(indicator, by_period, month, rules);
        lines.extend(line.map_err(crate::store::too_large(*id))?);
    }
    lines.sort_by_key(|line| line.indicator.id);
    Ok(lines)
}

/// How the units below stand this month, in their order; nothing ranks them.
async fn children(
    q: &mut impl store::Query,
    nodes: Vec<Node>,
    known: &HashMap<IndicatorId, Indicator>,
    month: Month,
    rules: Rules,
) -> Result<Vec<Child>, Refusal> {
    let ids: Vec<UnitId> = nodes.iter().map(|node| node.unit.id).collect();
    let windows = currents(known, month, rules.year);
    let figures = figures::of_units(q, &ids, &windows, known).await?;
    let mut children = Vec::new();
    for node in nodes {
        let lines = match figures.get(&node.unit.id) {
            Some(figures) => lines(known, figures, month, rules)?,
            None => Vec::new(),
        };
        let tally = lines.iter().map(|line| line.standing).collect();
        children.push(Child { id: node.unit.id, name: node.unit.name, tally });
    }
    Ok(children)
}
