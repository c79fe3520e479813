//! What people do with scores: record and confirm facts, look at sheets, draw them up, publish them, and
//! rebuild them from what they keep.

pub mod facts;
pub mod gather;
pub mod list;
pub mod many;
pub(crate) mod months;
pub mod papers;
pub mod places;
pub mod sheets;

use crate::sheets::subject::Subject;
use ::store::settings::Settings;
use ::store::{Ctx, Query, Refusal};
use directory::tree;
use kernel::{Action, Day, Month, UnitId};
use planning::use_cases::Rules;

/// Years that can be assessed.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// A financial year as far as it has come.
#[derive(Clone, Copy, Debug)]
pub struct Year {
    /// The calendar year in which it begins.
    pub year: i32,
    pub first: Day,
    /// Its last day, or today while it is still running.
    pub until: Day,
    pub month: Month,
    pub is_over: bool,
    pub rules: Rules,
}

impl Year {
    /// # Errors
    /// Not found for a year that has not begun or that nobody assesses.
    pub async fn find(ctx: &Ctx, year: i32) -> Result<Self, Refusal> {
        let settings = Settings::load(&mut ctx.read()).await?;
        let rules = Rules::of(&settings, ctx.now)?;
        if !YEARS.contains(&year) {
            return Err(Refusal::NotFound);
        }
        let first = rules.year.first_month(year).first_day();
        let last = rules.year.first_month(year).plus(11).last_day();
        if first > ctx.now.today {
            return Err(Refusal::NotFound);
        }
        let until = last.min(ctx.now.today);
        Ok(Self { year, first, until, month: until.month(), is_over: last <= until, rules })
    }

    /// The year of today.
    pub async fn current(ctx: &Ctx) -> Result<i32, Refusal> {
        let settings = Settings::load(&mut ctx.read()).await?;
        Ok(settings.financial_year().year_of(ctx.now.today.month()))
    }
}

/// The path of a subject's unit, nearest first, if the actor may do this to its scores. People see their own.
pub(crate) async fn may(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    subject: Subject,
    day: Day,
) -> Result<Vec<UnitId>, Refusal> {
    if action != Action::Read || !subject.is_of(&ctx.actor) {
        return tree::allowed(ctx, q, (action, subject.resource()), subject.unit, day).await;
    }
    let path = tree::path_ids(q, subject.unit, day).await?;
    if path.is_empty() { Err(Refusal::NotFound) } else { Ok(path) }
}
