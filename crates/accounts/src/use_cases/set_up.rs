//! The first run: the enterprise, its calendar, and three administrators in three accounts.

use crate::password::{OneTime, Password};
use crate::sign_in_name::SignInName;
use crate::store::{accounts, grants};
use directory::{Kind, Parent, founding};
use kernel::{Actor, Day, DayRange, Grant, Now, Problem, Role, UnitId};
use serde_json::json;
use store::{Ctx, Db, Refusal, Work, settings};

/// What the first person at a new server decides.
pub struct SetUp {
    pub enterprise: String,
    /// What the enterprise is: the root of its unit tree.
    pub kind: Kind,
    pub zone: String,
    /// The month in which the financial year starts, 1 to 12.
    pub year_start: u8,
    /// The system administrator: whoever fills in the form.
    pub system: Administrator,
    pub password: Password,
    pub security: Administrator,
    pub audit: Administrator,
}

/// One of the three.
pub struct Administrator {
    pub sign_in: SignInName,
    pub name: String,
}

/// The one-time passwords to hand over, shown once.
pub struct Done {
    pub security: OneTime,
    pub audit: OneTime,
}

/// Whether nobody has an account yet, so that every page leads to the set-up.
pub async fn is_needed(db: &Db) -> store::Result<bool> {
    Ok(!accounts::any(&mut db.read()).await?)
}

/// Sets the enterprise up; works once.
///
/// # Errors
/// Not found once somebody has an account; a conflict for the second of two at once;
/// `set-up-names-alike` and problems of the input.
pub async fn run(ctx: &Ctx, input: SetUp) -> Result<Done, Refusal> {
    if !is_needed(&ctx.db).await? {
        return Err(Refusal::NotFound);
    }
    check(ctx.now, &input)?;
    let done = Done { security: Password::one_time(), audit: Password::one_time() };
    let chosen = input.password.hash().await?;
    // Nobody can be signed in: the entries bear the name of whoever becomes the administrator.
    let ctx = Ctx { actor: Actor::system(input.system.sign_in.shown()), ..ctx.clone() };
    let mut work = ctx.work().await?;
    if !accounts::claim_set_up(&mut work.tx, ctx.now.at).await? {
        return Err(Refusal::conflict(Problem::new("set-up-done")));
    }
    let root = found(&mut work, &input.enterprise, input.kind).await?;
    for (key, value) in [
        ("enterprise-name", input.enterprise.as_str()),
        ("time-zone", &input.zone),
        ("financial-year-start", &input.year_start.to_string()),
    ] {
        settings::put(&mut work.tx, key, value).await?;
        work.audit("setting.change", "setting", key, None, Some(json!(value).to_string()));
    }
    let (security, audit) = (done.security.hash()?, done.audit.hash()?);
    let three = [
        (Role::SystemAdmin, &input.system, chosen, false),
        (Role::SecurityAdmin, &input.security, security, true),
        (Role::AuditAdmin, &input.audit, audit, true),
    ];
    for (role, who, kept, must_change) in three {
        appoint(&ctx, &mut work, root, role, who, kept, must_change).await?;
    }
    work.commit().await?;
    Ok(done)
}

fn check(now: Now, input: &SetUp) -> Result<(), Refusal> {
    let mut problems = Vec::new();
    let names = [&input.system, &input.security, &input.audit].map(|who| who.sign_in.key());
    if names[1] == names[0] {
        problems.push(Problem::new("set-up-names-alike").at("security_sign_in"));
    }
    if names[2] == names[0] || names[2] == names[1] {
        problems.push(Problem::new("set-up-names-alike").at("audit_sign_in"));
    }
    if let Err(problem) = Now::at(now.at, &input.zone) {
        problems.push(problem.at("zone"));
    }
    if !(1..=12).contains(&input.year_start) {
        problems.push(Problem::new("set-up-month").at("year_start"));
    }
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}

/// The root of the unit tree, there since ever: what is imported later may be of any year.
async fn found(work: &mut Work, name: &str, kind: Kind) -> Result<UnitId, Refusal> {
    let unit = founding::NewUnit::new(name, kind, Parent::Root, DayRange::since(Day::EARLIEST));
    let root = founding::create(&mut work.tx, unit).await.map_err(at_enterprise)?;
    let after = json!({ "name": name, "kind": kind.name() }).to_string();
    work.audit("unit.create", "unit", root, None, Some(after));
    Ok(root)
}

/// Problems of the unit's name stand at this form's field.
fn at_enterprise(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Invalid(problems) => {
            Refusal::Invalid(problems.into_iter().map(|p| p.at("enterprise")).collect())
        }
        other => other,
    }
}

async fn appoint(
    ctx: &Ctx,
    work: &mut Work,
    root: UnitId,
    role: Role,
    who: &Administrator,
    kept: String,
    must_change: bool,
) -> Result<(), Refusal> {
    let new = accounts::NewAccount {
        sign_in: &who.sign_in,
        name: &who.name,
        password: &kept,
        must_change,
        person: None,
    };
    let taken = || Refusal::from(Problem::new("account-name-taken"));
    let user = accounts::insert(&mut work.tx, &new).await?.ok_or_else(taken)?;
    let grant = Grant { role, unit: root, valid: DayRange::since(ctx.now.today) };
    let giver = grants::Giver { name: &ctx.actor.name, at: ctx.now.at };
    let id = grants::insert(&mut work.tx, user, &grant, giver).await?;
    let after = json!({ "sign_in": who.sign_in.shown(), "name": who.name }).to_string();
    work.audit("account.create", "account", user, None, Some(after));
    let after = json!({ "account": user.0, "role": role.name(), "unit": root.0 }).to_string();
    work.audit("grant.give", "grant", id, None, Some(after));
    Ok(())
}
