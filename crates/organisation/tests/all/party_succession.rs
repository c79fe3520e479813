//! Mergers and splits: what ends hands over what hung on it, on that day and not before.

use crate::house::{House, MIGRATIONS, day};
use crate::party_store::{found, link};
use directory::founding::NewUnit;
use directory::{Kind, Parent, tree};
use kernel::policy::ActorKind;
use kernel::{Actor, DayRange, Grant, PartyOrgId, Role, UnitId};
use organisation::party::party_org::{OrgKind, Version};
use organisation::party::store::succession::{
    self, Heir, OrgSuccession, Succession, UnitSuccession, succeed, succeed_units,
};
use organisation::party::store::{coverage, orgs, resolution};
use organisation::party::use_cases::succession as use_cases;
use std::collections::HashMap;
use store::{Query, Refusal, Tx, params};
use testkit::on_both;

const DAY: &str = "2026-10-01";

async fn answering(q: &mut impl Query, unit: UnitId, on: &str) -> Vec<PartyOrgId> {
    let resolved = resolution::resolve(q, unit, day(on)).await.unwrap();
    resolved.links.into_iter().map(|link| link.org).collect()
}

/// 集团党委 > 甲支部 (answers for 主洗车间 and 甲班), 乙支部 (for 二矿).
struct Orgs {
    top: PartyOrgId,
    a: PartyOrgId,
    b: PartyOrgId,
    group: PartyOrgId,
}

async fn orgs_of(tx: &mut Tx, house: &House<'_>) -> Orgs {
    let top = found(tx, "集团党委", OrgKind::Committee, None, house.group, "2020-01-01").await;
    let a = found(tx, "甲支部", OrgKind::Branch, Some(top), house.wash, "2022-01-01").await;
    let b = found(tx, "乙支部", OrgKind::Branch, Some(top), house.second, "2022-01-01").await;
    let group = found(tx, "一小组", OrgKind::Group, Some(a), house.wash, "2022-01-01").await;
    coverage::link(tx, link(house.wash, a, "2022-01-01", false)).await.unwrap();
    coverage::link(tx, link(house.crew, a, "2022-01-01", false)).await.unwrap();
    coverage::link(tx, link(house.second, b, "2022-01-01", true)).await.unwrap();
    Orgs { top, a, b, group }
}

fn plan(
    predecessors: Vec<(PartyOrgId, i64)>,
    heirs: Vec<Heir<PartyOrgId, Version>>,
) -> OrgSuccession {
    let document = Some("集党〔2026〕18号".to_owned());
    let (units, orgs) = (HashMap::new(), HashMap::new());
    OrgSuccession { day: day(DAY), document, predecessors, heirs, units, orgs }
}

fn branch(name: &str, superior: PartyOrgId, seat: UnitId) -> Heir<PartyOrgId, Version> {
    Heir::New(Version {
        name: name.to_owned(),
        kind: OrgKind::Branch,
        superior: Some(superior),
        seat,
        valid: DayRange::since(day(DAY)),
    })
}

#[tokio::test]
async fn a_merger_hands_over_units_and_groups() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let tx = &mut test.db.begin().await.unwrap();
        let is = orgs_of(tx, &house).await;
        let merger = plan(vec![(is.a, 1), (is.b, 1)], vec![branch("联合支部", is.top, house.wash)]);
        let heirs = succeed(tx, &merger).await.unwrap();
        for unit in [house.wash, house.crew, house.second, house.other_wash] {
            assert_eq!(answering(tx, unit, DAY).await, heirs);
        }
        assert_eq!(answering(tx, house.crew, "2026-09-30").await, [is.a]);
        assert_eq!(answering(tx, house.other_wash, "2026-09-30").await, [is.b]);
        assert!(orgs::org_on(tx, is.a, day(DAY)).await.unwrap().is_none());
        let group = orgs::org_on(tx, is.group, day(DAY)).await.unwrap().unwrap();
        assert_eq!(group.superior, Some(heirs[0]));
        let followed = succession::of_org(tx, heirs[0]).await.unwrap();
        let expected = [is.a, is.b].map(|predecessor| Succession {
            predecessor,
            successor: heirs[0],
            day: day(DAY),
            document: Some("集党〔2026〕18号".to_owned()),
        });
        assert_eq!(followed, expected);
        let stale = plan(vec![(heirs[0], 9)], vec![Heir::Known(is.top)]);
        assert!(matches!(succeed(tx, &stale).await, Err(Refusal::Conflict(_))));
        let nobody = plan(vec![(heirs[0], 1)], Vec::new());
        assert!(matches!(succeed(tx, &nobody).await, Err(Refusal::Invalid(_))));
    })
    .await;
}

