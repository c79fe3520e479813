//! Lists with a few fixed columns: people, accounts. One row of headings in any order, other columns
//! passed over; each row as text, with what is wrong with its cells.
//!
//! What the rows mean is for the caller, who checks them, shows them and stores what is confirmed.
//! [`writers::list_errors`](crate::writers::list_errors) gives the refused rows back,
//! [`writers::list_template`](crate::writers::list_template) the empty sheet.

use crate::draft::Source;
use crate::readers::{Book, Cell, Input, Limits};
use kernel::{Lang, Problem, texts};
use std::ops::ControlFlow;

/// A list of names is no large file: more bytes are refused.
pub const LARGEST_FILE: u64 = 32 << 20;
const LIMITS: Limits =
    Limits { file: LARGEST_FILE, unpacked: 512 << 20, ratio: 200, harmless: 32 << 20 };
/// A spreadsheet program keeps 15 digits of a number and makes the others zeros.
const LARGEST: f64 = 1e15;

/// A column of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in problems and forms.
    pub id: &'static str,
    /// The Fluent key of its heading.
    pub title: &'static str,
    /// Further headings in which it is recognised, in small letters.
    pub headings: &'static [&'static str],
    /// Whether a file without it is no such list.
    pub is_required: bool,
    /// Whether its cells are days, which a spreadsheet program may keep as such.
    pub is_day: bool,
}

impl Column {
    fn is_called(&self, heading: &str) -> bool {
        let title = |lang| texts::get().text(lang, self.title).to_lowercase();
        self.headings.contains(&heading)
            || [Lang::Zh, Lang::En].map(title).contains(&heading.into())
    }
}

/// A row of a file, its cells in the order of the columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<const N: usize> {
    /// Its number in the sheet, from 1.
    pub number: u32,
    /// Blanks at the ends dropped; empty where the file has no such column.
    pub texts: [String; N],
    /// Cells that are no text, each at its column's id.
    pub problems: Vec<Problem>,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List<const N: usize> {
    pub rows: Vec<Row<N>>,
    /// Where each column stands in the file, from 0.
    pub places: [Option<u16>; N],
}

/// The name of a cell, such as `B12`.
pub fn cell_name(row: u32, column: u16) -> String {
    Source::new(0, 0, row, column).cell()
}

