//! A month's readings and targets as a grid: one unit with all its indicators, or all units below it
//! with one indicator. What is typed is checked as an import is; nothing typed is lost, and what
//! somebody else saved meanwhile is shown beside it.

use super::Place;
use crate::indicator::{Direction, Indicator};
use crate::reading::{Kind, NewReading, kind_name};
use crate::span::Span;
use crate::store::readings::{self, Current, Stamp};
use crate::store::{indicators, versions};
use crate::typed;
use kernel::{Action, IndicatorId, Month, Period, Problem, Quantity, Resource, UnitId};
use std::collections::{BTreeMap, HashMap};
use store::settings::Settings;
use store::{Ctx, Refusal, Work};

/// What the grid is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub unit: UnitId,
    pub month: Month,
    /// One indicator for all units below, instead of all indicators of the unit.
    pub indicator: Option<IndicatorId>,
}

/// The grid: rows to type into.
#[derive(Clone, Debug)]
pub struct Grid {
    pub place: Place,
    pub month: Month,
    /// The indicator, where rows are units.
    pub of: Option<Indicator>,
    pub rows: Vec<Row>,
    pub columns: Vec<Column>,
    /// May this actor write actuals, and marks.
    pub may_actual: bool,
    pub may_marks: bool,
    /// Every indicator that a grid of units could be about.
    pub choices: Vec<Indicator>,
}

/// One unit and indicator.
#[derive(Clone, Debug)]
pub struct Row {
    pub unit: UnitId,
    pub name: String,
    pub indicator: Indicator,
    pub period: Period,
    /// Current readings by kind.
    pub current: BTreeMap<Kind, Current>,
}

/// A kind's value, or its denominator or weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub kind: Kind,
    pub is_weight: bool,
}

impl Row {
    /// The name of a cell's field.
    pub fn field(&self, column: &Column) -> String {
        let weight = if column.is_weight { "-weight" } else { "" };
        format!("{}-{}-{}{weight}", self.unit, self.indicator.id, kind_name(column.kind))
    }

    /// The name of the field with the version that the editor saw; 0 for none.
    pub fn seen(&self, kind: Kind) -> String {
        format!("seen-{}-{}-{}", self.unit, self.indicator.id, kind_name(kind))
    }

    /// Whether this row has this column at all.
    pub fn takes(&self, column: &Column) -> bool {
        let band = matches!(column.kind, Kind::TargetHigh | Kind::ThresholdHigh);
        let is_range = self.indicator.direction == Direction::Range;
        (!column.is_weight || self.indicator.is_weighted()) && (!band || is_range)
    }

    /// What is kept now.
    pub fn kept(&self, column: &Column) -> Option<Quantity> {
        let current = self.current.get(&column.kind)?;
        if column.is_weight { current.weight } else { Some(current.value) }
    }

    fn said(&self, kind: Kind) -> Said {
        self.current.get(&kind).map(|kept| (kept.value, kept.weight))
    }

    pub fn version(&self, kind: Kind) -> i64 {
        self.current.get(&kind).map_or(0, |current| current.version)
    }
}

/// Shows the grid.
pub async fn look(ctx: &Ctx, asked: Asked) -> Result<Grid, Refusal> {
    let q = &mut ctx.read();
    let Asked { unit, month, indicator } = asked;
    let day = month.last_day();
    let place = Place::find(ctx, Action::Read, Resource::Reading, unit, day).await?;
    let mut choices = indicators::all(q).await?;
    choices.retain(|indicator| indicator.is_active);
    let of = indicator.map(|id| choices.iter().find(|known| known.id == id).cloned());
    let of = of.map(|found| found.ok_or(Refusal::NotFound)).transpose()?;
    let year = Settings::load(q).await?.financial_year();
    let period = |indicator: &Indicator| Span::holding(indicator.grain, month, year);
    let empty = |unit, name: &str, indicator: &Indicator| Row {
        unit,
        name: name.to_owned(),
        indicator: indicator.clone(),
        period: period(indicator),
        current: BTreeMap::new(),
    };
    let mut rows: Vec<Row> = match &of {
        None => choices.iter().map(|indicator| empty(unit, &place.name, indicator)).collect(),
        Some(indicator) => versions::below(q, unit, period(indicator))
            .await?
            .iter()
            .map(|below| empty(below.id, &below.name, indicator))
            .collect(),
    };
    fill(q, &mut rows).await?;
    let columns = columns(&rows);
    let may_actual = ctx.can(Action::Create, Resource::Reading, &place.ids);
    let may_marks = ctx.can(Action::Create, Resource::Target, &place.ids);
    Ok(Grid { place, month, of, rows, columns, may_actual, may_marks, choices })
}

