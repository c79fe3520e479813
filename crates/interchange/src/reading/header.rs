//! Finding the headings: which column of a sheet is which column of the profile.

use super::period::of_sheet;
use super::text::normal;
use crate::draft::column_letters;
use crate::profile::{Align, Column, PeriodPattern, Profile};
use crate::readers::{Book, Cell, Merge};
use kernel::{Period, Problem};
use std::ops::ControlFlow;

/// Where everything stands in one sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    /// The last row of headings.
    pub header_end: u32,
    /// The sheet's column of each column of the profile.
    pub columns: Vec<Option<u16>>,
    /// Columns repeated for each period: profile column, sheet column, period.
    pub repeated: Vec<(usize, u16, Period)>,
    /// The period of the whole sheet, when name or title tell it.
    pub period: Option<Period>,
    /// Sheet columns with a heading of any kind.
    pub headed: Vec<u16>,
}

/// A heading: its text with those above it, and the first column it covers.
#[derive(Clone, Debug)]
struct Heading {
    column: u16,
    path: Vec<String>,
}

type HeadRow = (u32, Vec<(u16, String)>);

impl Layout {
    /// Looks for the headings.
    ///
    /// # Errors
    /// `headings-missing` names what the profile expects and the sheet lacks; `headings-count` when
    /// headings and data columns do not line up; `periods-differ` when name and title disagree.
    pub fn find(
        profile: &Profile,
        book: &Book<'_>,
        sheet: usize,
        file: &str,
        is_data: impl Fn(&[Cell<'_>]) -> RowSign,
    ) -> Result<Self, Problem> {
        let rows = head(profile, book, sheet)?;
        let merges = book.merges(sheet);
        let (header_end, headings) =
            best_header(profile, &rows, merges, file, book.sheets()[sheet])?;
        let first_row = header_end + 1 - profile.header.rows.max(1);
        let titles: Vec<String> = rows
            .iter()
            .filter(|(row, _)| *row < first_row)
            .flat_map(|(_, cells)| cells.iter().map(|(_, text)| text.clone()))
            .collect();
        let mut layout = Self {
            header_end,
            columns: vec![None; profile.columns.len()],
            period: of_sheet(&profile.periods, file, &titles)?,
            ..Self::default()
        };
        let places = match profile.header.align {
            Align::Column => headings.iter().map(|heading| heading.column).collect(),
            Align::Order => used_columns(book, sheet, header_end, is_data)?,
        };
        if places.len() != headings.len() {
            return Err(Problem::new("headings-count")
                .arg("file", file)
                .arg("headings", headings.len())
                .arg("columns", places.len()));
        }
        layout.headed.clone_from(&places);
        for (heading, place) in headings.iter().zip(places) {
            layout.assign(profile, heading, place);
        }
        Ok(layout)
    }

    fn assign(&mut self, profile: &Profile, heading: &Heading, place: u16) {
        for (index, column) in profile.columns.iter().enumerate() {
            if self.columns[index].is_none() && heading.fits(column) {
                self.columns[index] = Some(place);
                return;
            }
            if let Some(period) = heading.period(column) {
                self.repeated.push((index, place, period));
                return;
            }
        }
    }
}

/// What a row says about where the data end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowSign {
    Data,
    Other,
    End,
}

impl Heading {
    /// Whether one of the column's spellings is this heading, or its last parts.
    fn fits(&self, column: &Column) -> bool {
        column.heading.iter().filter(|spelling| !spelling.contains('{')).any(|spelling| {
            let parts: Vec<String> = spelling.split(" / ").map(normal).collect();
            self.path.ends_with(&parts)
        })
    }

