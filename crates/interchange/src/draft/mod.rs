//! The result of reading files with a profile: everything an import would do, before it does it.
//!
//! A draft refuses to guess. A cell that cannot be read is a [`Refusal`], a printed total that does
//! not come out is a [`Mismatch`] that stops its [`Block`], and what only a person can know is a
//! [`Question`]. The same files with other [`Decisions`] give another draft; drafts are never edited.

mod decision;
mod known;
mod source;

pub use decision::{Answer, Decisions, Question, QuestionKind};
pub use known::{Known, KnownUnit};
pub(crate) use source::column_letters;
pub use source::{Place, Source};

use crate::profile::Indicator;
use crate::reading::normal;
use kernel::{Day, Period, Problem, Quantity, UnitId};

/// What the files hold, as the profile reads it.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// One report for each input, in the order given.
    pub files: Vec<FileReport>,
    /// Every unit named. Parents stand before their children, except where a unit moved under a
    /// parent that appears later.
    pub units: Vec<DraftUnit>,
    /// The files are a list of units: each row is one, with the unit above it.
    pub lists_units: bool,
    /// The profile's indicators; [`DraftReading::indicator`] counts into them.
    pub indicators: Vec<Indicator>,
    /// Sorted by unit, period, indicator and kind, each key once.
    pub readings: Vec<DraftReading>,
    /// The parts that are confirmed or stopped as one: a region of a sheet, or a whole sheet.
    pub blocks: Vec<Block>,
    pub refusals: Vec<Refusal>,
    /// Printed figures that do not come out.
    pub mismatches: Vec<Mismatch>,
    /// What a person must decide, with the answers already given.
    pub questions: Vec<Question>,
    /// The cell's own text where the reading differs from it: rounded, or written in another number
    /// format. Sorted by source; ask with [`Draft::text`].
    pub texts: Vec<(Source, Box<str>)>,
}

/// One file: how much was read and how its printed figures compare.
#[derive(Clone, Debug, Default)]
pub struct FileReport {
    pub name: String,
    /// The sheets that were read; a CSV file is one sheet named after the file.
    pub sheets: Vec<String>,
    /// Rows of data, without headings, totals and rows that the profile skips.
    pub rows_read: u64,
    /// Number cells read and kept as readings of blocks that are not stopped.
    pub accepted: u64,
    pub numbers: NumberCells,
    /// Printed total lines.
    pub totals: Checked,
    /// Printed rates.
    pub rates: Checked,
    /// Row sums.
    pub sums: Checked,
    /// Rates that the profile defines and the file does not print: how many could be computed …
    pub rates_computed: u64,
    /// … and how many have no value because their denominator is zero.
    pub rates_undefined: u64,
    /// Why nothing could be read of this file.
    pub failed: Option<Problem>,
}

/// Number cells of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NumberCells {
    /// All cells of the sheets read that hold a number (workbooks), or were read as one (CSV).
    pub found: u64,
    /// Of these, doubles whose shortest decimal text has more than six decimals.
    pub long: u64,
    /// Cells rounded to the decimals that the profile states.
    pub rounded: u64,
}

/// How many figures were compared and how many came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub checked: u64,
    pub matched: u64,
}

impl Checked {
    /// Counts one comparison.
    pub fn count(&mut self, matched: bool) {
        self.checked += 1;
        self.matched += u64::from(matched);
    }
}

/// A unit that the files name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftUnit {
    pub code: Option<String>,
    /// The name as last seen, after the profile's aliases.
    pub name: String,
    pub kind: String,
    /// What its row says about the unit itself, where the profile reads that.
    pub stated: Option<Stated>,
    /// The unit in the database, when it is known there.
    pub known: Option<UnitId>,
    /// Under which parent and by which printed name it was seen, oldest first; more than one entry
    /// means a rename or a move. Units that only appear as parents have one entry without periods.
    pub seen: Vec<Seen>,
    pub notes: Vec<Note>,
    /// The blocks that name it or a unit below it.
    pub blocks: Vec<u16>,
}

