//! Results → files: tables with charts, error sheets and templates as .xlsx, tables as CSV and JSON,
//! official documents as .docx.
//!
//! Text stays text: a cell that begins with `=` is never a formula, whoever wrote it.

mod chart;
mod errors;
mod list;
mod official;
mod plain;
mod table;
mod template;

pub use chart::{Chart, ChartKind, Series};
pub use errors::error_sheet;
pub use list::{Blank, Returned, list_errors, list_template};
pub(crate) use official::official;
pub use plain::{CsvLines, csv, json};
pub use table::{Column, Format, Table, Value, xlsx};
pub use template::template;

use kernel::Problem;

/// What goes wrong while writing a workbook is a mistake of the caller (a name used twice) or of the
/// library; people can only report it.
fn failed(error: rust_xlsxwriter::XlsxError) -> Problem {
    Problem::new("export-failed").arg("message", error)
}
