//! A question of real figures from end to end: coal mines of the U.S.A. by quarter, 2000 to 2010. Violations
//! cited in a quarter and working days lost in the next, within mines. It is asked of past data, so whatever
//! comes out stops at level 1.

use crate::house::{MIGRATIONS, TEXTS};
use directory::recognition::{Index, Meaning};
use interchange::Input;
use kernel::texts::{self, Catalogue};
use kernel::{Actor, UnitId};
use planning::imports::{Options, run_from_files};
use planning::store::indicators;
use planning::store::recount::RollUpFollower;
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
        let new = New { content, units: Vec::new(), follows: None, keeps_words: false };
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
