//! How this installation runs: flags first, then `RONGHE_*` variables (clap reads both), then the TOML
//! file, then defaults. What the enterprise decides (its name, its year) lies in the database instead.

use crate::cli::Common;
use crate::notices::channels::Asked;
use anyhow::{Context, Result};
use kernel::Lang;
use kernel::Problem;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The file looked for in the data folder.
pub const FILE: &str = "ronghe.toml";

/// Where the program listens unless told otherwise: this machine only.
pub const LISTEN: &str = "127.0.0.1:8080";

/// What the TOML file may say; an unknown key is an error, so that a typing slip is seen.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    database_url: Option<String>,
    listen: Option<SocketAddr>,
    behind_tls: Option<bool>,
    smtp: Option<String>,
    mail_from: Option<String>,
    webhook: Option<String>,
    site: Option<String>,
    digest_at: Option<String>,
    lang: Option<String>,
    log: Option<String>,
}

/// The installation's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub data_dir: PathBuf,
    pub database_url: Option<String>,
    pub listen: Option<SocketAddr>,
    pub behind_tls: bool,
    /// The ways out of the daily digest.
    pub digest: Asked,
    pub lang: Lang,
    pub log: String,
}

impl Settings {
    /// Joins flags and variables with the file. `folder` names the data folder when nobody did.
    ///
    /// # Errors
    /// When the file named by `--config` is missing, or a file is not understood.
    pub fn gather(common: &Common, folder: &str) -> Result<Self> {
        let data_dir = common.data_dir.clone().unwrap_or_else(|| usual_folder(folder));
        let written = match &common.config {
            Some(file) => read(file)?,
            None => {
                let file = data_dir.join(FILE);
                if file.exists() { read(&file)? } else { Written::default() }
            }
        };
        let lang = common.lang.clone().or(written.lang).map(|tag| Lang::from_tag(&tag));
        Ok(Self {
            data_dir,
            database_url: common.database_url.clone().or(written.database_url),
            listen: written.listen,
            behind_tls: written.behind_tls.unwrap_or(false),
            digest: Asked {
                smtp: written.smtp,
                mail_from: written.mail_from,
                webhook: written.webhook,
                site: written.site,
                digest_at: written.digest_at,
            },
            lang: lang.unwrap_or_else(lang_of_the_terminal),
            log: common.log.clone().or(written.log).unwrap_or_else(|| "info,sqlx=warn".to_owned()),
        })
    }

    /// The database: the one named, else the file in the data folder.
    pub fn database(&self) -> String {
        let file = self.data_dir.join("ronghe.db");
        self.database_url.clone().unwrap_or_else(|| format!("sqlite:{}", file.display()))
    }

    /// Whether the database is a file in the data folder.
    pub fn is_embedded(&self) -> bool {
        self.database_url.is_none()
    }

    pub fn files(&self) -> PathBuf {
        self.data_dir.join("files")
    }
}

fn read(file: &Path) -> Result<Written> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    toml::from_str(&text).map_err(|error| {
        let wrong = Problem::new("settings-invalid");
        wrong.arg("file", file.display()).arg("message", error.to_string().trim()).into()
    })
}

/// The language for help and for what is wrong with the command line itself, before it is understood.
pub fn lang_asked_for(args: impl Iterator<Item = String>) -> Lang {
    let args: Vec<String> = args.collect();
    let flag = args.iter().enumerate().find_map(|(index, arg)| match arg.strip_prefix("--lang") {
        Some("") => args.get(index + 1).cloned(),
        Some(rest) => rest.strip_prefix('=').map(str::to_owned),
        None => None,
    });
    let variable = || std::env::var("RONGHE_LANG").ok();
    flag.or_else(variable).map_or_else(lang_of_the_terminal, |tag| Lang::from_tag(&tag))
}

/// What the terminal says, Chinese when it says nothing.
fn lang_of_the_terminal() -> Lang {
    let said = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    said.map_or(Lang::Zh, |tag| Lang::from_tag(&tag))
}

/// A folder of the user's own where the system keeps such things.
fn usual_folder(name: &str) -> PathBuf {
    let folder = |variable: &str| {
        std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
    };
    let base = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        folder("XDG_DATA_HOME").or_else(|| folder("HOME").map(|home| home.join(".local/share")))
    };
    base.map_or_else(|| PathBuf::from(format!("./{name}-data")), |base| base.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::Parser;

    fn gather(args: &[&str]) -> Result<Settings> {
        let cli = Cli::try_parse_from([&["ronghe"], args, &["migrate"]].concat()).unwrap();
        Settings::gather(&cli.common, "ronghe")
    }

    #[test]
    fn flags_win_over_the_file_in_the_data_folder() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().to_str().unwrap();
        std::fs::write(
            folder.path().join(FILE),
            "listen = \"0.0.0.0:9000\"\nlang = \"en\"\ndatabase-url = \"postgres://db/a\"\n",
        )
        .unwrap();
        let settings = gather(&["--data-dir", dir]).unwrap();
        assert_eq!(settings.database(), "postgres://db/a");
        assert_eq!(settings.listen.unwrap().port(), 9000);
        assert_eq!(settings.lang, Lang::En);
        let settings = gather(&["--data-dir", dir, "--lang", "zh", "--database-url", "x"]).unwrap();
        assert_eq!((settings.lang, settings.database().as_str()), (Lang::Zh, "x"));
    }

    #[test]
    fn a_slip_in_the_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "lisen = \"0.0.0.0:9000\"\n").unwrap();
        let error = gather(&["--data-dir", folder.path().to_str().unwrap()]).unwrap_err();
        assert!(error.to_string().contains("lisen"), "{error}");
        let missing = folder.path().join("none.toml");
        assert!(gather(&["--config", missing.to_str().unwrap()]).is_err());
    }
}
