//! Files + profile + decisions + database → what an import would do.

use crate::imports::rules::{
    Elsewhere, Existing, Heights, IndicatorPlan, Key, Plan, Target, Tree, UnitChange, ranges,
};
use crate::imports::store;
use crate::indicator::Indicator;
use crate::periods::locks;
use crate::periods::rhythm::month_of;
use crate::store::{heights, indicators, readings};
use ::store::settings::Settings;
use ::store::{Query, Refusal, StoreError};
use futures::future::BoxFuture;
use interchange::profile::Words;
use interchange::{Decisions, Draft, DraftReading, Profile, Stored};
use kernel::{Day, FinancialYear, Grain, Period, Problem, UnitId};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

/// Units whose readings are looked up together.
const UNITS: usize = 500;

/// What is read, and with what.
#[derive(Clone)]
pub(crate) struct Task {
    pub profile: Arc<Profile>,
    pub files: Arc<Vec<Stored>>,
    pub decisions: Decisions,
    pub under: Option<UnitId>,
}

/// A task's result against the database of one moment.
pub(crate) struct Prepared {
    pub draft: Arc<Draft>,
    pub tree: Tree,
    pub plan: Plan,
    dictionary: BTreeMap<String, Indicator>,
    day_begins_at: u8,
}

impl Prepared {
    /// Reads the files and compares them with the database. Files that were read before are not read
    /// again while the units and indicators that they name are the same.
    ///
    /// A boxed future, because the compiler cannot see through the many borrows that it is `Send`.
    pub fn new<'a>(
        q: &'a mut impl Query,
        task: &'a Task,
        today: Day,
        earlier: Option<Self>,
    ) -> BoxFuture<'a, Result<Self, Refusal>> {
        Box::pin(Self::prepare(q, task, today, earlier))
    }

    async fn prepare(
        q: &mut impl Query,
        task: &Task,
        today: Day,
        earlier: Option<Self>,
    ) -> Result<Self, Refusal> {
        let under = match task.under {
            Some(under) => Some(under),
            None => directory::tree::root_on(q, today).await?.map(|root| root.id),
        };
        let mut tree = store::load_tree(q, under, today).await?;
        let all = indicators::all(q).await?;
        // In the order of codes: the same files give the same draft each time.
        let dictionary: BTreeMap<String, Indicator> =
            all.into_iter().map(|known| (known.code.clone(), known)).collect();
        let settings = Settings::load(q).await?;
        let day_begins_at = settings.get("production-day-cut").parse().unwrap_or(0);
        let known = tree.known().with_indicators(dictionary.values().map(as_profile_knows));
        let known = known.with_days_from(day_begins_at);
        let draft = match earlier {
            Some(earlier)
                if earlier.knew(&tree, &dictionary) && earlier.day_begins_at == day_begins_at =>
            {
                earlier.draft
            }
            _ => Arc::new(read(task, known.clone()).await?),
        };
        add_history(q, &mut tree, &draft).await?;
        let mut plan = Plan::new(&draft, &tree, &known, &dictionary);
        bound_moves(q, &mut plan).await?;
        compare_notes(q, &mut plan, &draft).await?;
        judge(q, &mut plan, &draft).await?;
        refuse_doubles(q, &mut plan, &draft, under).await?;
        plan.settle(&draft);
        refuse_locked(q, &mut plan, &draft, settings.financial_year(), under).await?;
        Ok(Self { draft, tree, plan, dictionary, day_begins_at })
    }

    /// Whether the files were read against these units and indicators.
    fn knew(&self, tree: &Tree, dictionary: &BTreeMap<String, Indicator>) -> bool {
        let terms = |of: &BTreeMap<String, Indicator>| {
            of.values().map(|known| (known.id, known.terms.clone())).collect::<Vec<_>>()
        };
        let (mut here, mut there) = (terms(&self.dictionary), terms(dictionary));
        here.sort_by_key(|(id, _)| *id);
        there.sort_by_key(|(id, _)| *id);
        here == there && self.tree.reads_like(tree)
    }
}

