//! 不公开: what is withheld goes with all below it, as the tree stands today, from whom policy says.

use crate::house::{House, MIGRATIONS, day, everything, revision};
use directory::change::{Change, change, close};
use directory::tree;
use directory::withheld::{from_actor, going_out, is_withheld, set};
use kernel::policy::ActorKind;
use kernel::{Actor, DayRange, Grant, Role, UnitId};
use store::Tx;
use testkit::{TestDb, codes, on_both};

fn with(role: Role, unit: UnitId) -> Actor {
    let grants = vec![Grant { role, unit, valid: DayRange::ALWAYS }];
    Actor { kind: ActorKind::User, grants, ..Actor::anonymous() }
}

async fn withhold(tx: &mut Tx, unit: UnitId, withheld: bool) {
    let seen = revision(tx, unit).await;
    set(tx, unit, seen, withheld).await.unwrap();
}

/// Which of these units the actor sees today.
async fn seen(test: &TestDb, actor: &Actor, units: &[UnitId]) -> Vec<UnitId> {
    let withheld = from_actor(&test.db, actor, testkit::now().today).await.unwrap();
    let q = &mut test.db.read().without(withheld.clone());
    let all = tree::within_scope(q, units, &everything(), testkit::now().today).await;
    let mut all = all.unwrap();
    all.sort();
    assert!(all.iter().all(|unit| withheld.shows(*unit)));
    all
}

#[tokio::test]
async fn a_withheld_unit_takes_along_what_stands_below_it_today() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        withhold(&mut tx, house.first, true).await;
        tx.commit().await.unwrap();
        let units = [house.group, house.first, house.wash, house.second, house.other_wash];
        let public = vec![house.group, house.second, house.other_wash];
        let worker = with(Role::Worker, house.group);
        assert_eq!(seen(test, &worker, &units).await, public);
        for actor in
            [with(Role::Hr, house.group), Actor::system("x"), with(Role::Worker, house.wash)]
        {
            let wash = seen(test, &actor, &[house.wash]).await;
            assert_eq!(wash, [house.wash], "{actor:?}");
        }
        let out = going_out(&test.db, testkit::now().today).await.unwrap();
        assert!([house.first, house.wash, house.crew].iter().all(|unit| !out.shows(*unit)));
        assert!(out.shows(house.group) && out.shows(house.other_wash));

        // What moves away is withheld no longer, what moves in is.
        let mut tx = test.db.begin().await.unwrap();
        let away = Change { parent: Some(house.group), ..Change::default() };
        let wash = revision(&mut tx, house.wash).await;
        change(&mut tx, house.wash, wash, day("2025-01-01"), &away, None).await.unwrap();
        tx.commit().await.unwrap();
        let units = [house.first, house.wash, house.crew];
        assert_eq!(seen(test, &worker, &units).await, [house.wash, house.crew]);

        // A closed unit stays withheld with what it stood under.
        let mut tx = test.db.begin().await.unwrap();
        withhold(&mut tx, house.wash, true).await;
        let crew = revision(&mut tx, house.crew).await;
        close(&mut tx, house.crew, crew, day("2025-06-01"), false).await.unwrap();
        tx.commit().await.unwrap();
        let withheld = from_actor(&test.db, &worker, testkit::now().today).await.unwrap();
        assert!(!withheld.shows(house.crew) && withheld.has(house.crew));
    })
    .await;
}

#[tokio::test]
async fn the_enterprise_cannot_be_withheld_and_two_editors_do_not_overwrite_each_other() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        let group = revision(&mut tx, house.group).await;
        let refused = set(&mut tx, house.group, group, true).await;
        assert_eq!(codes(refused), ["unit-withheld-root"]);
        let seen = revision(&mut tx, house.first).await;
        let refused = set(&mut tx, house.first, seen, false).await;
        assert_eq!(codes(refused), ["unit-withheld-same"]);
        let seen = revision(&mut tx, house.first).await;
        set(&mut tx, house.first, seen, true).await.unwrap();
        let refused = set(&mut tx, house.first, seen, false).await;
        assert_eq!(codes(refused), ["unit-changed"]);
        assert!(is_withheld(&mut tx, house.first).await.unwrap());
    })
    .await;
}
