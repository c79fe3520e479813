//! The large import beside bare inserts of the very same rows.

use super::report::{Report, grouped};
use super::served::PROGRAM;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

type Row = (i64, i64, i64, i64, i64, i64, Option<i64>, i64, Option<i64>);

pub async fn measure(folder: &Path, report: &mut Report) {
    let Some(file) = std::env::var_os("RONGHE_LOAD_MSHA") else {
        eprintln!("no large file was named (--msha FILE): the import is not measured");
        return;
    };
    let data = folder.join("import");
    std::fs::create_dir_all(&data).expect("a folder");
    remove(&data.join("ronghe.db"));
    let mut command = Command::new(PROGRAM);
    command.args(["import", "--profile", "us-msha-quarter", "--yes", "--json", "--data-dir"]);
    let start = Instant::now();
    let output = command.arg(&data).arg(&file).output().expect("the import runs");
    let import = start.elapsed().as_secs_f64();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let rows = rows(&data.join("ronghe.db")).await;
    let bare = bare(&folder.join("bare-import.db"), &rows).await;
    let count = rows.len() as f64;
    report.line(
        &format!("Import of {} readings from one CSV, with roll-ups and preview", grouped(count)),
        "≥ 200,000 readings/s",
        format!("{} readings/s ({import:.1} s)", grouped(count / import)),
        format!(
            "bare inserts of the same rows: {} /s ({bare:.1} s); ours takes {:.2} times as long (wanted ≤ 2)",
            grouped(count / bare),
            import / bare
        ),
    );
}

async fn connect(file: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    SqliteConnection::connect_with(&options).await.expect("the database")
}

async fn rows(file: &Path) -> Vec<Row> {
    let sql = "SELECT unit_id, period, indicator_id, kind, version, value, weight, entry_id, cell FROM reading";
    sqlx::query_as(sql).fetch_all(&mut connect(file).await).await.expect("the readings")
}

/// One prepared insert for each row, in one transaction, into the same table.
async fn bare(file: &Path, rows: &[Row]) -> f64 {
    remove(file);
    let mut connection = connect(file).await;
    let table = "CREATE TABLE reading (unit_id INTEGER NOT NULL, period INTEGER NOT NULL, \
        indicator_id INTEGER NOT NULL, kind INTEGER NOT NULL, version INTEGER NOT NULL, \
        value INTEGER NOT NULL, weight INTEGER, entry_id INTEGER NOT NULL, cell INTEGER, withdrawn INTEGER, \
        PRIMARY KEY (unit_id, period, indicator_id, kind, version)) STRICT, WITHOUT ROWID";
    sqlx::query(table).execute(&mut connection).await.expect("the table");
    let start = Instant::now();
    let mut tx = connection.begin().await.expect("a transaction");
    let insert = "INSERT INTO reading (unit_id, period, indicator_id, kind, version, value, weight, \
                  entry_id, cell) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    for row in rows {
        let query = sqlx::query(insert).bind(row.0).bind(row.1).bind(row.2).bind(row.3).bind(row.4);
        let query = query.bind(row.5).bind(row.6).bind(row.7).bind(row.8);
        query.execute(&mut *tx).await.expect("a row");
    }
    tx.commit().await.expect("committed");
    start.elapsed().as_secs_f64()
}

pub fn remove(file: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        // Most of the time none of them is there.
        let _ = std::fs::remove_file(format!("{}{suffix}", file.display()));
    }
}
