//! The elements of an official document, one after the other, as `word/document.xml`.

use super::styles::{self, RED};
use super::xml::Xml;
use super::{FOOTER_DISTANCE, RELATIONS, WORD};
use crate::official::layout::{
    BOTTOM_MM, CHAR_SPACE, CHARACTER, IMPRINT, LEFT_MM, LINE, PAPER, RED_LINE_MM, RIGHT_MM,
    TEXT_WIDTH, TOP_MM, twips, twips_of_points,
};
use crate::official::{Align, Block, Figure, Line, Official, Run, Table};
use kernel::Day;

/// The part `word/document.xml`.
pub(super) fn part(document: &Official) -> String {
    let mut xml = Xml::new();
    xml.within("w:document", &[WORD, RELATIONS], |xml| {
        xml.within("w:body", &[], |xml| {
            heading(xml, document);
            blocks(xml, document);
            ending(xml, document);
            section(xml);
        });
    });
    xml.finish()
}

/// What a paragraph has beside its style; lengths in twips.
#[derive(Clone, Copy, Default)]
struct Shape {
    keep_next: bool,
    red_line: bool,
    /// Blank lines before it.
    before: u32,
    left: u32,
    right: u32,
    hanging: u32,
    justify: &'static str,
    /// In half points, where it is not the style's.
    size: u32,
}

/// Everything above the text.
fn heading(xml: &mut Xml, document: &Official) {
    if let Some(mark) = &document.organ {
        let shape = Shape { size: styles::mark_size(mark), ..Shape::default() };
        paragraph(xml, "Mark", shape, &mark.as_str().into());
    }
    if document.organ.is_some() || document.number.is_some() {
        let marked = document.organ.is_some();
        let before = if marked { 2 } else { 0 };
        let shape = Shape { before, red_line: marked, ..Shape::default() };
        let number = document.number.as_deref().unwrap_or_default();
        paragraph(xml, "Number", shape, &number.into());
    }
    paragraph(xml, "Title", Shape::default(), &document.title.as_str().into());
    if !document.to.is_empty() {
        let to = format!("{}：", document.to.join("，"));
        paragraph(xml, "To", Shape::default(), &to.into());
    }
}

fn blocks(xml: &mut Xml, document: &Official) {
    let is_followed = document.signature.is_some() || !document.attachments.is_empty();
    let is_signed = document.signature.is_some() && document.attachments.is_empty();
    let last = document.blocks.len().saturating_sub(1);
    let mut after_table = false;
    for (at, block) in document.blocks.iter().enumerate() {
        // A signature does not stand alone on a page: text or the names of attachments go with it.
        let shape = Shape { keep_next: is_signed && at == last, ..Shape::default() };
        match block {
            Block::Heading(level, line) => {
                paragraph(xml, &format!("Heading{level}"), shape, line);
            }
            Block::Body(line) => paragraph(xml, "Body", shape, line),
            Block::Table(of) => {
                // Word processors make one table of two that touch.
                if after_table && of.caption.is_none() {
                    paragraph(xml, "Body", Shape::default(), &Line::default());
                }
                table(xml, of);
            }
        }
        after_table = matches!(block, Block::Table(_));
    }
    if after_table && !is_followed {
        paragraph(xml, "Body", Shape::default(), &Line::default());
    }
}

/// Everything below the text.
fn ending(xml: &mut Xml, document: &Official) {
    let several = document.attachments.len() > 1;
    for (at, name) in document.attachments.iter().enumerate() {
        let number = if several { format!("{}.", at + 1) } else { String::new() };
        let word = if at == 0 { "附件：" } else { "" };
        let places = |text: &str| half_places(text).div_ceil(2) * CHARACTER;
        let left = 2 * CHARACTER + places("附件：") + places(&number);
        let shape = Shape {
            before: u32::from(at == 0),
            left,
            hanging: places(word) + places(&number),
            keep_next: document.signature.is_some(),
            ..Shape::default()
        };
        paragraph(xml, "Attachment", shape, &format!("{word}{number}{name}").into());
    }
    if let Some((organ, day)) = &document.signature {
        let date = date(*day);
        let (organ_right, date_right) = signature_places(organ, &date);
        let above = Shape { before: 2, right: organ_right, keep_next: true, ..Shape::default() };
        paragraph(xml, "Signature", above, &organ.as_str().into());
        let below = Shape { right: date_right, ..Shape::default() };
        paragraph(xml, "Signature", below, &date.into());
    }
    if !document.copies.is_empty() || document.issued.is_some() {
        imprint(xml, document);
        // A table at the foot needs a paragraph to hold on to.
        paragraph(xml, "Imprint", Shape::default(), &Line::default());
    }
}

