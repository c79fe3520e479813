//! The sheets of a workbook to the scheme that they say, with every problem at its cell.

use super::layout::{
    FEEDS, FLOORS, GATES, GRADES, HEAD, KINDS, Layout, ROWS, RUNNING, SHEETS, VETOES, is,
};
use crate::schemes::flat::{self, Row, What, unreadable};
use interchange::list::cell_name;
use interchange::readers::{Book, Cell, Input, Limits};
use kernel::{Lang, Problem, texts};
use scoring::Exact;
use scoring::scheme::{Distribution, Kind, Scheme};
use serde::de::DeserializeOwned;
use std::ops::ControlFlow;
use toml::{Table, Value};

/// The scheme that a workbook says; `before` gives its code and number, which the workbook does not.
///
/// # Errors
/// What is wrong, each with its sheet and cell: sheets, fields or columns that are missing, formulas, merged
/// cells, and everything that cannot be read.
pub fn read(file: &Input, before: &Scheme, lang: Lang) -> Result<Scheme, Vec<Problem>> {
    let opened = Book::open(file, &Default::default(), Limits::default());
    let book = opened.map_err(|one| vec![one])?;
    let formulas = Book::formulas(file, Limits::default()).map_err(|one| vec![one])?;
    let mut reading = Reading { lang, problems: Vec::new() };
    let sheets = SHEETS.map(|layout| reading.sheet(&book, &formulas, layout));
    let all: Option<Vec<Sheet>> = sheets.into_iter().collect();
    let Some(sheets) = all.filter(|_| reading.problems.is_empty()) else {
        return Err(reading.problems);
    };
    reading.scheme(&sheets, before).filter(|_| reading.problems.is_empty()).ok_or(reading.problems)
}

/// A sheet as it was read.
struct Sheet {
    layout: &'static Layout,
    name: String,
    records: Vec<Record>,
}

/// A row of a sheet: the values of the cells that hold something, by the keys of their columns.
struct Record {
    values: Table,
    /// Where the cell of each column stands: row from 1, column from 0.
    cells: Vec<(u32, u16)>,
}

impl Record {
    fn text(&self, key: &str) -> &str {
        self.values.get(key).and_then(Value::as_str).unwrap_or_default()
    }
}

impl Sheet {
    /// The place of a record's cell, such as `条目!D4`; the first cell for a key that is no column.
    fn cell(&self, record: &Record, key: &str) -> String {
        let place = self.layout.columns.iter().position(|column| column.key == key).unwrap_or(0);
        let (row, column) = record.cells[place];
        format!("{}!{}", self.name, cell_name(row, column))
    }
}

struct Reading {
    lang: Lang,
    problems: Vec<Problem>,
}

impl Reading {
    /// A problem at a cell.
    fn told(&mut self, cell: String, problem: &Problem) {
        let what = problem.text(self.lang);
        self.problems.push(Problem::new("scheme-cell").arg("cell", cell).arg("what", what));
    }

    fn told_at(&mut self, sheet: &Sheet, record: &Record, key: &str, problem: &Problem) {
        self.told(sheet.cell(record, key), problem);
    }

    fn sheet(
        &mut self,
        book: &Book<'_>,
        formulas: &[Vec<(u32, u16)>],
        layout: &'static Layout,
    ) -> Option<Sheet> {
        let sheets = book.sheets();
        let Some(index) = sheets.iter().position(|name| is(name.trim(), layout.title)) else {
            let title = texts::get().text(self.lang, layout.title);
            self.problems.push(Problem::new("scheme-sheet-missing").arg("sheet", title));
            return None;
        };
        let name = sheets[index].to_owned();
        let at = |row, column| format!("{name}!{}", cell_name(row, column));
        for merge in book.merges(index) {
            let cell = at(merge.rows.0, merge.columns.0);
            self.problems.push(Problem::new("scheme-cell-merged").arg("cell", cell));
        }
        for (row, column) in formulas.get(index).into_iter().flatten() {
            let cell = at(*row, *column);
            self.problems.push(Problem::new("scheme-cell-formula").arg("cell", cell));
        }
        let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
        let read = book.rows(index, |number, cells| {
            let texts = cells.iter().map(|cell| Cell::text(cell).trim().to_owned());
            rows.push((number, texts.collect()));
            ControlFlow::Continue(())
        });
        self.problems.extend(read.err());
        let mut sheet = Sheet { layout, name, records: Vec::new() };
        if std::ptr::eq(layout, &HEAD) {
            self.fields(&mut sheet, &rows);
        } else {
            self.records(&mut sheet, &rows);
        }
        Some(sheet)
    }

