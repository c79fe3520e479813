//! Meetings: packs that say what the tracker says, decisions that come back, arrangements that stand still, and
//! copies that were changed by hand.

use crate::house::{House, MIGRATIONS, PLANT, q};
use crate::pages::{Browser, CSRF, Seen, refused};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use interchange::official::Figure;
use interchange::readers::official::{self, Document};
use interchange::readers::{Input, Limits};
use kernel::{Day, DayRange, Lang, MeetingId, Month, PersonId, Role, UnitId};
use matters::matter::{Deed, Found, Stage};
use planning::Kind;
use planning::meetings::arrangement::{Class, NewArrangement, Standing, State};
use planning::meetings::make_pack;
use planning::meetings::meeting::Kind as Of;
use planning::meetings::use_cases::arrangements::{self, Saying};
use planning::meetings::use_cases::{self as meetings, Call, NewDecision, packs};
use planning::store::indicators;
use planning::store::readings::{self, Stamp};
use planning::use_cases::Rules;
use planning::use_cases::tracker::{self, Below};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use store::Ctx;
use store::settings::Settings;
use testkit::{codes, on_both};

const SUM: usize = 0;
const RATIO: usize = 2;

fn on(ctx: &Ctx, day: &str) -> Ctx {
    let today: Day = day.parse().expect("a day");
    Ctx { now: kernel::Now { today, ..ctx.now }, ..ctx.clone() }
}

async fn person(house: &House, name: &str, number: &str) -> PersonId {
    let mut tx = house.tx().await;
    let id = directory::people::create(&mut tx, name, Some(number)).await.expect("a person");
    tx.commit().await.expect("committed");
    id
}

/// Two workshops of the plant in July, August and September: one sum is short of its target, a ratio has a rate
/// as target, a mean was planned and never reported.
async fn filled(house: &House) {
    let mut rows = Vec::new();
    for (month, one, other) in
        [("2026-07", "80", "95"), ("2026-08", "70", "90"), ("2026-09", "60", "85")]
    {
        rows.push(house.reading(3, month, SUM, Kind::Actual, one, None));
        rows.push(house.reading(4, month, SUM, Kind::Actual, other, None));
        rows.push(house.reading(3, month, SUM, Kind::Target, "100", None));
        rows.push(house.reading(4, month, SUM, Kind::Target, "100", None));
        rows.push(house.reading(3, month, RATIO, Kind::Actual, "57", Some("100")));
        rows.push(house.reading(3, month, RATIO, Kind::Target, "56", None));
    }
    rows.push(house.reading(3, "2026-09", 3, Kind::Target, "10.5", None));
    rows.push(house.reading(3, "2026-08", 3, Kind::Actual, "10", Some("1")));
    house.write(&house.stamp(), rows).await.expect("written");
}

async fn rules(ctx: &Ctx) -> Rules {
    let settings = Settings::load(&mut ctx.read()).await.expect("settings");
    Rules::of(&settings, ctx.now).expect("rules")
}

fn called(unit: UnitId, kind: Of, month: &str, day: &str) -> Call {
    let month: Month = month.parse().expect("a month");
    Call { unit, kind, month, day: day.parse().expect("a day"), agenda: "1. 通报".to_owned() }
}

async fn pack(ctx: &Ctx, id: MeetingId) -> i64 {
    let settings = Settings::load(&mut ctx.read()).await.expect("settings");
    make_pack(ctx, &settings, Lang::Zh, id).await.expect("a pack")
}

fn read(bytes: Vec<u8>) -> Document {
    let input = Input { name: "材料.docx".to_owned(), bytes };
    official::read(&input, Limits::default()).expect("a document")
}

fn texts(document: &Document) -> BTreeMap<&str, &str> {
    document.figures.iter().map(|it| (it.key.as_str(), it.text.as_str())).collect()
}

/// The cells of a workbook's sheet.
fn sheet(bytes: &[u8], at: usize) -> Vec<Vec<String>> {
    let file = Input { name: "a.xlsx".into(), bytes: bytes.to_vec() };
    let book = interchange::readers::Book::open(&file, &Default::default(), Default::default());
    let mut rows = Vec::new();
    let take = |_, cells: &[interchange::readers::Cell]| {
        rows.push(cells.iter().map(interchange::readers::Cell::text).collect());
        std::ops::ControlFlow::Continue(())
    };
    book.expect("a workbook").rows(at, take).expect("rows");
    rows
}