/// Indents from the right of a signature and its date, where a seal will be (7.3.5.1): the date four
/// characters from the edge, the organ's name centred above it. A name too long for that stands at the
/// edge, and the date in its middle.
fn signature_places(organ: &str, date: &str) -> (u32, u32) {
    let half = CHARACTER / 2;
    let (organ, date) = (half_places(organ), half_places(date));
    // The middle of the date, in half characters from the edge, twice.
    let middle = 2 * 8 + date;
    match middle.checked_sub(organ) {
        Some(right) => (right * half / 2, 8 * half),
        None => (0, (organ - date) * half / 2),
    }
}

/// How wide a text is in half characters: digits, Latin letters and their marks take one.
fn half_places(text: &str) -> u32 {
    text.chars().map(|mark| if mark.is_ascii() { 1 } else { 2 }).sum()
}

/// A date in Arabic digits without leading zeros (7.3.5.4).
fn date(day: Day) -> String {
    format!("{}年{}月{}日", day.year(), day.month().month, day.day())
}

fn paragraph(xml: &mut Xml, style: &str, shape: Shape, line: &Line) {
    xml.within("w:p", &[], |xml| {
        xml.within("w:pPr", &[], |xml| properties(xml, style, shape));
        for run in &line.0 {
            match run {
                Run::Text(text) => plain(xml, text, shape.size),
                Run::Figure(of) => figure(xml, of),
            }
        }
    });
}

fn properties(xml: &mut Xml, style: &str, shape: Shape) {
    xml.value("w:pStyle", style);
    if shape.keep_next {
        xml.leaf("w:keepNext", &[]);
    }
    if shape.red_line {
        let space = (RED_LINE_MM * 720).div_ceil(254).to_string();
        let line = [("w:val", "single"), ("w:sz", "12"), ("w:space", &space), ("w:color", RED)];
        xml.within("w:pBdr", &[], |xml| xml.leaf("w:bottom", &line));
    }
    if shape.before > 0 {
        xml.leaf("w:spacing", &[("w:before", &(shape.before * LINE).to_string())]);
    }
    if shape.size > 0 {
        // Set solid, so that the line is as high as its characters in every font.
        let high = (shape.size * 10).to_string();
        xml.leaf("w:spacing", &[("w:line", &high), ("w:lineRule", "exact")]);
    }
    if shape.left + shape.right > 0 {
        let (left, right) = (shape.left.to_string(), shape.right.to_string());
        let hanging = shape.hanging.to_string();
        let all = [("w:left", left.as_str()), ("w:right", &right), ("w:hanging", &hanging)];
        xml.leaf("w:ind", if shape.hanging > 0 { &all } else { &all[..2] });
    }
    if !shape.justify.is_empty() {
        xml.value("w:jc", shape.justify);
    }
}

fn plain(xml: &mut Xml, text: &str, size: u32) {
    xml.within("w:r", &[], |xml| {
        if size > 0 {
            xml.within("w:rPr", &[], |xml| styles::size(xml, size));
        }
        xml.run_text(text);
    });
}

/// A figure as a content control. Its key is the tag and, because some programs keep only that, the
/// title, too.
fn figure(xml: &mut Xml, figure: &Figure) {
    let number = xml.number();
    xml.within("w:sdt", &[], |xml| {
        xml.within("w:sdtPr", &[], |xml| {
            xml.value("w:alias", &figure.key);
            xml.value("w:tag", &figure.key);
            xml.value("w:id", number);
            xml.leaf("w:text", &[("w:multiLine", "1")]);
        });
        xml.within("w:sdtContent", &[], |xml| plain(xml, &figure.text, 0));
    });
}

