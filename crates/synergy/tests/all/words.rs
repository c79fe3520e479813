//! What this crate says passes the guard that it holds others to, in both languages.

use statistics::evidence::Level;
use statistics::vocabulary::banned;

/// The text without the names of its placeholders, which nobody reads.
fn without_names(text: &str) -> String {
    let parts = text.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    parts.collect()
}

#[test]
fn no_text_claims_more_than_the_levels_allow() {
    for text in [synergy::TEXTS.zh, synergy::TEXTS.en] {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (key, said) = line.split_once('=').unwrap_or_default();
            let words = banned(&without_names(said), Level::Consistent);
            assert_eq!(words, [], "{key}");
        }
    }
}

#[test]
fn every_level_has_its_wording_and_what_it_means() {
    for level in Level::ALL {
        for text in [synergy::TEXTS.zh, synergy::TEXTS.en] {
            for key in [level.wording().to_owned(), format!("evidence-means-{}", level.number())] {
                let is_said = text.lines().any(|line| line.starts_with(&format!("{key} = ")));
                assert!(is_said, "{key}");
            }
        }
    }
}