/// Puts the current readings into the rows.
async fn fill(q: &mut impl store::Query, rows: &mut [Row]) -> Result<(), Refusal> {
    let mut units: Vec<UnitId> = rows.iter().map(|row| row.unit).collect();
    units.dedup();
    let mut periods: Vec<Period> = rows.iter().map(|row| row.period).collect();
    periods.sort_unstable_by_key(|period| period.code());
    periods.dedup();
    let mut by_key: HashMap<(UnitId, i64, IndicatorId), BTreeMap<Kind, Current>> = HashMap::new();
    for period in periods {
        for current in readings::current(q, &units, period, period).await? {
            let key = (current.unit, current.period, current.indicator);
            by_key.entry(key).or_default().insert(current.kind, current);
        }
    }
    for row in rows {
        let key = (row.unit, row.period.code(), row.indicator.id);
        row.current = by_key.remove(&key).unwrap_or_default();
    }
    Ok(())
}

/// The columns that any row takes.
fn columns(rows: &[Row]) -> Vec<Column> {
    let kinds = [
        Kind::Actual,
        Kind::Target,
        Kind::TargetHigh,
        Kind::Threshold,
        Kind::ThresholdHigh,
        Kind::Stretch,
    ];
    kinds
        .into_iter()
        .flat_map(|kind| {
            // Other marks are rates as a rule; one of two numbers must not lose its second.
            let has_weight =
                |row: &Row| row.current.get(&kind).is_some_and(|it| it.weight.is_some());
            let weight = matches!(kind, Kind::Actual | Kind::Target) || rows.iter().any(has_weight);
            let one = Column { kind, is_weight: false };
            [Some(one), weight.then_some(Column { kind, is_weight: true })]
        })
        .flatten()
        .filter(|column| rows.iter().any(|row| row.takes(column)))
        .collect()
}

/// What came of saving.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    pub written: u64,
    pub cleared: u64,
}

/// A cell that somebody else has saved since the editor saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collision {
    pub field: String,
    pub kept: Option<Current>,
}

/// Why nothing was saved.
#[derive(Debug)]
pub enum NotSaved {
    Refused(Refusal),
    /// Both values are shown; saving once more overwrites the other's, with a reason.
    Collided(Vec<Collision>),
}

impl<E: Into<Refusal>> From<E> for NotSaved {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

/// Saves what was typed: `value` answers for a field's name.
///
/// # Errors
/// Every problem at the field it belongs to; collisions with what others saved. Nothing is kept then.
pub async fn save<'a>(
    ctx: &Ctx,
    asked: Asked,
    value: impl Fn(&str) -> &'a str,
) -> Result<Saved, NotSaved> {
    let mut grid = look(ctx, asked).await?;
    let reason = value("reason").trim().to_owned();
    grid.rows.retain(|row| Kind::ALL.into_iter().any(|kind| is_changed(row, kind, &value)));
    if grid.rows.is_empty() {
        return Ok(Saved::default());
    }
    let mut work = ctx.work().await?;
    // What was read above may be old by now. From here on it is not: others wait for their turn.
    readings::take_turns(&mut work.tx, &turns(&grid.rows)).await?;
    fill(&mut work.tx, &mut grid.rows).await?;
    let mut changes = Changes::default();
    for row in &grid.rows {
        for kind in Kind::ALL {
            changes.take(&mut work, row, kind, &value).await?;
        }
    }
    if !changes.problems.is_empty() {
        return Err(Refusal::Invalid(changes.problems).into());
    }
    if !changes.collisions.is_empty() {
        return Err(NotSaved::Collided(changes.collisions));
    }
    if changes.restates && reason.is_empty() {
        return Err(Problem::new("grid-reason").at("reason").into());
    }
    changes.authorise(ctx, &grid)?;
    let mut stamp = Stamp::of(ctx);
    stamp.reason = (!reason.is_empty()).then_some(reason);
    changes.keep(work, &stamp, &grid).await
}

/// A number with its denominator or weight; `None` for an empty cell.
type Said = Option<(Quantity, Option<Quantity>)>;

/// One kind of a row as it was posted.
struct Posted {
    /// The version that the editor saw.
    seen: i64,
    typed: Result<Said, Vec<Problem>>,
}

