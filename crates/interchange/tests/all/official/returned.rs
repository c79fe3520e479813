//! What is in the file, and what comes back after others had it.

use super::documents::{ASH, YIELD, long_table, notice};
use super::rendered::RENDERED;
use crate::support::{english, input};
use interchange::Limits;
use interchange::official::{Changed, Column, Figure, Official, Run, Table, clean, compare};
use interchange::readers::official::{Document, Part, read};
use kernel::Problem;
use proptest::prelude::*;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn back(bytes: Vec<u8>) -> Result<Document, Problem> {
    read(&input("a.docx", bytes), Limits::default())
}

/// The document with its main part changed.
fn edited(document: &Official, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(document.write().unwrap())).unwrap();
    let mut made = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        if name == "word/document.xml" {
            text = change(text);
        }
        made.start_file(name, SimpleFileOptions::default()).unwrap();
        made.write_all(text.as_bytes()).unwrap();
    }
    made.finish().unwrap().into_inner()
}

fn replaced(document: &Official, from: &str, to: &str) -> Document {
    let change = |text: String| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    back(edited(document, change)).unwrap()
}

#[test]
fn figures_and_text_come_back_as_they_were_written() {
    let notice = notice();
    let document = back(notice.write().unwrap()).unwrap();
    assert_eq!(document.figures, notice.figures());
    assert_eq!(document.figures.len(), 5);
    let paragraphs: Vec<&str> = document
        .parts
        .iter()
        .filter_map(|part| match part {
            Part::Paragraph(text) => Some(text.as_str()),
            Part::Table(_) => None,
        })
        .collect();
    assert_eq!(paragraphs[..2], ["红岭洗煤厂党委文件", "红洗党〔2026〕5号"]);
    assert!(paragraphs.contains(&"（二）让数据说明成效"));
    assert!(paragraphs.iter().any(|text| text.contains("精煤产率58.52 %，高于计划")));
    let table = document.parts.iter().find_map(|part| match part {
        Part::Table(rows) => Some(rows),
        Part::Paragraph(_) => None,
    });
    assert_eq!(table.unwrap()[2], ["精煤产率", "%", "58.00", "58.52 %", "—"]);
}

#[test]
fn tables_that_follow_each_other_stay_two() {
    let table = || Table::new([Column::text("a", 1)]).row(["1".into()]);
    let found = back(Official::new("x").table(table()).table(table()).write().unwrap()).unwrap();
    let rows = || Part::Table(vec![vec!["a".to_owned()], vec!["1".to_owned()]]);
    let blank = || Part::Paragraph(String::new());
    assert_eq!(found.parts[1..], [rows(), blank(), rows(), blank()]);
}

#[test]
fn equal_documents_are_equal_bytes() {
    assert_eq!(notice().write().unwrap(), notice().write().unwrap());
    assert_ne!(notice().write().unwrap(), notice().body("又及").write().unwrap());
}

#[test]
fn saved_by_another_program_nothing_is_lost() {
    let Some(rendered) = RENDERED.as_ref() else { return };
    for (name, written) in [("notice", notice()), ("table", long_table())] {
        let document = back(rendered.saved[name].clone()).unwrap();
        assert!(compare(&written.figures(), &document.figures).is_unchanged(), "{name}");
        let ours = back(written.write().unwrap()).unwrap();
        assert_eq!(document.parts, ours.parts, "{name}");
    }
}

/// One figure changed as another program saves it.
#[test]
fn a_number_changed_by_hand_is_told() {
    let Some(rendered) = RENDERED.as_ref() else { return };
    let mut archive = ZipArchive::new(Cursor::new(&rendered.saved["notice"])).unwrap();
    let mut made = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if name == "word/document.xml" {
            let text = String::from_utf8(bytes).unwrap();
            bytes = text.replacen("10.42 %", "10.24 %", 1).into_bytes();
        }
        made.start_file(name, SimpleFileOptions::default()).unwrap();
        made.write_all(&bytes).unwrap();
    }
    let document = back(made.finish().unwrap().into_inner()).unwrap();
    let comparison = compare(&notice().figures(), &document.figures);
    let changed = Changed { key: ASH.into(), written: "10.42 %".into(), found: "10.24 %".into() };
    assert_eq!(comparison.changed, [changed]);
    assert!(comparison.missing.is_empty() && comparison.new.is_empty());
}

