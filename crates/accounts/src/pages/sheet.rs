//! What the pages of this crate hand out as workbooks.

use super::grants::state as grant_state;
use super::users::state as account_state;
use crate::roster::{Checked, Column as Field};
use crate::store::accounts::Account;
use crate::use_cases::grants::View;
use interchange::writers::Value;
use kernel::Day;
use store::audit::Stored;
use web_kit::Page;
use web_kit::answer::Answer;
use web_kit::export::workbook;
use web_kit::table::Column;

/// A cell of a worksheet holds 32,767 characters.
const CELL: usize = 32_000;

/// One sheet under the name of the page, its columns with these headings.
fn sheet(page: &Page, headings: &[&'static str], rows: Vec<Vec<Value>>) -> Answer {
    let columns: Vec<_> = headings.iter().map(|heading| Column::fixed("", heading)).collect();
    workbook(page, &columns, rows)
}

pub fn users(page: &Page, accounts: &[Account], now: i64) -> Answer {
    let row = |account: &Account| {
        let last = account.last_sign_in.map(|at| page.moment(&at)).unwrap_or_default();
        let state = account_state(page, account, now).1;
        vec![
            Value::from(account.sign_in.as_str()),
            Value::from(account.name.as_str()),
            Value::from(state),
            Value::from(last),
        ]
    };
    let headings =
        ["accounts-sign-in-name", "accounts-name", "accounts-state", "accounts-last-sign-in"];
    sheet(page, &headings, accounts.iter().map(row).collect())
}

pub fn grants(page: &Page, grants: &[View], today: Day) -> Answer {
    let row = |view: &View| {
        let (held, valid) = (&view.held, view.held.grant.valid);
        vec![
            Value::from(held.sign_in.as_str()),
            Value::from(held.name.as_str()),
            Value::from(page.t(format!("role-{}", held.grant.role.name()))),
            Value::from(view.unit.as_str()),
            Value::from(valid.from.to_string()),
            Value::from(valid.last_day().map(|day| day.to_string()).unwrap_or_default()),
            Value::from(grant_state(page, valid, today).1),
            Value::from(held.given_by.as_str()),
        ]
    };
    let headings = [
        "accounts-sign-in-name",
        "accounts-name",
        "accounts-role",
        "accounts-unit",
        "accounts-from",
        "accounts-last-day",
        "accounts-state",
        "accounts-given-by",
    ];
    sheet(page, &headings, grants.iter().map(row).collect())
}

pub fn audit(page: &Page, entries: &[Stored]) -> Answer {
    let cut = |text: &str| Value::from(text.chars().take(CELL).collect::<String>());
    let row = |entry: &Stored| {
        vec![
            Value::from(entry.id.to_string()),
            Value::from(page.moment(&entry.at)),
            Value::from(entry.actor.as_str()),
            Value::from(entry.action.as_str()),
            Value::from(entry.subject.as_str()),
            Value::from(entry.subject_id.as_str()),
            cut(entry.before.as_deref().unwrap_or_default()),
            cut(entry.after.as_deref().unwrap_or_default()),
            Value::from(entry.seal.map(|seal| seal.to_string()).unwrap_or_default()),
        ]
    };
    let headings = [
        "accounts-audit-number",
        "accounts-audit-at",
        "accounts-audit-actor",
        "accounts-audit-action",
        "accounts-audit-subject",
        "accounts-audit-subject-id",
        "accounts-audit-before",
        "accounts-audit-after",
        "accounts-audit-seal",
    ];
    sheet(page, &headings, entries.iter().map(row).collect())
}

/// The empty list of accounts, to be filled in.
pub fn template(page: &Page) -> Answer {
    sheet(page, &Field::ALL.map(Field::key), Vec::new())
}

/// Refused rows with their reasons, in the template's columns so that the sheet can be corrected and
/// uploaded again.
pub fn refused(page: &Page, rows: &[Checked]) -> Answer {
    let row = |checked: &Checked| {
        let reasons: Vec<String> =
            checked.problems.iter().map(|problem| page.problem(problem)).collect();
        vec![
            Value::from(checked.row.sign_in.as_str()),
            Value::from(checked.row.name.as_str()),
            Value::from(checked.row.staff_number.as_str()),
            Value::from(checked.row.number.to_string()),
            Value::from(reasons.join(" ")),
        ]
    };
    let [sign_in, name, number] = Field::ALL.map(Field::key);
    let headings = [sign_in, name, number, "accounts-roster-row", "accounts-roster-reason"];
    sheet(page, &headings, rows.iter().map(row).collect())
}
