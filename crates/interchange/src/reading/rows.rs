//! A row of data → readings, notes, and the checks that a row alone allows.

use super::builder::Builder;
use super::period::{Cut, of_cell, of_parts};
use super::sheet::{Row, SheetPlan};
use super::units::{Place, RowTexts};
use crate::draft::{DraftReading, Kind, Mismatch, MismatchKind, Source, Stated};
use crate::profile::{Aggregation, GrainName, PeriodRule, RateRule, Repeat, Template};
use crate::readers::Cell;
use kernel::{Period, Problem, Quantity, quantity::Ratio};

/// Adds a row's readings to the draft, under the region given.
pub(super) fn commit(
    plan: &SheetPlan<'_>,
    row: &Row,
    section: Option<&str>,
    block: u16,
    builder: &mut Builder<'_>,
) {
    let texts = RowTexts { profile: plan.profile, texts: &row.texts, section };
    let at_unit = plan.source(row.number, plan.unit_column.unwrap_or(0));
    let place = match builder.units.of_row(&texts) {
        Ok(place) => place,
        Err(problem) => {
            let text = plan.unit_column.map_or_else(String::new, |_| unit_text(plan, row));
            return builder.refuse(at_unit, problem, text);
        }
    };
    if plan.profile.unit.repeat == Repeat::Refuse
        && let Some(first) = builder.rows_of_units.insert(place.unit, at_unit)
    {
        builder.rows_of_units.insert(place.unit, first);
        let problem = Problem::new("unit-repeated").arg("cell", first.cell());
        return builder.refuse(at_unit, problem, unit_text(plan, row));
    }
    let stated = stated(plan, row, &texts).and_then(|stated| match stated {
        Some(stated) => builder
            .units
            .state(place, stated)
            .map_err(|at| (at, Problem::new("unit-stated-otherwise"), plan.text_at(row, at))),
        None => Ok(()),
    });
    if let Err((source, problem, text)) = stated {
        return builder.refuse(source, problem, text);
    }
    builder.units.in_block(place.unit, block);
    keep_texts(plan, row, builder);
    notes(plan, row, place, builder);
    let mut writer = RowWriter { plan, row, texts, place, block, period: None, at_unit };
    writer.columns(builder);
    writer.computed(builder);
    if let Some(Some(period)) = writer.period {
        builder.units.touch(place, period);
    } else if writer.period.is_none()
        && let Ok(Some(period)) = writer.read_period(&plan.profile.periods, builder)
    {
        builder.units.touch(place, period);
    }
    rates(plan, row, block, builder);
    sums(plan, row, block, builder);
}

/// What the row says about its unit, if the profile reads that.
///
/// # Errors
/// The cell that is no day, or a last day before the first, with its text.
fn stated(
    plan: &SheetPlan<'_>,
    row: &Row,
    texts: &RowTexts<'_>,
) -> Result<Option<Stated>, (Source, Problem, String)> {
    let rule = &plan.profile.unit;
    let kind = rule.kind.fields().next();
    if rule.parent.is_none() && rule.from.is_none() && rule.last.is_none() && kind.is_none() {
        return Ok(None);
    }
    let day = |id: &Option<String>| {
        let Some((text, at)) = id.as_deref().and_then(|id| plan.cell(row, id)) else {
            return Ok(None);
        };
        match of_cell(Cell::Text(text), GrainName::Day, &[], Cut::default()) {
            Ok(period) => Ok(period.map(|period| (period.first_day(), at))),
            Err(_) => {
                let problem = Problem::new("unit-day-unreadable").arg("text", text);
                Err((at, problem, text.to_owned()))
            }
        }
    };
    let (from, last) = (day(&rule.from)?, day(&rule.last)?);
    if let (Some((from, _)), Some((last, at))) = (from, last)
        && last < from
    {
        let problem = Problem::new("unit-last-before-first").arg("last", last).arg("from", from);
        return Err((at, problem, plan.text_at(row, at)));
    }
    let source = plan.source(row.number, plan.unit_column.unwrap_or(0));
    let parent = rule.parent.iter().flat_map(|parent| [&parent.code, &parent.name]);
    let parent = parent.flat_map(Template::fields).find_map(|id| Some(plan.cell(row, id)?.1));
    let kind = kind.and_then(|id| Some((rule.kind.fill(texts), plan.cell(row, id)?.1)));
    Ok(Some(Stated { source, parent, from, last, kind }))
}