impl DraftUnit {
    /// The parent where it was last seen: an index into [`Draft::units`].
    pub fn parent(&self) -> Option<u32> {
        self.seen.last().and_then(|seen| seen.parent)
    }
}

/// A unit's own facts, each with its cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The cell of the unit's name or code.
    pub source: Source,
    pub parent: Option<Source>,
    pub from: Option<(Day, Source)>,
    /// The last day.
    pub last: Option<(Day, Source)>,
    /// The words for its kind.
    pub kind: Option<(String, Source)>,
}

/// One parent and printed name of a unit, and the periods between which the files show it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub parent: Option<u32>,
    /// As printed, before aliases.
    pub name: String,
    pub first: Option<Period>,
    pub last: Option<Period>,
}

/// A fact about a unit that is no reading: a share, a withheld value, a range, a company name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub label: String,
    pub text: String,
    pub source: Source,
}

/// What a reading is: achieved, or one of the marks it is held against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Kind {
    #[default]
    Actual = 0,
    Target = 1,
    Threshold = 2,
    Stretch = 3,
    TargetHigh = 4,
    ThresholdHigh = 5,
}

impl Kind {
    pub const ALL: [Self; 6] = [
        Self::Actual,
        Self::Target,
        Self::Threshold,
        Self::Stretch,
        Self::TargetHigh,
        Self::ThresholdHigh,
    ];

    /// The number it is stored as.
    pub const fn code(self) -> u8 {
        self as u8
    }

    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

/// One number of one unit, indicator, period and kind, with the cell it comes from. 40 bytes, so
/// that a file of a million numbers fits a modest server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftReading {
    pub source: Source,
    value: i64,
    weight: i64,
    period: i32,
    /// Index into [`Draft::units`].
    pub unit: u32,
    /// Index into [`Draft::blocks`].
    pub block: u16,
    /// Index into [`Draft::indicators`].
    pub indicator: u16,
    pub kind: Kind,
}

/// A value that no quantity of ours takes: the most negative one stands for "no weight".
const NO_WEIGHT: i64 = i64::MIN;

impl DraftReading {
    pub(crate) fn new(
        (unit, period, indicator, kind): (u32, Period, u16, Kind),
        (value, weight): (Quantity, Option<Quantity>),
        source: Source,
        block: u16,
    ) -> Self {
        let period = i32::try_from(period.code()).unwrap_or(0);
        let weight = weight.map_or(NO_WEIGHT, Quantity::millionths);
        Self { source, value: value.millionths(), weight, period, unit, block, indicator, kind }
    }

    /// The number; of a ratio the numerator.
    pub fn value(&self) -> Quantity {
        Quantity::from_millionths(self.value)
    }

    /// The denominator of a ratio or the weight of a mean.
    pub fn weight(&self) -> Option<Quantity> {
        (self.weight != NO_WEIGHT).then(|| Quantity::from_millionths(self.weight))
    }

    pub fn period(&self) -> Period {
        Period::from_code(self.period_code()).unwrap_or(Period::Day(Day::EARLIEST))
    }

    /// `yyyy`, `yyyyq`, `yyyymm` or `yyyymmdd`, as it is stored.
    pub fn period_code(&self) -> i64 {
        i64::from(self.period)
    }

    /// What may exist once: unit, period, indicator and kind.
    pub(crate) fn key(&self) -> (u32, i32, u16, Kind) {
        (self.unit, self.period, self.indicator, self.kind)
    }

    pub(crate) fn with_amounts(mut self, value: Quantity, weight: Option<Quantity>) -> Self {
        self.value = value.millionths();
        self.weight = weight.map_or(NO_WEIGHT, Quantity::millionths);
        self
    }
}

