//! Many accounts from one workbook: previewed, confirmed, created in one step.

use crate::password::{OneTime, Password};
use crate::roster::{self, Checked, Known, Row};
use crate::sign_in_name::SignInName;
use crate::store::accounts::{self, NewAccount};
use directory::people;
use kernel::{Action, PersonId, Problem, Resource};
use serde_json::json;
use std::collections::HashMap;
use store::{Ctx, Query, Refusal, Work};

/// An account that was created, with the password to hand over.
pub struct Created {
    pub row: Row,
    pub password: OneTime,
}

/// What a confirmation did.
pub struct Outcome {
    pub created: Vec<Created>,
    pub refused: Vec<Checked>,
}

/// Judges the rows against what is known now; changes nothing.
pub async fn preview(ctx: &Ctx, rows: Vec<Row>) -> Result<Vec<Checked>, Refusal> {
    ctx.may(Action::Import, Resource::User, &[])?;
    let people = people_of(&mut ctx.read(), &rows).await?;
    let known = known(&mut ctx.read(), &people).await?;
    Ok(roster::check(rows, &known))
}

type People = HashMap<String, (PersonId, bool)>;

/// The people whom the rows name, by staff number, and whether each has an account.
async fn people_of(q: &mut impl Query, rows: &[Row]) -> Result<People, Refusal> {
    let mut found = People::new();
    for row in rows.iter().filter(|row| !row.staff_number.is_empty()) {
        if let Some(person) = people::by_staff_number(q, &row.staff_number).await? {
            let has_account = accounts::of_person(q, person.id).await?.is_some();
            found.insert(row.staff_number.clone(), (person.id, has_account));
        }
    }
    Ok(found)
}

async fn known(q: &mut impl Query, people: &People) -> Result<Known, Refusal> {
    let linked = people.iter().filter(|(_, (_, has_account))| *has_account);
    Ok(Known {
        names: accounts::keys(q).await?,
        staff_numbers: people.keys().cloned().collect(),
        linked: linked.map(|(number, _)| number.clone()).collect(),
    })
}

/// Creates the accounts of all rows without a problem, in one step, and says what became of the others.
///
/// # Errors
/// `roster-nothing` when no row is left, `roster-long` for more rows than a list may have.
pub async fn confirm(ctx: &Ctx, rows: Vec<Row>) -> Result<Outcome, Refusal> {
    ctx.may(Action::Import, Resource::User, &[])?;
    if rows.len() > roster::MOST {
        return Err(Problem::new("roster-long").arg("most", roster::MOST).into());
    }
    let mut work = ctx.work().await?;
    let people = people_of(&mut work.tx, &rows).await?;
    let known = known(&mut work.tx, &people).await?;
    let (good, refused): (Vec<_>, Vec<_>) =
        roster::check(rows, &known).into_iter().partition(|checked| checked.problems.is_empty());
    if good.is_empty() {
        return Err(Problem::new("roster-nothing").into());
    }
    let mut created = Vec::new();
    for Checked { row, .. } in good {
        created.push(create(&mut work, row, &people).await?);
    }
    let after: Vec<_> = created.iter().map(|created| created.row.sign_in.as_str()).collect();
    let after = json!({ "created": after, "refused": refused.len() }).to_string();
    work.audit("account.import", "account", "", None, Some(after));
    work.commit().await?;
    Ok(Outcome { created, refused })
}

async fn create(work: &mut Work, row: Row, people: &People) -> Result<Created, Refusal> {
    let sign_in = SignInName::parse(&row.sign_in)?;
    let password = Password::one_time();
    let new = NewAccount {
        sign_in: &sign_in,
        name: row.name.trim(),
        password: &password.hash()?,
        must_change: true,
        person: people.get(&row.staff_number).map(|(person, _)| *person),
    };
    // Taken since it was checked, by somebody who created an account at the same moment.
    let taken = || Problem::new("account-name-taken").arg("name", &row.sign_in);
    accounts::insert(&mut work.tx, &new).await?.ok_or_else(taken)?;
    Ok(Created { row, password })
}
