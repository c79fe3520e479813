//! A scheme as a workbook out and in: one sheet with what holds for all of it, one with a row for each row of
//! the builder. What is read is text; headings and names may stand in either language.

use super::said;
use crate::schemes::flat::{COLUMNS, DEEPEST, EXAMPLES, Flat, HEAD, Row, What};
use crate::schemes::use_cases::Shown;
use interchange::list::cell_name;
use interchange::readers::{Book, Cell, Input, Limits};
use interchange::writers::{self, Column, Format, Table};
use kernel::{Lang, Problem, texts};
use scoring::line::Class;
use scoring::scheme::Scheme;
use std::ops::ControlFlow;
use store::Refusal;
use web_kit::answer::{self, Answer, XLSX};
use web_kit::{Page, Web};

/// The heading of each column of rows, in the order of [`COLUMNS`].
const HEADINGS: [&str; 11] = [
    "scheme-what",
    "scheme-id",
    "scheme-row-name",
    "scheme-weight",
    "scheme-full-marks",
    "scheme-rule",
    "scheme-params",
    "scheme-from",
    "scheme-overrule",
    "scheme-overrule-why",
    "scheme-row-other",
];

/// What each field of the head is called, in the order of [`HEAD`].
const FIELDS: [&str; 8] = [
    "scheme-name",
    "scheme-source",
    "scheme-published",
    "scheme-effective",
    "scheme-until",
    "scheme-party-share",
    "scheme-grades",
    "scheme-rest",
];

const HEAD_SHEET: &str = "scheme-sheet-head";
const ROWS_SHEET: &str = "scheme-sheet-rows";

/// The version as a workbook.
pub(super) fn answer(web: &Web, shown: &Shown) -> Answer {
    let page = web.page("schemes-title");
    let flat = Flat::of(&shown.scheme).map_err(Refusal::from)?;
    let version = &shown.version;
    let name = format!("{} {}.xlsx", version.name, said::number(&page, version));
    answer::file(&name, XLSX, writers::xlsx(&[head(&page, &flat), rows(&page, &flat)])?)
}

fn head(page: &Page, flat: &Flat) -> Table {
    let columns = ["scheme-field", "scheme-value"];
    let rows = HEAD.iter().zip(FIELDS);
    Table {
        title: page.t(HEAD_SHEET),
        columns: columns.map(|key| Column::new(page.t(key), Format::Text)).into(),
        rows: rows.map(|(field, key)| vec![page.t(key).into(), flat.get(field).into()]).collect(),
        charts: Vec::new(),
    }
}

fn rows(page: &Page, flat: &Flat) -> Table {
    let cells = |row: &Row| {
        COLUMNS.iter().map(|column| said_as(page, column, row.get(column)).into()).collect()
    };
    Table {
        title: page.t(ROWS_SHEET),
        columns: HEADINGS.map(|key| Column::new(page.t(key), Format::Text)).into(),
        rows: flat.rows.iter().map(cells).collect(),
        charts: Vec::new(),
    }
}

/// The names that a column may hold, with the key of what each is called.
fn names(column: &str) -> Vec<(String, String)> {
    match column {
        "what" => [What::Kind, What::Line, What::Bonus, What::Deduction]
            .into_iter()
            .map(|what| (what.name(), format!("scheme-what-{}", what.name())))
            .collect(),
        "rule" => EXAMPLES
            .iter()
            .map(|(kind, _)| ((*kind).to_owned(), format!("scheme-kind-{kind}")))
            .collect(),
        "class" => Class::ALL
            .map(|class| (class.name().to_owned(), format!("scheme-class-{}", class.name())))
            .into(),
        _ => Vec::new(),
    }
}

/// A cell in words, where its column holds names.
fn said_as(page: &Page, column: &str, text: &str) -> String {
    if let Some(What::Section(depth)) = What::from_name(text).filter(|_| column == "what") {
        return page.t1("scheme-what-section", "n", depth);
    }
    let found = names(column).into_iter().find(|(name, _)| name == text);
    found.map_or_else(|| text.to_owned(), |(_, key)| page.t(key))
}

