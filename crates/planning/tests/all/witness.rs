//! A reading that is changed behind the program's back is named, on both engines.

use crate::house::{House, MIGRATIONS};
use planning::Kind;
use planning::store::witness::{self, Fault};
use store::params;
use testkit::{TestDb, on_both};

async fn two_entries(database: &TestDb) -> House {
    let house = House::build(database).await;
    for value in ["100.5", "101"] {
        let stamp = house.stamp().because("重新计量");
        let readings = vec![
            house.reading(6, "2026-08", 0, Kind::Actual, value, None),
            house.reading(6, "2026-09", 0, Kind::Actual, value, None),
            house.reading(8, "2026-09", 2, Kind::Actual, value, Some("300")),
        ];
        house.write(&stamp, readings).await.expect("the readings");
    }
    house
}

#[tokio::test]
async fn what_was_written_is_what_is_there() {
    on_both(MIGRATIONS, async |database| {
        two_entries(database).await;
        let report = witness::verify(&database.db).await.expect("a report");
        assert_eq!((report.readings, report.fault), (6, None));
    })
    .await;
}

#[tokio::test]
async fn each_change_behind_the_programs_back_is_named() {
    let tamper = [
        (
            "UPDATE reading SET value = value + 1 WHERE period = 202609 AND kind = 0 AND weight IS NULL AND version = 2",
            "row",
        ),
        ("UPDATE reading SET weight = 1 WHERE version = 1 AND weight IS NOT NULL", "row"),
        ("DELETE FROM reading WHERE period = 202608 AND version = 1", "count"),
        ("UPDATE reading SET entry_id = 2 WHERE period = 202608 AND version = 1", "count"),
        ("DELETE FROM reading_entry_unit WHERE entry_id = 1", "count"),
        (
            "UPDATE audit SET after = '{\"readings\":3,\"sm3\":\"00\"}' WHERE action = 'reading.keep'",
            "entry",
        ),
        ("DELETE FROM audit WHERE action = 'reading.keep'", "entry"),
    ];
    for (sql, expected) in tamper {
        on_both(MIGRATIONS, async |database| {
            let house = two_entries(database).await;
            let mut tx = database.db.begin().await.expect("a transaction");
            assert!(tx.execute(sql, params![]).await.expect("the change") > 0, "{sql}");
            tx.commit().await.expect("the commit");
            let fault = witness::verify(&database.db).await.expect("a report").fault;
            match (expected, fault) {
                ("row", Some(Fault::Changed { unit, period, version, .. })) => {
                    let changed = if version == 2 { house.units[6] } else { house.units[8] };
                    assert_eq!((unit, period), (changed, 202_609), "{sql}");
                }
                ("count", Some(Fault::Count { .. })) | ("entry", Some(Fault::Entry(_))) => {}
                (_, fault) => panic!("{sql}: {fault:?}"),
            }
        })
        .await;
    }
}
