//! Whatever is written, restated, undone or moved: the roll-ups are what a recount finds.

use crate::house::{House, MIGRATIONS};
use directory::change::{self, Change};
use kernel::{Day, ImportId};
use planning::Kind;
use planning::store::{readings, recount};
use planning::use_cases::Rules;
use planning::use_cases::tracker::{self, Below};
use proptest::prelude::*;
use store::settings::Settings;
use store::{Query, params};
use testkit::{TestDb, databases, on_both};

#[derive(Clone, Debug)]
enum Op {
    /// Unit, month, indicator, kind, value and weight: several at once are an import.
    Write(Vec<(usize, usize, usize, usize, i64, Option<i64>)>),
    Undo(usize),
    Clear(usize, usize, usize, usize),
    /// A unit under another from a day on.
    Move(usize, usize, usize),
    Close(usize, usize),
}

const MONTHS: [&str; 4] = ["2026-01", "2026-02", "2026-03", "2026-04"];
const DAYS: [i64; 4] = [20_260_101, 20_260_215, 20_260_301, 20_260_410];

fn op() -> impl Strategy<Value = Op> {
    let reading =
        (0..9_usize, 0..4_usize, 0..4_usize, 0..3_usize, 0..500_i64, prop::option::of(0..90_i64));
    prop_oneof![
        6 => prop::collection::vec(reading, 1..6).prop_map(Op::Write),
        1 => (0..6_usize).prop_map(Op::Undo),
        1 => (0..9_usize, 0..4_usize, 0..4_usize, 0..3_usize)
            .prop_map(|(unit, month, indicator, kind)| Op::Clear(unit, month, indicator, kind)),
        2 => (3..9_usize, 0..6_usize, 0..4_usize).prop_map(|(unit, to, day)| Op::Move(unit, to, day)),
        1 => (3..9_usize, 0..4_usize).prop_map(|(unit, day)| Op::Close(unit, day)),
    ]
}

/// Does it; what the rules refuse leaves nothing.
async fn run(house: &House, step: usize, op: &Op) {
    let mut tx = house.tx().await;
    let stamp = house.stamp().because("test");
    let day = |index: usize| Day::from_code(DAYS[index]).expect("a day");
    let revision = async |tx: &mut store::Tx, unit: usize| {
        let known = directory::tree::unit_near(tx, house.units[unit], day(3)).await;
        known.expect("a query").map_or(0, |unit| unit.revision)
    };
    let is_done = match op {
        Op::Write(rows) => {
            let import = ImportId(step as i64);
            let mut rows: Vec<_> = rows
                .iter()
                .map(|&(unit, month, indicator, kind, value, weight)| {
                    let kind = [Kind::Actual, Kind::Target, Kind::ThresholdHigh][kind];
                    let weighted = indicator >= 2;
                    let weight = weight.filter(|_| weighted).map(|weight| weight.to_string());
                    let value = value.to_string();
                    house.reading(unit, MONTHS[month], indicator, kind, &value, weight.as_deref())
                })
                .collect();
            rows.sort_by_key(|row| row.unit);
            readings::write(&mut tx, &stamp.import(import), rows).await.is_ok()
        }
        Op::Undo(import) => {
            readings::withdraw(&mut tx, ImportId(*import as i64), &stamp).await.is_ok()
        }
        &Op::Clear(unit, month, indicator, kind) => {
            let kind = [Kind::Actual, Kind::Target, Kind::ThresholdHigh][kind];
            let reading = house.reading(unit, MONTHS[month], indicator, kind, "0", None);
            let key = [(reading.unit, reading.period, reading.indicator, kind)];
            readings::clear(&mut tx, &key, &stamp).await.is_ok()
        }
        &Op::Move(unit, to, at) => {
            let seen = revision(&mut tx, unit).await;
            let parent = Some(house.units[to]);
            let wanted = Change { parent, ..Change::default() };
            change::change(&mut tx, house.units[unit], seen, day(at), &wanted, None).await.is_ok()
        }
        &Op::Close(unit, at) => {
            let seen = revision(&mut tx, unit).await;
            change::close(&mut tx, house.units[unit], seen, day(at), true).await.is_ok()
        }
    };
    if is_done {
        tx.commit().await.expect("committed");
    }
}

async fn hold(database: &TestDb, ops: &[Op]) -> Result<(), TestCaseError> {
    let house = House::build(database).await;
    for (step, op) in ops.iter().enumerate() {
        run(&house, step, op).await;
        let report = recount::verify(&house.ctx.db).await.expect("a report");
        prop_assert_eq!(report.wrong, 0, "after {:?}: {:#?}", op, report.first);
        prop_assert_eq!(house.counted_twice().await, 0, "after {:?}", op);
    }
    glances_agree(&house).await
}

