//! The full test run: every step in the order in which a failure is cheapest to learn of, each
//! timed, with a table at the end.
//!
//! A fresh Debian machine with Rust and Node is enough; the rest is installed by the steps that
//! need it. A PostgreSQL that is missing fails the run: half of the conformance tests would
//! silently be gone. Public data that are missing fail it under `CI` only; elsewhere the table is
//! followed by what was left out and who offers it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::machine::{
    self, AIOSMTPD, CHINESE_FONTS, CHROMIUM, LIBREOFFICE, OPENPYXL, POPPLER, POSTGRESQL,
};
use crate::postgres::{self, Cluster};
use crate::root;

/// The variable that names the file to which tests write what they leave out.
const LEFT_OUT: &str = "RONGHE_LEFT_OUT";

#[derive(clap::Args)]
pub struct Options {
    /// Run only this step; may be given several times
    #[arg(long, value_name = "STEP")]
    only: Vec<Step>,
    /// Go on after a failed step
    #[arg(long)]
    keep_going: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// cargo fmt
    Format,
    /// cargo xtask tidy
    Tidy,
    /// cargo clippy with warnings denied
    Clippy,
    /// cargo test of every crate, on both database engines
    Tests,
    /// Playwright and axe against the built program, on both database engines
    Browser,
}

/// What became of a step.
enum Outcome {
    Passed(Duration),
    Failed(Duration),
    NotRun,
}

impl Outcome {
    fn has_run(&self) -> bool {
        !matches!(self, Self::NotRun)
    }
}

pub fn run(options: &Options) -> Result<()> {
    let mut bench = Bench { cluster: None };
    let mut table = Vec::new();
    for &step in Step::value_variants() {
        if !options.only.is_empty() && !options.only.contains(&step) {
            continue;
        }
        let failed = table.iter().any(|(_, outcome)| matches!(outcome, Outcome::Failed(_)));
        let outcome =
            if failed && !options.keep_going { Outcome::NotRun } else { timed(step, &mut bench) };
        table.push((step, outcome));
    }
    drop(bench);
    let outcome = report(&table);
    if table.iter().any(|(step, outcome)| *step == Step::Tests && outcome.has_run()) {
        let list = std::fs::read_to_string(left_out()).unwrap_or_default();
        eprint!("{}", summary(&list));
    }
    outcome
}

fn left_out() -> PathBuf {
    root().join("target/left-out.txt")
}

/// What tests left out, each thing once.
fn summary(list: &str) -> String {
    let things: BTreeSet<&str> = list.lines().collect();
    if things.is_empty() {
        return String::new();
    }
    let lines: String = things.iter().map(|thing| format!("  {thing}\n")).collect();
    format!("\nleft out, because these are not here:\n{lines}")
}

fn timed(step: Step, bench: &mut Bench) -> Outcome {
    eprintln!("\n── {} ──", name(step));
    let start = Instant::now();
    match bench.take(step) {
        Ok(()) => Outcome::Passed(start.elapsed()),
        Err(error) => {
            eprintln!("{} failed: {error:#}", name(step));
            Outcome::Failed(start.elapsed())
        }
    }
}

/// What the steps share: one PostgreSQL, started by the first that needs it.
struct Bench {
    cluster: Option<Cluster>,
}

impl Bench {
    fn take(&mut self, step: Step) -> Result<()> {
        match step {
            Step::Format => {
                machine::run(&mut machine::command("cargo", &["fmt", "--all", "--check"]))
            }
            Step::Tidy => crate::tidy::check(),
            Step::Clippy => machine::run(&mut machine::command(
                "cargo",
                &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
            )),
            Step::Tests => {
                machine::install(&[LIBREOFFICE, POPPLER, CHINESE_FONTS, AIOSMTPD])?;
                let url = self.postgres()?;
                let list = left_out();
                std::fs::create_dir_all(root().join("target"))?;
                std::fs::write(&list, "")?;
                machine::run(
                    machine::command("cargo", &["test", "--workspace", "--no-fail-fast"])
                        .env(postgres::VARIABLE, url)
                        .env(LEFT_OUT, &list),
                )
            }
            Step::Browser => {
                machine::need_node()?;
                machine::install(&[CHROMIUM, CHINESE_FONTS, OPENPYXL])?;
                let url = self.postgres()?;
                // The program as the tests built it: built alone, its parts would have other features
                // and all of them be compiled once more.
                machine::run(&mut machine::command("cargo", &["test", "--workspace", "--no-run"]))?;
                machine::run(&mut machine::command("npm", &["--prefix", "e2e", "ci"]))?;
                machine::run(
                    machine::command("npm", &["--prefix", "e2e", "test"])
                        .env(postgres::VARIABLE, url),
                )
            }
        }
    }

    fn postgres(&mut self) -> Result<String> {
        if self.cluster.is_none() {
            machine::install(&[POSTGRESQL])?;
            self.cluster = Some(Cluster::start()?);
        }
        Ok(self.cluster.as_ref().map(Cluster::url).unwrap_or_default())
    }
}

fn report(table: &[(Step, Outcome)]) -> Result<()> {
    eprintln!();
    for (step, outcome) in table {
        let (word, seconds) = match outcome {
            Outcome::Passed(time) => ("passed", format!("{:8.1} s", time.as_secs_f64())),
            Outcome::Failed(time) => ("FAILED", format!("{:8.1} s", time.as_secs_f64())),
            Outcome::NotRun => ("not run", String::new()),
        };
        eprintln!("{:8}  {word:7}  {seconds}", name(*step));
    }
    let failed: Vec<_> = table
        .iter()
        .filter(|(_, outcome)| matches!(outcome, Outcome::Failed(_)))
        .map(|(step, _)| name(*step))
        .collect();
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}

/// The step as one names it after `--only`.
fn name(step: Step) -> String {
    step.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_out_is_told_once_and_nothing_otherwise() {
        assert_eq!(summary(""), "");
        let told = summary("b, offered by B\na, offered by A\nb, offered by B\n");
        assert!(told.ends_with("\n  a, offered by A\n  b, offered by B\n"), "{told}");
        assert_eq!(told.matches("offered").count(), 2);
    }
}
