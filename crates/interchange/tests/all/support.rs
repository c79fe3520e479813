//! Short ways to draft, add up and find.

use interchange::{Decisions, Draft, DraftReading, Input, Kind, Known, Profile, Stored, profile};
use kernel::Lang;
use std::path::PathBuf;
use std::sync::Once;

/// A profile that we ship.
pub fn shipped(name: &str) -> Profile {
    profile::by_name(name).expect("a shipped profile").profile().expect("a valid profile")
}

/// A shipped profile with one part of its text replaced.
pub fn changed(name: &str, from: &str, to: &str) -> Profile {
    let text = profile::by_name(name).expect("a shipped profile").text;
    assert!(text.contains(from), "the profile holds {from}");
    Profile::parse(&text.replace(from, to)).expect("a valid profile")
}

/// Says yes to everything that may be answered with a general yes.
pub fn yes() -> Decisions {
    Decisions { yes: true, ..Decisions::default() }
}

/// Drafts with nothing known.
pub fn draft(profile: &Profile, files: &[Input], decisions: &Decisions) -> Draft {
    let draft = interchange::draft(profile, files, &Known::default(), decisions).expect("a draft");
    // Large ones differ in nothing but the time that comparing takes.
    if files.iter().map(|file| file.bytes.len()).sum::<usize>() < 1 << 19 {
        let there = from_the_disk(profile, files, decisions);
        assert_eq!(format!("{there:?}"), format!("{draft:?}"), "on the disk it reads the same");
    }
    draft
}

/// English texts for assertions on what people read.
pub fn english(problem: &kernel::Problem) -> String {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        let texts = [kernel::TEXTS, interchange::TEXTS];
        kernel::texts::install(kernel::texts::Catalogue::new(&texts).expect("valid texts"));
    });
    problem.text(Lang::En)
}

/// The exact sum of an indicator's accepted readings of one kind, in millionths.
pub fn sum(draft: &Draft, code: &str, kind: Kind, wanted: impl Fn(&DraftReading) -> bool) -> i128 {
    let indicator = indicator(draft, code);
    draft
        .accepted()
        .filter(|reading| reading.indicator == indicator && reading.kind == kind)
        .filter(|reading| wanted(reading))
        .map(|reading| i128::from(reading.value().millionths()))
        .sum()
}

/// As [`sum`], of the weights.
pub fn weights(draft: &Draft, code: &str, wanted: impl Fn(&DraftReading) -> bool) -> i128 {
    let indicator = indicator(draft, code);
    draft
        .accepted()
        .filter(|reading| reading.indicator == indicator && wanted(reading))
        .filter_map(|reading| reading.weight())
        .map(|weight| i128::from(weight.millionths()))
        .sum()
}

pub fn indicator(draft: &Draft, code: &str) -> u16 {
    let at = draft.indicators.iter().position(|indicator| indicator.code == code);
    u16::try_from(at.expect("a declared indicator")).expect("few indicators")
}

/// A folder of the public data, below `RONGHE_SHARED` or beside the checkout. In CI it must be there;
/// elsewhere its tests are left out and say so.
pub fn public_data(set: &str, publisher: &str) -> Option<PathBuf> {
    let root = std::env::var_os("RONGHE_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = root.join("data").join(set);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none(), "CI needs the public data in {}", folder.display());
    leave_out(&format!("{}, offered by {publisher}", folder.display()));
    None
}

/// Says that a test had nothing to work on: at once, and at the end of `cargo xtask test`, which names a
/// file for that because the test runner keeps what a passing test says.
fn leave_out(words: &str) {
    eprintln!("left out: {words}");
    let Some(path) = std::env::var_os("RONGHE_LEFT_OUT") else { return };
    let mut file = std::fs::File::options().append(true).create(true).open(path).expect("the list");
    std::io::Write::write_all(&mut file, format!("{words}\n").as_bytes()).expect("a line");
}

/// What the same files give where they lie on a disk.
fn from_the_disk(profile: &Profile, files: &[Input], decisions: &Decisions) -> Draft {
    let folder = tempfile::tempdir().expect("a folder");
    let stored = files.iter().enumerate().map(|(index, file)| {
        let path = folder.path().join(index.to_string());
        std::fs::write(&path, &file.bytes).expect("a file");
        Stored { name: file.name.clone(), path }
    });
    let stored: Vec<Stored> = stored.collect();
    interchange::draft(profile, &stored, &Known::default(), decisions).expect("a draft")
}

/// Files of a folder, in the order of their names.
pub fn inputs(folder: &std::path::Path, wanted: impl Fn(&str) -> bool) -> Vec<Input> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| wanted(name))
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| Input { bytes: std::fs::read(folder.join(&name)).expect("a file"), name })
        .collect()
}

