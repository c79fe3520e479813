//! The program's entry: parse, run, answer with an exit status: 0 done, 1 refused or found wrong,
//! 2 called wrongly.

use clap::FromArgMatches;
use ronghe::cli::{self, Cli, Command};
use ronghe::commands::{self, Outcome};
use ronghe::settings::{Settings, lang_asked_for};
use ronghe::terminal::Terminal;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Also what SQLite allocates.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const REFUSED: u8 = 1;
const CALLED_WRONGLY: u8 = 2;

fn main() -> ExitCode {
    ronghe::program::install();
    let lang = lang_asked_for(std::env::args());
    let parsed =
        cli::command(lang).try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output and are no error.
            let _ = error.print();
            return if error.use_stderr() { CALLED_WRONGLY.into() } else { ExitCode::SUCCESS };
        }
    };
    let folder = if matches!(cli.command, Command::Demo(_)) { "ronghe-demo" } else { "ronghe" };
    let (terminal, outcome) = match Settings::gather(&cli.common, folder) {
        Ok(settings) => (Terminal { lang: settings.lang }, run(cli, settings)),
        Err(error) => (Terminal { lang }, Err(error)),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => REFUSED.into(),
        Err(error) => {
            terminal.explain(&error).iter().for_each(|line| terminal.remark(line));
            REFUSED.into()
        }
    }
}

fn run(cli: Cli, settings: Settings) -> anyhow::Result<Outcome> {
    let filter = EnvFilter::try_new(&settings.log).unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(commands::run(cli, settings))
}
