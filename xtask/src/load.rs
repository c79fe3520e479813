//! The measurements of `docs/performance.md`: runs the load program against a PostgreSQL that waits for
//! its disk, and puts the table it prints into the document.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::machine::{self, POSTGRESQL};
use crate::postgres::{self, Cluster};
use crate::root;

/// The document, and the lines between which the table stands.
const DOCUMENT: &str = "docs/performance.md";
const MARKS: [&str; 2] = ["<!-- measured -->\n", "<!-- end -->\n"];

#[derive(clap::Args)]
pub struct Options {
    /// The large public CSV (`us_msha_mine_quarter`); without it the import is not measured
    #[arg(long, value_name = "FILE")]
    msha: Option<PathBuf>,
}

pub fn run(options: &Options) -> Result<()> {
    machine::install(&[POSTGRESQL])?;
    let cluster = Cluster::durable()?;
    let folder = root().join("target/load");
    std::fs::create_dir_all(&folder)?;
    let mut command =
        machine::command("cargo", &["bench", "--package", "ronghe", "--bench", "load"]);
    command.env("RONGHE_LOAD", &folder).env(postgres::VARIABLE, cluster.url());
    if let Some(file) = &options.msha {
        command.env("RONGHE_LOAD_MSHA", file.canonicalize().context("the large file")?);
    }
    let table = printed(&mut command)?;
    let table = format!("\n{}\n\n{table}\n", about_the_machine());
    let path = root().join(DOCUMENT);
    let text = std::fs::read_to_string(&path)?;
    let (before, rest) = text.split_once(MARKS[0]).context("the document's first mark")?;
    let (_, after) = rest.split_once(MARKS[1]).context("the document's second mark")?;
    let text = [before, MARKS[0], &table, MARKS[1], after].concat();
    Ok(std::fs::write(path, text)?)
}

/// Runs a command and gives what it printed; what it says beside goes to the terminal.
fn printed(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "the measurement failed ({})", output.status);
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// What was measured on.
fn about_the_machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let value = |text: &str, key: &str| {
        let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_default();
        line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let cpus = read("/proc/cpuinfo");
    let cores = cpus.lines().filter(|line| line.starts_with("processor")).count();
    let kib: f64 =
        value(&read("/proc/meminfo"), "MemTotal").trim_end_matches(" kB").parse().unwrap_or(0.0);
    let gib = kib / 1024.0 / 1024.0;
    format!(
        "Measured on {cores} cores ({}), {gib:.0} GiB of memory, clients and server on the same machine.",
        value(&cpus, "model name")
    )
}
