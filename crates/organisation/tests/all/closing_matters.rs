//! What is still open in a unit goes to another one before it closes, or into the unit that it is merged with.

use crate::house::{Answer, House, MIGRATIONS};
use axum::http::StatusCode;
use kernel::{Role, UnitId};
use matters::matter::Found;
use matters::store::{NewMatter, matter, raise, steps};
use store::{Query, params};
use testkit::{TestDb, on_both};

/// An open matter of a unit.
async fn trouble(test: &TestDb, unit: UnitId) -> kernel::MatterId {
    let mut tx = test.db.begin().await.unwrap();
    let new = NewMatter {
        unit,
        title: "喷嘴堵塞".to_owned(),
        problem: "介耗上升".to_owned(),
        found: Found::Said,
        place: String::new(),
        day: "2026-09-01".parse().unwrap(),
    };
    let id = raise(&mut tx, &new, "x", 0).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn unit_of(test: &TestDb, id: kernel::MatterId) -> UnitId {
    matter(&mut test.db.read(), id).await.unwrap().unwrap().unit
}

#[tokio::test]
async fn a_unit_closes_when_another_takes_what_is_open() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let open = trouble(test, house.crew).await;
        let raised = [
            ("unit", "集团 / 一矿 / 主洗车间 / 甲班"),
            ("kind", "3"),
            ("title", "换装喷嘴"),
            ("raised", "2026-09-01"),
        ];
        let done = affairs.post("/major-matters/new", &raised).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
        let path = format!("/units/{}/close", house.crew);
        let close = async |to: &str| -> Answer {
            let revision = affairs.get(&path).await.attribute("input[name=revision]", "value");
            let fields = [
                ("from", "2026-10-15"),
                ("revision", revision.as_str()),
                ("matters_to", to),
                ("confirmed", "yes"),
            ];
            affairs.post(&path, &fields).await
        };
        let form = affairs.get(&path).await;
        assert!(form.text("#matters").contains("1 个问题没有关闭"), "{}", form.text("#matters"));
        assert!(form.text("#matters").contains("1 项重大事项没有决策"));
        let refused = close("").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text("#e-matters_to").contains("1 个问题"), "{}", refused.text("main"));
        let itself = close("甲班").await;
        assert!(itself.text("#e-matters_to").contains("不能接办"), "{}", itself.text("main"));
        assert_eq!(unit_of(test, open).await, house.crew, "nothing moved yet");
        let done = close("二矿").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
        assert_eq!(unit_of(test, open).await, house.second);
        let way = steps(&mut test.db.read(), open).await.unwrap();
        assert_eq!((way.len(), way[1].said.as_str()), (2, "甲班"));
        let list = affairs.get("/major-matters").await;
        assert!(list.text("#matters tbody").contains("二矿"), "{}", list.text("#matters"));
        let sql = "SELECT after FROM audit WHERE action = 'unit.close'";
        let (after,): (String,) = test.db.read().one(sql, params![]).await.unwrap();
        assert!(
            after.contains(r#""matters":1"#) && after.contains(r#""major_matters":1"#),
            "{after}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_merged_unit_takes_along_what_is_open() {
    on_both(MIGRATIONS, async |test| {
        directory::install(vec![
            Box::new(matters::store::MatterFollower),
            Box::new(organisation::party::CoverageFollower),
            Box::new(organisation::governance::BodyFollower),
        ]);
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let open = trouble(test, house.crew).await;
        let path = format!("/units/{}/reorganise", house.crew);
        let form = affairs.get(&path).await;
        let mut fields = form.fields();
        for (name, value) in [("from", "2026-10-15"), ("heir1", "二矿"), ("confirmed", "yes")] {
            fields.retain(|(field, _)| field != name);
            fields.push((name.to_owned(), value.to_owned()));
        }
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let done = affairs.post(&path, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text("main"));
        assert_eq!(unit_of(test, open).await, house.second);
        // Whoever closes a unit past the form is stopped as well.
        let again = trouble(test, house.other_wash).await;
        let mut tx = test.db.begin().await.unwrap();
        let day = "2026-10-15".parse().unwrap();
        let closed = directory::change::close(&mut tx, house.other_wash, 1, day, false).await;
        assert!(format!("{closed:?}").contains("unit-open-matters"), "{closed:?}");
        assert_eq!(unit_of(test, again).await, house.other_wash);
    })
    .await;
}
