//! The sample plant in a database of each engine, written once for each test that asks.

use kernel::{Actor, Month};
use ronghe::program::{MIGRATIONS, install};
use testkit::TestDb;

/// The workshop that addresses name.
pub const WORKSHOP: &str = "QH-ZX";

/// The last month of its data: the one before the tests' day.
pub fn last() -> Month {
    testkit::now().today.month().plus(-1)
}

pub async fn on_both(test: impl AsyncFn(&TestDb)) {
    install();
    testkit::on_both(MIGRATIONS, async |db| {
        ronghe::demo::write(&db.ctx(Actor::system("测试")), last()).await.unwrap();
        test(db).await;
    })
    .await;
}

/// The sample plant on SQLite only, for what does not ask the engine.
pub async fn embedded() -> TestDb {
    install();
    let db = testkit::databases(MIGRATIONS).await.remove(0);
    ronghe::demo::write(&db.ctx(Actor::system("测试")), last()).await.unwrap();
    db
}
