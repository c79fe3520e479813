//! The layout of official documents (GB/T 9704-2012 党政机关公文格式): paper, text block, lines,
//! characters, faces and sizes, and what follows from them.
//!
//! Millimetres of the standard are whole numbers and twips (1/20 pt) of the file are, too. Floating
//! point stands only in what is asked in points, where the standard itself has no whole answer.

use std::fmt;

/// Points (1/72 inch) of a millimetre.
const POINTS_PER_MM: f64 = 72.0 / 25.4;

/// A4, in millimetres: width and height (5.1).
pub const PAPER_MM: (u32, u32) = (210, 297);
/// The margin above (天头), in millimetres (5.2.1).
pub const TOP_MM: u32 = 37;
/// The margin where it is bound (订口), in millimetres (5.2.1).
pub const LEFT_MM: u32 = 28;
/// The text block (版心), in millimetres: width and height (5.2.1).
pub const TEXT_BLOCK_MM: (u32, u32) = (156, 225);
/// What remains on the right, in millimetres.
pub const RIGHT_MM: u32 = PAPER_MM.0 - LEFT_MM - TEXT_BLOCK_MM.0;
/// What remains below, in millimetres.
pub const BOTTOM_MM: u32 = PAPER_MM.1 - TOP_MM - TEXT_BLOCK_MM.1;
/// Lines of a full page (5.2.3).
pub const LINES: u32 = 22;
/// Characters of a full line (5.2.3).
pub const CHARACTERS: u32 = 28;
/// From the lower edge of the text block to the dashes of the page number, in millimetres (7.5).
pub const PAGE_NUMBER_MM: u32 = 7;
/// From the upper edge of the text block to the mark of the issuing organ, in millimetres (7.2.4).
pub const MARK_MM: u32 = 35;
/// From the document number to the red line, in millimetres (7.2.7).
pub const RED_LINE_MM: u32 = 4;

/// Sizes of characters by their Chinese names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// 2号, of the title.
    Two,
    /// 3号, of the text.
    Three,
    /// 4号, of page numbers and the note of issue (版记).
    Four,
    /// 小四, of tables.
    SmallFour,
}

impl Size {
    /// Points.
    pub const fn points(self) -> u32 {
        match self {
            Self::Two => 22,
            Self::Three => 16,
            Self::Four => 14,
            Self::SmallFour => 12,
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Two => "2号",
            Self::Three => "3号",
            Self::Four => "4号",
            Self::SmallFour => "小四",
        })
    }
}

/// Faces by the names that the standard gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// 小标宋, of the title and the mark of the issuing organ.
    Title,
    /// 仿宋, of the text.
    FangSong,
    /// 黑体, of the first level.
    Hei,
    /// 楷体, of the second level.
    Kai,
    /// 宋体, of page numbers.
    Song,
}

impl Face {
    pub const ALL: [Self; 5] = [Self::Title, Self::FangSong, Self::Hei, Self::Kai, Self::Song];

    /// The font that a document names: the one that offices are required to have.
    pub const fn font(self) -> &'static str {
        match self {
            Self::Title => "方正小标宋简体",
            Self::FangSong => "仿宋_GB2312",
            Self::Hei => "黑体",
            Self::Kai => "楷体_GB2312",
            Self::Song => "宋体",
        }
    }

    /// Fonts that may stand in where it is missing, the most alike first. The last can be had freely.
    pub const fn substitutes(self) -> &'static [&'static str] {
        match self {
            Self::Title => &["方正小标宋_GBK", "华文中宋", "STZhongsong", "Noto Serif CJK SC"],
            Self::FangSong => &["仿宋", "FangSong", "华文仿宋", "STFangsong", "Noto Serif CJK SC"],
            Self::Hei => &["SimHei", "华文黑体", "STHeiti", "Noto Sans CJK SC"],
            Self::Kai => &["楷体", "KaiTi", "华文楷体", "STKaiti", "Noto Serif CJK SC"],
            Self::Song => &["SimSun", "华文宋体", "STSong", "Noto Serif CJK SC"],
        }
    }
}

