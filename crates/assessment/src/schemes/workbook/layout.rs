//! The sheets of the workbook with their columns, what a cell of each may hold, and how it is said.

use crate::schemes::flat::{DEEPEST, EXAMPLES, What};
use kernel::{Day, Lang, Problem, texts};
use scoring::Exact;
use toml::Value;

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug)]
pub(super) enum Holds {
    Text,
    Number,
    /// A whole number, not below zero.
    Whole,
    Day,
    /// Yes or nothing.
    Flag,
    /// One of these names, each with the key of its words.
    One(&'static [(&'static str, &'static str)]),
    /// What a row of lines is: a section at some depth, a line, a bonus, a deduction.
    What,
    /// A kind of rule.
    Rule,
}

/// A column, or a field of the sheet that has a row for each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Its name in a scheme's text; a dot leads into a table.
    pub key: &'static str,
    pub heading: &'static str,
    pub holds: Holds,
    pub is_required: bool,
}

/// A sheet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    pub title: &'static str,
    pub columns: &'static [Column],
}

const fn must(key: &'static str, heading: &'static str, holds: Holds) -> Column {
    Column { key, heading, holds, is_required: true }
}

const fn may(key: &'static str, heading: &'static str, holds: Holds) -> Column {
    Column { key, heading, holds, is_required: false }
}

const MISSING: Holds = Holds::One(&[
    ("redistribute", "scheme-missing-redistribute"),
    ("zero", "scheme-missing-zero"),
    ("wait", "scheme-missing-wait"),
]);
const ROUNDING: Holds =
    Holds::One(&[("half-away", "scheme-half-away"), ("half-even", "scheme-half-even")]);
const SUBJECT: Holds =
    Holds::One(&[("unit", "scheme-subject-unit"), ("secretary", "scheme-subject-secretary")]);
const ORIGIN: Holds = Holds::One(&[
    ("indicator", "scheme-origin-indicator"),
    ("measure", "scheme-origin-measure"),
    ("sheet", "scheme-origin-sheet"),
]);
const WHOSE: Holds = Holds::One(&[("unit", "scheme-whose-unit"), ("above", "scheme-whose-above")]);
const OF: Holds = Holds::One(&[
    ("actual", "scheme-of-actual"),
    ("target", "scheme-of-target"),
    ("attainment", "scheme-of-attainment"),
]);
const EFFECT: Holds = Holds::One(&[
    ("zero", "scheme-brings-zero"),
    ("cap", "scheme-brings-cap"),
    ("grade", "scheme-brings-grade"),
    ("ineligible", "scheme-brings-ineligible"),
]);
const GATE: Holds =
    Holds::One(&[("no-bonus", "scheme-gate-no-bonus"), ("base-only", "scheme-gate-base-only")]);
const CLASS: Holds = Holds::One(&[
    ("outcome", "scheme-class-outcome"),
    ("process", "scheme-class-process"),
    ("volume", "scheme-class-volume"),
]);
const ASPECT: Holds = Holds::One(&[
    ("party", "scheme-aspect-party"),
    ("business", "scheme-aspect-business"),
    ("both", "scheme-aspect-both"),
]);
const YES: &str = "scheme-yes";

