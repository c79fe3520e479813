//! The layout of official documents (`domain.md` section B, "Documents"). Its cases name no method: what
//! is asked for tells which one it is.

use super::{Computed, Failure, member};
use interchange::official::layout::{
    self, BODY, BOTTOM_MM, CHARACTERS, LEFT_MM, LEVELS, LINES, PAGE_NUMBER, PAGE_NUMBER_MM,
    PAPER_MM, RIGHT_MM, Size, TEXT_BLOCK_MM, TITLE, TOP_MM,
};
use interchange::official::number;
use serde_json::{Map, Value, json};

pub(super) fn computed(input: &Value) -> Computed {
    let asks = |key: &str| input.get(key).is_some();
    if asks("chars") && asks("size_pt") {
        let (chars, size) = (points(input, "chars")?, points(input, "size_pt")?);
        Ok(json!({
            "width_mm": layout::width_mm(chars, size),
            "fits_156mm": layout::fits_line(chars, size),
        }))
    } else if asks("leading_pt") {
        Ok(json!({ "whole_lines_in_225mm": layout::whole_lines(points(input, "leading_pt")?) }))
    } else if input.as_object().is_some_and(Map::is_empty) {
        Ok(whole())
    } else {
        Err(Failure::Unknown(format!("{input}")))
    }
}

fn points(input: &Value, key: &str) -> Result<f64, Failure> {
    let number = member(input, key)?.as_f64();
    number.ok_or_else(|| Failure::Input(format!("{key} is no number")))
}

/// Everything that the standard fixes.
fn whole() -> Value {
    let sizes = [Size::Two, Size::Three, Size::Four];
    let sizes = sizes.map(|size| (size.to_string(), json!(size.points())));
    let mut layout = json!({
        "paper_mm": [PAPER_MM.0, PAPER_MM.1],
        "top_mm": TOP_MM,
        "left_mm": LEFT_MM,
        "text_block_mm": [TEXT_BLOCK_MM.0, TEXT_BLOCK_MM.1],
        "right_mm": RIGHT_MM,
        "bottom_mm": BOTTOM_MM,
        "lines_per_page": LINES,
        "chars_per_line": CHARACTERS,
        "line_pitch_pt": layout::line_pitch_pt(),
        "char_pitch_pt": layout::char_pitch_pt(),
        "size_pt": sizes.into_iter().collect::<Map<String, Value>>(),
        "body": BODY.to_string(),
        "title": format!("{TITLE}, centred"),
        "page_number": format!(
            "{} half-width digits between dashes, {PAGE_NUMBER_MM} mm below text block; \
             odd pages right, even pages left, one character in",
            PAGE_NUMBER.size,
        ),
    });
    for (level, of) in (1_u8..).zip(LEVELS) {
        layout[format!("level{level}")] = format!("{of} {}", number(level, 1)).into();
    }
    layout
}
