//! What the plans claim to support, each claim beside the evidence that there is; and a unit's year of it.

use super::looking::{self, Entry};
use super::may;
use crate::question::TaskRef;
use ::store::settings::Settings;
use ::store::{Ctx, Refusal};
use assessment::sheets::use_cases::sheets::{self, UnitHalves};
use directory::tree;
use kernel::{Action, IndicatorId, UnitId};
use planning::Indicator;
use planning::annual::use_cases::links::{self, TaskLink};
use statistics::coupling::{Coordination, coordinate};
use std::collections::{HashMap, HashSet};

/// A claim of a plan with the questions that were asked about it, the newest first.
#[derive(Clone, Debug)]
pub struct Claim {
    pub link: TaskLink,
    pub questions: Vec<Entry>,
}

impl Claim {
    /// The question that tells most: the highest level, the newest of these.
    pub fn best(&self) -> Option<&Entry> {
        let level = |entry: &Entry| entry.latest().map(|judged| judged.level());
        self.questions.iter().rev().max_by_key(|entry| level(entry))
    }
}

/// The claims of a year.
#[derive(Clone, Debug)]
pub struct Map {
    pub claims: Vec<Claim>,
    pub known: HashMap<IndicatorId, Indicator>,
    /// The years that have plans.
    pub years: Vec<i32>,
}

/// What the plans in force of a year claim, as far as the actor may see it.
pub async fn map(ctx: &Ctx, year: i32, action: Action) -> Result<Map, Refusal> {
    let (entries, known) = looking::list(ctx, action).await?;
    let mut by_task: HashMap<TaskRef, Vec<Entry>> = HashMap::new();
    for entry in entries {
        if let Some(task) = entry.question.content.task {
            by_task.entry(task).or_default().push(entry);
        }
    }
    let claim = |link: TaskLink| {
        let task = TaskRef { unit: link.unit, year, number: link.number };
        Claim { questions: by_task.remove(&task).unwrap_or_default(), link }
    };
    let claims = links::links(ctx, year, action).await?.into_iter().map(claim).collect();
    Ok(Map { claims, known, years: links::years(ctx).await? })
}

/// What a unit and all below it claimed and asked in a year.
#[derive(Clone, Debug)]
pub struct Report {
    pub unit: UnitId,
    pub unit_name: String,
    pub year: i32,
    pub claims: Vec<Claim>,
    /// Questions that were registered or run in the year.
    pub questions: Vec<Entry>,
    pub known: HashMap<IndicatorId, Indicator>,
}

/// The report of a unit's year.
pub async fn report(ctx: &Ctx, unit: UnitId, year: i32, action: Action) -> Result<Report, Refusal> {
    let mut q = ctx.read();
    may(ctx, &mut q, action, unit).await?;
    let rules = Settings::load(&mut q).await?.financial_year();
    let below: HashSet<UnitId> =
        tree::subtree(&mut q, unit, ctx.now.today).await?.into_iter().collect();
    let Map { mut claims, known, .. } = map(ctx, year, action).await?;
    claims.retain(|claim| below.contains(&claim.link.unit));
    let (mut questions, _) = looking::list(ctx, action).await?;
    questions.retain_mut(|entry| {
        let question = &entry.question;
        let is_of_year = rules.year_of(question.registered_day.month()) == year;
        entry.runs.retain(|judged| judged.run.year == year);
        below.contains(&question.content.unit) && (is_of_year || !entry.runs.is_empty())
    });
    let unit_name = tree::unit_near(&mut q, unit, ctx.now.today).await?;
    let unit_name = unit_name.map(|unit| unit.name).unwrap_or_default();
    Ok(Report { unit, unit_name, year, claims, questions, known })
}

/// The two halves of a unit's published sheet and how they lie to each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Levels {
    pub of: UnitHalves,
    /// None where a half has no score, or both are nothing.
    pub found: Option<Coordination>,
}

/// The relative level of both scores of every sheet that was published of a year, as far as the actor may see
/// it. It is no evidence of any relation: independent numbers have a coupling of 0.97 on average.
pub async fn levels(ctx: &Ctx, year: i32, action: Action) -> Result<Vec<Levels>, Refusal> {
    let level = |of: UnitHalves| {
        let both = of.halves.as_ref();
        let both = both.map(|it| [it.business.approximate(), it.party.approximate()]);
        Levels { found: both.and_then(|both| coordinate(&both, None).ok()), of }
    };
    let all = sheets::published_halves(ctx, year, action).await?;
    Ok(all.iter().cloned().map(level).collect())
}