    fn missing(&mut self, sheet: &Sheet, heading: &str) {
        let column = texts::get().text(self.lang, heading);
        let problem = Problem::new("scheme-column-missing").arg("sheet", &sheet.name);
        self.problems.push(problem.arg("column", column));
    }

    /// Takes a sheet that has a row for each field.
    fn fields(&mut self, sheet: &mut Sheet, rows: &[(u32, Vec<String>)]) {
        let mut found = Vec::new();
        for column in sheet.layout.columns {
            let row = rows
                .iter()
                .find(|(_, cells)| cells.first().is_some_and(|text| is(text, column.heading)));
            match row {
                Some((number, cells)) => {
                    found.push(((*number, 1), cells.get(1).map_or("", String::as_str)));
                }
                None => self.missing(sheet, column.heading),
            }
        }
        if found.len() == sheet.layout.columns.len() {
            self.record(sheet, found);
        }
    }

    /// Takes a sheet that has a column for each field.
    fn records(&mut self, sheet: &mut Sheet, rows: &[(u32, Vec<String>)]) {
        let headings = rows.first().map_or(&[][..], |(_, cells)| cells);
        let mut places = Vec::new();
        for column in sheet.layout.columns {
            match headings.iter().position(|text| is(text, column.heading)) {
                Some(place) => places.push(place),
                None => self.missing(sheet, column.heading),
            }
        }
        if places.len() < sheet.layout.columns.len() {
            return;
        }
        for (number, cells) in rows.iter().skip(1) {
            let found: Vec<((u32, u16), &str)> = places
                .iter()
                .map(|place| {
                    let column = u16::try_from(*place).unwrap_or(u16::MAX);
                    ((*number, column), cells.get(*place).map_or("", String::as_str))
                })
                .collect();
            if found.iter().any(|(_, text)| !text.is_empty()) {
                self.record(sheet, found);
            }
        }
    }

    fn record(&mut self, sheet: &mut Sheet, found: Vec<((u32, u16), &str)>) {
        let cells = found.iter().map(|(cell, _)| *cell).collect();
        let mut record = Record { values: Table::new(), cells };
        // A grade may be missing beside a ceiling, which is then one too many.
        let is_whole = !found[0].1.is_empty() || !std::ptr::eq(sheet.layout, &GRADES);
        for (column, (_, text)) in sheet.layout.columns.iter().zip(found) {
            if text.is_empty() {
                if column.is_required && is_whole {
                    let problem = Problem::new("field-required");
                    self.told_at(sheet, &record, column.key, &problem);
                }
                continue;
            }
            match column.holds.meant(text) {
                Ok(value) => drop(record.values.insert(column.key.to_owned(), value)),
                Err(problem) => self.told_at(sheet, &record, column.key, &problem),
            }
        }
        sheet.records.push(record);
    }

    /// What a table says; what cannot be read is told at the record's first cell.
    fn take<T: DeserializeOwned>(
        &mut self,
        sheet: &Sheet,
        record: &Record,
        table: Table,
    ) -> Option<T> {
        match T::deserialize(Value::Table(table)) {
            Ok(value) => Some(value),
            Err(error) => {
                self.told_at(sheet, record, "", &unreadable(&error));
                None
            }
        }
    }

    fn all<T: DeserializeOwned>(&mut self, sheet: &Sheet) -> Vec<T> {
        let one = |record: &Record| self.take(sheet, record, record.values.clone());
        sheet.records.iter().filter_map(one).collect()
    }

    fn scheme(&mut self, sheets: &[Sheet], before: &Scheme) -> Option<Scheme> {
        let of = |layout: &Layout| sheets.iter().find(|sheet| std::ptr::eq(sheet.layout, layout));
        let mut scheme = self.head(of(&HEAD)?, before)?;
        self.grades(of(&GRADES)?, &mut scheme);
        scheme.kind = self.kinds(of(&KINDS)?, of(&ROWS)?);
        scheme.feed = self.feeds(of(&FEEDS)?);
        scheme.veto = self.with_effects(of(&VETOES)?);
        scheme.floor = self.with_effects(of(&FLOORS)?);
        scheme.gate = self.all(of(&GATES)?);
        scheme.consecutive = self.all(of(&RUNNING)?);
        Some(scheme)
    }