fn table(xml: &mut Xml, table: &Table) {
    if let Some(caption) = &table.caption {
        paragraph(xml, "Caption", Shape::default(), &caption.as_str().into());
    }
    let widths = widths(table);
    xml.within("w:tbl", &[], |xml| {
        xml.within("w:tblPr", &[], |xml| {
            width(xml, "w:tblW", TEXT_WIDTH);
            xml.value("w:jc", "center");
            xml.within("w:tblBorders", &[], |xml| {
                for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
                    border(xml, side, 4);
                }
            });
            xml.leaf("w:tblLayout", &[("w:type", "fixed")]);
            xml.within("w:tblCellMar", &[], |xml| {
                width(xml, "w:left", 85);
                width(xml, "w:right", 85);
            });
        });
        grid(xml, &widths);
        row(xml, true, |xml| {
            for (column, wide) in table.columns.iter().zip(&widths) {
                cell(xml, *wide, |xml| {
                    paragraph(
                        xml,
                        "TableHeading",
                        Shape::default(),
                        &column.heading.as_str().into(),
                    );
                });
            }
        });
        for cells in &table.rows {
            row(xml, false, |xml| {
                for ((line, column), wide) in cells.iter().zip(&table.columns).zip(&widths) {
                    let justify = match column.align {
                        Align::Left => "",
                        Align::Centre => "center",
                        Align::Right => "right",
                    };
                    let shape = Shape { justify, ..Shape::default() };
                    cell(xml, *wide, |xml| paragraph(xml, "TableText", shape, line));
                }
            });
        }
    });
}

/// The widths of the columns in twips, together the text block's.
fn widths(table: &Table) -> Vec<u32> {
    let parts = |columns: &[crate::official::Column]| -> u32 {
        columns.iter().map(|column| u32::from(column.width.max(1))).sum()
    };
    let all = u64::from(parts(&table.columns).max(1));
    let edge = |columns| (u64::from(TEXT_WIDTH) * u64::from(parts(columns)) / all) as u32;
    let columns = &table.columns;
    (0..columns.len()).map(|at| edge(&columns[..=at]) - edge(&columns[..at])).collect()
}

fn width(xml: &mut Xml, name: &str, twips: u32) {
    xml.leaf(name, &[("w:w", &twips.to_string()), ("w:type", "dxa")]);
}

fn border(xml: &mut Xml, side: &str, eighths: u32) {
    let eighths = eighths.to_string();
    xml.leaf(
        &format!("w:{side}"),
        &[("w:val", "single"), ("w:sz", &eighths), ("w:space", "0"), ("w:color", "000000")],
    );
}

fn grid(xml: &mut Xml, widths: &[u32]) {
    xml.within("w:tblGrid", &[], |xml| {
        for wide in widths {
            xml.leaf("w:gridCol", &[("w:w", &wide.to_string())]);
        }
    });
}

fn row(xml: &mut Xml, is_heading: bool, cells: impl FnOnce(&mut Xml)) {
    xml.within("w:tr", &[], |xml| {
        xml.within("w:trPr", &[], |xml| {
            xml.leaf("w:cantSplit", &[]);
            if is_heading {
                xml.leaf("w:tblHeader", &[]);
            }
        });
        cells(xml);
    });
}

fn cell(xml: &mut Xml, wide: u32, content: impl FnOnce(&mut Xml)) {
    xml.within("w:tc", &[], |xml| {
        xml.within("w:tcPr", &[], |xml| {
            width(xml, "w:tcW", wide);
            xml.value("w:vAlign", "center");
        });
        content(xml);
    });
}

