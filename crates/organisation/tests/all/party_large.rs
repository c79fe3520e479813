//! The large case: a group of 23,321 units and 5,000 branches resolves rightly; how fast it does is the
//! benchmarks' question.

use crate::house::{MIGRATIONS, day};
use crate::party_store::{found, listing, whole};
use directory::founding::{NewUnit, create_many};
use directory::{Kind, Parent};
use kernel::{DayRange, UnitId};
use organisation::party::party_org::OrgKind;
use organisation::party::store::resolution::{self, Listing, Order};
use store::{Insert, Tx, Value};

/// A group of 20 companies, 300 mines, 3,000 workshops and 20,000 teams.
async fn units(tx: &mut Tx) -> Vec<UnitId> {
    let valid = DayRange::since(day("2020-01-01"));
    let unit = |name: String, kind, parent| NewUnit::new(name, kind, parent, valid);
    let mut units = vec![unit("集团".to_owned(), Kind::Group, Parent::Root)];
    for (count, first, above, kind) in [
        (20, 0, 1, Kind::Company),
        (300, 1, 20, Kind::Plant),
        (3_000, 21, 300, Kind::Workshop),
        (20_000, 321, 3_000, Kind::Team),
    ] {
        for number in 0..count {
            let parent = Parent::New(first + number % above);
            units.push(unit(format!("{}{number}", kind.name()), kind, parent));
        }
    }
    create_many(tx, None, units).await.unwrap()
}

#[tokio::test]
async fn the_whole_group_resolves() {
    let test = testkit::databases(MIGRATIONS).await.remove(0);
    let tx = &mut test.db.begin().await.unwrap();
    let units = units(tx).await;
    assert_eq!(units.len(), 23_321);
    let top = found(tx, "集团党委", OrgKind::Committee, None, units[0], "2020-01-01").await;
    // Half of the workshops with all below them, and every tenth team by itself.
    let insert = Insert {
        table: "coverage",
        columns: &["unit_id", "org_id", "valid_from", "valid_until", "reaches_below", "revision"],
        conflict: "",
    };
    let link = |unit: &UnitId, reaches: bool| {
        let days = DayRange::since(day("2021-01-01"));
        let (from, until) = (days.from.into(), days.until.into());
        [Value::from(*unit), top.into(), from, until, reaches.into(), 1_i64.into()]
    };
    let workshops = units[321..3_321].iter().step_by(2).map(|unit| link(unit, true));
    let teams = units[3_321..].iter().step_by(10).map(|unit| link(unit, false));
    tx.insert_many(insert, workshops.chain(teams).collect::<Vec<_>>()).await.unwrap();
    for order in [Order::Gaps, Order::Lag, Order::Name] {
        let listing = Listing { order, ..listing("2026-01-01") };
        let list = resolution::list(tx, &whole(), &listing).await.unwrap();
        // Teams 0, 10, 20 … stand in even workshops, as all even teams do.
        assert_eq!(list.tally, [321 + 1_500 + 10_000, 0, 0, 1_500 + 2_000, 8_000]);
        assert_eq!((list.units(), list.lines.len()), (23_321, 100));
    }
    assert_eq!(
        resolution::list(tx, &whole(), &listing("2020-06-01")).await.unwrap().uncovered(),
        23_321
    );
}
