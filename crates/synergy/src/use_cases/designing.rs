//! Before anybody begins: how many units and periods a question needs, by the enterprise's own past figures,
//! and who begins when, by lot.

use super::{may, running};
use crate::question::{Content, MOST_UNITS};
use crate::store;
use ::store::{Ctx, Refusal, StoreError};
use directory::tree;
use kernel::{Action, Grain, Period, Problem, UnitId};
use planning::Indicator;
use planning::store::indicators;
use statistics::Undefined;
use statistics::design::{Design, Past, Plan, lottery, power};

/// Units and periods that are tried.
pub const UNITS: [usize; 4] = [6, 9, 12, 18];
pub const PERIODS: [usize; 3] = [12, 18, 24];
/// Simulated questions for each.
pub const RUNS: u32 = 60;
/// A design finds its effect often enough from here on, in per cent.
pub const ENOUGH: u32 = 80;
/// Periods that are looked back on.
const PAST: usize = 36;
/// The same design gives the same answer to whoever asks.
const SEED: u64 = 20_260_101;

/// What is to be designed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    pub unit: UnitId,
    pub depth: i64,
    pub outcome: kernel::IndicatorId,
    /// In hundredths of the usual deviation within units and periods, for each usual change of the cause.
    pub effect: u32,
}

/// How often each design finds its effect.
#[derive(Clone, Debug)]
pub struct Designed {
    pub outcome: Indicator,
    /// Units whose past was used.
    pub units: usize,
    /// A usual deviation within units and periods, in the outcome's unit.
    pub deviation: f64,
    /// By units, then by periods, in per cent.
    pub shares: Vec<Vec<u32>>,
}

impl Designed {
    /// The smallest design that finds its effect often enough: units and periods.
    pub fn smallest(&self) -> Option<(usize, usize)> {
        let all = self.shares.iter().zip(UNITS).flat_map(|(row, units)| {
            row.iter().zip(PERIODS).map(move |(share, periods)| (*share, units, periods))
        });
        all.filter(|(share, ..)| *share >= ENOUGH)
            .map(|(_, units, periods)| (units, periods))
            .min_by_key(|(units, periods)| units * periods)
    }
}

/// Simulates designs on what the units below reported.
///
/// # Errors
/// `question-indicator` at `outcome`; `question-units-none` at `depth`; `design-past` where the past gives
/// nothing to simulate on.
pub async fn design(ctx: &Ctx, wanted: Wanted) -> Result<Designed, Refusal> {
    let q = &mut ctx.read();
    may(ctx, q, Action::Read, wanted.unit).await?;
    let outcome = indicators::one(q, wanted.outcome).await?;
    let outcome = outcome
        .filter(|one| matches!(one.grain, Grain::Month | Grain::Quarter))
        .ok_or_else(|| Problem::new("question-indicator").at("outcome"))?;
    let units = below(ctx, wanted.unit, wanted.depth).await?;
    let last = Period::of(outcome.grain, ctx.now.today).previous();
    let mut first = last;
    for _ in 1..PAST {
        first = first.previous();
    }
    let content = Content {
        unit: wanted.unit,
        depth: wanted.depth,
        cause: outcome.id,
        outcome: outcome.id,
        mechanism: String::new(),
        others: String::new(),
        first,
        last,
        lag: 0,
        task: None,
    };
    let mut past = running::series(q, &content, units).await?.outcome;
    past.retain(|unit| unit.iter().any(Option::is_some));
    let begin = (0..PAST).find(|at| past.iter().any(|unit| unit[*at].is_some())).unwrap_or(0);
    past.iter_mut().for_each(|unit| drop(unit.drain(..begin)));
    let units = past.len();
    let effect = f64::from(wanted.effect) / 100.0;
    let computed = tokio::task::spawn_blocking(move || simulated(past, effect)).await;
    let computed = computed.map_err(|error| {
        StoreError::Corrupt(format!("a design could not be simulated: {error}"))
    })?;
    let (deviation, shares) =
        computed.map_err(|_| Problem::new("design-past").arg("n", units).at("outcome"))?;
    Ok(Designed { outcome, units, deviation, shares })
}

fn simulated(past: Vec<Vec<Option<f64>>>, effect: f64) -> Result<(f64, Vec<Vec<u32>>), Undefined> {
    let past = Past::new(past)?;
    let mut shares = Vec::new();
    for units in UNITS {
        let mut row = Vec::new();
        for months in PERIODS {
            let design = Design { plan: Plan::Graded, units, months, effect };
            let found = power(&past, design, RUNS, SEED)?;
            row.push(found.found * 100 / found.runs);
        }
        shares.push(row);
    }
    Ok((past.deviation(), shares))
}

/// The units so far below that the actor may see.
async fn below(ctx: &Ctx, unit: UnitId, depth: i64) -> Result<Vec<UnitId>, Refusal> {
    let most = MOST_UNITS as i64;
    let found = store::below(&mut ctx.read(), unit, depth.max(1), ctx.now.today, most).await?;
    if found.is_empty() {
        return Err(Problem::new("question-units-none").at("depth").into());
    }
    Ok(found)
}

/// Draws which units begin in which wave (from 1) by a published seed: whoever draws again gets the same.
///
/// # Errors
/// `question-units-none` at `depth`; `design-waves` at `waves` for none, or more than units.
pub async fn draw(
    ctx: &Ctx,
    unit: UnitId,
    depth: i64,
    waves: usize,
    seed: u64,
) -> Result<Vec<(String, usize)>, Refusal> {
    let q = &mut ctx.read();
    may(ctx, q, Action::Read, unit).await?;
    let units = below(ctx, unit, depth).await?;
    let paths = tree::paths(q, &units, ctx.now.today).await?;
    let mut names: Vec<String> =
        paths.values().map(|path| directory::recognition::written(path)).collect();
    names.sort_unstable();
    let texts: Vec<&str> = names.iter().map(String::as_str).collect();
    let drawn = lottery(&texts, waves, seed)
        .map_err(|_| Problem::new("design-waves").arg("n", units.len()).at("waves"))?;
    let mut drawn: Vec<(String, usize)> =
        names.into_iter().zip(drawn.into_iter().map(|wave| wave + 1)).collect();
    drawn.sort_by_key(|(_, wave)| *wave);
    Ok(drawn)
}
