//! Readings are appended, restated with a reason, taken back without being forgotten, and never count twice.

use crate::house::{House, MIGRATIONS, period, q};
use kernel::{ImportId, Problem};
use planning::Kind;
use planning::indicator::Indicator;
use planning::store::{figures, indicators, readings, versions};
use store::{Query, Refusal, params};
use testkit::on_both;

/// What a unit shows for an indicator in a month.
async fn shown(house: &House, unit: usize, month: &str, indicator: usize) -> (String, String) {
    let known = indicators::by_id(&mut house.ctx.read()).await.expect("the dictionary");
    let window = [(period(month), period(month))];
    let found = figures::of_unit(&mut house.ctx.read(), house.units[unit], &window, &known)
        .await
        .expect("figures");
    let terms: &Indicator = &known[&house.indicators[indicator]];
    let figures = found.get(&terms.id).and_then(|by| by.get(&period(month).code()));
    let text = |value: Option<kernel::Quantity>| value.map_or("–".into(), |v| v.to_string());
    (
        text(figures.and_then(|figures| figures.actual.value(terms))),
        text(figures.and_then(|figures| figures.target().value(terms))),
    )
}

#[tokio::test]
async fn a_group_shows_the_sums_of_its_teams() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let stamp = house.stamp();
        let outcome = house
            .write(
                &stamp,
                vec![
                    house.reading(6, "2026-09", 0, Kind::Actual, "100.5", None),
                    house.reading(6, "2026-09", 2, Kind::Actual, "50", Some("100")),
                    house.reading(6, "2026-09", 2, Kind::Target, "58", None),
                    house.reading(7, "2026-09", 0, Kind::Actual, "200", None),
                    house.reading(7, "2026-09", 2, Kind::Actual, "30", Some("300")),
                    house.reading(7, "2026-09", 2, Kind::Target, "62", None),
                    house.reading(8, "2026-09", 0, Kind::Actual, "0.25", None),
                    house.reading(8, "2026-09", 3, Kind::Actual, "10.42", Some("9000000000")),
                ],
            )
            .await
            .expect("written");
        assert_eq!((outcome.written, outcome.restated, outcome.unchanged), (8, 0, 0));
        assert_eq!(shown(&house, 0, "2026-09", 0).await.0, "300.75");
        assert_eq!(shown(&house, 1, "2026-09", 0).await.0, "300.5");
        assert_eq!(shown(&house, 0, "2026-09", 2).await, ("20".into(), "61".into()));
        assert_eq!(shown(&house, 3, "2026-09", 2).await, ("20".into(), "61".into()));
        assert_eq!(shown(&house, 6, "2026-09", 2).await, ("50".into(), "58".into()));
        assert_eq!(shown(&house, 2, "2026-09", 3).await.0, "10.42");
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn restating_needs_a_reason_and_keeps_the_first_version() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let first = house.reading(6, "2026-09", 0, Kind::Actual, "100", None);
        let second = house.reading(6, "2026-09", 0, Kind::Actual, "90", None);
        house.write(&house.stamp(), vec![first]).await.expect("written");
        let again = house.write(&house.stamp(), vec![first]).await.expect("the same again");
        assert_eq!((again.written, again.unchanged, again.entry), (0, 1, None));
        assert_eq!(house.refused(&house.stamp(), vec![second]).await, ["reading-restate-reason"]);
        let stamp = house.stamp().because("磅单复核");
        let outcome = house.write(&stamp, vec![second]).await.expect("restated");
        assert_eq!((outcome.written, outcome.restated), (1, 1));
        assert_eq!(shown(&house, 0, "2026-09", 0).await.0, "90");
        let history = versions::of_reading(
            &mut house.ctx.read(),
            house.units[6],
            period("2026-09"),
            house.indicators[0],
            Kind::Actual,
        )
        .await
        .expect("versions");
        let told: Vec<_> =
            history.iter().map(|v| (v.version, v.value(), v.reason.as_deref())).collect();
        assert_eq!(told, [(2, q("90"), Some("磅单复核")), (1, q("100"), None)]);
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn nothing_counts_twice() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let stamp = house.stamp();
        let team = house.reading(6, "2026-09", 0, Kind::Actual, "100", None);
        let plant = house.reading(1, "2026-09", 0, Kind::Actual, "100", None);
        let both = house.refused(&stamp, vec![plant, team]).await;
        assert!(both.iter().all(|code| code.starts_with("reading-counted")), "{both:?}");
        house.write(&stamp, vec![team]).await.expect("written");
        assert_eq!(house.refused(&stamp, vec![plant]).await, ["reading-counted-below"]);
        let other_kind = house.reading(1, "2026-09", 0, Kind::Target, "120", None);
        house.write(&stamp, vec![other_kind]).await.expect("another kind");
        let below = house.reading(7, "2026-09", 0, Kind::Target, "60", None);
        assert_eq!(house.refused(&stamp, vec![below]).await, ["reading-counted-above"]);
        assert_eq!(shown(&house, 0, "2026-09", 0).await, ("100".into(), "120".into()));
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn marks_that_cross_are_refused_with_both_numbers() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let stamp = house.stamp();
        let mark = |kind, value| house.reading(6, "2026-09", 0, kind, value, None);
        let (target, threshold) = (mark(Kind::Target, "100"), mark(Kind::Threshold, "101"));
        assert_eq!(house.refused(&stamp, vec![target, threshold]).await, ["reading-order"]);
        let right = [target, mark(Kind::Threshold, "92"), mark(Kind::Stretch, "110")];
        house.write(&stamp, right.to_vec()).await.expect("in order");
        let again = house.stamp().because("调整计划");
        let lower = mark(Kind::Target, "91.5");
        let Err(Refusal::Invalid(problems)) = house.write(&again, vec![lower]).await else {
            panic!("a target below its kept threshold was taken")
        };
        let told: Vec<_> =
            problems[0].args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(
            told,
            [
                ("indicator", "sum"),
                ("lower", "threshold"),
                ("low", "92"),
                ("upper", "target"),
                ("high", "91.5"),
                ("period", "2026-09"),
                ("unit", "甲班")
            ]
        );
        house.write(&again, vec![lower, mark(Kind::Threshold, "90")]).await.expect("together");
        // 57 of 100 is 57 per cent: below a threshold that is given as a rate.
        let rate = |kind, value, weight| house.reading(6, "2026-09", 2, kind, value, weight);
        house.write(&stamp, vec![rate(Kind::Threshold, "58", None)]).await.expect("a rate");
        let planned = rate(Kind::Target, "57", Some("100"));
        assert_eq!(house.refused(&stamp, vec![planned]).await, ["reading-order"]);
        let enough = rate(Kind::Target, "58", Some("100"));
        house.write(&stamp, vec![enough]).await.expect("equal is in order");
        let actual = rate(Kind::Actual, "1", Some("100"));
        house.write(&stamp, vec![actual]).await.expect("an actual may be anywhere");
    })
    .await;
}

