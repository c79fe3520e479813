//! What a profile says about one kind of file, as read from TOML.
//!
//! `docs/import-profiles.md` explains every key by building one profile step by step. The types
//! here are that document's grammar: an unknown key, a name that is declared nowhere or a template
//! that cannot be read is an error that names its line.

mod checks;
mod formula;
mod indicator;
mod parse;
mod pattern;
mod shipped;
mod template;

pub use checks::{RateRule, SumRule, TotalOf, TotalRule};
pub use formula::Formula;
pub use indicator::{Aggregation, Direction, Indicator};
pub use pattern::{NamePattern, PeriodPattern};
pub use shipped::{Shipped, by_name, shipped};
pub use template::{Fields, Template};

use crate::draft::Kind;
use kernel::{Grain, Lang};
use serde::Deserialize;
use std::collections::BTreeMap;

/// How one kind of file is read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Letters, digits and hyphens; what `--profile` names.
    pub name: String,
    pub title: Words,
    /// Who publishes such files.
    #[serde(default)]
    pub publisher: Option<String>,
    /// File names that this profile fits, such as `monthCoal1-*.xls`.
    #[serde(default)]
    pub files: Vec<NamePattern>,
    #[serde(default)]
    pub csv: CsvRule,
    #[serde(default)]
    pub sheet: SheetRule,
    #[serde(default)]
    pub header: HeaderRule,
    #[serde(default)]
    pub rows: RowRule,
    #[serde(default)]
    pub numbers: NumberRule,
    #[serde(default, rename = "period")]
    pub periods: Vec<PeriodRule>,
    pub unit: UnitRule,
    #[serde(default)]
    pub sections: Option<SectionRule>,
    #[serde(rename = "column")]
    pub columns: Vec<Column>,
    #[serde(default, rename = "reading")]
    pub readings: Vec<Computed>,
    #[serde(default, rename = "total")]
    pub totals: Vec<TotalRule>,
    #[serde(default, rename = "rate")]
    pub rates: Vec<RateRule>,
    #[serde(default, rename = "sum")]
    pub sums: Vec<SumRule>,
    #[serde(default, rename = "indicator")]
    pub indicators: Vec<Indicator>,
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub zh: String,
    pub en: String,
}

impl Words {
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// How CSV text is cut into cells.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CsvRule {
    /// One character; found from the first line when not stated (comma, semicolon, tab or bar).
    pub delimiter: Option<char>,
    /// `utf-8` or `gb18030`; found from the bytes when not stated.
    pub encoding: Option<String>,
}

/// Which sheets of a workbook are read; all that fit, or the first when nothing is stated.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SheetRule {
    pub names: Vec<NamePattern>,
}

/// Where the headings stand.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HeaderRule {
    /// Rows of headings; the parts above each other are one heading.
    pub rows: u32,
    /// The first heading stands within so many rows.
    pub within: u32,
    pub align: Align,
}

impl Default for HeaderRule {
    fn default() -> Self {
        Self { rows: 1, within: 20, align: Align::Column }
    }
}

/// How headings and the columns below them belong together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    /// A heading stands over its column.
    #[default]
    Column,
    /// Headings are merged differently from the data: the first heading belongs to the first column
    /// that holds data, and so on.
    Order,
}

/// Rows that are no data, recognised by the text in the unit's column.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RowRule {
    /// A row of column numbers (1, 2, 3 …) follows the headings.
    pub numbering: bool,
    pub skip: Vec<NamePattern>,
    /// Reading ends at such a row.
    pub end: Vec<NamePattern>,
}

/// How numbers are written.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NumberRule {
    pub decimal: char,
    /// The mark between groups of three digits. The same as `decimal` means: of several marks in one
    /// number the last is the decimal mark.
    pub thousands: Option<char>,
    /// Decimals of number cells of workbooks whose column states none.
    pub decimals: Option<u8>,
    /// Marks that mean "not reported", besides a blank cell.
    pub missing: Vec<String>,
    /// Marks that mean "withheld": kept as a note on the unit.
    pub withheld: Vec<String>,
}

impl Default for NumberRule {
    fn default() -> Self {
        Self {
            decimal: '.',
            thousands: None,
            decimals: None,
            missing: Vec::new(),
            withheld: Vec::new(),
        }
    }
}

/// One place where the period may stand. Rules are tried in order; those about the whole file must
/// agree with each other.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "from", rename_all = "kebab-case", deny_unknown_fields)]
pub enum PeriodRule {
    /// The file's name.
    File { pattern: PeriodPattern },
    /// A cell above the headings.
    Title { pattern: PeriodPattern },
    /// A column.
    Column {
        column: String,
        grain: GrainName,
        /// Besides 2024, 2024Q2, 2024-08, 2024/8, 2024年8月, 202408, 2024-08-15, 2024-08-15 07:30 and
        /// date cells.
        #[serde(default)]
        patterns: Vec<PeriodPattern>,
        /// Whether a date without an hour is its midnight, as where measurements are stamped.
        #[serde(default)]
        moments: bool,
    },
    /// Year and quarter, or year and month, in columns of their own.
    Columns {
        year: String,
        #[serde(default)]
        quarter: Option<String>,
        #[serde(default)]
        month: Option<String>,
    },
    /// The heading of a column that is repeated for each period.
    Heading,
    /// Whoever imports says it.
    Given,
}