#[tokio::test]
async fn a_pack_made_in_one_step_says_what_the_tracker_says() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        filled(&house).await;
        let unit = house.units[PLANT];
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let tracked = browser.get(&format!("/tracker?unit={unit}&month=2026-09")).await;
        let id = unit.to_string();
        let fields = [("unit", id.as_str()), ("month", "2026-09"), ("kind", "dispatch")];
        let opened = browser.post("/meetings/open", &fields).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER);
        let again = browser.post("/meetings/open", &fields).await;
        assert_eq!(again.location, opened.location, "one meeting of each kind and period");

        // Every number of the tracker's page stands in the document.
        let document = browser.get(&format!("{}?format=docx", opened.location)).await;
        let document = read(document.bytes);
        let figures = texts(&document);
        let sum = tracked.all("[data-indicator=sum] td");
        assert_eq!(
            (figures["sum/2026-09/actual"], figures["sum/2026-09/target"]),
            ("145.00", "200.00")
        );
        assert!(sum[1].starts_with(figures["sum/2026-09/actual"]), "{sum:?}");
        assert_eq!(sum[2], figures["sum/2026-09/target"]);
        assert!(sum[3].contains(figures["sum/2026-09/to-date"]), "{sum:?}");
        // And so do those that are read from the use case, indicator by indicator.
        let ctx = house.who(1, Role::Dispatch);
        let rules = rules(&ctx).await;
        let month = "2026-09".parse().ok();
        let tracker =
            tracker::look(&ctx, rules, unit, month, &Below::default()).await.expect("seen");
        let mut compared = 0;
        for line in &tracker.lines {
            let code = &line.indicator.code;
            let said = |amount: planning::figure::Amount| match amount.worth(&line.indicator) {
                Ok(value) => value.grouped(line.indicator.decimals),
                Err(_) => "未报".to_owned(),
            };
            let (actual, total) = (line.current.actual, line.total.figures.actual);
            assert_eq!(figures[format!("{code}/2026-09/actual").as_str()], said(actual));
            assert_eq!(figures[format!("{code}/2026-09/to-date").as_str()], said(total));
            compared += 2;
        }
        assert_eq!(compared, 6);
        assert_eq!(figures["mean/2026-09/actual"], "未报", "what is absent is said so");
        let tally = tracker.tally();
        assert_eq!(figures["tally:business/2026-09/off"], tally.off.to_string());
        assert_eq!(figures["tally:business/2026-09/missing"], "1");
        // The workbook is the tracker's own, with its charts.
        let book = browser.get(&format!("{}?format=xlsx", opened.location)).await;
        let own = browser.get(&format!("/tracker?unit={unit}&month=2026-09&format=xlsx")).await;
        assert_eq!(sheet(&book.bytes, 0), sheet(&own.bytes, 0));
        let mut archive = zip_names(&book.bytes);
        archive.retain(|name| name.starts_with("xl/charts/chart"));
        assert_eq!(archive.len(), 3, "one native chart for each indicator");

        // A restatement shows on the page; the pack stays as it was made.
        let page = browser.get(&opened.location).await;
        assert_eq!(page.all("#restated tbody tr"), [] as [String; 0]);
        let stamp = house.stamp().because("漏记一班");
        let row = house.reading(3, "2026-09", SUM, Kind::Actual, "66", None);
        house.write(&stamp, vec![row]).await.expect("restated");
        let page = browser.get(&opened.location).await;
        let restated = page.all("#restated tbody tr");
        assert!(
            restated[0].contains("指标sum") && restated[0].contains("145.00 151.00"),
            "{restated:?}"
        );
        let kept = browser.get(&format!("{}?format=docx", opened.location)).await;
        assert_eq!(texts(&read(kept.bytes))["sum/2026-09/actual"], "145.00");
        let made = browser.post(&format!("{}/pack", opened.location), &[]).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER);
        let kept = browser.get(&format!("{}?format=docx", opened.location)).await;
        assert_eq!(texts(&read(kept.bytes))["sum/2026-09/actual"], "151.00");
        let page = browser.get(&opened.location).await;
        assert_eq!(page.all("#restated tbody tr"), [] as [String; 0]);
        assert_eq!(page.all("#digest")[0].len(), 64);
        let first = browser.get(&format!("{}?format=docx&pack=1", opened.location)).await;
        assert_eq!(texts(&read(first.bytes))["sum/2026-09/actual"], "145.00");
    })
    .await;
}

