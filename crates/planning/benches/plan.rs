//! Writing readings beside bare inserts of the same rows, a single audited write, and the month's page
//! of a unit at the large size, all on SQLite.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use directory::founding::{NewUnit, create_many};
use directory::{Kind as UnitKind, Parent};
use kernel::{
    Actor, Day, DayRange, FinancialYear, Grain, IndicatorId, Month, Period, Quantity, UnitId,
};
use planning::indicator::Terms;
use planning::store::indicators;
use planning::store::readings::{self, NewReading, Stamp};
use planning::use_cases::Rules;
use planning::use_cases::tracker::{self, Below};
use planning::{Aggregation, Direction, Kind};
use store::{Ctx, Db, Files, Insert, Withheld, params};
use tempfile::TempDir;
use tokio::runtime::Runtime;

struct House {
    ctx: Ctx,
    units: Vec<UnitId>,
    indicators: Vec<IndicatorId>,
    _folder: TempDir,
}

/// A tree with so many units on each level, and so many indicators.
async fn house(levels: &[usize], indicators: usize) -> House {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("bench.db").display());
    let db = Db::open(&url).await.expect("a database");
    let now = kernel::Now { at: 0, today: Day::new(2026, 10, 15).expect("a day") };
    let migrations =
        [store::MIGRATIONS, directory::MIGRATIONS, matters::MIGRATIONS, planning::MIGRATIONS];
    db.migrate(&migrations, now).await.expect("the tables");
    let files = Files::new(folder.path().join("files"));
    let ctx = Ctx { db, files, actor: Actor::system("bench"), now, withheld: Withheld::default() };
    let mut tx = ctx.db.begin().await.expect("a transaction");
    let units = create_many(&mut tx, None, tree(levels)).await.expect("units");
    let mut ids = Vec::new();
    for number in 0..indicators {
        ids.push(indicators::create(&mut tx, &terms(number)).await.expect("an indicator"));
    }
    tx.commit().await.expect("committed");
    House { ctx, units, indicators: ids, _folder: folder }
}

fn tree(levels: &[usize]) -> Vec<NewUnit> {
    let mut units = Vec::new();
    let mut above = 0..0;
    for &count in levels {
        let start = units.len();
        for n in 0..count {
            let parent = match above.len() {
                0 => Parent::Root,
                width => Parent::New(above.start + n * width / count),
            };
            units.push(NewUnit::new(format!("单位{n}"), UnitKind::Other, parent, DayRange::ALWAYS));
        }
        above = start..units.len();
    }
    units
}

fn terms(number: usize) -> Terms {
    let weighted = number % 3 == 2;
    Terms {
        code: format!("i{number}"),
        name_zh: format!("指标{number}"),
        name_en: String::new(),
        unit: "t".to_owned(),
        decimals: 2,
        direction: Direction::Up,
        aggregation: if weighted { Aggregation::Ratio } else { Aggregation::Sum },
        factor: if weighted { 100 } else { 1 },
        grain: Grain::Month,
        owner: None,
        source: String::new(),
        tolerance: None,
        may_be_negative: false,
    }
}

/// Actuals and targets of the lowest units, in the order of the key.
fn rows(house: &House, lowest: usize, months: i32) -> Vec<NewReading> {
    let first = Month::new(2026, 1).expect("a month").plus(12 - months);
    let units = &house.units[house.units.len() - lowest..];
    let mut rows = Vec::new();
    for &unit in units {
        for month in 0..months {
            for (number, &indicator) in house.indicators.iter().enumerate() {
                for kind in [Kind::Actual, Kind::Target] {
                    let value = 1_000_000 + i64::from(month) * 7_919 + unit.0 * 31;
                    rows.push(NewReading {
                        unit,
                        period: Period::Month(first.plus(month)),
                        indicator,
                        kind,
                        value: Quantity::from_millionths(value * 1_000),
                        weight: (number % 3 == 2).then(|| Quantity::from_millionths(2_000_000_000)),
                        cell: Some(value),
                    });
                }
            }
        }
    }
    rows
}

async fn write(house: &House, rows: Vec<NewReading>) {
    let stamp = Stamp::of(&house.ctx).because("bench").import(kernel::ImportId(1));
    let mut work = house.ctx.work().await.expect("work");
    readings::write(&mut work.tx, &stamp, rows).await.expect("written");
    work.audit("import.confirm", "import", 1, None, None);
    work.commit().await.expect("committed");
}

