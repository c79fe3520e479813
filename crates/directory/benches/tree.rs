//! The tree at the large size (23,321 units) on SQLite: founding, a subtree, children, search.

use criterion::{Criterion, criterion_group, criterion_main};
use directory::founding::{NewUnit, create_many};
use directory::{Ancestry, Kind, Parent, search, tree};
use kernel::{Action, Actor, Day, DayRange, Resource, UnitId, policy};
use store::Db;
use tokio::runtime::Runtime;

/// Units by level, spread evenly below the level before.
const LEVELS: [usize; 5] = [1, 20, 300, 3_000, 20_000];

fn group() -> Vec<NewUnit> {
    let mut units = Vec::new();
    let mut above = 0..0;
    for count in LEVELS {
        let start = units.len();
        for n in 0..count {
            let parent = match above.len() {
                0 => Parent::Root,
                width => Parent::New(above.start + n * width / count),
            };
            let name = format!("第{n}单位");
            units.push(NewUnit::new(name, Kind::Other, parent, DayRange::ALWAYS));
        }
        above = start..units.len();
    }
    units
}

async fn found(db: &Db) -> Vec<UnitId> {
    let mut tx = db.begin().await.expect("a transaction");
    let ids = create_many(&mut tx, None, group()).await.expect("a sound tree");
    tx.commit().await.expect("kept");
    ids
}

fn benches(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("bench.db").display());
    let on = Day::new(2026, 1, 1).expect("a day");
    let now = kernel::Now { at: 0, today: on };
    let (db, ids) = runtime.block_on(async {
        let db = Db::open(&url).await.expect("a database");
        db.migrate(&[store::MIGRATIONS, directory::MIGRATIONS], now).await.expect("its tables");
        let ids = found(&db).await;
        (db, ids)
    });
    let scope = policy::scope(&Actor::system("bench"), Action::Read, Resource::Unit, on);
    let mut group = criterion.benchmark_group("tree of 23,321 units");
    group.sample_size(20);
    group.bench_function("children of a company", |bench| {
        bench.to_async(&runtime).iter(async || {
            tree::children(&mut db.read(), ids[1], on, 0, 100).await.expect("children")
        });
    });
    group.bench_function("subtree of a company", |bench| {
        bench
            .to_async(&runtime)
            .iter(async || tree::subtree(&mut db.read(), ids[1], on).await.expect("a subtree"));
    });
    group.bench_function("way to the root", |bench| {
        bench
            .to_async(&runtime)
            .iter(async || tree::path(&mut db.read(), ids[23_320], on).await.expect("a way"));
    });
    for (name, text) in [("search for a few", "第1234"), ("search for all", "单位")] {
        group.bench_function(name, |bench| {
            bench.to_async(&runtime).iter(async || {
                search::units(&mut db.read(), &scope, text, on, 50).await.expect("units")
            });
        });
    }
    group.bench_function("ancestry of all", |bench| {
        bench.to_async(&runtime).iter(async || {
            Ancestry::load(&mut db.read(), None, DayRange::since(on)).await.expect("ancestry")
        });
    });
    group.finish();
}

criterion_group!(tree_benches, benches);
criterion_main!(tree_benches);
