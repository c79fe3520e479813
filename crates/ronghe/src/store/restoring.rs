//! Filling the tables of an empty database with lines of JSON.

use super::tables::{self, Table, tables};
use crate::archive::TableEntry;
use std::path::Path;
use store::{Db, Engine, Query, Result, StoreError, Tx, assembled, params};

/// Whether a database holds nothing yet: no file, no tables, or only empty ones.
pub async fn is_empty(url: &str) -> Result<bool> {
    if let Some(file) = url.strip_prefix("sqlite:")
        && !Path::new(file).exists()
    {
        return Ok(true);
    }
    let db = Db::open(url).await?;
    let mut reader = db.read();
    let mut is_empty = true;
    for table in tables(&mut reader).await? {
        let any = assembled(format!("SELECT CAST(1 AS BIGINT) FROM \"{}\" LIMIT 1", table.name));
        let row: Option<(i64,)> = reader.optional(any, params![]).await?;
        is_empty &= row.is_none();
    }
    db.close().await;
    Ok(is_empty)
}

/// Removes every table, the register of migrations too.
pub async fn clear(db: &Db) -> Result<()> {
    let mut tx = db.begin().await?;
    let names: Vec<_> = tables(&mut tx).await?.into_iter().map(|table| table.name).collect();
    for name in names.iter().rev().map(String::as_str).chain([tables::REGISTER]) {
        tx.execute(assembled(format!("DROP TABLE IF EXISTS \"{name}\"")), params![]).await?;
    }
    tx.commit().await
}

/// Rows may point at rows that follow; SQLite looks when the transaction ends.
pub async fn prepare(tx: &mut Tx) -> Result<()> {
    if tx.engine() == Engine::Sqlite {
        tx.execute("PRAGMA defer_foreign_keys = ON", params![]).await?;
    }
    Ok(())
}

/// PostgreSQL counts new ids from the highest restored one.
pub async fn finish(tx: &mut Tx) -> Result<()> {
    if tx.engine() == Engine::Sqlite {
        return Ok(());
    }
    for Table { name, columns } in tables(tx).await? {
        for column in columns.iter().filter(|column| column.is_identity) {
            let column = &column.name;
            let count = format!(
                "SELECT setval(pg_get_serial_sequence('\"{name}\"', '{column}'), \
                 COALESCE(MAX(\"{column}\"), 1), MAX(\"{column}\") IS NOT NULL) FROM \"{name}\""
            );
            let _: (i64,) = tx.one(assembled(count), params![]).await?;
        }
    }
    Ok(())
}

/// The statement that fills one table.
pub struct Filling(String);

impl Filling {
    /// # Errors
    /// When the table or one of the columns does not exist.
    pub async fn new(tx: &mut Tx, entry: &TableEntry) -> Result<Self> {
        let table = tables(tx).await?.into_iter().find(|table| table.name == entry.name);
        let table = table.ok_or_else(|| StoreError::Corrupt(entry.name.clone()))?;
        let mut names = Vec::new();
        let mut values = Vec::new();
        for name in &entry.columns {
            let column = table.columns.iter().find(|column| column.name == *name);
            let column =
                column.ok_or_else(|| StoreError::Corrupt(format!("{}.{name}", entry.name)))?;
            names.push(format!("\"{name}\""));
            values.push(match (tx.engine(), column.is_bytes) {
                (Engine::Postgres, _) => format!("\"{name}\""),
                (Engine::Sqlite, true) => format!("unhex(substr(value ->> '{name}', 3))"),
                (Engine::Sqlite, false) => format!("value ->> '{name}'"),
            });
        }
        let from = match tx.engine() {
            Engine::Sqlite => "json_each($1)".to_owned(),
            Engine::Postgres => {
                format!(
                    "json_populate_recordset(CAST(NULL AS \"{}\"), CAST($1 AS JSON))",
                    table.name
                )
            }
        };
        let (names, values) = (names.join(", "), values.join(", "));
        Ok(Self(format!("INSERT INTO \"{}\" ({names}) SELECT {values} FROM {from}", table.name)))
    }

    /// Writes rows: an array of JSON whose closing bracket is still missing.
    pub async fn write(&self, tx: &mut Tx, mut rows: String) -> Result<()> {
        rows.push(']');
        tx.execute(assembled(self.0.clone()), params![rows]).await?;
        Ok(())
    }
}
