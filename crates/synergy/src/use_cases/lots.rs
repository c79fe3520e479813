//! Lots that decide who begins when: announced with their units before the seed is known, drawn once, and
//! drawn again by whoever wants to check.

use super::{by, may};
use crate::question::{MOST_TEXT, MOST_UNITS};
use crate::store::{self, lots};
use ::store::{Ctx, Query, Refusal};
use directory::{recognition, tree};
use kernel::{Action, Day, Grain, Period, Problem, Resource, UnitId};
use serde_json::json;
use sm3::{Digest, Sm3};
use statistics::design::lottery;

pub use crate::store::lots::{Drawn, Lot, Lottery};

/// Waves at the most.
pub const MOST_WAVES: usize = 12;
/// Lotteries listed at the most.
const MOST: i64 = 200;

/// A lottery as somebody announces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    pub unit: UnitId,
    /// Levels below the unit.
    pub depth: i64,
    /// The periods in which the waves begin. One group more begins in none of them.
    pub waves: Vec<Period>,
    pub source: String,
    /// SM3 over a seed that was put aside, in hexadecimal digits; empty where nobody knows it yet.
    pub digest: String,
    pub draw_on: Day,
}

impl New {
    fn problems(&self, units: usize, today: Day) -> Vec<Problem> {
        let mut problems = Vec::new();
        let grain = self.waves.first().map(|first| first.grain());
        let is_in_order = self.waves.windows(2).all(|two| two[0].first_day() < two[1].first_day());
        let fits = |period: &Period| {
            matches!(period.grain(), Grain::Month | Grain::Quarter) && Some(period.grain()) == grain
        };
        if self.waves.is_empty() || self.waves.len() > MOST_WAVES {
            problems.push(Problem::new("lottery-waves").arg("most", MOST_WAVES).at("waves"));
        } else if !is_in_order || !self.waves.iter().all(fits) {
            problems.push(Problem::new("lottery-order").at("waves"));
        } else if self.waves[0].first_day() <= self.draw_on {
            problems.push(Problem::new("lottery-begins").at("waves"));
        }
        if self.draw_on <= today {
            problems.push(Problem::new("lottery-day").at("draw_on"));
        }
        if units <= self.waves.len() {
            problems.push(Problem::new("lottery-units").arg("n", units).at("depth"));
        }
        if self.source.chars().count() > MOST_TEXT {
            problems.push(Problem::new("question-text-long").arg("most", MOST_TEXT).at("source"));
        }
        let is_digest =
            self.digest.len() == 64 && self.digest.bytes().all(|b| b.is_ascii_hexdigit());
        if !self.digest.is_empty() && !is_digest {
            problems.push(Problem::new("lottery-digest").at("digest"));
        }
        problems
    }
}

/// Announces a lottery among the units as they stand today.
///
/// # Errors
/// `lottery-waves`, `lottery-order` and `lottery-begins` at `waves`; `lottery-day` at `draw_on`;
/// `lottery-units` and `question-units-many` at `depth`; `lottery-digest` at `digest`.
pub async fn announce(ctx: &Ctx, new: &New) -> Result<i64, Refusal> {
    let mut work = ctx.work().await?;
    may(ctx, &mut work.tx, Action::Create, new.unit).await?;
    let today = ctx.now.today;
    let most = MOST_UNITS as i64;
    let units = store::below(&mut ctx.read(), new.unit, new.depth.max(1), today, most).await?;
    let problems = new.problems(units.len(), today);
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    let paths = tree::paths(&mut work.tx, &units, today).await?;
    let named: Vec<(UnitId, String)> =
        paths.iter().map(|(unit, path)| (*unit, recognition::written(path))).collect();
    let digest = new.digest.to_lowercase();
    let said = (new.unit, new.source.as_str(), digest.as_str(), new.draw_on);
    let id = lots::announce(&mut work.tx, said, &new.waves, &named, by(ctx)).await?;
    let waves: Vec<String> = new.waves.iter().map(Period::to_string).collect();
    let after = json!({ "unit": new.unit.0, "units": named.len(), "waves": waves,
        "source": new.source, "digest": digest, "draw-on": new.draw_on.to_string() });
    work.audit("lottery.announce", "lottery", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(id)
}

/// SM3 over a seed's digits, as an announcement may keep it.
pub fn digest_of(seed: u64) -> String {
    let mut hasher = Sm3::new();
    hasher.update(seed.to_string());
    ::store::audit::hex(&hasher.finalize())
}

/// Draws a lottery from its seed, once and not before its day.
///
/// # Errors
/// At `seed`: `lottery-early`, `lottery-other-seed`; `question-units-withheld`; the conflict `lottery-drawn`.
pub async fn draw(ctx: &Ctx, id: i64, seed: u64) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let (found, units) = seen(ctx, &mut work.tx, Action::Change, id).await?;
    if !ctx.withheld.shows_all() && lots::units(&mut ctx.read(), id).await?.len() != units.len() {
        return Err(Problem::new("question-units-withheld").into());
    }
    if found.drawn.is_some() {
        return Err(Refusal::conflict(Problem::new("lottery-drawn")));
    }
    if ctx.now.today < found.draw_on {
        return Err(Problem::new("lottery-early").arg("day", found.draw_on).at("seed").into());
    }
    if !found.digest.is_empty() && found.digest != digest_of(seed) {
        return Err(Problem::new("lottery-other-seed").at("seed").into());
    }
    let waves = lots::waves(&mut work.tx, id).await?.len();
    let drawn = drawn(units, waves, seed)?;
    lots::draw(&mut work.tx, id, seed, &drawn, by(ctx)).await?;
    let after = json!({ "seed": seed.to_string() });
    work.audit("lottery.draw", "lottery", id, None, Some(after.to_string()));
    Ok(work.commit().await?)
}

