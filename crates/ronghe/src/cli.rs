//! The command line: what can be asked for. Its words come from the texts, so that `--help` speaks the
//! reader's language; [`command`] puts them in.

use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};
use kernel::texts::{self, Lang};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Everything that was typed.
#[derive(Debug, Parser)]
#[command(name = "ronghe", version, disable_help_flag = true, disable_version_flag = true)]
#[command(
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    pub version: Option<bool>,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command understands.
#[derive(Debug, Args)]
pub struct Common {
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "RONGHE_DATA_DIR",
        hide_env_values = true
    )]
    pub data_dir: Option<PathBuf>,
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "RONGHE_DATABASE_URL",
        hide_env_values = true
    )]
    pub database_url: Option<String>,
    #[arg(long, global = true, value_name = "FILE", env = "RONGHE_CONFIG", hide_env_values = true)]
    pub config: Option<PathBuf>,
    #[arg(long, global = true, value_name = "zh|en", value_parser = ["zh", "zh-CN", "en"], hide_possible_values = true, env = "RONGHE_LANG", hide_env_values = true)]
    pub lang: Option<String>,
    #[arg(long, global = true, value_name = "LEVEL", env = "RONGHE_LOG", hide_env_values = true)]
    pub log: Option<String>,
    #[arg(short, long, global = true, action = ArgAction::Help)]
    pub help: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Demo(Demo),
    Serve(Serve),
    Migrate(Migrate),
    Import(Import),
    Export(Export),
    Verify(Verify),
    Lint(Lint),
    Score(Score),
    Simulate(Simulate),
    Backup(Backup),
    Restore(Restore),
    User(User),
}

#[derive(Debug, Args)]
pub struct Demo {
    #[arg(long, default_value_t = 8180, value_name = "N")]
    pub port: u16,
    #[arg(long)]
    pub no_browser: bool,
}

#[derive(Debug, Args)]
pub struct Serve {
    #[arg(long, value_name = "ADDR:PORT", env = "RONGHE_LISTEN", hide_env_values = true)]
    pub listen: Option<SocketAddr>,
    #[arg(long, env = "RONGHE_BEHIND_TLS", hide_env_values = true)]
    pub behind_tls: bool,
    #[arg(long, value_name = "URL", env = "RONGHE_SMTP", hide_env_values = true)]
    pub smtp: Option<String>,
    #[arg(long, value_name = "ADDRESS", env = "RONGHE_MAIL_FROM", hide_env_values = true)]
    pub mail_from: Option<String>,
    #[arg(long, value_name = "URL", env = "RONGHE_WEBHOOK", hide_env_values = true)]
    pub webhook: Option<String>,
    #[arg(long, value_name = "URL", env = "RONGHE_SITE", hide_env_values = true)]
    pub site: Option<String>,
    #[arg(long, value_name = "HH:MM", env = "RONGHE_DIGEST_AT", hide_env_values = true)]
    pub digest_at: Option<String>,
}

#[derive(Debug, Args)]
pub struct Migrate {}

#[derive(Debug, Args)]
pub struct Import {
    #[arg(long, value_name = "NAME|FILE")]
    pub profile: String,
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[arg(long, value_name = "CODE|NAME")]
    pub unit: Option<String>,
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    #[arg(long, value_name = "CODE|NAME")]
    pub under: Option<String>,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long)]
    pub yes: bool,
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Export {
    #[command(subcommand)]
    pub what: ExportWhat,
}

#[derive(Debug, Subcommand)]
pub enum ExportWhat {
    Readings(ExportReadings),
}