/// The name or code of the row's unit as printed.
pub(super) fn unit_text(plan: &SheetPlan<'_>, row: &Row) -> String {
    name_column(plan).and_then(|column| row.texts[column].as_deref()).unwrap_or_default().to_owned()
}

/// The profile column that holds the unit's name (or code).
pub(super) fn name_column(plan: &SheetPlan<'_>) -> Option<usize> {
    let unit = &plan.profile.unit;
    let template = unit.name.as_ref().or(unit.code.as_ref())?;
    plan.profile.column(template.fields().next()?)
}

fn keep_texts(plan: &SheetPlan<'_>, row: &Row, builder: &mut Builder<'_>) {
    let mut read = 0;
    let mut rounded = 0;
    for (slot, amount) in plan.slots.iter().zip(&row.amounts) {
        let Some(amount) = amount else { continue };
        read += 1;
        rounded += u64::from(amount.rounded);
        if let Some(own) = &amount.own {
            builder.texts.push((plan.source(row.number, slot.place), own.clone()));
        }
    }
    let numbers = &mut builder.file(plan.file).numbers;
    numbers.rounded += rounded;
    if plan.is_csv {
        numbers.found += read;
    }
}

fn notes(plan: &SheetPlan<'_>, row: &Row, place: Place, builder: &mut Builder<'_>) {
    let at = |column: usize| plan.layout.columns[column].unwrap_or(0);
    for (index, column) in plan.profile.columns.iter().enumerate() {
        if let (Some(label), Some(text)) = (&column.note, &row.texts[index]) {
            builder.units.note(place.unit, label, text, plan.source(row.number, at(index)));
        }
    }
    for (index, text) in &row.marks {
        let column = &plan.profile.columns[*index];
        let label = column.note.as_ref().unwrap_or(&column.heading[0]);
        builder.units.note(place.unit, label, text, plan.source(row.number, at(*index)));
    }
}

struct RowWriter<'r, 'p> {
    plan: &'r SheetPlan<'p>,
    row: &'r Row,
    texts: RowTexts<'r>,
    place: Place,
    block: u16,
    /// The row's period once it was asked for; inside, `None` when it could not be read.
    period: Option<Option<Period>>,
    at_unit: Source,
}

impl RowWriter<'_, '_> {
    /// Readings that stand in a column of their own.
    fn columns(&mut self, builder: &mut Builder<'_>) {
        for (slot, amount) in self.plan.slots.iter().zip(&self.row.amounts) {
            let (Some(amount), Some(template)) = (amount, &self.plan.column(slot).indicator) else {
                continue;
            };
            let source = self.plan.source(self.row.number, slot.place);
            let indicator = match slot.indicator {
                Some(indicator) => indicator,
                None => {
                    let name = template.fill(&self.texts);
                    let Some(indicator) = builder.indicator(&name) else {
                        let problem = Problem::new("indicator-unknown").arg("name", name);
                        builder.refuse(source, problem, amount.quantity.to_string());
                        continue;
                    };
                    indicator
                }
            };
            let column = self.plan.column(slot);
            let weight = column.weight.as_deref().and_then(|id| self.amount(id));
            let weight = match self.weight(indicator, column.kind, weight, builder) {
                Ok(weight) => weight,
                Err(problem) => {
                    builder.refuse(source, problem, amount.quantity.to_string());
                    continue;
                }
            };
            let period = match (slot.period, &column.period) {
                (Some(period), _) => Some(period),
                (None, Some(rule)) => self.own_period(rule, source, amount.quantity, builder),
                (None, None) => self.row_period(builder),
            };
            let Some(period) = period else { continue };
            builder.units.touch(self.place, period);
            self.push((period, indicator, column.kind), (amount.quantity, weight), source, builder);
        }
    }