    /// The period in a heading that is repeated for each period.
    fn period(&self, column: &Column) -> Option<Period> {
        let text = self.path.concat();
        let patterns = column.heading.iter().filter(|spelling| spelling.contains('{'));
        patterns.filter_map(|spelling| PeriodPattern::parse(spelling).ok()).find_map(|pattern| {
            self.path.last().and_then(|last| pattern.find(last)).or_else(|| pattern.find(&text))
        })
    }
}

/// The rows in which headings may stand.
fn head(profile: &Profile, book: &Book<'_>, sheet: usize) -> Result<Vec<HeadRow>, Problem> {
    let last = profile.header.within + profile.header.rows;
    let mut rows = Vec::new();
    book.rows(sheet, |number, cells| {
        if number > last {
            return ControlFlow::Break(());
        }
        let texts = cells.iter().zip(0_u16..).filter(|(cell, _)| !cell.is_blank());
        let bom = |text: String| text.trim_start_matches('\u{feff}').to_owned();
        rows.push((number, texts.map(|(cell, column)| (column, bom(cell.text()))).collect()));
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

/// The first row with which every expected heading is there; the best one's gaps otherwise.
fn best_header(
    profile: &Profile,
    rows: &[HeadRow],
    merges: &[Merge],
    file: &str,
    sheet: &str,
) -> Result<(u32, Vec<Heading>), Problem> {
    let mut fewest: Option<Vec<&str>> = None;
    for (first, _) in rows.iter().filter(|(row, _)| *row <= profile.header.within) {
        let last = first + profile.header.rows.max(1) - 1;
        let headings = leaves(rows, merges, *first, last);
        let is_there = |column: &Column| {
            headings.iter().any(|heading| heading.fits(column) || heading.period(column).is_some())
        };
        let missing: Vec<&str> = profile
            .columns
            .iter()
            .filter(|column| !column.optional && !is_there(column))
            .map(|column| column.heading[0].as_str())
            .collect();
        if missing.is_empty() {
            return Ok((last, headings));
        }
        if fewest.as_ref().is_none_or(|fewest| missing.len() < fewest.len()) {
            fewest = Some(missing);
        }
    }
    Err(Problem::new("headings-missing")
        .arg("file", file)
        .arg("sheet", sheet)
        .arg("profile", &profile.name)
        .arg("headings", fewest.unwrap_or_default().join(" · ")))
}

/// Headings that nothing stands below, with the parts above them.
fn leaves(rows: &[HeadRow], merges: &[Merge], first: u32, last: u32) -> Vec<Heading> {
    let span = |row: u32, column: u16| {
        merges
            .iter()
            .find(|merge| merge.rows.0 == row && merge.columns.0 == column)
            .map_or((column, column), |merge| merge.columns)
    };
    let cells: Vec<(u32, (u16, u16), String)> = rows
        .iter()
        .filter(|(row, _)| (first..=last).contains(row))
        .flat_map(|(row, cells)| {
            cells.iter().map(|(column, text)| (*row, span(*row, *column), normal(text)))
        })
        .collect();
    let covers = |span: (u16, u16), column: u16| span.0 <= column && column <= span.1;
    let mut headings: Vec<Heading> = cells
        .iter()
        .filter(|(row, over, _)| {
            !cells.iter().any(|(below, place, _)| below > row && covers(*over, place.0))
        })
        .map(|(row, place, text)| {
            let above = cells
                .iter()
                .filter(|(upper, over, _)| upper < row && covers(*over, place.0))
                .map(|(_, _, text)| text.clone());
            Heading { column: place.0, path: above.chain([text.clone()]).collect() }
        })
        .collect();
    headings.sort_by_key(|heading| heading.column);
    headings
}

/// Columns that hold anything in rows of data.
fn used_columns(
    book: &Book<'_>,
    sheet: usize,
    header_end: u32,
    sign: impl Fn(&[Cell<'_>]) -> RowSign,
) -> Result<Vec<u16>, Problem> {
    let mut used: Vec<bool> = Vec::new();
    book.rows(sheet, |number, cells| {
        if number <= header_end {
            return ControlFlow::Continue(());
        }
        match sign(cells) {
            RowSign::End => return ControlFlow::Break(()),
            RowSign::Other => return ControlFlow::Continue(()),
            RowSign::Data => {}
        }
        used.resize(used.len().max(cells.len()), false);
        for (column, cell) in cells.iter().enumerate() {
            used[column] |= !cell.is_blank();
        }
        ControlFlow::Continue(())
    })?;
    Ok((0_u16..).zip(used).filter(|(_, used)| *used).map(|(column, _)| column).collect())
}

/// `E` for the fifth column.
pub(super) fn letters(column: u16) -> String {
    column_letters(column)
}
