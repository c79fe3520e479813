//! Recording facts, changing and withdrawing them, and confirming what somebody else has recorded.

use super::{Year, may, places};
use crate::sheets::asks::{Takes, asks};
use crate::sheets::fact::{Confirmed, Fact, Said, Version};
use crate::sheets::rules::Rule;
use crate::sheets::store::facts;
use crate::sheets::subject::Subject;
use ::store::{Ctx, Refusal, Work};
use kernel::{Action, Problem};
use scoring::Exact;
use scoring::scheme::{Kind, Status};
use serde_json::json;

/// What a subject's year has recorded, with what the actor may do.
#[derive(Clone, Debug)]
pub struct Listed {
    pub subject: Subject,
    pub unit_name: String,
    /// Of a secretary: what the person is called, and the organisation.
    pub holder: Option<(String, String)>,
    pub year: Year,
    pub rule: Rule,
    pub kind: String,
    pub facts: Vec<Fact>,
    pub may_record: bool,
    pub may_change: bool,
}

impl Listed {
    /// Whom it is about.
    pub fn about(&self) -> &str {
        self.holder.as_ref().map_or(&self.unit_name, |(person, _)| person)
    }

    /// The scheme's part for the unit.
    pub fn asked(&self) -> Option<&Kind> {
        self.rule.scheme.kind(&self.kind)
    }

    /// What the scheme calls a name: a line, a floor or a veto.
    pub fn called<'a>(&'a self, entry: &'a str) -> &'a str {
        let veto = self.rule.scheme.veto.iter().find(|veto| veto.id == entry);
        if let Some(veto) = veto {
            return &veto.name;
        }
        let asks = self.asked().map(|kind| asks(&self.rule.scheme, kind)).unwrap_or_default();
        asks.iter().find(|ask| ask.entry == entry).map_or(entry, |ask| ask.name)
    }
}

/// Everything that was recorded of a subject for a year.
///
/// # Errors
/// Not found as policy says; `score-no-rule` where no scheme in force has a kind for it.
pub async fn list(ctx: &Ctx, subject: impl Into<Subject>, year: i32) -> Result<Listed, Refusal> {
    let (subject, year) = (subject.into(), Year::find(ctx, year).await?);
    let path = may(ctx, &mut ctx.read(), Action::Read, subject, year.until).await?;
    let (place, unit_name) = places::one(ctx, subject, year).await?;
    let place = place.ok_or_else(|| Problem::new("score-no-rule").arg("unit", &unit_name))?;
    Ok(Listed {
        subject,
        unit_name,
        holder: place.holder,
        year,
        rule: Rule::clone(&place.rule),
        kind: place.kind,
        facts: facts::of(&mut ctx.read(), subject, year.year).await?,
        may_record: ctx.can(Action::Create, subject.resource(), &path),
        may_change: ctx.can(Action::Change, subject.resource(), &path),
    })
}

/// Whether the actor has done what this user, or without an account this name, has done.
pub(crate) fn is_same(ctx: &Ctx, user: Option<kernel::UserId>, by: &str) -> bool {
    match (ctx.actor.user, user) {
        (Some(actor), Some(user)) => actor == user,
        _ => ctx.actor.name == by,
    }
}

/// Whether the actor may change or withdraw a fact: whoever changes scores, or recorded it.
pub fn may_change(ctx: &Ctx, listed: &Listed, fact: &Fact) -> bool {
    let mine = |version: &Version| is_same(ctx, version.user, &version.recorded_by);
    listed.may_change || (listed.may_record && fact.versions.first().is_some_and(mine))
}

/// Whether the actor may confirm what waits: somebody else has recorded it.
pub fn may_confirm(ctx: &Ctx, listed: &Listed, fact: &Fact) -> bool {
    let others = |version: &Version| !is_same(ctx, version.user, &version.recorded_by);
    listed.may_record && fact.waiting().is_some_and(others)
}

/// Records a fact; it counts once somebody else has confirmed it. Returns its id.
///
/// # Errors
/// What is wrong with it, each at its field; `score-fact-exists` where something is recorded already.
pub async fn record(
    ctx: &Ctx,
    subject: impl Into<Subject>,
    year: i32,
    entry: &str,
    said: Said,
    evidence: &str,
) -> Result<i64, Refusal> {
    let subject = subject.into();
    let listed = list(ctx, subject, year).await?;
    let mut work = ctx.work().await?;
    may(ctx, &mut work.tx, Action::Create, subject, listed.year.until).await?;
    sound(&listed, entry, &said, evidence)?;
    let beside = facts::of(&mut work.tx, subject, year).await?;
    let live = beside.iter().filter(|fact| fact.entry == entry && !fact.is_withdrawn());
    let is_event = |said: &Said| matches!(said, Said::Event { .. } | Said::Veto { .. });
    let excludes = |fact: &Fact| !is_event(&said) || fact.latest().is_some_and(|it| !is_event(it));
    if live.into_iter().any(excludes) {
        let problem = Problem::new("score-fact-exists").arg("entry", listed.called(entry));
        return Err(problem.at("entry").into());
    }
    let id = facts::found(&mut work.tx, subject, year, entry).await?;
    let version = version(ctx, 1, Some(said), evidence, "");
    append(&mut work, id, entry, &version, "score.record").await?;
    work.commit().await?;
    Ok(id)
}

