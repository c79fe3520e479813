//! Cells → draft: the engine that applies a profile to files.
//!
//! For each sheet: [`header`] finds the columns, [`lines`] tells rows apart, [`sheet`] reads cells by
//! [`number`] and [`period`], [`sections`] holds regions back until their [`totals`] are compared and
//! [`wrapped`] names joined, [`rows`] makes readings, [`units`] recognises units, and [`tree`] puts
//! those of a list under each other. [`merge`] ends it.

mod builder;
mod header;
mod lines;
mod merge;
mod names;
mod number;
mod period;
mod rows;
mod sections;
mod sheet;
mod text;
mod totals;
mod tree;
mod units;
mod wrapped;

pub(crate) use text::normal;

use crate::draft::{Decisions, Draft, FileReport, Known};
use crate::profile::{Profile, UnitBy};
use crate::readers::{Book, Cell, File, Limits};
use builder::Builder;
use header::Layout;
use kernel::Problem;
use lines::{Line, Lines};
use sheet::{SheetPlan, SheetReader};
use std::ops::ControlFlow;

/// Reads files with a profile.
///
/// A file that cannot be read is reported in its [`FileReport`]; the others are read all the same.
///
/// # Errors
/// `unit-not-given` or `period-not-given` when the profile takes them from whoever imports;
/// `too-many-files`.
pub fn draft<F>(
    profile: &Profile,
    files: &[F],
    known: &Known,
    decisions: &Decisions,
) -> Result<Draft, Problem>
where
    for<'f> &'f F: Into<File<'f>>,
{
    let files: Vec<File<'_>> = files.iter().map(Into::into).collect();
    if profile.needs_period() && profile.periods.len() == 1 && decisions.period.is_none() {
        return Err(Problem::new("period-not-given").arg("profile", &profile.name));
    }
    if files.len() >= 4096 {
        return Err(Problem::new("too-many-files").arg("count", files.len()));
    }
    let mut builder = Builder::new(profile, known, decisions);
    if profile.unit.by == UnitBy::Given {
        let unit = decisions.unit.as_deref().map(str::trim).filter(|unit| !unit.is_empty());
        let missing = || Problem::new("unit-not-given").arg("profile", &profile.name);
        builder.units.give(unit.ok_or_else(missing)?);
    }
    let lines = Lines::new(profile);
    if profile.sections.is_some() || profile.unit.by == UnitBy::Name {
        for file in &files {
            gather_names(profile, *file, &lines, &mut builder);
        }
    }
    for (index, file) in (0_u16..).zip(files) {
        builder.files.push(FileReport { name: file.name.to_owned(), ..FileReport::default() });
        if let Err(problem) = read_file(profile, (index, file), &lines, &mut builder) {
            builder.file(index).failed = Some(problem);
        }
    }
    Ok(merge::finish(builder))
}

/// The sheets of a book that the profile reads.
fn sheets_of(profile: &Profile, book: &Book<'_>, file: &str) -> Result<Vec<usize>, Problem> {
    let names = book.sheets();
    let wanted = &profile.sheet.names;
    if matches!(book, Book::Csv(_)) || wanted.is_empty() {
        return Ok(vec![0]);
    }
    let fitting = (0..names.len()).filter(|at| wanted.iter().any(|name| name.fits(names[*at])));
    let fitting: Vec<usize> = fitting.collect();
    if fitting.is_empty() {
        let names = names.join(" · ");
        return Err(Problem::new("sheet-missing").arg("file", file).arg("sheets", names));
    }
    Ok(fitting)
}

fn read_file<'p>(
    profile: &'p Profile,
    (index, file): (u16, File<'_>),
    lines: &Lines<'p>,
    builder: &mut Builder<'p>,
) -> Result<(), Problem> {
    let book = Book::open(file, &profile.csv, Limits::default())?;
    for sheet in sheets_of(profile, &book, file.name)? {
        let place = builder.file(index).sheets.len();
        let place = u8::try_from(place).map_err(|_| Problem::new("too-many-sheets"))?;
        let is_csv = matches!(book, Book::Csv(_));
        let sign = |cells: &[Cell<'_>]| lines.sign(cells);
        let layout = Layout::find(profile, &book, sheet, file.name, sign)?;
        let name = if is_csv { file.name } else { book.sheets()[sheet] };
        builder.file(index).sheets.push(name.to_owned());
        let plan = SheetPlan::new(profile, (index, place), layout, is_csv);
        let mut reader = SheetReader::new(&plan, lines, builder);
        let read = book.rows(sheet, |number, cells| {
            reader.row(number, cells, builder);
            ControlFlow::Continue(())
        });
        reader.finish(builder);
        read?;
    }
    Ok(())
}

/// Notes names and regions of a file; what is wrong with it is told when it is read.
fn gather_names<'p>(
    profile: &'p Profile,
    file: File<'_>,
    lines: &Lines<'p>,
    builder: &mut Builder<'p>,
) {
    let Ok(book) = Book::open(file, &profile.csv, Limits::default()) else { return };
    let Ok(sheets) = sheets_of(profile, &book, file.name) else { return };
    for sheet in sheets {
        let sign = |cells: &[Cell<'_>]| lines.sign(cells);
        let Ok(layout) = Layout::find(profile, &book, sheet, file.name, sign) else { continue };
        let end = layout.header_end;
        let plan = SheetPlan::new(profile, (0, 0), layout, false);
        let Some(column) = plan.unit_column else { continue };
        let mut section: Option<String> = None;
        let mut ended = false;
        let read = book.rows(sheet, |number, cells| {
            if number <= end || ended {
                return ControlFlow::Continue(());
            }
            match lines.tell(cells, Some(column), number == end + 1) {
                Line::Heading(name) => section = Some(name),
                Line::Blank | Line::Total(..) => section = None,
                Line::End => ended = true,
                Line::Skipped => {}
                Line::Data => {
                    let text = cells.get(usize::from(column)).map(Cell::text).unwrap_or_default();
                    if !text.trim().is_empty() {
                        let name = builder.units.alias(&text).to_owned();
                        builder.names.add(&name, section.as_deref());
                    }
                }
            }
            ControlFlow::Continue(())
        });
        if read.is_err() {
            return;
        }
    }
}
