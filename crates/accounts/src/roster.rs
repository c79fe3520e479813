//! A list of accounts from a workbook: which columns it has, what each row asks for, and what is wrong
//! with it.
//!
//! The file is read once and never stored; the preview carries its rows to the confirmation, where
//! everything is checked again. What a row may do is what may be done one by one.

use crate::sign_in_name::SignInName;
use crate::use_cases::name;
use interchange::list::{self, Column};
use interchange::readers::Input;
use kernel::{Problem, Role};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// Rows of one list at the most; more go into several.
pub const MOST: usize = 2_000;

/// The columns, in the template's order.
pub const COLUMNS: [Column; 4] = [
    Column {
        id: "sign_in",
        title: "accounts-sign-in-name",
        headings: &["登录名", "账号", "帐号", "用户名", "sign-in name", "user name"],
        is_required: true,
        is_day: false,
    },
    Column {
        id: "name",
        title: "accounts-name",
        headings: &["姓名", "名称", "name", "full name"],
        is_required: true,
        is_day: false,
    },
    Column {
        id: "staff_number",
        title: "accounts-staff-number",
        headings: &["工号", "员工编号", "人员编号", "staff number"],
        is_required: false,
        is_day: false,
    },
    Column {
        id: "action",
        title: "accounts-roster-action",
        headings: &["操作", "动作", "action"],
        is_required: false,
        is_day: false,
    },
];

/// What a row asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    Create,
    Close,
    Open,
    Reset,
    /// To the person with the staff number.
    Link,
}

impl Act {
    pub const ALL: [Self; 5] = [Self::Create, Self::Close, Self::Open, Self::Reset, Self::Link];

    /// Its name in the keys of texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Close => "close",
            Self::Open => "open",
            Self::Reset => "reset",
            Self::Link => "link",
        }
    }

    /// Words in which it is recognised, in small letters.
    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Create => &["", "新建", "建立", "create"],
            Self::Close => &["停用", "deactivate", "close"],
            Self::Open => &["启用", "open", "activate"],
            Self::Reset => &["重置", "重置密码", "reset", "reset password"],
            Self::Link => &["关联", "link"],
        }
    }

    fn parse(text: &str) -> Result<Self, Problem> {
        let word = text.trim().to_lowercase();
        let unknown = || Problem::new("roster-action-unknown").arg("action", text).at("action");
        Self::ALL.into_iter().find(|act| act.words().contains(&word.as_str())).ok_or_else(unknown)
    }
}

/// A row as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number in the sheet, from 1.
    pub number: u32,
    pub sign_in: String,
    pub name: String,
    pub staff_number: String,
    #[serde(default)]
    pub action: String,
    /// Columns whose cell the spreadsheet program changed, with the problem's code.
    #[serde(default)]
    pub unread: Vec<(String, String)>,
}

/// A row with what it asks for and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub row: Row,
    /// The first possible when the word says nothing.
    pub act: Act,
    /// Nothing would change: closed already, linked already.
    pub is_idle: bool,
    /// The name of the person to be linked.
    pub person: Option<String>,
    pub problems: Vec<Problem>,
}

impl Checked {
    /// Whether the confirmation does something about it.
    pub fn is_work(&self) -> bool {
        self.problems.is_empty() && !self.is_idle
    }
}

/// An account that the list names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownAccount {
    pub name: String,
    pub is_open: bool,
    /// The writer's own.
    pub is_own: bool,
    /// Holds a role whose password the system administrator must not set, today or later.
    pub is_apart: bool,
}

/// A person whom the list names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownPerson {
    pub name: String,
    /// The account linked to the person, in the form that makes it unique.
    pub account: Option<String>,
}

/// What the program knows already.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// By sign-in name in the form that makes it unique.
    pub accounts: HashMap<String, KnownAccount>,
    /// By staff number as the list has it.
    pub people: HashMap<String, KnownPerson>,
    /// For each administrator's role, the open accounts that hold it today.
    pub administrators: HashMap<Role, HashSet<String>>,
}

