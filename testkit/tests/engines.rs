//! The databases of tests are fresh, apart from each other, and gone afterwards.

use store::{Db, Migrations, Query, params};
use testkit::{catalogue, databases, on_both};

const NOTES: Migrations = Migrations {
    crate_name: "notes",
    files: &[(
        "0001_note",
        "CREATE TABLE note (id {id}, words TEXT NOT NULL, secret {bytes}, done {boolean} NOT NULL) {strict}",
    )],
};

async fn count(db: &Db) -> i64 {
    let (count,): (i64,) =
        db.read().one("SELECT COUNT(*) FROM note", params![]).await.expect("a count");
    count
}

#[tokio::test]
async fn each_test_has_tables_of_its_own() {
    let (first, second) = (databases(&[NOTES]).await, databases(&[NOTES]).await);
    for (first, second) in first.iter().zip(&second) {
        let mut tx = first.db.begin().await.expect("a transaction");
        tx.execute("INSERT INTO note (words, done) VALUES ($1, $2)", params!["one", true])
            .await
            .expect("a note");
        tx.commit().await.expect("committed");
        assert_eq!((count(&first.db).await, count(&second.db).await), (1, 0));
    }
}

#[tokio::test]
async fn nothing_is_left_even_of_an_open_transaction() {
    for database in databases(&[NOTES]).await {
        let url = database.url.clone();
        let mut tx = database.db.begin().await.expect("a transaction");
        tx.execute("INSERT INTO note (words, done) VALUES ('lost', $1)", params![false])
            .await
            .expect("a note");
        drop(database);
        let found = async {
            Db::open(&url).await?.read().all::<(i64,)>("SELECT id FROM note", params![]).await
        };
        assert!(found.await.is_err(), "{url} still has its tables");
    }
}

#[tokio::test]
async fn both_engines_describe_their_tables_alike() {
    let mut described = Vec::new();
    for database in databases(&[NOTES]).await {
        let columns = catalogue(&database.db).await;
        described
            .push(columns.into_iter().filter(|column| column.table == "note").collect::<Vec<_>>());
    }
    let words: Vec<_> =
        described[0].iter().map(|c| format!("{} {} {}", c.column, c.kind, c.is_required)).collect();
    assert_eq!(
        words,
        ["done integer true", "id integer true", "secret bytes false", "words text true"]
    );
    assert!(described.iter().all(|columns| *columns == described[0]));
}

#[tokio::test]
async fn a_context_keeps_files_and_time() {
    on_both(&[store::MIGRATIONS], async |database| {
        let ctx = database.ctx(kernel::Actor::system("test"));
        assert_eq!(ctx.now.today.to_string(), "2026-10-15");
        assert_eq!(
            kernel::Now::at(ctx.now.at, "Asia/Shanghai").expect("a zone").today,
            ctx.now.today
        );
    })
    .await;
}