impl fmt::Display for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Title => "小标宋",
            Self::FangSong => "仿宋",
            Self::Hei => "黑体",
            Self::Kai => "楷体",
            Self::Song => "宋体",
        })
    }
}

/// A face at a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Type {
    pub size: Size,
    pub face: Face,
}

impl Type {
    const fn new(size: Size, face: Face) -> Self {
        Self { size, face }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.size, self.face)
    }
}

/// The text (5.2.2).
pub const BODY: Type = Type::new(Size::Three, Face::FangSong);
/// The title (7.3.1).
pub const TITLE: Type = Type::new(Size::Two, Face::Title);
/// The four levels of the text (7.3.3).
pub const LEVELS: [Type; 4] =
    [Type::new(Size::Three, Face::Hei), Type::new(Size::Three, Face::Kai), BODY, BODY];
/// Page numbers (7.5).
pub const PAGE_NUMBER: Type = Type::new(Size::Four, Face::Song);
/// The note of issue (7.4).
pub const IMPRINT: Type = Type::new(Size::Four, Face::FangSong);
/// Tables; the standard says nothing of their size.
pub const TABLE: Type = Type::new(Size::SmallFour, Face::FangSong);
/// Headings of tables.
pub const TABLE_HEADING: Type = Type::new(Size::SmallFour, Face::Hei);

/// From line to line, in points: the height of the text block over its lines.
pub fn line_pitch_pt() -> f64 {
    f64::from(TEXT_BLOCK_MM.1) * POINTS_PER_MM / f64::from(LINES)
}

/// From character to character, in points: the width of the text block over its characters.
pub fn char_pitch_pt() -> f64 {
    f64::from(TEXT_BLOCK_MM.0) * POINTS_PER_MM / f64::from(CHARACTERS)
}

/// How wide so many full characters of a size in points are, set solid, in millimetres.
pub fn width_mm(chars: f64, size_pt: f64) -> f64 {
    chars * size_pt / POINTS_PER_MM
}

/// Whether so many full characters of a size in points fit into a line.
pub fn fits_line(chars: f64, size_pt: f64) -> bool {
    width_mm(chars, size_pt) <= f64::from(TEXT_BLOCK_MM.0)
}

/// Whole lines of the text block when they follow each other at so many points; none when that is
/// not above 0.
pub fn whole_lines(leading_pt: f64) -> Option<u32> {
    let lines = (f64::from(TEXT_BLOCK_MM.1) * POINTS_PER_MM / leading_pt).floor();
    (leading_pt > 0.0 && lines <= f64::from(u32::MAX)).then_some(lines as u32)
}

/// Twips of millimetres, to the nearest.
pub(crate) const fn twips(mm: u32) -> u32 {
    (mm * 14_400 + 127) / 254
}

/// Twips of points.
pub(crate) const fn twips_of_points(points: u32) -> u32 {
    points * 20
}