fn version(ctx: &Ctx, number: i64, said: Option<Said>, evidence: &str, reason: &str) -> Version {
    Version {
        number,
        said,
        evidence: evidence.trim().to_owned(),
        reason: reason.trim().to_owned(),
        user: ctx.actor.user,
        recorded_by: ctx.actor.name.clone(),
        recorded_at: ctx.now.at,
        confirmed: None,
    }
}

async fn append(
    work: &mut Work,
    id: i64,
    entry: &str,
    version: &Version,
    action: &'static str,
) -> Result<(), Refusal> {
    facts::append(&mut work.tx, id, version).await?;
    let after = json!({ "entry": entry, "version": version.number, "said": version.said,
        "evidence": version.evidence, "reason": version.reason });
    work.audit(action, "assessment-fact", id, None, Some(after.to_string()));
    Ok(())
}

/// A fact of a unit's year that the actor may change.
async fn changed(
    ctx: &Ctx,
    (subject, year, id): (Subject, i32, i64),
    revision: i64,
) -> Result<(Listed, Fact), Refusal> {
    let listed = list(ctx, subject, year).await?;
    let fact = listed.facts.iter().find(|fact| fact.id == id).cloned();
    let fact = fact.ok_or(Refusal::NotFound)?;
    if !may_change(ctx, &listed, &fact) {
        return Err(Refusal::Forbidden);
    }
    if fact.revision() != revision || fact.is_withdrawn() {
        return Err(Refusal::conflict(Problem::new("score-fact-changed")));
    }
    Ok((listed, fact))
}

/// Records what a fact should say instead; until somebody else has confirmed it, the version before counts.
///
/// # Errors
/// Those of [`record`]; `score-fact-why` at `reason`; the conflict `score-fact-changed`.
pub async fn revise(
    ctx: &Ctx,
    (subject, year, id): (impl Into<Subject>, i32, i64),
    revision: i64,
    said: Said,
    evidence: &str,
    reason: &str,
) -> Result<(), Refusal> {
    let (listed, fact) = changed(ctx, (subject.into(), year, id), revision).await?;
    needs_reason(reason)?;
    sound(&listed, &fact.entry, &said, evidence)?;
    let mut work = ctx.work().await?;
    let version = version(ctx, revision + 1, Some(said), evidence, reason);
    append(&mut work, id, &fact.entry, &version, "score.revise").await?;
    Ok(work.commit().await?)
}

/// Withdraws a fact. One that counts does so until somebody else has confirmed the withdrawal.
///
/// # Errors
/// `score-fact-why` at `reason`; the conflict `score-fact-changed`.
pub async fn withdraw(
    ctx: &Ctx,
    (subject, year, id): (impl Into<Subject>, i32, i64),
    revision: i64,
    reason: &str,
) -> Result<(), Refusal> {
    let (_, fact) = changed(ctx, (subject.into(), year, id), revision).await?;
    needs_reason(reason)?;
    let mut work = ctx.work().await?;
    let version = version(ctx, revision + 1, None, "", reason);
    append(&mut work, id, &fact.entry, &version, "score.withdraw").await?;
    Ok(work.commit().await?)
}

fn needs_reason(reason: &str) -> Result<(), Problem> {
    match reason.trim() {
        "" => Err(Problem::new("score-fact-why").at("reason")),
        _ => Ok(()),
    }
}

/// Confirms the latest version of what somebody else has recorded, changed or withdrawn.
///
/// # Errors
/// `score-fact-own` for who recorded it; the conflict `score-fact-changed`.
pub async fn confirm(
    ctx: &Ctx,
    (subject, year, id): (impl Into<Subject>, i32, i64),
    revision: i64,
) -> Result<(), Refusal> {
    let subject = subject.into();
    let listed = list(ctx, subject, year).await?;
    let mut work = ctx.work().await?;
    may(ctx, &mut work.tx, Action::Create, subject, listed.year.until).await?;
    let fact = facts::one(&mut work.tx, id).await?;
    let fact = fact.filter(|fact| (fact.subject, fact.year) == (subject, year));
    let fact = fact.ok_or(Refusal::NotFound)?;
    let waiting = fact.waiting().filter(|waiting| waiting.number == revision);
    let waiting = waiting.ok_or_else(|| Refusal::conflict(Problem::new("score-fact-changed")))?;
    if is_same(ctx, waiting.user, &waiting.recorded_by) {
        return Err(Problem::new("score-fact-own").into());
    }
    let by = Confirmed { user: ctx.actor.user, by: ctx.actor.name.clone(), at: ctx.now.at };
    facts::confirm(&mut work.tx, (id, revision), &by).await?;
    let after = json!({ "entry": fact.entry, "version": revision });
    work.audit("score.confirm", "assessment-fact", id, None, Some(after.to_string()));
    Ok(work.commit().await?)
}