fn one_figure() -> Official {
    Official::new("通报").body([Run::text("产率"), Run::figure(YIELD, "58.52 %"), Run::text("。")])
}

/// As a word processor writes what people did to a figure.
#[test]
fn what_people_do_to_a_figure_is_seen() {
    let document = one_figure();
    let run = "<w:r><w:t xml:space=\"preserve\">58.52 %</w:t></w:r>";
    let found = |to: &str| {
        let document = replaced(&document, run, to);
        let [figure] = &document.figures[..] else { panic!("{document:?}") };
        assert_eq!(figure.key, YIELD);
        figure.text.clone()
    };
    // Typed into the middle, with other properties: more runs.
    assert_eq!(
        found("<w:r><w:t>58</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>.6 %</w:t></w:r>"),
        "58.6 %"
    );
    // With tracked changes: what was struck out is gone.
    let tracked = "<w:del w:id=\"7\"><w:r><w:delText>58.52</w:delText></w:r></w:del>\
        <w:ins w:id=\"8\"><w:r><w:t>59</w:t></w:r></w:ins><w:r><w:t xml:space=\"preserve\"> %</w:t></w:r>";
    assert_eq!(found(tracked), "59 %");
    let moved = "<w:moveFrom w:id=\"7\"><w:r><w:t>58</w:t></w:r></w:moveFrom><w:r><w:t>1 &lt; 2&#x20;</w:t></w:r>";
    assert_eq!(found(moved), "1 < 2 ");
    // Emptied: the program shows an invitation to type, which is no text.
    let emptied = back(edited(&document, |text| {
        let invited = text.replace("<w:text w:multiLine=\"1\"/>", "<w:showingPlcHdr/><w:text/>");
        invited.replace("58.52 %", "单击此处输入文字。")
    }));
    assert_eq!(emptied.unwrap().figures, [Figure::new(YIELD, "")]);
    // Without the control, the number is missing, however right the text is.
    let bare = back(edited(&document, |text| {
        let (before, rest) = text.split_once("<w:sdt>").unwrap();
        let (_, after) = rest.split_once("</w:sdt>").unwrap();
        format!("{before}{run}{after}")
    }));
    let comparison = compare(&document.figures(), &bare.unwrap().figures);
    assert_eq!(comparison.missing, document.figures());
    // A program that keeps only the title of a control.
    let titled = replaced(&document, &format!("<w:tag w:val=\"{YIELD}\"/>"), "");
    assert_eq!(titled.figures, document.figures());
}

#[test]
fn controls_around_paragraphs_text_boxes_and_nested_tables_are_read() {
    let document = Official::new("通报").body("某处");
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let paragraph = |inner: &str| format!("<w:p>{inner}</w:p>");
    let cell = |inner: &str| format!("<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>");
    let control = format!(
        "<w:sdt><w:sdtPr><w:tag w:val=\"around\"/></w:sdtPr><w:sdtContent>{}{}</w:sdtContent></w:sdt>",
        paragraph(&run("上")),
        paragraph(&run("下")),
    );
    let content = format!("<w:txbxContent>{}</w:txbxContent>", paragraph(&run("框")));
    let text_box = paragraph(&format!(
        "<w:r><mc:AlternateContent><mc:Choice>{content}</mc:Choice><mc:Fallback>{content}</mc:Fallback>\
         </mc:AlternateContent></w:r>{}",
        run("外"),
    ));
    let nested =
        cell(&format!("{}{}{}", paragraph(&run("a")), cell(&paragraph(&run("b"))), paragraph("")));
    let added = format!("{control}{text_box}{nested}<w:sectPr>");
    let found = replaced(&document, "<w:sectPr>", &added);
    assert_eq!(found.figures, [Figure::new("around", "上\n下")]);
    let texts = ["上", "下", "框", "外"].map(|text| Part::Paragraph(text.to_owned()));
    let table = Part::Table(vec![vec!["a\nb\n".to_owned()]]);
    assert_eq!(found.parts[2..6], texts);
    assert_eq!(found.parts[6..], [table]);
}

