//! One sheet, row by row: cells become amounts and texts, and rows become readings.

use super::builder::Builder;
use super::header::Layout;
use super::lines::{Line, Lines};
use super::number::{Amount, Number, NumberFormat};
use super::sections::Sections;
use crate::draft::Source;
use crate::profile::{Column, PeriodRule, Profile, Template};
use crate::readers::Cell;
use kernel::{Period, Problem};
use std::collections::HashSet;

/// A row of data, read as far as the profile's columns go.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub number: u32,
    /// By column of the profile: its text, where it has a meaning as text.
    pub texts: Vec<Option<Box<str>>>,
    /// By slot.
    pub amounts: Vec<Option<Amount>>,
    /// Marks and ranges that become notes: profile column and text.
    pub marks: Vec<(usize, String)>,
}

/// A number column of this sheet.
pub(super) struct Slot<'p> {
    /// The profile's column.
    pub column: usize,
    /// The sheet's.
    pub place: u16,
    /// The period in its heading.
    pub period: Option<Period>,
    /// The indicator, where the profile names one for the whole column.
    pub indicator: Option<u16>,
    format: NumberFormat<'p>,
}

/// How the sheet at hand is read.
pub(super) struct SheetPlan<'p> {
    pub profile: &'p Profile,
    pub file: u16,
    pub sheet: u8,
    pub is_csv: bool,
    pub layout: Layout,
    pub slots: Vec<Slot<'p>>,
    /// Profile columns whose text matters, with their place in the sheet.
    texts: Vec<(usize, u16)>,
    /// The sheet's column that tells rows apart.
    pub unit_column: Option<u16>,
    missing: HashSet<String>,
}

impl<'p> SheetPlan<'p> {
    pub fn new(
        profile: &'p Profile,
        (file, sheet): (u16, u8),
        layout: Layout,
        is_csv: bool,
    ) -> Self {
        let numeric = numeric_columns(profile);
        let slot = |column: usize, place: u16, period: Option<Period>| Slot {
            column,
            place,
            period,
            indicator: constant_indicator(profile, column),
            format: NumberFormat::new(&profile.numbers, &profile.columns[column]),
        };
        let single = layout.columns.iter().enumerate().filter_map(|(column, place)| {
            numeric.contains(&column).then(|| place.map(|place| slot(column, place, None)))?
        });
        let repeated = layout
            .repeated
            .iter()
            .map(|(column, place, period)| slot(*column, *place, Some(*period)));
        let slots = single.chain(repeated).collect();
        let texts = text_columns(profile)
            .into_iter()
            .filter_map(|column| layout.columns[column].map(|place| (column, place)))
            .collect();
        let key =
            profile.unit.name.iter().chain(&profile.unit.code).flat_map(Template::fields).next();
        let unit_column =
            key.and_then(|id| profile.column(id)).and_then(|column| layout.columns[column]);
        let missing = profile.numbers.missing.iter().map(|mark| super::normal(mark)).collect();
        Self { profile, file, sheet, is_csv, layout, slots, texts, unit_column, missing }
    }

    pub fn source(&self, row: u32, place: u16) -> Source {
        Source::new(self.file, self.sheet, row, place)
    }

