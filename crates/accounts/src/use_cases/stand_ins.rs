//! Whoever is away names another account for one kind of step, for some days: their own steps only, and not
//! those that others have entrusted to them. For whoever is away already and cannot, somebody who gives roles or
//! fills posts on the unit does: who is away is told, and may end it.

use crate::sign_in_name::SignInName;
use crate::step::{self, Step};
use crate::store::accounts::{self, Account};
use crate::store::stand_ins::{self, Entrusted};
use crate::store::{digests, grants};
use directory::{people, tree};
use kernel::policy::Decision;
use kernel::{Actor, Day, DayRange, Problem, UnitId, UserId, policy};
use serde_json::json;
use store::{Ctx, Query, Refusal, Work};

/// What somebody entrusts.
pub struct Naming {
    pub step: Step,
    pub unit: UnitId,
    /// Who takes it over: a sign-in name, or the name or staff number of somebody who has an account.
    pub delegate: String,
    pub from: Day,
    pub last: Day,
    pub reason: String,
}

/// One's own page.
pub struct Own {
    /// What one may entrust: each step on the units on which one holds a role that takes it.
    pub choices: Vec<(Step, UnitId, String)>,
    /// What others do for oneself, oneself for others, and what one has named between two others, today and
    /// later, with the unit's name.
    pub entrusted: Vec<(Entrusted, String)>,
    pub user: UserId,
    /// Whether one may name a stand-in for somebody else who is away.
    pub names_for_others: bool,
}

pub async fn own(ctx: &Ctx) -> Result<Own, Refusal> {
    let user = ctx.actor.user.ok_or(Refusal::Forbidden)?;
    let q = &mut ctx.read();
    let entrusted = stand_ins::of_account(q, user, ctx.now.today).await?;
    let steps = entrustable(&ctx.actor, ctx.now.today);
    let units = steps.iter().map(|(_, unit)| *unit).chain(entrusted.iter().map(|one| one.unit));
    let units: Vec<UnitId> = units.collect();
    let named = names(ctx, q, &units).await?;
    let choices = steps.into_iter().map(|(step, unit)| (step, unit, named(unit))).collect();
    let entrusted = entrusted.into_iter().map(|one| (one.clone(), named(one.unit))).collect();
    Ok(Own { choices, entrusted, user, names_for_others: names_for_others(ctx, &[]) })
}

/// What each of these units is called; nothing where it is withheld from the reader.
async fn names(
    ctx: &Ctx,
    q: &mut impl Query,
    units: &[UnitId],
) -> Result<impl Fn(UnitId) -> String, Refusal> {
    let mut near = tree::units_near(q, units, ctx.now.today).await?;
    near.retain(|unit, _| ctx.withheld.shows(*unit));
    Ok(move |unit| near.get(&unit).map(|it| it.name.clone()).unwrap_or_default())
}

/// Whether the actor may name a stand-in for others on the unit of this path; anywhere, where it is empty.
fn names_for_others(ctx: &Ctx, path: &[UnitId]) -> bool {
    step::NAMERS.iter().any(|(action, resource)| ctx.can(*action, *resource, path))
}

/// What others have named: who stands in for the actor, and for whom the actor stands in, where they have not said
/// yet that they know; with the unit's name.
pub async fn told(ctx: &Ctx) -> Result<Vec<(Entrusted, String)>, Refusal> {
    let Some(user) = ctx.actor.user else { return Ok(Vec::new()) };
    let q = &mut ctx.read();
    let mut news = stand_ins::of_account(q, user, ctx.now.today).await?;
    news.retain(|one| one.is_news_to(user));
    let units: Vec<UnitId> = news.iter().map(|one| one.unit).collect();
    let named = names(ctx, q, &units).await?;
    Ok(news.into_iter().map(|one| (one.clone(), named(one.unit))).collect())
}

/// Each step with the tops of what the actor's own roles give.
fn entrustable(actor: &Actor, today: Day) -> Vec<(Step, UnitId)> {
    let own = Actor { stands_in: Vec::new(), ..actor.clone() };
    let tops = |step: &Step| {
        let scope = policy::scope(&own, step.action(), step.resource(), today);
        let tops = scope.roots().unwrap_or_default().to_vec();
        tops.into_iter().map(|unit| (*step, unit)).collect::<Vec<_>>()
    };
    Step::ALL.iter().flat_map(tops).collect()
}

