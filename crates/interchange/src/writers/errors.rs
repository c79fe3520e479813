//! The error sheet: the rows that were handed in, with a column that says why cells were refused.
//!
//! Correct it and import it again: headings and columns stand where they stood.

use super::failed;
use super::table::{heading_format, sheet_name};
use crate::draft::{Draft, Refusal};
use crate::profile::Profile;
use crate::readers::{Book, Cell, File, Limits};
use kernel::{Lang, Problem, texts};
use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Larger sheets are given back without the rows that were accepted.
const ALL_ROWS: usize = 20_000;

type ByRow<'d> = BTreeMap<u32, Vec<&'d Refusal>>;

/// A workbook with one sheet for each sheet in which something was refused.
///
/// # Errors
/// Those of opening the files again, and `export-failed`.
pub fn error_sheet<F>(
    profile: &Profile,
    draft: &Draft,
    files: &[F],
    lang: Lang,
) -> Result<Vec<u8>, Problem>
where
    for<'f> &'f F: Into<File<'f>>,
{
    let mut by_sheet: BTreeMap<(u16, u8), ByRow<'_>> = BTreeMap::new();
    for refusal in &draft.refusals {
        let source = refusal.source;
        let rows = by_sheet.entry((source.file(), source.sheet())).or_default();
        rows.entry(source.row()).or_default().push(refusal);
    }
    let mut workbook = Workbook::new();
    for ((file, sheet), rows) in &by_sheet {
        let Some(input) = files.get(usize::from(*file)) else { continue };
        let book = Book::open(input, &profile.csv, Limits::default())?;
        let report = &draft.files[usize::from(*file)];
        let name = &report.sheets[usize::from(*sheet)];
        let index = book.sheets().iter().position(|each| each == name).unwrap_or(0);
        let worksheet = workbook.add_worksheet();
        let title = if by_sheet.len() == 1 { name.clone() } else { format!("{}.{name}", file + 1) };
        worksheet.set_name(sheet_name(&title)).map_err(failed)?;
        copy(profile, &book, index, rows, lang, worksheet)?;
    }
    if by_sheet.is_empty() {
        let title = texts::get().text(lang, "sheet-errors-title");
        workbook.add_worksheet().set_name(sheet_name(&title)).map_err(failed)?;
    }
    workbook.save_to_buffer().map_err(failed)
}

fn copy(
    profile: &Profile,
    book: &Book<'_>,
    index: usize,
    refusals: &ByRow<'_>,
    lang: Lang,
    sheet: &mut Worksheet,
) -> Result<(), Problem> {
    let mut count = 0;
    let mut width = 0;
    book.rows(index, |_, cells| {
        count += 1;
        width = width.max(cells.len());
        ControlFlow::Continue(())
    })?;
    let reasons = u16::try_from(width).unwrap_or(u16::MAX - 1);
    let first_refused = refusals.keys().next().copied().unwrap_or(0);
    let shorten = count > ALL_ROWS;
    let mut next = 0_u32;
    let mut result: Result<(), XlsxError> = Ok(());
    let mut last_head = 0;
    book.rows(index, |number, cells| {
        let refused = refusals.get(&number);
        let is_head = number < first_refused && number <= profile.header.within;
        if shorten && refused.is_none() && !(is_head && number <= profile.header.rows) {
            return ControlFlow::Continue(());
        }
        let row = if shorten { next } else { number - 1 };
        next += 1;
        if is_head && cells.iter().filter(|cell| !cell.is_blank()).count() > 1 && last_head == 0 {
            last_head = row + 1;
        }
        let said = |refusal: &&Refusal| {
            let reason = refusal.problem.text(lang);
            (refusal.source.column(), format!("{}: {reason}", refusal.source.cell()))
        };
        let said: Vec<_> = refused.into_iter().flatten().map(said).collect();
        result = write_row(sheet, row, cells, &said, reasons);
        if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    result.map_err(failed)?;
    reasons_heading(sheet, last_head.saturating_sub(1), reasons, lang).map_err(failed)
}

/// The heading of the column of reasons.
pub(super) fn reasons_heading(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    lang: Lang,
) -> Result<(), XlsxError> {
    let title = texts::get().text(lang, "sheet-errors-reason");
    sheet.write_string_with_format(row, column, &title, &heading_format())?;
    sheet.set_column_width(column, 60)?;
    Ok(())
}

/// A row with the cells that were refused in red, and behind it why.
pub(super) fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    cells: &[Cell<'_>],
    refused: &[(u16, String)],
    reasons: u16,
) -> Result<(), XlsxError> {
    let (plain, red) = (Format::new(), Format::new().set_background_color(Color::RGB(0x00FE_E2E2)));
    for (cell, column) in cells.iter().zip(0_u16..) {
        let is_refused = refused.iter().any(|(at, _)| *at == column);
        let format = if is_refused { &red } else { &plain };
        match cell {
            Cell::Empty => {}
            Cell::Number(number) => {
                sheet.write_number_with_format(row, column, *number, format)?;
            }
            cell => {
                sheet.write_string_with_format(row, column, cell.text(), format)?;
            }
        }
    }
    if !refused.is_empty() {
        let text: Vec<&str> = refused.iter().map(|(_, reason)| reason.as_str()).collect();
        sheet.write_string_with_format(row, reasons, text.join("\n"), &red)?;
    }
    Ok(())
}
