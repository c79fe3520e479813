//! Who is let in where.

use crate::house::{House, MIGRATIONS};
use axum::http::StatusCode;
use kernel::Role;
use testkit::on_both;

#[tokio::test]
async fn whoever_only_reads_changes_nothing() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let secretary = house.as_role(Role::Secretary, house.group);
        let unit = format!("/units/{}", house.wash);
        for part in ["/edit", "/close"] {
            let answer = secretary.get(&format!("{unit}{part}")).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{part}");
        }
        for part in ["/edit", "/close", "/aliases", "/aliases/remove", "/notes"] {
            let answer = secretary.post(&format!("{unit}{part}"), &[("alias", "x")]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{part}");
        }
        assert_eq!(secretary.get("/units/new").await.status, StatusCode::FORBIDDEN);
        assert_eq!(secretary.post("/units/new", &[]).await.status, StatusCode::FORBIDDEN);
        let page = secretary.get(&unit).await;
        assert_eq!(page.texts("main .tools .button"), ["计划跟踪"]);
        assert!(page.texts("#facts form").is_empty());
    })
    .await;
}

#[tokio::test]
async fn every_role_reads_the_units_of_its_part_and_hr_changes_them() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        for &role in Role::ALL {
            let visitor = house.as_role(role, house.first);
            assert_eq!(visitor.get("/units").await.status, StatusCode::OK, "{role:?}");
            let unit = visitor.get(&format!("/units/{}", house.wash)).await;
            assert_eq!(unit.status, StatusCode::OK, "{role:?}");
            let expected = match role {
                Role::Hr | Role::PartyAffairs => StatusCode::OK,
                _ => StatusCode::FORBIDDEN,
            };
            let edit = visitor.get(&format!("/units/{}/edit", house.wash)).await;
            assert_eq!(edit.status, expected, "{role:?}");
        }
    })
    .await;
}
