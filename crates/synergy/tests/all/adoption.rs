//! Units that begin at different times: written down or drawn, compared, and refused where nobody is left to
//! compare with.

use crate::house::{House, MIGRATIONS, Visitor};
use axum::http::StatusCode;
use kernel::{Role, UnitId};
use statistics::random::Random;
use store::Ctx;
use synergy::question::Content;
use synergy::use_cases::asking::{self, Begins};
use synergy::use_cases::{looking, lots, running};
use testkit::{codes, on_both};

/// Fields of a question about the ten workshops, 2025-01 to 2026-06, with who begins when.
fn asked<'a>(house: &'a [String; 2], starts: &'a str, lottery: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("cause", &house[0]),
        ("outcome", &house[1]),
        ("mechanism", "点检提前可能与小停机有关"),
        ("unit", "集团 / 一厂"),
        ("depth", "1"),
        ("first", "2025-01"),
        ("last", "2026-06"),
        ("lag", "1"),
        ("starts", starts),
        ("lottery", lottery),
    ]
}

fn both(house: &House<'_>) -> [String; 2] {
    [house.checks.to_string(), house.stops.to_string()]
}

/// Eighteen months of stops that fall by eight from each workshop's beginning on, and of checks that show it.
async fn keep(house: &House<'_>, starts: &[Option<usize>]) {
    let mut random = Random::from_seed(7);
    let (mut checks, mut stops) = (Vec::new(), Vec::new());
    for (unit, start) in starts.iter().enumerate() {
        let is_begun = |at: usize| start.is_some_and(|start| at >= start);
        checks.push((0..18).map(|at| Some(if is_begun(at) { 5 } else { 0 })).collect());
        let stop = |at: usize| {
            let level = 60.0 + 2.0 * unit as f64 + (at % 4) as f64 + random.normal();
            Some((level - if is_begun(at) { 8.0 } else { 0.0 }).round() as i64)
        };
        stops.push((0..18).map(stop).collect());
    }
    house.keep(house.checks, "2025-01", &checks).await;
    house.keep(house.stops, "2025-01", &stops).await;
}

async fn run(who: &Visitor<'_>, card: &str) {
    let done = who.post(&format!("{card}/run"), &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
}

const STARTS: &str = "1车间 2025-06\n2车间 2025-06\n3车间 2025-09\n4车间\t2025-09\n5车间 2025-09";

#[tokio::test]
async fn beginnings_written_down_beforehand_reach_level_three_and_no_more() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let ids = both(&house);
        let done = affairs.post("/questions/new", &asked(&ids, STARTS, "")).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
        let card = done.location;
        let page = affairs.get(&card).await;
        assert!(page.text("#asked").contains("先后推行的比较"), "{}", page.text("#asked"));
        let starts: Vec<Option<usize>> = (0..10)
            .map(|at| [Some(5), Some(5), Some(8), Some(8), Some(8)].get(at).copied().flatten())
            .collect();
        keep(&house, &starts).await;
        run(&affairs, &card).await;
        let page = affairs.get(&card).await;
        assert_eq!(page.text("#wording"), "与产生影响的解释相一致", "{}", page.text("#lacks"));
        assert!(page.text("#effect").contains("平均相差 −"), "{}", page.text("#effect"));
        assert!(page.text("#lacks").contains("抽签"), "{}", page.text("#lacks"));
        assert!(page.texts("#events circle").len() > 15);
        assert!(page.texts("#deviating").is_empty());
        let book = affairs.get(&format!("{card}?format=xlsx")).await;
        assert_eq!(book.status, StatusCode::OK);
        let api = affairs.get(&format!("/api/v1{card}")).await;
        assert!(String::from_utf8(api.bytes).unwrap().contains("\"adopters\":5"));
        // Whatever acts on what, nobody may say so at this level.
        let said = [("seen", "0"), ("body", "点检提前导致小停机减少")];
        let refused = affairs.post(&format!("{card}/conclude"), &said).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn nobody_to_compare_with_is_refused_with_what_would_be_enough() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let ids = both(&house);
        let all = |period: &str| -> String {
            (1..=10).map(|n| format!("{n}车间 {period}\n")).collect()
        };
        let mut cards = Vec::new();
        let staggered: String = (1..=10).map(|n| format!("{n}车间 2025-{:02}\n", n + 2)).collect();
        for (starts, said) in [
            (all("2025-06"), "所有单位同时推行"),
            ("1车间 2024-10\n2车间 2025-01".to_owned(), "从第一期就推行"),
            ("1车间 2026-10".to_owned(), "没有单位推行"),
            (staggered, "至少留 3 个单位不推行"),
        ] {
            let done = affairs.post("/questions/new", &asked(&ids, &starts, "")).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
            cards.push((done.location, said));
        }
        keep(&house, &[None; 10]).await;
        for (card, said) in cards {
            run(&affairs, &card).await;
            let page = affairs.get(&card).await;
            assert_eq!(page.text("#wording"), "数据不足，仅作描述");
            assert!(page.text("#lacks").contains(said), "{}", page.text("#lacks"));
            assert!(page.texts(".tile").is_empty() && page.texts("#events").is_empty());
        }
    })
    .await;
}

