//! Reading the tree: search, recognition, scopes, ancestry, lists.

use crate::house::{House, MIGRATIONS, day, everything, new, revision, scope_of};
use directory::change::{Change, change};
use directory::recognition::{Index, Meaning};
use directory::tree::{Listing, Order};
use directory::{Ancestry, Kind, Parent, founding, recognition, remarks, search, tree};
use kernel::{Day, DayRange, Scope, UnitId};
use testkit::on_both;

async fn found(q: &mut impl store::Query, scope: &Scope, text: &str, on: &str) -> Vec<UnitId> {
    let found = search::units(q, scope, text, day(on), 20).await.unwrap();
    assert_eq!(found.total, found.units.len() as i64);
    found.units.into_iter().map(|unit| unit.id).collect()
}

#[tokio::test]
async fn search_finds_names_of_any_time_aliases_and_codes_within_the_scope() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        let mut coded = new("100%_号班", Parent::Known(house.wash), "2021-01-01");
        coded.code = Some("WX-7".to_owned());
        let coded = founding::create(&mut tx, coded).await.unwrap();
        let rename = Change { name: Some("重介车间".to_owned()), ..Change::default() };
        change(&mut tx, house.wash, 1, day("2023-01-01"), &rename, None).await.unwrap();
        remarks::add_aliases(&mut tx, None, [(house.second, "Ｎorth Mine")]).await.unwrap();
        let (q, all) = (&mut tx, everything());
        assert_eq!(found(q, &all, "重介", "2024-01-01").await, [house.wash]);
        // The former name still leads to the unit as it is called now.
        assert_eq!(found(q, &all, "主洗车间", "2024-01-01").await, [house.other_wash, house.wash]);
        assert_eq!(found(q, &all, "主洗", "2021-01-01").await, [house.wash]);
        assert_eq!(found(q, &all, " north  mine ", "2024-01-01").await, [house.second]);
        assert_eq!(found(q, &all, "wx-7", "2024-01-01").await, [coded]);
        assert_eq!(found(q, &all, "0%_号", "2024-01-01").await, [coded]);
        assert_eq!(found(q, &all, "%", "2024-01-01").await, [coded]);
        assert_eq!(found(q, &all, "", "2024-01-01").await, []);
        let second = scope_of(&[house.second]);
        assert_eq!(found(q, &second, "主洗车间", "2024-01-01").await, [house.other_wash]);
        assert_eq!(found(q, &scope_of(&[]), "主洗车间", "2024-01-01").await, []);
    })
    .await;
}

#[tokio::test]
async fn a_name_borne_twice_needs_its_path() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        remarks::add_aliases(&mut tx, None, [(house.first, "老矿"), (house.crew, "二矿")])
            .await
            .unwrap();
        let index = Index::load(&mut tx, day("2024-01-01")).await.unwrap();
        let several = Meaning::Several(vec![house.wash, house.other_wash]);
        assert_eq!(index.meaning("　主洗车间"), several);
        assert_eq!(index.meaning("一矿/主洗车间"), Meaning::One(house.wash));
        assert_eq!(index.meaning("集团／二矿／主洗车间"), Meaning::One(house.other_wash));
        assert_eq!(index.meaning("集团 / 一矿 / 主洗车间"), Meaning::One(house.wash));
        // Left-out steps are allowed, and the nearest fit wins.
        assert_eq!(index.meaning("集团/甲班"), Meaning::One(house.crew));
        let inner = new("主洗车间", Parent::Known(house.wash), "2022-01-01");
        founding::create(&mut tx, inner).await.unwrap();
        let index = Index::load(&mut tx, day("2024-01-01")).await.unwrap();
        assert_eq!(index.meaning("一矿/主洗车间"), Meaning::One(house.wash));
        assert_eq!(index.meaning("老矿"), Meaning::One(house.first));
        // What a unit is called goes before what another is called too.
        assert_eq!(index.meaning("二矿"), Meaning::One(house.second));
        assert_eq!(index.meaning("三矿/主洗车间"), Meaning::Unknown);
        assert_eq!(index.meaning(""), Meaning::Unknown);
    })
    .await;
}

#[tokio::test]
async fn a_former_name_is_another_name() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        let rename = Change { name: Some("丙班".to_owned()), ..Change::default() };
        change(&mut tx, house.crew, 1, day("2023-01-01"), &rename, None).await.unwrap();
        let names = recognition::other_names(&mut tx).await.unwrap();
        assert!(names.contains(&(house.crew, "甲班".to_owned())));
        let all = recognition::all_near(&mut tx, day("2019-01-01")).await.unwrap();
        assert_eq!(all.len(), 6);
        assert!(all.iter().any(|unit| unit.id == house.crew && unit.name == "甲班"));
    })
    .await;
}

