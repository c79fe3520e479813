//! Official documents as .docx: the parts of the package.
//!
//! Written with a small writer of our own over `zip` and `quick-xml`'s escaping: the library for this
//! (docx-rs) has no way to say a tag of a content control, a heading row that repeats, hanging
//! punctuation or stand-in fonts, and each of them is needed here.

mod body;
mod styles;
mod xml;

use crate::official::layout::{BOTTOM_MM, PAGE_NUMBER, PAGE_NUMBER_MM, twips, twips_of_points};
use crate::official::{Block, Figure, Official};
use kernel::Problem;
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use xml::Xml;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

const WORD: (&str, &str) =
    ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main");
const RELATIONS: (&str, &str) =
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships");
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The height of a page number's line in twips: its characters set solid.
const FOOTER_LINE: u32 = twips_of_points(PAGE_NUMBER.size.points());
/// From the edge of the paper to the foot of a page number's line, so that its dashes, in the middle
/// of the line, are as far below the text block as they must be.
const FOOTER_DISTANCE: u32 = twips(BOTTOM_MM) - twips(PAGE_NUMBER_MM) - FOOTER_LINE / 2;

/// Characters of a key that word processors keep.
const LONGEST_KEY: usize = 64;

/// The document as the bytes of a .docx.
///
/// # Errors
/// `export-failed`, as [`Official::write`] says.
pub(crate) fn official(document: &Official) -> Result<Vec<u8>, Problem> {
    check(document).map_err(|message| Problem::new("export-failed").arg("message", message))?;
    let parts = [
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", package_relations()),
        ("docProps/core.xml", properties(document)),
        ("word/document.xml", body::part(document)),
        ("word/_rels/document.xml.rels", document_relations()),
        ("word/styles.xml", styles::part()),
        ("word/settings.xml", settings()),
        ("word/fontTable.xml", styles::font_table()),
        ("word/footer1.xml", footer("right")),
        ("word/footer2.xml", footer("left")),
    ];
    zipped(&parts).map_err(|error| Problem::new("export-failed").arg("message", error))
}