/// Reads the first sheet.
///
/// # Errors
/// At the form field `file`: why the file cannot be read, `list-headings`, `list-empty` or `list-long`.
pub fn read<const N: usize>(
    input: &Input,
    columns: &[Column; N],
    most: usize,
) -> Result<List<N>, Problem> {
    let at_file = |problem: Problem| problem.at("file");
    let book = Book::open(input, &Default::default(), LIMITS).map_err(at_file)?;
    let mut places: Option<[Option<u16>; N]> = None;
    let mut rows = Vec::new();
    book.rows(0, |number, cells| {
        if cells.iter().all(Cell::is_blank) {
            return ControlFlow::Continue(());
        }
        match &places {
            None => places = Some(places_of(cells, columns)),
            Some(places) => rows.push(row(number, cells, columns, places)),
        }
        if rows.len() > most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .map_err(at_file)?;
    let Some(places) = places else { return Err(at_file(Problem::new("list-empty"))) };
    let is_missing =
        |(column, place): (&Column, &Option<u16>)| column.is_required && place.is_none();
    if columns.iter().zip(&places).any(is_missing) {
        return Err(at_file(Problem::new("list-headings")));
    }
    // Rows of other columns alone say nothing.
    rows.retain(|row| row.texts.iter().any(|text| !text.is_empty()) || !row.problems.is_empty());
    match rows.len() {
        0 => Err(at_file(Problem::new("list-empty"))),
        n if n > most => Err(at_file(Problem::new("list-long").arg("most", most))),
        _ => Ok(List { rows, places }),
    }
}

fn places_of<const N: usize>(headings: &[Cell<'_>], columns: &[Column; N]) -> [Option<u16>; N] {
    let texts: Vec<String> =
        headings.iter().map(|cell| cell.text().trim().to_lowercase()).collect();
    columns.each_ref().map(|column| {
        let place = texts.iter().position(|text| column.is_called(text))?;
        u16::try_from(place).ok()
    })
}

fn row<const N: usize>(
    number: u32,
    cells: &[Cell<'_>],
    columns: &[Column; N],
    places: &[Option<u16>; N],
) -> Row<N> {
    let mut problems = Vec::new();
    let texts = std::array::from_fn(|index| {
        let cell = places[index].and_then(|place| cells.get(usize::from(place)));
        let Some(cell) = cell else { return String::new() };
        problems.extend(
            wrong(cell, columns[index].is_day).map(|problem| problem.at(columns[index].id)),
        );
        cell.text().trim().to_owned()
    });
    Row { number, texts, problems }
}

/// Why a cell cannot be taken for what somebody wrote into it.
fn wrong(cell: &Cell<'_>, is_day: bool) -> Option<Problem> {
    match cell {
        Cell::Date(_) if is_day => None,
        Cell::Error(error) => Some(Problem::new("list-cell-error").arg("error", error)),
        Cell::Date(_) | Cell::Moment(..) => {
            Some(Problem::new("list-cell-date").arg("day", cell.text()))
        }
        Cell::Number(number) if number.abs() >= LARGEST => Some(Problem::new("list-cell-digits")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 2] = [
        Column {
            id: "name",
            title: "sheet-errors-title",
            headings: &["姓名", "name"],
            is_required: true,
            is_day: false,
        },
        Column {
            id: "number",
            title: "sheet-errors-reason",
            headings: &["工号"],
            is_required: false,
            is_day: true,
        },
    ];

    fn of(text: &str) -> Result<List<2>, Problem> {
        let all = kernel::texts::Catalogue::new(&[kernel::TEXTS, crate::TEXTS]).unwrap();
        kernel::texts::install(all);
        read(&Input { name: "a.csv".into(), bytes: text.into() }, &COLUMNS, 3)
    }

    #[test]
    fn headings_may_stand_in_any_order_among_others() {
        let list = of("工号,电话,姓名\nA001,139,李娜\n,,,\n,138,\n,,王五\n").unwrap();
        assert_eq!(list.places, [Some(2), Some(0)]);
        let rows: Vec<_> = list.rows.into_iter().map(|row| (row.number, row.texts)).collect();
        let text = |text: &str| text.to_owned();
        assert_eq!(rows, [(2, [text("李娜"), text("A001")]), (5, [text("王五"), text("")])]);
    }

    #[test]
    fn a_file_that_is_no_list_says_why() {
        let code = |text: &str| of(text).unwrap_err().code;
        assert_eq!(code("指标,一月\n产量,5\n"), "list-headings");
        assert_eq!(code("姓名,工号\n"), "list-empty");
        assert_eq!(code("\n"), "file-empty");
        assert_eq!(code("Name\na\nb\nc\nd\n"), "list-long");
        assert_eq!(of("Name\na\nb\nc\n").unwrap().rows.len(), 3);
    }

    #[test]
    fn a_cell_that_the_spreadsheet_program_changed_is_no_text() {
        let code = |cell: Cell<'_>| wrong(&cell, false).map(|problem| problem.code);
        assert_eq!(code(Cell::Error("#N/A")), Some("list-cell-error"));
        assert_eq!(code(Cell::Number(1.234_567_89e17)), Some("list-cell-digits"));
        assert_eq!(code(Cell::Date("2026-10-28".parse().unwrap())), Some("list-cell-date"));
        let day = Cell::Date("2026-10-28".parse().unwrap());
        assert_eq!((wrong(&day, true), day.text().as_str()), (None, "2026-10-28"));
        assert_eq!(code(Cell::Number(20_260_101.0)), None);
        assert_eq!(Cell::Number(20_260_101.0).text(), "20260101");
        assert_eq!(cell_name(12, 1), "B12");
    }
}