fn zip_names(bytes: &[u8]) -> Vec<String> {
    // The names of a ZIP stand in its directory as they are.
    let text = String::from_utf8_lossy(bytes);
    let mut names: Vec<String> = text
        .match_indices("xl/charts/chart")
        .map(|(at, _)| {
            text[at..].chars().take_while(|mark| mark.is_ascii_graphic()).take(24).collect()
        })
        .map(|name: String| name.split(".xml").next().unwrap_or_default().to_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}

#[tokio::test]
async fn an_analysis_adds_up_the_quarter() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        filled(&house).await;
        let ctx = house.who(1, Role::Dispatch);
        let unit = house.units[PLANT];
        let id = meetings::call(&ctx, called(unit, Of::Analysis, "2026-07", "2026-10-08")).await;
        let id = id.expect("called");
        let twice = meetings::call(&ctx, called(unit, Of::Analysis, "2026-09", "2026-10-09")).await;
        assert_eq!(codes(twice), ["meeting-exists"]);
        pack(&ctx, id).await;
        let (_, bytes) = packs::file(&ctx, id, None, packs::Form::Docx).await.expect("a file");
        let document = read(bytes);
        let figures = texts(&document);
        assert_eq!(figures["sum/2026Q3/actual"], "480.00", "175 + 160 + 145");
        assert_eq!(figures["sum/2026Q3/target"], "600.00");
        assert_eq!(figures["ratio/2026Q3/actual"], "57.00");
        assert_eq!(figures["mean/2026Q3/actual"], "10.00");
    })
    .await;
}

#[tokio::test]
async fn a_decision_becomes_a_matter_and_stands_in_the_next_pack() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        filled(&house).await;
        let (owner, verifier) =
            (person(&house, "王芳", "A1").await, person(&house, "李强", "A2").await);
        let ctx = house.who(1, Role::Dispatch);
        let unit = house.units[PLANT];
        let august = called(unit, Of::Dispatch, "2026-08", "2026-09-04");
        let first = meetings::call(&ctx, august).await.expect("called");
        pack(&ctx, first).await;
        let decided = |said: &str| NewDecision {
            said: said.to_owned(),
            owner,
            verifier,
            due: "2026-09-20".parse().expect("a day"),
        };
        let mut same = decided("清理喷嘴");
        same.verifier = owner;
        assert_eq!(
            codes(meetings::decide(&ctx, first, 2, same).await),
            ["matter-verifier-is-owner"]
        );
        let mut early = decided("清理喷嘴");
        early.due = "2026-09-01".parse().expect("a day");
        assert_eq!(codes(meetings::decide(&ctx, first, 2, early).await), ["matter-due-before"]);
        assert_eq!(
            codes(meetings::decide(&ctx, first, 1, decided("清理喷嘴")).await),
            ["meeting-changed"]
        );
        let worker = house.who(9, Role::Worker);
        assert_eq!(codes(meetings::decide(&worker, first, 2, decided("清理喷嘴")).await), ["403"]);
        let matter = meetings::decide(&ctx, first, 2, decided("清理喷嘴")).await.expect("decided");
        meetings::decide(&ctx, first, 3, decided("换筛板")).await.expect("decided");
        let found = matters::use_cases::find(&ctx, matter).await.expect("a matter").matter;
        assert_eq!((found.found, found.stage), (Found::Meeting, Stage::Underway));
        assert_eq!(found.place, format!("/meetings/{first}#decision-1"));
        assert_eq!(
            codes(meetings::change(&ctx, first, 4, "2026-09-05".parse().expect("a day"), "").await),
            ["meeting-day-decided"]
        );

        // Whoever leaves out owner or day is told at the field, and nothing typed is lost.
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let fields = [
            ("said", "加装过滤网"),
            ("owner", ""),
            ("verifier", "A2"),
            ("due", ""),
            ("revision", "4"),
        ];
        let refused = browser.post(&format!("/meetings/{first}/decisions"), &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!((refused.all("#e-owner").len(), refused.all("#e-due").len()), (1, 1));
        assert_eq!(refused.all("#f-said"), ["加装过滤网"]);

        let said = |text: &str| matters::use_cases::Said {
            day: "2026-09-10".parse().expect("a day"),
            text: text.to_owned(),
        };
        matters::use_cases::act(&ctx, matter, 1, Deed::Report, said("已清理"))
            .await
            .expect("reported");
        matters::use_cases::act(&ctx, matter, 2, Deed::Close, said("看过")).await.expect("closed");
        let september = called(unit, Of::Dispatch, "2026-09", "2026-10-10");
        let second = meetings::call(&ctx, september).await.expect("called");
        pack(&ctx, second).await;
        let (_, bytes) = packs::file(&ctx, second, None, packs::Form::Docx).await.expect("a file");
        let document = read(bytes);
        let figures = texts(&document);
        assert_eq!((figures["follow:decided"], figures["follow:closed"]), ("2", "1"));
        assert_eq!(figures["follow:overdue"], "1", "due on 20 September, and today is in October");
        let cells = format!("{:?}", document.parts);
        assert!(
            cells.contains("清理喷嘴") && cells.contains("王芳 A1") && cells.contains("已逾期"),
            "{cells}"
        );
        // What is closed leaves the pack after the next one; what is open stays.
        let third = meetings::call(&ctx, called(unit, Of::Dispatch, "2026-10", "2026-10-15")).await;
        let shown = meetings::find(&ctx, third.expect("called")).await.expect("a meeting");
        let told: Vec<&str> = shown.before.iter().map(|one| one.decision.said.as_str()).collect();
        assert_eq!(told, ["清理喷嘴", "换筛板"], "the meeting before decided nothing");
        // Not before it is held.
        let later = on(&ctx, "2026-10-02");
        let next =
            meetings::call(&later, called(unit, Of::Analysis, "2026-10", "2026-10-14")).await;
        let outcome = meetings::decide(&later, next.expect("called"), 1, decided("x")).await;
        assert_eq!(codes(outcome), ["meeting-not-held"]);
    })
    .await;
}