/// The units with the waves that a seed gives them.
fn drawn(mut units: Vec<Lot>, waves: usize, seed: u64) -> Result<Vec<Lot>, Refusal> {
    let names: Vec<&str> = units.iter().map(|lot| lot.name.as_str()).collect();
    let drawn = lottery(&names, waves + 1, seed)
        .map_err(|_| Problem::new("lottery-units").arg("n", units.len()))?;
    for (lot, wave) in units.iter_mut().zip(drawn) {
        lot.wave = i64::try_from(wave + 1).ok();
    }
    Ok(units)
}

/// A lottery with its units, if the actor may do this to it.
async fn seen(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    id: i64,
) -> Result<(Lottery, Vec<Lot>), Refusal> {
    let found = lots::lottery(q, id).await?.ok_or(Refusal::NotFound)?;
    may(ctx, q, action, found.unit).await?;
    let units = lots::units(q, id).await?;
    Ok((found, units))
}

/// Everything that the page of a lottery shows.
#[derive(Clone, Debug)]
pub struct Shown {
    pub lottery: Lottery,
    pub unit_name: String,
    pub waves: Vec<Period>,
    pub units: Vec<Lot>,
    /// Of a drawn one: whether drawing again from its seed gives the same.
    pub is_sound: bool,
    pub may_draw: bool,
    pub may_ask: bool,
}

/// One lottery, if the actor may read it.
pub async fn find(ctx: &Ctx, id: i64) -> Result<Shown, Refusal> {
    let q = &mut ctx.read();
    let (found, units) = seen(ctx, q, Action::Read, id).await?;
    let path = may(ctx, q, Action::Read, found.unit).await?;
    let unit = tree::unit_near(q, found.unit, ctx.now.today).await?.ok_or(Refusal::NotFound)?;
    let waves = lots::waves(q, id).await?;
    // The whole is drawn again, whatever part of it the reader sees.
    let is_sound = match &found.drawn {
        None => true,
        Some(kept) => {
            let all = lots::units(&mut ctx.db.read(), id).await?;
            drawn(all.clone(), waves.len(), kept.seed)? == all
        }
    };
    Ok(Shown {
        may_draw: found.drawn.is_none() && ctx.can(Action::Change, Resource::Question, &path),
        may_ask: ctx.can(Action::Create, Resource::Question, &path),
        unit_name: unit.name,
        lottery: found,
        waves,
        units,
        is_sound,
    })
}

/// The lotteries of the actor's part of the enterprise, the newest first.
pub async fn list(ctx: &Ctx) -> Result<Vec<Lottery>, Refusal> {
    let scope = ctx.scope(Action::Read, Resource::Question);
    Ok(lots::list(&mut ctx.read(), &scope, ctx.now.today, MOST).await?)
}
