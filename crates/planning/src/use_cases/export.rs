//! Readings given back: which ones, and each as the line of an export.
//!
//! An own reading is one line, with the file and cell it came from. With roll-ups, units above show what
//! lies below them, in the same columns and without a version. A subtree is that of each period: what
//! was closed or moved since still has its readings where they counted.

use super::Place;
use crate::figure::{Amount, Figures, Lack};
use crate::indicator::{Indicator, Terms};
use crate::reading::kind_name;
use crate::store::exporting::{ReadingRow, import_files, readings, rolled_up};
use crate::store::{figures, indicators};
use crate::{Aggregation, Kind};
use directory::Ancestry;
use futures::TryStreamExt;
use interchange::Source;
use kernel::{
    Action, Day, DayRange, Grain, IndicatorId, Period, Problem, Quantity, Resource, Sum, UnitId,
};
use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;
use store::{Ctx, Refusal, Snapshot, StoreError};

/// The columns of an export.
pub const COLUMNS: [&str; 10] = [
    "unit",
    "unit_path",
    "indicator",
    "period",
    "kind",
    "value",
    "numerator",
    "denominator",
    "version",
    "source",
];

/// Decimals of a computed value: all that a quantity can hold.
const DECIMALS: u8 = kernel::quantity::DECIMALS;

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The top of a subtree.
    pub unit: Option<UnitId>,
    /// Codes; all when empty.
    pub indicators: Vec<String>,
    pub periods: RangeInclusive<i64>,
    /// All when empty.
    pub kinds: Vec<Kind>,
    pub rollup: bool,
}

/// One line of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub unit: String,
    pub unit_path: String,
    pub indicator: String,
    pub period: String,
    pub kind: &'static str,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    pub version: Option<i64>,
    pub source: String,
}

/// The periods between two, either of which may be missing.
pub fn periods(from: Option<Period>, to: Option<Period>) -> RangeInclusive<i64> {
    // Codes of one grain have one number of digits; a bound speaks of periods of its own grain only.
    let grain = |code: i64| 10_i64.pow(code.checked_ilog10().unwrap_or(0));
    match (from.map(Period::code), to.map(Period::code)) {
        (Some(from), Some(to)) => from..=to,
        (Some(from), None) => from..=10 * grain(from) - 1,
        (None, Some(to)) => grain(to)..=to,
        (None, None) => 0..=i64::MAX,
    }
}

/// Hands over every wanted line; `take` may refuse to go on.
///
/// # Errors
/// [`Refusal::NotFound`] when the actor may not see the unit, or names none without being the operator;
/// when the database cannot be read, or when `take` fails.
pub async fn lines<E>(
    ctx: &Ctx,
    wanted: &Wanted,
    mut take: impl FnMut(Line) -> Result<(), E>,
) -> Result<(), E>
where
    E: From<Refusal> + From<StoreError> + From<Problem>,
{
    may_read(ctx, wanted).await?;
    // Roll-ups and the readings behind them are of one moment.
    let q = &mut ctx.snapshot().await?;
    let book = Book::open(q, ctx.now.today, wanted).await?;
    let mut own: HashSet<Cell> = HashSet::new();
    let units = book.subtree.as_ref().map(|subtree| subtree.units.as_slice());
    let mut rows = readings(q, &wanted.periods, units);
    let mut before: Option<ReadingRow> = None;
    loop {
        let row = rows.try_next().await?;
        if let Some(done) = before.take()
            && !row.as_ref().is_some_and(|row| row.is_same(&done))
        {
            let cell = (done.unit_id, done.period, done.indicator_id, done.kind);
            own.extend(wanted.rollup.then_some(cell));
            if let Some(line) = book.own(&done) {
                take(line)?;
            }
        }
        match row {
            Some(row) => before = Some(row),
            None => break,
        }
    }
    drop(rows);
    if wanted.rollup {
        book.roll_ups(q, &own, &mut take).await?;
    }
    Ok(())
}

/// A unit's readings are for whoever may see the unit's; those of every unit for the operator.
async fn may_read(ctx: &Ctx, wanted: &Wanted) -> Result<(), Refusal> {
    match wanted.unit {
        Some(unit) => {
            let (action, resource) = (Action::Read, Resource::Reading);
            Place::find(ctx, action, resource, unit, ctx.now.today).await.map(drop)
        }
        None if ctx.scope(Action::Read, Resource::Reading).roots().is_none() => Ok(()),
        None => Err(Refusal::NotFound),
    }
}

