//! An import's part in the tree is undone as one step, or not at all.

use crate::house::{House, MIGRATIONS, day, new, revision, way};
use directory::change::{Change, change};
use directory::founding::{create, create_many};
use directory::withdrawal::{Withdrawn, withdraw};
use directory::{Parent, remarks, tree};
use kernel::{ImportId, UnitId};
use store::Tx;
use testkit::{codes, on_both};

const IMPORT: ImportId = ImportId(7);

/// Two units, a rename, a move, an alias and two notes.
async fn import(tx: &mut Tx, house: House) -> Vec<UnitId> {
    let mut mine = new("三矿", Parent::Known(house.group), "2024-01-01");
    mine.code = Some("M3".to_owned());
    let units = vec![mine, new("洗煤厂", Parent::New(0), "2024-01-01")];
    let ids = create_many(tx, Some(IMPORT), units).await.unwrap();
    let from = day("2024-01-01");
    let rename = Change { name: Some("重介车间".to_owned()), ..Change::default() };
    let revised = revision(tx, house.wash).await;
    change(tx, house.wash, revised, from, &rename, Some(IMPORT)).await.unwrap();
    let away = Change { parent: Some(ids[0]), ..Change::default() };
    let revised = revision(tx, house.crew).await;
    change(tx, house.crew, revised, from, &away, Some(IMPORT)).await.unwrap();
    remarks::add_aliases(tx, Some(IMPORT), [(house.first, "No.1 Mine")]).await.unwrap();
    let notes = [(house.first, "share", "55%"), (ids[0], "capacity", "500-600")];
    remarks::add_notes(tx, Some(IMPORT), notes).await.unwrap();
    ids
}

#[tokio::test]
async fn everything_of_an_import_goes_and_nothing_else() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        remarks::add_notes(&mut tx, None, [(house.first, "备注", "保留")]).await.unwrap();
        let ids = import(&mut tx, house).await;
        assert_eq!(way(&mut tx, house.crew, "2024-06-01").await, "集团/三矿/甲班");
        let done = withdraw(&mut tx, IMPORT).await.unwrap();
        assert_eq!(done, Withdrawn { units: 2, changes: 2, aliases: 1, notes: 2 });
        assert_eq!(way(&mut tx, house.crew, "2024-06-01").await, "集团/一矿/主洗车间/甲班");
        assert_eq!(tree::versions(&mut tx, house.wash).await.unwrap().len(), 1);
        assert_eq!(tree::versions(&mut tx, ids[0]).await.unwrap(), []);
        assert_eq!(tree::count_on(&mut tx, day("2024-06-01")).await.unwrap(), 6);
        assert_eq!(tree::by_code(&mut tx, "M3").await.unwrap(), None);
        assert_eq!(remarks::notes(&mut tx, house.first).await.unwrap().len(), 1);
        assert!(remarks::aliases(&mut tx, house.first).await.unwrap().is_empty());
        // The same file again: new ids, the same tree.
        let again = import(&mut tx, house).await;
        assert!(again[0] > ids[1]);
        assert_eq!(way(&mut tx, house.crew, "2024-06-01").await, "集团/三矿/甲班");
    })
    .await;
}

#[tokio::test]
async fn an_import_on_which_others_built_stays() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        let ids = import(&mut tx, house).await;
        create(&mut tx, new("选矸队", Parent::Known(ids[0]), "2024-02-01")).await.unwrap();
        assert_eq!(codes(withdraw(&mut tx, IMPORT).await), ["unit-withdrawal-below"]);
    })
    .await;
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        import(&mut tx, house).await;
        let rename = Change { name: Some("重介一车间".to_owned()), ..Change::default() };
        let revised = revision(&mut tx, house.wash).await;
        change(&mut tx, house.wash, revised, day("2024-09-01"), &rename, None).await.unwrap();
        assert_eq!(codes(withdraw(&mut tx, IMPORT).await), ["unit-withdrawal-changed"]);
    })
    .await;
}