/// What holds for all of a scheme: field and content.
pub(super) static HEAD: Layout = Layout {
    title: "scheme-sheet-head",
    columns: &[
        must("name", "scheme-name", Holds::Text),
        may("source", "scheme-source", Holds::Text),
        may("subject", "scheme-subject", SUBJECT),
        must("published", "scheme-published", Holds::Day),
        must("effective", "scheme-effective", Holds::Day),
        may("until", "scheme-until", Holds::Day),
        may("party_share", "scheme-party-share", Holds::Number),
        may("out_of", "scheme-out-of", Holds::Number),
        may("least", "scheme-least-total", Holds::Number),
        may("most", "scheme-most-total", Holds::Number),
        may("coverage", "scheme-coverage", Holds::Number),
        may("publication.decimals", "scheme-decimals", Holds::Whole),
        may("publication.rounding", "scheme-rounding", ROUNDING),
        may("status.not-reported", "scheme-when-not-reported", MISSING),
        may("status.pending", "scheme-when-pending", MISSING),
        may("status.disputed", "scheme-when-disputed", MISSING),
        may("status.suppressed", "scheme-when-suppressed", MISSING),
        may("status.not-applicable", "scheme-when-not-applicable", MISSING),
        may("consultation.body", "scheme-heard-body", Holds::Text),
        may("consultation.held", "scheme-heard-held", Holds::Day),
        may("consultation.record", "scheme-heard-record", Holds::Text),
        may("distribution.fewest", "scheme-spread-fewest", Holds::Whole),
    ],
};

/// Grades from the best down, with the share that may have each or a better one.
pub(super) static GRADES: Layout = Layout {
    title: "scheme-grades",
    columns: &[
        must("name", "scheme-grade", Holds::Text),
        must("from", "scheme-cut", Holds::Number),
        may("ceiling", "scheme-ceiling", Holds::Number),
    ],
};

/// The parts of a scheme by kind of unit.
pub(super) static KINDS: Layout = Layout {
    title: "scheme-sheet-kinds",
    columns: &[
        must("id", "scheme-id", Holds::Text),
        may("name", "scheme-name", Holds::Text),
        may("bonus_most", "scheme-bonus-most", Holds::Number),
        may("deduction_most", "scheme-deduction-most", Holds::Number),
    ],
};

/// Sections and lines, each with the kind of unit that it is for.
pub(super) static ROWS: Layout = Layout {
    title: "scheme-sheet-rows",
    columns: &[
        must("kind", "scheme-what-kind", Holds::Text),
        must("what", "scheme-what", Holds::What),
        must("id", "scheme-id", Holds::Text),
        may("name", "scheme-row-name", Holds::Text),
        may("weight", "scheme-weight", Holds::Number),
        may("out_of", "scheme-full-marks", Holds::Number),
        may("rule", "scheme-rule", Holds::Rule),
        may("params", "scheme-params", Holds::Text),
        may("aspect", "scheme-aspect", ASPECT),
        may("least", "scheme-least", Holds::Number),
        may("most", "scheme-most", Holds::Number),
        may("not_applicable", "scheme-heir", Holds::Text),
        may("invented", "scheme-invented", Holds::Flag),
        may("class", "scheme-overrule", CLASS),
        may("reason", "scheme-overrule-why", Holds::Text),
    ],
};

/// Where figures come from.
pub(super) static FEEDS: Layout = Layout {
    title: "scheme-from",
    columns: &[
        must("entry", "scheme-entry", Holds::Text),
        must("kind", "scheme-origin", ORIGIN),
        must("code", "scheme-origin-code", Holds::Text),
        may("of", "scheme-origin-of", OF),
        may("section", "scheme-origin-section", Holds::Text),
        may("whose", "scheme-origin-whose", WHOSE),
    ],
};

/// Vetoes; a row without an id is a further effect of the one above.
pub(super) static VETOES: Layout = Layout {
    title: "scheme-vetoes",
    columns: &[
        may("id", "scheme-id", Holds::Text),
        may("name", "scheme-name", Holds::Text),
        may("basis", "scheme-basis", Holds::Text),
        may("effect", "scheme-brings", EFFECT),
        may("at", "scheme-brings-at", Holds::Text),
    ],
};

/// Floors, written like vetoes.
pub(super) static FLOORS: Layout = Layout {
    title: "scheme-sheet-floors",
    columns: &[
        may("id", "scheme-id", Holds::Text),
        may("name", "scheme-name", Holds::Text),
        may("basis", "scheme-basis", Holds::Text),
        may("required", "scheme-required", Holds::Number),
        may("effect", "scheme-brings", EFFECT),
        may("at", "scheme-brings-at", Holds::Text),
    ],
};

