//! Sheets of .xls and .xlsx files, by calamine, with their merged cells.
//!
//! Only cells that exist are kept: one stray cell at the far end of a sheet costs nothing.

use super::Cell;
use super::file::{Bytes, damaged};
use calamine::{CellErrorType, Data, DataRef, Dimensions, Reader, Xls, XlsError, Xlsx};
use kernel::{Day, Problem};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A sheet of a workbook.
pub struct Sheet {
    pub name: String,
    pub merges: Vec<Merge>,
    /// Rows that hold something: number counted from 1, and cells by column.
    rows: Vec<(u32, Vec<(u16, Owned)>)>,
}

/// A rectangle of merged cells; rows counted from 1, columns from 0, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    pub rows: (u32, u32),
    pub columns: (u16, u16),
}

enum Owned {
    Text(String),
    Number(f64),
    Date(Day),
    Moment(Day, u16),
    Error(&'static str),
    Bool(bool),
}

impl Owned {
    fn at(day: Day, minute: u16) -> Self {
        if minute == 0 { Self::Date(day) } else { Self::Moment(day, minute) }
    }

    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Text(text) => Cell::Text(text),
            Self::Number(number) => Cell::Number(*number),
            Self::Date(day) => Cell::Date(*day),
            Self::Moment(day, minute) => Cell::Moment(*day, *minute),
            Self::Error(error) => Cell::Error(error),
            Self::Bool(flag) => Cell::Bool(*flag),
        }
    }
}

impl Sheet {
    fn new(name: &str, merges: &[Dimensions]) -> Self {
        let column = |column: u32| u16::try_from(column).unwrap_or(u16::MAX);
        let merges = merges
            .iter()
            .map(|merge| Merge {
                rows: (merge.start.0 + 1, merge.end.0 + 1),
                columns: (column(merge.start.1), column(merge.end.1)),
            })
            .collect();
        Self { name: name.to_owned(), merges, rows: Vec::new() }
    }

    /// Adds a cell; cells come row by row.
    fn push(&mut self, row: u32, column: u32, value: Owned) {
        let Ok(column) = u16::try_from(column) else { return };
        match self.rows.last_mut() {
            Some((last, cells)) if *last == row + 1 => cells.push((column, value)),
            _ => self.rows.push((row + 1, vec![(column, value)])),
        }
    }

    pub(super) fn rows(&self, each: &mut impl FnMut(u32, &[Cell<'_>]) -> ControlFlow<()>) {
        let mut next = 1;
        let mut buffer: Vec<Cell<'_>> = Vec::new();
        for (number, cells) in &self.rows {
            // One blank row says as much as many, and ends a region.
            if *number > next && each(next, &[]).is_break() {
                return;
            }
            buffer.clear();
            for (column, value) in cells {
                buffer.resize(usize::from(*column), Cell::Empty);
                buffer.push(value.cell());
            }
            if each(*number, &buffer).is_break() {
                return;
            }
            next = number + 1;
        }
    }
}

fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

fn owned(data: &DataRef<'_>) -> Option<Owned> {
    Some(match data {
        DataRef::Empty => return None,
        DataRef::Int(number) => Owned::Number(*number as f64),
        DataRef::Float(number) => Owned::Number(*number),
        DataRef::String(text) | DataRef::DurationIso(text) => Owned::Text(text.clone()),
        DataRef::SharedString(text) => Owned::Text((*text).to_owned()),
        DataRef::Bool(flag) => Owned::Bool(*flag),
        DataRef::Error(error) => Owned::Error(error_text(error)),
        DataRef::DateTimeIso(text) => {
            let day = text.get(..10).and_then(|day| day.parse().ok());
            let part = |range| text.get(range).and_then(|part: &str| part.parse::<u16>().ok());
            let minute = part(11..13).unwrap_or(0) * 60 + part(14..16).unwrap_or(0);
            day.map_or_else(|| Owned::Text(text.clone()), |day| Owned::at(day, minute))
        }
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            match Day::new(i32::from(year), month, day) {
                Some(day) => Owned::at(day, u16::from(hour) * 60 + u16::from(minute)),
                None => Owned::Number(moment.as_f64()),
            }
        }
        DataRef::DateTime(span) => Owned::Text(span.as_f64().to_string()),
    })
}

/// Reads the workbook. The library panics on some broken files; whoever hands one in only learns that
/// it is broken.
pub(super) fn read(bytes: Bytes<'_>, is_xlsx: bool) -> Result<Vec<Sheet>, Problem> {
    let read = || if is_xlsx { xlsx(bytes) } else { xls(bytes) };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(Problem::new("file-damaged")))
}

/// Reads an .xlsx workbook that [`super::guard`] has let pass.
fn xlsx(bytes: Bytes<'_>) -> Result<Vec<Sheet>, Problem> {
    let mut book = Xlsx::new(bytes.open().map_err(damaged)?).map_err(damaged)?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let mut sheet = Sheet::new(&name, &merges);
        // A chart sheet has no cells to read.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        while let Some(cell) = cells.next_cell().map_err(damaged)? {
            let (row, column) = cell.get_position();
            if let Some(value) = owned(cell.get_value()) {
                sheet.push(row, column, value);
            }
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// The cells of each sheet of an .xlsx workbook that hold a formula, in the order of [`read`]'s sheets: row
/// counted from 1, column from 0.
pub(super) fn formulas(bytes: Bytes<'_>) -> Result<Vec<Vec<(u32, u16)>>, Problem> {
    let read = || {
        let mut book = Xlsx::new(bytes.open().map_err(damaged)?).map_err(damaged)?;
        let mut sheets = Vec::new();
        for name in book.sheet_names() {
            let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
            let mut found = Vec::new();
            while let Some(cell) = cells.next_formula().map_err(damaged)? {
                let ((row, column), formula) = (cell.get_position(), cell.get_value());
                let column = u16::try_from(column).ok();
                found
                    .extend(column.filter(|_| !formula.is_empty()).map(|column| (row + 1, column)));
            }
            sheets.push(found);
        }
        Ok(sheets)
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(Problem::new("file-damaged")))
}

/// Reads an .xls workbook.
fn xls(bytes: Bytes<'_>) -> Result<Vec<Sheet>, Problem> {
    let mut book = Xls::new(bytes.open().map_err(damaged)?).map_err(|error| match error {
        XlsError::Password => Problem::new("file-password"),
        _ => Problem::new("file-damaged"),
    })?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let mut sheet = Sheet::new(&name, &merges);
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, data) in range.used_cells() {
            if let Some(value) = owned(&borrowed(data)) {
                sheet.push(top + row as u32, left + column as u32, value);
            }
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn borrowed(data: &Data) -> DataRef<'_> {
    match data {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(flag) => DataRef::Bool(*flag),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}
