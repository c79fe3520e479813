//! What a month took by hand, held against what was written and from where.

use crate::house::{House, MIGRATIONS, terms};
use kernel::ImportId;
use matters::matter::{Deed, Found, Stage};
use matters::store::NewMatter;
use planning::burden::Effort;
use planning::burden::use_cases::look;
use planning::indicator::Terms;
use planning::store::indicators;
use planning::store::readings::NewReading;
use planning::use_cases::Rules;
use planning::{Aggregation, Kind};
use store::settings::Settings;
use testkit::on_both;

const SUM: usize = 0;
const RATIO: usize = 2;

fn none() -> Effort {
    Effort::default()
}

#[tokio::test]
async fn what_is_typed_and_what_comes_from_files_is_told_by_unit() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let settings = Settings::load(&mut house.ctx.read()).await.expect("settings");
        let rules = Rules::of(&settings, house.ctx.now).expect("rules");
        let month = Some("2026-03".parse().expect("a month"));
        let of = |unit: usize, value: &str| {
            house.reading(unit, "2026-03", SUM, Kind::Actual, value, None)
        };
        let typed = house.stamp().because("更正");
        // One by hand and again by hand; a ratio is two numbers; a target is no report.
        house.write(&typed, vec![of(3, "10")]).await.expect("written");
        house.write(&typed, vec![of(3, "11")]).await.expect("restated");
        let ratio = house.reading(3, "2026-03", RATIO, Kind::Actual, "5", Some("9"));
        let target = house.reading(3, "2026-03", SUM, Kind::Target, "12", None);
        house.write(&typed, vec![ratio, target]).await.expect("written");
        // Another unit's comes from a file, and another month does not count.
        house.write(&house.stamp().import(ImportId(7)), vec![of(4, "10")]).await.expect("imported");
        let other = house.reading(4, "2026-04", SUM, Kind::Actual, "1", None);
        house.write(&typed, vec![other]).await.expect("written");

        let plant = look(&house.ctx, rules, house.units[1], month).await.expect("a burden");
        let by_hand = Effort { typed: 4, again: 1, ..none() };
        let from_file = Effort { filled: 1, ..none() };
        let named =
            |index: usize, name: &str, effort| (house.units[index], name.to_owned(), effort);
        assert_eq!(plant.units, [named(3, "主洗车间", by_hand), named(4, "浮选车间", from_file)]);
        assert_eq!(plant.whole, by_hand.plus(from_file));
        assert_eq!(plant.whole.by_hand(), (4, 5));
        assert_eq!(plant.demands, [(None, by_hand.plus(from_file))]);

        // What was said of matters on the days of the month: it was found and its measure set, and later reported.
        let mut tx = house.tx().await;
        let day = |text: &str| text.parse().expect("a day");
        let new = NewMatter {
            unit: house.units[4],
            title: "泡沫泵压力不足".to_owned(),
            problem: "压力低于规定".to_owned(),
            found: Found::Said,
            place: String::new(),
            day: day("2026-03-10"),
        };
        let id = matters::store::raise(&mut tx, &new, "甲", 0).await.expect("raised");
        for (deed, on) in [(Deed::Plan, "2026-03-31"), (Deed::Report, "2026-04-01")] {
            let step = (deed, day(on), "检修");
            let written = matters::store::write(&mut tx, id, Stage::Underway, step, "甲", 0);
            written.await.expect("written");
        }
        tx.commit().await.expect("committed");
        let plant = look(&house.ctx, rules, house.units[1], month).await.expect("a burden");
        assert_eq!(plant.whole, by_hand.plus(from_file).plus(Effort { matters: 2, ..none() }));
        assert_eq!(plant.whole.by_hand(), (4 + 2, 5 + 2));

        // An indicator with a unit that answers for it is demanded by that unit.
        let of_west = Terms { owner: Some(house.units[2]), ..terms("owned", Aggregation::Sum) };
        let mut tx = house.tx().await;
        let owned = indicators::create(&mut tx, &of_west).await.expect("an indicator");
        tx.commit().await.expect("committed");
        let demanded = NewReading { indicator: owned, ..of(4, "7") };
        house.write(&typed, vec![demanded]).await.expect("written");
        let plant = look(&house.ctx, rules, house.units[1], month).await.expect("a burden");
        let west = (Some("西厂".to_owned()), Effort { typed: 1, ..none() });
        assert_eq!(plant.demands, [(None, by_hand.plus(from_file)), west]);

        let workshop = look(&house.ctx, rules, house.units[3], month).await.expect("a burden");
        assert_eq!(workshop.units[0], named(3, "主洗车间", by_hand));
        assert_eq!(workshop.units.len(), 3, "itself and its two teams");
        // A number that was taken back burdens nobody any more.
        house.clear(3, "2026-03", RATIO, Kind::Actual).await;
        let workshop = look(&house.ctx, rules, house.units[3], month).await.expect("a burden");
        assert_eq!(workshop.whole.typed, 2);
    })
    .await;
}