/// The same rows without anything around them.
async fn bare(house: &House, rows: Vec<NewReading>) {
    let insert = Insert {
        table: "reading",
        columns: &[
            "unit_id",
            "period",
            "indicator_id",
            "kind",
            "version",
            "value",
            "weight",
            "entry_id",
            "cell",
        ],
        conflict: "",
    };
    let mut tx = house.ctx.db.begin().await.expect("a transaction");
    let rows = rows.into_iter().map(|row| {
        let (unit, period, indicator) = (row.unit.into(), row.period.into(), row.indicator.into());
        let kind = row.kind.code().into();
        let (value, weight) = (row.value.into(), row.weight.into());
        [unit, period, indicator, kind, 1_i64.into(), value, weight, 1_i64.into(), row.cell.into()]
    });
    tx.insert_many(insert, rows).await.expect("inserted");
    tx.commit().await.expect("committed");
}

fn writing(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let mut group = criterion.benchmark_group("readings");
    let lowest = 4_000;
    let fresh = || {
        let house = runtime.block_on(house(&[1, 50, lowest], 5));
        let rows = rows(&house, lowest, 12);
        (house, rows)
    };
    group.sample_size(10).throughput(Throughput::Elements(lowest as u64 * 12 * 5 * 2));
    group.bench_function("bare inserts", |bencher| {
        let run = |(house, rows): (House, _)| {
            runtime.block_on(bare(&house, rows));
            house
        };
        bencher.iter_batched(fresh, run, BatchSize::PerIteration);
    });
    group.bench_function("with versions, witness and roll-ups", |bencher| {
        let run = |(house, rows): (House, _)| {
            runtime.block_on(write(&house, rows));
            house
        };
        bencher.iter_batched(fresh, run, BatchSize::PerIteration);
    });
    group.finish();
}

fn single(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let house = runtime.block_on(house(&[1, 20, 300, 3_000], 30));
    let mut number = 0_i64;
    let mut group = criterion.benchmark_group("one number");
    group.bench_function("bare insert", |bencher| {
        bencher.iter(|| {
            number += 1;
            runtime.block_on(async {
                let mut tx = house.ctx.db.begin().await.expect("a transaction");
                let sql = "INSERT INTO reading (unit_id, period, indicator_id, kind, version, value, \
                     entry_id) VALUES ($1, 1, 1, 0, 1, 1, 1)";
                tx.execute(sql, params![-number]).await.expect("inserted");
                tx.commit().await.expect("committed");
            });
        });
    });
    group.bench_function("audited, with roll-ups", |bencher| {
        bencher.iter(|| {
            number += 1;
            runtime.block_on(async {
                let row = NewReading {
                    unit: house.units[house.units.len() - 1 - (number % 3_000) as usize],
                    period: Period::Month(Month::new(2026, 1).expect("a month")),
                    indicator: house.indicators[0],
                    kind: Kind::Actual,
                    value: Quantity::from_millionths(number),
                    weight: None,
                    cell: None,
                };
                let stamp = Stamp::of(&house.ctx).because("bench");
                let mut work = house.ctx.work().await.expect("work");
                readings::write(&mut work.tx, &stamp, [row]).await.expect("written");
                work.audit("reading.record", "reading", number, None, None);
                work.commit().await.expect("committed");
            });
        });
    });
    group.finish();
}

fn page(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let house = runtime.block_on(async {
        let house = house(&[1, 20, 300, 3_000], 30).await;
        let rows = rows(&house, 3_000, 12);
        write(&house, rows).await;
        house
    });
    let year = FinancialYear::default();
    let tolerance = Quantity::from_millionths(5_000_000);
    let rules = Rules { year, tolerance, today: house.ctx.now.today };
    let below = Below { limit: 50, ..Below::default() };
    let month = Month::new(2026, 12);
    let mut group = criterion.benchmark_group("tracker");
    for (name, unit) in [("group", 0), ("company", 1), ("mine", 30), ("workshop", 400)] {
        let unit = house.units[unit];
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let look = tracker::look(&house.ctx, rules, unit, month, &below);
                runtime.block_on(look).expect("a page")
            });
        });
    }
    group.finish();
}

criterion_group!(benches, writing, single, page);
criterion_main!(benches);