/// Every part at one moment, so that equal documents are equal bytes.
fn zipped(parts: &[(&str, String)]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT);
    for (name, part) in parts {
        archive.start_file(*name, options)?;
        archive.write_all(part.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

/// What a caller may have got wrong.
fn check(document: &Official) -> Result<(), String> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for Figure { key, text } in document.figures() {
        if key.is_empty() || key.chars().count() > LONGEST_KEY || key.chars().any(char::is_control)
        {
            return Err(format!("{key:?} is no key of a figure"));
        }
        let other = texts.insert(key.clone(), text.clone()).filter(|other| *other != text);
        if let Some(other) = other {
            return Err(format!("the figure {key} is both {other} and {text}"));
        }
    }
    for block in &document.blocks {
        let Block::Table(table) = block else { continue };
        let columns = table.columns.len();
        if columns == 0 {
            return Err("a table has no columns".to_owned());
        }
        if let Some(row) = table.rows.iter().find(|row| row.len() != columns) {
            return Err(format!("a row of {} cells stands in {columns} columns", row.len()));
        }
    }
    Ok(())
}

/// The last part of the content type of each part but the relations.
const TYPES: [(&str, &str); 7] = [
    ("docProps/core.xml", "vnd.openxmlformats-package.core-properties+xml"),
    ("word/document.xml", "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
    ("word/styles.xml", "vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"),
    ("word/settings.xml", "vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"),
    ("word/fontTable.xml", "vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"),
    ("word/footer1.xml", "vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"),
    ("word/footer2.xml", "vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"),
];

fn content_types() -> String {
    let mut xml = Xml::new();
    xml.within("Types", &[("xmlns", &format!("{PACKAGE}/content-types"))], |xml| {
        for (extension, of) in [
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
        ] {
            xml.leaf("Default", &[("Extension", extension), ("ContentType", of)]);
        }
        for (name, of) in TYPES {
            let (name, of) = (format!("/{name}"), format!("application/{of}"));
            xml.leaf("Override", &[("PartName", &name), ("ContentType", &of)]);
        }
    });
    xml.finish()
}

fn relations(all: &[(&str, &str, &str)]) -> String {
    let mut xml = Xml::new();
    xml.within("Relationships", &[("xmlns", &format!("{PACKAGE}/relationships"))], |xml| {
        for (id, of, target) in all {
            xml.leaf("Relationship", &[("Id", id), ("Type", of), ("Target", target)]);
        }
    });
    xml.finish()
}

fn package_relations() -> String {
    relations(&[
        ("rId1", &format!("{}/officeDocument", RELATIONS.1), "word/document.xml"),
        ("rId2", &format!("{PACKAGE}/relationships/metadata/core-properties"), "docProps/core.xml"),
    ])
}

fn document_relations() -> String {
    let of = |name: &str| format!("{}/{name}", RELATIONS.1);
    relations(&[
        ("rId1", &of("styles"), "styles.xml"),
        ("rId2", &of("settings"), "settings.xml"),
        ("rId3", &of("fontTable"), "fontTable.xml"),
        ("rIdOdd", &of("footer"), "footer1.xml"),
        ("rIdEven", &of("footer"), "footer2.xml"),
    ])
}

/// Title and organ; no moment, for the same document is the same bytes.
fn properties(document: &Official) -> String {
    let mut xml = Xml::new();
    let spaces = [
        ("xmlns:cp", &*format!("{PACKAGE}/metadata/core-properties")),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ];
    xml.within("cp:coreProperties", &spaces, |xml| {
        xml.element("dc:title", &[], &document.title);
        if let Some((organ, _)) = &document.signature {
            xml.element("dc:creator", &[], organ);
        }
    });
    xml.finish()
}

fn settings() -> String {
    let mut xml = Xml::new();
    xml.within("w:settings", &[WORD], |xml| {
        xml.leaf("w:evenAndOddHeaders", &[]);
        xml.value("w:characterSpacingControl", "doNotCompress");
        xml.within("w:compat", &[], |xml| {
            xml.leaf("w:doNotExpandShiftReturn", &[]);
            xml.leaf(
                "w:compatSetting",
                &[
                    ("w:name", "compatibilityMode"),
                    ("w:uri", "http://schemas.microsoft.com/office/word"),
                    ("w:val", "15"),
                ],
            );
        });
        xml.leaf("w:themeFontLang", &[("w:val", "en-US"), ("w:eastAsia", "zh-CN")]);
    });
    xml.finish()
}

/// A page number between dashes, one character in from its side.
fn footer(side: &str) -> String {
    let mut xml = Xml::new();
    xml.within("w:ftr", &[WORD], |xml| {
        xml.within("w:p", &[], |xml| {
            xml.within("w:pPr", &[], |xml| {
                xml.value("w:pStyle", "Footer");
                let character = twips_of_points(PAGE_NUMBER.size.points()).to_string();
                xml.leaf("w:ind", &[("w:left", &character), ("w:right", &character)]);
                xml.value("w:jc", side);
            });
            let run =
                |xml: &mut Xml, inner: &dyn Fn(&mut Xml)| xml.within("w:r", &[], |xml| inner(xml));
            let mark = |of: &'static str| {
                move |xml: &mut Xml| xml.leaf("w:fldChar", &[("w:fldCharType", of)])
            };
            run(xml, &|xml| xml.run_text("— "));
            run(xml, &mark("begin"));
            run(xml, &|xml| xml.element("w:instrText", &[("xml:space", "preserve")], " PAGE "));
            run(xml, &mark("separate"));
            run(xml, &|xml| xml.run_text("1"));
            run(xml, &mark("end"));
            run(xml, &|xml| xml.run_text(" —"));
        });
    });
    xml.finish()
}
