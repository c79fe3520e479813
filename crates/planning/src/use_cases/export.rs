//! The numbers given back: readings as they were kept, or what they amount to, one line each.

use super::Place;
use crate::figure::{Figures, Mark};
use crate::imports;
use crate::indicator::{Aggregation, Indicator};
use crate::reading::{Kind, kind_name};
use crate::store::{exports, figures, indicators};
use directory::tree;
use interchange::Source;
use interchange::writers::{self, Column, Format, Value};
use kernel::{Action, Grain, IndicatorId, Month, Period, Problem, Quantity, Resource, UnitId, Year};
use std::collections::HashMap;
use store::{Ctx, Refusal};

/// Which numbers are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// A unit and everything below it; all that the actor may see when `None`.
    pub unit: Option<UnitId>,
    /// An indicator's code.
    pub indicator: Option<String>,
    /// First and last period; a month's end counts for any grain.
    pub from: Option<Period>,
    pub to: Option<Period>,
    pub kind: Option<Kind>,
    /// Also what readings amount to above their units.
    pub rollup: bool,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub unit: String,
    pub unit_path: String,
    pub indicator: String,
    pub period: Period,
    pub kind: &'static str,
    /// The number, the rate or the mean.
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    pub version: Option<i64>,
    pub source: String,
}

/// The names of the columns.
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

impl Line {
    /// The cells in the order of [`COLUMNS`].
    pub fn cells(self) -> Vec<Value> {
        vec![
            self.unit.into(),
            self.unit_path.into(),
            self.indicator.into(),
            self.period.into(),
            self.kind.into(),
            self.value.into(),
            self.numerator.into(),
            self.denominator.into(),
            self.version.and_then(|version| Quantity::from_integer(version).ok()).into(),
            self.source.into(),
        ]
    }
}

/// The lines as one sheet, for the writers of csv, json and xlsx.
pub fn table(lines: Vec<Line>) -> writers::Table {
    let columns = COLUMNS.iter().map(|name| match *name {
        "value" | "numerator" | "denominator" => Column::new(*name, Format::Number(6)),
        "version" => Column::new(*name, Format::Number(0)),
        _ => Column::new(*name, Format::Text),
    });
    writers::Table {
        title: "readings".to_owned(),
        columns: columns.collect(),
        rows: lines.into_iter().map(Line::cells).collect(),
        charts: Vec::new(),
    }
}

/// Hands over the lines, unit by unit, so that no more than one unit's are in memory.
pub async fn readings(
    ctx: &Ctx,
    wanted: &Wanted,
    mut take: impl FnMut(Vec<Line>) -> Result<(), Problem> + Send,
) -> Result<(), Refusal> {
    let q = &mut ctx.read();
    let day = ctx.now.today;
    if let Some(unit) = wanted.unit {
        Place::find(ctx, Action::Export, Resource::Reading, unit, day).await?;
    }
    let scope = ctx.scope(Action::Export, Resource::Reading);
    let known = indicators::by_id(q).await?;
    let only = match &wanted.indicator {
        None => None,
        Some(code) => {
            let found = known.values().find(|indicator| indicator.code == *code);
            let unknown = || Problem::new("export-indicator").arg("code", code);
            Some(found.ok_or_else(unknown)?.id)
        }
    };
    let mut exporting = Exporting { wanted, known: &known, only, places: HashMap::new() };
    for unit in exports::units(q, &scope, wanted.unit, day).await? {
        let lines = exporting.unit(q, unit, day).await?;
        if !lines.is_empty() {
            take(lines)?;
        }
    }
    Ok(())
}

struct Exporting<'a> {
    wanted: &'a Wanted,
    known: &'a HashMap<IndicatorId, Indicator>,
    only: Option<IndicatorId>,
    /// File and sheet by import, file and sheet number: names are looked up once.
    places: HashMap<(i64, u16, u8), String>,
}

