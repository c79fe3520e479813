//! Members: who sees and changes how a person stands, what an organisation counts, what the audit tells.

use crate::employment::{hired, revision};
use crate::house::{Answer, House, MIGRATIONS, Visitor};
use crate::party_store::{found, link};
use axum::http::StatusCode;
use kernel::{PartyOrgId, Role};
use organisation::party::party_org::OrgKind;
use organisation::party::store::coverage;
use store::{Query, params};
use testkit::{TestDb, on_both};

/// 集团党委 over 一支部 (一矿), 二支部 (二矿) and 联合支部 of both workshops.
pub struct Orgs {
    pub committee: PartyOrgId,
    pub first: PartyOrgId,
    pub joint: PartyOrgId,
}

pub async fn orgs(test: &TestDb, house: &House<'_>) -> Orgs {
    let mut work = test.db.begin().await.unwrap();
    let tx = &mut work;
    let from = "2022-01-01";
    let top = found(tx, "集团党委", OrgKind::Committee, None, house.group, from).await;
    let first = found(tx, "一支部", OrgKind::Branch, Some(top), house.first, from).await;
    found(tx, "二支部", OrgKind::Branch, Some(top), house.second, from).await;
    let joint = found(tx, "联合支部", OrgKind::JointBranch, Some(top), house.group, from).await;
    coverage::link(tx, link(house.wash, joint, from, true)).await.unwrap();
    work.commit().await.unwrap();
    Orgs { committee: top, first, joint }
}

async fn status(who: &Visitor<'_>, href: &str, status: &str, from: &str) -> Answer {
    let revision = revision(who, href).await;
    let fields = [("status", status), ("status_from", from), ("revision", &revision)];
    who.post(&format!("{href}/status"), &fields).await
}

async fn counted(who: &Visitor<'_>, href: &str, org: &str, from: &str, moves: &str) -> Answer {
    let revision = revision(who, href).await;
    let fields = [("org", org), ("counted_from", from), ("revision", &revision), ("move", moves)];
    who.post(&format!("{href}/affiliation"), &fields).await
}

/// Makes a member of somebody and has a branch count her, both from a day on.
pub async fn joined(who: &Visitor<'_>, href: &str, what: &str, org: &str, from: &str) {
    let answer = status(who, href, what, from).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text("main"));
    let answer = counted(who, href, org, from, "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text("main"));
}

#[tokio::test]
async fn a_member_becomes_full_and_moves_between_branches() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        orgs(test, &house).await;
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let href = hired(&house.hr(), "陈静", "B1", house.crew, "2024-01-01").await;
        let early = counted(&affairs, &href, "一支部", "2025-01-01", "").await;
        assert!(early.text(".problems").contains("还不是党员"), "{}", early.text("main"));
        joined(&affairs, &href, "probationary", "一支部", "2025-07-01").await;
        let full = status(&affairs, &href, "full", "2026-07-01").await;
        assert_eq!(full.status, StatusCode::SEE_OTHER, "{}", full.text("main"));
        let back = status(&affairs, &href, "probationary", "2026-08-01").await;
        assert!(back.text(".problems").contains("不能改为预备党员"), "{}", back.text("main"));
        let twice = counted(&affairs, &href, "二支部", "2026-08-01", "").await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = twice.text(".problems");
        assert!(said.contains("一支部") && said.contains("二支部"), "both are named: {said}");
        let committee = counted(&affairs, &href, "集团党委", "2026-08-01", "yes").await;
        assert!(committee.text(".problems").contains("不是党支部"), "{}", committee.text("main"));
        let moved = counted(&affairs, &href, "二支部", "2026-08-01", "yes").await;
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text("main"));
        let rows = affairs.get(&href).await.texts("#standing tbody tr");
        assert_eq!(
            rows,
            [
                "正式党员 当日2026-07-01至今",
                "预备党员2025-07-012026-06-30",
                "二支部 当日2026-08-01至今",
                "一支部2025-07-012026-07-31",
            ]
        );
        let revision = revision(&affairs, &href).await;
        let end = [("ended", "2026-10-01"), ("revision", revision.as_str())];
        let ended = affairs.post(&format!("{href}/membership/end"), &end).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text("main"));
        assert!(!affairs.get(&href).await.text("#standing").contains("当日"));
    })
    .await;
}

