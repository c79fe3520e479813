//! The map of coverage: how many units below are covered, and which organisations the lines lead to.

use crate::house::{House, MIGRATIONS};
use crate::party_store::{found, link};
use axum::http::StatusCode;
use kernel::Role;
use organisation::party::party_org::OrgKind;
use organisation::party::store::coverage;
use testkit::on_both;

#[tokio::test]
async fn bars_count_and_lines_lead_to_who_answers() {
    // 一矿党委 for the first mine and what is below, 洗选支部 for its workshop from 2026 on; nobody for
    // the second mine.
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let mut tx = test.db.begin().await.unwrap();
        let since = "2020-01-01";
        let mine = found(&mut tx, "一矿党委", OrgKind::Committee, None, house.first, since).await;
        let branch =
            found(&mut tx, "洗选支部", OrgKind::Branch, Some(mine), house.wash, "2026-01-01").await;
        coverage::link(&mut tx, link(house.first, mine, since, true)).await.unwrap();
        coverage::link(&mut tx, link(house.wash, branch, "2026-01-01", false)).await.unwrap();
        tx.commit().await.unwrap();
        let affairs = house.as_role(Role::PartyAffairs, house.group);

        let page = affairs.get("/coverage/map").await;
        let rows = page.texts("#branches .shares li");
        assert_eq!(rows, ["一矿 矿（厂）3 个单位", "二矿 矿（厂）2 个单位 2 个未覆盖"]);
        let bars = page.attribute("#branches .shares svg", "aria-label");
        assert_eq!(bars, "本单位党组织 2 个、随上级覆盖 1 个");
        assert_eq!(page.attribute(&format!("#u{}", house.wash), "data-to"), format!("o{branch}"));
        assert_eq!(page.texts("#trees .side:last-child li a"), ["一矿党委", "洗选支部"]);
        assert!(page.text(&format!("#u{}", house.second)).contains("未覆盖"));
        assert!(page.texts(&format!("#u{}", house.crew)).is_empty(), "three levels down");

        let nearer = affairs.get(&format!("/coverage/map?unit={}", house.first)).await;
        assert!(nearer.text(&format!("#u{}", house.crew)).contains("随上级覆盖"));
        assert_eq!(nearer.texts("nav.way a"), ["集团", "一矿"]);
        let before = affairs.get("/coverage/map?as_of=2025-12-31").await;
        assert_eq!(before.attribute(&format!("#u{}", house.wash), "data-to"), "");
        assert_eq!(before.texts("#trees .side:last-child li a"), ["一矿党委"]);
    })
    .await;
}

#[tokio::test]
async fn a_map_ends_where_the_readers_part_of_the_tree_ends() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let second = house.as_role(Role::PartyAffairs, house.second);
        let own = second.get("/coverage/map").await;
        assert_eq!(own.texts("nav.way a"), ["二矿"]);
        let other = second.get(&format!("/coverage/map?unit={}", house.first)).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
        let above = second.get(&format!("/coverage/map?unit={}", house.group)).await;
        assert_eq!(above.status, StatusCode::NOT_FOUND);
    })
    .await;
}