#[tokio::test]
async fn deviations_stand_with_their_matters() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        filled(&house).await;
        let ctx = house.who(1, Role::Dispatch);
        let unit = house.units[PLANT];
        let of = house.indicators[SUM];
        let new = matters::use_cases::NewMatter {
            unit,
            title: "入料压力偏低".to_owned(),
            problem: "泵出口压力低。".to_owned(),
            found: Found::Deviation,
            place: format!("/tracker/{unit}/{of}?month=2026-09"),
            day: "2026-09-12".parse().expect("a day"),
        };
        matters::use_cases::raise(&ctx, new).await.expect("raised");
        let id = meetings::call(&ctx, called(unit, Of::Dispatch, "2026-09", "2026-10-08")).await;
        let material = packs::material(&ctx, rules(&ctx).await, id.expect("called")).await;
        let material = material.expect("material");
        assert_eq!(material.matters[&of][0].title, "入料压力偏低");
        assert_eq!(material.tally().off, 1);
    })
    .await;
}

async fn send(browser: &Browser, path: &str, name: &str, bytes: &[u8]) -> Seen {
    let mut body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{CSRF}\r\n--b\r\nContent-Disposition: \
         form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--b--\r\n");
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
        .body(Body::from(body));
    browser.send(request.expect("a request")).await
}

/// The document with one figure's text changed and another one taken out, as a word processor would.
fn edited(document: &[u8]) -> Vec<u8> {
    let figures = read(document.to_vec()).figures;
    let mut table = interchange::official::Official::new("东厂\n改过的材料");
    for Figure { key, text } in figures {
        let text = match key.as_str() {
            "sum/2026-09/actual" => "245.00".to_owned(),
            "sum/2026-09/target" => continue,
            _ => text,
        };
        table = table.body(interchange::official::Run::figure(key, text));
    }
    table.write().expect("a document")
}

