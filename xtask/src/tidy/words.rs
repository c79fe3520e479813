//! Words that have no place here: paths and hosts of one machine, talk about how the text came to
//! be, unfinished work.

use super::Fault;
use super::repo::{Repo, line_at};

/// A word and why it may not stand in the repository.
const FORBIDDEN: &[(&str, &str)] = &[
    ("/work/", "is a path of one machine"),
    ("/root/", "is a path of one machine"),
    ("/home/", "is a path of one machine"),
    ("registry.npmjs", "is a registry's host: name the package only"),
    ("crates.io", "is a registry's host: name the package only"),
    ("pypi.org", "is a registry's host: name the package only"),
    ("deb.debian.org", "is a registry's host: name the package only"),
    (
        "\"resolved\":",
        "ties the lock file to one registry: `npm install --omit-lockfile-registry-resolved`",
    ),
    ("as an ai", "is not about the program"),
    ("language model", "is not about the program"),
    ("this session", "is not about the program"),
    ("issue #", "points outside the repository: say what it is about"),
    ("todo", "is unfinished: do it or leave it out"),
    ("fixme", "is unfinished: do it or leave it out"),
];

/// Files that may hold such words: the lock file names its registry by design, and this one lists them.
const EXEMPT: &[&str] = &["Cargo.lock", "Cargo.toml", "xtask/src/tidy/words.rs", "LICENSE-APACHE"];

pub fn words_belong_here(repo: &Repo) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, text) in
        repo.texts().filter(|(path, _)| !EXEMPT.contains(path) && !path.starts_with("reference/"))
    {
        let text = text.to_ascii_lowercase();
        for (word, says) in FORBIDDEN {
            for (at, _) in text.match_indices(word).filter(|(at, _)| stands_alone(&text, *at, word))
            {
                faults.push(Fault::new(path, line_at(&text, at), format!("`{word}` {says}")));
            }
        }
    }
    faults
}

/// A word made of letters is no part of a longer one (mastodon), a path no part of a longer path.
fn stands_alone(text: &str, at: usize, word: &str) -> bool {
    let letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let before = !text[..at].ends_with(letter);
    let after = !word.ends_with(char::is_alphabetic)
        || !text[at + word.len()..].starts_with(|c: char| c.is_alphanumeric());
    before && after
}

#[cfg(test)]
mod tests {
    use super::super::judge;
    use super::*;

    #[test]
    fn a_word_that_does_not_belong_is_named() {
        let good = [(
            "docs/a.md",
            "A mastodon: homework/s, `crates/work/src`, the sign-in session, the issue of units, tissue #",
        )];
        judge(
            words_belong_here,
            &good,
            &[("docs/a.md", "see\n/work/notes")],
            "path of one machine",
        );
        judge(words_belong_here, &good, &[("crates/a/src/lib.rs", "// TODO later")], "unfinished");
        judge(words_belong_here, &good, &[("CONTRIBUTING.md", "fixes Issue #7")], "points outside");
        judge(
            words_belong_here,
            &good,
            &[("e2e/package-lock.json", "{ \"resolved\": \"…\" }")],
            "lock file",
        );
    }
}
