//! Names and codes: what may be stored, and the form in which two spellings are one name.

use kernel::Problem;
use unicode_normalization::UnicodeNormalization;

/// Characters in a name at the most.
pub const LONGEST: usize = 300;
/// Characters in a code at the most.
pub const LONGEST_CODE: usize = 80;

/// The form for search and recognition: full-width letters and compatibility forms unified, lower case,
/// blanks at the ends dropped and between words single. Middle dots stay: they belong to names.
pub fn normal(text: &str) -> String {
    let text: String = text.nfkc().collect();
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// The same for the name of a person: the signs that keyboards offer for the dot between the parts of a
/// name (买买提·艾力) are one, a full stop between two such parts among them.
pub fn normal_person(text: &str) -> String {
    let plain: Vec<char> = normal(text).chars().collect();
    let is_part = |at: Option<usize>| {
        at.and_then(|at| plain.get(at)).is_some_and(|c| !c.is_ascii() && c.is_alphabetic())
    };
    let dot = |(at, c): (usize, &char)| match c {
        '•' | '‧' | '・' | '∙' | '⋅' | '●' => '·',
        '.' if is_part(at.checked_sub(1)) && is_part(Some(at + 1)) => '·',
        other => *other,
    };
    plain.iter().enumerate().map(dot).collect()
}

/// A name as it is kept: spelling untouched, blanks tidied.
///
/// # Errors
/// `name-empty`, `name-long`, or `name-character` for characters that nobody can see or read.
pub fn checked(text: &str) -> Result<String, Problem> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(odd) = name.chars().find(|c| is_unreadable(*c)) {
        return Err(odd_character(&name, odd));
    }
    match name.chars().count() {
        0 => Err(Problem::new("name-empty").at("name")),
        1..=LONGEST => Ok(name),
        _ => Err(Problem::new("name-long").arg("most", LONGEST).at("name")),
    }
}

/// A code as it is kept: ordinary width, no blanks at its ends. An empty one is none.
///
/// # Errors
/// `code-long`, or `name-character`.
pub fn checked_code(text: &str) -> Result<Option<String>, Problem> {
    let narrow: String = text.nfkc().collect();
    let code = narrow.trim();
    if let Some(odd) = code.chars().find(|c| is_unreadable(*c)) {
        return Err(Problem { field: Some("code".to_owned()), ..odd_character(code, odd) });
    }
    if code.chars().count() > LONGEST_CODE {
        return Err(Problem::new("code-long").arg("most", LONGEST_CODE).at("code"));
    }
    Ok((!code.is_empty()).then(|| code.to_owned()))
}

fn odd_character(text: &str, odd: char) -> Problem {
    let point = format!("U+{:04X}", u32::from(odd));
    let shown: String = text.chars().filter(|c| !is_unreadable(*c)).collect();
    Problem::new("name-character").arg("name", shown).arg("point", point).at("name")
}

/// Control characters, marks without width, and the sign that stands for a character lost on the way.
fn is_unreadable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
        || matches!(c, '\u{feff}' | '\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn one_name(left: &str, right: &str) {
        assert_eq!(normal(left), normal(right));
    }

    #[test]
    fn width_case_and_blanks_do_not_matter() {
        one_name("Ａ区１号洗煤厂", "a区1号洗煤厂");
        one_name("　主洗车间　", "主洗车间");
        one_name("BARH  STPS", "Barh\u{a0}Stps ");
        one_name("（外委）保洁队", "(外委)保洁队");
    }

    #[test]
    fn middle_dots_and_rare_characters_are_part_of_the_name() {
        assert_eq!(normal("买买提·艾力班"), "买买提·艾力班");
        assert_ne!(normal("买买提艾力班"), normal("买买提·艾力班"));
        assert_eq!(checked("𬭚矿𠮷井").unwrap(), "𬭚矿𠮷井");
    }

    #[test]
    fn every_dot_between_the_parts_of_a_name_is_the_same() {
        for text in ["买买提•艾力", "买买提・艾力", "买买提･艾力", "买买提．艾力", " 买买提.艾力 "]
        {
            assert_eq!(normal_person(text), "买买提·艾力", "{text}");
        }
        assert_eq!(normal_person("J. Ｓmith"), "j. smith");
        assert_eq!(normal_person("㛃𠮷"), "㛃𠮷");
    }

    #[test]
    fn a_name_keeps_its_spelling() {
        assert_eq!(checked("  Ｎo.1　洗煤厂 ").unwrap(), "Ｎo.1 洗煤厂");
    }

    #[test]
    fn what_nobody_can_read_is_refused() {
        for (text, code) in [
            ("", "name-empty"),
            (" 　\t", "name-empty"),
            ("主洗\u{200b}车间", "name-character"),
            ("主洗\u{fffd}车间", "name-character"),
            (&"长".repeat(LONGEST + 1), "name-long"),
        ] {
            assert_eq!(checked(text).unwrap_err().code, code);
        }
        assert_eq!(checked_code(" ＷＸ-01 ").unwrap().as_deref(), Some("WX-01"));
        assert_eq!(checked_code("  ").unwrap(), None);
        assert_eq!(checked_code(&"9".repeat(LONGEST_CODE + 1)).unwrap_err().code, "code-long");
    }
}
