//! What we write is read back as it was meant.

use crate::support::*;
use interchange::readers::{Book, Cell};
use interchange::writers::{self, Chart, Column, Format, Table, Value};
use interchange::{Decisions, Input, Limits};
use kernel::{Lang, Quantity};
use std::io::Read;
use std::ops::ControlFlow;

fn rows(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let file = Input { name: "a.xlsx".into(), bytes };
    let book = Book::open(&file, &Default::default(), Limits::default()).unwrap();
    let mut rows = Vec::new();
    book.rows(0, |_, cells| {
        rows.push(cells.iter().map(Cell::text).collect());
        ControlFlow::Continue(())
    })
    .unwrap();
    rows
}

fn table() -> Table {
    let number = |text: &str| Value::Number(Quantity::parse(text).unwrap());
    Table {
        title: "2026/08 入洗".into(),
        columns: vec![
            Column::new("单位", Format::Text),
            Column::new("计划", Format::Number(2)),
            Column::new("实际", Format::Number(2)),
        ],
        rows: vec![
            vec!["=HYPERLINK(\"http://x\")".into(), number("268400"), number("0.3")],
            vec!["主洗车间".into(), number("9223372036854.775807"), Value::Empty],
        ],
        charts: vec![Chart::target_and_actual("计划与实际", 0, 1, 2)],
    }
}

/// Every part of the archive, as text.
fn parts(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut text = Vec::new();
        part.read_to_end(&mut text).unwrap();
        all.push_str(&String::from_utf8_lossy(&text));
    }
    all
}

#[test]
fn tables_come_back_exactly_with_charts_and_without_formulas() {
    let bytes = writers::xlsx(&[table()]).unwrap();
    let parts = parts(&bytes);
    assert!(!parts.contains("<f>"), "no formula");
    assert!(parts.contains("<c:barChart>") && parts.contains("<c:lineChart>"));
    assert!(parts.contains("<autoFilter") && parts.contains("state=\"frozen\""));
    let expected = [
        ["单位", "计划", "实际"].map(String::from).to_vec(),
        ["=HYPERLINK(\"http://x\")", "268400", "0.3"].map(String::from).to_vec(),
        ["主洗车间", "9223372036854.775807"].map(String::from).to_vec(),
    ];
    assert_eq!(rows(bytes), expected);
}

#[test]
fn csv_and_json_keep_every_digit_and_no_formula() {
    let csv = String::from_utf8(writers::csv(&table()).unwrap()).unwrap();
    assert!(csv.contains("9223372036854.775807") && csv.contains("'=HYPERLINK"));
    let mut lines = Vec::new();
    let mut row = ["=1", "+1", "-1", "@x", "\t=1", "甲,乙"].map(Value::from).to_vec();
    row.push(Quantity::parse("-1.5").unwrap().into());
    let mut out = writers::CsvLines::new(&mut lines);
    out.write(&row).unwrap();
    drop(out);
    let lines = String::from_utf8(lines).unwrap();
    assert_eq!(lines, "'=1,'+1,'-1,'@x,'\t=1,\"甲,乙\",-1.5\n");
    let json: serde_json::Value = serde_json::from_slice(&writers::json(&table())).unwrap();
    assert_eq!(json[1]["计划"], "9223372036854.775807");
    assert_eq!(json[1]["实际"], serde_json::Value::Null);
}

#[test]
fn the_error_sheet_is_the_same_sheet_with_reasons_and_can_be_imported_again() {
    let made = [
        row!["单位", "指标", "月份", "计划", "实际"],
        row!["主洗车间", "精煤产量", "2026-01", "约一千", 5.0],
        row!["主洗车间", "精煤产量", "2026-02", 7.0, 8.0],
    ];
    let profile = shipped("sample-plant");
    let files = [input("a.xlsx", workbook("填报", &made, &[]))];
    let first = draft(&profile, &files, &Decisions::default());
    english(&first.refusals[0].problem);
    let bytes = writers::error_sheet(&profile, &first, &files, Lang::Zh).unwrap();
    let back = rows(bytes.clone());
    assert_eq!(back[0][5], "退回原因");
    assert_eq!(back[1][..4], ["主洗车间", "精煤产量", "2026-01", "约一千"]);
    assert!(back[1][5].starts_with("D2: “约一千”不是数值"), "{}", back[1][5]);
    assert_eq!(back[2].len(), 5);
    let again = draft(&profile, &[input("b.xlsx", bytes)], &Decisions::default());
    assert_eq!(again.readings.len(), first.readings.len());
}

#[test]
fn the_template_is_read_by_its_own_profile() {
    let profile = shipped("sample-plant");
    english(&kernel::Problem::new("file-empty"));
    for lang in Lang::ALL {
        let bytes = writers::template(&profile, lang).unwrap();
        let draft = draft(&profile, &[input("a.xlsx", bytes)], &Decisions::default());
        assert_eq!((draft.blocked(), draft.readings.len()), (vec![], 0));
    }
}
