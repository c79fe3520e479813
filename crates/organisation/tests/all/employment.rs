//! Where people work: moves and their history, who sees whom, headcounts, and units that close.

use crate::house::{Answer, House, MIGRATIONS, Visitor};
use axum::http::StatusCode;
use kernel::{Role, UnitId};
use store::{Query, params};
use testkit::{TestDb, on_both};

/// A new person who works in a unit from a day on; her address.
pub async fn hired(hr: &Visitor<'_>, name: &str, number: &str, unit: UnitId, from: &str) -> String {
    let made = hr.post("/people/new", &[("name", name), ("staff_number", number)]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text("main"));
    let answer = employ(hr, &made.location, &way(unit, hr).await, from).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text("main"));
    made.location
}

/// The way to a unit as a person types it.
async fn way(unit: UnitId, hr: &Visitor<'_>) -> String {
    hr.get(&format!("/units/{unit}")).await.texts("#facts dd")[0].clone()
}

async fn employ(hr: &Visitor<'_>, href: &str, unit: &str, from: &str) -> Answer {
    let revision = revision(hr, href).await;
    let fields = [("unit", unit), ("from", from), ("revision", &revision)];
    hr.post(&format!("{href}/employment"), &fields).await
}

/// What a form about the person must name.
pub async fn revision(who: &Visitor<'_>, href: &str) -> String {
    who.get(href).await.attribute("input[name=revision]", "value")
}

async fn audited(test: &TestDb, action: &str) -> Vec<(Option<String>, Option<String>)> {
    let sql = "SELECT before, after FROM audit WHERE action = $1 ORDER BY id";
    test.db.read().all(sql, params![action]).await.unwrap()
}

#[tokio::test]
async fn a_move_ends_one_unit_and_begins_another_and_history_stays() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        let href = hired(&hr, "陈静", "B1", house.crew, "2024-01-01").await;
        let moved = employ(&hr, &href, "二矿", "2026-03-01").await;
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text("main"));
        let rows = hr.get(&href).await.texts("#work tbody tr");
        assert_eq!(rows, ["二矿 当日2026-03-01至今", "甲班2024-01-012026-02-28"]);
        let then = hr.get(&format!("{href}?as_of=2025-01-01")).await.texts("#work tbody tr");
        assert_eq!(then[1], "甲班 当日2024-01-012026-02-28");
        for (unit, from, at) in [
            ("二矿", "2026-04-01", "unit"),
            ("一矿", "2025-01-01", "from"),
            ("甲班", "2020-06-01", "unit"),
            ("丁班", "2026-04-01", "unit"),
            ("一矿", "2026-02-31", "from"),
        ] {
            let refused = employ(&hr, &href, unit, from).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{unit} {from}");
            assert!(!refused.text(&format!("#e-{at}")).is_empty(), "{}", refused.text("main"));
        }
        let corrected = employ(&hr, &href, "一矿", "2026-03-01").await;
        assert_eq!(corrected.status, StatusCode::SEE_OTHER, "{}", corrected.text("main"));
        let revision = revision(&hr, &href).await;
        let leave = [("left", "2026-09-01"), ("revision", revision.as_str())];
        let left = hr.post(&format!("{href}/leaving"), &leave).await;
        assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.text("main"));
        let again = hr.post(&format!("{href}/leaving"), &leave).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "the second of two editors is told");
        let rows = hr.get(&href).await.texts("#work tbody tr");
        assert_eq!(rows, ["一矿2026-03-012026-08-31", "甲班2024-01-012026-02-28"]);
        assert_eq!(audited(test, "person.employ").await.len(), 3);
        assert_eq!(audited(test, "person.leave").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn hr_of_a_part_sees_who_works_there_and_who_works_nowhere() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        let here = hired(&hr, "陈静", "B1", house.crew, "2024-01-01").await;
        let there = hired(&hr, "王芳", "B2", house.other_wash, "2024-01-01").await;
        let nowhere = hr.post("/people/new", &[("name", "王强"), ("staff_number", "B3")]).await;
        let first = house.as_role(Role::Hr, house.first);
        let names = async |who: &Visitor<'_>, query: &str| {
            let mut names =
                who.get(&format!("/people{query}")).await.texts("#people td:first-child");
            names.sort();
            names
        };
        assert_eq!(names(&hr, "").await.len(), 3);
        assert_eq!(names(&first, "").await, ["陈静"]);
        assert_eq!(names(&first, "?q=%E7%8E%8B").await, ["王强"]);
        assert_eq!(names(&first, "?unit=none").await, ["王强"]);
        assert!(first.get("/people").await.text("main").contains("另有 1 人未安排单位"));
        assert_eq!(names(&first, &format!("?unit={}", house.wash)).await, ["陈静"]);
        assert_eq!(names(&first, &format!("?unit={}&reach=own", house.wash)).await, [""; 0]);
        let beyond = first.get(&format!("/people?unit={}", house.second)).await;
        assert_eq!(beyond.status, StatusCode::NOT_FOUND);
        assert_eq!(first.get(&here).await.status, StatusCode::OK);
        assert_eq!(first.get(&there).await.status, StatusCode::NOT_FOUND);
        assert_eq!(first.get(&nowhere.location).await.status, StatusCode::OK);
        for path in [there.clone(), format!("{there}/employment"), format!("{there}/leaving")] {
            let fields = [
                ("name", "王芳"),
                ("unit", "一矿"),
                ("from", "2026-01-01"),
                ("left", "2026-01-01"),
                ("revision", "2"),
            ];
            assert_eq!(first.post(&path, &fields).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let away = employ(&first, &here, "二矿", "2026-01-01").await;
        assert_eq!(away.status, StatusCode::UNPROCESSABLE_ENTITY, "not into another part");
        let taken = first.post("/people/new", &[("name", "李娜"), ("staff_number", "B2")]).await;
        assert!(!taken.text("main").contains("王芳"), "whose number it is stays unsaid");
        let asked = first.post("/people/new", &[("name", "王芳"), ("staff_number", "")]).await;
        assert!(asked.text("main").contains("在其他单位"), "{}", asked.text("main"));
    })
    .await;
}

