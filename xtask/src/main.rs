//! Chores of this repository, run as `cargo xtask CHORE`.
//!
//! It holds what a shell script would do, written so that it can be tested and fails with a clear
//! word: the full test run on a bare Debian machine, the invariants of the house, a throw-away
//! PostgreSQL and the screenshots of the documents. It knows the repository as text and never
//! imports the crates of the house, so that it builds in seconds even when they do not.

mod load;
mod machine;
mod postgres;
mod screenshots;
mod test;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Chores of the Ronghe repository")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Run everything that must pass before a change lands; installs what a Debian machine lacks
    Test(test::Options),
    /// Check the invariants of the house
    Tidy(tidy::Options),
    /// Start a throw-away PostgreSQL and print its URL; with a command, run that against it
    Postgres(postgres::Options),
    /// Measure the program under load and write the table of docs/performance.md
    Load(load::Options),
    /// Write the screenshots of the documents from the demo plant
    Screenshots,
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().chore {
        Chore::Test(options) => test::run(&options),
        Chore::Tidy(options) => tidy::run(&options),
        Chore::Postgres(options) => postgres::run(&options),
        Chore::Load(options) => load::run(&options),
        Chore::Screenshots => screenshots::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The top folder of the repository.
fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}