#[tokio::test]
async fn a_wrong_line_is_named_and_what_was_typed_is_kept() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let ids = both(&house);
        for (starts, said) in [
            ("1车间 明年", "看不出单位和时间"),
            ("1车间", "看不出单位和时间"),
            ("一厂 2025-06", "不在所比较的单位里"),
            ("1车间 2025-06\n1车间 2025-07", "写了两次"),
            ("1车间 2025Q2", "不是一类"),
        ] {
            let refused = affairs.post("/questions/new", &asked(&ids, starts, "")).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{starts}");
            assert!(refused.text(".problems").contains(said), "{}", refused.text(".problems"));
            let typed: Vec<&str> = starts.split_whitespace().collect();
            assert_eq!(refused.text("#f-starts"), typed.join(" "));
        }
        let unknown = affairs.post("/questions/new", &asked(&ids, "", "77")).await;
        assert!(unknown.text(".problems").contains("没有这次抽签"));
        let twice = affairs.post("/questions/new", &asked(&ids, STARTS, "77")).await;
        assert!(twice.text(".problems").contains("请留一个"));
    })
    .await;
}

/// The context some days after the tests' today.
fn later(ctx: &Ctx, days: i64) -> Ctx {
    let today = ctx.now.today.plus_days(days);
    let now = kernel::Now { at: ctx.now.at + days * 86_400_000, today };
    Ctx { now, ..ctx.clone() }
}

fn lottery(house: &House<'_>, digest: &str) -> lots::New {
    lots::New {
        unit: house.plant,
        depth: 1,
        waves: ["2025-06", "2025-09"].map(|text| text.parse().unwrap()).to_vec(),
        source: "2025-05-20 开奖号码连写".to_owned(),
        digest: digest.to_owned(),
        draw_on: kernel::Day::new(2025, 5, 20).unwrap(),
    }
}

fn question(house: &House<'_>, lottery: i64) -> asking::New {
    let content = Content {
        unit: house.plant,
        depth: 1,
        cause: house.checks,
        outcome: house.stops,
        mechanism: "点检提前可能与小停机有关".to_owned(),
        others: String::new(),
        first: "2025-01".parse().unwrap(),
        last: "2026-06".parse().unwrap(),
        lag: 0,
        task: None,
    };
    let begins = Some(Begins::ByLot(lottery));
    asking::New { content, units: Vec::new(), follows: None, keeps_words: false, begins }
}

/// What a lottery gave the workshops, as places among the months from January 2025.
async fn drawn(ctx: &Ctx, house: &House<'_>, id: i64) -> Vec<Option<usize>> {
    let shown = lots::find(ctx, id).await.unwrap();
    let wave = |unit: &UnitId| shown.units.iter().find(|lot| lot.unit == *unit).unwrap().wave;
    let place = |unit| match wave(unit) {
        Some(1) => Some(5),
        Some(2) => Some(8),
        other => other.filter(|wave| *wave != 3).map(|_| panic!("{other:?}")),
    };
    house.shops.iter().map(place).collect()
}

