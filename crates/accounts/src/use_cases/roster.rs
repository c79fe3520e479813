//! Many accounts from one workbook: previewed, confirmed, done in one step.

use super::users;
use crate::password::{OneTime, Password};
use crate::roster::{self, Act, Checked, Known, KnownAccount, KnownPerson, Row};
use crate::sign_in_name::SignInName;
use crate::store::accounts::{self, Account, NewAccount};
use crate::store::grants;
use directory::people;
use kernel::{Action, PersonId, Problem, Resource, Role};
use serde_json::json;
use std::collections::HashMap;
use store::{Ctx, Query, Refusal, Work};

/// An account with a password to hand over: a new one, or one whose password was forgotten.
pub struct Handed {
    pub row: Row,
    pub name: String,
    pub password: OneTime,
}

/// What a confirmation did.
pub struct Outcome {
    pub handed: Vec<Handed>,
    /// How many rows of each kind were done.
    pub done: Vec<(Act, usize)>,
    pub refused: Vec<Checked>,
}

/// Judges the rows against what is known now; changes nothing.
pub async fn preview(ctx: &Ctx, rows: Vec<Row>) -> Result<Vec<Checked>, Refusal> {
    ctx.may(Action::Import, Resource::User, &[])?;
    let found = Found::load(ctx, &mut ctx.read(), &rows).await?;
    Ok(roster::check(rows, &found.known))
}

/// The accounts and people whom the rows name.
struct Found {
    known: Known,
    accounts: HashMap<String, Account>,
    people: HashMap<String, PersonId>,
}

impl Found {
    async fn load(ctx: &Ctx, q: &mut impl Query, rows: &[Row]) -> Result<Self, Refusal> {
        let mut found =
            Self { known: Known::default(), accounts: HashMap::new(), people: HashMap::new() };
        let administrators = grants::administrators(q, ctx.now.today).await?;
        for held in administrators.iter().filter(|held| held.is_open && held.is_today) {
            let holders = found.known.administrators.entry(held.role).or_default();
            holders.insert(held.sign_in_key.clone());
        }
        for row in rows {
            if let Ok(sign_in) = SignInName::parse(&row.sign_in)
                && let Some(account) = accounts::by_name(q, &sign_in).await?
            {
                let is_apart = administrators
                    .iter()
                    .any(|held| held.user == account.id && held.role != Role::SystemAdmin);
                let known = KnownAccount {
                    name: account.name.clone(),
                    is_open: account.active,
                    is_own: ctx.actor.user == Some(account.id),
                    is_apart,
                };
                found.known.accounts.insert(sign_in.key().to_owned(), known);
                found.accounts.insert(sign_in.key().to_owned(), account);
            }
            found.person(q, &row.staff_number).await?;
        }
        Ok(found)
    }

    async fn person(&mut self, q: &mut impl Query, number: &str) -> Result<(), Refusal> {
        let Some(person) = people::by_staff_number(q, number).await? else { return Ok(()) };
        let account = accounts::of_person(q, person.id).await?;
        let account = account.and_then(|account| SignInName::parse(&account.sign_in).ok());
        let account = account.map(|name| name.key().to_owned());
        self.people.insert(number.to_owned(), person.id);
        self.known.people.insert(number.to_owned(), KnownPerson { name: person.name, account });
        Ok(())
    }
}

/// Does what all rows without a problem ask for, in one step, and says what became of the others.
///
/// # Errors
/// `roster-nothing` when no row is left, `list-long` for more rows than a list may have.
pub async fn confirm(ctx: &Ctx, rows: Vec<Row>) -> Result<Outcome, Refusal> {
    ctx.may(Action::Import, Resource::User, &[])?;
    if rows.len() > roster::MOST {
        return Err(Problem::new("list-long").arg("most", roster::MOST).into());
    }
    let mut work = ctx.work().await?;
    accounts::lock_grants(&mut work.tx).await?;
    let found = Found::load(ctx, &mut work.tx, &rows).await?;
    let (good, rest): (Vec<_>, Vec<_>) =
        roster::check(rows, &found.known).into_iter().partition(Checked::is_work);
    let refused: Vec<Checked> = rest.into_iter().filter(|row| !row.problems.is_empty()).collect();
    if good.is_empty() {
        return Err(Problem::new("roster-nothing").into());
    }
    let (mut handed, mut names) = (Vec::new(), HashMap::<Act, Vec<String>>::new());
    for Checked { row, act, .. } in good {
        names.entry(act).or_default().push(row.sign_in.clone());
        handed.extend(act_on(ctx, &mut work, &found, row, act).await?);
    }
    let of = |act| names.get(&act).map_or(&[][..], Vec::as_slice);
    let after = json!({
        "created": of(Act::Create), "closed": of(Act::Close), "opened": of(Act::Open),
        "reset": of(Act::Reset), "linked": of(Act::Link), "refused": refused.len(),
    });
    work.audit("account.import", "account", "", None, Some(after.to_string()));
    let done = Act::ALL.map(|act| (act, of(act).len()));
    work.commit().await?;
    let done = done.into_iter().filter(|(_, count)| *count > 0).collect();
    Ok(Outcome { handed, done, refused })
}

/// Does what one row asks for; the password to hand over, if there is one.
async fn act_on(
    ctx: &Ctx,
    work: &mut Work,
    found: &Found,
    row: Row,
    act: Act,
) -> Result<Option<Handed>, Refusal> {
    if act == Act::Create {
        return create(work, found, row).await.map(Some);
    }
    let key = SignInName::parse(&row.sign_in)?;
    let account = found.accounts.get(key.key()).ok_or(Refusal::NotFound)?;
    match act {
        Act::Create => {}
        Act::Close | Act::Open => {
            users::set_active_in(ctx, work, account.id, act == Act::Open).await?;
        }
        Act::Link => {
            let person = found.people.get(&row.staff_number).copied();
            users::amend_in(work, account, account.revision, &account.name, person).await?;
        }
        Act::Reset => {
            let password = Password::one_time();
            users::reset_in(ctx, work, account.id, &password.hash()?).await?;
            return Ok(Some(Handed { row, name: account.name.clone(), password }));
        }
    }
    Ok(None)
}

async fn create(work: &mut Work, found: &Found, row: Row) -> Result<Handed, Refusal> {
    let sign_in = SignInName::parse(&row.sign_in)?;
    let password = Password::one_time();
    let name = super::name(&row.name, "name")?;
    let new = NewAccount {
        sign_in: &sign_in,
        name: &name,
        password: &password.hash()?,
        must_change: true,
        person: found.people.get(&row.staff_number).copied(),
    };
    // Taken since it was checked, by somebody who created an account at the same moment.
    let taken = || Problem::new("account-name-taken").arg("name", &row.sign_in);
    accounts::insert(&mut work.tx, &new).await?.ok_or_else(taken)?;
    Ok(Handed { row, name, password })
}
