//! Accounts in the hands of the system administrator, who creates and closes them and gives no roles.

use super::grants::{Give, Ready};
use super::{account, sign_in, tokens};
use crate::password::{OneTime, Password};
use crate::sign_in_name::SignInName;
use crate::store::accounts::{self, Account, NewAccount};
use crate::store::grants;
use directory::people::{self, Person};
use kernel::policy::ActorKind;
use kernel::{Action, PersonId, Problem, Resource, Role, UserId};
use serde_json::json;
use store::{Ctx, Query, Refusal, Work};
use web_kit::table;

/// A new account.
pub struct New {
    pub sign_in: SignInName,
    pub name: String,
    /// Links the account to the person with this staff number.
    pub staff_number: Option<String>,
}

/// What an edit changes.
pub struct Change {
    pub name: String,
    pub staff_number: Option<String>,
    /// The revision that the editor saw.
    pub revision: i64,
}

/// An account with its person: of people, an administrator sees this one's name and number.
pub struct View {
    pub account: Account,
    pub person: Option<Person>,
}

impl View {
    pub fn staff_number(&self) -> Option<&str> {
        self.person.as_ref()?.staff_number.as_deref()
    }
}

/// A page of the list and how many there are; all of it when a workbook is asked for.
pub async fn list(ctx: &Ctx, query: &table::Query) -> Result<(Vec<Account>, u64), Refusal> {
    let action = if query.as_workbook { Action::Export } else { Action::Read };
    ctx.may(action, Resource::User, &[])?;
    let q = &mut ctx.read();
    Ok((accounts::list(q, query).await?, accounts::count(q, query).await?))
}

pub async fn find(ctx: &Ctx, id: UserId) -> Result<View, Refusal> {
    ctx.may(Action::Read, Resource::User, &[])?;
    let account = account(&mut ctx.read(), id).await?;
    let person = match account.person() {
        Some(person) => people::person(&mut ctx.read(), person).await?,
        None => None,
    };
    Ok(View { account, person })
}

/// Creates an account with a one-time password.
///
/// # Errors
/// `account-name-taken`, `account-person-taken`, `account-staff-number-unknown`.
pub async fn create(ctx: &Ctx, new: New) -> Result<(UserId, OneTime), Refusal> {
    create_with(ctx, new, Vec::new()).await
}

/// Creates an account together with its first roles, or neither.
///
/// # Errors
/// Those of [`create`] and of [`super::grants::give`].
pub async fn create_with(
    ctx: &Ctx,
    new: New,
    roles: Vec<Give>,
) -> Result<(UserId, OneTime), Refusal> {
    ctx.may(Action::Create, Resource::User, &[])?;
    let mut ready = Vec::new();
    for role in roles {
        ready.push(Ready::of(ctx, role).await?);
    }
    let password = Password::one_time();
    let kept = password.hash()?;
    let mut work = ctx.work().await?;
    let person = person_of(&mut work.tx, new.staff_number.as_deref(), None).await?;
    let row = NewAccount {
        sign_in: &new.sign_in,
        name: &new.name,
        password: &kept,
        must_change: true,
        person,
    };
    let taken = || Problem::new("account-name-taken").arg("name", new.sign_in.shown());
    let inserted = accounts::insert(&mut work.tx, &row).await?;
    let id = inserted.ok_or_else(|| taken().at("sign_in"))?;
    let after = json!({ "sign_in": new.sign_in.shown(), "name": new.name,
                        "person": person.map(|person| person.0) });
    work.audit("account.create", "account", id, None, Some(after.to_string()));
    for role in ready {
        role.give(ctx, &mut work).await?;
    }
    work.commit().await?;
    Ok((id, password))
}

/// The person with this staff number, if one is given, and has no other account.
async fn person_of(
    q: &mut impl Query,
    staff_number: Option<&str>,
    own: Option<UserId>,
) -> Result<Option<PersonId>, Refusal> {
    let Some(number) = staff_number else { return Ok(None) };
    let problem = |code| Problem::new(code).arg("number", number).at("staff_number");
    let Some(person) = people::by_staff_number(q, number).await? else {
        return Err(problem("account-staff-number-unknown").into());
    };
    match accounts::of_person(q, person.id).await? {
        Some(other) if Some(other.id) != own => {
            Err(problem("account-person-taken").arg("other", other.sign_in).into())
        }
        _ => Ok(Some(person.id)),
    }
}

/// Changes name and person.
///
/// # Errors
/// A conflict when somebody else changed the account meanwhile.
pub async fn change(ctx: &Ctx, id: UserId, change: Change) -> Result<(), Refusal> {
    ctx.may(Action::Change, Resource::User, &[])?;
    let mut work = ctx.work().await?;
    let before = account(&mut work.tx, id).await?;
    let person = person_of(&mut work.tx, change.staff_number.as_deref(), Some(id)).await?;
    amend_in(&mut work, &before, change.revision, &change.name, person).await?;
    Ok(work.commit().await?)
}

