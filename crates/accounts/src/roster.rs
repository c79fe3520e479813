//! A list of accounts from a workbook: which columns it has, and what is wrong with each row.
//!
//! The file is read once and never stored; the preview carries its rows to the confirmation, where
//! everything is checked again.

use crate::sign_in_name::SignInName;
use crate::use_cases::name;
use interchange::readers::{Book, Cell, Input, Limits};
use kernel::Problem;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::ops::ControlFlow;

/// Rows of one list at the most; more go into several.
pub const MOST: usize = 2_000;
/// A list of names is no large file.
const LIMITS: Limits = Limits { file: 8 << 20, unpacked: 64 << 20, ratio: 200, harmless: 32 << 20 };

/// A column of the list, in the template's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    SignIn,
    Name,
    StaffNumber,
}

impl Column {
    pub const ALL: [Self; 3] = [Self::SignIn, Self::Name, Self::StaffNumber];

    /// The Fluent key of its heading.
    pub const fn key(self) -> &'static str {
        match self {
            Self::SignIn => "accounts-sign-in-name",
            Self::Name => "accounts-name",
            Self::StaffNumber => "accounts-staff-number",
        }
    }

    /// Headings in which it is recognised, in small letters.
    const fn headings(self) -> &'static [&'static str] {
        match self {
            Self::SignIn => &["登录名", "账号", "帐号", "用户名", "sign-in name", "user name"],
            Self::Name => &["姓名", "名称", "name", "full name"],
            Self::StaffNumber => &["工号", "员工编号", "人员编号", "staff number"],
        }
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
}

/// A row with what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub row: Row,
    pub problems: Vec<Problem>,
}

/// What the program knows already.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Sign-in names in the form that makes them unique.
    pub names: HashSet<String>,
    /// Staff numbers of the list that belong to a person …
    pub staff_numbers: HashSet<String>,
    /// … and of these, the ones whose person has an account.
    pub linked: HashSet<String>,
}