/// A grain in TOML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrainName {
    Day,
    Month,
    Quarter,
    Year,
}

impl From<GrainName> for Grain {
    fn from(name: GrainName) -> Self {
        match name {
            GrainName::Day => Self::Day,
            GrainName::Month => Self::Month,
            GrainName::Quarter => Self::Quarter,
            GrainName::Year => Self::Year,
        }
    }
}

/// How the unit of a row is recognised.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitRule {
    pub by: UnitBy,
    #[serde(default)]
    pub code: Option<Template>,
    #[serde(default)]
    pub name: Option<Template>,
    /// Ours (`workshop`), a word of the field, or a column: `{kind}`.
    pub kind: Template,
    /// The column with the unit's first day.
    #[serde(default)]
    pub from: Option<String>,
    /// The column with its last day, where it is closed.
    #[serde(default)]
    pub last: Option<String>,
    /// Makes the file a list of units: each row is one, and names the unit above it.
    #[serde(default)]
    pub parent: Option<ParentRule>,
    /// The units above, from the top. A level whose name comes out empty, or equal to the level
    /// above, is left out.
    #[serde(default)]
    pub path: Vec<Level>,
    /// Other names → the name used.
    #[serde(default)]
    pub aliases: BTreeMap<String, String>,
    /// Two adjacent rows with identical numbers whose names join to a known name are one unit.
    #[serde(default)]
    pub join_wrapped: bool,
    #[serde(default)]
    pub repeat: Repeat,
}

/// How a row of a list of units names the one above it, which may stand further down. A row that names
/// none is the top.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParentRule {
    /// Goes before the name where the row has both.
    pub code: Template,
    pub name: Template,
}

/// What makes two rows the same unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitBy {
    Code,
    /// A name that no other unit has.
    Name,
    /// A name that no other unit under the same parent has.
    Path,
    /// Whoever imports names one unit for all rows.
    Given,
}

/// One level above the unit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    pub name: Template,
    #[serde(default)]
    pub code: Option<Template>,
    pub kind: String,
}

/// What several rows of one unit and period mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeat {
    /// The same value twice counts once; different values are refused, both of them.
    #[default]
    Same,
    /// Parts of the unit: added up.
    Sum,
    /// Samples: their sum and their number are kept, as a ratio.
    Average,
    /// A second row is refused as a whole.
    Refuse,
}

/// Headings between the rows that name the region of the rows below.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionRule {
    pub headings: Vec<String>,
}

/// A column, or several columns that differ only in the period in their headings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub id: String,
    /// Spellings of the heading; `RECEIPT / Total` names the part above, too.
    pub heading: Vec<String>,
    /// Files without this column are fine.
    #[serde(default)]
    pub optional: bool,
    /// Makes the column's numbers readings: an indicator's code, or a template that names it.
    #[serde(default)]
    pub indicator: Option<Template>,
    #[serde(default)]
    pub kind: Kind,
    #[serde(default)]
    pub decimals: Option<u8>,
    /// The column of the denominator (ratio) or weight (mean).
    #[serde(default)]
    pub weight: Option<String>,
    #[serde(default)]
    pub never_negative: bool,
    /// Further marks for "not reported" in this column.
    #[serde(default)]
    pub missing: Vec<String>,
    /// "500-600" becomes a note on the unit instead of a refusal.
    #[serde(default)]
    pub range_as_note: bool,
    /// The column's texts become notes on the unit under this label.
    #[serde(default)]
    pub note: Option<String>,
    /// The column that holds this column's own period.
    #[serde(default)]
    pub period: Option<PeriodRule>,
}

/// A reading computed from columns of the row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Computed {
    pub indicator: String,
    #[serde(default)]
    pub kind: Kind,
    pub value: Formula,
    #[serde(default)]
    pub weight: Option<Formula>,
}

impl Profile {
    /// Whether whoever imports must name the unit.
    pub fn needs_unit(&self) -> bool {
        self.unit.by == UnitBy::Given
    }

    /// Whether whoever imports must name the period.
    pub fn needs_period(&self) -> bool {
        self.periods.iter().any(|rule| matches!(rule, PeriodRule::Given))
    }

    /// Whether rows must be seen together before they can be read: totals, regions, wrapped names.
    pub(crate) fn reads_by_section(&self) -> bool {
        self.sections.is_some() || !self.totals.is_empty() || self.unit.by == UnitBy::Name
    }

    /// Whether each row is a unit with the one above it.
    pub fn lists_units(&self) -> bool {
        self.unit.parent.is_some()
    }

    pub(crate) fn column(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.id == id)
    }

    pub(crate) fn indicator(&self, code: &str) -> Option<usize> {
        self.indicators.iter().position(|indicator| indicator.code == code)
    }
}
