//! Coverage at the large size (23,321 units, 5,000 branches, 5,000 links) on SQLite: the monitor's list, a
//! map, who answers for one unit.

use criterion::{Criterion, criterion_group, criterion_main};
use directory::founding::{NewUnit, create_many};
use directory::{Kind, Parent};
use kernel::{Action, Actor, Day, DayRange, PartyOrgId, Resource, UnitId};
use organisation::party::party_org::{OrgKind, Version};
use organisation::party::store::coverage::{self, NewLink};
use organisation::party::store::history;
use organisation::party::store::resolution::{Listing, Order, list};
use organisation::party::use_cases::coverage::answer;
use organisation::party::use_cases::map::map;
use std::path::Path;
use store::{Ctx, Db, Files, Insert, Tx, Value, Withheld};
use tokio::runtime::Runtime;

/// Units by level, spread evenly below the level before.
const LEVELS: [usize; 5] = [1, 20, 300, 3_000, 20_000];
/// The first workshop and the first team.
const WORKSHOP: usize = 321;
const TEAM: usize = 3_321;

fn group(valid: DayRange) -> Vec<NewUnit> {
    let mut units = Vec::new();
    let mut above = 0..0;
    for count in LEVELS {
        let start = units.len();
        for n in 0..count {
            let parent = match above.len() {
                0 => Parent::Root,
                width => Parent::New(above.start + n * width / count),
            };
            units.push(NewUnit::new(format!("第{n}单位"), Kind::Other, parent, valid));
        }
        above = start..units.len();
    }
    units
}

/// A committee over everything, a branch for every workshop and for 2,000 teams.
async fn organise(tx: &mut Tx, units: &[UnitId], valid: DayRange) {
    let version =
        |name: String, kind, superior, seat| Version { name, kind, superior, seat, valid };
    let top = version("集团党委".to_owned(), OrgKind::Committee, None, units[0]);
    let top = history::found(tx, top).await.expect("a committee");
    let whole = NewLink { unit: units[0], org: top, valid, reaches_below: false, document: None };
    coverage::link(tx, whole).await.expect("a link");
    let seats = units[WORKSHOP..TEAM].iter().chain(units[TEAM..].iter().step_by(10));
    let seats: Vec<(PartyOrgId, UnitId)> =
        seats.zip(top.0 + 1..).map(|(unit, id)| (PartyOrgId(id), *unit)).collect();
    let days = || [Value::from(valid.from), Value::from(valid.until)];
    let insert = |table, columns| Insert { table, columns, conflict: "" };
    let orgs = seats.iter().map(|(org, _)| [Value::from(*org), Value::from(1_i64)]);
    tx.insert_many(insert("party_org", &["id", "revision"]), orgs).await.expect("branches");
    let columns =
        &["org_id", "valid_from", "valid_until", "name", "normal", "kind", "parent_id", "unit_id"];
    let versions = seats.iter().map(|(org, unit)| {
        let [from, until] = days();
        let name = format!("第{org}党支部");
        let kind = Value::from(OrgKind::Branch.name());
        [
            (*org).into(),
            from,
            until,
            Value::from(&name),
            Value::from(&name),
            kind,
            top.into(),
            (*unit).into(),
        ]
    });
    let versions: Vec<_> = versions.collect();
    tx.insert_many(insert("party_org_version", columns), versions).await.expect("versions");
    let columns = &["unit_id", "org_id", "valid_from", "valid_until", "reaches_below", "revision"];
    let links = seats.iter().map(|(org, unit)| {
        let [from, until] = days();
        [(*unit).into(), (*org).into(), from, until, (org.0 % 2 == 0).into(), Value::from(1_i64)]
    });
    let links: Vec<_> = links.collect();
    tx.insert_many(insert("coverage", columns), links).await.expect("links");
}

async fn stand(folder: &Path, now: kernel::Now) -> (Ctx, Vec<UnitId>) {
    let url = format!("sqlite:{}", folder.join("bench.db").display());
    let db = Db::open(&url).await.expect("a database");
    let sets =
        [store::MIGRATIONS, directory::MIGRATIONS, matters::MIGRATIONS, organisation::MIGRATIONS];
    db.migrate(&sets, now).await.expect("its tables");
    let valid = DayRange::since(Day::new(2020, 1, 1).expect("a day"));
    let mut tx = db.begin().await.expect("a transaction");
    let units = create_many(&mut tx, None, group(valid)).await.expect("a sound tree");
    organise(&mut tx, &units, valid).await;
    tx.commit().await.expect("kept");
    let files = Files::new(folder.join("files"));
    (Ctx { db, files, actor: Actor::system("bench"), now, withheld: Withheld::default() }, units)
}

fn benches(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let day = Day::new(2026, 1, 1).expect("a day");
    let (ctx, units) = runtime.block_on(stand(folder.path(), kernel::Now { at: 0, today: day }));
    let scope = ctx.scope(Action::Read, Resource::PartyOrg);
    // What the monitor keeps in memory between two writes is not measured.
    let listing = |order, text| Listing {
        day,
        text,
        kinds: None,
        hows: &[],
        order,
        descending: false,
        limit: 50,
        offset: 0,
    };
    let mut group = criterion.benchmark_group("coverage of 23,321 units");
    group.sample_size(20);
    for (name, order, text) in [
        ("list, gaps first", Order::Gaps, ""),
        ("list by name", Order::Name, ""),
        ("list of a text", Order::Gaps, "123"),
    ] {
        group.bench_function(name, |bench| {
            bench.to_async(&runtime).iter(async || {
                list(&mut ctx.read(), &scope, &listing(order, text)).await.expect("a list")
            });
        });
    }
    for (name, unit) in [("map of the group", units[0]), ("map of a mine", units[21])] {
        group.bench_function(name, |bench| {
            bench.to_async(&runtime).iter(async || map(&ctx, unit, day).await.expect("a map"));
        });
    }
    group.bench_function("who answers for a team", |bench| {
        bench
            .to_async(&runtime)
            .iter(async || answer(&ctx, units[TEAM + 1], day).await.expect("an answer"));
    });
    group.finish();
}

criterion_group!(coverage_benches, benches);
criterion_main!(coverage_benches);
