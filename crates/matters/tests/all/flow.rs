//! The way of a matter: who may take which step, what comes back, what a list and its numbers say.

use crate::house::{Answer, House, MIGRATIONS, Visitor, day};
use axum::http::StatusCode;
use kernel::{Actor, Role};
use testkit::on_both;

/// Raises a matter of the workshop and returns its address.
async fn raised(who: &Visitor<'_>, title: &str, day: &str) -> String {
    let fields =
        [("unit", "集团 / 一矿 / 主洗车间"), ("title", title), ("problem", "压力低"), ("day", day)];
    let done = who.post("/matters/new", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
    done.location
}

async fn revision(who: &Visitor<'_>, matter: &str) -> String {
    who.get(matter).await.attribute("main input[name=revision]", "value")
}

async fn plan(who: &Visitor<'_>, matter: &str, owner: &str, verifier: &str, due: &str) -> Answer {
    let revision = revision(who, matter).await;
    let fields = [
        ("revision", revision.as_str()),
        ("measure", "换叶轮"),
        ("owner", owner),
        ("verifier", verifier),
        ("due", due),
    ];
    who.post(&format!("{matter}/measure"), &fields).await
}

async fn act(who: &Visitor<'_>, matter: &str, deed: &str, day: &str) -> Answer {
    let revision = revision(who, matter).await;
    act_on(who, matter, &revision, deed, day).await
}

async fn act_on(who: &Visitor<'_>, matter: &str, revision: &str, deed: &str, day: &str) -> Answer {
    let fields = [("revision", revision), ("deed", deed), ("said", "看过了"), ("day", day)];
    who.post(&format!("{matter}/deed"), &fields).await
}

#[tokio::test]
async fn a_matter_is_closed_by_somebody_else_than_its_owner() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let secretary = house.as_role(Role::Secretary, house.wash);
        let worker = house.as_role(Role::Worker, house.wash);
        // Whoever works there says what is wrong.
        let matter = raised(&worker, "介质泵压力不足", "2026-10-01").await;
        let page = secretary.get(&matter).await;
        assert!(page.text("#facts h2").contains("待定措施"), "{}", page.text("#facts h2"));
        assert_eq!(worker.get(&matter).await.text("#plan"), "", "and does not say what is done");

        let same = plan(&secretary, &matter, "A1", "王芳", "2026-10-20").await;
        assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(same.text("#e-verifier").contains("责任人本人"), "{}", same.text("main"));
        assert_eq!(same.text("#f-measure"), "换叶轮", "what was typed stays");
        let early = plan(&secretary, &matter, "A1", "A2", "2026-09-30").await;
        assert!(early.text("#e-due").contains("2026-10-01"), "{}", early.text(".problems"));
        let nobody = plan(&secretary, &matter, "A9", "A2", "2026-10-20").await;
        assert!(nobody.text("#e-owner").contains("A9"));
        let planned = plan(&secretary, &matter, "A1", "赵敏 A3", "2026-10-20").await;
        assert_eq!(planned.status, StatusCode::SEE_OTHER, "{}", planned.text(".problems"));

        // Nothing is closed that nobody says is done.
        let stale = revision(&secretary, &matter).await;
        let closed = act_on(&secretary, &matter, &stale, "close", "2026-10-15").await;
        assert_eq!(closed.status, StatusCode::CONFLICT);
        assert!(closed.text(".problems").contains("不能再做这一步"));

        let owner = house.as_role(Role::Secretary, house.wash).being(house.people[0]);
        let other = house.as_role(Role::Worker, house.wash).being(house.people[1]);
        let verifier = house.as_role(Role::Member, house.wash).being(house.people[2]);
        let seen = revision(&secretary, &matter).await;
        let meddled = act_on(&other, &matter, &seen, "report", "2026-10-15").await;
        assert_eq!(meddled.status, StatusCode::FORBIDDEN);
        let future = act(&owner, &matter, "report", "2026-10-16").await;
        assert!(future.text("#e-day").contains("还没有到"), "{}", future.text(".problems"));
        let reported = act(&owner, &matter, "report", "2026-10-15").await;
        assert_eq!(reported.status, StatusCode::SEE_OTHER, "{}", reported.text(".problems"));

        // The owner is a secretary, who may change every matter there; her own she cannot verify.
        assert!(!owner.get(&matter).await.text("#next").contains("关闭"));
        let seen = revision(&secretary, &matter).await;
        for deed in ["close", "return"] {
            let own = act_on(&owner, &matter, &seen, deed, "2026-10-15").await;
            assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY, "{deed}");
            assert!(own.text(".problems").contains("不能验证自己的工作"));
        }
        let early = act(&verifier, &matter, "close", "2026-10-14").await;
        assert!(early.text("#e-day").contains("2026-10-15"), "{}", early.text(".problems"));
        let returned = act(&verifier, &matter, "return", "2026-10-15").await;
        assert_eq!(returned.status, StatusCode::SEE_OTHER);
        act(&owner, &matter, "report", "2026-10-15").await;
        let seen = revision(&secretary, &matter).await;
        let closed = act(&verifier, &matter, "close", "2026-10-15").await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER);
        // Two who verify at once: the second is told.
        let late = act_on(&secretary, &matter, &seen, "close", "2026-10-15").await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        let page = secretary.get(&matter).await;
        let way = page.texts("#way th");
        assert_eq!(way, ["提出", "定措施", "报告完成", "退回", "报告完成", "验证关闭"]);
        let sql = "SELECT action FROM audit ORDER BY id";
        let audited: Vec<(String,)> =
            store::Query::all(&mut test.db.read(), sql, store::params![]).await.unwrap();
        let audited: Vec<&str> = audited.iter().map(|(action,)| action.as_str()).collect();
        assert_eq!(audited[..3], ["matter.raise", "matter.plan", "matter.report"]);
        assert_eq!(audited.len(), 6);
    })
    .await;
}