/// Parsing is no work for the threads that answer requests.
async fn read(task: &Task, known: interchange::Known) -> Result<Draft, Refusal> {
    let task = task.clone();
    let reading = tokio::task::spawn_blocking(move || {
        interchange::draft(&task.profile, &task.files, &known, &task.decisions)
    });
    match reading.await {
        Ok(draft) => Ok(draft?),
        Err(panic) => Err(StoreError::Corrupt(format!("reading the files failed: {panic}")).into()),
    }
}

fn as_profile_knows(known: &Indicator) -> interchange::Indicator {
    interchange::Indicator {
        code: known.code.clone(),
        name: Words { zh: known.name_zh.clone(), en: known.name_en.clone() },
        unit: known.unit.clone(),
        decimals: known.decimals,
        direction: known.direction,
        aggregation: known.aggregation,
        factor: known.factor,
        may_be_negative: known.may_be_negative,
    }
}

/// Loads the earlier places of units that the files show, or date, on other days than their last place
/// covers.
async fn add_history(q: &mut impl Query, tree: &mut Tree, draft: &Draft) -> Result<(), Refusal> {
    for unit in &draft.units {
        let Some(here) = unit.known.and_then(|id| tree.unit_mut(id)) else { continue };
        let days = here.life();
        let covers =
            |period: Period| days.contains(period.first_day()) && days.contains(period.last_day());
        let stated = unit.stated.as_ref().and_then(|stated| stated.from);
        let differs = stated.is_some_and(|(from, _)| from != days.from);
        if (differs || unit.seen.iter().any(|seen| seen.first.is_some_and(|first| !covers(first))))
            && let Some(id) = unit.known
        {
            here.places = store::places(q, id).await?;
        }
    }
    Ok(())
}

/// A unit that later figures show under its old parent goes back there.
async fn bound_moves(q: &mut impl Query, plan: &mut Plan) -> Result<(), Refusal> {
    let targets = plan.targets.clone();
    for change in &mut plan.changes {
        if let UnitChange::Move { unit, last, until, .. } = change
            && let Target::Known(id) = targets[*unit as usize]
        {
            *until = store::next_figure(q, id, *last).await?.map(Period::first_day);
        }
    }
    Ok(())
}

async fn compare_notes(q: &mut impl Query, plan: &mut Plan, draft: &Draft) -> Result<(), Refusal> {
    let noted = |at: &usize| !draft.units[*at].notes.is_empty();
    let known: Vec<UnitId> =
        (0..draft.units.len()).filter(noted).filter_map(|at| plan.known(at as u32)).collect();
    let there =
        if known.is_empty() { Default::default() } else { store::notes_of(q, &known).await? };
    for (at, unit) in draft.units.iter().enumerate() {
        for (index, note) in unit.notes.iter().enumerate() {
            let is_there = |id| there.contains(&(id, note.label.clone(), note.text.clone()));
            let wanted = match plan.targets[at] {
                Target::Known(id) => !is_there(id),
                Target::New(_) => true,
                Target::LeftOut => false,
            };
            if wanted {
                plan.notes.push((at as u32, index as u32));
            }
        }
    }
    Ok(())
}

async fn judge(q: &mut impl Query, plan: &mut Plan, draft: &Draft) -> Result<(), Refusal> {
    let nothing = HashMap::new();
    let mut known = Vec::new();
    for (unit, range) in ranges(draft) {
        match plan.targets[unit as usize] {
            Target::Known(id) => known.push((id, range)),
            Target::New(_) => plan.judge(draft, range, &nothing),
            Target::LeftOut => {}
        }
    }
    known.sort_unstable_by_key(|(id, _)| *id);
    for part in known.chunks(UNITS) {
        let existing = existing(q, draft, part).await?;
        for (_, range) in part {
            plan.judge(draft, range.clone(), &existing);
        }
    }
    Ok(())
}

/// What the database holds for these units in the periods that the draft has of them.
async fn existing(
    q: &mut impl Query,
    draft: &Draft,
    part: &[(UnitId, Range<usize>)],
) -> Result<HashMap<Key, Existing>, Refusal> {
    let units: Vec<UnitId> = part.iter().map(|(id, _)| *id).collect();
    let mut existing = HashMap::new();
    for (from, to) in spans(part.iter().flat_map(|(_, range)| &draft.readings[range.clone()])) {
        for now in readings::current(q, &units, from, to).await? {
            let key = (now.unit, now.period, now.indicator, now.kind.code());
            let (value, weight) =
                (now.value.millionths(), now.weight.map(|weight| weight.millionths()));
            existing.insert(key, Existing { version: now.version, value, weight });
        }
    }
    Ok(existing)
}

