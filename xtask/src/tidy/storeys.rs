//! The storeys of the house: arrows between crates only go down, and the crates of pure rules
//! take no part that could read a file, a socket or a database.

use toml::Table;

use super::Fault;
use super::repo::{Repo, crate_of};

/// From the roof to the ground. A crate may import only what stands to its right.
const STOREYS: &[&str] = &[
    "ronghe",
    "synergy",
    "assessment",
    "activity",
    "planning",
    "organisation",
    "mood",
    "matters",
    "accounts",
    "directory",
    "web-kit",
    "interchange",
    "store",
    "scoring",
    "statistics",
    "kernel",
];

/// Crates of rules: same input, same answer, on any machine.
const PURE: &[&str] = &["kernel", "scoring", "statistics"];

/// Parts whose purpose is input and output.
const IO_PARTS: &[&str] =
    &["axum", "tokio", "sqlx", "tower", "tower-http", "reqwest", "hyper", "tempfile"];

/// Modules of the standard library that leave the process.
const IO_MODULES: &[&str] = &["std::fs", "std::net", "std::process", "std::env", "std::thread"];

pub fn arrows_go_down(repo: &Repo) -> Vec<Fault> {
    let mut faults = Vec::new();
    for name in repo.crates() {
        let path = format!("crates/{name}/Cargo.toml");
        let Some(height) = STOREYS.iter().position(|storey| *storey == name) else {
            faults.push(Fault::new(
                &path,
                1,
                "this crate has no place in the house: give it one in xtask/src/tidy/storeys.rs",
            ));
            continue;
        };
        for (kind, dependency, line) in dependencies(repo, &path) {
            match STOREYS.iter().position(|storey| *storey == dependency) {
                Some(other) if other <= height => faults.push(Fault::new(
                    &path,
                    line,
                    format!("{name} imports {dependency}, which does not stand below it: define a measure or a trait here and let `ronghe` wire them"),
                )),
                None if matches!(dependency.as_str(), "testkit" | "xtask") && kind != "dev-dependencies" => {
                    faults.push(Fault::new(&path, line, format!("{dependency} is for tests: move it to [dev-dependencies]")));
                }
                _ => {}
            }
        }
    }
    for (_, dependency, line) in dependencies(repo, "testkit/Cargo.toml") {
        if STOREYS.contains(&dependency.as_str())
            && !matches!(dependency.as_str(), "store" | "kernel")
        {
            faults.push(Fault::new("testkit/Cargo.toml", line, format!("testkit serves all storeys, so it may not know {dependency}: only store and kernel")));
        }
    }
    faults
}

pub fn pure_crates_do_no_io(repo: &Repo) -> Vec<Fault> {
    let mut faults = Vec::new();
    for name in PURE {
        let path = format!("crates/{name}/Cargo.toml");
        for (kind, dependency, line) in dependencies(repo, &path) {
            if kind == "dependencies" && IO_PARTS.contains(&dependency.as_str()) {
                faults.push(Fault::new(
                    &path,
                    line,
                    format!("{name} is pure and may not use {dependency}"),
                ));
            }
        }
    }
    for (path, source) in repo.program().filter(|(path, _)| PURE.contains(&crate_of(path))) {
        for module in IO_MODULES {
            for at in source.find_word(module) {
                faults.push(Fault::new(
                    path,
                    source.line(at),
                    format!("a pure crate may not use {module}: take the value as a parameter"),
                ));
            }
        }
    }
    faults
}

/// The dependencies that a manifest lists: kind, name and line.
fn dependencies(repo: &Repo, path: &str) -> Vec<(&'static str, String, usize)> {
    let text = repo.text(path).unwrap_or_default();
    let manifest: Table = text.parse().unwrap_or_default();
    let line =
        |name: &str| text.lines().position(|line| line.starts_with(name)).map_or(1, |n| n + 1);
    ["dependencies", "build-dependencies", "dev-dependencies"]
        .into_iter()
        .filter_map(|kind| Some((kind, manifest.get(kind)?.as_table()?)))
        .flat_map(|(kind, table)| table.keys().map(move |name| (kind, name.clone(), line(name))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::judge;
    use super::*;

    #[test]
    fn an_arrow_up_is_named() {
        let down = [(
            "crates/planning/Cargo.toml",
            "[dependencies]\nstore.workspace = true\n[dev-dependencies]\ntestkit.workspace = true",
        )];
        judge(
            arrows_go_down,
            &down,
            &[("crates/store/Cargo.toml", "[dependencies]\nplanning.workspace = true")],
            "does not stand below",
        );
        judge(
            arrows_go_down,
            &down,
            &[("crates/store/Cargo.toml", "[dependencies]\ntestkit.workspace = true")],
            "is for tests",
        );
        judge(arrows_go_down, &down, &[("crates/cellar/Cargo.toml", "")], "no place in the house");
        judge(
            arrows_go_down,
            &down,
            &[("testkit/Cargo.toml", "[dependencies]\nplanning.workspace = true")],
            "serves all storeys",
        );
    }

    #[test]
    fn io_in_a_pure_crate_is_named() {
        let good = [
            ("crates/kernel/Cargo.toml", "[dependencies]\njiff.workspace = true"),
            ("crates/store/src/lib.rs", "use std::fs;"),
        ];
        judge(
            pure_crates_do_no_io,
            &good,
            &[("crates/kernel/Cargo.toml", "[dependencies]\ntokio.workspace = true")],
            "may not use tokio",
        );
        judge(
            pure_crates_do_no_io,
            &good,
            &[("crates/kernel/src/day.rs", "use std::fs::File;")],
            "may not use std::fs",
        );
    }
}
