//! One file for each command: what was asked for, through the use cases, into words.

mod demo;
mod export;
mod import;
mod lint;
mod power;
mod restoring;
mod score;
mod serving;
mod simulate;
mod unit;
mod user;
mod verify;

use crate::cli::{Cli, Command, ExportWhat, VerifyWhat};
use crate::settings::Settings;
use crate::terminal::Terminal;
use anyhow::Result;

/// How a command ended that ran to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Refused, or found wrong: what and why was said.
    Refused,
}

/// What a command may use.
pub struct Run {
    pub settings: Settings,
    pub terminal: Terminal,
}

/// Runs what was asked for.
///
/// # Errors
/// Whatever kept it from being done, with its causes.
pub async fn run(cli: Cli, settings: Settings) -> Result<Outcome> {
    let terminal = Terminal { lang: settings.lang };
    let run = Run { settings, terminal };
    match cli.command {
        Command::Demo(demo) => demo::run(&run, &demo).await,
        Command::Serve(serve) => serving::serve(&run, &serve).await,
        Command::Migrate(_) => serving::migrate(&run).await,
        Command::Import(import) => import::run(&run, &import).await,
        Command::Export(export) => match export.what {
            ExportWhat::Readings(readings) => export::readings(&run, &readings).await,
        },
        Command::Verify(verify) => match verify.what {
            VerifyWhat::Audit(options) => verify::audit(&run, &options).await,
            VerifyWhat::Rollups(options) => verify::rollups(&run, &options).await,
            VerifyWhat::Methods(asked) => verify::methods(&run, &asked),
            VerifyWhat::Simulations(asked) => verify::simulations(&run, &asked),
        },
        Command::Lint(asked) => lint::run(&run, &asked),
        Command::Score(asked) => score::run(&run, &asked).await,
        Command::Simulate(simulate) => simulate::run(&run, &simulate).await,
        Command::Backup(backup) => restoring::backup(&run, &backup).await,
        Command::Restore(restore) => restoring::restore(&run, &restore).await,
        Command::User(user) => user::run(&run, &user).await,
    }
}
