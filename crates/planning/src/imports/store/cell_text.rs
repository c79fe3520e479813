//! The own texts of cells whose reading differs from them, and the words for a source cell.

use interchange::Source;
use kernel::ImportId;
use store::{Insert, Query, Result, Tx, Value, params};

/// Where a stored reading stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub file: String,
    pub sheet: String,
    /// Such as `B12`.
    pub cell: String,
    /// The cell's own text, where the reading differs from it (rounded, other number format).
    pub text: Option<String>,
}

/// File, sheet, cell and own text of a reading's source.
pub async fn place(q: &mut impl Query, import: ImportId, cell: i64) -> Result<Option<Place>> {
    let source = Source::from_code(cell);
    let sql = "SELECT f.name, f.sheets, t.text FROM import_file f \
               LEFT JOIN import_cell_text t ON t.import_id = f.import_id AND t.cell = $3 \
               WHERE f.import_id = $1 AND f.position = $2";
    let row: Option<(String, String, Option<String>)> =
        q.optional(sql, params![import, i64::from(source.file()), cell]).await?;
    Ok(row.map(|(file, sheets, text)| {
        let sheets: Vec<String> = serde_json::from_str(&sheets).unwrap_or_default();
        let sheet = sheets.get(usize::from(source.sheet())).cloned().unwrap_or_default();
        Place { file, sheet, cell: source.cell(), text }
    }))
}

/// Keeps the texts of an import's cells.
pub(crate) async fn keep_texts(
    tx: &mut Tx,
    import: ImportId,
    texts: &[(Source, Box<str>)],
) -> Result<u64> {
    let insert = Insert {
        table: "import_cell_text",
        columns: &["import_id", "cell", "text"],
        conflict: "ON CONFLICT DO NOTHING",
    };
    let rows = texts
        .iter()
        .map(|(source, text)| [import.into(), source.code().into(), Value::from(&**text)]);
    tx.insert_many(insert, rows.collect::<Vec<_>>()).await
}
