//! Lists from files: read, previewed, corrected, confirmed in one step or given up. One engine for all
//! kinds: people, members, posts; storeys above bring kinds of their own.
//!
//! A [`Kind`] is its columns, a pure judge over what is known, and what is written in the end. The
//! engine does the rest: it keeps rows as the texts of their own columns and nothing else of the file,
//! shows what would become of each, takes corrections of refused rows, gives refused rows back with
//! reasons, and writes one audit entry for each confirmation. Nothing is written before that. Rows are
//! kept no longer than needed: a confirmed list keeps those that were refused, a discarded one none,
//! and the next list sweeps out whatever is older than a week. A list is for the eyes of whoever handed
//! it in.

pub mod pages;
pub mod store;
pub mod use_cases;
pub(crate) mod ways;

use ::store::{Ctx, Query, Refusal, Tx, Work};
use interchange::Input;
use interchange::list::{self, Column, List};
use kernel::{Action, Day, Problem, Resource};

/// The texts of this room.
pub const ROLL_TEXTS: kernel::Texts = kernel::Texts {
    zh: include_str!("../../texts/rolls.zh-CN.ftl"),
    en: include_str!("../../texts/rolls.en.ftl"),
};

/// Rows of one list at the most: everybody of a large group.
pub const MOST: usize = 200_000;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollId(pub i64);

/// A kind of list.
pub trait Kind: Send + Sync + 'static {
    /// Its name in the database, in the keys of its texts (`roll-NAME-…`) and in the audit.
    const NAME: &'static str;
    /// What whoever imports it must be allowed to do with what the list holds.
    const RESOURCE: Resource;
    const ACTION: Action = Action::Import;
    /// Where its pages stand.
    const PATH: &'static str;
    /// The page that it belongs to.
    const HOME: &'static str;
    /// The Fluent key of that page's title.
    const HOME_TITLE: &'static str;
    /// Its columns, in the template's order.
    const COLUMNS: &'static [Column];
    /// Which of them says whom a row is about: staff number and name.
    const NUMBER: usize;
    const PERSON: usize;
    /// What an import of it is called in the audit.
    const IMPORTED: &'static str;

    /// What the program knows about the rows of a list.
    type Known: Send + Sync;

    /// Reads a file.
    ///
    /// # Errors
    /// As [`list::read`].
    fn read(input: &Input) -> Result<Read, Problem>;

    /// Looks up what the judge must know.
    fn known(
        ctx: &Ctx,
        q: &mut impl Query,
        roll: RollId,
        lines: &[Line],
    ) -> impl Future<Output = Result<Self::Known, Refusal>> + Send;

    /// Judges every row by itself, by the others, and by what is known. Each problem names its column. Of a
    /// changed row they say what is registered in each column that differs.
    fn judge(lines: &[Line], known: &Self::Known) -> Vec<(Verdict, Vec<Problem>)>;

    /// Keeps others from changing what the judge goes by, before the last judgement. People are kept
    /// already.
    fn lock(_tx: &mut Tx) -> impl Future<Output = Result<(), Refusal>> + Send {
        std::future::ready(Ok(()))
    }

    /// Writes what the rows bring that are fresh or changed; the engine audits.
    fn apply(
        work: &mut Work,
        lines: &[(Line, Verdict)],
        known: &Self::Known,
    ) -> impl Future<Output = Result<(), Refusal>> + Send;
}

/// A row as it stands in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its number in the sheet, from 1.
    pub row: u32,
    /// In the order of the kind's columns.
    pub cells: Vec<String>,
    /// Whether a cell could not be read; the row is refused for that already.
    pub is_unread: bool,
}

impl Line {
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Somebody or something new.
    Fresh,
    /// Something known changes.
    Changed,
    /// It is known already.
    Known,
    Refused,
}

impl Verdict {
    pub const ALL: [Self; 4] = [Self::Fresh, Self::Changed, Self::Known, Self::Refused];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Changed => "changed",
            Self::Known => "known",
            Self::Refused => "refused",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }

    /// Whether a confirmation writes it.
    pub const fn is_written(self) -> bool {
        matches!(self, Self::Fresh | Self::Changed)
    }
}

/// What was read of a file, whatever its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    pub rows: Vec<(Line, Vec<Problem>)>,
    /// Where each column stands in the file, from 0.
    pub places: Vec<Option<u16>>,
}

impl<const N: usize> From<List<N>> for Read {
    fn from(list: List<N>) -> Self {
        let row = |row: list::Row<N>| {
            let line = Line {
                row: row.number,
                cells: row.texts.into(),
                is_unread: !row.problems.is_empty(),
            };
            (line, row.problems)
        };
        Self { rows: list.rows.into_iter().map(row).collect(), places: list.places.into() }
    }
}

/// A day as people write it: `2026-10-28`, `2026/10/28`, `2026.10.28`, `2026年10月28日`, `20261028`.
/// Nothing is `None`.
///
/// # Errors
/// `day-invalid` at the field.
pub fn day(text: &str, field: &'static str) -> Result<Option<Day>, Problem> {
    let plain = directory::name::normal(text);
    if plain.is_empty() {
        return Ok(None);
    }
    let parts: Vec<&str> = if plain.len() == 8 && plain.bytes().all(|b| b.is_ascii_digit()) {
        vec![&plain[..4], &plain[4..6], &plain[6..]]
    } else {
        plain.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect()
    };
    let number = |at: usize| parts.get(at).and_then(|part| part.trim().parse::<i32>().ok());
    let found = match (parts.len(), number(0), number(1), number(2)) {
        (3, Some(year), Some(month), Some(day)) => u8::try_from(month)
            .ok()
            .zip(u8::try_from(day).ok())
            .and_then(|(month, day)| Day::new(year, month, day)),
        _ => None,
    };
    match found {
        Some(day) => Ok(Some(day)),
        None => Err(Problem::new("day-invalid").arg("text", text).at(field)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_people_write_it() {
        let expected = Day::new(2026, 2, 8);
        for text in
            ["2026-02-08", "2026/2/8", "2026.2.8", "2026年2月8日", "20260208", "２０２６-2-8"]
        {
            assert_eq!(day(text, "from"), Ok(expected), "{text}");
        }
        assert_eq!(day("  ", "from"), Ok(None));
        for text in ["2026-02-31", "二月八日", "2026-02", "2026-02-08-01", "8"] {
            assert_eq!(day(text, "from").unwrap_err().code, "day-invalid", "{text}");
        }
    }
}