/// A4 in twips.
pub(crate) const PAPER: (u32, u32) = (twips(PAPER_MM.0), twips(PAPER_MM.1));
/// The width of the text block in twips, as the margins leave it.
pub(crate) const TEXT_WIDTH: u32 = PAPER.0 - twips(LEFT_MM) - twips(RIGHT_MM);
/// From line to line in twips, rounded down so that all lines fit.
pub(crate) const LINE: u32 = (PAPER.1 - twips(TOP_MM) - twips(BOTTOM_MM)) / LINES;
/// From character to character in twips, rounded down so that all characters fit.
pub(crate) const CHARACTER: u32 = TEXT_WIDTH / CHARACTERS;
/// What is added to each character of the text to keep that distance, in twips; it is negative.
pub(crate) const SPACING: i32 = CHARACTER as i32 - twips_of_points(BODY.size.points()) as i32;
/// The same for the character grid, in 1/4096 pt, rounded down so that all characters fit.
pub(crate) const CHAR_SPACE: i64 = {
    let pitch = TEXT_BLOCK_MM.0 as i64 * 720 * 4096;
    pitch.div_euclid(254 * CHARACTERS as i64) - BODY.size.points() as i64 * 4096
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::official::numbering;
    use serde_json::{Value, json};

    fn is_close(found: f64, expected: &Value) -> bool {
        let expected = expected.as_f64().unwrap();
        (found - expected).abs() <= 1e-9 * expected.abs().max(1.0)
    }

    fn case(id: &str) -> (Value, Value) {
        let file: Value =
            serde_json::from_str(include_str!("../../../../reference/gongwen_format.json"))
                .unwrap();
        let cases = file["cases"].as_array().unwrap();
        assert_eq!(cases.len(), 4);
        let case = cases.iter().find(|case| case["id"] == id).unwrap();
        (case["input"].clone(), case["expected"].clone())
    }

    #[test]
    fn the_layout_is_the_standards() {
        let (_, expected) = case("layout");
        assert_eq!(expected["paper_mm"], json!([PAPER_MM.0, PAPER_MM.1]));
        assert_eq!(expected["text_block_mm"], json!([TEXT_BLOCK_MM.0, TEXT_BLOCK_MM.1]));
        let margins =
            [("top", TOP_MM), ("left", LEFT_MM), ("right", RIGHT_MM), ("bottom", BOTTOM_MM)];
        for (side, ours) in margins {
            assert_eq!(expected[format!("{side}_mm")], ours, "{side}");
        }
        assert_eq!(expected["lines_per_page"], LINES);
        assert_eq!(expected["chars_per_line"], CHARACTERS);
        assert!(is_close(line_pitch_pt(), &expected["line_pitch_pt"]));
        assert!(is_close(char_pitch_pt(), &expected["char_pitch_pt"]));
        for size in [Size::Two, Size::Three, Size::Four] {
            assert_eq!(expected["size_pt"][size.to_string()], size.points());
        }
        assert_eq!(expected["body"], BODY.to_string());
        assert_eq!(expected["title"], format!("{TITLE}, centred"));
        for (level, type_of) in (1_u8..).zip(LEVELS) {
            let ours = format!("{type_of} {}", numbering::number(level, 1));
            assert_eq!(expected[format!("level{level}")], ours);
        }
    }

    #[test]
    fn widths_and_lines_are_the_references() {
        let (_, expected) = case("28_chars_of_16pt_overflow");
        assert!(is_close(width_mm(28.0, 16.0), &expected["width_mm"]));
        assert_eq!(expected["fits_156mm"], fits_line(28.0, 16.0));
        assert!(fits_line(28.0, char_pitch_pt()));
        for id in ["30pt_leading_is_wrong", "28.95pt_leading"] {
            let (input, expected) = case(id);
            let lines = whole_lines(input["leading_pt"].as_f64().unwrap()).unwrap();
            assert_eq!(expected["whole_lines_in_225mm"], lines, "{id}");
        }
        assert_eq!([whole_lines(0.0), whole_lines(-1.0), whole_lines(f64::NAN)], [None; 3]);
    }

    #[test]
    fn what_the_file_says_in_whole_units_fits_and_nothing_more_would() {
        let height = PAPER.1 - twips(TOP_MM) - twips(BOTTOM_MM);
        assert_eq!((height / LINE, TEXT_WIDTH / CHARACTER), (LINES, CHARACTERS));
        assert_eq!((LINE, CHARACTER, SPACING, CHAR_SPACE), (579, 315, -5, -848));
        let grid = f64::from(CHARACTERS) * (16.0 + CHAR_SPACE as f64 / 4096.0);
        assert!(grid <= f64::from(TEXT_WIDTH) / 20.0);
        assert!(f64::from(LINE) / 20.0 <= line_pitch_pt());
    }
}
