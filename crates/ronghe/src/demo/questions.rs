//! Questions that the sample plant asks: two registered before any of their figures, one of past data with
//! too few crews and months, and one whose teams begin by lot. The figures are made by a seeded chance; what comes out is what they give.

use super::plant::{CREWS, MAIN_WASHING, UNITS};
use super::write::Units;
use directory::Kind as UnitKind;
use kernel::{
    Actor, Grain, IndicatorId, Month, Now, Period, Quantity, QuestionId, UnitId, calendar,
};
use planning::indicator::Terms;
use planning::store::indicators;
use planning::store::readings::{self, NewReading, Stamp};
use planning::{Aggregation, Direction, Kind};
use statistics::random::Random;
use store::settings::Settings;
use store::{Ctx, Refusal};
use synergy::question::{Content, TaskRef};
use synergy::use_cases::asking::{self, Begins, New};
use synergy::use_cases::{lots, running};

/// Months that the first two questions look at, the last one included.
const MONTHS: i32 = 18;

/// Code, names, unit of measure and the better direction of what the teams count.
const COUNTED: [(&str, &str, &str, &str, Direction); 5] = [
    ("zone-fixes", "责任区整改数", "Fixes in zones", "项", Direction::Up),
    ("site-theme-days", "进现场主题党日", "Theme days on site", "次", Direction::Up),
    ("minor-stops", "班组小停机", "Minor stops of teams", "次", Direction::Down),
    ("pre-shift-checks", "党员带班点检", "Pre-shift checks led by members", "次", Direction::Up),
    ("handover-faults", "交接班遗留故障", "Faults left at handover", "次", Direction::Down),
];

/// Asks, records two years of figures, and runs what was asked.
pub async fn ask(ctx: &Ctx, units: &Units, last: Month) -> Result<(), Refusal> {
    let [fixes, days, stops, checks, faults] = describe(ctx).await?;
    let plant = units["QH"];
    let first = last.plus(1 - MONTHS);
    let content = |cause, lag, mechanism: &str, others: &str| Content {
        unit: plant,
        depth: 2,
        cause,
        outcome: stops,
        mechanism: mechanism.to_owned(),
        others: others.to_owned(),
        first: Period::Month(first),
        last: Period::Month(last),
        lag,
        task: None,
    };
    let then = at(ctx, first).await?;
    let zones = content(
        fixes,
        1,
        "党员责任区巡查整改得早，下个月的小停机可能少一些。",
        "设备检修的安排、煤质波动。",
    );
    let theme = content(days, 0, "主题党日进现场解决问题，可能与当月小停机的多少有关。", "");
    let mut asked = vec![register(&then, zones, Vec::new()).await?];
    asked.push(register(&then, theme, Vec::new()).await?);
    record(ctx, units, last, [fixes, days, stops]).await?;
    let checked = Content {
        first: Period::Month(first),
        ..content(checks, 0, "班前由党员带着点检，交接班遗留的故障可能少一些。", "新设备、季节。")
    };
    asked.push(by_lot(ctx, Content { outcome: faults, ..checked }, first).await?);
    let known = indicators::by_code(&mut ctx.read(), &["clean-yield"]).await?;
    if let Some(yields) = known.get("clean-yield") {
        let crews = CREWS.iter().map(|code| units[code]).collect();
        let content = Content {
            unit: units[MAIN_WASHING],
            depth: 0,
            outcome: yields.id,
            first: Period::Month(last.plus(-5)),
            task: Some(TaskRef { unit: plant, year: last.year, number: 2 }),
            ..content(fixes, 0, "现场问题解决得快，可能与精煤产率有关。", "入洗煤质。")
        };
        asked.push(register(&by(ctx), content, crews).await?);
    }
    for id in asked {
        running::run(&by(ctx), id).await?;
    }
    Ok(())
}

