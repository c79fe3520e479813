//! What became of the figures of a document while it was out of the house.

use super::Figure;
use std::collections::{BTreeMap, BTreeSet};

/// A figure whose text is another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub key: String,
    pub written: String,
    pub found: String,
}

/// Each list is in the order of the document that it tells of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Changed by hand; a figure that stands at two places and was changed at both is named twice.
    pub changed: Vec<Changed>,
    /// Written, and found at fewer places than it was written at.
    pub missing: Vec<Figure>,
    /// Found under a key that was not written.
    pub new: Vec<Figure>,
}

impl Comparison {
    /// Whether every figure came back as it was written.
    pub fn is_unchanged(&self) -> bool {
        *self == Self::default()
    }
}

/// Compares the figures of a document as written with those that were found in it later.
///
/// White space does not count: programs change it when they set a line anew. Everything else does, so
/// that `58.52 %` and `58.5 %` differ, and so do `58.52 %` and `58.52`.
pub fn compare(written: &[Figure], found: &[Figure]) -> Comparison {
    let texts: BTreeMap<&str, &str> =
        written.iter().map(|figure| (figure.key.as_str(), figure.text.as_str())).collect();
    let mut comparison = Comparison::default();
    for figure in found {
        match texts.get(figure.key.as_str()) {
            None => comparison.new.push(figure.clone()),
            Some(text) if same(text, &figure.text) => {}
            Some(text) => comparison.changed.push(Changed {
                key: figure.key.clone(),
                written: (*text).to_owned(),
                found: figure.text.clone(),
            }),
        }
    }
    let places =
        |figures: &[Figure], key: &str| figures.iter().filter(|one| one.key == key).count();
    let mut told = BTreeSet::new();
    for figure in written {
        if places(found, &figure.key) < places(written, &figure.key) && told.insert(&figure.key) {
            comparison.missing.push(figure.clone());
        }
    }
    comparison
}

fn same(one: &str, other: &str) -> bool {
    let marks =
        |text: &'_ str| -> Vec<char> { text.chars().filter(|c| !c.is_whitespace()).collect() };
    one == other || marks(one) == marks(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(of: &[(&str, &str)]) -> Vec<Figure> {
        of.iter().map(|(key, text)| Figure::new(*key, *text)).collect()
    }

    #[test]
    fn changed_missing_and_new_figures_are_told_apart() {
        let written = figures(&[("a", "58.52 %"), ("b", "1,200 t"), ("c", "3"), ("c", "3")]);
        let found = figures(&[("c", "3"), ("a", "58.53 %"), ("d", "7")]);
        let comparison = compare(&written, &found);
        let changed =
            Changed { key: "a".into(), written: "58.52 %".into(), found: "58.53 %".into() };
        assert_eq!(comparison.changed, [changed]);
        assert_eq!(comparison.missing, figures(&[("b", "1,200 t"), ("c", "3")]));
        assert_eq!(comparison.new, figures(&[("d", "7")]));
        assert!(!comparison.is_unchanged());
    }

    #[test]
    fn white_space_is_no_change_and_an_emptied_figure_is() {
        let written = figures(&[("a", "58.52 %")]);
        let spaced = figures(&[("a", "58.52\u{a0}%\u{3000}"), ("a", "58.52%")]);
        assert!(compare(&written, &spaced).is_unchanged());
        assert_eq!(compare(&written, &figures(&[("a", "")])).changed[0].found, "");
        assert_eq!(compare(&written, &[]).missing, written);
    }
}
