//! Whoever is away names another account for one kind of step, for some days: their own steps only, and not
//! those that others have entrusted to them.

use crate::sign_in_name::SignInName;
use crate::step::{self, Step};
use crate::store::stand_ins::{self, Entrusted};
use crate::store::{accounts, grants};
use directory::tree;
use kernel::{Actor, Day, DayRange, Problem, UnitId, UserId, policy};
use serde_json::json;
use store::{Ctx, Query, Refusal};

/// What somebody entrusts.
pub struct Naming {
    pub step: Step,
    pub unit: UnitId,
    pub sign_in: SignInName,
    pub from: Day,
    pub last: Day,
    pub reason: String,
}

/// One's own page.
pub struct Own {
    /// What one may entrust: each step on the units on which one holds a role that takes it.
    pub choices: Vec<(Step, UnitId, String)>,
    /// What others do for oneself and oneself for others, today and later, with the unit's name.
    pub entrusted: Vec<(Entrusted, String)>,
    pub user: UserId,
}

pub async fn own(ctx: &Ctx) -> Result<Own, Refusal> {
    let user = ctx.actor.user.ok_or(Refusal::Forbidden)?;
    let q = &mut ctx.read();
    let entrusted = stand_ins::of_account(q, user, ctx.now.today).await?;
    let steps = entrustable(&ctx.actor, ctx.now.today);
    let units = steps.iter().map(|(_, unit)| *unit).chain(entrusted.iter().map(|one| one.unit));
    let units: Vec<UnitId> = units.collect();
    let near = tree::units_near(q, &units, ctx.now.today).await?;
    let seen = |unit: UnitId| near.get(&unit).filter(|_| ctx.withheld.shows(unit));
    let named = |unit: UnitId| seen(unit).map(|it| it.name.clone()).unwrap_or_default();
    let choices = steps.into_iter().map(|(step, unit)| (step, unit, named(unit))).collect();
    let entrusted = entrusted.into_iter().map(|one| (one.clone(), named(one.unit))).collect();
    Ok(Own { choices, entrusted, user })
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
/// `grant-account-unknown` and `grant-account-closed` at `sign_in`; what is wrong with the days;
/// `field-required` at `reason`.
pub async fn name(ctx: &Ctx, naming: Naming) -> Result<i64, Refusal> {
    let user = ctx.actor.user.ok_or(Refusal::Forbidden)?;
    let valid = step::days(naming.from, naming.last, ctx.now.today)?;
    let reason = naming.reason.trim();
    if reason.is_empty() {
        return Err(Problem::new("field-required").at("reason").into());
    }
    let mut work = ctx.work().await?;
    accounts::lock_grants(&mut work.tx).await?;
    if !may_entrust(ctx, &mut work.tx, &naming).await? {
        return Err(Problem::new("stand-in-not-yours").at("step").into());
    }
    let delegate = delegate(ctx, &mut work.tx, &naming, valid).await?;
    let (step, unit) = (naming.step, naming.unit);
    let new = stand_ins::New { account: user, delegate, step, unit, valid, reason };
    let id = stand_ins::insert(&mut work.tx, &new, ctx.now.at).await?;
    let after = json!({ "account": user.0, "delegate": delegate.0, "step": step.name(),
        "unit": unit.0, "from": valid.from.to_string(), "until": valid.until.to_string(),
        "reason": reason });
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

/// The account that may take it over.
async fn delegate(
    ctx: &Ctx,
    q: &mut impl Query,
    naming: &Naming,
    valid: DayRange,
) -> Result<UserId, Refusal> {
    let refused = |code| Refusal::from(Problem::new(code).at("sign_in"));
    let account = accounts::by_name(q, &naming.sign_in).await?;
    let account = account.ok_or_else(|| refused("grant-account-unknown"))?;
    if ctx.actor.user == Some(account.id) {
        return Err(refused("stand-in-self"));
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
        (Some(one.account), one.delegate) == (ctx.actor.user, account.id)
            && (one.step, one.unit) == (naming.step, naming.unit)
            && meets(one.valid)
    };
    if stand_ins::of_account(q, account.id, ctx.now.today).await?.iter().any(is_same) {
        return Err(refused("stand-in-twice"));
    }
    Ok(account.id)
}

/// Ends at once what one has entrusted, or gives back what was entrusted to one.
///
/// # Errors
/// Not found for whoever is neither of the two; the conflict `stand-in-over`.
pub async fn end(ctx: &Ctx, id: i64) -> Result<(), Refusal> {
    let user = ctx.actor.user.ok_or(Refusal::Forbidden)?;
    let mut work = ctx.work().await?;
    let one = stand_ins::by_id(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    if ![one.account, one.delegate].contains(&user) {
        return Err(Refusal::NotFound);
    }
    let until = ctx.now.today.max(one.valid.from);
    if !stand_ins::end(&mut work.tx, id, until).await? {
        return Err(Refusal::conflict(Problem::new("stand-in-over")));
    }
    let text = |until: Day| json!({ "until": until.to_string() }).to_string();
    work.audit("stand-in.end", "stand-in", id, Some(text(one.valid.until)), Some(text(until)));
    Ok(work.commit().await?)
}