/// Reads the first sheet.
///
/// # Errors
/// Why the file cannot be read, `roster-headings`, `roster-empty` or `roster-long`.
pub fn read(input: &Input) -> Result<Vec<Row>, Problem> {
    let at_file = |problem: Problem| problem.at("file");
    let book = Book::open(input, &Default::default(), LIMITS).map_err(at_file)?;
    let mut places: Option<[Option<usize>; 3]> = None;
    let mut rows = Vec::new();
    book.rows(0, |number, cells| {
        if cells.iter().all(Cell::is_blank) {
            return ControlFlow::Continue(());
        }
        match &places {
            None => places = Some(columns(cells)),
            Some(places) => rows.push(row(number, cells, places)),
        }
        if rows.len() > MOST { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .map_err(at_file)?;
    match places {
        Some([Some(_), Some(_), _]) if rows.len() > MOST => {
            Err(at_file(Problem::new("roster-long").arg("most", MOST)))
        }
        Some([Some(_), Some(_), _]) if !rows.is_empty() => Ok(rows),
        Some([Some(_), Some(_), _]) | None => Err(at_file(Problem::new("roster-empty"))),
        Some(_) => Err(at_file(Problem::new("roster-headings"))),
    }
}

fn columns(headings: &[Cell<'_>]) -> [Option<usize>; 3] {
    let texts: Vec<String> =
        headings.iter().map(|cell| cell.text().trim().to_lowercase()).collect();
    Column::ALL
        .map(|column| texts.iter().position(|text| column.headings().contains(&text.as_str())))
}

fn row(number: u32, cells: &[Cell<'_>], places: &[Option<usize>; 3]) -> Row {
    let [sign_in, name, staff_number] = places.map(|place| {
        let cell = place.and_then(|place| cells.get(place));
        cell.map_or_else(String::new, |cell| cell.text().trim().to_owned())
    });
    Row { number, sign_in, name, staff_number }
}

/// Judges every row by itself, by the others, and by what is known.
pub fn check(rows: Vec<Row>, known: &Known) -> Vec<Checked> {
    let (mut names, mut numbers) = (HashSet::new(), HashSet::new());
    let judge = |row: Row| {
        let mut problems = Vec::new();
        match SignInName::parse(&row.sign_in) {
            Err(problem) => problems.push(problem),
            Ok(name) if known.names.contains(name.key()) => {
                problems.push(Problem::new("account-name-taken").arg("name", &row.sign_in));
            }
            Ok(name) if !names.insert(name.key().to_owned()) => {
                problems.push(Problem::new("roster-name-twice").arg("name", &row.sign_in));
            }
            Ok(_) => {}
        }
        problems.extend(name(&row.name, "name").err());
        problems.extend(staff_number_problem(&row.staff_number, known, &mut numbers));
        Checked { row, problems }
    };
    rows.into_iter().map(judge).collect()
}

fn staff_number_problem(
    number: &str,
    known: &Known,
    seen: &mut HashSet<String>,
) -> Option<Problem> {
    let code = if number.is_empty() {
        return None;
    } else if !known.staff_numbers.contains(number) {
        "account-staff-number-unknown"
    } else if known.linked.contains(number) {
        "roster-person-taken"
    } else if !seen.insert(number.to_owned()) {
        "roster-person-twice"
    } else {
        return None;
    };
    Some(Problem::new(code).arg("number", number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let set = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Known {
            names: set(&["admin"]),
            staff_numbers: set(&["A001", "A002"]),
            linked: set(&["A002"]),
        }
    }

    fn codes(rows: &[(&str, &str, &str)]) -> Vec<Vec<&'static str>> {
        let rows = rows.iter().map(|(sign_in, name, staff_number)| Row {
            number: 2,
            sign_in: (*sign_in).to_owned(),
            name: (*name).to_owned(),
            staff_number: (*staff_number).to_owned(),
        });
        check(rows.collect(), &known())
            .into_iter()
            .map(|checked| checked.problems.into_iter().map(|problem| problem.code).collect())
            .collect()
    }

    #[test]
    fn each_row_answers_for_itself() {
        assert_eq!(
            codes(&[
                ("li.na", "李娜", "A001"),
                ("wang wu", "", "A009"),
                ("Admin", "管理员", ""),
                ("zhao", "赵六", "A002"),
            ]),
            [
                vec![],
                vec![
                    "sign-in-name-malformed",
                    "account-name-empty",
                    "account-staff-number-unknown"
                ],
                vec!["account-name-taken"],
                vec!["roster-person-taken"],
            ]
        );
    }

    #[test]
    fn the_second_of_two_alike_is_refused() {
        assert_eq!(
            codes(&[("li.na", "李娜", "A001"), ("LI.NA", "李娜", "A001")]),
            [vec![], vec!["roster-name-twice", "roster-person-twice"]]
        );
    }

    #[test]
    fn headings_may_stand_in_any_order() {
        let text = "工号,备注,姓名,登录名\nA001,x,李娜,li.na\n,,,\n,,王五,wang.wu\n";
        let input = Input { name: "a.csv".into(), bytes: text.into() };
        let rows = read(&input).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].sign_in.as_str(), rows[0].staff_number.as_str()), ("li.na", "A001"));
        assert_eq!((rows[1].number, rows[1].name.as_str()), (4, "王五"));
    }

    #[test]
    fn a_file_that_is_no_list_says_why() {
        let code = |text: &str| {
            read(&Input { name: "a.csv".into(), bytes: text.into() }).unwrap_err().code
        };
        assert_eq!(code("指标,一月\n产量,5\n"), "roster-headings");
        assert_eq!(code("登录名,姓名\n"), "roster-empty");
        let long = format!("登录名,姓名\n{}", "a,b\n".repeat(MOST + 1));
        assert_eq!(code(&long), "roster-long");
    }
}
