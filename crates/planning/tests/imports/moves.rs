//! Units that the files show under another name or parent than the database.

use crate::support::*;
use planning::imports::Options;
use testkit::on_both;

fn of(parent: &str, month: &str, value: &str) -> interchange::Input {
    let text =
        format!("上级单位,单位,指标,月份,实际\n{parent},重介车间,入洗原煤,{month},{value}\n");
    input("月报.csv", &text)
}

#[tokio::test]
async fn a_move_holds_from_the_month_that_shows_it() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        import(&ctx, "sample-plant", vec![of("一厂", "2026-01", "10")]).await;
        import(&ctx, "sample-plant", vec![of("二厂", "2026-03", "30")]).await;
        let (one, two) = (unit(&ctx, "一厂").await, unit(&ctx, "二厂").await);
        assert_eq!(actual(&ctx, one, "raw-coal", "2026-01").await, "10");
        assert_eq!(actual(&ctx, two, "raw-coal", "2026-03").await, "30");
        assert_eq!(actual(&ctx, one, "raw-coal", "2026-03").await, "–");
        assert_eq!(actual(&ctx, two, "raw-coal", "2026-01").await, "–");
    })
    .await;
}

#[tokio::test]
async fn an_older_file_imported_later_moves_only_its_own_months() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        import(&ctx, "sample-plant", vec![of("二厂", "2026-03", "30")]).await;
        import(&ctx, "sample-plant", vec![of("一厂", "2026-01", "10")]).await;
        let (one, two) = (unit(&ctx, "一厂").await, unit(&ctx, "二厂").await);
        assert_eq!(actual(&ctx, one, "raw-coal", "2026-01").await, "10");
        assert_eq!(actual(&ctx, two, "raw-coal", "2026-03").await, "30");
    })
    .await;
}

#[tokio::test]
async fn moves_within_one_import_keep_their_months() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let files = vec![of("一厂", "2026-01", "10"), of("二厂", "2026-02", "20")];
        let report = import(&ctx, "sample-plant", files).await;
        let (one, two) = (unit(&ctx, "一厂").await, unit(&ctx, "二厂").await);
        assert_eq!(actual(&ctx, one, "raw-coal", "2026-01").await, "10");
        assert_eq!(actual(&ctx, two, "raw-coal", "2026-02").await, "20");
        planning::imports::undo(&ctx, report.import.unwrap()).await.expect("it is undone");
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM unit_version").await, 0);
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM roll_up WHERE n > 0").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_tree_of_three_levels_comes_from_one_table() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let text = "上级单位,单位,指标,月份,实际\n重介车间,甲班,入洗原煤,2026-01,4\n\
                    重介车间,乙班,入洗原煤,2026-01,5\n清河洗煤厂,重介车间,精煤产量,2026-01,6\n";
        import(&ctx, "sample-plant", vec![input("月报.csv", text)]).await;
        let workshop = unit(&ctx, "重介车间").await;
        assert_eq!(actual(&ctx, workshop, "raw-coal", "2026-01").await, "9");
        let plant = unit(&ctx, "清河洗煤厂").await;
        assert_eq!(actual(&ctx, plant, "clean-coal", "2026-01").await, "6");
        assert_eq!(actual(&ctx, plant, "raw-coal", "2026-01").await, "9");
    })
    .await;
}

#[tokio::test]
async fn a_circle_of_parents_is_refused() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let text = "上级单位,单位,指标,月份,实际\n乙车间,甲车间,入洗原煤,2026-01,4\n\
                    甲车间,乙车间,入洗原煤,2026-01,5\n";
        let report =
            run(&ctx, "sample-plant", vec![input("月报.csv", text)], Options::default()).await;
        assert!(report.files[0].blocked[0].contains("成了环"), "{:?}", report.files);
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM unit").await, 0);
    })
    .await;
}
