//! Keeping readings: any number of them, in one pass, with the roll-ups of everything above.
//!
//! Readings come unit by unit and are taken in chunks. Each chunk is checked as a whole against what is
//! kept already; what it changes above is gathered and added at the very end. A problem refuses
//! everything, and the caller's transaction leaves nothing.

use super::cells::{self, Cell, Live, Window};
use super::readings::{Outcome, Stamp};
use super::roll_ups::{Deltas, days, too_large};
use super::rows::{Key, RATES};
use super::witness::{Act, Witness, Witnessed};
use super::{indicators, locks, rates::Rates, roll_ups};
use crate::indicator::Indicator;
use crate::order::{self, Crossed};
use crate::periods::Locked;
use crate::reading::{Kind, NewReading, kind_name};
use directory::Ancestry;
use kernel::{Day, DayRange, IndicatorId, Period, Problem, UnitId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{Insert, Refusal, StoreError, Tx, Value, params};

/// Readings in a chunk, more when a single unit has more.
const CHUNK: usize = 8_192;
/// Problems told at once.
const MOST_PROBLEMS: usize = 50;

const READING: Insert = Insert {
    table: "reading",
    columns: &[
        "unit_id",
        "period",
        "indicator_id",
        "kind",
        "version",
        "value",
        "weight",
        "entry_id",
        "cell",
    ],
    conflict: "",
};

/// Takes the locks that writing these will want; as many readings as keys are at most to come.
pub(crate) async fn take_turns(tx: &mut Tx, keys: &[(IndicatorId, Period)]) -> store::Result<()> {
    if keys.len() > CHUNK {
        return locks::everything(tx).await;
    }
    locks::only(tx, keys.iter().map(|&(indicator, period)| (indicator, period.code()))).await
}

/// One act of writing, from its first chunk to its last.
struct Writing<'a> {
    stamp: &'a Stamp,
    indicators: HashMap<IndicatorId, Indicator>,
    entry: Option<i64>,
    witness: Witness,
    deltas: Deltas,
    rates: Rates,
    /// First and last day by period code: calendar arithmetic is done once for each.
    days: HashMap<i64, (Day, Day)>,
    /// Indicators that had no reading before.
    fresh: BTreeSet<i64>,
    /// Months that are locked.
    locked: Locked,
    outcome: Outcome,
}

/// A chunk while it is checked.
struct Chunk {
    cells: BTreeMap<Key, Cell>,
    ancestry: Ancestry,
    rows: Vec<(NewReading, i64)>,
    /// What had no current version before.
    fresh: Vec<(Key, Kind)>,
    /// What annual plans have fixed.
    frozen: BTreeSet<(UnitId, IndicatorId, i64)>,
    /// Each with the units that it names.
    problems: Vec<Wrong>,
}

/// A problem with the reading's unit, and the one it collides with.
struct Wrong {
    problem: Problem,
    unit: UnitId,
    other: Option<UnitId>,
}

pub(crate) async fn write(
    tx: &mut Tx,
    stamp: &Stamp,
    readings: impl IntoIterator<Item = NewReading, IntoIter: Send>,
) -> Result<Outcome, Refusal> {
    let mut readings = readings.into_iter();
    let mut next = Vec::with_capacity(CHUNK);
    let mut waiting = take_units(&mut readings, None, &mut next);
    if stamp.import.is_some() || waiting.is_some() {
        locks::everything(tx).await?;
        tx.will_grow().await?;
    } else {
        locks::only(tx, next.iter().map(turn)).await?;
    }
    let mut writing = Writing {
        stamp,
        indicators: indicators::by_id(tx).await?,
        entry: None,
        witness: Witness::default(),
        deltas: Deltas::default(),
        rates: Rates::default(),
        days: HashMap::new(),
        fresh: BTreeSet::new(),
        locked: Locked::default(),
        outcome: Outcome::default(),
    };
    while !next.is_empty() {
        writing.chunk(tx, &mut next).await?;
        next.clear();
        waiting = take_units(&mut readings, waiting, &mut next);
    }
    writing.finish(tx).await
}

