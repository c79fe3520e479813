//! The way of a question: registered before or after its figures, run, told in no more than its words.

use crate::house::{House, MIGRATIONS, Visitor, figures};
use axum::http::StatusCode;
use kernel::{IndicatorId, Role};
use testkit::on_both;

/// The fields of a question about the ten workshops, 2025-01 to 2026-06.
fn asked<'a>(cause: &'a str, outcome: &'a str, lag: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("cause", cause),
        ("outcome", outcome),
        ("mechanism", "巡查及时整改可能与小停机有关"),
        ("others", "换了皮带"),
        ("unit", "集团 / 一厂"),
        ("depth", "1"),
        ("units", ""),
        ("first", "2025-01"),
        ("last", "2026-06"),
        ("lag", lag),
    ]
}

async fn registered(
    who: &Visitor<'_>,
    cause: IndicatorId,
    outcome: IndicatorId,
    lag: &str,
) -> String {
    let (cause, outcome) = (cause.to_string(), outcome.to_string());
    let done = who.post("/questions/new", &asked(&cause, &outcome, lag)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
    done.location
}

async fn run(who: &Visitor<'_>, card: &str) {
    let done = who.post(&format!("{card}/run"), &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
}

#[tokio::test]
async fn a_question_asked_beforehand_may_reach_level_two_and_says_no_more() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let card = registered(&affairs, house.checks, house.stops, "1").await;
        let [work, stops] = figures(10, 18, -1.2);
        house.keep(house.checks, "2025-01", &work).await;
        house.keep(house.stops, "2025-01", &stops).await;
        assert!(affairs.get(&card).await.text("#verdict").contains("还没有计算"));
        run(&affairs, &card).await;
        let page = affairs.get(&card).await;
        assert_eq!(page.text("#wording"), "存在统计关联，不能排除其他原因");
        assert!(page.text("#asked").contains("事先登记"), "{}", page.text("#asked"));
        assert!(page.text("#effect").contains("−1."), "{}", page.text("#effect"));
        assert!(page.text("#effect").contains("95 % 区间"));
        // 10 units, 17 months that have a month before.
        assert_eq!(page.texts(".tile strong")[0], "170");
        assert_eq!(page.texts("#series figure").len(), 10);
        assert!(page.text("#others").contains("换了皮带"));

        // The same figures are not tried twice, and a conclusion keeps to the words of its level.
        let again = affairs.post(&format!("{card}/run"), &[]).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        let place = format!("{card}/conclude");
        let claimed = affairs.post(&place, &[("seen", "0"), ("body", "整改促进了生产")]).await;
        assert_eq!(claimed.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            claimed.text(".problems").contains("存在统计关联"),
            "{}",
            claimed.text(".problems")
        );
        assert!(claimed.text("#f-body").contains("整改促进了生产"), "nothing typed is lost");
        let said = [("seen", "0"), ("body", "存在统计关联，不能排除换皮带的影响")];
        assert_eq!(affairs.post(&place, &said).await.status, StatusCode::SEE_OTHER);
        assert_eq!(affairs.post(&place, &said).await.status, StatusCode::CONFLICT);
        assert!(affairs.get(&card).await.text("#conclusions").contains("不能排除换皮带"));
    })
    .await;
}

#[tokio::test]
async fn the_same_question_of_past_data_stops_at_level_one_for_good() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let [work, stops] = figures(10, 18, -1.2);
        house.keep(house.checks, "2025-01", &work).await;
        house.keep(house.stops, "2025-01", &stops).await;
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let card = registered(&affairs, house.checks, house.stops, "1").await;
        run(&affairs, &card).await;
        let page = affairs.get(&card).await;
        assert_eq!(page.text("#wording"), "同期变化情况");
        assert!(page.text("#lacks").contains("不是事先登记的"), "{}", page.text("#lacks"));

        // Asked otherwise once the answer is known: a new question, marked as such.
        let (cause, outcome) = (house.checks.to_string(), house.stops.to_string());
        let mut fields = asked(&cause, &outcome, "2");
        let id = card.rsplit('/').next().unwrap().to_owned();
        fields.push(("follows", &id));
        let other = affairs.post("/questions/new", &fields).await;
        let page = affairs.get(&other.location).await;
        assert!(page.text("#asked").contains("见到结果后提出"), "{}", page.text("#asked"));
        assert_eq!(page.attribute("#asked a", "href"), card);
    })
    .await;
}

