//! What the two databases say of the tables, and how they find what pages ask for.

use crate::house::{House, MIGRATIONS};
use planning::Kind;
use store::{Engine, Query, params};
use testkit::{catalogue, databases, on_both};

#[tokio::test]
async fn both_engines_have_the_same_tables() {
    let mut described = Vec::new();
    for database in databases(MIGRATIONS).await {
        described.push(catalogue(&database.db).await);
    }
    assert!(described[0].iter().any(|column| column.table == "roll_up"));
    assert!(described.iter().all(|columns| *columns == described[0]));
}

/// The queries of the tracker by table, as they stand in `store/figures.rs`.
const FINDS: [&str; 4] = [
    "SELECT value FROM reading WHERE unit_id IN {ids:$1} AND period BETWEEN $2 AND $3 \
     AND withdrawn IS NULL ORDER BY unit_id, period, indicator_id, kind, version",
    "SELECT n FROM roll_up WHERE unit_id IN {ids:$1} AND period BETWEEN $2 AND $3",
    "SELECT period FROM reading WHERE unit_id = 1 AND period BETWEEN 190001 AND 202612 AND kind = 0 \
     AND withdrawn IS NULL ORDER BY period DESC LIMIT 1",
    "SELECT period FROM roll_up WHERE unit_id = 1 AND period BETWEEN 190001 AND 202612 AND kind = 0 \
     AND n > 0 ORDER BY period DESC LIMIT 1",
];

#[tokio::test]
async fn the_tracker_finds_its_rows_by_index() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let rows = (1..=9)
            .flat_map(|month| (6..9).map(move |unit| (unit, month)))
            .map(|(unit, month)| {
                house.reading(unit, &format!("2026-{month:02}"), 0, Kind::Actual, "1", None)
            })
            .collect::<Vec<_>>();
        let mut rows = rows;
        rows.sort_by_key(|row| row.unit);
        house.write(&house.stamp(), rows).await.expect("written");
        for find in FINDS {
            let plan = plan(&house, find).await.join("\n");
            let searches = match house.ctx.db.engine() {
                Engine::Sqlite => plan.contains("SEARCH") && !plan.contains("SCAN r"),
                Engine::Postgres => plan.contains("Index") && !plan.contains("Seq Scan on r"),
            };
            assert!(searches, "{find}\n{plan}");
        }
    })
    .await;
}

async fn plan(house: &House, find: &'static str) -> Vec<String> {
    let values = if find.contains("$1") {
        params![[7_i64].as_slice(), 202_601_i64, 202_612_i64]
    } else {
        params![]
    };
    match house.ctx.db.engine() {
        Engine::Sqlite => {
            let sql = store::assembled(format!("EXPLAIN QUERY PLAN {find}"));
            let rows: Vec<(i64, i64, i64, String)> =
                house.ctx.read().all(sql, values).await.expect("a plan");
            rows.into_iter().map(|row| row.3).collect()
        }
        Engine::Postgres => {
            let mut tx = house.tx().await;
            // A table of a few rows is read whole unless that is forbidden: the question is whether
            // there is another way at all.
            tx.execute("SET LOCAL enable_seqscan = off", params![]).await.expect("set");
            let sql = store::assembled(format!("EXPLAIN {find}"));
            let rows: Vec<(String,)> = tx.all(sql, values).await.expect("a plan");
            rows.into_iter().map(|row| row.0).collect()
        }
    }
}