/// Fills the chunk with whole units; returns the first reading of the unit after.
fn take_units(
    readings: &mut impl Iterator<Item = NewReading>,
    first: Option<NewReading>,
    chunk: &mut Vec<NewReading>,
) -> Option<NewReading> {
    chunk.extend(first);
    for reading in readings {
        let is_next = chunk.last().is_some_and(|last| last.unit != reading.unit);
        if is_next && chunk.len() >= CHUNK {
            return Some(reading);
        }
        chunk.push(reading);
    }
    None
}

impl Writing<'_> {
    /// From the first day of any period to the day after the last of any.
    fn day_range(&mut self, readings: &[NewReading]) -> (Day, Day) {
        let mut range = (Day::FOREVER, Day::EARLIEST);
        for reading in readings {
            let period = reading.period.code();
            let (first, last) = *self.days.entry(period).or_insert_with(|| days(period));
            range = (range.0.min(first), range.1.max(last));
        }
        (range.0, range.1.plus_days(1))
    }

    async fn chunk(&mut self, tx: &mut Tx, readings: &mut [NewReading]) -> Result<(), Refusal> {
        readings.sort_unstable_by_key(|reading| (key(reading), reading.kind));
        let mut units: Vec<UnitId> = readings.iter().map(|reading| reading.unit).collect();
        units.dedup();
        let Some(window) = Window::around(readings.iter().map(key)) else { return Ok(()) };
        let (first, last) = self.day_range(readings);
        self.locked.reach(tx, readings.iter().map(|reading| reading.period.code())).await?;
        let has_marks = readings.iter().any(|reading| reading.kind != Kind::Actual);
        let frozen = match has_marks && !self.stamp.is_plan {
            true => crate::annual::frozen(tx, &units).await?,
            false => BTreeSet::new(),
        };
        let mut chunk = Chunk {
            cells: cells::load(tx, &units, window).await?,
            ancestry: Ancestry::load(tx, Some(&units), DayRange { from: first, until: last })
                .await?,
            rows: Vec::with_capacity(readings.len()),
            fresh: Vec::new(),
            frozen,
            problems: Vec::new(),
        };
        for group in readings.chunk_by(|left, right| key(left) == key(right)) {
            self.group(&mut chunk, group)?;
        }
        self.refuse_double_counts(tx, &mut chunk, &units, window).await?;
        if !chunk.problems.is_empty() {
            return Err(named(tx, chunk.problems, last).await?);
        }
        self.keep(tx, chunk.rows).await
    }

    /// Takes all readings of one unit, period and indicator.
    fn group(&mut self, chunk: &mut Chunk, group: &[NewReading]) -> Result<(), Refusal> {
        let cell_key = key(&group[0]);
        let (unit, period, indicator_id) = cell_key;
        let Some(indicator) = self.indicators.get(&indicator_id) else {
            return Err(Problem::new("reading-indicator").arg("indicator", indicator_id).into());
        };
        let (first, last) = self.days[&period];
        let Some(above) = chunk.ancestry.above(unit, first, last) else {
            chunk.problems.push(about("reading-outside-life", &group[0], indicator));
            return Ok(());
        };
        let above: Vec<UnitId> = above.collect();
        let before = chunk.cells.get(&cell_key).copied().unwrap_or_default();
        let is_locked = !self.stamp.is_correction
            && self.locked.holds(period, above.iter().copied().chain([unit]));
        let is_fixed = chunk.frozen.contains(&(unit, indicator_id, period));
        let mut after = before;
        for reading in group {
            if let Some(problem) = reading.problem(indicator) {
                let problem = problem.arg("kind", kind_name(reading.kind));
                chunk.problems.push(Wrong { problem, unit, other: None });
                continue;
            }
            let slot = after.slot(reading.kind);
            let written_now = slot.live.is_some_and(|live| Some(live.entry) == self.entry)
                || slot.highest > before.clone().slot(reading.kind).highest;
            match slot.live {
                Some(live) if (live.value, live.weight) == (reading.value, reading.weight) => {
                    self.outcome.unchanged += u64::from(!written_now);
                    continue;
                }
                Some(_) if written_now => {
                    chunk.problems.push(about("reading-twice", reading, indicator));
                    continue;
                }
                _ if is_locked => {
                    chunk.problems.push(about("reading-period-locked", reading, indicator));
                    continue;
                }
                _ if is_fixed && reading.kind != Kind::Actual => {
                    chunk.problems.push(about("reading-frozen", reading, indicator));
                    continue;
                }
                Some(live) if self.stamp.reason.is_none() => {
                    let mut wrong = about("reading-restate-reason", reading, indicator);
                    wrong.problem = wrong.problem.arg("before", live.value);
                    chunk.problems.push(wrong);
                    continue;
                }
                Some(_) => self.outcome.restated += 1,
                None => chunk.fresh.push((cell_key, reading.kind)),
            }
            slot.highest += 1;
            slot.live = Some(Live {
                version: slot.highest,
                value: reading.value,
                weight: reading.weight,
                entry: 0,
            });
            chunk.rows.push((*reading, slot.highest));
        }
        for crossed in newly_crossed(&before, &after, indicator) {
            let problem = crossed.problem(indicator).arg("period", group[0].period);
            chunk.problems.push(Wrong { problem, unit, other: None });
        }
        let change = (&before, &after);
        if !indicator.is_used {
            self.fresh.insert(indicator_id.0);
        }
        self.deltas.follow(&above, cell_key, indicator, change).map_err(too_large(indicator_id))?;
        self.rates.note(cell_key, &above, indicator, change);
        Ok(())
    }

    /// A number may stand at one height of a branch only: what is written below or above another of
    /// its kind would be counted twice.
    async fn refuse_double_counts(
        &self,
        tx: &mut Tx,
        chunk: &mut Chunk,
        units: &[UnitId],
        window: Window,
    ) -> Result<(), Refusal> {
        if chunk.fresh.is_empty() {
            return Ok(());
        }
        let rolled_up = roll_ups::load(tx, units, window).await?;
        let mut ancestors = BTreeSet::new();
        for &((unit, period, _), _) in &chunk.fresh {
            let (first, last) = self.days[&period];
            ancestors.extend(chunk.ancestry.above(unit, first, last).into_iter().flatten());
        }
        let ancestors: Vec<UnitId> = ancestors.into_iter().collect();
        let own = cells::load(tx, &ancestors, window).await?;
        for &(key, kind) in &chunk.fresh {
            let (unit, period, indicator_id) = key;
            let code = i64::from(kind.code());
            let stored = |kind| rolled_up.get(&(key, kind)).map_or(0, |amount| amount.count);
            let count = stored(code) + stored(code + RATES) + self.deltas.count(key, kind);
            let is_below = count > 0 || self.rates.is_below(key, kind);
            let (first, last) = self.days[&period];
            let mut above = chunk.ancestry.above(unit, first, last).into_iter().flatten();
            let upper = above.find(|&ancestor| {
                own.get(&(ancestor, period, indicator_id))
                    .is_some_and(|cell| cell.live(kind).is_some())
            });
            if is_below || upper.is_some() {
                let problem = Problem::new(if upper.is_some() {
                    "reading-counted-above"
                } else {
                    "reading-counted-below"
                })
                .arg("indicator", &self.indicators[&indicator_id].code)
                .arg("period", period_text(period))
                .arg("kind", kind_name(kind));
                chunk.problems.push(Wrong { problem, unit, other: upper });
            }
        }
        Ok(())
    }

    async fn keep(&mut self, tx: &mut Tx, rows: Vec<(NewReading, i64)>) -> Result<(), Refusal> {
        if rows.is_empty() {
            return Ok(());
        }
        let entry = match self.entry {
            Some(entry) => entry,
            None => *self.entry.insert(self.stamp.open(tx).await?),
        };
        self.outcome.written += rows.len() as u64;
        let rows: Vec<Witnessed> = rows.iter().map(|row| witnessed(row, entry)).collect();
        // The digests are made while the database writes.
        let (mut witness, seen) = (std::mem::take(&mut self.witness), rows.clone());
        let digested = tokio::task::spawn_blocking(move || {
            seen.iter().for_each(|row| witness.kept(row));
            witness
        });
        tx.insert_many(READING, rows.into_iter().map(columns)).await.map_err(quicker)?;
        let lost = |error| StoreError::Corrupt(format!("the digests of readings: {error}"));
        self.witness = digested.await.map_err(lost)?;
        Ok(())
    }

    async fn finish(mut self, tx: &mut Tx) -> Result<Outcome, Refusal> {
        let Some(entry) = self.entry else { return Ok(self.outcome) };
        self.rates.settle(tx, &self.indicators, &mut self.deltas).await?;
        if !self.fresh.is_empty() {
            let fresh: Vec<i64> = self.fresh.into_iter().collect();
            indicators::mark_used(tx, &fresh).await?;
        }
        if self.stamp.is_correction {
            crate::periods::keep(tx, &self.deltas.cells()).await?;
        }
        self.deltas.apply(tx).await?;
        self.witness.keep(tx, Act::Keep, entry, self.stamp).await?;
        self.outcome.entry = Some(entry);
        Ok(self.outcome)
    }
}