#[tokio::test]
async fn nothing_found_stands_as_large_and_every_run_counts_in_the_family() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let one = registered(&affairs, house.checks, house.stops, "1").await;
        let other = registered(&affairs, house.days, house.stops, "0").await;
        let [work, stops] = figures(10, 18, -1.2);
        let [days, _] = figures(11, 18, 0.0);
        house.keep(house.checks, "2025-01", &work).await;
        house.keep(house.days, "2025-01", &days[1..]).await;
        house.keep(house.stops, "2025-01", &stops).await;
        run(&affairs, &one).await;
        let alone = affairs.get(&one).await.texts(".tile strong")[2].clone();
        run(&affairs, &other).await;
        let page = affairs.get(&other).await;
        assert_eq!(page.text("#wording"), "未见统计关联");
        assert!(page.text("#tried").contains("2 次"), "{}", page.text("#tried"));
        assert!(page.text("#effect").contains("95 % 区间"));
        assert!(page.texts("#intervals svg").len() == 2);
        // The list shows both, filters and exports.
        let list = affairs.get("/questions").await;
        assert_eq!(list.texts("#questions tbody tr").len(), 2);
        let few = affairs.get("/questions?q=主题党日").await;
        assert_eq!(few.texts("#questions tbody tr").len(), 1);
        let book = affairs.get("/questions?format=xlsx").await;
        assert_eq!(book.status, StatusCode::OK);
        assert!(!alone.is_empty());
        let answer = affairs.get("/api/v1/questions").await;
        assert_eq!(answer.status, StatusCode::OK);
        let full = affairs.get(&format!("/api/v1{other}")).await;
        assert_eq!(full.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn too_little_is_refused_with_what_would_be_enough_and_kept() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let card = registered(&affairs, house.checks, house.stops, "0").await;
        let [work, stops] = figures(5, 8, -1.2);
        house.keep(house.checks, "2025-01", &work).await;
        house.keep(house.stops, "2025-01", &stops).await;
        run(&affairs, &card).await;
        let page = affairs.get(&card).await;
        assert_eq!(page.text("#wording"), "数据不足，仅作描述");
        let lacks = page.text("#lacks");
        assert!(lacks.contains("单位只有 5 个，至少要 6 个"), "{lacks}");
        assert!(lacks.contains("时段只有 8 期，至少要 12 期"), "{lacks}");
        assert!(page.texts(".tile").is_empty(), "no number");
        assert_eq!(page.texts("#runs tbody tr").len(), 1);
        assert!(page.text("#tried").contains("0 次得出 p 值"), "{}", page.text("#tried"));

        // What never changes is refused by name, here the business indicator.
        let still = registered(&affairs, house.checks, house.rate, "0").await;
        let [work, _] = figures(10, 18, 0.0);
        house.keep(house.days, "2025-01", &work).await;
        let constant = vec![vec![Some(7); 18]; 10];
        house.keep(house.rate, "2025-01", &constant).await;
        run(&affairs, &still).await;
        let page = affairs.get(&still).await;
        assert!(page.text("#lacks").contains("至少要 6 个"), "checks came from five units only");
        let still = registered(&affairs, house.days, house.rate, "0").await;
        run(&affairs, &still).await;
        let page = affairs.get(&still).await;
        assert!(page.text("#lacks").contains("业务一侧指标始终不变"), "{}", page.text("#lacks"));
    })
    .await;
}

#[tokio::test]
async fn a_wrong_form_says_where_and_keeps_what_was_typed() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let checks = house.checks.to_string();
        let mut fields = asked(&checks, &checks, "1");
        fields[2].1 = "整改促进生产";
        fields[7].1 = "2026-12";
        let refused = affairs.post("/questions/new", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = refused.text(".problems");
        for part in ["两个不同的指标", "结束不能早于开始", "可能与……有关"] {
            assert!(said.contains(part), "{said}");
        }
        assert_eq!(refused.text("#f-mechanism"), "整改促进生产");
        let stops = house.stops.to_string();
        let mut fields = asked(&checks, &stops, "1");
        fields[7].1 = "明年";
        let refused = affairs.post("/questions/new", &fields).await;
        assert!(refused.text(".problems").contains("明年"), "{}", refused.text(".problems"));
        // A supposition may keep its words once they were seen.
        let mut fields = asked(&checks, &stops, "1");
        fields[2].1 = "整改促进生产";
        fields.push(("words", "kept"));
        let done = affairs.post("/questions/new", &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
        // Units named one by one must stand below the unit.
        let mut fields = asked(&checks, &stops, "1");
        fields[6].1 = "1车间\n二厂";
        let refused = affairs.post("/questions/new", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn others_read_and_only_those_who_plan_ask() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let card = registered(&affairs, house.checks, house.stops, "1").await;
        let member = house.as_role(Role::Member, house.plant);
        assert_eq!(member.get(&card).await.status, StatusCode::OK);
        let run = format!("{card}/run");
        assert_eq!(member.post(&run, &[]).await.status, StatusCode::FORBIDDEN);
        let elsewhere = house.as_role(Role::PartyAffairs, house.second);
        assert_eq!(elsewhere.get(&card).await.status, StatusCode::NOT_FOUND);
        assert_eq!(elsewhere.post(&run, &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(elsewhere.get("/questions").await.texts("#questions tbody tr").len(), 0);
        let group = house.as_role(Role::Committee, house.group);
        assert_eq!(group.get("/questions").await.texts("#questions tbody tr").len(), 1);
    })
    .await;
}
