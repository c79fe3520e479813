//! The names and regions in all files of an import, gathered before any is read: what one month's
//! file does not say, another's does.

use super::text::normal;
use std::collections::HashMap;

/// Names seen under a heading, by normal form.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(HashMap<String, Sighting>);

#[derive(Clone, Debug)]
enum Sighting {
    Nowhere,
    In(String),
    /// Under different headings in different files: nothing to go by.
    InSeveral,
}

impl Names {
    pub fn add(&mut self, name: &str, section: Option<&str>) {
        let entry = self.0.entry(normal(name)).or_insert(Sighting::Nowhere);
        if let Some(section) = section {
            *entry = match entry {
                Sighting::Nowhere => Sighting::In(section.to_owned()),
                Sighting::In(other) if other == section => return,
                _ => Sighting::InSeveral,
            };
        }
    }

    pub fn contains(&self, name: &str) -> bool {
        self.0.contains_key(&normal(name))
    }

    /// The heading under which the other files show this name.
    pub fn section(&self, name: &str) -> Option<&str> {
        match self.0.get(&normal(name))? {
            Sighting::In(section) => Some(section),
            _ => None,
        }
    }
}
