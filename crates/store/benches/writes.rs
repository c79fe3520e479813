//! What the layer costs: many rows at once beside bare inserts, audited writes beside bare ones.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use kernel::{Actor, Day, Now};
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use store::{Ctx, Db, Files, Insert, Migrations, Withheld, params};

const TABLE: &str = "CREATE TABLE cell (unit {bigint} NOT NULL, period {bigint} NOT NULL, \
     indicator {bigint} NOT NULL, kind {bigint} NOT NULL, version {bigint} NOT NULL, \
     value {bigint}, weight {bigint}, source {bigint}, \
     PRIMARY KEY (unit, period, indicator, kind, version)) {clustered}";
const TABLES: Migrations = Migrations { crate_name: "bench", files: &[("0001_cell", TABLE)] };
const CELLS: Insert = Insert {
    table: "cell",
    columns: &["unit", "period", "indicator", "kind", "version", "value", "weight", "source"],
    conflict: "",
};
const BARE: &str = "INSERT INTO cell VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

fn now() -> Now {
    Now { at: 1_792_027_800_000, today: Day::EARLIEST }
}

async fn database(folder: &tempfile::TempDir) -> Db {
    let db = Db::open(&format!("sqlite:{}/bench.db", folder.path().display())).await.unwrap();
    db.migrate(&[store::MIGRATIONS, TABLES], now()).await.unwrap();
    db
}

async fn bare(folder: &tempfile::TempDir) -> SqliteConnection {
    database(folder).await.close().await;
    let options = SqliteConnectOptions::new()
        .filename(folder.path().join("bench.db"))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    SqliteConnection::connect_with(&options).await.unwrap()
}

fn rows(units: i64) -> impl Iterator<Item = [i64; 8]> {
    (0..units).flat_map(|unit| {
        (0..36).flat_map(move |month| (0..10).map(move |i| [unit, month, i, 0, 1, i * 7, 0, unit]))
    })
}

fn many_rows(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let units = 300;
    let mut group = criterion.benchmark_group("100,000 rows in one transaction");
    group.sample_size(10).throughput(Throughput::Elements(units as u64 * 360));
    group.bench_function("insert_many", |bencher| {
        bencher.to_async(&runtime).iter_with_large_drop(async || {
            let folder = tempfile::tempdir().unwrap();
            let db = database(&folder).await;
            let mut tx = db.begin().await.unwrap();
            tx.insert_many(CELLS, rows(units).map(|row| row.map(Into::into))).await.unwrap();
            tx.commit().await.unwrap();
            folder
        });
    });
    group.bench_function("bare sqlx", |bencher| {
        bencher.to_async(&runtime).iter_with_large_drop(async || {
            let folder = tempfile::tempdir().unwrap();
            let mut connection = bare(&folder).await;
            let mut tx = connection.begin().await.unwrap();
            for row in rows(units) {
                let query = row.into_iter().fold(sqlx::query(BARE), sqlx::query::Query::bind);
                query.execute(&mut *tx).await.unwrap();
            }
            tx.commit().await.unwrap();
            folder
        });
    });
    group.finish();
}

fn single_writes(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut group = criterion.benchmark_group("200 writes, each acknowledged");
    group.sample_size(10).throughput(Throughput::Elements(200));
    for clients in [1, 8] {
        let id = BenchmarkId::new("audited", format!("{clients} clients"));
        group.bench_function(id, |bencher| {
            let folder = tempfile::tempdir().unwrap();
            let db = runtime.block_on(database(&folder));
            let files = Files::new(folder.path());
            let actor = Actor::system("bench");
            let ctx = Ctx { db, files, actor, now: now(), withheld: Withheld::default() };
            let mut next = 0_i64;
            bencher.to_async(&runtime).iter(|| {
                next += 200;
                let (ctx, base) = (ctx.clone(), next);
                async move {
                    let clients = (0..clients).map(|client| {
                        let ctx = ctx.clone();
                        tokio::spawn(async move {
                            for index in (client..200).step_by(clients as usize) {
                                audited(&ctx, base + index).await;
                            }
                        })
                    });
                    futures::future::join_all(clients).await;
                }
            });
        });
    }
    group.bench_function("bare sqlx", |bencher| {
        let folder = tempfile::tempdir().unwrap();
        let connection = tokio::sync::Mutex::new(runtime.block_on(bare(&folder)));
        let next = std::sync::atomic::AtomicI64::new(0);
        bencher.to_async(&runtime).iter(async || {
            let mut connection = connection.lock().await;
            for _ in 0..200 {
                let unit = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let row = [unit, 1, 1, 0, 1, 5, 0, 0];
                let query = row.into_iter().fold(sqlx::query(BARE), sqlx::query::Query::bind);
                query.execute(&mut *connection).await.unwrap();
            }
        });
    });
    group.finish();
}

async fn audited(ctx: &Ctx, unit: i64) {
    let mut work = ctx.work().await.unwrap();
    let sql = "INSERT INTO cell VALUES ($1, 1, 1, 0, 1, 5, 0, 0)";
    work.tx.execute(sql, params![unit]).await.unwrap();
    work.audit("cell.write", "cell", unit, None, Some("5".into()));
    work.commit().await.unwrap();
}

criterion_group!(benches, many_rows, single_writes);
criterion_main!(benches);
