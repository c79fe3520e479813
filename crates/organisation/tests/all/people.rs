//! People one by one: the list, a new person, a change, and who is meant when names are alike.

use crate::house::{Answer, House, MIGRATIONS, Visitor};
use axum::http::StatusCode;
use interchange::{Input, list};
use kernel::Role;
use organisation::people::roll::COLUMNS;
use store::{Query, params};
use testkit::{TestDb, on_both};

async fn add(hr: &Visitor<'_>, name: &str, number: &str) -> Answer {
    hr.post("/people/new", &[("name", name), ("staff_number", number)]).await
}

async fn audited(test: &TestDb) -> Vec<(String, Option<String>)> {
    let sql = "SELECT action, after FROM audit ORDER BY id";
    test.db.read().all(sql, params![]).await.unwrap()
}

#[tokio::test]
async fn a_person_is_added_found_and_exported() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        assert!(hr.get("/people").await.text("#people").contains("还没有人员"));
        for (name, number) in [("买买提·艾力", "007"), ("王㛃", "A-2"), ("欧阳𠮷祥", "")]
        {
            let made = add(&hr, &format!(" {name}　"), number).await;
            assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text("main"));
            assert_eq!(hr.get(&made.location).await.text("h1"), name);
        }
        let found = async |query: &str| {
            hr.get(&format!("/people?{query}")).await.texts("#people tbody td:first-child")
        };
        assert_eq!(found("q=%E6%8F%90%E2%80%A2%E8%89%BE").await, ["买买提·艾力"], "提•艾");
        assert_eq!(found("q=a-").await, ["王㛃"]);
        assert_eq!(found("q=zzz").await, [""; 0]);
        assert_eq!(found("sort=-number&size=2").await, ["王㛃", "买买提·艾力"]);
        let sheet = house.as_role(Role::PartyAffairs, house.group).get("/people?format=xlsx").await;
        let input = Input { name: "p.xlsx".into(), bytes: sheet.bytes };
        let rows = list::read(&input, &COLUMNS, 10).unwrap().rows;
        assert_eq!(rows.len(), 3);
        assert!(rows.iter().any(|row| row.texts[..2] == ["买买提·艾力", "007"]));
        let entries = audited(test).await;
        assert_eq!(entries.len(), 3);
        assert_eq!(entries[0].0, "person.create");
        let after = entries[0].1.as_deref().unwrap();
        assert!(after.contains("买买提·艾力") && after.contains("007"), "{after}");
    })
    .await;
}

#[tokio::test]
async fn a_refused_person_keeps_what_was_typed() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        add(&hr, "陈静", "B1").await;
        for (name, number, at) in [
            (" ", "B2", "name"),
            ("王\u{fffd}", "B2", "name"),
            ("王芳", "Ｂ1", "staff_number"),
            ("王芳", "11010119900307000X", "staff_number"),
        ] {
            let refused = add(&hr, name, number).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {number}");
            assert!(!refused.text(&format!("#e-{at}")).is_empty(), "{}", refused.text("main"));
            assert_eq!(refused.attribute("#f-staff_number", "value"), number);
        }
        let taken = add(&hr, "王芳", "B1").await.text("#e-staff_number");
        assert!(taken.contains("陈静"), "who has it: {taken}");
        assert_eq!(hr.get("/people").await.texts("#people tbody tr").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_homonym_without_a_number_is_asked_about() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        add(&hr, "王芳", "B1").await;
        let fields = [("name", "王芳"), ("staff_number", "")];
        let asked = hr.post("/people/new", &fields).await;
        assert_eq!(asked.status, StatusCode::OK);
        assert!(asked.text("main").contains("王芳（B1）"), "{}", asked.text("main"));
        assert_eq!(hr.get("/people").await.texts("#people tbody tr").len(), 1, "not yet");
        let sure = [fields[0], fields[1], ("confirmed", "yes")];
        assert_eq!(hr.post("/people/new", &sure).await.status, StatusCode::SEE_OTHER);
        // A number tells the third apart from the first, but not from the second.
        assert!(add(&hr, "王芳", "B3").await.text("main").contains("无工号"));
        let page = hr.get(&hr.get("/people").await.attribute("#people td a", "href")).await;
        assert_eq!(page.texts("#others tbody tr").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_editors_sees_both_texts() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        let href = add(&hr, "陈静", "B1").await.location;
        let save = async |name: &str, revision: &str| {
            let fields = [("name", name), ("staff_number", "B1"), ("revision", revision)];
            hr.post(&href, &fields).await
        };
        assert_eq!(save("陈晶", "1").await.status, StatusCode::SEE_OTHER);
        let conflict = save(" ", "1").await;
        assert_eq!(conflict.status, StatusCode::CONFLICT, "a mistake does not hide it");
        let conflict = save("陈靖", "1").await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        assert!(conflict.text("#facts").contains("陈晶"));
        assert_eq!(conflict.attribute("#f-name", "value"), "陈靖");
        let now = conflict.attribute("input[name=revision]", "value");
        assert_eq!(save("陈靖", &now).await.status, StatusCode::SEE_OTHER);
        assert_eq!(hr.get(&href).await.text("h1"), "陈靖");
        assert_eq!(audited(test).await.len(), 3);
        assert_eq!(hr.get("/people/99").await.status, StatusCode::NOT_FOUND);
        assert_eq!(hr.get("/people/x").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}