    /// Text and place of a column's cell, unless it is blank.
    pub fn cell<'r>(&self, row: &'r Row, id: &str) -> Option<(&'r str, Source)> {
        let column = self.profile.column(id)?;
        let text = row.texts[column].as_deref()?;
        Some((text, self.source(row.number, self.layout.columns[column]?)))
    }

    /// The text of a row's cell.
    pub fn text_at(&self, row: &Row, at: Source) -> String {
        let column = self.layout.columns.iter().position(|place| *place == Some(at.column()));
        column.and_then(|column| row.texts[column].as_deref()).unwrap_or_default().to_owned()
    }

    /// The profile column of a slot.
    pub fn column(&self, slot: &Slot<'_>) -> &'p Column {
        &self.profile.columns[slot.column]
    }

    /// The slot of a column that is not repeated.
    pub fn slot(&self, id: &str) -> Option<usize> {
        let column = self.profile.column(id)?;
        self.slots.iter().position(|slot| slot.column == column && slot.period.is_none())
    }

    /// Reads a row's cells; what cannot be read is refused, cell by cell.
    pub fn read(&self, number: u32, cells: &[Cell<'_>], builder: &mut Builder<'_>) -> Row {
        let mut row = Row {
            number,
            texts: vec![None; self.profile.columns.len()],
            amounts: Vec::with_capacity(self.slots.len()),
            marks: Vec::new(),
        };
        for (column, place) in &self.texts {
            let Some(cell) = cells.get(usize::from(*place)) else { continue };
            row.texts[*column] = self.text(cell);
        }
        for slot in &self.slots {
            let cell = cells.get(usize::from(slot.place)).copied().unwrap_or(Cell::Empty);
            row.amounts.push(match slot.format.read(cell) {
                Number::Value(amount) => Some(amount),
                Number::Missing => None,
                Number::Note(text) => {
                    row.marks.push((slot.column, text));
                    None
                }
                Number::Refused(problem) => {
                    builder.refuse(self.source(number, slot.place), problem, cell.text());
                    None
                }
            });
        }
        row
    }

    fn text(&self, cell: &Cell<'_>) -> Option<Box<str>> {
        let text: Box<str> = match cell {
            Cell::Text(text) => (*text).into(),
            cell if cell.is_blank() => return None,
            cell => cell.text().into(),
        };
        if text.trim().is_empty() {
            return None;
        }
        let is_mark = text.len() <= 8 && !self.missing.is_empty() && {
            self.missing.contains(&super::normal(&text))
        };
        (!is_mark).then_some(text)
    }
}

fn constant_indicator(profile: &Profile, column: usize) -> Option<u16> {
    let code = profile.columns[column].indicator.as_ref()?.constant()?;
    profile.indicator(code).and_then(|at| u16::try_from(at).ok())
}

/// Columns whose numbers matter.
fn numeric_columns(profile: &Profile) -> HashSet<usize> {
    let with_indicator = profile.columns.iter().filter(|column| column.indicator.is_some());
    let mut ids: Vec<&str> = with_indicator.clone().map(|column| column.id.as_str()).collect();
    ids.extend(with_indicator.filter_map(|column| column.weight.as_deref()));
    for reading in &profile.readings {
        ids.extend(reading.value.columns());
        ids.extend(reading.weight.iter().flat_map(crate::profile::Formula::columns));
    }
    for rate in &profile.rates {
        ids.extend(rate.printed.as_deref());
        ids.extend([rate.numerator.as_str(), rate.denominator.as_str()]);
    }
    for sum in &profile.sums {
        ids.extend(sum.parts.iter().map(String::as_str));
        ids.push(&sum.total);
    }
    ids.into_iter().filter_map(|id| profile.column(id)).collect()
}

/// Columns whose texts matter: for units, notes, periods and indicators named in cells.
fn text_columns(profile: &Profile) -> Vec<usize> {
    let unit = &profile.unit;
    let levels = unit.path.iter().flat_map(|level| level.code.iter().chain([&level.name]));
    let indicators = profile.columns.iter().filter_map(|column| column.indicator.as_ref());
    let parent = unit.parent.iter().flat_map(|parent| [&parent.code, &parent.name]);
    let own = unit.code.iter().chain(&unit.name).chain([&unit.kind]);
    let templates = own.chain(parent).chain(levels).chain(indicators);
    let mut ids: Vec<&str> = templates.flat_map(Template::fields).collect();
    ids.extend(unit.from.iter().chain(&unit.last).map(String::as_str));
    let notes = profile.columns.iter().filter(|column| column.note.is_some());
    ids.extend(notes.map(|column| column.id.as_str()));
    let own = profile.columns.iter().filter_map(|column| column.period.as_ref());
    for rule in profile.periods.iter().chain(own) {
        match rule {
            PeriodRule::Column { column, .. } => ids.push(column),
            PeriodRule::Columns { year, quarter, month } => {
                ids.push(year);
                ids.extend(quarter.as_deref());
                ids.extend(month.as_deref());
            }
            _ => {}
        }
    }
    let mut columns: Vec<usize> = ids.into_iter().filter_map(|id| profile.column(id)).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// Takes the rows of one sheet as they come.
pub(super) struct SheetReader<'s, 'p> {
    pub plan: &'s SheetPlan<'p>,
    lines: &'s Lines<'p>,
    sections: Sections<'s, 'p>,
    ended: bool,
    /// Sheet columns in which rows of data hold anything.
    used: Vec<bool>,
    first_row: bool,
}

impl<'s, 'p> SheetReader<'s, 'p> {
    pub fn new(plan: &'s SheetPlan<'p>, lines: &'s Lines<'p>, builder: &mut Builder<'p>) -> Self {
        let sections = Sections::new(plan, lines, builder);
        Self { plan, lines, sections, ended: false, used: Vec::new(), first_row: true }
    }

    /// Takes one row.
    pub fn row(&mut self, number: u32, cells: &[Cell<'_>], builder: &mut Builder<'p>) {
        builder.count_numbers(self.plan.file, cells);
        if number <= self.plan.layout.header_end || self.ended {
            return;
        }
        let first = std::mem::take(&mut self.first_row);
        match self.lines.tell(cells, self.plan.unit_column, first) {
            Line::Blank => self.sections.blank(builder),
            Line::Skipped => {}
            Line::End => self.ended = true,
            Line::Heading(name) => self.sections.heading(name, builder),
            Line::Total(rule, name) => {
                let row = self.plan.read(number, cells, builder);
                let text = self.plan.unit_column.and_then(|at| cells.get(usize::from(at)));
                let text = text.map(Cell::text).unwrap_or_default();
                self.sections.total(rule, name, (text.trim().to_owned(), row), builder);
                self.ended = self.plan.profile.totals[rule].last;
            }
            Line::Data => {
                self.used.resize(self.used.len().max(cells.len()), false);
                for (used, cell) in self.used.iter_mut().zip(cells) {
                    *used |= !cell.is_blank();
                }
                let row = self.plan.read(number, cells, builder);
                self.sections.data(row, builder);
            }
        }
    }

    /// Ends the sheet.
    pub fn finish(self, builder: &mut Builder<'p>) {
        let moved = self.moved_heading();
        self.sections.finish(moved, builder);
    }

    /// A heading whose column is empty, while a column without any heading holds data: the merged
    /// heading stands somewhere else than its numbers.
    fn moved_heading(&self) -> Option<Problem> {
        let holds = |place: u16| self.used.get(usize::from(place)).copied().unwrap_or(false);
        let stray = (0_u16..)
            .zip(&self.used)
            .find(|(place, used)| **used && !self.plan.layout.headed.contains(place))?;
        let columns = self.plan.profile.columns.iter().zip(&self.plan.layout.columns);
        let (column, _) = columns
            .filter(|(column, _)| !column.optional)
            .find(|(_, place)| place.is_some_and(|place| !holds(place)))?;
        Some(
            Problem::new("heading-moved")
                .arg("heading", &column.heading[0])
                .arg("column", super::header::letters(stray.0)),
        )
    }
}
