//! Roles in the hands of the security administrator, who gives and ends them and creates no account.

use super::users::last_administrator;
use crate::separation;
use crate::sign_in_name::SignInName;
use crate::store::accounts;
use crate::store::grants::{self, Held, Which};
use directory::recognition::{Index, Meaning};
use directory::tree::{self, Listing, Order};
use kernel::policy::ActorKind;
use kernel::{Action, Day, DayRange, Grant, GrantId, Problem, Resource, Role, UnitId, UserId};
use serde_json::json;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use store::{Ctx, Query, Refusal, Work};
use web_kit::table;

/// What is to be given.
pub struct Give {
    pub sign_in: SignInName,
    pub role: Role,
    /// Code, name, or names joined by `/`; the whole enterprise when empty.
    pub unit: Option<String>,
    pub from: Day,
    pub last: Option<Day>,
}

/// A grant with its unit's name as of today.
pub struct View {
    pub held: Held,
    pub unit: String,
}

/// A page of the list and how many there are; all of it when a workbook is asked for. Only these roles,
/// where some are named, and only on units whose names hold the text of the filter `unit`.
pub async fn list(
    ctx: &Ctx,
    query: &table::Query,
    which: Which,
    roles: Option<&[Role]>,
) -> Result<(Vec<View>, u64), Refusal> {
    let action = if query.as_workbook { Action::Export } else { Action::Read };
    ctx.may(action, Resource::Grant, &[])?;
    let q = &mut ctx.read();
    let units = units_called(ctx, query.filter("unit")).await?;
    let narrowed = grants::Narrowed { which, today: ctx.now.today, roles, units };
    let held = grants::list(q, query, &narrowed).await?;
    let count = grants::count(q, query, &narrowed).await?;
    Ok((named(ctx, held).await?, count))
}

/// The units whose names hold this text today; `None` when it is empty.
async fn units_called(ctx: &Ctx, text: &str) -> Result<Option<Vec<UnitId>>, Refusal> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let q = &mut ctx.read();
    let day = ctx.now.today;
    let Some(root) = tree::root_on(q, day).await? else { return Ok(Some(Vec::new())) };
    let listing = Listing {
        above: root.id,
        day,
        is_deep: true,
        text: "",
        name: text.trim(),
        code: "",
        kinds: None,
        order: Order::Tree,
        descending: false,
        offset: 0,
        limit: i64::MAX,
    };
    let (nodes, _) = tree::list(q, &listing).await?;
    let is_root = root.name.to_lowercase().contains(&text.trim().to_lowercase());
    let below = nodes.into_iter().map(|node| node.unit.id);
    Ok(Some(is_root.then_some(root.id).into_iter().chain(below).collect()))
}

/// Every grant of an account, those of the past too.
pub async fn of_account(ctx: &Ctx, user: UserId) -> Result<Vec<View>, Refusal> {
    ctx.may(Action::Read, Resource::Grant, &[])?;
    let held = grants::of_account(&mut ctx.read(), user).await?;
    named(ctx, held).await
}

/// The signed-in person's own grants, which everyone may see.
pub async fn own(ctx: &Ctx) -> Result<Vec<View>, Refusal> {
    let user = ctx.actor.user.ok_or(Refusal::NotFound)?;
    let mut held = grants::of_account(&mut ctx.read(), user).await?;
    held.retain(|Held { grant, .. }| grant.valid.until > ctx.now.today.max(grant.valid.from));
    named(ctx, held).await
}

pub async fn find(ctx: &Ctx, id: GrantId) -> Result<View, Refusal> {
    ctx.may(Action::Read, Resource::Grant, &[])?;
    let held = grants::by_id(&mut ctx.read(), id).await?.ok_or(Refusal::NotFound)?;
    named(ctx, vec![held]).await?.pop().ok_or(Refusal::NotFound)
}

async fn named(ctx: &Ctx, held: Vec<Held>) -> Result<Vec<View>, Refusal> {
    let mut units: HashMap<UnitId, String> = HashMap::new();
    for held in &held {
        let id = held.grant.unit;
        if let Entry::Vacant(place) = units.entry(id) {
            let unit = tree::unit_near(&mut ctx.read(), id, ctx.now.today).await?;
            place.insert(unit.map_or_else(String::new, |unit| unit.name));
        }
    }
    let name = |held: &Held| units.get(&held.grant.unit).cloned().unwrap_or_default();
    Ok(held.into_iter().map(|held| View { unit: name(&held), held }).collect())
}

/// Gives a role.
///
/// # Errors
/// `grant-own` to oneself; `grant-account-unknown`, `grant-account-closed`; the unit unknown or of
/// several meanings; an administrator's role below the root or to a password that somebody else still
/// knows; and what [`separation`] keeps apart.
pub async fn give(ctx: &Ctx, give: Give) -> Result<GrantId, Refusal> {
    let ready = Ready::of(ctx, give).await?;
    let mut work = ctx.work().await?;
    let id = ready.give(ctx, &mut work).await?;
    work.commit().await?;
    Ok(id)
}

