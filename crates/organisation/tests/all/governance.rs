//! Governing bodies, tenures, their checks and major matters on the pages: as of any day, refused at the
//! field without losing a letter.

use crate::house::{House, MIGRATIONS, Visitor, day, encoded};
use crate::party_store::found;
use axum::http::StatusCode;
use directory::people;
use kernel::{PartyOrgId, Role};
use organisation::governance::store::{bodies, checks};
use organisation::party::party_org::OrgKind;
use store::{Query, params};
use testkit::{TestDb, on_both};

/// The group with its committee, and four people of whom two share a name.
async fn committee(test: &TestDb, house: &House<'_>) -> PartyOrgId {
    let mut tx = test.db.begin().await.unwrap();
    let org = found(&mut tx, "集团党委", OrgKind::Committee, None, house.group, "2020-01-01").await;
    for (name, number) in [("王芳", "A1"), ("王芳", "A2"), ("李娜", "A3"), ("赵六", "A4")] {
        people::create(&mut tx, name, Some(number)).await.unwrap();
    }
    tx.commit().await.unwrap();
    org
}

pub async fn body(affairs: &Visitor<'_>, unit: &str, kind: &str, name: &str) -> String {
    let fields = [("unit", unit), ("kind", kind), ("name", name), ("from", "2021-01-01")];
    let done = affairs.post("/bodies/new", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
    done.location.trim_start_matches("/bodies/").to_owned()
}

/// The usual posts by their ids.
const SECRETARY: &str = "1";
const MEMBER: &str = "3";
const CHAIRMAN: &str = "11";
const DIRECTOR: &str = "12";
const OUTSIDE: &str = "14";

type Fields<'a> = Vec<(&'a str, &'a str)>;

fn tenure<'a>(post: &'a str, person: &'a str, from: &'a str, last: &'a str) -> Fields<'a> {
    vec![("post", post), ("person", person), ("from", from), ("last", last), ("direction", "none")]
}

async fn name(affairs: &Visitor<'_>, seat: &str, fields: &Fields<'_>) {
    let done = affairs.post_parts(&format!("/tenures/new?{seat}"), fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
}

#[tokio::test]
async fn one_person_in_both_posts_passes_and_two_need_an_exception() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let org = format!("org={}", committee(test, &house).await);
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let board = format!("body={}", body(&affairs, "集团", "1", "董事会").await);
        name(&affairs, &org, &tenure(SECRETARY, "A1", "2021-01-01", "2024-12-31")).await;
        name(&affairs, &board, &tenure(CHAIRMAN, "A1", "2021-01-01", "2023-12-31")).await;
        name(&affairs, &board, &tenure(CHAIRMAN, "A2 王芳", "2024-01-01", "")).await;
        let page = format!("/governance/{}", house.group);
        let on = async |day: &str| {
            let shown = affairs.get(&format!("{page}?as_of={day}")).await;
            shown.texts("#one-person p").first().cloned().unwrap_or_default()
        };
        assert_eq!(on("2023-06-01").await, "同一人 王芳 A1");
        assert_eq!(on("2024-06-01").await, "需例外批准", "a homonym is somebody else");
        assert_eq!(on("2025-01-01").await, "有空缺 没有书记");
        let exceptions = format!("{page}/exceptions");
        let mut fields = vec![("document", ""), ("from", "2024-01-01"), ("last", "2023-12-01")];
        let refused = affairs.post(&exceptions, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.attribute("#f-last", "value"), "2023-12-01");
        fields =
            vec![("document", "党〔2024〕1号"), ("from", "2024-01-01"), ("last", "2024-06-30")];
        assert_eq!(affairs.post(&exceptions, &fields).await.status, StatusCode::SEE_OTHER);
        assert!(on("2024-06-30").await.starts_with("例外已备案 党〔2024〕1号"));
        assert!(on("2024-07-01").await.starts_with("例外已到期"));
        let table = affairs.get("/governance?as_of=2024-07-01").await;
        assert!(table.text("#matrix tbody").contains("例外已到期"));
        assert_eq!(affairs.get("/governance?format=xlsx").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_seat_is_taken_once_and_within_the_life_of_its_body() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        committee(test, &house).await;
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let id = body(&affairs, "集团", "1", "董事会").await;
        let open = format!("/tenures/new?body={id}");
        let refused = async |fields: Fields<'static>, at: &'static str, says: &'static str| {
            let page = affairs.post_parts(&open, &fields).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
            let problem = page.text(&format!("#e-{at}"));
            assert!(problem.contains(says), "{problem}");
            assert_eq!(page.attribute("#f-from", "value"), fields[2].1);
        };
        let chairman = |person, from, last| tenure(CHAIRMAN, person, from, last);
        refused(chairman("王芳", "2021-01-01", ""), "person", "有 2 人叫").await;
        refused(chairman("孙七", "2021-01-01", ""), "person", "没有找到").await;
        refused(chairman("A1", "2020-12-31", ""), "from", "2021-01-01").await;
        refused(chairman("A1", "2022-01-01", "2021-01-01"), "last", "").await;
        refused(tenure(SECRETARY, "A1", "2021-01-01", ""), "post", "不设这个职务").await;
        let mut outside = tenure(OUTSIDE, "A4", "2021-01-01", "");
        outside[4].1 = "to-governance";
        refused(outside, "direction", "外部董事不属于").await;
        name(&affairs, &format!("body={id}"), &chairman("A1", "2022-01-01", "2022-12-31")).await;
        refused(chairman("A3", "2022-12-31", ""), "person", "王芳（A1）").await;
        name(&affairs, &format!("body={id}"), &chairman("A3", "2023-01-31", "")).await;
        let page = affairs.get(&format!("/bodies/{id}?as_of=2024-01-01")).await;
        let posts = page.text("#posts tbody");
        assert!(posts.contains("2023年1月1日至2023年1月30日空缺 30 天"), "{posts}");
        let gap = affairs.get(&format!("/bodies/{id}?as_of=2023-01-10")).await;
        assert!(gap.text("#posts").contains("自2023年1月1日起，10 天"));

        let mut seen = chairman("A3", "2023-02-01", "");
        seen.push(("revision", "1"));
        let done = affairs.post_parts("/tenures/2", &seen).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
        seen[2].1 = "2023-03-01";
        let stale = affairs.post_parts("/tenures/2", &seen).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        assert!(stale.text("#theirs").contains("2023-02-01"), "{}", stale.text("#theirs"));
        assert_eq!(stale.attribute("#f-from", "value"), "2023-03-01");
        let sql = "SELECT action FROM audit ORDER BY id";
        let rows: Vec<(String,)> = test.db.read().all(sql, params![]).await.unwrap();
        let actions: Vec<&str> = rows.iter().map(|(action,)| action.as_str()).collect();
        let expected = ["governing-body.found", "tenure.open", "tenure.open", "tenure.change"];
        assert_eq!(actions, expected);
        let mut tx = test.db.begin().await.unwrap();
        let open = bodies::none_open(&mut tx, &[house.group], day("2026-01-01")).await;
        assert!(open.is_err(), "the unit does not close over its board");
    })
    .await;
}

