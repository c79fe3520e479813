//! What the pages of this crate hand out as workbooks.

use super::grants::state as grant_state;
use super::users::state as account_state;
use crate::roster::{Act, COLUMNS, Checked};
use crate::store::accounts::Account;
use crate::use_cases::grants::View;
use interchange::list::Column as Field;
use interchange::writers::{self, Blank, Returned, Value};
use kernel::{Day, Problem};
use store::audit::Stored;
use web_kit::Page;
use web_kit::answer::{Answer, XLSX, file};
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
    let words = Act::ALL.map(|act| page.t(format!("accounts-act-{}", act.name())));
    let blank = |column: &Field| Blank {
        heading: page.t(column.title),
        choices: if column.id == "action" { words.to_vec() } else { Vec::new() },
        example: page.t(format!("accounts-example-{}", column.id)),
    };
    let columns: Vec<Blank> = COLUMNS.iter().map(blank).collect();
    let notes = ["accounts-roster-note-action", "accounts-roster-note-number"];
    let bytes = writers::list_template(&columns, &notes.map(|key| page.t(key)), page.lang)?;
    file(&format!("{}.xlsx", page.title), XLSX, bytes)
}

/// Refused rows with their reasons, in the template's columns so that the sheet can be corrected and
/// uploaded again.
pub fn refused(page: &Page, rows: &[Checked]) -> Answer {
    let place = |problem: &Problem| {
        let own = |column: &Field| Some(column.id) == problem.field.as_deref();
        COLUMNS.iter().position(own).unwrap_or_default() as u16
    };
    let returned = |Checked { row, problems, .. }: &Checked| Returned {
        texts: vec![
            row.sign_in.clone(),
            row.name.clone(),
            row.staff_number.clone(),
            row.action.clone(),
            row.number.to_string(),
        ],
        reasons: problems.iter().map(|one| (place(one), page.problem(one))).collect(),
    };
    let mut headings = COLUMNS.map(|column| page.t(column.title)).to_vec();
    headings.push(page.t("accounts-roster-row"));
    let rows: Vec<Returned> = rows.iter().map(returned).collect();
    let bytes = writers::list_errors(&headings, &rows, page.lang)?;
    file(&format!("{}.xlsx", page.title), XLSX, bytes)
}

/// One-time passwords to be handed over; nobody keeps them but who downloads this.
pub fn passwords(page: &Page, rows: &[[String; 3]]) -> Answer {
    let headings = ["accounts-sign-in-name", "accounts-name", "accounts-one-time"];
    let cells = |row: &[String; 3]| row.iter().map(|text| Value::from(text.as_str())).collect();
    sheet(page, &headings, rows.iter().map(cells).collect())
}
