//! The repository as the checks see it: the paths and texts of all files that git tracks or would
//! track. What git ignores does not exist.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::source::Source;
use crate::machine;

pub struct Repo {
    pub root: PathBuf,
    paths: BTreeSet<String>,
    texts: BTreeMap<String, String>,
    rust: BTreeMap<String, Source>,
    templates: BTreeMap<String, String>,
}

impl Repo {
    pub fn read(root: &Path) -> Result<Repo> {
        let mut git = Command::new("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root);
        let files = machine::output(&mut git)?;
        let present =
            files.split('\0').filter(|path| !path.is_empty() && root.join(path).is_file());
        // Files that are not text, such as workbooks, count as paths only.
        Ok(Repo::new(
            root,
            present.map(|path| (path.to_owned(), std::fs::read_to_string(root.join(path)).ok())),
        ))
    }

    fn new(root: &Path, files: impl Iterator<Item = (String, Option<String>)>) -> Repo {
        let mut repo = Repo {
            root: root.to_path_buf(),
            paths: BTreeSet::new(),
            texts: BTreeMap::new(),
            rust: BTreeMap::new(),
            templates: BTreeMap::new(),
        };
        for (path, text) in files {
            if let Some(text) = text {
                if path.ends_with(".rs") {
                    repo.rust.insert(path.clone(), Source::parse(&text));
                }
                if path.starts_with("crates/") && path.contains("/templates/") {
                    repo.templates.insert(path.clone(), without_comments(&text));
                }
                repo.texts.insert(path.clone(), text);
            }
            repo.paths.insert(path);
        }
        repo
    }

    /// A repository of a few invented files.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Repo {
        Repo::new(
            Path::new("/nowhere"),
            files.iter().map(|(path, text)| ((*path).to_owned(), Some((*text).to_owned()))),
        )
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    /// Whether there is a file or a folder of this path.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        self.paths.contains(path)
            || self
                .paths
                .range(folder.clone()..)
                .next()
                .is_some_and(|next| next.starts_with(&folder))
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// All Rust files.
    pub fn rust(&self) -> impl Iterator<Item = (&str, &Source)> {
        self.rust.iter().map(|(path, source)| (path.as_str(), source))
    }

    /// The Rust files that end up in the program: those in a crate's `src`, less test modules.
    pub fn program(&self) -> impl Iterator<Item = (&str, &Source)> {
        self.rust().filter(|(path, _)| {
            let parts: Vec<_> = path.split('/').collect();
            matches!(parts[..], ["crates", _, "src", ..])
                && !parts.contains(&"tests")
                && !path.ends_with("/tests.rs")
        })
    }

    /// The templates of pages, their comments blanked.
    pub fn templates(&self) -> impl Iterator<Item = (&str, &str)> {
        self.templates.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The names of the folders in `crates/`.
    pub fn crates(&self) -> BTreeSet<&str> {
        self.paths()
            .filter_map(|path| path.strip_prefix("crates/")?.split_once('/').map(|(name, _)| name))
            .collect()
    }
}

/// The crate in whose folder a path lies.
pub fn crate_of(path: &str) -> &str {
    path.strip_prefix("crates/").unwrap_or(path).split('/').next().unwrap_or_default()
}

/// The 1-based line of a byte offset.
pub fn line_at(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// A template with `{# … #}` blanked, its lines kept.
fn without_comments(text: &str) -> String {
    let mut parts = text.split("{#");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (comment, rest) = part.split_once("#}").unwrap_or((part, ""));
        plain.extend(comment.chars().filter(|c| *c == '\n'));
        plain.push_str(rest);
    }
    plain
}
