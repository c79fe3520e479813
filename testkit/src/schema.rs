//! A PostgreSQL schema of one test's own, in a database that many tests share.
//!
//! Every connection made with its URL sees this schema only. Dropping it also ends connections
//! that a failed test left inside a transaction, because they would hold their locks for ever.

use std::sync::atomic::{AtomicU32, Ordering};

use store::{Db, StoreError, assembled, params};

pub struct Schema {
    server: String,
    name: String,
    url: String,
}

impl Schema {
    pub async fn create(server: &str) -> Schema {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{count}", std::process::id());
        let joint = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{joint}options=-csearch_path%3D{name}&application_name={name}");
        // A process that bore our id may have died and left its schema.
        let statements =
            [format!("DROP SCHEMA IF EXISTS {name} CASCADE"), format!("CREATE SCHEMA {name}")];
        run(server, &statements).await.expect("a schema for the test");
        Schema { server: server.to_owned(), name, url }
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        let name = &self.name;
        let statements = [
            format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{name}'"
            ),
            format!("DROP SCHEMA {name} CASCADE"),
        ];
        let server = self.server.clone();
        // The test's own runtime is busy with this very drop, so another thread does it.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(run(&server, &statements)).map_err(std::io::Error::other)
        });
        if !matches!(dropped.join(), Ok(Ok(()))) {
            eprintln!("the schema {} could not be dropped", self.name);
        }
    }
}

async fn run(server: &str, statements: &[String]) -> Result<(), StoreError> {
    let db = Db::open(server).await?;
    let mut tx = db.begin().await?;
    for statement in statements {
        tx.execute(assembled(statement.clone()), params![]).await?;
    }
    tx.commit().await?;
    db.close().await;
    Ok(())
}
