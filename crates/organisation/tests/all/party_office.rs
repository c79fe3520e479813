//! Elections and working conditions: recorded on the page, what is missing said there and to whoever
//! looks after the organisation.

use crate::house::{House, MIGRATIONS};
use crate::party_store::found;
use accounts::use_cases::demo::{self, DemoUser};
use axum::http::StatusCode;
use directory::people;
use kernel::policy::ActorKind;
use kernel::{Actor, DayRange, Grant, PersonId, Role, UnitId, UserId};
use organisation::governance::catalogue::{Catalogue, OrgLevel, Part, Where};
use organisation::governance::store::tenures;
use organisation::governance::tenure::{Direction, Seat, Terms};
use organisation::party::office::{Condition, Gap};
use organisation::party::party_org::OrgKind;
use organisation::party::store::{office, orgs};
use organisation::party::use_cases::office::{equipment, lacking};
use organisation::people::facts::Span;
use organisation::people::store::facts;
use store::{Ctx, params};
use testkit::{TestDb, on_both};

/// Accounts with these roles on these units; they are numbered from 1.
async fn accounts(test: &TestDb, all: &[(Role, UnitId)]) {
    let user = |(n, (role, unit)): (usize, &(Role, UnitId))| DemoUser {
        sign_in: format!("user{n}.test"),
        name: format!("user{n}"),
        password: "quite a long phrase".to_owned(),
        role: *role,
        unit: *unit,
    };
    let users: Vec<DemoUser> = all.iter().enumerate().map(user).collect();
    demo::create(&test.ctx(Actor::system("测试")), &users).await.unwrap();
}

fn ctx(test: &TestDb, user: i64, role: Role, unit: UnitId) -> Ctx {
    let grants = vec![Grant { role, unit, valid: DayRange::ALWAYS }];
    let user = Some(UserId(user));
    test.ctx(Actor { kind: ActorKind::User, user, grants, ..Actor::anonymous() })
}

/// Somebody as secretary of an organisation of this level.
fn secretary(level: OrgLevel, org: kernel::PartyOrgId, person: PersonId, valid: DayRange) -> Terms {
    let usual = Catalogue::usual();
    let post = usual.offered(Where::Org(level)).find(|post| post.part == Part::Secretary);
    Terms {
        person,
        seat: Seat::Org(org),
        post: post.unwrap().id,
        valid,
        direction: Direction::None,
        basis: None,
        document: None,
        file: None,
    }
}

/// Names somebody secretary of a branch.
async fn name_secretary(test: &TestDb, org: kernel::PartyOrgId, person: PersonId, valid: DayRange) {
    let mut tx = test.db.begin().await.unwrap();
    tenures::open(&mut tx, &secretary(OrgLevel::Branch, org, person, valid)).await.unwrap();
    tx.commit().await.unwrap();
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
            [
                "待办 没有换届记录",
                "待办 书记自2020年3月1日起空缺，已 2,419 天",
                "待办 缺活动场所",
                "待办 缺工作经费",
                "待办 缺党务人员"
            ]
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
            [
                "待办 换届将于2026年11月1日到期",
                "待办 书记自2020年3月1日起空缺，已 2,419 天",
                "待办 缺党务人员"
            ]
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

        // Affairs of the group and of the first mine: each gap is one line of one of them.
        let both = [(Role::PartyAffairs, house.group), (Role::PartyAffairs, house.first)];
        accounts(test, &both).await;
        let names = async |user, unit| -> Vec<String> {
            let mine = lacking(&ctx(test, user, Role::PartyAffairs, unit)).await.unwrap();
            mine.iter().map(|org| org.name.clone()).collect()
        };
        assert_eq!(names(1, house.group).await, ["集团党委"]);
        assert_eq!(names(2, house.first).await, ["主洗支部"]);
        let mine = lacking(&ctx(test, 2, Role::PartyAffairs, house.first)).await.unwrap();
        assert_eq!(mine[0].gaps.last(), Some(&Gap::Missing(Condition::Staff)));
        let reader = lacking(&ctx(test, 3, Role::Secretary, house.group)).await.unwrap();
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
        assert_eq!(page.texts("#office > p").len(), 4);
        let fields = [("revision", "1"), ("elected", "2023-11-01")];
        let refused = affairs.post(&format!("/party/{id}/elections"), &fields).await;
        assert!(refused.text(".problems").contains("负责人由上级指定"));
    })
    .await;
}