#[test]
fn what_is_no_document_is_refused_with_the_reason() {
    let code = |bytes: Vec<u8>| back(bytes).unwrap_err().code;
    assert_eq!(code(Vec::new()), "file-empty");
    assert_eq!(code(b"plain text".to_vec()), "file-not-a-document");
    let book = interchange::writers::xlsx(&[]).unwrap();
    assert_eq!(code(book), "file-not-a-document");
    let whole = notice().write().unwrap();
    assert_eq!(code(whole[..whole.len() / 2].to_vec()), "file-damaged");
    let document = one_figure();
    let changed = |from: &'static str, to: &'static str| {
        code(edited(&document, |text| text.replacen(from, to, 1)))
    };
    assert_eq!(changed("</w:body></w:document>", ""), "file-damaged");
    assert_eq!(changed("58.52", "&lol;"), "file-damaged");
    assert_eq!(
        changed("<w:document", "<!DOCTYPE d [<!ENTITY lol \"x\">]><w:document"),
        "file-damaged"
    );
    let bomb = edited(&document, |text| text.replace("58.52", &"5".repeat(64 << 20)));
    assert_eq!(code(bomb), "file-bomb");
    let small = Limits { file: 100, ..Limits::default() };
    let large = read(&input("a.docx", whole), small).unwrap_err();
    assert_eq!(large.code, "file-too-large");
    let said = back(b"x".to_vec()).unwrap_err();
    assert!(english(&said).starts_with("a.docx: this is no Word document"));
}

#[test]
fn a_callers_mistake_is_refused() {
    let figure = |key: &str, text: &str| Run::figure(key, text);
    let columns = || [Column::text("a", 1), Column::text("b", 1)];
    let wrong = [
        Official::new("x").body(figure("", "1")),
        Official::new("x").body(figure(&"k".repeat(65), "1")),
        Official::new("x").body(figure("a\nb", "1")),
        Official::new("x").body([figure("a", "1"), figure("a", "2")]),
        Official::new("x").table(Table::new([])),
        Official::new("x").table(Table::new(columns()).row(["1".into()])),
    ];
    for document in wrong {
        assert_eq!(document.write().unwrap_err().code, "export-failed", "{document:?}");
    }
    let right =
        Official::new("x").body([figure(&"键".repeat(64), "1"), figure(&"键".repeat(64), "1")]);
    assert!(right.write().is_ok());
}

fn any_text() -> impl Strategy<Value = String> {
    let mark = prop_oneof![
        any::<char>(),
        prop::sample::select(vec![
            '<', '>', '&', '"', '\'', ']', '\t', '\n', '\r', ' ', '\u{a0}', '\u{3000}', '\0',
            '\u{b}', '\u{1f}', '\u{7f}', '\u{85}', '\u{2028}', '\u{fffe}', '\u{ffff}', '😀',
            '\u{200d}', '党',
        ]),
    ];
    prop_oneof![
        4 => prop::collection::vec(mark, 0..40).prop_map(String::from_iter),
        1 => (any::<char>(), 500_usize..3_000).prop_map(|(mark, count)| mark.to_string().repeat(count)),
    ]
}

proptest! {
    #[test]
    fn any_text_reads_back_as_the_same(
        [title, before, text, after, cell] in prop::array::uniform5(any_text()),
        key in "[ -~党]{1,64}",
    ) {
        let table = Table::new([Column::text("h", 1), Column::number("i", 1)])
            .row([cell.as_str().into(), Run::figure(key.as_str(), &text).into()]);
        let line = [Run::text(&before), Run::figure(key.as_str(), &text), Run::text(&after)];
        let document = Official::new(&title).body(line).table(table);
        let found = back(document.write().unwrap()).unwrap();
        let figure = Figure { key, text: clean(&text) };
        prop_assert_eq!(&found.figures, &[figure.clone(), figure.clone()]);
        prop_assert!(compare(&document.figures(), &found.figures).is_unchanged());
        let line = format!("{}{}{}", clean(&before), clean(&text), clean(&after));
        let cells = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        let parts = [
            Part::Paragraph(clean(&title)),
            Part::Paragraph(line),
            Part::Table(vec![cells("h", "i"), cells(&clean(&cell), &figure.text)]),
            Part::Paragraph(String::new()),
        ];
        prop_assert_eq!(found.parts, parts);
    }
}
