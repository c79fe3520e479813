//! The invariants of the house as checks on its text: each reads the repository once and names
//! file, line and what to do instead.
//!
//! They look at text, not at types, so that they take a second and cannot be fooled by code that
//! does not compile yet. What only a type checker can see is left to clippy and to tests.

mod documents;
mod migrations;
mod repo;
mod rooms;
mod routes;
mod shape;
mod shared;
mod source;
mod storeys;
mod templates;
mod texts;
mod words;

use std::fmt;

use anyhow::{Result, ensure};

use repo::Repo;

#[derive(clap::Args)]
pub struct Options {
    /// Record the migrations that are new since the last time; recorded ones never change
    #[arg(long)]
    bless: bool,
}

/// One broken invariant and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    path: String,
    line: usize,
    says: String,
}

impl Fault {
    fn new(path: &str, line: usize, says: impl Into<String>) -> Fault {
        Fault { path: path.to_owned(), line, says: says.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.says)
    }
}

type Check = fn(&Repo) -> Vec<Fault>;

const CHECKS: &[Check] = &[
    storeys::arrows_go_down,
    storeys::pure_crates_do_no_io,
    rooms::sql_stays_in_store,
    rooms::http_stays_in_pages,
    rooms::clock_stays_at_the_edges,
    shape::modules_say_what_they_hold,
    shape::handlers_are_short,
    texts::both_languages_say_the_same,
    texts::used_texts_exist,
    texts::texts_are_used,
    templates::templates_are_clean,
    templates::templates_are_used,
    routes::routes_have_one_place,
    routes::browser_tests_visit_each_page,
    documents::documents_name_what_exists,
    words::words_belong_here,
    migrations::landed_migrations_are_unchanged,
    shared::reference_is_the_shared_one,
    shared::public_data_stay_outside,
];

pub fn run(options: &Options) -> Result<()> {
    if options.bless {
        migrations::bless(&Repo::read(&crate::root())?)?;
    }
    check()
}

/// Runs every check and lists every fault.
pub fn check() -> Result<()> {
    let repo = Repo::read(&crate::root())?;
    let mut faults: Vec<_> = CHECKS.iter().flat_map(|check| check(&repo)).collect();
    faults.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    for fault in &faults {
        eprintln!("{fault}");
    }
    ensure!(faults.is_empty(), "{} invariants are broken", faults.len());
    eprintln!("tidy: {} files, {} checks, nothing to say", repo.paths().count(), CHECKS.len());
    Ok(())
}

/// Asserts that `check` finds nothing in `good` and exactly one fault in `bad`, saying `word`.
#[cfg(test)]
fn judge(check: Check, good: &[(&str, &str)], bad: &[(&str, &str)], word: &str) {
    assert_eq!(check(&Repo::of(good)), [], "the good example");
    let faults = check(&Repo::of(bad));
    assert_eq!(faults.len(), 1, "the bad example: {faults:?}");
    assert!(faults[0].says.contains(word), "{:?} does not say {word:?}", faults[0].says);
}
