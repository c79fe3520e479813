//! The frequent questions about organisations and coverage are answered from an index on both engines.

use crate::house::{MIGRATIONS, day};
use crate::party_store::{listing, whole};
use kernel::{BodyId, PartyOrgId, PersonId, TenureId, UnitId};
use organisation::governance::store::{bodies, checks, tenures};
use organisation::governance::tenure::Seat;
use organisation::party::store::resolution::{self, Listing, Order};
use organisation::party::store::{coverage, follower, orgs};
use testkit::on_both;
use testkit::plans::Explainer;

/// A step that reads a whole table of ours, by its name or by the letter that a query gives it.
fn whole_table(line: &str) -> bool {
    let names = ["v", "o", "c", "t", "u", "s", "unit_version", "unit", "coverage"];
    let sqlite = line.strip_prefix("SCAN ").and_then(|what| what.split(' ').next());
    sqlite.is_some_and(|what| names.contains(&what) && !line.contains("USING"))
        || ["unit", "party_org", "coverage"]
            .iter()
            .any(|t| line.contains(&format!("Seq Scan on {t}")))
}

#[tokio::test]
async fn no_frequent_question_reads_a_whole_table() {
    on_both(MIGRATIONS, async |test| {
        let q = &mut Explainer::new(test.db.begin().await.unwrap()).await;
        let (unit, org, on) = (UnitId(1), PartyOrgId(1), day("2026-01-01"));
        orgs::org_on(q, org, on).await.unwrap();
        orgs::org_near(q, org, on).await.unwrap();
        orgs::orgs_near(q, &[org], on).await.unwrap();
        orgs::versions(q, org).await.unwrap();
        orgs::children(q, org, on).await.unwrap();
        orgs::seated_in(q, unit, on).await.unwrap();
        orgs::path(q, org, on).await.unwrap();
        coverage::on_units(q, &[unit], on).await.unwrap();
        coverage::of_org(q, org).await.unwrap();
        coverage::open_of_org(q, org, on).await.unwrap();
        coverage::open_of_units(q, &[unit], on).await.unwrap();
        follower::no_seat(q, &[unit], on).await.unwrap();
        resolution::resolve(q, unit, on).await.unwrap();
        resolution::starts(q, &[unit], on).await.unwrap();
        tenures::tenure(q, TenureId(1)).await.unwrap();
        tenures::of_seat(q, Seat::Org(org)).await.unwrap();
        tenures::of_seat(q, Seat::Body(BodyId(1))).await.unwrap();
        tenures::led_by(q, PersonId(1), on).await.unwrap();
        tenures::secretaries(q, &[org], on).await.unwrap();
        tenures::without_secretary(q, &[org], on).await.unwrap();
        bodies::of_unit(q, unit).await.unwrap();
        let plain = q.plans.len();
        for order in [Order::Gaps, Order::Name, Order::Lag, Order::Since] {
            let listing = Listing { order, ..listing("2026-01-01") };
            resolution::list(q, &whole(), &listing).await.unwrap();
        }
        // The tops of the tree are looked for by reading it; that is one question of the directory's.
        let lists = q.plans[plain..].iter().filter(|plan| plan.contains("resolved"));
        let wholly = |plan: &str, but: &str| {
            let mut lines = plan.lines().map(|line| line.trim_start_matches([' ', '-', '>']));
            lines.any(|line| whole_table(line) && line != but)
        };
        for plan in &q.plans[..plain] {
            assert!(!wholly(plan, ""), "{plan}");
        }
        // A list reads the links of the day, all of them, once; the units through the tree's index.
        for plan in lists.clone() {
            assert!(!wholly(plan, "SCAN c"), "{plan}");
            assert!(plan.matches("SCAN c\n").count() <= 1, "{plan}");
        }
        assert_eq!((plain, lists.count()), (21, 4));
        // The matrix reads the bodies of the day once; who sits in each comes from an index.
        let first = q.plans.len();
        checks::facts(q, &whole(), on).await.unwrap();
        let seats = &q.plans[first];
        let reads_all = ["SCAN t\n", "SCAN v\n", "Seq Scan on tenure", "Seq Scan on party_org"];
        assert!(!reads_all.iter().any(|step| seats.contains(step)), "{seats}");
    })
    .await;
}