/// Unit, period, indicator and kind of a reading.
type Cell = (i64, i64, i64, i64);

/// A unit and what stood below it, by period.
struct Subtree {
    top: UnitId,
    /// All that ever stood there, the top among them.
    units: Vec<UnitId>,
    ancestry: Ancestry,
}

impl Subtree {
    async fn load(q: &mut impl store::Query, top: UnitId) -> store::Result<Self> {
        let units = directory::tree::subtree_ever(q, top).await?;
        let ancestry = Ancestry::load(q, Some(&units), DayRange::ALWAYS).await?;
        Ok(Self { top, units, ancestry })
    }

    /// Whether the unit counted towards the top in a period, as roll-ups count.
    fn holds(&self, unit: UnitId, period: i64) -> bool {
        let Some(period) = Period::from_code(period) else { return false };
        let above = self.ancestry.above(unit, period.first_day(), period.last_day());
        unit == self.top || above.into_iter().flatten().any(|above| above == self.top)
    }
}

/// What lines are made with.
struct Book<'a> {
    wanted: &'a Wanted,
    /// The wanted units; `None` for all.
    subtree: Option<Subtree>,
    names: HashMap<i64, (String, Option<UnitId>)>,
    indicators: HashMap<IndicatorId, Indicator>,
    files: HashMap<(i64, u16), (String, Vec<String>)>,
}

impl<'a> Book<'a> {
    async fn open(q: &mut Snapshot, today: Day, wanted: &'a Wanted) -> store::Result<Self> {
        let subtree = match wanted.unit {
            Some(unit) => Some(Subtree::load(q, unit).await?),
            None => None,
        };
        let names = directory::recognition::all_near(q, today).await?;
        let files = import_files(q).await?.into_iter().map(|(import, position, name, sheets)| {
            let sheets: Vec<String> = serde_json::from_str(&sheets).unwrap_or_default();
            ((import, position as u16), (name, sheets))
        });
        Ok(Self {
            wanted,
            subtree,
            names: names.into_iter().map(|unit| (unit.id.0, (unit.name, unit.parent))).collect(),
            indicators: indicators::by_id(q).await?,
            files: files.collect(),
        })
    }

    /// The indicator, if it and the kind are wanted.
    fn terms(&self, id: IndicatorId, kind: Kind) -> Option<&Terms> {
        let terms = &self.indicators.get(&id)?.terms;
        let Wanted { indicators, kinds, .. } = self.wanted;
        let is_wanted = (indicators.is_empty() || indicators.contains(&terms.code))
            && (kinds.is_empty() || kinds.contains(&kind));
        is_wanted.then_some(terms)
    }

    /// Whether the unit is wanted in this period.
    fn wants(&self, unit: UnitId, period: i64) -> bool {
        self.subtree.as_ref().is_none_or(|subtree| subtree.holds(unit, period))
    }

    fn line(&self, unit: UnitId, terms: &Terms, period: i64, kind: Kind) -> Line {
        let mut path = Vec::new();
        let mut next = Some(unit);
        while let Some((name, parent)) = next.and_then(|unit| self.names.get(&unit.0)) {
            path.push(name.as_str());
            next = *parent;
        }
        path.reverse();
        Line {
            unit: path.last().copied().unwrap_or_default().to_owned(),
            unit_path: path.join("/"),
            indicator: terms.code.clone(),
            period: Period::from_code(period).map_or_else(String::new, |period| period.to_string()),
            kind: kind_name(kind),
            ..Line::default()
        }
    }

    fn own(&self, row: &ReadingRow) -> Option<Line> {
        let kind = Kind::from_code(u8::try_from(row.kind).ok()?)?;
        let terms = self.terms(IndicatorId(row.indicator_id), kind)?;
        if !self.wants(UnitId(row.unit_id), row.period) {
            return None;
        }
        let (value, weight) =
            (Quantity::from_millionths(row.value), row.weight.map(Quantity::from_millionths));
        let is_ratio = terms.aggregation == Aggregation::Ratio && weight.is_some();
        let amount = Amount::of(terms.aggregation, value, weight);
        Some(Line {
            value: if is_ratio { amount.value(&exact(terms)) } else { Some(value) },
            numerator: is_ratio.then_some(value),
            denominator: weight,
            version: Some(row.version),
            source: self.source(row),
            ..self.line(UnitId(row.unit_id), terms, row.period, kind)
        })
    }

