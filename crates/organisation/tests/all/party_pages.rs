//! The pages of Party organisations and of coverage: founded, linked, seen as of any day, refused
//! without losing a letter.

use crate::house::{Answer, House, MIGRATIONS, Visitor, day, encoded};
use crate::party_store::{found, link};
use axum::http::StatusCode;
use interchange::{Input, list};
use kernel::{PartyOrgId, Role};
use organisation::party::party_org::OrgKind;
use organisation::party::store::{coverage, orgs};
use store::{Query, params};
use testkit::{TestDb, on_both};

/// 集团党委 for the group alone, 一矿党委 for the first mine alone.
async fn committees(test: &TestDb, house: &House<'_>) -> (PartyOrgId, PartyOrgId) {
    let mut tx = test.db.begin().await.unwrap();
    let top = found(&mut tx, "集团党委", OrgKind::Committee, None, house.group, "2020-01-01").await;
    let first =
        found(&mut tx, "一矿党委", OrgKind::Committee, Some(top), house.first, "2020-01-01").await;
    coverage::link(&mut tx, link(house.group, top, "2020-01-01", false)).await.unwrap();
    coverage::link(&mut tx, link(house.first, first, "2020-01-01", false)).await.unwrap();
    tx.commit().await.unwrap();
    (top, first)
}

fn affairs<'a>(house: &'a House<'_>) -> Visitor<'a> {
    house.as_role(Role::PartyAffairs, house.group)
}

async fn audited(test: &TestDb) -> Vec<String> {
    let sql = "SELECT action FROM audit ORDER BY id";
    let rows: Vec<(String,)> = test.db.read().all(sql, params![]).await.unwrap();
    rows.into_iter().map(|(action,)| action).collect()
}

fn id_of(done: &Answer) -> i64 {
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
    done.location.split(['/', '?']).nth(2).unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_new_project_is_covered_by_the_branch_that_is_suggested() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        committees(test, &house).await;
        let affairs = affairs(&house);
        let fields = [
            ("parent", "一矿"),
            ("name", "浮选技改项目部"),
            ("kind", "project"),
            ("from", "2026-10-01"),
        ];
        let unit = id_of(&affairs.post("/units/new", &fields).await);
        let gaps = affairs.get("/coverage?show=uncovered").await;
        assert!(gaps.text("#coverage tbody").contains("浮选技改项目部"), "{}", gaps.text("main"));
        assert_eq!(gaps.text("#coverage tbody .badge").matches("未覆盖").count(), 5);
        let page = affairs.get(&format!("/units/{unit}")).await;
        assert!(page.text("#party").contains("未覆盖"));
        let asked = format!("/coverage/new?unit={unit}&full=4&months=9");
        let temporary = affairs.get(&asked).await;
        let advice = temporary.text("#advice");
        assert!(advice.contains("建议：临时党支部") && advice.contains("第八条"), "{advice}");
        let moved = affairs.get(&format!("{asked}&moved=yes")).await;
        assert!(moved.text("#advice").contains("6 个月以上"), "{}", moved.text("#advice"));
        let form = affairs.get(&temporary.attribute("#advice a", "href")).await;
        assert_eq!(form.attribute("#f-kind option[selected]", "value"), "temporary-branch");
        assert_eq!(form.attribute("#f-seat", "value"), "集团 / 一矿 / 浮选技改项目部");
        let fields = [
            ("superior", "一矿党委"),
            ("name", "浮选技改项目临时党支部"),
            ("kind", "temporary-branch"),
            ("seat", "集团 / 一矿 / 浮选技改项目部"),
            ("from", "2026-10-11"),
            ("document", "一矿党〔2026〕12号"),
            ("covers", "yes"),
        ];
        let org = id_of(&affairs.post("/party/new", &fields).await);
        let gaps = affairs.get("/coverage?show=uncovered").await;
        assert!(!gaps.text("#coverage tbody").contains("浮选技改项目部"));
        let before = affairs.get("/coverage?show=uncovered&as_of=2026-10-10").await;
        assert!(before.text("#coverage tbody").contains("浮选技改项目部"));
        let row = affairs.get(&format!("/coverage?q={}", encoded("浮选技改"))).await;
        let row = row.texts("#coverage tbody td");
        assert_eq!(
            &row[1..],
            ["项目部", "本单位党组织", "浮选技改项目临时党支部", "2026-10-01", "10"]
        );
        let page = affairs.get(&format!("/party/{org}")).await;
        assert!(page.text("#links").contains("一矿党〔2026〕12号"));
        assert!(page.text("#facts").contains("集团党委 / 一矿党委 / 浮选技改项目临时党支部"));
        assert_eq!(audited(test).await, ["unit.found", "party-org.found"]);
    })
    .await;
}