#[tokio::test]
async fn a_copy_tells_which_numbers_were_changed_by_hand() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        filled(&house).await;
        let ctx = house.who(1, Role::Dispatch);
        let unit = house.units[PLANT];
        let id = meetings::call(&ctx, called(unit, Of::Dispatch, "2026-09", "2026-10-08")).await;
        let id = id.expect("called");
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let path = format!("/meetings/{id}/compare");
        pack(&ctx, id).await;
        let own = browser.get(&format!("/meetings/{id}?format=docx")).await.bytes;
        let same = send(&browser, &path, "材料.docx", &own).await;
        assert_eq!(same.status, StatusCode::OK);
        assert_eq!(same.all("#copied .badge"), ["全部数字与生成时一致"]);
        // A later pack does not confuse it: the copy says which pack it is of.
        let row = house.reading(3, "2026-09", SUM, Kind::Actual, "66", None);
        house.write(&house.stamp().because("更正"), vec![row]).await.expect("restated");
        pack(&ctx, id).await;
        let seen = send(&browser, &path, "材料改.docx", &edited(&own)).await;
        assert_eq!(seen.status, StatusCode::OK);
        let rows = seen.all("#copied tbody tr");
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert!(rows[0].contains("实际 145.00 245.00"), "{rows:?}");
        assert!(rows[1].contains("目标 200.00 被删去"), "{rows:?}");
        assert!(seen.all("#copied h2")[0].contains("材料改.docx，对照第 1 稿"));

        let other = meetings::call(&ctx, called(unit, Of::Dispatch, "2026-08", "2026-10-08")).await;
        let other = other.expect("called");
        let early = send(&browser, &format!("/meetings/{other}/compare"), "x.docx", &own).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(early.all(".problems li")[0].contains("还没有生成材料"));
        pack(&ctx, other).await;
        let foreign = send(&browser, &format!("/meetings/{other}/compare"), "x.docx", &own).await;
        assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(foreign.all(".problems li")[0].contains("不是这次会议的材料"));
        for bytes in [&b"PK\x03\x04 broken"[..], b"", &own[..own.len() / 2]] {
            let broken = send(&browser, &path, "坏.docx", bytes).await;
            assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(broken.all(".problems li").len(), 1);
        }
        let nothing = send(&browser, &path, "", b"").await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        // Somebody tampers with what was kept: it shows.
        let mut tx = house.tx().await;
        let sql = "UPDATE meeting_figure SET shown = '1' WHERE tag = 'sum/2026-09/actual'";
        tx.execute(sql, Vec::new()).await.expect("tampered");
        tx.commit().await.expect("committed");
        assert!(!packs::latest(&ctx, id).await.expect("read").expect("a pack").is_sound);
    })
    .await;
}