/// Reads the first sheet.
///
/// # Errors
/// Those of [`list::read`].
pub fn read(input: &Input) -> Result<Vec<Row>, Problem> {
    let row = |row: list::Row<4>| {
        let [sign_in, name, staff_number, action] = row.texts;
        let unread =
            |problem: Problem| (problem.field.unwrap_or_default(), problem.code.to_owned());
        let unread = row.problems.into_iter().map(unread).collect();
        Row { number: row.number, sign_in, name, staff_number, action, unread }
    };
    Ok(list::read(input, &COLUMNS, MOST)?.rows.into_iter().map(row).collect())
}

/// Judges every row by itself, by the others, and by what is known. Rows count from the top: two that
/// would close the last two administrators of a kind are one too many.
pub fn check(rows: Vec<Row>, known: &Known) -> Vec<Checked> {
    let mut judge = Judge {
        known,
        administrators: known.administrators.clone(),
        names: HashSet::new(),
        numbers: HashSet::new(),
    };
    rows.into_iter().map(|row| judge.row(row)).collect()
}

struct Judge<'k> {
    known: &'k Known,
    administrators: HashMap<Role, HashSet<String>>,
    names: HashSet<String>,
    numbers: HashSet<String>,
}

impl Judge<'_> {
    fn row(&mut self, row: Row) -> Checked {
        let mut problems: Vec<Problem> = row.unread.iter().map(|cell| unread(&row, cell)).collect();
        let checked = |act, is_idle, person, problems| Checked {
            row: row.clone(),
            act,
            is_idle,
            person,
            problems,
        };
        let act = Act::parse(&row.action).map_err(|problem| problems.push(problem));
        let sign_in = SignInName::parse(&row.sign_in).map_err(|problem| problems.push(problem));
        if let Ok(sign_in) = &sign_in
            && !self.names.insert(sign_in.key().to_owned())
        {
            let twice = Problem::new("roster-name-twice").arg("name", &row.sign_in);
            problems.push(twice.at("sign_in"));
        }
        let (Ok(act), Ok(sign_in)) = (act, &sign_in) else {
            if act == Ok(Act::Create) {
                problems.extend(self.new_person(&row).err().into_iter().flatten());
            }
            return checked(act.unwrap_or(Act::Create), false, None, problems);
        };
        if !problems.is_empty() {
            return checked(act, false, None, problems);
        }
        let (is_idle, person) = match self.act(act, &row, sign_in.key()) {
            Ok(done) => done,
            Err(found) => {
                problems = found;
                (false, None)
            }
        };
        checked(act, is_idle, person, problems)
    }

    /// Whether the row changes nothing, and the person whom it links.
    fn act(
        &mut self,
        act: Act,
        row: &Row,
        key: &str,
    ) -> Result<(bool, Option<String>), Vec<Problem>> {
        let problem = |code| vec![Problem::new(code).arg("name", &row.sign_in).at("sign_in")];
        let account = match (act, self.known.accounts.get(key)) {
            (Act::Create, None) => return self.new_person(row).map(|person| (false, person)),
            (Act::Create, Some(_)) if row.action.trim().is_empty() => {
                return Err(problem("roster-name-known"));
            }
            (Act::Create, Some(_)) => return Err(problem("account-name-taken")),
            (_, None) => return Err(problem("roster-account-unknown")),
            (_, Some(account)) => account,
        };
        if !row.name.is_empty() && !is_one_name(&row.name, &account.name) {
            let differs = Problem::new("roster-name-differs").arg("name", &account.name);
            return Err(vec![differs.at("name")]);
        }
        match act {
            Act::Create | Act::Link => {
                let person = self.linked(row, Some(key))?;
                let is_idle = person.account.as_deref() == Some(key);
                Ok((is_idle, Some(person.name.clone())))
            }
            Act::Close | Act::Reset if account.is_own => Err(problem("account-own")),
            Act::Reset if account.is_apart => Err(problem("reset-by-operator")),
            Act::Reset => Ok((false, None)),
            Act::Close => self.close(key, account).map(|is_idle| (is_idle, None)),
            // Whom this list opens does not make up for an administrator whom it closes: that takes two lists.
            Act::Open => Ok((account.is_open, None)),
        }
    }

    fn close(&mut self, key: &str, account: &KnownAccount) -> Result<bool, Vec<Problem>> {
        if !account.is_open {
            return Ok(true);
        }
        let is_last =
            |(_, holders): &(&Role, &HashSet<String>)| holders.contains(key) && holders.len() == 1;
        if let Some((role, _)) = self.administrators.iter().find(is_last) {
            let last = Problem::new("last-administrator").arg("role", role.name());
            return Err(vec![last.at("sign_in")]);
        }
        for holders in self.administrators.values_mut() {
            holders.remove(key);
        }
        Ok(false)
    }

    /// What a new account needs: a name, and a person without an account if a number is given.
    fn new_person(&mut self, row: &Row) -> Result<Option<String>, Vec<Problem>> {
        let mut problems: Vec<Problem> = name(&row.name, "name").err().into_iter().collect();
        let person = match row.staff_number.is_empty() {
            true => Ok(None),
            false => self.linked(row, None).map(|person| Some(person.name.clone())),
        };
        match person {
            Ok(person) if problems.is_empty() => Ok(person),
            Ok(_) => Err(problems),
            Err(more) => {
                problems.extend(more);
                Err(problems)
            }
        }
    }

    fn linked(&mut self, row: &Row, own: Option<&str>) -> Result<&KnownPerson, Vec<Problem>> {
        let number = row.staff_number.as_str();
        let problem = |code| vec![Problem::new(code).arg("number", number).at("staff_number")];
        if number.is_empty() {
            return Err(problem("roster-number-needed"));
        }
        let Some(person) = self.known.people.get(number) else {
            return Err(problem("account-staff-number-unknown"));
        };
        if person.account.is_some() && person.account.as_deref() != own {
            return Err(problem("roster-person-taken"));
        }
        if !self.numbers.insert(number.to_owned()) {
            return Err(problem("roster-person-twice"));
        }
        Ok(person)
    }
}