/// Changes name and person within a unit of work.
pub(super) async fn amend_in(
    work: &mut Work,
    before: &Account,
    revision: i64,
    name: &str,
    person: Option<PersonId>,
) -> Result<(), Refusal> {
    if !accounts::amend(&mut work.tx, before.id, revision, name, person).await? {
        return Err(Refusal::conflict(Problem::new("account-changed")));
    }
    let text =
        |name: &str, person: Option<i64>| json!({ "name": name, "person": person }).to_string();
    let old = text(&before.name, before.person_id);
    let new = text(name, person.map(|person| person.0));
    work.audit("account.change", "account", before.id, Some(old), Some(new));
    Ok(())
}

/// Closes an account and ends its sessions and access tokens, or opens it again.
///
/// # Errors
/// `account-own` for one's own, `last-administrator` for the only one with an administrator's role.
pub async fn set_active(ctx: &Ctx, id: UserId, active: bool) -> Result<(), Refusal> {
    ctx.may(Action::Change, Resource::User, &[])?;
    let mut work = ctx.work().await?;
    if !set_active_in(ctx, &mut work, id, active).await? {
        return Ok(());
    }
    Ok(work.commit().await?)
}

/// The same within a unit of work; says whether that changed anything.
pub(super) async fn set_active_in(
    ctx: &Ctx,
    work: &mut Work,
    id: UserId,
    active: bool,
) -> Result<bool, Refusal> {
    not_own(ctx, id)?;
    accounts::lock_grants(&mut work.tx).await?;
    account(&mut work.tx, id).await?;
    if !active {
        for role in
            administrator_roles(&mut work.tx, id, |valid| valid.contains(ctx.now.today)).await?
        {
            if !grants::anyone_else(&mut work.tx, role, id, ctx.now.today).await? {
                return Err(last_administrator(role));
            }
        }
    }
    if !accounts::set_active(&mut work.tx, id, active).await? {
        return Ok(false);
    }
    let action = if active { "account.open" } else { "account.close" };
    work.audit(action, "account", id, None, None);
    sign_in::end_all(work, id).await?;
    if !active {
        tokens::end_all(work, id, ctx.now.at).await?;
    }
    Ok(true)
}

pub(super) fn last_administrator(role: Role) -> Refusal {
    Problem::new("last-administrator").arg("role", role.name()).into()
}

fn not_own(ctx: &Ctx, id: UserId) -> Result<(), Refusal> {
    if ctx.actor.user == Some(id) { Err(Problem::new("account-own").into()) } else { Ok(()) }
}

/// The administrators' roles that an account holds on days that count.
async fn administrator_roles(
    q: &mut impl Query,
    id: UserId,
    counts: impl Fn(kernel::DayRange) -> bool,
) -> Result<Vec<Role>, Refusal> {
    let held = grants::of_account(q, id).await?;
    let roles = held.iter().map(|held| &held.grant).filter(|grant| counts(grant.valid));
    Ok(roles.map(|grant| grant.role).filter(|role| role.is_administrator()).collect())
}

/// Replaces a forgotten password by a one-time one and ends the account's sessions and access tokens.
///
/// # Errors
/// `account-own` for one's own; `reset-by-operator` for a security or audit administrator: whoever could
/// reset their passwords could sign in as them, and the three were kept apart on paper only.
pub async fn reset_password(ctx: &Ctx, id: UserId) -> Result<OneTime, Refusal> {
    ctx.may(Action::Change, Resource::User, &[])?;
    let password = Password::one_time();
    let kept = password.hash()?;
    let mut work = ctx.work().await?;
    reset_in(ctx, &mut work, id, &kept).await?;
    work.commit().await?;
    Ok(password)
}

/// The same within a unit of work, with the form in which the new password is kept.
pub(super) async fn reset_in(
    ctx: &Ctx,
    work: &mut Work,
    id: UserId,
    kept: &str,
) -> Result<(), Refusal> {
    not_own(ctx, id)?;
    accounts::lock_grants(&mut work.tx).await?;
    account(&mut work.tx, id).await?;
    let roles =
        administrator_roles(&mut work.tx, id, |valid| valid.until > ctx.now.today.max(valid.from))
            .await?;
    let apart = |role: &Role| *role != Role::SystemAdmin;
    if ctx.actor.kind != ActorKind::System && roles.iter().any(apart) {
        return Err(Problem::new("reset-by-operator").into());
    }
    accounts::set_password(&mut work.tx, id, kept, true).await?;
    work.audit("account.reset", "account", id, None, None);
    tokens::end_all(work, id, ctx.now.at).await?;
    sign_in::end_all(work, id).await
}

/// The account with this sign-in name; for the command line.
pub async fn by_name(ctx: &Ctx, name: &SignInName) -> Result<Account, Refusal> {
    ctx.may(Action::Read, Resource::User, &[])?;
    accounts::by_name(&mut ctx.read(), name).await?.ok_or(Refusal::NotFound)
}
