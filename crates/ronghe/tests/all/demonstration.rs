//! The sample plant as it lies in the database, on both engines.

use super::plant::{last, on_both};
use kernel::{Actor, Period};
use planning::store::recount;
use ronghe::export::{Line, Wanted, lines};
use store::Ctx;

async fn exported(ctx: &Ctx, unit: &str, indicator: &str) -> Vec<Line> {
    let meaning =
        directory::recognition::Index::load(&mut ctx.read(), ctx.now.today).await.unwrap();
    let directory::recognition::Meaning::One(unit) = meaning.meaning(unit) else {
        panic!("no unit {unit}")
    };
    let month = Period::Month(last()).code();
    let wanted = Wanted {
        unit: Some(unit),
        indicators: vec![indicator.to_owned()],
        periods: month..=month,
        kinds: Vec::new(),
        rollup: true,
    };
    let mut found = Vec::new();
    lines(ctx, &wanted, |line| {
        found.push(line);
        Ok(())
    })
    .await
    .unwrap();
    found
}

#[tokio::test]
async fn the_plant_shows_what_its_crews_did() {
    on_both(async |db| {
        let ctx = db.ctx(Actor::system("测试"));
        let of = async |indicator: &str, kind: &str| {
            let lines = exported(&ctx, "QH", indicator).await;
            let plant =
                lines.into_iter().find(|line| line.unit == "清河洗煤厂" && line.kind == kind);
            plant.and_then(|line| line.value).map(|value| value.fixed(2))
        };
        let feed: i64 = of("raw-coal", "actual").await.unwrap().replace('.', "").parse().unwrap();
        let mut products = 0;
        for product in ["clean-coal", "middlings", "rejects"] {
            let value = of(product, "actual").await.unwrap();
            products += value.replace('.', "").parse::<i64>().unwrap();
        }
        assert_eq!(products, feed);
        assert_eq!(of("clean-yield", "actual").await.as_deref(), Some("57.31"));
        assert_eq!(of("clean-yield", "target").await.as_deref(), Some("58.00"));
        assert_eq!(of("clean-ash", "actual").await.as_deref(), Some("10.41"));
        assert_eq!(of("medium-use", "actual").await.as_deref(), Some("1.86"));
        assert_eq!(of("complaints", "actual").await, None);
        let report = recount::verify(&db.db).await.unwrap();
        assert_eq!((report.wrong, report.roll_ups > 0), (0, true));
    })
    .await;
}

#[tokio::test]
async fn everything_that_was_written_was_audited() {
    on_both(async |db| {
        while store::audit::seal(&db.db, testkit::now().at).await.unwrap() > 0 {}
        let verdict = store::audit::verify(&db.db).await.unwrap();
        assert_eq!((verdict.fault, verdict.unsealed), (None, 0));
        assert!(verdict.entries > 30);
        let ctx = db.ctx(Actor::system("测试"));
        assert!(ronghe::demo::write(&ctx, last()).await.is_err(), "it is there already");
    })
    .await;
}
