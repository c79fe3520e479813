//! One question with its runs as they may be told now, and lists of them.

use super::running::{begun, series};
use super::{Conclusion, Question, Run, may, seen};
use crate::series::Series;
use crate::store;
use ::store::{Ctx, Query, Refusal};
use directory::tree;
use kernel::{Action, IndicatorId, QuestionId, Resource, UnitId};
use planning::Indicator;
use planning::store::indicators;
use statistics::evidence::{Level, Verdict};
use statistics::multiple::adjust;
use std::collections::{BTreeSet, HashMap};

/// Questions listed at the most.
pub const MOST: i64 = 10_000;

/// A run with what may be said of it, given everything that was tried.
#[derive(Clone, Debug)]
pub struct Judged {
    pub run: Run,
    /// Questions tried in the run's year that gave a p.
    pub tried: usize,
    /// Runs of the year, those that gave none among them.
    pub runs: usize,
    pub q: Option<f64>,
    pub verdict: Verdict,
}

impl Judged {
    pub fn level(&self) -> Level {
        self.verdict.level
    }
}

/// A question with its runs, oldest first.
#[derive(Clone, Debug)]
pub struct Entry {
    pub question: Question,
    pub runs: Vec<Judged>,
    pub unit_name: String,
}

impl Entry {
    pub fn latest(&self) -> Option<&Judged> {
        self.runs.last()
    }
}

/// Everything the page of a question shows.
#[derive(Clone, Debug)]
pub struct Card {
    pub question: Question,
    pub unit_name: String,
    pub runs: Vec<Judged>,
    pub conclusions: Vec<Conclusion>,
    pub cause: Indicator,
    pub outcome: Indicator,
    pub series: Series,
    /// The names of the units, in the order of the series.
    pub names: Vec<String>,
    /// Whether what is recorded now differs from what the latest run used.
    pub has_changed: bool,
    pub may_change: bool,
    /// Whether every unit of it is visible.
    pub is_whole: bool,
}

/// Judges runs by everything that was tried in their years.
async fn judged(
    q: &mut impl Query,
    question: &Question,
    runs: Vec<Run>,
) -> Result<Vec<Judged>, Refusal> {
    let families: BTreeSet<(UnitId, i32)> = runs.iter().map(|run| (run.root, run.year)).collect();
    let mut adjusted = HashMap::new();
    for family in families {
        adjusted.insert(family, Family::load(q, family).await?);
    }
    let judge = |run: Run| {
        let family = &adjusted[&(run.root, run.year)];
        family.judge(question, run)
    };
    Ok(runs.into_iter().map(judge).collect())
}

/// Everything tried in an enterprise and year.
struct Family {
    tried: usize,
    runs: usize,
    q: HashMap<i64, f64>,
}

impl Family {
    async fn load(q: &mut impl Query, (root, year): (UnitId, i32)) -> Result<Self, Refusal> {
        let of = store::family(q, root, year).await?;
        let p: Vec<Option<f64>> = of.iter().map(|(_, p)| *p).collect();
        // What is no p was never kept.
        let Ok(adjusted) = adjust(&p) else {
            return Ok(Self { tried: 0, runs: of.len(), q: HashMap::new() });
        };
        let by_run = of.iter().zip(&adjusted.q).filter_map(|((id, _), q)| Some((*id, (*q)?)));
        Ok(Self { tried: adjusted.m, runs: of.len(), q: by_run.collect() })
    }

    fn judge(&self, question: &Question, run: Run) -> Judged {
        let q = self.q.get(&run.id).copied();
        let verdict = run.record.verdict(question.asked, q, question.lots());
        Judged { tried: self.tried, runs: self.runs, q, verdict, run }
    }
}

/// One question, if the actor may read it.
pub async fn card(ctx: &Ctx, id: QuestionId) -> Result<Card, Refusal> {
    let q = &mut ctx.read();
    let question = seen(ctx, q, Action::Read, id).await?;
    let runs = store::runs(q, &[id]).await?;
    let runs = judged(q, &question, runs).await?;
    let mut known = indicators::by_id(q).await?;
    let content = &question.content;
    let (Some(cause), Some(outcome)) =
        (known.remove(&content.cause), known.remove(&content.outcome))
    else {
        return Err(Refusal::NotFound);
    };
    let units = store::units(q, id).await?;
    let is_whole = units.len() as i64 == question.units;
    let mut series = series(q, content, units).await?;
    begun(q, &question, &mut series).await?;
    let mut all = series.units.clone();
    all.push(content.unit);
    let names = tree::units_near(q, &all, question.registered_day).await?;
    let name =
        |unit: &UnitId| names.get(unit).map_or_else(|| unit.to_string(), |unit| unit.name.clone());
    let has_changed =
        is_whole && runs.last().is_some_and(|judged| judged.run.digest != series.digest());
    Ok(Card {
        unit_name: name(&content.unit),
        names: series.units.iter().map(name).collect(),
        conclusions: store::conclusions(q, id).await?,
        may_change: may(ctx, q, Action::Change, content.unit).await.is_ok(),
        question,
        runs,
        cause,
        outcome,
        series,
        has_changed,
        is_whole,
    })
}

/// The questions of the actor's part of the enterprise, the newest first, with the dictionary.
pub async fn list(
    ctx: &Ctx,
    action: Action,
) -> Result<(Vec<Entry>, HashMap<IndicatorId, Indicator>), Refusal> {
    let scope = ctx.scope(action, Resource::Question);
    let q = &mut ctx.read();
    let questions = store::list(q, &scope, ctx.now.today, MOST).await?;
    let ids: Vec<QuestionId> = questions.iter().map(|question| question.id).collect();
    let mut runs: HashMap<QuestionId, Vec<Run>> = HashMap::new();
    let mut families: HashMap<(UnitId, i32), Family> = HashMap::new();
    let kept = store::runs(q, &ids).await?;
    let tried: BTreeSet<(UnitId, i32)> = kept.iter().map(|run| (run.root, run.year)).collect();
    for family in tried {
        families.insert(family, Family::load(q, family).await?);
    }
    for run in kept {
        runs.entry(run.question).or_default().push(run);
    }
    let units: Vec<UnitId> = questions.iter().map(|question| question.content.unit).collect();
    let names = tree::units_near(q, &units, ctx.now.today).await?;
    let entry = |question: Question| Entry {
        runs: runs
            .remove(&question.id)
            .unwrap_or_default()
            .into_iter()
            .map(|run| families[&(run.root, run.year)].judge(&question, run))
            .collect(),
        unit_name: names
            .get(&question.content.unit)
            .map(|unit| unit.name.clone())
            .unwrap_or_default(),
        question,
    };
    Ok((questions.into_iter().map(entry).collect(), indicators::by_id(q).await?))
}
