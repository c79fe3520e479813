//! Audited single writes beside bare inserts, each acknowledged only when the disk has it.

use super::import::remove;
use super::report::{Report, grouped};
use kernel::{Actor, Day, Now};
use ronghe::program::MIGRATIONS;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, PgPool, SqliteConnection};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use store::{Ctx, Db, Files, Withheld, jobs};
use tokio::sync::Mutex;

const LASTING: Duration = Duration::from_secs(8);
/// How many people write at once.
const WRITERS: usize = 8;

const INSERT: &str = "INSERT INTO job (kind, payload, state, run_after, taken_until, attempts) \
                      VALUES ($1, $2, 'done', 0, 0, 0)";

pub async fn measure(folder: &Path, report: &mut Report) {
    let file = folder.join("writes.db");
    remove(&file);
    let ours = audited(&format!("sqlite:{}", file.display()), folder).await;
    let bare = bare_sqlite(&file).await;
    line(report, "SQLite, synchronous=FULL", ours, bare);
    match std::env::var("RONGHE_TEST_POSTGRES") {
        Ok(url) => {
            let ours = audited(&url, folder).await;
            let bare = bare_postgres(&url).await;
            line(report, "PostgreSQL, synchronous_commit=on", ours, bare);
        }
        Err(_) => eprintln!("RONGHE_TEST_POSTGRES is not set: PostgreSQL is not measured"),
    }
}

fn line(report: &mut Report, engine: &str, ours: f64, bare: f64) {
    report.line(
        &format!("Audited single writes, {WRITERS} writers, {engine}"),
        "≥ 1,000 /s and ≥ ½ of bare",
        format!("{} /s", grouped(ours)),
        format!("bare inserts, {WRITERS} writers: {} /s; ratio {:.2}", grouped(bare), ours / bare),
    );
}

/// How many writes a second the writers got acknowledged.
async fn rate<W, F>(write: W) -> f64
where
    W: Fn(i64) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = ()> + Send,
{
    let (start, count) = (Instant::now(), Arc::new(AtomicI64::new(0)));
    let tasks: Vec<_> = (0..WRITERS)
        .map(|_| {
            let (write, count) = (write.clone(), Arc::clone(&count));
            tokio::spawn(async move {
                while start.elapsed() < LASTING {
                    write(count.fetch_add(1, Ordering::Relaxed)).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("a writer");
    }
    count.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64()
}

/// A row and its audit entry in one unit of work, the audit being sealed meanwhile.
async fn audited(url: &str, folder: &Path) -> f64 {
    let db = Db::open(url).await.expect("the database");
    let now = Now { at: ronghe::clock::now(), today: Day::EARLIEST };
    db.migrate(MIGRATIONS, now).await.expect("migrated");
    let files = Files::new(folder.join("files"));
    let actor = Actor::system("load");
    let ctx = Ctx { db: db.clone(), files, actor, now, withheld: Withheld::default() };
    let sealing = tokio::spawn({
        let db = db.clone();
        async move {
            loop {
                store::audit::seal(&db, now.at).await.expect("sealed");
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
        }
    });
    let rate = rate(move |number| {
        let ctx = ctx.clone();
        async move {
            let mut work = ctx.work().await.expect("a unit of work");
            let job = jobs::enqueue(&mut work.tx, "load", "{}", i64::MAX).await.expect("a row");
            work.audit("job.create", "job", job, None, Some(number.to_string()));
            work.commit().await.expect("committed");
        }
    })
    .await;
    sealing.abort();
    db.close().await;
    rate
}

async fn bare_sqlite(file: &Path) -> f64 {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let connection = SqliteConnection::connect_with(&options).await.expect("the database");
    let connection = Arc::new(Mutex::new(connection));
    rate(move |_| {
        let connection = Arc::clone(&connection);
        async move {
            let query = sqlx::query(INSERT).bind("bare").bind("{}");
            query.execute(&mut *connection.lock().await).await.expect("a row");
        }
    })
    .await
}

async fn bare_postgres(url: &str) -> f64 {
    let options = sqlx::postgres::PgPoolOptions::new().max_connections(WRITERS as u32);
    let pool: PgPool = options.connect(url).await.expect("the database");
    rate(move |_| {
        let pool = pool.clone();
        async move {
            sqlx::query(INSERT).bind("bare").bind("{}").execute(&pool).await.expect("a row");
        }
    })
    .await
}
