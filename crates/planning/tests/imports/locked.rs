//! Imports and locked months: told before confirmation by month and unit, refused while they meet, and no undo
//! through a lock.

use crate::support::*;
use kernel::{ImportId, Month};
use planning::imports::{self, State, Upload};
use planning::periods::use_cases as periods;
use store::Ctx;
use testkit::on_both;

const ROWS: &[(&str, &str, &str, &str, &str)] = &[
    ("重介车间", "入洗原煤", "2026-01", "100", "90"),
    ("浮选车间", "入洗原煤", "2026-01", "50", "60"),
    ("重介车间", "入洗原煤", "2026-02", "100", "91"),
    ("浮选车间", "入洗原煤", "2026-02", "50", "61"),
];

async fn bring(ctx: &Ctx, rows: &[(&str, &str, &str, &str, &str)]) -> ImportId {
    let upload = Upload { profile: "sample-plant".into(), ..Upload::default() };
    imports::receive(ctx, upload, vec![table(rows)]).await.expect("the file is taken")
}

async fn preview(ctx: &Ctx, id: ImportId) -> planning::imports::Preview {
    imports::preview_of(ctx, id).await.expect("it may be seen").expect("a preview")
}

async fn confirm(ctx: &Ctx, id: ImportId) -> Result<(), store::Refusal> {
    let seen = preview(ctx, id).await.fingerprint;
    imports::confirm(ctx, id, &seen, "按调度日报复核").await
}

async fn lock(ctx: &Ctx, unit_name: &str, month: &str) {
    let month: Month = month.parse().expect("a month");
    periods::lock(ctx, unit(ctx, unit_name).await, month).await.expect("locked");
}

#[tokio::test]
async fn a_preview_says_which_month_of_which_unit_is_locked() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let first = bring(&ctx, ROWS).await;
        confirm(&ctx, first).await.expect("nothing is locked");
        lock(&ctx, "清河洗煤厂", "2026-01").await;
        lock(&ctx, "浮选车间", "2026-02").await;
        // What is there already is in no lock's way, and what is new in an open month neither.
        let mut rows = ROWS.to_vec();
        rows[2].4 = "92";
        let open = preview(&ctx, bring(&ctx, &rows).await).await;
        assert!(open.hindrances.is_empty() && open.may_be_confirmed(), "{:?}", open.hindrances);
        // Two numbers of January, one of them of a workshop that is new; one of February.
        rows[0].4 = "93";
        rows[3].4 = "62";
        rows.push(("干选车间", "入洗原煤", "2026-01", "", "7"));
        let id = bring(&ctx, &rows).await;
        let seen = preview(&ctx, id).await;
        let told: Vec<&str> = seen.hindrances.iter().map(|it| it.zh.as_str()).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("清河洗煤厂") && told[0].contains("2026-01"), "{told:?}");
        assert!(told[0].contains("2 个数"), "{told:?}");
        assert!(told[1].contains("浮选车间") && told[1].contains("1 个数"), "{told:?}");
        assert_eq!(code(confirm(&ctx, id).await), "import-nothing-new");
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading WHERE version > 1").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_month_locked_between_preview_and_confirmation_takes_nothing() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        confirm(&ctx, bring(&ctx, ROWS).await).await.expect("nothing is locked");
        let mut rows = ROWS.to_vec();
        rows[0].4 = "95";
        let id = bring(&ctx, &rows).await;
        assert!(preview(&ctx, id).await.may_be_confirmed());
        lock(&ctx, "清河洗煤厂", "2026-01").await;
        assert_eq!(code(confirm(&ctx, id).await), "import-locked");
        let plant = unit(&ctx, "清河洗煤厂").await;
        assert_eq!(actual(&ctx, plant, "raw-coal", "2026-01").await, "150");
        assert_eq!(imports::state_of(&ctx, id).await.unwrap(), State::Preview);
    })
    .await;
}

#[tokio::test]
async fn an_import_into_a_month_that_is_locked_since_is_not_undone() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let id = bring(&ctx, ROWS).await;
        confirm(&ctx, id).await.expect("confirmed");
        lock(&ctx, "清河洗煤厂", "2026-02").await;
        assert_eq!(code(imports::undo(&ctx, id).await), "reading-period-locked");
        // Nothing of it has gone, not even what is open, and it is still confirmed.
        let plant = unit(&ctx, "清河洗煤厂").await;
        assert_eq!(actual(&ctx, plant, "raw-coal", "2026-01").await, "150");
        assert_eq!(imports::state_of(&ctx, id).await.unwrap(), State::Confirmed);
        let month: Month = "2026-02".parse().unwrap();
        periods::unlock(&ctx, plant, month, "口径有误").await.expect("opened again");
        imports::undo(&ctx, id).await.expect("undone");
    })
    .await;
}
