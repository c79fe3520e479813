//! Somebody who has the database, its write-ahead log, and everything that the program said, and knows when
//! whom they saw at the tablet.

use crate::house::{House, MIGRATIONS, answers};
use kernel::Role;
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Arc, Mutex};
use store::{Engine, Query, assembled, params};
use testkit::{TestDb, on_both};
use tracing_subscriber::fmt::MakeWriter;

/// Every row of every table as text, the audit's too.
async fn everything(test: &TestDb) -> BTreeSet<String> {
    let tables: BTreeSet<String> =
        testkit::catalogue(&test.db).await.into_iter().map(|column| column.table).collect();
    let mut all = BTreeSet::new();
    for table in tables {
        let columns: Vec<String> = testkit::catalogue(&test.db)
            .await
            .into_iter()
            .filter(|column| column.table == table && column.kind != "bytes")
            .map(|column| format!("COALESCE(CAST({} AS TEXT), '')", column.column))
            .collect();
        let sql = assembled(format!("SELECT {} FROM {table}", columns.join(" || '|' || ")));
        for (row,) in test.db.read().all::<(String,)>(sql, params![]).await.unwrap() {
            all.insert(format!("{table}: {row}"));
        }
    }
    all
}

/// The bytes of the database's files, the write-ahead log among them; none of a server's.
fn files(test: &TestDb) -> Vec<u8> {
    let Some(path) = test.url.strip_prefix("sqlite:") else { return Vec::new() };
    let parts = ["", "-wal"].map(|end| std::fs::read(format!("{path}{end}")).unwrap_or_default());
    parts.concat()
}

#[tokio::test]
async fn a_batch_under_k_leaves_nothing_in_the_database() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let union = house.as_role(Role::Union, house.plant);
        let survey = union.opened("2026-10", "10").await;
        let place = union.place(&survey).await;
        let (before, bytes) = (everything(test).await, files(test));
        answers(&house.anybody(), &place, house.shops[0], 5).await;
        answers(&house.anybody(), &place, house.shops[1], 4).await;
        house.hand_in().await;
        assert_eq!(everything(test).await, before);
        assert_eq!(files(test), bytes, "not a byte was written");
        // The tenth makes it a batch: one entry, and rows that are counts.
        answers(&house.anybody(), &place, house.shops[1], 1).await;
        assert_eq!(everything(test).await, before, "no request writes");
        house.hand_in().await;
        let more: Vec<String> = everything(test).await.difference(&before).cloned().collect();
        let audited: Vec<&String> = more.iter().filter(|row| row.starts_with("audit: ")).collect();
        assert_eq!(audited.len(), 1, "{more:?}");
        // No user, no name, and no time but the Monday of the week.
        let monday = kernel::calendar::day_start("2026-10-12".parse().unwrap(), "UTC").unwrap();
        let fields: BTreeSet<&str> = audited[0]["audit: ".len()..].split('|').collect();
        assert!(fields.contains("{\"answers\":10}"), "{audited:?}");
        assert!(fields.contains(monday.to_string().as_str()), "{audited:?}");
        assert!(
            !audited[0].contains("张三") && !audited[0].contains(&testkit::now().at.to_string())
        );
        let counts = more.iter().filter(|row| row.starts_with("mood_count: ")).count();
        assert_eq!(counts + audited.len(), more.len(), "nothing else was written: {more:?}");
    })
    .await;
}

#[tokio::test]
async fn stored_are_counts_and_whatever_the_order_they_are_the_same() {
    let shape = ["answer", "n", "question", "survey_id", "unit_id"];
    let stored = Mutex::new(Vec::new());
    // The same people in one order and the other.
    for is_reversed in [false, true] {
        on_both(MIGRATIONS, async |test| {
            let house = House::stand(test).await;
            let union = house.as_role(Role::Union, house.plant);
            let survey = union.opened("2026-10", "5").await;
            let place = union.place(&survey).await;
            let mut people: Vec<(usize, &str, &str)> = vec![
                (0, "1", "5"),
                (1, "2", "4"),
                (0, "5", "1"),
                (1, "3", "3"),
                (0, "1", "2"),
                (0, "4", "4"),
            ];
            if is_reversed {
                people.reverse();
            }
            for (shop, first, second) in people {
                let path = format!("{place}/{}", house.shops[shop]);
                house.anybody().post(&path, &[("q1", first), ("q2", second)]).await;
            }
            house.hand_in().await;
            let columns: BTreeSet<String> = testkit::catalogue(&test.db)
                .await
                .into_iter()
                .filter(|column| column.table == "mood_count")
                .map(|column| column.column)
                .collect();
            assert_eq!(columns.iter().map(String::as_str).collect::<Vec<_>>(), shape);
            // In the order in which they lie.
            let sql = match test.db.engine() {
                Engine::Sqlite => "SELECT unit_id, question, answer, n FROM mood_count",
                Engine::Postgres => {
                    "SELECT unit_id, question, answer, n FROM mood_count ORDER BY ctid"
                }
            };
            let rows: Vec<(i64, i64, i64, i64)> = test.db.read().all(sql, params![]).await.unwrap();
            assert_eq!(rows.iter().map(|row| row.3).sum::<i64>(), 12, "six people, two statements");
            assert!(rows.is_sorted(), "by place, not by time");
            stored.lock().unwrap().push((test.db.engine(), rows));
        })
        .await;
    }
    let stored = stored.into_inner().unwrap();
    let half = stored.len() / 2;
    assert_eq!(stored[..half], stored[half..]);
}

