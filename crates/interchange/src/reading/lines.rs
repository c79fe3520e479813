//! What a row of a sheet is: data, a region's heading, a printed total, or nothing of ours.

use super::header::RowSign;
use super::text::normal;
use crate::profile::{Profile, TotalOf};
use crate::readers::Cell;

/// One row, told by the text in the unit's column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Blank,
    Skipped,
    End,
    Heading(String),
    /// Index of the total rule, and the region it names.
    Total(usize, Option<String>),
    Data,
}

/// The signs of a profile's rows, in normal form.
pub(super) struct Lines<'p> {
    profile: &'p Profile,
    headings: Vec<(String, &'p str)>,
    totals: Vec<(String, usize, Option<&'p str>)>,
}

impl<'p> Lines<'p> {
    pub fn new(profile: &'p Profile) -> Self {
        let names = profile.sections.iter().flat_map(|sections| &sections.headings);
        let headings: Vec<(String, &str)> =
            names.map(|name| (normal(name), name.as_str())).collect();
        let mut totals = Vec::new();
        for (index, rule) in profile.totals.iter().enumerate() {
            match rule.of {
                TotalOf::Sheet => totals.push((normal(&rule.line), index, None)),
                TotalOf::Section => totals.extend(headings.iter().map(|(_, name)| {
                    (normal(&rule.line.replace("{section}", name)), index, Some(*name))
                })),
            }
        }
        Self { profile, headings, totals }
    }

    /// Whether rows need to be told apart at all.
    fn is_plain(&self) -> bool {
        let rows = &self.profile.rows;
        self.headings.is_empty()
            && self.totals.is_empty()
            && rows.skip.is_empty()
            && rows.end.is_empty()
    }

    /// Tells a row by the text in the unit's column; `first` is the first row below the headings.
    pub fn tell(&self, cells: &[Cell<'_>], unit: Option<u16>, first: bool) -> Line {
        if cells.iter().all(Cell::is_blank) {
            return Line::Blank;
        }
        if first && self.profile.rows.numbering && is_numbering(cells) {
            return Line::Skipped;
        }
        if self.is_plain() {
            return Line::Data;
        }
        let cell = match unit {
            Some(column) => cells.get(usize::from(column)),
            None => cells.iter().find(|cell| !cell.is_blank()),
        };
        let text = cell.map(Cell::text).unwrap_or_default();
        let plain = normal(&text);
        if self.profile.rows.end.iter().any(|pattern| pattern.fits(&text)) {
            return Line::End;
        }
        if self.profile.rows.skip.iter().any(|pattern| pattern.fits(&text)) {
            return Line::Skipped;
        }
        if let Some((_, rule, name)) = self.totals.iter().find(|(line, ..)| *line == plain) {
            return Line::Total(*rule, name.map(str::to_owned));
        }
        let alone = cells.iter().filter(|cell| !cell.is_blank()).count() == 1;
        match self.headings.iter().find(|(heading, _)| alone && *heading == plain) {
            Some((_, name)) => Line::Heading((*name).to_owned()),
            None => Line::Data,
        }
    }

    /// The sign of a row before the columns are known.
    pub fn sign(&self, cells: &[Cell<'_>]) -> RowSign {
        match self.tell(cells, None, true) {
            Line::End => RowSign::End,
            Line::Total(rule, _) if self.profile.totals[rule].last => RowSign::End,
            Line::Data => RowSign::Data,
            _ => RowSign::Other,
        }
    }

    /// The heading's own spelling of a region's name.
    pub fn heading(&self, name: &str) -> Option<&'p str> {
        let plain = normal(name);
        self.headings.iter().find(|(heading, _)| *heading == plain).map(|(_, name)| *name)
    }
}

/// 1, 2, 3 … in the cells that hold anything.
fn is_numbering(cells: &[Cell<'_>]) -> bool {
    let numbers = cells.iter().filter(|cell| !cell.is_blank());
    let mut count = 0;
    numbers.zip(1_u32..).all(|(cell, expected)| {
        count = expected;
        cell.text().trim().parse() == Ok(expected)
    }) && count > 1
}