#[tokio::test]
async fn a_new_secretary_has_one_thing_to_do_and_a_vacancy_runs_from_the_last_ones_end() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let mut tx = test.db.begin().await.unwrap();
        let top =
            found(&mut tx, "集团党委", OrgKind::Committee, None, house.group, "2020-01-01").await;
        let kind = OrgKind::TemporaryBranch;
        let id = found(&mut tx, "临时支部", kind, Some(top), house.wash, "2020-03-01").await;
        let before = people::create(&mut tx, "王芳", Some("A1")).await.unwrap();
        let now = people::create(&mut tx, "王芳", Some("A2")).await.unwrap();
        tx.commit().await.unwrap();
        let all = [(Role::PartyAffairs, house.group), (Role::Secretary, house.wash)];
        accounts(test, &all).await;
        let until = |text: &str| crate::house::day(text);
        let days = DayRange { from: until("2020-03-01"), until: until("2026-09-14") };
        name_secretary(test, id, before, days).await;
        let affairs = ctx(test, 1, Role::PartyAffairs, house.group);
        let gaps = async |ctx: &Ctx| {
            let mine = lacking(ctx).await.unwrap();
            mine.iter().find(|org| org.id == id).map(|org| (org.gaps.clone(), org.is_led))
        };
        let vacant = Gap::NoSecretary { since: until("2026-09-14"), days: 31 };
        let missing: Vec<Gap> = Condition::ALL.iter().map(|one| Gap::Missing(*one)).collect();
        let expected = [vec![vacant], missing.clone()].concat();
        assert_eq!(gaps(&affairs).await, Some((expected, false)));

        // The new one has no account yet: the conditions stay with Party affairs.
        name_secretary(test, id, now, DayRange::since(until("2026-10-10"))).await;
        assert_eq!(gaps(&affairs).await, Some((missing.clone(), false)));
        let link = "UPDATE account SET person_id = $1 WHERE id = 2";
        let mut tx = test.db.begin().await.unwrap();
        tx.execute(link, params![now]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(gaps(&affairs).await, None, "one owner");
        let mut secretary = ctx(test, 2, Role::Secretary, house.wash);
        secretary.actor.person = Some(now);
        let mine = lacking(&secretary).await.unwrap();
        assert_eq!((mine.len(), mine[0].is_seen), (1, true));
        assert_eq!(gaps(&secretary).await, Some((missing, true)));
        let mut beyond = ctx(test, 2, Role::Secretary, house.second);
        beyond.actor.person = Some(now);
        assert!(!lacking(&beyond).await.unwrap()[0].is_seen, "a role that does not reach the seat");
        secretary.actor.person = Some(before);
        assert!(lacking(&secretary).await.unwrap().is_empty(), "a homonym is somebody else");
    })
    .await;
}