#[tokio::test]
async fn a_readers_tree_begins_at_the_highest_units_of_the_scope() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(&test.db).await;
        let q = &mut test.db.read();
        let on = day("2024-01-01");
        let ids = |nodes: Vec<directory::Node>| -> Vec<(UnitId, i64)> {
            nodes.into_iter().map(|node| (node.unit.id, node.children)).collect()
        };
        assert_eq!(ids(tree::tops(q, &everything(), on).await.unwrap()), [(house.group, 2)]);
        let both = scope_of(&[house.first, house.crew, house.other_wash]);
        let tops = ids(tree::tops(q, &both, on).await.unwrap());
        assert_eq!(tops, [(house.first, 1), (house.other_wash, 0)]);
        assert_eq!(ids(tree::tops(q, &scope_of(&[]), on).await.unwrap()), []);
        let all = [house.group, house.wash, house.other_wash];
        let seen = tree::within_scope(q, &all, &scope_of(&[house.first]), on).await.unwrap();
        assert_eq!(seen, [house.wash]);
    })
    .await;
}

#[tokio::test]
async fn ancestry_asks_for_the_last_day_of_a_period_or_of_the_unit() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        let to_second = Change { parent: Some(house.second), ..Change::default() };
        change(&mut tx, house.crew, 1, day("2024-03-15"), &to_second, None).await.unwrap();
        let revision = revision(&mut tx, house.crew).await;
        directory::change::close(&mut tx, house.crew, revision, day("2024-05-10"), false)
            .await
            .unwrap();
        let days = DayRange { from: day("2024-01-01"), until: day("2025-01-01") };
        for units in [Some(&[house.crew][..]), None] {
            let ancestry = Ancestry::load(&mut tx, units, days).await.unwrap();
            let above = |first: &str, last: &str| {
                let found = ancestry.above(house.crew, day(first), day(last))?;
                let mut above: Vec<UnitId> = found.collect();
                above.sort_unstable();
                Some(above)
            };
            let old = Some(vec![house.group, house.first, house.wash]);
            let new = Some(vec![house.group, house.second]);
            assert_eq!(above("2024-02-01", "2024-02-29"), old);
            assert_eq!(above("2024-03-01", "2024-03-31"), new);
            // Closed within the month: its last day counts.
            assert_eq!(above("2024-05-01", "2024-05-31"), new);
            assert_eq!(above("2024-06-01", "2024-06-30"), None);
        }
    })
    .await;
}

#[tokio::test]
async fn a_list_filters_sorts_and_pages() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        let units = (1..=30).map(|n| {
            let mut unit = new(&format!("{n:02} team"), Parent::Known(house.wash), "2023-01-01");
            unit.kind = if n % 2 == 0 { Kind::Team } else { Kind::Crew };
            unit.code = (n > 20).then(|| format!("T{n}"));
            unit
        });
        founding::create_many(&mut tx, None, units.collect()).await.unwrap();
        let all = Listing {
            above: house.first,
            day: day("2024-01-01"),
            is_deep: true,
            text: "",
            name: "",
            code: "",
            kinds: None,
            order: Order::Tree,
            descending: false,
            offset: 0,
            limit: 10,
        };
        let q = &mut tx;
        let (rows, total) = tree::list(q, &all).await.unwrap();
        assert_eq!((rows.len(), total), (10, 32));
        assert_eq!((rows[0].unit.id, rows[0].children), (house.wash, 31));
        let direct = Listing { is_deep: false, ..all.clone() };
        assert_eq!(tree::list(q, &direct).await.unwrap().1, 1);
        let teams = Listing {
            kinds: Some(&[Kind::Team]),
            order: Order::Name,
            descending: true,
            name: " TEAM",
            limit: 2,
            ..all.clone()
        };
        let (rows, total) = tree::list(q, &teams).await.unwrap();
        let names: Vec<_> = rows.iter().map(|node| node.unit.name.as_str()).collect();
        assert_eq!((names, total), (vec!["30 team", "28 team"], 15));
        let coded = Listing { code: "t2", ..all.clone() };
        assert_eq!(tree::list(q, &coded).await.unwrap().1, 9);
        let either = Listing { text: "T2", ..all.clone() };
        assert_eq!(tree::list(q, &either).await.unwrap().1, 9);
        let none = Listing { kinds: Some(&[]), ..all.clone() };
        assert_eq!(tree::list(q, &none).await.unwrap().1, 0);
        let early = Listing { day: day("2022-12-31"), ..all };
        assert_eq!(tree::list(q, &early).await.unwrap().1, 2);
    })
    .await;
}

#[tokio::test]
async fn the_days_of_all_lists_are_the_same_day() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(&test.db).await;
        let q = &mut test.db.read();
        for (on, count) in
            [("2019-12-31", 0), ("2020-01-01", 3), ("2021-06-01", 4), ("2022-01-01", 6)]
        {
            let on = day(on);
            assert_eq!(tree::count_on(q, on).await.unwrap(), count);
            let below = tree::subtree(q, house.group, on).await.unwrap();
            assert_eq!(below.len() as i64, count);
        }
        assert_eq!(tree::root_on(q, Day::EARLIEST).await.unwrap(), None);
        assert_eq!(tree::root_on(q, day("2020-01-01")).await.unwrap().unwrap().id, house.group);
        let children = tree::children(q, house.group, day("2024-01-01"), 1, 1).await.unwrap();
        assert_eq!(children[0].unit.id, house.second);
    })
    .await;
}
