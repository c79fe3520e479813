//! The frequent questions are answered from an index on both engines, however large the tree.

use crate::house::{MIGRATIONS, day};
use directory::tree::{Listing, Order};
use directory::{Ancestry, change, tree};
use kernel::{DayRange, UnitId};
use store::{Engine, Params, Query, Result, Row, Tx, assembled, params};
use testkit::on_both;

/// Asks the database how it would answer, and answers nothing.
struct Explainer {
    tx: Tx,
    plans: Vec<String>,
}

impl Query for Explainer {
    fn engine(&self) -> Engine {
        self.tx.engine()
    }

    async fn all<T: Row>(&mut self, sql: &'static str, params: Params) -> Result<Vec<T>> {
        let lines: Vec<String> = match self.engine() {
            Engine::Sqlite => {
                let sql = assembled(format!("EXPLAIN QUERY PLAN {sql}"));
                let rows: Vec<(i64, i64, i64, String)> = self.tx.all(sql, params).await?;
                rows.into_iter().map(|row| row.3).collect()
            }
            Engine::Postgres => {
                let sql = assembled(format!("EXPLAIN {sql}"));
                let rows: Vec<(String,)> = self.tx.all(sql, params).await?;
                rows.into_iter().map(|row| row.0).collect()
            }
        };
        self.plans.push(lines.join("\n"));
        Ok(Vec::new())
    }

    async fn optional<T: Row>(&mut self, sql: &'static str, params: Params) -> Result<Option<T>> {
        Ok(self.all(sql, params).await?.into_iter().next())
    }
}

/// A step that reads a whole table of ours; SQLite says of a list or an inner result that it scans it,
/// too.
fn whole_table(line: &str) -> bool {
    let table = line.strip_prefix("SCAN ").is_some_and(|what| !what.starts_with('('));
    let sqlite = table && !line.contains("json_each") && !line.contains("life");
    sqlite || line.contains("Seq Scan on unit")
}

#[tokio::test]
async fn no_frequent_question_reads_a_whole_table() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        if tx.engine() == Engine::Postgres {
            // An empty table is read whole at any price but this one.
            tx.execute("SET LOCAL enable_seqscan = off", params![]).await.unwrap();
        }
        let q = &mut Explainer { tx, plans: Vec::new() };
        let (id, on) = (UnitId(1), day("2024-01-01"));
        let listing = Listing {
            above: id,
            day: on,
            is_deep: true,
            text: "",
            name: "",
            code: "",
            kinds: None,
            order: Order::Tree,
            descending: false,
            offset: 0,
            limit: 50,
        };
        tree::unit_on(q, id, on).await.unwrap();
        tree::unit_near(q, id, on).await.unwrap();
        tree::root_on(q, on).await.unwrap();
        tree::by_code(q, "X").await.unwrap();
        tree::children(q, id, on, 0, 100).await.unwrap();
        tree::closed_children(q, id, on).await.unwrap();
        tree::paths(q, &[id], on).await.unwrap();
        tree::path_ids(q, id, on).await.unwrap();
        tree::subtree(q, id, on).await.unwrap();
        tree::versions(q, id).await.unwrap();
        tree::list(q, &listing).await.unwrap();
        Ancestry::load(q, Some(&[id]), DayRange::since(on)).await.unwrap();
        let _ = change::plan(q, id, on, &change::Change::default()).await;
        for plan in &q.plans {
            assert!(!plan.lines().any(|line| whole_table(line.trim_start())), "{plan}");
        }
        assert_eq!(q.plans.len(), 13);
    })
    .await;
}