/// The note of issue (版记, 7.4) at the foot of the last page: lines of 0.35 mm above and below, one of
/// 0.25 mm between. Programs that do not place tables freely leave it below the signature.
fn imprint(xml: &mut Xml, document: &Official) {
    let character = twips_of_points(IMPRINT.size.points());
    let half = TEXT_WIDTH / 2;
    let sides = Shape { left: character, right: character, ..Shape::default() };
    xml.within("w:tbl", &[], |xml| {
        xml.within("w:tblPr", &[], |xml| {
            xml.leaf(
                "w:tblpPr",
                &[
                    ("w:vertAnchor", "margin"),
                    ("w:horzAnchor", "margin"),
                    ("w:tblpXSpec", "center"),
                    ("w:tblpYSpec", "bottom"),
                ],
            );
            width(xml, "w:tblW", TEXT_WIDTH);
            xml.within("w:tblBorders", &[], |xml| {
                border(xml, "top", 8);
                border(xml, "bottom", 8);
                border(xml, "insideH", 6);
            });
            xml.leaf("w:tblLayout", &[("w:type", "fixed")]);
            xml.within("w:tblCellMar", &[], |xml| {
                width(xml, "w:left", 0);
                width(xml, "w:right", 0);
            });
        });
        grid(xml, &[half, TEXT_WIDTH - half]);
        if !document.copies.is_empty() {
            let copies = format!("抄送：{}。", document.copies.join("，"));
            let shape = Shape { left: 4 * character, hanging: 3 * character, ..sides };
            row(xml, false, |xml| {
                xml.within("w:tc", &[], |xml| {
                    xml.within("w:tcPr", &[], |xml| {
                        width(xml, "w:tcW", TEXT_WIDTH);
                        xml.value("w:gridSpan", 2);
                    });
                    paragraph(xml, "Imprint", shape, &copies.into());
                });
            });
        }
        if let Some((organ, day)) = &document.issued {
            row(xml, false, |xml| {
                cell(xml, half, |xml| paragraph(xml, "Imprint", sides, &organ.as_str().into()));
                let shape = Shape { justify: "right", ..sides };
                let issued = format!("{}印发", date(*day));
                cell(xml, TEXT_WIDTH - half, |xml| {
                    paragraph(xml, "Imprint", shape, &issued.into())
                });
            });
        }
    });
}

/// Paper, margins, page numbers and grid. The grid is one of lines: with a grid of characters some
/// programs give two places to a character that is wider than one, so the distance of characters is
/// in the styles, and the grid's is there for whoever switches it on.
fn section(xml: &mut Xml) {
    xml.within("w:sectPr", &[], |xml| {
        xml.leaf("w:footerReference", &[("w:type", "default"), ("r:id", "rIdOdd")]);
        xml.leaf("w:footerReference", &[("w:type", "even"), ("r:id", "rIdEven")]);
        let (wide, high) = (PAPER.0.to_string(), PAPER.1.to_string());
        xml.leaf("w:pgSz", &[("w:w", &wide), ("w:h", &high)]);
        let margin = |mm: u32| twips(mm).to_string();
        let (top, right) = (margin(TOP_MM), margin(RIGHT_MM));
        let (bottom, left) = (margin(BOTTOM_MM), margin(LEFT_MM));
        xml.leaf(
            "w:pgMar",
            &[
                ("w:top", &top),
                ("w:right", &right),
                ("w:bottom", &bottom),
                ("w:left", &left),
                ("w:header", "851"),
                ("w:footer", &FOOTER_DISTANCE.to_string()),
                ("w:gutter", "0"),
            ],
        );
        let (line, space) = (LINE.to_string(), CHAR_SPACE.to_string());
        xml.leaf(
            "w:docGrid",
            &[("w:type", "lines"), ("w:linePitch", &line), ("w:charSpace", &space)],
        );
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_organ_is_centred_over_a_date_four_characters_from_the_edge() {
        let date = date(Day::new(2026, 3, 5).unwrap());
        assert_eq!(date, "2026年3月5日");
        let half = CHARACTER / 2;
        // 12 half characters of date, 20 of the organ: 4 to each side.
        assert_eq!(signature_places("红岭洗煤厂党委委员会", &date), (4 * half, 8 * half));
        let long = "某".repeat(20);
        let (organ_right, date_right) = signature_places(&long, &date);
        assert_eq!((organ_right, date_right), (0, 14 * half));
    }

    #[test]
    fn columns_fill_the_text_block() {
        use crate::official::Column;
        let table = Table::new([Column::text("a", 1), Column::text("b", 2), Column::text("c", 4)]);
        let widths = widths(&table);
        assert_eq!(widths.iter().sum::<u32>(), TEXT_WIDTH);
        assert_eq!(widths, [1263, 2527, 5055]);
    }
}
