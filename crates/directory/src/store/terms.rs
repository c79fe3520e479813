//! What units and people are found by: every text in the form for search, from each of its characters
//! on. Kept as bytes in an index, so that "has this in it" is a range there on both engines.

use store::Value;

/// The parts of a name that a search may begin with.
pub(super) fn parts(normal: &str) -> impl Iterator<Item = &str> {
    normal.char_indices().filter(|(_, c)| *c != ' ').map(|(at, _)| &normal[at..])
}

/// A row of a table of terms.
pub(super) fn row(term: &str, id: impl Into<Value>) -> [Value; 2] {
    [Value::from(term.as_bytes()), id.into()]
}

/// From where to where the terms stand that begin with the text, the end not included; `None` for a
/// blank text.
pub(super) fn range(normal: &str) -> Option<[Value; 2]> {
    let first = normal.as_bytes();
    // No character of UTF-8 has this byte, so it comes after all that go on from here.
    let beyond = [first, &[0xff]].concat();
    (!first.is_empty()).then(|| [Value::from(first), Value::from(beyond)])
}