fn is_one_name(one: &str, other: &str) -> bool {
    directory::name::normal_person(one) == directory::name::normal_person(other)
}

/// The problem of a cell that the spreadsheet program changed.
fn unread(row: &Row, (column, code): &(String, String)) -> Problem {
    let texts = [&row.sign_in, &row.name, &row.staff_number, &row.action];
    let place = COLUMNS.iter().position(|known| known.id == column).unwrap_or_default();
    let problem = match code.as_str() {
        "list-cell-date" => Problem::new("list-cell-date").arg("day", texts[place]),
        "list-cell-digits" => Problem::new("list-cell-digits"),
        _ => Problem::new("list-cell-error").arg("error", texts[place]),
    };
    problem.at(COLUMNS[place].id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let account = |name: &str| KnownAccount {
            name: name.to_owned(),
            is_open: true,
            ..KnownAccount::default()
        };
        let own = KnownAccount { is_own: true, ..account("我") };
        let apart = KnownAccount { is_apart: true, ..account("石安全") };
        let closed = KnownAccount { is_open: false, ..account("旧人") };
        let accounts = [
            ("admin", own),
            ("second", account("副管理员")),
            ("third", account("第三管理员")),
            ("secure", apart),
            ("old", closed),
            ("li.na", account("李娜")),
        ];
        let person = |name: &str, account: Option<&str>| KnownPerson {
            name: name.to_owned(),
            account: account.map(str::to_owned),
        };
        let people = [("A001", person("李娜", None)), ("A002", person("旧人", Some("old")))];
        let holders = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        Known {
            accounts: accounts.map(|(key, account)| (key.to_owned(), account)).into(),
            people: people.map(|(number, person)| (number.to_owned(), person)).into(),
            administrators: [
                (Role::SystemAdmin, holders(&["second", "third"])),
                (Role::SecurityAdmin, holders(&["secure"])),
            ]
            .into(),
        }
    }

    fn checked(rows: &[[&str; 4]]) -> Vec<Checked> {
        let row = |[sign_in, name, staff_number, action]: &[&str; 4]| Row {
            number: 2,
            sign_in: (*sign_in).to_owned(),
            name: (*name).to_owned(),
            staff_number: (*staff_number).to_owned(),
            action: (*action).to_owned(),
            unread: Vec::new(),
        };
        check(rows.iter().map(row).collect(), &known())
    }

    fn codes(rows: &[[&str; 4]]) -> Vec<Vec<&'static str>> {
        checked(rows)
            .into_iter()
            .map(|checked| checked.problems.into_iter().map(|problem| problem.code).collect())
            .collect()
    }

    #[track_caller]
    fn check_row(row: [&str; 4], act: Act, is_idle: bool, code: Option<&str>) {
        let checked = checked(&[row]).remove(0);
        let found = checked.problems.first().map(|problem| problem.code);
        assert_eq!((checked.act, checked.is_idle, found), (act, is_idle, code), "{row:?}");
    }

    #[test]
    fn each_row_answers_for_itself() {
        assert_eq!(
            codes(&[
                ["new.one", "李娜", "A001", ""],
                ["wang wu", "", "A009", ""],
                ["Admin", "管理员", "", ""],
                ["zhao", "赵六", "A002", "新建"],
            ]),
            [
                vec![],
                vec![
                    "sign-in-name-malformed",
                    "account-name-empty",
                    "account-staff-number-unknown"
                ],
                vec!["roster-name-known"],
                vec!["roster-person-taken"],
            ]
        );
    }

    #[test]
    fn every_action_does_what_it_does_one_by_one() {
        check_row(["li.na", "", "", "停用"], Act::Close, false, None);
        check_row(["LI.NA", "李娜", "", " Deactivate "], Act::Close, false, None);
        check_row(["old", "", "", "停用"], Act::Close, true, None);
        check_row(["old", "", "", "启用"], Act::Open, false, None);
        check_row(["li.na", "", "", "open"], Act::Open, true, None);
        check_row(["li.na", "", "", "重置"], Act::Reset, false, None);
        check_row(["li.na", "", "A001", "关联"], Act::Link, false, None);
        check_row(["old", "", "A002", "link"], Act::Link, true, None);
        assert_eq!(checked(&[["li.na", "", "A001", "关联"]])[0].person.as_deref(), Some("李娜"));
    }

    #[test]
    fn what_is_refused_one_by_one_is_refused_in_a_list() {
        check_row(["admin", "", "", "停用"], Act::Close, false, Some("account-own"));
        check_row(["admin", "", "", "重置"], Act::Reset, false, Some("account-own"));
        check_row(["secure", "", "", "重置"], Act::Reset, false, Some("reset-by-operator"));
        check_row(["secure", "", "", "停用"], Act::Close, false, Some("last-administrator"));
        check_row(["nobody", "", "", "停用"], Act::Close, false, Some("roster-account-unknown"));
        check_row(["li.na", "李那", "", "停用"], Act::Close, false, Some("roster-name-differs"));
        check_row(["li.na", "", "", "关联"], Act::Link, false, Some("roster-number-needed"));
        check_row(["li.na", "", "A002", "关联"], Act::Link, false, Some("roster-person-taken"));
        check_row(
            ["li.na", "", "A9", "关联"],
            Act::Link,
            false,
            Some("account-staff-number-unknown"),
        );
        check_row(["li.na", "李娜", "", "新建"], Act::Create, false, Some("account-name-taken"));
        check_row(["li.na", "", "", "删除"], Act::Create, false, Some("roster-action-unknown"));
    }

    #[test]
    fn the_last_two_administrators_are_not_closed_together() {
        let close = |name| [name, "", "", "停用"];
        assert_eq!(codes(&[close("second"), close("third")]), [vec![], vec!["last-administrator"]]);
    }

    #[test]
    fn the_second_of_two_alike_is_refused() {
        assert_eq!(
            codes(&[["new.one", "李娜", "A001", ""], ["NEW.one", "李娜", "A001", ""]]),
            [vec![], vec!["roster-name-twice"]]
        );
        assert_eq!(
            codes(&[["new.one", "李娜", "A001", ""], ["new.two", "李娜", "A001", ""]]),
            [vec![], vec!["roster-person-twice"]]
        );
    }

    #[test]
    fn a_cell_that_was_changed_is_refused_at_the_confirmation_too() {
        let text = "登录名,姓名\nnew.one,x\n";
        let mut row = read(&Input { name: "a.csv".into(), bytes: text.into() }).unwrap().remove(0);
        row.unread = vec![("name".to_owned(), "list-cell-error".to_owned())];
        let carried: Row = serde_json::from_str(&serde_json::to_string(&row).unwrap()).unwrap();
        let checked = check(vec![carried], &known());
        assert_eq!(checked[0].problems[0].code, "list-cell-error");
    }
}