#[tokio::test]
async fn a_secretary_who_left_the_enterprise_leaves_a_vacancy_and_a_retired_one_does_not() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let mut tx = test.db.begin().await.unwrap();
        let top =
            found(&mut tx, "集团党委", OrgKind::Committee, None, house.group, "2020-01-01").await;
        let kind = OrgKind::Branch;
        let wash = found(&mut tx, "主洗支部", kind, Some(top), house.wash, "2020-03-01").await;
        let retired =
            found(&mut tx, "离退休支部", kind, Some(top), house.group, "2020-03-01").await;
        let left = people::create(&mut tx, "王芳", Some("A1")).await.unwrap();
        let old = people::create(&mut tx, "李娜", Some("A2")).await.unwrap();
        let day = crate::house::day;
        let worked = |from: &str, until: &str| Span {
            fact: house.wash,
            valid: DayRange { from: day(from), until: day(until) },
        };
        let works =
            [(left, worked("2022-01-01", "2026-08-31")), (old, worked("2020-06-01", "2022-12-31"))];
        facts::put_many(&mut tx, &works).await.unwrap();
        tx.commit().await.unwrap();
        name_secretary(test, wash, left, DayRange::since(day("2024-01-01"))).await;
        name_secretary(test, retired, old, DayRange::since(day("2023-06-01"))).await;
        let operator = test.ctx(Actor::system("测试"));
        let vacancies = async |org| {
            let gaps = equipment(&operator, org, operator.now.today).await.unwrap().gaps;
            let found = lacking(&operator).await.unwrap();
            let told = found.iter().find(|one| one.id == org).map(|one| one.gaps.clone());
            assert_eq!(told.unwrap_or_default(), gaps);
            let vacant = gaps.into_iter().filter(|gap| matches!(gap, Gap::NoSecretary { .. }));
            vacant.collect::<Vec<_>>()
        };
        let since = day("2026-08-31");
        assert_eq!(vacancies(wash).await, [Gap::NoSecretary { since, days: 45 }]);
        assert_eq!(vacancies(retired).await, []);
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let posts = affairs.get(&format!("/party/{wash}")).await.text("#posts tbody");
        assert!(posts.contains("王芳") && posts.contains("已离开"), "{posts}");
        let worker = house.as_role(Role::Worker, house.group);
        let posts = worker.get(&format!("/party/{wash}")).await.text("#posts tbody");
        assert!(
            posts.contains("王芳") && !posts.contains("已离开"),
            "where people work is not hers"
        );
        // Back again, she is secretary as before.
        let mut tx = test.db.begin().await.unwrap();
        let back = [(left, worked("2026-10-01", "2026-12-31"))];
        facts::put_many(&mut tx, &back).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(vacancies(wash).await, []);
    })
    .await;
}

/// The list leaves out early what certainly lacks nothing; whatever the rule finds must still be on it.
#[tokio::test]
async fn whoever_lacks_something_is_on_the_list_however_little_it_is() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let operator = test.ctx(Actor::system("测试"));
        let today = operator.now.today;
        let mut tx = test.db.begin().await.unwrap();
        let top =
            found(&mut tx, "集团党委", OrgKind::Committee, None, house.group, "2020-01-01").await;
        let person = people::create(&mut tx, "王芳", Some("A-1")).await.unwrap();
        let mut all = vec![top];
        // Elected so many months ago: around the reminders of both terms, and in their midst.
        for months in [1, 27, 28, 29, 30, 31, 36, 51, 52, 53, 54, 60, 72] {
            for kind in [OrgKind::Committee, OrgKind::GeneralBranch, OrgKind::Branch] {
                let name = format!("{}{months}", kind.name());
                let org = found(&mut tx, &name, kind, Some(top), house.group, "2020-01-01").await;
                let elected = today.plus_months(-months).plus_days(3);
                office::elect(&mut tx, org, 1, elected, None).await.unwrap();
                for (condition, revision) in Condition::ALL.iter().zip(2..) {
                    let set = (*condition, true);
                    office::set_condition(&mut tx, org, revision, set, elected).await.unwrap();
                }
                all.push(org);
            }
        }
        // The last three lack a condition, a secretary, and nothing.
        let last = all.split_off(all.len() - 3);
        for (place, org) in all.iter().chain(&last).enumerate() {
            let level =
                OrgLevel::of(orgs::org_on(&mut tx, *org, today).await.unwrap().unwrap().kind);
            let since = DayRange::since(crate::house::day("2020-01-01"));
            let terms = secretary(level, *org, person, since);
            if place != all.len() + 1 {
                tenures::open(&mut tx, &terms).await.unwrap();
            }
        }
        let revision = orgs::org_on(&mut tx, last[0], today).await.unwrap().unwrap().revision;
        let gone = (Condition::Funds, false);
        office::set_condition(&mut tx, last[0], revision, gone, today).await.unwrap();
        tx.commit().await.unwrap();

        let found = lacking(&operator).await.unwrap();
        let mut complete = 0;
        for org in all.iter().chain(&last) {
            let gaps = equipment(&operator, *org, today).await.unwrap().gaps;
            let told = found.iter().find(|one| one.id == *org).map(|one| one.gaps.clone());
            complete += usize::from(gaps.is_empty());
            assert_eq!(told.unwrap_or_default(), gaps, "{org}");
        }
        assert!((10..30).contains(&complete), "{complete} of {}", all.len() + 3);
    })
    .await;
}