/// Marks that cross because one of the two is new; the other may have been kept before.
fn newly_crossed(before: &Cell, after: &Cell, indicator: &Indicator) -> Vec<Crossed> {
    let marks = Kind::ALL.into_iter().skip(1);
    let new: Vec<Kind> = marks.filter(|&kind| after.live(kind) != before.live(kind)).collect();
    if new.is_empty() {
        return Vec::new();
    }
    order::crossed(indicator.direction, |kind| after.worth(kind, indicator))
        .filter(|crossed| new.iter().any(|&kind| crossed.concerns(kind)))
        .collect()
}

/// A new version as it is kept.
fn witnessed((reading, version): &(NewReading, i64), entry: i64) -> Witnessed {
    Witnessed {
        unit_id: reading.unit.0,
        period: reading.period.code(),
        indicator_id: reading.indicator.0,
        kind: i64::from(reading.kind.code()),
        version: *version,
        value: reading.value.millionths(),
        weight: reading.weight.map(kernel::Quantity::millionths),
        cell: reading.cell,
        entry_id: entry,
        withdrawn: None,
    }
}

/// The values of [`READING`]'s columns.
fn columns(row: Witnessed) -> [Value; 9] {
    [
        row.unit_id.into(),
        row.period.into(),
        row.indicator_id.into(),
        row.kind.into(),
        row.version.into(),
        row.value.into(),
        row.weight.into(),
        row.entry_id.into(),
        row.cell.into(),
    ]
}

