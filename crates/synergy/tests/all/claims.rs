//! The questions beside a claim of the same indicator.

use crate::house::{House, MIGRATIONS, figures};
use kernel::Role;
use testkit::on_both;

#[tokio::test]
async fn beside_a_claim_stands_what_was_asked_of_its_indicator_in_its_own_words() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let (checks, stops) = (house.checks.to_string(), house.stops.to_string());
        let mechanism = "巡查及时整改可能与小停机有关";
        let claim = [
            ("unit", "集团 / 一厂 / 1车间"),
            ("measure", "每周查密封"),
            ("mechanism", mechanism),
            ("indicator", &stops),
            ("first", "2026-01"),
            ("last", "2026-06"),
        ];
        let card = affairs.post("/claims/new", &claim).await.location;
        let alone = affairs.get(&card).await;
        assert!(alone.text("#beside").contains("还没有登记协同问题"), "{}", alone.text("#beside"));
        assert!(alone.attribute("#beside a", "href").starts_with("/questions/new?unit="));
        let question = [
            ("cause", checks.as_str()),
            ("outcome", &stops),
            ("mechanism", mechanism),
            ("unit", "集团 / 一厂"),
            ("depth", "1"),
            ("first", "2025-01"),
            ("last", "2026-06"),
            ("lag", "1"),
        ];
        let asked = affairs.post("/questions/new", &question).await.location;
        let ([work, _], [_, counted]) = (figures(11, 18, 0.0), figures(10, 18, -1.2));
        house.keep(house.checks, "2025-01", &work[1..]).await;
        house.keep(house.stops, "2025-01", &counted).await;
        affairs.post(&format!("{asked}/run"), &[]).await;
        let beside = affairs.get(&card).await.text("#beside");
        assert!(beside.contains("未见统计关联") && beside.contains("95 % 区间"), "{beside}");
        assert!(beside.contains("事先登记") && beside.contains("同一作用过程"), "{beside}");
        // Who only reads is not offered to ask.
        let member = house.as_role(Role::Member, house.plant);
        assert!(member.get(&card).await.texts("#beside a.button").is_empty());
    })
    .await;
}
