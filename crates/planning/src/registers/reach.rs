//! What the registers offer to the matrix of reach: of each unit and all below it, how many shifts of key posts
//! are held, and how many breakthrough projects run. A unit of which nothing is registered stays blank.

use super::use_cases::{self, Asked as Of, projects};
use super::zone::Of as ZoneOf;
use kernel::{Lang, UnitId, texts};
use organisation::reach::{Asked, Mechanism, Reach, ReachMeasure, Reached};
use std::collections::{HashMap, HashSet};

/// So many of so many, by unit.
type Counts = HashMap<UnitId, (i64, i64)>;

/// Counts something for each of the units on the way from its own to the top that were asked for.
fn count(counts: &mut Counts, wanted: &HashSet<UnitId>, way: &[UnitId], done: bool) {
    for above in way.iter().filter(|above| wanted.contains(above)) {
        let of = counts.entry(*above).or_default();
        *of = (of.0 + i64::from(done), of.1 + 1);
    }
}

fn wanted(asked: &Asked<'_>) -> HashSet<UnitId> {
    asked.units.iter().copied().collect()
}

fn of(asked: &Asked<'_>) -> Of {
    Of { day: asked.day, unit: None, goes_out: false }
}

fn said(lang: Lang, key: &str, (done, of): (i64, i64)) -> String {
    let (done, of) = (done.to_string(), of.to_string());
    texts::get().with(lang, key, &[("done", &done), ("of", &of)])
}

/// 党员责任区: shifts of key posts that a zone holds, of all; where a unit has no key posts, its zones of places.
pub struct ZonesReach;

impl ReachMeasure for ZonesReach {
    fn mechanism(&self) -> Mechanism {
        Mechanism::Zones
    }

    fn reach<'a>(&'a self, asked: &'a Asked<'a>) -> Reached<'a> {
        Box::pin(async move {
            let wanted = wanted(asked);
            let (mut shifts, mut places) = (Counts::new(), Counts::new());
            let covered = use_cases::coverage(asked.ctx, &of(asked)).await?;
            for row in &covered.rows {
                for slot in &row.slots {
                    count(
                        &mut shifts,
                        &wanted,
                        covered.places.way(row.post.unit),
                        slot.is_covered(),
                    );
                }
            }
            let zones = use_cases::zones(asked.ctx, &of(asked), false).await?;
            let of_places =
                |line: &&use_cases::ZoneLine| matches!(line.zone.said.of, ZoneOf::Place(_));
            for line in zones.lines.iter().filter(of_places) {
                let is_held = line.fit == super::coverage::Fit::Holds;
                count(&mut places, &wanted, zones.places.way(line.zone.said.unit), is_held);
            }
            let reach = |key: &str, path: &str, unit: UnitId, counted: (i64, i64)| Reach {
                said: said(asked.lang, key, counted),
                href: format!("{path}?unit={unit}&as_of={}", asked.day),
            };
            let mut found: HashMap<UnitId, Reach> = places
                .into_iter()
                .map(|(unit, n)| {
                    (unit, reach("register-reach-places", "/registers/zones", unit, n))
                })
                .collect();
            found.extend(
                shifts
                    .into_iter()
                    .map(|(unit, n)| (unit, reach("register-reach-shifts", "/registers", unit, n))),
            );
            Ok(found)
        })
    }
}

/// 攻关项目: those that run on the day, of all that had started by then.
pub struct ProjectsReach;

impl ReachMeasure for ProjectsReach {
    fn mechanism(&self) -> Mechanism {
        Mechanism::Breakthroughs
    }

    fn reach<'a>(&'a self, asked: &'a Asked<'a>) -> Reached<'a> {
        Box::pin(async move {
            let (wanted, mut counts) = (wanted(asked), Counts::new());
            let list = projects::list(asked.ctx, &of(asked)).await?;
            for line in &list.lines {
                let runs = line.project.runs_on(asked.day);
                count(&mut counts, &wanted, list.places.way(line.project.unit), runs);
            }
            let reach = |(unit, counted): (UnitId, (i64, i64))| {
                let said = said(asked.lang, "register-reach-projects", counted);
                let href = format!("/registers/projects?unit={unit}&as_of={}", asked.day);
                (unit, Reach { said, href })
            };
            Ok(counts.into_iter().map(reach).collect())
        })
    }
}
