//! What a backup asks a snapshot: every table, every row as a line of JSON, and the migrations.

use super::tables::{Column, Table};
use futures::TryStreamExt;
use futures::stream::BoxStream;
use store::{Engine, Query, Result, Snapshot, assembled, params};

/// The migrations that the tables have seen, oldest first.
pub async fn migrations(snapshot: &mut Snapshot) -> Result<Vec<String>> {
    let sql = "SELECT name FROM migration ORDER BY at, name";
    let rows: Vec<(String,)> = snapshot.all(sql, params![]).await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Every row of a table, one after the other.
pub fn rows<'a>(snapshot: &'a mut Snapshot, table: &Table) -> BoxStream<'a, Result<String>> {
    let sql = assembled(match snapshot.engine() {
        Engine::Sqlite => sqlite_lines(table),
        Engine::Postgres => postgres_lines(table),
    });
    Box::pin(snapshot.stream::<(String,)>(sql, params![]).map_ok(|(line,)| line))
}

fn sqlite_lines(table: &Table) -> String {
    let column = |column: &Column| {
        let name = &column.name;
        if column.is_bytes {
            format!("'{name}', '\\x' || lower(hex(\"{name}\"))")
        } else {
            format!("'{name}', \"{name}\"")
        }
    };
    let columns: Vec<_> = table.columns.iter().map(column).collect();
    format!("SELECT json_object({}) FROM \"{}\"", columns.join(", "), table.name)
}

fn postgres_lines(table: &Table) -> String {
    format!("SELECT CAST(row_to_json(t) AS TEXT) FROM \"{}\" t", table.name)
}
