//! Last year's months: each locked with both halves, and one number put right afterwards.

use super::plant::SALES;
use super::write::Units;
use kernel::{Actor, FinancialYear, Month, Period, Quantity};
use planning::Kind;
use planning::periods::use_cases::corrections::{self, Asking};
use planning::periods::use_cases::{self as periods, excuse, look};
use planning::store::indicators;
use store::{Ctx, Refusal};

/// Locks every month of the financial year before the one of the last month.
async fn lock_year(ctx: &Ctx, units: &Units, last: Month) -> Result<(), Refusal> {
    let plant = units["QH"];
    for month in FinancialYear::default().months(last.year - 1) {
        let owed = look(ctx, plant, month).await?.owed;
        let things: Vec<_> =
            owed.iter().map(|one| (one.unit, one.thing.half(), one.thing.number())).collect();
        if !things.is_empty() {
            excuse(ctx, plant, month, &things, "当月该岗位停产检修，无此项统计。").await?;
        }
        periods::lock(ctx, plant, month).await?;
    }
    Ok(())
}

/// The locks, and a complaint that was handed on after its month was locked: the dispatchers ask, the Party
/// affairs department agrees.
pub async fn lock(ctx: &Ctx, units: &Units, last: Month) -> Result<(), Refusal> {
    let by = |name: &str| Ctx { actor: Actor::system(name), ..ctx.clone() };
    let (party, business) = (by("党建工作部"), by("调度室"));
    lock_year(&party, units, last).await?;
    let known = indicators::by_id(&mut ctx.read()).await?;
    let indicator = known.values().find(|it| it.code == "complaints").map(|it| it.id);
    let Some(indicator) = indicator else { return Ok(()) };
    let period = Period::Month(Month { year: last.year - 1, month: 8 });
    let unit = units[SALES];
    let subject = corrections::subject(&business, unit, (indicator, period, Kind::Actual)).await?;
    let Some((seen, (value, weight))) = subject.current else { return Ok(()) };
    let one = Quantity::from_millionths(1_000_000);
    let value = Quantity::from_millionths(value.millionths() + one.millionths());
    let reason = "用户水分异议于锁定后由铁路货场转来，经核实计入发运当月。".to_owned();
    let (kind, after) = (Kind::Actual, Some((value, weight)));
    let asking = Asking { unit, indicator, period, kind, seen, after, reason };
    let note = corrections::request(&business, asking).await?;
    corrections::decide(&party, note, true, "凭证齐全，同意更正。").await
}
