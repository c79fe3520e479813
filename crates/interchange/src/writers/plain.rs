//! Tables as CSV and JSON, for programs.

use super::table::{Table, Value};
use kernel::Problem;

/// UTF-8 with a mark, so that spreadsheet programs read Chinese; texts that a spreadsheet program
/// would take for a formula begin with an apostrophe.
///
/// # Errors
/// `export-failed` when memory runs out.
pub fn csv(table: &Table) -> Result<Vec<u8>, Problem> {
    let failed = |error: csv::Error| Problem::new("export-failed").arg("message", error);
    let mut writer = csv::Writer::from_writer(b"\xEF\xBB\xBF".to_vec());
    let headings = table.columns.iter().map(|column| harmless(&column.heading));
    writer.write_record(headings).map_err(failed)?;
    for row in &table.rows {
        let cells = row.iter().map(|value| match value {
            Value::Text(text) => harmless(text),
            value => value.text(),
        });
        writer.write_record(cells).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| Problem::new("export-failed").arg("message", error))
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
