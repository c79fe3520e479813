//! Lists from files that bring more than names: units with days, members; and their corrections.

use crate::employment::hired;
use crate::house::{House, MIGRATIONS, Visitor};
use crate::members::orgs;
use axum::http::StatusCode;
use kernel::Role;
use store::{Query, params};
use testkit::{TestDb, on_both};

pub async fn handed_in(who: &Visitor<'_>, path: &str, text: &str) -> String {
    let answer = who.upload(path, "名单.csv", text.as_bytes()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text("main"));
    answer.location
}

pub async fn confirm(who: &Visitor<'_>, here: &str) {
    let action = who.get(here).await.attribute("form[action*='/confirm']", "action");
    assert_eq!(who.post(&action, &[("confirmed", "yes")]).await.status, StatusCode::SEE_OTHER);
}

pub async fn tiles(who: &Visitor<'_>, here: &str) -> Vec<String> {
    who.get(here).await.texts(".tile strong")
}

pub async fn count(test: &TestDb, sql: &'static str) -> i64 {
    test.db.read().one::<(i64,)>(sql, params![]).await.unwrap().0
}

#[tokio::test]
async fn a_list_places_people_moves_them_and_its_bad_rows_are_corrected() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        let known = hired(&hr, "陈静", "B1", house.crew, "2024-01-01").await;
        let list = "姓名,工号,单位,到岗日期\n\
             买买提·艾力,C1,甲班,2026/3/1\n\
             陈静,B1,二矿,2026-09-01\n\
             陈静,,甲班,2026-03-01\n\
             赵六,C2,三矿,2026-03-01\n\
             孙七,C3,甲班,2026-02-31\n\
             \u{3000}欧阳𠮷祥\u{3000},Ｃ４,一矿 / 主洗车间,\n";
        let here = handed_in(&hr, "/people/import", list).await;
        assert_eq!(tiles(&hr, &here).await, ["2", "1", "0", "3"]);
        let refused = hr.get(&here).await.texts("#lines tr.alert");
        for (row, said) in refused.iter().zip(["B4", "C5: ", "D6: “2026-02-31”"]) {
            assert!(row.contains(said), "{row}");
        }
        let cells = [("cell", "赵六"), ("cell", "C2"), ("cell", "丁矿"), ("cell", "")];
        let still = hr.post(&format!("{here}/rows/5"), &cells).await;
        assert_eq!(still.location, format!("{here}?show=refused&page=1"));
        let cells = [("cell", "赵六"), ("cell", "C2"), ("cell", "二矿"), ("cell", "2026-03-01")];
        let fixed = hr.post(&format!("{here}/rows/5"), &cells).await;
        assert_eq!(fixed.location, here);
        assert_eq!(tiles(&hr, &here).await, ["3", "1", "0", "2"]);
        let good = hr.post(&format!("{here}/rows/2"), &cells).await;
        assert_eq!(good.status, StatusCode::NOT_FOUND, "only refused rows are corrected");
        let other = house.as_role(Role::PartyAffairs, house.group);
        assert!(other.get(&here).await.status.is_client_error());
        assert_eq!(count(test, "SELECT COUNT(*) FROM person").await, 1, "nothing before");

        confirm(&hr, &here).await;
        assert_eq!(count(test, "SELECT COUNT(*) FROM person").await, 4);
        let works = hr.get(&known).await.texts("#work tbody tr");
        assert_eq!(works, ["二矿 当日2026-09-01至今", "甲班2024-01-012026-08-31"]);
        let found = hr.get("/people?q=%F0%A0%AE%B7").await.texts("#people tbody td");
        assert_eq!(found, ["欧阳𠮷祥", "C4", "主洗车间"]);
        let sql = "SELECT after FROM audit WHERE action = 'person.import'";
        let entries: Vec<(String,)> = test.db.read().all(sql, params![]).await.unwrap();
        assert_eq!(entries.len(), 1, "one entry for the whole list");
        assert!(entries[0].0.contains("\"corrected\":2"), "{}", entries[0].0);
        let again = handed_in(&hr, "/people/import", list).await;
        assert_eq!(tiles(&hr, &again).await[..2], ["0", "0"], "nothing changes twice");
    })
    .await;
}

#[tokio::test]
async fn hr_of_a_part_writes_its_own_people_only() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        hired(&house.hr(), "王芳", "B2", house.second, "2024-01-01").await;
        let first = house.as_role(Role::Hr, house.first);
        let list = "姓名,工号,单位\n陈静,B1,甲班\n赵六,B3,二矿\n李娜,B2,甲班\n";
        let here = handed_in(&first, "/people/import", list).await;
        assert_eq!(tiles(&first, &here).await, ["1", "0", "0", "2"]);
        let refused = first.get(&here).await.texts("#lines tr.alert");
        assert!(refused[1].contains("属于其他单位") && !refused[1].contains("王芳"), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn a_list_of_members_writes_status_and_branch_once() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let orgs = orgs(test, &house).await;
        let (hr, affairs) = (house.hr(), house.as_role(Role::PartyAffairs, house.group));
        hired(&hr, "陈静", "B1", house.crew, "2024-01-01").await;
        hired(&hr, "王芳", "B2", house.second, "2024-01-01").await;
        let list = "工号,姓名,党组织,党员状态,起始日期\n\
             B1,陈静,一支部,预备党员,2025-07-01\n\
             B2,王芳,集团党委 / 二支部,正式党员,2023-07-01\n\
             B9,无名,一支部,正式党员,2023-07-01\n";
        let here = handed_in(&affairs, "/members/import", list).await;
        assert_eq!(tiles(&affairs, &here).await, ["2", "0", "0", "1"]);
        assert_eq!(count(test, "SELECT COUNT(*) FROM party_status").await, 0);
        confirm(&affairs, &here).await;
        let next = "工号,姓名,党组织,党员状态,起始日期\n\
             B1,陈静,一支部,正式党员,2026-07-01\n\
             B2,王芳,一支部,正式党员,2026-07-01\n";
        let here = handed_in(&affairs, "/members/import", next).await;
        assert_eq!(tiles(&affairs, &here).await, ["0", "1", "0", "1"]);
        let said = affairs.get(&format!("{here}?show=refused")).await.text("#lines tr.alert");
        assert!(said.contains("二支部") && said.contains("一支部"), "{said}");
        confirm(&affairs, &here).await;
        let names = affairs.get(&format!("/party/{}/members", orgs.first)).await;
        assert_eq!(names.texts("#members tbody td:nth-child(3)"), ["正式党员"]);
        let sql = "SELECT COUNT(*) FROM audit WHERE action = 'member.import'";
        assert_eq!(count(test, sql).await, 2);
        for role in [Role::Hr, Role::Secretary, Role::SystemAdmin] {
            let visitor = house.as_role(role, house.group);
            for path in ["/members/import", "/members/import/template", here.as_str()] {
                assert!(visitor.get(path).await.status.is_client_error(), "{role:?} {path}");
            }
        }
    })
    .await;
}
