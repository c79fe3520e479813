//! A reading that is changed behind the program's back is named, on both engines.

use crate::house::{House, MIGRATIONS};
use kernel::ImportId;
use planning::Kind;
use planning::store::readings::{self, Stamp};
use planning::store::recount;
use planning::store::witness::{self, Fault};
use store::params;
use testkit::{TestDb, on_both};

/// Entries 1 and 2 write and restate, 3 imports, 4 undoes the import, 5 clears one reading.
async fn five_entries(database: &TestDb) -> House {
    let house = House::build(database).await;
    let import = house.stamp().import(ImportId(7));
    let entry = async |stamp: &Stamp, values: [&str; 2], months: [&str; 2]| {
        let readings = vec![
            house.reading(6, months[0], 0, Kind::Actual, values[0], None),
            house.reading(6, months[1], 0, Kind::Actual, values[0], None),
            house.reading(8, months[1], 2, Kind::Actual, values[1], Some("300")),
        ];
        house.write(stamp, readings).await.expect("the readings");
    };
    for value in ["100.5", "101"] {
        let stamp = house.stamp().because("重新计量");
        entry(&stamp, [value, value], ["2026-08", "2026-09"]).await;
    }
    entry(&import, ["7", "8"], ["2026-05", "2026-06"]).await;
    let mut tx = house.tx().await;
    assert_eq!(readings::withdraw(&mut tx, ImportId(7), &house.stamp()).await.expect("undone"), 3);
    let key =
        [(house.units[8], crate::house::period("2026-09"), house.indicators[2], Kind::Actual)];
    assert_eq!(readings::clear(&mut tx, &key, &house.stamp()).await.expect("cleared"), 2);
    tx.commit().await.expect("committed");
    house
}

#[tokio::test]
async fn what_was_written_is_what_is_there() {
    on_both(MIGRATIONS, async |database| {
        five_entries(database).await;
        let report = witness::verify(&database.db).await.expect("a report");
        assert_eq!((report.readings, report.fault), (9, None));
    })
    .await;
}

#[tokio::test]
async fn each_change_behind_the_programs_back_is_named() {
    let tamper = [
        (
            "UPDATE reading SET value = value + 1 WHERE period = 202609 AND kind = 0 AND weight IS NULL AND version = 2",
            "row 6 202609 2",
        ),
        (
            "UPDATE reading SET weight = 1 WHERE version = 1 AND period = 202609 AND weight IS NOT NULL",
            "row 8 202609 1",
        ),
        // A reading that counts is hidden: by an entry that wrote, that took back, that took back
        // elsewhere, that does not exist.
        (
            "UPDATE reading SET withdrawn = 2 WHERE period = 202608 AND version = 2",
            "row 6 202608 2",
        ),
        (
            "UPDATE reading SET withdrawn = 4 WHERE period = 202608 AND version = 2",
            "row 6 202608 2",
        ),
        (
            "UPDATE reading SET withdrawn = 5 WHERE period = 202608 AND version = 2",
            "row 6 202608 2",
        ),
        (
            "UPDATE reading SET withdrawn = 99 WHERE period = 202608 AND version = 2",
            "row 6 202608 2",
        ),
        // One that was taken back counts again, or is said to have been taken back by another.
        ("UPDATE reading SET withdrawn = NULL WHERE period = 202605", "row 6 202605 1"),
        (
            "UPDATE reading SET withdrawn = NULL WHERE version = 2 AND period = 202609 AND weight IS NOT NULL",
            "row 8 202609 2",
        ),
        (
            "UPDATE reading SET withdrawn = 5 WHERE period = 202606 AND weight IS NULL",
            "row 6 202606 1",
        ),
        ("DELETE FROM reading WHERE period = 202608 AND version = 1", "count"),
        ("UPDATE reading SET entry_id = 2 WHERE period = 202608 AND version = 1", "count"),
        ("UPDATE reading SET unit_id = 5000 WHERE period = 202608 AND version = 1", "count"),
        ("DELETE FROM reading_entry_unit WHERE entry_id = 1", "count"),
        (
            "UPDATE audit SET after = '{\"readings\":3,\"sm3\":\"00\",\"stamp\":\"00\"}' WHERE action = 'reading.keep'",
            "entry",
        ),
        ("DELETE FROM audit WHERE action = 'reading.keep'", "entry"),
        ("DELETE FROM audit WHERE action = 'reading.take-back'", "entry"),
        ("INSERT INTO reading_entry (at, actor) VALUES (1, 'nobody')", "entry"),
        ("DELETE FROM reading_entry WHERE id = 2", "entry"),
        ("UPDATE reading_entry SET actor = 'another' WHERE id = 2", "stamp 2"),
        ("UPDATE reading_entry SET at = at - 1 WHERE id = 3", "stamp 3"),
        ("UPDATE reading_entry SET user_id = 0 WHERE id = 4", "stamp 4"),
        ("UPDATE reading_entry SET reason = NULL WHERE id = 1", "stamp 1"),
        ("UPDATE reading_entry SET import_id = NULL WHERE id = 3", "stamp 3"),
    ];
    for (sql, expected) in tamper {
        on_both(MIGRATIONS, async |database| {
            let house = five_entries(database).await;
            let mut tx = database.db.begin().await.expect("a transaction");
            assert!(tx.execute(sql, params![]).await.expect("the change") > 0, "{sql}");
            tx.commit().await.expect("the commit");
            let fault = witness::verify(&database.db).await.expect("a report").fault;
            let named = match fault {
                Some(Fault::Changed { unit, period, version, .. }) => {
                    let place = house.units.iter().position(|known| *known == unit);
                    format!("row {} {period} {version}", place.expect("a unit of the house"))
                }
                Some(Fault::Count { .. }) => "count".to_owned(),
                Some(Fault::Entry(_)) => "entry".to_owned(),
                Some(Fault::Stamp(entry)) => format!("stamp {entry}"),
                None => "nothing".to_owned(),
            };
            assert_eq!(named, expected, "{sql}");
        })
        .await;
    }
}

#[tokio::test]
async fn nothing_is_wrong_while_others_write() {
    on_both(MIGRATIONS, async |database| {
        let house = five_entries(database).await;
        let done = std::sync::atomic::AtomicBool::new(false);
        let writing = async {
            let mut value = 0;
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                value += 1_i64;
                let stamp = house.stamp().because("重新计量");
                let reading =
                    house.reading(6, "2026-08", 0, Kind::Actual, &value.to_string(), None);
                house.write(&stamp, vec![reading]).await.expect("the reading");
                store::audit::seal(&database.db, value).await.expect("sealed");
            }
            value as u64
        };
        let verifying = async {
            let mut seen = 0;
            // Until the writer has been seen at work between many of the questions.
            while seen < 100 {
                let readings = witness::verify(&database.db).await.expect("a report");
                assert_eq!(readings.fault, None);
                let rollups = recount::verify(&database.db).await.expect("a report");
                assert_eq!(rollups.wrong, 0, "{:?}", rollups.first);
                let chain = store::audit::verify(&database.db).await.expect("a verdict");
                assert_eq!(chain.fault, None);
                seen = readings.readings;
            }
            done.store(true, std::sync::atomic::Ordering::Relaxed);
        };
        let (written, ()) = futures::future::join(writing, verifying).await;
        assert!(written >= 91);
    })
    .await;
}
