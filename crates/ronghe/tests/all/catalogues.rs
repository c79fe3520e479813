//! The tables of the two engines are the same: a migration that one of them reads otherwise is seen here.

use ronghe::program::MIGRATIONS;
use std::collections::BTreeSet;
use store::{Db, Engine, Query, params};

/// Table, index, whether it is unique, its columns in order.
type Index = (String, String, bool, String);

/// The indexes but for those of primary keys. Those that come with a UNIQUE column are named by the
/// engine, so they go by their columns.
async fn indexes(db: &Db) -> BTreeSet<Index> {
    let sql = match db.engine() {
        Engine::Sqlite => {
            "SELECT t.name, CASE i.origin WHEN 'c' THEN i.name ELSE 'of the table' END, i.\"unique\" <> 0, \
             (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) \
             FROM sqlite_master t JOIN pragma_index_list(t.name) i \
             WHERE t.type = 'table' AND i.origin <> 'pk'"
        }
        Engine::Postgres => {
            "SELECT CAST(t.relname AS TEXT), CASE WHEN EXISTS (SELECT 1 FROM pg_constraint u \
             WHERE u.conindid = c.oid AND u.contype = 'u') THEN 'of the table' ELSE CAST(c.relname AS TEXT) END, \
             i.indisunique, \
             (SELECT string_agg(CAST(a.attname AS TEXT), ',' ORDER BY k.n) \
              FROM unnest(CAST(i.indkey AS SMALLINT[])) WITH ORDINALITY k (attnum, n) \
              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum) \
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid \
             JOIN pg_namespace n ON n.oid = t.relnamespace \
             WHERE n.nspname = current_schema() AND NOT i.indisprimary"
        }
    };
    db.read().all(sql, params![]).await.unwrap().into_iter().collect()
}

#[tokio::test]
async fn both_engines_have_the_same_tables_and_indexes() {
    let mut described = Vec::new();
    for database in testkit::databases(MIGRATIONS).await {
        let columns: BTreeSet<_> = testkit::catalogue(&database.db)
            .await
            .into_iter()
            .map(|c| format!("{}.{} {} {}", c.table, c.column, c.kind, c.is_required))
            .collect();
        assert!(columns.contains("reading.value integer true"));
        described.push((columns, indexes(&database.db).await));
    }
    let Some((first, others)) = described.split_first() else { return };
    for other in others {
        assert_eq!(first.0.symmetric_difference(&other.0).collect::<Vec<_>>(), [""; 0]);
        assert_eq!(first.1, other.1);
    }
}

#[tokio::test]
async fn migrations_run_once() {
    testkit::on_both(MIGRATIONS, async |db| {
        let again = db.db.migrate(MIGRATIONS, testkit::now()).await.unwrap();
        assert!(again.is_empty(), "{again:?}");
    })
    .await;
}
