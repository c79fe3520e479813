//! The sample plant as it lies in the database, on both engines.

use super::plant::{last, on_both};
use directory::change::{self, Change};
use directory::recognition::{Index, Meaning};
use kernel::{Actor, Period, Quantity, UnitId};
use organisation::people::store::facts;
use planning::store::readings::{self, Stamp};
use planning::store::{indicators, recount};
use planning::use_cases::export::{Line, Wanted, lines};
use planning::{Kind, NewReading};
use store::{Ctx, Tx};

async fn named(ctx: &Ctx, unit: &str) -> UnitId {
    let index = Index::load(&mut ctx.read(), ctx.now.today).await.unwrap();
    let Meaning::One(unit) = index.meaning(unit) else { panic!("no unit {unit}") };
    unit
}

async fn exported(ctx: &Ctx, unit: &str, indicator: &str) -> Vec<Line> {
    let month = Period::Month(last()).code();
    let wanted = Wanted {
        unit: Some(named(ctx, unit).await),
        indicators: vec![indicator.to_owned()],
        periods: month..=month,
        kinds: Vec::new(),
        rollup: true,
    };
    let mut found = Vec::new();
    lines(ctx, &wanted, |line| {
        found.push(line);
        Ok::<(), anyhow::Error>(())
    })
    .await
    .unwrap();
    found
}

#[tokio::test]
async fn an_own_target_does_not_hide_the_actual_from_below() {
    on_both(async |db| {
        let ctx = db.ctx(Actor::system("测试"));
        let known = indicators::by_code(&mut ctx.read(), &["middlings"]).await.unwrap();
        let reading = NewReading {
            unit: named(&ctx, "QH").await,
            period: Period::Month(last()),
            indicator: known["middlings"].id,
            kind: Kind::Target,
            value: Quantity::from_integer(30_000).unwrap(),
            weight: None,
            cell: None,
        };
        let mut tx = ctx.db.begin().await.unwrap();
        readings::write(&mut tx, &Stamp::of(&ctx), vec![reading]).await.unwrap();
        tx.commit().await.unwrap();
        let lines = exported(&ctx, "QH", "middlings").await;
        let plant: Vec<_> = lines
            .iter()
            .filter(|line| line.unit == "清河洗煤厂")
            .map(|line| (line.kind, line.source.as_str(), line.value.is_some()))
            .collect();
        assert_eq!(plant, [("target", "", true), ("actual", "roll-up", true)]);
    })
    .await;
}

#[tokio::test]
async fn a_sum_too_large_to_show_stops_the_export() {
    on_both(async |db| {
        let ctx = db.ctx(Actor::system("测试"));
        let known = indicators::by_code(&mut ctx.read(), &["raw-coal"]).await.unwrap();
        let mut rows = Vec::new();
        for crew in ["QH-ZX-1", "QH-ZX-2"] {
            rows.push(NewReading {
                unit: named(&ctx, crew).await,
                period: Period::Month(last()),
                indicator: known["raw-coal"].id,
                kind: Kind::Actual,
                value: Quantity::from_integer(9_000_000_000_000).unwrap(),
                weight: None,
                cell: None,
            });
        }
        let mut tx = ctx.db.begin().await.unwrap();
        readings::write(&mut tx, &Stamp::of(&ctx).because("测试"), rows).await.unwrap();
        tx.commit().await.unwrap();
        let month = Period::Month(last()).code();
        let wanted = |indicator: &str| Wanted {
            unit: None,
            indicators: vec![indicator.to_owned()],
            periods: month..=month,
            kinds: Vec::new(),
            rollup: true,
        };
        let all = |_| Ok::<(), anyhow::Error>(());
        let error = lines(&ctx, &wanted("raw-coal"), all).await.unwrap_err();
        let problem = error.downcast_ref::<kernel::Problem>().unwrap();
        assert_eq!(problem.code, "export-too-large");
        lines(&ctx, &wanted("clean-coal"), all).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_subtree_is_exported_as_it_stood_in_each_period() {
    on_both(async |db| {
        let ctx = db.ctx(Actor::system("测试"));
        let before = exported(&ctx, "QH-ZX", "raw-coal").await;
        assert_eq!(before.iter().filter(|line| line.kind == "actual").count(), 5);
        let (closed, moved) = (named(&ctx, "QH-ZX-1").await, named(&ctx, "QH-ZX-2").await);
        let to = named(&ctx, "QH-FX").await;
        let from = last().plus(1).first_day();
        let mut tx = ctx.db.begin().await.unwrap();
        let revision = async |tx: &mut Tx, unit| {
            directory::tree::unit_near(tx, unit, from).await.unwrap().unwrap().revision
        };
        facts::hand_over(&mut tx, &[closed.0], from, Some(to)).await.unwrap();
        let seen = revision(&mut tx, closed).await;
        change::close(&mut tx, closed, seen, from, true).await.unwrap();
        let seen = revision(&mut tx, moved).await;
        let wanted = Change { parent: Some(to), ..Change::default() };
        change::change(&mut tx, moved, seen, from, &wanted, None).await.unwrap();
        tx.commit().await.unwrap();
        let numbers = |lines: Vec<Line>| -> Vec<_> {
            lines.into_iter().map(|line| (line.unit, line.kind, line.value)).collect()
        };
        let after = exported(&ctx, "QH-ZX", "raw-coal").await;
        assert_eq!(numbers(after), numbers(before));
        assert!(exported(&ctx, "QH-FX", "raw-coal").await.is_empty(), "it stood elsewhere then");
    })
    .await;
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
