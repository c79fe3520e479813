//! Recurring duties: owed again in each period, shown done by a word or by a record.

use crate::house::{House, MIGRATIONS, PLANT};
use crate::pages::Browser;
use axum::http::StatusCode;
use kernel::{Month, Period, Role};
use planning::duties::use_cases as duties;
use planning::duties::{Done, NewDuty, Proof, Rhythm, State};
use planning::periods::use_cases as periods;
use store::Query;
use testkit::{codes, on_both};

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

fn period(text: &str) -> Option<Period> {
    Some(text.parse().expect("a period"))
}

fn duty(house: &House, title: &str) -> NewDuty {
    NewDuty {
        unit: house.units[PLANT],
        title: title.to_owned(),
        owner: None,
        rhythm: Rhythm::Monthly,
        due_day: 10,
        proof: Proof::Word,
        since: month("2026-08"),
    }
}

#[tokio::test]
async fn what_is_not_done_stays_owed_and_a_word_settles_one_period() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let affairs = house.who(1, Role::PartyAffairs);
        let counts = duty(&house, "每月召开会议不少于 2 次");
        assert_eq!(codes(duties::enter(&affairs, counts).await), ["plan-task-counts"]);
        let new = duty(&house, "煤质异议当月办结并回访用户");
        let worker = house.who(9, Role::Worker);
        assert_eq!(codes(duties::enter(&worker, new.clone()).await), ["403"]);
        let id = duties::enter(&affairs, new).await.expect("entered");
        // It is the fifteenth of October: August and September are owed, October runs.
        let owed = duties::waiting(&affairs, 9).await.expect("a list");
        let told: Vec<_> =
            owed.iter().map(|it| (it.period.to_string(), it.state(affairs.now.today))).collect();
        let late = State::Late;
        assert_eq!(told, [("2026-08".to_owned(), late), ("2026-09".to_owned(), late)]);
        assert!(duties::waiting(&worker, 9).await.expect("a list").is_empty());
        let say = async |at: &str, note: &str| duties::say(&affairs, id, period(at), note).await;
        assert_eq!(codes(say("2026-09", " ").await), ["field-required"]);
        assert_eq!(codes(say("2026-07", "x").await), ["duty-period"]);
        assert_eq!(codes(say("2026-11", "x").await), ["duty-period"]);
        assert_eq!(codes(say("2026Q3", "x").await), ["duty-period"]);
        assert_eq!(codes(duties::say(&worker, id, period("2026-09"), "x").await), ["403"]);
        say("2026-09", "两起异议已回访").await.expect("said");
        assert_eq!(codes(say("2026-09", "再说").await), ["duty-done-already"]);
        let owed = duties::waiting(&affairs, 9).await.expect("a list");
        assert_eq!(owed.len(), 1, "August stays owed");
        // From the month on in which it ends it is owed no more; what was owed stays.
        assert_eq!(codes(duties::end(&affairs, id, 7).await), ["duty-changed"]);
        duties::end(&affairs, id, 1).await.expect("ended");
        let shown = duties::look(&affairs, house.units[PLANT]).await.expect("a page");
        let told: Vec<_> = shown.turns.iter().map(|turn| turn.period.to_string()).collect();
        assert_eq!(told, ["2026-09", "2026-08"]);
        let Some(Done::Word(word)) = &shown.turns[0].done else { panic!("{:?}", shown.turns[0]) };
        assert_eq!((word.note.as_str(), word.by.as_str()), ("两起异议已回访", "用户1"));
    })
    .await;
}

#[tokio::test]
async fn a_named_person_says_it_and_a_record_says_it_alone() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let affairs = house.who(1, Role::PartyAffairs);
        let mut tx = house.tx().await;
        let owner = directory::people::create(&mut tx, "王芳", Some("A1")).await.expect("a person");
        tx.commit().await.expect("committed");
        let named = NewDuty { owner: Some(owner), ..duty(&house, "月度设备缺陷清零") };
        let id = duties::enter(&affairs, named).await.expect("entered");
        let mut own = house.who(9, Role::Worker);
        own.actor.person = Some(owner);
        assert_eq!(duties::waiting(&own, 9).await.expect("a list").len(), 2);
        assert!(duties::waiting(&affairs, 9).await.expect("a list").is_empty(), "another answers");
        duties::say(&own, id, period("2026-08"), "缺陷 14 项全部消除").await.expect("said");
        // By a meeting: a word is refused, and the meeting settles its period.
        let by_meeting =
            NewDuty { proof: Proof::Meeting, ..duty(&house, "经营偏差当月分析到措施") };
        let held = duties::enter(&affairs, by_meeting).await.expect("entered");
        let word = duties::say(&affairs, held, period("2026-09"), "x").await;
        assert_eq!(codes(word), ["duty-by-record"]);
        assert_eq!(duties::waiting(&affairs, 9).await.expect("a list").len(), 2);
        let mut tx = house.tx().await;
        let sql = "INSERT INTO meeting (unit_id, kind, period, day, agenda, revision) \
             VALUES ($1, 'dispatch', 202609, 20261008, '', 1)";
        tx.execute(sql, store::params![house.units[PLANT]]).await.expect("a meeting");
        tx.commit().await.expect("committed");
        let owed = duties::waiting(&affairs, 9).await.expect("a list");
        let told: Vec<_> = owed.iter().map(|turn| turn.period.to_string()).collect();
        assert_eq!(told, ["2026-08"]);
    })
    .await;
}

