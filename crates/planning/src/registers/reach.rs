//! What the registers offer to the matrix of reach: of each unit and all below it, how many shifts of key posts
//! are held, and how many breakthrough projects run. A unit of which nothing is registered stays blank.

use super::coverage::Fit;
use super::use_cases::{self, Asked as Of, projects};
use super::zone::Of as ZoneOf;
use ::store::{Ctx, Refusal};
use kernel::{Action, Day, Lang, Resource, UnitId, texts};
use organisation::reach::{Asked, Mechanism, Reach, ReachMeasure, Reached};
use std::collections::HashMap;
use std::sync::Arc;

/// So many of so many, by unit: of the unit itself and all below it.
type Counts = HashMap<UnitId, (i64, i64)>;

/// Counts something for each of the units on the way from its own to the top.
fn count(counts: &mut Counts, way: &[UnitId], done: bool) {
    for above in way {
        let of = counts.entry(*above).or_default();
        *of = (of.0 + i64::from(done), of.1 + 1);
    }
}

/// Everything that the actor may see, kept until anything is written.
async fn kept<T: Send + Sync + 'static>(
    what: &str,
    (ctx, day): (&Ctx, Day),
    counted: impl Future<Output = Result<T, Refusal>>,
) -> Result<Arc<T>, Refusal> {
    let scope = ctx.scope(Action::Read, Resource::Register);
    ctx.derived(format!("reach of {what} {:?} {day}", scope.roots()), counted).await
}

fn of(day: Day) -> Of {
    Of { day, unit: None, goes_out: false }
}

fn said(lang: Lang, key: &str, (done, of): (i64, i64)) -> String {
    let (done, of) = (done.to_string(), of.to_string());
    texts::get().with(lang, key, &[("done", &done), ("of", &of)])
}

/// 党员责任区: shifts of key posts that a zone holds, of all; where a unit has no key posts, its zones of places.
pub struct ZonesReach;

/// Shifts of key posts, and zones of places.
async fn zones(ctx: &Ctx, day: Day) -> Result<[Counts; 2], Refusal> {
    let (mut shifts, mut places) = (Counts::new(), Counts::new());
    let covered = use_cases::coverage(ctx, &of(day)).await?;
    for row in &covered.rows {
        for slot in &row.slots {
            count(&mut shifts, covered.places.way(row.post.unit), slot.is_covered());
        }
    }
    let zones = use_cases::zones(ctx, &of(day), false).await?;
    let of_places = |line: &&use_cases::ZoneLine| matches!(line.zone.said.of, ZoneOf::Place(_));
    for line in zones.lines.iter().filter(of_places) {
        count(&mut places, zones.places.way(line.zone.said.unit), line.fit == Fit::Holds);
    }
    Ok([shifts, places])
}

impl ReachMeasure for ZonesReach {
    fn mechanism(&self) -> Mechanism {
        Mechanism::Zones
    }

    fn reach<'a>(&'a self, asked: &'a Asked<'a>) -> Reached<'a> {
        Box::pin(async move {
            let Asked { ctx, day, lang, .. } = *asked;
            let counted = kept("zones", (ctx, day), zones(ctx, day)).await?;
            let [shifts, places] = counted.as_ref();
            let reach = |unit: &UnitId| {
                let (key, path, counted) = match (shifts.get(unit), places.get(unit)) {
                    (Some(n), _) => ("register-reach-shifts", "/registers", *n),
                    (None, Some(n)) => ("register-reach-places", "/registers/zones", *n),
                    (None, None) => return None,
                };
                let href = format!("{path}?unit={unit}&as_of={day}");
                Some((*unit, Reach { said: said(lang, key, counted), href }))
            };
            Ok(asked.units.iter().filter_map(reach).collect())
        })
    }
}

/// 攻关项目: those that run on the day, of all that had started by then.
pub struct ProjectsReach;

async fn running(ctx: &Ctx, day: Day) -> Result<Counts, Refusal> {
    let mut counts = Counts::new();
    let list = projects::list(ctx, &of(day)).await?;
    for line in &list.lines {
        count(&mut counts, list.places.way(line.project.unit), line.project.runs_on(day));
    }
    Ok(counts)
}

impl ReachMeasure for ProjectsReach {
    fn mechanism(&self) -> Mechanism {
        Mechanism::Breakthroughs
    }

    fn reach<'a>(&'a self, asked: &'a Asked<'a>) -> Reached<'a> {
        Box::pin(async move {
            let Asked { ctx, day, lang, .. } = *asked;
            let counts = kept("projects", (ctx, day), running(ctx, day)).await?;
            let reach = |unit: &UnitId| {
                let said = said(lang, "register-reach-projects", *counts.get(unit)?);
                let href = format!("/registers/projects?unit={unit}&as_of={day}");
                Some((*unit, Reach { said, href }))
            };
            Ok(asked.units.iter().filter_map(reach).collect())
        })
    }
}