/// The first and the last period of each grain.
fn spans<'a>(readings: impl Iterator<Item = &'a DraftReading>) -> Vec<(Period, Period)> {
    let mut spans: BTreeMap<Grain, (i64, i64)> = BTreeMap::new();
    for reading in readings {
        let (code, grain) = (reading.period_code(), reading.period().grain());
        let span = spans.entry(grain).or_insert((code, code));
        *span = (span.0.min(code), span.1.max(code));
    }
    let periods = |(from, to)| Some((Period::from_code(from)?, Period::from_code(to)?));
    spans.into_values().filter_map(periods).collect()
}

/// Finds what would be counted twice, within the import and against the database.
async fn refuse_doubles(
    q: &mut impl Query,
    plan: &mut Plan,
    draft: &Draft,
    under: Option<UnitId>,
) -> Result<(), Refusal> {
    if plan.fresh == 0 {
        return Ok(());
    }
    let (places, names) = directory::recognition::all_places(q).await?;
    let heights = Heights::new(draft, plan, under, &places);
    let known = plan.indicators.iter().filter_map(|plan| match plan {
        IndicatorPlan::Known(known) => Some(known.id.0),
        IndicatorPlan::New(_) | IndicatorPlan::Unused => None,
    });
    let (known, mut elsewhere) = (known.collect::<Vec<i64>>(), Elsewhere::default());
    let own: Vec<UnitId> =
        (0..draft.units.len() as u32).filter_map(|unit| plan.known(unit)).collect();
    for span in spans(draft.accepted()).into_iter().filter(|_| !known.is_empty()) {
        for part in heights.above(plan).chunks(UNITS) {
            elsewhere.above.extend(heights::read_at(q, part, span, &known).await?);
        }
        for part in own.chunks(UNITS) {
            elsewhere.below.extend(heights::read_below(q, part, span, &known).await?);
        }
    }
    let name = |id| names.get(&id).cloned().unwrap_or_default();
    plan.refuse_doubles(draft, &heights, &elsewhere, name);
    Ok(())
}

/// Says of each locked month and unit how many of its numbers would be written, so that nobody learns it only
/// when they confirm. What is there already, value for value, is in no lock's way.
async fn refuse_locked(
    q: &mut impl Query,
    plan: &mut Plan,
    draft: &Draft,
    rules: FinancialYear,
    under: Option<UnitId>,
) -> Result<(), Refusal> {
    let mut wanted: BTreeMap<(UnitId, i64), u64> = BTreeMap::new();
    for index in plan.written() {
        let reading = &draft.readings[index];
        if let Some(unit) = plan.anchor(draft, reading.unit).or(under) {
            let month = month_of(reading.period(), rules).code();
            *wanted.entry((unit, month)).or_default() += 1;
        }
    }
    let months = wanted.keys().map(|(_, month)| *month);
    let Some(window) = months.clone().min().zip(months.max()) else { return Ok(()) };
    let mut units: Vec<UnitId> = wanted.keys().map(|(unit, _)| *unit).collect();
    units.dedup();
    let mut held: BTreeMap<(i64, String), u64> = BTreeMap::new();
    for part in units.chunks(UNITS) {
        for ((unit, month), name) in locks::nearest(q, part, window).await? {
            if let Some(n) = wanted.get(&(unit, month)) {
                *held.entry((month, name)).or_default() += n;
            }
        }
    }
    plan.hindrances.extend(held.into_iter().map(|((month, unit), n)| {
        let month = Period::from_code(month).map(|month| month.to_string()).unwrap_or_default();
        Problem::new("import-locked").arg("unit", unit).arg("period", month).arg("n", n)
    }));
    Ok(())
}

impl Prepared {
    /// The indicators to be created, with their places in the draft.
    pub fn new_indicators(&self) -> impl Iterator<Item = (usize, &Indicator)> {
        self.plan.indicators.iter().enumerate().filter_map(|(at, plan)| match plan {
            IndicatorPlan::New(new) => Some((at, &**new)),
            _ => None,
        })
    }
}
