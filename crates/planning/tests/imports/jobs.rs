//! Large files are read, and large imports written, by jobs; meanwhile and afterwards the page tells.

use crate::pages::{get, post, root, send, text};
use crate::support::*;
use kernel::{Actor, Role};
use planning::imports::{self, State, Upload};
use store::jobs::{self, Job};
use store::{Ctx, Refusal};
use testkit::{TestDb, on_both};

/// More than four megabytes, whose rows hold this many months of eight indicators for each unit.
fn large(units: usize, months: usize) -> interchange::Input {
    let indicators = [
        "入洗原煤",
        "精煤产量",
        "中煤产量",
        "矸石产量",
        "非计划停机",
        "工伤人数",
        "营业收入",
        "利润总额",
    ];
    let heads = (1..=months).map(|month| format!(",2025年{month}月计划,2025年{month}月实际"));
    let mut sheet = format!("上级单位,单位,指标,说明{}\n", heads.collect::<String>());
    let remark = "x".repeat((5 << 20) / (units * indicators.len()));
    for unit in 0..units {
        for indicator in indicators {
            sheet += &format!("清河洗煤厂,车间{unit},{indicator},{remark}");
            sheet += &format!(",{unit},{}", unit + 1).repeat(months);
            sheet.push('\n');
        }
    }
    input("年报.csv", &sheet)
}

fn plant() -> Upload {
    Upload { profile: "sample-plant".into(), ..Upload::default() }
}

async fn next(ctx: &Ctx) -> Job {
    jobs::take(&ctx.db, ctx.now.at).await.expect("the queue").expect("a job")
}

/// Does the next job as the program does.
pub(crate) async fn work(db: &TestDb) -> Result<(), Refusal> {
    let ctx = db.ctx(Actor::system("background"));
    let job = next(&ctx).await;
    imports::run_job(&ctx, &job).await?;
    let mut tx = ctx.db.begin().await.expect("a transaction");
    assert!(jobs::done(&mut tx, &job).await?, "nobody else took it");
    Ok(tx.commit().await?)
}

#[tokio::test]
async fn a_large_import_is_read_and_written_by_jobs() {
    on_both(MIGRATIONS, async |db| {
        let top = root(db).await;
        let ctx = operator(db);
        let roles = [Role::Dispatch, Role::Hr];
        let id = imports::receive(&ctx, plant(), vec![large(270, 12)]).await.expect("taken");
        let place = format!("/imports/{id}");
        assert_eq!(imports::state_of(&ctx, id).await.unwrap(), State::Reading);
        assert!(imports::preview_of(&ctx, id).await.unwrap().is_none());
        let (_, _, html) = send(db, top, &roles, get(&place)).await;
        assert_eq!(text(&html, "#import[hx-trigger] p[role=status] a"), ["刷新"]);
        work(db).await.expect("it is read");
        let preview = imports::preview_of(&ctx, id).await.unwrap().expect("a preview");
        assert_eq!((preview.fresh, preview.units.total), (51_840, 271));
        imports::confirm(&ctx, id, &preview.fingerprint, "").await.expect("handed to a job");
        assert_eq!(imports::state_of(&ctx, id).await.unwrap(), State::Confirming);
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading").await, 0);
        let twice = imports::confirm(&ctx, id, &preview.fingerprint, "").await;
        assert_eq!(code(twice), "import-changed");
        // Somebody else is quicker with one of its figures.
        let other = table(&[("车间0", "入洗原煤", "2025-01", "", "1")]);
        import(&ctx, "sample-plant", vec![other]).await;
        work(db).await.expect("what refuses it is kept with it");
        assert_eq!(imports::state_of(&ctx, id).await.unwrap(), State::Preview);
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading").await, 1);
        let (_, _, html) = send(db, top, &roles, get(&place)).await;
        assert!(text(&html, ".notice.bad")[0].contains("51839"), "{:?}", text(&html, ".notice"));
        let preview = imports::preview_of(&ctx, id).await.unwrap().expect("a preview");
        assert_eq!((preview.fresh, preview.identical), (51_839, 1));
        imports::confirm(&ctx, id, &preview.fingerprint, "").await.expect("handed to a job");
        work(db).await.expect("it is written");
        assert_eq!(imports::state_of(&ctx, id).await.unwrap(), State::Confirmed);
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading").await, 51_840);
        let by = "SELECT COUNT(*) FROM import WHERE confirmed_by = 'operator' AND readings = 51839";
        assert_eq!(count(&ctx, by).await, 1);
        let plant = unit(&ctx, "清河洗煤厂").await;
        assert_eq!(actual(&ctx, plant, "raw-coal", "2025-12").await, "36585");
    })
    .await;
}

#[tokio::test]
async fn a_large_import_too_names_the_cells_that_count_twice_before_it_is_confirmed() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let mut file = large(110, 12);
        file.bytes.extend("清河集团,清河洗煤厂,利润总额,,1,2\n".bytes());
        let id = imports::receive(&ctx, plant(), vec![file]).await.expect("taken");
        work(db).await.expect("it is read");
        let preview = imports::preview_of(&ctx, id).await.unwrap().expect("a preview");
        assert_eq!((preview.fresh, preview.refusals.total), (110 * 12 * 8 * 2 - 220, 222));
        let upper = preview.refusals.rows.last().expect("the last row's");
        assert_eq!((upper.sheet.as_str(), upper.cell.as_str()), ("年报.csv", "F882"));
        assert!(upper.reason.en.contains("(and in all 110 cells below)"), "{}", upper.reason.en);
        let lower = &preview.refusals.rows[0];
        assert!(
            lower.reason.en.contains("for 清河洗煤厂 above, in E882 of"),
            "{}",
            lower.reason.en
        );
    })
    .await;
}

#[tokio::test]
async fn a_job_that_fails_is_tried_again_and_then_told() {
    on_both(MIGRATIONS, async |db| {
        let top = root(db).await;
        let ctx = operator(db);
        let roles = [Role::Dispatch, Role::Hr];
        let id = imports::receive(&ctx, plant(), vec![large(2, 1)]).await.expect("taken");
        let place = format!("/imports/{id}");
        let (there, away) =
            (db.files().root().to_owned(), db.files().root().with_extension("away"));
        std::fs::rename(&there, &away).unwrap();
        let job = next(&ctx).await;
        imports::run_job(&ctx, &job).await.expect_err("the machine failed");
        assert_eq!(imports::state_of(&ctx, id).await.unwrap(), State::Reading);
        let last = Job { attempts: 3, ..job };
        imports::run_job(&ctx, &last).await.expect("what stops it is kept with it");
        let (_, _, html) = send(db, top, &roles, get(&place)).await;
        assert_eq!(text(&html, ".notice.bad").len(), 1);
        assert_eq!(text(&html, "form[action$='/again'] button"), ["重新读取"]);
        assert!(text(&html, "#import[hx-trigger]").is_empty());
        std::fs::rename(&away, &there).unwrap();
        let again = post(&format!("{place}/again"), "csrf=token");
        send(db, top, &roles, again).await;
        let (_, _, html) = send(db, top, &roles, get(&place)).await;
        assert_eq!(text(&html, ".tiles .tile p")[3], "32");
        assert!(text(&html, ".notice.bad").is_empty());
    })
    .await;
}
