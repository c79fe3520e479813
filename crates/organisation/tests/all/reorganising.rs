//! Mergers and splits through their pages: previewed without writing, then done as one act.

use crate::employment::hired;
use crate::house::{Answer, House, MIGRATIONS, day};
use crate::members::joined;
use crate::party_store::{found, link};
use axum::http::StatusCode;
use directory::tree;
use kernel::{PartyOrgId, Role};
use organisation::party::party_org::OrgKind;
use organisation::party::store::{coverage, orgs, resolution};
use store::{Query, params};
use testkit::{TestDb, on_both};

/// 集团党委 > 甲支部 for 主洗车间 and 甲班, 乙支部 for 二矿.
async fn branches(test: &TestDb, house: &House<'_>) -> [PartyOrgId; 3] {
    let mut tx = test.db.begin().await.unwrap();
    let since = "2020-01-01";
    let top = found(&mut tx, "集团党委", OrgKind::Committee, None, house.group, since).await;
    let a = found(&mut tx, "甲支部", OrgKind::Branch, Some(top), house.wash, since).await;
    let b = found(&mut tx, "乙支部", OrgKind::Branch, Some(top), house.second, "2022-01-01").await;
    for (unit, org) in [(house.wash, a), (house.crew, a), (house.second, b)] {
        coverage::link(&mut tx, link(unit, org, "2022-01-01", false)).await.unwrap();
    }
    tx.commit().await.unwrap();
    [top, a, b]
}

/// Acts of this name in the audit.
async fn acts(test: &TestDb, action: &str) -> i64 {
    let sql = "SELECT COUNT(*) FROM audit WHERE action = $1";
    test.db.read().one::<(i64,)>(sql, params![action]).await.unwrap().0
}

/// The preview's form with some of its choices made otherwise.
fn decided(preview: &Answer, otherwise: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = preview.fields();
    for (name, value) in otherwise {
        let field = fields.iter_mut().find(|(field, _)| field == name).unwrap();
        field.1 = (*value).to_owned();
    }
    fields
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[tokio::test]
async fn two_branches_become_one_after_a_preview_that_writes_nothing() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let [_, a, b] = branches(test, &house).await;
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let path = format!("/party/{a}/reorganise");
        let mut fields = affairs.get(&path).await.fields();
        for (name, value) in [
            ("from", "2026-10-01"),
            ("other1", "乙支部"),
            ("heir1", "洗选联合支部"),
            ("kind1", "joint-branch"),
        ] {
            fields.retain(|(field, _)| field != name);
            fields.push((name.to_owned(), value.to_owned()));
        }
        let preview = affairs.post(&path, &borrowed(&fields)).await;
        assert_eq!(preview.status, StatusCode::OK, "{}", preview.text(".problems"));
        let effects = preview.texts("#effects li");
        assert_eq!(effects.len(), 3, "{effects:?}");
        assert!(effects[0].contains("甲支部") && effects[2].contains("洗选联合支部"));
        assert_eq!(preview.texts("#parts tbody tr").len(), 3);
        assert_eq!(acts(test, "party-org.succeed").await, 0);
        assert!(orgs::org_on(&mut test.db.read(), a, day("2026-10-01")).await.unwrap().is_some());

        let done = affairs.post(&path, &borrowed(&preview.fields())).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
        assert_eq!(acts(test, "party-org.succeed").await, 1);
        let q = &mut test.db.read();
        for (unit, before) in [(house.wash, a), (house.second, b)] {
            let now = resolution::resolve(q, unit, day("2026-10-01")).await.unwrap().links;
            assert_eq!(done.location, format!("/party/{}", now[0].org));
            let then = resolution::resolve(q, unit, day("2026-09-30")).await.unwrap().links;
            assert_eq!(then[0].org, before);
        }
        let told = affairs.get(&done.location).await.text("#facts");
        assert!(told.contains("甲支部") && told.contains("乙支部"), "{told}");
    })
    .await;
}

