//! What units have to show: their own readings, else what those below them amount to. Two queries for
//! each grain, however many indicators and months.

use super::rows::{Key, RATES, RollUpRow, kind, roll_up_columns};
use crate::figure::{Amount, Figures};
use crate::indicator::Indicator;
use crate::to_date::ByPeriod;
use kernel::{IndicatorId, Period, Quantity, QuantityError, UnitId};
use std::collections::HashMap;
use store::{Query, Result, StoreError, params};

/// Figures of one unit by indicator and period.
pub type OfUnit = HashMap<IndicatorId, ByPeriod>;

/// A reading as far as figures need it.
#[derive(sqlx::FromRow)]
struct Own {
    unit_id: i64,
    period: i64,
    indicator_id: i64,
    kind: i64,
    value: i64,
    weight: Option<i64>,
}

/// What these units show of these indicators in the windows (each of one grain, ends included).
pub async fn of_units(
    q: &mut impl Query,
    units: &[UnitId],
    windows: &[(Period, Period)],
    indicators: &HashMap<IndicatorId, Indicator>,
) -> Result<HashMap<UnitId, OfUnit>> {
    over(q, units, windows, indicators, &HashMap::new()).await
}

/// The same with other amounts in the place of some: what was kept when a month was locked. An amount of
/// nothing says that there was none.
pub(crate) async fn over(
    q: &mut impl Query,
    units: &[UnitId],
    windows: &[(Period, Period)],
    indicators: &HashMap<IndicatorId, Indicator>,
    instead: &HashMap<(Key, i64), Amount>,
) -> Result<HashMap<UnitId, OfUnit>> {
    let mut found: HashMap<UnitId, OfUnit> = HashMap::new();
    if units.is_empty() {
        return Ok(found);
    }
    // One of them is sought by itself; all of them are what there is.
    let only = match indicators.len() {
        1 => indicators.keys().next().copied(),
        _ => None,
    };
    let only = only.map_or(0, |id| id.0);
    // Actuals come before the rates that they weigh.
    let mut given: Vec<_> = instead.iter().collect();
    given.sort_unstable_by_key(|(cell, _)| **cell);
    for (&((unit, period, indicator), kind), &amount) in given {
        put_amount(&mut found, (unit.0, period, indicator.0, kind), amount)?;
    }
    let is_given = |unit, period, indicator, kind| {
        let cell = ((UnitId(unit), period, IndicatorId(indicator)), kind);
        !instead.is_empty() && instead.contains_key(&cell)
    };
    for &(from, to) in windows {
        let sql = concat!(
            "SELECT ",
            roll_up_columns!(),
            " FROM roll_up \
             WHERE unit_id IN {ids:$1} AND period BETWEEN $2 AND $3 \
             AND ($4 = 0 OR indicator_id = $4)"
        );
        for row in q.all::<RollUpRow>(sql, params![units, from, to, only]).await? {
            if !is_given(row.unit_id, row.period, row.indicator_id, row.kind) {
                put_roll_up(&mut found, &row)?;
            }
        }
        let sql = "SELECT unit_id, period, indicator_id, kind, value, weight FROM reading \
             WHERE unit_id IN {ids:$1} AND period BETWEEN $2 AND $3 AND withdrawn IS NULL \
             AND ($4 = 0 OR indicator_id = $4) \
             ORDER BY unit_id, period, indicator_id, kind, version";
        for row in q.all::<Own>(sql, params![units, from, to, only]).await? {
            if !is_given(row.unit_id, row.period, row.indicator_id, row.kind) {
                put_own(&mut found, &row, indicators)?;
            }
        }
    }
    Ok(found)
}

/// What one unit shows.
pub async fn of_unit(
    q: &mut impl Query,
    unit: UnitId,
    windows: &[(Period, Period)],
    indicators: &HashMap<IndicatorId, Indicator>,
) -> Result<OfUnit> {
    Ok(of_units(q, &[unit], windows, indicators).await?.remove(&unit).unwrap_or_default())
}

