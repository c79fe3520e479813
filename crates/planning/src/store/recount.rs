//! Roll-ups from nothing: what they must be according to readings and tree. Verification compares; a
//! change of the tree corrects.

use super::cells;
use super::roll_ups::{Deltas, days, too_large};
use super::rows::{Key, RATES, RollUpRow, roll_up_columns};
use super::{indicators, locks};
use crate::figure::Amount;
use crate::indicator::Indicator;
use crate::reading::{KIND_NAMES, Kind};
use cells::{Cell, Window};
use directory::{Ancestry, TreeChange, TreeFollower};
use kernel::{Day, DayRange, Grain, IndicatorId, Period, Problem, Sum, UnitId};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::pin::Pin;
use store::{Db, Query, Refusal, Result, Tx, params};

/// Units whose readings are looked at together.
const CHUNK: usize = 200;
/// Wrong roll-ups named at the most.
const NAMED: usize = 20;

/// What verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Units with readings, current readings, and roll-ups compared.
    pub units: u64,
    pub readings: u64,
    pub roll_ups: u64,
    pub wrong: u64,
    /// The first wrong ones, in the order of unit, period, indicator and kind.
    pub first: Vec<WrongCell>,
}

/// A roll-up that is not what its readings amount to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongCell {
    pub unit: UnitId,
    pub period: i64,
    pub indicator: IndicatorId,
    /// The kind's name; `-rates` follows where targets were given as rates.
    pub kind: String,
    pub kept: Amount,
    pub counted: Amount,
}

type Cells = BTreeMap<(Key, i64), Amount>;

/// Which roll-ups are counted again.
struct Part<'a> {
    /// `None`: all.
    above: Option<HashSet<UnitId>>,
    /// Only periods that end on this day or later.
    from: Day,
    indicators: &'a HashMap<IndicatorId, Indicator>,
}

impl Part<'_> {
    /// What is kept of these units in periods that end on the first day or later.
    async fn cells(&self, q: &mut impl Query, units: &[UnitId]) -> Result<BTreeMap<Key, Cell>> {
        let mut cells = BTreeMap::new();
        for grain in Grain::ALL {
            if self.indicators.values().any(|indicator| indicator.grain == grain) {
                let from = Period::of(grain, self.from).code();
                let until = Period::of(grain, Day::FOREVER.plus_days(-400)).code();
                let window = Window { periods: (from, until), ..Window::ALL };
                cells.append(&mut cells::load(q, units, window).await?);
            }
        }
        Ok(cells)
    }
}

/// Recounts everything as it is at one moment, and compares.
pub async fn verify(db: &Db) -> Result<Report, Refusal> {
    let q = &mut db.snapshot().await?;
    let indicators = indicators::by_id(q).await?;
    let part = Part { above: None, from: Day::EARLIEST, indicators: &indicators };
    let units: Vec<(i64,)> =
        q.all("SELECT DISTINCT unit_id FROM reading ORDER BY unit_id", params![]).await?;
    let units: Vec<UnitId> = units.into_iter().map(|(id,)| UnitId(id)).collect();
    let mut report = Report { units: units.len() as u64, ..Report::default() };
    let counted = count(q, &part, &units, &mut report.readings).await?;
    let kept = kept(q, &part).await?;
    report.roll_ups = kept.len() as u64;
    for (&(key, kind), &counted) in &counted {
        let kept = kept.get(&(key, kind)).copied().unwrap_or_default();
        report.compare(key, kind, kept, counted);
    }
    for (&(key, kind), &kept) in kept.iter().filter(|(cell, _)| !counted.contains_key(*cell)) {
        report.compare(key, kind, kept, Amount::default());
    }
    Ok(report)
}

impl Report {
    fn compare(&mut self, key: Key, kind: i64, kept: Amount, counted: Amount) {
        if kept == counted {
            return;
        }
        self.wrong += 1;
        if self.first.len() < NAMED {
            let (unit, period, indicator) = key;
            let name = KIND_NAMES.get((kind % RATES) as usize).copied().unwrap_or("?");
            let kind = format!("{name}{}", if kind >= RATES { "-rates" } else { "" });
            self.first.push(WrongCell { unit, period, indicator, kind, kept, counted });
        }
    }
}

/// What the readings of these units amount to above them.
async fn count(
    q: &mut impl Query,
    part: &Part<'_>,
    units: &[UnitId],
    readings: &mut u64,
) -> Result<Cells, Refusal> {
    let mut counted = Cells::new();
    let mut rated = Vec::new();
    for units in units.chunks(CHUNK) {
        let ancestry = Ancestry::load(q, Some(units), DayRange::ALWAYS).await?;
        for (key, cell) in part.cells(q, units).await? {
            let (unit, period, indicator_id) = key;
            let (first, last) = days(period);
            let Some(indicator) = part.indicators.get(&indicator_id) else { continue };
            let above: Vec<UnitId> = ancestry
                .above(unit, first, last)
                .into_iter()
                .flatten()
                .filter(|unit| part.above.as_ref().is_none_or(|above| above.contains(unit)))
                .collect();
            let has_rate = Kind::ALL.into_iter().any(|kind| cell.rate(kind, indicator).is_some());
            if has_rate {
                rated.push((key, cell, above.clone()));
            }
            for kind in Kind::ALL {
                let Some(live) = cell.live(kind) else { continue };
                *readings += 1;
                if live.weight.is_some() || !indicator.is_weighted() {
                    let amount = cell.amount(kind, indicator);
                    let code = i64::from(kind.code());
                    add(&mut counted, &above, key, code, amount)?;
                }
            }
        }
    }
    let own_below: Vec<UnitId> = rated.iter().map(|((unit, _, _), _, _)| *unit).collect();
    let stored = super::roll_ups::load(q, &own_below, Window::ALL).await?;
    for (key, cell, above) in rated {
        let Some(indicator) = part.indicators.get(&key.2) else { continue };
        let own = cell.amount(Kind::Actual, indicator);
        let is_recounted = part.above.as_ref().is_none_or(|above| above.contains(&key.0));
        let below = if is_recounted {
            counted.get(&(key, 0)).copied()
        } else {
            stored.get(&(key, 0)).copied()
        };
        let denominator =
            if own.is_reported() { own.bottom } else { below.map_or(Sum::ZERO, |sum| sum.bottom) };
        for kind in Kind::ALL {
            let Some(rate) = cell.rate(kind, indicator) else { continue };
            let amount = Amount::of_rate(rate, denominator).map_err(too_large(key.2))?;
            add(&mut counted, &above, key, i64::from(kind.code()) + RATES, amount)?;
        }
    }
    Ok(counted)
}

