//! Units are found by what they are called now and were once, as long as they are or were.

use crate::house::{House, MIGRATIONS, day, everything, new, revision};
use directory::change::{self, Change};
use directory::founding::create_many;
use directory::withdrawal::withdraw;
use directory::{Parent, founding, remarks, search, tree};
use kernel::{ImportId, UnitId};
use std::collections::{BTreeMap, BTreeSet};
use store::{Query, Tx, params};
use testkit::on_both;

const IMPORT: ImportId = ImportId(7);

async fn found(q: &mut impl Query, text: &str, on: &str) -> Vec<UnitId> {
    let found = search::units(q, &everything(), text, day(on), 100).await.unwrap();
    found.units.into_iter().map(|unit| unit.id).collect()
}

async fn rename(tx: &mut Tx, id: UnitId, name: &str, from: &str, import: Option<ImportId>) {
    let seen = revision(tx, id).await;
    let change = Change { name: Some(name.to_owned()), ..Change::default() };
    change::change(tx, id, seen, day(from), &change, import).await.unwrap();
}

/// A house in which names were changed and corrected, with codes, an alias and what an import wrote.
async fn lived_in(tx: &mut Tx) -> House {
    let house = House::build(tx).await;
    let mut coded = new("Ｎo.7 选矸 班", Parent::Known(house.wash), "2021-01-01");
    coded.code = Some("WX-7".to_owned());
    founding::create(tx, coded).await.unwrap();
    rename(tx, house.wash, "重介车间", "2023-01-01", None).await;
    rename(tx, house.crew, "己班", "2024-01-01", None).await;
    rename(tx, house.crew, "乙班", "2024-01-01", None).await;
    let seen = revision(tx, house.second).await;
    change::set_code(tx, house.second, seen, "M-2").await.unwrap();
    remarks::add_aliases(tx, None, [(house.second, "100%_老\\矿")]).await.unwrap();
    let units = vec![new("三矿", Parent::Known(house.group), "2024-01-01")];
    create_many(tx, Some(IMPORT), units).await.unwrap();
    remarks::add_aliases(tx, Some(IMPORT), [(house.first, "新矿")]).await.unwrap();
    rename(tx, house.other_wash, "二号洗煤", "2024-06-01", Some(IMPORT)).await;
    house
}

#[tokio::test]
async fn every_part_of_every_name_finds_its_unit() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        lived_in(&mut tx).await;
        let sql =
            "SELECT unit_id, normal FROM unit_version UNION SELECT unit_id, normal FROM unit_alias";
        let called: Vec<(i64, String)> = tx.all(sql, params![]).await.unwrap();
        let mut texts = BTreeSet::new();
        for (_, name) in &called {
            let letters: Vec<char> = name.chars().collect();
            for from in 0..letters.len() {
                let parts = (from + 1..=letters.len()).map(|to| letters[from..to].iter().collect());
                texts.extend(parts.filter(|part: &String| part.trim() == part));
            }
        }
        assert!(texts.contains("矿") && texts.len() > 60);
        for on in ["2020-06-01", "2023-06-01", "2024-07-01"] {
            for text in &texts {
                let mut expected = BTreeMap::new();
                for (id, name) in &called {
                    let unit = tree::unit_on(&mut tx, UnitId(*id), day(on)).await.unwrap();
                    let fits = |unit: &directory::Unit| {
                        let code = unit.code.as_ref().map(|code| code.to_lowercase());
                        name.contains(text) || code.is_some_and(|code| code.starts_with(text))
                    };
                    expected.extend(unit.filter(fits).map(|unit| (unit.id, ())));
                }
                let mut ids = found(&mut tx, text, on).await;
                ids.sort_unstable();
                assert_eq!(ids, expected.into_keys().collect::<Vec<_>>(), "{text} on {on}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_no_longer_true_finds_nothing() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = lived_in(&mut tx).await;
        let (q, on) = (&mut tx, "2024-07-01");
        assert_eq!(found(q, "己", on).await, [], "a name corrected on the day it began");
        assert_eq!(found(q, "三矿", on).await.len(), 1);
        assert_eq!(found(q, "新", on).await, [house.first]);
        assert_eq!(found(q, "号洗", on).await, [house.other_wash]);
        assert_eq!(found(q, "m-2", on).await, [house.second]);
        let seen = revision(q, house.second).await;
        change::set_code(q, house.second, seen, "K-2").await.unwrap();
        assert_eq!(found(q, "m-2", on).await, []);
        assert_eq!(found(q, "k", on).await, [house.second]);
        assert!(remarks::remove_alias(q, house.second, "100%_老\\矿").await.unwrap());
        assert_eq!(found(q, "\\", on).await, []);
        assert_eq!(found(q, "二矿", on).await, [house.second]);
        let seen = revision(q, house.crew).await;
        change::close(q, house.crew, seen, day("2024-03-01"), false).await.unwrap();
        assert_eq!(found(q, "乙班", on).await, []);
        assert_eq!(found(q, "甲班", "2024-02-29").await, [house.crew]);
        withdraw(q, IMPORT).await.unwrap();
        for text in ["三矿", "新", "号洗"] {
            assert_eq!(found(q, text, on).await, [], "{text}");
        }
        assert_eq!(found(q, "主洗", on).await, [house.other_wash, house.wash]);
    })
    .await;
}

#[tokio::test]
async fn the_units_of_an_older_database_are_found_as_well() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        lived_in(&mut tx).await;
        let all = "SELECT term, unit_id FROM unit_term ORDER BY term, unit_id";
        let written: Vec<(Vec<u8>, i64)> = tx.all(all, params![]).await.unwrap();
        assert!(written.len() > 40);
        // Without the second migration this is the database of the program before.
        for sql in [
            "DROP TABLE unit_term",
            "DROP INDEX unit_by_lower_code",
            "DELETE FROM migration WHERE name = 'directory/0002_unit_terms'",
        ] {
            tx.execute(sql, params![]).await.unwrap();
        }
        tx.commit().await.unwrap();
        let ran = test.db.migrate(MIGRATIONS, testkit::now()).await.unwrap();
        assert_eq!(ran, ["directory/0002_unit_terms"]);
        let filled: Vec<(Vec<u8>, i64)> = test.db.read().all(all, params![]).await.unwrap();
        assert_eq!(filled, written);
    })
    .await;
}
