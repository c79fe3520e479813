//! Every text exists in both languages, and the texts of all crates fit into one catalogue.

use kernel::texts::Catalogue;
use ronghe::program::TEXTS;
use std::collections::{BTreeMap, BTreeSet};

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