#[tokio::test]
async fn a_split_gives_away_what_is_assigned() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let tx = &mut test.db.begin().await.unwrap();
        let is = orgs_of(tx, &house).await;
        let heirs = vec![Heir::Known(is.a), branch("甲班支部", is.top, house.crew)];
        let split = OrgSuccession {
            units: HashMap::from([(house.crew, 1)]),
            ..plan(vec![(is.a, 1)], heirs)
        };
        let heirs = succeed(tx, &split).await.unwrap();
        assert_eq!(answering(tx, house.wash, DAY).await, [is.a]);
        assert_eq!(answering(tx, house.crew, DAY).await, [heirs[1]]);
        assert_eq!(answering(tx, house.crew, "2026-09-30").await, [is.a]);
        let group = orgs::org_on(tx, is.group, day(DAY)).await.unwrap().unwrap();
        assert_eq!(group.superior, Some(is.a));
        assert_eq!(succession::of_org(tx, is.a).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn merged_units_keep_who_answers_for_them() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let tx = &mut test.db.begin().await.unwrap();
        let is = orgs_of(tx, &house).await;
        let days = DayRange::since(day(DAY));
        let new = NewUnit::new("洗选车间", Kind::Workshop, Parent::Known(house.first), days);
        let merger = UnitSuccession {
            day: day(DAY),
            document: None,
            predecessors: vec![(house.wash, 1), (house.second, 1)],
            heirs: vec![Heir::New(new)],
            units: HashMap::new(),
        };
        let heirs = succeed_units(tx, &merger, ("x", testkit::now())).await.unwrap();
        assert_eq!(answering(tx, heirs[0], DAY).await, [is.a, is.b]);
        for seated in [is.a, is.b, is.group] {
            let seat = orgs::org_on(tx, seated, day(DAY)).await.unwrap().unwrap().seat;
            assert_eq!(seat, heirs[0]);
        }
        let below = tree::children(tx, heirs[0], day(DAY), 0, 9).await.unwrap();
        let below: Vec<UnitId> = below.into_iter().map(|node| node.unit.id).collect();
        assert_eq!(below, [house.crew, house.other_wash]);
        assert!(tree::unit_on(tx, house.wash, day(DAY)).await.unwrap().is_none());
        assert_eq!(answering(tx, house.wash, "2026-09-30").await, [is.a]);
        assert_eq!(succession::of_unit(tx, house.wash).await.unwrap()[0].successor, heirs[0]);
    })
    .await;
}

#[tokio::test]
async fn a_merger_is_one_act_of_somebody_who_may() {
    on_both(MIGRATIONS, async |test| {
        directory::install(vec![Box::new(organisation::party::CoverageFollower)]);
        let house = House::stand(test).await;
        let mut tx = test.db.begin().await.unwrap();
        let is = orgs_of(&mut tx, &house).await;
        tx.commit().await.unwrap();
        let ctx = |role, unit| {
            let grants = vec![Grant { role, unit, valid: DayRange::ALWAYS }];
            test.ctx(Actor { kind: ActorKind::User, grants, ..Actor::anonymous() })
        };
        let merger = plan(vec![(is.a, 1)], vec![Heir::Known(is.b)]);
        let reader = use_cases::succeed(&ctx(Role::Secretary, house.group), &merger).await;
        assert!(matches!(reader, Err(Refusal::Forbidden)), "{reader:?}");
        let elsewhere = use_cases::succeed(&ctx(Role::PartyAffairs, house.first), &merger).await;
        assert!(matches!(elsewhere, Err(Refusal::NotFound)), "{elsewhere:?}");
        let affairs = ctx(Role::PartyAffairs, house.group);
        assert_eq!(use_cases::succeed(&affairs, &merger).await.unwrap(), [is.b]);
        let units = UnitSuccession {
            day: day(DAY),
            document: None,
            predecessors: vec![(house.crew, 1)],
            heirs: vec![Heir::Known(house.other_wash)],
            units: HashMap::new(),
        };
        let hr = use_cases::succeed_units(&ctx(Role::Hr, house.group), &units).await;
        assert!(matches!(hr, Err(Refusal::Forbidden)), "{hr:?}");
        use_cases::succeed_units(&affairs, &units).await.unwrap();
        assert_eq!(answering(&mut test.db.read(), house.other_wash, DAY).await, [is.b]);
        // Whoever closes a unit otherwise is stopped by what hangs on it.
        let mut tx = test.db.begin().await.unwrap();
        let seen = tree::unit_near(&mut tx, house.second, day(DAY)).await.unwrap().unwrap();
        let closed =
            directory::change::close(&mut tx, seen.id, seen.revision, day("2026-11-01"), true)
                .await;
        assert!(matches!(closed, Err(Refusal::Invalid(_))), "{closed:?}");
        drop(tx);
        let sql = "SELECT action FROM audit ORDER BY id";
        let audit: Vec<(String,)> = test.db.read().all(sql, params![]).await.unwrap();
        let audit: Vec<&str> = audit.iter().map(|(action,)| action.as_str()).collect();
        assert_eq!(audit, ["party-org.succeed", "unit.succeed"]);
    })
    .await;
}