impl Posted {
    /// `None` when the page did not ask for this kind.
    fn of<'a>(row: &Row, kind: Kind, value: &impl Fn(&str) -> &'a str) -> Option<Self> {
        let seen = value(&row.seen(kind)).parse().ok()?;
        let mut problems = Vec::new();
        let mut read = |is_weight| {
            let field = row.field(&Column { kind, is_weight });
            let number = typed::quantity(value(&field));
            number.unwrap_or_else(|problem| {
                problems.push(problem.at(field));
                None
            })
        };
        let (number, divisor) = (read(false), read(true));
        if problems.is_empty() && number.is_none() && divisor.is_some() {
            let field = row.field(&Column { kind, is_weight: false });
            problems.push(Problem::new("grid-weight-alone").at(field));
        }
        let said = number.map(|number| (number, divisor));
        Some(Self { seen, typed: if problems.is_empty() { Ok(said) } else { Err(problems) } })
    }
}

fn is_changed<'a>(row: &Row, kind: Kind, value: &impl Fn(&str) -> &'a str) -> bool {
    Posted::of(row, kind, value).is_some_and(|posted| posted.typed != Ok(row.said(kind)))
}

/// One entry for each reading that may be written.
fn turns(rows: &[Row]) -> Vec<(IndicatorId, Period)> {
    let each = |row: &Row| Kind::ALL.map(|_| (row.indicator.id, row.period));
    rows.iter().flat_map(each).collect()
}

#[derive(Default)]
struct Changes {
    new: Vec<NewReading>,
    cleared: Vec<(UnitId, Period, IndicatorId, Kind)>,
    restates: bool,
    problems: Vec<Problem>,
    collisions: Vec<Collision>,
}

impl Changes {
    /// Compares one kind of a row as typed with what is kept and with what the editor saw.
    async fn take<'a>(
        &mut self,
        work: &mut Work,
        row: &Row,
        kind: Kind,
        value: &impl Fn(&str) -> &'a str,
    ) -> Result<(), Refusal> {
        let Some(Posted { seen, typed }) = Posted::of(row, kind, value) else { return Ok(()) };
        let typed = match typed {
            Ok(typed) => typed,
            Err(problems) => {
                self.problems.extend(problems);
                return Ok(());
            }
        };
        if typed == row.said(kind) {
            return Ok(());
        }
        let kept = row.current.get(&kind);
        let field = row.field(&Column { kind, is_weight: false });
        if seen != row.version(kind) {
            if typed != seen_value(work, row, kind, seen).await? {
                self.collisions.push(Collision { field, kept: kept.copied() });
            }
            return Ok(());
        }
        self.restates |= kept.is_some();
        let (unit, period, indicator) = (row.unit, row.period, row.indicator.id);
        match typed {
            None => self.cleared.push((unit, period, indicator, kind)),
            Some((value, weight)) => {
                let reading =
                    NewReading { unit, period, indicator, kind, value, weight, cell: None };
                match reading.problem(&row.indicator) {
                    Some(problem) => self.problems.push(problem.at(field)),
                    None => self.new.push(reading),
                }
            }
        }
        Ok(())
    }

    /// Actuals are readings, everything else are targets; restating is a change.
    fn authorise(&self, ctx: &Ctx, grid: &Grid) -> Result<(), Refusal> {
        let kinds = self.new.iter().map(|new| new.kind);
        for kind in kinds.chain(self.cleared.iter().map(|cleared| cleared.3)) {
            let is_actual = kind == Kind::Actual;
            let resource = if is_actual { Resource::Reading } else { Resource::Target };
            let action = if self.restates { Action::Change } else { Action::Create };
            ctx.may(action, resource, &grid.place.ids)?;
        }
        Ok(())
    }

    async fn keep(mut self, mut work: Work, stamp: &Stamp, grid: &Grid) -> Result<Saved, NotSaved> {
        if self.new.is_empty() && self.cleared.is_empty() {
            return Ok(Saved::default());
        }
        let cleared = readings::clear(&mut work.tx, &self.cleared, stamp).await?;
        self.new.sort_by_key(|reading| reading.unit);
        let count = self.new.len() + self.cleared.len();
        let outcome = readings::write(&mut work.tx, stamp, self.new).await?;
        let about = serde_json::json!({
            "month": grid.month.to_string(),
            "numbers": count,
            "entry": outcome.entry,
            "cleared": cleared,
            "reason": stamp.reason,
        });
        let action = if self.restates { "reading.restate" } else { "reading.record" };
        work.audit(action, "unit", grid.place.id, None, Some(about.to_string()));
        work.commit().await?;
        Ok(Saved { written: outcome.written, cleared })
    }
}

/// What the version that the editor saw said.
async fn seen_value(work: &mut Work, row: &Row, kind: Kind, seen: i64) -> Result<Said, Refusal> {
    let versions =
        versions::of_reading(&mut work.tx, row.unit, row.period, row.indicator.id, kind).await?;
    let saw = versions.iter().find(|version| version.version == seen);
    Ok(saw.map(|version| (version.value(), version.weight())))
}