#[tokio::test]
async fn a_unit_counts_its_staff_on_the_day() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        hired(&hr, "陈静", "B1", house.crew, "2024-01-01").await;
        hired(&hr, "王芳", "B2", house.wash, "2025-01-01").await;
        let staff = async |who: &Visitor<'_>, unit: UnitId, day: &str| {
            who.get(&format!("/units/{unit}?as_of={day}")).await.text("#staff")
        };
        assert_eq!(staff(&hr, house.wash, "2026-01-01").await, "2 人 本级 1 人");
        assert_eq!(staff(&hr, house.group, "2026-01-01").await, "2 人 本级 0 人");
        assert_eq!(staff(&hr, house.wash, "2024-06-01").await, "1 人 本级 0 人");
        assert_eq!(staff(&hr, house.wash, "2023-06-01").await, "0 人");
        let safety = house.as_role(Role::Safety, house.group);
        assert_eq!(staff(&safety, house.wash, "2026-01-01").await, "");
    })
    .await;
}

#[tokio::test]
async fn a_unit_closes_when_it_is_said_what_becomes_of_its_people() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        let (stays, goes) = (
            hired(&hr, "陈静", "B1", house.crew, "2024-01-01").await,
            hired(&hr, "王芳", "B2", house.other_wash, "2024-01-01").await,
        );
        let close = async |unit: UnitId, more: &[(&str, &str)]| {
            let path = format!("/units/{unit}/close");
            let revision = hr.get(&path).await.attribute("input[name=revision]", "value");
            let mut fields = vec![("from", "2026-10-01"), ("revision", revision.as_str())];
            fields.extend(more);
            fields.push(("confirmed", "yes"));
            hr.post(&path, &fields).await
        };
        let form = hr.get(&format!("/units/{}/close", house.crew)).await;
        assert_eq!(form.text("#staying"), "陈静");
        let refused = close(house.crew, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text(".problems").contains("还有 1 人在这里工作"),
            "{}",
            refused.text("main")
        );
        let nowhere = close(house.crew, &[("people", "move"), ("people_to", "甲班")]).await;
        assert!(nowhere.text("#e-people_to").contains("也将撤销"), "{}", nowhere.text("main"));
        let moved = close(house.crew, &[("people", "move"), ("people_to", "二矿")]).await;
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text("main"));
        let rows = hr.get(&stays).await.texts("#work tbody tr");
        assert_eq!(rows, ["二矿 当日2026-10-01至今", "甲班2024-01-012026-09-30"]);
        let ended = close(house.other_wash, &[("people", "end")]).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text("main"));
        assert_eq!(hr.get(&goes).await.texts("#work tbody tr"), ["主洗车间2024-01-012026-09-30"]);
    })
    .await;
}
