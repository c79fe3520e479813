//! Looking at sheets, drawing them up, publishing them, and rebuilding them from what they keep.

use super::facts::is_same;
use super::{Year, gather::gather, may};
use crate::sheets::changes::{Changed, changes};
use crate::sheets::computed::{Computed, Total, digest};
use crate::sheets::fact::{Fact, Version as FactVersion};
use crate::sheets::halves::{Halves, halves};
use crate::sheets::rules::{self, Rule};
use crate::sheets::source::Source;
use crate::sheets::stage::Stage;
use crate::sheets::store::units::{Assessed, of_kinds};
use crate::sheets::store::{facts, sheets as store};
use ::store::{Ctx, Refusal, StoreError};
use directory::{Step, Unit, tree};
use kernel::{Action, Problem, Resource, SheetId, UnitId};
use serde_json::json;
use std::collections::HashMap;

pub use crate::sheets::store::sheets::{Kept, Version};

/// The rule by which a unit is assessed in a year, and the unit as it was at its end; no rule where no
/// scheme in force has a kind for it.
pub(crate) async fn rule_for(
    ctx: &Ctx,
    unit: UnitId,
    year: Year,
) -> Result<(Option<Rule>, Unit), Refusal> {
    let q = &mut ctx.read();
    let known = tree::unit_near(q, unit, year.until).await?.ok_or(Refusal::NotFound)?;
    let path = tree::path_ids(q, unit, year.until).await?;
    let rules = rules::in_force(q, year.until).await?.into_iter();
    // The scheme of the nearest unit above, or of the unit itself.
    let place = |owner: &UnitId| path.iter().position(|step| step == owner);
    let fitting = rules.filter(|(_, rule)| rule.scheme.kind(known.kind.name()).is_some());
    let placed = fitting.filter_map(|(owner, rule)| Some((place(&owner)?, rule)));
    let rule = placed.min_by_key(|(place, _)| *place).map(|(_, rule)| rule);
    Ok((rule, known))
}

/// The units within the actor's reach, of the owner of a scheme and all below it, that the scheme has a kind
/// for, in the order of the tree.
pub(crate) async fn assessed(
    ctx: &Ctx,
    (owner, scheme): (UnitId, &scoring::scheme::Scheme),
    year: Year,
) -> Result<Vec<Assessed>, Refusal> {
    let q = &mut ctx.read();
    let kinds: Vec<&str> = scheme.kind.iter().map(|kind| kind.id.as_str()).collect();
    let scope = ctx.scope(Action::Read, Resource::Score);
    let mut units = of_kinds(q, &kinds, &scope, year.until).await?;
    let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
    let paths = tree::paths(q, &ids, year.until).await?;
    let place = |unit: &Assessed| -> Vec<UnitId> {
        paths.get(&unit.id).into_iter().flatten().map(|step| step.id).collect()
    };
    units.retain(|unit| place(unit).contains(&owner));
    units.sort_by_cached_key(place);
    Ok(units)
}

/// What a list shows.
#[derive(Clone, Debug, Default)]
pub struct Listing<'a> {
    pub year: i32,
    /// Part of a unit's name.
    pub text: &'a str,
    /// By name instead of by the tree; scores order nothing.
    pub by_name: bool,
    pub descending: bool,
    pub limit: i64,
    pub offset: i64,
}

/// A unit with what its year comes to.
#[derive(Clone, Debug)]
pub struct Row {
    pub unit: UnitId,
    pub name: String,
    pub kind: String,
    /// The latest published version.
    pub published: Option<Version>,
    /// A version that waits for the committee.
    pub drawn: bool,
    /// What it comes to: as published, else by today's records.
    pub total: Result<Total, Problem>,
}

/// Units of a year.
#[derive(Clone, Debug)]
pub struct List {
    pub rows: Vec<Row>,
    pub total: i64,
    pub rule: Option<Rule>,
    pub years: Vec<i32>,
}