/// Names who takes a step in the actor's place.
///
/// # Errors
/// `stand-in-not-yours` at `step`; `stand-in-self`, `stand-in-administrator`, `stand-in-twice`,
/// `stand-in-unknown`, `person-several` and `grant-account-closed` at `delegate`; what is wrong with the days;
/// `field-required` at `reason`.
pub async fn name(ctx: &Ctx, naming: Naming) -> Result<i64, Refusal> {
    let user = ctx.actor.user.ok_or(Refusal::Forbidden)?;
    let valid = checked(ctx, &naming)?;
    let mut work = ctx.work().await?;
    accounts::lock_grants(&mut work.tx).await?;
    if !may_entrust(ctx, &mut work.tx, &naming).await? {
        return Err(Problem::new("stand-in-not-yours").at("step").into());
    }
    entrust(ctx, work, user, &naming, valid).await
}

/// Names who takes a step in the place of somebody who is away already.
///
/// # Errors
/// Not found for whoever names for nobody anywhere; `stand-in-unit-beyond` at `unit`; `stand-in-for-self`,
/// `stand-in-unknown`, `person-several`, `grant-account-closed` and `stand-in-absent-lacks` at `absent`;
/// `stand-in-namer` at `delegate` where the actor would act and may not take the step; and as of [`name`].
pub async fn name_for(ctx: &Ctx, absent: &str, naming: Naming) -> Result<i64, Refusal> {
    if ctx.actor.user.is_none() || !names_for_others(ctx, &[]) {
        return Err(Refusal::NotFound);
    }
    let valid = checked(ctx, &naming)?;
    let mut work = ctx.work().await?;
    accounts::lock_grants(&mut work.tx).await?;
    let path = tree::path_ids(&mut work.tx, naming.unit, ctx.now.today).await?;
    if path.is_empty() || !names_for_others(ctx, &path) {
        return Err(Problem::new("stand-in-unit-beyond").at("unit").into());
    }
    let away = away(ctx, &mut work.tx, absent, naming.step, &path).await?;
    entrust(ctx, work, away, &naming, valid).await
}

/// The days, where they and the reason are right.
fn checked(ctx: &Ctx, naming: &Naming) -> Result<DayRange, Refusal> {
    let valid = step::days(naming.from, naming.last, ctx.now.today)?;
    match naming.reason.trim().is_empty() {
        true => Err(Problem::new("field-required").at("reason").into()),
        false => Ok(valid),
    }
}

/// The account of who is away, which must take the step there by a role of its own.
async fn away(
    ctx: &Ctx,
    q: &mut impl Query,
    absent: &str,
    step: Step,
    path: &[UnitId],
) -> Result<UserId, Refusal> {
    let refused = |code| Refusal::from(Problem::new(code).at("absent"));
    let account = meant(q, absent, "absent").await?;
    if ctx.actor.user == Some(account.id) {
        return Err(refused("stand-in-for-self"));
    }
    let today = ctx.now.today;
    let actor = digests::actor(q, account.id, today).await?;
    let actor = actor.ok_or_else(|| refused("grant-account-closed"))?;
    let own = Actor { stands_in: Vec::new(), ..actor };
    match policy::decide(&own, step.action(), step.resource(), path, today) {
        Decision::Allowed => Ok(account.id),
        _ => Err(refused("stand-in-absent-lacks")),
    }
}

/// The account that a text means: by its sign-in name, or by the name or staff number of its person.
async fn meant(q: &mut impl Query, text: &str, field: &'static str) -> Result<Account, Refusal> {
    if let Ok(name) = SignInName::parse(text)
        && let Some(account) = accounts::by_name(q, &name).await?
    {
        return Ok(account);
    }
    let unknown = || Refusal::from(Problem::new("stand-in-unknown").arg("text", text).at(field));
    let person = match people::all_meant(q, [text]).await?.remove(text) {
        Some(Ok(person)) => person,
        Some(Err(problem)) if problem.code == "person-several" => {
            return Err(problem.at(field).into());
        }
        _ => return Err(unknown()),
    };
    accounts::of_person(q, person).await?.ok_or_else(unknown)
}

