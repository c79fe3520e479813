//! A scheme to the sheets of its workbook.

use super::layout::{
    Column, FEEDS, FLOORS, GATES, GRADES, HEAD, KINDS, Layout, ROWS, RUNNING, VETOES,
};
use crate::schemes::flat::{Flat, Row, What, of_name, table};
use interchange::writers::{self, Format};
use kernel::{Lang, Problem, texts};
use scoring::scheme::{Consequence, Feed, Origin, Scheme, Whose};
use serde::Serialize;
use toml::{Table, Value};

/// The sheets, their headings and names in one language.
///
/// # Errors
/// `scheme-too-deep` for sections that rows cannot show, `scheme-unprintable`.
pub fn tables(scheme: &Scheme, lang: Lang) -> Result<Vec<writers::Table>, Problem> {
    let flat = Flat::of(scheme)?;
    let (kinds, rows) = kinds_and_rows(&flat.rows)?;
    let mut vetoes = Vec::new();
    for veto in &scheme.veto {
        vetoes.extend(with_effects(table(veto)?, &veto.effect));
    }
    let mut floors = Vec::new();
    for floor in &scheme.floor {
        floors.extend(with_effects(table(floor)?, &floor.effect));
    }
    let feeds: Vec<Table> = scheme.feed.iter().map(feed).collect();
    Ok(vec![
        head(scheme, lang)?,
        sheet(&GRADES, lang, &grades(scheme)?),
        sheet(&KINDS, lang, &kinds),
        sheet(&ROWS, lang, &rows),
        sheet(&FEEDS, lang, &feeds),
        sheet(&VETOES, lang, &vetoes),
        sheet(&FLOORS, lang, &floors),
        sheet(&GATES, lang, &all(&scheme.gate)?),
        sheet(&RUNNING, lang, &all(&scheme.consecutive)?),
    ])
}

fn all(of: &[impl Serialize]) -> Result<Vec<Table>, Problem> {
    of.iter().map(table).collect()
}

fn said(column: &Column, lang: Lang, values: &Table) -> String {
    let mut value = None;
    for key in column.key.split('.') {
        let inside = value.map_or(Some(values), Value::as_table);
        value = inside.and_then(|table| table.get(key));
        if value.is_none() {
            return String::new();
        }
    }
    value.map(|value| column.holds.said(lang, value)).unwrap_or_default()
}

fn sheet(layout: &Layout, lang: Lang, records: &[Table]) -> writers::Table {
    let text = |key: &str| texts::get().text(lang, key);
    let heading = |column: &Column| writers::Column::new(text(column.heading), Format::Text);
    let cells = |record: &Table| {
        layout.columns.iter().map(|column| said(column, lang, record).into()).collect()
    };
    writers::Table {
        title: text(layout.title),
        columns: layout.columns.iter().map(heading).collect(),
        rows: records.iter().map(cells).collect(),
        charts: Vec::new(),
    }
}

/// What holds for all of it, each field in a row; also what is usual, which the text does not say.
fn head(scheme: &Scheme, lang: Lang) -> Result<writers::Table, Problem> {
    let text = |key: &str| texts::get().text(lang, key);
    let mut values = table(scheme)?;
    for (key, number) in [
        ("out_of", &scheme.out_of),
        ("least", &scheme.least),
        ("most", &scheme.most),
        ("coverage", &scheme.coverage),
    ] {
        values.insert(key.to_owned(), Value::String(number.plain()));
    }
    values.insert("publication".to_owned(), Value::Table(table(&scheme.publication)?));
    values.insert("status".to_owned(), Value::Table(table(&scheme.status)?));
    let row =
        |column: &Column| vec![text(column.heading).into(), said(column, lang, &values).into()];
    let columns = ["scheme-field", "scheme-value"];
    Ok(writers::Table {
        title: text(HEAD.title),
        columns: columns.map(|key| writers::Column::new(text(key), Format::Text)).into(),
        rows: HEAD.columns.iter().map(row).collect(),
        charts: Vec::new(),
    })
}

/// Grades with their ceilings; a ceiling beyond the last grade has a row of its own.
fn grades(scheme: &Scheme) -> Result<Vec<Table>, Problem> {
    let mut records = all(&scheme.grade)?;
    let ceilings = scheme.distribution.as_ref().map_or(&[][..], |one| &one.ceiling);
    records.resize(records.len().max(ceilings.len()), Table::new());
    for (record, ceiling) in records.iter_mut().zip(ceilings) {
        record.insert("ceiling".to_owned(), Value::String(ceiling.plain()));
    }
    Ok(records)
}

/// What a row says beyond its own columns, as values.
fn beyond(row: &Row) -> Result<Table, Problem> {
    let mut table: Table = format!("rest = {{ {} }}", row.rest)
        .parse()
        .map_err(|error| Problem::new("scheme-unprintable").arg("message", error))?;
    match table.remove("rest") {
        Some(Value::Table(rest)) => Ok(rest),
        _ => Ok(Table::new()),
    }
}

fn kinds_and_rows(flat: &[Row]) -> Result<(Vec<Table>, Vec<Table>), Problem> {
    let (mut kinds, mut rows) = (Vec::new(), Vec::new());
    let mut kind = String::new();
    for row in flat {
        let mut record = beyond(row)?;
        let is_kind = row.what == What::Kind.name();
        if is_kind {
            kind.clone_from(&row.id);
        }
        for column in if is_kind { KINDS.columns } else { ROWS.columns } {
            let text = match column.key {
                "kind" => kind.as_str(),
                key @ ("what" | "id" | "name" | "weight" | "out_of" | "rule" | "params"
                | "class" | "reason") => row.get(key),
                _ => continue,
            };
            record.insert(column.key.to_owned(), Value::String(text.to_owned()));
        }
        let to = if is_kind { &mut kinds } else { &mut rows };
        to.push(record);
    }
    Ok((kinds, rows))
}

fn feed(feed: &Feed) -> Table {
    let (kind, code, more) = match &feed.from {
        Origin::Indicator { code, of } => ("indicator", code, vec![("of", of_name(*of))]),
        Origin::Measure { name } => ("measure", name, Vec::new()),
        Origin::Sheet { scheme, section, whose } => {
            let section = section.as_deref().unwrap_or_default();
            let whose = match whose {
                Whose::Unit => "unit",
                Whose::Above => "above",
            };
            ("sheet", scheme, vec![("section", section), ("whose", whose)])
        }
    };
    let cells = [("entry", feed.entry.as_str()), ("kind", kind), ("code", code.as_str())];
    let cells = cells.into_iter().chain(more);
    cells.map(|(key, text)| (key.to_owned(), Value::String(text.to_owned()))).collect()
}

/// A record for the first effect with everything else, and one for each further effect.
fn with_effects(mut first: Table, effects: &[Consequence]) -> Vec<Table> {
    first.remove("effect");
    let mut records = vec![first];
    records.resize(effects.len().max(1), Table::new());
    for (record, effect) in records.iter_mut().zip(effects) {
        let (name, at) = match effect {
            Consequence::Zero => ("zero", String::new()),
            Consequence::Cap { at } => ("cap", at.plain()),
            Consequence::Grade { at } => ("grade", at.clone()),
            Consequence::Ineligible => ("ineligible", String::new()),
        };
        record.insert("effect".to_owned(), Value::String(name.to_owned()));
        record.insert("at".to_owned(), Value::String(at));
    }
    records
}
