//! Texts as people mean them: names that differ only in case, blanks or width are one name.

use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// The form in which names, headings and marks are compared: compatibility forms unified (full-width
/// letters and digits, ideographic blanks), lower case, runs of blanks and line breaks as one blank.
pub(crate) fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in narrow(text).split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// Full-width letters, digits and marks in their ordinary width.
pub(crate) fn narrow(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfkc().collect())
    }
}

/// A name as it is shown: blanks and line breaks tidied, control signs that nobody can see dropped,
/// spelling kept.
pub(crate) fn tidy(text: &str) -> String {
    let seen: String = text.chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_blanks_and_width_do_not_matter() {
        assert_eq!(normal("BARH  STPS"), normal("Barh STPS "));
        assert_eq!(normal("主洗车间　１号"), normal("主洗车间 1号"));
        assert_eq!(normal("Name of\nTPS "), "name of tps");
        assert_eq!(narrow("＊"), "*");
        assert_eq!(tidy("Gansu\u{8} Ningxi\n No. 1"), "Gansu Ningxi No. 1");
    }
}
