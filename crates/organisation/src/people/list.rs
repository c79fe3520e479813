//! A list of people from a file: its columns, and what becomes of each of its rows.

use super::staff_number;
use directory::name;
use directory::people::NewPerson;
use interchange::list::Column;
use kernel::Problem;
use std::collections::HashMap;

/// Rows of one list at the most: everybody of a large group.
pub const MOST: usize = 200_000;

/// The columns, in the template's order.
pub const COLUMNS: [Column; 2] = [
    Column { id: "name", title: "people-name", headings: &["姓名", "名字"], is_required: true },
    Column {
        id: "staff_number",
        title: "people-number",
        headings: &["工号", "员工编号", "人员编号", "staff no."],
        is_required: false,
    },
];

/// A row as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its number in the sheet, from 1.
    pub row: u32,
    pub name: String,
    pub staff_number: String,
    /// Whether a cell could not be read; the row is refused for that already.
    pub is_unread: bool,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A new person.
    Fresh,
    /// The person is there, under this name and number.
    Known,
    Refused,
}

impl Verdict {
    pub const ALL: [Self; 3] = [Self::Fresh, Self::Known, Self::Refused];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Known => "known",
            Self::Refused => "refused",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }
}

/// A person who is there, as far as a list must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    pub name: String,
    pub staff_number: Option<String>,
}

/// What the program knows of the numbers and names of a list.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// By staff number, the person's name.
    pub numbers: HashMap<String, String>,
    /// By name in the form for search, everybody of that name.
    pub names: HashMap<String, Vec<Bearer>>,
}

/// Judges every row by itself, by the others, and by what is known. Each problem names its column.
pub fn judge(lines: &[Line], known: &Known) -> Vec<(Verdict, Vec<Problem>)> {
    let file = InFile::of(lines);
    lines.iter().map(|line| verdict(line, known, &file)).collect()
}

/// Which rows bear a name, and the first row with a number.
struct InFile {
    names: HashMap<String, Vec<u32>>,
    numbers: HashMap<String, u32>,
}

impl InFile {
    fn of(lines: &[Line]) -> Self {
        let mut file = Self { names: HashMap::new(), numbers: HashMap::new() };
        for line in lines {
            let rows = file.names.entry(name::normal_person(&line.name)).or_default();
            // Two are enough: one of them is another row.
            if rows.len() < 2 {
                rows.push(line.row);
            }
            file.numbers.entry(number_key(&line.staff_number)).or_insert(line.row);
        }
        file
    }
}

/// The staff number as it is kept; empty when there is none or it cannot be kept.
pub fn number_key(text: &str) -> String {
    name::checked_code(text).ok().flatten().unwrap_or_default()
}

fn verdict(line: &Line, known: &Known, file: &InFile) -> (Verdict, Vec<Problem>) {
    if line.is_unread {
        return (Verdict::Refused, Vec::new());
    }
    let mut problems = NewPerson::checked(&line.name, &line.staff_number).err().unwrap_or_default();
    problems.extend(staff_number::check(&line.staff_number).err());
    if !problems.is_empty() {
        return (Verdict::Refused, problems);
    }
    let found = if line.staff_number.is_empty() {
        without_number(line, known, file)
    } else {
        with_number(line, known, file)
    };
    match found {
        Ok(verdict) => (verdict, Vec::new()),
        Err(problem) => (Verdict::Refused, vec![problem]),
    }
}

fn with_number(line: &Line, known: &Known, file: &InFile) -> Result<Verdict, Problem> {
    let (number, normal) = (number_key(&line.staff_number), name::normal_person(&line.name));
    let problem = |code| Problem::new(code).arg("number", &number).at("staff_number");
    if let Some(first) = file.numbers.get(&number).filter(|first| **first != line.row) {
        return Err(problem("people-number-twice").arg("row", first));
    }
    match known.numbers.get(&number) {
        Some(name) if name::normal_person(name) == normal => return Ok(Verdict::Known),
        Some(name) => return Err(problem("person-staff-number-taken").arg("name", name)),
        None => {}
    }
    // Is it the one without a number? Nobody but a person can say.
    match known.names.get(&normal).into_iter().flatten().find(|one| one.staff_number.is_none()) {
        Some(one) => {
            Err(Problem::new("people-homonym-unnumbered").arg("name", &one.name).at("name"))
        }
        None => Ok(Verdict::Fresh),
    }
}

