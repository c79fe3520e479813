//! The long lists of a preview as tables: filtered, sorted and paged here from what is stored.
//!
//! Several of them stand on one page. `list` in the address names the table that the rest of the query
//! is about; the others are drawn from their beginning.

use crate::imports::rules::{NewUnit, RefusedLine, RestatedLine};
use crate::reading::KIND_NAMES;
use interchange::writers::Value;
use kernel::{ImportId, Quantity};
use web_kit::page::Page;
use web_kit::table::{Align, Column, Query, Table};

/// The word in the address.
const LIST: &str = "list";

/// A row of a list.
pub(super) trait Line: Clone {
    /// The table's id, and its name in the address.
    const ID: &'static str;
    const COLUMNS: &'static [Column];

    /// What it shows in each column.
    fn cells(&self, page: &Page) -> Vec<String>;
}

impl Line for RefusedLine {
    const ID: &'static str = "refusals";
    const COLUMNS: &'static [Column] = &[
        Column::text("file", "imports-file"),
        Column::text("sheet", "imports-sheet"),
        Column::fixed("cell", "imports-cell"),
        Column::fixed("text", "imports-cell-text"),
        Column::text("reason", "imports-reason").filtered(),
    ];

    fn cells(&self, page: &Page) -> Vec<String> {
        let reason = self.reason.of(page).to_owned();
        vec![self.file.clone(), self.sheet.clone(), self.cell.clone(), self.text.clone(), reason]
    }
}

impl Line for RestatedLine {
    const ID: &'static str = "restated";
    const COLUMNS: &'static [Column] = &[
        Column::text("unit", "imports-unit-name").filtered(),
        Column::text("period", "imports-period"),
        Column::text("indicator", "imports-indicator").filtered().explained("indicator"),
        Column::text("kind", "imports-kind"),
        Column::number("old", "imports-old").decimals(6),
        Column::number("new", "imports-new-value").decimals(6),
    ];

    fn cells(&self, page: &Page) -> Vec<String> {
        let indicator = self.indicator.of(page).to_owned();
        let (unit, period) = (self.unit.clone(), self.period.clone());
        vec![unit, period, indicator, self.kind(page), self.old.clone(), self.new.clone()]
    }
}

impl RestatedLine {
    fn kind(&self, page: &Page) -> String {
        let name = KIND_NAMES.get(usize::from(self.kind)).copied().unwrap_or(KIND_NAMES[0]);
        page.t(format!("imports-kind-{name}"))
    }
}

impl Line for NewUnit {
    const ID: &'static str = "units";
    const COLUMNS: &'static [Column] = &[
        Column::text("name", "imports-unit-name").filtered(),
        Column::text("code", "imports-unit-code"),
        Column::text("above", "imports-unit-above").filtered(),
        Column::text("kind", "imports-unit-kind"),
        Column::text("from", "imports-unit-from"),
        Column::text("last", "imports-unit-last"),
    ];

    fn cells(&self, page: &Page) -> Vec<String> {
        let kind = self.kind_name(page);
        let (code, above) = (self.code.clone().unwrap_or_default(), self.above.join(" › "));
        let (from, last) = (self.from.clone(), self.last.clone());
        vec![self.name.clone(), code, above, kind, from, last]
    }
}

impl NewUnit {
    /// What kind of unit it is, in words.
    pub(super) fn kind_name(&self, page: &Page) -> String {
        let kind = directory::Kind::from_name(&self.kind).map(|kind| page.t(kind.key()));
        kind.unwrap_or_default()
    }
}

/// What the address asks of a list, in words.
pub(super) struct Lines {
    pub table: Table,
    pub rows: Vec<Vec<String>>,
}

impl Lines {
    /// The page of a list that the address asks for.
    pub fn new<T: Line>(all: &[T], id: ImportId, page: &Page, address: &str) -> Self {
        let query = query::<T>(address);
        let mut rows = matching(all, page, &query);
        let total = rows.len() as u64;
        let (take, skip) = (query.size as usize, query.offset() as usize);
        rows = rows.into_iter().skip(skip).take(take).collect();
        Self { table: Table::new(T::ID, format!("/imports/{id}"), T::COLUMNS, query, total), rows }
    }
}

/// The whole list as cells of a workbook, if the address asks for it.
pub(super) fn export<T: Line>(all: &[T], page: &Page, address: &str) -> Option<Vec<Vec<Value>>> {
    let query = query::<T>(address);
    query.as_workbook.then(|| {
        let cell = |(text, column): (String, &Column)| match Quantity::parse(&text) {
            Ok(number) if column.align == Align::End => Value::Number(number),
            _ => text.into(),
        };
        let cells = |row: Vec<String>| row.into_iter().zip(T::COLUMNS).map(cell).collect();
        matching(all, page, &query).into_iter().map(cells).collect()
    })
}

fn query<T: Line>(address: &str) -> Query {
    let asked = Query::parse(address, T::COLUMNS);
    if asked.kept.iter().any(|(key, value)| key == LIST && value == T::ID) {
        return asked;
    }
    Query::parse(&format!("{LIST}={}", T::ID), T::COLUMNS)
}

/// The rows that the query asks for, in its order.
fn matching<T: Line>(all: &[T], page: &Page, query: &Query) -> Vec<Vec<String>> {
    let place = |key: &str| T::COLUMNS.iter().position(|column| column.key == key).unwrap_or(0);
    let contains = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
    let mut rows: Vec<Vec<String>> = all.iter().map(|line| line.cells(page)).collect();
    rows.retain(|row| {
        (query.search.is_empty() || row.iter().any(|text| contains(text, &query.search)))
            && query.filters.iter().all(|(key, text)| contains(&row[place(key)], text))
    });
    let Some(sort) = query.sort else { return rows };
    let at = place(sort.column);
    if T::COLUMNS[at].align == Align::End {
        // Of two numbers the first one counts: a ratio's numerator.
        let number =
            |row: &Vec<String>| Quantity::parse(row[at].split(' ').next().unwrap_or_default());
        rows.sort_by_cached_key(|row| number(row).ok());
    } else {
        rows.sort_by(|a, b| a[at].cmp(&b[at]));
    }
    if sort.descending {
        rows.reverse();
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::rules::Said;
    use kernel::Lang;

    fn line(unit: &str, old: &str) -> RestatedLine {
        let (unit, period, new) = (unit.to_owned(), "2026-01".to_owned(), "1".to_owned());
        let indicator = Said { zh: "入洗原煤".into(), en: "Raw coal feed".into() };
        RestatedLine { unit, period, indicator, kind: 0, old: old.to_owned(), new }
    }

    #[track_caller]
    fn check(address: &str, expected: &[&str], total: u64) {
        let page = Page::new(Lang::Zh, "imports-one");
        let all = [line("甲车间", "9"), line("乙车间", "10 / 3"), line("丙班", "-2")];
        let lines = Lines::new(&all, ImportId(5), &page, address);
        let units: Vec<&str> = lines.rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!((units.as_slice(), lines.table.total), (expected, total), "{address}");
    }

    #[test]
    fn the_address_is_about_the_list_that_it_names() {
        check("list=restated&q=车间", &["甲车间", "乙车间"], 2);
        check("list=restated&f-unit=班", &["丙班"], 1);
        check("list=restated&sort=-old", &["乙车间", "甲车间", "丙班"], 3);
        check("list=restated&size=2&page=2", &["丙班"], 3);
        check("list=units&q=车间", &["甲车间", "乙车间", "丙班"], 3);
    }
}
