//! What people do with claims: register one, bring evidence and take it back, judge one, look.

use super::claim::{
    self, Author, Claim, Content, Evidence, Judgement, MOST_TEXT, Place, Record, Timing, Verdict,
};
use super::store::{self, By};
use crate::sheets::use_cases::sheets::{self, Which};
use ::store::{Ctx, Query, Refusal};
use directory::tree;
use kernel::{Action, ClaimId, Day, IndicatorId, Problem, Resource, UnitId};
use organisation::people::store::facts;
use planning::Indicator;
use planning::figure::Figures;
use planning::reading::Kind;
use planning::store::{beforehand, figures, indicators};
use serde_json::json;
use std::collections::HashMap;

pub use super::store::Listed;

/// Claims listed at the most.
pub const MOST: i64 = 10_000;

fn by(ctx: &Ctx) -> By<'_> {
    By { user: ctx.actor.user, name: &ctx.actor.name, at: ctx.now.at }
}

/// The path of a unit, if the actor may do this to its claims.
async fn may(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    unit: UnitId,
) -> Result<Vec<UnitId>, Refusal> {
    tree::allowed(ctx, q, (action, Resource::Claim), unit, ctx.now.today).await
}

/// A claim, if the actor may do this to it.
async fn seen(
    ctx: &Ctx,
    q: &mut impl Query,
    action: Action,
    id: ClaimId,
) -> Result<Claim, Refusal> {
    let listed = store::one(q, id).await?.ok_or(Refusal::NotFound)?;
    may(ctx, q, action, listed.claim.content.unit).await?;
    Ok(listed.claim)
}

/// Registers a claim. `keeps_words` says that words which claim too much were read and kept.
///
/// # Errors
/// What is wrong with it, each at its field: `claim-indicator`, `claim-grain`, `claim-order`, `claim-long`,
/// `claim-text-long`; `claim-words` at `measure` and `mechanism` unless its words are kept.
pub async fn register(ctx: &Ctx, content: &Content, keeps_words: bool) -> Result<ClaimId, Refusal> {
    let mut work = ctx.work().await?;
    may(ctx, &mut work.tx, Action::Create, content.unit).await?;
    let indicator = indicators::one(&mut work.tx, content.indicator).await?;
    let indicator = indicator.ok_or_else(|| Problem::new("claim-indicator").at("indicator"))?;
    let mut problems = content.problems(&indicator);
    if !keeps_words {
        problems.extend(claim::unsaid(&content.measure, "measure"));
        problems.extend(claim::unsaid(&content.mechanism, "mechanism"));
    }
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    let last_third = (beforehand::last_third(content.first, content.last), content.last);
    let indicators = [content.indicator; 2];
    let timing =
        match beforehand::is_known(&mut work.tx, &[content.unit], indicators, last_third).await? {
            true => Timing::Afterwards,
            false => Timing::Beforehand,
        };
    let id = store::register(&mut work.tx, content, timing, by(ctx), ctx.now.today).await?;
    let after = json!({ "unit": content.unit.0, "indicator": indicator.code, "measure": content.measure,
        "mechanism": content.mechanism, "first": content.first.to_string(),
        "last": content.last.to_string(), "timing": timing.name() });
    work.audit("claim.register", "claim", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(id)
}

/// Evidence as somebody brings it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvidence {
    /// The address of a record of this house; empty where there is none.
    pub record: String,
    /// What it shows.
    pub body: String,
    /// The day that it is of.
    pub on: Day,
    /// Whether words that claim too much were read and kept.
    pub keeps_words: bool,
}