#[tokio::test]
async fn entries_and_overlap_are_counted_with_names_and_nothing_without_a_document() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let org = format!("org={}", committee(test, &house).await);
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let board = format!("body={}", body(&affairs, "集团", "1", "董事会").await);
        body(&affairs, "集团", "2", "经理层").await;
        for person in ["A1", "A3"] {
            name(&affairs, &org, &tenure(MEMBER, person, "2021-01-01", "")).await;
        }
        for (person, document) in [("A1", "企〔2021〕1号"), ("A3", "")] {
            let mut fields = tenure(DIRECTOR, person, "2021-01-01", "");
            fields[4].1 = "to-governance";
            fields.push(("document", document));
            name(&affairs, &board, &fields).await;
        }
        name(&affairs, &board, &tenure(OUTSIDE, "A4", "2021-01-01", "")).await;
        let page = affairs.get(&format!("/governance/{}", house.group)).await;
        assert_eq!(page.texts("#entries dd"), ["1 王芳 A1", "0"]);
        assert_eq!(page.texts("#entries li"), ["李娜 A3 缺任职文号"]);
        let overlap = page.texts("#overlap dd");
        assert!(overlap[0].starts_with("2/3 同在党组织任职：王芳 A1、李娜 A3"), "{overlap:?}");
        assert!(overlap[0].contains("外部董事：赵六 A4"));
        assert_eq!(overlap[1], "无数据");
        let row = affairs.get("/governance").await.texts("#matrix tbody td");
        assert_eq!(&row[3..], ["1", "0", "1", "2/3", "无数据"]);
        let elsewhere = house.as_role(Role::PartyAffairs, house.first);
        assert!(elsewhere.get("/governance").await.texts("#matrix tbody tr").is_empty());
        let hidden = elsewhere.get(&format!("/governance/{}", house.group)).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        let q = &mut test.db.read();
        let whole = crate::party_store::whole();
        assert!(checks::facts(q, &whole, day("2020-12-31")).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_matter_decided_before_it_was_studied_is_shown_as_such() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        committee(test, &house).await;
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let board = body(&affairs, "集团", "1", "董事会").await;
        let fields =
            [("unit", "集团"), ("kind", "3"), ("title", "尾煤干排"), ("raised", "2026-03-01")];
        let done = affairs.post("/major-matters/new", &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
        let page = done.location;
        let mut decision = vec![
            ("revision", "1"),
            ("body", board.as_str()),
            ("day", "2019-03-10"),
            ("outcome", "同意"),
        ];
        let refused = affairs.post_parts(&format!("{page}/decision"), &decision).await;
        assert!(refused.text("#e-day").contains("2021-01-01"));
        assert_eq!(refused.text("#f-outcome"), "同意");
        decision[2].1 = "2026-03-10";
        let done = affairs.post_parts(&format!("{page}/decision"), &decision).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let study = [("revision", "2"), ("org", "集团党委"), ("day", "2026-03-20")];
        let done = affairs.post_parts(&format!("{page}/study"), &study).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
        let stale = affairs.post_parts(&format!("{page}/study"), &study).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        let stage =
            async |day: &str| affairs.get(&format!("{page}?as_of={day}")).await.text("#way .badge");
        assert_eq!(stage("2026-03-05").await, "待研究");
        assert_eq!(stage("2026-03-15").await, "未研究已决策");
        assert_eq!(stage("2026-03-20").await, "先决策后研究");
        let list = affairs.get("/major-matters?stage=decided-before&sort=-study").await;
        assert_eq!(list.texts("#matters tbody tr").len(), 1);
        let list = affairs.get("/major-matters?stage=in-order").await;
        assert!(list.texts("#matters tbody tr").is_empty());
        let kind = affairs.get("/major-matters").await.texts("#matters tbody td")[2].clone();
        let of_kind = async |text: &str| {
            let path = format!("/major-matters?f-kind={}", encoded(text));
            affairs.get(&path).await.texts("#matters tbody tr").len()
        };
        assert_eq!((of_kind(&kind).await, of_kind("没有这一类").await), (1, 0));
        let worker = house.as_role(Role::Worker, house.group);
        assert_eq!(worker.get(&page).await.status, StatusCode::NOT_FOUND);
        let discipline = house.as_role(Role::Discipline, house.group);
        assert_eq!(discipline.get(&page).await.status, StatusCode::OK);
        let asked = discipline.post_parts(&format!("{page}/study"), &study).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn the_copy_of_a_document_goes_to_whoever_may_take_it_along() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        committee(test, &house).await;
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let board = body(&affairs, "集团", "1", "董事会").await;
        let seat = format!("/tenures/new?body={board}");
        let chair = tenure(CHAIRMAN, "A1", "2021-01-01", "");
        let done = affairs.post_copy(&seat, &chair, "任命.pdf").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
        let raised =
            [("unit", "集团"), ("kind", "3"), ("title", "尾煤干排"), ("raised", "2026-03-01")];
        let matter = affairs.post("/major-matters/new", &raised).await.location;
        let study = [("revision", "1"), ("org", "集团党委"), ("day", "2026-03-05")];
        let done = affairs.post_copy(&format!("{matter}/study"), &study, "纪要.pdf").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
        let decision = [
            ("revision", "2"),
            ("body", board.as_str()),
            ("day", "2026-03-10"),
            ("outcome", "同意"),
        ];
        let done = affairs.post_copy(&format!("{matter}/decision"), &decision, "决议.pdf").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));

        let hr = house.hr();
        let elsewhere = house.as_role(Role::PartyAffairs, house.second);
        let there = house.as_role(Role::Worker, house.second);
        let worker = house.as_role(Role::Worker, house.group);
        let discipline = house.as_role(Role::Discipline, house.group);
        assert_eq!(worker.get("/tenures/1/file").await.status, StatusCode::OK, "of her own part");
        for (path, name, let_in) in [
            ("/tenures/1/file".to_owned(), "任命.pdf", [&affairs, &hr]),
            (format!("{matter}/study-file"), "纪要.pdf", [&affairs, &discipline]),
            (format!("{matter}/decision-file"), "决议.pdf", [&affairs, &discipline]),
        ] {
            for who in let_in {
                let copy = who.get(&path).await;
                assert_eq!(copy.status, StatusCode::OK, "{path}");
                assert_eq!(copy.bytes, name.as_bytes(), "{path}");
            }
            for who in [&elsewhere, &there] {
                assert_eq!(who.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
            }
        }
        let path = format!("{matter}/study-file");
        assert_eq!(worker.get(&path).await.status, StatusCode::NOT_FOUND, "major matters are not");
        // A correction without a copy keeps the one that was there.
        let seen = affairs.get("/tenures/1").await;
        assert!(seen.text("main").contains("任命.pdf"));
        let mut again = tenure(CHAIRMAN, "A1", "2021-02-01", "");
        again.push(("revision", "1"));
        let done = affairs.post_parts("/tenures/1", &again).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
        assert_eq!(affairs.get("/tenures/1/file").await.bytes, "任命.pdf".as_bytes());
    })
    .await;
}

#[tokio::test]
async fn kinds_are_changed_at_the_top_of_the_tree_only() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let top = house.as_role(Role::Hr, house.group);
        let fields = [
            ("id", "3"),
            ("revision", "1"),
            ("zh", "监事会"),
            ("en", "Supervisory board"),
            ("place", "3"),
            ("part", "other"),
            ("active", "yes"),
        ];
        let below = house.as_role(Role::Hr, house.first);
        let refused = below.post("/governance/kinds", &fields).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(!top.get("/bodies/new").await.text("#f-kind").contains("监事会"));
        assert_eq!(top.post("/governance/kinds", &fields).await.status, StatusCode::SEE_OTHER);
        assert!(top.get("/bodies/new").await.text("#f-kind").contains("监事会"));
        let stale = top.post("/governance/kinds", &fields).await;
        assert!(stale.text(".problems").contains("别人已更改"));
        assert!(below.get("/governance/kinds").await.texts("form[data-guard]").is_empty());
    })
    .await;
}