/// The name that a cell means, in whichever language.
fn meant(column: &str, text: &str) -> String {
    let said = |key: &str, args: &[(&str, &str)]| {
        Lang::ALL.iter().any(|lang| texts::get().with(*lang, key, args) == text)
    };
    if column == "what" {
        let depth = (1..=DEEPEST)
            .find(|depth| said("scheme-what-section", &[("n", depth.to_string().as_str())]));
        if let Some(depth) = depth {
            return What::Section(depth).name();
        }
    }
    let found = names(column).into_iter().find(|(_, key)| said(key, &[]));
    found.map_or_else(|| text.to_owned(), |(name, _)| name)
}

/// What a sheet of the workbook holds, with the rows' numbers.
struct Read {
    name: String,
    rows: Vec<(u32, Vec<String>)>,
}

/// The scheme that a workbook says, in the place of `before`.
///
/// # Errors
/// What is wrong, each with its sheet and cell: sheets or columns that are missing, merged cells, and
/// everything that cannot be read.
pub(super) fn read(file: &Input, before: &Scheme, page: &Page) -> Result<Scheme, Vec<Problem>> {
    let book = Book::open(file, &Default::default(), Limits::default()).map_err(|one| vec![one])?;
    let (mut problems, mut flat) = (Vec::new(), Flat::default());
    let head = sheet(&book, HEAD_SHEET, page, &mut problems);
    let rows = sheet(&book, ROWS_SHEET, page, &mut problems);
    let (Some(head), Some(rows)) = (head, rows) else { return Err(problems) };
    take_head(&head, &mut flat);
    let numbers = take_rows(&rows, page, &mut flat, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    flat.scheme(before).map_err(|found| {
        found.into_iter().map(|problem| placed(page, &head, &rows, &numbers, problem)).collect()
    })
}

fn at(sheet: &str, row: u32, column: u16, problem: Problem) -> Problem {
    problem.arg("cell", format!("{sheet}!{}", cell_name(row, column)))
}

/// Whether a heading or a name is this text in one of the languages.
fn is(text: &str, key: &str) -> bool {
    Lang::ALL.iter().any(|lang| texts::get().with(*lang, key, &[]) == text.trim())
}

fn sheet(book: &Book<'_>, key: &str, page: &Page, problems: &mut Vec<Problem>) -> Option<Read> {
    let sheets = book.sheets();
    let Some(index) = sheets.iter().position(|name| is(name, key)) else {
        problems.push(Problem::new("scheme-sheet-missing").arg("sheet", page.t(key)));
        return None;
    };
    let name = sheets[index].to_owned();
    for merge in book.merges(index) {
        let problem = Problem::new("scheme-cell-merged");
        problems.push(at(&name, merge.rows.0, merge.columns.0, problem));
    }
    let mut rows = Vec::new();
    let read = book.rows(index, |number, cells| {
        rows.push((number, cells.iter().map(Cell::text).collect()));
        ControlFlow::Continue(())
    });
    problems.extend(read.err());
    Some(Read { name, rows })
}

fn take_head(head: &Read, flat: &mut Flat) {
    for (_, cells) in &head.rows {
        let [field, value, ..] = cells.as_slice() else { continue };
        if let Some(place) = FIELDS.iter().position(|key| is(field, key)) {
            flat.set(HEAD[place], value);
        }
    }
}

/// Takes the rows; returns the number of each in its sheet.
fn take_rows(
    rows: &Read,
    page: &Page,
    flat: &mut Flat,
    problems: &mut Vec<Problem>,
) -> Vec<(u32, [usize; 11])> {
    let Some((_, heading)) = rows.rows.first() else { return Vec::new() };
    let mut places = [usize::MAX; 11];
    for (place, key) in places.iter_mut().zip(HEADINGS) {
        match heading.iter().position(|text| is(text, key)) {
            Some(found) => *place = found,
            None => {
                let problem = Problem::new("scheme-column-missing").arg("sheet", &rows.name);
                problems.push(problem.arg("column", page.t(key)));
            }
        }
    }
    let mut numbers = Vec::new();
    for (number, cells) in rows.rows.iter().skip(1) {
        let mut row = Row::default();
        for (column, place) in COLUMNS.iter().zip(places) {
            let text = cells.get(place).map_or("", String::as_str);
            row.set(column, &meant(column, text.trim()));
        }
        if !row.is_blank() {
            flat.rows.push(row);
            numbers.push((*number, places));
        }
    }
    numbers
}

/// A problem at the cell that it is about.
fn placed(
    page: &Page,
    head: &Read,
    rows: &Read,
    numbers: &[(u32, [usize; 11])],
    problem: Problem,
) -> Problem {
    let field = problem.field.clone().unwrap_or_default();
    let told = Problem::new("scheme-cell").arg("what", page.problem(&problem));
    let in_rows = field.strip_prefix("row-").and_then(|rest| {
        let (row, column) = rest.split_once('-')?;
        let (number, places) = numbers.get(row.parse::<usize>().ok()?)?;
        let column = COLUMNS.iter().position(|one| *one == column)?;
        Some((*number, u16::try_from(places[column]).ok()?))
    });
    if let Some((row, column)) = in_rows {
        return at(&rows.name, row, column, told);
    }
    let in_head = HEAD.iter().position(|one| *one == field).and_then(|place| {
        head.rows
            .iter()
            .find(|(_, cells)| cells.first().is_some_and(|text| is(text, FIELDS[place])))
    });
    in_head.map_or(problem, |(row, _)| at(&head.name, *row, 1, told))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schemes::templates::TEMPLATES;
    use kernel::texts::Catalogue;

    fn words() {
        let all = [kernel::TEXTS, interchange::TEXTS, web_kit::TEXTS, scoring::TEXTS, crate::TEXTS];
        texts::install(Catalogue::new(&all).expect("texts that fit together"));
    }

    fn file(tables: &[Table]) -> Input {
        let bytes = writers::xlsx(tables).expect("a workbook");
        Input { name: "方案.xlsx".to_owned(), bytes }
    }

    #[test]
    fn every_shipped_scheme_comes_back_from_its_workbook_as_it_was() {
        words();
        for template in TEMPLATES {
            let scheme = template.scheme().expect("shipped");
            let flat = Flat::of(&scheme).expect("rows");
            for (out, back) in [(Lang::Zh, Lang::En), (Lang::En, Lang::Zh)] {
                let page = Page::new(out, "schemes-title");
                let file = file(&[head(&page, &flat), rows(&page, &flat)]);
                let page = Page::new(back, "schemes-title");
                let again = read(&file, &scheme, &page);
                let again = again.unwrap_or_else(|all| panic!("{}: {all:?}", template.name));
                assert_eq!(again.digest(), scheme.digest(), "{}", template.name);
            }
        }
    }

    #[test]
    fn what_is_wrong_is_told_at_its_cell() {
        words();
        let scheme = TEMPLATES[0].scheme().expect("shipped");
        let page = Page::new(Lang::Zh, "schemes-title");
        let mut flat = Flat::of(&scheme).expect("rows");
        flat.rows[2].weight = "twenty".to_owned();
        let told = |tables: &[Table]| {
            let problems = read(&file(tables), &scheme, &page).expect_err("wrong");
            problems.iter().map(|one| (one.code, page.problem(one))).collect::<Vec<_>>()
        };
        let found = told(&[head(&page, &flat), rows(&page, &flat)]);
        assert_eq!(found[0].0, "scheme-cell");
        assert!(found[0].1.contains("条目!D4"), "{found:?}");
        assert_eq!(told(&[head(&page, &flat)])[0].0, "scheme-sheet-missing");
        let mut cut = rows(&page, &flat);
        cut.columns.truncate(10);
        cut.rows.iter_mut().for_each(|row| row.truncate(10));
        assert_eq!(told(&[head(&page, &flat), cut])[0].0, "scheme-column-missing");
    }
}
