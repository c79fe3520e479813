//! Many rows in one statement, in the form that each engine reads fastest.

use crate::Result;
use crate::value::{Value, bound};
use sqlx::{AssertSqlSafe, Postgres, Sqlite, SqliteConnection, Transaction};

/// Where many rows go: the table, its columns, and what happens to a row that is there already
/// (an `ON CONFLICT …` clause, or nothing).
#[derive(Clone, Copy, Debug)]
pub struct Insert {
    pub table: &'static str,
    pub columns: &'static [&'static str],
    pub conflict: &'static str,
}

/// Many-row `VALUES`; a full chunk has always the same text and stays prepared.
pub(crate) async fn insert_sqlite<const N: usize>(
    connection: &mut SqliteConnection,
    insert: Insert,
    rows: Vec<[Value; N]>,
    full: usize,
) -> Result<u64> {
    let row = format!("({})", vec!["?"; N].join(","));
    let values = vec![row; rows.len()].join(",");
    let Insert { table, columns, conflict } = insert;
    // SQLite reads "ON CONFLICT" after a SELECT as a join condition, but not after VALUES.
    let sql = format!("INSERT INTO {table} ({}) VALUES {values} {conflict}", columns.join(","));
    let query = sqlx::query::<Sqlite>(AssertSqlSafe(sql)).persistent(rows.len() == full);
    let query = bound!(query, rows.into_iter().flatten());
    Ok(query.execute(connection).await?.rows_affected())
}

/// One array for each column, joined by `UNNEST`.
pub(crate) async fn insert_postgres<const N: usize>(
    tx: &mut Transaction<'static, Postgres>,
    insert: Insert,
    rows: Vec<[Value; N]>,
) -> Result<u64> {
    let mut columns: [Column; N] = std::array::from_fn(|index| Column::like(&rows[0][index]));
    for row in rows {
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(value);
        }
    }
    let arrays: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(index, column)| format!("${}::{}[]", index + 1, column.sql_type()))
        .collect();
    let Insert { table, columns: names, conflict } = insert;
    let (names, arrays) = (names.join(","), arrays.join(","));
    let sql = format!("INSERT INTO {table} ({names}) SELECT * FROM UNNEST({arrays}) {conflict}");
    let mut query = sqlx::query::<Postgres>(AssertSqlSafe(sql));
    for column in columns {
        query = match column {
            Column::Int(v) => query.bind(v),
            Column::Text(v) => query.bind(v),
            Column::Bool(v) => query.bind(v),
            Column::Bytes(v) => query.bind(v),
        };
    }
    Ok(query.execute(&mut **tx).await?.rows_affected())
}

enum Column {
    Int(Vec<Option<i64>>),
    Text(Vec<Option<String>>),
    Bool(Vec<Option<bool>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Column {
    fn like(value: &Value) -> Self {
        match value {
            Value::Int(_) => Self::Int(Vec::new()),
            Value::Text(_) => Self::Text(Vec::new()),
            Value::Bool(_) => Self::Bool(Vec::new()),
            Value::Bytes(_) => Self::Bytes(Vec::new()),
        }
    }

    /// A value of another type than the column's first is a programming error, seen by any test.
    fn push(&mut self, value: Value) {
        match (self, value) {
            (Self::Int(column), Value::Int(v)) => column.push(v),
            (Self::Text(column), Value::Text(v)) => column.push(v),
            (Self::Bool(column), Value::Bool(v)) => column.push(v),
            (Self::Bytes(column), Value::Bytes(v)) => column.push(v),
            (_, other) => panic!("a column with values of two types: {other:?}"),
        }
    }

    fn sql_type(&self) -> &'static str {
        match self {
            Self::Int(_) => "BIGINT",
            Self::Text(_) => "TEXT",
            Self::Bool(_) => "BOOLEAN",
            Self::Bytes(_) => "BYTEA",
        }
    }
}
