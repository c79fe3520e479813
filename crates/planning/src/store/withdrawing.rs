//! Taking readings back. A version that is taken back stays in the history and names the entry that did
//! it; what it replaced counts again, and the roll-ups follow exactly. The entry is anchored in the audit
//! with all it took back.

use super::cells::{self, Cell, Window};
use super::readings::Stamp;
use super::roll_ups::{Deltas, days, too_large};
use super::rows::{Key, ReadingRow, kind, reading_columns};
use super::witness::{Act, Witness, Witnessed, witnessed_columns};
use super::{indicators, locks, rates::Rates};
use crate::indicator::Indicator;
use crate::periods::Locked;
use crate::reading::Kind;
use directory::Ancestry;
use kernel::{DayRange, ImportId, IndicatorId, Period, Problem, UnitId};
use std::collections::{BTreeMap, HashMap};
use store::{Query, Refusal, Tx, params};

/// Units looked at together.
const CHUNK: usize = 200;

/// Which versions go.
#[derive(Clone, Copy)]
enum Which<'a> {
    OfEntry(i64),
    /// All versions of these.
    Of(&'a [(Key, Kind)]),
}

struct Withdrawing {
    entry: i64,
    is_plan: bool,
    is_correction: bool,
    indicators: HashMap<IndicatorId, Indicator>,
    deltas: Deltas,
    rates: Rates,
    witness: Witness,
    count: u64,
}

pub(crate) async fn import(tx: &mut Tx, import: ImportId, stamp: &Stamp) -> Result<u64, Refusal> {
    locks::everything(tx).await?;
    let entries: Vec<(i64,)> = tx
        .all("SELECT id FROM reading_entry WHERE import_id = $1 ORDER BY id", params![import])
        .await?;
    let stamp = Stamp { import: None, ..stamp.clone() };
    let mut withdrawn = 0;
    for (entry,) in entries {
        let sql = "SELECT unit_id FROM reading_entry_unit WHERE entry_id = $1 ORDER BY unit_id";
        let units: Vec<(i64,)> = tx.all(sql, params![entry]).await?;
        let units: Vec<UnitId> = units.into_iter().map(|(id,)| UnitId(id)).collect();
        withdrawn += run(tx, &stamp, &units, Window::ALL, Which::OfEntry(entry)).await?.1;
    }
    Ok(withdrawn)
}

pub(crate) async fn single(
    tx: &mut Tx,
    readings: &[(UnitId, Period, IndicatorId, Kind)],
    stamp: &Stamp,
) -> Result<u64, Refusal> {
    let keys: Vec<(Key, Kind)> = readings
        .iter()
        .map(|&(unit, period, indicator, kind)| ((unit, period.code(), indicator), kind))
        .collect();
    let Some(window) = Window::around(keys.iter().map(|(key, _)| *key)) else { return Ok(0) };
    locks::only(tx, keys.iter().map(|((_, period, indicator), _)| (*indicator, *period))).await?;
    let mut units: Vec<UnitId> = readings.iter().map(|reading| reading.0).collect();
    units.sort_unstable();
    units.dedup();
    Ok(run(tx, stamp, &units, window, Which::Of(&keys)).await?.1)
}

/// One reading, and the act that took it back.
pub(crate) async fn one(
    tx: &mut Tx,
    (unit, period, indicator, kind): (UnitId, Period, IndicatorId, Kind),
    stamp: &Stamp,
) -> Result<i64, Refusal> {
    let key = (unit, period.code(), indicator);
    let Some(window) = Window::around([key].into_iter()) else { return Err(Refusal::NotFound) };
    locks::only(tx, [(indicator, period.code())].into_iter()).await?;
    Ok(run(tx, stamp, &[unit], window, Which::Of(&[(key, kind)])).await?.0)
}

async fn run(
    tx: &mut Tx,
    stamp: &Stamp,
    units: &[UnitId],
    window: Window,
    which: Which<'_>,
) -> Result<(i64, u64), Refusal> {
    let mut withdrawing = Withdrawing {
        entry: stamp.open(tx).await?,
        is_plan: stamp.is_plan,
        is_correction: stamp.is_correction,
        indicators: indicators::by_id(tx).await?,
        deltas: Deltas::default(),
        rates: Rates::default(),
        witness: Witness::default(),
        count: 0,
    };
    for units in units.chunks(CHUNK) {
        withdrawing.chunk(tx, units, window, which).await?;
    }
    let Withdrawing { entry, indicators, mut deltas, rates, witness, count, .. } = withdrawing;
    rates.settle(tx, &indicators, &mut deltas).await?;
    if stamp.is_correction {
        crate::periods::keep(tx, &deltas.cells()).await?;
    }
    deltas.apply(tx).await?;
    witness.keep(tx, Act::TakeBack, entry, stamp).await?;
    Ok((entry, count))
}

impl Withdrawing {
    async fn chunk(
        &mut self,
        tx: &mut Tx,
        units: &[UnitId],
        window: Window,
        which: Which<'_>,
    ) -> Result<(), Refusal> {
        let before = cells::load(tx, units, window).await?;
        let gone = self.mark(tx, units, window, which).await?;
        self.refuse_fixed(tx, units, &gone).await?;
        self.refuse_locked(tx, units, &gone).await?;
        self.count += gone.len() as u64;
        self.witness.taken_back(gone, self.entry);
        let after = cells::load(tx, units, window).await?;
        self.follow(tx, units, which, (&before, &after)).await
    }