    /// Readings computed from several columns.
    fn computed(&mut self, builder: &mut Builder<'_>) {
        for rule in &self.plan.profile.readings {
            let Some(value) = rule.value.value(|id| self.amount(id)) else { continue };
            let weight = match &rule.weight {
                Some(formula) => match formula.value(|id| self.amount(id)) {
                    Some(weight) => Some(weight),
                    None => continue,
                },
                None => None,
            };
            let Some(indicator) = self.plan.profile.indicator(&rule.indicator) else { continue };
            let first = rule.value.columns().next().and_then(|id| self.plan.slot(id));
            let source = first.map_or(self.at_unit, |slot| {
                self.plan.source(self.row.number, self.plan.slots[slot].place)
            });
            let Some(period) = self.row_period(builder) else { return };
            let Ok(indicator) = u16::try_from(indicator) else { continue };
            self.push((period, indicator, rule.kind), (value, weight), source, builder);
        }
    }

    fn push(
        &self,
        (period, indicator, kind): (Period, u16, Kind),
        amounts: (Quantity, Option<Quantity>),
        source: Source,
        builder: &mut Builder<'_>,
    ) {
        let key = (self.place.unit, period, indicator, kind);
        builder.readings.push(DraftReading::new(key, amounts, source, self.block));
        builder.kept[usize::from(self.block)] += 1;
    }

    fn amount(&self, id: &str) -> Option<Quantity> {
        let slot = self.plan.slot(id)?;
        self.row.amounts[slot].as_ref().map(|amount| amount.quantity)
    }

    /// The weight that an indicator needs: a ratio or mean without one cannot be rolled up.
    fn weight(
        &self,
        indicator: u16,
        kind: Kind,
        weight: Option<Quantity>,
        builder: &Builder<'_>,
    ) -> Result<Option<Quantity>, Problem> {
        let rule = &builder.indicators[usize::from(indicator)];
        let two = matches!(rule.aggregation, Aggregation::Ratio | Aggregation::Mean);
        let averaged = self.plan.profile.unit.repeat == Repeat::Average;
        match weight {
            _ if !two => Ok(None),
            None if kind == Kind::Actual && !averaged => {
                Err(Problem::new("weight-missing").arg("indicator", &rule.name.zh))
            }
            weight => Ok(weight),
        }
    }

    /// The row's period; when there is none, the row is refused once.
    fn row_period(&mut self, builder: &mut Builder<'_>) -> Option<Period> {
        if let Some(period) = self.period {
            return period;
        }
        let period = match self.read_period(&self.plan.profile.periods, builder) {
            Ok(Some(period)) => Some(period),
            Ok(None) => {
                builder.refuse(self.at_unit, Problem::new("period-missing"), String::new());
                None
            }
            Err(problem) => {
                builder.refuse(self.at_unit, problem, unit_text(self.plan, self.row));
                None
            }
        };
        self.period = Some(period);
        period
    }

    fn own_period(
        &self,
        rule: &PeriodRule,
        source: Source,
        amount: Quantity,
        builder: &mut Builder<'_>,
    ) -> Option<Period> {
        let period = self.read_period(std::slice::from_ref(rule), builder);
        let problem = match period {
            Ok(Some(period)) => return Some(period),
            Ok(None) => Problem::new("period-missing"),
            Err(problem) => problem,
        };
        builder.refuse(source, problem, amount.to_string());
        None
    }

