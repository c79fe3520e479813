//! Lists with fixed columns: the empty sheet to fill in, and refused rows with their reasons.

use super::errors::{reasons_heading, write_row};
use super::failed;
use super::table::{heading_format, sheet_name};
use crate::readers::Cell;
use kernel::{Lang, Problem, texts};
use rust_xlsxwriter::{DataValidation, Format, Workbook, Worksheet};

/// Rows of a template that are prepared.
const PREPARED: u32 = 5_000;

/// A column of an empty list.
#[derive(Clone, Debug, Default)]
pub struct Blank {
    pub heading: String,
    /// What may stand in it; empty for anything.
    pub choices: Vec<String>,
    /// What stands in it in the example on the second sheet.
    pub example: String,
}

/// An empty list whose cells are text, so that 007 stays 007, and a second sheet with an example and
/// notes.
///
/// # Errors
/// `export-failed`.
pub fn list_template(columns: &[Blank], notes: &[String], lang: Lang) -> Result<Vec<u8>, Problem> {
    let mut book = Workbook::new();
    let text = Format::new().set_num_format("@");
    let sheet = titled(&mut book, "sheet-template-title", lang)?;
    headings(sheet, columns)?;
    for (column, at) in columns.iter().zip(0_u16..) {
        sheet.set_column_format(at, &text).map_err(failed)?;
        let choices = DataValidation::new().allow_list_strings(&column.choices);
        if let (false, Ok(list)) = (column.choices.is_empty(), choices) {
            sheet.add_data_validation(1, at, PREPARED, at, &list).map_err(failed)?;
        }
    }
    let sheet = titled(&mut book, "sheet-template-notes", lang)?;
    headings(sheet, columns)?;
    for (column, at) in columns.iter().zip(0_u16..) {
        sheet.write_string(1, at, &column.example).map_err(failed)?;
    }
    for (note, row) in notes.iter().zip(3_u32..) {
        sheet.write_string(row, 0, note).map_err(failed)?;
    }
    book.save_to_buffer().map_err(failed)
}

fn titled<'b>(book: &'b mut Workbook, key: &str, lang: Lang) -> Result<&'b mut Worksheet, Problem> {
    let title = texts::get().text(lang, key);
    book.add_worksheet().set_name(sheet_name(&title)).map_err(failed)
}

fn headings(sheet: &mut Worksheet, columns: &[Blank]) -> Result<(), Problem> {
    let format = heading_format();
    for (column, at) in columns.iter().zip(0_u16..) {
        sheet.write_string_with_format(0, at, &column.heading, &format).map_err(failed)?;
        sheet.set_column_width(at, 18).map_err(failed)?;
    }
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    Ok(())
}

/// A row that was refused.
#[derive(Clone, Debug, Default)]
pub struct Returned {
    pub texts: Vec<String>,
    /// The column that each reason belongs to, and the reason as it is to be read.
    pub reasons: Vec<(u16, String)>,
}

/// The refused rows as the same list with a column of reasons: correct it and hand it in again.
///
/// # Errors
/// `export-failed`.
pub fn list_errors(columns: &[String], rows: &[Returned], lang: Lang) -> Result<Vec<u8>, Problem> {
    let mut book = Workbook::new();
    let sheet = titled(&mut book, "sheet-errors-title", lang)?;
    let blank = |heading: &String| Blank { heading: heading.clone(), ..Blank::default() };
    headings(sheet, &columns.iter().map(blank).collect::<Vec<_>>())?;
    let reasons = u16::try_from(columns.len()).unwrap_or(u16::MAX - 1);
    for (row, at) in rows.iter().zip(1_u32..) {
        let cells: Vec<Cell<'_>> = row.texts.iter().map(|text| Cell::Text(text)).collect();
        write_row(sheet, at, &cells, &row.reasons, reasons).map_err(failed)?;
    }
    reasons_heading(sheet, 0, reasons, lang).map_err(failed)?;
    book.save_to_buffer().map_err(failed)
}