/// A part of a file that is confirmed or stopped as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub file: u16,
    pub sheet: u8,
    /// The region, or the sheet where there are no regions.
    pub label: String,
    /// First and last row, counted from 1.
    pub rows: (u32, u32),
    /// Why it cannot be confirmed as it stands; empty when it can.
    pub stopped: Vec<Problem>,
}

/// A cell (or row) that was not read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub source: Source,
    pub problem: Problem,
    /// What the cell holds.
    pub text: String,
}

/// A printed figure that differs from ours by more than the profile tolerates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    pub kind: MismatchKind,
    /// The blocks that it covers.
    pub blocks: Vec<u16>,
    pub source: Source,
    /// The line as printed, such as "Total of Southern".
    pub line: String,
    /// The profile's column.
    pub column: String,
    pub printed: Quantity,
    pub ours: Quantity,
    /// Adjacent rows with identical numbers that would explain the difference.
    pub suspects: Vec<Source>,
}

/// What the printed figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MismatchKind {
    Total,
    Rate,
    Sum,
}

impl Draft {
    /// File, sheet and cell of a source, in words.
    pub fn place(&self, source: Source) -> Place {
        let file = self.files.get(usize::from(source.file()));
        Place {
            file: file.map_or_else(String::new, |file| file.name.clone()),
            sheet: file
                .and_then(|file| file.sheets.get(usize::from(source.sheet())))
                .cloned()
                .unwrap_or_default(),
            cell: source.cell(),
        }
    }

    /// The cell's own text, where the reading differs from it.
    pub fn text(&self, source: Source) -> Option<&str> {
        let at = self.texts.binary_search_by_key(&source, |(source, _)| *source).ok()?;
        Some(&self.texts[at].1)
    }

    /// The readings that may be stored: those of blocks that nothing stops.
    pub fn accepted(&self) -> impl Iterator<Item = &DraftReading> {
        self.readings.iter().filter(|reading| !self.is_stopped(reading.block))
    }

    /// Whether something stops this block.
    pub fn is_stopped(&self, block: u16) -> bool {
        self.blocks.get(usize::from(block)).is_some_and(|block| !block.stopped.is_empty())
    }

    /// Everything that stands against a confirmation, file by file: files that could not be read and
    /// reasons of stopped blocks, each reason once.
    pub fn blocked(&self) -> Vec<(u16, Problem)> {
        let failed = self.files.iter().enumerate().filter_map(|(index, file)| {
            file.failed.clone().map(|problem| (u16::try_from(index).unwrap_or(u16::MAX), problem))
        });
        let stopped = self
            .blocks
            .iter()
            .flat_map(|block| block.stopped.iter().map(|problem| (block.file, problem.clone())));
        let mut reasons: Vec<(u16, Problem)> = Vec::new();
        for reason in failed.chain(stopped) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons.sort_by_key(|(file, _)| *file);
        reasons
    }

    /// Known units that the files call by a name that the database does not have for them: unit and
    /// the name that the database has.
    pub fn renames<'d>(&'d self, known: &'d Known) -> Vec<(&'d DraftUnit, &'d str)> {
        let is_new = |unit: &DraftUnit, known: &KnownUnit| {
            let name = normal(&unit.name);
            std::iter::once(&known.name).chain(&known.aliases).all(|other| normal(other) != name)
        };
        self.units
            .iter()
            .filter_map(|unit| Some((unit, known.unit(unit.known?)?)))
            .filter(|(unit, known)| is_new(unit, known) && unit.code.as_ref() != Some(&unit.name))
            .map(|(unit, known)| (unit, known.name.as_str()))
            .collect()
    }

    /// Whether a confirmation would create or use this unit: some block that names it is not stopped.
    pub fn is_live(&self, unit: &DraftUnit) -> bool {
        unit.blocks.iter().any(|block| !self.is_stopped(*block))
    }

    /// Units that the database does not know yet and that a confirmation would create.
    pub fn new_units(&self) -> impl Iterator<Item = &DraftUnit> {
        self.units.iter().filter(|unit| unit.known.is_none() && self.is_live(unit))
    }
}
