//! What goes wrong around an import: the disk, the process, the files.

use crate::support::*;
use directory::Parent;
use interchange::Kind;
use kernel::DayRange;
use planning::imports::{self, Options, Upload};
use store::{Ctx, Engine, Query, jobs, params};
use testkit::on_both;

/// Enough rows to need some pages of the database.
fn large() -> interchange::Input {
    let mut text = "上级单位,单位,指标,月份,实际\n".to_owned();
    for unit in 0..300 {
        for month in 1..=12 {
            text += &format!("清河洗煤厂,车间{unit},入洗原煤,2025-{month:02},{unit}.5\n");
        }
    }
    input("月报.csv", &text)
}

async fn is_empty(ctx: &Ctx) {
    for sql in [
        "SELECT COUNT(*) FROM unit",
        "SELECT COUNT(*) FROM unit_closure",
        "SELECT COUNT(*) FROM reading",
        "SELECT COUNT(*) FROM roll_up",
        "SELECT COUNT(*) FROM indicator",
        "SELECT COUNT(*) FROM import_cell_text",
    ] {
        assert_eq!(count(ctx, sql).await, 0, "{sql}");
    }
}

#[tokio::test]
async fn a_full_disk_leaves_the_upload_and_nothing_half_imported() {
    on_both(MIGRATIONS, async |db| {
        // PostgreSQL has no way to bound a table's size; its answer 53100 is told by the same code.
        if db.db.engine() != Engine::Sqlite {
            return;
        }
        let ctx = operator(db);
        let upload = Upload { profile: "sample-plant".into(), ..Upload::default() };
        let id = imports::receive(&ctx, upload, vec![large()]).await.expect("the file is taken");
        let preview = imports::preview_of(&ctx, id).await.unwrap().unwrap();
        let pages = count(&ctx, "SELECT page_count FROM pragma_page_count").await;
        limit(&ctx, pages + 10).await;
        assert_eq!(code(imports::confirm(&ctx, id, &preview.fingerprint, "").await), "store-full");
        is_empty(&ctx).await;
        limit(&ctx, 1 << 30).await;
        imports::confirm(&ctx, id, &preview.fingerprint, "").await.expect("there is room again");
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading").await, 3_600);
    })
    .await;
}

async fn limit(ctx: &Ctx, pages: i64) {
    let mut tx = ctx.db.begin().await.unwrap();
    let sql = store::assembled(format!("PRAGMA max_page_count = {pages}"));
    tx.execute(sql, params![]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_confirmation_that_ends_in_the_middle_leaves_nothing() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let upload = Upload { profile: "sample-plant".into(), ..Upload::default() };
        let id = imports::receive(&ctx, upload, vec![large()]).await.expect("the file is taken");
        let preview = imports::preview_of(&ctx, id).await.unwrap().unwrap();
        // Dropped at ever later moments, as when the process is killed. A commit that has begun is
        // finished without its caller: then everything is there, and otherwise nothing.
        for steps in [1, 10, 60, 150, 400] {
            let confirming = imports::confirm(&ctx, id, &preview.fingerprint, "");
            let mut confirming = Box::pin(confirming);
            let mut polls = 0;
            let done = std::future::poll_fn(|context| {
                polls += 1;
                if polls > steps {
                    return std::task::Poll::Ready(None);
                }
                confirming.as_mut().poll(context).map(Some)
            })
            .await;
            drop(confirming);
            // On SQLite the next turn to write comes after a commit that is under way.
            drop(ctx.db.begin().await.unwrap());
            let state = imports::state_of(&ctx, id).await.unwrap();
            if done.is_some() || state == imports::State::Confirmed {
                break;
            }
            is_empty(&ctx).await;
        }
        if imports::state_of(&ctx, id).await.unwrap() == imports::State::Preview {
            imports::confirm(&ctx, id, &preview.fingerprint, "")
                .await
                .expect("it still can be confirmed");
        }
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading").await, 3_600);
    })
    .await;
}

