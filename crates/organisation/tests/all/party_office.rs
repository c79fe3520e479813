//! Elections and working conditions: recorded on the page, what is missing said there and to whoever
//! looks after the organisation.

use crate::house::{House, MIGRATIONS};
use crate::party_store::found;
use axum::http::StatusCode;
use kernel::policy::ActorKind;
use kernel::{Actor, DayRange, Grant, Role, UnitId};
use organisation::party::office::{Condition, Gap};
use organisation::party::party_org::OrgKind;
use organisation::party::use_cases::office::lacking;
use store::Ctx;
use testkit::{TestDb, on_both};

fn ctx(test: &TestDb, role: Role, unit: UnitId) -> Ctx {
    let grants = vec![Grant { role, unit, valid: DayRange::ALWAYS }];
    test.ctx(Actor { kind: ActorKind::User, grants, ..Actor::anonymous() })
}

#[tokio::test]
async fn what_is_missing_is_said_once_to_whoever_looks_after_it() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let mut tx = test.db.begin().await.unwrap();
        let top =
            found(&mut tx, "集团党委", OrgKind::Committee, None, house.group, "2020-01-01").await;
        let branch =
            found(&mut tx, "主洗支部", OrgKind::Branch, Some(top), house.wash, "2020-03-01").await;
        tx.commit().await.unwrap();
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let path = format!("/party/{branch}");
        let page = affairs.get(&path).await;
        let gaps = page.texts("#office > p");
        assert_eq!(
            gaps,
            ["待办 没有换届记录", "待办 缺活动场所", "待办 缺工作经费", "待办 缺党务人员"]
        );

        let elections = format!("{path}/elections");
        let mut fields = vec![("revision", "1"), ("elected", "2020-02-29")];
        let refused = affairs.post(&elections, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text("#e-elected").contains("还不存在"));
        fields[1].1 = "2023-11-01";
        assert_eq!(affairs.post(&elections, &fields).await.status, StatusCode::SEE_OTHER);
        let stale = affairs.post(&elections, &fields).await;
        assert!(stale.text(".problems").contains("别人已修改"));
        for (revision, condition) in [("2", "place"), ("3", "funds")] {
            let fields = [
                ("revision", revision),
                ("condition", condition),
                ("is_there", "yes"),
                ("from", "2026-10-01"),
            ];
            let done = affairs.post(&format!("{path}/conditions"), &fields).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{condition}");
        }
        let page = affairs.get(&path).await;
        assert_eq!(
            page.texts("#office > p"),
            ["待办 换届将于2026年11月1日到期", "待办 缺党务人员"]
        );
        let before = affairs.get(&format!("{path}?as_of=2026-09-30")).await;
        assert!(before.text("#office").contains("缺活动场所"));

        let late = [("revision", "4"), ("until", "2027-11-02"), ("document", "党〔2026〕3号")];
        let refused = affairs.post(&format!("{path}/postponements"), &late).await;
        assert!(refused.text("#e-until").contains("最迟到 2027-11-01"));
        let postponed = [("revision", "4"), ("until", "2027-05-01"), ("document", "党〔2026〕3号")];
        let done = affairs.post(&format!("{path}/postponements"), &postponed).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        assert!(affairs.get(&path).await.text("#office dd").contains("2027-05-01"));

        let mine = lacking(&ctx(test, Role::PartyAffairs, house.group)).await.unwrap();
        let names: Vec<&str> = mine.iter().map(|org| org.name.as_str()).collect();
        assert_eq!(names, ["主洗支部", "集团党委"]);
        assert_eq!(mine[1].gaps[0], Gap::NoElection);
        assert_eq!(mine[0].gaps[1], Gap::Missing(Condition::Staff));
        let below = lacking(&ctx(test, Role::PartyAffairs, house.first)).await.unwrap();
        assert_eq!(below.len(), 1);
        let reader = lacking(&ctx(test, Role::Secretary, house.group)).await.unwrap();
        assert!(reader.is_empty(), "who only reads has nothing to do");
        let secretary = house.as_role(Role::Secretary, house.group);
        for part in ["elections", "postponements", "conditions"] {
            let answer = secretary.post(&format!("{path}/{part}"), &[]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{part}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_temporary_branch_elects_nobody() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let mut tx = test.db.begin().await.unwrap();
        let top =
            found(&mut tx, "集团党委", OrgKind::Committee, None, house.group, "2020-01-01").await;
        let kind = OrgKind::TemporaryBranch;
        let id = found(&mut tx, "临时支部", kind, Some(top), house.wash, "2020-03-01").await;
        tx.commit().await.unwrap();
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let page = affairs.get(&format!("/party/{id}")).await;
        assert_eq!(page.texts("#office > p").len(), 3);
        let fields = [("revision", "1"), ("elected", "2023-11-01")];
        let refused = affairs.post(&format!("/party/{id}/elections"), &fields).await;
        assert!(refused.text(".problems").contains("负责人由上级指定"));
    })
    .await;
}