fn place(
    found: &mut HashMap<UnitId, OfUnit>,
    unit: i64,
    indicator: i64,
    period: i64,
) -> &mut Figures {
    let unit = found.entry(UnitId(unit)).or_default();
    unit.entry(IndicatorId(indicator)).or_default().entry(period).or_default()
}

fn put_roll_up(found: &mut HashMap<UnitId, OfUnit>, row: &RollUpRow) -> Result<()> {
    let cell = (row.unit_id, row.period, row.indicator_id, row.kind);
    put_amount(found, cell, row.amount()?)
}

/// Takes in a roll-up's amount by unit, period, indicator and stored kind.
fn put_amount(
    found: &mut HashMap<UnitId, OfUnit>,
    (unit, period, indicator, stored): (i64, i64, i64, i64),
    amount: Amount,
) -> Result<()> {
    if amount.is_reported() {
        let figures = place(found, unit, indicator, period);
        if stored >= RATES {
            figures.put_rates(kind(stored - RATES)?, amount);
        } else {
            figures.put(kind(stored)?, amount);
        }
    }
    Ok(())
}

/// Later versions come later and take the place of earlier ones; the actual comes before the rates
/// that it weighs.
fn put_own(
    found: &mut HashMap<UnitId, OfUnit>,
    row: &Own,
    indicators: &HashMap<IndicatorId, Indicator>,
) -> Result<()> {
    let Some(indicator) = indicators.get(&IndicatorId(row.indicator_id)) else { return Ok(()) };
    let kind = kind(row.kind)?;
    let value = Quantity::from_millionths(row.value);
    let weight = row.weight.map(Quantity::from_millionths);
    let figures = place(found, row.unit_id, row.indicator_id, row.period);
    if indicator.is_weighted() && weight.is_none() {
        figures.put(kind, Amount::default());
        figures.put_rate(kind, value).map_err(overflow)?;
    } else {
        figures.put(kind, Amount::of(indicator.aggregation, value, weight));
        if kind != interchange::Kind::Actual {
            figures.put_rates(kind, Amount::default());
        }
    }
    Ok(())
}

fn overflow(error: QuantityError) -> StoreError {
    StoreError::Corrupt(format!("a rate times its denominator: {error}"))
}

/// The indicators of which the unit has an actual in the window, of its own or from below.
pub async fn reported(
    q: &mut impl Query,
    unit: UnitId,
    (from, to): (Period, Period),
) -> Result<Vec<IndicatorId>> {
    let sql = "SELECT indicator_id FROM roll_up \
         WHERE unit_id = $1 AND period BETWEEN $2 AND $3 AND kind = 0 AND n > 0 \
         UNION SELECT indicator_id FROM reading \
         WHERE unit_id = $1 AND period BETWEEN $2 AND $3 AND kind = 0 AND withdrawn IS NULL";
    let rows = q.all::<(i64,)>(sql, params![unit, from, to]).await?;
    Ok(rows.into_iter().map(|(id,)| IndicatorId(id)).collect())
}

/// The latest month up to `until` in which the unit has an actual, of its own or from below.
pub async fn latest_month(q: &mut impl Query, unit: UnitId, until: Period) -> Result<Option<i64>> {
    let mut latest = None;
    for sql in [
        "SELECT period FROM reading WHERE unit_id = $1 AND period BETWEEN 190001 AND $2 AND kind = 0 \
         AND withdrawn IS NULL ORDER BY period DESC LIMIT 1",
        "SELECT period FROM roll_up WHERE unit_id = $1 AND period BETWEEN 190001 AND $2 AND kind = 0 \
         AND n > 0 ORDER BY period DESC LIMIT 1",
    ] {
        let row: Option<(i64,)> = q.optional(sql, params![unit, until]).await?;
        latest = latest.max(row.map(|(period,)| period));
    }
    Ok(latest)
}
