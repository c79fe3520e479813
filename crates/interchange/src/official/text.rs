//! Text of a document: plain runs and figures.

/// A text that stands for a recorded number, under a key that names the number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Such as `clean-yield/2026-03/actual`; at most 64 characters, which is what word processors take.
    pub key: String,
    pub text: String,
}

impl Figure {
    pub fn new(key: impl Into<String>, text: impl AsRef<str>) -> Self {
        Self { key: key.into(), text: clean(text.as_ref()) }
    }
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    Text(String),
    Figure(Figure),
}

impl Run {
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::Text(clean(text.as_ref()))
    }

    pub fn figure(key: impl Into<String>, text: impl AsRef<str>) -> Self {
        Self::Figure(Figure::new(key, text))
    }
}

/// A paragraph or a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line(pub(crate) Vec<Run>);

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self(vec![Run::text(text)])
    }
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Run> for Line {
    fn from(run: Run) -> Self {
        Self(vec![run])
    }
}

impl From<Vec<Run>> for Line {
    fn from(runs: Vec<Run>) -> Self {
        Self(runs)
    }
}

impl<const N: usize> From<[Run; N]> for Line {
    fn from(runs: [Run; N]) -> Self {
        Self(runs.into())
    }
}

/// The text as a document can hold it: every kind of line end becomes `\n`, and what XML has no way of
/// writing (control characters but tabs and line ends, two that are no characters) becomes `�`, so that
/// a reader sees that something stood there.
pub fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut marks = text.chars().peekable();
    while let Some(mark) = marks.next() {
        clean.push(match mark {
            '\r' => {
                marks.next_if_eq(&'\n');
                '\n'
            }
            '\t' | '\n' => mark,
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
            _ => mark,
        });
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_document_cannot_hold_is_replaced() {
        assert_eq!(clean("a\r\nb\rc\n\td"), "a\nb\nc\n\td");
        assert_eq!(clean("\0\u{1}\u{b}\u{1b}\u{fffe}\u{ffff}"), "������");
        let kept = "<&>\"' \u{7f}\u{85}\u{2028}\u{a0}　𠮷😀👩‍👩‍👧";
        assert_eq!(clean(kept), kept);
    }
}
