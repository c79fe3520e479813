//! A question of real figures from end to end: coal mines of the U.S.A. by quarter, 2000 to 2010. Violations
//! cited in a quarter and working days lost in the next, within mines. It is asked of past data, so whatever
//! comes out stops at level 1. A second question of 2010 alone, by hours worked, has too few periods.

use crate::house::{MIGRATIONS, TEXTS};
use directory::recognition::{Index, Meaning};
use interchange::Input;
use kernel::texts::{self, Catalogue};
use kernel::{Actor, Grain, IndicatorId, Quantity, UnitId};
use planning::imports::{Options, run_from_files};
use planning::indicator::Terms;
use planning::store::indicators;
use planning::store::readings::{self, NewReading, Stamp};
use planning::store::recount::RollUpFollower;
use planning::{Aggregation, Direction, Kind};
use statistics::evidence::Lack;
use statistics::inquiry::{Inquiry, ask};
use statistics::panel::Panel;
use std::collections::BTreeMap;
use store::Ctx;
use synergy::question::{Asked, Content};
use synergy::use_cases::asking::{New, register};
use synergy::use_cases::{looking, running};
use testkit::on_both;

/// Mines that are compared: the first of those that reported in all 44 quarters.
const MINES: usize = 200;

fn table() -> Option<String> {
    let path = "us_msha_mine_quarter/coal_mine_quarter_2000_2010.csv";
    let path = testkit::public(path, "the U.S. Mine Safety and Health Administration")?;
    Some(std::fs::read_to_string(path).expect("a file"))
}

/// The rows of the mines that are compared, by mine.
fn chosen(table: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut mines: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in table.lines().skip(1) {
        mines.entry(line.split(',').next().unwrap_or_default()).or_default().push(line);
    }
    mines.into_iter().filter(|(_, rows)| rows.len() == 44).take(MINES).collect()
}

/// The same question put to the statistics without anything of the house between.
fn by_hand(mines: &BTreeMap<&str, Vec<&str>>) -> (f64, usize) {
    let (mut units, mut quarters, mut lost, mut cited) = (vec![], vec![], vec![], vec![]);
    for (unit, rows) in mines.values().enumerate() {
        for row in rows {
            let cells: Vec<i64> =
                row.split(',').skip(1).map(|cell| cell.parse().unwrap()).collect();
            units.push(unit);
            quarters.push(cells[0] * 4 + cells[1] - 1);
            // The outcome is looked at from the second quarter on.
            lost.push((quarters.last() > Some(&8_000)).then_some(cells[2] as f64));
            cited.push(Some(cells[6] as f64));
        }
    }
    let mut panel = Panel::new(&units, &quarters).unwrap();
    let (outcome, cause) = (panel.add(&lost).unwrap(), panel.add(&cited).unwrap());
    let inquiry = Inquiry { outcome, cause, lag: 1, controls: &[], seed: 1 };
    let answer = ask(&mut panel, &inquiry).unwrap();
    (answer.finding.slope().0, answer.finding.fit.rows)
}

async fn unit(ctx: &Ctx, name: &str) -> UnitId {
    match Index::load(&mut ctx.read(), ctx.now.today).await.unwrap().meaning(name) {
        Meaning::One(id) => id,
        _ => panic!("no unit {name}"),
    }
}

#[tokio::test]
async fn violations_and_days_lost_in_coal_mines_are_described_and_no_more() {
    let Some(table) = table() else { return };
    let mines = chosen(&table);
    assert_eq!(mines.len(), MINES);
    let (slope, rows) = by_hand(&mines);
    let head = table.lines().next().unwrap_or_default();
    let lines: Vec<&str> = std::iter::once(head).chain(mines.values().flatten().copied()).collect();
    on_both(MIGRATIONS, async |db| {
        texts::install(Catalogue::new(&TEXTS).unwrap());
        directory::install(vec![Box::new(RollUpFollower)]);
        let ctx = &db.ctx(Actor::system("测试"));
        let file = Input {
            name: "coal_mine_quarter_2000_2010.csv".to_owned(),
            bytes: lines.join("\n").into_bytes(),
        };
        let options = Options { yes: true, ..Options::default() };
        let report = run_from_files(ctx, "us-msha-quarter", vec![file], &options).await.unwrap();
        assert_eq!(report.fresh, (MINES * 44 * 5) as u64);
        let known = indicators::by_code(&mut ctx.read(), &["violations", "days-lost"]).await;
        let known = known.unwrap();
        let content = Content {
            unit: unit(ctx, "United States").await,
            depth: 2,
            cause: known["violations"].id,
            outcome: known["days-lost"].id,
            mechanism: "What is cited may be put right before the next quarter.".to_owned(),
            others: "Hours worked".to_owned(),
            first: "2000Q2".parse().unwrap(),
            last: "2010Q4".parse().unwrap(),
            lag: 1,
            task: None,
        };
        let new =
            New { content, units: Vec::new(), follows: None, keeps_words: false, begins: None };
        let id = register(ctx, new).await.unwrap();
        running::run(ctx, id).await.unwrap();
        let card = looking::card(ctx, id).await.unwrap();
        assert_eq!((card.question.asked, card.question.units), (Asked::PastData, MINES as i64));
        let judged = card.runs.last().unwrap();
        assert_eq!(judged.level().number(), 1);
        let lacks: Vec<_> = judged.verdict.why_not_higher().iter().map(|it| it.key()).collect();
        assert!(lacks.contains(&"lack-declared"), "{lacks:?}");
        let found = judged.run.record.found.as_ref().unwrap();
        assert_eq!((found.rows, rows), (MINES * 43, MINES * 43));
        assert!((found.effect.slope - slope).abs() < 1e-9, "{} {slope}", found.effect.slope);
        let (low, high) = found.effect.interval.unwrap();
        assert!(low < slope && slope < high && found.lead.is_some());
    })
    .await;
}