/// A role whose unit and days are known, so that a unit of work need not wait for them.
pub(super) struct Ready {
    give: Give,
    unit: UnitId,
    valid: DayRange,
}

impl Ready {
    pub(super) async fn of(ctx: &Ctx, give: Give) -> Result<Self, Refusal> {
        ctx.may(Action::Create, Resource::Grant, &[])?;
        let valid = separation::days(give.from, give.last, ctx.now.today)?;
        let unit = unit(ctx, give.unit.as_deref()).await?;
        Ok(Self { give, unit, valid })
    }

    /// Gives the role within a unit of work.
    pub(super) async fn give(self, ctx: &Ctx, work: &mut Work) -> Result<GrantId, Refusal> {
        let Self { give, unit, valid } = self;
        accounts::lock_grants(&mut work.tx).await?;
        let path = tree::path_ids(&mut work.tx, unit, ctx.now.today).await?;
        ctx.may(Action::Create, Resource::Grant, &path)?;
        let grant = Grant { role: give.role, unit, valid };
        let user = receiver(ctx, &mut work.tx, &give, path.len() == 1).await?;
        let held: Vec<Grant> = grants::of_account(&mut work.tx, user)
            .await?
            .into_iter()
            .map(|held| held.grant)
            .collect();
        separation::may_join(&grant, &held)?;
        let giver = grants::Giver { name: &ctx.actor.name, at: ctx.now.at };
        let id = grants::insert(&mut work.tx, user, &grant, giver).await?;
        let after = json!({ "account": user.0, "role": give.role.name(), "unit": unit.0,
                        "from": valid.from.to_string(), "until": valid.until.to_string() });
        work.audit("grant.give", "grant", id, None, Some(after.to_string()));
        Ok(id)
    }
}

/// The account that may get this very role.
async fn receiver(
    ctx: &Ctx,
    q: &mut impl Query,
    give: &Give,
    is_root: bool,
) -> Result<UserId, Refusal> {
    let at_account = |code| Refusal::from(Problem::new(code).at("sign_in"));
    let account = accounts::by_name(q, &give.sign_in).await?;
    let Some(account) = account else { return Err(at_account("grant-account-unknown")) };
    if ctx.actor.user == Some(account.id) {
        return Err(at_account("grant-own"));
    }
    if !account.active {
        return Err(at_account("grant-account-closed"));
    }
    let is_operator = ctx.actor.kind == ActorKind::System;
    if give.role.is_administrator() && account.must_change && !is_operator {
        // The system administrator knows a one-time password and could become the other two with it.
        return Err(at_account("grant-password-first"));
    }
    if give.role.is_administrator() && !is_root {
        return Err(Problem::new("grant-administrator-below-root").at("unit").into());
    }
    Ok(account.id)
}

async fn unit(ctx: &Ctx, text: Option<&str>) -> Result<UnitId, Refusal> {
    let q = &mut ctx.read();
    let Some(text) = text else {
        let root = tree::root_on(q, ctx.now.today).await?;
        return root.map(|unit| unit.id).ok_or(Refusal::NotFound);
    };
    let problem = |code| Refusal::from(Problem::new(code).arg("name", text).at("unit"));
    match Index::load(q, ctx.now.today).await?.meaning(text) {
        Meaning::One(id) => Ok(id),
        Meaning::Several(_) => Err(problem("grant-unit-several")),
        Meaning::Unknown => Err(problem("grant-unit-unknown")),
    }
}

/// Ends a grant after its last day, or at once.
///
/// # Errors
/// `grant-own` for one's own, `last-administrator` when nobody would be left with the role, a conflict
/// when somebody else changed it meanwhile.
pub async fn end(ctx: &Ctx, id: GrantId, revision: i64, last: Option<Day>) -> Result<(), Refusal> {
    ctx.may(Action::Change, Resource::Grant, &[])?;
    let mut work = ctx.work().await?;
    accounts::lock_grants(&mut work.tx).await?;
    let held = grants::by_id(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    if ctx.actor.user == Some(held.user) {
        return Err(Problem::new("grant-own").into());
    }
    let Grant { role, valid, .. } = held.grant;
    let until = separation::end(valid, last, ctx.now.today)?;
    let ends_earlier = until < valid.until;
    if role.is_administrator()
        && ends_earlier
        && valid.contains(ctx.now.today)
        && !grants::anyone_else(&mut work.tx, role, held.user, until).await?
    {
        return Err(last_administrator(role));
    }
    if !grants::end(&mut work.tx, id, revision, until).await? {
        return Err(Refusal::conflict(Problem::new("grant-changed")));
    }
    let text = |until: Day| json!({ "until": until.to_string() }).to_string();
    work.audit("grant.end", "grant", id, Some(text(valid.until)), Some(text(until)));
    Ok(work.commit().await?)
}