fn add(
    counted: &mut Cells,
    above: &[UnitId],
    (_, period, indicator): Key,
    kind: i64,
    amount: Amount,
) -> Result<(), Refusal> {
    for &unit in above {
        let sum = counted.entry(((unit, period, indicator), kind)).or_default();
        *sum = sum.plus(amount).map_err(too_large(indicator))?;
    }
    Ok(())
}

/// The roll-ups as they are kept.
async fn kept(q: &mut impl Query, part: &Part<'_>) -> Result<Cells> {
    let rows: Vec<RollUpRow> = match &part.above {
        None => {
            let sql = concat!("SELECT ", roll_up_columns!(), " FROM roll_up WHERE n <> 0");
            q.all(sql, params![]).await?
        }
        Some(above) => {
            let units: Vec<i64> = above.iter().map(|unit| unit.0).collect();
            let sql = concat!(
                "SELECT ",
                roll_up_columns!(),
                " FROM roll_up WHERE unit_id IN {ids:$1} AND n <> 0"
            );
            q.all(sql, params![units.as_slice()]).await?
        }
    };
    let rows = rows.iter().filter(|row| days(row.period).1 >= part.from);
    rows.map(|row| Ok(((row.key(), row.kind), row.amount()?))).collect()
}

/// Keeps roll-ups right when units move, close or begin.
#[derive(Clone, Copy, Debug, Default)]
pub struct RollUpFollower;

impl TreeFollower for RollUpFollower {
    fn tree_changed<'a>(
        &'a self,
        tx: &'a mut Tx,
        change: &'a TreeChange,
    ) -> Pin<Box<dyn Future<Output = Result<(), Refusal>> + Send + 'a>> {
        Box::pin(follow(tx, change))
    }
}

/// Counts everything above the changed units again, from the day of the change on, and corrects it.
async fn follow(tx: &mut Tx, change: &TreeChange) -> Result<(), Refusal> {
    locks::everything(tx).await?;
    let sql = "SELECT DISTINCT descendant_id FROM unit_closure \
         WHERE ancestor_id IN {ids:$1} AND depth > 0 AND valid_until > $2 ORDER BY descendant_id";
    // A unit that was closed earlier in the year still counts in the year's own figures.
    let earliest = Period::of(Grain::Year, change.from).first_day();
    let below: Vec<(i64,)> = tx.all(sql, params![change.above.as_slice(), earliest]).await?;
    let below: Vec<UnitId> = below.into_iter().map(|(id,)| UnitId(id)).collect();
    let indicators = indicators::by_id(tx).await?;
    let above = change.above.iter().copied().collect();
    let part = Part { above: Some(above), from: change.from, indicators: &indicators };
    let counted = count(tx, &part, &below, &mut 0).await?;
    let mut deltas = Deltas::default();
    for (&(key, kind), &amount) in &counted {
        deltas.add(key, kind, amount).map_err(too_large(key.2))?;
    }
    for ((key, kind), amount) in kept(tx, &part).await? {
        let less = Amount::default().minus(amount).map_err(too_large(key.2))?;
        deltas.add(key, kind, less).map_err(too_large(key.2))?;
    }
    refuse_double_counts(tx, change, &counted).await?;
    crate::periods::keep(tx, &deltas.cells()).await?;
    deltas.apply(tx).await?;
    Ok(())
}

/// A unit may not come to stand below one that has the same readings of its own.
async fn refuse_double_counts(
    tx: &mut Tx,
    change: &TreeChange,
    counted: &Cells,
) -> Result<(), Refusal> {
    let own = cells::load(tx, &change.above, Window::ALL).await?;
    for &(key, code) in counted.keys() {
        let kind = Kind::from_code((code % RATES) as u8).unwrap_or_default();
        let is_double = own.get(&key).is_some_and(|cell| cell.live(kind).is_some());
        if is_double {
            let (unit, period, _) = key;
            let name = directory::tree::unit_near(tx, unit, change.from).await?;
            let period = Period::from_code(period).map_or_else(String::new, |p| p.to_string());
            return Err(Problem::new("reading-move-counts-twice")
                .arg("unit", name.map_or_else(|| unit.to_string(), |unit| unit.name))
                .arg("period", period)
                .into());
        }
    }
    Ok(())
}
