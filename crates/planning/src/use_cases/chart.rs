//! One indicator of one unit over time: two years of months, or as many of its own periods.

use super::{Place, Rules};
use crate::figure::Figures;
use crate::indicator::Indicator;
use crate::span::Span;
use crate::status::{self, Standing};
use crate::store::{figures, indicators};
use kernel::{Action, Grain, IndicatorId, Month, Period, Resource, UnitId};
use store::{Ctx, Refusal};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct Course {
    pub place: Place,
    pub indicator: Indicator,
    pub month: Month,
    /// Oldest first.
    pub points: Vec<Point>,
}

/// One period.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    pub period: Period,
    pub figures: Figures,
    pub standing: Standing,
}

/// How many periods of a grain are looked back on.
const fn length(grain: Grain) -> usize {
    match grain {
        Grain::Day => 62,
        Grain::Month => 24,
        Grain::Quarter => 12,
        Grain::Year => 10,
    }
}

pub async fn look(
    ctx: &Ctx,
    rules: Rules,
    unit: UnitId,
    indicator: IndicatorId,
    month: Month,
) -> Result<Course, Refusal> {
    let q = &mut ctx.read();
    let day = month.last_day();
    let place = Place::find(ctx, Action::Read, Resource::Reading, unit, day).await?;
    let mut known = indicators::by_id(q).await?;
    known.retain(|id, _| *id == indicator);
    let indicator = known.get(&indicator).cloned().ok_or(Refusal::NotFound)?;
    let last = Span::holding(indicator.grain, month, rules.year);
    let mut periods: Vec<Period> =
        std::iter::successors(Some(last), |period| Some(period.previous()))
            .take(length(indicator.grain))
            .collect();
    periods.reverse();
    let found = figures::of_unit(q, unit, &[(periods[0], last)], &known).await?;
    let by_period = found.get(&indicator.id);
    let points = periods
        .into_iter()
        .map(|period| {
            let figures = by_period.and_then(|by| by.get(&period.code())).copied();
            let figures = figures.unwrap_or_default();
            let standing = status::of_period(&indicator, rules.tolerance, &figures);
            Point { period, figures, standing }
        })
        .collect();
    Ok(Course { place, indicator, month, points })
}
