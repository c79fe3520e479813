//! The accounts of the demonstration: known passwords, listed on the sign-in page.

use crate::password::Password;
use crate::sign_in_name::SignInName;
use crate::store::{accounts, grants};
use kernel::{Action, DayRange, Grant, Problem, Resource, Role, UnitId};
use serde_json::json;
use std::sync::LazyLock;
use store::{Ctx, Refusal, Work};
use web_kit::DemoAccount;

/// An account to try the program with.
#[derive(Clone, Debug)]
pub struct DemoUser {
    pub sign_in: String,
    pub name: String,
    pub password: String,
    pub role: Role,
    pub unit: UnitId,
}

/// Creates the accounts, each with its role from today on; the program's own doing.
///
/// # Errors
/// Problems of a sign-in name or password.
pub async fn create(ctx: &Ctx, users: &[DemoUser]) -> Result<(), Refusal> {
    ctx.may(Action::Create, Resource::User, &[])?;
    ctx.may(Action::Create, Resource::Grant, &[])?;
    let mut work = ctx.work().await?;
    accounts::claim_set_up(&mut work.tx, ctx.now.at).await?;
    for user in users {
        add(ctx, &mut work, user).await?;
    }
    Ok(work.commit().await?)
}

async fn add(ctx: &Ctx, work: &mut Work, user: &DemoUser) -> Result<(), Refusal> {
    let sign_in = SignInName::parse(&user.sign_in)?;
    let kept = Password::chosen(&user.password, &sign_in)?.hash().await?;
    let new = accounts::NewAccount {
        sign_in: &sign_in,
        name: &user.name,
        password: &kept,
        must_change: false,
        person: None,
    };
    let taken = || Problem::new("account-name-taken").arg("name", sign_in.shown());
    let id = accounts::insert(&mut work.tx, &new).await?.ok_or_else(taken)?;
    let grant = Grant { role: user.role, unit: user.unit, valid: DayRange::since(ctx.now.today) };
    let giver = grants::Giver { name: &ctx.actor.name, at: ctx.now.at };
    grants::insert(&mut work.tx, id, &grant, giver).await?;
    let after = json!({ "sign_in": user.sign_in, "role": user.role.name(), "unit": user.unit.0 });
    work.audit("account.create", "account", id, None, Some(after.to_string()));
    Ok(())
}

/// What the sign-in page lists.
pub fn listed(sign_in: &str, password: &str, role: Role) -> DemoAccount {
    DemoAccount { sign_in: sign_in.to_owned(), password: password.to_owned(), role: role_key(role) }
}

/// The Fluent key of a role's name.
fn role_key(role: Role) -> &'static str {
    static KEYS: LazyLock<Vec<String>> =
        LazyLock::new(|| Role::ALL.iter().map(|role| format!("role-{}", role.name())).collect());
    &KEYS[role as usize]
}
