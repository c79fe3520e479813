//! Landed migrations never change: a database somewhere has already run them. Their SM3 sums are
//! committed; a new migration is recorded with `cargo xtask tidy --bless`, a changed one never.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Result, bail};
use sm3::{Digest, Sm3};

use super::Fault;
use super::repo::Repo;

/// The committed sums: one line a migration, sum and path.
const LANDED: &str = "xtask/landed-migrations.txt";

pub fn landed_migrations_are_unchanged(repo: &Repo) -> Vec<Fault> {
    let landed = landed(repo);
    let now = migrations(repo);
    let changed = now.iter().filter_map(|(path, sum)| match landed.get(path) {
        Some(was) if was == sum => None,
        Some(_) => Some(Fault::new(
            path,
            1,
            "a landed migration was changed: restore it and write a new one",
        )),
        None => {
            Some(Fault::new(path, 1, "a new migration: record it with `cargo xtask tidy --bless`"))
        }
    });
    let gone = landed.keys().filter(|path| !now.contains_key(*path));
    let gone = gone.map(|path| {
        Fault::new(path, 1, "a landed migration was removed: databases have run it, restore it")
    });
    changed.chain(gone).collect()
}

/// Records new migrations; refuses when a recorded one is not what it was.
pub fn bless(repo: &Repo) -> Result<()> {
    let mut landed = landed(repo);
    for (path, sum) in migrations(repo) {
        match landed.get(&path) {
            Some(was) if *was != sum => {
                bail!("{path} has landed and was changed: restore it and write a new one")
            }
            Some(_) => {}
            None => drop(landed.insert(path, sum)),
        }
    }
    let lines: String = landed.iter().fold(String::new(), |mut lines, (path, sum)| {
        let _ = writeln!(lines, "{sum}  {path}");
        lines
    });
    Ok(std::fs::write(repo.root.join(LANDED), lines)?)
}

fn landed(repo: &Repo) -> BTreeMap<String, String> {
    let lines = repo.text(LANDED).unwrap_or_default().lines();
    lines
        .filter_map(|line| line.split_once("  "))
        .map(|(sum, path)| (path.to_owned(), sum.to_owned()))
        .collect()
}

fn migrations(repo: &Repo) -> BTreeMap<String, String> {
    let files =
        repo.texts().filter(|(path, _)| path.contains("/migrations/") && path.ends_with(".sql"));
    files.map(|(path, text)| (path.to_owned(), sum(text))).collect()
}

fn sum(text: &str) -> String {
    Sm3::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::judge;
    use super::*;

    #[test]
    fn a_changed_migration_is_named() {
        let path = "crates/a/migrations/0001_units.sql";
        let landed = format!("{}  {path}\n", sum("CREATE TABLE unit (id BIGINT)"));
        let good = [(LANDED, landed.as_str()), (path, "CREATE TABLE unit (id BIGINT)")];
        judge(
            landed_migrations_are_unchanged,
            &good,
            &[(LANDED, &landed), (path, "CREATE TABLE unit ()")],
            "was changed",
        );
        judge(
            landed_migrations_are_unchanged,
            &good,
            &[(path, "CREATE TABLE unit (id BIGINT)")],
            "--bless",
        );
        judge(landed_migrations_are_unchanged, &good, &[(LANDED, &landed)], "was removed");
    }

    #[test]
    fn the_sum_is_sm3() {
        // The example of the standard.
        assert_eq!(sum("abc"), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    }
}
