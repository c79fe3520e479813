//! All tables as they are at one moment, read over a connection of its own while others go on writing.

use super::tables::{Table, in_order, questions};
use futures::{Stream, TryStreamExt};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::pin::Pin;
use std::str::FromStr;
use store::{Engine, Result, StoreError};

/// An open reading transaction; it ends with its connection.
pub enum Snapshot {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Rows of a table, each as one line of JSON.
pub type Lines<'a> = Pin<Box<dyn Stream<Item = Result<String>> + 'a>>;

macro_rules! fetch {
    ($self:ident, $sql:expr, $connection:ident => $fetch:expr) => {
        match $self {
            Snapshot::Sqlite($connection) => $fetch,
            Snapshot::Postgres($connection) => $fetch,
        }
    };
}

impl Snapshot {
    /// Opens a database that exists.
    pub async fn open(url: &str) -> Result<Self> {
        if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url)?.create_if_missing(false);
            let mut connection = SqliteConnection::connect_with(&options).await?;
            sqlx::query("BEGIN").execute(&mut connection).await?;
            Ok(Self::Sqlite(connection))
        } else {
            let mut connection = PgConnection::connect(url).await?;
            sqlx::query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                .execute(&mut connection)
                .await?;
            Ok(Self::Postgres(connection))
        }
    }

    fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// All tables, each after those that it points at.
    pub async fn tables(&mut self) -> Result<Vec<Table>> {
        let (columns, pointers) = questions(self.engine());
        let columns = fetch!(self, columns, c => sqlx::query_as(columns).fetch_all(c).await?);
        let pointers: Vec<(String, String)> =
            fetch!(self, pointers, c => sqlx::query_as(pointers).fetch_all(c).await?);
        Ok(in_order(columns, &pointers))
    }

    /// The migrations that the tables have seen, oldest first.
    pub async fn migrations(&mut self) -> Result<Vec<String>> {
        let sql = "SELECT name FROM migration ORDER BY at, name";
        Ok(fetch!(self, sql, c => sqlx::query_scalar(sql).fetch_all(c).await?))
    }

    /// Every row of a table, one after the other.
    pub fn rows(&mut self, table: &Table) -> Lines<'_> {
        let sql = AssertSqlSafe(match self.engine() {
            Engine::Sqlite => sqlite_lines(table),
            Engine::Postgres => postgres_lines(table),
        });
        match self {
            Self::Sqlite(c) => Box::pin(sqlx::query_scalar(sql).fetch(c).map_err(StoreError::from)),
            Self::Postgres(c) => {
                Box::pin(sqlx::query_scalar(sql).fetch(c).map_err(StoreError::from))
            }
        }
    }
}

fn sqlite_lines(table: &Table) -> String {
    let column = |column: &super::tables::Column| {
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