#[tokio::test]
async fn a_unit_without_members_is_offered_a_joint_branch() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = affairs(&house);
        let page = format!("/coverage/new?unit={}", house.crew);
        let none = affairs.get(&format!("{page}&full=0")).await.text("#advice");
        assert!(none.contains("联合党支部") && none.contains("不是违规"), "{none}");
        let large = affairs.get(&format!("{page}&full=96&probationary=4")).await.text("#advice");
        assert!(large.contains("建议：党委"), "{large}");
        let seven = affairs.get(&format!("{page}&full=7")).await.text("#advice");
        assert!(seven.contains("设支部委员会"), "{seven}");
        let wrong = affairs.get(&format!("{page}&full=-1&months=0")).await;
        assert_eq!(wrong.texts("#suggestion .wrong").len(), 2);
        assert_eq!(wrong.attribute("#f-full", "value"), "-1");
    })
    .await;
}

#[tokio::test]
async fn all_organisations_of_a_day_are_had_as_a_workbook() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let mut tx = test.db.begin().await.unwrap();
        let since = "2020-02-01";
        let top = found(&mut tx, "集团党委", OrgKind::Committee, None, house.group, since).await;
        let (branch, later) = (OrgKind::Branch, "2022-03-01");
        found(&mut tx, "主洗支部", branch, Some(top), house.wash, later).await;
        found(&mut tx, "二矿支部", branch, Some(top), house.second, later).await;
        tx.commit().await.unwrap();
        let column = |heading: &'static [&'static str]| list::Column {
            id: heading[0],
            title: heading[0],
            headings: heading,
            is_required: false,
            is_day: false,
        };
        let columns = [&["名称"][..], &["类型"], &["上级党组织"], &["驻在单位"]].map(column);
        let rows = async |who: &Visitor<'_>, path: &str| {
            let book = who.get(path).await;
            assert_eq!(book.status, StatusCode::OK, "{path}");
            let input = Input { name: "x.xlsx".into(), bytes: book.bytes };
            let rows = list::read(&input, &columns, 100).unwrap().rows;
            rows.into_iter().map(|row| row.texts).collect::<Vec<_>>()
        };
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let href = affairs.get("/party").await.attribute(".export", "href");
        let all = rows(&affairs, &href).await;
        assert_eq!(all[1], ["主洗支部", "党支部", "集团党委", "主洗车间"]);
        assert_eq!(all.len(), 3);
        assert_eq!(rows(&affairs, "/party?format=xlsx&as_of=2021-01-01").await.len(), 1);
        let first = house.as_role(Role::Secretary, house.first);
        let own = rows(&first, "/party?format=xlsx").await;
        assert_eq!(own.len(), 1);
        assert_eq!(own[0], ["主洗支部", "党支部", "", "主洗车间"], "nothing of what is above");
    })
    .await;
}