/// What is wrong with a fact.
fn sound(listed: &Listed, entry: &str, said: &Said, evidence: &str) -> Result<(), Refusal> {
    let mut problems = Vec::new();
    if evidence.trim().is_empty() {
        problems.push(Problem::new("score-fact-evidence").at("evidence"));
    }
    let scheme = &listed.rule.scheme;
    if let Said::Veto { from, lifted, basis } = said {
        if !scheme.veto.iter().any(|veto| veto.id == entry) {
            problems.push(Problem::new("score-entry-unknown").at("entry"));
        }
        if basis.trim().is_empty() {
            problems.push(Problem::new("score-veto-basis").at("basis"));
        }
        if lifted.is_some_and(|lifted| lifted < *from) {
            problems.push(Problem::new("score-veto-lifted").at("lifted"));
        }
    } else {
        let asks = listed.asked().map(|kind| asks(scheme, kind)).unwrap_or_default();
        match asks.iter().find(|ask| ask.entry == entry) {
            None => problems.push(Problem::new("score-entry-unknown").at("entry")),
            Some(ask) if ask.feed.is_some() && !matches!(said, Said::Absent { .. }) => {
                problems.push(Problem::new("score-entry-fed").arg("entry", ask.name).at("entry"));
            }
            Some(ask) => problems.extend(fits(listed, &ask.takes, said)),
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}

/// What keeps a fact from being of the sort that its lines take.
fn fits(listed: &Listed, takes: &Takes<'_>, said: &Said) -> Vec<Problem> {
    let mut problems = Vec::new();
    match (takes, said) {
        (_, Said::Absent { status, why }) => {
            if why.trim().is_empty() {
                problems.push(Problem::new("score-fact-why-absent").at("why"));
            }
            if matches!(status, Status::NotReported | Status::Suppressed) {
                problems.push(Problem::new("score-fact-status").at("status"));
            }
        }
        (Takes::Figure, Said::Figure { .. }) | (Takes::Events(_), Said::NoEvent) => {}
        (Takes::Events(prices), Said::Event { mark, sort, on, points, what }) => {
            if mark.trim().is_empty() {
                problems.push(Problem::new("score-event-mark").at("mark"));
            }
            if what.trim().is_empty() {
                problems.push(Problem::new("score-event-what").at("what"));
            }
            if *on < listed.year.first || *on > listed.year.until {
                let (first, last) = (listed.year.first, listed.year.until);
                let problem = Problem::new("score-event-day").arg("first", first).arg("last", last);
                problems.push(problem.at("on"));
            }
            problems.extend(priced(prices, sort, points.as_ref()));
        }
        (Takes::Ratings(groups, most), Said::Ratings { ratings }) => {
            for group in groups.iter() {
                let Some(found) = ratings.iter().find(|one| one.group == group.id) else {
                    continue;
                };
                let most = *most * &Exact::from_integer(i64::from(found.raters));
                if found.sum.is_negative() || found.sum > most {
                    let problem = Problem::new("score-rating-sum").arg("most", most.plain());
                    problems.push(problem.at(format!("sum-{}", group.id)));
                }
            }
            if ratings.is_empty() {
                let first = groups.first().map_or("", |group| &group.id);
                problems.push(Problem::new("score-rating-none").at(format!("raters-{first}")));
            }
        }
        _ => problems.push(Problem::new("score-fact-sort").at("entry")),
    }
    problems
}

/// Whether the scheme knows this sort of event, and what it says about its points.
fn priced(
    prices: &[scoring::scheme::Price],
    sort: &str,
    points: Option<&Exact>,
) -> Option<Problem> {
    let Some(price) = prices.iter().find(|price| price.sort == sort) else {
        return Some(Problem::new("score-event-sort").at("sort"));
    };
    let (least, most) = (&price.points, price.up_to.as_ref());
    match (most, points) {
        (None, None) => None,
        (None, Some(_)) => {
            Some(Problem::new("score-event-fixed").arg("points", least.plain()).at("points"))
        }
        (Some(most), Some(points)) if points >= least && points <= most => None,
        (Some(most), _) => {
            let problem = Problem::new("score-event-points").arg("least", least.plain());
            Some(problem.arg("most", most.plain()).at("points"))
        }
    }
}