/// Hours worked in 2010 by mine, from the yearly list of the U.S. Energy Information Administration.
fn hours() -> Option<BTreeMap<String, i64>> {
    let path = testkit::public(
        "us_eia_coal_mines/mine_year.csv",
        "the U.S. Energy Information Administration",
    )?;
    let text = std::fs::read(path).expect("a file");
    let text = String::from_utf8_lossy(&text);
    let mut hours = BTreeMap::new();
    for line in text.lines().skip(1).filter(|line| line.starts_with("2010,")) {
        let mine = line.split(',').nth(1).unwrap_or_default();
        let worked = line.rsplit(',').next().and_then(|cell| cell.trim().parse::<i64>().ok());
        // The list drops the zeros with which the identity of a mine begins.
        hours.extend(worked.map(|worked| (format!("{mine:0>7}"), worked)));
    }
    hours.retain(|_, worked| *worked >= 4);
    Some(hours)
}

/// A mine's days lost in each quarter of 2010 by the quarter's share of the year's hours.
fn rated(mine: UnitId, rate: IndicatorId, rows: &[&str], worked: i64) -> Vec<NewReading> {
    let whole = |text: &str| Quantity::from_integer(text.parse().unwrap()).unwrap();
    let reading = |row: &&str| {
        let cells: Vec<&str> = row.split(',').collect();
        NewReading {
            unit: mine,
            period: format!("2010Q{}", cells[2]).parse().unwrap(),
            indicator: rate,
            kind: Kind::Actual,
            value: whole(cells[3]),
            weight: Some(Quantity::from_integer(worked / 4).unwrap()),
            cell: None,
        }
    };
    rows.iter().map(reading).collect()
}

#[tokio::test]
async fn one_year_of_quarters_by_hours_worked_is_refused_with_what_would_be_enough() {
    let (Some(table), Some(hours)) = (table(), hours()) else { return };
    let mut mines: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in table.lines().skip(1).filter(|line| line.split(',').nth(1) == Some("2010")) {
        let mine = line.split(',').next().unwrap_or_default();
        mines.entry(mine).or_default().push(line);
    }
    mines.retain(|mine, rows| rows.len() == 4 && hours.contains_key(*mine));
    assert!(mines.len() > 500, "{} mines are in both lists", mines.len());
    let mines: BTreeMap<_, _> = mines.into_iter().take(MINES).collect();
    let head = table.lines().next().unwrap_or_default();
    let lines: Vec<&str> = std::iter::once(head).chain(mines.values().flatten().copied()).collect();
    on_both(MIGRATIONS, async |db| {
        texts::install(Catalogue::new(&TEXTS).unwrap());
        directory::install(vec![Box::new(RollUpFollower)]);
        let ctx = &db.ctx(Actor::system("测试"));
        let bytes = lines.join("\n").into_bytes();
        let file = Input { name: "coal_mine_quarter_2000_2010.csv".to_owned(), bytes };
        let options = Options { yes: true, ..Options::default() };
        run_from_files(ctx, "us-msha-quarter", vec![file], &options).await.unwrap();
        let index = Index::load(&mut ctx.read(), ctx.now.today).await.unwrap();
        let mut tx = ctx.db.begin().await.unwrap();
        let rate = indicators::create(&mut tx, &by_hours()).await.unwrap();
        let mut new = Vec::new();
        for (mine, rows) in &mines {
            let Meaning::One(id) = index.meaning(mine) else { panic!("no mine {mine}") };
            new.extend(rated(id, rate, rows, hours[*mine]));
        }
        new.sort_by_key(|reading| reading.unit);
        readings::write(&mut tx, &Stamp::of(ctx), new).await.unwrap();
        tx.commit().await.unwrap();
        let known = indicators::by_code(&mut ctx.read(), &["violations"]).await.unwrap();
        let content = Content {
            unit: unit(ctx, "United States").await,
            depth: 2,
            cause: known["violations"].id,
            outcome: rate,
            mechanism: "What is cited may be put right in the same quarter.".to_owned(),
            others: String::new(),
            first: "2010Q1".parse().unwrap(),
            last: "2010Q4".parse().unwrap(),
            lag: 0,
            task: None,
        };
        let new =
            New { content, units: Vec::new(), follows: None, keeps_words: false, begins: None };
        let id = register(ctx, new).await.unwrap();
        running::run(ctx, id).await.unwrap();
        let card = looking::card(ctx, id).await.unwrap();
        let judged = card.runs.last().unwrap();
        let record = &judged.run.record;
        assert!(record.is_refused() && record.p().is_none());
        assert_eq!((record.units, record.periods, record.present), (MINES, 4, MINES * 4));
        let lacks = judged.verdict.why_not_higher();
        assert_eq!(lacks, [Lack::Periods { have: 4, enough: 12 }]);
    })
    .await;
}

/// Days lost by 200,000 hours worked.
fn by_hours() -> Terms {
    Terms {
        code: "days-lost-rate".to_owned(),
        name_zh: "每二十万工时损失工日".to_owned(),
        name_en: "Days lost by 200,000 hours".to_owned(),
        unit: String::new(),
        decimals: 2,
        direction: Direction::Down,
        aggregation: Aggregation::Ratio,
        factor: 200_000,
        grain: Grain::Quarter,
        owner: None,
        source: String::new(),
        tolerance: None,
        may_be_negative: false,
    }
}