/// Brings evidence for or against a claim.
///
/// # Errors
/// `claim-record` at `record` for what is no record that the actor may see; `claim-day` at `on`;
/// `claim-text-long` and `claim-words` at `body`.
pub async fn bring(ctx: &Ctx, id: ClaimId, new: &NewEvidence) -> Result<i64, Refusal> {
    seen(ctx, &mut ctx.read(), Action::Change, id).await?;
    let mut problems = Vec::new();
    let record = match new.record.trim() {
        "" => None,
        text => match text.parse::<Record>() {
            Ok(record) if exists(ctx, record).await? => Some(record),
            _ => {
                problems.push(Problem::new("claim-record").arg("text", text).at("record"));
                None
            }
        },
    };
    if new.on > ctx.now.today {
        problems.push(Problem::new("claim-day").at("on"));
    }
    problems.extend(claim::too_long(&new.body, MOST_TEXT, "body"));
    if !new.keeps_words {
        problems.extend(claim::unsaid(&new.body, "body"));
    }
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    let mut work = ctx.work().await?;
    seen(ctx, &mut work.tx, Action::Change, id).await?;
    let record = record.map(|record| record.to_string()).unwrap_or_default();
    let number = store::add(&mut work.tx, id, (&record, new.body.trim(), new.on), by(ctx)).await?;
    let after = json!({ "evidence": number, "record": record, "body": new.body.trim(),
        "on": new.on.to_string() });
    work.audit("claim.evidence", "claim", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(number)
}

/// Whether a record is there for the actor to see.
async fn exists(ctx: &Ctx, record: Record) -> Result<bool, Refusal> {
    let found = match record {
        Record::Matter(id) => matters::use_cases::find(ctx, id).await.map(|_| true),
        Record::Project(id) => {
            planning::registers::use_cases::projects::find(ctx, id).await.map(|_| true)
        }
        Record::Reading { unit, indicator, period } => {
            let kind = Kind::Actual;
            let found =
                planning::use_cases::history::look(ctx, unit, indicator, period, kind).await;
            found.map(|history| history.figures.actual.is_reported())
        }
        Record::Task { plan, number } => {
            let found = planning::annual::use_cases::find(ctx, plan).await;
            found.map(|shown| shown.content.tasks.contains_key(&number))
        }
        Record::Sheet { unit, year } => {
            sheets::find(ctx, unit, year, Which::Latest).await.map(|shown| shown.sheet.is_ok())
        }
    };
    match found {
        Err(Refusal::NotFound | Refusal::Forbidden | Refusal::Invalid(_)) => Ok(false),
        found => found,
    }
}

/// Takes evidence back; it stays, with the reason.
///
/// # Errors
/// `field-required` at `why`; not found; the conflict `claim-changed`.
pub async fn withdraw(ctx: &Ctx, id: ClaimId, number: i64, why: &str) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    seen(ctx, &mut work.tx, Action::Change, id).await?;
    let all = store::evidence(&mut work.tx, id).await?;
    if !all.iter().any(|one| one.number == number) {
        return Err(Refusal::NotFound);
    }
    let why = why.trim();
    if why.is_empty() {
        return Err(Problem::new("field-required").at("why").into());
    }
    if let Some(problem) = claim::too_long(why, MOST_TEXT, "why") {
        return Err(problem.into());
    }
    store::withdraw(&mut work.tx, id, number, why, by(ctx)).await?;
    let after = json!({ "evidence": number, "why": why });
    work.audit("claim.withdraw-evidence", "claim", id, None, Some(after.to_string()));
    Ok(work.commit().await?)
}

/// Why the actor may not judge a claim.
async fn conflict(
    ctx: &Ctx,
    q: &mut impl Query,
    claim: &Claim,
    path: Vec<UnitId>,
    evidence: &[Evidence],
) -> Result<Option<&'static str>, Refusal> {
    let today = ctx.now.today;
    let works_at = match ctx.actor.person {
        Some(person) => facts::on::<UnitId>(q, person, today).await?.map(|span| span.fact),
        None => None,
    };
    let below = tree::subtree(q, claim.content.unit, today).await?;
    let mut authors: Vec<Author<'_>> = vec![(claim.user, &claim.registered_by)];
    authors.extend(evidence.iter().map(|one| (one.user, one.added_by.as_str())));
    Ok(claim::conflict(&ctx.actor, &Place { path, below, works_at }, &authors, today))
}

/// A verdict as somebody gives it. `seen` is the number of the last one that they saw, 0 for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVerdict {
    pub verdict: Verdict,
    pub reason: String,
    pub seen: i64,
}

/// Judges a claim. The verdict before stays.
///
/// # Errors
/// `claim-own`, `claim-own-unit` and `claim-own-line` for who has an interest; `field-required`,
/// `claim-text-long` and `claim-words` at `reason`; at `verdict` `claim-no-evidence` and `claim-no-result`,
/// where nothing could be supported yet; the conflict `claim-judged`.
pub async fn judge(ctx: &Ctx, id: ClaimId, new: &NewVerdict) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    let claim = seen(ctx, &mut work.tx, Action::Approve, id).await?;
    let path = may(ctx, &mut work.tx, Action::Approve, claim.content.unit).await?;
    let evidence = store::evidence(&mut work.tx, id).await?;
    if let Some(code) = conflict(ctx, &mut work.tx, &claim, path, &evidence).await? {
        return Err(Problem::new(code).into());
    }
    let mut problems = Vec::new();
    let reason = new.reason.trim();
    if reason.is_empty() {
        problems.push(Problem::new("field-required").at("reason"));
    }
    problems.extend(claim::too_long(reason, MOST_TEXT, "reason"));
    problems.extend(claim::unsaid(reason, "reason"));
    if new.verdict != Verdict::CannotTell {
        let content = &claim.content;
        let (units, indicators) = ([content.unit], [content.indicator; 2]);
        let periods = (content.first, content.last);
        if !evidence.iter().any(|one| one.withdrawn.is_none()) {
            problems.push(Problem::new("claim-no-evidence").at("verdict"));
        } else if !beforehand::is_known(&mut work.tx, &units, indicators, periods).await? {
            problems.push(Problem::new("claim-no-result").at("verdict"));
        }
    }
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    let last = evidence.last().map_or(0, |one| one.number);
    store::judge(&mut work.tx, id, new.seen, (new.verdict, reason, last), by(ctx)).await?;
    let after = json!({ "verdict": new.verdict.name(), "reason": reason, "evidence": last });
    work.audit("claim.judge", "claim", id, None, Some(after.to_string()));
    Ok(work.commit().await?)
}

