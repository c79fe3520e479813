//! What tests of every crate share: a fresh database on each engine, and a fixed moment.
//!
//! [`on_both`] is the usual way in: the same test runs on SQLite (a file of its own) and on
//! PostgreSQL (a schema of its own), and nothing of either remains. PostgreSQL is the one that
//! `RONGHE_TEST_POSTGRES` names; `cargo xtask test` sets it. Without the variable a developer's run
//! covers SQLite alone and says so, while one under `CI` fails: half the tests would be gone.
//!
//! [`pages`] posts forms and reads what comes back.
//!
//! Builders for units, users and readings belong to the crates that own these.

mod catalogue;
pub mod histories;
pub mod pages;
pub mod plans;
mod public;
mod schema;

use std::sync::Once;

use kernel::{Actor, Day, Now};
use store::{Ctx, Db, Files, Migrations, Refusal, Withheld};
use tempfile::TempDir;

pub use catalogue::{Column, catalogue};
pub use public::public;

/// The variable that names a PostgreSQL for tests.
pub const POSTGRES: &str = "RONGHE_TEST_POSTGRES";

/// Runs a test on a fresh, migrated database of each engine.
///
/// # Panics
/// When the test does, or when a database cannot be had.
pub async fn on_both(migrations: &[Migrations], test: impl AsyncFn(&TestDb)) {
    for database in databases(migrations).await {
        // The test runner keeps this and shows it when the test fails.
        eprintln!("on {:?}", database.db.engine());
        test(&database).await;
    }
}

/// The codes of what was refused; `403` and `404` where policy did.
///
/// # Panics
/// When nothing was refused, or the machine failed.
#[track_caller]
pub fn codes<T: std::fmt::Debug>(outcome: Result<T, Refusal>) -> Vec<&'static str> {
    match outcome {
        Err(Refusal::Invalid(problems)) => problems.iter().map(|problem| problem.code).collect(),
        Err(Refusal::Conflict(problem)) => vec![problem.code],
        Err(Refusal::Forbidden) => vec!["403"],
        Err(Refusal::NotFound) => vec!["404"],
        other => panic!("not refused: {other:?}"),
    }
}

/// A fresh, migrated database of each engine that is there.
///
/// # Panics
/// When a database cannot be had, or when PostgreSQL is missing under `CI`.
pub async fn databases(migrations: &[Migrations]) -> Vec<TestDb> {
    let mut databases = vec![TestDb::sqlite().await];
    match std::env::var(POSTGRES) {
        Ok(url) => databases.push(TestDb::postgres(&url).await),
        Err(_) if std::env::var_os("CI").is_some() => {
            panic!("{POSTGRES} is not set: run the tests with `cargo xtask test`")
        }
        Err(_) => say_once("PostgreSQL is not tested here: RONGHE_TEST_POSTGRES is not set"),
    }
    for database in &databases {
        database.db.migrate(migrations, now()).await.expect("the migrations run");
    }
    databases
}

/// A database that exists as long as this value.
pub struct TestDb {
    pub db: Db,
    /// For what opens its own connection, such as the program under test.
    pub url: String,
    folder: TempDir,
    _schema: Option<schema::Schema>,
}

impl TestDb {
    /// The context of a use case in this database, at the moment [`now`].
    pub fn ctx(&self, actor: Actor) -> Ctx {
        Ctx {
            db: self.db.clone(),
            files: self.files(),
            actor,
            now: now(),
            withheld: Withheld::default(),
        }
    }

    pub fn files(&self) -> Files {
        Files::new(self.folder.path().join("files"))
    }

    async fn sqlite() -> TestDb {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("test.db").display());
        let db = Db::open(&url).await.expect("a SQLite file");
        TestDb { db, url, folder, _schema: None }
    }

    async fn postgres(server: &str) -> TestDb {
        let schema = schema::Schema::create(server).await;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = schema.url().to_owned();
        let db = Db::open(&url).await.expect("the schema is open to us");
        TestDb { db, url, folder, _schema: Some(schema) }
    }
}

/// The moment of all tests: 15 October 2026, 09:30 in Shanghai.
pub fn now() -> Now {
    let today = Day::from_code(20_261_015).expect("a day of the calendar");
    Now { at: 1_792_027_800_000, today }
}

fn say_once(words: &str) {
    static SAID: Once = Once::new();
    SAID.call_once(|| eprintln!("{words}"));
}