#[tokio::test]
async fn an_import_whose_servers_died_says_so() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let upload = Upload { profile: "sample-plant".into(), ..Upload::default() };
        // So large that a job reads it.
        let file = input("月报.csv", &"\n".repeat(5 << 20));
        let id = imports::receive(&ctx, upload, vec![file]).await.expect("the file is taken");
        assert_eq!(imports::state_of(&ctx, id).await.unwrap(), imports::State::Reading);
        let mut now = ctx.now.at;
        let job = loop {
            let job = jobs::take(&ctx.db, now).await.unwrap().expect("nobody finished it");
            if job.is_used_up() {
                break job;
            }
            now += 60_000;
        };
        imports::run_job(&ctx, &job).await.expect("it is told");
        assert_eq!(imports::state_of(&ctx, id).await.unwrap(), imports::State::Preview);
        let failure: (String,) =
            ctx.read().one("SELECT failure FROM import", params![]).await.unwrap();
        assert!(failure.0.contains("多次中断"), "{failure:?}");
    })
    .await;
}

#[tokio::test]
async fn files_that_are_no_tables_are_told_and_the_others_go_in() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let broken =
            interchange::Input { name: "坏.xlsx".into(), bytes: b"PK\x03\x04broken".to_vec() };
        let good = table(&[("重介车间", "入洗原煤", "2026-01", "100", "90")]);
        let report = run(&ctx, "sample-plant", vec![broken, good], Options::default()).await;
        assert!(report.is_blocked());
        assert_eq!((report.files[0].accepted, report.files[0].blocked.len()), (0, 1));
        assert_eq!(report.files[1].accepted, 2);
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_unit_is_not_counted_under_itself() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        import(&ctx, "sample-plant", vec![table(&[("重介车间", "入洗原煤", "2026-01", "", "9")])])
            .await;
        // The plant's own figure of the same month would be counted beside its workshop's.
        let own = input("厂.csv", "单位,指标,月份,实际\n清河洗煤厂,入洗原煤,2026-01,10\n");
        let report = run(&ctx, "sample-plant", vec![own], Options::default()).await;
        let refused: Vec<(&str, bool)> = report.files[0]
            .refused
            .iter()
            .map(|cell| (&*cell.cell, cell.reason.contains("重复计算")))
            .collect();
        assert_eq!(refused, [("D2", true)]);
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_negative_quantity_is_refused_by_cell_even_by_the_first_file() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let first = table(&[
            ("重介车间", "入洗原煤", "2026-01", "100", "-5"),
            ("重介车间", "利润总额", "2026-01", "20", "-3.5"),
        ]);
        let report = run(&ctx, "sample-plant", vec![first], Options::default()).await;
        let cells: Vec<&str> = report.files[0].refused.iter().map(|cell| &*cell.cell).collect();
        assert_eq!(cells, ["F2"]);
        let workshop = unit(&ctx, "重介车间").await;
        assert_eq!(actual(&ctx, workshop, "profit", "2026-01").await, "-3.5");
        assert_eq!(actual(&ctx, workshop, "raw-coal", "2026-01").await, "–");
        let free = "SELECT COUNT(*) FROM indicator WHERE may_be_negative";
        assert_eq!(count(&ctx, free).await, 1);
    })
    .await;
}

#[tokio::test]
async fn of_two_units_of_one_name_none_is_guessed() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let mut tx = ctx.db.begin().await.unwrap();
        let found = async |tx: &mut _, name: &str, parent| {
            let kind = directory::Kind::Workshop;
            let unit = directory::founding::NewUnit::new(name, kind, parent, DayRange::ALWAYS);
            directory::founding::create(tx, unit).await.unwrap()
        };
        let top = found(&mut tx, "清河集团", Parent::Root).await;
        let one = found(&mut tx, "一厂", Parent::Known(top)).await;
        let two = found(&mut tx, "二厂", Parent::Known(top)).await;
        let first = found(&mut tx, "检修队", Parent::Known(one)).await;
        let second = found(&mut tx, "检修队", Parent::Known(two)).await;
        tx.commit().await.unwrap();
        let unsaid = input("月报.csv", "单位,指标,月份,实际\n检修队,入洗原煤,2026-01,7\n");
        let report = run(&ctx, "sample-plant", vec![unsaid], Options::default()).await;
        assert_eq!(report.files[0].refused[0].cell, "A2");
        assert!(report.files[0].refused[0].reason.contains('2'), "{:?}", report.files);
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading").await, 0);
        let said = "上级单位,单位,指标,月份,实际\n二厂,检修队,入洗原煤,2026-01,7\n";
        import(&ctx, "sample-plant", vec![input("月报.csv", said)]).await;
        assert_eq!(actual(&ctx, second, "raw-coal", "2026-01").await, "7");
        assert_eq!(actual(&ctx, first, "raw-coal", "2026-01").await, "–");
    })
    .await;
}