/// What the first page shows of a unit is what its own page shows.
async fn glances_agree(house: &House) -> Result<(), TestCaseError> {
    let rules = Rules::of(&Settings::load(&mut house.ctx.read()).await.unwrap(), house.ctx.now);
    let rules = rules.expect("a known zone");
    for unit in &house.units {
        let look = tracker::look(&house.ctx, rules, *unit, None, &Below::default()).await;
        let glance = tracker::glance(&house.ctx, rules, *unit).await;
        let (look, glance) = (look.expect("a page"), glance.expect("a page"));
        prop_assert_eq!((glance.place, glance.month), (look.place, look.month));
        let briefly = look
            .lines
            .into_iter()
            .map(|line| (line.indicator.id, line.period, line.current, line.standing));
        let lines = glance.lines.into_iter();
        let lines = lines.map(|line| (line.indicator.id, line.period, line.current, line.standing));
        prop_assert_eq!(lines.collect::<Vec<_>>(), briefly.collect::<Vec<_>>());
    }
    Ok(())
}

fn check(cases: u32, engine: usize) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(ops in prop::collection::vec(op(), 1..14))| {
        runtime.block_on(async {
            match databases(MIGRATIONS).await.get(engine) {
                Some(database) => hold(database, &ops).await,
                None => Ok(()),
            }
        })?;
    });
}

#[test]
fn roll_ups_are_what_a_recount_finds_on_sqlite() {
    check(64, 0);
}

#[test]
fn roll_ups_are_what_a_recount_finds_on_postgres() {
    check(8, 1);
}

#[tokio::test]
async fn verification_names_the_wrong_cell() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let reading = house.reading(6, "2026-01", 0, Kind::Actual, "5", None);
        house.write(&house.stamp(), vec![reading]).await.expect("written");
        let mut tx = house.tx().await;
        let spoil = "UPDATE roll_up SET top_lo = top_lo + 1 WHERE unit_id = $1";
        tx.execute(spoil, params![house.units[1]]).await.expect("spoilt");
        tx.commit().await.expect("committed");
        let report = recount::verify(&house.ctx.db).await.expect("a report");
        assert_eq!((report.wrong, report.readings, report.roll_ups), (1, 1, 3));
        assert_eq!(report.first[0].unit, house.units[1]);
        assert_eq!(report.first[0].kind, "actual");
    })
    .await;
}

#[tokio::test]
async fn a_move_counts_from_its_day_on() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let months = ["2026-01", "2026-02", "2026-03"];
        let rows = months.map(|month| house.reading(6, month, 0, Kind::Actual, "10", None));
        house.write(&house.stamp(), rows.to_vec()).await.expect("written");
        let mut tx = house.tx().await;
        let wanted = Change { parent: Some(house.units[5]), ..Change::default() };
        let day = "2026-02-15".parse().expect("a day");
        let seen = directory::tree::unit_near(&mut tx, house.units[6], day).await;
        let seen = seen.expect("a query").expect("a unit").revision;
        change::change(&mut tx, house.units[6], seen, day, &wanted, None).await.expect("moved");
        tx.commit().await.expect("committed");
        let plant = |unit: usize| {
            let unit = house.units[unit];
            let mut reader = house.ctx.read();
            async move {
                let sql = "SELECT period FROM roll_up WHERE unit_id = $1 AND n > 0 ORDER BY period";
                let rows: Vec<(i64,)> = reader.all(sql, params![unit]).await.expect("roll-ups");
                rows.into_iter().map(|(period,)| period).collect::<Vec<_>>()
            }
        };
        assert_eq!(plant(1).await, [202_601]);
        assert_eq!(plant(2).await, [202_602, 202_603]);
        assert_eq!(plant(0).await, [202_601, 202_602, 202_603]);
    })
    .await;
}

#[tokio::test]
async fn a_unit_closed_on_the_day_its_workshop_moves_counts_at_the_old_place() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        run(&house, 0, &Op::Move(5, 3, 1)).await;
        run(&house, 1, &Op::Write(vec![(8, 1, 0, 0, 7, None)])).await;
        run(&house, 2, &Op::Close(8, 1)).await;
        house.sound().await;
        let sql = "SELECT COUNT(*) FROM roll_up WHERE unit_id = $1 AND n = 1";
        let count: (i64,) =
            house.ctx.read().one(sql, params![house.units[2]]).await.expect("a count");
        assert_eq!(count, (1,));
    })
    .await;
}