#[derive(Debug, Args)]
pub struct ExportReadings {
    #[arg(long, value_name = "CODE|NAME")]
    pub unit: Option<String>,
    #[arg(long, value_name = "CODE")]
    pub indicator: Vec<String>,
    #[arg(long, value_name = "PERIOD")]
    pub from: Option<String>,
    #[arg(long, value_name = "PERIOD")]
    pub to: Option<String>,
    #[arg(long, value_enum)]
    pub kind: Vec<ReadingKind>,
    #[arg(long)]
    pub rollup: bool,
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    pub format: Format,
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReadingKind {
    Actual,
    Target,
    Threshold,
    Stretch,
    TargetHigh,
    ThresholdHigh,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Csv,
    Xlsx,
    Json,
}

#[derive(Debug, Args)]
pub struct Verify {
    #[command(subcommand)]
    pub what: VerifyWhat,
}

#[derive(Debug, Subcommand)]
pub enum VerifyWhat {
    Audit(VerifyOptions),
    Rollups(VerifyOptions),
    Methods(VerifyMethods),
    Simulations(VerifySimulations),
}

#[derive(Debug, Args)]
pub struct VerifyMethods {
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct VerifySimulations {
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct VerifyOptions {
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Lint {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Score {
    #[arg(long, required_unless_present = "year", value_name = "FILE")]
    pub scheme: Vec<PathBuf>,
    #[arg(long, required_unless_present_any = ["year", "lint"], conflicts_with = "year", value_name = "FILE")]
    pub inputs: Option<PathBuf>,
    #[arg(long, requires = "what_if", value_name = "YEAR")]
    pub year: Option<i32>,
    #[arg(long, value_name = "FILE")]
    pub what_if: Option<PathBuf>,
    #[arg(long, requires = "scheme", conflicts_with_all = ["inputs", "what_if", "year"])]
    pub lint: bool,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Simulate {
    #[arg(long, value_enum)]
    pub scale: Scale,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scale {
    Plant,
    Tenth,
    Group,
}

#[derive(Debug, Args)]
pub struct Backup {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct Restore {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct User {
    #[command(subcommand)]
    pub what: UserWhat,
}

#[derive(Debug, Subcommand)]
pub enum UserWhat {
    Create(UserCreate),
    Reset(UserReset),
    List(UserList),
}

#[derive(Debug, Args)]
pub struct UserCreate {
    #[arg(value_name = "SIGN-IN")]
    pub sign_in: String,
    #[arg(long)]
    pub name: Option<String>,
    #[arg(long, value_name = "ROLE")]
    pub role: Vec<String>,
    #[arg(long, value_name = "CODE|NAME")]
    pub unit: Option<String>,
}

#[derive(Debug, Args)]
pub struct UserReset {
    #[arg(value_name = "SIGN-IN")]
    pub sign_in: String,
}

#[derive(Debug, Args)]
pub struct UserList {
    #[arg(long)]
    pub json: bool,
}

/// The command line with all its words in one language.
pub fn command(lang: Lang) -> clap::Command {
    describe(Cli::command(), "cli", lang)
}

/// Texts are named by the way to a command: `cli-verify-audit` and `cli-import-profile` (an argument);
/// arguments that mean the same everywhere are `cli-any-json`.
fn describe(command: clap::Command, key: &str, lang: Lang) -> clap::Command {
    let text = |key: &str| texts::get().text(lang, key);
    let first_of = |keys: [String; 2]| {
        let found = keys.iter().find(|key| texts::get().has(lang, key));
        text(found.unwrap_or(&keys[0]))
    };
    let examples = texts::get()
        .has(lang, &format!("{key}-examples"))
        .then(|| format!("{}\n{}", text("cli-examples"), text(&format!("{key}-examples"))));
    let template = format!(
        "{{about-with-newline}}\n{}\n  {{usage}}\n\n{{all-args}}{{after-help}}",
        text("cli-usage")
    );
    let (options, arguments) = (text("cli-options"), text("cli-arguments"));
    command
        .about(text(&format!("{key}-about")))
        .after_help(examples.map(|examples| format!("\n{examples}")).unwrap_or_default())
        .help_template(template)
        .subcommand_help_heading(text("cli-commands"))
        .subcommand_value_name(text("cli-command"))
        .mut_args(|arg| {
            let id = arg.get_id().as_str().replace('_', "-");
            let heading = if arg.is_positional() { &arguments } else { &options };
            arg.help(first_of([format!("{key}-{id}"), format!("cli-any-{id}")]))
                .help_heading(heading)
        })
        .mut_subcommands(|sub| {
            let key = format!("{key}-{}", sub.get_name());
            describe(sub, &key, lang)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound_and_has_words_in_both_languages() {
        crate::program::install();
        for lang in Lang::ALL {
            let mut built = command(lang);
            built.build();
            explained(&built);
        }
    }

    fn explained(command: &clap::Command) {
        let help = command.clone().render_long_help().to_string();
        assert!(!help.contains('⟨'), "a text is missing:\n{help}");
        command.get_subcommands().for_each(explained);
    }
}