/// Enough readings of another branch to fill a chunk of the writing.
fn filler(house: &House) -> Vec<planning::NewReading> {
    let month = |number: usize| format!("{}-{:02}", 2030 + number / 12, number % 12 + 1);
    let months = (0..1_400).map(month);
    months
        .flat_map(|month| Kind::ALL.map(|kind| house.reading(8, &month, 1, kind, "1", None)))
        .collect()
}

#[tokio::test]
async fn a_rate_counts_once_within_one_act_of_writing() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let stamp = house.stamp();
        for indicator in [2, 3] {
            let target = |unit, weight| {
                house.reading(unit, "2026-09", indicator, Kind::Target, "60", weight)
            };
            for (plant, team) in [(None, None), (None, Some("5")), (Some("5"), None)] {
                let (plant, team) = (target(1, plant), target(6, team));
                for rows in [[plant, team], [team, plant]] {
                    let refused = house.refused(&stamp, rows.to_vec()).await;
                    assert!(refused.contains(&"reading-counted-below"), "{refused:?}");
                    let mut rows = rows.to_vec();
                    let last = rows.pop().expect("two");
                    rows.extend(filler(&house));
                    rows.push(last);
                    let refused = house.refused(&stamp, rows).await;
                    assert!(refused[0].starts_with("reading-counted"), "{refused:?}");
                }
            }
        }
        let rate = house.reading(6, "2026-09", 2, Kind::Target, "60", None);
        let planned = house.reading(6, "2026-09", 2, Kind::Target, "60", Some("5"));
        house.write(&stamp, vec![planned]).await.expect("two numbers");
        let above = house.reading(1, "2026-09", 2, Kind::Target, "60", None);
        let again = house.stamp().because("改为目标率");
        let refused = house.refused(&again, vec![above, rate]).await;
        assert_eq!(refused, ["reading-counted-below"], "restated as a rate, it still counts");
        house.write(&again, vec![rate]).await.expect("restated");
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_no_indicator_takes_is_refused_by_name() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let stamp = house.stamp();
        let at = |month, kind, value, weight| house.reading(6, month, 0, kind, value, weight);
        let refused = house
            .refused(
                &stamp,
                vec![
                    at("2026-07", Kind::Actual, "-1", None),
                    at("2026-08", Kind::Actual, "1", Some("2")),
                    at("2026Q3", Kind::Actual, "1", None),
                    house.reading(6, "2026-09", 2, Kind::Actual, "1", None),
                    at("2026-09", Kind::Actual, "1", None),
                    at("2026-09", Kind::Actual, "2", None),
                ],
            )
            .await;
        let mut refused = refused;
        refused.sort_unstable();
        assert_eq!(
            refused,
            [
                "reading-grain",
                "reading-needs-two-numbers",
                "reading-negative",
                "reading-takes-one-number",
                "reading-twice"
            ]
        );
        let Err(Refusal::Invalid(problems)) =
            house.write(&stamp, vec![at("2026-07", Kind::Actual, "-1", None)]).await
        else {
            panic!("a negative amount was taken")
        };
        let unit = |problem: &Problem| {
            problem.args.iter().find(|(name, _)| *name == "unit").map(|(_, value)| value.clone())
        };
        assert_eq!(unit(&problems[0]).as_deref(), Some("甲班"));
    })
    .await;
}