    fn read_period(
        &self,
        rules: &[PeriodRule],
        builder: &Builder<'_>,
    ) -> Result<Option<Period>, Problem> {
        let text = |id: &str| {
            let column = self.plan.profile.column(id);
            column.and_then(|column| self.row.texts[column].as_deref())
        };
        let cell = |id: &str| text(id).map_or(Cell::Empty, Cell::Text);
        for rule in rules {
            let period = match rule {
                PeriodRule::File { .. } | PeriodRule::Title { .. } => self.plan.layout.period,
                PeriodRule::Given => builder.decisions.period,
                PeriodRule::Heading => None,
                PeriodRule::Column { column, grain, patterns, moments } => {
                    let cut = Cut { hour: builder.day_begins_at, is_midnight_meant: *moments };
                    of_cell(cell(column), *grain, patterns, cut)?
                }
                PeriodRule::Columns { year, quarter, month } => {
                    of_parts(cell(year), quarter.as_deref().map(cell), month.as_deref().map(cell))?
                }
            };
            if period.is_some() {
                return Ok(period);
            }
        }
        Ok(None)
    }
}

/// Our rate of two sums, to six decimals.
pub(super) fn our_rate(rule: &RateRule, numerator: i128, denominator: i128) -> Option<Quantity> {
    let (numerator, denominator) = (kernel::Sum(numerator), kernel::Sum(denominator));
    Ratio { numerator, denominator }.rate(rule.factor, 6)
}

/// Whether two figures are the same within the tolerance.
pub(super) fn agree(a: i128, b: i128, tolerance: Quantity) -> bool {
    (a - b).abs() <= i128::from(tolerance.millionths())
}

fn rates(plan: &SheetPlan<'_>, row: &Row, block: u16, builder: &mut Builder<'_>) {
    let amount = |id: &str| {
        let slot = plan.slot(id)?;
        row.amounts[slot].as_ref().map(|amount| i128::from(amount.quantity.millionths()))
    };
    for rule in &plan.profile.rates {
        let (numerator, denominator) = (amount(&rule.numerator), amount(&rule.denominator));
        let ours = numerator.zip(denominator).and_then(|(n, d)| our_rate(rule, n, d));
        let Some(printed_column) = &rule.printed else {
            if numerator.is_some() && denominator.is_some() {
                let file = builder.file(plan.file);
                file.rates_computed += u64::from(ours.is_some());
                file.rates_undefined += u64::from(ours.is_none());
            }
            continue;
        };
        let Some(printed) = amount(printed_column) else { continue };
        let matched =
            ours.is_some_and(|ours| agree(i128::from(ours.millionths()), printed, rule.tolerance));
        builder.file(plan.file).rates.count(matched);
        if !matched {
            let figures = (printed, ours.map_or(0, |ours| i128::from(ours.millionths())));
            differs(plan, row, MismatchKind::Rate, printed_column, figures, block, builder);
        }
    }
}

fn sums(plan: &SheetPlan<'_>, row: &Row, block: u16, builder: &mut Builder<'_>) {
    let amount = |id: &str| {
        let slot = plan.slot(id)?;
        row.amounts[slot].as_ref().map(|amount| i128::from(amount.quantity.millionths()))
    };
    for rule in &plan.profile.sums {
        let Some(printed) = amount(&rule.total) else { continue };
        let ours: i128 = rule.parts.iter().filter_map(|part| amount(part)).sum();
        let matched = agree(ours, printed, rule.tolerance);
        builder.file(plan.file).sums.count(matched);
        if !matched {
            let figures = (printed, ours);
            differs(plan, row, MismatchKind::Sum, &rule.total, figures, block, builder);
        }
    }
}

fn differs(
    plan: &SheetPlan<'_>,
    row: &Row,
    kind: MismatchKind,
    column: &str,
    (printed, ours): (i128, i128),
    block: u16,
    builder: &mut Builder<'_>,
) {
    let place = plan.slot(column).map_or(0, |slot| plan.slots[slot].place);
    builder.mismatches.push(Mismatch {
        kind,
        blocks: vec![block],
        source: plan.source(row.number, place),
        line: unit_text(plan, row),
        column: column.to_owned(),
        printed: quantity(printed),
        ours: quantity(ours),
        suspects: Vec::new(),
    });
}

/// A wide sum as a quantity; one that does not fit is shown as the largest that does.
pub(super) fn quantity(sum: i128) -> Quantity {
    let largest = if sum < 0 { i64::MIN } else { i64::MAX };
    Quantity::from_millionths(i64::try_from(sum).unwrap_or(largest))
}