#[tokio::test]
async fn a_month_with_different_values_in_two_files_is_refused_in_both() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let of = |name: &str, value: &str| {
            let text = format!(
                "上级单位,单位,指标,月份,实际\n清河洗煤厂,重介车间,入洗原煤,2026-01,{value}\n\
                 清河洗煤厂,重介车间,入洗原煤,2026-02,70\n"
            );
            input(name, &text)
        };
        let files = vec![of("甲.csv", "90"), of("乙.csv", "91")];
        let report = run(&ctx, "sample-plant", files, Options::default()).await;
        for file in &report.files {
            let cells: Vec<&str> = file.refused.iter().map(|cell| &*cell.cell).collect();
            assert_eq!(cells, ["E2"], "{file:?}");
        }
        let workshop = unit(&ctx, "重介车间").await;
        assert_eq!(actual(&ctx, workshop, "raw-coal", "2026-01").await, "–");
        assert_eq!(actual(&ctx, workshop, "raw-coal", "2026-02").await, "70");
    })
    .await;
}

#[tokio::test]
async fn a_target_of_zero_is_a_target_and_has_no_rate() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let zero = table(&[("重介车间", "工伤人数", "2026-01", "0", "3")]);
        import(&ctx, "sample-plant", vec![zero]).await;
        let workshop = unit(&ctx, "重介车间").await;
        let of = async |kind| {
            amount(&ctx, workshop, "injuries", "2026-01", kind).await.expect("kept").numerator
        };
        let (target, actual) = (of(Kind::Target).await, of(Kind::Actual).await);
        assert_eq!(target, kernel::Sum::ZERO);
        let rate = kernel::Ratio { numerator: actual, denominator: target };
        assert_eq!(planning::status::achievement(rate), None);
    })
    .await;
}

#[tokio::test]
async fn a_figure_from_before_its_unit_is_refused() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let mut tx = ctx.db.begin().await.unwrap();
        let since = DayRange { from: "2026-01-01".parse().unwrap(), until: kernel::Day::FOREVER };
        let kind = directory::Kind::Plant;
        let unit = directory::founding::NewUnit::new("清河洗煤厂", kind, Parent::Root, since);
        directory::founding::create(&mut tx, unit).await.unwrap();
        tx.commit().await.unwrap();
        let text =
            "单位,指标,月份,实际\n清河洗煤厂,入洗原煤,2025-12,7\n清河洗煤厂,入洗原煤,2026-01,8\n";
        let report =
            run(&ctx, "sample-plant", vec![input("月报.csv", text)], Options::default()).await;
        let refused: Vec<(&str, bool)> = report.files[0]
            .refused
            .iter()
            .map(|cell| (&*cell.cell, cell.reason.contains("不存在")))
            .collect();
        assert_eq!(refused, [("D2", true)]);
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading").await, 1);
    })
    .await;
}

#[tokio::test]
async fn json_has_exactly_the_promised_fields() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let bad = table(&[("重介车间", "入洗原煤", "2026-01", "100", "九十")]);
        let report = run(&ctx, "sample-plant", vec![bad], Options::default()).await;
        let json = serde_json::to_value(&report).unwrap();
        let keys = |value: &serde_json::Value| {
            let mut keys: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
            keys.sort();
            keys.join(" ")
        };
        assert_eq!(keys(&json), "files seconds");
        let file = &json["files"][0];
        assert_eq!(keys(file), "accepted blocked file new_units rates refused rows_read totals");
        assert_eq!(keys(&file["refused"][0]), "cell reason sheet");
        assert_eq!(file["refused"][0]["cell"], "F2");
        assert_eq!(keys(&file["totals"]), "checked matched");
        assert_eq!(file["new_units"], 2);
    })
    .await;
}