#[tokio::test]
async fn an_arrangement_has_a_day_an_effect_and_progress() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let owner = person(&house, "王芳", "A1").await;
        let party = house.who(1, Role::PartyAffairs);
        let business = house.who(2, Role::Dispatch);
        let unit = house.units[PLANT];
        let new = |effect: &str| NewArrangement {
            unit,
            class: Class::Guidance,
            title: "班前讲一条身边违章".to_owned(),
            effect: effect.to_owned(),
            owner,
            since: "2026-07".parse().expect("a month"),
            due: "2026-12-31".parse().expect("a day"),
        };
        let counts =
            arrangements::arrange(&party, new("每月学习不少于 4 次，撰写信息 12 篇")).await;
        assert_eq!(codes(counts), ["arrangement-counts"]);
        assert_eq!(
            codes(arrangements::arrange(&house.who(9, Role::Worker), new("违章率下降")).await),
            ["403"]
        );
        let id = arrangements::arrange(&party, new("违章率不高于 0.5 %")).await.expect("arranged");
        let stands = async || arrangements::find(&party, id).await.expect("seen").followed.standing;
        assert_eq!(stands().await, Standing::Stalled, "July to October without a word");
        let say = async |ctx: &Ctx, month: &str, state, said: &str, seen| {
            let (month, said) = (month.parse().expect("a month"), said.to_owned());
            arrangements::say(ctx, id, Saying { month, state, said, seen }).await
        };
        assert_eq!(
            codes(say(&party, "2026-06", State::Moved, "甲", 0).await),
            ["arrangement-month"]
        );
        assert_eq!(
            codes(say(&party, "2026-11", State::Moved, "甲", 0).await),
            ["arrangement-month"]
        );
        assert_eq!(
            codes(say(&house.who(9, Role::Worker), "2026-10", State::Moved, "甲", 0).await),
            ["403"]
        );
        assert!(!say(&party, "2026-09", State::Moved, "各班均已开展。", 0).await.expect("said"));
        assert_eq!(
            codes(say(&party, "2026-09", State::Idle, "x", 0).await),
            ["arrangement-changed"]
        );
        assert_eq!(stands().await, Standing::NotReported);
        assert!(
            say(&party, "2026-10", State::Moved, "各班 均已开展", 0).await.expect("said"),
            "copied"
        );
        let shown = arrangements::find(&party, id).await.expect("seen");
        assert_eq!((shown.followed.idle, shown.may_confirm.len()), (1, 0));
        say(&party, "2026-10", State::Done, "违章率 0.4 %，写入制度。", 1).await.expect("said");
        assert_eq!(stands().await, Standing::Unconfirmed);
        let month = "2026-10".parse().expect("a month");
        let confirm = async |ctx: &Ctx| arrangements::confirm(ctx, id, (month, 2)).await;
        assert_eq!(codes(confirm(&party).await), ["arrangement-own"]);
        let mut own = business.clone();
        own.actor.person = Some(owner);
        assert_eq!(codes(confirm(&own).await), ["arrangement-own"], "the owner never does");
        confirm(&business).await.expect("confirmed");
        assert_eq!(stands().await, Standing::Done);
        assert_eq!(codes(confirm(&business).await), ["arrangement-changed"]);

        // In the form: no day, and words that go on for ever.
        let browser = Browser::of(database, Role::PartyAffairs, house.units[0]);
        let fields = [
            ("unit", "东厂"),
            ("class", "conduct"),
            ("title", "持续推进作风建设"),
            ("effect", "检修返工为零"),
            ("owner", "A1"),
            ("since", "2026-10"),
            ("due", ""),
        ];
        let refused = browser.post("/arrangements/new", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.all("#e-due")[0].contains("“持续推进”不是完成日期"),
            "{:?}",
            refused.all("#e-due")
        );
        assert_eq!(refused.value("title").as_deref(), Some("持续推进作风建设"));
        let list = browser.get("/arrangements").await;
        assert_eq!(list.all("#arrangements tbody tr").len(), 1);
        let stalled = browser.get("/arrangements?show=stalled").await;
        assert_eq!(stalled.all("#arrangements tbody tr").len(), 0);
    })
    .await;
}

#[tokio::test]
async fn the_pack_of_a_company_tells_every_unit() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let unit = house.units[PLANT];
        let mut tx = house.tx().await;
        let children = (0..60).map(|n| {
            let parent = directory::Parent::Known(unit);
            let (kind, valid) = (directory::Kind::ALL[0], DayRange::since(Day::EARLIEST));
            directory::founding::NewUnit::new(format!("工段{n}"), kind, parent, valid)
        });
        let children = directory::founding::create_many(&mut tx, None, children.collect()).await;
        let children = children.expect("units");
        let mut of = Vec::new();
        for n in 0..30 {
            let terms = crate::house::terms(&format!("n{n}"), planning::Aggregation::Sum);
            of.push(indicators::create(&mut tx, &terms).await.expect("an indicator"));
        }
        let mut rows = Vec::new();
        for (unit, indicator) in
            children.iter().flat_map(|unit| of.iter().map(move |it| (*unit, *it)))
        {
            for kind in [Kind::Actual, Kind::Target] {
                let period = "2026-09".parse().expect("a period");
                rows.push(readings::NewReading {
                    unit,
                    period,
                    indicator,
                    kind,
                    value: q("5"),
                    weight: None,
                    cell: None,
                });
            }
        }
        readings::write(&mut tx, &Stamp::of(&house.ctx), rows).await.expect("written");
        tx.commit().await.expect("committed");
        let ctx = house.who(1, Role::Dispatch);
        let id = meetings::call(&ctx, called(unit, Of::Dispatch, "2026-09", "2026-10-08")).await;
        let id = id.expect("called");
        pack(&ctx, id).await;
        let kept = packs::latest(&ctx, id).await.expect("read").expect("a pack");
        assert!(kept.figures.len() > 60 * 5, "{} figures", kept.figures.len());
    })
    .await;
}

/// A program of the machine; in CI it must be there.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found =
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|at| at.is_file());
    assert!(found.is_some() || std::env::var_os("CI").is_none(), "CI needs {name}");
    found
}