    /// What an annual plan has fixed is taken back by an amendment alone.
    async fn refuse_fixed(
        &self,
        tx: &mut Tx,
        units: &[UnitId],
        gone: &[Witnessed],
    ) -> Result<(), Refusal> {
        let actual = i64::from(Kind::Actual.code());
        if self.is_plan || gone.iter().all(|row| row.kind == actual) {
            return Ok(());
        }
        let fixed = crate::annual::frozen(tx, units).await?;
        let of = |row: &Witnessed| (UnitId(row.unit_id), IndicatorId(row.indicator_id), row.period);
        let Some(row) = gone.iter().find(|row| row.kind != actual && fixed.contains(&of(row)))
        else {
            return Ok(());
        };
        Err(self.about(tx, "reading-frozen", row).await?.into())
    }

    /// What is locked is taken back by a correction note alone.
    async fn refuse_locked(
        &self,
        tx: &mut Tx,
        units: &[UnitId],
        gone: &[Witnessed],
    ) -> Result<(), Refusal> {
        if self.is_correction {
            return Ok(());
        }
        let mut locked = Locked::default();
        locked.reach(tx, gone.iter().map(|row| row.period)).await?;
        if locked.is_empty() {
            return Ok(());
        }
        let ancestry = Ancestry::load(tx, Some(units), DayRange::ALWAYS).await?;
        let holds = |row: &&Witnessed| {
            let (unit, (first, last)) = (UnitId(row.unit_id), days(row.period));
            let above = ancestry.above(unit, first, last).into_iter().flatten();
            locked.holds(row.period, above.chain([unit]))
        };
        match gone.iter().find(holds) {
            Some(row) => Err(self.about(tx, "reading-period-locked", row).await?.into()),
            None => Ok(()),
        }
    }

    /// A problem with a version that is not to be taken back.
    async fn about(
        &self,
        tx: &mut Tx,
        code: &'static str,
        row: &Witnessed,
    ) -> store::Result<Problem> {
        let indicator = self.indicators.get(&IndicatorId(row.indicator_id));
        let indicator = indicator.map_or("", |known| known.code.as_str());
        let period =
            Period::from_code(row.period).map_or_else(String::new, |period| period.to_string());
        let (_, last) = days(row.period);
        let unit = directory::tree::unit_near(tx, UnitId(row.unit_id), last).await?;
        let problem = Problem::new(code).arg("indicator", indicator).arg("period", period);
        Ok(problem.arg("unit", unit.map_or_else(String::new, |unit| unit.name)))
    }

    /// Marks the versions, and says which.
    async fn mark(
        &self,
        tx: &mut Tx,
        units: &[UnitId],
        window: Window,
        which: Which<'_>,
    ) -> store::Result<Vec<Witnessed>> {
        match which {
            Which::OfEntry(entry) => {
                let sql = concat!(
                    "UPDATE reading SET withdrawn = $1 WHERE unit_id IN {ids:$2} AND entry_id = $3 \
                     AND withdrawn IS NULL RETURNING ",
                    witnessed_columns!()
                );
                tx.all(sql, params![self.entry, units, entry]).await
            }
            Which::Of(keys) => {
                let sql = concat!(
                    "SELECT ",
                    reading_columns!(),
                    " FROM reading WHERE unit_id IN {ids:$1} \
                     AND period BETWEEN $2 AND $3 AND withdrawn IS NULL"
                );
                let Window { periods, .. } = window;
                let rows: Vec<ReadingRow> =
                    tx.all(sql, params![units, periods.0, periods.1]).await?;
                let mut gone = Vec::new();
                for row in rows {
                    if keys.contains(&(row.key(), kind(row.kind)?)) {
                        let sql = concat!(
                            "UPDATE reading SET withdrawn = $1 WHERE unit_id = $2 AND period = $3 \
                             AND indicator_id = $4 AND kind = $5 AND version = $6 RETURNING ",
                            witnessed_columns!()
                        );
                        let (unit, period, indicator) = row.key();
                        let values =
                            params![self.entry, unit, period, indicator, row.kind, row.version];
                        gone.extend(tx.all::<Witnessed>(sql, values).await?);
                    }
                }
                Ok(gone)
            }
        }
    }

    async fn follow(
        &mut self,
        tx: &mut Tx,
        units: &[UnitId],
        which: Which<'_>,
        (before, after): (&BTreeMap<Key, Cell>, &BTreeMap<Key, Cell>),
    ) -> Result<(), Refusal> {
        let ancestry = Ancestry::load(tx, Some(units), DayRange::ALWAYS).await?;
        // Other cells of the window are not locked: what others write there is theirs to follow.
        let is_locked = |key: &Key| match which {
            Which::OfEntry(_) => true,
            Which::Of(keys) => keys.iter().any(|(locked, _)| locked == key),
        };
        for (&key, before) in before.iter().filter(|(key, _)| is_locked(key)) {
            let (unit, period, indicator_id) = key;
            let after = after.get(&key).copied().unwrap_or_default();
            let Some(indicator) = self.indicators.get(&indicator_id) else { continue };
            let (first, last) = days(period);
            let above: Vec<UnitId> =
                ancestry.above(unit, first, last).into_iter().flatten().collect();
            let change = (before, &after);
            self.deltas.follow(&above, key, indicator, change).map_err(too_large(indicator_id))?;
            self.rates.note(key, &above, indicator, change);
        }
        Ok(())
    }
}