pub(super) static GATES: Layout = Layout {
    title: "scheme-gates",
    columns: &[
        must("id", "scheme-id", Holds::Text),
        must("watch", "scheme-watch", Holds::Text),
        must("below", "scheme-below", Holds::Number),
        must("effect", "scheme-brings", GATE),
    ],
};

/// What a grade of some years running is brought to a person for.
pub(super) static RUNNING: Layout = Layout {
    title: "scheme-sheet-running",
    columns: &[
        must("grade", "scheme-grade", Holds::Text),
        must("years", "scheme-years", Holds::Whole),
        must("consequence", "scheme-consequence", Holds::Text),
    ],
};

/// All sheets in their order.
pub(super) static SHEETS: [&Layout; 9] =
    [&HEAD, &GRADES, &KINDS, &ROWS, &FEEDS, &VETOES, &FLOORS, &GATES, &RUNNING];

/// Whether a heading or a name is this text in one of the languages.
pub(super) fn is(text: &str, key: &str) -> bool {
    Lang::ALL.iter().any(|lang| texts::get().text(*lang, key) == text)
}

impl Holds {
    /// The names that a cell may hold, each with its words in a language.
    fn names(self, lang: Lang) -> Vec<(String, String)> {
        let text = |key: &str| texts::get().text(lang, key);
        match self {
            Self::One(names) => {
                names.iter().map(|(name, key)| ((*name).to_owned(), text(key))).collect()
            }
            Self::Rule => EXAMPLES
                .iter()
                .map(|(kind, _)| ((*kind).to_owned(), text(&format!("scheme-kind-{kind}"))))
                .collect(),
            Self::What => {
                let section = |depth: usize| {
                    let number = depth.to_string();
                    let args = [("n", number.as_str())];
                    let words = texts::get().with(lang, "scheme-what-section", &args);
                    (What::Section(depth).name(), words)
                };
                let others = [What::Line, What::Bonus, What::Deduction]
                    .map(|what| (what.name(), text(&format!("scheme-what-{}", what.name()))));
                others.into_iter().chain((1..=DEEPEST).map(section)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A value as its cell says it.
    pub fn said(self, lang: Lang, value: &Value) -> String {
        match value {
            Value::Boolean(true) => texts::get().text(lang, YES),
            Value::String(text) => {
                let mut names = self.names(lang).into_iter();
                names
                    .find(|(name, _)| name == text)
                    .map_or_else(|| text.clone(), |(_, words)| words)
            }
            Value::Integer(number) => number.to_string(),
            _ => String::new(),
        }
    }

    /// The value that a cell says, in whichever language.
    ///
    /// # Errors
    /// `scheme-number`, `field-malformed`.
    pub fn meant(self, text: &str) -> Result<Value, Problem> {
        let malformed = || Problem::new("field-malformed").arg("value", text);
        let string = || Value::String(text.to_owned());
        match self {
            Self::Text => Ok(string()),
            Self::Number => match text.parse::<Exact>() {
                Ok(_) => Ok(string()),
                Err(_) => Err(Problem::new("scheme-number").arg("value", text)),
            },
            Self::Whole => {
                text.parse::<u32>().map(|n| Value::Integer(n.into())).map_err(|_| malformed())
            }
            Self::Day => text.parse::<Day>().map(|_| string()).map_err(|_| malformed()),
            Self::Flag if is(text, YES) || text == "TRUE" => Ok(Value::Boolean(true)),
            Self::Flag => Err(malformed()),
            Self::One(_) | Self::What | Self::Rule => {
                let names = Lang::ALL.iter().flat_map(|lang| self.names(*lang));
                let mut found = names.filter(|(name, words)| name == text || words == text);
                found.next().map(|(name, _)| Value::String(name)).ok_or_else(malformed)
            }
        }
    }
}