#[tokio::test]
async fn the_tree_and_the_search_are_as_of_a_day() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let (top, first) = committees(test, &house).await;
        let affairs = affairs(&house);
        let tree = affairs.get("/party").await;
        assert_eq!(tree.texts(".tree .name"), ["集团党委", "一矿党委"]);
        assert!(tree.text(".tree small").contains("党委 · 下级 1 · 负责 1 个单位"));
        assert_eq!(
            tree.texts(".tabs a"),
            ["单位", "党组织", "覆盖", "分布图", "融入", "治理", "重大事项", "人员"]
        );
        let early = affairs.get("/party?as_of=2019-12-31").await;
        assert!(early.text(".empty").contains("这一天没有您可以查看的党组织"));
        let found = affairs.get(&format!("/party?q={}", encoded("一矿"))).await;
        assert_eq!(found.texts("tbody a"), ["一矿党委"]);
        let children = affairs.get(&format!("/party/{top}/children")).await;
        assert_eq!(children.texts(".name"), ["一矿党委"]);
        let choices = affairs.get(&format!("/party/choose?superior={}", encoded("一矿"))).await;
        assert_eq!(choices.attribute("option", "value"), "一矿党委");
        let secretary = house.as_role(Role::Secretary, house.first);
        assert_eq!(secretary.get("/party").await.texts(".tree .name"), ["一矿党委"]);
        assert_eq!(secretary.get(&format!("/party/{top}")).await.status, StatusCode::NOT_FOUND);
        let page = secretary.get(&format!("/party/{first}")).await;
        assert_eq!((page.status, page.texts("main form[method=post]").len()), (StatusCode::OK, 0));
        let edit = secretary.get(&format!("/party/{first}/edit")).await;
        assert_eq!(edit.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn a_change_is_previewed_and_a_stale_one_refused() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let (_, first) = committees(test, &house).await;
        let affairs = affairs(&house);
        let path = format!("/party/{first}/edit");
        assert_eq!(affairs.get(&path).await.attribute("#f-superior", "value"), "集团党委");
        let form = |name: &'static str, revision: &'static str| {
            vec![
                ("revision", revision),
                ("from", "2026-07-01"),
                ("name", name),
                ("kind", "committee"),
                ("superior", "集团党委"),
                ("seat", "集团 / 一矿"),
            ]
        };
        let asked = affairs.post(&path, &form("一矿公司党委", "1")).await;
        assert!(asked.text("main p").contains("名称由“一矿党委”改为“一矿公司党委”"));
        let mut confirmed = form("一矿公司党委", "1");
        confirmed.push(("confirmed", "yes"));
        assert_eq!(id_of(&affairs.post(&path, &confirmed).await), first.0);
        let stale = affairs.post(&path, &confirmed).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        assert!(stale.text(".problems").contains("别人已修改"));
        assert_eq!(stale.attribute("#f-name", "value"), "一矿公司党委");
        let wrong = affairs.post(&path, &form("", "2")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let org = orgs::org_on(&mut test.db.read(), first, day("2026-06-30")).await.unwrap();
        assert_eq!(org.unwrap().name, "一矿党委");
    })
    .await;
}

#[tokio::test]
async fn closing_offers_to_end_the_links() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let (_, first) = committees(test, &house).await;
        let affairs = affairs(&house);
        let path = format!("/party/{first}/close");
        assert!(affairs.get(&path).await.text("form").contains("还负责 1 个单位"));
        let mut fields = vec![("revision", "1"), ("from", "2026-10-01")];
        let refused = affairs.post(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text("#e-with_links").contains("还负责 1 个单位"));
        fields.push(("with_links", "yes"));
        id_of(&affairs.post(&path, &fields).await);
        let gaps = affairs.get("/coverage?show=uncovered").await;
        assert!(gaps.text("#coverage tbody").contains("一矿"));
        assert_eq!(audited(test).await, ["party-org.close"]);
    })
    .await;
}

#[tokio::test]
async fn a_unit_closes_only_with_what_answers_for_it() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let (top, _) = committees(test, &house).await;
        let mut tx = test.db.begin().await.unwrap();
        coverage::link(&mut tx, link(house.crew, top, "2021-01-01", false)).await.unwrap();
        tx.commit().await.unwrap();
        let affairs = affairs(&house);
        let path = format!("/units/{}/close", house.crew);
        assert_eq!(affairs.get(&path).await.texts("#links li"), ["集团党委"]);
        let mut fields = vec![("revision", "1"), ("from", "2026-10-01")];
        let refused = affairs.post(&path, &fields).await;
        assert!(refused.text("#e-with_links").contains("1 条党组织负责关系"));
        fields.extend([("with_links", "yes"), ("confirmed", "yes")]);
        id_of(&affairs.post(&path, &fields).await);
        let links = coverage::of_unit(&mut test.db.read(), house.crew).await.unwrap();
        assert_eq!(links[0].valid.until, day("2026-10-01"));
        let seat = format!("/units/{}/close", house.first);
        let all = [
            ("revision", "1"),
            ("from", "2026-10-01"),
            ("with_below", "yes"),
            ("with_links", "yes"),
        ];
        let refused = affairs.post(&seat, &all).await;
        assert!(refused.text("#e-from").contains("党组织“一矿党委”还设在这里"));
    })
    .await;
}