/// What writers of a reading take turns by.
fn turn(reading: &NewReading) -> (IndicatorId, i64) {
    (reading.indicator, reading.period.code())
}

fn key(reading: &NewReading) -> Key {
    (reading.unit, reading.period.code(), reading.indicator)
}

fn period_text(code: i64) -> String {
    kernel::Period::from_code(code).map_or_else(String::new, |period| period.to_string())
}

fn about(code: &'static str, reading: &NewReading, indicator: &Indicator) -> Wrong {
    let problem = Problem::new(code)
        .arg("indicator", &indicator.code)
        .arg("period", reading.period)
        .arg("kind", kind_name(reading.kind))
        .arg("value", reading.value);
    Wrong { problem, unit: reading.unit, other: None }
}

/// The refusal, with the units' names in its words.
async fn named(tx: &mut Tx, problems: Vec<Wrong>, day: Day) -> Result<Refusal, Refusal> {
    let mut told = Vec::new();
    for Wrong { mut problem, unit, other } in problems.into_iter().take(MOST_PROBLEMS) {
        for (name, unit) in [("unit", Some(unit)), ("other", other)] {
            let Some(unit) = unit else { continue };
            let known = directory::tree::unit_near(tx, unit, day).await?;
            problem = problem.arg(name, known.map_or_else(|| unit.to_string(), |unit| unit.name));
        }
        told.push(problem);
    }
    Ok(Refusal::Invalid(told))
}

/// Two writers of the same number: the first has it, the second is told.
fn quicker(error: StoreError) -> Refusal {
    match error {
        StoreError::Exists(_) => Refusal::conflict(Problem::new("reading-saved-meanwhile")),
        other => other.into(),
    }
}

impl Stamp {
    /// Opens the entry that readings will name.
    pub(crate) async fn open(&self, tx: &mut Tx) -> store::Result<i64> {
        use store::Query;
        let sql = "INSERT INTO reading_entry (at, user_id, actor, reason, import_id) \
             VALUES ($1, $2, $3, $4, $5) RETURNING id";
        let values = params![self.at, self.user, &self.actor, self.reason.clone(), self.import];
        let (id,): (i64,) = tx.one(sql, values).await?;
        Ok(id)
    }
}