/// A cell of a workbook made for a test.
#[derive(Clone, Debug)]
pub enum Made {
    Text(String),
    Number(f64),
    /// A date cell: the day, such as 2026-08-31.
    Day(&'static str),
    /// An error cell.
    Error(&'static str),
    Empty,
}

impl From<&str> for Made {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<f64> for Made {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// A row of cells.
macro_rules! row {
    ($($cell:expr),* $(,)?) => { vec![$($crate::support::Made::from($cell)),*] };
}
pub(crate) use row;

/// A workbook with one sheet; merges are (first row, first column, last row, last column) from 0.
pub fn workbook(sheet: &str, rows: &[Vec<Made>], merges: &[(u32, u16, u32, u16)]) -> Vec<u8> {
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
    let mut book = Workbook::new();
    let made = book.add_worksheet();
    made.set_name(sheet).unwrap();
    let (plain, date) = (Format::new(), Format::new().set_num_format("yyyy-mm-dd"));
    for (top, left, bottom, right) in merges {
        made.merge_range(*top, *left, *bottom, *right, "", &plain).unwrap();
    }
    for (cells, row) in rows.iter().zip(0_u32..) {
        for (cell, column) in cells.iter().zip(0_u16..) {
            match cell {
                Made::Empty => {}
                Made::Text(text) => {
                    made.write_string_with_format(row, column, text, &plain).unwrap();
                }
                Made::Number(number) => {
                    made.write_number_with_format(row, column, *number, &plain).unwrap();
                }
                Made::Day(day) => {
                    let day = ExcelDateTime::parse_from_str(day).unwrap();
                    made.write_datetime_with_format(row, column, &day, &date).unwrap();
                }
                Made::Error(error) => {
                    let formula = Formula::new("=1/0").set_result(*error);
                    made.write_formula(row, column, formula).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// A file to hand in.
pub fn input(name: &str, bytes: impl Into<Vec<u8>>) -> Input {
    Input { name: name.to_owned(), bytes: bytes.into() }
}

/// The one reading of this unit, indicator and kind.
pub fn reading<'d>(
    draft: &'d Draft,
    unit: &str,
    code: &str,
    period: &str,
    kind: Kind,
) -> Option<&'d DraftReading> {
    let indicator = indicator(draft, code);
    draft.readings.iter().find(|reading| {
        draft.units[reading.unit as usize].name == unit
            && reading.indicator == indicator
            && reading.period().to_string() == period
            && reading.kind == kind
    })
}

/// Its value as text.
pub fn value(draft: &Draft, unit: &str, code: &str, period: &str, kind: Kind) -> Option<String> {
    reading(draft, unit, code, period, kind).map(|reading| reading.value().to_string())
}

/// Cell and code of every refusal.
pub fn refused(draft: &Draft) -> Vec<(String, &'static str)> {
    let refusals = draft.refusals.iter();
    refusals.map(|refusal| (refusal.source.cell(), refusal.problem.code)).collect()
}

/// A program of the machine that checks what we write. In CI it must be there; elsewhere its tests are
/// left out and say so.
pub fn program(name: &str, package: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found =
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|at| at.is_file());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "CI needs {name}, offered by {package}");
        leave_out(&format!("{name}, offered by {package}"));
    }
    found
}