/// The units of one's part for a year, in the order of the tree: never by what they score.
///
/// # Errors
/// Not found for a year that has not begun.
pub async fn list(ctx: &Ctx, listing: &Listing<'_>) -> Result<List, Refusal> {
    let year = Year::find(ctx, listing.year).await?;
    let q = &mut ctx.read();
    let years = store::years(q).await?;
    let mut found = None;
    for (owner, rule) in rules::in_force(q, year.until).await? {
        let units = assessed(ctx, (owner, &rule.scheme), year).await?;
        if !units.is_empty() {
            found = Some((rule, units));
            break;
        }
    }
    let Some((rule, mut units)) = found else {
        return Ok(List { rows: Vec::new(), total: 0, rule: None, years });
    };
    let text = listing.text.trim().to_lowercase();
    units.retain(|unit| unit.name.to_lowercase().contains(&text));
    if listing.by_name {
        units.sort_by(|one, other| one.name.cmp(&other.name));
    }
    if listing.descending {
        units.reverse();
    }
    let total = units.len() as i64;
    let cut = units.into_iter().skip(listing.offset.max(0) as usize);
    let units: Vec<Assessed> = cut.take(listing.limit.max(0) as usize).collect();
    let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
    let mut published = HashMap::new();
    let mut drawn = HashMap::new();
    for version in store::versions(q, &ids, year.year).await? {
        match version.stage {
            Stage::Published => drop(published.insert(version.unit, version)),
            Stage::Drawn => drop(drawn.insert(version.unit, version)),
            Stage::Returned => {}
        }
    }
    let open: Vec<UnitId> =
        ids.iter().copied().filter(|unit| !published.contains_key(unit)).collect();
    let mut live: HashMap<UnitId, Result<Total, Problem>> = HashMap::new();
    for one in gather(ctx, &rule.scheme, year, &open).await? {
        let computed = Computed::new(&rule, one.inputs, one.sources);
        live.insert(one.unit, computed.and_then(|computed| computed.total()));
    }
    let rows = units.into_iter().filter_map(|unit| {
        let published: Option<Version> = published.remove(&unit.id);
        let total = match &published {
            Some(version) => Ok(version.total.clone()),
            None => live.remove(&unit.id)?,
        };
        let drawn = drawn.contains_key(&unit.id);
        Some(Row { unit: unit.id, name: unit.name, kind: unit.kind, published, drawn, total })
    });
    Ok(List { rows: rows.collect(), total, rule: Some(rule), years })
}

/// Which state of a sheet is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The latest published version, or today's records where there is none.
    Latest,
    /// By today's records.
    Live,
    Number(i64),
}

/// A unit's sheet as its page shows it.
#[derive(Clone, Debug)]
pub struct Shown {
    pub unit: UnitId,
    pub unit_name: String,
    pub path: Vec<Step>,
    pub year: Year,
    pub rule: Rule,
    /// The sheet with its trace, or what keeps it from being computed.
    pub sheet: Result<Computed, Problem>,
    /// The version that is shown; `None` for today's records.
    pub version: Option<Version>,
    /// Whether the version was rebuilt from what it keeps, byte for byte.
    pub is_sound: bool,
    pub versions: Vec<Version>,
    /// With which version it is compared, and the lines that differ.
    pub against: Option<(i64, Vec<Changed>)>,
    /// The lines that today's records would change in the latest published version, and their sources.
    pub since: Option<(Vec<Changed>, Vec<Source>)>,
    pub may_record: bool,
    pub may_draw: bool,
    /// The version that waits for the actor's decision.
    pub may_decide: Option<SheetId>,
    /// How many facts wait for somebody's confirmation.
    pub unconfirmed: usize,
}