#[tokio::test]
async fn what_comes_back_within_ninety_days_is_linked_to_what_was_closed() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let secretary = house.as_role(Role::Secretary, house.wash);
        let close = async |title: &str, day: &str| {
            let matter = raised(&secretary, title, day).await;
            plan(&secretary, &matter, "A1", "A2", day).await;
            let wait = act(&secretary, &matter, "report", "2026-10-15").await;
            assert_eq!(wait.status, StatusCode::SEE_OTHER, "{}", wait.text(".problems"));
            act(&secretary, &matter, "close", "2026-10-15").await;
            matter
        };
        let first = close("筛板松动", "2026-10-01").await;
        // However it is typed.
        let again = raised(&secretary, "　筛板松动 ", "2026-10-15").await;
        let page = secretary.get(&again).await;
        assert!(page.text("#facts h2").contains("复发"), "{}", page.text("#facts"));
        assert!(page.text("#facts").contains("上次"));
        assert!(!secretary.get(&first).await.text("#facts h2").contains("复发"));
        let other = raised(&secretary, "喷嘴堵塞", "2026-10-15").await;
        assert!(!secretary.get(&other).await.text("#facts h2").contains("复发"));
        // What was raised on a day before the other was closed did not come back.
        let before = raised(&secretary, "筛板松动", "2026-10-14").await;
        assert!(!secretary.get(&before).await.text("#facts h2").contains("复发"));
        let list = secretary.get("/matters?show=all").await;
        assert_eq!(list.texts("#matters tbody tr").len(), 4);
        let tiles = list.texts(".tile");
        assert!(
            tiles.iter().any(|tile| tile.contains("复发") && tile.contains("1 / 4")),
            "{tiles:?}"
        );
        assert!(tiles.iter().any(|tile| tile.contains("14 天")), "{tiles:?}");
        let sheet = secretary.get("/matters?show=all&format=xlsx").await;
        assert!(sheet.kind.contains("spreadsheet"), "{}", sheet.kind);
    })
    .await;
}

#[tokio::test]
async fn everybody_sees_the_matters_of_their_part_and_what_waits_for_them() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let secretary = house.as_role(Role::Secretary, house.wash);
        let late = raised(&secretary, "皮带跑偏", "2026-09-01").await;
        plan(&secretary, &late, "A1", "A2", "2026-09-10").await;
        let fresh = raised(&secretary, "照明不足", "2026-10-10").await;
        let overdue = secretary.get("/matters?show=overdue").await;
        assert_eq!(overdue.texts("#matters tbody td a"), ["皮带跑偏"]);
        let owner = house.as_role(Role::Worker, house.wash).being(house.people[0]);
        assert_eq!(
            owner.get("/matters?show=mine").await.texts("#matters tbody td a"),
            ["皮带跑偏"]
        );
        let found = secretary.get("/matters?q=%E7%85%A7%E6%98%8E").await;
        assert_eq!(found.texts("#matters tbody td a"), ["照明不足"]);
        let elsewhere = house.as_role(Role::Secretary, house.second);
        assert!(elsewhere.get("/matters?show=all").await.texts("#matters tbody tr").is_empty());
        assert_eq!(elsewhere.get(&fresh).await.status, StatusCode::NOT_FOUND);
        let admin = house.as_role(Role::SystemAdmin, house.group);
        assert_eq!(admin.get("/matters").await.status, StatusCode::NOT_FOUND);
        let above = house.as_role(Role::Committee, house.group);
        assert_eq!(above.get("/matters").await.texts("#matters tbody tr").len(), 2);
        assert_eq!(above.get(&fresh).await.text("#plan"), "", "seeing is not answering");
        // An address of elsewhere in a link leads nowhere.
        let lured = secretary.get("/matters/new?place=https://example.org/x&title=a").await;
        assert_eq!(lured.attribute("input[name=place]", "value"), "");
        let lured = secretary.get("/matters/new?place=//example.org&title=a").await;
        assert_eq!(lured.attribute("input[name=place]", "value"), "");
        let unborn = [("unit", "一矿"), ("title", "x"), ("problem", "y"), ("day", "2019-01-01")];
        let refused = house.as_role(Role::Safety, house.group).post("/matters/new", &unborn).await;
        assert!(refused.text("#e-day").contains("2019-01-01"), "{}", refused.text(".problems"));
    })
    .await;
}