/// A question whose teams begin by lot: announced a month before its first period and registered then, drawn on
/// that period's first day; afterwards the teams begin as drawn.
async fn by_lot(ctx: &Ctx, content: Content, first: Month) -> Result<QuestionId, Refusal> {
    let (then, day) = (at(ctx, first.plus(-1)).await?, at(ctx, first).await?);
    let waves = [first.plus(6), first.plus(10)];
    let announced = lots::New {
        unit: content.unit,
        depth: content.depth,
        waves: waves.map(Period::Month).to_vec(),
        source: "当日福利彩票开奖号码连写".to_owned(),
        digest: String::new(),
        draw_on: first.first_day(),
    };
    let lottery = lots::announce(&then, &announced).await?;
    let (checks, faults, last) = (content.cause, content.outcome, content.last);
    let begins = Some(Begins::ByLot(lottery));
    let new = New { content, units: Vec::new(), follows: None, keeps_words: false, begins };
    let id = asking::register(&then, new).await?;
    lots::draw(&day, lottery, 7_121_923_283_105).await?;
    let mut random = Random::from_seed(20_260_702);
    let mut new = Vec::new();
    for lot in lots::find(&day, lottery).await?.units {
        let wave = lot.wave.and_then(|wave| usize::try_from(wave - 1).ok());
        let begins = wave.and_then(|wave| waves.get(wave)).copied();
        let usual = 9 + whole(random.below(6));
        for month in Period::Month(first).through(last) {
            let is_begun = begins.is_some_and(|from| month.first_day() >= from.first_day());
            let checked = if is_begun { 18 + whole(random.below(8)) } else { 0 };
            let left = usual + whole(random.below(5)) - if is_begun { 4 } else { 0 };
            for (indicator, value) in [(checks, checked), (faults, left)] {
                new.push(counted(lot.unit, month, indicator, value));
            }
        }
    }
    keep(ctx, new).await?;
    Ok(id)
}

fn counted(unit: UnitId, period: Period, indicator: IndicatorId, value: i64) -> NewReading {
    let value = Quantity::from_integer(value).unwrap_or_default();
    NewReading { unit, period, indicator, kind: Kind::Actual, value, weight: None, cell: None }
}

async fn keep(ctx: &Ctx, mut new: Vec<NewReading>) -> Result<(), Refusal> {
    new.sort_by_key(|reading| reading.unit);
    let mut work = ctx.work().await?;
    let outcome = readings::write(&mut work.tx, &Stamp::of(ctx), new).await?;
    work.audit("reading.write", "reading", outcome.written, None, None);
    Ok(work.commit().await?)
}

fn by(ctx: &Ctx) -> Ctx {
    Ctx { actor: Actor::system("党建工作部"), ..ctx.clone() }
}

/// The Party affairs department in the morning of a month's first day.
async fn at(ctx: &Ctx, month: Month) -> Result<Ctx, Refusal> {
    let settings = Settings::load(&mut ctx.read()).await?;
    let zone = settings.time_zone();
    let at = calendar::day_start(month.first_day(), zone).unwrap_or(ctx.now.at);
    Ok(Ctx { now: Now::at(at + 9 * 3_600_000, zone)?, ..by(ctx) })
}

async fn register(ctx: &Ctx, content: Content, units: Vec<UnitId>) -> Result<QuestionId, Refusal> {
    asking::register(ctx, New { content, units, follows: None, keeps_words: false, begins: None })
        .await
}

async fn describe(ctx: &Ctx) -> Result<[IndicatorId; 5], Refusal> {
    let mut work = ctx.work().await?;
    let mut ids = [IndicatorId(0); 5];
    for (id, (code, zh, en, unit, direction)) in ids.iter_mut().zip(COUNTED) {
        let terms = Terms {
            code: code.to_owned(),
            name_zh: zh.to_owned(),
            name_en: en.to_owned(),
            unit: unit.to_owned(),
            decimals: 0,
            direction,
            aggregation: Aggregation::Sum,
            factor: 1,
            grain: Grain::Month,
            owner: None,
            source: "班组台账".to_owned(),
            tolerance: None,
            may_be_negative: false,
        };
        *id = indicators::create(&mut work.tx, &terms).await?;
        work.audit("indicator.create", "indicator", *id, None, None);
    }
    work.commit().await?;
    Ok(ids)
}

/// What the teams counted: stoppages follow the fixes of the month before, and theme days nothing.
async fn record(
    ctx: &Ctx,
    units: &Units,
    last: Month,
    [fixes, days, stops]: [IndicatorId; 3],
) -> Result<(), Refusal> {
    let mut random = Random::from_seed(20_260_701);
    let mut new = Vec::new();
    let teams = UNITS.iter().filter(|unit| matches!(unit.kind, UnitKind::Team | UnitKind::Crew));
    for (number, team) in teams.enumerate() {
        let mut before = 12;
        for back in (0..super::figures::MONTHS).rev() {
            let month = last.plus(-back);
            let fixed = 6 + whole(random.below(13));
            let season = i64::from(month.month % 4);
            let usual = 14 + whole(number % 5) * 3 + season;
            let stopped = usual + whole(random.below(7)) - (before - 12) / 2;
            let held = whole(random.below(3));
            for (indicator, value) in [(fixes, fixed), (days, held), (stops, stopped)] {
                new.push(counted(units[team.code], Period::Month(month), indicator, value));
            }
            before = fixed;
        }
    }
    keep(ctx, new).await
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or_default()
}
