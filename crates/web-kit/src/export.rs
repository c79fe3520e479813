//! What a table shows, as a workbook to keep.
//!
//! A handler whose [`Query`](crate::table::Query) says `as_workbook` loads all matching rows in the same
//! order, turns them into cells and answers with [`workbook`]. A figure that is no number stays in words:
//! not reported, not applicable and zero are as different in the workbook as on the page.

use crate::answer::{Answer, XLSX, file};
use crate::page::Page;
use crate::status::Figure;
use crate::table::Column;
use interchange::writers::{self, Format, Table, Value};

/// A figure as a cell.
pub fn cell(page: &Page, figure: &Figure) -> Value {
    match figure {
        Figure::Value { quantity, .. } => Value::Number(*quantity),
        other => Value::from(page.t(other.key())),
    }
}

/// Answers with a workbook of one sheet. It is named after the page's title and subtitle.
///
/// # Errors
/// When the sheet cannot be written, such as one of more than a million rows.
pub fn workbook(page: &Page, columns: &[Column], rows: Vec<Vec<Value>>) -> Answer {
    let title = match page.subtitle.as_str() {
        "" => page.title.clone(),
        subtitle => format!("{} {subtitle}", page.title),
    };
    let columns = columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let first =
                rows.iter().filter_map(|row| row.get(index)).find(|cell| **cell != Value::Empty);
            writers::Column::new(page.t(column.title), format_of(column, first))
        })
        .collect();
    let table = Table { title: page.title.clone(), columns, rows, charts: Vec::new() };
    file(&format!("{title}.xlsx"), XLSX, writers::xlsx(&[table])?)
}

/// A column is what its first cell is; numbers have the column's decimals.
fn format_of(column: &Column, first: Option<&Value>) -> Format {
    match first {
        Some(Value::Number(_)) => Format::Number(column.decimals),
        Some(Value::Day(_)) => Format::Day,
        _ if column.class().starts_with('n') => Format::Number(column.decimals),
        _ => Format::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;

    #[tokio::test]
    async fn a_workbook_keeps_numbers_and_says_what_is_missing() {
        crate::install_texts();
        let page = Page::new(Lang::Zh, "glossary").subtitled("2026年10月");
        let columns = [Column::text("name", "table-state"), Column::number("value", "table-state")];
        let value = Figure::value(kernel::Quantity::parse("57.31").unwrap(), 2);
        let rows = vec![
            vec![Value::from("清河洗煤厂"), cell(&page, &value)],
            vec![Value::from("重介车间"), cell(&page, &Figure::NotReported)],
        ];
        let answer = workbook(&page, &columns, rows).unwrap_or_else(|_| panic!("no workbook"));
        let name = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
        assert!(name.ends_with(".xlsx"), "{name}");
        let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        assert!(bytes.starts_with(b"PK"));
        assert!(matches!(cell(&page, &Figure::NotReported), Value::Text(_)));
    }
}