#[tokio::test]
async fn another_program_shows_every_number_and_cuts_no_table() {
    let (Some(soffice), Some(pdftotext)) = (program("soffice"), program("pdftotext")) else {
        return;
    };
    let databases = testkit::databases(MIGRATIONS).await;
    let house = House::build(&databases[0]).await;
    filled(&house).await;
    let ctx = house.who(1, Role::Dispatch);
    let id =
        meetings::call(&ctx, called(house.units[PLANT], Of::Dispatch, "2026-09", "2026-10-08"))
            .await;
    let id = id.expect("called");
    let _ = Browser::of(&databases[0], Role::Dispatch, house.units[0]);
    pack(&ctx, id).await;
    let (_, bytes) = packs::file(&ctx, id, None, packs::Form::Docx).await.expect("a file");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("pack.docx");
    std::fs::write(&file, &bytes).expect("written");
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let output = Command::new(soffice)
        .args([&*profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .arg(&file)
        .output()
        .expect("LibreOffice");
    assert!(output.status.success());
    let text = Command::new(pdftotext)
        .arg("-layout")
        .arg(folder.path().join("pack.pdf"))
        .arg("-")
        .output()
        .expect("pdftotext");
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    for figure in read(bytes).figures.iter().filter(|figure| !figure.key.starts_with("pack:")) {
        assert!(
            text.contains(figure.text.trim()),
            "{} {} is not in\n{text}",
            figure.key,
            figure.text
        );
    }
    for page in text.split('\u{c}').filter(|page| !page.trim().is_empty()) {
        let lines = page.lines().filter(|line| !line.trim().is_empty()).count();
        // Lines of a table follow closer than those of the text.
        assert!(lines <= 34, "{lines} lines\n{page}");
    }
    let names = ["主洗车间", "浮选车间"];
    assert!(names.iter().all(|name| text.contains(name)), "{text}");
}

#[tokio::test]
async fn programs_record_decisions_and_arrangements_by_the_same_rules() {
    const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let (owner, other) = (person(&house, "王芳", "A1").await, person(&house, "李强", "A2").await);
        let unit = house.units[PLANT];
        let ctx = house.who(1, Role::Dispatch);
        let meeting = called(unit, Of::Dispatch, "2026-09", "2026-10-08");
        let id = meetings::call(&ctx, meeting).await.expect("called");
        let dispatch = Browser::of(database, Role::Dispatch, unit);
        let worker = Browser::of(database, Role::Worker, unit);
        let decisions = format!("/api/v1/meetings/{id}/decisions");
        let decision = |verifier: i64, due: &str| {
            json!({ "revision": 1, "said": "清理喷嘴", "owner": owner.0, "verifier": verifier, "due": due })
        };
        assert_eq!(worker.json(&decisions, decision(other.0, "2026-10-31")).await.0, StatusCode::FORBIDDEN);
        let told = dispatch.json(&decisions, decision(owner.0, "2026-10-31")).await;
        assert_eq!(refused(BAD, &told), ["matter-verifier-is-owner verifier"]);
        let told = dispatch.json(&decisions, decision(999, "2026-10-31")).await;
        assert_eq!(refused(BAD, &told), ["person-unknown verifier"]);
        let told = dispatch.json(&decisions, decision(other.0, "持续推进")).await;
        assert_eq!(refused(BAD, &told), ["field-malformed due"]);
        let (status, meeting) = dispatch.json(&decisions, decision(other.0, "2026-10-31")).await;
        assert_eq!((status, &meeting["decisions"][0]["said"]), (StatusCode::OK, &json!("清理喷嘴")));
        let again = dispatch.json(&decisions, decision(other.0, "2026-10-31")).await;
        assert_eq!(refused(StatusCode::CONFLICT, &again), ["meeting-changed"]);
        let party = Browser::who(database, 2, Role::PartyAffairs, unit);
        let new = |effect: &str, due: &str| {
            json!({ "unit": unit.0, "class": "guidance", "title": "班前讲一条身边违章", "effect": effect,
                "owner": owner.0, "since": "2026-09", "due": due })
        };
        let make = "/api/v1/arrangements";
        let told = party.json(make, new("每月学习不少于 4 次，撰写信息 12 篇", "2026-12-31")).await;
        assert_eq!(refused(BAD, &told), ["arrangement-counts effect"]);
        let told = party.json(make, new("违章率不高于 0.5 %", "持续推进")).await;
        assert_eq!(refused(BAD, &told), ["arrangement-no-day due"]);
        let (status, made) = party.json(make, new("违章率不高于 0.5 %", "2026-12-31")).await;
        assert_eq!((status, &made["said"]), (StatusCode::CREATED, &json!([])));
        let path = format!("/api/v1/arrangements/{}", made["id"]);
        let word = json!({ "month": "2026-10", "state": "done", "said": "违章率 0.4 %" });
        assert_eq!(worker.json(&format!("{path}/status"), word.clone()).await.0, StatusCode::FORBIDDEN);
        let (status, said) = party.json(&format!("{path}/status"), word.clone()).await;
        assert_eq!((status, &said["done"]), (StatusCode::OK, &json!(false)), "nobody else has confirmed");
        let stale = party.json(&format!("{path}/status"), word).await;
        assert_eq!(refused(StatusCode::CONFLICT, &stale), ["arrangement-changed"]);
        let body = json!({ "month": "2026-10", "version": 1 });
        let own = party.json(&format!("{path}/confirm"), body.clone()).await;
        assert_eq!(refused(BAD, &own), ["arrangement-own"]);
        let (status, done) = dispatch.json(&format!("{path}/confirm"), body).await;
        assert_eq!((status, &done["done"]), (StatusCode::OK, &json!(true)));
        assert_eq!(party.asked(&path).await.1["said"][0]["version"], 1);
    })
    .await;
}

