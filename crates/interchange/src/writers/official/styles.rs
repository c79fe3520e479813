//! The styles of an official document: one for each element, so that whoever edits it changes an
//! element in one place.
//!
//! Lines follow each other at an exact distance: a stand-in font of another height, or a title's larger
//! characters, must not push a line off the page's 22. Hanging punctuation is off and no mark is
//! squeezed, because each character has its own place of 28; a page need not keep two lines of a
//! paragraph together, because it is full with 22.

use super::xml::Xml;
use crate::official::layout::{
    self, BODY, CHARACTER, Face, LEVELS, LINE, MARK_MM, PAGE_NUMBER, SPACING, TABLE, TABLE_HEADING,
    TITLE, Type, twips, twips_of_points,
};

/// Red of the organ's mark and of the line below it.
pub(super) const RED: &str = "FF0000";

/// Twips between lines of a table.
const TABLE_LINE: u32 = 400;

/// A paragraph style; lengths in twips, what is 0 or empty is not written.
#[derive(Default)]
struct Style {
    id: &'static str,
    name: &'static str,
    keep_next: bool,
    /// Whether it stands on the lines of the page: the text does, what is larger or smaller does not.
    on_grid: bool,
    before: u32,
    after: u32,
    line: u32,
    /// Indent of the first line in characters.
    first: u32,
    justify: &'static str,
    /// Level in the outline, from 1.
    outline: u8,
    colour: &'static str,
}

/// Every style, with its type.
fn all() -> Vec<(Style, Type)> {
    let body = || Style { on_grid: true, line: LINE, justify: "both", ..Style::default() };
    let heading = |id, name, outline| Style { id, name, outline, first: 2, ..body() };
    let centred = |id, name| Style { id, name, on_grid: false, justify: "center", ..body() };
    let table = |id, name, justify| Style {
        line: TABLE_LINE,
        ..Style { id, name, justify, ..Style::default() }
    };
    vec![
        (Style { id: "Body", name: "公文正文", first: 2, ..body() }, BODY),
        (
            Style { id: "Title", name: "Title", after: LINE, keep_next: true, ..centred("", "") },
            TITLE,
        ),
        (Style { keep_next: true, ..heading("Heading1", "heading 1", 1) }, LEVELS[0]),
        (Style { keep_next: true, ..heading("Heading2", "heading 2", 2) }, LEVELS[1]),
        (heading("Heading3", "heading 3", 3), LEVELS[2]),
        (heading("Heading4", "heading 4", 4), LEVELS[3]),
        (
            Style {
                before: twips(MARK_MM),
                colour: RED,
                line: 0,
                ..centred("Mark", "发文机关标志")
            },
            TITLE,
        ),
        (Style { after: 2 * LINE, ..centred("Number", "发文字号") }, BODY),
        (Style { id: "To", name: "主送机关", justify: "left", ..body() }, BODY),
        (Style { id: "Attachment", name: "附件说明", justify: "left", ..body() }, BODY),
        (Style { id: "Signature", name: "发文机关署名", justify: "right", ..body() }, BODY),
        (
            Style { id: "Caption", name: "caption", keep_next: true, ..centred("", "") },
            TABLE_HEADING,
        ),
        (Style { keep_next: true, ..table("TableHeading", "公文表头", "center") }, TABLE_HEADING),
        (table("TableText", "公文表格", "left"), TABLE),
        (
            Style { id: "Imprint", name: "版记", line: 500, justify: "left", ..Style::default() },
            layout::IMPRINT,
        ),
        (
            Style { id: "Footer", name: "footer", line: super::FOOTER_LINE, ..Style::default() },
            PAGE_NUMBER,
        ),
    ]
}