#[tokio::test]
async fn a_unit_is_split_and_each_part_goes_where_it_is_sent() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let [_, a, _] = branches(test, &house).await;
        let hr = house.as_role(Role::PartyAffairs, house.group);
        let path = format!("/units/{}/reorganise", house.wash);
        let seen = format!("{}:1", house.wash);
        let fields = [
            ("from", "2026-10-01"),
            ("seen", seen.as_str()),
            ("heir1", "集团 / 一矿 / 主洗车间"),
            ("heir2", "煤泥车间"),
            ("kind2", "workshop"),
        ];
        let preview = hr.post(&path, &fields).await;
        assert_eq!(preview.status, StatusCode::OK, "{}", preview.text(".problems"));
        let part = format!("to-unit-{}", house.crew);
        let sent = decided(&preview, &[(&part, "1")]);
        let done = hr.post(&path, &borrowed(&sent)).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
        let q = &mut test.db.read();
        let crew = tree::unit_on(q, house.crew, day("2026-10-01")).await.unwrap().unwrap();
        let above = tree::unit_on(q, crew.parent.unwrap(), day("2026-10-01")).await.unwrap();
        assert_eq!(above.unwrap().name, "煤泥车间");
        let before = tree::unit_on(q, house.crew, day("2026-09-30")).await.unwrap().unwrap();
        assert_eq!(before.parent, Some(house.wash));
        let links = resolution::resolve(q, house.wash, day("2026-10-01")).await.unwrap().links;
        assert_eq!(links[0].org, a);
        assert_eq!(acts(test, "unit.succeed").await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_is_told_at_its_field_and_nothing_typed_is_lost() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let [_, a, _] = branches(test, &house).await;
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let path = format!("/party/{a}/reorganise");
        let base = [("from", "2026-10-01"), ("heir1", "新支部"), ("kind1", "branch")];
        let unknown = affairs.post(&path, &[&base[..], &[("other1", "没有的支部")]].concat()).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(unknown.attribute("#f-other1", "value"), "没有的支部");
        assert_eq!(unknown.attribute("#f-heir1", "value"), "新支部");
        assert!(unknown.text(".problems").contains("没有的支部"));
        let kindless = affairs.post(&path, &base[..2]).await;
        assert_eq!(kindless.status, StatusCode::UNPROCESSABLE_ENTITY);
        let nobody = affairs.post(&path, &base[..1]).await;
        assert!(nobody.text(".problems").contains("由谁变为谁"), "{}", nobody.text(".problems"));
        let old = format!("{a}:0");
        let stale = affairs.post(&path, &[&base[..], &[("seen", old.as_str())]].concat()).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        assert_eq!(stale.attribute("main form input[name=seen]", "value"), format!("{a}:1"));
        let root = format!("/units/{}/reorganise", house.group);
        let root = affairs
            .post(&root, &[("from", "2026-10-01"), ("heir1", "新集团"), ("kind1", "group")])
            .await;
        assert!(root.text(".problems").contains("最上级单位"), "{}", root.text(".problems"));
        assert_eq!(acts(test, "party-org.succeed").await, 0);
    })
    .await;
}

#[tokio::test]
async fn whoever_works_in_merged_units_works_on_in_the_heir_and_is_counted_on() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let [_, a, b] = branches(test, &house).await;
        let (hr, affairs) = (house.hr(), house.as_role(Role::PartyAffairs, house.group));
        let person = hired(&hr, "陈静", "B1", house.crew, "2024-01-01").await;
        joined(&affairs, &person, "full", "甲支部", "2024-02-01").await;

        // The crew becomes part of a new one.
        let path = format!("/units/{}/reorganise", house.crew);
        let seen = format!("{}:1", house.crew);
        let fields = [
            ("from", "2026-10-01"),
            ("seen", seen.as_str()),
            ("heir1", "洗煤一班"),
            ("kind1", "team"),
        ];
        let preview = affairs.post(&path, &fields).await;
        assert_eq!(preview.status, StatusCode::OK, "{}", preview.text(".problems"));
        let done = affairs.post(&path, &borrowed(&preview.fields())).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
        let works = hr.get(&format!("{person}?as_of=2026-10-01")).await.texts("#work tbody tr");
        assert_eq!(works, ["洗煤一班 当日2026-10-01至今", "甲班2024-01-012026-09-30"]);

        // The branch that counts her merges with another.
        let path = format!("/party/{a}/reorganise");
        let mut fields = affairs.get(&path).await.fields();
        for (name, value) in [("from", "2026-10-02"), ("other1", "乙支部"), ("heir1", "乙支部")]
        {
            fields.retain(|(field, _)| field != name);
            fields.push((name.to_owned(), value.to_owned()));
        }
        let preview = affairs.post(&path, &borrowed(&fields)).await;
        assert_eq!(preview.status, StatusCode::OK, "{}", preview.text(".problems"));
        let done = affairs.post(&path, &borrowed(&preview.fields())).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
        let members = async |org: PartyOrgId, day: &str| {
            let page = affairs.get(&format!("/party/{org}/members?as_of={day}")).await;
            page.texts("#members tbody td:first-child")
        };
        assert_eq!(members(a, "2026-10-01").await, ["陈静"]);
        assert_eq!(members(b, "2026-10-02").await, ["陈静"]);
    })
    .await;
}