/// The sheet of a unit for a year.
///
/// # Errors
/// Not found as policy says, or when there is no such version; `score-no-rule` where the unit is assessed by
/// no scheme.
pub async fn find(ctx: &Ctx, unit: UnitId, year: i32, which: Which) -> Result<Shown, Refusal> {
    let year = Year::find(ctx, year).await?;
    let q = &mut ctx.read();
    let ids = may(ctx, q, Action::Read, unit, year.until).await?;
    let (rule, known) = rule_for(ctx, unit, year).await?;
    let mut versions = store::versions(q, &[unit], year.year).await?;
    let takes_part = [Action::Change, Action::Approve]
        .iter()
        .any(|action| ctx.can(*action, Resource::Score, &ids));
    versions.retain(|version| version.stage == Stage::Published || takes_part);
    let latest = versions.iter().rfind(|version| version.stage == Stage::Published).cloned();
    let version = match which {
        Which::Latest => latest.clone(),
        Which::Live => None,
        Which::Number(number) => {
            let found = versions.iter().find(|version| version.number == number);
            Some(found.ok_or(Refusal::NotFound)?.clone())
        }
    };
    let live = match &rule {
        Some(rule) => Some(live(ctx, rule, year, unit).await?),
        None => None,
    };
    let mut is_sound = true;
    let (sheet, rule) = match (&version, &rule, &live) {
        (Some(version), ..) => {
            let kept = store::kept(q, version.id).await?;
            let (computed, rule) = thawed(&kept)?;
            is_sound = agrees(&kept, &computed, &rule)?;
            (Ok(computed), rule)
        }
        (None, Some(rule), Some(live)) => (live.clone(), rule.clone()),
        _ => return Err(Problem::new("score-no-rule").arg("unit", &known.name).into()),
    };
    let before = version.as_ref().or(latest.as_ref()).map(|shown| shown.number);
    let earlier = |one: &&Version| {
        one.stage == Stage::Published
            && match (&version, before) {
                (Some(version), _) => one.number < version.number,
                (None, _) => true,
            }
    };
    let against = match (versions.iter().rfind(earlier), &sheet) {
        (Some(one), Ok(sheet)) => {
            let (old, _) = thawed(&store::kept(q, one.id).await?)?;
            Some((one.number, changes(&old, sheet)?))
        }
        _ => None,
    };
    let since = match (&sheet, &live) {
        (Ok(sheet), Some(Ok(live))) if version.is_some() && version == latest => {
            Some((changes(sheet, live)?, live.sources.clone()))
        }
        _ => None,
    };
    let facts = facts::of_units(q, &[unit], year.year).await?;
    let cited = versions.iter().rfind(|version| version.stage == Stage::Drawn);
    let may_decide = match cited {
        Some(drawn)
            if ctx.can(Action::Approve, Resource::Score, &ids)
                && own(ctx, drawn, &facts).is_none() =>
        {
            Some(drawn.id)
        }
        _ => None,
    };
    let path = tree::path(q, unit, year.until).await?;
    Ok(Shown {
        unit,
        unit_name: known.name,
        path: path.into_iter().filter(|step| step.id != unit).collect(),
        year,
        rule,
        sheet,
        version,
        is_sound,
        may_record: ctx.can(Action::Create, Resource::Score, &ids),
        may_draw: ctx.can(Action::Change, Resource::Score, &ids)
            && live.is_some()
            && !versions.iter().any(|version| version.stage == Stage::Drawn),
        may_decide,
        versions,
        against,
        since,
        unconfirmed: facts.iter().filter(|fact| fact.waiting().is_some()).count(),
    })
}

/// A sheet by today's records, or what keeps it from being computed.
async fn live(
    ctx: &Ctx,
    rule: &Rule,
    year: Year,
    unit: UnitId,
) -> Result<Result<Computed, Problem>, Refusal> {
    let found = gather(ctx, &rule.scheme, year, &[unit]).await?;
    let Some(one) = found.into_iter().next() else { return Err(Refusal::NotFound) };
    let computed = Computed::new(rule, one.inputs, one.sources);
    Ok(computed.and_then(|computed| computed.trace().map(drop).map(|()| computed.clone())))
}