#[tokio::test]
async fn undoing_an_import_brings_back_what_it_replaced() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let month = |unit, value| house.reading(unit, "2026-09", 0, Kind::Actual, value, None);
        house.write(&house.stamp(), vec![month(6, "100")]).await.expect("typed");
        let import = house.stamp().because("月报").import(ImportId(7));
        house
            .write(&import, vec![month(6, "110"), month(7, "50"), month(8, "5")])
            .await
            .expect("in");
        let typed = house.stamp().because("更正");
        house.write(&typed, vec![month(8, "6")]).await.expect("corrected");
        assert_eq!(shown(&house, 0, "2026-09", 0).await.0, "166");
        let mut tx = house.tx().await;
        let undo = house.stamp().because("文件有误");
        let count = readings::withdraw(&mut tx, ImportId(7), &undo).await.expect("undone");
        tx.commit().await.expect("committed");
        assert_eq!(count, 3);
        assert_eq!(shown(&house, 0, "2026-09", 0).await.0, "106");
        assert_eq!(shown(&house, 7, "2026-09", 0).await.0, "–");
        let versions: (i64,) = house
            .ctx
            .read()
            .one("SELECT COUNT(*) FROM reading WHERE withdrawn IS NOT NULL", params![])
            .await
            .expect("a count");
        assert_eq!(versions.0, 3, "nothing is forgotten");
        house.sound().await;
        let again = house.write(&import, vec![month(7, "50")]).await.expect("once more");
        assert_eq!((again.written, again.restated), (1, 0));
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn clearing_makes_a_number_not_reported_again() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let typed = house.reading(6, "2026-09", 0, Kind::Actual, "100", None);
        house.write(&house.stamp(), vec![typed]).await.expect("typed");
        let mut tx = house.tx().await;
        let key = [(typed.unit, typed.period, typed.indicator, Kind::Actual)];
        let stamp = house.stamp().because("报错单位");
        assert_eq!(readings::clear(&mut tx, &key, &stamp).await.expect("cleared"), 1);
        tx.commit().await.expect("committed");
        assert_eq!(shown(&house, 6, "2026-09", 0).await.0, "–");
        assert_eq!(shown(&house, 0, "2026-09", 0).await.0, "–");
        house.sound().await;
        let plant = house.reading(1, "2026-09", 0, Kind::Actual, "7", None);
        house.write(&house.stamp(), vec![plant]).await.expect("the place is free");
    })
    .await;
}
