//! The map of what plans claim, the design of a question, the lots, and the year's report.

use crate::house::{House, MIGRATIONS, figures};
use axum::http::StatusCode;
use kernel::Role;
use testkit::on_both;

#[tokio::test]
async fn a_design_is_simulated_on_what_the_units_reported() {
    on_both(MIGRATIONS, async |test| {
        // The arithmetic is the same on either engine, and takes its time.
        if test.db.engine() != store::Engine::Sqlite {
            return;
        }
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let stops = house.stops;
        let path = format!("/design?do=power&unit=一厂&depth=1&outcome={stops}&effect=80");
        let path = path.replace("一厂", "%E4%B8%80%E5%8E%82");
        let refused = affairs.get(&path).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text(".problems").contains("0 个"), "{}", refused.text(".problems"));
        let [_, values] = figures(10, 18, 0.0);
        house.keep(stops, "2025-01", &values).await;
        let page = affairs.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text(".problems"));
        assert_eq!(page.texts("#power tbody tr").len(), 4);
        assert!(page.text("#smallest").contains("至少"), "{}", page.text("#smallest"));
    })
    .await;
}

#[tokio::test]
async fn lots_are_the_same_for_whoever_draws_them_again() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let path = "/design?do=draw&unit=%E4%B8%80%E5%8E%82&depth=1&waves=3&seed=20261101";
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let drawn = affairs.get(path).await.texts("#drawn tbody tr");
        assert_eq!(drawn.len(), 10);
        let other = house.as_role(Role::Committee, house.group);
        assert_eq!(other.get(path).await.texts("#drawn tbody tr"), drawn);
        let none = affairs.get(&path.replace("waves=3", "waves=11")).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn the_years_report_goes_out_in_both_forms_and_only_to_its_part() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let map = affairs.get("/support").await;
        assert!(
            map.text("#support").contains("还没有") || map.text("#support").contains("没有生效")
        );
        let report = format!("/synergy/report/{}/2026", house.plant);
        let page = affairs.get(&report).await;
        assert!(page.text("#method").contains("不能判断"), "{}", page.text("#method"));
        for format in ["docx", "xlsx"] {
            let file = affairs.get(&format!("{report}?format={format}")).await;
            assert_eq!(file.status, StatusCode::OK, "{format}");
        }
        let elsewhere = house.as_role(Role::PartyAffairs, house.second);
        assert_eq!(elsewhere.get(&report).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}
