//! Bytes → cells. Every kind of file ends in the same [`Cell`]s, row by row.
//!
//! The kind is told by the bytes, never by the name. Workbooks are checked before they are unpacked
//! (see [`guard`]). A file on the disk is read from there ([`file`]): CSV of every encoding streams and
//! costs a buffer, of a workbook the cells that exist are held.

mod csv_text;
mod file;
mod guard;
pub mod official;
mod workbook;

pub use file::{File, Stored};
pub use guard::Limits;
pub use workbook::{Merge, Sheet};

use csv_text::CsvText;
use guard::Format;
use kernel::{Day, Problem};
use std::ops::ControlFlow;

/// A file handed in, held in memory.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// The name it came with; a profile may read the period from it.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// One cell, as far as a profile cares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    Empty,
    Text(&'a str),
    Number(f64),
    Date(Day),
    /// A date with the minute of the day, which is not midnight: a spreadsheet cannot tell that from none.
    Moment(Day, u16),
    /// As the spreadsheet program shows it, such as `#DIV/0!`.
    Error(&'a str),
    Bool(bool),
}

impl Cell<'_> {
    /// Whether a reader of the sheet sees nothing in it.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The cell's own text: of a number its shortest decimal.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Error(text) => (*text).to_owned(),
            Self::Number(number) => format!("{number}"),
            Self::Date(day) => day.to_string(),
            Self::Moment(day, minute) => format!("{day} {:02}:{:02}", minute / 60, minute % 60),
            Self::Bool(flag) => if *flag { "TRUE" } else { "FALSE" }.to_owned(),
        }
    }
}

/// A file that was opened.
pub enum Book<'a> {
    Workbook(Vec<Sheet>),
    Csv(CsvText<'a>),
}

impl<'a> Book<'a> {
    /// Opens a file, or says what is wrong with it.
    ///
    /// # Errors
    /// `file-empty`, `file-too-large`, `file-not-a-table`, `file-damaged`, `file-password`,
    /// `file-bomb`, `file-encoding`.
    pub fn open(
        file: impl Into<File<'a>>,
        rule: &crate::profile::CsvRule,
        limits: Limits,
    ) -> Result<Self, Problem> {
        let File { name, bytes } = file.into();
        let named = |problem: Problem| problem.arg("file", name);
        match guard::inspect(bytes, limits).map_err(named)? {
            format @ (Format::Xlsx | Format::Xls) => {
                workbook::read(bytes, format == Format::Xlsx).map(Self::Workbook).map_err(named)
            }
            format @ (Format::Text | Format::Gzip) => {
                CsvText::open(bytes, format == Format::Gzip, rule, limits)
                    .map(Self::Csv)
                    .map_err(named)
            }
        }
    }

    /// The cells of each sheet of a workbook that hold a formula, not a number that somebody wrote, in the order
    /// of [`Book::sheets`]: row counted from 1, column from 0. [`Book::rows`] hands over what a program once
    /// computed there.
    ///
    /// # Errors
    /// As [`Book::open`]; `file-not-xlsx` for any other kind of file.
    pub fn formulas(
        file: impl Into<File<'a>>,
        limits: Limits,
    ) -> Result<Vec<Vec<(u32, u16)>>, Problem> {
        let File { name, bytes } = file.into();
        let named = |problem: Problem| problem.arg("file", name);
        match guard::inspect(bytes, limits).map_err(named)? {
            Format::Xlsx => workbook::formulas(bytes).map_err(named),
            Format::Xls | Format::Gzip | Format::Text => Err(named(Problem::new("file-not-xlsx"))),
        }
    }

    /// Names of the sheets; a CSV file is one sheet without a name.
    pub fn sheets(&self) -> Vec<&str> {
        match self {
            Self::Workbook(sheets) => sheets.iter().map(|sheet| sheet.name.as_str()).collect(),
            Self::Csv(_) => vec![""],
        }
    }

    /// Cells merged in a sheet.
    pub fn merges(&self, sheet: usize) -> &[Merge] {
        match self {
            Self::Workbook(sheets) => sheets.get(sheet).map_or(&[], |sheet| &sheet.merges),
            Self::Csv(_) => &[],
        }
    }

    /// Hands over the rows of a sheet in order, with their number counted from 1, until told to stop.
    /// Rows of a workbook that hold nothing are handed over as empty.
    ///
    /// # Errors
    /// `file-damaged` when the text ends amid compressed data.
    pub fn rows(
        &self,
        sheet: usize,
        mut each: impl FnMut(u32, &[Cell<'_>]) -> ControlFlow<()>,
    ) -> Result<(), Problem> {
        match self {
            Self::Workbook(sheets) => {
                if let Some(sheet) = sheets.get(sheet) {
                    sheet.rows(&mut each);
                }
                Ok(())
            }
            Self::Csv(text) => text.rows(&mut each),
        }
    }
}