#[tokio::test]
async fn the_page_the_calendar_and_programs_show_what_is_owed() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let plant = house.units[PLANT];
        let browser = Browser::of(database, Role::PartyAffairs, plant);
        let unit = plant.to_string();
        let mut fields = vec![
            ("unit", unit.as_str()),
            ("title", "每月发表稿件不少于 3 篇"),
            ("owner", ""),
            ("rhythm", "monthly"),
            ("due_day", "10"),
            ("proof", "word"),
            ("since", "2026-08"),
        ];
        let refused = browser.post("/duties", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.value("title").as_deref(), Some("每月发表稿件不少于 3 篇"));
        fields[1].1 = "党员责任区隐患当月整改";
        assert_eq!(browser.post("/duties", &fields).await.status, StatusCode::SEE_OTHER);
        let here = format!("/duties?unit={plant}");
        assert_eq!(browser.get(&here).await.all("#turns tbody tr").len(), 3);
        let calendar = browser.get(&format!("/periods?unit={plant}&year=2026")).await;
        let cells = calendar.all("#calendar small.duties");
        assert_eq!(cells, ["常规工作 1 项未办结"; 2], "August and September");
        let silent = [("unit", unit.as_str()), ("duty", "1"), ("period", "2026-08"), ("note", "")];
        let refused = browser.post("/duties/1/done", &silent).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said =
            [("unit", unit.as_str()), ("duty", "1"), ("period", "2026-08"), ("note", "整改 5 项")];
        assert_eq!(browser.post("/duties/1/done", &said).await.status, StatusCode::SEE_OTHER);
        let api = browser.get(&format!("/api/v1/duties?unit={plant}")).await;
        let api = String::from_utf8_lossy(&api.bytes).into_owned();
        assert!(
            api.contains(r#""period":"2026-09""#) && !api.contains(r#""period":"2026-08""#),
            "{api}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_word_is_taken_back_by_who_said_it_and_stays_shown() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let (affairs, other) = (house.who(1, Role::PartyAffairs), house.who(2, Role::Dispatch));
        let id = duties::enter(&affairs, duty(&house, "煤质异议当月办结并回访用户"))
            .await
            .expect("entered");
        let back =
            async |at: &str, why: &str| duties::take_back(&affairs, id, period(at), why).await;
        assert_eq!(codes(back("2026-08", "记错月份").await), ["duty-word-gone"]);
        duties::say(&affairs, id, period("2026-08"), "两起异议已回访").await.expect("said");
        // Neither somebody else of the same right, nor whoever has none, nor without a reason.
        let foreign = duties::take_back(&other, id, period("2026-08"), "x").await;
        assert_eq!(codes(foreign), ["403"]);
        let worker = house.who(1, Role::Worker);
        assert_eq!(codes(duties::take_back(&worker, id, period("2026-08"), "x").await), ["403"]);
        assert_eq!(codes(back("2026-08", " ").await), ["field-required"]);
        assert_eq!(codes(duties::take_back(&affairs, id, None, "x").await), ["duty-word-gone"]);
        assert_eq!(duties::waiting(&affairs, 9).await.expect("a list").len(), 1, "it still counts");
        back("2026-08", "记错月份").await.expect("taken back");
        assert_eq!(codes(back("2026-08", "再收").await), ["duty-word-gone"]);
        let owed = duties::waiting(&affairs, 9).await.expect("a list");
        assert_eq!(owed.len(), 2, "owed again");
        let gone = &owed[0].taken_back[0];
        assert_eq!((gone.note.as_str(), gone.by.as_str()), ("两起异议已回访", "用户1"));
        let why = gone.taken_back.as_ref().map(|(_, why)| why.as_str());
        assert_eq!(why, Some("记错月份"));
        // Another word counts beside it, said by anybody who may.
        duties::say(&other, id, period("2026-08"), "三起异议已回访").await.expect("said again");
        assert_eq!(codes(back("2026-08", "x").await), ["403"]);
        let shown = duties::look(&affairs, house.units[PLANT]).await.expect("a page");
        let turn = shown.turns.iter().find(|turn| turn.period.to_string() == "2026-08");
        assert!(turn.is_none(), "done, and not the latest");
        let sql = "SELECT COUNT(*) FROM duty_word WHERE note = '两起异议已回访'";
        let kept: (i64,) = house.ctx.read().one(sql, store::params![]).await.expect("a count");
        assert_eq!(kept.0, 1, "nothing is deleted");
        let sql = "SELECT COUNT(*) FROM audit WHERE action = 'duty.take-back' AND user_id = 1 \
             AND before LIKE '%两起异议已回访%' AND after LIKE '%记错月份%'";
        let audited: (i64,) = house.ctx.read().one(sql, store::params![]).await.expect("a count");
        assert_eq!(audited.0, 1);
    })
    .await;
}

