//! Figures that no answer can be had from, put through the house: each is refused by name, without a number.

use crate::house::{House, MIGRATIONS, Visitor, figures};
use axum::http::StatusCode;
use kernel::{IndicatorId, Month, Period, Quantity, Role};
use planning::Kind;
use planning::store::readings::{self, NewReading, Stamp};
use testkit::on_both;

/// Registers and runs a question about these units (all workshops where none are named); returns its card.
async fn answered(
    who: &Visitor<'_>,
    (cause, outcome): (IndicatorId, IndicatorId),
    units: &str,
) -> String {
    let (cause, outcome) = (cause.to_string(), outcome.to_string());
    let fields = [
        ("cause", cause.as_str()),
        ("outcome", outcome.as_str()),
        ("mechanism", "可能有关"),
        ("unit", "集团 / 一厂"),
        ("depth", "1"),
        ("units", units),
        ("first", "2025-01"),
        ("last", "2026-06"),
        ("lag", "0"),
    ];
    let done = who.post("/questions/new", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
    let run = who.post(&format!("{}/run", done.location), &[]).await;
    assert_eq!(run.status, StatusCode::SEE_OTHER, "{}", run.text(".problems"));
    done.location
}

async fn refused(who: &Visitor<'_>, card: &str, said: &str) {
    let page = who.get(card).await;
    assert_eq!(page.text("#wording"), "数据不足，仅作描述");
    assert!(page.text("#lacks").contains(said), "{}", page.text("#lacks"));
    assert!(page.texts(".tile").is_empty() && page.texts("#effect").is_empty(), "no number");
}

#[tokio::test]
async fn one_unit_two_units_and_units_in_step_are_refused_by_name() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let [work, stops] = figures(10, 18, -1.2);
        let in_step = vec![work[0].clone(); 10];
        house.keep(house.checks, "2025-01", &work).await;
        house.keep(house.days, "2025-01", &in_step).await;
        house.keep(house.stops, "2025-01", &stops).await;
        let pair = (house.checks, house.stops);
        let one = answered(&affairs, pair, "1车间").await;
        refused(&affairs, &one, "单位只有 1 个，至少要 6 个").await;
        let two = answered(&affairs, pair, "1车间\n2车间").await;
        refused(&affairs, &two, "单位只有 2 个，至少要 6 个").await;
        // What all units do together cannot be told from the months.
        let together = answered(&affairs, (house.days, house.stops), "").await;
        refused(&affairs, &together, "同增同减").await;
        // Every refusal is kept and none counts as a test tried.
        let page = affairs.get(&together).await;
        assert!(page.text("#tried").contains("3 次") && page.text("#tried").contains("0 次得出"));
    })
    .await;
}

#[tokio::test]
async fn a_rate_by_nothing_is_missing_and_never_a_number_that_is_none() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let [work, stops] = figures(10, 18, -1.2);
        house.keep(house.checks, "2025-01", &work).await;
        let first: Month = "2025-01".parse().unwrap();
        let mut new = Vec::new();
        for (number, (unit, of)) in house.shops.iter().zip(&stops).enumerate() {
            for (at, value) in of.iter().enumerate() {
                let hours = if (at + number) % 3 == 0 { 0 } else { 500 };
                new.push(NewReading {
                    unit: *unit,
                    period: Period::Month(first.plus(at as i32)),
                    indicator: house.rate,
                    kind: Kind::Actual,
                    value: Quantity::from_integer(value.unwrap_or(0)).unwrap(),
                    weight: Some(Quantity::from_integer(hours).unwrap()),
                    cell: None,
                });
            }
        }
        let mut tx = house.ctx.db.begin().await.unwrap();
        readings::write(&mut tx, &Stamp::of(&house.ctx), new).await.unwrap();
        tx.commit().await.unwrap();
        let card = answered(&affairs, (house.checks, house.rate), "").await;
        refused(&affairs, &card, "66 %").await;
        let book = affairs.get(&format!("/api/v1{card}")).await;
        assert!(!String::from_utf8(book.bytes).unwrap().contains("NaN"));
    })
    .await;
}

#[tokio::test]
async fn a_question_that_was_changed_after_its_result_is_another_one_and_says_so() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let [work, stops] = figures(10, 18, -1.2);
        house.keep(house.checks, "2025-01", &work).await;
        house.keep(house.stops, "2025-01", &stops).await;
        let card = answered(&affairs, (house.checks, house.stops), "").await;
        // There is no way to change what was registered.
        for path in [card.clone(), format!("{card}/edit"), format!("{card}/change")] {
            let status = affairs.post(&path, &[("lag", "2")]).await.status;
            assert!(matches!(status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED));
        }
        // Nor does the same question without naming the one before escape: its figures are there.
        let again = answered(&affairs, (house.checks, house.stops), "1车间\n2车间").await;
        assert!(affairs.get(&again).await.text("#asked").contains("就既有数据提出"));
    })
    .await;
}
