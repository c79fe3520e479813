//! Every store function on both engines.

use kernel::{Actor, Month, Now, Quantity};
use std::time::SystemTime;
use store::audit::{self, Fault};
use store::settings::Settings;
use store::{Engine, Files, Insert, Migrations, Query, StoreError, jobs, params, settings};
use testkit::{TestDb, on_both};

const TABLES: Migrations = Migrations {
    crate_name: "test",
    files: &[(
        "0001_things",
        "-- Things; a few of them.
         CREATE TABLE thing (id {id}, name TEXT NOT NULL UNIQUE, amount {bigint}, \
         flag {boolean} NOT NULL, raw {bytes}) {strict};
         CREATE TABLE tally (place {bigint} NOT NULL, period {bigint} NOT NULL, n {bigint} NOT NULL, \
         PRIMARY KEY (place, period)) {clustered};",
    )],
};
const ALL: &[Migrations] = &[store::MIGRATIONS, TABLES];
const ADD: &str = "INSERT INTO thing (name, amount, flag) VALUES ($1, $2, TRUE)";

async fn add(test: &TestDb, name: &str) -> store::Result<()> {
    let mut work = test.ctx(Actor::system("tester")).work().await?;
    work.tx.execute(ADD, params![name, 1_i64]).await?;
    work.audit("thing.add", "thing", name, None, Some(format!("{{\"name\":{name:?}}}")));
    work.commit().await
}

async fn names(test: &TestDb) -> Vec<String> {
    let rows: Vec<(String,)> =
        test.db.read().all("SELECT name FROM thing ORDER BY name", params![]).await.unwrap();
    rows.into_iter().map(|(name,)| name).collect()
}

#[tokio::test]
async fn migrations_run_once_and_never_change() {
    on_both(ALL, async |test| {
        let now = testkit::now();
        assert_eq!(test.db.migrate(ALL, now).await.unwrap(), Vec::<String>::new());
        let changed = Migrations { crate_name: "test", files: &[("0001_things", "SELECT 1")] };
        let refused = test.db.migrate(&[changed], now).await;
        assert!(matches!(refused, Err(StoreError::Migration(name)) if name == "test/0001_things"));
    })
    .await;
}

#[derive(Debug, PartialEq, sqlx::FromRow)]
struct Thing {
    name: String,
    amount: Option<i64>,
    flag: bool,
    raw: Option<Vec<u8>>,
}

#[tokio::test]
async fn every_kind_of_value_comes_back_as_it_went() {
    on_both(ALL, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let insert = "INSERT INTO thing (name, amount, flag, raw) VALUES ($1, $2, $3, $4)";
        let full =
            params!["精煤·Ⅱ ’;--", Quantity::from_millionths(i64::MIN), false, vec![0_u8, 255]];
        tx.execute(insert, full).await.unwrap();
        let empty = params!["空", None::<i64>, true, None::<Vec<u8>>];
        tx.execute(insert, empty).await.unwrap();
        tx.commit().await.unwrap();

        let things: Vec<Thing> = test
            .db
            .read()
            .all("SELECT name, amount, flag, raw FROM thing ORDER BY id", params![])
            .await
            .unwrap();
        let expected = [
            Thing {
                name: "精煤·Ⅱ ’;--".into(),
                amount: Some(i64::MIN),
                flag: false,
                raw: Some(vec![0, 255]),
            },
            Thing { name: "空".into(), amount: None, flag: true, raw: None },
        ];
        assert_eq!(things, expected);

        let ids = params![[1_i64, 2, 9].as_slice()];
        let chosen: Vec<(i64,)> = test
            .db
            .read()
            .all("SELECT id FROM thing WHERE flag AND id IN {ids:$1}", ids)
            .await
            .unwrap();
        assert_eq!(chosen, [(2,)]);
    })
    .await;
}

#[tokio::test]
async fn many_rows_go_in_and_add_up() {
    const TALLY: Insert = Insert {
        table: "tally",
        columns: &["place", "period", "n"],
        conflict: "ON CONFLICT (place, period) DO UPDATE SET n = tally.n + excluded.n",
    };
    on_both(ALL, async |test| {
        let august = Month { year: 2024, month: 8 };
        for round in 1..=2_i64 {
            let mut tx = test.db.begin().await.unwrap();
            let rows = (0..10_000_i64).map(|place| [place.into(), august.into(), round.into()]);
            assert_eq!(tx.insert_many(TALLY, rows).await.unwrap(), 10_000);
            tx.commit().await.unwrap();
        }
        let sql = "SELECT COUNT(*), CAST(SUM(n) AS BIGINT) FROM tally WHERE period = $1";
        let sum: (i64, i64) = test.db.read().one(sql, params![august]).await.unwrap();
        assert_eq!(sum, (10_000, 30_000));
    })
    .await;
}