#[tokio::test]
async fn lots_announced_and_drawn_later_reach_level_four_while_units_follow_them() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        // Today is in October 2026; the lots are announced on 1 May 2025.
        let days = -532;
        let then = later(&house.ctx, days);
        assert_eq!(then.now.today.to_string(), "2025-05-01");
        let seed = 20_250_520_123_456_789;
        let id = lots::announce(&then, &lottery(&house, &lots::digest_of(seed))).await.unwrap();
        let before = asking::register(&then, question(&house, id)).await.unwrap();
        assert_eq!(codes(running::run(&then, before).await), ["question-not-drawn"]);
        assert_eq!(codes(lots::draw(&later(&then, 18), id, seed).await), ["lottery-early"]);
        let day = later(&then, 19);
        assert_eq!(codes(lots::draw(&day, id, 1).await), ["lottery-other-seed"]);
        lots::draw(&day, id, seed).await.unwrap();
        assert_eq!(codes(lots::draw(&day, id, seed).await), ["lottery-drawn"]);
        let after = asking::register(&later(&then, 20), question(&house, id)).await.unwrap();
        let shown = lots::find(&day, id).await.unwrap();
        assert!(shown.is_sound && shown.units.len() == 10);

        let mut starts = drawn(&day, &house, id).await;
        assert_eq!(starts.iter().flatten().count(), 7, "four and three of ten begin");
        keep(&house, &starts).await;
        for (question, level) in [(before, 4), (after, 3)] {
            running::run(&house.ctx, question).await.unwrap();
            let card = looking::card(&house.ctx, question).await.unwrap();
            let judged = card.runs.last().unwrap();
            let found = judged.run.record.adopted.as_ref().unwrap();
            assert!(found.deviating.is_empty() && (found.effect + 8.0).abs() < 1.5, "{found:?}");
            assert_eq!(judged.level().number(), level, "{:?}", judged.verdict);
        }
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let page = affairs.get(&format!("/questions/{before}")).await;
        assert!(page.text("#wording").contains("估计效应"), "{}", page.text("#wording"));
        let page = affairs.get(&format!("/design/lots/{id}")).await;
        assert!(page.text("#sound").contains("结果相同"), "{}", page.text("#sound"));

        // A workshop that was drawn and did not begin then: the lots no longer decide.
        let first = starts.iter().position(Option::is_some).unwrap();
        starts[first] = None;
        keep(&house, &starts).await;
        running::run(&house.ctx, before).await.unwrap();
        let card = looking::card(&house.ctx, before).await.unwrap();
        let judged = card.runs.last().unwrap();
        assert_eq!(judged.run.record.adopted.as_ref().unwrap().deviating, [house.shops[first].0]);
        assert!(judged.level().number() < 4);
        let page = affairs.get(&format!("/questions/{before}")).await;
        assert!(page.text("#deviating").contains(&format!("{}车间", first + 1)));
    })
    .await;
}

#[tokio::test]
async fn lots_are_announced_by_whoever_asks_and_a_wrong_announcement_says_where() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.plant);
        let fields = |waves, day, depth| {
            vec![
                ("unit", "集团 / 一厂"),
                ("depth", depth),
                ("waves", waves),
                ("source", "2026-11-20 开奖号码连写"),
                ("draw_on", day),
            ]
        };
        for (waves, day, depth, said) in [
            ("2026-12 2027-03", "2026-10-15", "1", "要晚于今天"),
            ("2026-11 2027-03", "2026-11-20", "1", "之后才开始"),
            ("2027-03 2026-12", "2026-11-20", "1", "从早到晚"),
            ("2026-12 2027Q2", "2026-11-20", "1", "从早到晚"),
            ("2026-12 2027-03", "2026-11-20", "2", "有 0 个单位"),
            ("明年", "2026-11-20", "1", "明年"),
        ] {
            let refused = affairs.post("/design/lots", &fields(waves, day, depth)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(refused.text(".problems").contains(said), "{}", refused.text(".problems"));
            assert_eq!(refused.attribute("#f-waves", "value"), waves);
        }
        let mut digest = fields("2026-12 2027-03", "2026-11-20", "1");
        digest.push(("digest", "abc"));
        assert!(affairs.post("/design/lots", &digest).await.text(".problems").contains("64 位"));
        let done =
            affairs.post("/design/lots", &fields("2026-12 2027-03", "2026-11-20", "1")).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
        let place = done.location;
        assert_eq!(affairs.get(&place).await.texts("#drawn tbody tr").len(), 3);
        let early = affairs.post(&format!("{place}/draw"), &[("seed", "5")]).await;
        assert!(early.text(".problems").contains("2026-11-20"), "{}", early.text(".problems"));
        assert!(affairs.get("/design/lots").await.text("#lots").contains("待抽"));
        let member = house.as_role(Role::Member, house.plant);
        assert_eq!(member.get(&place).await.status, StatusCode::OK);
        assert_eq!(member.post(&format!("{place}/draw"), &[]).await.status, StatusCode::FORBIDDEN);
        let elsewhere = house.as_role(Role::PartyAffairs, house.second);
        assert_eq!(elsewhere.get(&place).await.status, StatusCode::NOT_FOUND);
        let form = affairs.get("/questions/new?lottery=1").await;
        assert!(form.text("#f-lottery").contains("抽签"));
    })
    .await;
}

#[tokio::test]
async fn a_lot_that_was_changed_behind_the_programs_back_is_told() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let then = later(&house.ctx, -532);
        let id = lots::announce(&then, &lottery(&house, "")).await.unwrap();
        lots::draw(&later(&then, 19), id, 5).await.unwrap();
        assert!(lots::find(&house.ctx, id).await.unwrap().is_sound);
        let mut tx = house.ctx.db.begin().await.unwrap();
        let sql =
            "UPDATE synergy_lottery_unit SET wave = 4 - wave WHERE lottery_id = 1 AND wave <> 2";
        tx.execute(sql, store::params![]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!lots::find(&house.ctx, id).await.unwrap().is_sound);
    })
    .await;
}
