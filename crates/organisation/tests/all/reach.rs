//! The matrix of reach: recorded, blank and not offered are three different things.

use crate::house::{House, MIGRATIONS};
use crate::party_store::{found, link};
use axum::http::StatusCode;
use kernel::{Role, UnitId};
use organisation::party::party_org::OrgKind;
use organisation::party::store::coverage;
use organisation::reach::{self, Asked, Mechanism, Reach, ReachMeasure, Reached};
use testkit::on_both;

/// A storey above that has records of every unit called 一矿.
struct Matters;

impl ReachMeasure for Matters {
    fn mechanism(&self) -> Mechanism {
        Mechanism::Matters
    }

    fn reach<'a>(&'a self, asked: &'a Asked<'a>) -> Reached<'a> {
        Box::pin(async move {
            let q = &mut asked.ctx.read();
            let units = directory::tree::units_near(q, asked.units, asked.day).await?;
            let named = units.into_values().filter(|unit| unit.name == "一矿");
            let reach = |id: UnitId| (id, Reach { said: "3 项".into(), href: "/matters".into() });
            Ok(named.map(|unit| reach(unit.id)).collect())
        })
    }
}

#[tokio::test]
async fn a_blank_is_no_zero_and_what_nobody_offers_says_so() {
    reach::install(vec![Box::new(Matters)]);
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let mut tx = test.db.begin().await.unwrap();
        let since = "2026-01-01";
        let mine = found(&mut tx, "一矿党委", OrgKind::Committee, None, house.first, since).await;
        coverage::link(&mut tx, link(house.first, mine, since, false)).await.unwrap();
        tx.commit().await.unwrap();
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let page = affairs.get("/reach").await;
        let row = |name: &str| {
            let rows = page.texts("#reach tbody tr");
            rows.into_iter().find(|row| row.starts_with(name)).unwrap()
        };
        let none = "尚无此项";
        assert_eq!(row("一矿"), format!("一矿矿（厂）本单位党组织{none}{none}3 项{none}"));
        assert_eq!(row("二矿"), format!("二矿矿（厂）没有记录{none}{none}没有记录{none}"));
        assert!(!page.text("#reach tbody").contains('0'));
        assert_eq!(page.texts("#reach tbody tr").len(), 5);
        let before = affairs.get("/reach?as_of=2025-12-31").await;
        assert!(!before.text("#reach tbody").contains("本单位党组织"));
        let nearer = affairs.get(&format!("/reach?unit={}", house.first)).await;
        assert_eq!(nearer.texts("#reach tbody tr").len(), 2);
        let sheet = affairs.get("/reach?format=xlsx").await;
        assert!(sheet.kind.contains("spreadsheet"), "{}", sheet.kind);
    })
    .await;
}

#[tokio::test]
async fn the_matrix_covers_the_readers_part_alone() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let second = house.as_role(Role::Secretary, house.second);
        assert_eq!(second.get("/reach").await.texts("#reach tbody tr").len(), 1);
        let other = second.get(&format!("/reach?unit={}", house.first)).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
    })
    .await;
}