fn without_number(line: &Line, known: &Known, file: &InFile) -> Result<Verdict, Problem> {
    let normal = name::normal_person(&line.name);
    let problem = |code| Problem::new(code).at("staff_number");
    if let Some(one) = known.names.get(&normal).and_then(|all| all.first()) {
        let code = match one.staff_number {
            Some(_) => "people-homonym",
            None => "people-homonym-alike",
        };
        let number = one.staff_number.as_deref().unwrap_or_default();
        return Err(problem(code).arg("name", &one.name).arg("number", number));
    }
    let others = file.names.get(&normal).into_iter().flatten();
    match others.filter(|row| **row != line.row).min() {
        Some(row) => Err(problem("people-homonym-row").arg("name", &line.name).arg("row", row)),
        None => Ok(Verdict::Fresh),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let people =
            [("王芳", Some("A1")), ("王芳", Some("A2")), ("李娜", None), ("赵六", Some("A3"))];
        let mut known = Known::default();
        for (name, number) in people {
            let bearer = Bearer { name: name.to_owned(), staff_number: number.map(str::to_owned) };
            known.names.entry(name.to_owned()).or_default().push(bearer);
            if let Some(number) = number {
                known.numbers.insert(number.to_owned(), name.to_owned());
            }
        }
        known
    }

    #[track_caller]
    fn check(rows: &[(&str, &str)], expected: &[&str]) {
        let line = |((name, number), row): (&(&str, &str), u32)| Line {
            row,
            name: (*name).to_owned(),
            staff_number: (*number).to_owned(),
            is_unread: false,
        };
        let lines: Vec<Line> = rows.iter().zip(2..).map(line).collect();
        let said: Vec<&str> = judge(&lines, &known())
            .into_iter()
            .map(|(verdict, problems)| match problems.first() {
                Some(problem) => problem.code,
                None => verdict.name(),
            })
            .collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn a_row_is_new_there_already_or_wrong() {
        check(&[("陈静", "B1"), ("王芳", "Ａ1"), ("孙七", "")], &["fresh", "known", "fresh"]);
        check(&[(" ", "B1"), ("王\u{fffd}", "B2")], &["name-empty", "name-character"]);
        check(&[("陈静", "A3")], &["person-staff-number-taken"]);
        check(&[("陈静", "110101199003070000")], &["person-number-is-identity"]);
    }

    #[test]
    fn the_second_of_two_rows_with_one_number_is_refused() {
        check(&[("陈静", "B1"), ("陈晶", " b1")], &["fresh", "fresh"]);
        check(&[("陈静", "B1"), ("陈晶", "Ｂ1")], &["fresh", "people-number-twice"]);
    }

    #[test]
    fn homonyms_are_told_apart_by_number_or_by_a_person() {
        check(&[("王芳", "B1")], &["fresh"]);
        check(&[("王芳", "")], &["people-homonym"]);
        check(&[("李娜", "")], &["people-homonym-alike"]);
        check(&[("李娜", "B1")], &["people-homonym-unnumbered"]);
        check(&[("陈静", "B1"), ("陈静", "B2")], &["fresh", "fresh"]);
        check(&[("陈静", ""), ("陈静", "B2")], &["people-homonym-row", "fresh"]);
    }

    #[test]
    fn a_row_that_could_not_be_read_is_refused_for_that_alone() {
        let line = Line { row: 2, is_unread: true, ..Line::default() };
        assert_eq!(judge(&[line], &known()), [(Verdict::Refused, vec![])]);
    }
}
