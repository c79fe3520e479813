//! The full test run: every step in the order in which a failure is cheapest to learn of, each
//! timed, with a table at the end.
//!
//! A fresh Debian machine with Rust and Node is enough; the rest is installed by the steps that
//! need it. A PostgreSQL that is missing fails the run: half of the conformance tests would
//! silently be gone.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::machine::{self, CHINESE_FONTS, CHROMIUM, OPENPYXL, POSTGRESQL};
use crate::postgres::{self, Cluster};

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
    report(&table)
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
                let url = self.postgres()?;
                machine::run(
                    machine::command("cargo", &["test", "--workspace", "--no-fail-fast"])
                        .env(postgres::VARIABLE, url),
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
