//! 关键岗位: a post of a unit that a responsibility zone must hold on each of its shifts.

use kernel::{DayRange, KeyPostId, Problem, UnitId};

/// Shifts that a post may have.
const MOST_SHIFTS: usize = 12;

/// A post of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPost {
    pub id: KeyPostId,
    pub unit: UnitId,
    pub name: String,
    /// The names of its shifts in their order, such as 早、中、夜.
    pub shifts: Vec<String>,
    pub valid: DayRange,
    pub revision: i64,
}

/// What is said of a post when it is entered or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPost {
    pub unit: UnitId,
    pub name: String,
    pub shifts: Vec<String>,
    pub valid: DayRange,
}

/// Shifts as people write them, each once: separated by 、 or a comma, a slash or blanks.
///
/// # Errors
/// At `shifts`: `post-shifts-none`, `post-shift-twice` with its name, `post-shifts-many`.
pub fn shifts(text: &str) -> Result<Vec<String>, Problem> {
    let mut found: Vec<String> = Vec::new();
    let separators = ['、', '，', ',', '/', '／', ';', '；'];
    let parts = text.split(|c: char| separators.contains(&c) || c.is_whitespace());
    for part in parts.filter(|part| !part.is_empty()) {
        if found.iter().any(|known| known == part) {
            return Err(Problem::new("post-shift-twice").arg("shift", part).at("shifts"));
        }
        found.push(part.to_owned());
    }
    match found.len() {
        0 => Err(Problem::new("post-shifts-none").at("shifts")),
        n if n > MOST_SHIFTS => {
            Err(Problem::new("post-shifts-many").arg("most", MOST_SHIFTS).at("shifts"))
        }
        _ => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&[&str], &str>) {
        let read = shifts(text).map_err(|problem| problem.code);
        let expected = expected.map(|all| all.iter().map(|it| (*it).to_owned()).collect());
        assert_eq!(read, expected, "{text}");
    }

    #[test]
    fn shifts_are_read_as_people_write_them() {
        check("早、中、夜", Ok(&["早", "中", "夜"]));
        check(" 白班 / 夜班 ", Ok(&["白班", "夜班"]));
        check("A，B,C", Ok(&["A", "B", "C"]));
        check(" 、 ", Err("post-shifts-none"));
        check("早、夜、早", Err("post-shift-twice"));
        check("1 2 3 4 5 6 7 8 9 10 11 12 13", Err("post-shifts-many"));
    }
}
