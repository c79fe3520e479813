//! Tables as CSV and JSON, for programs.

use super::table::{Table, Value};
use kernel::Problem;
use std::io::{self, Write};

/// UTF-8 with a mark, so that spreadsheet programs read Chinese.
///
/// # Errors
/// `export-failed` when memory runs out.
pub fn csv(table: &Table) -> Result<Vec<u8>, Problem> {
    let failed = |error: io::Error| Problem::new("export-failed").arg("message", error);
    let mut bytes = b"\xEF\xBB\xBF".to_vec();
    let headings: Vec<Value> =
        table.columns.iter().map(|column| column.heading.as_str().into()).collect();
    let mut lines = CsvLines::new(&mut bytes);
    lines.write(&headings).map_err(failed)?;
    table.rows.iter().try_for_each(|row| lines.write(row)).map_err(failed)?;
    lines.flush().map_err(failed)?;
    drop(lines);
    Ok(bytes)
}

/// CSV written line by line, for tables of any length. Numbers stay numbers; texts that a spreadsheet
/// program would take for a formula begin with an apostrophe.
pub struct CsvLines<W: Write>(csv::Writer<W>);

impl<W: Write> CsvLines<W> {
    pub fn new(out: W) -> Self {
        Self(csv::Writer::from_writer(out))
    }

    /// # Errors
    /// What the writer below says.
    pub fn write(&mut self, row: &[Value]) -> io::Result<()> {
        let cells = row.iter().map(|value| match value {
            Value::Text(text) => harmless(text),
            value => value.text(),
        });
        Ok(self.0.write_record(cells)?)
    }

    /// Hands everything on to the writer below.
    ///
    /// # Errors
    /// What the writer below says.
    pub fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn harmless(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if risky { format!("'{text}") } else { text.to_owned() }
}

/// An array of objects; numbers are decimal texts, so that no reader rounds them.
pub fn json(table: &Table) -> Vec<u8> {
    let rows: Vec<serde_json::Value> = table
        .rows
        .iter()
        .map(|row| {
            let fields = table.columns.iter().zip(row).map(|(column, value)| {
                let value = match value {
                    Value::Empty => serde_json::Value::Null,
                    value => serde_json::Value::String(value.text()),
                };
                (column.heading.clone(), value)
            });
            serde_json::Value::Object(fields.collect())
        })
        .collect();
    serde_json::Value::Array(rows).to_string().into_bytes()
}