#[tokio::test]
async fn nothing_is_kept_without_an_audit_entry() {
    on_both(ALL, async |test| {
        let mut work = test.ctx(Actor::system("tester")).work().await.unwrap();
        work.tx.execute(ADD, params!["silent", 1_i64]).await.unwrap();
        assert!(matches!(work.commit().await, Err(StoreError::Unaudited)));
        assert!(names(test).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_second_row_of_one_key_is_told_as_such_and_takes_nothing_along() {
    on_both(ALL, async |test| {
        add(test, "one").await.unwrap();
        assert!(matches!(add(test, "one").await, Err(StoreError::Exists(_))));
        add(test, "two").await.unwrap();
        assert_eq!(names(test).await, ["one", "two"]);
    })
    .await;
}

#[tokio::test]
async fn writers_who_meet_are_all_kept_but_the_one_that_gave_up() {
    on_both(ALL, async |test| {
        let writers = (0..200).map(async |index| {
            if index % 10 == 3 {
                let mut work = test.ctx(Actor::system("tester")).work().await.unwrap();
                work.tx.execute(ADD, params![format!("lost {index}"), 1_i64]).await.unwrap();
                drop(work);
            } else {
                add(test, &format!("kept {index:03}")).await.unwrap();
            }
        });
        futures::future::join_all(writers).await;
        let names = names(test).await;
        assert_eq!(names.len(), 180);
        assert!(names.iter().all(|name| name.starts_with("kept")));
        let verdict = audit::verify(&test.db).await.unwrap();
        assert_eq!(verdict.unsealed, 180);
    })
    .await;
}

#[tokio::test]
async fn a_caller_who_goes_away_leaves_the_writer_free() {
    on_both(ALL, async |test| {
        // Given up after ever more polls: between any two statements of a unit of work.
        for round in 0..60 {
            let name = format!("cut {round}");
            let mut cut = Box::pin(add(test, &name));
            for _ in 0..round * round {
                if futures::poll!(cut.as_mut()).is_ready() {
                    break;
                }
                tokio::task::yield_now().await;
            }
            drop(cut);
            let mut work = test.ctx(Actor::system("tester")).work().await.unwrap();
            work.audit("thing.next", "thing", 1, None, None);
            work.commit().await.unwrap();
        }
        add(test, "next").await.unwrap();
        assert!(names(test).await.contains(&"next".to_owned()));
    })
    .await;
}

/// Writes behind the program's back.
async fn tamper(test: &TestDb, sql: &'static str) {
    let mut tx = test.db.begin().await.unwrap();
    assert!(tx.execute(sql, params![]).await.unwrap() > 0, "{sql}");
    tx.commit().await.unwrap();
}

async fn sealed_in_three_batches(test: &TestDb) {
    for batch in 0..3 {
        for index in 0..4 {
            add(test, &format!("{batch}.{index}")).await.unwrap();
        }
        assert_eq!(audit::seal(&test.db, 1_000 + batch).await.unwrap(), 4);
    }
}

#[tokio::test]
async fn an_untouched_chain_holds_and_knows_what_is_unsealed() {
    on_both(ALL, async |test| {
        sealed_in_three_batches(test).await;
        add(test, "late").await.unwrap();
        let verdict = audit::verify(&test.db).await.unwrap();
        assert_eq!((verdict.seals, verdict.entries, verdict.unsealed), (3, 12, 1));
        assert_eq!(verdict.fault, None);
        assert_eq!(verdict.root.len(), 64);
    })
    .await;
}

#[tokio::test]
async fn each_change_behind_the_programs_back_is_named() {
    let cases: &[(&str, Fault)] = &[
        ("UPDATE audit SET actor = 'another' WHERE id = 6", Fault::Changed(6)),
        ("UPDATE audit SET after = NULL WHERE id = 12", Fault::Changed(12)),
        (
            "UPDATE audit SET subject = 'thin', subject_id = 'g' || subject_id WHERE id = 2",
            Fault::Changed(2),
        ),
        ("DELETE FROM audit WHERE id = 6", Fault::Missing { seal: 2, before: 7 }),
        ("DELETE FROM audit WHERE id = 12", Fault::Missing { seal: 3, before: 0 }),
        ("DELETE FROM audit_seal WHERE seq = 3", Fault::Seal(3)),
        ("UPDATE audit_seal SET digests = hash WHERE seq = 2", Fault::Seal(2)),
        ("UPDATE audit_head SET seq = 2 WHERE id = 1", Fault::Seal(4)),
    ];
    for (sql, expected) in cases {
        on_both(ALL, async |test| {
            sealed_in_three_batches(test).await;
            tamper(test, sql).await;
            let verdict = audit::verify(&test.db).await.unwrap();
            assert_eq!(verdict.fault.as_ref(), Some(expected), "{sql}");
        })
        .await;
    }
}

#[tokio::test]
async fn two_servers_never_seal_an_entry_twice() {
    on_both(ALL, async |test| {
        for index in 0..20 {
            add(test, &format!("{index}")).await.unwrap();
        }
        let sealers = (0..5).map(|at| audit::seal(&test.db, at));
        let sealed: usize =
            futures::future::join_all(sealers).await.into_iter().map(Result::unwrap).sum();
        assert_eq!(sealed, 20);
        assert_eq!(audit::verify(&test.db).await.unwrap().fault, None);
    })
    .await;
}

#[tokio::test]
async fn sealing_keeps_up_with_writers() {
    on_both(ALL, async |test| {
        let writers = (0..8).map(async |writer| {
            for index in 0..40 {
                add(test, &format!("{writer}.{index}")).await.unwrap();
            }
        });
        let writing = futures::future::join_all(writers);
        let sealing = async {
            let mut sealed = 0;
            while sealed < 8 * 40 {
                let waiting: Option<(i64,)> = test
                    .db
                    .read()
                    .optional("SELECT id FROM audit WHERE seal IS NULL LIMIT 1", params![])
                    .await
                    .unwrap();
                let now = audit::seal(&test.db, 1).await.unwrap();
                assert!(now > 0 || waiting.is_none(), "a round sealed nothing, after {sealed}");
                sealed += now;
                tokio::task::yield_now().await;
            }
        };
        futures::future::join(writing, sealing).await;
        let verdict = audit::verify(&test.db).await.unwrap();
        assert_eq!((verdict.fault, verdict.entries, verdict.unsealed), (None, 320, 0));
    })
    .await;
}

/// Everybody holds a connection and asks a question beside it, of which there are fewer than people.
#[tokio::test]
async fn whoever_holds_a_connection_gets_another_one_for_a_question() {
    on_both(ALL, async |test| {
        add(test, "one").await.unwrap();
        let sql = "SELECT COUNT(*) FROM thing";
        let people = (0..40).map(async |number| {
            if number % 2 == 0 {
                let mut snapshot = test.db.snapshot().await.unwrap();
                let _: (i64,) = snapshot.one(sql, params![]).await.unwrap();
                tokio::task::yield_now().await;
                let (n,): (i64,) = test.db.read().one(sql, params![]).await.unwrap();
                return n;
            }
            let mut tx = test.db.begin().await.unwrap();
            let _: (i64,) = tx.one(sql, params![]).await.unwrap();
            let mut snapshot = test.db.snapshot().await.unwrap();
            let _: (i64,) = snapshot.one(sql, params![]).await.unwrap();
            let (n,): (i64,) = test.db.read().one(sql, params![]).await.unwrap();
            n
        });
        let all = futures::future::join_all(people);
        let all = tokio::time::timeout(std::time::Duration::from_secs(8), all).await;
        assert_eq!(all.expect("nobody waits for each other"), [1; 40]);
    })
    .await;
}

#[tokio::test]
async fn a_snapshot_stays_at_its_moment_and_writes_nothing() {
    on_both(ALL, async |test| {
        add(test, "before").await.unwrap();
        let mut snapshot = test.db.snapshot().await.unwrap();
        add(test, "after").await.unwrap();
        let sql = "SELECT name FROM thing ORDER BY name";
        let then: Vec<(String,)> = snapshot.all(sql, params![]).await.unwrap();
        assert_eq!(then, [("before".to_owned(),)]);
        let entries: (i64,) = snapshot.one("SELECT COUNT(*) FROM audit", params![]).await.unwrap();
        assert_eq!(entries, (1,));
        let write = "INSERT INTO thing (name, flag) VALUES ('now', TRUE) RETURNING id";
        assert!(snapshot.all::<(i64,)>(write, params![]).await.is_err());
        drop(snapshot);
        assert_eq!(names(test).await, ["after", "before"]);
    })
    .await;
}

#[tokio::test]
async fn tables_of_another_version_are_told_apart() {
    for test in testkit::databases(&[]).await {
        assert!(matches!(test.db.fits(ALL).await, Err(StoreError::Older(_))));
        test.db.migrate(&[store::MIGRATIONS], testkit::now()).await.unwrap();
        let older = test.db.fits(ALL).await;
        assert!(matches!(older, Err(StoreError::Older(name)) if name == "test/0001_things"));
        test.db.migrate(ALL, testkit::now()).await.unwrap();
        test.db.fits(ALL).await.unwrap();
        let newer = test.db.fits(&[store::MIGRATIONS]).await;
        assert!(matches!(newer, Err(StoreError::Migration(name)) if name == "test/0001_things"));
    }
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("none.db").display());
    assert!(matches!(store::Db::open_existing(&url).await, Err(StoreError::Unopened(_))));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

async fn enqueued(test: &TestDb, due: i64) {
    let mut tx = test.db.begin().await.unwrap();
    jobs::enqueue(&mut tx, "import", "7", due).await.unwrap();
    tx.commit().await.unwrap();
}

async fn taken(test: &TestDb, now: i64) -> Option<jobs::Job> {
    jobs::take(&test.db, now).await.unwrap()
}

async fn done(test: &TestDb, job: &jobs::Job) -> bool {
    let mut tx = test.db.begin().await.unwrap();
    let is_done = jobs::done(&mut tx, job).await.unwrap();
    tx.commit().await.unwrap();
    is_done
}

async fn failed(test: &TestDb, job: &jobs::Job, now: i64) -> bool {
    let mut tx = test.db.begin().await.unwrap();
    let is_back = jobs::failed(&mut tx, job, "no network", now).await.unwrap();
    tx.commit().await.unwrap();
    is_back
}

const MINUTE: i64 = 60_000;

#[tokio::test]
async fn a_job_is_done_once_and_given_back_when_it_fails() {
    on_both(ALL, async |test| {
        enqueued(test, 100).await;
        assert_eq!(taken(test, 99).await, None);
        let takers = futures::future::join_all((0..6).map(|_| taken(test, 100))).await;
        let first: Vec<jobs::Job> = takers.into_iter().flatten().collect();
        assert_eq!(first.len(), 1);
        assert!(failed(test, &first[0], 100).await);
        assert_eq!(taken(test, 99 + MINUTE).await, None);
        let again = taken(test, 100 + MINUTE).await.unwrap();
        assert_eq!((again.payload.as_str(), again.attempts), ("7", 2));
        assert!(done(test, &again).await);
        assert_eq!(taken(test, i64::MAX / 2).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_job_is_held_by_renewing_and_lost_by_not() {
    on_both(ALL, async |test| {
        enqueued(test, 0).await;
        let job = taken(test, 0).await.unwrap();
        let renewal = jobs::RENEWAL.as_millis() as i64;
        for round in 1..=20 {
            assert!(jobs::renew(&test.db, &job, round * renewal).await.unwrap());
            assert_eq!(taken(test, (round + 1) * renewal).await, None);
        }
        // Its server died: within a minute another one has it, and the old taking counts no more.
        let second = taken(test, 20 * renewal + MINUTE).await.unwrap();
        assert!(!jobs::renew(&test.db, &job, 20 * renewal + MINUTE).await.unwrap());
        assert!(!done(test, &job).await && !failed(test, &job, 0).await);
        assert_eq!(taken(test, 20 * renewal + MINUTE).await, None);
        assert!(done(test, &second).await);
        assert!(!done(test, &second).await);
    })
    .await;
}

#[tokio::test]
async fn a_job_whose_servers_died_is_taken_once_more_to_tell() {
    on_both(ALL, async |test| {
        enqueued(test, 0).await;
        for attempt in 1..=jobs::ATTEMPTS {
            let job = taken(test, attempt * MINUTE).await.unwrap();
            assert!(!job.is_used_up());
        }
        let telling = taken(test, 10 * MINUTE).await.unwrap();
        assert!(telling.is_used_up());
        assert!(failed(test, &telling, 10 * MINUTE).await);
        assert_eq!(taken(test, i64::MAX / 2).await, None);
        let row: (String, String) =
            test.db.read().one("SELECT state, error FROM job", params![]).await.unwrap();
        assert_eq!(row, ("failed".into(), "no network".into()));
    })
    .await;
}

/// Set in the process that may write files of two mebibytes only.
#[cfg(unix)]
const LIMITED: &str = "RONGHE_TEST_LIMITED";

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_finds_no_room_is_told_as_such_and_leaves_nothing() {
    if std::env::var_os(LIMITED).is_none() {
        // The limit answers like a full disk once its signal is ignored, which a program inherits.
        let name = "a_file_that_finds_no_room_is_told_as_such_and_leaves_nothing";
        let limited = "trap '' XFSZ; ulimit -f 4096; exec \"$0\" --exact \"$1\"";
        let mut command = std::process::Command::new("bash");
        // Blocks of 512 bytes, as POSIX has it.
        command.env("POSIXLY_CORRECT", "1").env(LIMITED, "1").args(["-c", limited]);
        let output = command.arg(std::env::current_exe().unwrap()).arg(name).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let test = testkit::databases(ALL).await.remove(0);
    let files = test.files();
    let mut tx = test.db.begin().await.unwrap();
    let refused = files.put(&mut tx, "large.xlsx", &vec![7; 3 << 20], 1).await.unwrap_err();
    assert!(refused.is_full(), "{refused:?}");
    assert_eq!(refused.problem().code, "store-full");
    let left = || std::fs::read_dir(files.root()).unwrap().count();
    assert_eq!(left(), 0);
    // Of one that comes in parts, those before the limit are gone too.
    let mut arriving = files.receive().await.unwrap();
    arriving.write(&vec![7; 1 << 20]).await.unwrap();
    let refused = async {
        arriving.write(&vec![7; 2 << 20]).await?;
        arriving.finish().await
    };
    assert!(refused.await.unwrap_err().is_full());
    assert_eq!(left(), 0);
    files.put(&mut tx, "small.xlsx", b"small", 1).await.unwrap();
}

#[tokio::test]
async fn what_arrives_in_parts_is_kept_or_gone() {
    on_both(ALL, async |test| {
        let files = test.files();
        let arrive = async || {
            let mut arriving = files.receive().await.unwrap();
            arriving.write(b"half ").await.unwrap();
            arriving.write(b"and half").await.unwrap();
            arriving.finish().await.unwrap()
        };
        let arrived = arrive().await;
        assert_eq!(std::fs::read(arrived.path()).unwrap(), b"half and half");
        drop(arrived);
        assert_eq!(std::fs::read_dir(files.root()).unwrap().count(), 0);
        let kept = arrive().await.keep().await.unwrap();
        assert_eq!(files.keep(b"half and half").await.unwrap(), kept, "the same file");
        assert_eq!(std::fs::read_dir(files.root()).unwrap().count(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_full_server_is_told_as_such() {
    for test in testkit::databases(ALL).await {
        if test.db.engine() == Engine::Postgres {
            let full = "DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$";
            let mut tx = test.db.begin().await.unwrap();
            assert!(tx.execute(full, params![]).await.unwrap_err().is_full());
        }
    }
}

#[tokio::test]
async fn what_a_killed_process_had_begun_goes_with_the_next_file() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::new(folder.path());
    let mine = files.receive().await.unwrap();
    let begun = |name: &str| {
        let path = files.root().join(name);
        (std::fs::File::create(&path).unwrap(), path)
    };
    let long_ago = SystemTime::UNIX_EPOCH;
    let (file, abandoned) = begun("a1.part");
    file.set_modified(long_ago).unwrap();
    let (file, kept) = begun("a2");
    file.set_modified(long_ago).unwrap();
    let (_, resting) = begun("a3.part");
    files.keep(b"the next file").await.unwrap();
    assert!(!abandoned.exists());
    assert!(resting.exists() && kept.exists());
    mine.finish().await.unwrap().keep().await.expect("what is being taken in is not touched");
}

#[tokio::test]
async fn a_file_is_kept_by_its_content_and_a_changed_one_is_refused() {
    on_both(ALL, async |test| {
        let files = test.files();
        let mut tx = test.db.begin().await.unwrap();
        let first = files.put(&mut tx, "十月.xlsx", b"bytes", 1).await.unwrap();
        let second = files.put(&mut tx, "copy.xlsx", b"bytes", 2).await.unwrap();
        tx.commit().await.unwrap();
        assert_ne!(first, second);
        let (file, path) = files.find(&mut test.db.read(), first).await.unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!((file.name.as_str(), bytes.as_slice()), ("十月.xlsx", b"bytes".as_slice()));
        std::fs::write(path, b"other").unwrap();
        let refused = files.find(&mut test.db.read(), first).await;
        assert!(matches!(refused, Err(StoreError::File(..))));
    })
    .await;
}

#[tokio::test]
async fn settings_have_defaults_and_revisions() {
    on_both(ALL, async |test| {
        let before = Settings::load(&mut test.db.read()).await.unwrap();
        assert_eq!(before.time_zone(), "Asia/Shanghai");
        for month in ["4", "7"] {
            let mut tx = test.db.begin().await.unwrap();
            settings::put(&mut tx, "financial-year-start", month).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut reader = test.db.read();
        let after = Settings::load(&mut reader).await.unwrap();
        assert_eq!(after.financial_year().start_month, 7);
        assert_eq!(settings::revision(&mut reader, "financial-year-start").await.unwrap(), 2);
    })
    .await;
}

#[tokio::test]
async fn long_results_arrive_row_by_row() {
    use futures::TryStreamExt;
    on_both(ALL, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let insert = Insert { table: "thing", columns: &["name", "flag"], conflict: "" };
        let rows = (0..5_000).map(|index| [format!("{index:05}").into(), true.into()]);
        tx.insert_many(insert, rows).await.unwrap();
        tx.commit().await.unwrap();
        let sql = "SELECT name FROM thing ORDER BY name";
        let mut snapshot = test.db.snapshot().await.unwrap();
        let stream = snapshot.stream::<(String,)>(sql, params![]);
        let names: Vec<(String,)> = stream.try_collect().await.unwrap();
        assert_eq!((names.len(), names[4_999].0.as_str()), (5_000, "04999"));
    })
    .await;
}

#[tokio::test]
async fn a_full_disk_is_told_as_such_and_keeps_the_rest() {
    let test = testkit::databases(ALL).await.remove(0);
    assert_eq!(test.db.engine(), Engine::Sqlite);
    add(&test, "before").await.unwrap();
    // A pragma answers with a row; the limit is then the file's present size.
    let mut tx = test.db.begin().await.unwrap();
    let _: Vec<(i64,)> = tx.all("PRAGMA max_page_count = 1", params![]).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = test.db.begin().await.unwrap();
    let big = vec![7_u8; 1 << 20];
    let refused = tx
        .execute("INSERT INTO thing (name, flag, raw) VALUES ('big', TRUE, $1)", params![big])
        .await;
    assert!(matches!(refused, Err(StoreError::Full(_))), "{refused:?}");
    drop(tx);
    let mut tx = test.db.begin().await.unwrap();
    let _: Vec<(i64,)> = tx.all("PRAGMA max_page_count = 1000000", params![]).await.unwrap();
    tx.commit().await.unwrap();
    add(&test, "after").await.unwrap();
    assert_eq!(names(&test).await, ["after", "before"]);
}

/// The clock is a parameter everywhere; a context carries it.
#[tokio::test]
async fn an_audit_entry_carries_the_moment_it_was_given() {
    on_both(ALL, async |test| {
        let mut ctx = test.ctx(Actor::system("tester"));
        ctx.now = Now { at: 42, ..ctx.now };
        let mut work = ctx.work().await.unwrap();
        work.audit("thing.look", "thing", 1, None, None);
        work.commit().await.unwrap();
        let entry: (i64, String, String) =
            ctx.read().one("SELECT at, actor, action FROM audit", params![]).await.unwrap();
        assert_eq!(entry, (42, "tester".into(), "thing.look".into()));
    })
    .await;
}

#[tokio::test]
async fn who_asks_what_is_being_computed_waits_for_that_answer() {
    on_both(ALL, async |test| {
        let asked = std::cell::Cell::new(0);
        let count = async || {
            let answer = test.db.derived("things".to_owned(), async {
                asked.set(asked.get() + 1);
                let sql = "SELECT COUNT(*) FROM thing";
                let found = test.db.read().one::<(i64,)>(sql, params![]).await;
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                found
            });
            *answer.await.unwrap()
        };
        // All have asked before the first has its answer.
        assert_eq!(tokio::join!(count(), count(), count()), ((0,), (0,), (0,)));
        assert_eq!(asked.get(), 1);
        // Who asks after something was written gets nothing that was begun before.
        let late = async {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            add(test, "two").await.unwrap();
            count().await
        };
        add(test, "one").await.unwrap();
        assert_eq!(tokio::join!(count(), late), ((1,), (2,)));
        // A question that failed is asked again.
        let fails = async || {
            let answer = test.db.derived::<(), _>("bad".to_owned(), async {
                asked.set(asked.get() + 1);
                Err(StoreError::Corrupt("no".to_owned()))
            });
            answer.await.is_err()
        };
        let before = asked.get();
        assert_eq!(tokio::join!(fails(), fails()), (true, true));
        assert_eq!(asked.get(), before + 2);
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_kept_until_anything_is_written_by_anybody() {
    on_both(ALL, async |test| {
        let asked = std::cell::Cell::new(0);
        let count = async |db: &store::Db, of: &str| {
            let answer = db.derived(of.to_owned(), async {
                asked.set(asked.get() + 1);
                let sql = "SELECT COUNT(*) FROM thing";
                db.read().one::<(i64,)>(sql, params![]).await
            });
            *answer.await.unwrap()
        };
        // On PostgreSQL whoever writes anywhere in the cluster counts, such as another test.
        let mut is_kept = false;
        for _ in 0..50 {
            assert_eq!(count(&test.db, "things").await, (0,));
            let before = asked.get();
            assert_eq!(count(&test.db, "things").await, (0,));
            is_kept |= asked.get() == before;
        }
        assert!(is_kept);
        add(test, "one").await.unwrap();
        assert_eq!(count(&test.db, "things").await, (1,), "a unit of work");
        let mut tx = test.db.begin().await.unwrap();
        tx.execute(ADD, params!["two", 1_i64]).await.unwrap();
        assert_eq!(count(&test.db, "things").await, (1,), "nobody sees it yet");
        tx.commit().await.unwrap();
        assert_eq!(count(&test.db, "things").await, (2,), "without an audit entry");
        // Another process opens the database for itself.
        let other = store::Db::open_existing(&test.url).await.unwrap();
        let mut tx = other.begin().await.unwrap();
        tx.execute(ADD, params!["three", 1_i64]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(count(&test.db, "things").await, (3,), "somebody else");
        assert_eq!(count(&other, "things").await, (3,));
        for number in 0..300 {
            count(&test.db, &format!("question {number}")).await;
        }
        assert_eq!(count(&test.db, "things").await, (3,), "after many other questions");
        // The same name for another kind of answer is another question.
        let text = async { Ok::<_, StoreError>("text") };
        let text = test.db.derived("things".to_owned(), text);
        assert_eq!(*text.await.unwrap(), "text");
        let failed = test.db.derived::<(), _>("bad".to_owned(), async {
            Err(StoreError::Corrupt("no".to_owned()))
        });
        assert!(failed.await.is_err());
        other.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_answer_not_asked_for_the_longest_is_forgotten_first() {
    on_both(ALL, async |test| {
        let computed = std::cell::RefCell::new(Vec::new());
        let ask = async |number: i32| {
            let answer = test.db.derived(format!("question {number}"), async {
                computed.borrow_mut().push(number);
                Ok::<_, StoreError>(number)
            });
            assert_eq!(*answer.await.unwrap(), number);
        };
        for number in 0..400 {
            ask(number).await;
            ask(0).await;
        }
        ask(1).await;
        ask(399).await;
        // On PostgreSQL the writes of other tests make everybody forget.
        if test.db.engine() == Engine::Sqlite {
            let expected: Vec<i32> = (0..400).chain([1]).collect();
            assert_eq!(*computed.borrow(), expected);
        }
    })
    .await;
}
