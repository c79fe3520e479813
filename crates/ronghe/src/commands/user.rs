//! `ronghe user`: what an operator must be able to do when nobody can sign in.

use super::{Outcome, Run};
use crate::cli::{User, UserCreate, UserList, UserReset, UserWhat};
use crate::program::House;
use accounts::SignInName;
use accounts::use_cases::grants::{self, Give};
use accounts::use_cases::users::{self, New};
use anyhow::Result;
use kernel::{Problem, Role};
use serde_json::json;
use store::Ctx;

pub async fn run(run: &Run, asked: &User) -> Result<Outcome> {
    let house = House::open(&run.settings).await?;
    let ctx = house.ctx().await?;
    let outcome = match &asked.what {
        UserWhat::Create(create) => self::create(run, &ctx, create).await,
        UserWhat::Reset(reset) => self::reset(run, &ctx, reset).await,
        UserWhat::List(list) => self::list(run, &ctx, list).await,
    };
    // No server may be running that would seal what was written.
    while store::audit::seal(&house.db, ctx.now.at).await? > 0 {}
    house.db.close().await;
    outcome.map(|()| Outcome::Done)
}

async fn create(run: &Run, ctx: &Ctx, asked: &UserCreate) -> Result<()> {
    let sign_in = SignInName::parse(&asked.sign_in)?;
    let roles = asked.role.iter().map(|name| role(name)).collect::<Result<Vec<_>, _>>()?;
    if let Some(unit) = &asked.unit {
        super::unit::named(ctx, unit).await?;
    }
    let is_empty = directory::tree::root_on(&mut ctx.read(), ctx.now.today).await?.is_none();
    if is_empty && !roles.is_empty() {
        return Err(Problem::new("no-units-yet").into());
    }
    let name = asked.name.clone().unwrap_or_else(|| asked.sign_in.clone());
    let new = New { sign_in: sign_in.clone(), name, staff_number: None };
    let give = |role| Give {
        sign_in: sign_in.clone(),
        role,
        unit: asked.unit.clone(),
        from: ctx.now.today,
        last: None,
    };
    let roles = roles.into_iter().map(give).collect();
    let (_, password) = users::create_with(ctx, new, roles).await?;
    let said = run.terminal.text("user-created", &[("sign_in", &asked.sign_in)]);
    run.terminal.remark(&said);
    show(run, password.reveal())
}

async fn reset(run: &Run, ctx: &Ctx, asked: &UserReset) -> Result<()> {
    let account = users::by_name(ctx, &SignInName::parse(&asked.sign_in)?).await?;
    let password = users::reset_password(ctx, account.id).await?;
    let said = run.terminal.text("user-reset", &[("sign_in", &asked.sign_in)]);
    run.terminal.remark(&said);
    show(run, password.reveal())
}

fn show(run: &Run, password: &str) -> Result<()> {
    Ok(run.terminal.result(&run.terminal.text("user-password", &[("password", password)]))?)
}

async fn list(run: &Run, ctx: &Ctx, asked: &UserList) -> Result<()> {
    let everyone = web_kit::table::Query::parse("format=xlsx", &[]);
    let (accounts, _) = users::list(ctx, &everyone).await?;
    let mut objects = Vec::new();
    for account in accounts {
        let grants = grants::of_account(ctx, account.id).await?;
        let roles: Vec<&str> = grants.iter().map(|view| view.held.grant.role.name()).collect();
        if asked.json {
            objects.push(json!({ "sign_in": account.sign_in, "name": account.name,
                                 "active": account.active, "roles": roles }));
        } else {
            let key = if account.active { "user-active" } else { "user-inactive" };
            let state = run.terminal.text(key, &[]);
            let roles = roles.join(",");
            run.terminal
                .result(&format!("{}\t{}\t{state}\t{roles}", account.sign_in, account.name))?;
        }
    }
    if asked.json {
        run.terminal.result(&serde_json::Value::from(objects).to_string())?;
    }
    Ok(())
}

/// # Errors
/// `role-unknown`, with those there are.
fn role(name: &str) -> Result<Role, Problem> {
    Role::from_name(name).ok_or_else(|| {
        let known: Vec<_> = Role::ALL.iter().map(|role| role.name()).collect();
        Problem::new("role-unknown").arg("role", name).arg("known", known.join(", "))
    })
}