/// A kept sheet as it can be computed again, from nothing but itself.
///
/// # Errors
/// When a text in it cannot be read.
pub fn thawed(kept: &Kept) -> Result<(Computed, Rule), Refusal> {
    let lost = |what: &str| StoreError::Corrupt(format!("the {what} of a score sheet"));
    let rule = Rule::parse(&kept.rule).map_err(|_| lost("rule"))?;
    let inputs = serde_json::from_str(&kept.inputs).map_err(|_| lost("inputs"))?;
    let sources = serde_json::from_str(&kept.sources).map_err(|_| lost("sources"))?;
    let computed = Computed::new(&rule, inputs, sources).map_err(|_| lost("rule"))?;
    Ok((computed, rule))
}

/// Whether a kept sheet, computed again from its rule and inputs, gives the trace that it keeps byte for
/// byte, with its digest.
///
/// # Errors
/// Those of [`thawed`].
pub fn rebuilds(kept: &Kept) -> Result<bool, Refusal> {
    let (computed, rule) = thawed(kept)?;
    agrees(kept, &computed, &rule)
}

fn agrees(kept: &Kept, computed: &Computed, rule: &Rule) -> Result<bool, Refusal> {
    let again = computed.canonical()?;
    Ok(again == kept.trace && digest(&again) == kept.digest && rule.digest == kept.rule_digest)
}

/// Sheets whose halves are looked at, at the most.
const MOST_HALVES: i64 = 2_000;

/// The halves of a unit's published sheet; none where one of them has no score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitHalves {
    pub unit: UnitId,
    pub unit_name: String,
    pub version: i64,
    pub halves: Option<Halves>,
}

/// The halves of every sheet that was published of a year, as far as the actor may see it; by unit.
///
/// # Errors
/// When a kept sheet cannot be read.
pub async fn published_halves(
    ctx: &Ctx,
    year: i32,
    action: Action,
) -> Result<Vec<UnitHalves>, Refusal> {
    let scope = ctx.scope(action, Resource::Score);
    let q = &mut ctx.read();
    let all = store::published(q, &scope, ctx.now.today, year, MOST_HALVES).await?;
    let units: Vec<UnitId> = all.iter().map(|(unit, ..)| *unit).collect();
    let names = tree::units_near(q, &units, ctx.now.today).await?;
    let mut found = Vec::new();
    for (unit, version, kept) in all {
        let (computed, _) = thawed(&kept)?;
        let unit_name = names.get(&unit).map(|unit| unit.name.clone()).unwrap_or_default();
        found.push(UnitHalves { unit, unit_name, version, halves: halves(&computed)? });
    }
    Ok(found)
}

/// What a version keeps, for whoever may see it.
///
/// # Errors
/// Those of [`find`].
pub async fn kept(ctx: &Ctx, unit: UnitId, year: i32, number: i64) -> Result<Kept, Refusal> {
    let shown = find(ctx, unit, year, Which::Number(number)).await?;
    let version = shown.version.ok_or(Refusal::NotFound)?;
    Ok(store::kept(&mut ctx.read(), version.id).await?)
}