#[tokio::test]
async fn what_was_said_for_a_locked_month_stays_until_it_is_opened() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let affairs = house.who(1, Role::PartyAffairs);
        let plant = house.units[PLANT];
        let new = NewDuty { rhythm: Rhythm::Quarterly, ..duty(&house, "煤质异议当季办结") };
        let id = duties::enter(&affairs, new).await.expect("entered");
        duties::say(&affairs, id, period("2026Q3"), "已办结").await.expect("said");
        let september = month("2026-09");
        periods::lock(&affairs, plant, september).await.expect("locked");
        let back = duties::take_back(&affairs, id, period("2026Q3"), "记错").await;
        assert_eq!(codes(back), ["duty-word-locked"]);
        let committee = house.who(3, Role::Committee);
        periods::unlock(&committee, plant, september, "补报").await.expect("opened");
        duties::take_back(&affairs, id, period("2026Q3"), "记错").await.expect("taken back");
    })
    .await;
}

#[tokio::test]
async fn the_page_takes_a_word_back_and_shows_it_with_its_reason() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let plant = house.units[PLANT];
        let affairs = house.who(1, Role::PartyAffairs);
        let since = NewDuty {
            since: month("2026-09"), ..duty(&house, "党员责任区隐患当月整改")
        };
        let id = duties::enter(&affairs, since).await.expect("entered");
        duties::say(&affairs, id, period("2026-10"), "整改 5 项").await.expect("said");
        let browser = Browser::of(database, Role::PartyAffairs, plant);
        let here = format!("/duties?unit={plant}");
        let form = format!("#turns form[action='/duties/{id}/take-back']");
        assert_eq!(browser.get(&here).await.all(&form).len(), 1);
        let stranger = Browser::who(database, 2, Role::PartyAffairs, plant);
        assert!(stranger.get(&here).await.all(&form).is_empty(), "only who said it");
        let (unit, duty) = (plant.to_string(), id.to_string());
        let mut fields =
            vec![("unit", unit.as_str()), ("duty", &duty), ("period", "2026-10"), ("why", " ")];
        let path = format!("/duties/{id}/take-back");
        let refused = browser.post(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        fields[3].1 = "还有一项未改";
        assert_eq!(browser.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
        let seen = browser.get(&here).await;
        let gone = seen.all("#turns s");
        assert!(gone.len() == 1 && gone[0].starts_with("整改 5 项 · 用户1"), "{gone:?}");
        assert!(seen.all("#turns small").iter().any(|text| text.contains("收回：还有一项未改")));
        let api = browser.get(&format!("/api/v1/duties?unit={plant}")).await;
        let api = String::from_utf8_lossy(&api.bytes).into_owned();
        assert!(api.contains(r#""why":"还有一项未改""#), "{api}");
    })
    .await;
}

#[tokio::test]
async fn words_that_were_said_before_they_could_be_taken_back_count_on() {
    let files = &planning::MIGRATIONS.files[..7];
    let mut older = MIGRATIONS.to_vec();
    older.retain(|set| set.crate_name != "planning");
    older.push(store::Migrations { crate_name: "planning", files });
    on_both(&older, async |database| {
        let house = House::build(database).await;
        let affairs = house.who(1, Role::PartyAffairs);
        let id = duties::enter(&affairs, duty(&house, "煤质异议当月办结")).await.expect("entered");
        let mut tx = house.tx().await;
        let sql = "INSERT INTO duty_done (duty_id, period, note, user_id, recorded_by, recorded_at) \
             VALUES ($1, 202608, '一起异议已回访', 1, '用户1', 1)";
        tx.execute(sql, store::params![id]).await.expect("said");
        tx.commit().await.expect("committed");
        let ran = database.db.migrate(MIGRATIONS, testkit::now()).await.expect("brought up to date");
        assert_eq!(ran.len(), 1, "{ran:?}");
        let owed = duties::waiting(&affairs, 9).await.expect("a list");
        let told: Vec<_> = owed.iter().map(|turn| turn.period.to_string()).collect();
        assert_eq!(told, ["2026-09"], "August is done");
        duties::take_back(&affairs, id, period("2026-08"), "记错月份").await.expect("taken back");
    })
    .await;
}
