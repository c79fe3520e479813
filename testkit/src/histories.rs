//! Random histories: what somebody tries, one thing after the other, tried on each engine.

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use store::{Engine, Migrations, Tx};

/// How many histories are tried on each engine.
#[derive(Clone, Copy, Debug)]
pub struct Cases {
    pub sqlite: u32,
    pub postgres: u32,
}

/// Tries random histories, each in a transaction that is never committed, so that it begins with empty
/// tables.
///
/// # Panics
/// With the shortest history found for which the test fails.
pub fn check<S: Strategy>(
    migrations: &[Migrations],
    cases: Cases,
    histories: &S,
    test: impl AsyncFn(&mut Tx, S::Value) -> Result<(), TestCaseError>,
) {
    let runtime = tokio::runtime::Runtime::new().expect("threads for the test");
    for database in runtime.block_on(crate::databases(migrations)) {
        let cases = match database.db.engine() {
            Engine::Sqlite => cases.sqlite,
            Engine::Postgres => cases.postgres,
        };
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        let outcome = TestRunner::new(config).run(histories, |history| {
            runtime.block_on(async {
                let mut tx = database.db.begin().await.expect("a transaction");
                test(&mut tx, history).await
            })
        });
        if let Err(failure) = outcome {
            panic!("on {:?}: {failure}", database.db.engine());
        }
    }
}
