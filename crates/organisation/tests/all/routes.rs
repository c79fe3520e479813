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
        for part in ["/edit", "/close", "/reorganise"] {
            let answer = secretary.get(&format!("{unit}{part}")).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{part}");
        }
        for part in ["/edit", "/close", "/reorganise", "/aliases", "/aliases/remove", "/notes"] {
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

#[tokio::test]
async fn hr_writes_people_party_affairs_look_and_nobody_else_sees_them() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        let made = hr.post("/people/new", &[("name", "陈静"), ("staff_number", "B1")]).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER);
        let reads = ["/people", made.location.as_str(), "/people?format=xlsx"];
        let writes =
            ["/people/new", "/people/import", "/people/import/template", "/people/import/1"];
        for &role in Role::ALL {
            let visitor = house.as_role(role, house.group);
            let (read, write) = match role {
                Role::Hr => (StatusCode::OK, StatusCode::OK),
                Role::PartyAffairs => (StatusCode::OK, StatusCode::FORBIDDEN),
                _ => (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
            };
            for path in reads {
                assert_eq!(visitor.get(path).await.status, read, "{role:?} {path}");
            }
            let get = async |path: &str| visitor.get(path).await.status;
            for path in &writes[..3] {
                assert_eq!(get(path).await, write, "{role:?} {path}");
            }
            if role != Role::Hr {
                assert_eq!(get(writes[3]).await, write, "{role:?}");
                let fields = [("name", "李娜"), ("revision", "1"), ("confirmed", "yes")];
                for path in [
                    "/people/new",
                    &made.location,
                    "/people/import/1/confirm",
                    "/people/import/1/discard",
                ] {
                    assert_eq!(visitor.post(path, &fields).await.status, write, "{role:?} {path}");
                }
            }
            let tabs = visitor.get("/units").await.texts(".tabs a");
            let sees = read == StatusCode::OK;
            assert_eq!(tabs.contains(&"人员".to_owned()), sees, "{role:?}");
        }
        assert_eq!(hr.get("/people").await.texts("#people tbody td:first-child"), ["陈静"]);
    })
    .await;
}