#[tokio::test]
async fn a_link_is_made_and_ended_on_the_pages() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let (top, first) = committees(test, &house).await;
        let affairs = affairs(&house);
        let form = affairs.get(&format!("/coverage/new?org={first}")).await;
        assert_eq!(form.attribute("#f-org", "value"), "一矿党委");
        let mut fields = vec![
            ("unit", "一矿/主洗车间"),
            ("org", "一矿党委会"),
            ("from", "2026-01-01"),
            ("last", ""),
            ("reaches", "yes"),
        ];
        let refused = affairs.post("/coverage/new", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text("#e-org").contains("一矿党委会"));
        assert_eq!(refused.attribute("#f-unit", "value"), "一矿/主洗车间");
        fields[1].1 = "一矿党委";
        let done = affairs.post("/coverage/new", &fields).await;
        assert_eq!(id_of(&done), house.wash.0);
        let crew = affairs.get(&format!("/units/{}", house.crew)).await.text("#party");
        assert!(crew.contains("随上级单位“主洗车间”覆盖") && crew.contains("一矿党委"), "{crew}");
        let (unit, org) = (house.wash.to_string(), first.to_string());
        let mut ending = vec![
            ("unit", unit.as_str()),
            ("org", org.as_str()),
            ("from", "2026-01-01"),
            ("revision", "1"),
            ("last", "2025-12-31"),
        ];
        let refused = affairs.post("/coverage/end", &ending).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        ending[4].1 = "2026-09-30";
        id_of(&affairs.post("/coverage/end", &ending).await);
        let crew = affairs.get(&format!("/units/{}", house.crew)).await.text("#party");
        assert!(crew.contains("未覆盖"), "{crew}");
        let crew = affairs.get(&format!("/units/{}?as_of=2026-09-30", house.crew)).await;
        assert!(crew.text("#party").contains("一矿党委"));
        assert_eq!(audited(test).await, ["coverage.link", "coverage.end"]);
        let secretary = house.as_role(Role::Secretary, house.wash);
        let seen = secretary.get(&format!("/units/{}?as_of=2026-09-30", house.wash)).await;
        assert!(seen.text("#party").contains("一矿党委"));
        assert!(seen.texts("#party a").is_empty(), "the committee above is named, not opened");
        assert_eq!(secretary.get(&format!("/party/{top}")).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn the_monitor_says_when_there_is_no_gap_and_exports_what_it_shows() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let mut tx = test.db.begin().await.unwrap();
        let top =
            found(&mut tx, "集团党委", OrgKind::Committee, None, house.group, "2020-01-01").await;
        coverage::link(&mut tx, link(house.group, top, "2021-01-01", true)).await.unwrap();
        tx.commit().await.unwrap();
        let affairs = affairs(&house);
        let whole = affairs.get("/coverage?show=uncovered").await;
        assert!(whole.text(".empty").contains("所有单位都有党组织负责"));
        let early = affairs.get("/coverage?show=uncovered&as_of=2020-06-01").await;
        assert_eq!(early.texts("#coverage tbody tr").len(), 3);
        let narrowed = affairs.get(&format!("/coverage?f-kind={}", encoded("轮班"))).await;
        assert_eq!(narrowed.texts("#coverage tbody tr").len(), 1);
        let sorted = affairs.get("/coverage?sort=-lag").await;
        assert_eq!(sorted.texts("#coverage tbody td.n"), ["366", "366", "366", "0", "0", "0"]);
        let book = affairs.get("/coverage?format=xlsx").await;
        assert!(book.kind.contains("spreadsheetml"), "{}", book.kind);
        for &role in Role::ALL {
            let expected =
                if role.is_administrator() { StatusCode::NOT_FOUND } else { StatusCode::OK };
            let visitor = house.as_role(role, house.group);
            for path in ["/party", "/coverage"] {
                assert_eq!(visitor.get(path).await.status, expected, "{role:?} {path}");
            }
        }
    })
    .await;
}