/// Everything that the page of a claim shows.
#[derive(Clone, Debug)]
pub struct Card {
    pub claim: Claim,
    pub unit_name: String,
    pub indicator: Indicator,
    pub evidence: Vec<Evidence>,
    pub judgements: Vec<Judgement>,
    /// What the unit shows of the indicator, for each period of the claim.
    pub figures: Vec<(kernel::Period, Option<Figures>)>,
    pub may_change: bool,
    /// Whether the actor judges claims of this unit, and why not this one.
    pub may_judge: bool,
    pub conflict: Option<&'static str>,
}

impl Card {
    /// What was said last.
    pub fn latest(&self) -> Option<&Judgement> {
        self.judgements.last()
    }

    /// Whether evidence came, or was taken back, after what was said last.
    pub fn has_changed(&self) -> bool {
        let Some(latest) = self.latest() else { return false };
        let is_later = |one: &Evidence| {
            one.number > latest.evidence
                || one.withdrawn.as_ref().is_some_and(|it| it.at > latest.at)
        };
        self.evidence.iter().any(is_later)
    }
}

/// One claim, if the actor may read it.
pub async fn find(ctx: &Ctx, id: ClaimId) -> Result<Card, Refusal> {
    let q = &mut ctx.read();
    let claim = seen(ctx, q, Action::Read, id).await?;
    let content = &claim.content;
    let path = may(ctx, q, Action::Read, content.unit).await?;
    let indicator = indicators::one(q, content.indicator).await?.ok_or(Refusal::NotFound)?;
    let unit = tree::unit_near(q, content.unit, ctx.now.today).await?.ok_or(Refusal::NotFound)?;
    let evidence = store::evidence(q, id).await?;
    let only = HashMap::from([(indicator.id, indicator.clone())]);
    let window = [(content.first, content.last)];
    let found = figures::of_units(q, &[content.unit], &window, &only).await?;
    let of_unit = found.get(&content.unit).and_then(|unit| unit.get(&indicator.id));
    let figure = |period: kernel::Period| {
        (period, of_unit.and_then(|periods| periods.get(&period.code())).copied())
    };
    let figures = content.first.through(content.last).map(figure).collect();
    let may_judge = ctx.can(Action::Approve, Resource::Claim, &path);
    let may_change = ctx.can(Action::Change, Resource::Claim, &path);
    let conflict = match may_judge {
        true => conflict(ctx, q, &claim, path, &evidence).await?,
        false => None,
    };
    Ok(Card {
        unit_name: unit.name,
        judgements: store::judgements(q, id).await?,
        claim,
        indicator,
        evidence,
        figures,
        may_change,
        may_judge,
        conflict,
    })
}

/// A claim of a list.
#[derive(Clone, Debug)]
pub struct Entry {
    pub listed: Listed,
    pub unit_name: String,
}

/// The claims of the actor's part of the enterprise, the newest first, with the dictionary.
pub async fn list(
    ctx: &Ctx,
    action: Action,
) -> Result<(Vec<Entry>, HashMap<IndicatorId, Indicator>), Refusal> {
    let scope = ctx.scope(action, Resource::Claim);
    let q = &mut ctx.read();
    let all = store::list(q, &scope, ctx.now.today, MOST).await?;
    let units: Vec<UnitId> = all.iter().map(|listed| listed.claim.content.unit).collect();
    let names = tree::units_near(q, &units, ctx.now.today).await?;
    let entry = |listed: Listed| {
        let unit = names.get(&listed.claim.content.unit);
        Entry { unit_name: unit.map(|unit| unit.name.clone()).unwrap_or_default(), listed }
    };
    Ok((all.into_iter().map(entry).collect(), indicators::by_id(q).await?))
}