/// What the program logs, kept.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn neither_the_log_nor_the_files_know_who_answered_what() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let union = house.as_role(Role::Union, house.plant);
        let survey = union.opened("2026-10", "5").await;
        let place = union.place(&survey).await;
        let path = format!("{place}/{}", house.shops[0]);
        for person in 0..7 {
            let answer = if person == 3 { "1" } else { "4" };
            let request = testkit::pages::posted(&path, "", &[("q1", answer), ("q2", answer)]);
            let (mut parts, body) = request.into_parts();
            for (name, value) in [
                ("cookie", format!("ronghe_session=session-of-{person}")),
                ("x-forwarded-for", format!("203.0.113.{person}")),
                ("user-agent", format!("phone-of-{person}")),
                ("referer", format!("http://intranet/person-{person}")),
            ] {
                parts.headers.insert(name, value.parse().unwrap());
            }
            let request = axum::http::Request::from_parts(parts, body);
            assert!(house.anybody().raw(request).await.status().is_redirection());
        }
        house.hand_in().await;
        union.closed(&survey).await;
        let mut seen = String::from_utf8_lossy(&files(test)).into_owned();
        seen += &everything(test).await.into_iter().collect::<String>();
        seen += &String::from_utf8_lossy(&log.0.lock().unwrap());
        assert!(seen.contains("mood.batch"), "the search reaches what was written");
        for trace in ["session-of-", "203.0.113.", "phone-of-", "person-", "q1=", "q2="] {
            assert!(!seen.contains(trace), "{trace}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_waits_at_the_end_is_written_as_one_and_what_comes_after_is_not() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let union = house.as_role(Role::Union, house.plant);
        let survey = union.opened("2026-10", "5").await;
        let place = union.place(&survey).await;
        let id: i64 = survey.rsplit('/').next().unwrap().parse().unwrap();
        answers(&house.anybody(), &place, house.shops[0], 7).await;
        house.hand_in().await;
        answers(&house.anybody(), &place, house.shops[0], 2).await;
        answers(&house.anybody(), &place, house.shops[1], 1).await;
        // Another server with answers of its own, which hears of the end only later.
        let other = mood::Held::default();
        other.add(kernel::SurveyId(id), 5, house.shops[2], &[Some(3)]);
        union.step(&survey, "close").await;
        let held = house.app.kept::<mood::Held>();
        let hand_in = mood::use_cases::answering::hand_in;
        hand_in(&test.db, testkit::now(), &held).await.unwrap();
        assert!(union.get(&survey).await.text("#collecting").contains("正在收集"));
        hand_in(&test.db, testkit::now(), &other).await.unwrap();
        house.hand_in().await;
        let sql = "SELECT action FROM audit WHERE subject_id = $1 AND user_id IS NULL ORDER BY id";
        let audited: Vec<(String,)> =
            test.db.read().all(sql, params![id.to_string()]).await.unwrap();
        let audited: Vec<&str> = audited.iter().map(|(action,)| action.as_str()).collect();
        assert_eq!(audited, ["mood.batch", "mood.batch", "mood.batch", "mood.publish"]);
        let before = everything(test).await;
        assert!(before.iter().filter(|row| row.starts_with("mood_count")).count() > 3);
        // One that was cut off until now brings its answers in vain: they were published without them.
        other.add(kernel::SurveyId(id), 5, house.shops[2], &[Some(1)]);
        hand_in(&test.db, testkit::now(), &other).await.unwrap();
        assert_eq!(everything(test).await, before);
        assert_eq!(other.people(), 0);
    })
    .await;
}
