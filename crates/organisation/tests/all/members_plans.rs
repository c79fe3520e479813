//! Who works where and who is a member is answered from an index on both engines.

use crate::house::{MIGRATIONS, day};
use directory::people::{Listing, Order};
use kernel::{PartyOrgId, PersonId, UnitId};
use organisation::members::status::Status;
use organisation::members::store::{self as members, Order as MemberOrder};
use organisation::people::store::facts;
use organisation::people::store::placed::{self, Part};
use testkit::on_both;
use testkit::plans::Explainer;

/// Whether a step reads all people, or all facts of a kind.
fn reads_all(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '-', '>']);
    let tables = ["person", "employment", "affiliation", "party_status", "party_org_version"];
    let sqlite = line.strip_prefix("SCAN ").is_some_and(|what| {
        let name = what.split(' ').next().unwrap_or_default();
        ["p", "e", "a", "s", "f", "v"].contains(&name) || tables.contains(&name)
    });
    sqlite || tables.iter().any(|table| line.contains(&format!("Seq Scan on {table} ")))
}

#[tokio::test]
async fn no_list_of_a_part_reads_everybody() {
    on_both(MIGRATIONS, async |test| {
        let q = &mut Explainer::new(test.db.begin().await.unwrap()).await;
        let (person, unit, org, on) = (PersonId(1), UnitId(1), PartyOrgId(1), day("2026-01-01"));
        facts::on::<UnitId>(q, person, on).await.unwrap();
        facts::history::<PartyOrgId>(q, person).await.unwrap();
        facts::history::<Status>(q, person).await.unwrap();
        facts::open::<UnitId>(q, &[1], on, 20).await.unwrap();
        facts::open::<PartyOrgId>(q, &[1], on, 20).await.unwrap();
        placed::units(q, &[person], on).await.unwrap();
        for text in ["", "王"] {
            for part in [Part::Below(vec![unit]), Part::In(unit)] {
                let listing =
                    Listing { text, order: Order::Name, descending: false, offset: 0, limit: 50 };
                placed::list(q, &part, &listing, on).await.unwrap();
            }
        }
        let part = Part::BelowOrNowhere(vec![unit]);
        let listing =
            Listing { text: "王", order: Order::Name, descending: false, offset: 0, limit: 50 };
        placed::list(q, &part, &listing, on).await.unwrap();
        members::working_in(q, &[unit], None, on).await.unwrap();
        members::counted(q, org, on).await.unwrap();
        let listing = members::Listing {
            org,
            day: on,
            text: "",
            order: MemberOrder::Name,
            descending: false,
            offset: 0,
            limit: 50,
        };
        members::list(q, &listing).await.unwrap();
        assert_eq!(q.plans.len(), 14);
        for plan in &q.plans {
            assert!(!plan.lines().any(reads_all), "{plan}");
        }
    })
    .await;
}