#[tokio::test]
async fn a_share_in_time_counts_what_was_due_and_opens_just_that() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let who = house.as_role(Role::Secretary, house.wash);
        let verifier = house.as_role(Role::PartyAffairs, house.group).being(house.people[1]);
        // Title, the day by which it was due, and the day on which it was closed.
        for (title, due, closed) in [
            ("按期", "2026-10-08", Some("2026-10-08")),
            ("逾期才关", "2026-10-08", Some("2026-10-09")),
            ("没有关", "2026-10-10", None),
            ("还没到期", "2026-10-25", None),
            ("提前关", "2026-10-25", Some("2026-10-05")),
        ] {
            let matter = raised(&who, title, "2026-10-01").await;
            assert_eq!(plan(&who, &matter, "A1", "A2", due).await.status, StatusCode::SEE_OTHER);
            if let Some(day) = closed {
                // What was planned today is reported and closed earlier only in the store.
                let mut tx = test.db.begin().await.unwrap();
                let id: i64 = matter.rsplit('/').next().unwrap().parse().unwrap();
                let sql = "UPDATE matter SET stage = 'closed', closed = $2 WHERE id = $1";
                let day: kernel::Day = day.parse().unwrap();
                tx.execute(sql, store::params![id, day]).await.unwrap();
                tx.commit().await.unwrap();
            }
        }
        let ctx = test.ctx(kernel::Actor::system("test"));
        let share = async |until: &str| {
            let (from, until) = (day("2026-01-01"), day(until));
            let by_unit =
                matters::use_cases::in_time(&ctx, house.group, from, until).await.unwrap()?;
            let sum = |(a, b): (i64, i64), (done, of): &(i64, i64)| (a + done, b + of);
            Some(by_unit.values().fold((0, 0), sum))
        };
        assert_eq!(share("2026-10-14").await, Some((1, 3)), "of all below, due by the day");
        assert_eq!(share("2026-10-31").await, Some((2, 5)));
        let place = matters::due_in(house.group, day("2026-01-01"), day("2026-10-14"));
        let list = verifier.get(&place).await;
        let mut titles: Vec<String> = list.texts("#matters tbody td:first-child a");
        titles.sort();
        assert_eq!(titles, ["按期", "没有关", "逾期才关"], "the records behind the number");
        let alone = verifier.get(&format!("/matters?show=all&unit={}", house.group)).await;
        assert!(alone.texts("#matters tbody td:first-child a").is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_form_for_a_unit_that_is_not_there_is_not_found() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let worker = house.as_role(Role::Worker, house.wash);
        for unit in [house.second.0, 4_711] {
            let form = worker.get(&format!("/matters/new?unit={unit}")).await;
            assert_eq!(form.status, StatusCode::NOT_FOUND, "{unit}: nobody can tell which");
        }
        let own = worker.get(&format!("/matters/new?unit={}", house.wash)).await;
        assert_eq!(own.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn what_was_solved_is_told_as_it_was_recorded_and_not_what_was_opened_again() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let secretary = house.as_role(Role::Secretary, house.wash);
        let close = async |title: &str, raised_on: &str| {
            let matter = raised(&secretary, title, raised_on).await;
            plan(&secretary, &matter, "A1", "A2", raised_on).await;
            act(&secretary, &matter, "report", "2026-10-15").await;
            let closed = act(&secretary, &matter, "close", "2026-10-15").await;
            assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text(".problems"));
            matter
        };
        close("筛板松动", "2026-10-01").await;
        let opened = close("喷嘴堵塞", "2026-10-13").await;
        // It came back: raised in these days too, and not closed.
        raised(&secretary, "筛板松动", "2026-10-15").await;
        close("皮带跑偏", "2026-09-15").await;

        let ctx = test.ctx(Actor::system("test"));
        let october = (day("2026-10-01"), day("2026-10-31"));
        let told = async |unit, days, at| {
            let solved = matters::use_cases::solved(&ctx, unit, days, at).await;
            let solved = solved.expect("read").expect("it may be seen");
            let mut took = solved.days.clone();
            took.sort_unstable();
            (took, solved.raised, solved.recurring)
        };
        let now = ctx.now.at;
        assert_eq!(told(house.group, october, now).await, (vec![2, 14, 30], 3, 1));
        assert_eq!(told(house.second, october, now).await, (vec![], 0, 0));
        let september = (day("2026-09-01"), day("2026-09-30"));
        assert_eq!(told(house.group, september, now).await, (vec![], 1, 0));
        // Nothing was recorded before that moment.
        assert_eq!(told(house.group, october, now - 1).await, (vec![], 0, 0));

        let again = act(&secretary, &opened, "reopen", "2026-10-15").await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text(".problems"));
        assert_eq!(told(house.group, october, now).await.0, [14, 30]);
    })
    .await;
}
