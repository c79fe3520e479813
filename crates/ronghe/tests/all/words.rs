//! Every text exists in both languages, and the texts of all crates fit into one catalogue.

use kernel::texts::Catalogue;
use ronghe::program::TEXTS;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use web_kit::glossary::GROUPS;

fn keys(text: &str) -> BTreeSet<&str> {
    let names = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()));
    names.filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim()).collect()
}

#[test]
fn both_languages_say_the_same_things() {
    for texts in TEXTS {
        assert!(!keys(texts.zh).is_empty());
        assert_eq!(keys(texts.zh), keys(texts.en));
    }
}

#[test]
fn no_key_has_two_homes() {
    Catalogue::new(TEXTS).unwrap();
    let mut homes: BTreeMap<&str, usize> = BTreeMap::new();
    for (home, texts) in TEXTS.iter().enumerate() {
        for key in keys(texts.en) {
            assert_eq!(homes.insert(key, home), None, "{key} stands in two crates");
        }
    }
}

/// Groups of terms that belong to storeys without pages so far, and single ones. What a page explains
/// leaves this list.
const GROUPS_TO_COME: &[&str] = &["glossary-life", "glossary-voice"];
const TERMS_TO_COME: &[&str] = &[
    "pending",
    "not-applicable",
    "major-matters",
    "vanguard-post",
    "commando-team",
    "work-method",
];
/// Names of indicators: the course page explains whichever of them the dictionary has.
const BY_NAME: &str = "glossary-coal";

/// Every template and every source of pages, without the page that only shows how things look.
fn pages() -> String {
    fn gather(folder: &Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                gather(&path, into);
            } else if is_page(&path) && !["style.html", "macros.html"].contains(&&*name) {
                *into += &std::fs::read_to_string(&path).unwrap();
            }
        }
    }
    fn is_page(path: &Path) -> bool {
        let is_within = |room: &str| path.components().any(|part| part.as_os_str() == room);
        is_within("templates") || is_within("pages") || path.ends_with("src/workbench.rs")
    }
    let mut text = String::new();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for entry in std::fs::read_dir(crates).unwrap() {
        for room in ["templates", "src"] {
            let folder = entry.as_ref().unwrap().path().join(room);
            if folder.is_dir() {
                gather(&folder, &mut text);
            }
        }
    }
    text
}

#[test]
fn every_term_is_explained_where_it_is_used() {
    let pages = pages();
    let is_explained = |term: &str| {
        [
            format!("(page, \"{term}\""),
            format!(".explained(\"{term}\")"),
            format!("\"term-{term}-help\""),
            format!("=> \"{term}\","),
            format!("=> Some(\"{term}\"),"),
        ]
        .iter()
        .any(|used| pages.contains(used))
    };
    assert!(pages.contains("glossary::by_name"), "names of indicators are explained");
    for group in GROUPS.iter().filter(|group| group.key != BY_NAME) {
        for term in group.terms {
            let is_to_come = GROUPS_TO_COME.contains(&group.key) || TERMS_TO_COME.contains(term);
            assert_eq!(is_explained(term), !is_to_come, "{term}");
        }
    }
}

#[test]
fn a_heading_that_names_a_term_explains_it() {
    let pages = pages();
    let words: BTreeMap<&str, &str> = TEXTS
        .iter()
        .flat_map(|texts| texts.zh.lines())
        .filter_map(|line| line.split_once(" = "))
        .collect();
    let terms: BTreeSet<&str> = GROUPS
        .iter()
        .flat_map(|group| group.terms)
        .map(|term| words[format!("term-{term}").as_str()])
        .collect();
    let names_a_term = |key: &str| words.get(key).is_some_and(|text| terms.contains(text));
    let mut looked_at = 0;
    for column in pages.split("Column::").skip(1) {
        let line = column.lines().next().unwrap_or_default();
        let Some(key) = line.split('"').nth(3) else { continue };
        looked_at += 1;
        assert!(!names_a_term(key) || line.contains(".explained("), "{line}");
    }
    for tag in ["<th ", "<dt>"] {
        for cell in pages.split(tag).skip(1) {
            let cell = cell.split("</").next().unwrap_or_default();
            let Some((before, rest)) = cell.split_once("{{ page.t(\"") else { continue };
            let key = rest.split('"').next().unwrap_or_default();
            looked_at += 1;
            assert!(!names_a_term(key) || before.contains("m::term"), "{tag}{cell}");
        }
    }
    assert!(looked_at > 100, "{looked_at} headings");
}
