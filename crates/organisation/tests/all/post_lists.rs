//! Lists of posts from files: held to the rules of a single tenure, beside what is kept and each other.

use crate::governance::body;
use crate::house::{House, MIGRATIONS, Visitor};
use crate::member_lists::{confirm, count, handed_in, tiles};
use crate::members::orgs;
use axum::http::StatusCode;
use directory::people;
use kernel::Role;
use testkit::{TestDb, on_both};

/// Four people of whom two share a name, and a board of the group and one of 一矿, both 董事会.
async fn boards(test: &TestDb, house: &House<'_>) -> String {
    let mut tx = test.db.begin().await.unwrap();
    for (name, number) in [("王芳", "A1"), ("王芳", "A2"), ("李娜", "A3"), ("赵六", "A4")] {
        people::create(&mut tx, name, Some(number)).await.unwrap();
    }
    tx.commit().await.unwrap();
    orgs(test, house).await;
    let affairs = house.as_role(Role::PartyAffairs, house.group);
    body(&affairs, "一矿", "1", "董事会").await;
    body(&affairs, "集团", "1", "董事会").await
}

const HEADINGS: &str = "工号,姓名,职务,党组织或治理机构,任职日期,卸任日期,依据文号,依据,进入方式\n";

async fn list(who: &Visitor<'_>, rows: &str) -> String {
    handed_in(who, "/posts/import", &format!("{HEADINGS}{rows}")).await
}

#[tokio::test]
async fn a_list_names_people_for_posts_by_the_rules_of_the_form() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let board = boards(test, &house).await;
        let hr = house.hr();
        let rows = "A1,王芳,党委书记,集团党委,2022-01-01,,,党委会选举,\n\
             A2,王芳,董事长,集团 / 董事会,2022-01-01,2023-12-31,企〔2022〕1号,,\n\
             Ａ3,李娜,chairman,集团/董事会,2024年1月1日,,,,\n\
             A4,赵六,董事长,集团 / 董事会,2023-12-31,,,,\n\
             A4,赵六,董事,董事会,2024-01-01,,,,\n\
             A4,赵六,厂长,一矿 / 一支部,2024-01-01,,,,\n\
             A1,李娜,董事,集团 / 董事会,2024-01-01,,,,\n\
             A9,孙七,董事,集团 / 董事会,2024-01-01,,,,\n\
             A4,赵六,董事,集团 / 董事会,2020-12-31,,,,\n\
             A4,赵六,外部董事,集团 / 董事会,2024-01-01,,,,党委成员进入董事会、经理层\n\
             A4,赵六,董事,集团 / 董事会,2024-01-01,2023-01-01,,,\n";
        let here = list(&hr, rows).await;
        let seen = hr.get(&here).await.text("#lines");
        assert_eq!(tiles(&hr, &here).await, ["3", "0", "0", "8"], "{seen}");
        let refused = hr.get(&here).await.texts("#lines tr.alert");
        let reasons = [
            "B5: 这个职务只设一人，王芳（A2）",
            "D6: 叫“董事会”的党组织或治理机构有 2 个",
            "C7: “一支部”不设“厂长”这个职务",
            "B8: 这个工号的人员是王芳",
            "A9: 没有工号为“A9”的人员",
            "E10: “董事会”存在于 2021-01-01",
            "I11: 外部董事不属于双向进入",
            "F12: ",
        ];
        for (row, said) in refused.iter().zip(reasons) {
            assert!(row.contains(said), "{row}");
        }
        let cells =
            ["A4", "赵六", "董事", "一矿 / 董事会", "2024-01-01"].map(|cell| ("cell", cell));
        let fixed = hr.post(&format!("{here}/rows/6"), &cells).await;
        assert_eq!(fixed.status, StatusCode::SEE_OTHER);
        assert_eq!(tiles(&hr, &here).await, ["4", "0", "0", "7"]);
        assert_eq!(count(test, "SELECT COUNT(*) FROM tenure").await, 0, "nothing before");

        confirm(&hr, &here).await;
        assert_eq!(count(test, "SELECT COUNT(*) FROM tenure").await, 4);
        let shown = hr.get(&format!("/bodies/{board}?as_of=2023-06-01")).await.text("#posts tbody");
        assert!(shown.contains("王芳 A2"), "{shown}");
        let sql = "SELECT COUNT(*) FROM audit WHERE action LIKE 'tenure.%'";
        assert_eq!(count(test, sql).await, 1, "one entry for the whole list");
        let again = list(&hr, rows).await;
        assert_eq!(tiles(&hr, &again).await[..3], ["0", "0", "3"], "nothing changes twice");
    })
    .await;
}

#[tokio::test]
async fn a_successor_takes_the_seat_that_another_row_clears() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let board = boards(test, &house).await;
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let first = "A3,李娜,董事长,集团/董事会,2024-01-01,,企〔2024〕1号,,\n";
        confirm(&affairs, &list(&affairs, first).await).await;
        let rows = "A4,赵六,董事长,集团/董事会,2026-07-01,,,,\n\
             A3,李娜,董事长,集团/董事会,2024-01-01,2026-06-30,,,\n\
             A3,李娜,董事长,集团/董事会,2024-01-01,2026-05-31,,,\n";
        let here = list(&affairs, rows).await;
        assert_eq!(tiles(&affairs, &here).await, ["1", "1", "0", "1"]);
        let said = affairs.get(&here).await.text("#lines tr.alert");
        assert!(said.contains("已任这个职务"), "no other row ends it again: {said}");
        confirm(&affairs, &here).await;
        let on = async |day: &str| {
            affairs.get(&format!("/bodies/{board}?as_of={day}")).await.text("#posts tbody")
        };
        assert!(on("2026-06-30").await.contains("李娜 A3"));
        assert!(on("2026-07-01").await.contains("赵六 A4"));
        let kept =
            "SELECT COUNT(*) FROM tenure WHERE document IS NOT NULL AND valid_until = 20260701";
        assert_eq!(count(test, kept).await, 1, "an empty cell leaves what is there");
        let again = list(&affairs, &rows[..rows.rfind("A3").unwrap()]).await;
        assert_eq!(tiles(&affairs, &again).await, ["0", "0", "2", "0"]);
        assert!(affairs.get(&again).await.text("main").contains("没有变化"));
    })
    .await;
}

#[tokio::test]
async fn hr_and_party_affairs_import_posts_within_their_own_part() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        boards(test, &house).await;
        let rows = "A1,王芳,党委书记,集团党委,2022-01-01,,,,\n\
             A3,李娜,党支部书记,一支部,2022-01-01,,,,\n";
        for role in [Role::Hr, Role::PartyAffairs] {
            let whole = house.as_role(role, house.group);
            for page in ["/governance", "/people"] {
                let link = whole.get(page).await.texts("a[href='/posts/import']");
                assert_eq!(link, ["导入任职名单"], "{role:?} {page}");
            }
            let part = house.as_role(role, house.first);
            let here = list(&part, rows).await;
            assert_eq!(tiles(&part, &here).await, ["1", "0", "0", "1"]);
            let said = part.get(&here).await.text("#lines tr.alert");
            assert!(said.contains("D2: “集团党委”不在您的权限范围内"), "{said}");
        }
        for role in [Role::Secretary, Role::Committee, Role::SystemAdmin] {
            let visitor = house.as_role(role, house.group);
            for path in ["/posts/import", "/posts/import/template", "/posts/import/1"] {
                assert!(visitor.get(path).await.status.is_client_error(), "{role:?} {path}");
            }
        }
    })
    .await;
}