    fn head(&mut self, sheet: &Sheet, before: &Scheme) -> Option<Scheme> {
        let record = sheet.records.first()?;
        let mut table = Table::new();
        for (key, text) in [("id", &before.id), ("version", &before.version)] {
            table.insert(key.to_owned(), Value::String(text.clone()));
        }
        for (key, value) in &record.values {
            let Some((outer, inner)) = key.split_once('.') else {
                table.insert(key.clone(), value.clone());
                continue;
            };
            let inside = table.entry(outer).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inside) = inside {
                inside.insert(inner.to_owned(), value.clone());
            }
        }
        for (outer, inner) in [
            ("consultation", ["body", "held", "record"].as_slice()),
            ("publication", ["decimals", "rounding"].as_slice()),
        ] {
            let Some(Value::Table(inside)) = table.get(outer) else { continue };
            for missing in inner.iter().filter(|key| !inside.contains_key(**key)) {
                let key = format!("{outer}.{missing}");
                self.told_at(sheet, record, &key, &Problem::new("field-required"));
            }
        }
        if let Some(Value::Table(spread)) = table.get_mut("distribution") {
            spread.insert("ceiling".to_owned(), Value::Array(Vec::new()));
        }
        for key in ["grade", "kind"] {
            table.insert(key.to_owned(), Value::Array(Vec::new()));
        }
        if self.problems.is_empty() { self.take(sheet, record, table) } else { None }
    }

    fn grades(&mut self, sheet: &Sheet, scheme: &mut Scheme) {
        let mut ceilings: Vec<Exact> = Vec::new();
        for (at, record) in sheet.records.iter().enumerate() {
            let mut values = record.values.clone();
            if let Some(ceiling) = values.remove("ceiling") {
                if ceilings.len() < at {
                    self.told_at(sheet, record, "ceiling", &Problem::new("scheme-ceiling-gap"));
                }
                ceilings.extend(ceiling.as_str().and_then(|text| text.parse::<Exact>().ok()));
            }
            if !values.is_empty() {
                scheme.grade.extend(self.take(sheet, record, values));
            }
        }
        match &mut scheme.distribution {
            Some(spread) => spread.ceiling = ceilings,
            None if ceilings.is_empty() => {}
            none => *none = Some(Distribution { fewest: Distribution::FEWEST, ceiling: ceilings }),
        }
    }

    /// The kinds of unit, each with its rows in their order.
    fn kinds(&mut self, kinds: &Sheet, lines: &Sheet) -> Vec<Kind> {
        let mut rows: Vec<(Row, &Sheet, &Record)> = Vec::new();
        for (at, kind) in kinds.records.iter().enumerate() {
            let id = kind.text("id");
            if kinds.records[..at].iter().any(|other| other.text("id") == id) {
                let problem = Problem::new("scheme-row-kind-twice").arg("id", id);
                self.told_at(kinds, kind, "id", &problem);
                continue;
            }
            let own = lines.records.iter().filter(|line| line.text("kind") == id);
            rows.push((self.row(kinds, kind, What::Kind), kinds, kind));
            rows.extend(own.map(|line| (self.row(lines, line, What::Line), lines, line)));
        }
        let is_known =
            |line: &&Record| kinds.records.iter().any(|kind| kind.text("id") == line.text("kind"));
        for line in lines.records.iter().filter(|line| !is_known(line)) {
            let problem = Problem::new("scheme-row-kind-unknown").arg("id", line.text("kind"));
            self.told_at(lines, line, "kind", &problem);
        }
        let flat: Vec<Row> = rows.iter().map(|(row, ..)| row.clone()).collect();
        flat::kinds(&flat).unwrap_or_else(|problems| {
            for problem in problems {
                let field = problem.field.clone().unwrap_or_default();
                let place = field.strip_prefix("row-").and_then(|rest| rest.split_once('-'));
                let Some((at, key)) = place else { continue };
                let row = at.parse::<usize>().ok().and_then(|at| rows.get(at));
                if let Some((_, sheet, record)) = row {
                    self.told_at(sheet, record, key, &problem);
                }
            }
            Vec::new()
        })
    }

    /// A record as a row; what has no column there is its rest.
    fn row(&mut self, sheet: &Sheet, record: &Record, usual: What) -> Row {
        let mut row = Row { what: usual.name(), ..Row::default() };
        let mut beyond = Table::new();
        for (key, value) in &record.values {
            match key.as_str() {
                "kind" => {}
                "what" | "id" | "name" | "weight" | "out_of" | "rule" | "params" | "class"
                | "reason" => row.set(key, value.as_str().unwrap_or_default()),
                _ => drop(beyond.insert(key.clone(), value.clone())),
            }
        }
        let unwanted: &[&str] = match What::from_name(&row.what) {
            Some(What::Kind) => &[],
            Some(What::Section(_)) => &["rule", "params", "invented", "class", "reason"],
            _ => &["aspect", "least", "most", "not_applicable"],
        };
        for key in unwanted.iter().filter(|key| record.values.contains_key(**key)) {
            self.told_at(sheet, record, key, &Problem::new("scheme-not-wanted"));
        }
        if row.class.is_empty() && !row.reason.is_empty() {
            self.told_at(sheet, record, "class", &Problem::new("field-required"));
        }
        match flat::rest(&beyond, &[]) {
            Ok(rest) => row.rest = rest,
            Err(problem) => self.told_at(sheet, record, "", &problem),
        }
        row
    }

    fn feeds<T: DeserializeOwned>(&mut self, sheet: &Sheet) -> Vec<T> {
        let mut feeds = Vec::new();
        for record in &sheet.records {
            let mut from = record.values.clone();
            let entry = from.remove("entry");
            let (code, wanted): (_, &[&str]) = match record.text("kind") {
                "indicator" => ("code", &["of"]),
                "sheet" => ("scheme", &["section", "whose"]),
                _ => ("name", &[]),
            };
            let is_odd = |key: &&&str| from.contains_key(**key) && !wanted.contains(*key);
            let odd = ["of", "section", "whose"].iter().find(is_odd);
            let lacking = (code == "code" && !from.contains_key("of")).then_some("of");
            if let Some(key) = odd {
                self.told_at(sheet, record, key, &Problem::new("scheme-not-wanted"));
                continue;
            }
            if let Some(key) = lacking {
                self.told_at(sheet, record, key, &Problem::new("field-required"));
                continue;
            }
            if let Some(name) = from.remove("code") {
                from.insert(code.to_owned(), name);
            }
            let mut table = Table::new();
            table.insert("from".to_owned(), Value::Table(from));
            table.extend(entry.map(|entry| ("entry".to_owned(), entry)));
            feeds.extend(self.take(sheet, record, table));
        }
        feeds
    }

    /// Records with their effects: one without an id is a further effect of the one above.
    fn with_effects<T: DeserializeOwned>(&mut self, sheet: &Sheet) -> Vec<T> {
        let mut groups: Vec<(&Record, Table, Vec<Value>)> = Vec::new();
        for record in &sheet.records {
            let mut own = record.values.clone();
            let (effect, at) = (own.remove("effect"), own.remove("at"));
            let is_further = own.is_empty() && effect.is_some() && !groups.is_empty();
            if !is_further {
                for column in sheet.layout.columns {
                    let is_own = !["effect", "at"].contains(&column.key);
                    if is_own && !own.contains_key(column.key) {
                        self.told_at(sheet, record, column.key, &Problem::new("field-required"));
                    }
                }
                groups.push((record, own, Vec::new()));
            }
            let effect = self.effect(sheet, record, effect, at);
            if let Some((.., effects)) = groups.last_mut() {
                effects.extend(effect);
            }
        }
        let mut found = Vec::new();
        for (record, mut own, effects) in groups {
            if self.problems.is_empty() {
                own.insert("effect".to_owned(), Value::Array(effects));
                found.extend(self.take(sheet, record, own));
            }
        }
        found
    }

    fn effect(
        &mut self,
        sheet: &Sheet,
        record: &Record,
        effect: Option<Value>,
        at: Option<Value>,
    ) -> Option<Value> {
        let name = effect.as_ref().and_then(Value::as_str).unwrap_or_default();
        let takes = matches!(name, "cap" | "grade");
        if takes != at.is_some() {
            let code = if takes { "field-required" } else { "scheme-not-wanted" };
            self.told_at(sheet, record, "at", &Problem::new(code));
            return None;
        }
        let text = record.text("at");
        if name == "cap" && text.parse::<Exact>().is_err() {
            let problem = Problem::new("scheme-number").arg("value", text);
            self.told_at(sheet, record, "at", &problem);
            return None;
        }
        let mut table = Table::new();
        table.insert("kind".to_owned(), effect?);
        table.extend(at.map(|at| ("at".to_owned(), at)));
        Some(Value::Table(table))
    }
}