/// Keeps who stands in for whoever is away, named by the actor.
async fn entrust(
    ctx: &Ctx,
    mut work: Work,
    account: UserId,
    naming: &Naming,
    valid: DayRange,
) -> Result<i64, Refusal> {
    let delegate = delegate(ctx, &mut work.tx, account, naming, valid).await?;
    let (step, unit, reason) = (naming.step, naming.unit, naming.reason.trim());
    let named_by = ctx.actor.user.filter(|user| *user != account);
    let new = stand_ins::New { account, delegate, step, unit, valid, reason, named_by };
    let id = stand_ins::insert(&mut work.tx, &new, ctx.now.at).await?;
    let after = json!({ "account": account.0, "delegate": delegate.0, "step": step.name(),
        "unit": unit.0, "from": valid.from.to_string(), "until": valid.until.to_string(),
        "reason": reason, "named_by": named_by.map(|user| user.0) });
    work.audit("stand-in.name", "stand-in", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(id)
}

/// Whether a role of the actor's own gives the step on this unit: what is entrusted is not passed on.
async fn may_entrust(ctx: &Ctx, q: &mut impl Query, naming: &Naming) -> Result<bool, Refusal> {
    let path = tree::path_ids(q, naming.unit, ctx.now.today).await?;
    let (action, resource) = (naming.step.action(), naming.step.resource());
    if path.is_empty() || !ctx.can(action, resource, &path) {
        return Ok(false);
    }
    let today = ctx.now.today;
    let names = policy::in_whose_name(&ctx.actor, action, resource, &path, today);
    Ok(names.contains(&None))
}

/// The account that may take it over: nobody's own, and of who names for another only one who takes it anyway.
async fn delegate(
    ctx: &Ctx,
    q: &mut impl Query,
    away: UserId,
    naming: &Naming,
    valid: DayRange,
) -> Result<UserId, Refusal> {
    let refused = |code| Refusal::from(Problem::new(code).at("delegate"));
    let account = meant(q, &naming.delegate, "delegate").await?;
    if account.id == away {
        return Err(refused("stand-in-self"));
    }
    if ctx.actor.user == Some(account.id) && !may_entrust(ctx, q, naming).await? {
        return Err(refused("stand-in-namer"));
    }
    if !account.active {
        return Err(refused("grant-account-closed"));
    }
    let meets = |one: DayRange| one.from.max(valid.from) < one.until.min(valid.until);
    let held = grants::of_account(q, account.id).await?;
    if held.iter().any(|it| it.grant.role.is_administrator() && meets(it.grant.valid)) {
        return Err(refused("stand-in-administrator"));
    }
    let is_same = |one: &Entrusted| {
        (one.account, one.delegate) == (away, account.id)
            && (one.step, one.unit) == (naming.step, naming.unit)
            && meets(one.valid)
    };
    if stand_ins::of_account(q, account.id, ctx.now.today).await?.iter().any(is_same) {
        return Err(refused("stand-in-twice"));
    }
    Ok(account.id)
}

/// Ends at once what one has entrusted or named for another, or gives back what was entrusted to one. Returns it
/// as it was.
///
/// # Errors
/// Not found for whoever is none of these; the conflict `stand-in-over`.
pub async fn end(ctx: &Ctx, id: i64) -> Result<Entrusted, Refusal> {
    let user = ctx.actor.user.ok_or(Refusal::Forbidden)?;
    let mut work = ctx.work().await?;
    let one = stand_ins::by_id(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    let namer = one.named_by.as_ref().map(|(user, _)| *user);
    if ![Some(one.account), Some(one.delegate), namer].contains(&Some(user)) {
        return Err(Refusal::NotFound);
    }
    let until = ctx.now.today.max(one.valid.from);
    if !stand_ins::end(&mut work.tx, id, until).await? {
        return Err(Refusal::conflict(Problem::new("stand-in-over")));
    }
    let text = |until: Day| json!({ "until": until.to_string() }).to_string();
    work.audit("stand-in.end", "stand-in", id, Some(text(one.valid.until)), Some(text(until)));
    work.commit().await?;
    Ok(one)
}

/// Says that one knows of what somebody else has named for one: it is told no more.
///
/// # Errors
/// Not found for whoever it is no news to.
pub async fn know(ctx: &Ctx, id: i64) -> Result<(), Refusal> {
    let user = ctx.actor.user.ok_or(Refusal::Forbidden)?;
    let mut work = ctx.work().await?;
    let one = stand_ins::by_id(&mut work.tx, id).await?;
    let one = one.filter(|one| one.is_news_to(user)).ok_or(Refusal::NotFound)?;
    if !stand_ins::know(&mut work.tx, &one, user, ctx.now.at).await? {
        return Err(Refusal::NotFound);
    }
    work.audit("stand-in.know", "stand-in", id, None, None);
    Ok(work.commit().await?)
}
