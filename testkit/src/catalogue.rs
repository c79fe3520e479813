//! What a database says of its own tables, in words that are the same on both engines, so that the
//! two can be compared.

use store::{Db, Engine, Query, params};

/// A column as its engine's catalogue describes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    pub table: String,
    pub column: String,
    /// `integer`, `text` or `bytes`; SQLite keeps flags as integers, so `boolean` is `integer` here.
    pub kind: String,
    pub is_required: bool,
}

/// Every column of every table, in order.
///
/// # Panics
/// When the catalogue cannot be read.
pub async fn catalogue(db: &Db) -> Vec<Column> {
    let sql = match db.engine() {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
    };
    let rows: Vec<(String, String, String, bool)> =
        db.read().all(sql, params![]).await.expect("the catalogue");
    let mut columns: Vec<_> = rows
        .into_iter()
        .map(|(table, column, kind, is_required)| Column {
            table,
            column,
            kind: common(&kind).to_owned(),
            is_required,
        })
        .collect();
    columns.sort();
    columns
}

const SQLITE: &str = "\
SELECT t.name, c.name, lower(c.type), c.\"notnull\" <> 0 OR c.pk <> 0 AS is_required
FROM sqlite_master t JOIN pragma_table_info(t.name) c
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";

const POSTGRES: &str = "\
SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT), is_nullable = 'NO'
FROM information_schema.columns WHERE table_schema = current_schema()";

fn common(kind: &str) -> &str {
    match kind {
        "bigint" | "boolean" => "integer",
        "blob" | "bytea" => "bytes",
        other => other,
    }
}