impl Exporting<'_> {
    async fn unit(
        &mut self,
        q: &mut impl store::Query,
        unit: UnitId,
        day: kernel::Day,
    ) -> Result<Vec<Line>, Refusal> {
        let rows = exports::current(q, unit).await?;
        let mut lines = Vec::new();
        let mut names: Option<(String, String)> = None;
        for row in rows {
            let Some(indicator) = self.known.get(&IndicatorId(row.indicator_id)) else { continue };
            let (Some(period), Some(kind)) =
                (Period::from_code(row.period), Kind::from_code(row.kind as u8))
            else {
                continue;
            };
            if !self.wants(indicator, period, kind) {
                continue;
            }
            let named = match &names {
                Some(named) => named.clone(),
                None => names.insert(names_of(q, unit, day).await?).clone(),
            };
            let source = self.source(q, &row).await?;
            lines.push(own_line(named, indicator, period, kind, &row, source));
        }
        if self.wanted.rollup {
            self.roll_ups(q, unit, day, &mut lines).await?;
        }
        Ok(lines)
    }

    fn wants(&self, indicator: &Indicator, period: Period, kind: Kind) -> bool {
        let wanted = self.wanted;
        self.only.is_none_or(|only| only == indicator.id)
            && wanted.kind.is_none_or(|wanted| wanted == kind)
            && wanted.from.is_none_or(|from| period.first_day() >= from.first_day())
            && wanted.to.is_none_or(|to| period.last_day() <= to.last_day())
    }

    async fn source(
        &mut self,
        q: &mut impl store::Query,
        row: &exports::Row,
    ) -> Result<String, Refusal> {
        let (Some(import), Some(cell)) = (row.import_id, row.cell) else {
            return Ok(row.actor.clone());
        };
        let source = Source::from_code(cell);
        let key = (import, source.file(), source.sheet());
        if !self.places.contains_key(&key) {
            let place = imports::place(q, kernel::ImportId(import), cell).await?;
            let name = place.map_or_else(String::new, |place| format!("{}!{}", place.file, place.sheet));
            self.places.insert(key, name);
        }
        Ok(format!("{}!{}", self.places[&key], source.cell()))
    }

    /// What the unit shows without a reading of its own.
    async fn roll_ups(
        &self,
        q: &mut impl store::Query,
        unit: UnitId,
        day: kernel::Day,
        lines: &mut Vec<Line>,
    ) -> Result<(), Refusal> {
        let last = Period::Year(Year(9_998));
        let ends = |grain: Grain| {
            (Period::of(grain, Month { year: 1_900, month: 1 }.first_day()), Period::of(grain, last.last_day()))
        };
        let windows: Vec<(Period, Period)> = Grain::ALL.into_iter().map(ends).collect();
        let found = figures::of_unit(q, unit, &windows, self.known).await?;
        let mut found: Vec<_> = found.into_iter().collect();
        found.sort_by_key(|(indicator, _)| *indicator);
        let mut names = None;
        for (id, by_period) in found {
            let Some(indicator) = self.known.get(&id) else { continue };
            for (code, figures) in by_period {
                let Some(period) = Period::from_code(code) else { continue };
                for kind in Kind::ALL {
                    let is_own = lines.iter().any(|line| {
                        line.version.is_some()
                            && (line.period, line.kind) == (period, kind_name(kind))
                            && line.indicator == indicator.code
                    });
                    let is_there = match kind {
                        Kind::Actual => figures.actual.is_reported(),
                        kind => figures.mark(kind).is_given(),
                    };
                    if is_there && !is_own && self.wants(indicator, period, kind) {
                        if names.is_none() {
                            names = Some(names_of(q, unit, day).await?);
                        }
                        let named = names.clone().unwrap_or_default();
                        lines.push(rolled_line(named, indicator, period, kind, &figures));
                    }
                }
            }
        }
        Ok(())
    }
}

/// A unit's name and path, also when it is closed.
async fn names_of(
    q: &mut impl store::Query,
    unit: UnitId,
    day: kernel::Day,
) -> Result<(String, String), Refusal> {
    let near = tree::unit_near(q, unit, day).await?;
    let day = near.as_ref().map_or(day, |near| day.clamp(near.valid.from, near.valid.until.plus_days(-1)));
    let steps = tree::path(q, unit, day).await?;
    let path: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
    Ok((near.map_or_else(String::new, |near| near.name), path.join("/")))
}

fn own_line(
    (unit, unit_path): (String, String),
    indicator: &Indicator,
    period: Period,
    kind: Kind,
    row: &exports::Row,
    source: String,
) -> Line {
    let value = Quantity::from_millionths(row.value);
    let weight = row.weight.map(Quantity::from_millionths);
    let (shown, numerator) = match (indicator.aggregation, weight) {
        (Aggregation::Ratio, Some(weight)) => {
            let ratio = kernel::Ratio { numerator: value.into(), denominator: weight.into() };
            (ratio.rate(indicator.factor, 6), Some(value))
        }
        _ => (Some(value), None),
    };
    Line {
        unit,
        unit_path,
        indicator: indicator.code.clone(),
        period,
        kind: kind_name(kind),
        value: shown,
        numerator,
        denominator: weight,
        version: Some(row.version),
        source,
    }
}

fn rolled_line(
    (unit, unit_path): (String, String),
    indicator: &Indicator,
    period: Period,
    kind: Kind,
    figures: &Figures,
) -> Line {
    let mut exact = indicator.terms.clone();
    exact.decimals = kernel::quantity::DECIMALS;
    let planned = |mark: &Mark| (mark.value(&exact), mark.planned);
    let (value, amount) = match kind {
        Kind::Actual => (figures.actual.value(&exact), figures.actual),
        kind => planned(figures.mark(kind)),
    };
    let is_ratio = indicator.aggregation == Aggregation::Ratio && amount.is_reported();
    let is_weighted = indicator.is_weighted() && amount.is_reported();
    Line {
        unit,
        unit_path,
        indicator: indicator.code.clone(),
        period,
        kind: kind_name(kind),
        value,
        numerator: is_ratio.then(|| amount.top.quantity().ok()).flatten(),
        denominator: is_weighted.then(|| amount.bottom.quantity().ok()).flatten(),
        version: None,
        source: "roll-up".to_owned(),
    }
}