/// The part `word/styles.xml`.
pub(super) fn part() -> String {
    let mut xml = Xml::new();
    xml.within("w:styles", &[super::WORD], |xml| {
        xml.within("w:docDefaults", &[], |xml| {
            xml.within("w:rPrDefault", &[], |xml| {
                xml.within("w:rPr", &[], |xml| {
                    fonts(xml, BODY.face);
                    size(xml, BODY.size.points() * 2);
                    let languages = [("w:val", "en-US"), ("w:eastAsia", "zh-CN")];
                    xml.leaf("w:lang", &languages);
                });
            });
            xml.leaf("w:pPrDefault", &[]);
        });
        let normal = [("w:type", "paragraph"), ("w:default", "1"), ("w:styleId", "Normal")];
        xml.within("w:style", &normal, |xml| {
            xml.value("w:name", "Normal");
            xml.leaf("w:qFormat", &[]);
            xml.within("w:pPr", &[], |xml| {
                xml.value("w:widowControl", 0);
                xml.value("w:overflowPunct", 0);
            });
            // Stated again: programs ask this style, not the defaults, for the size of the grid.
            xml.within("w:rPr", &[], |xml| size(xml, BODY.size.points() * 2));
        });
        for (style, of) in all() {
            write(xml, &style, of);
        }
    });
    xml.finish()
}

fn write(xml: &mut Xml, style: &Style, of: Type) {
    xml.within("w:style", &[("w:type", "paragraph"), ("w:styleId", style.id)], |xml| {
        xml.value("w:name", style.name);
        xml.value("w:basedOn", "Normal");
        if style.outline > 0 || style.id == "Title" {
            xml.value("w:next", "Body");
        }
        xml.leaf("w:qFormat", &[]);
        xml.within("w:pPr", &[], |xml| paragraph(xml, style));
        xml.within("w:rPr", &[], |xml| {
            fonts(xml, of.face);
            xml.value("w:b", 0);
            if !style.colour.is_empty() {
                xml.value("w:color", style.colour);
            }
            // Only the text is set in places of 28; titles and tables are set solid.
            if of.size == BODY.size {
                xml.value("w:spacing", SPACING);
            }
            size(xml, of.size.points() * 2);
        });
    });
}

fn paragraph(xml: &mut Xml, style: &Style) {
    if style.keep_next {
        xml.leaf("w:keepNext", &[]);
    }
    if !style.on_grid {
        xml.value("w:snapToGrid", 0);
    }
    let (before, after) = (style.before.to_string(), style.after.to_string());
    let (line, rule) = if style.line == 0 { (240, "auto") } else { (style.line, "exact") };
    let line = line.to_string();
    xml.leaf(
        "w:spacing",
        &[("w:before", &before), ("w:after", &after), ("w:line", &line), ("w:lineRule", rule)],
    );
    if style.first > 0 {
        let (chars, length) = (style.first * 100, style.first * CHARACTER);
        let (chars, length) = (chars.to_string(), length.to_string());
        xml.leaf("w:ind", &[("w:firstLineChars", &chars), ("w:firstLine", &length)]);
    }
    if !style.justify.is_empty() {
        xml.value("w:jc", style.justify);
    }
    if style.outline > 0 {
        xml.value("w:outlineLvl", style.outline - 1);
    }
}

/// The font of every script.
fn fonts(xml: &mut Xml, face: Face) {
    let font = face.font();
    xml.leaf(
        "w:rFonts",
        &[("w:ascii", font), ("w:hAnsi", font), ("w:eastAsia", font), ("w:cs", font)],
    );
}

/// A size in half points.
pub(super) fn size(xml: &mut Xml, half_points: u32) {
    xml.value("w:sz", half_points);
    xml.value("w:szCs", half_points);
}

/// The part `word/fontTable.xml`: which fonts may stand in for which.
pub(super) fn font_table() -> String {
    let mut xml = Xml::new();
    xml.within("w:fonts", &[super::WORD], |xml| {
        for face in Face::ALL {
            xml.within("w:font", &[("w:name", face.font())], |xml| {
                xml.value("w:altName", face.substitutes().join(","));
                xml.value("w:charset", "86");
                xml.value("w:family", if face == Face::Hei { "swiss" } else { "roman" });
                xml.value("w:pitch", "variable");
            });
        }
    });
    xml.finish()
}

/// The largest size of the organ's mark that keeps it in one line, in half points: 初号 (42 pt) at most.
pub(super) fn mark_size(mark: &str) -> u32 {
    let longest = mark.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let longest = u32::try_from(longest).unwrap_or(u32::MAX).max(1);
    (layout::TEXT_WIDTH / twips_of_points(1) * 2 / longest).clamp(2 * TITLE.size.points(), 84)
}