#[tokio::test]
async fn status_is_seen_by_those_whose_work_needs_it_and_kept_out_of_the_audit() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let orgs = orgs(test, &house).await;
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let href = hired(&house.hr(), "陈静", "B1", house.crew, "2024-01-01").await;
        joined(&affairs, &href, "full", "一支部", "2025-07-01").await;
        let (org, list) =
            (format!("/party/{}", orgs.first), format!("/party/{}/members", orgs.first));
        for &role in Role::ALL {
            let visitor = house.as_role(role, house.first);
            let sees = matches!(role, Role::PartyAffairs | Role::Committee | Role::Secretary);
            let names = visitor.get(&list).await;
            assert_eq!(names.status == StatusCode::OK, sees, "{role:?}");
            assert_eq!(names.text("#members").contains("陈静"), sees, "{role:?}");
            assert_eq!(!visitor.get(&org).await.text("#members").is_empty(), sees, "{role:?}");
            let person = visitor.get(&href).await.text("#standing");
            assert_eq!(!person.is_empty(), role == Role::PartyAffairs, "{role:?}");
            let sheet = visitor.get(&format!("{list}?format=xlsx")).await;
            assert_eq!(sheet.status == StatusCode::OK, sees, "{role:?}");
            if role != Role::PartyAffairs {
                let fields = [
                    ("status", "full"),
                    ("status_from", "2026-01-01"),
                    ("org", "一支部"),
                    ("counted_from", "2026-01-01"),
                    ("ended", "2026-01-01"),
                    ("revision", "4"),
                ];
                for part in ["status", "affiliation", "membership/end"] {
                    let answer = visitor.post(&format!("{href}/{part}"), &fields).await;
                    assert!(answer.status.is_client_error(), "{role:?} {part}");
                }
            }
            let elsewhere = house.as_role(role, house.second);
            assert_eq!(elsewhere.get(&list).await.status, StatusCode::NOT_FOUND, "{role:?}");
        }
        let sql = "SELECT COALESCE(before, '') || COALESCE(after, '') FROM audit \
             WHERE action LIKE 'member.%' ORDER BY id";
        let told: Vec<(String,)> = test.db.read().all(sql, params![]).await.unwrap();
        assert_eq!(told.len(), 2);
        for (text,) in told {
            assert!(text.contains("2025-07-01"), "{text}");
            assert!(!text.contains("full") && !text.contains("org"), "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_organisation_counts_its_members_and_a_form_is_suggested_from_them() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let orgs = orgs(test, &house).await;
        let (hr, affairs) = (house.hr(), house.as_role(Role::PartyAffairs, house.group));
        for number in 0..4 {
            let (name, number) = (format!("赵{number}"), format!("A{number}"));
            let href = hired(&hr, &name, &number, house.crew, "2024-01-01").await;
            let what = if number == "A3" { "probationary" } else { "full" };
            joined(&affairs, &href, what, "联合支部", "2025-07-01").await;
        }
        let count = async |org: PartyOrgId, day: &str| {
            affairs.get(&format!("/party/{org}?as_of={day}")).await.text("#members p")
        };
        assert_eq!(count(orgs.joint, "2026-01-01").await, "4 名党员 · 正式党员 3 · 预备党员 1");
        assert!(count(orgs.committee, "2026-01-01").await.starts_with("4 名党员"), "those below");
        assert!(count(orgs.joint, "2025-06-30").await.starts_with("0 名党员"));
        let joint = affairs.get(&format!("/party/{}", orgs.joint)).await;
        assert_eq!(joint.texts("#members tbody tr").len(), 1);
        assert!(joint.text("#members tbody tr").contains("可单独成立党支部"));
        let asked = affairs.get(&format!("/coverage/new?unit={}", house.wash)).await;
        assert_eq!(asked.attribute("#f-full", "value"), "3");
        assert!(asked.text("#advice").contains("党支部"), "{}", asked.text("#suggestion"));
        let typed = affairs.get(&format!("/coverage/new?unit={}&full=2", house.wash)).await;
        assert!(typed.text("#advice").contains("联合"), "what if: {}", typed.text("#advice"));
        let members = affairs.get(&format!("/party/{}/members?q=a3", orgs.committee)).await;
        assert_eq!(members.texts("#members tbody tr").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn units_that_could_each_stand_alone_get_no_joint_branch() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        orgs(test, &house).await;
        let (hr, affairs) = (house.hr(), house.as_role(Role::PartyAffairs, house.group));
        for (at, unit) in [house.crew, house.other_wash].into_iter().enumerate() {
            for number in 0..3 {
                let (name, number) = (format!("赵{at}{number}"), format!("A{at}{number}"));
                let href = hired(&hr, &name, &number, unit, "2024-01-01").await;
                joined(&affairs, &href, "full", "一支部", "2025-07-01").await;
            }
        }
        let fields = [("unit", "二矿 / 主洗车间"), ("org", "联合支部"), ("from", "2026-01-01")];
        let refused = affairs.post("/coverage/new", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text(".problems").contains("应各自成立党支部"), "{}", refused.text("main"));
        let before = [("unit", "二矿 / 主洗车间"), ("org", "联合支部"), ("from", "2025-01-01")];
        let answer = affairs.post("/coverage/new", &before).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text("main"));
    })
    .await;
}

#[tokio::test]
async fn a_branch_closes_when_another_counts_its_members() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let orgs = orgs(test, &house).await;
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let href = hired(&house.hr(), "陈静", "B1", house.crew, "2024-01-01").await;
        joined(&affairs, &href, "full", "一支部", "2025-07-01").await;
        let path = format!("/party/{}/close", orgs.first);
        let close = async |to: &str| {
            let revision = affairs.get(&path).await.attribute("input[name=revision]", "value");
            let fields = [("from", "2026-10-01"), ("revision", &revision), ("members_to", to)];
            affairs.post(&path, &fields).await
        };
        let refused = close("").await;
        assert!(
            refused.text("#e-members_to").contains("还有 1 名党员"),
            "{}",
            refused.text("main")
        );
        assert!(close("一支部").await.text("#e-members_to").contains("也将撤销"));
        assert_eq!(close("二支部").await.status, StatusCode::SEE_OTHER);
        let rows = affairs.get(&href).await.texts("#standing tbody tr");
        assert_eq!(rows[1..], ["二支部 当日2026-10-01至今", "一支部2025-07-012026-09-30"]);
    })
    .await;
}
