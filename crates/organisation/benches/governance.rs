//! The checks of governance at the large size on SQLite: 5,000 units, each with a committee of five, a board
//! of five and a management of four, of whom three sit on both sides.

use criterion::{Criterion, criterion_group, criterion_main};
use directory::founding::{NewUnit, create_many};
use directory::people::{self, NewPerson};
use directory::{Kind, Parent};
use kernel::{Action, Actor, Day, DayRange, Resource, UnitId, policy};
use organisation::governance::store::{catalogue, checks};
use organisation::governance::use_cases::checks::Found;
use organisation::party::party_org::OrgKind;
use store::{Db, Insert, Tx, Value};
use tokio::runtime::Runtime;

/// Units with bodies, below one group.
const UNITS: i64 = 5_000;
/// Posts of the usual set with the person's number in the unit: committee, board, management.
const SEATS: [(i64, i64); 14] = [
    (1, 1),
    (2, 2),
    (3, 3),
    (3, 4),
    (3, 5),
    (11, 1),
    (12, 2),
    (13, 6),
    (14, 7),
    (14, 8),
    (15, 3),
    (16, 9),
    (16, 10),
    (16, 11),
];
const PEOPLE: i64 = 11;

async fn fill(tx: &mut Tx) -> UnitId {
    tx.will_grow().await.expect("a plan");
    let company =
        |n| NewUnit::new(format!("第{n}公司"), Kind::Company, Parent::New(0), DayRange::ALWAYS);
    let group = NewUnit::new("集团", Kind::Group, Parent::Root, DayRange::ALWAYS);
    let units = std::iter::once(group).chain((1..=UNITS).map(company)).collect();
    let units = create_many(tx, None, units).await.expect("a sound tree");
    let person = |n| NewPerson::checked(&format!("人{n}"), &format!("B{n}")).expect("a name");
    let all: Vec<NewPerson> = (1..=UNITS * PEOPLE).map(person).collect();
    people::create_many(tx, &all).await.expect("people");
    catalogue::ensure(tx).await.expect("the usual posts");
    let always = || [Value::from(DayRange::ALWAYS.from), Value::from(DayRange::ALWAYS.until)];
    let mut orgs = Vec::new();
    let mut versions = Vec::new();
    let mut bodies = Vec::new();
    let mut tenures = Vec::new();
    for (n, unit) in (1..).zip(&units[1..]) {
        let [from, until] = always();
        orgs.push([Value::from(n), Value::from(0_i64)]);
        let (name, kind) = (Value::from(format!("第{n}党委")), OrgKind::Committee.name().into());
        let normal = name.clone();
        versions.push([n.into(), from, until, name, normal, kind, (*unit).into()]);
        for (id, kind, name) in [(2 * n - 1, 1_i64, "董事会"), (2 * n, 2, "经理层")] {
            let [from, until] = always();
            let (unit, one) = (Value::from(*unit), Value::from(1_i64));
            bodies.push([id.into(), unit, kind.into(), name.into(), from, until, one]);
        }
        for (post, person) in SEATS {
            let [from, until] = always();
            let person = Value::from((n - 1) * PEOPLE + person);
            let (org, body) = match post {
                ..11 => (Some(n), None),
                11..15 => (None, Some(2 * n - 1)),
                _ => (None, Some(2 * n)),
            };
            let (none, one) = (Value::from("none"), Value::from(1_i64));
            tenures.push([person, org.into(), body.into(), post.into(), from, until, none, one]);
        }
    }
    insert(tx, "party_org", &["id", "revision"], orgs).await;
    let columns = &["org_id", "valid_from", "valid_until", "name", "normal", "kind", "unit_id"];
    insert(tx, "party_org_version", columns, versions).await;
    let columns = &["id", "unit_id", "kind_id", "name", "valid_from", "valid_until", "revision"];
    insert(tx, "governing_body", columns, bodies).await;
    let columns = &[
        "person_id",
        "org_id",
        "body_id",
        "post_id",
        "valid_from",
        "valid_until",
        "direction",
        "revision",
    ];
    insert(tx, "tenure", columns, tenures).await;
    units[1]
}

async fn insert<const N: usize>(
    tx: &mut Tx,
    table: &'static str,
    columns: &'static [&'static str; N],
    rows: Vec<[Value; N]>,
) {
    let insert = Insert { table, columns, conflict: "" };
    tx.insert_many(insert, rows).await.expect("rows");
}

fn benches(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("bench.db").display());
    let on = Day::new(2026, 1, 1).expect("a day");
    let (db, one) = runtime.block_on(async {
        let db = Db::open(&url).await.expect("a database");
        let tables = [
            store::MIGRATIONS,
            directory::MIGRATIONS,
            accounts::MIGRATIONS,
            matters::MIGRATIONS,
            organisation::MIGRATIONS,
        ];
        db.migrate(&tables, kernel::Now { at: 0, today: on }).await.expect("its tables");
        let mut tx = db.begin().await.expect("a transaction");
        let one = fill(&mut tx).await;
        tx.commit().await.expect("kept");
        (db, one)
    });
    let scope = policy::scope(&Actor::system("bench"), Action::Read, Resource::Post, on);
    let mut group = criterion.benchmark_group("governance of 5,000 units");
    group.sample_size(10);
    group.bench_function("all checks", |bench| {
        bench.to_async(&runtime).iter(async || {
            let facts = checks::facts(&mut db.read(), &scope, on).await.expect("facts");
            let found: Vec<Found> = facts.into_iter().map(|facts| Found::of(facts, on)).collect();
            assert_eq!(found.len(), UNITS as usize);
            found
        });
    });
    group.bench_function("checks of one unit", |bench| {
        bench
            .to_async(&runtime)
            .iter(async || checks::of_unit(&mut db.read(), one, on).await.expect("facts"));
    });
    group.finish();
}

criterion_group!(governance_benches, benches);
criterion_main!(governance_benches);