/// Draws up a version of a unit's sheet by today's records, for the Party committee to publish. Returns its
/// number.
///
/// # Errors
/// `score-no-rule`; `score-reason` at `reason` where one was published before; `score-nothing-new` where
/// nothing has changed since; the conflict `score-drawn`; what keeps the sheet from being computed.
pub async fn draw(ctx: &Ctx, unit: UnitId, year: i32, reason: &str) -> Result<i64, Refusal> {
    let year = Year::find(ctx, year).await?;
    let (rule, known) = rule_for(ctx, unit, year).await?;
    may(ctx, &mut ctx.read(), Action::Change, unit, year.until).await?;
    let rule = rule.ok_or_else(|| Problem::new("score-no-rule").arg("unit", &known.name))?;
    let computed = live(ctx, &rule, year, unit).await??;
    let trace = computed.canonical()?;
    let mut work = ctx.work().await?;
    let versions = store::versions(&mut work.tx, &[unit], year.year).await?;
    let last = versions.iter().rfind(|version| version.stage == Stage::Published);
    if last.is_some() && reason.trim().is_empty() {
        return Err(Problem::new("score-reason").at("reason").into());
    }
    let digest = digest(&trace);
    if last.is_some_and(|last| last.digest == digest) {
        return Err(Problem::new("score-nothing-new").into());
    }
    let unwritable = |_| StoreError::Corrupt("a score sheet that cannot be written".to_owned());
    let kept = Kept {
        rule: rule.scheme.print()?,
        rule_digest: rule.digest.clone(),
        inputs: serde_json::to_string(&computed.inputs).map_err(unwritable)?,
        sources: serde_json::to_string(&computed.sources).map_err(unwritable)?,
        trace,
        digest: digest.clone(),
    };
    let version = Version {
        id: SheetId(0),
        unit,
        year: year.year,
        number: versions.len() as i64 + 1,
        stage: Stage::Drawn,
        reason: reason.trim().to_owned(),
        rule_version: rule.version.clone(),
        digest,
        total: computed.total()?,
        drawn_user: ctx.actor.user,
        drawn_by: ctx.actor.name.clone(),
        drawn_at: ctx.now.at,
        decided_by: None,
        decided_at: None,
        said: String::new(),
    };
    let id = store::draw(&mut work.tx, &version, &kept).await?;
    let after = json!({ "unit": unit.0, "year": year.year, "number": version.number,
        "total": version.total.total, "grade": version.total.grade, "digest": version.digest,
        "rule": rule.digest, "reason": version.reason });
    work.audit("score.draw", "score-sheet", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(version.number)
}

/// Why the actor may not decide about a version: they drew it up, or recorded or confirmed what is in it.
fn own(ctx: &Ctx, version: &Version, facts: &[Fact]) -> Option<Problem> {
    if is_same(ctx, version.drawn_user, &version.drawn_by) {
        return Some(Problem::new("score-own"));
    }
    let recorded = |one: &FactVersion| is_same(ctx, one.user, &one.recorded_by);
    let mine = facts.iter().flat_map(|fact| &fact.versions).any(recorded);
    mine.then(|| Problem::new("score-own-fact"))
}

/// Publishes a version that somebody else has drawn up, or returns it with a reason.
///
/// # Errors
/// `score-own` for who drew it up, `score-own-fact` for who recorded a fact of the year; `score-return-why` at
/// `said`; the conflict `score-decided`.
pub async fn decide(
    ctx: &Ctx,
    (unit, year): (UnitId, i32),
    stage: Stage,
    said: &str,
) -> Result<(), Refusal> {
    let days = Year::find(ctx, year).await?;
    let mut work = ctx.work().await?;
    may(ctx, &mut work.tx, Action::Approve, unit, days.until).await?;
    let versions = store::versions(&mut work.tx, &[unit], year).await?;
    let drawn = versions.iter().rfind(|version| version.stage == Stage::Drawn);
    let drawn = drawn.ok_or_else(|| Refusal::conflict(Problem::new("score-decided")))?;
    let facts = facts::of_units(&mut work.tx, &[unit], year).await?;
    if let Some(problem) = own(ctx, drawn, &facts) {
        return Err(problem.into());
    }
    if stage == Stage::Returned && said.trim().is_empty() {
        return Err(Problem::new("score-return-why").at("said").into());
    }
    let by = (ctx.actor.user, ctx.actor.name.as_str(), ctx.now.at);
    store::decide(&mut work.tx, drawn.id, stage, said.trim(), by).await?;
    let action = if stage == Stage::Published { "score.publish" } else { "score.return" };
    let after = json!({ "number": drawn.number, "digest": drawn.digest, "said": said.trim() });
    work.audit(action, "score-sheet", drawn.id, None, Some(after.to_string()));
    Ok(work.commit().await?)
}
