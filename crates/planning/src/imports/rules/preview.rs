//! What a person sees before confirming, in both languages, as kept with the import.
//!
//! Lists are cut at [`List::MOST`] rows with their full count; the error sheet and the report of the
//! command line are complete.

use kernel::{Lang, Problem, texts};
use serde::{Deserialize, Serialize};

/// A sentence in both languages: a stored preview is read by whoever opens it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub zh: String,
    pub en: String,
}

impl Said {
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// The sentence in a page's language.
    pub fn of(&self, page: &web_kit::page::Page) -> &str {
        self.get(page.lang)
    }

    /// A text of ours with its arguments.
    pub fn text(key: &str, args: &[(&str, &str)]) -> Self {
        let say = |lang| texts::get().with(lang, key, args);
        Self { zh: say(Lang::Zh), en: say(Lang::En) }
    }
}

impl From<&Problem> for Said {
    fn from(problem: &Problem) -> Self {
        Self { zh: problem.text(Lang::Zh), en: problem.text(Lang::En) }
    }
}

/// The first rows of a list and how many there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct List<T> {
    pub total: u64,
    pub rows: Vec<T>,
}

impl<T> List<T> {
    /// Rows kept at the most.
    pub const MOST: usize = 20_000;

    pub fn push(&mut self, row: impl FnOnce() -> T) {
        self.total += 1;
        if self.rows.len() < Self::MOST {
            self.rows.push(row());
        }
    }

    pub fn is_cut(&self) -> bool {
        self.total > self.rows.len() as u64
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { total: 0, rows: Vec::new() }
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        let mut list = Self::default();
        for row in rows {
            list.push(|| row);
        }
        list
    }
}

/// Everything a person should know before confirming.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Stands for all that would be written; confirming compares it.
    pub fingerprint: String,
    pub files: Vec<FilePart>,
    pub refusals: List<RefusedLine>,
    pub mismatches: List<MismatchLine>,
    pub questions: Vec<QuestionLine>,
    pub blocked: Vec<BlockedPart>,
    /// Why nothing can be confirmed at all, whatever is answered.
    pub hindrances: Vec<Said>,
    /// New units, parents before children.
    pub units: List<NewUnit>,
    pub changes: List<UnitChangeLine>,
    pub indicators: Vec<NewIndicator>,
    /// Readings that would be new.
    pub fresh: u64,
    /// Readings that the database holds already, value for value.
    pub identical: u64,
    pub restated: List<RestatedLine>,
    /// Facts about units that are no numbers.
    pub notes: u64,
}

impl Preview {
    /// Whether a confirmation would change anything.
    pub fn changes_anything(&self) -> bool {
        self.fresh + self.restated.total + self.units.total + self.changes.total + self.notes > 0
            || !self.indicators.is_empty()
    }

    pub fn may_be_confirmed(&self) -> bool {
        self.hindrances.is_empty() && self.changes_anything()
    }

    pub fn rows_read(&self) -> u64 {
        self.files.iter().map(|file| file.rows_read).sum()
    }

    pub fn rounded(&self) -> u64 {
        self.files.iter().map(|file| file.rounded).sum()
    }

    pub fn accepted(&self) -> u64 {
        self.files.iter().map(|file| file.accepted).sum()
    }

    /// Questions without an answer.
    pub fn open_questions(&self) -> usize {
        self.questions.iter().filter(|question| question.answer.is_none()).count()
    }
}

/// One file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePart {
    pub name: String,
    pub rows_read: u64,
    pub accepted: u64,
    pub refused: u64,
    pub numbers_found: u64,
    pub numbers_long: u64,
    pub rounded: u64,
    /// Compared and matched.
    pub totals: (u64, u64),
    pub rates: (u64, u64),
    pub sums: (u64, u64),
    pub rates_computed: u64,
    pub rates_undefined: u64,
    pub new_units: u64,
    pub failed: Option<Said>,
}

/// A cell that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedLine {
    pub file: String,
    pub sheet: String,
    pub cell: String,
    pub text: String,
    pub reason: Said,
}

/// A printed figure that does not come out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MismatchLine {
    pub file: String,
    pub sheet: String,
    pub cell: String,
    /// `total`, `rate` or `sum`.
    pub kind: String,
    pub line: String,
    pub column: String,
    pub printed: String,
    pub ours: String,
    /// Rows that would explain the difference, such as `B116`.
    pub suspects: Vec<String>,
}

/// Something to decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionLine {
    pub id: String,
    /// Whether only a reason will do (a printed figure that does not come out).
    pub wants_reason: bool,
    pub asked: Said,
    pub answer: Option<interchange::Answer>,
}

/// Why a part of a file stays out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockedPart {
    /// Index into [`Preview::files`].
    pub file: usize,
    pub reason: Said,
}

/// A unit that would be created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewUnit {
    /// Names of the units above, from the top.
    pub above: Vec<String>,
    pub name: String,
    pub code: Option<String>,
    pub kind: String,
    /// The first day; empty when nothing says it.
    #[serde(default)]
    pub from: String,
    /// The last day; empty while it goes on.
    #[serde(default)]
    pub last: String,
}

/// A known unit that the files name or place otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitChangeLine {
    pub unit: String,
    /// `rename`, `alias`, `move`, `close` or `kept`.
    pub what: String,
    pub from: String,
    pub to: String,
    /// The day from which it holds; empty for an alias.
    pub since: String,
}

impl UnitChangeLine {
    /// The text that says what changes.
    pub fn key(&self) -> &'static str {
        match self.what.as_str() {
            "rename" => "imports-change-rename",
            "move" => "imports-change-move",
            "close" => "imports-change-close",
            "kept" => "imports-change-kept",
            _ => "imports-change-alias",
        }
    }
}

/// An indicator that would be created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewIndicator {
    pub code: String,
    pub name: Said,
    pub unit: String,
}

/// A reading that would get a new version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestatedLine {
    pub unit: String,
    pub period: String,
    pub indicator: Said,
    /// The kind's code.
    pub kind: u8,
    pub old: String,
    pub new: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut_and_says_how_long_it_is() {
        let list: List<usize> = (0..List::<usize>::MOST + 7).collect();
        assert_eq!(
            (list.total as usize, list.rows.len()),
            (List::<usize>::MOST + 7, List::<usize>::MOST)
        );
        assert!(list.is_cut());
    }

    #[test]
    fn a_preview_comes_back_from_its_json() {
        let mut preview = Preview { fingerprint: "x".into(), fresh: 3, ..Preview::default() };
        preview.questions.push(QuestionLine {
            id: "wrapped:1".into(),
            wants_reason: false,
            asked: Said { zh: "吗".into(), en: "?".into() },
            answer: Some(interchange::Answer::Accept { reason: "checked".into() }),
        });
        let text = serde_json::to_string(&preview).unwrap();
        assert_eq!(serde_json::from_str::<Preview>(&text).unwrap(), preview);
    }

    #[test]
    fn nothing_to_change_is_nothing_to_confirm() {
        let same = Preview { identical: 12, ..Preview::default() };
        assert!(!same.may_be_confirmed());
        assert!(Preview { fresh: 1, ..same.clone() }.may_be_confirmed());
        let stopped = Preview { fresh: 1, hindrances: vec![Said::default()], ..same };
        assert!(!stopped.may_be_confirmed());
    }
}