#[tokio::test]
async fn programs_call_a_meeting_with_its_pack_by_the_same_rules() {
    const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        filled(&house).await;
        let unit = house.units[PLANT];
        let dispatch = Browser::of(database, Role::Dispatch, unit);
        let path = "/api/v1/meetings";
        let new = |kind: &str, month: &str, day: &str| {
            json!({ "unit": unit.0, "kind": kind, "month": month, "day": day })
        };
        let good = new("dispatch", "2026-09", "2026-10-08");
        let worker = Browser::of(database, Role::Worker, unit);
        assert_eq!(worker.json(path, good.clone()).await.0, StatusCode::FORBIDDEN);
        let elsewhere = Browser::of(database, Role::Dispatch, house.units[2]);
        let told = elsewhere.json(path, good.clone()).await;
        assert!([StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&told.0), "{told:?}");
        let told = dispatch.json(path, new("assembly", "2026-09", "2026-10-08")).await;
        assert_eq!(refused(BAD, &told), ["field-malformed kind"]);
        let told = dispatch.json(path, new("dispatch", "九月", "2026-10-08")).await;
        assert_eq!(refused(BAD, &told), ["field-malformed month"]);
        let told = dispatch.json(path, new("dispatch", "2026-11", "2026-11-08")).await;
        assert_eq!(refused(BAD, &told), ["meeting-period-later month"]);
        let told = dispatch.json(path, new("dispatch", "2026-09", "2026-08-31")).await;
        assert_eq!(refused(BAD, &told), ["meeting-day-before day"]);
        let listed = dispatch.get(path).await;
        assert!(String::from_utf8_lossy(&listed.bytes).contains(r#""total":0"#), "none was called");
        let (status, made) = dispatch.json(path, good.clone()).await;
        assert_eq!((status, &made["meeting"]["period"]), (StatusCode::CREATED, &json!("2026-09")));
        assert_eq!(made["meeting"]["packs"], json!(1));
        let figures = made["figures"].as_array().expect("figures");
        let sum = figures.iter().find(|figure| figure["key"] == "sum/2026-09/actual");
        assert_eq!(sum.expect("a figure")["text"], json!("145.00"));
        assert!(!made["agenda"].as_str().expect("an agenda").is_empty(), "the usual one");
        let again = dispatch.json(path, good).await;
        assert_eq!(refused(BAD, &again), ["meeting-exists month"]);
        let mut analysis = new("analysis", "2026-08", "2026-10-09");
        analysis["agenda"] = json!("1. 三季度分析");
        let (status, made) = dispatch.json(path, analysis).await;
        assert_eq!((status, &made["agenda"]), (StatusCode::CREATED, &json!("1. 三季度分析")));
        assert_eq!(made["meeting"]["period"], json!("2026Q3"));
    })
    .await;
}
