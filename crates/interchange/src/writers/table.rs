//! Tables as worksheets: typed columns, number formats, frozen headings, filters, fitting widths.

use super::chart::Chart;
use super::failed;
use kernel::{Day, Period, Problem, Quantity};
use rust_xlsxwriter::{
    Color, ExcelDateTime, Format as CellFormat, FormatBorder, Workbook, Worksheet,
};

/// One sheet.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The sheet's name; what spreadsheet programs forbid in it is replaced.
    pub title: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Value>>,
    pub charts: Vec<Chart>,
}

/// A column: heading and how its numbers are shown.
#[derive(Clone, Debug)]
pub struct Column {
    pub heading: String,
    pub format: Format,
}

impl Column {
    pub fn new(heading: impl Into<String>, format: Format) -> Self {
        Self { heading: heading.into(), format }
    }
}

/// How a column's values are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Text,
    /// Grouped digits with so many decimals.
    Number(u8),
    Day,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Empty,
    Text(String),
    Number(Quantity),
    Day(Day),
    /// Written as text, such as 2026-08, so that no program turns it into a day.
    Period(Period),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<Quantity> for Value {
    fn from(quantity: Quantity) -> Self {
        Self::Number(quantity)
    }
}

impl From<Option<Quantity>> for Value {
    fn from(quantity: Option<Quantity>) -> Self {
        quantity.map_or(Self::Empty, Self::Number)
    }
}

impl From<Period> for Value {
    fn from(period: Period) -> Self {
        Self::Period(period)
    }
}

impl Value {
    /// The cell as plain text.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(quantity) => quantity.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Period(period) => period.to_string(),
        }
    }
}

/// A workbook of these tables.
///
/// # Errors
/// `export-failed` when two sheets have one name or a sheet is too large.
pub fn xlsx(tables: &[Table]) -> Result<Vec<u8>, Problem> {
    let mut book = Workbook::new();
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(&table.title)).map_err(failed)?;
        write(sheet, table).map_err(failed)?;
    }
    book.save_to_buffer().map_err(failed)
}

/// A name that spreadsheet programs take: at most 31 characters, without `[]:*?/\`.
pub(super) fn sheet_name(title: &str) -> String {
    let allowed = |mark: char| if "[]:*?/\\'".contains(mark) { ' ' } else { mark };
    let name: String = title.chars().map(allowed).take(31).collect();
    if name.trim().is_empty() { "Sheet".to_owned() } else { name.trim().to_owned() }
}

/// The look of headings everywhere.
pub(super) fn heading_format() -> CellFormat {
    CellFormat::new()
        .set_bold()
        .set_text_wrap()
        .set_background_color(Color::RGB(0x00F2_F2F2))
        .set_border_bottom(FormatBorder::Thin)
}

fn write(sheet: &mut Worksheet, table: &Table) -> Result<(), rust_xlsxwriter::XlsxError> {
    let headings = heading_format();
    for (column, at) in table.columns.iter().zip(0_u16..) {
        sheet.write_string_with_format(0, at, &column.heading, &headings)?;
        sheet.set_column_width(at, width(table, usize::from(at)))?;
    }
    let formats: Vec<CellFormat> =
        table.columns.iter().map(|column| column.format.cell()).collect();
    for (row, at_row) in table.rows.iter().zip(1_u32..) {
        for ((value, format), at) in row.iter().zip(&formats).zip(0_u16..) {
            write_value(sheet, (at_row, at), value, format)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    if let (Some(last_row), Some(last_column)) =
        (u32::try_from(table.rows.len()).ok(), u16::try_from(table.columns.len()).ok())
        && last_row > 0
        && last_column > 0
    {
        sheet.autofilter(0, 0, last_row, last_column - 1)?;
    }
    for chart in &table.charts {
        chart.insert(sheet, table)?;
    }
    Ok(())
}

impl Format {
    fn cell(self) -> CellFormat {
        match self {
            Self::Text => CellFormat::new(),
            Self::Number(0) => CellFormat::new().set_num_format("#,##0"),
            Self::Number(decimals) => CellFormat::new()
                .set_num_format(format!("#,##0.{}", "0".repeat(usize::from(decimals.min(6))))),
            Self::Day => CellFormat::new().set_num_format("yyyy-mm-dd"),
        }
    }
}

fn write_value(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value,
    format: &CellFormat,
) -> Result<(), rust_xlsxwriter::XlsxError> {
    match value {
        Value::Empty => {}
        Value::Number(quantity) => match exact_double(*quantity) {
            Some(number) => {
                sheet.write_number_with_format(row, column, number, format)?;
            }
            None => {
                sheet.write_string(row, column, quantity.to_string())?;
            }
        },
        Value::Day(day) => match ExcelDateTime::parse_from_str(&day.to_string()) {
            Ok(date) => {
                sheet.write_datetime_with_format(row, column, &date, format)?;
            }
            Err(_) => {
                sheet.write_string(row, column, day.to_string())?;
            }
        },
        Value::Text(_) | Value::Period(_) => {
            sheet.write_string(row, column, value.text())?;
        }
    }
    Ok(())
}

/// The double that reads back as this very quantity; numbers of more than 15 digits have none and
/// are written as text.
pub(super) fn exact_double(quantity: Quantity) -> Option<f64> {
    let number: f64 = quantity.to_string().parse().ok()?;
    let back = Quantity::from_cell(number, Some(6)).ok()?;
    (back.quantity == quantity).then_some(number)
}

/// Wide enough for the heading and the longest of the first rows; a Chinese character takes two.
fn width(table: &Table, column: usize) -> f64 {
    let wide =
        |text: &str| -> usize { text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum() };
    let texts = table.rows.iter().take(200).filter_map(|row| row.get(column)).map(Value::text);
    let longest = texts.map(|text| wide(&text)).max().unwrap_or(0);
    let longest = longest.max(wide(&table.columns[column].heading));
    (longest + 3).clamp(8, 48) as f64
}