    /// `file!sheet!cell` of an imported reading; nothing for one that somebody typed.
    fn source(&self, row: &ReadingRow) -> String {
        let (Some(import), Some(cell)) = (row.import_id, row.cell) else { return String::new() };
        let source = Source::from_code(cell);
        let Some((file, sheets)) = self.files.get(&(import, source.file())) else {
            return String::new();
        };
        let sheet = sheets.get(usize::from(source.sheet())).map_or("", String::as_str);
        format!("{file}!{sheet}!{}", source.cell())
    }

    async fn roll_ups<E>(
        &self,
        q: &mut Snapshot,
        own: &HashSet<Cell>,
        take: &mut impl FnMut(Line) -> Result<(), E>,
    ) -> Result<(), E>
    where
        E: From<StoreError> + From<Problem>,
    {
        let mut places = rolled_up(q, &self.wanted.periods).await?;
        places.retain(|&(unit, period)| self.wants(UnitId(unit), period));
        for places in places.chunk_by(|a, b| a.0 == b.0) {
            let unit = UnitId(places[0].0);
            let found = figures::of_unit(q, unit, &windows(places), &self.indicators).await?;
            let mut cells: Vec<_> = found
                .iter()
                .flat_map(|(id, periods)| periods.iter().map(move |(period, f)| (*period, *id, f)))
                .filter(|(period, _, _)| self.wants(unit, *period))
                .collect();
            cells.sort_by_key(|(period, indicator, _)| (*period, *indicator));
            for (period, indicator, figures) in cells {
                let is_own = |kind: &Kind| {
                    own.contains(&(unit.0, period, indicator.0, i64::from(kind.code())))
                };
                for kind in Kind::ALL.into_iter().filter(|kind| !is_own(kind)) {
                    let line = self.rolled(unit, indicator, period, kind, figures)?;
                    line.into_iter().try_for_each(&mut *take)?;
                }
            }
        }
        Ok(())
    }

    fn rolled(
        &self,
        unit: UnitId,
        indicator: IndicatorId,
        period: i64,
        kind: Kind,
        figures: &Figures,
    ) -> Result<Option<Line>, Problem> {
        let Some(terms) = self.terms(indicator, kind) else { return Ok(None) };
        let (worth, amount) = match kind {
            Kind::Actual => (figures.actual.worth(&exact(terms)), figures.actual),
            _ => (figures.mark(kind).worth(&exact(terms)), figures.mark(kind).planned),
        };
        let line = || self.line(unit, terms, period, kind);
        let too_large = || {
            let line = line();
            Problem::new("export-too-large")
                .arg("unit", &line.unit)
                .arg("indicator", &terms.code)
                .arg("period", &line.period)
        };
        if worth == Err(Lack::TooLarge) {
            return Err(too_large());
        }
        let quantity = |sum: Sum| sum.quantity().map_err(|_| too_large());
        let is_ratio = terms.aggregation == Aggregation::Ratio && amount.is_reported();
        let numerator = is_ratio.then(|| quantity(amount.top)).transpose()?;
        let has_bottom = amount.bottom != Sum::ZERO;
        let denominator = has_bottom.then(|| quantity(amount.bottom)).transpose()?;
        let value = worth.ok();
        let is_there = value.is_some() || amount.is_reported();
        Ok(is_there.then(|| Line {
            value,
            numerator,
            denominator,
            source: "roll-up".to_owned(),
            ..line()
        }))
    }
}

/// The first and the last of these periods in each grain.
fn windows(places: &[(i64, i64)]) -> Vec<(Period, Period)> {
    let periods: Vec<Period> =
        places.iter().filter_map(|(_, period)| Period::from_code(*period)).collect();
    let of_grain = |grain: Grain| {
        let mut of_grain = periods.iter().filter(move |period| period.grain() == grain).copied();
        let first = of_grain.next()?;
        Some((first, of_grain.next_back().unwrap_or(first)))
    };
    Grain::ALL.into_iter().filter_map(of_grain).collect()
}

/// The indicator with every decimal that a quantity can hold.
fn exact(terms: &Terms) -> Terms {
    Terms { decimals: DECIMALS, ..terms.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_speaks_of_its_own_grain() {
        let period = |text: &str| Some(text.parse::<Period>().unwrap());
        assert_eq!(periods(period("2024-04"), period("2025-03")), 202_404..=202_503);
        assert_eq!(periods(period("2024Q2"), None), 20_242..=99_999);
        assert_eq!(periods(None, period("2024")), 1_000..=2_024);
        assert!(periods(None, None).contains(&20_240_815));
    }
}
